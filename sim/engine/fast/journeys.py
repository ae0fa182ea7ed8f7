"""What customers do next: attempts to come, by key (R60 to R68, R70 to R75, R85, R91)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine.events import After, Outcome
from sim.engine.fast.access import (
    choices,
    comings,
    edges,
    limits,
    nexts,
    queues,
    rows,
    scratch,
    spans,
)
from sim.engine.fast.heap import happens
from sim.engine.fast.jit import cold, hot
from sim.engine.fast.keys import COUNT, DELAY, GOES_ON, SETTLES, drawn, looked_up, mix
from sim.engine.fast.layout import (
    AFTERS,
    CALLED_BACK,
    CANCELLED,
    ENDS_WARM,
    FOLLOW_UP,
    HOLDING,
    OVER,
    PENDING,
    RETURN,
    SPREAD,
    TIMER,
    TIMERS_OF_A_ROW,
    TURN,
    WAITING,
)
from sim.engine.fast.lines import leave_line

ABANDONED, DROPPED = int(Outcome.ABANDONED), int(Outcome.DROPPED)
BLOCKED_FULL, WITHDRAWN = int(Outcome.BLOCKED_FULL), int(Outcome.WITHDRAWN)
AFTER_WAITING = int(After.WAITING)
FIRST = np.uint64(0)
"""The ordinal of the only attempt of its name (R67)."""


@cold
def expect(
    center: Any, parent: Any, key: Any, queue: Any, number: Any, kind: Any, delay: Any
) -> None:
    """An attempt will arrive after the delay (R62)."""
    cause = rows(center, parent)
    entry = center.comings
    center.comings += 1
    coming = comings(center, entry)
    coming.key = key
    coming.tick = center.now + delay
    coming.since = coming.tick
    coming.parent = parent
    coming.agent = cause.agent
    coming.queue = queue
    coming.source = cause.queue
    coming.reason = cause.reason
    coming.follow_up = number
    coming.kind = kind
    coming.state = PENDING
    coming.sibling = entry
    if cause.pending >= 0:
        coming.sibling = comings(center, cause.pending).sibling
        comings(center, cause.pending).sibling = entry
    cause.pending = entry
    happens(center, coming.tick, RETURN, entry)


@cold
def choose(center: Any, row: Any, number: Any) -> None:
    """One draw of the attempt decides which follow-up of the choice happens (R61)."""
    contact = rows(center, row)
    choice = choices(center, number)
    draw = drawn(contact.key, choice.name)
    for place in range(choice.first, choice.until):
        follow_up = nexts(center, place)
        if follow_up.lower <= draw < follow_up.upper:
            key = mix(mix(contact.key, follow_up.name), FIRST)  # R67
            delay = looked_up(center, follow_up.delay, key, DELAY)
            expect(center, row, key, follow_up.to, follow_up.number, FOLLOW_UP, delay)
            if follow_up.warm > 0:  # R68
                contact.holds += 1
                until = center.now + follow_up.warm
                contact.left = max(contact.left, until)
                entity = center.queues + row * TIMERS_OF_A_ROW + ENDS_WARM
                happens(center, until, TIMER, entity)


@hot
def follow(center: Any, row: Any, after: Any) -> None:
    """The choices that come up after what happened to the contact (R60)."""
    contact = rows(center, row)
    span = spans(center, contact.queue * AFTERS + after)
    if contact.relevant:  # R90
        for number in range(span.first, span.until):
            choose(center, row, number)


@cold
def transfer_ends(center: Any, row: Any) -> None:
    """The attempt is answered or ends: who stayed on for it need not any longer (R68)."""
    entry = rows(center, row).coming
    if entry >= 0:
        hold_ends(center, entry)


@cold
def hold_ends(center: Any, entry: Any) -> None:
    coming = comings(center, entry)
    if coming.kind == FOLLOW_UP and nexts(center, coming.follow_up).warm > 0:
        parent = rows(center, coming.parent)
        if parent.row == coming.parent and parent.phase == HOLDING and parent.holds > 0:
            parent.holds -= 1
            if parent.holds == 0:
                scratch(center, center.agents + center.ended_holds).row = coming.parent
                center.ended_holds += 1


@cold
def cancel(center: Any, entry: Any, only_spread: Any) -> None:
    """What this attempt's parent was still to cause does not happen (R64, R92)."""
    sibling = entry
    while sibling >= 0:
        coming = comings(center, sibling)
        if coming.state == PENDING and (coming.kind == SPREAD or not only_spread):
            coming.state = CANCELLED
            hold_ends(center, sibling)
        sibling = coming.sibling
        if sibling == entry:
            break


@cold
def depart(center: Any, row: Any, outcome: Any) -> None:
    """Without an answer: the customer is gone and its line is free."""
    contact = rows(center, row)
    contact.ended = center.now
    contact.outcome = outcome
    contact.phase = OVER
    center.lines_taken -= queues(center, contact.queue).takes_line
    transfer_ends(center, row)


@hot
def answered(center: Any, row: Any) -> None:
    """Its work starts for the first time: it may settle its parent (R64), and end a hold (R68)."""
    contact = rows(center, row)
    if contact.coming < 0:
        return
    coming = comings(center, contact.coming)
    if coming.kind != FOLLOW_UP:
        return
    if drawn(contact.key, SETTLES) < nexts(center, coming.follow_up).settles:
        parent = coming.parent
        if rows(center, parent).row == parent and rows(center, parent).phase == WAITING:
            leave_line(center, parent)
            depart(center, parent, WITHDRAWN)
        cancel(center, contact.coming, False)
    transfer_ends(center, row)


@cold
def next_turn(center: Any, row: Any) -> Any:
    """The thread goes on after this turn, and the next one will come (R85)."""
    contact = rows(center, row)
    queue = queues(center, contact.queue)
    if drawn(contact.key, GOES_ON) >= queue.goes_on:
        return False
    key = mix(mix(contact.key, queue.turn_name), FIRST)
    delay = looked_up(center, queue.gap, key, DELAY)
    expect(center, row, key, contact.queue, queue.turn_number, TURN, delay)
    return True


@cold
def call_back(center: Any, row: Any) -> None:
    """The attempt of an accepted callback, in the same tick or at its slot (R71)."""
    contact = rows(center, row)
    queue = queues(center, contact.queue)
    key = mix(mix(contact.key, queue.callback_name), FIRST)
    to, number, slot = queue.callback_to, queue.callback_number, queue.callback_slot
    expect(center, row, key, to, number, CALLED_BACK, slot)
    if slot == 0:  # R72: it keeps its place
        comings(center, contact.pending).since = contact.since


@cold
def spread(center: Any, row: Any) -> None:
    """Whom a relevant post causes (R91)."""
    contact = rows(center, row)
    queue = queues(center, contact.queue)
    for place in range(queue.edges, queue.edges_until):
        edge = edges(center, place)
        base = mix(contact.key, edge.name)
        draw = drawn(base, COUNT)
        count = 0
        for limit in range(center.post_limits):
            if limits(center, place * center.post_limits + limit).value <= draw:
                count += 1
        for ordinal in range(count):
            key = mix(base, np.uint64(ordinal))
            delay = looked_up(center, edge.delay, key, DELAY)
            expect(center, row, key, edge.to, edge.number, SPREAD, delay)


@hot
def arrived_at(center: Any, row: Any) -> Any:
    """When the attempt arrived; before tick 0 for contacts waiting at start."""
    contact = rows(center, row)
    if contact.coming >= 0:
        return comings(center, contact.coming).tick
    return contact.since
