"""Metrics of journeys: where attempts come from and what becomes of customers."""

from __future__ import annotations

from sim.metrics.metric import QUEUES, Metric, blocked, column, count, share


def _origin(name: str, title: str, formula: str) -> Metric:
    return count(f"origin_{name}", title, formula, column(f"origin_{name}"))


ORIGINS = (
    _origin("first", "first attempts", "first attempts of customers, where they would come anyway"),
    _origin("channel_shift", "from channel shift",
            "first attempts that arrive here instead of elsewhere"),
    _origin("redial", "redials", "follow-ups after abandoned, blocked or expired"),
    _origin("chase", "chases", "follow-ups while an earlier attempt waits"),
    _origin("repeat", "repeats", "follow-ups after answered"),
    _origin("transfer", "transfers", "handed on by the agent who answered"),
    _origin("moved", "moved", "sent to another channel by the agent who answered"),
    _origin("callback", "callbacks to make", "callbacks that were accepted"),
    _origin("escalation", "escalations", "follow-ups after escalated"),
    _origin("bounce_back", "bounce-backs", "follow-ups after contained or answered by a peer"),
    _origin("company", "started by the company",
            "follow-ups by the company, first attempts of outbound queues"),
    _origin("turn", "next turns", "the next messages of threads"),
    _origin("spread", "spread", "other customers, whom unanswered posts made write or phone"),
)  # fmt: skip

JOURNEYS = (
    count("issues", "issues",
           "first attempts, each with all it causes; not of posts that need no answer",
           column("issues")),
    Metric("attempts_per_issue", "contacts", "attempts per issue",
           "attempts of the issues / issues", "ratio", QUEUES, "arrival",
           column("issue_attempts"), column("issues")),
    count("customers_lost", "customers lost",
           "issues never answered (by agents or a peer) or contained, none of whose attempts still "
           "waits",
           column("issues_lost")),
    count("resolved", "issues resolved",
           "issues whose last attempt to end was answered, contained or answered by a peer, with "
           "none of the "
           "customer's still to come within resolved_after of it; what the company tries in vain "
           "afterwards does not count",
           column("issues_resolved")),
    count("resolved_here", "resolved here",
           "issues resolved, in the queue of the attempt that resolved them",
           column("resolved_here")),
    share("fcr", "first-contact resolution",
           "issues resolved with one agent contact (a thread is one), transfers allowed / issues "
           "with an agent contact", column("issues_first_contact"), column("issues_with_agent")),
    share("fcr_strict", "first-contact resolution, strict",
           "issues resolved with one agent contact and no transfer / issues with an agent contact",
           column("issues_first_contact_strict"), column("issues_with_agent")),
    share("repeat_rate", "repeat rate",
           "answered then repeated / A, repeats still to come included",
           column("repeated"), column("answered")),
    share("redial_rate", "redial rate",
           "abandoned or blocked that redial / (B + K), redials still to come included",
           column("redialled"), lambda c: c["abandoned"] + blocked(c)),
    share("re_routed", "re-routed", "answered then transferred or moved / A",
           column("handed_on"), column("answered")),
    share("containment", "containment", "contained / (contained + escalated)",
           column("contained"), column("sessions_over")),
    share("true_containment", "true containment",
           "contained without another attempt of the customer (nor one still to come) within "
           "resolved_after / (contained + escalated)",
           column("truly_contained"), column("sessions_over")),
    share("bounce_back", "bounce-back",
           "contained, then answered by an agent before the end / contained",
           column("bounced_back"), column("contained")),
    share("self_service", "self-service",
           "issues contained and never answered by an agent / issues",
           column("issues_contained"), column("issues")),
    share("proactive", "proactive", "issues with an attempt that the company started / issues",
           column("issues_proactive"), column("issues")),
    Metric("spread", "contacts", "spread per post",
           "contacts caused by posts / relevant posts that no post caused", "ratio", QUEUES,
           "arrival", column("posts_caused"), column("posts_original")),
    Metric("reproduction", "contacts", "reproduction",
           "contacts caused by posts / relevant posts: from 1 on the storm feeds itself", "ratio",
           QUEUES, "arrival", column("posts_caused"), column("posts_relevant")),
)  # fmt: skip
