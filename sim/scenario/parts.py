"""The schema applied part by part, so that one wrong queue does not hide another's mistakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from sim.errors import Problem
from sim.scenario.kind_rules import ASYNCHRONOUS
from sim.scenario.messages import Loc, path_text, problem_at, problems_of
from sim.scenario.names import NAME_ALLOWED, name_problem, unknown_key
from sim.scenario.schema import (
    ChannelShift,
    Event,
    FollowUp,
    Group,
    Node,
    Opening,
    Period,
    Profile,
    Queue,
    Reason,
    Routing,
    ScenarioFile,
    ScenarioTree,
)
from sim.scenario.shape import Slot, slots
from sim.scenario.yaml_nodes import Items, Leaf, Raw, Table, plain

SECTIONS: dict[str, type[Node]] = {
    "profiles": Profile,
    "reasons": Reason,
    "queues": Queue,
    "agents": Group,
    "channel_shift": ChannelShift,
    "follow_ups": FollowUp,
    "events": Event,
}
TOLERANCE = 1e-6  # by which shares that should sum to 100 % may miss it
MAX_NAMES = {"queues": 2_000, "agents": 2_000}


@dataclass
class Parts:
    """What of a scenario is valid in itself; the raw tree for places; the problems so far."""

    raw: Table
    problems: list[Problem]
    period: Period | None = None
    opening: Opening | None = None
    routing: Routing = field(default_factory=Routing)
    totals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    reasons: dict[str, Reason] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    agents: dict[str, Group] = field(default_factory=dict)
    channel_shift: dict[str, ChannelShift] = field(default_factory=dict)
    follow_ups: dict[str, FollowUp] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    plain_parts: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    tables: dict[str, tuple[float, ...]] = field(default_factory=dict)
    is_center_opening_valid: bool = True

    def names(self, section: str) -> list[str]:
        """All names of a section, valid or not."""
        raw = self.raw.entries.get(section)
        return list(raw.entries) if isinstance(raw, Table) else []

    def refuse(
        self, path: Loc, message: str, allowed: str = "", mend: str = "", with_value: bool = True
    ) -> None:
        """Note a problem of the value at a path."""
        self.problems.append(problem_at(self.raw, path, message, allowed, mend, with_value))

    def tree(self) -> ScenarioTree:
        """The whole tree, once every part is valid."""
        sections: dict[str, Any] = {name: getattr(self, name) for name in SECTIONS}
        return ScenarioTree.model_validate({**self.plain_parts, **sections})


def opening_of(parts: Parts, item: Queue | Group) -> Opening | None:
    """Opening hours of a queue or group: its own, else the center's."""
    return item.opening or parts.opening


def arrival_hours(parts: Parts, queue: Queue) -> Opening | None:
    """When contacts of the queue arrive: in its opening hours, or at any hour (None; rule R84)."""
    return None if queue.channel in ASYNCHRONOUS else opening_of(parts, queue)


@cache
def _adapter(key: str) -> TypeAdapter[Any]:
    info = ScenarioTree.model_fields[key]
    annotation: Any = info.annotation
    if info.metadata:
        annotation = Annotated[(annotation, *info.metadata)]
    return TypeAdapter(annotation)


def validate_parts(raw: Table, problems: list[Problem]) -> Parts:
    """Every part of the expanded tree against the schema; problems are appended."""
    parts = Parts(raw, problems)
    empty = _missing_values(raw, ())
    for path in empty:
        parts.refuse(
            path, "has no value", "", "remove the key, or give it a value", with_value=False
        )
    before = len(problems)
    _top_level(parts)
    # A key without value is one mistake, not also a missing key of its node.
    silenced = {path_text(path) for path in empty} | {path_text(path[:-1]) for path in empty}
    problems[before:] = [p for p in problems[before:] if p.path not in silenced]
    return parts


def _missing_values(raw: Raw, path: Loc) -> list[Loc]:
    """Paths that have nothing behind the colon or dash."""
    if isinstance(raw, Leaf):
        return [path] if raw.text is None else []
    pairs: list[tuple[int | str, Raw]] = (
        list(enumerate(raw.values))
        if isinstance(raw, Items)
        else [
            (key, value)
            for key, value in raw.entries.items()
            if path or key not in ("scenarios", "lists")
        ]
    )
    return [found for key, value in pairs for found in _missing_values(value, (*path, key))]


def _top_level(parts: Parts) -> None:
    known = slots(ScenarioFile)
    for key in parts.raw.entries:
        if key not in known:
            message, allowed, mend = unknown_key(ScenarioFile, key)
            parts.refuse((key,), message, allowed, mend, with_value=False)
    for key in ScenarioTree.model_fields:
        if key in parts.raw.entries:
            if key in SECTIONS:
                _section(parts, key, known[key])
            else:
                _single(parts, key, known[key])
    for key, what in (
        ("name", "a title"),
        ("period", "{start, length, interval}"),
        ("queues", "at least one queue"),
        ("agents", "at least one group"),
    ):
        if key not in parts.raw.entries:
            place = parts.raw.place
            parts.problems.append(
                Problem(place.source, 1 if place.line else None, key, None, "is needed", what)
            )


def _single(parts: Parts, key: str, slot: Slot) -> None:
    raw = parts.raw.entries[key]
    try:
        value = _adapter(key).validate_python(plain(raw))
    except ValidationError as error:
        parts.problems.extend(problems_of(error, parts.raw, (key,), slot))
        if key == "opening":
            parts.is_center_opening_valid = False
        return
    parts.plain_parts[key] = value
    if key in ("period", "opening", "routing", "totals"):
        setattr(parts, key, value)


def _section(parts: Parts, section: str, slot: Slot) -> None:
    raw = parts.raw.entries[section]
    if not isinstance(raw, Table):
        what = "a list" if isinstance(raw, Items) else "a single value"
        parts.refuse((section,), f"is {what}", "a mapping of names")
        return
    if not raw.entries and section in ("queues", "agents"):
        parts.refuse((section,), "names nothing", "at least one name")
    limit = MAX_NAMES.get(section, 10_000)
    if len(raw.entries) > limit:
        parts.refuse((section,), f"has {len(raw.entries):,} names", f"at most {limit:,}")
        return
    inner = slot.inner
    assert inner is not None
    model = SECTIONS[section]
    for name, item in raw.entries.items():
        wrong = name_problem(name)
        if wrong is not None:
            parts.refuse((section, name), wrong, NAME_ALLOWED, with_value=False)
        try:
            value = model.model_validate(plain(item))
        except ValidationError as error:
            parts.problems.extend(problems_of(error, parts.raw, (section, name), inner))
            continue
        getattr(parts, section)[name] = value
