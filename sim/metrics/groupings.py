"""By what waits are put in order: every bin of every entity is a cell.

A grouping puts each contact in one cell at most; the cells of several groupings are numbered
through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.machine.kernels import Int32s
from sim.metrics.bins import Bins
from sim.metrics.cells import Ints
from sim.model import Model

NO_CELL = -1


@dataclass(frozen=True, eq=False)
class Groupings:
    """Some groupings, one after the other, and where to find the cells."""

    cell: Int32s  # [groupings, slots x queues], NO_CELL: in none
    cells: int
    at: Ints  # [bins, entities] the cell


def of_percentiles(model: Model, bins: Bins) -> Groupings:
    """The intervals and the whole period, by queue, by total and of the center."""
    queues, totals = len(model.labels.queues), len(model.labels.totals)
    layers = [
        np.arange(queues),
        *_layers([inside for _, inside in model.labels.totals], queues),
        np.full(queues, queues + totals),
    ]
    return _grouped([bins.interval_of, bins.whole_of], layers, queues + totals + 1)


def of_shares(model: Model, bins: Bins) -> Groupings:
    """The intervals, the days and the whole period, by queue."""
    queues = len(model.labels.queues)
    return _grouped([bins.interval_of, bins.day_of, bins.whole_of], [np.arange(queues)], queues)


def _grouped(bin_ofs: Sequence[Ints], layers: Sequence[Ints], entities: int) -> Groupings:
    """By bins of every kind (`bin_of` each slot) and entities of every layer (entity of each queue,
    -1: none)."""
    cells: list[Int32s] = []
    count = 0
    found: list[Ints] = []
    for number, bin_of in enumerate(bin_ofs):
        if number and np.array_equal(bin_of, bin_ofs[number - 1]):
            found.append(found[-1])  # such as one day, which is the whole
            continue
        bins = int(bin_of[-1]) + 1
        at = np.empty((bins, entities), dtype=np.int64)
        for layer in layers:
            inside, place = np.unique(layer[layer >= 0], return_inverse=True)
            column = np.full(len(layer), NO_CELL)
            column[layer >= 0] = place
            cell = np.where(column >= 0, count + bin_of[:, None] * len(inside) + column, NO_CELL)
            cells.append(cell.astype(np.int32).ravel())
            at[:, inside] = count + np.arange(bins * len(inside)).reshape(bins, len(inside))
            count += bins * len(inside)
        found.append(at)
    return Groupings(np.stack(cells), count, np.concatenate(found))


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
