"""What random worlds are drawn from: a seed gives the same world wherever it is drawn.

Only `random()` of the generator is used, whose sequence Python guarantees.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import yaml

from sim.draws import Draws
from sim.model import Durations, Model
from tests.worlds import Contact, by_hand, model_of

T = TypeVar("T")

Tree = dict[str, Any]
"""A scenario, as it stands in a file."""

LENGTH = 120
"""Simulated seconds; short, so that many things fall into one tick."""

LATER = ("messaging", "email", "social", "community")
"""Kinds that may have contacts waiting at start."""


class Chance:
    """Draws, one after the other, from a seed."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def below(self, count: int) -> int:
        """0 .. count - 1."""
        return int(self._random.random() * count)

    def between(self, low: int, high: int) -> int:
        """low .. high, both included."""
        return low + self.below(high - low + 1)

    def one_in(self, count: int) -> bool:
        return self.below(count) == 0

    def pick(self, values: Sequence[T]) -> T:
        return values[self.below(len(values))]

    def some(self, values: Sequence[T], most: int | None = None) -> list[T]:
        """At least one of the values, each at most once."""
        left = list(values)
        count = self.between(1, len(left) if most is None else min(most, len(left)))
        return [left.pop(self.below(len(left))) for _ in range(count)]

    def share(self) -> float:
        """From [0, 1)."""
        return self._random.random()


@dataclass(frozen=True)
class World:
    """A scenario, its model, and contacts written by hand."""

    text: str
    model: Model
    draws: Draws
    contacts: tuple[Contact, ...]


@dataclass(frozen=True)
class Plan:
    """A scenario, and how many contacts are written for it."""

    tree: Tree
    least: int
    most: int
    until: int  # second of the last contact at the latest


def clock(second: int) -> str:
    return f"08:{second // 60:02d}:{second % 60:02d}"


def constant(seconds: int) -> dict[str, str]:
    return {"mean": f"{seconds}s", "distribution": "constant"}


def period(interval: int) -> dict[str, str]:
    return {"start": "2026-03-02 08:00", "length": f"{LENGTH}s", "interval": f"{interval}s"}


def shift(chance: Chance) -> Tree:
    start = chance.between(0, 60)
    end = chance.between(start + 20, 150)
    shift: Tree = {
        "agents": chance.between(1, 3),
        "days": "mon",
        "start": clock(start),
        "end": clock(end),
    }
    if chance.one_in(2):
        begin = chance.between(start, end - 10)
        shift["breaks"] = [
            {"length": "5s", "between": f"{clock(begin)}-{clock(min(begin + 10, end))}"}
        ]
    return shift


def outbound(chance: Chance) -> Tree:
    """A queue of callbacks."""
    return {
        "channel": "outbound",
        "arrivals": {"rate": "0/h"},
        "handle_time": constant(4),
        "dial": {
            "reached": chance.pick(["50%", "50%", "100%"]),
            "attempts": chance.between(1, 3),
            "retry": f"{chance.between(0, 9)}s",
            "ring": f"{chance.between(1, 3)}s",
        },
    }


def callback(chance: Chance) -> Tree:
    """An offer of a callback in the queue `back`."""
    return {
        "to": "back",
        "when": chance.pick([{"queue_length": 1}, {"waited": "5s"}, {"expected_wait": "6s"}]),
        "accepted": "60%",
        "slot": chance.pick(["0s", "5s"]),
    }


def settling(chance: Chance, after: str) -> Tree:
    """`settles` of a follow-up after something that leaves a thing to settle (R64)."""
    if after.startswith("answered"):
        return {}
    return {"settles": chance.pick(["0%", "50%", "100%", "100%"])}


def kinds_of(tree: Tree) -> dict[str, str]:
    """Channel kind of the queues at which customers arrive, in the order of the file."""
    queues = tree["queues"]
    return {name: queue["channel"] for name, queue in queues.items() if "arrivals" in queue}


def contacts_of(chance: Chance, kinds: dict[str, str], count: int, until: int) -> list[Contact]:
    """So many contacts in the order of the draws; those before 0 wait at start (R15).

    A third come in a tick in which another one comes.
    """
    names = list(kinds)
    contacts: list[Contact] = []
    for _ in range(count):
        name = chance.pick(names)
        if contacts and chance.one_in(3):
            at = chance.pick(contacts)[0]
        elif kinds[name] in LATER and chance.one_in(4):
            at = chance.between(-30, 0)
        else:
            at = chance.between(0, until)
        if at < 0 and kinds[name] not in LATER:
            at = 0
        work = chance.pick([0, 1, 2, 2, 4, 4, 6, 10, 20, chance.between(0, 60)])
        patience = None if chance.one_in(3) else chance.between(0, 30)
        contacts.append((at, name, work, patience))
    return sorted(contacts, key=lambda each: (each[0], names.index(each[1])))


def whole_seconds(durations: Durations) -> Durations:
    """Every table in whole seconds: of work in nanoseconds, of delays in ticks."""
    table = durations.table.copy()
    work = {*durations.handle.tolist(), *durations.wrap_up.tolist()}
    for row in range(len(table)):
        if table[row, 0] != table[row, -1]:  # constants are whole seconds
            second = 10**9 if row in work else 1_000
            table[row] = (table[row] + second // 2) // second * second
    return replace(durations, table=table)


def draws_of(chance: Chance, model: Model, contacts: Sequence[Contact]) -> Draws:
    """The contacts as they are written, each with a key; a third of the posts need no answer."""
    count = len(contacts)
    reasons = len(model.labels.reasons)
    drawn = by_hand(
        model,
        contacts,
        pick=[chance.share() for _ in range(count)],
        reason=[chance.below(reasons) for _ in range(count)] if reasons else (),
    )
    wrap_up = [chance.pick([0, 0, 0, 1, 2, 3]) for _ in range(count)]
    relevant = np.array([0 if chance.one_in(3) else 1 for _ in range(count)], dtype=np.int8)
    is_post = model.posts.is_one[drawn.queue] == 1
    return replace(
        drawn,
        key=np.array([chance.below(2**53) + 1 for _ in range(count)], dtype=np.uint64),
        wrap_up=np.array(wrap_up, dtype=np.int64) * 10**9,
        relevant=np.where(is_post, relevant, 1).astype(np.int8),
    )


def with_reasons(tree: Tree) -> None:
    """Two reasons, which every customer brings along (R13, R62)."""
    tree["reasons"] = {"easy": {"work": "50%"}, "hard": {"work": "200%"}}
    for queue in tree["queues"].values():
        if "arrivals" in queue:
            queue["reasons"] = {"easy": "60%", "hard": "40%"}


def model_of_tree(tree: Tree) -> tuple[str, Model]:
    """The text of the scenario and its model; InputError if it is refused."""
    text = yaml.safe_dump(tree, sort_keys=False)
    model = model_of(text)
    return text, replace(model, durations=whole_seconds(model.durations))


def with_contacts(chance: Chance, plan: Plan, text: str, model: Model) -> World:
    """The scenario with contacts drawn anew."""
    count = chance.between(plan.least, plan.most)
    contacts = contacts_of(chance, kinds_of(plan.tree), count, plan.until)
    return World(text, model, draws_of(chance, model, contacts), tuple(contacts))
