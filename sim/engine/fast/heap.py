"""What will happen: binary heaps of (tick, key), the smallest on top (R2).

What happens now leaves a hole on top of the heap. The next event that is planned, such as the
completion of what the agent takes next, mostly fills it: one way down instead of one down, one up.

LEAVE has a heap of its own. Most customers are answered before their patience ends, and their
events are void; many at a time are thrown away, long before they would come up.
"""

from __future__ import annotations

from typing import Any

from sim.engine.fast.access import queues, rows
from sim.engine.fast.jit import cold, hot, record_in
from sim.engine.fast.layout import (
    ENTITY,
    EVENT,
    LEAVE,
    LEAVES_OF_A_ROW,
    OVER,
    RANK_SHIFT,
    WAITING,
)

SPARE = 8
"""Void events of LEAVE that are not worth a look."""

event = record_in(EVENT)


@hot
def sink(events: Any, count: Any, tick: Any, key: Any) -> None:
    """Put an event in the hole on top of so many, and let it sink to its place."""
    place = 0
    below = 1
    while below < count:
        if below + 1 < count:
            # Which child is smaller cannot be foreseen: computed without a branch.
            left, right = event(events, below), event(events, below + 1)
            below += (right.tick < left.tick) | ((right.tick == left.tick) & (right.key < left.key))
        smaller = event(events, below)
        if tick < smaller.tick or (tick == smaller.tick and key <= smaller.key):
            break
        event(events, place).tick = smaller.tick
        event(events, place).key = smaller.key
        place = below
        below = 2 * place + 1
    event(events, place).tick = tick
    event(events, place).key = key


@hot
def rise(events: Any, count: Any, tick: Any, key: Any) -> None:
    """Put an event behind so many, and let it rise to its place."""
    place = count
    while place > 0:
        above = (place - 1) >> 1
        other = event(events, above)
        if other.tick < tick or (other.tick == tick and other.key <= key):
            break
        event(events, place).tick = other.tick
        event(events, place).key = other.key
        place = above
    event(events, place).tick = tick
    event(events, place).key = key


@cold
def push(center: Any, tick: Any, key: Any) -> None:
    if center.hole:
        center.hole = 0
        sink(center.heap_at, center.events, tick, key)
    else:
        rise(center.heap_at, center.events, tick, key)
        center.events += 1


@hot
def close_hole(center: Any) -> None:
    """Nothing came in the place of what happened: the last event does."""
    center.hole = 0
    count = center.events - 1
    center.events = count
    last = event(center.heap_at, count)
    sink(center.heap_at, count, last.tick, last.key)


@hot
def happens(center: Any, tick: Any, rank: Any, entity: Any) -> None:
    """It will happen at the tick; at the end or later never (R1)."""
    if tick < center.end:
        push(center, tick, (rank << RANK_SHIFT) + entity)


@cold
def may_leave(center: Any, tick: Any, entity: Any) -> None:
    """A LEAVE will happen at the tick, if the contact still waits then."""
    if tick < center.end:
        if center.leaves >= center.leaves_limit:
            forget_void(center)
        rise(center.leaves_at, center.leaves, tick, (LEAVE << RANK_SHIFT) + entity)
        center.leaves += 1


@hot
def pop_leave(center: Any) -> None:
    count = center.leaves - 1
    center.leaves = count
    last = event(center.leaves_at, count)
    sink(center.leaves_at, count, last.tick, last.key)


@cold
def forget_void(center: Any) -> None:
    """Keep, as a heap, the events of those who wait or may wait again; until twice as many come."""
    kept = 0
    for place in range(center.leaves):
        tick = event(center.leaves_at, place).tick
        key = event(center.leaves_at, place).key
        row = (key & ENTITY) // LEAVES_OF_A_ROW
        contact = rows(center, row)
        if contact.row == row and (
            contact.phase == WAITING
            or (contact.phase != OVER and queues(center, contact.queue).waits_again)
        ):
            rise(center.leaves_at, kept, tick, key)
            kept += 1
    center.leaves = kept
    center.leaves_limit = 2 * kept + SPARE
