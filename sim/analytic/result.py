"""What an analytic model answers: one value object for one interval, one for many."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ErlangResult:
    """The steady state of one model: shares from 0 to 1, times in seconds, NaN where not available.

    All shares but `blocking` refer to the contacts that are not blocked (`offered` of the metrics);
    `blocking` refers to all attempts.

    - `stable`: False when the queue of the model grows for ever; its figures are then NaN.
    - `wait_probability`: share not answered at once.
    - `service_level`: SL-1, answered within the threshold / offered; `service_level_answered` SL-2,
      `service_level_credit_abandons` SL-3, `service_level_exclude_early_abandons` SL-4.
    - `service_level_virtual`: SL-11, share whose wait would be within the threshold had they
      endless patience.
    - `asa_s`: mean wait of the answered; `wait_mean_s`: mean wait of all; `queue_mean`: contacts
      waiting.
    """

    model: str
    load_erlangs: float
    agents: float
    stable: bool
    wait_probability: float
    service_level: float
    service_level_virtual: float
    service_level_answered: float
    service_level_credit_abandons: float
    service_level_exclude_early_abandons: float
    asa_s: float
    wait_mean_s: float
    abandon_rate: float
    blocking: float
    occupancy: float
    queue_mean: float

    @property
    def status(self) -> str:
        """The word stable or unstable."""
        return "stable" if self.stable else "unstable"

    def to_dict(self) -> dict[str, float | str | bool | None]:
        """Names and values for JSON: `status` added, None where a figure is not available."""
        row: dict[str, float | str | bool | None] = {
            name: None if isinstance(value, float) and not math.isfinite(value) else value
            for name, value in asdict(self).items()
        }
        row["status"] = self.status
        return row


@dataclass(frozen=True)
class ErlangArrays:
    """The same figures as ErlangResult for many intervals: one array a figure, all of one shape."""

    model: str
    load_erlangs: FloatArray
    agents: FloatArray
    stable: npt.NDArray[np.bool_]
    wait_probability: FloatArray
    service_level: FloatArray
    service_level_virtual: FloatArray
    service_level_answered: FloatArray
    service_level_credit_abandons: FloatArray
    service_level_exclude_early_abandons: FloatArray
    asa_s: FloatArray
    wait_mean_s: FloatArray
    abandon_rate: FloatArray
    blocking: FloatArray
    occupancy: FloatArray
    queue_mean: FloatArray

    def at(self, index: int) -> ErlangResult:
        """The result of one interval, by its number in the flattened arrays."""
        figures = {
            field.name: float(getattr(self, field.name).flat[index])
            for field in fields(self)
            if field.name not in ("model", "stable")
        }
        return ErlangResult(model=self.model, stable=bool(self.stable.flat[index]), **figures)
