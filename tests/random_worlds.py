"""Random small worlds, full of ties: every instant and duration is a whole number of seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml
from hypothesis import strategies as st

from sim.draws import Draws
from sim.model import Model
from tests.worlds import Contact, by_hand, model_of

LENGTH = 120
"""Simulated seconds; short, so that many things fall into one tick."""


@dataclass(frozen=True)
class World:
    text: str
    model: Model
    draws: Draws
    contacts: tuple[Contact, ...]


def _clock(second: int) -> str:
    return f"08:{second // 60:02d}:{second % 60:02d}"


@st.composite
def _queue(draw: st.DrawFn) -> dict[str, Any]:
    queue: dict[str, Any] = {
        "channel": draw(st.sampled_from(["voice", "voice", "video"])),
        "arrivals": {"rate": "0/h"},
        "handle_time": {"mean": "10s"},
        "patience": "none",
        "priority": draw(st.integers(1, 2)),
    }
    if draw(st.booleans()):
        queue["head_start"] = f"{draw(st.integers(0, 10))}s"
    if draw(st.integers(0, 3)) == 0:
        queue["max_waiting"] = draw(st.integers(0, 3))
    if draw(st.integers(0, 2)) == 0:
        close = draw(st.integers(20, 110))
        queue["opening"] = {"mon": f"08:00-{_clock(close)}"}
        queue["at_close"] = draw(st.sampled_from(["serve", "drop"]))
    if draw(st.booleans()):
        queue["target"] = {"answered": "80%", "within": f"{draw(st.integers(1, 20))}s"}
    return queue


@st.composite
def _group(draw: st.DrawFn, queues: list[str]) -> dict[str, Any]:
    served = draw(st.lists(st.sampled_from(queues), min_size=1, unique=True))
    group: dict[str, Any] = {"skills": {}}
    for name in served:
        cell: dict[str, Any] = {"rank": draw(st.integers(1, 2))}
        if draw(st.integers(0, 3)) == 0:
            cell["after"] = f"{draw(st.integers(1, 15))}s"
        if draw(st.integers(0, 3)) == 0:
            cell["keep_idle"] = draw(st.integers(1, 2))
        if draw(st.integers(0, 3)) == 0:
            cell["speed"] = draw(st.sampled_from(["50%", "70%", "130%"]))
        group["skills"][name] = cell
    group["routing"] = {
        "contacts": draw(
            st.sampled_from(["priority_then_longest_wait", "longest_wait", "earliest_due"])
        )
    }
    if draw(st.booleans()):
        group["seated"] = draw(st.lists(st.integers(0, 4), min_size=4, max_size=4))
        group["seated"][0] = max(group["seated"][0], 3)  # room for keep_idle
    else:
        group["shifts"] = draw(st.lists(_shift(), min_size=1, max_size=3))
        group["shifts"] = {f"s{number}": shift for number, shift in enumerate(group["shifts"])}
        roomy = max(group["shifts"].values(), key=lambda shift: shift["agents"])
        roomy["agents"] = max(roomy["agents"], 3)  # room for keep_idle
    return group


@st.composite
def _shift(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(st.integers(0, 60))
    end = draw(st.integers(start + 20, 150))
    shift: dict[str, Any] = {
        "agents": draw(st.integers(1, 3)),
        "days": "mon",
        "start": _clock(start),
        "end": _clock(end),
    }
    if draw(st.booleans()):
        begin = draw(st.integers(start, end - 10))
        shift["breaks"] = [
            {"length": "5s", "between": f"{_clock(begin)}-{_clock(min(begin + 10, end))}"}
        ]
    return shift


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A scenario, its model, and up to 40 contacts written by hand."""
    names = ["a", "b", "c"][: draw(st.integers(1, 3))]
    groups = {f"g{number}": draw(_group(names)) for number in range(draw(st.integers(1, 3)))}
    served = {name for group in groups.values() for name in group["skills"]}
    names = [name for name in names if name in served]
    agents_policy = draw(st.sampled_from(["longest_idle", "least_occupied", "random"]))
    for group in groups.values():
        group["routing"]["agents"] = agents_policy
    tree: dict[str, Any] = {
        "name": "A random world",
        "period": {"start": "2026-03-02 08:00", "length": f"{LENGTH}s", "interval": "30s"},
        "queues": {name: draw(_queue()) for name in names},
        "agents": groups,
    }
    if draw(st.integers(0, 2)) == 0:
        tree["lines"] = draw(st.integers(1, 6))
    text = yaml.safe_dump(tree, sort_keys=False)
    model = model_of(text)
    contact = st.tuples(
        st.integers(0, LENGTH - 1),
        st.sampled_from(names),
        st.integers(0, 30),
        st.one_of(st.none(), st.integers(0, 30)),
    )
    contacts: list[Contact] = sorted(
        draw(st.lists(contact, max_size=40)), key=lambda each: (each[0], names.index(each[1]))
    )
    pick = draw(st.lists(st.floats(0, 0.999), min_size=len(contacts), max_size=len(contacts)))
    wrap_up = draw(st.sampled_from([0, 0, 3]))
    draws = by_hand(model, contacts, wrap_up=wrap_up, pick=pick)
    return World(text, model, draws, tuple(contacts))
