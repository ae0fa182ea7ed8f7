"""Overrides: dotted path to value, in levels of one written priority.

base < named scenario < --set (< `Scenario.replace`). On one level every value is changed at most
once; a value replaces the whole node; null removes it; `*` in a path matches names.
docs/how-to/overrides.md is this module in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.errors import InputError, Problem
from sim.scenario.lists import Bindings, Expander, substitute_text
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
            [
                Problem(
                    "--set",
                    None,
                    path_text,
                    "",
                    "has no value",
                    allowed,
                    f"write {path_text}=null to remove it",
                )
            ]
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
    root: Table, overrides: Sequence[Override], expander: Expander, problems: list[Problem]
) -> Table:
    """The tree after all overrides of one level; what cannot be done is appended to problems."""
    planned: dict[Path, Override] = {}
    changes: list[tuple[Path, Override, Raw]] = []
    for override in overrides:
        found = _Finder(override, expander)
        found.find(root, ROOT, (), {})
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
            changes.append((path, override, expander.value(override.value, bindings, path)))
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


class _Finder:
    """Walks the written path of one override along the tree and its shape.

    `paths` are the concrete paths it means, each with the list rows it leads through; `problems`
    say why some branches gave none.
    """

    def __init__(self, override: Override, expander: Expander) -> None:
        self.override = override
        self.expander = expander
        self.paths: list[tuple[Path, Bindings]] = []
        self.problems: list[Problem] = []

    def find(self, raw: Raw | None, slot: Slot, done: Path, bindings: Bindings) -> None:
        """Follow the rest of the path from a value (None: not written) that `done` leads to."""
        if len(done) == len(self.override.path):
            self.paths.append((done, bindings))
            return
        word = substitute_text(self.override.path[len(done)], bindings)
        if slot.kind == "node":
            self._key(raw, slot, word, done, bindings)
        elif slot.kind == "names":
            self._names(raw, slot, word, done, bindings)
        elif slot.kind == "days":
            self._days(raw, slot, word, done, bindings)
        else:
            what = "a list" if slot.kind == "items" else "a single value"
            where = ".".join(done)
            self._refuse(
                f"{where} is {what}; a path cannot go into it",
                "a path to a key or a name",
                f"replace {where} as a whole",
            )

    def _refuse(self, message: str, allowed: str, mend: str) -> None:
        self.problems.append(self.override.problem(message, allowed, mend))

    def _key(self, raw: Raw | None, slot: Slot, word: str, done: Path, bindings: Bindings) -> None:
        assert slot.node is not None
        known = slots(slot.node)
        if word not in known:
            message, allowed, mend = unknown_key(slot.node, word)
            if message == "unknown key":
                message = (
                    f"unknown key {word} in {'.'.join(done)}" if done else (f"unknown key {word}")
                )
            self._refuse(message, allowed, mend)
            return
        child = raw.entries.get(word) if isinstance(raw, Table) else None
        self.find(child, known[word], (*done, word), bindings)

    def _names(
        self, raw: Raw | None, slot: Slot, word: str, done: Path, bindings: Bindings
    ) -> None:
        assert slot.inner is not None
        entries = raw.entries if isinstance(raw, Table) else {}
        for name, row in self._meant(entries, slot.inner, word, done, bindings):
            child = entries.get(name)
            if child is None and slot.inner.node is Skill:
                child = entries.get(_pattern_of(name, entries))
            self.find(child, slot.inner, (*done, name), row)

    def _meant(
        self, entries: Mapping[str, Raw], inner: Slot, word: str, done: Path, bindings: Bindings
    ) -> list[tuple[str, Bindings]]:
        """The names that one word of the path means."""
        if word in entries:
            return [(word, bindings)]
        copies = self.expander.made.get((done[0], word))
        if copies is not None:
            return [(name, {**bindings, **row}) for name, row in copies if name in entries]
        is_new = len(done) == len(self.override.path) - 1 and not self.override.removes
        if "*" in word:
            names = matching(word, entries)
            if not names and is_new and inner.node is Skill:
                return [(word, bindings)]  # a new skill for all queues of that name
            if not names:
                self._refuse(
                    f"{word} matches no name in {'.'.join(done)}",
                    some_names(entries),
                    nearest(word.replace("*", ""), entries),
                )
            return [(name, bindings) for name in names]
        if inner.node is Skill and _pattern_of(word, entries):
            return [(word, bindings)]
        if is_new:
            return self.expander.copies(word, bindings, self.override.place, done)
        self._refuse(
            f"there is no {word} in {'.'.join(done)}", some_names(entries), nearest(word, entries)
        )
        return []

    def _days(self, raw: Raw | None, slot: Slot, word: str, done: Path, bindings: Bindings) -> None:
        assert slot.inner is not None
        entries = raw.entries if isinstance(raw, Table) else {}
        names = (
            [word] if is_date(word) else matching(word, entries) if "*" in word else days_of(word)
        )
        if not names:
            self._refuse(
                f"{word} is not a day in {'.'.join(done)}",
                "weekdays such as mon-fri, or a date",
                nearest(word, entries),
            )
            return
        for name in names:
            self.find(entries.get(name), slot.inner, (*done, name), bindings)


def _pattern_of(name: str, entries: Mapping[str, Raw]) -> str:
    """The skill pattern that covers a queue, "" if none does."""
    return next((key for key in entries if "*" in key and matching(key, [name])), "")


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
        inner = table.entries.get(_pattern_of(word, table.entries))
    place = table.keys.get(word, override.place)
    return table.with_entry(word, _changed(inner, path[1:], override, value), place)
