"""The reference page and the JSON Schema of scenario files, read off the schema classes."""

from __future__ import annotations

from typing import Any

from pydantic.fields import FieldInfo

from sim.scenario.demand_rules import DISTRIBUTION_KEYS
from sim.scenario.kind_rules import CHANNEL_KEYS, NEEDED_KEYS
from sim.scenario.reference_text import FILES, INTRODUCTION, LISTS, OPENING, VOLUMES
from sim.scenario.schema import (
    Arrivals,
    Break,
    Callback,
    CallbackWhen,
    CenterCost,
    ChannelShift,
    Dial,
    Distribution,
    Event,
    FollowUp,
    Group,
    GroupCost,
    HeadCount,
    Node,
    Opening,
    Patience,
    Peers,
    Period,
    Profile,
    Queue,
    QueueCost,
    Reason,
    Routing,
    Run,
    ScenarioFile,
    ShiftPattern,
    Shrinkage,
    Skill,
    Spread,
    Target,
    Turns,
    Variability,
    WaitingAtStart,
)
from sim.scenario.shape import Slot, slots
from sim.scenario.unit_time import CLOCK_ALLOWED, WEEKDAYS
from sim.scenario.units import Unit

# Every node once, with the paths at which it stands.
PAGES: tuple[tuple[type[Node], str], ...] = (
    (ScenarioFile, "the file"),
    (Period, "period"),
    (Profile, "profiles.NAME"),
    (Reason, "reasons.NAME"),
    (Routing, "routing, agents.NAME.routing"),
    (CenterCost, "cost"),
    (Queue, "queues.NAME"),
    (Arrivals, "queues.NAME.arrivals"),
    (Variability, "queues.NAME.arrivals.variability"),
    (
        Distribution,
        "queues.NAME.handle_time, queues.NAME.wrap_up, queues.NAME.patience, "
        "queues.NAME.session, queues.NAME.gap, queues.NAME.triage, follow_ups.NAME.delay",
    ),
    (Patience, "queues.NAME.patience"),
    (Target, "queues.NAME.target"),
    (Callback, "queues.NAME.callback"),
    (CallbackWhen, "queues.NAME.callback.when"),
    (Dial, "queues.NAME.dial"),
    (Turns, "queues.NAME.turns"),
    (Spread, "queues.NAME.spread"),
    (Peers, "queues.NAME.peers"),
    (WaitingAtStart, "queues.NAME.waiting_at_start"),
    (QueueCost, "queues.NAME.cost"),
    (Group, "agents.NAME"),
    (HeadCount, "agents.NAME.seated, agents.NAME.staff"),
    (ShiftPattern, "agents.NAME.shifts.NAME"),
    (Break, "agents.NAME.shifts.NAME.breaks"),
    (Shrinkage, "agents.NAME.shrinkage"),
    (Skill, "agents.NAME.skills.QUEUE"),
    (GroupCost, "agents.NAME.cost"),
    (ChannelShift, "channel_shift.NAME"),
    (FollowUp, "follow_ups.NAME"),
    (Event, "events.NAME"),
    (Run, "run"),
)
_DAY_NAMES = rf"^(?:[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|{'|'.join(WEEKDAYS)})(?:[-, ].*)?$"


def _default(node: type[Node], key: str, info: FieldInfo) -> str:
    extra: Any = info.json_schema_extra or {}
    if info.is_required():
        return "needed"
    if extra.get("x-default"):
        return str(extra["x-default"])
    value = info.get_default(call_default_factory=True)
    if value is None or value == {} or value == "":
        return ""
    if isinstance(value, Node):
        return ""
    slot = slots(node)[key]
    return slot.unit.write(value) if slot.unit else str(value)


def _kind(slot: Slot) -> str:
    if slot.unit is not None:
        return slot.unit.name
    if slot.choices:
        return ", ".join(f"`{choice}`" for choice in slot.choices)
    if slot.kind == "days":
        return "days"
    if slot.kind == "names":
        if slot.node is not None and slot.inner is not None:
            return f"{_kind(slot.inner)}, or names"
        return "names"
    if slot.kind == "items":
        inner = slot.inner
        if inner is not None and inner.unit is not None:
            return f"list of {inner.unit.name}s"
        return "list"
    return "mapping" if slot.kind == "node" else "text"


def _row(node: type[Node], name: str, info: FieldInfo) -> str:
    key = info.alias or name
    extra: Any = info.json_schema_extra or {}
    example = str(extra.get("x-example", ""))
    cells = (
        f"`{key}`",
        info.description or "",
        _kind(slots(node)[key]),
        _default(node, key, info),
        f"`{example}`" if example else "",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _own_fields(node: type[Node]) -> dict[str, FieldInfo]:
    """The fields that no other documented node already has."""
    inherited = Distribution.model_fields if node is Patience else {}
    return {name: info for name, info in node.model_fields.items() if name not in inherited}


def _section(node: type[Node], title: str) -> list[str]:
    words = " ".join((node.__doc__ or "").split())
    lines = [
        f"## {title}",
        "",
        words,
        "",
        "| key | what | kind | default | example |",
        "|---|---|---|---|---|",
    ]
    lines.extend(_row(node, name, info) for name, info in _own_fields(node).items())
    lines.append("")
    if node is Distribution:
        lines.extend(["| distribution | needs | takes |", "|---|---|---|"])
        for kind, (needed, further) in DISTRIBUTION_KEYS.items():
            need = ", ".join(needed) or "file or values"
            lines.append(f"| `{kind}` | {need} | {', '.join(further)} |")
        lines.append("")
    if node is Queue:
        lines.extend(["| channel | needs | takes |", "|---|---|---|"])
        for channel, keys in CHANNEL_KEYS.items():
            needs = NEEDED_KEYS[channel]
            takes = [key for key in keys if key not in ("channel", *needs)]
            lines.append(f"| `{channel}` | {', '.join(needs)} | {', '.join(takes)} |")
        lines.append("")
    return lines


def reference_markdown() -> str:
    """The page docs/reference/scenario.md."""
    lines = [INTRODUCTION]
    for node, title in PAGES:
        lines.extend(_section(node, title))
        if node is ScenarioFile:
            lines.append(OPENING)
    lines.extend([VOLUMES, FILES, LISTS])
    lines.append("Named scenarios and `--set`: see [overrides](../how-to/overrides.md).")
    return "\n".join(lines) + "\n"


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of scenario files as people write them, short forms included.

    For editors: it knows keys, choices and units. What depends on several keys, on names or on
    files is judged by `load` alone.
    """
    definitions: dict[str, Any] = {}
    root = _node_schema(ScenarioFile, definitions)
    root["properties"]["scenarios"] = {
        "type": "object",
        "description": ScenarioFile.model_fields["scenarios"].description,
        "additionalProperties": {"type": "object"},
    }
    root["properties"]["lists"] = {
        "type": "object",
        "description": ScenarioFile.model_fields["lists"].description,
        "additionalProperties": {"type": ["string", "array"]},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario file",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _node_schema(node: type[Node], definitions: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    required = []
    known = slots(node)
    for name, info in node.model_fields.items():
        key = info.alias or name
        inner = _slot_schema(known[key], definitions)
        properties[key] = {**inner, "description": info.description or ""}
        if info.is_required():
            required.append(key)
    return {
        "type": "object",
        "description": " ".join((node.__doc__ or "").split()),
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _slot_schema(slot: Slot, definitions: dict[str, Any]) -> dict[str, Any]:
    if slot.kind == "node":
        assert slot.node is not None
        return _reference(slot.node, definitions)
    if slot.kind == "days":
        spans = {"anyOf": [_SPAN, {"const": "closed"}, {"type": "array", "items": _SPAN}]}
        is_opening = slot.node is Opening
        inner = spans if is_opening or slot.inner is None else _slot_schema(slot.inner, definitions)
        return {
            "type": "object",
            "propertyNames": {"pattern": _DAY_NAMES},
            "additionalProperties": inner,
        }
    if slot.kind == "names":
        assert slot.inner is not None
        value = _slot_schema(slot.inner, definitions)
        names = {"type": "object", "additionalProperties": value}
        return names if slot.node is None else {"anyOf": [value, names]}
    if slot.kind == "items":
        assert slot.inner is not None
        items = _slot_schema(slot.inner, definitions)
        if slot.inner.choices == WEEKDAYS:
            return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
        return {"type": "array", "items": items}
    return _leaf_schema(slot)


def _leaf_schema(slot: Slot) -> dict[str, Any]:
    if slot.choices:
        return {"anyOf": [{"enum": list(slot.choices)}, _LISTED]}
    if slot.unit is not None:
        return {"anyOf": [_unit_schema(slot.unit), _LISTED]}
    return {"type": ["string", "number", "boolean"]}


def _unit_schema(unit: Unit) -> dict[str, Any]:
    return {**unit.json_schema, "title": unit.name, "examples": [unit.example]}


# A value that is filled in from a list is judged once it is filled in.
_LISTED = {"type": "string", "pattern": r"\$"}
_SPAN = {
    "type": "string",
    "pattern": r"^[0-9]{1,2}:[0-9]{2}-[0-9]{1,2}:[0-9]{2}$|\$",
    "title": "span of clock times",
    "description": CLOCK_ALLOWED,
}
_SHORT_KEYS: dict[type[Node], str] = {
    Skill: "rank",
    Variability: "own",
    Shrinkage: "off_desk",
    Profile: "file",
    HeadCount: "number",
    Distribution: "mean",
    Patience: "mean",
    Turns: "mean",
}


def _reference(node: type[Node], definitions: dict[str, Any]) -> dict[str, Any]:
    """A reference to the node, or its short form."""
    name = node.__name__
    if name not in definitions:
        definitions[name] = {}  # a mark, so that a node inside itself would end
        definitions[name] = _node_schema(node, definitions)
    reference = {"$ref": f"#/$defs/{name}"}
    forms: list[dict[str, Any]] = [reference]
    if node in _SHORT_KEYS:
        forms.append(_slot_schema(slots(node)[_SHORT_KEYS[node]], definitions))
    if node is HeadCount:
        forms.append(_slot_schema(slots(node)["per_interval"], definitions))
    if node is Patience:
        forms.append({"const": "none"})
    return reference if len(forms) == 1 else {"anyOf": forms}
