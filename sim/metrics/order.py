"""Order statistics of waits by cell: percentiles and the Kaplan-Meier estimate.

All waits are sorted once. Whichever way they are put into cells, a pass over them in that order
meets the waits of each cell from the shortest to the longest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.machine.kernels import Floats, Int32s, Ints, Known, Memory, kernel
from sim.metrics.cells import TICKS_PER_SECOND
from sim.metrics.groupings import Groupings

PERCENTS = (50, 80, 90, 95)
STATISTICS = (*(f"wait_p{percent}_s" for percent in PERCENTS), "wait_max_s")

# all of them for the largest; and more than there are, which nobody reaches
_PERCENTS = Memory(np.array([*PERCENTS, 100, 101]))


@dataclass(frozen=True, eq=False)
class Waits:
    """Waits of contacts: wait << 1 | not answered, and the slot x queues + queue of each."""

    code: Ints
    place: Int32s


@dataclass(frozen=True, eq=False)
class SortedWaits:
    """Waits from the shortest on, of equal ones the answered first."""

    code: Ints
    place: Int32s
    counts: Ints  # [places] contacts


def sort_waits(waits: Waits, places: int) -> SortedWaits:
    """Sort waits; `places` are all slots x queues."""
    counts = np.bincount(waits.place, minlength=places)
    bits = places.bit_length()
    if int(waits.code.max(initial=0)) >= 2 ** (63 - bits):
        order = np.argsort(waits.code)
        return SortedWaits(waits.code[order], waits.place[order], counts)
    # To sort numbers is faster than to sort their places: the place is in the lower bits.
    packed = waits.code << bits
    packed |= waits.place
    packed.sort()
    place = (packed & (2**bits - 1)).astype(np.int32)
    packed >>= bits
    return SortedWaits(packed, place, counts)


def percentiles(waits: SortedWaits, groupings: Groupings) -> Floats:
    """Percentiles and the largest wait in seconds, [STATISTICS, bin, entity]; nan in empty cells.

    The p-th percentile is the smallest wait that p % of the contacts did not exceed, so it is at
    most the target time exactly if p % of the contacts were done with waiting in time.
    """
    found = np.full((len(STATISTICS), groupings.cells), np.nan)
    _percentiles(
        _known(waits, groupings)
        | {
            "percents": _PERCENTS,
            "cells": groupings.cells,
            "reached": Memory(np.zeros(groupings.cells, dtype=np.int64)),
            "found": Memory(found),
        }
    )
    found /= TICKS_PER_SECOND
    return found.take(groupings.at, axis=1)


def virtual_share(waits: SortedWaits, groupings: Groupings, within: Ints) -> Floats:
    """Kaplan-Meier estimate of the share with an offered wait of at most `within[cell]` ticks, as
    [bin, entity]; nan in empty cells.

    SL-11. The offered wait is what an endlessly patient customer would wait: known of the answered,
    longer than the wait of who left or still waits (censored there; at equal waits the answered
    come first). Kaplan & Meier, J. Am. Stat. Assoc. 53 (1958) 457.
    """
    longer = np.full(groupings.cells, np.nan)
    _longer_share(_known(waits, groupings) | {"within": Memory(within), "longer": Memory(longer)})
    return 1.0 - longer.take(groupings.at)


def _known(waits: SortedWaits, groupings: Groupings) -> Known:
    return {
        "rows": len(waits.code),
        "code": Memory(waits.code),
        "place": Memory(waits.place),
        "places": len(waits.counts),
        "counts": Memory(waits.counts),
        "groupings": len(groupings.cell),
        "cell": Memory(groupings.cell),
        "size": Memory(np.zeros(groupings.cells, dtype=np.int64)),
        "passed": Memory(np.zeros(groupings.cells, dtype=np.int64)),
    }


@kernel
def _percentiles(
    rows: int,
    code: Ints,
    place: Int32s,
    places: int,
    counts: Ints,
    groupings: int,
    cell: Int32s,
    cells: int,
    size: Ints,
    passed: Ints,
    reached: Ints,
    percents: Ints,
    found: Floats,
) -> None:
    """Waits in ticks. Of each cell, `passed` counts the waits so far, `reached` the percents that
    they make."""
    for grouping in range(groupings):
        first = grouping * places
        for number in range(places):
            here = cell[first + number]
            if here >= 0:
                size[here] += counts[number]
        for row in range(rows):
            here = cell[first + place[row]]
            if here < 0:
                continue
            passed[here] += 1
            while passed[here] * 100 >= size[here] * percents[reached[here]]:
                found[reached[here] * cells + here] = code[row] >> 1
                reached[here] += 1


@kernel
def _longer_share(
    rows: int,
    code: Ints,
    place: Int32s,
    places: int,
    counts: Ints,
    groupings: int,
    cell: Int32s,
    size: Ints,
    passed: Ints,
    within: Ints,
    longer: Floats,
) -> None:
    """The share that waits longer than `within`: of those still waiting at each answer, all but one
    wait on."""
    for grouping in range(groupings):
        first = grouping * places
        for number in range(places):
            here = cell[first + number]
            if here >= 0 and counts[number] > 0:
                size[here] += counts[number]
                longer[here] = 1.0
        for row in range(rows):
            here = cell[first + place[row]]
            if here < 0:
                continue
            if code[row] & 1 == 0 and code[row] >> 1 <= within[here]:
                longer[here] *= 1.0 - 1.0 / (size[here] - passed[here])
            passed[here] += 1
