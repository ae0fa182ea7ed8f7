"""What every waiting model computes, and how the result's figures follow from it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.analytic.result import ErlangArrays

FloatArray = npt.NDArray[np.float64]


@dataclass
class QueueFigures:
    """Shares of the contacts not blocked (but `blocked`: of all attempts), and wait seconds per
    contact not blocked.

    `done_late`: still waiting after the threshold; `virtual_late`: would be, had they endless
    patience and waited; `served_wait`: seconds waited by the answered; `total_wait`: by all.
    """

    wait: FloatArray
    answered: FloatArray
    answered_within: FloatArray
    abandoned: FloatArray
    done_late: FloatArray
    virtual_late: FloatArray
    served_wait: FloatArray
    total_wait: FloatArray
    blocked: FloatArray

    @classmethod
    def empty(cls, shape: tuple[int, ...]) -> QueueFigures:
        """All NaN: what an unstable interval keeps."""
        return cls(*(np.full(shape, np.nan) for _ in fields(cls)))

    def put(self, where: Any, part: QueueFigures) -> None:
        """Write the figures of `part` at these positions (a mask or an index)."""
        for field in fields(self):
            getattr(self, field.name)[where] = getattr(part, field.name)


def to_result(
    model: str, load: FloatArray, agents: FloatArray, handle: FloatArray, figures: QueueFigures
) -> ErlangArrays:
    """The published figures of a model; NaN where a denominator is empty. `agents` may be more than
    the lines.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        not_left_within = figures.done_late + figures.answered_within
        busy = load * (1.0 - figures.blocked) * figures.answered
        offered_rate = load * (1.0 - figures.blocked) / handle
        return ErlangArrays(
            model=model,
            load_erlangs=load,
            agents=agents,
            stable=~np.isnan(figures.blocked),
            wait_probability=figures.wait,
            service_level=figures.answered_within,
            service_level_virtual=1.0 - figures.virtual_late,
            service_level_answered=figures.answered_within / figures.answered,
            service_level_credit_abandons=1.0 - figures.done_late,
            service_level_exclude_early_abandons=figures.answered_within / not_left_within,
            asa_s=figures.served_wait / figures.answered,
            wait_mean_s=figures.total_wait,
            abandon_rate=figures.abandoned,
            blocking=figures.blocked,
            # min: at full load the quotient is 1 but for the last bit.
            occupancy=np.where(agents > 0.0, np.minimum(busy / agents, 1.0), np.nan),
            queue_mean=offered_rate * figures.total_wait,
        )
