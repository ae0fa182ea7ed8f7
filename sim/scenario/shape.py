"""The shape of a scenario file, read off the schema classes: which key holds what.

Short forms, overrides, nearest names, the JSON Schema and the reference page all walk this one
description instead of repeating the schema.
"""

from __future__ import annotations

import difflib
import types
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from sim.scenario.schema import ClockSpan, Contained, Node, Opening, ScenarioFile
from sim.scenario.units import RATE_UNIT, Rate, Unit, Weekday

Kind = Literal["leaf", "node", "names", "days", "items"]


@dataclass(frozen=True)
class Slot:
    """What a key holds.

    leaf: one value; node: a mapping with the keys of `node`; names: a mapping of free names to
    `inner`, with a `node` also one `inner` as the short form of {*: inner}; days: a mapping of
    weekdays and dates to `inner`; items: a list of `inner`.
    """

    kind: Kind
    node: type[Node] | None = None
    inner: Slot | None = None
    unit: Unit | None = None
    choices: tuple[str, ...] = ()


LEAF = Slot("leaf")
_OPENING = Slot("days", Opening, Slot("items", None, LEAF))


def _strip(annotation: Any) -> tuple[Any, Unit | None]:
    """An annotation without Annotated and None, and its unit."""
    unit: Unit | None = None
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *extras = get_args(annotation)
            unit = next((extra for extra in extras if isinstance(extra, Unit)), unit)
        elif origin in (Union, types.UnionType):
            some = [part for part in get_args(annotation) if part is not type(None)]
            if len(some) > 1 and unit is None:
                unit = next((_strip(part)[1] for part in some if _strip(part)[1]), None)
            if len(some) > 1:
                return some[-1] if unit is None else str, unit
            annotation = some[0]
        else:
            return annotation, unit


def _slot(annotation: Any) -> Slot:
    kind, unit = _strip(annotation)
    origin = get_origin(kind)
    if kind is Rate:
        unit = RATE_UNIT
    if unit is not None:
        return Slot("leaf", unit=unit)
    if origin is Literal:
        return Slot("leaf", choices=tuple(str(choice) for choice in get_args(kind)))
    if origin is dict:
        key, value = get_args(kind)
        inner = _slot(value)
        named = _strip(key)[1]
        return Slot("days" if named is not None and named.name == "day" else "names", None, inner)
    if origin is tuple:
        inner_type = get_args(kind)[0]
        return Slot("items", None, _weekdays if inner_type is Weekday else _slot(inner_type))
    if isinstance(kind, type) and issubclass(kind, Node):
        if kind is Opening:
            return _OPENING
        if kind is ClockSpan:
            return LEAF
        if kind is Contained:
            return Slot("names", Contained, slots(Contained)["*"])
        return Slot("node", kind)
    return LEAF


_weekdays = Slot("leaf", choices=get_args(Weekday))


@cache
def slots(node: type[Node]) -> dict[str, Slot]:
    """The keys of a node as written in a file, and what each holds."""
    result = {}
    for name, info in node.model_fields.items():
        annotation: Any = info.annotation
        if info.metadata:
            annotation = Annotated[(annotation, *info.metadata)]
        result[info.alias or name] = _slot(annotation)
    return result


ROOT = Slot("node", ScenarioFile)


def nearest(name: str, known: Iterable[str]) -> str:
    """ "did you mean X?" for the known name most like this one, "" if none is like it."""
    names = list(known)
    found = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if not found:
        lower = {known_name.lower(): known_name for known_name in names}
        close = difflib.get_close_matches(name.lower(), list(lower), n=1, cutoff=0.6)
        found = [lower[key] for key in close]
    return f"did you mean {found[0]}?" if found else ""
