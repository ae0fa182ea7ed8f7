"""Work that waits for the desk: replies on time, items worked off, and the backlog by the clock."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from sim.engine.events import Outcome
from sim.machine.kernels import (
    Floats,
    Int8s,
    Int16s,
    Int32s,
    Ints,
    Known,
    Memory,
    inlined,
    kernel,
)
from sim.metrics.attempts import (
    ANSWERED,
    FLOWED_OUT,
    OFFERED,
    WAITING,
    counted_wait,
    due_at,
    one_of,
)
from sim.metrics.bins import TICKS_PER_DAY, slot_at
from sim.metrics.cells import TICKS_PER_SECOND, Table
from sim.metrics.plan import Plan

HOUR = TICKS_PER_DAY // 24
AGES = {
    "0_4h": 0,
    "4_8h": 4 * HOUR,
    "8_24h": 8 * HOUR,
    "1_2d": TICKS_PER_DAY,
    "over_2d": 2 * TICKS_PER_DAY,
}
"""Age buckets of the backlog and the age (ticks) above which each begins."""

Column = IntEnum(
    "Column",
    "reply_due replied response_s response_due response_met response_due_arrived "
    "response_met_arrived response_closed response_met_closed completed",
    start=0,
)
"""Columns of written queues; all of them add up over slots and queues.

Response levels are those of deferred queues with a target time. An item that left the queue for
an answer elsewhere before it was due never falls due; one that is not due yet when the simulated
time ends has not fallen due either. The columns `..._arrived`, and the first three, belong to the
slot of arrival, `..._closed` and `completed` to that in which the wait was over, the others to that
in which the item was due.
"""

NAMES = tuple(column.name for column in Column)
IN_TICKS = (Column.response_s,)

STOCKS = ("backlog", "backlog_deferred", *(f"backlog_{age}" for age in AGES))
"""Columns of the backlog that add up over queues; there is `oldest_age` beside them."""

IS_FLOWED_OUT = one_of(FLOWED_OUT)
IS_COMPLETED = one_of((Outcome.ANSWERED, Outcome.TRIAGED))


@kernel
def count_written(
    rows: int,
    queue: Int16s,
    ended_as: Int8s,
    relevant: Int8s,
    arrived: Ints,
    over: Ints,
    in_time: Int8s,
    slot: Int32s,
    edges: Ints,
    slots: int,
    queues: int,
    written: Int8s,
    deferred: Int8s,
    has_target: Int8s,
    within: Ints,
    clock_of: Ints,
    clock_first: Ints,
    opens: Ints,
    closes: Ints,
    opened: Ints,
    of_written: Floats,
) -> None:
    """Add to the columns `of_written`, in ticks; also what arrived outside of the reported time."""
    size = slots * queues
    for row in range(rows):
        desk, how = queue[row], ended_as[row]
        if not written[desk]:
            continue
        closed = slots  # of items alone
        if deferred[desk]:
            closed = slot_at(over[row], edges, slots)
            if IS_COMPLETED >> how & 1:
                _put(of_written, size, Column.completed, closed, slots, queues, desk)
        if not (OFFERED >> how & 1 and relevant[row] == 1):
            continue
        came = slot[row]
        replied = how == ANSWERED
        flowed_out = IS_FLOWED_OUT >> how & 1
        open_still = how == WAITING and in_time[row]
        if not flowed_out and not open_still:
            _put(of_written, size, Column.reply_due, came, slots, queues, desk)
        if replied:
            _put(of_written, size, Column.replied, came, slots, queues, desk)
            if 0 <= came < slots:
                of_written[Column.response_s * size + came * queues + desk] += counted_wait(
                    arrived[row], over[row], clock_of[desk], clock_first, opens, closes, opened
                )
        if not (deferred[desk] and has_target[desk]):
            continue
        if not (flowed_out and in_time[row]) and not open_still:
            due = due_at(
                arrived[row], within[desk], clock_of[desk], clock_first, opens, closes, opened
            )
            fell_due = slot_at(due, edges, slots)
            _put(of_written, size, Column.response_due, fell_due, slots, queues, desk)
            _put(of_written, size, Column.response_due_arrived, came, slots, queues, desk)
            if replied and in_time[row]:
                _put(of_written, size, Column.response_met, fell_due, slots, queues, desk)
                _put(of_written, size, Column.response_met_arrived, came, slots, queues, desk)
        if replied:
            _put(of_written, size, Column.response_closed, closed, slots, queues, desk)
            if in_time[row]:
                _put(of_written, size, Column.response_met_closed, closed, slots, queues, desk)


@inlined
def _put(
    table: Floats, size: int, column: int, slot: int, slots: int, queues: int, desk: int
) -> None:
    """Count one in this slot, if it is of the reported time."""
    if 0 <= slot < slots:
        table[column * size + slot * queues + desk] += 1


def backlog_of(known: Known, plan: Plan) -> Table:
    """The backlog when each slot ends, [slot, queue], and the oldest age in seconds."""
    slots, queues = plan.bins.slots, plan.queues
    found = Table.of((*STOCKS, "oldest_age"), slots, queues)
    found["oldest_age"][...] = np.nan
    # a slot more: what happens after the reported time
    change = np.zeros((len(AGES), slots + 1, queues))
    waited = _count_backlog(
        known
        | {
            "ages": _AGES,
            "age_count": len(AGES),
            "change": Memory(change),
            "oldest": Memory(found["oldest_age"]),
            "told": Memory(np.zeros(queues, dtype=np.int64)),
        }
    )
    if waited:
        by_age = found.data[2:-1]
        np.cumsum(change[:, :slots], axis=1, out=by_age)
        found["backlog"] = by_age.sum(axis=0)
        found["backlog_deferred"] = found["backlog"] * plan.deferred
        found["oldest_age"][...] /= TICKS_PER_SECOND
    return found


_AGES = Memory(np.array(list(AGES.values()), dtype=np.int64))


@kernel
def _count_backlog(
    rows: int,
    queue: Int16s,
    ended_as: Int8s,
    arrived: Ints,
    over: Ints,
    slot: Int32s,
    end: int,
    edges: Ints,
    slots: int,
    queues: int,
    ages: Ints,
    age_count: int,
    change: Floats,
    oldest: Floats,
    told: Ints,
) -> int:
    """A contact is in the backlog from its arrival until its wait is over: who waits at the end of
    a slot. Adds what every age bucket wins and loses in a slot to `change`, and sets `oldest`, in
    ticks. Of a queue, the slots before `told` have been looked at. How many contacts were found.
    """
    found = 0
    for row in range(rows):
        came, desk, first = arrived[row], queue[row], slot[row]
        # who waits at the end waits at the last edge too
        until = end + 1 if ended_as[row] == WAITING else over[row]
        if first >= slots or over[row] <= came or until < edges[first + 1]:
            continue
        found += 1
        last = slot_at(until, edges, slots)
        for age in range(age_count):
            if until - came <= ages[age]:
                break
            enters = slot_at(came + ages[age], edges, slots)
            leaves = last
            if age + 1 < age_count and until - came > ages[age + 1]:
                leaves = slot_at(came + ages[age + 1], edges, slots)
            change[(age * (slots + 1) + max(enters, 0)) * queues + desk] += 1
            change[(age * (slots + 1) + max(leaves, 0)) * queues + desk] -= 1
        # Those before it are older: it is the oldest where none of them waits any more.
        for here in range(max(first, told[desk], 0), last):
            oldest[here * queues + desk] = edges[here + 1] - came
        told[desk] = max(told[desk], last)
    return found
