"""Bins of the reported time: reporting intervals, calendar days, the whole.

Slots are the finest pieces: they end where an interval ends and at midnight. Intervals and days
are runs of slots, so that whatever is counted by slot adds up to both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sim.machine.kernels import inlined
from sim.metrics.cells import TICKS_PER_SECOND, Floats, Ints
from sim.model import Clock

TICKS_PER_DAY = 86_400 * TICKS_PER_SECOND


@dataclass(frozen=True, eq=False)
class Bins:
    """The reported time [edges[0], edges[-1]) in slots [edges[i], edges[i + 1]), in ticks."""

    edges: Ints  # [slots + 1]
    interval_of: Ints  # [slots]
    day_of: Ints  # [slots]
    days: tuple[date, ...]  # calendar days of the reported time

    @property
    def slots(self) -> int:
        return len(self.edges) - 1

    @property
    def intervals(self) -> int:
        return int(self.interval_of[-1]) + 1

    @property
    def whole_of(self) -> Ints:
        """One bin for all slots."""
        return np.zeros(self.slots, dtype=np.int64)

    @property
    def day_of_interval(self) -> Ints:
        """The day in which each interval begins."""
        first_slot = np.searchsorted(self.interval_of, np.arange(self.intervals))
        return self.day_of[first_slot]

    def seconds(self) -> Floats:
        """Length of each slot."""
        lengths: Floats = np.diff(self.edges) / TICKS_PER_SECOND
        return lengths


def bins_of(clock: Clock) -> Bins:
    """Slots, intervals and days of the reported time of a model."""
    interval_edges = clock.start + clock.interval * np.arange(clock.intervals, dtype=np.int64)
    start_wall = clock.origin + timedelta(milliseconds=clock.start)
    last_wall = clock.origin + timedelta(milliseconds=clock.end - 1)
    midnight = start_wall.replace(hour=0, minute=0, second=0, microsecond=0)
    to_midnight = clock.start - round((start_wall - midnight).total_seconds() * TICKS_PER_SECOND)
    day_count = (last_wall.date() - start_wall.date()).days + 1
    midnights = to_midnight + TICKS_PER_DAY * np.arange(1, day_count, dtype=np.int64)
    edges = np.union1d(np.append(interval_edges, clock.end), midnights)
    begins = edges[:-1]
    return Bins(
        edges=edges,
        interval_of=(begins - clock.start) // clock.interval,
        day_of=(begins - to_midnight) // TICKS_PER_DAY,
        days=tuple(start_wall.date() + timedelta(days=number) for number in range(day_count)),
    )


def sum_slots(by_slot: Floats, bin_of: Ints) -> Floats:
    """Sums [..., bin, entity] of figures [..., slot, entity]; `bin_of` is the (ascending) bin of
    each slot."""
    bins = int(bin_of[-1]) + 1
    if bins == len(bin_of):
        return by_slot
    first_slot = np.searchsorted(bin_of, np.arange(bins))
    sums: Floats = np.add.reduceat(by_slot, first_slot, axis=-2)
    return sums


@inlined
def slot_at(tick: int, edges: Ints, slots: int) -> int:
    """The slot of an instant; -1 before the reported time, one more than the last after it."""
    slot = -1
    above = slots + 1
    while above - slot > 1:
        middle = (slot + above) // 2
        if edges[middle] <= tick:
            slot = middle
        else:
            above = middle
    return slot
