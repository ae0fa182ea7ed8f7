"""The service-level formulas SL-1 .. SL-8 and SL-11, and the response level, each written once.

T is the target time of the queue, s the short-abandon threshold. Who still waits when the
simulated time ends counts as missed if the wait so far exceeds T, and otherwise leaves numerator
and denominator: `judged_offered` is O without the latter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.metrics.cells import Cells, Floats


@dataclass(frozen=True)
class Formula:
    """One service-level formula: its id, its name in files, the words and the two sums."""

    id: str
    name: str
    text: str
    numerator: Callable[[Cells], Floats]
    denominator: Callable[[Cells], Floats]

    @property
    def metric(self) -> str:
        """Name of the metric that always states this formula."""
        if self is RESPONSE:
            return self.name
        return f"service_level_{self.name}"


FORMULAS: tuple[Formula, ...] = (
    Formula(
        "SL-1", "offered", "answered within T / offered",
        lambda c: c["in_time"],
        lambda c: c["judged_offered"],
    ),
    Formula(
        "SL-2", "answered", "answered within T / answered",
        lambda c: c["in_time"],
        lambda c: c["judged_answered"],
    ),
    Formula(
        "SL-3", "credit_abandons", "(answered within T + abandoned within T) / offered",
        lambda c: c["in_time"] + c["abandoned_in_time"],
        lambda c: c["judged_offered"],
    ),
    Formula(
        "SL-4", "exclude_early_abandons", "answered within T / (offered - abandoned within T)",
        lambda c: c["in_time"],
        lambda c: c["judged_offered"] - c["abandoned_in_time"],
    ),
    Formula(
        "SL-5", "credit_short", "(answered within T + abandoned within s) / offered",
        lambda c: c["in_time"] + c["judged_abandoned_short"],
        lambda c: c["judged_offered"],
    ),
    Formula(
        "SL-6", "exclude_short", "answered within T / (offered - abandoned within s)",
        lambda c: c["in_time"],
        lambda c: c["judged_offered"] - c["judged_abandoned_short"],
    ),
    Formula(
        "SL-8", "without_flow_out",
        "answered within T / (offered - flowed out); SL-1 where nothing flows out",
        lambda c: c["in_time"],
        lambda c: c["judged_offered"] - c["judged_flowed_out"],
    ),
    Formula(
        "SL-11", "virtual",
        "estimate: share whose offered wait (of an endlessly patient customer) is at most T, "
        "by Kaplan-Meier over the waits of answered (known) and abandoned (censored)",
        lambda c: c["virtual_in_time"],
        lambda c: c["virtual_offered"],
    ),
)  # fmt: skip

RESPONSE = Formula(
    "RL", "response_level",
    "items that fell due in the interval and were replied to in time / items that fell due",
    lambda c: c["response_met"],
    lambda c: c["response_due"],
)  # fmt: skip
"""What the targets of deferred queues are judged on."""

FORMULA_BY_ID = {formula.id: formula for formula in (*FORMULAS, RESPONSE)}
