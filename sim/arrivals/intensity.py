"""Volumes to intensities: expected arrivals a day as a step function of the simulated time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.scenario.calendar import (
    DAY,
    HOUR,
    Axis,
    Window,
    open_interval_pieces,
    spans_of_day,
    weekday,
)
from sim.scenario.schema import Opening, Profile
from sim.scenario.units import Rate

WEEK = 7 * DAY


@dataclass(frozen=True, eq=False)
class Intensity:
    """Step function: from edge[i] to edge[i + 1] customers arrive at `rate[i]` a day."""

    edge: NDArray[np.int64]  # [n + 1] ticks, rising, from 0 to the end of the simulated time
    rate: NDArray[np.float64]  # [n] expected customers per 24 hours

    def at(self, ticks: NDArray[np.int64]) -> NDArray[np.float64]:
        """Rate at each tick; ticks must lie in [0, end)."""
        steps: NDArray[np.float64] = self.rate[np.searchsorted(self.edge, ticks, side="right") - 1]
        return steps

    def expected(self, edges: NDArray[np.int64]) -> NDArray[np.float64]:
        """Expected arrivals between neighbouring `edges` (ticks, rising)."""
        customers = np.concatenate([[0.0], np.cumsum(self.rate * np.diff(self.edge) / DAY)])
        return np.diff(np.interp(edges, self.edge, customers))

    def scaled(self, factor: float, begin: int, until: int) -> Intensity:
        """The same with the rate in [begin, until) multiplied by `factor`."""
        begin, until = max(begin, 0), min(until, int(self.edge[-1]))
        if begin >= until:
            return self
        edge = np.union1d(self.edge, np.array([begin, until], dtype=np.int64))
        rate = self.at(edge[:-1]).copy()
        rate[(edge[:-1] >= begin) & (edge[:-1] < until)] *= factor
        return Intensity(edge, rate)


def from_pieces(pieces: Sequence[tuple[int, int, float]], end: int) -> Intensity:
    """Step function from disjoint (from, until, customers per day) in rising order; 0 elsewhere."""
    edges: list[int] = [0]
    rates: list[float] = []
    for begin, until, rate in pieces:
        if begin > edges[-1]:
            edges.append(begin)
            rates.append(0.0)
        edges.append(until)
        rates.append(rate)
    if edges[-1] < end:
        edges.append(end)
        rates.append(0.0)
    return Intensity(np.array(edges, dtype=np.int64), np.array(rates, dtype=np.float64))


def from_intervals(volumes: Sequence[float], opening: Opening | None, axis: Axis) -> Intensity:
    """Expected contacts of each reporting interval, spread evenly over its open part."""
    table = list(open_interval_pieces(opening, axis))
    open_ticks = {
        number: sum(stop - start for start, stop in parts)
        for number, begin, _, parts in table
        if begin >= axis.start
    }
    pieces: list[tuple[int, int, float]] = []
    for number, _, _, parts in table:
        # A warm-up may repeat only a part of an interval: at the rate of the whole (rule R4).
        if number < len(volumes) and open_ticks.get(number):
            rate = volumes[number] * DAY / open_ticks[number]
            pieces.extend((start, stop, rate) for start, stop in parts)
    return from_pieces(pieces, axis.end)


def from_rate(
    rate: Rate,
    profile: Profile | None,
    week: Sequence[float] | None,
    opening: Opening | None,
    axis: Axis,
) -> Intensity:
    """A rate, shaped by a profile, over the open time (rule R11).

    `week` holds the weights of a week in equal slots from Monday 00:00 when the profile is a file.
    """
    if week is not None:
        return _from_week(rate, week, opening, axis)
    hours = profile.hours if profile is not None and profile.hours is not None else (1.0,) * 24
    day_weight = _day_weights(profile)
    pieces: list[tuple[int, int, float]] = []
    for day, midnight, begin, until in axis.calendar_days():
        slots = _open_slots(opening, day, hours)
        weight = sum((stop - start) * height for start, stop, height in slots)
        if weight == 0:
            continue
        total = _day_total(rate, spans_of_day(opening, day)) * day_weight(day)
        for start, stop, height in slots:
            piece = (max(begin, midnight + start), min(until, midnight + stop))
            if piece[0] < piece[1]:
                pieces.append((*piece, total * height / weight * DAY))
    return from_pieces(pieces, axis.end)


def _from_week(rate: Rate, week: Sequence[float], opening: Opening | None, axis: Axis) -> Intensity:
    """The week's open weights share out its volume: the rate times its days (hours) with weight."""
    slot = WEEK // len(week)
    days_of_week = [spans_of_day(_without_dates(opening), date(2024, 1, 1 + n)) for n in range(7)]
    weight = total = 0.0
    for number, spans in enumerate(days_of_week):
        slots = _slots(spans, week, number * DAY, slot)
        day_weight = sum((stop - start) * height for start, stop, height in slots)
        if day_weight > 0:
            weight += day_weight
            total += _day_total(rate, spans)
    if weight == 0:
        return from_pieces([], axis.end)
    pieces: list[tuple[int, int, float]] = []
    for day, midnight, begin, until in axis.calendar_days():
        for start, stop, height in _slots(
            spans_of_day(opening, day), week, day.weekday() * DAY, slot
        ):
            piece = (max(begin, midnight + start), min(until, midnight + stop))
            if piece[0] < piece[1]:
                pieces.append((*piece, total * height / weight * DAY))
    return from_pieces(pieces, axis.end)


def _without_dates(opening: Opening | None) -> Opening | None:
    return None if opening is None else opening.model_copy(update={"dates": {}})


def _day_total(rate: Rate, spans: Sequence[Window]) -> float:
    """Expected customers of a day of weight 100 %."""
    if rate.per_day is not None:
        return rate.per_day
    assert rate.per_tick is not None  # a rate is one or the other
    return rate.per_tick * sum(stop - start for start, stop in spans)


def _day_weights(profile: Profile | None) -> Callable[[date], float]:
    days = {} if profile is None else profile.days

    def weight(day: date) -> float:
        return days.get(day, days.get(weekday(day), 1.0))

    return weight


def _open_slots(
    opening: Opening | None, day: date, hours: Sequence[float]
) -> list[tuple[int, int, float]]:
    return _slots(spans_of_day(opening, day), hours, 0, HOUR)


def _slots(
    spans: Sequence[Window], weights: Sequence[float], offset: int, slot: int
) -> list[tuple[int, int, float]]:
    """(from, until, weight) of the open slot parts; `offset`: where the day begins in `weights`."""
    parts: list[tuple[int, int, float]] = []
    for begin, until in spans:
        number = (offset + begin) // slot
        while (start := number * slot - offset) < until:
            parts.append((max(begin, start), min(until, start + slot), weights[number]))
            number += 1
    return parts
