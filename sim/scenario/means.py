"""Mean of a duration as far as a scenario says it."""

from __future__ import annotations

from collections.abc import Sequence

from sim.scenario.schema import Distribution


def mean_ticks(spec: Distribution, numbers: Sequence[float] | None) -> float | None:
    """The mean in ticks; `numbers` are the seconds of an empirical one. None if not known."""
    if spec.distribution == "uniform":
        return ((spec.low or 0) + (spec.high or 0)) / 2
    if spec.distribution == "empirical":
        return sum(numbers) / len(numbers) * 1000 if numbers else None
    return float(spec.mean or 0)
