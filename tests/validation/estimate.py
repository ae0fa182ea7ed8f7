"""Simulated figures with their standard errors, to set against exact ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.draws import draw
from sim.metrics.catalogue import CATALOGUE, Level
from sim.metrics.frame import block
from sim.metrics.tally import Tally, tally
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
        self._model = model_of(text)
        self._tallies = [
            tally(simulated(self._model, draw(self._model, seed, number)), self._model)
            for number in range(replications)
        ]

    def __call__(self, name: str, metric: str, interval: int = -1) -> Estimate:
        parts = [self._block(name, metric, interval, one) for one in self._tallies]
        if parts[0][1] is None:
            return ratio([top for top, _ in parts], [1.0] * len(parts))
        return ratio([top for top, _ in parts], [bottom or 0.0 for _, bottom in parts])

    def values(self, name: str, metric: str) -> list[float]:
        """The numerators of all replications over the whole period."""
        return [self._block(name, metric, -1, one)[0] for one in self._tallies]

    def _block(
        self, name: str, metric: str, interval: int, one: Tally
    ) -> tuple[float, float | None]:
        """Numerator and denominator of one replication; none where the metric is no ratio."""
        labels = self._model.labels
        level: Level = "group" if name in labels.groups else "queue"
        found = next(known for known in CATALOGUE if known.name == metric)
        figures = one.whole if interval < 0 else one.interval
        bins = range(figures.contacts.data.shape[-3])
        part = block(found, level, figures, bins, labels)
        place = max(interval, 0), part.names.index(name)
        bottom = part.denominator
        return float(part.numerator[place]), None if bottom is None else float(bottom[place])


def check(found: Estimate, exact: float, what: str, largest_error: float | None = None) -> None:
    """Within 4 standard errors; and the standard error is at most `largest_error`.

    The standard error is itself an estimate, from as few as 30 replications: a quarter more passes.
    """
    away = abs(found.value - exact) / found.standard_error
    text = f"{what}: {found.value:.6g} +- {found.standard_error:.2g}, exact {exact:.6g}"
    assert away < 4, f"{text}: {away:.1f} standard errors away"
    if largest_error is not None:
        assert found.standard_error <= 1.25 * largest_error, text
