"""Agents in order of the last change of their hands (R45): lists of each group.

List 0 of a group: the idle. Then one list for each deferred queue: who has an item of it in hand
that fills nothing. Others stand in lists by the part filled, made when somebody stands there and
linked from the least part up. Who is filled up, and who is to go, stands in none.
"""

from __future__ import annotations

from typing import Any

from sim.engine.fast.access import agents, groups, hands, lists, queues, rows
from sim.engine.fast.jit import cold, hot


@hot
def has_item(center: Any, agent: Any) -> Any:
    """Its hands hold an item of deferred work (and then nothing else), in its wrap-up or not."""
    if not center.has_deferred or agents(center, agent).in_hand == 0:
        return False
    return (
        queues(center, rows(center, hands(center, agent * center.most_in_hand).row).queue).deferred
        != 0
    )


@hot
def list_of(center: Any, agent: Any) -> Any:
    """Number of the list in which the agent belongs."""
    me = agents(center, agent)
    house = groups(center, me.group)
    if me.filled == 0:
        if me.in_hand == 0:
            return house.lists
        item = rows(center, hands(center, agent * center.most_in_hand).row)
        return house.lists + queues(center, item.queue).list
    below = -1
    number = house.lowest
    while number >= 0 and lists(center, number).filled < me.filled:
        below = number
        number = lists(center, number).above
    if number >= 0 and lists(center, number).filled == me.filled:
        return number
    made = center.spare_list
    chain = lists(center, made)
    center.spare_list = chain.above
    chain.filled = me.filled
    chain.above = number
    if below < 0:
        house.lowest = made
    else:
        lists(center, below).above = made
    return made


@hot
def place(center: Any, agent: Any) -> None:
    """Stand at the end of the list where it belongs."""
    if agents(center, agent).filled < center.slots:
        stand_in_list(center, agent)


@cold
def stand_in_list(center: Any, agent: Any) -> None:
    me = agents(center, agent)
    number = list_of(center, agent)
    chain = lists(center, number)
    last = chain.last
    me.list = number
    me.previous = last
    me.next = -1
    if last < 0:
        chain.first = agent
    else:
        agents(center, last).next = agent
    chain.last = agent
    chain.count += 1
    groups(center, me.group).free += chain.is_free


@hot
def unplace(center: Any, agent: Any) -> None:
    """Stand in no list."""
    if agents(center, agent).list >= 0:
        leave_list(center, agent)


@cold
def leave_list(center: Any, agent: Any) -> None:
    me = agents(center, agent)
    number = me.list
    chain = lists(center, number)
    before = me.previous
    after = me.next
    if before < 0:
        chain.first = after
    else:
        agents(center, before).next = after
    if after < 0:
        chain.last = before
    else:
        agents(center, after).previous = before
    chain.count -= 1
    me.list = -1
    house = groups(center, me.group)
    house.free -= chain.is_free
    if chain.count == 0 and chain.filled > 0:
        if house.lowest == number:
            house.lowest = chain.above
        else:
            below = house.lowest
            while lists(center, below).above != number:
                below = lists(center, below).above
            lists(center, below).above = chain.above
        chain.above = center.spare_list
        center.spare_list = number


@hot
def hands_change(center: Any, agent: Any) -> None:
    """Its hands change now (R45)."""
    unplace(center, agent)
    agents(center, agent).sequence = center.sequence
    center.sequence += 1
    place(center, agent)
