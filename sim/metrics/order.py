"""Order statistics of waits by cell: percentiles and the Kaplan-Meier estimate.

Cell, wait and whether the contact was left unanswered are packed into one integer, so that one
sort of plain integers orders the waits of every cell at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.metrics.cells import TICKS_PER_SECOND, Floats, Ints, indices
from sim.metrics.groupings import Grouping

PERCENTS = (50, 80, 90, 95)
STATISTICS = (*(f"wait_p{percent}_s" for percent in PERCENTS), "wait_max_s")

AT_ONCE = 2**17
"""Waits that are ordered in several groupings at once: few waits cost calls, many cost memory."""


@dataclass(frozen=True, eq=False)
class SortedWaits:
    """Waits by (cell, wait, answered first), packed: cell << bits | wait << 1 | not answered."""

    packed: Ints
    bits: int
    size: Ints  # [cells] contacts
    first: Ints  # [cells] where each cell begins


@dataclass(frozen=True, eq=False)
class Waits:
    """Waits of contacts: wait << 1 | not answered, and the slot x queues + queue of each."""

    code: Ints
    place: NDArray[np.int32]


def sort_waits(wait: Ints, answered: NDArray[np.bool_], cell: Ints, cells: int) -> SortedWaits:
    """Sort waits (ticks) within their cells; ValueError if they do not fit into 63 bits."""
    return _sorted(wait << 1 | ~answered, cell.copy(), cells)


def _sorted(code: Ints, cell: Ints, cells: int) -> SortedWaits:
    """Sort waits of `Waits.code`; `cell` is used up. Cells below 0 are left out."""
    bits = int(code.max(initial=1)).bit_length()
    if bits + cells.bit_length() > 63:
        raise ValueError("too many cells for the packed sort")
    size = np.bincount(cell + 1, minlength=cells + 1)
    cell <<= bits
    cell |= code
    cell.sort()
    return SortedWaits(cell[size[0] :], bits, size[1:], np.cumsum(size[1:]) - size[1:])


def in_groupings(
    waits: Waits, groupings: Sequence[Grouping], figures: Callable[[SortedWaits], Floats]
) -> Floats:
    """Figures [..., cell] of the cells of all groupings, numbered through."""
    found = []
    for together in _together(groupings, len(waits.code)):
        cells, parts = 0, []
        for grouping in together:
            cell = grouping.cell.take(waits.place).astype(np.int64)
            if cells:
                cell += np.where(cell >= 0, cells, 0)
            cells += grouping.cells
            parts.append(cell)
        if len(parts) == 1:
            found.append(figures(_sorted(waits.code, parts[0], cells)))
        else:
            codes = np.tile(waits.code, len(parts))
            found.append(figures(_sorted(codes, np.concatenate(parts), cells)))
    return np.concatenate(found, axis=-1)


def _together(groupings: Sequence[Grouping], waits: int) -> Iterator[Sequence[Grouping]]:
    number = max(AT_ONCE // max(waits, 1), 1)
    for begin in range(0, len(groupings), number):
        yield groupings[begin : begin + number]


def percentiles(waits: SortedWaits) -> Floats:
    """Percentiles and the largest wait of each cell in seconds, [STATISTICS, cell]; nan in empty
    cells.

    The p-th percentile is the smallest wait that p % of the contacts did not exceed, so it is at
    most the target time exactly if p % of the contacts were done with waiting in time.
    """
    if not len(waits.packed):
        return np.full((len(STATISTICS), len(waits.size)), np.nan)
    percents = np.array([*PERCENTS, 100])[:, None]
    place = -(-waits.size * percents // 100)  # from 1; exact ceiling
    index = np.maximum(waits.first + place - 1, 0)
    ticks = (waits.packed.take(index) & (1 << waits.bits) - 1) >> 1
    return np.where(waits.size > 0, ticks / TICKS_PER_SECOND, np.nan)


def virtual_share(waits: SortedWaits, within: Ints) -> Floats:
    """Kaplan-Meier estimate of the share with an offered wait of at most `within[cell]` ticks.

    SL-11. The offered wait is what an endlessly patient customer would wait: known of the answered,
    longer than the wait of who left or still waits (censored there; at equal waits the answered
    come first). Kaplan & Meier, J. Am. Stat. Assoc. 53 (1958) 457. nan in empty cells.
    """
    # the waits of a cell within its limit are the first ones of the cell
    limit = np.minimum(np.maximum(within, -1) << 1 | 1, (1 << waits.bits) - 1)
    limit += np.arange(len(limit)) << waits.bits
    inside = np.searchsorted(waits.packed, limit, side="right") - waits.first
    cells = indices(inside > 0)
    first, inside = waits.first.take(cells), inside.take(cells)
    # positions first[cell] .. first[cell] + inside[cell] - 1 of each cell
    begins = np.cumsum(inside) - inside
    position = np.repeat(first - begins, inside)
    position += np.arange(len(position))
    at_risk = np.repeat(first + waits.size.take(cells), inside) - position
    known = (waits.packed.take(position) & 1) == 0
    share = np.where(waits.size > 0, 0.0, np.nan)
    if len(cells):
        share[cells] = 1.0 - np.multiply.reduceat(1.0 - known / at_risk, begins)
    return share
