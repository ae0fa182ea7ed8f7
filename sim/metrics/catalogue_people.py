"""Metrics of people, money and risk."""

from __future__ import annotations

from sim.metrics.cells import SECONDS_PER_HOUR
from sim.metrics.metric import ALL, GROUPS, QUEUES, Metric, column


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
                     "time with a live contact / (busy + ready): occupancy limits are about it",
                     "live_busy_s"),
    _logged_in_share("slot_occupancy", "slot occupancy",
                     "sum of 1/concurrency over the contacts in hand, over logged-in time",
                     "slots_filled_s"),
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
