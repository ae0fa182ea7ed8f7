"""Order statistics of waits by cell: percentiles and the Kaplan-Meier estimate, one sort for all.

A wait and its cell are packed into one integer, so that one sort of plain integers orders the
waits of every cell at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.metrics.cells import TICKS_PER_SECOND, Floats, Ints

PERCENTS = (50, 80, 90, 95)


@dataclass(frozen=True, eq=False)
class SortedWaits:
    """Waits of the offered contacts by (cell, wait, answered first)."""

    wait: Ints  # ticks
    cell: Ints
    answered: NDArray[np.bool_]
    size: Ints  # [cells] contacts
    first: Ints  # [cells] where each cell begins


def sort_waits(wait: Ints, answered: NDArray[np.bool_], cell: Ints, cells: int) -> SortedWaits:
    """Sort waits within their cells. Waits must be below 2**42 ticks, cells below 2**20."""
    bits = max(int(wait.max(initial=0)).bit_length(), 1)
    if bits + 1 + max(cells, 1).bit_length() > 63:
        raise ValueError("too many cells for the packed sort")
    packed = (cell << (bits + 1)) | (wait << 1) | ~answered
    packed.sort()
    size = np.bincount(cell, minlength=cells)
    return SortedWaits(
        wait=(packed >> 1) & ((1 << bits) - 1),
        cell=packed >> (bits + 1),
        answered=(packed & 1) == 0,
        size=size,
        first=np.cumsum(size) - size,
    )


def percentiles(waits: SortedWaits) -> dict[str, Floats]:
    """Percentiles and the largest wait of each cell in seconds; nan in empty cells.

    The p-th percentile is the smallest wait that p % of the contacts did not exceed, so it is at
    most the target time exactly if p % of the contacts were done with waiting in time.
    """
    found = {}
    for percent in PERCENTS:
        place = -(-waits.size * percent // 100)  # exact ceiling
        found[f"wait_p{percent}_s"] = _at(waits, place)
    found["wait_max_s"] = _at(waits, waits.size)
    return found


def _at(waits: SortedWaits, place: Ints) -> Floats:
    """The place-th smallest wait (from 1) of each cell, in seconds."""
    full = waits.size > 0
    seconds = np.full(len(waits.size), np.nan)
    index = (waits.first + place - 1)[full]
    seconds[full] = waits.wait[index] / TICKS_PER_SECOND
    return seconds


def virtual_share(waits: SortedWaits, within: Ints) -> Floats:
    """Kaplan-Meier estimate of the share with an offered wait of at most `within[cell]` ticks.

    SL-11. The offered wait is what an endlessly patient customer would wait: known of the answered,
    longer than the wait of who left or still waits (censored there; at equal waits the answered
    come first). Kaplan & Meier, J. Am. Stat. Assoc. 53 (1958) 457. nan in empty cells.
    """
    position = np.arange(len(waits.wait)) - waits.first[waits.cell]
    at_risk = waits.size[waits.cell] - position
    counts = waits.answered & (waits.wait <= within[waits.cell])
    with np.errstate(divide="ignore"):  # the last one at risk: log 0, nobody is left
        log_kept = np.log1p(-1.0 / at_risk[counts])
    log_survival = np.bincount(waits.cell[counts], weights=log_kept, minlength=len(waits.size))
    return np.where(waits.size > 0, -np.expm1(log_survival), np.nan)
