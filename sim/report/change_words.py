"""A difference between two scenarios in words: signed, in its unit, with its 95 % interval.

Never a signed zero: a difference has the digits that it takes to be seen, or is said to be none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from sim.report.wording import MINUS, NOT_AVAILABLE, Estimate, duration

NO_REAL_DIFFERENCE: Final = "no real difference"
NO_DIFFERENCE: Final = "no difference"
NOTHING: Final = 1e-9
"""Smaller than this is what floating-point sums leave over, not a difference."""

MOST_DECIMALS: Final = 9
LOPSIDED: Final = 0.02  # of a half width: with less an interval lies evenly around its mean
LONG: Final = 120.0  # seconds that are written in minutes

Writer = Callable[[float], str]
"""How one of the three figures is written; its unit stands once, behind the first."""


def change_words(change: Estimate, unit: str, currency: str = "") -> str:
    """`+5.1 points (+4.2 to +6.0)`; that there is no real difference, with the interval; or none.

    `change` is a difference with its 95 % interval in the unit of its metric: "share" (said in
    percentage points), "s", "money" or what is counted.
    """
    if not math.isfinite(change.mean):
        return NOT_AVAILABLE
    scale = 100.0 if unit == "share" else 1.0
    mean = scale * change.mean
    if change.low is None or change.high is None:
        write, name = _writer(unit, currency, (mean,))
        return NO_DIFFERENCE if abs(mean) < NOTHING else _with(name, write(mean))
    low, high = scale * change.low, scale * change.high
    if max(abs(mean), abs(low), abs(high)) < NOTHING:
        return NO_DIFFERENCE
    is_real = low > 0 or high < 0
    seen = (mean, low, high) if is_real else (max(low, high, key=abs),)
    write, name = _writer(unit, currency, seen)
    if not is_real:
        return f"{NO_REAL_DIFFERENCE} ({_with(name, f'{write(low)} to {write(high)}')})"
    said = _with(name, write(mean))
    return said if low == high else f"{said} ({write(low)} to {write(high)})"


def change_figures(change: Estimate, unit: str) -> str:
    """`+5.1 ± 0.9`, for a table whose head names the unit; shares in percentage points.

    The half width of the 95 % interval stands behind; where the difference is not in its middle,
    both ends do. No real difference is one that is smaller than its interval.
    """
    if not math.isfinite(change.mean):
        return NOT_AVAILABLE
    scale = 100.0 if unit == "share" else 1.0
    mean = scale * change.mean
    if change.low is None or change.high is None:
        return _writer(unit, "", (mean,))[0](mean)
    low, high = scale * change.low, scale * change.high
    largest = max(mean, low, high, key=abs)
    is_real = low > 0 or high < 0
    write, _ = _writer(unit, "", (mean if is_real else largest,))
    said = write(mean)
    if low == high:
        return said
    half = max(high - mean, mean - low)
    if abs((high - mean) - (mean - low)) < LOPSIDED * half:
        if write(half) == "0":  # narrower than the digits of its mean
            write, _ = _writer(unit, "", (half,))
        return f"{said} ± {write(half).lstrip('+')}"
    return f"{said} ({write(low)} to {write(high)})"


def amount_words(change: float, unit: str, currency: str = "") -> str:
    """The size of a difference, without its sign: `10.0 points`, `1,920 EUR`, `2 h 27 min`."""
    size = abs(change) * (100.0 if unit == "share" else 1.0)
    write, name = _writer(unit, currency, (size,))
    return _with(name, write(size).lstrip("+"))


def _with(name: str, said: str) -> str:
    return f"{said} {name}".rstrip()


def _writer(unit: str, currency: str, seen: tuple[float, ...]) -> tuple[Writer, str]:
    """How to write these figures so that none is a zero, and the unit behind them."""
    largest = max(map(abs, seen))
    if unit == "s" and largest >= LONG:
        return _signed_duration, ""
    size = abs(seen[0])
    if unit == "share":
        usual, name = 1, "points"
    elif unit == "s":
        usual, name = (1 if size < 9.95 else 0), "s"
    elif unit == "money":
        usual, name = (0 if size >= 9.995 else 2), currency
    else:
        name = "h" if unit == "h" else ""
        usual = 0 if size >= 99.5 or _is_planned(seen) else 1 if size >= 0.95 else 2
    return partial(_signed, decimals=_decimals(usual, seen)), name


def _is_planned(seen: Sequence[float]) -> bool:
    """Whether a difference is the same whole number in every replication: seats, say."""
    return len(seen) > 1 and len(set(seen)) == 1 and seen[0] == round(seen[0])


def _decimals(usual: int, seen: Sequence[float]) -> int:
    """The usual ones, or as many more as it takes for the first figure to be seen.

    A real difference whose interval ends close to 0 does not end at 0: one or two more, if they do.
    """
    decimals = usual
    while decimals < MOST_DECIMALS and _is_zero(seen[0], decimals):
        decimals += 1
    for more in range(decimals, decimals + 3):
        if not any(_is_zero(value, more) for value in seen):
            return more
    return decimals


def _is_zero(value: float, decimals: int) -> bool:
    return float(f"{value:.{decimals}f}") == 0


def _signed(value: float, decimals: int) -> str:
    return "0" if _is_zero(value, decimals) else f"{value:+,.{decimals}f}"


def _signed_duration(seconds: float) -> str:
    if abs(seconds) < 0.05:
        return "0 s"
    return f"{MINUS if seconds < 0 else '+'}{duration(abs(seconds))}"
