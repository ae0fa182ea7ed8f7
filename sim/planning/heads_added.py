"""Heads added to a head count of a scenario, wherever it has any: `+3` of goal-seek."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sim.scenario import Scenario

Added = Callable[[int], Any]
"""So many heads more (fewer below 0) -> what a file would have at the path."""


def adder(scenario: Scenario, path: str, now: Any) -> Added | None:
    """What adds heads to the head count at a path; None where no head count stands there.

    `now` is what the resolved scenario has at the path: a number, one number a reporting interval
    (or a file of them), or the shifts of a group, each of which grows. Where nobody is planned
    nobody is added, and nowhere are there fewer than none.
    """
    words = path.split(".")
    if words[0] != "agents" or len(words) < 3:
        return None
    if words[-1] == "shifts" and isinstance(now, Mapping):
        return lambda more: {name: {**one, "agents": _more(one["agents"], more)}
                             for name, one in now.items()}  # fmt: skip
    if words[-1] not in ("seated", "staff", "agents"):
        return None
    if isinstance(now, (int, float)) and not isinstance(now, bool):
        return lambda more: _more(now, more)
    listed = now if isinstance(now, list) else scenario.tables.get(f"{path}.file")
    if listed is None:
        return None
    return lambda more: [_more(heads, more) for heads in listed]


def _more(heads: float, more: int) -> float | int:
    found = max(0.0, heads + more) if heads else 0.0
    return int(found) if found == int(found) else found
