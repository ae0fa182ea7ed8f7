"""Lists: a name with `$province` is made once per row of `lists.province`.

Inside what is made, `$province` is the row's item and `$column` the row's value of a column.
The item is the column that has the list's name, else the first column. `$$` is a dollar sign.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product

from sim.errors import Problem
from sim.scenario.csv_files import Folder, Refused
from sim.scenario.names import NAME_ALLOWED, name_problem, some_names
from sim.scenario.shape import nearest
from sim.scenario.yaml_nodes import Items, Leaf, Place, Raw, Table, shown

MAX_MADE = 2_000
MAX_MADE_NODES = 2_000_000
LIST_ALLOWED = "the name of a CSV file with one row an item, or a list of items"
Bindings = Mapping[str, str]
Made = Mapping[tuple[str, str], list[tuple[str, Bindings]]]
"""(section, name with $) -> the names made from it, each with its row."""

_VARIABLE = re.compile(r"\$(?:\$|([^\W\d]\w*)|\{([^\W\d]\w*)\})")


@dataclass(frozen=True)
class ListRows:
    """One list: its items, each with all its columns by name."""

    name: str
    rows: tuple[Bindings, ...]


def variables(text: str) -> list[str]:
    """The names after $ in a text, in order, each once."""
    found = [match.group(1) or match.group(2) for match in _VARIABLE.finditer(text)]
    return list(dict.fromkeys(name for name in found if name))


def substitute_text(text: str, bindings: Bindings) -> str:
    """A text with the bound `$name`s replaced; others stay."""

    def put(match: re.Match[str]) -> str:
        name = match.group(1) or match.group(2)
        return match.group(0) if name is None else bindings.get(name, match.group(0))

    return _VARIABLE.sub(put, text) if bindings else text


def read_lists(raw: Raw | None, folder: Folder, problems: list[Problem]) -> dict[str, ListRows]:
    """The lists of a file; what is wrong with them is appended to problems."""
    if raw is None:
        return {}
    if not isinstance(raw, Table):
        problems.append(
            _problem(raw.place, "lists", raw, "is not a mapping", "{province: data/provinces.csv}")
        )
        return {}
    lists = {}
    for name, value in raw.entries.items():
        path, place = f"lists.{name}", raw.keys[name]
        if variables(f"${name}") != [name]:
            problems.append(
                _problem(
                    place,
                    path,
                    None,
                    "is not a name for a list",
                    "letters, digits and _, beginning with a letter",
                )
            )
            continue
        rows = _rows(name, value, folder, problems)
        if rows is not None:
            lists[name] = ListRows(name, rows)
    return lists


def _problem(
    place: Place, path: str, raw: Raw | None, message: str, allowed: str = "", mend: str = ""
) -> Problem:
    return Problem(place.source, place.line, path, shown(raw), message, allowed, mend)


def _rows(
    name: str, raw: Raw, folder: Folder, problems: list[Problem]
) -> tuple[Bindings, ...] | None:
    path = f"lists.{name}"
    if isinstance(raw, Items):
        texts = [value.text for value in raw.values if isinstance(value, Leaf) and value.text]
        if len(texts) != len(raw.values) or not texts:
            problems.append(_problem(raw.place, path, raw, "is not a list of items", LIST_ALLOWED))
            return None
        cells = [(raw.place.source, raw.place.line, {name: text}) for text in texts]
    elif isinstance(raw, Leaf) and raw.text:
        try:
            table = folder.csv(raw.text)
        except Refused as error:
            problems.append(_problem(raw.place, path, raw, *error.details))
            return None
        problems.extend(table.problems(path))
        item = name if name in table.header else table.header[0]
        cells = [
            (
                table.source,
                line,
                {**dict(zip(table.header, row, strict=True)), name: row[table.header.index(item)]},
            )
            for line, row in table.rows
        ]
    else:
        problems.append(_problem(raw.place, path, raw, "is not a list", LIST_ALLOWED))
        return None
    return _checked(path, name, cells, problems)


def _checked(
    path: str,
    name: str,
    cells: list[tuple[str, int | None, dict[str, str]]],
    problems: list[Problem],
) -> tuple[Bindings, ...] | None:
    """Rows whose items are proper names, each once."""
    if not cells:
        return None
    seen: set[str] = set()
    rows: list[Bindings] = []
    for source, line, row in cells:
        item = row[name]
        wrong = name_problem(item) or ("the item is listed twice" if item in seen else None)
        if wrong is not None:
            problems.append(Problem(source, line, path, item, wrong, NAME_ALLOWED))
            continue
        seen.add(item)
        rows.append(row)
    return tuple(rows)


class Expander:
    """Makes the copies of every name with `$`; remembers what was made from what."""

    def __init__(self, lists: Mapping[str, ListRows], problems: list[Problem]) -> None:
        self.lists = lists
        self.problems = problems
        self.made: dict[tuple[str, str], list[tuple[str, Bindings]]] = {}
        self.templates: set[str] = set()  # names with `$` of whole queues, groups and so on
        self.nodes = 0
        self.unknown: set[str] = set()  # paths of texts with a `$` that stands for nothing
        self.unknown_texts: set[tuple[Place, str, str]] = set()

    def expand(self, root: Table) -> Table:
        """The tree of a file with all copies made and all `$` replaced."""
        entries = {
            key: value if key in ("lists", "scenarios") else self.value(value, {}, (key,))
            for key, value in root.entries.items()
        }
        return replace(root, entries=entries)

    def totals(self) -> dict[str, tuple[str, ...]]:
        """ "weibo/*" -> the queues and groups made from `weibo/$province`."""
        totals: dict[str, dict[str, None]] = {}
        for (section, template), copies in self.made.items():
            if section in ("queues", "agents") and template in self.templates:
                pattern = _VARIABLE.sub("*", template)
                totals.setdefault(pattern, {}).update(dict.fromkeys(name for name, _ in copies))
        return {pattern: tuple(names) for pattern, names in totals.items()}

    def value(self, raw: Raw, bindings: Bindings, path: tuple[str, ...]) -> Raw:
        """A value at a path with its copies made and its `$` replaced. Call it once for a value:
        what a `$$` leaves is text.
        """
        self.nodes += 1
        if self.nodes > MAX_MADE_NODES:
            if self.nodes == MAX_MADE_NODES + 1:
                self.problems.append(
                    _problem(
                        raw.place,
                        ".".join(path),
                        None,
                        "the lists make too large a scenario",
                        f"at most {MAX_MADE_NODES:,} values",
                        "shorten the lists",
                    )
                )
            return raw
        if isinstance(raw, Leaf):
            if raw.text is None or "$" not in raw.text:
                return raw
            return Leaf(self._text(raw.text, bindings, raw.place, path), raw.place)
        if isinstance(raw, Items):
            values = tuple(self.value(value, bindings, path) for value in raw.values)
            return Items(values, raw.place)
        return self._table(raw, bindings, path)

    def _table(self, raw: Table, bindings: Bindings, path: tuple[str, ...]) -> Table:
        entries: dict[str, Raw] = {}
        keys: dict[str, Place] = {}
        for key, value in raw.entries.items():
            place = raw.keys[key]
            for name, row in self.copies(key, bindings, place, path):
                if name in entries:
                    self.problems.append(
                        _problem(
                            place,
                            ".".join((*path, name)),
                            None,
                            f"{key} makes the name {name}, which is there already",
                            "every name once",
                        )
                    )
                entries[name] = self.value(value, row, (*path, name))
                keys[name] = place
        return replace(raw, entries=entries, keys=keys)

    def copies(
        self, key: str, bindings: Bindings, place: Place, path: tuple[str, ...]
    ) -> list[tuple[str, Bindings]]:
        """The names that a key makes, each with what is bound inside it."""
        if "$" not in key:
            return [(key, bindings)]
        free = [name for name in variables(key) if name not in bindings and name in self.lists]
        count = 1
        for name in free:
            count *= len(self.lists[name].rows)
        if count > MAX_MADE:
            self.problems.append(
                _problem(
                    place,
                    ".".join((*path, key)),
                    None,
                    f"makes {count:,} names",
                    f"at most {MAX_MADE:,} names from one key",
                    "shorten the lists",
                )
            )
            free_rows = [rows.rows[:1] for rows in (self.lists[name] for name in free)]
        else:
            free_rows = [self.lists[name].rows for name in free]
        copies: list[tuple[str, Bindings]] = []
        for rows in product(*free_rows):
            bound = self._joined(bindings, dict(zip(free, rows, strict=True)))
            copies.append((self._text(key, bound, place, (*path, key)), bound))
        if free:
            known = self.made.setdefault((path[0], key), [])
            known.extend(made for made in copies if made not in known)
            if len(path) == 1:
                self.templates.add(key)
        return copies

    def _joined(self, bindings: Bindings, rows: Mapping[str, Bindings]) -> Bindings:
        """Bindings of several lists; a column that two lists have is only $list_column."""
        joined = dict(bindings)
        taken = set(bindings)
        for name, row in rows.items():
            for column, value in row.items():
                joined[f"{name}_{column}"] = value
                if column == name or column not in taken:
                    joined[column] = value
                else:
                    joined.pop(column, None)
            taken |= set(row)
        return joined

    def _text(self, text: str, bindings: Bindings, place: Place, path: tuple[str, ...]) -> str:
        """A text with every `$name` replaced; one that stands for nothing is a problem."""

        def put(match: re.Match[str]) -> str:
            name = match.group(1) or match.group(2)
            if name is None:
                return "$"
            value = bindings.get(name)
            if value is None:
                self._unknown(name, bindings, place, path, text)
                return name
            return value

        return _VARIABLE.sub(put, text)

    def _unknown(
        self, name: str, bindings: Bindings, place: Place, path: tuple[str, ...], text: str
    ) -> None:
        where = ".".join(path)
        self.unknown.add(where)
        if (place, name, text) in self.unknown_texts:
            return  # said once, not for every row
        self.unknown_texts.add((place, name, text))
        value = None if path[-1] == text else text
        if not bindings:
            message = f"${name} is not inside a name that is made from a list"
            allowed = "$ in a name first, as in desk/$province"
            mend = "write $$ for a dollar sign"
        else:
            known = [key for key in bindings if not self._is_prefixed(key, bindings)]
            message = f"${name} is neither a list nor a column that is known here"
            allowed = some_names([f"${key}" for key in known])
            mend = nearest(f"${name}", [f"${key}" for key in known])
        if not bindings and path[-1] == text:
            message = f"there is no list {name}"
            allowed = some_names(self.lists)
            mend = nearest(name, self.lists)
        self.problems.append(
            Problem(place.source, place.line, where, value, message, allowed, mend)
        )

    def _is_prefixed(self, key: str, bindings: Bindings) -> bool:
        """Whether a bound name is list_column for a column that is also bound by itself."""
        return any(
            key.startswith(f"{name}_") and key.removeprefix(f"{name}_") in bindings
            for name in self.lists
        )
