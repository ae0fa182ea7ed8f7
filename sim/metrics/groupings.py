"""By what waits are put in order: every bin of every entity is a cell.

A grouping puts each contact in one cell at most. All groupings are numbered through, so that
waits can be ordered in as many of them at once as there is room for; what follows from the order of
the same waits is worked out of one sort.
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
class Groupings:
    """All groupings, their cells numbered through, and where to find cells.

    Percentiles are asked of the intervals and then of the whole period, by queue, by total and of
    the center; the Kaplan-Meier estimate of the intervals, the days and the whole period, by queue.
    """

    cell: NDArray[np.int32]  # [groupings, slots x queues], NO_CELL: in none
    first: tuple[int, ...]  # [groupings + 1] the first cell of each
    queue_of: Ints  # [cells] NO_CELL: not of a single queue
    of_percentiles: range  # groupings
    percentile_at: Ints  # [intervals + 1, entities]
    of_queues: range  # groupings
    queue_at: Ints  # [intervals + days + 1, queues]

    @property
    def all(self) -> range:
        """All groupings."""
        return range(len(self.cell))


def groupings_of(model: Model, bins: Bins) -> Groupings:
    """The groupings of a model."""
    queues = len(model.labels.queues)
    own = np.arange(queues)
    others = _layers([inside for _, inside in model.labels.totals], queues)
    others.append(np.full(queues, queues + len(model.labels.totals)))
    entities = queues + len(model.labels.totals) + 1
    cells: list[NDArray[np.int32]] = []
    queue_of: list[Ints] = []
    first = [0]

    def add(bin_of: Ints, layer: Ints) -> Ints:
        """Numbers of the cells of a grouping, as [bin, entity of the layer]."""
        cell, numbers = _grouping(bin_of, layer, first[-1])
        cells.append(cell)
        queue_of.append(np.tile(own, len(numbers)) if layer is own else np.full(numbers.size, -1))
        first.append(first[-1] + numbers.size)
        return numbers

    # those by day, then those that both are asked of, then those by total and of the center
    several_days = len(bins.days) > 1
    by_day = [add(bins.day_of, own)] if several_days else []
    both = len(cells)
    of_intervals, of_whole = add(bins.interval_of, own), add(bins.whole_of, own)
    of_queues = range(len(cells))
    percentile_at = np.zeros((bins.intervals + 1, entities), dtype=np.int64)
    percentile_at[:-1, :queues], percentile_at[-1:, :queues] = of_intervals, of_whole
    for layer in others:
        inside = np.unique(layer[layer >= 0])
        percentile_at[:-1, inside] = add(bins.interval_of, layer)
        percentile_at[-1:, inside] = add(bins.whole_of, layer)
    return Groupings(
        cell=np.stack(cells),
        first=tuple(first),
        queue_of=np.concatenate(queue_of),
        of_percentiles=range(both, len(cells)),
        percentile_at=percentile_at,
        of_queues=of_queues,
        # one day is the whole
        queue_at=np.concatenate([of_intervals, *(by_day or [of_whole]), of_whole]),
    )


def _grouping(bin_of: Ints, entity_of: Ints, first: int) -> tuple[NDArray[np.int32], Ints]:
    """By bin and entity (-1: none): the cell of each slot and queue, and the numbers of the cells
    as [bin, entity] of the entities that occur, from `first` on."""
    inside, place = np.unique(entity_of[entity_of >= 0], return_inverse=True)
    column = np.full(len(entity_of), NO_CELL)
    column[entity_of >= 0] = place
    cell = np.where(column >= 0, first + bin_of[:, None] * len(inside) + column, NO_CELL)
    bins = int(bin_of[-1]) + 1
    numbers = first + np.arange(bins * len(inside)).reshape(bins, len(inside))
    return cell.astype(np.int32).ravel(), numbers


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
