"""The rows of a log in blocks small enough for the processor's cache, each of some slots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.log import ContactLog
from sim.metrics.attempts import Attempts, attempts_of
from sim.metrics.cells import Floats, Ints
from sim.metrics.plan import Plan

Number = TypeVar("Number", bound=np.generic)

ROWS = 2**15
"""Rows of a block at most."""

CELLS = 2**14
"""Slots x queues of a block, about: counting costs time for empty cells too."""

PENDING = 2**18
"""Numbers that a counter collects before it counts them."""


@dataclass(frozen=True, eq=False)
class Block:
    """Rows that arrived one after the other, all of the reported time or none.

    They arrived in the slots first_slot .. first_slot + slots - 1; slots is 0 outside of the
    reported time. `slot` counts from 0 at first_slot.
    """

    rows: slice
    first_slot: int
    slots: int
    slot: Ints
    cell: Ints  # slot x queues + queue
    attempts: Attempts

    @property
    def reported(self) -> bool:
        return self.slots > 0

    @property
    def span(self) -> slice:
        """Its slots."""
        return slice(self.first_slot, self.first_slot + self.slots)


def blocks_of(log: ContactLog, plan: Plan) -> Iterator[Block]:
    """All rows of a log, in order."""
    edge_rows = np.searchsorted(log.arrived, plan.bins.edges)
    slots_of_block = max(CELLS // plan.queues, 1)
    cuts = {*edge_rows[::slots_of_block].tolist(), int(edge_rows[-1]), *range(0, len(log), ROWS)}
    begins = np.array(sorted(row for row in cuts if row < len(log)), dtype=np.int64)
    ends = np.append(begins[1:], len(log))
    first = np.searchsorted(edge_rows, begins, side="right") - 1
    last = np.searchsorted(edge_rows, ends - 1, side="right") - 1
    for number in range(len(begins)):
        rows = slice(int(begins[number]), int(ends[number]))
        yield _block(log, plan, rows, edge_rows, int(first[number]), int(last[number]))


def _block(
    log: ContactLog, plan: Plan, rows: slice, edge_rows: Ints, first: int, last: int
) -> Block:
    attempts = attempts_of(log, plan, rows)
    if first < 0 or first >= plan.bins.slots:
        nowhere = np.zeros(0, dtype=np.int64)
        return Block(rows, first, 0, nowhere, nowhere, attempts)
    slots = last - first + 1
    inside = np.minimum(np.maximum(edge_rows[first : last + 2], rows.start), rows.stop)
    slot = np.repeat(np.arange(slots), np.diff(inside))
    return Block(rows, first, slots, slot, slot * plan.queues + attempts.queue, attempts)


class Counter:
    """Adds up 1, or values, by cell: what comes in small pieces is counted together."""

    def __init__(self, cells: int) -> None:
        self._cells = cells
        self._sums: Floats | None = None
        self._cell: list[NDArray[np.integer]] = []
        self._values: list[NDArray[np.integer] | Floats] = []
        self._pending = 0
        # counting passes over all cells: only when there are enough numbers to be worth it
        self._most = max(PENDING, cells)

    def add(
        self, cell: NDArray[np.integer], values: NDArray[np.integer] | Floats | None = None
    ) -> None:
        """Cells from 0; with values always or never."""
        self._cell.append(cell)
        if values is not None:
            self._values.append(values)
        self._pending += len(cell)
        if self._pending >= self._most:
            self._count()

    def sums(self) -> Floats:
        """The sums so far, [cell]. Of whole numbers they are exact."""
        if self._cell:
            self._count()
        return np.zeros(self._cells) if self._sums is None else self._sums

    def _count(self) -> None:
        cell = _joined(self._cell)
        weights = _joined(self._values) if self._values else None
        found = np.bincount(cell, weights=weights, minlength=self._cells)
        if self._sums is None:
            self._sums = found.astype(np.float64, copy=False)
        else:
            self._sums += found
        self._cell, self._values, self._pending = [], [], 0


def _joined(parts: Sequence[NDArray[Number]]) -> NDArray[Number]:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
