"""Replications put together: every metric with its 95 % interval, and the bands of days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.catalogue import CATALOGUE, DAY_BANDS, Metric, day_band_name
from sim.metrics.cells import Floats, Ints, stack
from sim.metrics.certain import Certain, certain, without_interval
from sim.metrics.confidence import (
    Estimate,
    mean_interval,
    pooled_share_interval,
    ratio_interval,
    share_interval,
    time_share_interval,
)
from sim.metrics.frame import LEVELS, WHOLE, Block, block, blocks, entity_names, tidy
from sim.metrics.rows import Rows
from sim.metrics.tally import Bin, Tally
from sim.model import Labels, Model

if TYPE_CHECKING:
    import pandas as pd

FEWEST_DAYS = 10
"""Replicated days from which on a 10th and a 90th percentile of days is observed at all."""


def stacked(tallies: Sequence[Bin]) -> Bin:
    """Replications of one kind of bin, one after the other."""
    return Bin(
        contacts=stack([one.contacts for one in tallies]),
        agents=stack([one.agents for one in tallies]),
    )


def summarise(tallies: Sequence[Tally], model: Model) -> pd.DataFrame:
    """Mean and 95 % interval over replications of every metric.

    Columns: level, name, interval (-1: the whole period), metric, mean, low, high. low and high
    are nan where one replication cannot say. The rows `<metric>_day_p10` and `_day_p90` are bands
    of days, not intervals of the mean: their value stands in `mean`, without low and high.
    """
    return summary_rows(tallies, model).frame()


def summary_rows(tallies: Sequence[Tally], model: Model) -> Rows:
    """What `summarise` gives, as plain arrays."""
    whole = stacked([one.whole for one in tallies])
    interval = stacked([one.interval for one in tallies])
    found = list(blocks(whole, interval, model.labels))
    sure = certain(model)
    estimates = [_estimate_knowing(one, sure) for one in found]
    columns = {
        "mean": [one.mean for one in estimates],
        "low": [one.low for one in estimates],
        "high": [one.high for one in estimates],
    }
    rows = tidy(found, model.labels, columns)
    return _with_day_bands(rows, stacked([one.day for one in tallies]), model.labels)


def _estimate_knowing(one: Block, sure: Certain) -> Estimate:
    """Estimate of a metric; without uncertainty where the model leaves none."""
    of_contacts = "queue" in one.metric.levels
    if of_contacts and one.level != "group":
        where = sure.of(one.metric.name)
    else:
        where = sure.of_groups(one.metric.name)
    if where is None:
        return estimate(one)
    entities = slice(-1, None) if one.level == "center" else slice(0, -1)
    return without_interval(estimate(one), where[entities])


def estimate(one: Block) -> Estimate:
    """Estimate of a metric over replications (the first axis of its figures)."""
    metric = one.metric
    lowest = -np.inf if metric.may_be_negative else 0.0
    if one.denominator is None:
        highest = 1.0 if metric.unit == "share" else np.inf
        return mean_interval(one.numerator).within(lowest, highest)
    match metric.kind:
        case "share":
            return share_interval(one.numerator, one.denominator)
        case "time_share":
            return time_share_interval(one.numerator, one.denominator)
        case "days":
            return pooled_share_interval(one.numerator, one.denominator)
        case _:
            return ratio_interval(one.numerator, one.denominator).within(lowest, np.inf)


def _with_day_bands(rows: Rows, days: Bin, labels: Labels) -> Rows:
    """P10 and P90 over all replicated days behind the rows, where there are enough of them."""
    bands: list[tuple[int, str, str, float]] = []  # level, name, metric, value
    for place_of_level, level in enumerate(LEVELS):
        names = entity_names(labels, level)
        for metric in _banded(level):
            figures = block(metric, level, days, range(days.contacts.data.shape[1]), labels).value
            by_day = figures.reshape(-1, len(names))
            for place, name in enumerate(names):
                for percent, value in zip(DAY_BANDS, _percentiles(by_day[:, place]), strict=True):
                    column = day_band_name(metric.name, percent)
                    bands.append((place_of_level, name, column, float(value)))
    metrics = tuple(dict.fromkeys((*rows.metrics, *(metric for _, _, metric, _ in bands))))
    number_of_name = {name: number for number, name in enumerate(rows.names)}
    number_of_metric = {name: number for number, name in enumerate(metrics)}
    values = [value for *_, value in bands]
    unknown = [np.nan] * len(bands)
    added = {"mean": values, "low": unknown, "high": unknown}
    return Rows(
        levels=rows.levels,
        names=rows.names,
        metrics=metrics,
        level=_joined(rows.level, [level for level, *_ in bands]),
        name=_joined(rows.name, [number_of_name[name] for _, name, *_ in bands]),
        interval=_joined(rows.interval, [WHOLE] * len(bands)),
        metric=_joined(rows.metric, [number_of_metric[name] for _, _, name, _ in bands]),
        figures={
            name: np.concatenate([figures, np.asarray(added[name], dtype=np.float64)])
            for name, figures in rows.figures.items()
        },
    )


def _joined(numbers: Ints, more: list[int]) -> Ints:
    return np.concatenate([numbers, np.asarray(more, dtype=np.int64)])


def _banded(level: str) -> list[Metric]:
    return [metric for metric in CATALOGUE if metric.day_band and level in metric.levels]


def _percentiles(values: Floats) -> Floats:
    there = values[np.isfinite(values)]
    if len(there) < FEWEST_DAYS:
        return np.full(len(DAY_BANDS), np.nan)
    return np.asarray(np.percentile(there, DAY_BANDS))
