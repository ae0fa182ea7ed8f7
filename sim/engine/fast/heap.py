"""What will happen: a binary heap of (tick, key), the smallest on top (R2).

What happens now leaves a hole on top. The next event that is planned, such as the completion of
what the agent takes next, mostly fills it: one way down instead of one down and one up.
"""

from __future__ import annotations

from typing import Any

from sim.engine.fast.access import heap
from sim.engine.fast.jit import cold, hot
from sim.engine.fast.layout import RANK_SHIFT


@hot
def sink(center: Any, tick: Any, key: Any) -> None:
    """Put the event in the hole on top, and let it sink to its place."""
    center.hole = 0
    count = center.events
    place = 0
    below = 1
    while below < count:
        if below + 1 < count:
            # Which child is smaller cannot be foreseen: computed without a branch.
            left, right = heap(center, below), heap(center, below + 1)
            below += (right.tick < left.tick) | ((right.tick == left.tick) & (right.key < left.key))
        smaller = heap(center, below)
        if tick < smaller.tick or (tick == smaller.tick and key <= smaller.key):
            break
        heap(center, place).tick = smaller.tick
        heap(center, place).key = smaller.key
        place = below
        below = 2 * place + 1
    heap(center, place).tick = tick
    heap(center, place).key = key


@cold
def push(center: Any, tick: Any, key: Any) -> None:
    if center.hole:
        sink(center, tick, key)
        return
    place = center.events
    center.events = place + 1
    while place > 0:
        above = (place - 1) >> 1
        other = heap(center, above)
        if other.tick < tick or (other.tick == tick and other.key <= key):
            break
        heap(center, place).tick = other.tick
        heap(center, place).key = other.key
        place = above
    heap(center, place).tick = tick
    heap(center, place).key = key


@hot
def close_hole(center: Any) -> None:
    """Nothing came in the place of what happened: the last event does."""
    count = center.events - 1
    center.events = count
    sink(center, heap(center, count).tick, heap(center, count).key)


@hot
def happens(center: Any, tick: Any, rank: Any, entity: Any) -> None:
    """It will happen at the tick; at the end or later never (R1)."""
    if tick < center.end:
        push(center, tick, (rank << RANK_SHIFT) + entity)
