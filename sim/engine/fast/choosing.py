"""A contact for an agent (R40), and who takes nothing (R46)."""

from __future__ import annotations

from typing import Any

from sim.engine.fast.access import (
    agents,
    cells,
    groups,
    lists,
    queues,
    rows,
    windows,
)
from sim.engine.fast.jit import cold, hot
from sim.engine.fast.layout import WAITING
from sim.engine.fast.lines import is_ripe, ripe_in_line

LONGEST_WAIT, EARLIEST_DUE = 1, 2


@cold
def owed_and_better(center: Any, group: Any, rank: Any) -> Any:
    """How many agents of the group take nothing of a queue with this rank (R46)."""
    house = groups(center, group)
    count = house.owed
    enough = house.until - house.first
    for place in range(house.cells, house.cells_until):
        cell = cells(center, place)
        if cell.rank >= rank or count >= enough:
            break
        queue = queues(center, cell.queue)
        if queue.waiting > 0 and not queue.deferred:
            count += ripe_in_line(center, cell.queue, cell.after, enough)
    return count


@cold
def is_draining(center: Any, agent: Any, rank: Any) -> Any:
    """This agent, who has live contacts in hand, takes nothing of a queue with this rank (R46)."""
    me = agents(center, agent)
    count = owed_and_better(center, me.group, rank)
    number = groups(center, me.group).lowest
    while count > 0 and number >= 0 and lists(center, number).filled < me.filled:
        count -= lists(center, number).count
        number = lists(center, number).above
    if count > 0 and number >= 0 and lists(center, number).filled == me.filled:
        other = lists(center, number).first
        while count > 0 and other >= 0 and agents(center, other).sequence < me.sequence:
            count -= 1
            other = agents(center, other).next
    return count > 0


@hot
def is_open(center: Any, number: Any) -> Any:
    """The opening is half-open (R5)."""
    queue = queues(center, number)
    while queue.window < queue.window_until and windows(center, queue.window).until <= center.now:
        queue.window += 1
    return queue.window < queue.window_until and windows(center, queue.window).begin <= center.now


@hot
def has_room(center: Any, cell: Any, agent: Any) -> Any:
    """R20, of an agent without an item of deferred work in hand."""
    if queues(center, cell.queue).deferred:
        return agents(center, agent).in_hand == 0
    return agents(center, agent).filled + cell.fills <= center.slots


@hot
def contact_for(center: Any, agent: Any, after_closing: Any) -> Any:
    """The waiting contact that the agent takes, -1: none (R40)."""
    if center.waiting == 0:
        return -1
    return best_contact_for(center, agent, after_closing)


@cold
def best_contact_for(center: Any, agent: Any, after_closing: Any) -> Any:
    """Of all first in line, by R40.

    The agent stands in no list and has no item of deferred work in hand. `after_closing`: only what
    R28 lets it take.
    """
    me = agents(center, agent)
    house = groups(center, me.group)
    best = -1
    best_rank = 0
    best_deferred = 0
    best_priority = 0
    best_time = 0
    for place in range(house.cells, house.cells_until):
        cell = cells(center, place)
        if best >= 0 and cell.rank > best_rank:
            break
        queue = queues(center, cell.queue)
        if queue.waiting == 0 or house.free < cell.keep_idle:  # R43
            continue
        if not has_room(center, cell, agent):
            continue
        row = queue.first  # R41
        if cell.after > 0 and not is_ripe(center, row, cell.after):
            continue
        if after_closing and (queue.drops or queue.asynchronous or is_open(center, cell.queue)):
            continue
        if me.in_hand > 0 and is_draining(center, agent, cell.rank):
            continue
        priority = 0
        time = rows(center, row).since
        if house.choose_contact == EARLIEST_DUE:
            time += queue.due
        else:
            time -= queue.head_start  # R35
            if house.choose_contact != LONGEST_WAIT:
                priority = queue.priority
        better = best < 0 or queue.deferred < best_deferred
        if not better and queue.deferred == best_deferred:
            better = priority < best_priority or (
                priority == best_priority
                and (time < best_time or (time == best_time and row < best))
            )
        if better:
            best = row
            best_rank = cell.rank
            best_deferred = queue.deferred
            best_priority = priority
            best_time = time
    return best


@hot
def waits(center: Any, row: Any) -> Any:
    return rows(center, row).phase == WAITING
