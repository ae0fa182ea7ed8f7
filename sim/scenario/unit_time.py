"""Durations, clock times, dates and instants as text: "1h30min", "08:00", "2026-03-02 08:00"."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn

from sim.scenario.unit_numbers import NUMBER, NUMBER_TEXT, refuse, single_value, write_number

TICKS: dict[str, int] = {"ms": 1, "s": 1_000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
DAY = 86_400_000
LONGEST = 3_660 * DAY
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

DURATION_TEXT = re.compile(rf"(?:{NUMBER}(?:ms|s|min|h|d))+")
_DURATION_PART = re.compile(rf"({NUMBER})(ms|s|min|h|d)")
_LOOSE_DURATION = re.compile(rf"({NUMBER})\s*([A-Za-z]+)")
CLOCK_TEXT = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
INSTANT_TEXT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?)?"
)
UNIT_GUESSES = {
    "sec": "s",
    "secs": "s",
    "second": "s",
    "seconds": "s",
    "m": "min",
    "mins": "min",
    "minute": "min",
    "minutes": "min",
    "hr": "h",
    "hrs": "h",
    "hour": "h",
    "hours": "h",
    "day": "d",
    "days": "d",
    "msec": "ms",
    "millis": "ms",
}


DURATION_ALLOWED = "a duration with its unit (ms, s, min, h, d), such as 20s, 5min or 1h30min"
CLOCK_ALLOWED = "a clock time from 00:00 to 24:00"
INSTANT_ALLOWED = "a local date and time such as 2026-03-02 08:00"


def parse_duration(text: object) -> int:
    """ "1h30min" to ticks. Rounded to whole ticks; the longest is 3,660 days."""
    if isinstance(text, int) and not isinstance(text, bool):
        return text
    word = single_value(text, DURATION_ALLOWED)
    if not DURATION_TEXT.fullmatch(word):
        _refuse_duration(word)
    units = [unit for _, unit in _DURATION_PART.findall(word)]
    if sorted(set(units), key=lambda unit: -TICKS[unit]) != units:
        refuse("names its units twice or in the wrong order", DURATION_ALLOWED)
    exact = sum(Decimal(amount) * TICKS[unit] for amount, unit in _DURATION_PART.findall(word))
    if exact > LONGEST:
        refuse("is absurdly long", "at most 3660d")
    ticks = round(exact)
    if exact > 0 and ticks == 0:
        refuse("is shorter than a millisecond", DURATION_ALLOWED)
    return int(ticks)


def _refuse_duration(word: str) -> NoReturn:
    if word.startswith("-") and DURATION_TEXT.fullmatch(word[1:]):
        refuse("is negative", DURATION_ALLOWED)
    if NUMBER_TEXT.fullmatch(word):
        plain = word.lstrip("+-")
        refuse("has no unit", DURATION_ALLOWED, f"write {plain}s, {plain}min or {plain}h")
    compact = word.replace(" ", "")
    if DURATION_TEXT.fullmatch(compact):
        refuse("has a space in it", DURATION_ALLOWED, f"write {compact}")
    loose = _LOOSE_DURATION.fullmatch(word)
    if loose:
        amount, unit = loose.groups()
        known = UNIT_GUESSES.get(unit.lower())
        refuse(
            f"has the unknown unit {unit}",
            DURATION_ALLOWED,
            f"write {amount}{known}" if known else "",
        )
    refuse("is not a duration", DURATION_ALLOWED)


def parse_positive_duration(text: object) -> int:
    """A duration of at least one tick."""
    ticks = parse_duration(text)
    if ticks <= 0:
        refuse("must be longer than 0s", DURATION_ALLOWED)
    return ticks


def write_duration(ticks: int) -> str:
    """5,400,000 to "1h30min"; parses back to the same ticks."""
    if ticks == 0:
        return "0s"
    parts = []
    left = ticks
    for unit in ("d", "h", "min"):
        whole, left = divmod(left, TICKS[unit])
        if whole:
            parts.append(f"{whole}{unit}")
    if left:
        parts.append(f"{write_number(left / 1000)}s")
    return "".join(parts)


def parse_clock(text: object) -> int:
    """ "08:30" to ticks since midnight; "24:00" is the end of the day."""
    if isinstance(text, int) and not isinstance(text, bool):
        return text
    word = single_value(text, CLOCK_ALLOWED)
    match = CLOCK_TEXT.fullmatch(word)
    if match is None:
        is_hour = word.isdecimal() and word.isascii() and len(word) <= 2 and int(word) <= 24
        mend = f"write {int(word):02d}:00" if is_hour else ""
        refuse("is not a clock time", CLOCK_ALLOWED, mend)
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    ticks = hours * TICKS["h"] + minutes * TICKS["min"] + seconds * TICKS["s"]
    if minutes > 59 or seconds > 59 or ticks > DAY:
        refuse("is not a clock time", CLOCK_ALLOWED)
    return ticks


def write_clock(ticks: int) -> str:
    """30,600,000 to "08:30"."""
    minutes, left = divmod(ticks, TICKS["min"])
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{left // 1000:02d}" if left else text


_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})((?:[ T].*)?)")


def year_first(text: str) -> str:
    """How to write a date whose year comes last (02.03.2026), "" if it is none.

    With dots the day comes first; otherwise both readings are named where both are possible.
    """
    match = _YEAR_LAST.fullmatch(text.strip())
    if match is None:
        return ""
    first, second = int(match[1]), int(match[3])
    readings = [(second, first)] if match[2] == "." else [(second, first), (first, second)]
    possible = dict.fromkeys(
        f"{match[4]}-{month:02d}-{day:02d}{match[5]}"
        for month, day in readings
        if 1 <= month <= 12 and 1 <= day <= 31
    )
    return f"write the year first: {' or '.join(possible)}" if possible else ""


def parse_instant(text: object) -> datetime:
    """ "2026-03-02 08:00" to a datetime without zone, to the millisecond."""
    if isinstance(text, datetime):
        return text
    word = single_value(text, INSTANT_ALLOWED)
    match = INSTANT_TEXT.fullmatch(word)
    if match is None:
        if re.search(r"(Z|[+-][0-9]{2}:?[0-9]{2})$", word) and INSTANT_TEXT.match(word):
            refuse("has a time zone; all times are local", INSTANT_ALLOWED)
        refuse("is not a date and time", INSTANT_ALLOWED, year_first(word))
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    micro = int((match.group(7) or "0").ljust(6, "0"))
    try:
        return datetime(year, month, day, hour, minute, second, micro // 1000 * 1000)
    except ValueError:
        refuse("is not a date of the calendar", INSTANT_ALLOWED)


def write_instant(value: datetime) -> str:
    """A datetime as "2026-03-02 08:00", with seconds where it has them."""
    if value.microsecond:
        return value.isoformat(sep=" ", timespec="milliseconds")
    return value.isoformat(sep=" ", timespec="seconds" if value.second else "minutes")


DATE_ALLOWED = "a date such as 2026-03-02"
DAY_ALLOWED = "a weekday (mon, tue, wed, thu, fri, sat, sun) or a date such as 2026-03-02"


def parse_date(text: object) -> date:
    """ "2026-03-02" to a date."""
    if isinstance(text, date):
        return text
    word = single_value(text, DATE_ALLOWED)
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word):
        refuse("is not a date", DATE_ALLOWED, year_first(word))
    try:
        return date.fromisoformat(word)
    except ValueError:
        refuse("is not a date of the calendar", DATE_ALLOWED)


def parse_day(text: object) -> str | date:
    """A weekday or a date."""
    if isinstance(text, date) or text in WEEKDAYS:
        return text
    word = single_value(text, DAY_ALLOWED)
    if not word[:1].isdigit():
        refuse("is neither a weekday nor a date", DAY_ALLOWED)
    return parse_date(word)
