"""What the schema refuses, said to a planner: file, line, path, value, allowed, how to mend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from sim.errors import Problem
from sim.scenario.names import unknown_key
from sim.scenario.node_rules import Finding
from sim.scenario.schema import Node
from sim.scenario.shape import Slot, nearest, slots
from sim.scenario.yaml_nodes import Items, Leaf, Place, Raw, Table, shown

Loc = tuple[int | str, ...]
# Steps of the schema that the file does not have: opening hours are one mapping of days there.
_HIDDEN = ("weekdays", "dates", "by_reason", "[key]")


def path_text(path: Sequence[int | str]) -> str:
    """("per_interval", 2) to "per_interval item 3"."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f" item {step + 1}"
        else:
            text += f".{step}" if text else step
    return text


def find(raw: Raw, path: Loc) -> tuple[Raw, Place, Loc, Loc]:
    """Follow a path as far as the tree goes: (value, its place, path as written, path left)."""
    place = raw.place
    walked: list[int | str] = []
    left = list(path)
    while left:
        step = left[0]
        is_written = True
        if isinstance(raw, Table) and isinstance(step, str) and step in raw.entries:
            is_written = not raw.short
            place = raw.keys.get(step, raw.place)
            raw = raw.entries[step]
            if (
                isinstance(raw, Leaf)
                and raw.place.line is not None
                and (raw.place.source == place.source and raw.text)
            ):
                place = raw.place
        elif isinstance(raw, Items) and isinstance(step, int) and step < len(raw.values):
            raw = raw.values[step]
            place = raw.place
        elif step in _HIDDEN:
            left.pop(0)
            continue
        else:
            break
        if is_written:
            walked.append(step)
        left.pop(0)
    return raw, place, tuple(walked), tuple(left)


def problem_at(
    root: Raw,
    path: Loc,
    message: str,
    allowed: str = "",
    mend: str = "",
    with_value: bool = True,
) -> Problem:
    """A problem of the value at a path, or of the nearest place above it that is written."""
    raw, place, walked, left = find(root, path)
    names = [step for step in left if step not in _HIDDEN]
    if isinstance(raw, (Leaf, Items)):
        names = []  # the finer steps are inside a single written value
    is_single = isinstance(raw, Leaf) or (isinstance(raw, Items) and raw.values)
    value = shown(raw) if with_value and not names and is_single else None
    return Problem(
        place.source, place.line, path_text((*walked, *names)), value, message, allowed, mend
    )


def problems_of(error: ValidationError, root: Raw, base: Loc, slot: Slot) -> list[Problem]:
    """The problems behind a validation error of the value at `base`."""
    problems: list[Problem] = []
    for details in error.errors(include_url=False):
        loc: Loc = (*base, *details["loc"])
        context: dict[str, Any] = details.get("ctx", {})
        kind = details["type"]
        if kind == "findings":
            findings: list[Finding] = context["findings"]
            problems.extend(_finding(root, loc, finding) for finding in findings)
        elif kind == "refused":
            problems.append(
                problem_at(root, loc, context["message"], context["allowed"], context["mend"])
            )
        else:
            parent = _slot_at(slot, details["loc"][:-1])
            node = None if parent is None else parent.node
            here = _slot_at(slot, details["loc"])
            problems.append(_standard(root, loc, kind, context, node, here, details["msg"]))
    return problems


def _finding(root: Raw, loc: Loc, finding: Finding) -> Problem:
    steps: list[int | str] = [
        int(step) if step.isdigit() else step for step in finding.key.split(".") if step
    ]
    return problem_at(
        root,
        (*loc, *steps),
        finding.message,
        finding.allowed,
        finding.mend,
        with_value=bool(steps),
    )


def _slot_at(slot: Slot, loc: Loc) -> Slot | None:
    """What a path below a slot leads to, None where the shape does not know."""
    for step in loc:
        if slot.kind == "node" and slot.node is not None and step in slots(slot.node):
            slot = slots(slot.node)[str(step)]
        elif slot.inner is not None and slot.kind in ("names", "days", "items"):
            slot = slot.inner
        else:
            return None
    return slot


def _standard(
    root: Raw,
    loc: Loc,
    kind: str,
    context: dict[str, Any],
    node: type[Node] | None,
    here: Slot | None,
    text: str,
) -> Problem:
    """A problem that the schema library itself noticed."""
    key = str(loc[-1]) if loc else ""
    if kind == "missing":
        info = (
            None
            if node is None
            else next(
                (
                    field
                    for name, field in node.model_fields.items()
                    if (field.alias or name) == key
                ),
                None,
            )
        )
        return problem_at(root, loc, "is needed", _described(info))
    if kind == "extra_forbidden" and node is not None:
        message, allowed, mend = unknown_key(node, key)
        return problem_at(root, loc, message, allowed, mend, with_value=False)
    if kind == "literal_error":
        return _choice(root, loc, context)
    kinds = {
        "model_type": "a mapping",
        "model_attributes_type": "a mapping",
        "dict_type": "a mapping",
        "tuple_type": "a list",
        "string_type": "a single value",
    }
    if kind in kinds:
        raw = find(root, loc)[0]
        allowed = kinds[kind]
        message = f"is {_what(raw)}, not {allowed}"
        if allowed == "a mapping" and here is not None and here.kind == "node" and here.node:
            allowed = f"a mapping with {', '.join(slots(here.node))}"
        return problem_at(root, loc, message, allowed)
    return problem_at(root, loc, text[:1].lower() + text[1:])


def _described(info: FieldInfo | None) -> str:
    """What belongs at a missing key, with an example."""
    if info is None:
        return ""
    extra: Any = info.json_schema_extra or {}
    example = extra.get("x-example")
    return f"{info.description}, such as {example}" if example else str(info.description)


def _what(raw: Raw) -> str:
    if isinstance(raw, Table):
        return "a mapping"
    return "a list" if isinstance(raw, Items) else "a single value"


def _choice(root: Raw, loc: Loc, context: dict[str, Any]) -> Problem:
    choices = [
        word.strip("'\" ") for word in str(context["expected"]).replace(" or ", ", ").split(",")
    ]
    allowed = ", ".join(choices)
    raw = find(root, loc)[0]
    text = raw.text if isinstance(raw, Leaf) else None
    if text is None:
        return problem_at(
            root, loc, f"is {_what(raw)}" if not isinstance(raw, Leaf) else "has no value", allowed
        )
    return problem_at(root, loc, "is not one of the choices", allowed, nearest(text, choices))
