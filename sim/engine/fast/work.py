"""Contacts in hand: work done as time passes, and the one completion each agent plans (R37)."""

from __future__ import annotations

from typing import Any

from sim.engine.fast.access import agents, hands, queues, rows, speed, stretches
from sim.engine.fast.heap import happens
from sim.engine.fast.jit import cold, hot
from sim.engine.fast.layout import DONE, RINGING, TALKING, WRAPPING


@hot
def pace(center: Any, agent: Any, row: Any) -> Any:
    """Nanoseconds of work in a tick on the contact, with what is in hand now."""
    cell = agents(center, agent).group * center.queues + rows(center, row).queue
    return speed(center, cell * center.most_in_hand + agents(center, agent).in_hand - 1).value


@hot
def settle(center: Any, agent: Any) -> None:
    """Work off what was done since the last time. Settling early or twice changes nothing."""
    me = agents(center, agent)
    passed = center.now - me.settled
    me.settled = center.now
    if passed > 0:
        base = agent * center.most_in_hand
        for place in range(base, base + me.in_hand):
            row = hands(center, place).row
            contact = rows(center, row)
            if contact.phase == TALKING or contact.phase == WRAPPING:
                contact.left -= pace(center, agent, row) * passed


@hot
def plan(center: Any, agent: Any) -> None:
    """Plan the next completion: the smallest (tick, row). The work is settled up to now."""
    me = agents(center, agent)
    base = agent * center.most_in_hand
    tick = center.end
    first = -1
    for place in range(base, base + me.in_hand):
        row = hands(center, place).row
        contact = rows(center, row)
        done = center.end
        if contact.phase == TALKING or contact.phase == WRAPPING:
            done = center.now
            if contact.left > 0:
                per_tick = pace(center, agent, row)
                done += (contact.left + per_tick - 1) // per_tick
        elif contact.phase == RINGING:
            done = me.busy_since + queues(center, contact.queue).ring
        if done < tick or (done == tick and row < first):
            tick = done
            first = row
    if first != me.plan_row or tick != me.plan_tick:
        me.plan_row = first
        me.plan_tick = tick
        if first >= 0:
            happens(center, tick, DONE, first)


@hot
def is_done_now(center: Any, agent: Any) -> Any:
    """A contact in hand is done in this tick, and DONE has not come to it yet."""
    return agents(center, agent).plan_row >= 0 and agents(center, agent).plan_tick == center.now


@hot
def takes_from_hands(center: Any, agent: Any, row: Any) -> None:
    """The contact is no longer in hand; the work is settled up to now."""
    me = agents(center, agent)
    base = agent * center.most_in_hand
    place = base
    while hands(center, place).row != row:
        place += 1
    me.in_hand -= 1
    hands(center, place).row = hands(center, base + me.in_hand).row
    if me.in_hand == 0:
        me.filled = 0
        me.busy += center.now - me.busy_since


@cold
def tell(center: Any, row: Any, agent: Any, begin: Any, until: Any) -> None:
    """A stretch of work that the row does not tell (R53)."""
    stretch = stretches(center, center.stretches)
    center.stretches += 1
    stretch.number = row
    stretch.agent = agent
    stretch.begin = begin
    stretch.until = until
