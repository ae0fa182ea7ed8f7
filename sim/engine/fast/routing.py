"""An agent for a contact (R44)."""

from __future__ import annotations

from typing import Any

from sim.engine.fast.access import agents, groups, hands, lists, queues, rows, skills, takers
from sim.engine.fast.choosing import has_room, is_draining, owed_and_better
from sim.engine.fast.jit import cold, hot
from sim.engine.fast.layout import LEAST_OCCUPIED, LONGEST_IDLE, RANDOM
from sim.engine.fast.lines import is_ripe
from sim.engine.fast.lists import has_item
from sim.engine.fast.work import is_done_now

IDLE, WITH_ITEM = 0, -1
"""Classes of agents; a positive one is the part filled."""


@hot
def agent_for(center: Any, row: Any) -> Any:
    """The agent who takes the contact, -1: nobody (R44)."""
    queue = queues(center, rows(center, row).queue)
    if queue.only_group >= 0:  # the shortest way of the most frequent case
        agent = lists(center, groups(center, queue.only_group).lists).first
        if agent >= 0 or not (queue.several or center.has_deferred):
            return agent
    return best_agent_for(center, row)


@cold
def best_agent_for(center: Any, row: Any) -> Any:
    """Rank by rank: the idle, who has an item, who has the least in hand (R44)."""
    queue = queues(center, rows(center, row).queue)
    first = queue.takers
    while first < queue.takers_until:
        until = first + 1
        while (
            until < queue.takers_until and takers(center, until).rank == takers(center, first).rank
        ):
            until += 1
        agent = of_class(center, row, first, until, IDLE)
        if agent < 0 and center.has_deferred and not queue.deferred:
            agent = of_class(center, row, first, until, WITH_ITEM)
        if agent < 0 and queue.several:
            filled = least_filled(center, row, first, until)
            if filled > 0:
                agent = of_class(center, row, first, until, filled)
        if agent >= 0:
            return agent
        first = until
    return -1


@hot
def group_may(center: Any, taker: Any, row: Any) -> Any:
    """R42, and R43 but for the agent itself, who may be free."""
    if groups(center, taker.group).free < taker.keep_idle:
        return False
    return taker.after == 0 or is_ripe(center, row, taker.after)


@cold
def least_filled(center: Any, row: Any, first: Any, until: Any) -> Any:
    """The smallest part filled among the agents in live work who may take it; 0: nobody may."""
    best = 0
    for place in range(first, until):
        taker = takers(center, place)
        if not group_may(center, taker, row):
            continue
        highest = center.slots - taker.fills
        number = groups(center, taker.group).lowest
        draining = -1
        while number >= 0:
            level = lists(center, number)
            if level.filled > highest or (best > 0 and level.filled >= best):
                break
            if draining < 0:
                draining = owed_and_better(center, taker.group, taker.rank)
            if level.count > draining:
                best = level.filled
                break
            draining -= level.count
            number = level.above
    return best


@cold
def first_not_draining(center: Any, place: Any, filled: Any) -> Any:
    """Of the group's agents with this part filled, the longest unchanged that R46 lets take."""
    taker = takers(center, place)
    if filled + taker.fills > center.slots:  # R20: room in another group is none in this one
        return -1
    draining = owed_and_better(center, taker.group, taker.rank)
    number = groups(center, taker.group).lowest
    while number >= 0 and lists(center, number).filled < filled:
        draining -= lists(center, number).count
        number = lists(center, number).above
    if number < 0 or lists(center, number).filled != filled:
        return -1
    agent = lists(center, number).first
    while agent >= 0 and draining > 0:
        agent = agents(center, agent).next
        draining -= 1
    return agent


@cold
def of_class(center: Any, row: Any, first: Any, until: Any, kind: Any) -> Any:
    """Of the agents of one class in the groups of one rank, the one the policy chooses."""
    best = -1
    count = 0
    policy = -1
    for place in range(first, until):
        taker = takers(center, place)
        if not group_may(center, taker, row):
            continue
        house = groups(center, taker.group)
        if kind <= 0 and house.free <= taker.keep_idle:  # R43: the agent is free itself
            continue
        if policy < 0:
            policy = house.choose_agent
        # Who may take it stands in these lists, from a certain agent on.
        list_first = house.lists
        list_until = house.lists + 1
        if kind == WITH_ITEM:
            list_first += 1
            list_until = house.lists + center.lists_of_group
        for number in range(list_first, list_until):
            agent = lists(center, number).first
            if kind > 0:
                agent = first_not_draining(center, place, kind)
            elif (
                kind == WITH_ITEM and agent >= 0 and not may_put_down_in(center, agent, taker.rank)
            ):
                continue
            while agent >= 0:
                if kind != WITH_ITEM or not is_done_now(center, agent):  # R81
                    count += 1
                    if policy == LONGEST_IDLE:
                        if (
                            best < 0
                            or agents(center, agent).sequence < agents(center, best).sequence
                        ):
                            best = agent
                        break
                    if policy == LEAST_OCCUPIED and (
                        best < 0 or is_less_occupied(center, agent, best)
                    ):
                        best = agent
                agent = agents(center, agent).next
    if policy == RANDOM and count > 0:
        return picked(
            center,
            row,
            first,
            until,
            kind,
            (rows(center, row).pick * count) >> 32,
        )
    return best


@cold
def may_put_down_in(center: Any, agent: Any, rank: Any) -> Any:
    """R81: for a contact of this rank, whose item is of this agent's queue; ranks alone."""
    item = rows(center, hands(center, agent * center.most_in_hand).row).queue
    return rank <= skills(center, agents(center, agent).group * center.queues + item).rank


@cold
def picked(center: Any, row: Any, first: Any, until: Any, kind: Any, passed: Any) -> Any:
    """Of the agents that `of_class` counted, in order of number, the one after so many."""
    for place in range(first, until):
        taker = takers(center, place)
        if not group_may(center, taker, row):
            continue
        house = groups(center, taker.group)
        if kind <= 0 and house.free <= taker.keep_idle:
            continue
        earliest = 0
        if kind > 0:
            begin = first_not_draining(center, place, kind)
            if begin < 0:
                continue
            earliest = agents(center, begin).sequence
        for agent in range(house.first, house.until):
            number = agents(center, agent).list
            if number < 0:
                continue
            if kind == WITH_ITEM:
                fits = (
                    lists(center, number).is_free
                    and number != house.lists
                    and not is_done_now(center, agent)
                    and may_put_down_in(center, agent, taker.rank)
                )
            elif kind == IDLE:
                fits = number == house.lists
            else:
                fits = (
                    lists(center, number).filled == kind
                    and agents(center, agent).sequence >= earliest
                )
            if fits:
                if passed == 0:
                    return agent
                passed -= 1
    return -1


@hot
def occupied(center: Any, agent: Any) -> Any:
    """(ticks with something in hand, ticks on), both since tick 0; never (x, 0)."""
    me = agents(center, agent)
    on = me.on_before + center.now - me.on_since
    busy = me.busy
    if me.in_hand > 0:
        busy += center.now - me.busy_since
    if on == 0:
        return 0, 1
    return busy, on


@cold
def is_less_occupied(center: Any, agent: Any, other: Any) -> Any:
    """By time with something in hand by time on; then the one whose hands changed first."""
    busy, on = occupied(center, agent)
    other_busy, other_on = occupied(center, other)
    # busy / on against other_busy / other_on, exactly: quotients of the remainders in turn, for the
    # products of long times do not fit into 64 bits.
    sign = 1
    while True:
        if on == 0 or other_on == 0:
            # x / 0 is endless, but for nobody on yet, who was not occupied.
            if on == other_on:
                break
            return (other_on == 0) == (sign == 1)
        whole, other_whole = busy // on, other_busy // other_on
        if whole != other_whole:
            return (whole < other_whole) == (sign == 1)
        busy, other_busy = busy - whole * on, other_busy - other_whole * other_on
        # busy / on < other_busy / other_on: turned over, the other way round.
        busy, on = on, busy
        other_busy, other_on = other_on, other_busy
        sign = -sign
    return agents(center, agent).sequence < agents(center, other).sequence


@cold
def may_take(center: Any, agent: Any, row: Any) -> Any:
    """This agent may take the live contact now (R86)."""
    me = agents(center, agent)
    queue = queues(center, rows(center, row).queue)
    if not me.is_on or me.is_leaving:
        return False
    for place in range(queue.takers, queue.takers_until):
        taker = takers(center, place)
        if taker.group != me.group:
            continue
        if not group_may(center, taker, row):
            return False
        free = me.list >= 0 and lists(center, me.list).is_free
        if free and groups(center, me.group).free <= taker.keep_idle:  # R43
            return False
        if has_item(center, agent):
            return (
                free
                and not is_done_now(center, agent)
                and may_put_down_in(center, agent, taker.rank)
            )
        if not has_room(center, taker, agent):
            return False
        return me.in_hand == 0 or not is_draining(center, agent, taker.rank)
    return False
