"""Numbers as people read them: rounded to what the uncertainty leaves, with their unit."""

from __future__ import annotations

import math
from dataclasses import dataclass

NOT_AVAILABLE = "n/a"

MINUS = "-"

MINUTES_FROM, HOURS_FROM = 120, 3600
"""Seconds from which a duration is written in minutes, and in hours."""


@dataclass(frozen=True)
class Estimate:
    """A mean over replications with its 95 % interval (None where one replication cannot say)."""

    mean: float
    low: float | None = None
    high: float | None = None

    def contains(self, value: float) -> bool:
        """Whether the interval leaves open on which side of `value` the mean lies."""
        return self.low is not None and self.high is not None and self.low <= value <= self.high

    @property
    def half_width(self) -> float | None:
        if self.low is None or self.high is None:
            return None
        return (self.high - self.low) / 2


def counted(number: int, noun: str) -> str:
    """`1 replication`, `20 replications`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def count(value: float | None) -> str:
    """A number of contacts or people: `1,204`; under 10 one decimal, for it is a mean."""
    if value is None or not math.isfinite(value):
        return NOT_AVAILABLE
    if value == round(value) or abs(value) >= 9.95:
        return f"{value:,.0f}"
    return f"{value:.1f}"


def count_interval(estimate: Estimate | None) -> str:
    """A number of contacts with its 95 % interval: `120 (114-126)`."""
    if estimate is None or not math.isfinite(estimate.mean):
        return NOT_AVAILABLE
    if estimate.low is None or estimate.high is None or estimate.low == estimate.high:
        return count(estimate.mean)
    return f"{count(estimate.mean)} ({count(estimate.low)}-{count(estimate.high)})"


def percent(share: float | None, decimals: int = 1) -> str:
    """A share in [0, 1] as `76.4 %`. Never 100 or 0 where it is not quite."""
    if share is None or not math.isfinite(share):
        return NOT_AVAILABLE
    return f"{_kept_apart(share, decimals)} %"


def percent_interval(estimate: Estimate | None) -> str:
    """A share with its 95 % interval, `76 % (75-77)`; a decimal more where it is that sure."""
    if estimate is None or not math.isfinite(estimate.mean):
        return NOT_AVAILABLE
    if estimate.low is None or estimate.high is None:
        return percent(estimate.mean)
    half_width = estimate.half_width
    decimals = 0 if half_width is not None and half_width >= 0.005 else 1
    low, high = (_kept_apart(limit, decimals) for limit in (estimate.low, estimate.high))
    between = " to " if ">" in low + high or "<" in low + high else "-"
    return f"{percent(estimate.mean, decimals)} ({low}{between}{high})"


def duration(seconds: float | None) -> str:
    """Seconds as people read them: `3.6 s`, `48 s`, from 2 minutes `3 min 20 s`, from an hour
    `2 h 05 min`.
    """
    if seconds is None or not math.isfinite(seconds):
        return NOT_AVAILABLE
    if seconds < 0:
        return MINUS + duration(-seconds)
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < MINUTES_FROM:
        return f"{whole} s"
    if whole < HOURS_FROM:
        minutes, rest = divmod(whole, 60)
        return f"{minutes} min {rest:02d} s" if rest else f"{minutes} min"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours:,} h {minutes:02d} min" if minutes else f"{hours:,} h"


def duration_interval(estimate: Estimate | None) -> str:
    """Seconds with their 95 % interval: `23 s (21-25)`, `3 min 20 s (3 min - 3 min 40 s)`."""
    if estimate is None:
        return NOT_AVAILABLE
    text = duration(estimate.mean)
    if estimate.low is None or estimate.high is None or text == NOT_AVAILABLE:
        return text
    if round(estimate.high) >= MINUTES_FROM:
        return f"{text} ({duration(estimate.low)} - {duration(estimate.high)})"
    decimals = 1 if estimate.mean < 9.95 else 0
    return f"{text} ({estimate.low:.{decimals}f}-{estimate.high:.{decimals}f})"


def threshold(seconds: float) -> str:
    """A target time as people write it: `20 s`, `90 s`, `15 min`."""
    return f"{seconds:g} s" if seconds < MINUTES_FROM else duration(seconds)


def money(value: float | None, currency: str = "") -> str:
    """An amount: `12,345 CNY`; under 100 with cents."""
    if value is None or not math.isfinite(value):
        return NOT_AVAILABLE
    text = f"{value:,.0f}" if abs(value) >= 99.995 or value == 0 else f"{value:,.2f}"
    return f"{text} {currency}".rstrip()


def hours(value: float | None) -> str:
    """Hours with one decimal: `3.2 h`."""
    if value is None or not math.isfinite(value):
        return NOT_AVAILABLE
    return f"{value:,.1f} h"


def over_under(difference: float) -> str:
    """What there is over (`+1.0`) or under (`-1.0`) a need, in tenths; `0.0` has no sign."""
    return f"{difference:+.1f}" if abs(difference) >= 0.05 else "0.0"


def _kept_apart(share: float, decimals: int) -> str:
    """Percent digits; 99.97 % is `>99.9`, not `100.0`, and 0.03 % is `<0.1`, not `0.0`."""
    text = f"{share * 100:.{decimals}f}"
    smallest = 10.0**-decimals
    if share < 1 and float(text) >= 100:
        return f">{100 - smallest:.{decimals}f}"
    if share > 0 and float(text) <= 0:
        return f"<{smallest:.{decimals}f}"
    return "100" if share == 1 else "0" if share == 0 else text
