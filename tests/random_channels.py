"""Random small worlds over all channel kinds, full of ties.

Like those of `random_worlds`, with agents who hold several contacts, deferred work, threads, posts,
peers and warm transfers. Every instant and nearly every duration is a whole number of seconds, and
most work is a multiple of two of them, so completions, patience, breaks and arrivals meet.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import yaml
from hypothesis import reject
from hypothesis import strategies as st

from sim.draws import Draws
from sim.errors import InputError
from sim.model import Durations, Model
from tests.random_worlds import LENGTH, World, clock, shift
from tests.worlds import Contact, by_hand, model_of

LIVE = ("voice", "video", "chat")
LATER = ("messaging", "email", "social", "community")
SEVERAL = ("chat", "messaging")
SECONDS = st.sampled_from([0, 1, 2, 2, 4, 4, 6, 10, 20])


def _constant(seconds: int) -> dict[str, str]:
    return {"mean": f"{seconds}s", "distribution": "constant"}


def _one_in(draw: st.DrawFn, count: int) -> bool:
    return draw(st.integers(0, count - 1)) == 0


@st.composite
def _queue(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    queue: dict[str, Any] = {
        "channel": kind,
        "arrivals": {"rate": "0/h"},
        "handle_time": _constant(draw(st.sampled_from([2, 4, 7]))),
        "patience": _constant(draw(st.integers(1, 20))),
    }
    if _one_in(draw, 3):
        queue["priority"] = draw(st.integers(1, 2))
    if _one_in(draw, 3):
        queue["wrap_up"] = _constant(draw(st.integers(1, 4)))
    if _one_in(draw, 4):
        queue["patience"] = "none"
    if _one_in(draw, 4):
        queue["head_start"] = f"{draw(st.integers(1, 10))}s"
    if _one_in(draw, 5):
        queue["max_waiting"] = draw(st.integers(0, 3))
    if _one_in(draw, 4):
        queue["opening"] = {"mon": f"08:00-{clock(draw(st.integers(20, 110)))}"}
        if kind in LIVE:
            queue["at_close"] = draw(st.sampled_from(["serve", "drop"]))
    if _one_in(draw, 3):
        queue["target"] = {"answered": "80%", "within": f"{draw(st.integers(1, 20))}s"}
    if kind == "messaging":
        queue["turns"] = {"mean": draw(st.sampled_from([2, 4]))}
        queue["gap"] = {"mean": f"{draw(st.integers(1, 8))}s"}
        queue["reply_window"] = f"{draw(st.sampled_from([3, 8, 15, 100]))}s"
    if kind == "community":
        queue["peers"] = {"answer": "60%", "delay": {"mean": f"{draw(st.integers(1, 12))}s"}}
    if kind in LIVE and _one_in(draw, 5):
        when = draw(
            st.sampled_from([{"queue_length": 1}, {"waited": "5s"}, {"expected_wait": "6s"}])
        )
        slot = draw(st.sampled_from(["0s", "5s"]))
        queue["callback"] = {"to": "back", "when": when, "accepted": "60%", "slot": slot}
    return queue


@st.composite
def _cell(draw: st.DrawFn, kind: str, most_free: int) -> dict[str, Any]:
    cell: dict[str, Any] = {"rank": draw(st.integers(1, 3))}
    if kind in SEVERAL:
        cell["concurrency"] = draw(st.sampled_from([1, 2, 2, 3, 4, "unlimited"]))
        if cell["concurrency"] != 1:
            cell["slowdown"] = draw(st.sampled_from(["0%", "100%", "50%", "20%"]))
    if _one_in(draw, 6):
        cell["after"] = f"{draw(st.integers(1, 15))}s"
    if most_free and _one_in(draw, 6):
        cell["keep_idle"] = draw(st.integers(1, most_free))
    if _one_in(draw, 4):
        cell["speed"] = draw(st.sampled_from(["50%", "70%", "200%"]))
    return cell


@st.composite
def _group(draw: st.DrawFn, kinds: dict[str, str]) -> dict[str, Any]:
    served = draw(st.lists(st.sampled_from(sorted(kinds)), min_size=1, unique=True))
    group: dict[str, Any] = {}
    if draw(st.booleans()):
        heads = draw(st.lists(st.integers(0, 3), min_size=8, max_size=8))
        heads[0] = max(heads[0], 1)
        group["seated"] = heads
        most = max(heads)
    else:
        shifts = draw(st.lists(shift(), min_size=1, max_size=3))
        group["shifts"] = {f"s{number}": each for number, each in enumerate(shifts)}
        most = sum(each["agents"] for each in shifts)
    group["skills"] = {name: draw(_cell(kinds[name], min(most - 1, 2))) for name in served}
    policies = ["priority_then_longest_wait", "longest_wait", "earliest_due"]
    group["routing"] = {"contacts": draw(st.sampled_from(policies))}
    return group


@st.composite
def _follow_up(draw: st.DrawFn, kinds: dict[str, str]) -> dict[str, Any]:
    source = draw(st.sampled_from(sorted(kinds)))
    events = ["answered", "abandoned", "blocked", "waiting 5s", "waiting 5s", "waiting 9s"]
    events += {"messaging": ["expired"], "community": ["answered_by_peer"]}.get(kinds[source], [])
    after = draw(st.sampled_from(events))
    live = sorted(name for name, kind in kinds.items() if kind in LIVE and name > source)
    follow_up: dict[str, Any] = {
        "from": source,
        "after": after,
        "to": draw(st.sampled_from(sorted(kinds))),
        "probability": draw(st.sampled_from(["20%", "40%"])),
        "by": draw(st.sampled_from(["customer", "company"])),
    }
    if live and kinds[source] in (*LIVE, "outbound") and draw(st.booleans()):
        follow_up |= {"after": "answered", "to": draw(st.sampled_from(live)), "as": "transfer"}
        return {**follow_up, "warm": f"{draw(st.integers(1, 10))}s"}
    follow_up["delay"] = f"{draw(st.integers(0, 12))}s"
    if after != "answered" and after != "answered_by_peer":
        follow_up["settles"] = draw(st.sampled_from(["0%", "50%", "100%"]))
    return follow_up


@st.composite
def _spread(draw: st.DrawFn, names: list[str]) -> dict[str, Any]:
    to = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    return {
        "to": {name: draw(st.sampled_from([0.3, 0.8, 1.5])) for name in to},
        "half_life": f"{draw(st.integers(1, 15))}s",
        "at_most": draw(st.sampled_from([1, 3, 10, 20])),
    }


@st.composite
def _tree(draw: st.DrawFn) -> dict[str, Any]:
    drawn = draw(st.lists(st.sampled_from((*LIVE, *LIVE, *LATER)), min_size=1, max_size=4))
    kinds = dict(zip("abcd", drawn, strict=False))
    queues = {name: draw(_queue(kind)) for name, kind in kinds.items()}
    if any("callback" in queue for queue in queues.values()) or _one_in(draw, 4):
        kinds["back"] = "outbound"
        queues["back"] = {
            "channel": "outbound",
            "arrivals": {"rate": "0/h"},
            "handle_time": _constant(4),
            "dial": {
                "reached": "50%",
                "attempts": draw(st.integers(1, 3)),
                "retry": f"{draw(st.integers(0, 9))}s",
                "ring": f"{draw(st.integers(1, 3))}s",
            },
        }
        if draw(st.booleans()):
            queues["back"]["patience"] = _constant(draw(st.integers(1, 20)))
    groups = {f"g{number}": draw(_group(kinds)) for number in range(draw(st.integers(1, 3)))}
    policy = draw(st.sampled_from(["longest_idle", "least_occupied", "random"]))
    for group in groups.values():
        group["routing"]["agents"] = policy
    for name in kinds:  # somebody serves every queue
        if not any(name in group["skills"] for group in groups.values()):
            groups["g0"]["skills"][name] = {"rank": draw(st.integers(1, 3))}
    for queue in queues.values():
        if queue["channel"] == "social" and draw(st.booleans()):
            queue["spread"] = draw(_spread([name for name in kinds if name != "back"]))
    follow_ups = draw(st.lists(_follow_up(kinds), max_size=4))
    tree: dict[str, Any] = {
        "name": "A random world",
        "period": {"start": "2026-03-02 08:00", "length": f"{LENGTH}s", "interval": "15s"},
        "queues": queues,
        "agents": groups,
        "follow_ups": {f"f{number}": each for number, each in enumerate(follow_ups)},
    }
    if "voice" in drawn and _one_in(draw, 3):
        tree["lines"] = draw(st.integers(0, 3))
    return tree


@st.composite
def _contacts(draw: st.DrawFn, kinds: dict[str, str]) -> list[Contact]:
    """5 to 40 contacts in the order of the draws; those before 0 wait at start (R15)."""
    contacts: list[Contact] = []
    names = sorted(kinds)
    for _ in range(draw(st.integers(5, 40))):
        name = draw(st.sampled_from(names))
        earliest = -30 if kinds[name] in LATER and _one_in(draw, 4) else 0
        at = draw(st.integers(earliest, 100))
        work = draw(st.one_of(SECONDS, st.integers(0, 60)))
        contacts.append((at, name, work, draw(st.one_of(st.none(), st.integers(0, 30)))))
    return sorted(contacts, key=lambda each: (each[0], names.index(each[1])))


def _whole_seconds(durations: Durations) -> Durations:
    """Every table in whole seconds: of work in nanoseconds, of delays in ticks."""
    table = durations.table.copy()
    work = {*durations.handle.tolist(), *durations.wrap_up.tolist()}
    for row in range(len(table)):
        second = 10**9 if row in work else 1_000
        table[row] = (table[row] + second // 2) // second * second
    return replace(durations, table=table)


def _draws_of(draw: st.DrawFn, model: Model, contacts: list[Contact]) -> Draws:
    count = len(contacts)
    pick = draw(st.lists(st.floats(0, 0.999), min_size=count, max_size=count))
    drawn = by_hand(model, contacts, pick=pick)
    wrap_up = draw(st.lists(st.sampled_from([0, 0, 2, 3]), min_size=count, max_size=count))
    relevant = draw(st.lists(st.sampled_from([0, 1, 1]), min_size=count, max_size=count))
    is_post = model.posts.is_one[drawn.queue] == 1
    return replace(
        drawn,
        wrap_up=np.array(wrap_up, dtype=np.int64) * 10**9,
        relevant=np.where(is_post, relevant, 1).astype(np.int8),
    )


@st.composite
def channels(draw: st.DrawFn) -> World:
    """A scenario with queues of any kind, its model, and contacts written by hand."""
    tree = draw(_tree())
    text = yaml.safe_dump(tree, sort_keys=False)
    try:
        model = model_of(text)
    except InputError:  # such as follow-ups without end
        reject()
    model = replace(model, durations=_whole_seconds(model.durations))
    kinds = {n: q["channel"] for n, q in tree["queues"].items() if "arrivals" in q}
    contacts = draw(_contacts(kinds))
    return World(text, model, _draws_of(draw, model, contacts), tuple(contacts))
