"""What will happen: a binary heap of (tick, key), the smallest on top (R2)."""

from __future__ import annotations

from typing import Any

from sim.engine.fast.access import heap
from sim.engine.fast.jit import cold, hot
from sim.engine.fast.layout import RANK_SHIFT


@cold
def push(center: Any, tick: Any, key: Any) -> None:
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
def pop(center: Any) -> None:
    """Take the top away; the caller has read it."""
    count = center.events - 1
    center.events = count
    tick = heap(center, count).tick
    key = heap(center, count).key
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


@hot
def happens(center: Any, tick: Any, rank: Any, entity: Any) -> None:
    """It will happen at the tick; at the end or later never (R1)."""
    if tick < center.end:
        push(center, tick, (rank << RANK_SHIFT) + entity)
