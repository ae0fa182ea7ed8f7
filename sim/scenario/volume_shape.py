"""How a rate is laid on the hours of a day and the days of a week, as far as checks need it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sim.scenario.calendar import DAY, HOUR, Window, weekday
from sim.scenario.parts import Parts
from sim.scenario.schema import Arrivals, Profile


@dataclass(frozen=True)
class Shape:
    """Hour and day weights of a profile."""

    slot: int
    week: Sequence[float]  # weights of a week in equal slots from Monday
    profile: Profile | None

    def weight_of(self, day: date, spans: Sequence[Window]) -> float:
        """Weight of some spans of a day, in slots."""
        total = 0.0
        for start, until in spans:
            for number in range(start // self.slot, -(-until // self.slot)):
                inside = min(until, (number + 1) * self.slot) - max(start, number * self.slot)
                total += self.weight(day, number) * inside / self.slot
        return total

    def weight(self, day: date, number: int) -> float:
        """Weight of one slot of a day."""
        return self.week[day.weekday() * (DAY // self.slot) + number]

    def whole_weight(self, day: date) -> float:
        """Weight of all slots of a day."""
        slots = DAY // self.slot
        return sum(self.week[day.weekday() * slots : (day.weekday() + 1) * slots])

    def day(self, day: date) -> float:
        """The day's weight against 100 %."""
        days = {} if self.profile is None else self.profile.days
        return days.get(day, days.get(weekday(day), 1.0))


def shape_of(parts: Parts, arrivals: Arrivals) -> Shape | None:
    """The shape that arrivals name; None if it is broken."""
    if arrivals.profile is None:
        return Shape(HOUR, (1.0,) * 168, None)
    profile = parts.profiles.get(arrivals.profile)
    if profile is None:
        return None
    if profile.file is None and profile.weights is None:
        return Shape(HOUR, (profile.hours or (1.0,) * 24) * 7, profile)
    week = parts.tables.get(f"profiles.{arrivals.profile}.file")
    return None if week is None else Shape(7 * DAY // len(week), week, None)
