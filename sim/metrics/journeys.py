"""What becomes of customers: figures of issues, and of attempts by what they caused.

An issue is a customer's first attempt and all it causes. It belongs to the interval and queue of
its first attempt; only issues that begin in the reported time count, with all of their attempts.
Whom a public post makes write or phone is another customer, whose issue begins there. A post that
needs no answer is no issue.

A parent's row lies before those of the attempts that it causes (rule R50), so a pass forward knows
the first attempt behind every row, and a pass backward what comes after it.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np

from sim.engine.events import BLOCKED, Outcome
from sim.log import ContactLog
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
from sim.metrics.attempts import LEFT, one_of
from sim.metrics.origins import Origin
from sim.metrics.plan import Plan
from sim.model import Model

BY_ORIGIN = {f"origin_{one.name.lower()}": one for one in Origin}
"""The first columns."""

Column = IntEnum(
    "Column",
    "issues issue_attempts issues_lost issues_resolved issues_with_agent issues_first_contact "
    "issues_first_contact_strict issues_contained issues_proactive truly_contained resolved_here "
    "first_answered caused repeated redialled handed_on bounced_back called_back total_wait_s "
    "posts_caused posts_relevant posts_original",
    start=len(BY_ORIGIN),
)
"""The columns after those."""

NAMES = (*BY_ORIGIN, *(column.name for column in Column))
"""Columns [slot, queue] that add up over slots and queues."""
IN_TICKS = (Column.total_wait_s,)

SERVED = (Outcome.ANSWERED, Outcome.CONTAINED, Outcome.PEER_ANSWERED)
"""Outcomes with which a customer has got what it came for."""

IS_SERVED = one_of(SERVED)
IS_NOT_SERVED = one_of((*LEFT, *BLOCKED))
IS_NOT_LOST = one_of((*SERVED, Outcome.WAITING))

CHANNEL_SHIFT = int(Origin.CHANNEL_SHIFT)

# What an attempt is known to have brought about.
ANSWERED_AFTER, AWAITED, IN_TOUCH_AGAIN = 1, 2, 4
"""An attempt after it was answered; the customer comes back later than the end; came back: both of
these within `resolved_after`."""

# What some attempt of an issue is known to be.
NOT_LOST, WITH_AGENT, CONTAINED, HANDED_OVER, BY_COMPANY = 1, 2, 4, 8, 16
ANSWERED_ANEW, ANSWERED_AGAIN = 32, 64
"""Answered, and answered more than once, of attempts that the customer made by itself: no transfer
and no turn of a thread."""


def count_journeys(known: Known, log: ContactLog, model: Model, plan: Plan) -> Ints:
    """Add to the columns `of_journeys` of what is known, in ticks.

    Returns how many attempts arrived in the reported time by each channel shift, then by each
    follow-up.
    """
    rows = len(log)
    flows = np.zeros(plan.shifts + len(plan.follow_up_origin), dtype=np.int64)
    _count_journeys(
        known
        | {
            "resolved_after": model.judging.resolved_after,
            "flows": Memory(flows),
            "origin": Memory(np.empty(rows, dtype=np.int8)),
            "caused": Memory(np.zeros(rows, dtype=np.int16)),
            "brought": Memory(np.zeros(rows, dtype=np.int8)),
            "root": Memory(np.empty(rows, dtype=np.int32)),
            "some": Memory(np.zeros(rows, dtype=np.int8)),
            "last": Memory(np.empty(rows, dtype=np.int32)),
            "first_answer": Memory(np.full(rows, -1, dtype=np.int32)),
        }
    )
    return flows


@kernel
def _count_journeys(
    rows: int,
    parent: Int32s,
    queue: Int16s,
    shift: Int16s,
    follow_up: Int16s,
    ended_as: Int8s,
    relevant: Int8s,
    arrived: Ints,
    answered: Ints,
    ended: Ints,
    over: Ints,
    slot: Int32s,
    end: int,
    comings: int,
    coming_parent: Int32s,
    coming_follow_up: Int16s,
    coming_tick: Ints,
    slots: int,
    queues: int,
    posts: Int8s,
    first_origin: Int8s,
    follow_up_origin: Int8s,
    resolved_after: int,
    shifts: int,
    flows: Ints,
    of_journeys: Floats,
    origin: Int8s,
    caused: Int16s,
    brought: Int8s,
    root: Int32s,
    some: Int8s,
    last: Int32s,
    first_answer: Int32s,
) -> None:
    size = slots * queues
    for coming in range(comings):
        before = coming_parent[coming]
        why = follow_up_origin[coming_follow_up[coming]]
        caused[before] |= 1 << why
        if why != Origin.COMPANY and why != Origin.SPREAD:
            if coming_tick[coming] - ended[before] <= resolved_after:
                brought[before] |= AWAITED | IN_TOUCH_AGAIN
    is_some_contained = False  # the pass backward is for them
    for row in range(rows):
        why = _origin_of(row, queue[row], shift, follow_up, first_origin, follow_up_origin)
        how, before = ended_as[row], parent[row]
        origin[row] = why
        if before >= 0:
            caused[before] |= 1 << why
            if why != Origin.COMPANY and why != Origin.SPREAD:
                if arrived[row] - ended[before] <= resolved_after:
                    brought[before] |= IN_TOUCH_AGAIN
        # the issue
        begins = before < 0 or why == Origin.SPREAD
        first = row if begins else root[before]
        root[row] = first
        if 0 <= slot[first] < slots and relevant[first] == 1:
            cell = slot[first] * queues + queue[first]
            of_journeys[Column.issue_attempts * size + cell] += 1
        if begins:
            last[first] = row
        elif why != Origin.COMPANY or how == Outcome.ANSWERED:
            # What the company tried in vain does not undo what the customer got.
            if _end_of(row, ended, end) >= _end_of(last[first], ended, end):
                last[first] = row
        if IS_NOT_LOST >> how & 1:
            some[first] |= NOT_LOST
        if how == Outcome.CONTAINED:
            some[first] |= CONTAINED
            is_some_contained = True
        if why == Origin.TRANSFER:
            some[first] |= HANDED_OVER
        if why == Origin.COMPANY:
            some[first] |= BY_COMPANY
        if how == Outcome.ANSWERED:
            some[first] |= WITH_AGENT
            if why != Origin.TRANSFER and why != Origin.TURN:
                some[first] |= ANSWERED_AGAIN if some[first] & ANSWERED_ANEW else ANSWERED_ANEW
            earliest = first_answer[first]
            if earliest < 0 or over[row] < over[earliest]:
                first_answer[first] = row
    for row in range(rows - 1 if is_some_contained else -1, -1, -1):
        before = parent[row]
        if before >= 0 and (ended_as[row] == Outcome.ANSWERED or brought[row] & ANSWERED_AFTER):
            brought[before] |= ANSWERED_AFTER
    for row in range(rows):
        how, why, before = ended_as[row], origin[row], parent[row]
        if why == Origin.SPREAD and before >= 0 and 0 <= slot[before] < slots:
            cell = slot[before] * queues + queue[before]
            of_journeys[Column.posts_caused * size + cell] += 1
        if not 0 <= slot[row] < slots:
            continue
        cell = slot[row] * queues + queue[row]
        if shift[row] >= 0:
            flows[shift[row]] += 1
        if follow_up[row] >= 0:
            flows[shifts + follow_up[row]] += 1
        _count_attempt(of_journeys, size, cell, how, why, before >= 0, caused[row], brought[row])
        if before >= 0 and why == Origin.CALLBACK and how == Outcome.ANSWERED:
            of_journeys[Column.called_back * size + cell] += 1
            of_journeys[Column.total_wait_s * size + cell] += answered[row] - arrived[before]
        if posts[queue[row]] and relevant[row] == 1:
            of_journeys[Column.posts_relevant * size + cell] += 1
            if why != Origin.SPREAD:
                of_journeys[Column.posts_original * size + cell] += 1
        if root[row] != row or relevant[row] != 1:
            continue
        is_resolved = IS_SERVED >> ended_as[last[row]] & 1 and not brought[last[row]] & AWAITED
        _count_issue(of_journeys, size, cell, is_resolved, some[row])
        # where the issue was resolved, and where its customer was first answered
        if is_resolved:
            cell = slot[row] * queues + queue[last[row]]
            of_journeys[Column.resolved_here * size + cell] += 1
        if first_answer[row] >= 0:
            cell = slot[row] * queues + queue[first_answer[row]]
            of_journeys[Column.first_answered * size + cell] += 1


@inlined
def _origin_of(
    row: int,
    desk: int,
    shift: Int16s,
    follow_up: Int16s,
    first_origin: Int8s,
    follow_up_origin: Int8s,
) -> Any:
    """Why the attempt was made. A first attempt of an outbound queue is the company's."""
    if follow_up[row] >= 0:
        return follow_up_origin[follow_up[row]]
    if shift[row] >= 0 and first_origin[desk] == Origin.FIRST:
        return CHANNEL_SHIFT
    return first_origin[desk]


@inlined
def _end_of(row: int, ended: Ints, end: int) -> Any:
    return ended[row] if ended[row] >= 0 else end


@inlined
def _count_attempt(
    table: Floats, size: int, cell: int, how: int, why: int, is_caused: bool, caused: int,
    brought: int,
) -> None:  # fmt: skip
    """Where an attempt comes from, and what it caused that came or is still to come."""
    table[why * size + cell] += 1
    if is_caused and how != Outcome.BLOCKED_CLOSED:  # to a closed desk it brings no work
        table[Column.caused * size + cell] += 1
    if caused >> Origin.REPEAT & 1:
        table[Column.repeated * size + cell] += 1
    if caused >> Origin.REDIAL & 1 and IS_NOT_SERVED >> how & 1:
        table[Column.redialled * size + cell] += 1
    if caused >> Origin.TRANSFER & 1 or caused >> Origin.MOVED & 1:
        table[Column.handed_on * size + cell] += 1
    if how == Outcome.CONTAINED:
        if not brought & IN_TOUCH_AGAIN:
            table[Column.truly_contained * size + cell] += 1
        if brought & ANSWERED_AFTER:
            table[Column.bounced_back * size + cell] += 1


@inlined
def _count_issue(table: Floats, size: int, cell: int, is_resolved: bool, some: int) -> None:
    """An issue, in the cell of its first attempt."""
    table[Column.issues * size + cell] += 1
    if not some & NOT_LOST:
        table[Column.issues_lost * size + cell] += 1
    if some & WITH_AGENT:
        table[Column.issues_with_agent * size + cell] += 1
    elif some & CONTAINED:
        table[Column.issues_contained * size + cell] += 1
    if some & BY_COMPANY:
        table[Column.issues_proactive * size + cell] += 1
    if is_resolved:
        table[Column.issues_resolved * size + cell] += 1
        if some & ANSWERED_ANEW and not some & ANSWERED_AGAIN:
            table[Column.issues_first_contact * size + cell] += 1
            if not some & HANDED_OVER:
                table[Column.issues_first_contact_strict * size + cell] += 1
