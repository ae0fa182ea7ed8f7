"""Bins of the reported time: reporting intervals, calendar days, the whole; and time spent in them.

Slots are the finest pieces: they end where an interval ends and at midnight. Intervals and days
are runs of slots, so that whatever is counted by slot adds up to both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from sim.metrics.cells import TICKS_PER_SECOND, Floats, Ints
from sim.model import Clock

FEW = 300
"""Instants below which a search for their slots is faster than a division and a table."""

MOST_STEPS = 200_000
"""Entries that the table from steps to slots may have."""

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

    def slot_of(self, ticks: Ints) -> Ints:
        """The slot of each instant; -1 before the reported time, one more than the last after."""
        step, table = self._grid
        if len(ticks) < FEW or not len(table):
            return np.searchsorted(self.edges, ticks, side="right") - 1
        inside = np.clip(ticks, self.edges[0] - 1, self.edges[-1])
        slots: Ints = table[(inside - self.edges[0]) // step]
        return slots

    @cached_property
    def _grid(self) -> tuple[int, Ints]:
        """The longest step that divides every slot, and the slot of each step.

        Two more entries: after the reported time, and (place -1) before it.
        """
        step = int(np.gcd.reduce(np.diff(self.edges)))
        count = int(self.edges[-1] - self.edges[0]) // step
        if count > MOST_STEPS:
            return step, np.zeros(0, dtype=np.int64)
        begins = self.edges[0] + step * np.arange(count + 1)
        table = np.searchsorted(self.edges, begins, side="right") - 1
        return step, np.append(table, -1)

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
    """Sums [bin, ...] of figures [slot, ...]; `bin_of` is the (ascending) bin of each slot."""
    first_slot = np.searchsorted(bin_of, np.arange(int(bin_of[-1]) + 1))
    sums: Floats = np.add.reduceat(by_slot, first_slot, axis=0)
    return sums


def seconds_in_slots(begin: Ints, until: Ints, entity: Ints, entities: int, bins: Bins) -> Floats:
    """Seconds of the stretches [begin, until) in each slot, as [slot, entity].

    Linear in the stretches and the slots, however many slots a stretch covers: seconds in slots
    after `begin` less seconds in slots after `until`. Ticks are whole, so the sums are exact.
    """
    slots, size = bins.slots, (bins.slots + 1) * entities
    # an instant at the very end belongs to one slot more, in which nothing is left
    slot_end = np.append(bins.edges[1:], bins.edges[-1])
    rest = np.zeros(size)
    begun = np.zeros(size, dtype=np.int64)
    for instants, add in ((begin, np.add), (until, np.subtract)):
        clipped = np.clip(instants, bins.edges[0], bins.edges[-1])
        slot = bins.slot_of(clipped)
        cell = slot * entities + entity
        add(rest, np.bincount(cell, weights=slot_end[slot] - clipped, minlength=size), out=rest)
        add(begun, np.bincount(cell, minlength=size), out=begun)
    by_slot = begun.reshape(slots + 1, entities)[:slots]
    before = np.cumsum(by_slot, axis=0) - by_slot
    full = before * np.diff(bins.edges)[:, None]
    seconds: Floats = (rest.reshape(slots + 1, entities)[:slots] + full) / TICKS_PER_SECOND
    return seconds
