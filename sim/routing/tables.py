"""The two decisions of routing as tables: which agent for a contact, which contact for an agent."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.events import NANOSECONDS_PER_TICK
from sim.scenario.schema import Group, Routing

Ints = NDArray[np.int64]

CHOOSE_AGENT = {"longest_idle": 0, "least_occupied": 1, "random": 2}
CHOOSE_CONTACT = {"priority_then_longest_wait": 0, "longest_wait": 1, "earliest_due": 2}


@dataclass(frozen=True, eq=False)
class People:
    """Agents are numbered through; group g has agents first[g] .. first[g + 1] - 1."""

    first: Ints  # [groups + 1]
    by_head_count: Ints  # [groups] 1: `seated` or `staff` head counts, 0: shifts (fixed windows)
    choose_agent: Ints  # [groups] 0 longest_idle, 1 least_occupied, 2 random
    choose_contact: Ints  # [groups] 0 priority_then_longest_wait, 1 longest_wait, 2 earliest_due


@dataclass(frozen=True, eq=False)
class Skills:
    """The skill cells as matrices [group, queue]; rank 0 means no skill."""

    rank: Ints
    after: Ints  # ticks a contact must have waited (head start included)
    keep_idle: Ints  # agents of the group left free
    fills: Ints  # slots of the agent that a contact fills (rule R20)
    speed: Ints  # [group, queue, in hand - 1]: nanoseconds of work per tick
    slots: int  # slots of every agent: every concurrency of the center divides it


def skill_matrices(groups: Mapping[str, Group], queue_numbers: Mapping[str, int]) -> Skills:
    """The skill cells of all groups as matrices [group, queue]."""
    shape = (len(groups), len(queue_numbers))
    rank = np.zeros(shape, dtype=np.int64)
    after = np.zeros(shape, dtype=np.int64)
    keep_idle = np.zeros(shape, dtype=np.int64)
    cells = [skill for group in groups.values() for skill in group.skills.values()]
    slots = math.lcm(*(skill.concurrency for skill in cells))
    fills = np.zeros(shape, dtype=np.int64)
    most = max((skill.concurrency for skill in cells), default=1)
    in_hand = np.arange(most)
    speed = np.zeros((*shape, most), dtype=np.int64)
    for number, group in enumerate(groups.values()):
        for name, skill in group.skills.items():
            cell = number, queue_numbers[name]
            rank[cell] = skill.rank
            after[cell] = skill.after
            keep_idle[cell] = skill.keep_idle
            fills[cell] = slots // skill.concurrency
            stretched = skill.speed * NANOSECONDS_PER_TICK / (1 + skill.slowdown * in_hand)
            speed[cell] = np.maximum(np.rint(stretched), 1)
    return Skills(rank, after, keep_idle, fills, speed, slots)


def people(groups: Mapping[str, Group], sizes: Sequence[int], default: Routing) -> People:
    """Agent numbers and the choices of each group; `sizes` are the groups' agents."""
    routings = [group.routing or default for group in groups.values()]
    return People(
        first=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        by_head_count=np.array([int(g.shifts is None) for g in groups.values()], dtype=np.int64),
        choose_agent=np.array([CHOOSE_AGENT[r.agents] for r in routings], dtype=np.int64),
        choose_contact=np.array([CHOOSE_CONTACT[r.contacts] for r in routings], dtype=np.int64),
    )
