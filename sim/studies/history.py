"""Recorded against simulated: which intervals lie outside the range of single simulated days.

The range is one of order statistics. Of n simulated days and one more of the same kind, the one
lies between the k-th smallest and the k-th largest of the n with probability of at least
(n + 1 - 2 k) / (n + 1), whatever the distribution (S. S. Wilks, "Determination of sample sizes for
setting tolerance limits", Annals of Mathematical Statistics 12, 1941). 95 % needs 39 days; with
fewer, the range from the smallest to the largest is taken, and its smaller probability is said.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from sim.metrics.catalogue import METRICS, Level
from sim.metrics.cells import Floats, divide
from sim.metrics.frame import WHOLE, block
from sim.metrics.summary import stacked
from sim.scenario.history import CENTER, COUNTS, History
from sim.scenario.history import METRICS as RECORDED
from sim.studies.result import Study

Flags = NDArray[np.bool_]

ASKED = 0.95
FEWEST = 10
"""Simulated days with the figure from which on an interval is judged."""

RARE = 0.01
"""More intervals outside than this probability leaves to chance are too many."""


@dataclass(frozen=True, eq=False)
class Ranged:
    """Simulated days: their mean and the range of a single one; nan where it is not judged."""

    mean: Floats
    low: Floats
    high: Floats
    probability: Floats  # of a further day to lie in the range


@dataclass(frozen=True, eq=False)
class Compared:
    """One figure of one queue (or `center`) by interval, and over the intervals recorded.

    `recorded` and the simulated range are nan where there is nothing to compare.
    """

    name: str
    metric: str
    recorded: Floats
    simulated: Ranged
    whole_recorded: float  # nan unless every interval of the simulation was recorded
    whole: Ranged  # [1]

    @property
    def judged(self) -> Flags:
        """Intervals with a record and a range."""
        return np.isfinite(self.recorded) & np.isfinite(self.simulated.low)

    @property
    def below(self) -> Flags:
        """Intervals recorded below the range."""
        return self.judged & (self.recorded < self.simulated.low)

    @property
    def above(self) -> Flags:
        """Intervals recorded above the range."""
        return self.judged & (self.recorded > self.simulated.high)

    @property
    def outside(self) -> int:
        """How many intervals lie outside."""
        return int((self.below | self.above).sum())

    @property
    def whole_side(self) -> int:
        """-1: the whole is recorded below the range of single days, 1: above, 0: neither."""
        if not math.isfinite(self.whole_recorded) or not np.isfinite(self.whole.low[0]):
            return 0
        below, above = (
            self.whole_recorded < self.whole.low[0],
            self.whole_recorded > self.whole.high[0],
        )
        return int(above) - int(below)

    @property
    def by_chance(self) -> float:
        """How many would, if the record were one more simulated day."""
        return float((1.0 - self.simulated.probability[self.judged]).sum())

    @property
    def is_too_many(self) -> bool:
        """Whether more lie outside than chance explains, intervals taken as independent."""
        judged = int(self.judged.sum())
        if not judged or self.outside <= self.by_chance:
            return False
        return bool(binom.sf(self.outside - 1, judged, self.by_chance / judged) < RARE)


def compared(study: Study, history: History) -> tuple[Compared, ...]:
    """Every recorded figure beside the simulation, by queue in the order of the scenario."""
    names = (*study.model.labels.queues, CENTER)
    return tuple(
        _compared(study, history, name, metric)
        for name in names
        for metric in RECORDED
        if (name, metric) in history.figures
    )


def single_day_range(days: Floats, asked: float = ASKED) -> Ranged:
    """Mean and range of single days by column; `days` is [days, columns], nan: not available."""
    ordered = np.sort(days, axis=0)  # nan last
    counts = np.isfinite(days).sum(axis=0)
    columns = np.arange(days.shape[1])
    ranks = np.maximum(1, np.floor((counts + 1) * (1 - asked) / 2 + 1e-9)).astype(np.int64)
    enough = counts >= FEWEST
    lowest = np.where(enough, ranks - 1, 0)
    highest = np.where(enough, counts - ranks, 0)
    low = np.where(enough, ordered[lowest, columns], np.nan)
    high = np.where(enough, ordered[highest, columns], np.nan)
    total = np.where(np.isfinite(days), days, 0.0).sum(axis=0)
    mean = np.where(counts > 0, total / np.maximum(counts, 1), np.nan)
    probability = np.where(enough, (counts + 1 - 2 * ranks) / (counts + 1), np.nan)
    return Ranged(mean, low, high, probability)


def _compared(study: Study, history: History, name: str, metric: str) -> Compared:
    recorded = history.figures[name, metric]
    simulated = _ranged(study, name, metric, of_intervals=True)
    is_complete = not _missing(simulated, recorded.numerator)
    return Compared(
        name=name,
        metric=metric,
        recorded=recorded.value,
        simulated=simulated,
        whole_recorded=recorded.whole(is_count=metric in COUNTS) if is_complete else math.nan,
        whole=_ranged(study, name, metric, of_intervals=False),
    )


def _missing(simulated: Ranged, recorded: Floats) -> bool:
    """Whether an interval in which something happens was not recorded."""
    happens = np.isfinite(simulated.mean) & (simulated.mean > 0)
    return bool((happens & ~np.isfinite(recorded)).any())


def _ranged(study: Study, name: str, metric: str, *, of_intervals: bool) -> Ranged:
    """The figure of single replications, by interval or [1] of the whole period.

    Its mean is that of the study's tables: sums over all replications, then the ratio.
    """
    labels = study.model.labels
    level: Level = "center" if name == CENTER and name not in labels.queues else "queue"
    if of_intervals:
        bins = stacked([one.interval for one in study.tallies])
        found = block(METRICS[metric], level, bins, range(study.model.clock.intervals), labels)
    else:
        bins = stacked([one.whole for one in study.tallies])
        found = block(METRICS[metric], level, bins, range(WHOLE, 0), labels)
    place = found.names.index(name)
    ranged = single_day_range(np.asarray(found.value[..., place], dtype=np.float64))
    if found.denominator is None:
        return ranged
    numerator, denominator = (
        np.asarray(part[..., place].sum(axis=0), dtype=np.float64)
        for part in (found.numerator, found.denominator)
    )
    return replace(ranged, mean=divide(numerator, denominator))


def history_document(found: tuple[Compared, ...], study: Study) -> list[dict[str, Any]]:
    """The part `history` of `ccsim run --history --json`."""
    clock = study.model.clock
    return [
        {
            "queue": one.name,
            "metric": one.metric,
            "intervals": int(one.judged.sum()),
            "outside": one.outside,
            "outside_by_chance": one.by_chance,
            "more_than_chance": one.is_too_many,
            "recorded": _plain(one.whole_recorded),
            "mean": _plain(one.whole.mean[0]),
            "low": _plain(one.whole.low[0]),
            "high": _plain(one.whole.high[0]),
            "by_interval": [
                {
                    "interval": place,
                    "recorded": _plain(one.recorded[place]),
                    "mean": _plain(one.simulated.mean[place]),
                    "low": _plain(one.simulated.low[place]),
                    "high": _plain(one.simulated.high[place]),
                    "probability": _plain(one.simulated.probability[place]),
                }
                for place in range(clock.intervals)
            ],
        }
        for one in found
    ]


def _plain(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
