"""Simulated figures with their standard errors, to set against exact ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.draws import draw
from sim.metrics import measure
from tests.worlds import model_of, simulated

Figure = tuple[str, str, float]
"""(queue or group, metric, exact value)."""


@dataclass(frozen=True)
class Estimate:
    value: float
    standard_error: float


def ratio(numerators: Sequence[float], denominators: Sequence[float]) -> Estimate:
    """Ratio of sums over replications, with its linearised standard error."""
    top, bottom = np.array(numerators, dtype=float), np.array(denominators, dtype=float)
    value = top.sum() / bottom.sum()
    rest = top - value * bottom
    return Estimate(value, math.sqrt(rest.var(ddof=1) / len(rest)) / bottom.mean())


class Estimates:
    """Figures of a scenario over replications, by queue or group, metric and interval."""

    def __init__(self, text: str, seed: int, replications: int) -> None:
        model = model_of(text)
        self._pairs: dict[tuple[str, str, int], tuple[list[float], list[float]]] = {}
        for number in range(replications):
            frame = measure(simulated(model, draw(model, seed, number)), model)
            for row in frame.itertuples(index=False):
                tops, bottoms = self._pairs.setdefault(
                    (row.name, row.metric, row.interval), ([], [])
                )
                is_ratio = not math.isnan(row.denominator)
                tops.append(row.numerator if is_ratio else row.value)
                bottoms.append(row.denominator if is_ratio else 1.0)

    def __call__(self, name: str, metric: str, interval: int = -1) -> Estimate:
        return ratio(*self._pairs[name, metric, interval])

    def values(self, name: str, metric: str) -> list[float]:
        """The numerators of all replications over the whole period."""
        return self._pairs[name, metric, -1][0]


def check(found: Estimate, exact: float, what: str, largest_error: float | None = None) -> None:
    """Within 4 standard errors; and the standard error is at most `largest_error`.

    The standard error is itself an estimate, from as few as 30 replications: a quarter more passes.
    """
    away = abs(found.value - exact) / found.standard_error
    text = f"{what}: {found.value:.6g} +- {found.standard_error:.2g}, exact {exact:.6g}"
    assert away < 4, f"{text}: {away:.1f} standard errors away"
    if largest_error is not None:
        assert found.standard_error <= 1.25 * largest_error, text
