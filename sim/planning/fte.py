"""Full-time equivalents: paid hours over the hours of one full-time contract."""

from __future__ import annotations

from dataclasses import dataclass

from sim.planning.errors import refusal

WORKING_DAYS = 5
"""Days that a full-time week is spread over."""

DAYS_A_WEEK = 7

MOST_HOURS = 7 * 24
"""Hours of a week."""

MOST_A_DAY = 24

ALLOWED = "hours in a week or a day, such as 40/week or 8/day"


@dataclass(frozen=True)
class FteHours:
    """Paid hours of one full-time contract, in a week of five working days."""

    per_week: float

    @property
    def per_day(self) -> float:
        """Paid hours of one working day."""
        return self.per_week / WORKING_DAYS

    def of_day(self, paid_hours: float) -> float:
        """Full-time equivalents at work on one day."""
        return paid_hours / self.per_day

    def of_period(self, paid_hours: float, days: float) -> float | None:
        """Full-time equivalents employed: hours of an average week over those of a contract.

        `days` is the length of the period, however many dates it touches: a week that begins at
        08:00 has seven. None for less than a week, which cannot say what the other days need.
        """
        if days < DAYS_A_WEEK:
            return None
        return paid_hours / days * DAYS_A_WEEK / self.per_week


def read_fte_hours(text: str) -> FteHours:
    """ "40/week" or "8/day". Raises InputError."""
    number, slash, unit = text.strip().partition("/")
    factors = {"week": 1, "w": 1, "day": WORKING_DAYS, "d": WORKING_DAYS}
    try:
        hours = float(number)
    except ValueError:
        hours = -1.0
    if not slash or unit not in factors or not 0 < hours * factors[unit] <= MOST_HOURS:
        plain = not slash and 0 < hours <= MOST_HOURS
        mend = f"write {text.strip()}/{'day' if hours <= MOST_A_DAY else 'week'}" if plain else ""
        raise refusal("fte_hours", text, "is not the hours of a contract", ALLOWED, mend)
    return FteHours(hours * factors[unit])
