"""Contact figures by interval of arrival: counts for every formula, waits, handle times."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from sim.engine.events import Outcome
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
from sim.metrics.attempts import FLOWED_OUT, LEFT, OFFERED, SESSION_DONE, counted_wait, one_of
from sim.metrics.cells import TICKS_PER_SECOND
from sim.metrics.histogram import LAST_SECOND, OUTCOME_COLUMN, PLACE_OF, WAIT_OUTCOMES, WAIT_PLACES
from sim.metrics.order import Waits
from sim.metrics.plan import Plan
from sim.model import Model

Column = IntEnum(
    "Column",
    "offered answered abandoned abandoned_short expired flowed_out callbacks withdrawn escalated "
    "peer_answered contained unreached triaged waiting taken_up blocked_lines blocked_full "
    "blocked_closed answered_at_once finished sessions_over in_time abandoned_in_time "
    "judged_abandoned_short judged_answered judged_offered judged_flowed_out answered_wait_s "
    "abandoned_wait_s wait_s for_agents moved_in dialled reached heard relevant threads "
    "first_answered_wait_s first_replies reply_wait_s replies handle_s effort_s session_s "
    "offered_work_s",
    start=0,
)
"""Columns by queue; all of them add up over slots and queues."""

OfGroup = IntEnum(
    "OfGroup",
    "answered service_met service_judged answered_wait_s finished handle_s effort_s",
    start=0,
)
"""Columns of what each group answered."""

NAMES, GROUP_NAMES = (tuple(column.name for column in columns) for columns in (Column, OfGroup))

IN_TICKS = (
    Column.answered_wait_s, Column.abandoned_wait_s, Column.wait_s, Column.first_answered_wait_s,
    Column.reply_wait_s, Column.handle_s, Column.effort_s, Column.session_s,
)  # fmt: skip
"""Counted in ticks, which are whole, so that sums are exact in whichever order."""

IS_LEFT, IS_FLOWED_OUT, IS_DONE = one_of(LEFT), one_of(FLOWED_OUT), one_of(SESSION_DONE)
OUTCOMES = len(WAIT_OUTCOMES)

_PLACE_OF, _OUTCOME_COLUMN = Memory(PLACE_OF), Memory(OUTCOME_COLUMN)


@dataclass(frozen=True, eq=False)
class Counted:
    """The contacts that arrived in the reported time."""

    waits: Waits  # of the contacts offered to agents
    judged_waits: Waits | None  # that targets judge, on their clocks; None: the same
    handled: Floats  # [group, queue] contacts answered
    histogram: Ints  # [queue, outcome of WAIT_OUTCOMES, bin of WAIT_EDGES] waits


def count_contacts(known: Known, log: ContactLog, model: Model, plan: Plan) -> Counted:
    """Add to the columns `by_queue` and `by_group` of what is known, in ticks.

    The wait ends when the contact is answered (`sim.metrics.attempts`; when the customer is
    reached, in an outbound queue), when the customer leaves, or when it flows out; of one still
    waiting it is the wait so far. A head start is no wait. Sessions of self-service, which need no
    agent, begin at once.
    """
    rows, queues, groups = len(log), plan.queues, plan.groups
    judged_rows = rows if plan.judged_apart else 0
    code, place = np.empty(rows, dtype=np.int64), np.empty(rows, dtype=np.int32)
    judged_code = np.empty(judged_rows, dtype=np.int64)
    judged_place = np.empty(judged_rows, dtype=np.int32)
    lengths = np.zeros(2, dtype=np.int64)
    handled = np.zeros((groups, queues))
    histogram = np.zeros((queues, OUTCOMES, WAIT_PLACES), dtype=np.int64)
    _count_contacts(
        known
        | {
            "short": model.judging.short_abandon,
            "judged_apart": int(plan.judged_apart),
            "place_of": _PLACE_OF,
            "outcome_column": _OUTCOME_COLUMN,
            "code": Memory(code),
            "place": Memory(place),
            "judged_code": Memory(judged_code),
            "judged_place": Memory(judged_place),
            "lengths": Memory(lengths),
            "handled": Memory(handled),
            "histogram": Memory(histogram),
        }
    )
    count, judged = lengths.tolist()
    return Counted(
        waits=Waits(code[:count], place[:count]),
        judged_waits=Waits(judged_code[:judged], judged_place[:judged])
        if plan.judged_apart
        else None,
        handled=handled,
        histogram=histogram,
    )


@kernel
def _count_contacts(
    rows: int,
    queue: Int16s,
    ended_as: Int8s,
    relevant: Int8s,
    arrived: Ints,
    over: Ints,
    in_time: Int8s,
    slot: Int32s,
    answered: Ints,
    ended: Ints,
    released: Ints,
    agent: Int32s,
    shift: Int16s,
    follow_up: Int16s,
    stretches: int,
    stretch_row: Int32s,
    stretch_start: Ints,
    stretch_end: Ints,
    slots: int,
    queues: int,
    groups: int,
    group_of: Ints,
    session: Int8s,
    dialled: Int8s,
    deferred: Int8s,
    messaging: Int8s,
    posts: Int8s,
    has_target: Int8s,
    first_only: Int8s,
    turns: Ints,
    clock_of: Ints,
    clock_first: Ints,
    opens: Ints,
    closes: Ints,
    opened: Ints,
    short: int,
    judged_apart: int,
    place_of: Int16s,
    outcome_column: Ints,
    by_queue: Floats,
    by_group: Floats,
    code: Ints,
    place: Int32s,
    judged_code: Ints,
    judged_place: Int32s,
    lengths: Ints,
    handled: Floats,
    histogram: Ints,
) -> None:
    size, group_size = slots * queues, slots * groups
    count = 0
    judged_count = 0
    stretch = 0
    for row in range(rows):
        in_stretches = 0  # ticks
        told_apart = False
        while stretch < stretches and stretch_row[stretch] == row:
            in_stretches += stretch_end[stretch] - stretch_start[stretch]
            told_apart = True
            stretch += 1
        if not 0 <= slot[row] < slots:
            continue
        desk, how = queue[row], ended_as[row]
        cell = slot[row] * queues + desk
        wait = over[row] - arrived[row]
        is_offered = OFFERED >> how & 1
        is_answered = how == Outcome.ANSWERED
        is_needed = relevant[row] != 0
        begun, finished = answered[row] >= 0, released[row] >= 0
        is_turn = turns[desk] >= 0 and follow_up[row] == turns[desk]  # but not the first
        is_judged = has_target[desk] and not (is_turn and first_only[desk])
        _count_outcome(by_queue, size, cell, how, wait, begun)
        if is_answered:
            if finished:
                by_queue[Column.finished * size + cell] += 1
            if not is_turn:
                by_queue[Column.first_replies * size + cell] += 1
                by_queue[Column.first_answered_wait_s * size + cell] += wait
            if messaging[desk]:
                by_queue[Column.replies * size + cell] += 1
                by_queue[Column.reply_wait_s * size + cell] += wait
        if is_judged:
            _judge(by_queue, size, cell, how, in_time[row] != 0)
        if IS_LEFT >> how & 1 and wait <= short:
            by_queue[Column.abandoned_short * size + cell] += 1
            if is_judged:
                by_queue[Column.judged_abandoned_short * size + cell] += 1
        if is_offered and is_needed:
            by_queue[Column.wait_s * size + cell] += wait
        if posts[desk]:
            by_queue[Column.heard * size + cell] += 1
            if is_needed:
                by_queue[Column.relevant * size + cell] += 1
        if messaging[desk] and not is_turn:
            by_queue[Column.threads * size + cell] += 1
        if session[desk] and IS_DONE >> how & 1:
            by_queue[Column.sessions_over * size + cell] += 1
            by_queue[Column.session_s * size + cell] += ended[row] - arrived[row]
        if shift[row] >= 0:
            by_queue[Column.moved_in * size + cell] += 1
        if dialled[desk] and (begun or told_apart):
            by_queue[Column.dialled * size + cell] += 1
            if is_answered:
                by_queue[Column.reached * size + cell] += 1
        if is_offered and is_needed and not session[desk]:
            by_queue[Column.for_agents * size + cell] += 1
            seconds = min((wait + TICKS_PER_SECOND - 1) // TICKS_PER_SECOND, LAST_SECOND)
            column = desk * OUTCOMES + outcome_column[how]
            histogram[column * WAIT_PLACES + place_of[seconds]] += 1
            unanswered = 0 if is_answered else 1
            code[count] = wait << 1 | unanswered
            place[count] = cell
            count += 1
            if judged_apart and is_judged:
                judged_wait = counted_wait(
                    arrived[row], over[row], clock_of[desk], clock_first, opens, closes, opened
                )
                judged_code[judged_count] = judged_wait << 1 | unanswered
                judged_place[judged_count] = cell
                judged_count += 1
        if not is_answered:
            continue
        in_hand = released[row] - answered[row]
        if told_apart and deferred[desk]:
            in_hand = in_stretches  # it was put down: without the pauses
        if finished:
            by_queue[Column.handle_s * size + cell] += in_hand
        if agent[row] < 0:
            continue
        # A group has no offered contacts: its service level is that of the contacts it answered
        # (SL-2).
        group = group_of[agent[row]]
        handled[group * queues + desk] += 1
        cell = slot[row] * groups + group
        by_group[OfGroup.answered * group_size + cell] += 1
        by_group[OfGroup.answered_wait_s * group_size + cell] += wait
        if is_judged:
            by_group[OfGroup.service_judged * group_size + cell] += 1
            if in_time[row]:
                by_group[OfGroup.service_met * group_size + cell] += 1
        if finished:
            by_group[OfGroup.finished * group_size + cell] += 1
            by_group[OfGroup.handle_s * group_size + cell] += in_hand
    lengths[0] = count
    lengths[1] = judged_count


@inlined
def _count_outcome(
    by_queue: Floats, size: int, cell: int, how: int, wait: int, begun: bool
) -> None:
    """How the contact ended."""
    if not OFFERED >> how & 1:
        if how == Outcome.BLOCKED_LINES:
            by_queue[Column.blocked_lines * size + cell] += 1
        elif how == Outcome.BLOCKED_FULL:
            by_queue[Column.blocked_full * size + cell] += 1
        else:
            by_queue[Column.blocked_closed * size + cell] += 1
        return
    by_queue[Column.offered * size + cell] += 1
    if how == Outcome.ANSWERED:
        by_queue[Column.answered * size + cell] += 1
        by_queue[Column.answered_wait_s * size + cell] += wait
        if wait == 0:
            by_queue[Column.answered_at_once * size + cell] += 1
    elif IS_LEFT >> how & 1:
        by_queue[Column.abandoned * size + cell] += 1
        by_queue[Column.abandoned_wait_s * size + cell] += wait
    elif how == Outcome.EXPIRED:
        by_queue[Column.expired * size + cell] += 1
    elif how == Outcome.CONTAINED:
        by_queue[Column.contained * size + cell] += 1
    elif how == Outcome.UNREACHED:
        by_queue[Column.unreached * size + cell] += 1
    elif how == Outcome.TRIAGED:
        by_queue[Column.triaged * size + cell] += 1
    elif how == Outcome.WAITING:
        by_queue[Column.waiting * size + cell] += 1
    if IS_FLOWED_OUT >> how & 1:
        by_queue[Column.flowed_out * size + cell] += 1
        if how == Outcome.CALLBACK:
            by_queue[Column.callbacks * size + cell] += 1
        elif how == Outcome.WITHDRAWN:
            by_queue[Column.withdrawn * size + cell] += 1
        elif how == Outcome.ESCALATED:
            by_queue[Column.escalated * size + cell] += 1
        else:
            by_queue[Column.peer_answered * size + cell] += 1
    elif begun:
        by_queue[Column.taken_up * size + cell] += 1


@inlined
def _judge(by_queue: Floats, size: int, cell: int, how: int, in_time: bool) -> None:
    """What service levels ask of a contact that the target of its queue is about."""
    if not OFFERED >> how & 1:
        return
    if how == Outcome.ANSWERED:
        by_queue[Column.judged_answered * size + cell] += 1
        if in_time:
            by_queue[Column.in_time * size + cell] += 1
    elif IS_LEFT >> how & 1:
        if in_time:
            by_queue[Column.abandoned_in_time * size + cell] += 1
    elif IS_FLOWED_OUT >> how & 1:
        by_queue[Column.judged_flowed_out * size + cell] += 1
    if how != Outcome.WAITING or not in_time:
        by_queue[Column.judged_offered * size + cell] += 1
