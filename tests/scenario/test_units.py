"""Units against hand-worked values; every writer's text parses back to the same value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from sim.scenario import units
from sim.scenario.unit_numbers import parse_count, parse_ratio
from sim.scenario.unit_time import LONGEST

CASES: list[tuple[Callable[[object], Any], str, Any]] = [
    (units.parse_duration, "20s", 20_000),
    (units.parse_duration, "1h30min", 5_400_000),
    (units.parse_duration, "2d", 172_800_000),
    (units.parse_duration, "1.5h", 5_400_000),
    (units.parse_duration, "250ms", 250),
    (units.parse_duration, ".5s", 500),
    (units.parse_duration, "0s", 0),
    (units.parse_duration, "187.4326s", 187_433),
    (units.parse_share, "80%", 0.8),
    (units.parse_share, "12.5%", 0.125),
    (units.parse_share, "0%", 0.0),
    (units.parse_share, "100%", 1.0),
    (parse_ratio, "180%", 1.8),
    (units.parse_factor, "300%", 3.0),
    (units.parse_factor, "1.2", 1.2),
    (units.parse_number, "1e3", 1000.0),
    (units.parse_number, "007", 7.0),
    (units.parse_whole, "12", 12),
    (parse_count, "1", 1),
    (units.parse_clock, "00:00", 0),
    (units.parse_clock, "8:30", 30_600_000),
    (units.parse_clock, "24:00", 86_400_000),
    (units.parse_rate, "120/h", units.Rate(120.0, "h")),
    (units.parse_rate, "10000000/month", units.Rate(1e7, "month")),
    (units.parse_rate, ".2/s", units.Rate(0.2, "s")),
    (units.parse_instant, "2026-03-02 08:00", datetime(2026, 3, 2, 8)),
    (units.parse_instant, "2026-03-02T08:00:12.345", datetime(2026, 3, 2, 8, 0, 12, 345_000)),
    (units.parse_instant, "2026-03-02", datetime(2026, 3, 2)),
]


NAME = attrgetter("__name__")


def ids(cases: Sequence[tuple[Any, ...]]) -> list[str]:
    return [f"{case[0].__name__} {case[1]}" for case in cases]


@pytest.mark.parametrize(("parse", "text", "value"), CASES, ids=ids(CASES))
def test_text_means(parse: Callable[[object], Any], text: str, value: Any) -> None:
    assert parse(text) == value


REFUSED: list[tuple[Callable[[object], Any], str, str, str]] = [
    # what is written, what is wrong, how to mend it
    (units.parse_duration, "20", "has no unit", "write 20s, 20min or 20h"),
    (units.parse_duration, "20 sec", "has the unknown unit sec", "write 20s"),
    (units.parse_duration, "20m", "has the unknown unit m", "write 20min"),
    (units.parse_duration, "1h 30min", "has a space in it", "write 1h30min"),
    (units.parse_duration, "-20s", "is negative", ""),
    (units.parse_duration, "30min1h", "names its units twice or in the wrong order", ""),
    (units.parse_duration, "4000d", "is absurdly long", ""),
    (units.parse_duration, "0.0001s", "is shorter than a millisecond", ""),
    (units.parse_duration, "nan", "is not a duration", ""),
    (units.parse_duration, "infs", "is not a duration", ""),
    (units.parse_duration, "", "is not a duration", ""),
    (units.parse_duration, "١s", "is not a duration", ""),
    (units.parse_share, "80", "has no % sign", "write 80%"),
    (units.parse_share, "0.8", "has no % sign", "write 80%"),
    (units.parse_share, "101%", "is over 100%", ""),
    (units.parse_share, "-1%", "is negative", ""),
    (units.parse_share, "nan%", "is not a finite number", ""),
    (units.parse_factor, "110", "is a factor above 20", "write 110% if you mean per cent"),
    (units.parse_number, "1,500", "has a thousands separator", "write 1500"),
    (units.parse_number, "1,5", "has a decimal comma", "write 1.5"),
    (units.parse_number, "1_000", "has a thousands separator", "write 1000"),
    (units.parse_number, ".inf", "is not a finite number", ""),
    (units.parse_number, "1e400", "is too large to be a number", ""),
    (units.parse_number, "1e13", "is absurdly large", ""),
    (units.parse_number, "50%", "is a percentage, not a number", "write 0.5"),
    (units.parse_whole, "1.5", "is not a whole number", ""),
    (parse_count, "0", "is less than 1", ""),
    (units.parse_clock, "24:01", "is not a clock time", ""),
    (units.parse_clock, "8", "is not a clock time", "write 08:00"),
    (units.parse_clock, "12:60", "is not a clock time", ""),
    (units.parse_rate, "120", "has no unit of time", "write 120/h if you mean per hour"),
    (units.parse_rate, "120/hour", "has the unknown unit /hour", "write 120/h"),
    (units.parse_rate, "-1/h", "is negative", ""),
    (units.parse_instant, "2026-02-30", "is not a date of the calendar", ""),
    (units.parse_instant, "2026-03-02 08:00+01:00", "has a time zone; all times are local", ""),
    (
        units.parse_instant,
        "02.03.2026",
        "is not a date and time",
        "write the year first: 2026-03-02",
    ),
]


@pytest.mark.parametrize(("parse", "text", "message", "mend"), REFUSED, ids=ids(REFUSED))
def test_refused(parse: Callable[[object], Any], text: str, message: str, mend: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse(text)
    details = caught.value.context or {}
    assert (details["message"], details["mend"]) == (message, mend)
    assert details["allowed"]


@pytest.mark.parametrize("value", [None, ["1"], {"a": "1"}])
@pytest.mark.parametrize("parse", list(dict.fromkeys(case[0] for case in CASES)), ids=NAME)
def test_only_single_values(parse: Callable[[object], Any], value: Any) -> None:
    with pytest.raises(PydanticCustomError):
        parse(value)


def test_rates_per_day_and_tick() -> None:
    assert units.Rate(3000.0, "month").per_day == 100.0
    assert units.Rate(1500.0, "d").per_day == 1500.0
    assert units.Rate(1500.0, "d").per_tick is None
    assert units.Rate(90.0, "h").per_day is None
    assert units.Rate(90.0, "h").per_tick == 90 / 3_600_000


@given(st.integers(0, LONGEST))
def test_durations_write_and_parse(ticks: int) -> None:
    assert units.parse_duration(units.write_duration(ticks)) == ticks


@given(st.floats(0, 1))
def test_shares_write_and_parse(share: float) -> None:
    assert units.parse_share(units.write_share(share)) == share


@given(st.floats(0, 1000))
def test_ratios_write_and_parse(ratio: float) -> None:
    assert parse_ratio(units.write_share(ratio)) == ratio


@given(st.floats(0, 1e12))
def test_numbers_write_and_parse(value: float) -> None:
    assert units.parse_number(units.write_number(value)) == value


@given(st.integers(0, 86_400).map(lambda seconds: seconds * 1000))
def test_clocks_write_and_parse(ticks: int) -> None:
    assert units.parse_clock(units.write_clock(ticks)) == ticks


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)))
def test_instants_write_and_parse(at: datetime) -> None:
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    assert units.parse_instant(units.write_instant(at)) == at


@given(st.floats(0, 1e12), st.sampled_from(["s", "min", "h", "d", "month"]))
def test_rates_write_and_parse(amount: float, per: Any) -> None:
    rate = units.Rate(amount, per)
    assert units.parse_rate(str(rate)) == rate
