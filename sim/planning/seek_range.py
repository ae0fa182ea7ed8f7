"""The values that goal-seek may try: a path of the scenario and an even grid of values for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sim.errors import InputError, Problem
from sim.planning.heads_added import Added, adder
from sim.scenario import Scenario
from sim.scenario.overrides import split_path
from sim.scenario.unit_time import parse_duration
from sim.studies.axes import RANGE

SOURCE = "--vary"
ALLOWED = (
    "PATH or PATH=LOW..HIGH, with a step if wanted: agents.desk.seated=20..40, "
    "channel_shift.to_chat.share=0%..50%:5%; agents.desk.seated=+0..+20 adds heads"
)
FINENESS = 100
"""A range of decimals without a step is cut into at least so many parts."""

WIDENESS = 4
"""Without a range, values go from a quarter of what the file has to four times as much."""

MOST_STEPS = 1_000_000


@dataclass(frozen=True)
class Grid:
    """Values low, low + step, ... of a path; `unit` is written behind each ("%", "s", "/h").

    With `added` they are heads more (`+3`) or fewer than the file has.
    """

    path: str
    low: Decimal
    step: Decimal
    count: int
    unit: str
    added: Added | None = None

    @property
    def last(self) -> int:
        return self.count - 1

    def number(self, place: int) -> float:
        return float(self.low + self.step * place)

    def text(self, place: int) -> str:
        """As it would be written in a file; heads more or fewer with their sign."""
        number = self.low + self.step * place
        if self.added is not None:
            return f"{int(number):+d}"
        return f"{number.normalize():f}{self.unit}"

    def value(self, place: int) -> Any:
        """What takes the place of the file's value."""
        number = self.low + self.step * place
        return self.text(place) if self.added is None else self.added(int(number))

    @property
    def span(self) -> str:
        return f"{self.text(0)}..{self.text(self.last)}"


def read_grid(text: str, scenario: Scenario) -> Grid:
    """`PATH` or `PATH=LOW..HIGH[:STEP]` of `--vary`. Raises InputError."""
    path, equals, written = text.partition("=")
    path = path.strip()
    if split_path(path) is None:
        raise _refused("", text, "is not a path")
    now = value_at(scenario, path)
    if not equals:
        return _around(path, now)
    found = RANGE.fullmatch(written.strip())
    if found is None:
        raise _refused(path, written, "is not a range")
    if found["last"].startswith("+"):
        return _heads_more(path, written, scenario, now)
    units = {found[name].strip() for name in ("unit", "last_unit", "step_unit") if found[name]}
    units.discard("")
    if len(units) > 1:
        raise _refused(path, written, f"mixes {' and '.join(sorted(units))}",
                       "use one unit in the whole range")  # fmt: skip
    low, high = Decimal(found["first"]), Decimal(found["last"])
    step = None if found["step"] is None else Decimal(found["step"])
    unit = units.pop() if units else ""
    if not unit and isinstance(now, str) and now.endswith("%"):
        low, high, unit = low * 100, high * 100, "%"  # 1.1 is 110 %
        step = None if step is None else step * 100
    if high <= low:
        raise _refused(path, written, "does not run upwards", f"write {high}{unit}..{low}{unit}")
    if step is not None and step <= 0:
        raise _refused(path, written, "its step is not above 0")
    return _grid(path, low, high, step, unit)


def _heads_more(path: str, written: str, scenario: Scenario, now: Any) -> Grid:
    """`+0..+20`: heads added wherever the file has any."""
    found = RANGE.fullmatch(written.strip())
    assert found is not None
    if "*" in path:
        raise _refused(path, written, "adds to several head counts at once, which may differ",
                       "name one of them, or write a range of values without +")  # fmt: skip
    added = adder(scenario, path, now)
    if added is None:
        raise _refused(path, written, "adds to something that is no head count",
                       "write a range of values without +")  # fmt: skip
    low, high, step = (Decimal(found[name] or 1) for name in ("first", "last", "step"))
    is_whole = all(number == int(number) for number in (low, high, step))
    if not is_whole or found["unit"].strip() or found["last_unit"].strip():
        raise _refused(path, written, "does not add whole heads", f"write {path}=+0..+20")
    if high <= low or step <= 0:
        raise _refused(path, written, "does not run upwards", f"write {path}=+0..+20")
    return replace(_grid(path, low, high, step, ""), added=added)


def value_at(scenario: Scenario, path: str) -> Any:
    """What the resolved scenario has at a path; None where it has nothing or names match."""
    node: Any = scenario.resolved()
    for word in path.split("."):
        if not isinstance(node, dict) or word not in node:
            return None
        node = node[word]
    return node


def _around(path: str, now: Any) -> Grid:
    """A grid around what the file has."""
    if isinstance(now, (list, dict)):
        what = "a list" if isinstance(now, list) else "a mapping"
        raise _refused(
            path, None, f"is {what} in this scenario, not a single value",
            "give a range, which puts one value in its place; +0..+20 adds to every head count",
        )  # fmt: skip
    number, unit = _number(now)
    if number is None or number <= 0:
        raise _refused(path, None if now is None else str(now),
                       "says nothing to start from", f"give a range: {path}=LOW..HIGH")  # fmt: skip
    if unit == "%" and number <= 100:
        return _grid(path, Decimal(1), Decimal(100), None, unit)
    if not unit and number == int(number):
        return _grid(path, Decimal(1), max(number * WIDENESS, number + 20), None, unit)
    return _grid(path, number / WIDENESS, number * WIDENESS, None, unit)


def _number(now: Any) -> tuple[Decimal | None, str]:
    """The number of a value and the unit behind it."""
    if isinstance(now, (int, float)) and not isinstance(now, bool):
        return Decimal(repr(now)), ""
    if not isinstance(now, str):
        return None, ""
    digits = now.rstrip("%/abcdefghijklmnopqrstuvwxyz")
    try:
        unit = now[len(digits) :]
        number = Decimal(digits)
    except ArithmeticError:
        number, unit = Decimal("NaN"), ""
    if number.is_finite() and (unit == "" or unit[0] in "%/"):
        return number, unit
    try:
        return Decimal(parse_duration(now)) / 1000, "s"
    except ValueError:
        return None, ""


def _grid(path: str, low: Decimal, high: Decimal, step: Decimal | None, unit: str) -> Grid:
    if step is None:
        whole = not unit and low == low.to_integral() and high == high.to_integral()
        part = (high - low) / FINENESS
        step = Decimal(1) if whole else Decimal(10) ** part.adjusted()
    count = int((high - low) / step) + 1
    if count > MOST_STEPS:
        raise _refused(path, f"{low}..{high}:{step}", f"are {count:,} values",
                       "take larger steps, or a smaller range")  # fmt: skip
    return Grid(path, low, step, count, unit)


def _refused(path: str, text: str | None, message: str, mend: str = "") -> InputError:
    return InputError([Problem(SOURCE, None, path, text, message, ALLOWED, mend)])
