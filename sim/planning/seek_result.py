"""What a goal-seek found, and as plain values."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from sim.planning.seek_goal import Aim
from sim.scenario import Scenario
from sim.studies.figures import Measure


@dataclass(frozen=True)
class SeekPoint:
    """One value that was tried: the figure's mean and 95 % interval.

    `meets`: the condition (None for an optimum). `difference`, with its paired 95 % interval, is
    taken to the best value (nan for a condition).
    """

    value: str
    number: float
    mean: float
    low: float
    high: float
    meets: bool | None
    difference: float = math.nan
    difference_low: float = math.nan
    difference_high: float = math.nan

    def compared(self, difference: float, low: float, high: float) -> SeekPoint:
        """The same point with its difference to the best."""
        return replace(self, difference=difference, difference_low=low, difference_high=high)

    @property
    def is_worse(self) -> bool:
        """Whether the difference to the best is surely not 0."""
        return self.difference_low > 0 or self.difference_high < 0


@dataclass(frozen=True, eq=False)
class SeekResult:
    """`answer` is None where nothing tried meets the goal; `which` says what it is: the least,
    the largest or the best. `flat`: values from and to which cannot be told from the best.
    `scenario` is the given one with the answer. `is_cut_short`: it ended before its time, and the
    answer is the best of the values tried.
    """

    path: str
    span: str
    step: str
    goal: str
    aim: Aim
    measure: Measure
    answer: SeekPoint | None
    which: str
    flat: tuple[str, str] | None
    points: tuple[SeekPoint, ...]
    notes: tuple[str, ...]
    scenario: Scenario
    replications: int
    seed: int
    engine: str
    is_cut_short: bool = False


def document(found: SeekResult) -> dict[str, Any]:
    """The document of `ccsim seek --json`; null where a figure is not available."""
    return {
        "scenario": found.scenario.tree.name,
        "variant": found.scenario.variant,
        "engine": found.engine,
        "replications": found.replications,
        "seed": found.seed,
        "path": found.path,
        "range": found.span,
        "step": found.step,
        "goal": found.goal,
        "aim": found.aim,
        "metric": found.measure.path,
        "unit": found.measure.unit,
        "which": found.which or None,
        "answer": None if found.answer is None else _point(found.answer),
        "flat": None if found.flat is None else list(found.flat),
        "tried": [_point(point) for point in found.points],
        "interrupted": found.is_cut_short,
        "notes": list(found.notes),
    }


def _point(point: SeekPoint) -> dict[str, Any]:
    return {
        "value": point.value,
        "number": point.number,
        "mean": _plain(point.mean),
        "low": _plain(point.low),
        "high": _plain(point.high),
        "meets": point.meets,
        "difference": _plain(point.difference),
        "difference_low": _plain(point.difference_low),
        "difference_high": _plain(point.difference_high),
    }


def _plain(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
