"""When agents come and go, in the naive engine (R20 to R29)."""

from __future__ import annotations

from sim.engine.events import Rank
from tests.naive_choosing import idle, item_of, may_put_down
from tests.naive_hands import go, look_for_work, put_down, stay_on
from tests.naive_state import Agent, World

AFTER_ALL_AGENTS = 10**9


def plan_presence(world: World) -> None:
    draws = world.draws
    for number, on, off, shift_end in zip(
        draws.window_agent.tolist(),
        draws.window_on.tolist(),
        draws.window_off.tolist(),
        draws.window_shift_end.tolist(),
        strict=True,
    ):
        agent = world.agents[number]
        world.at(on, Rank.ON, (number,), "window_begins", agent)
        world.at(off, Rank.OFF, (number,), "window_ends", agent, shift_end)
    heads_before = [0] * len(world.groups)
    for tick, group, heads in zip(
        draws.head_tick.tolist(),
        draws.head_group.tolist(),
        draws.head_count.tolist(),
        strict=True,
    ):
        change, heads_before[group] = heads - heads_before[group], heads
        first = (world.groups[group][0].number,)
        if change:
            rank = Rank.ON if change > 0 else Rank.OFF
            world.at(tick, rank, first, "heads_change", group, change)


def window_begins(world: World, agent: Agent) -> bool:
    if agent.on_since is None:
        come(world, agent)
    else:
        stay_on(world, agent)
    return True


def window_ends(world: World, agent: Agent, shift_end: int) -> bool:
    """R25."""
    if not agent.hands:
        go(world, agent, world.now)
    elif may_put_down(world, agent):
        put_down_and_go(world, agent)
    else:
        agent.owes_a_break_until = shift_end
    return True


def heads_change(world: World, group: int, change: int) -> bool:
    """R26."""
    for _ in range(-change):
        one_less(world, group)
    for _ in range(change):
        one_more(world, group)
    return True


def one_less(world: World, group: int) -> None:
    here = idle(world, group)
    able = [agent for agent in world.groups[group] if may_put_down(world, agent)]
    if here:
        go(world, here[-1], world.now)
    elif able:
        put_down_and_go(world, able[-1])
    else:
        world.owed[group].append(world.now)


def one_more(world: World, group: int) -> None:
    if world.owed[group]:
        world.owed[group].pop()
    else:
        come(world, next(a for a in world.groups[group] if a.on_since is None))


def come(world: World, agent: Agent) -> None:
    agent.on_since = world.now
    look_for_work(world, agent)


def put_down_and_go(world: World, agent: Agent) -> None:
    """R25, R82."""
    item = item_of(world, agent)
    assert item is not None
    put_down(world, agent, item)
    go(world, agent, world.now)
    world.at(world.now, Rank.ON, (AFTER_ALL_AGENTS, item.row), "item_offered", item)
