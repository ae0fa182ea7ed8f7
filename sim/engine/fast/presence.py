"""Who comes and who goes: shifts, breaks and head counts (R21 to R29, R51)."""

from __future__ import annotations

from typing import Any

from sim.engine.fast.access import agents, groups, hands, lists, rows, scratch
from sim.engine.fast.deeds import end_stay, go, look_for_work, put_down
from sim.engine.fast.heap import happens
from sim.engine.fast.jit import cold
from sim.engine.fast.layout import OFFER, WRAPPING
from sim.engine.fast.lists import hands_change, has_item, place, unplace
from sim.engine.fast.offers import end_holds
from sim.engine.fast.work import is_done_now


@cold
def come(center: Any, agent: Any) -> None:
    me = agents(center, agent)
    me.is_on = 1
    me.is_leaving = 0
    me.on_since = center.now
    groups(center, me.group).on += 1
    look_for_work(center, agent)


@cold
def may_put_down(center: Any, agent: Any) -> Any:
    """It holds an item that is not done in this tick nor in its wrap-up (R25, R81)."""
    if not has_item(center, agent):
        return False
    item = rows(center, hands(center, agent * center.most_in_hand).row)
    return item.phase != WRAPPING and not is_done_now(center, agent)


@cold
def put_down_and_go(center: Any, agent: Any) -> None:
    """R25; the item is offered when all OFF and ON of the tick are over (R82)."""
    put_down(center, agent)
    center.put_down -= 1
    happens(center, center.now, OFFER, scratch(center, center.put_down).row)
    go(center, agent, center.now)


@cold
def window_begins(center: Any, agent: Any) -> None:
    me = agents(center, agent)
    if not me.is_on:
        come(center, agent)
        return
    # It has not even left: the break is lost (R27), or the next shift begins (R51).
    if me.is_leaving and center.now >= me.shift_end:
        end_stay(center, agent, me.shift_end)
        me.on_before += center.now - me.on_since
        me.on_since = center.now
    me.is_leaving = 0
    if me.filled < center.slots:
        hands_change(center, agent)
    else:
        unplace(center, agent)
        place(center, agent)


@cold
def window_ends(center: Any, agent: Any, shift_end: Any) -> None:
    """R25."""
    me = agents(center, agent)
    if me.in_hand == 0:
        go(center, agent, center.now)
    elif may_put_down(center, agent):
        put_down_and_go(center, agent)
    else:
        me.is_leaving = 1
        me.shift_end = shift_end
        unplace(center, agent)


@cold
def one_leaves(center: Any, group: Any) -> None:
    """A head count drops by one (R26)."""
    house = groups(center, group)
    if lists(center, house.lists).count > 0:
        agent = house.until - 1
        while agents(center, agent).list != house.lists:
            agent -= 1
        go(center, agent, center.now)
        return
    if house.free > 0:
        for agent in range(house.until - 1, house.first - 1, -1):
            if agents(center, agent).is_on and may_put_down(center, agent):
                put_down_and_go(center, agent)
                return
    last = (house.owed_first + house.owed) % (house.until - house.first)
    agents(center, house.first + last).owed_due = center.now
    house.owed += 1


@cold
def heads_change(center: Any, group: Any, heads: Any) -> None:
    """The head count of a group becomes another (R26)."""
    house = groups(center, group)
    while house.heads > heads:
        house.heads -= 1
        one_leaves(center, group)
    agent = house.first
    while house.heads < heads:
        house.heads += 1
        if house.owed > 0:
            house.owed -= 1
            continue
        while agents(center, agent).is_on:
            agent += 1
        come(center, agent)
        end_holds(center)  # before the next one comes (R29, R68)
