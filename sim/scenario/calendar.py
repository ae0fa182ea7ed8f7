"""The simulated time axis and the calendar laid on it.

Tick 0 is the beginning of the warm-up. Every day of the warm-up repeats the first reported 24 hours
(rule R4): an instant before `start` looks up the calendar a whole number of days later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sim.scenario.schema import ClockSpan, Opening, Period, Weekday

DAY = 86_400_000
HOUR = 3_600_000
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Window = tuple[int, int]


@dataclass(frozen=True)
class Axis:
    """Ticks of the simulated time and their calendar days."""

    origin: datetime  # the wall-clock instant of tick 0
    start: int  # first reported tick
    end: int
    interval: int

    @classmethod
    def of(cls, period: Period) -> Axis:
        origin = period.start - timedelta(milliseconds=period.warm_up)
        return cls(origin, period.warm_up, period.warm_up + period.length, period.interval)

    @property
    def intervals(self) -> int:
        """Number of reported intervals."""
        return -(-(self.end - self.start) // self.interval)

    def tick(self, instant: datetime) -> int:
        """Tick of a wall-clock instant (may lie outside the simulated time)."""
        return (instant - self.origin) // timedelta(milliseconds=1)

    def midnight(self, day: date) -> int:
        return self.tick(datetime.combine(day, time()))

    def day_of(self, tick: int) -> date:
        return (self.origin + timedelta(milliseconds=tick)).date()

    @property
    def first_day(self) -> date:
        """The calendar day on which the reported time starts: day number 0."""
        return self.day_of(self.start)

    def stages(self) -> Iterator[tuple[int, int, int]]:
        """(from, until, offset): the warm-up, day by day, and the reported time (rule R4).

        The instants of a stage have the calendar of `offset` ticks (whole days) later.
        """
        for days in range(-(-self.start // DAY), 0, -1):
            begin = max(self.start - days * DAY, 0)
            yield begin, self.start - (days - 1) * DAY, days * DAY
        yield self.start, self.end, 0

    def calendar_days(self) -> Iterator[tuple[date, int, int, int]]:
        """(calendar day, its midnight as a tick, from, until) of every day of the simulated time.

        In the warm-up the calendar day is the repeated one and the midnight is moved with it.
        """
        for begin, until, offset in self.stages():
            day = self.day_of(begin + offset)
            while (midnight := self.midnight(day) - offset) < until:
                yield day, midnight, max(begin, midnight), min(until, midnight + DAY)
                day += timedelta(days=1)


def weekday(day: date) -> Weekday:
    return WEEKDAYS[day.weekday()]


def spans_of_day(opening: Opening | None, day: date) -> tuple[Window, ...]:
    """Open spans of one day, as ticks since midnight, in order; without an opening always open."""
    if opening is None:
        return ((0, DAY),)
    spans: tuple[ClockSpan, ...] = opening.dates.get(day, opening.weekdays.get(weekday(day), ()))
    return tuple(sorted((span.start, span.until) for span in spans))


def open_windows(opening: Opening | None, axis: Axis) -> list[Window]:
    """Half-open windows [from, until) of the simulated time in which it is open, joined."""
    windows: list[Window] = []
    for day, midnight, begin, until in axis.calendar_days():
        for start, stop in spans_of_day(opening, day):
            piece = (max(begin, midnight + start), min(until, midnight + stop))
            if piece[0] >= piece[1]:
                continue
            if windows and windows[-1][1] == piece[0]:
                windows[-1] = (windows[-1][0], piece[1])
            else:
                windows.append(piece)
    return windows


def interval_pieces(axis: Axis) -> Iterator[tuple[int, int, int]]:
    """(number of the reporting interval, from, until) of every interval piece in simulated time.

    In the warm-up the number is that of the interval whose clock times it repeats. It may lie
    after the period (number >= axis.intervals): then nothing is listed for it, and the loader
    refuses per-interval data.
    """
    for begin, until, offset in axis.stages():
        number = (begin + offset - axis.start) // axis.interval
        while (edge := axis.start + number * axis.interval - offset) < until:
            yield number, max(begin, edge), min(until, edge + axis.interval)
            number += 1


def open_interval_pieces(
    opening: Opening | None, axis: Axis
) -> Iterator[tuple[int, int, int, list[Window]]]:
    """`interval_pieces` with the open parts of each: (number, from, until, open windows)."""
    windows = open_windows(opening, axis)
    first = 0
    for number, begin, until in interval_pieces(axis):
        while first < len(windows) and windows[first][1] <= begin:
            first += 1
        parts: list[Window] = []
        for place in range(first, len(windows)):
            if windows[place][0] >= until:
                break
            parts.append((max(windows[place][0], begin), min(windows[place][1], until)))
        yield number, begin, until, parts
