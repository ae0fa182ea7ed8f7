"""The explicit form of a scenario, in the user's units; it loads back to an equal scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, get_args

from sim.scenario.kind_rules import CHANNEL_KEYS, TARGET_KEYS
from sim.scenario.lists import variables
from sim.scenario.schema import (
    Arrivals,
    ClockSpan,
    Contained,
    Distribution,
    HeadCount,
    Node,
    Opening,
    Patience,
    Profile,
    Queue,
    ScenarioTree,
    Target,
)
from sim.scenario.shape import Slot, slots
from sim.scenario.unit_numbers import UNLIMITED, write_share
from sim.scenario.unit_time import write_clock, write_duration, write_instant
from sim.scenario.units import Weekday

EMBED_LIMIT = 100_000
Tables = Mapping[str, tuple[float, ...]]
_NUMBERS = ("number", "whole number")


class _Writer:
    """Writes nodes; numbers of files take the place of the file's name."""

    def __init__(self, tree: ScenarioTree, tables: Tables, limit: int | None) -> None:
        self.tree = tree
        self.tables = tables
        self.limit = limit

    def embedded(self, path: str) -> tuple[float, ...] | None:
        """The numbers to write in place of the file at this path, None to keep its name."""
        numbers = self.tables.get(path)
        too_many = numbers is not None and self.limit is not None and len(numbers) > self.limit
        return None if too_many else numbers

    def node(self, node: Node, path: str) -> Any:
        if isinstance(node, Opening):
            return _opening(node)
        if isinstance(node, ClockSpan):
            return _span(node)
        if isinstance(node, HeadCount):
            return self._heads(node, path)
        if isinstance(node, Patience) and node.never:
            return {"never": "yes", "balk": write_share(node.balk)} if node.balk else "none"
        if isinstance(node, Contained):
            return _contained(node)
        known = slots(type(node))
        written = {}
        for name, info in type(node).model_fields.items():
            key = info.alias or name
            value = getattr(node, name)
            if value is None or value == {} or value == "":
                continue
            if isinstance(node, Queue) and key not in CHANNEL_KEYS[node.channel]:
                continue
            written[key] = self.value(value, known[key], f"{path}.{key}" if path else key)
            if isinstance(value, Target) and isinstance(node, Queue):
                for other, channels in TARGET_KEYS.items():
                    if node.channel not in channels:
                        del written[key][other]
        return self._embed(node, written, path)

    def value(self, value: Any, slot: Slot, path: str) -> Any:
        if isinstance(value, Node):
            return self.node(value, path)
        if isinstance(value, dict):
            assert slot.inner is not None
            return {
                _literal(str(key)): self.value(item, slot.inner, f"{path}.{key}")
                for key, item in value.items()
            }
        if isinstance(value, tuple):
            inner = slot.inner or slot
            return [self.value(item, inner, path) for item in value]
        if slot.unit is None or slot.unit.name == "file name or list":
            return _literal(value) if isinstance(value, str) else write_instant(value)
        if slot.unit.name in _NUMBERS:
            return _number(value)
        if slot.unit.name == "whole number or `unlimited`" and value != UNLIMITED:
            return value
        return _literal(slot.unit.write(value))

    def _heads(self, count: HeadCount, path: str) -> Any:
        if count.number is not None:
            return _number(count.number)
        numbers = count.per_interval or self.embedded(f"{path}.file")
        if numbers is not None:
            return [_number(value) for value in numbers]
        written: dict[str, Any] = {"file": count.file, "missing": count.missing}
        return {**written, "columns": dict(count.columns)} if count.columns else written

    def _embed(self, node: Node, written: dict[str, Any], path: str) -> dict[str, Any]:
        """File names to the numbers behind them."""
        if isinstance(node, Arrivals):
            return self._arrivals(node, written, path)
        numbers = self.embedded(f"{path}.file")
        if numbers is None:
            return written
        if isinstance(node, Profile):
            return {"weights": [_number(value) for value in numbers]}
        if isinstance(node, Distribution):
            for key in ("file", "columns"):
                written.pop(key, None)
            values = [write_duration(round(value * 1000)) for value in numbers]
            return _ordered(node, {**written, "values": values})
        return written

    def _arrivals(self, node: Arrivals, written: dict[str, Any], path: str) -> dict[str, Any]:
        if node.file is None:
            written.pop("missing", None)
        volumes = self.embedded(f"{path}.file")
        instants = self.embedded(f"{path}.trace")
        if volumes is not None:
            written["per_interval"] = [_number(value) for value in volumes]
            drop = ["file", "columns", "missing"]
        elif instants is not None:
            start = self.tree.period.start
            written["trace"] = [
                write_instant(start + timedelta(milliseconds=tick)) for tick in instants
            ]
            drop = ["columns", "missing"]
        else:
            return written
        return _ordered(node, {key: value for key, value in written.items() if key not in drop})


def _ordered(node: Node, written: dict[str, Any]) -> dict[str, Any]:
    """The keys in the order of the schema, whatever the file had: equal content, equal text."""
    return {key: written[key] for key in slots(type(node)) if key in written}


def resolved_tree(tree: ScenarioTree, tables: Tables, embed_all: bool = False) -> dict[str, Any]:
    """The tree as plain dict, lists, text and numbers, ready for YAML or JSON."""
    writer = _Writer(tree, tables, None if embed_all else EMBED_LIMIT)
    written: dict[str, Any] = writer.node(tree, "")
    return written


def _contained(contained: Contained) -> str | dict[str, str]:
    """One share, or one for each reason."""
    if contained.share is not None:
        return write_share(contained.share)
    return {_literal(name): write_share(share) for name, share in contained.by_reason.items()}


def _opening(opening: Opening) -> dict[str, Any]:
    """Weekdays from Monday, closed ones left out; then dates."""
    weekdays = {day: opening.weekdays.get(day, ()) for day in get_args(Weekday)}
    written: dict[str, Any] = {day: _spans(spans) for day, spans in weekdays.items() if spans}
    for day in sorted(opening.dates):
        written[str(day)] = _spans(opening.dates[day]) or "closed"
    return written


def _spans(spans: Sequence[ClockSpan]) -> list[str]:
    return [_span(span) for span in sorted(spans, key=lambda span: span.start)]


def _span(span: ClockSpan) -> str:
    return f"{write_clock(span.start)}-{write_clock(span.until)}"


def _literal(text: str) -> str:
    """Text whose dollar signs stay dollar signs when it is read again."""
    return text.replace("$", "$$") if "$$" in text or variables(text) else text


def _number(value: float) -> int | float:
    return int(value) if value == int(value) and abs(value) < 1e15 else float(value)
