"""Bins of the reported time: reporting intervals, calendar days, the whole; and time spent in them.

Slots are the finest pieces: they end where an interval ends and at midnight. Intervals and days
are runs of slots, so that whatever is counted by slot adds up to both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

import numpy as np

from sim.metrics.cells import TICKS_PER_SECOND, Floats, Ints
from sim.model import Clock

FEW = 300
"""Instants below which a search for their slots is faster than a division and a table."""

MOST_STEPS = 200_000
"""Entries that the table from steps to slots may have."""

AT_ONCE = 2**16
"""Stretches whose seconds are added up together."""

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

    @cached_property
    def slot_end(self) -> Ints:
        """The end of each slot, and of one more at the very end, in which nothing is left."""
        return np.append(self.edges[1:], self.edges[-1])

    @cached_property
    def next_edge(self) -> Ints:
        """The edge after each slot, by slot + 1: before the reported time its begin, after it none
        that is ever reached."""
        return np.append(self.edges, np.iinfo(np.int64).max)

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
        place = (np.minimum(ticks, self.edges[-1]) - self.edges[0]) // step
        slots: Ints = table.take(np.maximum(place, -1))
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
    """Sums [..., bin, entity] of figures [..., slot, entity]; `bin_of` is the (ascending) bin of
    each slot."""
    bins = int(bin_of[-1]) + 1
    if bins == len(bin_of):
        return by_slot
    first_slot = np.searchsorted(bin_of, np.arange(bins))
    sums: Floats = np.add.reduceat(by_slot, first_slot, axis=-2)
    return sums


def seconds_in_slots(
    stretches: Sequence[tuple[Ints, Ints, Ints]], entities: Sequence[int], bins: Bins
) -> list[Floats]:
    """Seconds of stretches in each slot, by kind of stretch as [slot, entity].

    `stretches` are begin, until and entity, for [begin, until), of each kind; `entities` how many
    entities it has. Linear in the stretches and the slots, however many slots a stretch covers:
    seconds in slots after `begin` less seconds in slots after `until`. Ticks are whole, so the sums
    are exact.
    """
    slots, columns = bins.slots, sum(entities)
    rest, begun = np.zeros((slots + 1) * columns), np.zeros((slots + 1) * columns)
    first = 0
    parts = []
    for (begin, until, entity), number in zip(stretches, entities, strict=True):
        for at in range(0, len(begin), AT_ONCE):
            piece = slice(at, at + AT_ONCE)
            parts.append((begin[piece], until[piece], entity[piece] + first))
        first += number
    few: list[tuple[Ints, Ints, Ints]] = []
    for part in parts:
        few.append(part)
        if sum(len(begin) for begin, _, _ in few) >= AT_ONCE:
            _add_stretches(few, columns, bins, rest, begun)
            few = []
    _add_stretches(few, columns, bins, rest, begun)
    by_slot = begun.reshape(slots + 1, columns)[:slots]
    before = np.cumsum(by_slot, axis=0) - by_slot
    full = before * np.diff(bins.edges)[:, None]
    seconds = (rest.reshape(slots + 1, columns)[:slots] + full) / TICKS_PER_SECOND
    last = list(accumulate(entities))
    return [seconds[:, end - number : end] for end, number in zip(last, entities, strict=True)]


def _add_stretches(
    stretches: Sequence[tuple[Ints, Ints, Ints]],
    columns: int,
    bins: Bins,
    rest: Floats,
    begun: Floats,
) -> None:
    """Add to what is left of the slots of begins, less of ends, and to begins less ends."""
    if not stretches:
        return
    begins = [begin for begin, _, _ in stretches]
    ends = [until for _, until, _ in stretches]
    entities = [entity for _, _, entity in stretches]
    instants = np.concatenate(begins + ends)
    np.maximum(instants, bins.edges[0], out=instants)
    np.minimum(instants, bins.edges[-1], out=instants)
    cell = bins.slot_of(instants)
    left = bins.slot_end.take(cell)
    left -= instants
    cell *= columns
    cell += np.concatenate(entities + entities)
    number = len(cell) // 2
    np.negative(left[number:], out=left[number:])
    rest += np.bincount(cell, weights=left, minlength=len(rest))
    begun += np.bincount(cell[:number], minlength=len(begun))
    begun -= np.bincount(cell[number:], minlength=len(begun))
