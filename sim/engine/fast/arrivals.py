"""An attempt arrives (R30 to R35, R70, R75, R86, R90, R91)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine.events import NANOSECONDS_PER_TICK, After, Outcome
from sim.engine.fast.access import (
    choices,
    comings,
    groups,
    nexts,
    overflow,
    queues,
    reason_work,
    rows,
    spans,
    takers,
)
from sim.engine.fast.choosing import is_open
from sim.engine.fast.deeds import take
from sim.engine.fast.heap import happens, may_leave
from sim.engine.fast.jit import cold, hot
from sim.engine.fast.journeys import call_back, depart, follow, spread, transfer_ends
from sim.engine.fast.keys import (
    ACCEPTS,
    BALK,
    HANDLE,
    PATIENCE,
    PEER_DELAY,
    PEERS,
    PICK,
    WRAP_UP,
    drawn,
    looked_up,
)
from sim.engine.fast.layout import (
    AFTERS,
    ARRIVED,
    ARRIVING,
    CHOOSES,
    DONE,
    FOLLOW_UP,
    LEAVES_OF_A_ROW,
    OFFERS_CALLBACK,
    OVER,
    PATIENCE_ENDS,
    PEER_ANSWERS,
    REACHES_AFTER,
    TALKING,
    TIMER,
    TIMERS_OF_A_ROW,
    TURN,
    WINDOW_ENDS,
)
from sim.engine.fast.lines import stand_in_line
from sim.engine.fast.routing import agent_for, may_take

NOT_ANSWERED, ABANDONED = int(Outcome.WAITING), int(Outcome.ABANDONED)
BLOCKED_LINES, BLOCKED_FULL = int(Outcome.BLOCKED_LINES), int(Outcome.BLOCKED_FULL)
BLOCKED_CLOSED, CALLBACK = int(Outcome.BLOCKED_CLOSED), int(Outcome.CALLBACK)
AFTER_ABANDONED, AFTER_BLOCKED = int(After.ABANDONED), int(After.BLOCKED)
AFTER_WAITING = int(After.WAITING)
EXPECTED_WAIT, QUEUE_LENGTH, WAITED = 0, 1, 2
MILLION, THOUSAND = 1_000_000, 1_000


@hot
def new_row(center: Any, coming: Any, queue: Any, since: Any) -> Any:
    """The row of an attempt that arrives (R50): planned, or an entry of those that come."""
    row = center.rows
    center.rows += 1
    contact = rows(center, row)
    contact.row = row
    contact.coming = coming
    contact.queue = queue
    contact.since = since
    contact.answered = -1
    contact.ended = -1
    contact.released = -1
    contact.agent = -1
    contact.pending = -1
    contact.tries = 0
    contact.holds = 0
    contact.outcome = NOT_ANSWERED
    contact.phase = ARRIVING
    contact.was_put_down = 0
    return row


@cold
def row_of_coming(center: Any, entry: Any) -> Any:
    """The row of an attempt that comes: everything is a function of its key (R62, R67, R72)."""
    coming = comings(center, entry)
    coming.state = ARRIVED
    row = new_row(center, entry, coming.queue, coming.since)
    contact = rows(center, row)
    queue = queues(center, coming.queue)
    key = coming.key
    contact.key = key
    contact.reason = coming.reason
    contact.shift = -1
    contact.relevant = 1
    contact.pick = drawn(key, PICK)
    factor = MILLION
    if coming.kind == FOLLOW_UP:
        factor = nexts(center, coming.follow_up).work
    reason = center.reasons
    if coming.reason >= 0:
        reason = coming.reason
    factor = factor * reason_work(center, reason).value // MILLION
    work = looked_up(center, queue.handle, key, HANDLE)
    contact.left = work // THOUSAND * factor // THOUSAND
    contact.wrap_up = 0
    if queue.wrap_up >= 0:
        work = looked_up(center, queue.wrap_up, key, WRAP_UP)
        contact.wrap_up = work // THOUSAND * factor // THOUSAND
    return row


@hot
def patience_by_key(center: Any, row: Any) -> Any:
    """Ticks; 0: leaves rather than wait, -1: never leaves."""
    queue = queues(center, rows(center, row).queue)
    key = rows(center, row).key
    if drawn(key, BALK) < queue.balk:
        return np.int64(0)
    if queue.patience < 0:
        return np.int64(-1)
    return looked_up(center, queue.patience, key, PATIENCE)


@cold
def set_timers(center: Any, row: Any, arrived: Any, patience: Any) -> None:
    """What comes to a contact while it waits. Whose time is past does not happen (R15)."""
    contact = rows(center, row)
    queue = queues(center, contact.queue)
    leaves = row * LEAVES_OF_A_ROW
    if patience >= 0:
        may_leave(center, center.now + patience, leaves + PATIENCE_ENDS)
    if queue.window_length >= 0:  # R87
        tick = max(arrived + queue.window_length, center.now)
        may_leave(center, tick, leaves + WINDOW_ENDS)
    if queue.peer_answers > 0 and drawn(contact.key, PEERS) < queue.peer_answers:  # R95
        delay = looked_up(center, queue.peer_delay, contact.key, PEER_DELAY)
        may_leave(center, center.now + delay, leaves + PEER_ANSWERS)
    timers = center.queues + row * TIMERS_OF_A_ROW
    for place in range(queue.overflow, queue.overflow_until):  # R42, R35
        after = overflow(center, place).value
        if after > queue.head_start:
            tick = max(contact.since + after - queue.head_start, center.now)
            happens(center, tick, TIMER, timers + REACHES_AFTER)
    span = spans(center, contact.queue * AFTERS + AFTER_WAITING)
    before = -1
    for number in range(span.first, span.until):  # R60: sorted by `waited`
        waited = choices(center, number).waited
        if waited != before and arrived + waited >= center.now:
            happens(center, arrived + waited, TIMER, timers + CHOOSES)
        before = waited
    if queue.callback_to >= 0 and queue.callback_when == WAITED:  # R70
        tick = arrived + queue.callback_limit
        if tick >= center.now:
            happens(center, tick, TIMER, timers + OFFERS_CALLBACK)


@hot
def offers_callback(center: Any, number: Any) -> Any:
    """The queue, or the wait to expect from it, is as long as the limit (R70)."""
    queue = queues(center, number)
    if queue.callback_to < 0 or queue.callback_when == WAITED:
        return False
    return is_long(center, number)


@cold
def is_long(center: Any, number: Any) -> Any:
    queue = queues(center, number)
    if queue.callback_when == QUEUE_LENGTH:
        return queue.waiting >= queue.callback_limit
    on = 0
    for place in range(queue.takers, queue.takers_until):
        on += groups(center, takers(center, place).group).on
    return (queue.waiting + 1) * queue.mean_handle >= queue.callback_limit * on


@hot
def receive(center: Any, row: Any, arrived: Any, patience: Any) -> None:
    """Everything that may happen to an attempt when it arrives."""
    contact = rows(center, row)
    number = contact.queue
    queue = queues(center, number)
    blocked = NOT_ANSWERED
    if not queue.asynchronous and not is_open(center, number):  # R30, R84
        blocked = BLOCKED_CLOSED
    elif queue.is_self_service:  # R75
        contact.phase = TALKING
        ticks = (contact.left + NANOSECONDS_PER_TICK - 1) // NANOSECONDS_PER_TICK
        happens(center, center.now + ticks, DONE, row)
        return
    elif queue.takes_line and 0 <= center.lines <= center.lines_taken:  # R30
        blocked = BLOCKED_LINES
    if blocked != NOT_ANSWERED:
        contact.outcome = blocked
        contact.ended = center.now
        contact.phase = OVER
        transfer_ends(center, row)
        follow(center, row, AFTER_BLOCKED)
        return
    center.lines_taken += queue.takes_line
    if queue.is_social and contact.relevant:  # R91
        spread(center, row)
    agent = -1
    if contact.coming >= 0:
        coming = comings(center, contact.coming)
        if coming.kind == TURN:  # R86
            agent = coming.agent
            if agent >= 0 and not may_take(center, agent, row):
                agent = -1
    if agent < 0 and queue.waiting == 0:  # R41
        agent = agent_for(center, row)
    if agent >= 0:  # R31
        take(center, agent, row)
        if queue.waits_again:
            set_timers(center, row, arrived, patience)
        return
    if 0 <= queue.max_waiting <= queue.waiting:  # R31
        depart(center, row, BLOCKED_FULL)
        follow(center, row, AFTER_BLOCKED)
        return
    if offers_callback(center, number) and drawn(contact.key, ACCEPTS) < queue.accepted:  # R70
        depart(center, row, CALLBACK)
        call_back(center, row)
        return
    if patience == 0:  # R32
        depart(center, row, ABANDONED)
        follow(center, row, AFTER_ABANDONED)
        return
    stand_in_line(center, row)
    if not queue.only_patience:
        set_timers(center, row, arrived, patience)
    elif patience > 0:
        may_leave(center, center.now + patience, row * LEAVES_OF_A_ROW + PATIENCE_ENDS)
