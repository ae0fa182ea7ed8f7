"""Short forms to explicit ones, on the raw tree: `calls: 1` is `calls: {rank: 1}`.

It happens before and after every level of overrides, so that a path such as
`agents.desk.skills.calls.rank` finds the rank whichever way the file wrote it. What is explicit
already stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import replace

from sim.errors import Problem
from sim.scenario.schema import (
    Distribution,
    HeadCount,
    Node,
    Patience,
    Profile,
    Shrinkage,
    Skill,
    Turns,
    Variability,
)
from sim.scenario.shape import ROOT, Slot, nearest, slots
from sim.scenario.unit_time import DAY_ALLOWED, WEEKDAYS
from sim.scenario.yaml_nodes import Items, Leaf, Place, Raw, Table, table_of

_LEAF_KEY: dict[type[Node], str] = {
    Skill: "rank",
    Variability: "own",
    Shrinkage: "off_desk",
    Profile: "file",
    HeadCount: "number",
    Turns: "mean",
}


def explicit(root: Table, problems: list[Problem]) -> Table:
    """The whole tree with short forms written out; problems of day names are appended."""
    result = write_out(root, ROOT, (), problems)
    assert isinstance(result, Table)
    return result


def write_out(raw: Raw, slot: Slot, path: tuple[str, ...], problems: list[Problem]) -> Raw:
    """One value of the tree with its short forms written out."""
    if slot.kind == "node":
        assert slot.node is not None
        return _node(raw, slot.node, path, problems)
    if slot.kind == "days":
        return _days(raw, slot, path, problems)
    if slot.inner is None:
        return raw
    if slot.kind == "names" and slot.node is not None and isinstance(raw, Leaf) and raw.text:
        return _short("*", raw)
    if slot.kind == "names" and isinstance(raw, Table):
        entries = {
            key: write_out(value, slot.inner, (*path, key), problems)
            for key, value in raw.entries.items()
        }
        return replace(raw, entries=entries)
    if slot.kind == "items":
        return _items(raw, slot.inner, path, problems)
    return raw


def _node(raw: Raw, node: type[Node], path: tuple[str, ...], problems: list[Problem]) -> Raw:
    raw = _long(raw, node)
    if not isinstance(raw, Table):
        return raw
    known = slots(node)
    entries = {
        key: write_out(value, known[key], (*path, key), problems) if key in known else value
        for key, value in raw.entries.items()
    }
    return replace(raw, entries=entries)


def _long(raw: Raw, node: type[Node]) -> Raw:
    """The explicit form of a node that is written as a single value or a list."""
    if isinstance(raw, Items) and node is HeadCount:
        return _short("per_interval", raw)
    if not isinstance(raw, Leaf) or raw.text is None:
        return raw
    if node is Patience and raw.text == "none":
        return _short("never", Leaf("yes", raw.place))
    if issubclass(node, Distribution):
        kind = Leaf("constant", raw.place)
        return replace(table_of({"distribution": kind, "mean": raw}, raw.place), short=True)
    key = _LEAF_KEY.get(node)
    return raw if key is None else _short(key, raw)


def _short(key: str, raw: Raw) -> Table:
    return replace(table_of({key: raw}, raw.place), short=True)


def _items(raw: Raw, inner: Slot, path: tuple[str, ...], problems: list[Problem]) -> Raw:
    if inner.choices == WEEKDAYS:
        return _weekday_list(raw, path, problems)
    if isinstance(raw, Items):
        values = [write_out(value, inner, path, problems) for value in raw.values]
        return Items(tuple(values), raw.place)
    return raw


def _weekday_list(raw: Raw, path: tuple[str, ...], problems: list[Problem]) -> Raw:
    """`mon-fri` or [mon-wed, sat] to single weekdays."""
    parts = raw.values if isinstance(raw, Items) else (raw,)
    days: list[Raw] = []
    for part in parts:
        if not isinstance(part, Leaf) or part.text is None:
            return raw
        names = days_of(part.text)
        if names is None:
            problems.append(_no_day(part.text, part.place, path, "weekdays such as mon-fri"))
            continue
        days.extend(Leaf(name, part.place) for name in names)
    return Items(tuple(days), raw.place)


def days_of(text: str) -> list[str] | None:
    """ "mon-wed, sat" to [mon, tue, wed, sat]; None if a word is no weekday."""
    days: list[str] = []
    for word in text.split(","):
        first, dash, last = word.strip().partition("-")
        if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
            return None
        begin = WEEKDAYS.index(first)
        length = (WEEKDAYS.index(last) - begin) % 7 if dash else 0
        days.extend(WEEKDAYS[(begin + step) % 7] for step in range(length + 1))
    return days


def is_date(text: str) -> bool:
    """Whether a key looks like a date (whether it exists is judged by the schema)."""
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None


def _no_day(text: str, place: Place, path: tuple[str, ...], allowed: str) -> Problem:
    mend = nearest(text, WEEKDAYS)
    message = f"{text} is not a day"
    return Problem(place.source, place.line, ".".join(path), None, message, allowed, mend)


def _days(raw: Raw, slot: Slot, path: tuple[str, ...], problems: list[Problem]) -> Raw:
    """Ranges of weekdays as keys to one key a day."""
    if not isinstance(raw, Table):
        return raw
    entries: dict[str, Raw] = {}
    keys: dict[str, Place] = {}
    for key, value in raw.entries.items():
        place = raw.keys[key]
        names = [key] if is_date(key) else days_of(key)
        if names is None:
            problems.append(_no_day(key, place, path, f"{DAY_ALLOWED}, or a range such as mon-fri"))
            continue
        long = _spans(value) if slot.node is not None else value
        for name in names:
            if name in entries:
                problems.append(
                    Problem(
                        place.source,
                        place.line,
                        ".".join((*path, name)),
                        None,
                        f"{name} is named twice",
                        "every day once",
                        "",
                    )
                )
            entries[name], keys[name] = long, place
    return Table(entries, keys, raw.place)


def _spans(raw: Raw) -> Raw:
    """The spans of one day: `closed` is an empty list, one span a list of one."""
    if isinstance(raw, Leaf) and raw.text is not None:
        values = () if raw.text == "closed" else (raw,)
        return Items(values, raw.place)
    return raw
