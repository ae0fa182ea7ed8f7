"""A validated scenario: immutable, equal and hashed by content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sim.errors import InputError, Problem
from sim.scenario.document import BASE, Document, assemble
from sim.scenario.messages import find
from sim.scenario.names import some_names
from sim.scenario.overrides import Override, split_path
from sim.scenario.parts import Parts
from sim.scenario.resolved import resolved_tree
from sim.scenario.schema import ScenarioTree
from sim.scenario.shape import nearest
from sim.scenario.yaml_nodes import Items, Leaf, Place, Raw, table_of


@dataclass(frozen=True, eq=False)
class Scenario:
    """One variant of a scenario file, validated.

    `tables` holds the numbers of files (or of lists in their place) by the dotted path of the
    node that names the file: "queues.calls.arrivals.file" expected contacts of each reporting
    interval, "queues.calls.arrivals.trace" ticks since the start of the period,
    "agents.desk.seated.file" heads of each interval, "profiles.week.file" weights of a week in
    equal slots from Monday 00:00, "queues.calls.handle_time.file" seconds.
    """

    tree: ScenarioTree
    tables: Mapping[str, tuple[float, ...]]
    variant: str
    variants: tuple[str, ...]
    totals: Mapping[str, tuple[str, ...]]
    warnings: tuple[str, ...]
    _document: Document = field(repr=False)

    def __getstate__(self) -> dict[str, Any]:
        """A copy: another thread may put its hash there while this one is being pickled."""
        return dict(vars(self))

    def replace(self, path: str, value: Any) -> Scenario:
        """A new scenario with one value changed, as an override of the highest priority.

        `value` is what a file would have there: text with units ("20s", "80%"), a number, a list,
        a mapping, or None to remove. Raises InputError if the result is not valid.
        """
        place = Place("replace")
        parts = split_path(path)
        if parts is None or parts[0] == "scenarios":
            allowed = "a dotted path such as agents.desk.seated"
            raise InputError([Problem("replace", None, path, None, "is not a path", allowed)])
        override = Override(parts, _raw(value, place), place)
        document = replace(self._document, replacements=(*self._document.replacements, override))
        return _assembled(document, self.variant)

    def place_of(self, *path: str) -> tuple[str, int | None]:
        """File (or option) and line that say what stands at a path, or nearest above it:
        `place_of("queues", "calls", "target", "answered")`.
        """
        raw = assemble(self._document, self.variant, []).raw
        _, place, _, _ = find(raw, path)
        return place.source, place.line

    def variant_named(self, name: str) -> Scenario:
        """The same file and settings under another of its named scenarios, or "base".

        Raises InputError if there is none of that name.
        """
        if name not in (BASE, *self.variants):
            known = [BASE, *self.variants]
            raise InputError(
                [
                    Problem(
                        self._document.source,
                        None,
                        "scenarios",
                        name,
                        "there is no such scenario",
                        some_names(known),
                        nearest(name, known),
                    )
                ]
            )
        return _assembled(self._document, name)

    def resolved(self) -> dict[str, Any]:
        """The scenario fully explicit, in the user's units; loads back to an equal scenario.

        Numbers of files stand in it as lists, so that it needs no other file; only files of more
        than 100,000 numbers are still named.
        """
        return resolved_tree(self.tree, self.tables)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of all that is simulated, including what the files contain."""
        content = resolved_tree(self.tree, self.tables, embed_all=True)
        text = json.dumps(content, sort_keys=False, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scenario):
            return NotImplemented
        return self.content_hash == other.content_hash

    def __hash__(self) -> int:
        return hash(self.content_hash)


def scenario_of(document: Document, variant: str, parts: Parts) -> Scenario:
    """The scenario of parts without problems."""
    tree = parts.tree()
    return Scenario(
        tree=tree,
        tables=dict(parts.tables),
        variant=variant,
        variants=tuple(document.scenarios),
        totals=dict(tree.totals),
        warnings=tuple(dict.fromkeys(parts.warnings)),
        _document=document,
    )


def _assembled(document: Document, variant: str) -> Scenario:
    problems: list[Problem] = []
    parts = assemble(document, variant, problems)
    if problems:
        raise InputError(problems)
    return scenario_of(document, variant, parts)


def _raw(value: Any, place: Place) -> Raw:
    """A Python value as if it had been written in a file."""
    if isinstance(value, Mapping):
        return table_of({str(key): _raw(item, place) for key, item in value.items()}, place)
    if isinstance(value, (list, tuple)):
        return Items(tuple(_raw(item, place) for item in value), place)
    if value is None:
        return Leaf(None, place)
    if isinstance(value, bool):
        return Leaf("yes" if value else "no", place)
    return Leaf(str(value), place)
