"""The values of a sweep: `agents.desk.seated=30..50:5`, `queues.calls.arrivals.scale=90%,110%`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from sim.errors import InputError, Problem
from sim.scenario.overrides import split_path

MOST_POINTS = 500
"""Points of a sweep at most: a table of more is not read, and takes hours."""

ALLOWED = (
    "PATH=VALUES: a list such as agents.desk.seated=30,35,40, a range such as 30..50 or, in steps "
    "of 5, 30..50:5"
)
NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
RANGE = re.compile(
    rf"(?P<first>{NUMBER})(?P<unit>[^0-9.:]*)\.\."
    rf"(?P<last>{NUMBER})(?P<last_unit>[^0-9.:]*)(?::(?P<step>{NUMBER})(?P<step_unit>[^0-9.:]*))?"
)


@dataclass(frozen=True)
class Axis:
    """One path and the values it takes, as they would be written in a file."""

    path: str
    values: tuple[str, ...]


def read_axis(text: str) -> Axis:
    """`PATH=VALUES` of `--vary`. Raises InputError."""
    path, equals, values = text.partition("=")
    if not equals or split_path(path) is None:
        raise _refused("", text, "is not PATH=VALUES")
    found: list[str] = []
    for part in values.split(","):
        word = part.strip()
        if not word:
            raise _refused(path, values, "has no value" if not values.strip() else
                           "has an empty value between commas")  # fmt: skip
        if word[0] in "[{":
            raise _refused(path, values, "a sweep has single values, no lists and no mappings",
                           "name the choices under `scenarios:` and compare them")  # fmt: skip
        found.extend(_range(path, word) if ".." in word else [word])
    twice = [value for place, value in enumerate(found) if value in found[:place]]
    if twice:
        raise _refused(path, values, f"{twice[0]} stands there twice", f"leave one {twice[0]} out")
    return Axis(path.strip(), tuple(found))


def read_axes(texts: Iterable[str]) -> tuple[Axis, ...]:
    """All of `--vary`, with every problem at once. Raises InputError."""
    problems: list[Problem] = []
    axes: list[Axis] = []
    for text in texts:
        try:
            axes.append(read_axis(text))
        except InputError as error:
            problems.extend(error.problems)
    for place, axis in enumerate(axes):
        if axis.path in [other.path for other in axes[:place]]:
            message = "is varied twice"
            problems.append(
                Problem("--vary", None, axis.path, None, message, "each path once",
                        f"write its values in one list: --vary {axis.path}=...")
            )  # fmt: skip
    if problems:
        raise InputError(problems)
    return tuple(axes)


def check_budget(axes: Sequence[Axis]) -> None:
    """Refuse a grid of more than `MOST_POINTS` points. Raises InputError."""
    points = 1
    for axis in axes:
        points *= len(axis.values)
    if points > MOST_POINTS:
        sizes = " x ".join(f"{len(axis.values)} ({axis.path})" for axis in axes)
        raise InputError(
            [
                Problem("--vary", None, "", sizes, f"are {points:,} points",
                        f"at most {MOST_POINTS:,} points",
                        "take larger steps, as in 30..50:5, or vary fewer paths at once")
            ]
        )  # fmt: skip


def grid(axes: Sequence[Axis]) -> Iterator[tuple[str, ...]]:
    """All combinations of values, the last axis fastest."""
    return product(*(axis.values for axis in axes))


def _range(path: str, word: str) -> list[str]:
    """`30..50:5` to 30, 35, ... 50; the unit may stand at each number or at the last alone."""
    found = RANGE.fullmatch(word)
    if found is None:
        raise _refused(path, word, "is not a range", "write 30..50 or 30..50:5")
    units = {found["unit"].strip(), found["last_unit"].strip()}
    units |= {(found["step_unit"] or "").strip()}
    units.discard("")
    if len(units) > 1:
        said = " and ".join(sorted(units))
        raise _refused(path, word, f"mixes {said}", "use one unit in the whole range")
    unit = units.pop() if units else ""
    first, last = Decimal(found["first"]), Decimal(found["last"])
    step = Decimal(found["step"] or 1)
    if step <= 0:
        raise _refused(path, word, "its step is not above 0", f"write {word.partition(':')[0]}:1")
    if last < first:
        raise _refused(path, word, "runs backwards", f"write {last}{unit}..{first}{unit}")
    count = int((last - first) / step) + 1
    if count > MOST_POINTS:
        raise _refused(path, word, f"are {count:,} values", "take larger steps, as in 30..50:5",
                       f"at most {MOST_POINTS:,} points")  # fmt: skip
    return [f"{(first + step * place).normalize():f}{unit}" for place in range(count)]


def _refused(
    path: str, text: str, message: str, mend: str = "", allowed: str = ALLOWED
) -> InputError:
    return InputError([Problem("--vary", None, path, text, message, allowed, mend)])
