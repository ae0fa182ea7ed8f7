"""By what waits are put in order: every bin of every entity is a cell.

A grouping puts each contact in one cell at most. All groupings are numbered through, so that
waits can be ordered in as many of them at once as there is room for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.metrics.bins import Bins
from sim.metrics.cells import Ints
from sim.model import Model

NO_CELL = -1


@dataclass(frozen=True, eq=False)
class Grouping:
    """Cells 0 .. cells - 1 by slot and queue."""

    cell: NDArray[np.int32]  # [slots x queues], NO_CELL: in none
    cells: int


@dataclass(frozen=True, eq=False)
class Groupings:
    """Those of percentiles and those of the Kaplan-Meier estimate, with where to find cells.

    `percentiles` has the intervals and then the whole period, by queue, by total and the center;
    `queues` the intervals, the days and the whole period, by queue. Cells are numbered through the
    groupings of each, in order.
    """

    percentiles: tuple[Grouping, ...]
    percentile_at: Ints  # [intervals + 1, entities]
    queues: tuple[Grouping, ...]
    queue_at: Ints  # [intervals + days + 1, queues]


def groupings_of(model: Model, bins: Bins) -> Groupings:
    """The groupings of a model."""
    queues = len(model.labels.queues)
    own = np.arange(queues)
    layers = [own, *_layers([inside for _, inside in model.labels.totals], queues)]
    layers.append(np.full(queues, queues + len(model.labels.totals)))
    entities = queues + len(model.labels.totals) + 1
    groupings: list[Grouping] = []
    first = 0
    percentile_at = np.zeros((bins.intervals + 1, entities), dtype=np.int64)
    for begin, bin_of in ((0, bins.interval_of), (bins.intervals, bins.whole_of)):
        for layer in layers:
            grouping, numbers = _grouping(bin_of, layer)
            groupings.append(grouping)
            inside = np.unique(layer[layer >= 0])
            percentile_at[begin : begin + len(numbers), inside] = first + numbers
            first += grouping.cells
    by_queue = []
    at: list[Ints] = []
    first = 0
    whole_of = bins.whole_of
    for bin_of in (bins.interval_of, bins.day_of, whole_of):
        if bin_of is whole_of and len(bins.days) == 1:
            at.append(at[-1])  # the day is the whole
            continue
        grouping, numbers = _grouping(bin_of, own)
        by_queue.append(grouping)
        at.append(first + numbers)
        first += grouping.cells
    return Groupings(tuple(groupings), percentile_at, tuple(by_queue), np.concatenate(at))


def _grouping(bin_of: Ints, entity_of: Ints) -> tuple[Grouping, Ints]:
    """By bin and entity (-1: none), and the cells [bin, entity] of the entities that occur."""
    inside, place = np.unique(entity_of[entity_of >= 0], return_inverse=True)
    column = np.full(len(entity_of), NO_CELL)
    column[entity_of >= 0] = place
    cell = np.where(column >= 0, bin_of[:, None] * len(inside) + column, NO_CELL)
    bins = int(bin_of[-1]) + 1
    cells = bins * len(inside)
    numbers = np.arange(cells).reshape(bins, len(inside))
    return Grouping(cell.astype(np.int32).ravel(), cells), numbers


def _layers(totals: Sequence[Sequence[int]], queues: int) -> list[Ints]:
    """Totals by queue, in as few layers as it takes for a queue to be in one total of each."""
    layers: list[Ints] = []
    for number, inside in enumerate(totals):
        members = list(inside)
        for layer in layers:
            if (layer[members] < 0).all():
                break
        else:
            layer = np.full(queues, -1)
            layers.append(layer)
        layer[members] = queues + number
    return layers
