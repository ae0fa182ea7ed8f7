"""What a scenario assumes, as rows: path, value and unit; and what other scenarios change of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sim.report.table import Table
from sim.scenario import Scenario
from sim.scenario.schema import HeadCount
from sim.scenario.shape import LEAF, ROOT, Slot, slots
from sim.scenario.units import (
    parse_duration,
    parse_factor,
    parse_instant,
    parse_rate,
)

if TYPE_CHECKING:
    from sim.studies import Study

Path = tuple[str, ...]
Value = float | str | datetime

SHARE = "share"
MONEY = {
    "hour": "{} per paid hour",
    "overtime_hour": "{} per hour of overtime",
    "seat_month": "{} per seat and month",
    "contact": "{} per contact",
    "month": "{} per month",
    "line_month": "{} per line and month",
}
TICKS_PER_SECOND = 1000
MOST_CHANGES = 200
NOTHING = re.compile(r"|no|0( .*)?")  # not worth a row where a scenario adds a queue or a group


@dataclass(frozen=True)
class Assumption:
    """One value of a scenario: shares in [0, 1], durations in seconds, money in its currency."""

    path: Path
    value: Value
    unit: str

    @property
    def name(self) -> str:
        """The path as an override writes it."""
        return ".".join(self.path)


def assumptions(scenario: Scenario) -> list[Assumption]:
    """Every value of the scenario's explicit form, in its order; lists stand in one row."""
    currency = scenario.tree.currency or "money"
    return list(_rows(scenario.resolved(), ROOT, (), currency))


def provenance(study: Study) -> dict[str, str]:
    """What gives the same figures again: engine, replications, seed, content and versions."""
    versions = ", ".join(f"{name} {version}" for name, version in study.versions.items())
    policy = study.model.policy
    routing = {} if policy is None else {"policy": f"{policy}, SHA-256 {policy.sha256}"}
    return {
        "engine": study.engine,
        **routing,
        "replications": str(study.replications),
        "seed": str(study.seed),
        "scenario's hash": study.scenario.content_hash,
        "versions": versions,
    }


def changes_table(base: Scenario, others: Sequence[Scenario]) -> Table:
    """One row for each value that a scenario changes, adds or removes."""
    rows = changes(base, others)
    columns = ("scenario", "assumption", base.variant, "instead")
    more = len(rows) - MOST_CHANGES
    note = f"{more} more changes are not shown." if more > 0 else ""
    return Table(
        "What the scenarios change",
        columns,
        tuple(rows[:MOST_CHANGES]),
        text_columns=frozenset(columns),
        note=note,
    )


def changes(base: Scenario, others: Sequence[Scenario]) -> list[tuple[str, str, str, str]]:
    """Scenario, path, value of the baseline and value instead, of everything that changes."""
    before = _texts(base)
    return [(other.variant, *row) for other in others for row in _changes(before, _texts(other))]


def _changes(
    before: Mapping[Path, str], after: Mapping[Path, str]
) -> Iterator[tuple[str, str, str]]:
    """Path and both values; what is taken away as a whole stands in one row."""
    kept = {path[:depth] for path in after for depth in range(1, len(path) + 1)}
    taken: set[Path] = set()
    for path, value in before.items():
        if path in after:
            if value != after[path]:
                yield ".".join(path), value, after[path]
            continue
        whole = next(path[:depth] for depth in range(1, len(path) + 1) if path[:depth] not in kept)
        if whole not in taken:
            taken.add(whole)
            yield ".".join(whole), value if whole == path else "present", "none"
    for path, value in after.items():
        if path not in before and not NOTHING.fullmatch(value):
            yield ".".join(path), "none", value


def _texts(scenario: Scenario) -> dict[Path, str]:
    return {one.path: value_text(one) for one in assumptions(scenario)}


def value_text(one: Assumption) -> str:
    """The value with its unit as people read it."""
    if isinstance(one.value, datetime):
        return f"{one.value:%Y-%m-%d %H:%M}"
    if isinstance(one.value, str):
        return one.value
    if one.unit == SHARE:
        return f"{one.value * 100:.10g} %"
    return f"{one.value:.10g} {one.unit}".rstrip()


def _rows(value: Any, slot: Slot, path: Path, currency: str) -> Iterator[Assumption]:
    if isinstance(value, Mapping):
        inside = slots(slot.node) if slot.kind == "node" and slot.node is not None else {}
        for key, part in value.items():
            name = str(key).replace("$$", "$")  # the explicit form doubles dollar signs
            yield from _rows(part, inside.get(name, slot.inner or LEAF), (*path, name), currency)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield from _list_rows(value, slot, path, currency)
    else:
        plain, unit = _plain(value, slot, path, currency)
        yield Assumption(path, plain, unit)


def _list_rows(
    values: Sequence[Any], slot: Slot, path: Path, currency: str
) -> Iterator[Assumption]:
    if any(isinstance(value, Mapping) for value in values):
        for number, value in enumerate(values, start=1):
            yield from _rows(value, slot.inner or LEAF, (*path, str(number)), currency)
        return
    unit = "agents, by interval" if slot.node is HeadCount else ""
    yield Assumption(path, ", ".join(str(value) for value in values), unit)


def _plain(value: Any, slot: Slot, path: Path, currency: str) -> tuple[Value, str]:
    """The value as a number where it is one, and its unit."""
    if isinstance(value, bool):
        return ("yes" if value else "no"), ""
    if isinstance(value, (int, float)):
        return float(value), _number_unit(slot, path, currency)
    text = str(value).replace("$$", "$")
    unit = slot.unit or (slot.inner.unit if slot.inner is not None else None)
    match "" if unit is None else unit.name:
        case "duration":
            return parse_duration(text) / TICKS_PER_SECOND, "s"
        case "share" | "percentage" | "factor":
            return parse_factor(text), SHARE  # reads them all; the limits were checked at loading
        case "rate":
            rate = parse_rate(text)
            return rate.amount, f"contacts per {rate.per}"
        case "date and time":
            return parse_instant(text), "local time"
    return text, ""


def _number_unit(slot: Slot, path: Path, currency: str) -> str:
    if slot.node is HeadCount or (len(path) > 1 and path[-1] == "agents"):
        return "agents"
    if len(path) > 1 and path[-2] == "cost" and path[-1] in MONEY:
        return MONEY[path[-1]].format(currency)
    if path[0] == "queues" and path[-1] == "value" and len(path) == 3:
        return f"{currency} per customer"
    return ""
