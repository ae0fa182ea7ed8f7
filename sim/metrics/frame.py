"""Figures as a tidy frame: level, name, interval, metric, value, numerator, denominator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.log import ContactLog
from sim.metrics.catalogue import CATALOGUE, Level, Metric
from sim.metrics.cells import Cells, Floats, divide
from sim.metrics.rows import Rows
from sim.metrics.tally import Bin, Tally, tally
from sim.model import Labels, Model

if TYPE_CHECKING:
    import pandas as pd

LEVELS: tuple[Level, ...] = ("center", "queue", "group")
WHOLE = -1
"""Interval number of the whole reported period."""


@dataclass(frozen=True, eq=False)
class Block:
    """One metric at one level: figures [..., bin, entity]; `bins` are the interval numbers."""

    metric: Metric
    level: Level
    names: tuple[str, ...]
    bins: range
    numerator: Floats
    denominator: Floats | None

    @property
    def value(self) -> Floats:
        """The figure itself, nan where it is not available."""
        if self.denominator is None:
            return self.numerator
        return divide(self.numerator, self.denominator)


def entity_names(labels: Labels, level: Level) -> tuple[str, ...]:
    """Names at a level; totals of lists stand after the queues."""
    if level == "center":
        return ("center",)
    if level == "group":
        return labels.groups
    return (*labels.queues, *(name for name, _ in labels.totals))


def blocks(whole: Bin, interval: Bin, labels: Labels) -> Iterator[Block]:
    """Every metric at every level it exists at: the whole period, then the intervals."""
    for level in LEVELS:
        for metric in CATALOGUE:
            if level in metric.levels:
                yield block(metric, level, whole, range(WHOLE, 0), labels)
                if metric.basis != "period":
                    count = interval.contacts.data.shape[-3]
                    yield block(metric, level, interval, range(count), labels)


def block(metric: Metric, level: Level, figures: Bin, bins: range, labels: Labels) -> Block:
    """One metric at one level."""
    cells = _cells(metric, level, figures)
    return Block(
        metric=metric,
        level=level,
        names=entity_names(labels, level),
        bins=bins,
        numerator=metric.numerator(cells),
        denominator=None if metric.denominator is None else metric.denominator(cells),
    )


def _cells(metric: Metric, level: Level, figures: Bin) -> Cells:
    """Where a metric of this level is counted; the center is the last entity of both."""
    cells = figures.contacts if "queue" in metric.levels and level != "group" else figures.agents
    entities = slice(-1, None) if level == "center" else slice(0, -1)
    return Cells(cells.names, cells.data[..., entities, :])


def measure(log: ContactLog, model: Model) -> pd.DataFrame:
    """All metrics of one replication.

    Columns: level ("center", "queue", "group"), name, interval (-1: the whole reported period,
    else 0 .. n - 1), metric, value, numerator, denominator (nan where the metric is no ratio).
    A figure that is not available is nan. Totals of lists are rows of level "queue".
    """
    return tally_frame(tally(log, model), model)


def tally_frame(counted: Tally, model: Model) -> pd.DataFrame:
    """The tidy frame of a tally; columns as `measure`."""
    found = list(blocks(counted.whole, counted.interval, model.labels))
    columns = {"value": [one.value for one in found]}
    columns["numerator"] = [_if_ratio(one, one.numerator) for one in found]
    columns["denominator"] = [_if_ratio(one, one.denominator) for one in found]
    return tidy(found, model.labels, columns).frame()


def _if_ratio(one: Block, figure: Floats | None) -> Floats:
    if one.denominator is None or figure is None:
        return np.full(one.numerator.shape, np.nan)
    return figure


def tidy(found: list[Block], labels: Labels, columns: dict[str, list[Floats]]) -> Rows:
    """Rows with level, name, interval and metric of each block, and figures [bin, entity]."""
    names = list(dict.fromkeys(name for level in LEVELS for name in entity_names(labels, level)))
    number = {name: code for code, name in enumerate(names)}
    metrics = [metric.name for metric in CATALOGUE]
    metric_number = {name: code for code, name in enumerate(metrics)}
    sizes = [len(one.bins) * len(one.names) for one in found]
    name_codes = [np.tile([number[n] for n in one.names], len(one.bins)) for one in found]
    intervals = [np.repeat(np.asarray(one.bins), len(one.names)) for one in found]
    level_codes = np.repeat([LEVELS.index(one.level) for one in found], sizes)
    metric_codes = np.repeat([metric_number[one.metric.name] for one in found], sizes)
    return Rows(
        levels=LEVELS,
        names=tuple(names),
        metrics=tuple(metrics),
        level=level_codes,
        name=np.concatenate(name_codes),
        interval=np.concatenate(intervals).astype(np.int64),
        metric=metric_codes,
        figures={
            name: np.concatenate([f.ravel() for f in parts]) for name, parts in columns.items()
        },
    )
