"""Who waits: for each queue a list linked through the by waiting since and row (R41)."""

from __future__ import annotations

from typing import Any

from sim.engine.fast.access import queues, rows
from sim.engine.fast.jit import cold, hot
from sim.engine.fast.layout import WAITING


@cold
def stand_in_line(center: Any, row: Any) -> None:
    """Wait in the place of its time.

    Who arrives stands at the end. Who comes back (R72, R73, R82) mostly stands near the one who
    came back before: the search begins there.
    """
    me = rows(center, row)
    queue = queues(center, me.queue)
    me.phase = WAITING
    center.waiting += 1
    center.offered_waiting += queue.offered_again
    queue.waiting += 1
    before = queue.last
    if before >= 0 and is_before(center, row, before):
        before = queue.finger  # -1: at the head
        while before >= 0 and is_before(center, row, before):
            before = rows(center, before).previous
        after = queue.first if before < 0 else rows(center, before).next
        while after >= 0 and is_before(center, after, row):
            before = after
            after = rows(center, after).next
        queue.finger = row
    after = queue.first if before < 0 else rows(center, before).next
    me.previous = before
    me.next = after
    if before < 0:
        queue.first = row
    else:
        rows(center, before).next = row
    if after < 0:
        queue.last = row
    else:
        rows(center, after).previous = row


@hot
def is_before(center: Any, row: Any, other: Any) -> Any:
    since, other_since = rows(center, row).since, rows(center, other).since
    return since < other_since or (since == other_since and row < other)


@hot
def leave_line(center: Any, row: Any) -> None:
    me = rows(center, row)
    queue = queues(center, me.queue)
    before = me.previous
    after = me.next
    center.waiting -= 1
    center.offered_waiting -= queue.offered_again
    queue.waiting -= 1
    if queue.finger == row:
        queue.finger = before
    if before < 0:
        queue.first = after
    else:
        rows(center, before).next = after
    if after < 0:
        queue.last = before
    else:
        rows(center, after).previous = before


@hot
def is_ripe(center: Any, row: Any, after: Any) -> Any:
    """It has waited so long, its head start included (R42, R35)."""
    me = rows(center, row)
    return center.now - me.since + queues(center, me.queue).head_start >= after


@cold
def ripe_in_line(center: Any, queue: Any, after: Any, enough: Any) -> Any:
    """How many of a queue have waited so long; counting stops at enough."""
    if after <= queues(center, queue).head_start:
        return queues(center, queue).waiting
    count = 0
    row = queues(center, queue).first
    while row >= 0 and count < enough and is_ripe(center, row, after):
        count += 1
        row = rows(center, row).next
    return count
