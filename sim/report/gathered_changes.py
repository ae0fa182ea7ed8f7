"""What scenarios change, in as few rows as there is room for: one for many names alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

Row = tuple[str, ...]
"""Scenario, path, value of the baseline, value instead (`sim.report.assumptions.changes`)."""

NAMED = ("queues", "agents", "follow_ups", "channel_shift", "events", "reasons")
"""Parts of a scenario whose second word is a name."""


def gathered_changes(rows: Sequence[Row], most: int) -> list[Row]:
    """The rows as they are where there are at most so many; else gathered over the names.

    First those with the same values (`agents.desk/* (31)`), then those with any values.
    """
    if len(rows) <= most:
        return list(rows)
    alike = _gathered(rows, lambda row: (row[0], _pattern(row[1]), row[2], row[3]))
    if len(alike) <= most:
        return alike
    return _gathered(rows, lambda row: (row[0], _pattern(row[1])))


def _gathered(rows: Sequence[Row], key: Callable[[Row], Row]) -> list[Row]:
    groups: dict[Row, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return [_one(group) for group in groups.values()]


def _one(group: Sequence[Row]) -> Row:
    first = group[0]
    if len(group) == 1:
        return first
    head, _, *rest = first[1].split(".")
    names = _joint([row[1].split(".")[1] for row in group])
    path = ".".join((head, names, *rest))
    before, after = (_value([row[place] for row in group]) for place in (2, 3))
    return first[0], f"{path} ({len(group)})", before, after


def _pattern(path: str) -> str:
    """The path without the name in it."""
    words = path.split(".")
    if len(words) < 2 or words[0] not in NAMED:
        return path
    return ".".join((words[0], "*", *words[2:]))


def _joint(names: Iterable[str]) -> str:
    """`desk/*` for names of one list, else `*`."""
    families = {name.partition("/")[0] if "/" in name else "" for name in names}
    return f"{families.pop()}/*" if len(families) == 1 and "" not in families else "*"


def _value(values: Sequence[str]) -> str:
    different = len(set(values))
    return values[0] if different == 1 else f"{different} different values"
