"""Order statistics of waits by cell: percentiles and the Kaplan-Meier estimate.

Cell, wait and whether the contact was left unanswered are packed into one integer, so that one
sort of plain integers orders the waits of every cell at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.metrics.cells import TICKS_PER_SECOND, Floats, Ints, indices
from sim.metrics.groupings import Groupings

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
    """Sort waits of `Waits.code`, in as many groupings as `cell` has rows; `cell` is used up.
    Cells below 0 are left out.
    """
    bits = int(code.max(initial=1)).bit_length()
    if bits + cells.bit_length() > 63:
        raise ValueError("too many cells for the packed sort")
    cell <<= bits
    cell |= code
    packed = cell.ravel()
    packed.sort()
    edges = packed.searchsorted(np.arange(cells + 1) << bits)
    begin = int(edges[0])
    return SortedWaits(packed[begin:], bits, edges[1:] - edges[:-1], edges[:-1] - begin)


def in_groupings(
    waits: Waits,
    groupings: Groupings,
    rows: range,
    figures: Callable[[SortedWaits, slice], Floats],
) -> Floats:
    """Figures [..., cell] of the cells of these groupings, one after the other.

    `figures` gets the numbers of the cells that it is asked for.
    """
    found = []
    number = max(AT_ONCE // max(len(waits.code), 1), 1)
    for begin in range(rows.start, rows.stop, number):
        until = min(begin + number, rows.stop)
        first, last = groupings.first[begin], groupings.first[until]
        cell = groupings.cell[begin:until].take(waits.place, axis=1).astype(np.int64)
        if first:
            cell -= first  # no cell stays below 0
        found.append(figures(_sorted(waits.code, cell, last - first), slice(first, last)))
    return found[0] if len(found) == 1 else np.concatenate(found, axis=-1)


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
