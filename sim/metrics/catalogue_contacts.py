"""Metrics of contacts: counts, service levels, waits, handling, deferred work."""

from __future__ import annotations

from sim.metrics.metric import (
    ALL,
    QUEUES,
    Metric,
    attempts,
    blocked,
    column,
    count,
    mean_s,
    percentile,
    share,
    stock,
)
from sim.metrics.service_level import FORMULAS, RESPONSE

COUNTS = (
    count("attempts", "attempts", "offered + blocked", attempts),
    count("offered", "offered (O)",
           "answered + abandoned + expired + flowed out + contained + unreached + triaged + "
           "waiting at the end",
           column("offered"), day_band=True),
    count("answered", "answered (A)",
           "live: work started; written (messaging, email, social, community): the reply left",
           column("answered"), ALL),
    count("abandoned", "abandoned (B)", "left before work started, dropped at closing included",
           column("abandoned")),
    count("expired", "expired (X)", "messages whose reply window passed without a reply",
           column("expired")),
    count("flowed_out", "flowed out (F)",
           "callbacks + withdrawn + escalated + answered by a peer", column("flowed_out")),
    count("callbacks", "callbacks accepted",
           "hung up for a callback; offered again in the outbound queue", column("callbacks")),
    count("withdrawn", "withdrawn", "settled by an answer elsewhere while it waited",
           column("withdrawn")),
    count("escalated", "escalated", "sessions of self-service that were not enough",
           column("escalated")),
    count("peer_answered", "answered by a peer", "another customer was faster",
           column("peer_answered")),
    count("contained", "contained (C)", "sessions of self-service that were enough",
           column("contained")),
    count("unreached", "unreached (U)", "dialled in vain, every time", column("unreached")),
    count("triaged", "triaged (R)", "posts that need no answer, and were looked at",
           column("triaged")),
    count("blocked", "blocked (K)", "turned away; outside offered", blocked),
    count("blocked_lines", "blocked: no line free", "turned away because every line was taken",
           column("blocked_lines")),
    count("blocked_full", "blocked: queue full", "turned away because max_waiting were waiting",
           column("blocked_full")),
    count("blocked_closed", "blocked: closed", "turned away because the queue was closed",
           column("blocked_closed")),
    count("waiting_at_end", "waiting at the end (W)",
           "still waiting (written: without a reply), or in a session, when the simulated time "
           "ended", column("waiting")),
    count("moved_in", "moved in", "arrived here by channel shift instead of elsewhere",
           column("moved_in")),
    count("heard", "heard", "public posts that arrived, relevant or not", column("heard")),
    count("relevant", "relevant", "public posts that need an answer", column("relevant")),
    count("threads", "threads", "conversations of messages begun; their turns are the contacts",
           column("threads")),
)  # fmt: skip

SERVICE = (
    share("service_level", "service level",
           "the formula of each queue's target (SL-1 unless named; deferred queues: their response "
           "level); center: sums over the queues with a target; group: SL-2 of the contacts it "
           "answered",
           column("service_met"), column("service_judged"), ALL, day_band=True),
    *(
        share(formula.metric, f"service level {formula.id}", formula.text,
               formula.numerator, formula.denominator)
        for formula in FORMULAS
    ),
    share("answer_rate", "answer rate", "A / O", column("answered"), column("offered")),
    share("abandon_rate", "abandon rate", "B / O", column("abandoned"), column("offered"),
           day_band=True),
    share("abandon_rate_excl_short", "abandon rate without short ones",
           "(B - B within s) / (O - B within s)",
           lambda c: c["abandoned"] - c["abandoned_short"],
           lambda c: c["offered"] - c["abandoned_short"]),
    share("blocked_rate", "blocked rate", "K / attempts", blocked, attempts),
    share("lost_rate", "lost rate", "(B + X + K) / attempts",
           lambda c: c["abandoned"] + c["expired"] + blocked(c), attempts),
    share("reach", "reach", "O / attempts", column("offered"), attempts),
    share("dispatch", "dispatch", "taken up by an agent / (O - F)",
           column("taken_up"), lambda c: c["offered"] - c["flowed_out"]),
    share("callback_rate", "callbacks taken", "callbacks accepted / O",
           column("callbacks"), column("offered")),
    share("reached_rate", "reached", "outbound contacts reached / dialled at least once",
           column("reached"), column("dialled")),
    share("response_rate", "response rate",
           "written contacts that got a reply / those that needed one: O - F - R, without those "
           "still waiting whose target time is not over",
           column("replied"), column("reply_due")),
)  # fmt: skip

WAITS = (
    mean_s("asa_s", "average speed of answer",
            "sum of the waits of answered contacts / A, zero waits included; written: until the "
            "reply leaves",
            "answered_wait_s", "answered", ALL, day_band=True),
    mean_s("wait_mean_s", "mean wait of all",
            "sum of the waits of all contacts offered to agents / their number; who still waits "
            "counts with the wait so far", "wait_s", "for_agents"),
    share("wait_probability", "share that waits",
           "offered to agents and not answered at once / offered to agents",
           lambda c: c["for_agents"] - c["answered_at_once"], column("for_agents")),
    mean_s("first_response_s", "first response",
            "wait of answered contacts, of threads the first turn alone", "first_answered_wait_s",
            "first_replies"),
    mean_s("reply_s", "reply", "wait of the answered turns of threads, every one", "reply_wait_s",
            "replies"),
    mean_s("response_s", "response on the target's clock",
            "as asa_s for written queues, in open time alone where the target's clock says so",
            "response_s", "replied"),
    percentile(50),
    percentile(80),
    percentile(90),
    percentile(95),
    Metric("wait_max_s", "s", "longest wait",
           "largest wait of a contact offered to agents; over replications the mean of each one's",
           "statistic", QUEUES, "arrival", column("wait_max_s")),
    mean_s("time_to_abandon_s", "time to abandon",
            "sum of the waits of abandoned contacts / B (not patience: that is cut off by being "
            "answered)", "abandoned_wait_s", "abandoned"),
    mean_s("total_wait_s", "total wait with callback",
            "from the arrival of the attempt that accepted the callback until the customer was "
            "reached, over the callbacks reached", "total_wait_s", "called_back"),
)  # fmt: skip

HANDLING = (
    mean_s("handle_s", "handle time (AHT)",
            "talk + hold + wrap-up as it took (put down: without the pauses), over the contacts "
            "finished by the end: those still in hand are the longer ones, so a short period shows "
            "a little too little", "handle_s", "finished", ALL),
    mean_s("effort_s", "effort",
            "agent seconds, each shared equally among the contacts in hand, dialling in vain and "
            "triage included, over the contacts finished by the end", "effort_s", "finished", ALL),
    mean_s("session_s", "session",
            "length of the sessions of self-service, contained and escalated / their number",
            "session_s", "sessions_over"),
    Metric("load_erlangs", "erlangs", "offered load",
           "offered to agents x mean handle time of the scenario (at full speed) / time", "ratio",
           QUEUES,
           "arrival", column("offered_work_s"), column("length_s")),
)  # fmt: skip

DEFERRED = (
    Metric("response_level", "share", "response level RL", RESPONSE.text + "; deferred queues with "
           "a target time; answered elsewhere before due: never due", "share", QUEUES, "clock",
           RESPONSE.numerator, RESPONSE.denominator),
    share("response_level_arrived", "response level by arrival",
           "items that arrived in the interval and were replied to in time / items that arrived in "
           "it, without those still waiting and not due",
           column("response_met_arrived"), column("response_due_arrived")),
    Metric("response_level_closed", "share", "response level of the answered",
           "items answered in the interval in time / items answered in it", "share", QUEUES,
           "clock", column("response_met_closed"), column("response_closed")),
    Metric("response_due", "contacts", "items due",
           "items of deferred queues with a target time that fell due, met or missed: what RL is "
           "a share of", "sum", QUEUES, "clock", column("response_due")),
    Metric("completed", "contacts", "items completed",
           "items of deferred work that agents answered or triaged", "sum", QUEUES, "clock",
           column("completed")),
    stock("backlog", "contacts", "backlog",
           "contacts whose wait is not over when the interval ends, those that waited at the start "
           "included (written: without a reply)"),
    stock("backlog_0_4h", "contacts", "backlog up to 4 h old", "of the backlog, in elapsed time"),
    stock("backlog_4_8h", "contacts", "backlog 4 to 8 h old", "of the backlog, in elapsed time"),
    stock("backlog_8_24h", "contacts", "backlog 8 to 24 h old",
           "of the backlog, in elapsed time"),
    stock("backlog_1_2d", "contacts", "backlog 1 to 2 d old", "of the backlog, in elapsed time"),
    stock("backlog_over_2d", "contacts", "backlog over 2 d old",
           "of the backlog, in elapsed time"),
    stock("oldest_age", "s", "oldest in the backlog",
           "elapsed time since the oldest contact of the backlog arrived"),
    Metric("backlog_days", "d", "backlog in days",
           "backlog of deferred queues at the end / items completed per opening day", "ratio",
           QUEUES, "period", column("backlog_deferred"), column("completed_per_day")),
)  # fmt: skip
