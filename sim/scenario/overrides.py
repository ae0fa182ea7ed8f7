"""Overrides: dotted path to value, in levels of one written priority.

base < named scenario < --set (< `Scenario.replace`). On one level every value is changed at most
once; a value replaces the whole node; null removes it; `*` in a path matches names.
docs/how-to/overrides.md is this module in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sim.errors import InputError, Problem
from sim.scenario.lists import Bindings, Made, substitute, substitute_text
from sim.scenario.names import matching, some_names, unknown_key
from sim.scenario.schema import Skill
from sim.scenario.shape import ROOT, Slot, nearest, slots
from sim.scenario.short_forms import days_of, is_date
from sim.scenario.yaml_nodes import Leaf, Place, Raw, Table, read_value, shown, table_of

Path = tuple[str, ...]


@dataclass(frozen=True)
class Override:
    """One change: the path as written, the new value (null removes), where it was written."""

    path: Path
    value: Raw
    place: Place

    @property
    def removes(self) -> bool:
        return isinstance(self.value, Leaf) and self.value.text is None

    def problem(self, message: str, allowed: str = "", mend: str = "") -> Problem:
        written = ".".join(self.path)
        return Problem(
            self.place.source, self.place.line, written, shown(self.value), message, allowed, mend
        )


@dataclass
class _Found:
    """Concrete paths that an override means, and why some branches gave none."""

    paths: list[tuple[Path, Bindings]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def split_path(text: str) -> Path | None:
    """ "a.b.c" to parts; None if a part is empty."""
    parts = tuple(part.strip() for part in text.split("."))
    return parts if all(parts) else None


def parse_setting(text: str) -> Override:
    """`PATH=VALUE` of --set. The value is a YAML scalar or flow collection. Raises InputError."""
    place = Place("--set")
    path_text, equals, value_text = text.partition("=")
    allowed = "--set PATH=VALUE, such as --set agents.desk.seated=20"
    path = split_path(path_text)
    if not equals or path is None:
        raise InputError([Problem("--set", None, "", text, "is not PATH=VALUE", allowed)])
    if not value_text.strip():
        raise InputError(
            [Problem("--set", None, path_text, "", "has no value", allowed,
                     f"write {path_text}=null to remove it")]
        )
    value = read_value(value_text, "--set")
    return Override(path, value, place)


def read_level(table: Raw, problems: list[Problem], prefix: str) -> list[Override]:
    """The overrides of one named scenario."""
    allowed = "a mapping of dotted paths to values, such as {agents.desk.seated: 28}"
    if not isinstance(table, Table):
        place = table.place
        problems.append(
            Problem(place.source, place.line, prefix, shown(table), "is not a mapping", allowed)
        )
        return []
    overrides = []
    for key, value in table.entries.items():
        path, place = split_path(key), table.keys[key]
        if path is None or path[0] == "scenarios":
            what = "is not a path" if path is None else "cannot change `scenarios`"
            problems.append(
                Problem(place.source, place.line, f"{prefix} > {key}", shown(value), what, allowed)
            )
            continue
        overrides.append(Override(path, value, place))
    return overrides


def apply_level(
    root: Table, overrides: Sequence[Override], made: Made, problems: list[Problem]
) -> Table:
    """The tree after all overrides of one level; what cannot be done is appended to problems."""
    planned: dict[Path, Override] = {}
    changes: list[tuple[Path, Override, Raw]] = []
    for override in overrides:
        found = _Found()
        _find(root, ROOT, override, 0, (), {}, made, found)
        paths = found.paths
        if override.removes:
            paths = [(path, bindings) for path, bindings in paths if _exists(root, path)]
            if found.paths and not paths:
                found.problems.append(_nothing_to_remove(root, found.paths[0][0], override))
        if not paths:
            problems.extend(found.problems[:1])
            continue
        for path, bindings in paths:
            clash = _clash(path, override, planned)
            if clash is not None:
                problems.append(_conflict(override, clash))
                break
            value = substitute(override.value, bindings) if bindings else override.value
            changes.append((path, override, value))
        for path, _ in paths:
            planned.setdefault(path, override)
    for path, override, value in changes:
        root = _changed(root, path, override, value)
    return root


def _clash(path: Path, override: Override, planned: dict[Path, Override]) -> Override | None:
    """An override of this level that changes the same value, or one inside or around it."""
    for length in range(1, len(path) + 1):
        other = planned.get(path[:length])
        if other is not None and other is not override:
            return other
    return next(
        (
            other
            for known, other in planned.items()
            if len(known) > len(path) and known[: len(path)] == path and other is not override
        ),
        None,
    )


def _conflict(override: Override, other: Override) -> Problem:
    line = "" if other.place.line is None else f" (line {other.place.line})"
    written = ".".join(other.path)
    how = "the same value as" if other.path == override.path else "what is also changed by"
    return override.problem(
        f"changes {how} {written}{line}",
        "one change of a value on one level; a value replaces everything inside it",
        "keep one of the two",
    )


def _find(
    raw: Raw | None, slot: Slot, override: Override, depth: int, done: Path,
    bindings: Bindings, made: Made, found: _Found,
) -> None:
    """Walk the written path along the tree and its shape; append what it means."""
    if depth == len(override.path):
        found.paths.append((done, bindings))
        return
    word = substitute_text(override.path[depth], bindings)
    if slot.kind == "node":
        _find_key(raw, slot, word, override, depth, done, bindings, made, found)
    elif slot.kind == "names":
        _find_names(raw, slot, word, override, depth, done, bindings, made, found)
    elif slot.kind == "days":
        _find_days(raw, slot, word, override, depth, done, bindings, made, found)
    else:
        what = "a list" if slot.kind == "items" else "a single value"
        where = ".".join(done)
        found.problems.append(
            override.problem(f"{where} is {what}; a path cannot go into it",
                             "a path to a key or a name", f"replace {where} as a whole")
        )


def _find_key(
    raw: Raw | None, slot: Slot, word: str, override: Override, depth: int, done: Path,
    bindings: Bindings, made: Made, found: _Found,
) -> None:
    assert slot.node is not None
    known = slots(slot.node)
    if word not in known:
        message, allowed, mend = unknown_key(slot.node, word)
        where = f" {word} in {'.'.join(done)}" if done else f" {word}"
        if message != "unknown key":
            where = ""
        found.problems.append(override.problem(f"{message}{where}", allowed, mend))
        return
    child = raw.entries.get(word) if isinstance(raw, Table) else None
    _find(child, known[word], override, depth + 1, (*done, word), bindings, made, found)


def _find_names(
    raw: Raw | None, slot: Slot, word: str, override: Override, depth: int, done: Path,
    bindings: Bindings, made: Made, found: _Found,
) -> None:
    assert slot.inner is not None
    entries = raw.entries if isinstance(raw, Table) else {}
    is_last = depth == len(override.path) - 1

    def go(name: str, row: Bindings) -> None:
        _find(entries.get(name), slot.inner or slot, override, depth + 1, (*done, name), row,
              made, found)

    if word in entries:
        go(word, bindings)
        return
    copies = made.get((done[0], word)) if done else None
    if copies is not None:
        for name, row in copies:
            if name in entries:
                go(name, {**bindings, **row})
        return
    if "*" in word:
        names = matching(word, entries)
        for name in names:
            go(name, bindings)
        if not names:
            found.problems.append(
                override.problem(f"{word} matches no name in {'.'.join(done)}",
                                 some_names(entries), nearest(word.replace("*", ""), entries))
            )
        return
    pattern = next((key for key in entries if "*" in key and matching(key, [word])), None)
    if slot.inner.node is Skill and pattern is not None:
        _find(entries[pattern], slot.inner, override, depth + 1, (*done, word), bindings, made,
              found)
        return
    if is_last and not override.removes:
        go(word, bindings)
        return
    found.problems.append(
        override.problem(f"there is no {word} in {'.'.join(done)}", some_names(entries),
                         nearest(word, entries))
    )


def _find_days(
    raw: Raw | None, slot: Slot, word: str, override: Override, depth: int, done: Path,
    bindings: Bindings, made: Made, found: _Found,
) -> None:
    assert slot.inner is not None
    entries = raw.entries if isinstance(raw, Table) else {}
    names = [word] if is_date(word) else matching(word, entries) if "*" in word else days_of(word)
    if not names:
        found.problems.append(
            override.problem(f"{word} is not a day in {'.'.join(done)}",
                             "weekdays such as mon-fri, or a date", nearest(word, entries))
        )
        return
    for name in names:
        _find(entries.get(name), slot.inner, override, depth + 1, (*done, name), bindings, made,
              found)


def _exists(root: Table, path: Path) -> bool:
    raw: Raw | None = root
    for word in path:
        raw = raw.entries.get(word) if isinstance(raw, Table) else None
    return raw is not None


def _nothing_to_remove(root: Table, path: Path, override: Override) -> Problem:
    parent: Raw = root
    for word in path[:-1]:
        child = parent.entries.get(word) if isinstance(parent, Table) else None
        parent = table_of({}, root.place) if child is None else child
    names = list(parent.entries) if isinstance(parent, Table) else []
    return override.problem(
        f"there is no {path[-1]} to remove", some_names(names), nearest(path[-1], names)
    )


def _changed(raw: Raw | None, path: Path, override: Override, value: Raw) -> Table:
    """The tree with one value replaced or removed; tables on the way are made as needed."""
    table = raw if isinstance(raw, Table) else table_of({}, override.place)
    word = path[0]
    if len(path) == 1:
        if override.removes:
            return table.without(word)
        return table.with_entry(word, value, override.place)
    inner = table.entries.get(word)
    if inner is None:
        # A skill written by pattern: one queue of it is given its own cell.
        pattern = next((key for key in table.entries if "*" in key and matching(key, [word])), "")
        inner = table.entries.get(pattern)
    place = table.keys.get(word, override.place)
    return table.with_entry(word, _changed(inner, path[1:], override, value), place)


def at(override: Override, place: Place) -> Override:
    """The same change as if it were written elsewhere."""
    return replace(override, place=place)
