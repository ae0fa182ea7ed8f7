"""Reading a study: one estimate, or one band over the intervals, by level, name and metric."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.report.wording import Estimate

if TYPE_CHECKING:
    from sim.studies import Study

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

TICKS_PER_SECOND = 1000
WHOLE_PERIOD = -1


@dataclass(frozen=True, eq=False)
class Band:
    """A metric by reporting interval; nan where it is not available."""

    mean: Floats
    low: Floats
    high: Floats

    @property
    def has_interval(self) -> bool:
        """Whether there is a 95 % interval anywhere (one replication has none)."""
        return bool(np.isfinite(self.low).any())


class Reader:
    """Looks figures up in the summary of a study."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.intervals = study.model.clock.intervals
        summary = study.rows
        self._interval = summary.interval
        self._values = np.column_stack([summary.figures[name] for name in ("mean", "low", "high")])
        self._rows: dict[tuple[str, str, str], Rows] = summary.places()

    def whole(self, level: str, name: str, metric: str) -> Estimate | None:
        """The figure of the whole reported period; None where it is not available."""
        rows = self._rows.get((level, name, metric))
        return None if rows is None else self._estimate(rows, WHOLE_PERIOD)

    def at(self, level: str, name: str, metric: str, interval: int) -> Estimate | None:
        """The figure of one reporting interval; None where it is not available."""
        rows = self._rows.get((level, name, metric))
        return None if rows is None else self._estimate(rows, interval)

    def _estimate(self, rows: Rows, interval: int) -> Estimate | None:
        found = rows[self._interval[rows] == interval]
        if not len(found):
            return None
        mean, low, high = self._values[found[0]]
        if not np.isfinite(mean):
            return None
        if not (np.isfinite(low) and np.isfinite(high)):
            return Estimate(float(mean))
        return Estimate(float(mean), float(low), float(high))

    def mean(self, level: str, name: str, metric: str) -> float | None:
        """The mean alone of the whole reported period."""
        estimate = self.whole(level, name, metric)
        return None if estimate is None else estimate.mean

    def by_interval(self, level: str, name: str, metric: str) -> Band | None:
        """The metric in every reporting interval; None where it is nowhere available."""
        rows = self._rows.get((level, name, metric))
        if rows is None:
            return None
        rows = rows[self._interval[rows] >= 0]
        values = np.full((self.intervals, 3), np.nan)
        values[self._interval[rows]] = self._values[rows]
        if not np.isfinite(values[:, 0]).any():
            return None
        return Band(values[:, 0], values[:, 1], values[:, 2])

    def queues_of(self, channel: str) -> list[str]:
        """Queues of this channel kind."""
        labels = self.study.model.labels
        pairs = zip(labels.queues, labels.channels, strict=True)
        return [queue for queue, kind in pairs if kind == channel]

    def queues_with_agents(self) -> list[str]:
        """All queues but those of self-service."""
        alone = self.queues_of("self_service")
        return [queue for queue in self.study.model.labels.queues if queue not in alone]

    def instants(self) -> list[datetime]:
        """Where the intervals begin, and the end of the last: one more than there are."""
        clock = self.study.model.clock
        ticks = [clock.start + i * clock.interval for i in range(self.intervals)] + [clock.end]
        return [clock.origin + timedelta(milliseconds=tick) for tick in ticks]

    def interval_name(self, index: int) -> str:
        """`10:30-11:00`, with the date where the period has several days."""
        instants = self.instants()
        start, end = instants[index], instants[index + 1]
        clock = f"{start:%H:%M}-{end:%H:%M}"
        several_days = instants[-1] - instants[0] > timedelta(days=1)
        return f"{start:%a %Y-%m-%d} {clock}" if several_days else clock
