"""The words of a scenario file and what they mean inside: "20s" is 20,000 ticks, "80%" is 0.8.

Every scalar of a file is text. A unit is one parser (text -> value), one writer (value -> text
that parses back to the same value) and the sentence that says what is allowed. Units are
converted here once; nothing behind the scenario knows them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, Literal, cast, get_args

from pydantic import BeforeValidator, GetCoreSchemaHandler, PlainValidator
from pydantic_core import CoreSchema, core_schema

from sim.scenario.unit_events import EVENT_ALLOWED, After, parse_after
from sim.scenario.unit_numbers import (
    CONCURRENCY_ALLOWED,
    COUNT_ALLOWED,
    FACTOR_ALLOWED,
    LARGEST_NUMBER,
    MAX_CONCURRENCY,
    NUMBER,
    NUMBER_ALLOWED,
    NUMBER_TEXT,
    RATIO_ALLOWED,
    SHARE_ALLOWED,
    WHOLE_ALLOWED,
    finite,
    parse_concurrency,
    parse_count,
    parse_factor,
    parse_number,
    parse_ratio,
    parse_share,
    parse_whole,
    refuse,
    single_value,
    write_concurrency,
    write_number,
    write_share,
)
from sim.scenario.unit_time import (
    CLOCK_ALLOWED,
    CLOCK_TEXT,
    DATE_ALLOWED,
    DAY_ALLOWED,
    DURATION_ALLOWED,
    DURATION_TEXT,
    INSTANT_ALLOWED,
    INSTANT_TEXT,
    TICKS,
    UNIT_GUESSES,
    parse_clock,
    parse_date,
    parse_day,
    parse_duration,
    parse_instant,
    parse_positive_duration,
    write_clock,
    write_duration,
    write_instant,
)

__all__ = [
    "After",
    "AfterEvent",
    "Clock",
    "Concurrency",
    "Count",
    "DateName",
    "DayName",
    "Duration",
    "Factor",
    "Instant",
    "Number",
    "PositiveDuration",
    "Rate",
    "Ratio",
    "Share",
    "Text",
    "TraceSource",
    "Unit",
    "Weekday",
    "Whole",
    "YesNo",
    "parse_clock",
    "parse_duration",
    "parse_factor",
    "parse_instant",
    "parse_number",
    "parse_rate",
    "parse_share",
    "parse_text",
    "parse_whole",
    "write_clock",
    "write_duration",
    "write_instant",
    "write_number",
    "write_share",
]

PerUnit = Literal["s", "min", "h", "d", "month"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_PER_GUESSES = UNIT_GUESSES | {"mo": "month", "months": "month"}


@dataclass(frozen=True)
class Unit:
    """What a scalar is: its name, what is allowed, an example, its writer, its JSON Schema."""

    name: str
    allowed: str
    example: str
    write: Callable[[Any], str]
    json_schema: Mapping[str, Any] = field(compare=False)


# ---------------------------------------------------------------- rates

RATE_ALLOWED = "a number and a unit of time (s, min, h, d, month), such as 120/h or 1500/d"


@dataclass(frozen=True)
class Rate:
    """Contacts per unit of time; `/d` is a day of weight 100 %, `/month` 30 such days."""

    amount: float
    per: PerUnit

    @property
    def per_day(self) -> float | None:
        """Contacts on a day of weight 100 %; None if the rate is per second, minute or hour."""
        return {"d": self.amount, "month": self.amount / 30}.get(self.per)

    @property
    def per_tick(self) -> float | None:
        """Contacts per tick of open time; None if the rate is per day or month."""
        return None if self.per in ("d", "month") else self.amount / TICKS[self.per]

    def __str__(self) -> str:
        return f"{write_number(self.amount)}/{self.per}"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(parse_rate)


def parse_rate(text: object) -> Rate:
    """ "120/h" to Rate(120.0, "h")."""
    if isinstance(text, Rate):
        return text
    word = single_value(text, RATE_ALLOWED)
    amount_text, slash, per = (part.strip() for part in word.partition("/"))
    if not slash:
        finite(word, RATE_ALLOWED)  # what is no number needs more than a unit
        refuse("has no unit of time", RATE_ALLOWED, f"write {word}/h if you mean per hour")
    amount = finite(amount_text, RATE_ALLOWED)
    if amount < 0:
        refuse("is negative", RATE_ALLOWED)
    if amount > LARGEST_NUMBER:
        refuse("is absurdly large", RATE_ALLOWED)
    if per not in get_args(PerUnit):
        known = _PER_GUESSES.get(per.lower())
        mend = f"write {amount_text}/{known}" if known else ""
        refuse(f"has the unknown unit /{per}", RATE_ALLOWED, mend)
    return Rate(amount + 0.0, cast(PerUnit, per))


# ---------------------------------------------------------------- words

TEXT_ALLOWED = "one line of text, 1 to 200 characters"


def parse_text(text: object) -> str:
    """One printable line."""
    word = single_value(text, TEXT_ALLOWED).strip()
    if not word:
        refuse("is empty", TEXT_ALLOWED)
    if len(word) > 200:
        refuse("is too long", TEXT_ALLOWED)
    if not word.isprintable():
        refuse("has characters that cannot be printed", TEXT_ALLOWED)
    return word


YES_NO_ALLOWED = "yes or no"


def parse_yes_no(text: object) -> bool:
    """ "yes" to True."""
    if isinstance(text, bool):
        return text
    word = single_value(text, YES_NO_ALLOWED)
    if word not in ("yes", "no", "true", "false"):
        refuse("is neither yes nor no", YES_NO_ALLOWED)
    return word in ("yes", "true")


TRACE_ALLOWED = "the name of a CSV file, or a list of instants such as 2026-03-02 08:00:12"


def parse_trace(value: object) -> str | tuple[datetime, ...]:
    """The name of a trace file, or the instants themselves."""
    if isinstance(value, (list, tuple)):
        return tuple(parse_instant(item) for item in value)
    return single_value(value, TRACE_ALLOWED)


def _text(pattern: str) -> Mapping[str, Any]:
    """JSON Schema of a value that is written as text."""
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


def _text_or_number(pattern: str, whole: bool = False, least: int = 0) -> Mapping[str, Any]:
    """JSON Schema of a value that a YAML reader may take for a number."""
    number = {"type": "integer" if whole else "number", "minimum": least}
    return {"anyOf": [number, _text(pattern)]}


_DURATION = Unit("duration", DURATION_ALLOWED, "20s", write_duration, _text(DURATION_TEXT.pattern))
RATE_UNIT = Unit(
    "rate", RATE_ALLOWED, "120/h", str, _text(rf"{NUMBER_TEXT.pattern} ?/ ?(s|min|h|d|month)")
)
Duration = Annotated[int, BeforeValidator(parse_duration), _DURATION]
PositiveDuration = Annotated[int, BeforeValidator(parse_positive_duration), _DURATION]
Share = Annotated[
    float,
    BeforeValidator(parse_share),
    Unit("share", SHARE_ALLOWED, "80%", write_share, _text(rf"{NUMBER}%")),
]
Ratio = Annotated[
    float,
    BeforeValidator(parse_ratio),
    Unit("percentage", RATIO_ALLOWED, "120%", write_share, _text(rf"{NUMBER}%")),
]
Factor = Annotated[
    float,
    BeforeValidator(parse_factor),
    Unit("factor", FACTOR_ALLOWED, "120%", write_share, _text_or_number(rf"{NUMBER}%?")),
]
Clock = Annotated[
    int,
    BeforeValidator(parse_clock),
    Unit("clock time", CLOCK_ALLOWED, "08:00", write_clock, _text(CLOCK_TEXT.pattern)),
]
Instant = Annotated[
    datetime,
    BeforeValidator(parse_instant),
    Unit(
        "date and time",
        INSTANT_ALLOWED,
        "2026-03-02 08:00",
        write_instant,
        _text(INSTANT_TEXT.pattern),
    ),
]
Number = Annotated[
    float,
    BeforeValidator(parse_number),
    Unit("number", NUMBER_ALLOWED, "12.5", write_number, _text_or_number(NUMBER_TEXT.pattern)),
]
Whole = Annotated[
    int,
    BeforeValidator(parse_whole),
    Unit("whole number", WHOLE_ALLOWED, "12", write_number, _text_or_number("[0-9]+", True)),
]
Count = Annotated[
    int,
    BeforeValidator(parse_count),
    Unit("whole number", COUNT_ALLOWED, "1", write_number, _text_or_number("[0-9]+", True, 1)),
]
Concurrency = Annotated[
    int,
    BeforeValidator(parse_concurrency),
    Unit(
        "whole number or `unlimited`",
        CONCURRENCY_ALLOWED,
        "3",
        write_concurrency,
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": MAX_CONCURRENCY},
                _text("[1-9]|1[0-9]|20|unlimited"),
            ]
        },
    ),
]
Text = Annotated[
    str,
    BeforeValidator(parse_text),
    Unit("text", TEXT_ALLOWED, "Phone center", str, {"type": ["string", "number"]}),
]
YesNo = Annotated[
    bool,
    BeforeValidator(parse_yes_no),
    Unit(
        "yes or no",
        YES_NO_ALLOWED,
        "yes",
        lambda value: "yes" if value else "no",
        {"enum": ["yes", "no", True, False]},
    ),
]
TraceSource = Annotated[
    str | tuple[datetime, ...],
    PlainValidator(parse_trace),
    Unit(
        "file name or list", TRACE_ALLOWED, "data/instants.csv", str, {"type": ["string", "array"]}
    ),
]
AfterEvent = Annotated[
    After,
    PlainValidator(parse_after),
    Unit(
        "event",
        EVENT_ALLOWED,
        "abandoned",
        str,
        _text(
            "answered|abandoned|blocked|contained|escalated|answered_by_peer|expired"
            rf"|waiting +{DURATION_TEXT.pattern}"
        ),
    ),
]
DayName = Annotated[
    Weekday | date,
    BeforeValidator(parse_day),
    Unit("day", DAY_ALLOWED, "sat", str, {}),
]
DateName = Annotated[
    date,
    BeforeValidator(parse_date),
    Unit("date", DATE_ALLOWED, "2026-05-01", str, {}),
]
