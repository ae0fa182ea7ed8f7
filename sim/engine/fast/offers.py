"""Offering who waits: to one agent, and to all after every happening (R44, R47, R68)."""

from __future__ import annotations

from typing import Any

from sim.engine.fast.access import queues, rows, scratch
from sim.engine.fast.choosing import waits
from sim.engine.fast.deeds import take
from sim.engine.fast.jit import cold
from sim.engine.fast.layout import HOLDING
from sim.engine.fast.lines import is_before
from sim.engine.fast.release import stay_is_over
from sim.engine.fast.routing import agent_for


@cold
def offer(center: Any, row: Any) -> Any:
    """An agent takes the contact if one may (R44)."""
    agent = agent_for(center, row)
    if agent < 0:
        return False
    take(center, agent, row)
    return True


@cold
def end_holds(center: Any) -> None:
    """Who stayed on for a transferred attempt need not any longer (R68)."""
    number = 0
    while number < center.ended_holds:
        row = scratch(center, center.agents + number).row
        number += 1
        if rows(center, row).phase == HOLDING:
            stay_is_over(center, row)
    center.ended_holds = 0


@cold
def next_to_offer(center: Any, last: Any) -> Any:
    """Of those first in a line that R47 offers again, the longest waiting after `last` (R47)."""
    best = -1
    for number in range(center.queues):
        queue = queues(center, number)
        if queue.offered_again and queue.waiting > 0:
            row = queue.first
            if (last < 0 or is_before(center, last, row)) and (
                best < 0 or is_before(center, row, best)
            ):
                best = row
    return best


@cold
def offer_again(center: Any) -> None:
    """What follows every happening (R47)."""
    last = -1
    while center.offered_waiting > 0:
        row = next_to_offer(center, last)
        if row < 0:
            break
        if offer(center, row):
            last = -1
            end_holds(center)
        else:
            last = row
    # Nobody puts an item down for an item: no further ones come up meanwhile.
    while center.put_down > 0:
        lowest = 0
        for number in range(1, center.put_down):
            if scratch(center, number).row < scratch(center, lowest).row:
                lowest = number
        row = scratch(center, lowest).row
        center.put_down -= 1
        scratch(center, lowest).row = scratch(center, center.put_down).row
        if waits(center, row):
            offer(center, row)
