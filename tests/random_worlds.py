"""Random small worlds, full of ties: every instant and duration is a whole number of seconds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import yaml
from hypothesis import reject
from hypothesis import strategies as st

from sim.draws import Draws
from sim.errors import InputError
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


def clock(second: int) -> str:
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
        queue["opening"] = {"mon": f"08:00-{clock(close)}"}
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
        group["shifts"] = draw(st.lists(shift(), min_size=1, max_size=3))
        group["shifts"] = {f"s{number}": shift for number, shift in enumerate(group["shifts"])}
        heads = sum(shift["agents"] for shift in group["shifts"].values())
        for cell in group["skills"].values():
            if cell.get("keep_idle", 0) >= heads:
                del cell["keep_idle"]
    return group


@st.composite
def shift(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(st.integers(0, 60))
    end = draw(st.integers(start + 20, 150))
    shift: dict[str, Any] = {
        "agents": draw(st.integers(1, 3)),
        "days": "mon",
        "start": clock(start),
        "end": clock(end),
    }
    if draw(st.booleans()):
        begin = draw(st.integers(start, end - 10))
        shift["breaks"] = [
            {"length": "5s", "between": f"{clock(begin)}-{clock(min(begin + 10, end))}"}
        ]
    return shift


@st.composite
def _tree(draw: st.DrawFn) -> dict[str, Any]:
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
        tree["lines"] = draw(st.integers(0, 3))
    return tree


@st.composite
def _contacts(draw: st.DrawFn, names: list[str]) -> list[Contact]:
    """15 to 60 contacts in the order of the draws, many of them in one tick."""
    contact = st.tuples(
        st.integers(0, LENGTH - 1),
        st.sampled_from(names),
        st.one_of(st.integers(0, 10), st.integers(0, 80)),
        st.one_of(st.none(), st.integers(0, 30)),
    )
    drawn = draw(st.lists(contact, min_size=15, max_size=60))
    return sorted(drawn, key=lambda each: (each[0], names.index(each[1])))


@st.composite
def _world(draw: st.DrawFn, tree: dict[str, Any]) -> World:
    text = yaml.safe_dump(tree, sort_keys=False)
    model = model_of(text)
    arriving = [name for name, queue in tree["queues"].items() if "arrivals" in queue]
    contacts = draw(_contacts(arriving))
    count = len(contacts)
    pick = draw(st.lists(st.floats(0, 0.999), min_size=count, max_size=count))
    wrap_up = draw(st.lists(st.sampled_from([0, 0, 1, 3]), min_size=count, max_size=count))
    draws = replace(
        by_hand(model, contacts, pick=pick),
        wrap_up=np.array([each * 10**9 for each in wrap_up], dtype=np.int64),
    )
    return World(text, model, draws, tuple(contacts))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A scenario, its model, and contacts written by hand."""
    return draw(_world(draw(_tree())))


@st.composite
def journeys(draw: st.DrawFn) -> World:
    """The same with self-service, callbacks, an outbound queue and follow-ups of all kinds."""
    tree = draw(_tree())
    queues = tree["queues"]
    names = list(queues)
    for queue in queues.values():
        queue["handle_time"] = {"mean": "7s", "distribution": "constant"}
        queue["patience"] = {"mean": f"{draw(st.integers(1, 20))}s", "distribution": "constant"}
        if draw(st.booleans()):
            when = draw(
                st.sampled_from([{"queue_length": 1}, {"waited": "5s"}, {"expected_wait": "6s"}])
            )
            slot = draw(st.sampled_from(["0s", "5s"]))
            queue["callback"] = {"to": "back", "when": when, "accepted": "60%", "slot": slot}
    queues["back"] = {
        "channel": "outbound",
        "handle_time": {"mean": "4s", "distribution": "constant"},
        "dial": {
            "reached": "50%",
            "attempts": draw(st.integers(1, 3)),
            "retry": f"{draw(st.integers(0, 9))}s",
            "ring": f"{draw(st.integers(1, 3))}s",
        },
    }
    queues["bot"] = {
        "channel": "self_service",
        "arrivals": {"rate": "0/h"},
        "session": {"mean": "5s", "distribution": "constant"},
        "contained": "50%",
    }
    group = draw(st.sampled_from(sorted(tree["agents"])))
    tree["agents"][group]["skills"]["back"] = {"rank": draw(st.integers(1, 3))}
    tree["follow_ups"] = {"escalated": _follow_up("bot", "escalated", names[0], "100%", "0s")}
    for number in range(draw(st.integers(1, 4))):
        source = draw(st.sampled_from([*names, "back"]))
        after = ["answered", "abandoned", "blocked", "waiting 5s", "waiting 5s", "waiting 9s"]
        follow_up = _follow_up(
            source,
            draw(st.sampled_from(after)),
            draw(st.sampled_from([*names, "back"])),
            draw(st.sampled_from(["20%", "25%"])),
            f"{draw(st.integers(0, 15))}s",
        )
        follow_up["settles"] = draw(st.sampled_from(["0%", "50%", "100%"]))
        follow_up["by"] = draw(st.sampled_from(["customer", "company"]))
        tree["follow_ups"][f"f{number}"] = follow_up
    try:
        return draw(_world(tree))
    except InputError:  # such as a follow-up to a queue that is closed by then
        reject()


def _follow_up(source: str, after: str, to: str, probability: str, delay: str) -> dict[str, str]:
    return {"from": source, "after": after, "to": to, "probability": probability, "delay": delay}
