"""The two decisions of the naive engine: an agent for a contact, a contact for an agent."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from sim.model import Model
from tests.naive_state import Agent, Attempt

LEAST_OCCUPIED, RANDOM = 1, 2
BY_PRIORITY, BY_LONGEST_WAIT, BY_EARLIEST_DUE = 0, 1, 2


class World(Protocol):
    """What the decisions look at."""

    model: Model
    now: int
    groups: list[list[Agent]]
    waiting: list[Attempt]

    def is_open(self, queue: int) -> bool: ...


def idle(world: World, group: int) -> list[Agent]:
    return [a for a in world.groups[group] if a.on_since is not None and a.hand is None]


def is_ripe(world: World, attempt: Attempt, group: int) -> bool:
    """R42, R35."""
    waited = world.now - attempt.since + world.model.queues.head_start[attempt.queue]
    return bool(waited >= world.model.skills.after[group, attempt.queue])


def agent_for(world: World, attempt: Attempt) -> Agent | None:
    """R44."""
    skills, queue = world.model.skills, attempt.queue
    groups = [
        group
        for group in range(len(world.groups))
        if skills.rank[group, queue] > 0
        and is_ripe(world, attempt, group)
        and len(idle(world, group)) > skills.keep_idle[group, queue]  # R43
    ]
    if not groups:
        return None
    best = min(skills.rank[group, queue] for group in groups)
    groups = [group for group in groups if skills.rank[group, queue] == best]
    agents = [agent for group in groups for agent in idle(world, group)]
    policy = world.model.people.choose_agent[groups[0]]
    if policy == RANDOM:
        return agents[attempt.pick * len(agents) >> 32]
    if policy == LEAST_OCCUPIED:
        return min(agents, key=lambda agent: (occupancy(world, agent), agent.idle_since))
    return min(agents, key=lambda agent: agent.idle_since)


def occupancy(world: World, agent: Agent) -> Fraction:
    assert agent.on_since is not None
    on = agent.on_before + world.now - agent.on_since
    return Fraction(agent.handled, on) if on else Fraction(0)


def contact_for(world: World, agent: Agent, after_closing: bool) -> Attempt | None:
    """R40; `after_closing`: only from closed queues that serve (R28)."""
    skills, queues, group = world.model.skills, world.model.queues, agent.group
    policy = int(world.model.people.choose_contact[group])
    others_idle = len([other for other in idle(world, group) if other is not agent])
    found: list[tuple[int, int, int, int, Attempt]] = []
    for attempt in world.waiting:
        queue = attempt.queue
        if skills.rank[group, queue] == 0 or others_idle < skills.keep_idle[group, queue]:
            continue
        if not is_ripe(world, attempt, group):
            continue
        if after_closing and (world.is_open(queue) or queues.drop_at_close[queue]):
            continue
        since = attempt.since - int(queues.head_start[queue])  # R35
        priority = int(queues.priority[queue])
        order = {
            BY_PRIORITY: (priority, since),
            BY_LONGEST_WAIT: (0, since),
            BY_EARLIEST_DUE: (0, attempt.since + int(queues.due[queue])),
        }[policy]
        found.append((int(skills.rank[group, queue]), *order, attempt.row, attempt))
    return min(found, key=lambda each: each[:4])[4] if found else None
