"""What scenarios change, in as few rows as there is room for: one for many names alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

Row = tuple[str, ...]
"""Scenario, path, value of the baseline, value instead (`sim.report.assumptions.changes`)."""

NAMED = ("queues", "agents", "follow_ups", "channel_shift", "events", "reasons")
"""Parts of a scenario whose second word is a name."""

NAME_PLACE = 2


def gathered_changes(rows: Sequence[Row], most: int) -> list[Row]:
    """The rows as they are where there are at most so many; else gathered, as little as it takes.

    First the same change of many names (`agents.desk/* (31)`), then any values of many names, then
    all that changes of one name, then of one part of the scenario.
    """
    found = list(rows)
    for key in (_same_change, _same_path, _same_name, _same_part):
        if len(found) <= most:
            break
        found = _gathered(rows, key)
    return found


def _same_change(row: Row) -> Row:
    return row[0], _pattern(row[1]), row[2], row[3]


def _same_path(row: Row) -> Row:
    return row[0], _pattern(row[1])


def _same_name(row: Row) -> Row:
    return row[0], *row[1].split(".")[:2]


def _same_part(row: Row) -> Row:
    return row[0], row[1].partition(".")[0]


def _gathered(rows: Sequence[Row], key: Callable[[Row], Row]) -> list[Row]:
    groups: dict[Row, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return [_one(group) for group in groups.values()]


def _one(group: Sequence[Row]) -> Row:
    """A row for several; how many stands behind the path."""
    first = group[0]
    if len(group) == 1:
        return first
    path = _joint_path([row[1].split(".") for row in group])
    before, after = (_value([row[place] for row in group]) for place in (2, 3))
    return first[0], f"{path} ({len(group)})", before, after


def _joint_path(paths: Sequence[Sequence[str]]) -> str:
    """What the paths share, with a star for what they do not."""
    shared = []
    for words in zip(*paths, strict=False):
        shared.append(words[0] if len(set(words)) == 1 else _joint(words))
        if shared[-1].endswith("*") and len(shared) != NAME_PLACE:
            return ".".join(shared)
    longer = any(len(path) > len(shared) for path in paths)
    return ".".join([*shared, "*"] if longer else shared)


def _pattern(path: str) -> str:
    """The path without the name in it."""
    words = path.split(".")
    if len(words) < NAME_PLACE or words[0] not in NAMED:
        return path
    return ".".join((words[0], "*", *words[NAME_PLACE:]))


def _joint(names: Iterable[str]) -> str:
    """`desk/*` for names of one list, else `*`."""
    families = {name.partition("/")[0] if "/" in name else "" for name in names}
    return f"{families.pop()}/*" if len(families) == 1 and "" not in families else "*"


def _value(values: Sequence[str]) -> str:
    different = len(set(values))
    return values[0] if different == 1 else f"{different} different values"
