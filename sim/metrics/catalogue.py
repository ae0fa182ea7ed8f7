"""The catalogue: every metric once, with its name, unit, words and formula.

docs/reference/metrics.md is written from it (`python -m sim.metrics.reference`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sim.metrics.cells import SECONDS_PER_HOUR, Cells, Floats
from sim.metrics.service_level import FORMULAS

Figure = Callable[[Cells], Floats]
Level = Literal["center", "queue", "group"]
Basis = Literal["arrival", "clock", "period"]
Kind = Literal["sum", "share", "time_share", "ratio", "statistic", "days"]

QUEUES: tuple[Level, ...] = ("center", "queue")
GROUPS: tuple[Level, ...] = ("center", "group")
ALL: tuple[Level, ...] = ("center", "queue", "group")


@dataclass(frozen=True)
class Metric:
    """One metric.

    `basis`: contact figures belong to the interval of arrival, agent figures to the clock, and
    some only to the whole period. `kind` says how replications are put together
    (docs/uncertainty.md): "sum" (mean), "share" (of contacts, in [0, 1]), "time_share" (of time,
    in [0, 1]), "ratio" (of sums), "statistic" (mean of each replication's value), "days" (share
    of independent days). A figure without denominator is the numerator itself.
    """

    name: str
    unit: str
    title: str
    formula: str
    kind: Kind
    levels: tuple[Level, ...]
    basis: Basis
    numerator: Figure
    denominator: Figure | None = None
    day_band: bool = False  # also as P10 and P90 of days
    may_be_negative: bool = False


def column(name: str) -> Figure:
    """The figure that is one column of the cells."""
    return lambda cells: cells[name]


def attempts(c: Cells) -> Floats:
    return c["offered"] + blocked(c)


def blocked(c: Cells) -> Floats:
    return c["blocked_lines"] + c["blocked_full"] + c["blocked_closed"]


def _count(name: str, title: str, formula: str, figure: Figure, levels: tuple[Level, ...] = QUEUES,
           day_band: bool = False) -> Metric:  # fmt: skip
    return Metric(name, "contacts", title, formula, "sum", levels, "arrival", figure,
                  day_band=day_band)  # fmt: skip


def _share(name: str, title: str, formula: str, numerator: Figure, denominator: Figure,
           levels: tuple[Level, ...] = QUEUES, day_band: bool = False) -> Metric:  # fmt: skip
    return Metric(name, "share", title, formula, "share", levels, "arrival", numerator,
                  denominator, day_band)  # fmt: skip


def _mean_s(name: str, title: str, formula: str, numerator: str, denominator: str,
            levels: tuple[Level, ...] = QUEUES, day_band: bool = False) -> Metric:  # fmt: skip
    return Metric(name, "s", title, formula, "ratio", levels, "arrival", column(numerator),
                  column(denominator), day_band)  # fmt: skip


def _percentile(percent: int) -> Metric:
    name = f"wait_p{percent}_s"
    formula = f"smallest wait that {percent} % of the contacts offered to agents did not exceed"
    return Metric(name, "s", f"wait, {percent} % at most", formula, "statistic", QUEUES,
                  "arrival", column(name))  # fmt: skip


COUNTS = (
    _count("attempts", "attempts", "offered + blocked", attempts),
    _count("offered", "offered (O)",
           "answered + abandoned + flowed out + contained + unreached + waiting at end",
           column("offered"), day_band=True),
    _count("answered", "answered (A)", "work started", column("answered"), ALL),
    _count("abandoned", "abandoned (B)", "left before work started, dropped at closing included",
           column("abandoned")),
    _count("flowed_out", "flowed out (F)", "callbacks + withdrawn + escalated",
           column("flowed_out")),
    _count("callbacks", "callbacks accepted",
           "hung up for a callback; offered again in the outbound queue", column("callbacks")),
    _count("withdrawn", "withdrawn", "settled by an answer elsewhere while it waited",
           column("withdrawn")),
    _count("escalated", "escalated", "sessions of self-service that were not enough",
           column("escalated")),
    _count("contained", "contained (C)", "sessions of self-service that were enough",
           column("contained")),
    _count("unreached", "unreached (U)", "dialled in vain, every time", column("unreached")),
    _count("blocked", "blocked (K)", "turned away; outside offered", blocked),
    _count("blocked_lines", "blocked: no line free", "turned away because every line was taken",
           column("blocked_lines")),
    _count("blocked_full", "blocked: queue full", "turned away because max_waiting were waiting",
           column("blocked_full")),
    _count("blocked_closed", "blocked: closed", "turned away because the queue was closed",
           column("blocked_closed")),
    _count("waiting_at_end", "waiting at the end (W)",
           "still waiting, or in a session, when the simulated time ended", column("waiting")),
    _count("moved_in", "moved in", "arrived here by channel shift instead of elsewhere",
           column("moved_in")),
)  # fmt: skip

SERVICE = (
    _share("service_level", "service level",
           "the formula of each queue's target (SL-1 unless named); center: sums over the queues "
           "with a target; group: SL-2 of the contacts it answered",
           column("service_met"), column("service_judged"), ALL, day_band=True),
    *(
        _share(formula.metric, f"service level {formula.id}", formula.text,
               formula.numerator, formula.denominator)
        for formula in FORMULAS
    ),
    _share("answer_rate", "answer rate", "A / O", column("answered"), column("offered")),
    _share("abandon_rate", "abandon rate", "B / O", column("abandoned"), column("offered"),
           day_band=True),
    _share("abandon_rate_excl_short", "abandon rate without short ones",
           "(B - B within s) / (O - B within s)",
           lambda c: c["abandoned"] - c["abandoned_short"],
           lambda c: c["offered"] - c["abandoned_short"]),
    _share("blocked_rate", "blocked rate", "K / attempts", blocked, attempts),
    _share("lost_rate", "lost rate", "(B + K) / attempts",
           lambda c: c["abandoned"] + blocked(c), attempts),
    _share("reach", "reach", "O / attempts", column("offered"), attempts),
    _share("dispatch", "dispatch", "taken up by an agent / (O - F)",
           column("answered"), lambda c: c["offered"] - c["flowed_out"]),
    _share("callback_rate", "callbacks taken", "callbacks accepted / O",
           column("callbacks"), column("offered")),
    _share("reached_rate", "reached", "outbound contacts reached / dialled at least once",
           column("reached"), column("dialled")),
)  # fmt: skip

WAITS = (
    _mean_s("asa_s", "average speed of answer",
            "sum of the waits of answered contacts / A, zero waits included",
            "answered_wait_s", "answered", ALL, day_band=True),
    _mean_s("wait_mean_s", "mean wait of all",
            "sum of the waits of all contacts offered to agents / their number; who still waits "
            "counts with the wait so far", "wait_s", "for_agents"),
    _share("wait_probability", "share that waits",
           "offered to agents and not answered at once / offered to agents",
           lambda c: c["for_agents"] - c["answered_at_once"], column("for_agents")),
    _percentile(50),
    _percentile(80),
    _percentile(90),
    _percentile(95),
    Metric("wait_max_s", "s", "longest wait", "largest wait of a contact offered to agents",
           "statistic", QUEUES, "arrival", column("wait_max_s")),
    _mean_s("time_to_abandon_s", "time to abandon",
            "sum of the waits of abandoned contacts / B (not patience: that is cut off by being "
            "answered)", "abandoned_wait_s", "abandoned"),
    _mean_s("total_wait_s", "total wait with callback",
            "from the arrival of the attempt that accepted the callback until the customer was "
            "reached, over the callbacks reached", "total_wait_s", "called_back"),
)  # fmt: skip

HANDLING = (
    _mean_s("handle_s", "handle time (AHT)",
            "talk + hold + wrap-up as it took, over the contacts finished by the end",
            "handle_s", "finished", ALL),
    _mean_s("effort_s", "effort",
            "agent seconds, each shared equally among the contacts in hand, dialling in vain "
            "included, over the contacts finished by the end", "effort_s", "finished", ALL),
    _mean_s("session_s", "session",
            "length of the sessions of self-service, contained and escalated / their number",
            "session_s", "sessions_over"),
    Metric("load_erlangs", "erlangs", "offered load",
           "offered to agents x mean handle time of the scenario (at full speed) / time", "ratio",
           QUEUES,
           "arrival", column("offered_work_s"), column("length_s")),
)  # fmt: skip


def _origin(name: str, title: str, formula: str) -> Metric:
    return _count(f"origin_{name}", title, formula, column(f"origin_{name}"))


ORIGINS = (
    _origin("first", "first attempts", "first attempts of customers, where they would come anyway"),
    _origin("channel_shift", "from channel shift",
            "first attempts that arrive here instead of elsewhere"),
    _origin("redial", "redials", "follow-ups after abandoned or blocked"),
    _origin("chase", "chases", "follow-ups while an earlier attempt waits"),
    _origin("repeat", "repeats", "follow-ups after answered"),
    _origin("transfer", "transfers", "handed on by the agent who answered"),
    _origin("moved", "moved", "sent to another channel by the agent who answered"),
    _origin("callback", "callbacks to make", "callbacks that were accepted"),
    _origin("escalation", "escalations", "follow-ups after escalated"),
    _origin("bounce_back", "bounce-backs", "follow-ups after contained"),
    _origin("company", "started by the company",
            "follow-ups by the company, first attempts of outbound queues"),
)  # fmt: skip

JOURNEYS = (
    _count("issues", "issues", "first attempts, each with all it causes", column("issues")),
    Metric("attempts_per_issue", "contacts", "attempts per issue",
           "attempts of the issues / issues", "ratio", QUEUES, "arrival",
           column("issue_attempts"), column("issues")),
    _count("customers_lost", "customers lost",
           "issues never answered or contained, none of whose attempts still waits",
           column("issues_lost")),
    _count("resolved", "issues resolved",
           "issues whose last attempt to end was answered or contained, with none of the "
           "customer's still to come within resolved_after of it; what the company tries in vain "
           "afterwards does not count",
           column("issues_resolved")),
    _count("resolved_here", "resolved here",
           "issues resolved, in the queue of the attempt that resolved them",
           column("resolved_here")),
    _share("fcr", "first-contact resolution",
           "issues resolved with one agent contact, transfers allowed / issues with an agent "
           "contact", column("issues_first_contact"), column("issues_with_agent")),
    _share("fcr_strict", "first-contact resolution, strict",
           "issues resolved with one agent contact and no transfer / issues with an agent contact",
           column("issues_first_contact_strict"), column("issues_with_agent")),
    _share("repeat_rate", "repeat rate",
           "answered then repeated / A, repeats still to come included",
           column("repeated"), column("answered")),
    _share("redial_rate", "redial rate",
           "abandoned or blocked that redial / (B + K), redials still to come included",
           column("redialled"), lambda c: c["abandoned"] + blocked(c)),
    _share("re_routed", "re-routed", "answered then transferred or moved / A",
           column("handed_on"), column("answered")),
    _share("containment", "containment", "contained / (contained + escalated)",
           column("contained"), column("sessions_over")),
    _share("true_containment", "true containment",
           "contained without another attempt of the customer (nor one still to come) within "
           "resolved_after / (contained + escalated)",
           column("truly_contained"), column("sessions_over")),
    _share("bounce_back", "bounce-back",
           "contained, then answered by an agent before the end / contained",
           column("bounced_back"), column("contained")),
    _share("self_service", "self-service",
           "issues contained and never answered by an agent / issues",
           column("issues_contained"), column("issues")),
    _share("proactive", "proactive", "issues with an attempt that the company started / issues",
           column("issues_proactive"), column("issues")),
)  # fmt: skip


def _logged_in_share(name: str, title: str, formula: str, numerator: str) -> Metric:
    return Metric(name, "share", title, formula, "time_share", GROUPS, "clock", column(numerator),
                  column("logged_in_s"), day_band=name == "occupancy")  # fmt: skip


def _agents(name: str, title: str, formula: str, numerator: str) -> Metric:
    return Metric(name, "agents", title, formula, "ratio", GROUPS, "clock", column(numerator),
                  column("length_s"))  # fmt: skip


PEOPLE = (
    _logged_in_share("occupancy", "occupancy",
                     "busy / (busy + ready), dialling in vain included", "busy_s"),
    _logged_in_share("live_occupancy", "live occupancy",
                     "time with a live contact / (busy + ready)", "busy_s"),
    _logged_in_share("slot_occupancy", "slot occupancy",
                     "sum of 1/concurrency over the contacts in hand, over logged-in time (here "
                     "every contact takes the whole agent)", "in_hand_s"),
    Metric("concurrency_mean", "contacts", "contacts in hand", "contact time / busy time",
           "ratio", GROUPS, "clock", column("in_hand_s"), column("busy_s")),
    Metric("utilisation", "share", "utilisation", "busy / (paid + overtime)", "ratio", GROUPS,
           "clock", column("busy_s"), lambda c: c["paid_s"] + c["overtime_s"]),
    Metric("availability", "share", "availability (1 - shrinkage)",
           "logged-in time without overtime / paid time", "ratio", GROUPS, "clock",
           lambda c: c["logged_in_s"] - c["overtime_s"], column("paid_s")),
    _agents("staffed", "agents present", "logged-in time / time", "logged_in_s"),
    _agents("seated", "agents planned, seated", "planned seated time (net of shrinkage) / time",
            "planned_s"),
    _agents("rostered", "agents planned, rostered", "paid time (gross, without overtime) / time",
            "paid_s"),
    Metric("paid_h", "h", "paid hours", "rostered time, without overtime", "sum", GROUPS, "clock",
           lambda c: c["paid_s"] / SECONDS_PER_HOUR),
    Metric("overtime_h", "h", "overtime hours", "time on after the planned end", "sum", GROUPS,
           "clock", lambda c: c["overtime_s"] / SECONDS_PER_HOUR),
)  # fmt: skip

MONEY = (
    Metric("staff_cost", "money", "staff cost",
           "paid hours x rate + overtime hours x rate; on queues in proportion to effort", "sum",
           ALL, "period", column("staff_cost")),
    Metric("cost", "money", "cost",
           "staff cost + seats + money per contact; center: + monthly cost + lines (monthly "
           "figures x calendar days of the period / days per month)", "sum", ALL, "period",
           column("cost")),
    Metric("cost_per_contact", "money", "cost per contact", "cost / A", "ratio", ALL, "period",
           column("cost"), column("answered")),
    Metric("cost_per_resolution", "money", "cost per resolution",
           "cost / issues resolved here", "ratio", QUEUES, "period", column("cost"),
           column("resolved_here")),
    Metric("value", "money", "value",
           "value of the queue x customers whose first answered attempt is here, each once",
           "sum", QUEUES, "period", column("value")),
    Metric("net_result", "money", "net result", "value - cost", "sum", QUEUES, "period",
           lambda c: c["value"] - c["cost"], may_be_negative=True),
)  # fmt: skip

RISK = (
    Metric("days_met", "share", "days on target",
           "replicated days whose day figure meets the target / days with contacts", "days",
           QUEUES, "period", column("days_met"), column("days_judged")),
    Metric("intervals_met", "share", "intervals on target",
           "intervals that meet the target / intervals with contacts", "share", QUEUES, "period",
           column("intervals_met"), column("intervals_judged")),
    Metric("worst_interval_sl", "share", "worst interval",
           "service level of the interval in which it is lowest", "statistic", QUEUES, "period",
           column("worst_interval_sl")),
)  # fmt: skip

CATALOGUE: tuple[Metric, ...] = (
    *COUNTS, *SERVICE, *WAITS, *HANDLING, *ORIGINS, *JOURNEYS, *PEOPLE, *MONEY, *RISK,
)  # fmt: skip

METRICS: dict[str, Metric] = {metric.name: metric for metric in CATALOGUE}

DAY_BANDS = (10, 90)
"""Percent of days in the bands `<metric>_day_p10` and `<metric>_day_p90`."""


def day_band_name(metric: str, percent: int) -> str:
    return f"{metric}_day_p{percent}"


def unit_of(name: str) -> str:
    """Unit of a metric or of a band of days, by its name in a summary; KeyError if unknown."""
    if name in METRICS:
        return METRICS[name].unit
    return METRICS[name.rpartition("_day_p")[0]].unit
