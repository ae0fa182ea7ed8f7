"""Traffic lights: whether a difference between two scenarios is for the better."""

from __future__ import annotations

from typing import Final, Literal

from sim.studies.comparison import Difference

Light = Literal["better", "worse", "same", "unknown", "neutral"]
"""`same`: the interval of the difference includes 0; `unknown`: there is no interval; `neutral`: a
real difference of a figure that is neither good nor bad in itself (contacts, occupancy)."""

HIGHER_IS_BETTER: Final = frozenset(
    {
        "service_level",
        "answer_rate",
        "reach",
        "reached_rate",
        "fcr",
        "resolved",
        "containment",
        "true_containment",
        "days_met",
        "value",
        "net_result",
    }
)
LOWER_IS_BETTER: Final = frozenset(
    {
        "abandon_rate",
        "abandoned",
        "blocked",
        "blocked_rate",
        "asa_s",
        "wait_p90_s",
        "attempts_per_issue",
        "customers_lost",
        "repeat_rate",
        "redial_rate",
        "bounce_back",
        "staff_cost",
        "cost",
        "cost_per_contact",
        "cost_per_resolution",
        "overtime_h",
    }
)


def light(metric: str, difference: Difference) -> Light:
    """What the difference (other - baseline) of this metric means for whoever runs the center."""
    real = difference.is_real
    if real is None:
        return "unknown"
    if not real:
        return "same"
    if metric not in HIGHER_IS_BETTER | LOWER_IS_BETTER:
        return "neutral"
    rises = difference.difference > 0
    return "better" if rises == (metric in HIGHER_IS_BETTER) else "worse"
