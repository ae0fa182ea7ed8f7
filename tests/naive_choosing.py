"""The two decisions of the naive engine: an agent for a contact, a contact for an agent."""

from __future__ import annotations

from fractions import Fraction

from tests.naive_state import Agent, Attempt, Phase, World

LEAST_OCCUPIED, RANDOM = 1, 2
BY_PRIORITY, BY_LONGEST_WAIT, BY_EARLIEST_DUE = 0, 1, 2
IDLE, PUTS_DOWN, PARTLY_FILLED = 0, 1, 2


def idle(world: World, group: int) -> list[Agent]:
    return [a for a in world.groups[group] if a.on_since is not None and not a.hands]


def filled(world: World, agent: Agent) -> int:
    """R20: slots taken."""
    slots = 0
    for attempt in agent.hands:
        if not world.deferred[attempt.queue]:
            slots += world.fills[agent.group][attempt.queue]
        elif attempt.phase == Phase.WRAP_UP:
            slots += world.model.skills.slots
    return slots


def has_room(world: World, agent: Agent) -> bool:
    return filled(world, agent) < world.model.skills.slots


def item_of(world: World, agent: Agent) -> Attempt | None:
    """The deferred work in its hands (R20: alone there)."""
    items = [each for each in agent.hands if world.deferred[each.queue]]
    return items[0] if items else None


def is_free(world: World, agent: Agent) -> bool:
    """R20."""
    if agent.on_since is None or agent.owes_a_break_until is not None:
        return False
    item = item_of(world, agent)
    return not agent.hands or (item is not None and item.phase == Phase.TALK)


def work_left(world: World, attempt: Attempt, agent: Agent) -> int:
    """R37: nanoseconds at full speed at this tick."""
    speed = speed_of(world, attempt, agent)
    return max(0, attempt.left - speed * (world.now - attempt.settled))


def speed_of(world: World, attempt: Attempt, agent: Agent) -> int:
    in_hand = len(agent.hands)
    return int(world.model.skills.speed[agent.group, attempt.queue, in_hand - 1])


def may_put_down(world: World, agent: Agent) -> bool:
    """R81, but for the contact: an item not in its wrap-up and not done in this tick."""
    item = item_of(world, agent)
    return item is not None and item.phase == Phase.TALK and work_left(world, item, agent) > 0


def is_ripe(world: World, attempt: Attempt, group: int) -> bool:
    """R42, R35."""
    waited = world.now - attempt.since + world.head_start[attempt.queue]
    return waited >= world.after[group][attempt.queue]


def drained(world: World, group: int, queue: int) -> list[Agent]:
    """R46: the agents of the group that take nothing of the queue."""
    ranks = world.rank[group]
    better = [
        attempt
        for attempt in world.waiting
        if not world.deferred[attempt.queue]
        and 0 < ranks[attempt.queue] < ranks[queue]
        and is_ripe(world, attempt, group)
    ]
    count = len(world.owed[group]) + len(better)
    agents = [
        agent
        for agent in world.groups[group]
        if agent.on_since is not None
        and agent.owes_a_break_until is None
        and not is_free(world, agent)
    ]
    agents.sort(key=lambda agent: (filled(world, agent), agent.hands_changed))
    return agents[:count]


def fits(world: World, agent: Agent, attempt: Attempt) -> bool:
    """R20, R81."""
    item = item_of(world, agent)
    ranks = world.rank[agent.group]
    if world.deferred[attempt.queue]:
        return not agent.hands
    if item is not None:
        return may_put_down(world, agent) and ranks[attempt.queue] <= ranks[item.queue]
    needs = world.fills[agent.group][attempt.queue]
    return filled(world, agent) + needs <= world.model.skills.slots


def may_take(world: World, agent: Agent, attempt: Attempt) -> bool:
    """R20, R42, R43, R46, R81; whether the agent is to go is asked elsewhere (R25, R28)."""
    group, queue = agent.group, attempt.queue
    if world.rank[group][queue] == 0 or not is_ripe(world, attempt, group):
        return False
    others = [a for a in world.groups[group] if a is not agent and is_free(world, a)]
    if len(others) < world.keep_idle[group][queue]:
        return False
    return fits(world, agent, attempt) and agent not in drained(world, group, queue)


def stays(agent: Agent) -> bool:
    """R25: on, and not to go."""
    return agent.on_since is not None and agent.owes_a_break_until is None


def agent_for(world: World, attempt: Attempt) -> Agent | None:
    """R44."""
    queue = attempt.queue
    able = [a for a in world.agents if stays(a) and may_take(world, a, attempt)]
    if not able:
        return None
    best = min(world.rank[agent.group][queue] for agent in able)
    able = [agent for agent in able if world.rank[agent.group][queue] == best]
    first = min(standing(world, agent) for agent in able)
    equals = [agent for agent in able if standing(world, agent) == first]
    policy = world.model.people.choose_agent[equals[0].group]
    if policy == RANDOM:
        return equals[attempt.pick * len(equals) >> 32]
    if policy == LEAST_OCCUPIED:
        return min(equals, key=lambda agent: (occupancy(world, agent), agent.hands_changed))
    return min(equals, key=lambda agent: agent.hands_changed)


def standing(world: World, agent: Agent) -> tuple[int, int]:
    """R44: the idle, then who puts down deferred work, then the smallest part filled."""
    if not agent.hands:
        return IDLE, 0
    if item_of(world, agent) is not None:
        return PUTS_DOWN, 0
    return PARTLY_FILLED, filled(world, agent)


def occupancy(world: World, agent: Agent) -> Fraction:
    assert agent.on_since is not None
    on = agent.on_before + world.now - agent.on_since
    busy = agent.handled + (world.now - agent.busy_since if agent.hands else 0)
    return Fraction(busy, on) if on else Fraction(0)


def contact_for(world: World, agent: Agent, after_closing: bool) -> Attempt | None:
    """R40; `after_closing`: only from closed queues that serve (R28)."""
    queues, group = world.model.queues, agent.group
    policy = int(world.model.people.choose_contact[group])
    found: list[tuple[int, int, int, int, int, Attempt]] = []
    for attempt in world.waiting:
        queue = attempt.queue
        if not may_take(world, agent, attempt):
            continue
        if after_closing and (
            world.is_open(queue) or queues.asynchronous[queue] or queues.drop_at_close[queue]
        ):
            continue
        since = attempt.since - world.head_start[queue]  # R35
        priority = int(queues.priority[queue])
        order = {
            BY_PRIORITY: (priority, since),
            BY_LONGEST_WAIT: (0, since),
            BY_EARLIEST_DUE: (0, attempt.since + int(queues.due[queue])),
        }[policy]
        first = world.rank[group][queue], world.deferred[queue]
        found.append((*first, *order, attempt.row, attempt))
    return min(found, key=lambda each: each[:5])[5] if found else None
