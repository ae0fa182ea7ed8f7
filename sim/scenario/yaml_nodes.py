"""YAML text to a plain tree in which every value knows its file and line.

All scalars stay text: a YAML library would turn 10:30 into 630 and a queue named `no` into false.
The tree is built from parser events without recursion, so neither depth nor aliases can exhaust
the machine. What YAML offers beyond mappings, lists and text is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from sim.errors import InputError, Problem

MAX_BYTES = 5_000_000
MAX_NODES = 400_000
MAX_DEPTH = 40
MAX_SCALAR = 10_000
NULLS = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True)
class Place:
    """Where a value was written: a file (or command-line option) and its line."""

    source: str
    line: int | None = None


@dataclass(frozen=True)
class Leaf:
    """A single value as text; None where the file has null, ~ or nothing."""

    text: str | None
    place: Place


@dataclass(frozen=True)
class Items:
    """A list."""

    values: tuple[Raw, ...]
    place: Place


@dataclass(frozen=True)
class Table:
    """A mapping; `keys` remembers where each key was written.

    `short`: it was written as a single value or list, whose key messages leave out.
    """

    entries: Mapping[str, Raw]
    keys: Mapping[str, Place]
    place: Place
    short: bool = False

    def with_entry(self, key: str, value: Raw, place: Place) -> Table:
        """A copy with one entry set; an existing entry keeps its position."""
        return Table({**self.entries, key: value}, {**self.keys, key: place}, self.place)

    def without(self, key: str) -> Table:
        """A copy without one entry."""
        entries = {name: value for name, value in self.entries.items() if name != key}
        return Table(entries, self.keys, self.place)


Raw = Leaf | Items | Table


def table_of(entries: Mapping[str, Raw], place: Place) -> Table:
    """A table all of whose keys stand at one place."""
    return Table(dict(entries), dict.fromkeys(entries, place), place)


def plain(raw: Raw) -> Any:
    """The tree as dict, list, text and None."""
    if isinstance(raw, Leaf):
        return raw.text
    if isinstance(raw, Items):
        return [plain(value) for value in raw.values]
    return {key: plain(value) for key, value in raw.entries.items()}


def shown(raw: Raw | None, limit: int = 60) -> str | None:
    """A value as it can stand in a message, in flow style and not too long."""
    if raw is None:
        return None
    return _short(raw, limit)


def _short(raw: Raw, limit: int) -> str:
    if isinstance(raw, Leaf):
        text = (
            "null" if raw.text is None else "".join(c if c.isprintable() else " " for c in raw.text)
        )
        text = text or '""'
    elif isinstance(raw, Items):
        text = "[" + ", ".join(_short(value, limit) for value in raw.values[:20]) + "]"
    else:
        pairs = list(raw.entries.items())[:20]
        text = "{" + ", ".join(f"{key}: {_short(value, limit)}" for key, value in pairs) + "}"
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _fail(source: str, line: int | None, message: str, allowed: str = "", mend: str = "") -> None:
    raise InputError([Problem(source, line, "", None, message, allowed, mend)])


def decode(data: bytes, source: str) -> str:
    """Bytes of a scenario file to text: UTF-8, with or without byte-order mark."""
    if len(data) > MAX_BYTES:
        _fail(
            source,
            None,
            f"the file is too large ({len(data):,} bytes)",
            f"at most {MAX_BYTES:,} bytes",
            "put long lists of numbers into CSV files",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        binary = b"\0" in data
        _fail(
            source,
            line,
            "is a binary file, not YAML text" if binary else "is not UTF-8 text",
            "YAML text in UTF-8",
            "" if binary else "save the file in the encoding UTF-8",
        )
        raise AssertionError from error


def read_document(text: str, source: str) -> Table:
    """The text of a scenario file to its tree. Raises InputError."""
    _check_characters(text, source)
    root = _built(text, source)
    if root is None:
        _fail(source, None, "the file is empty", "a mapping with name, period, queues and agents")
    if not isinstance(root, Table):
        _fail(source, 1, "the file is not a mapping", "lines of the form `key: value`")
        raise AssertionError
    return root


def read_value(text: str, source: str) -> Raw:
    """The value of `--set PATH=VALUE`: a YAML scalar or flow collection. Raises InputError."""
    _check_characters(text, source, with_line=False)
    root = _built(text, source, with_line=False)
    return Leaf(None, Place(source)) if root is None else root


def _built(text: str, source: str, with_line: bool = True) -> Raw | None:
    """The tree of a text; the compiled parser for long ones, the Python one for its messages."""
    if len(text) > 20_000 and hasattr(yaml, "CBaseLoader"):
        try:
            return _Builder(source, with_line).build(yaml.parse(text, Loader=yaml.CBaseLoader))
        except yaml.YAMLError:
            pass
    builder = _Builder(source, with_line)
    try:
        return builder.build(yaml.parse(text, Loader=yaml.BaseLoader))
    except yaml.YAMLError as error:
        raise InputError([*builder.problems, builder.syntax(error)]) from None


def _check_characters(text: str, source: str, with_line: bool = True) -> None:
    """Refuse control characters and tabs before the parser meets them."""
    for number, line in enumerate(text.split("\n"), start=1):
        where = number if with_line else None
        if "\t" in line and "\t" in line.partition("#")[0]:
            _fail(
                source,
                where,
                "has a tab character",
                "spaces only",
                "replace the tab by spaces (most editors can do this for a whole file)",
            )
        if not line.isprintable():
            for character in line.rstrip("\r"):
                code = ord(character)
                if (code < 32 and code != 9) or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000:
                    _fail(
                        source,
                        where,
                        f"has the control character U+{code:04X}",
                        "printable text in UTF-8",
                    )


@dataclass
class _Open:
    """A mapping or list that is being read."""

    is_table: bool
    place: Place
    anchor: str | None
    entries: dict[str, Raw] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    values: list[Raw] = field(default_factory=list)
    key: str | None = None
    key_place: Place | None = None
    nodes: int = 1


class _Builder:
    """Builds the tree from parser events; problems that leave the tree whole are collected."""

    def __init__(self, source: str, with_line: bool = True) -> None:
        self.source = source
        self.with_line = with_line
        self.problems: list[Problem] = []
        self.anchors: dict[str, tuple[Raw, int] | None] = {}
        self.stack: list[_Open] = []
        self.root: Raw | None = None
        self.nodes = 0
        self.documents = 0

    def build(self, events: Iterable[yaml.Event]) -> Raw | None:
        """The tree, None for an empty document. Raises InputError, YAMLError."""
        for event in events:
            self._take(event)
        if self.problems:
            raise InputError(self.problems)
        return self.root

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        return Place(self.source, mark.line + 1 if self.with_line and mark is not None else None)

    def _problem(
        self,
        place: Place,
        path: str,
        value: str | None,
        message: str,
        allowed: str = "",
        mend: str = "",
    ) -> None:
        self.problems.append(Problem(place.source, place.line, path, value, message, allowed, mend))

    def _stop(self, place: Place, message: str, allowed: str = "", mend: str = "") -> None:
        self._problem(place, self._path(), None, message, allowed, mend)
        raise InputError(self.problems)

    def syntax(self, error: yaml.YAMLError) -> Problem:
        """What the parser could not read."""
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None and self.with_line else None
        detail = getattr(error, "problem", None) or "it cannot be read"
        context = getattr(error, "context", None)
        message = (
            f"is not valid YAML: {context}, {detail}"
            if context
            else (f"is not valid YAML: {detail}")
        )
        mend = "check the indentation, brackets, quotes and colons on this line and the one before"
        return Problem(self.source, line, "", None, message, "", mend)

    def _path(self) -> str:
        return ".".join(
            (level.key or "") if level.is_table else str(len(level.values))
            for level in self.stack
            if not level.is_table or level.key is not None
        )

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._stop(
                    self._place(event),
                    "a second document begins here (`---`)",
                    "one scenario a file",
                )
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._start(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._end()

    def _count(self, nodes: int, place: Place) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            self._stop(
                place,
                f"the file has more than {MAX_NODES:,} values (aliases counted in full)",
                f"at most {MAX_NODES:,} values",
                "put long lists of numbers into CSV files",
            )

    def _refuse_tag(self, event: Any, place: Place) -> None:
        if event.tag is not None:
            self._problem(
                place,
                self._path(),
                event.tag.replace("tag:yaml.org,2002:", "!!"),
                "YAML tags are not allowed",
                "plain values",
                "remove the tag that begins with !",
            )

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        place = self._place(event)
        self._refuse_tag(event, place)
        self._count(1, place)
        text: str = event.value
        if len(text) > MAX_SCALAR:
            self._stop(place, f"a value has {len(text):,} characters", f"at most {MAX_SCALAR:,}")
        is_key = bool(self.stack) and self.stack[-1].is_table and self.stack[-1].key is None
        if is_key:
            self._key(text, place)
            return
        is_null = event.implicit[0] and event.style is None and text in NULLS
        leaf = Leaf(None if is_null else text, place)
        if event.anchor:
            self.anchors[event.anchor] = (leaf, 1)
        self._add(leaf, 1)

    def _key(self, text: str, place: Place) -> None:
        level = self.stack[-1]
        first = level.keys.get(text)
        if text == "":
            self._problem(place, self._path(), None, "a key is empty", "a name before the colon")
        elif text == "<<":
            self._problem(
                place,
                self._path(),
                "<<",
                "merge keys are not supported",
                "keys of the scenario",
                "write the keys out, or use `scenarios:` for variants",
            )
        elif first is not None:
            level.key = text
            path = self._path()
            where = f" (first on line {first.line})" if first.line is not None else ""
            self._problem(
                place,
                path,
                None,
                f"the key is written twice{where}",
                "every key once",
                "keep one of the two",
            )
        level.key, level.key_place = text, place

    def _alias(self, event: yaml.AliasEvent) -> None:
        place = self._place(event)
        if self.stack and self.stack[-1].is_table and self.stack[-1].key is None:
            self._stop(place, "an alias cannot be a key", "a name before the colon")
        name = event.anchor or ""
        if name not in self.anchors:
            self._stop(
                place,
                f"the alias *{name} has no anchor &{name} before it",
                "an alias after its anchor",
                "put quotes around the value if * is meant",
            )
        known = self.anchors[name]
        if known is None:
            self._stop(
                place,
                f"the alias *{name} stands inside its own anchor &{name}",
                "an alias after its anchor",
            )
            raise AssertionError
        raw, nodes = known
        self._count(nodes, place)
        self._add(raw, nodes)

    def _start(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        place = self._place(event)
        self._refuse_tag(event, place)
        self._count(1, place)
        if len(self.stack) >= MAX_DEPTH:
            self._stop(place, "is nested too deeply", f"at most {MAX_DEPTH} levels")
        parent = self.stack[-1] if self.stack else None
        if parent is not None and parent.is_table:
            if parent.key is None:
                self._stop(place, "a list or mapping cannot be a key", "a name before the colon")
            place = parent.key_place or place
        if event.anchor:
            self.anchors[event.anchor] = None
        is_table = isinstance(event, yaml.MappingStartEvent)
        self.stack.append(_Open(is_table, place, event.anchor))

    def _end(self) -> None:
        level = self.stack.pop()
        raw: Raw = (
            Table(level.entries, level.keys, level.place)
            if level.is_table
            else Items(tuple(level.values), level.place)
        )
        if level.anchor:
            self.anchors[level.anchor] = (raw, level.nodes)
        self._add(raw, level.nodes)

    def _add(self, raw: Raw, nodes: int) -> None:
        if not self.stack:
            self.root = None if isinstance(raw, Leaf) and raw.text is None else raw
            return
        level = self.stack[-1]
        level.nodes += nodes
        if level.is_table:
            key = level.key or ""
            level.entries[key] = raw
            level.keys[key] = level.key_place or raw.place
            level.key = None
        else:
            level.values.append(raw)
