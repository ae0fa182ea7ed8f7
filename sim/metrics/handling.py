"""What agents had in hand: busy time, contacts in hand and the effort each contact cost.

A time in hand is [begin, until) of an agent and a contact. An agent is busy while at least one
contact is in hand, live busy while at least one live contact is. The effort of a contact: every
tick of an agent is shared equally among the contacts in hand.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

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
from sim.metrics.bins import slot_at
from sim.metrics.cells import TICKS_PER_SECOND, Table
from sim.metrics.clocks import NEVER
from sim.metrics.contacts import Column as OfQueue
from sim.metrics.contacts import OfGroup
from sim.metrics.plan import Plan
from sim.model import Clock

Column = IntEnum(
    "Column",
    "logged_in_s busy_s live_busy_s in_hand_s slots_filled_s overtime_s planned_s paid_s",
    start=0,
)
"""Columns of agents by the clock; all of them add up over slots and groups."""

NAMES = tuple(column.name for column in Column)


def count_work(known: Known, log: ContactLog, clock: Clock, plan: Plan) -> tuple[Table, Floats]:
    """Seconds by the clock as [slot, group], and the effort of all work begun in the reported time
    as [group, queue], in seconds, on whichever contacts: those that waited at the start are work of
    this period too.

    Adds to the columns `by_queue` and `by_group` the effort of contacts that arrived in the
    reported time and with which agents are done, in ticks. Planned and paid time of an interval is
    spread evenly over it.
    """
    slots, groups, agents = plan.bins.slots, plan.groups, len(plan.group_of)
    hands = len(log) + len(log.stretch_row)
    table = Table.of(NAMES, slots, groups)
    by_part = np.zeros((slots, len(plan.parts), groups))
    spent = np.zeros((groups, plan.queues))
    known = known | {
        "first": Memory(np.full(agents, -1, dtype=np.int64)),
        "after": Memory(np.empty(hands, dtype=np.int32)),
        "counts": Memory(np.zeros(agents, dtype=np.int64)),
        "by_clock": Memory(table.data),
        "by_part": Memory(by_part),
        "part_count": len(plan.parts),
        "parts_in_hand": Memory(np.zeros(len(plan.parts), dtype=np.int64)),
        "spent": Memory(spent),
        "start": clock.start,
        "until_of_period": clock.end,
    }
    most = _list_hands(known)
    known["hand_of"] = Memory(np.empty(most, dtype=np.int64))
    known["begins"] = Memory(np.empty(most, dtype=np.int64))
    known["ends"] = Memory(np.empty(most, dtype=np.int64))
    known["held"] = Memory(np.empty(most, dtype=np.int64))
    known["held_until"] = Memory(np.empty(most, dtype=np.int64))
    known["held_desk"] = Memory(np.empty(most, dtype=np.int64))
    known["effort"] = Memory(np.empty(most))
    _share_time(known)
    _count_presence(known)
    table["in_hand_s"] = by_part.sum(axis=1)
    table["slots_filled_s"] = plan.parts @ by_part
    table.data[...] /= TICKS_PER_SECOND
    table["planned_s"], table["paid_s"] = plan.planned, plan.paid
    spent /= TICKS_PER_SECOND
    return table, spent


@inlined
def _until_of(tick: int, end: int) -> int:
    """What is not finished counts up to the end of the log."""
    return end if tick < 0 else tick


@inlined
def _is_in_hand(
    row: int, answered: Ints, released: Ints, agent: Int32s, end: int, was_put_down: bool
) -> Any:
    """Whether the row itself is a time in hand, from answered to released, that lasts.

    Of a contact that was put down the stretches of the log are all its times in hand. Stretches of
    dialling in vain are beside it (rule R53).
    """
    if answered[row] < 0 or agent[row] < 0 or was_put_down:
        return False
    return answered[row] < _until_of(released[row], end)


@kernel
def _list_hands(
    rows: int,
    queue: Int16s,
    answered: Ints,
    released: Ints,
    agent: Int32s,
    end: int,
    stretches: int,
    stretch_row: Int32s,
    stretch_agent: Int32s,
    stretch_start: Ints,
    stretch_end: Ints,
    deferred: Int8s,
    first: Ints,
    after: Int32s,
    counts: Ints,
) -> int:
    """The times in hand of each agent, by row: the first, the one after each, and how many.

    A time in hand is the number of its row, or `rows` and the number of its stretch; -1: none. How
    many the agent has who has most.
    """
    most = 0
    stretch = stretches - 1
    for row in range(rows - 1, -1, -1):
        has_stretches = False
        while stretch >= 0 and stretch_row[stretch] == row:
            has_stretches = True
            if stretch_start[stretch] < _until_of(stretch_end[stretch], end):
                who = stretch_agent[stretch]
                after[rows + stretch] = first[who]
                first[who] = rows + stretch
                counts[who] += 1
                most = max(most, counts[who])
            stretch -= 1
        was_put_down = has_stretches and deferred[queue[row]] != 0
        if _is_in_hand(row, answered, released, agent, end, was_put_down):
            who = agent[row]
            after[row] = first[who]
            first[who] = row
            counts[who] += 1
            most = max(most, counts[who])
    return most


@kernel
def _share_time(
    rows: int,
    queue: Int16s,
    answered: Ints,
    released: Ints,
    ended_as: Int8s,
    slot: Int32s,
    end: int,
    stretch_row: Int32s,
    stretch_start: Ints,
    stretch_end: Ints,
    edges: Ints,
    slots: int,
    queues: int,
    groups: int,
    agents: int,
    group_of: Ints,
    deferred: Int8s,
    part_of: Ints,
    part_count: int,
    start: int,
    until_of_period: int,
    first: Ints,
    after: Int32s,
    counts: Ints,
    hand_of: Ints,
    begins: Ints,
    ends: Ints,
    held: Ints,
    held_until: Ints,
    held_desk: Ints,
    effort: Floats,
    parts_in_hand: Ints,
    by_clock: Floats,
    by_part: Floats,
    spent: Floats,
    by_queue: Floats,
    by_group: Floats,
) -> None:
    """Go through the time of every agent, from one begin or end of a time in hand to the next."""
    queue_size, size = slots * queues, slots * groups
    for agent in range(agents):
        count = counts[agent]
        group = group_of[agent]
        number = first[agent]
        for place in range(count):
            hand_of[place] = number
            begins[place] = answered[number] if number < rows else stretch_start[number - rows]
            number = after[number]
        _sort_by_begin(begins, hand_of, count)
        for place in range(count):
            number = hand_of[place]
            until = released[number] if number < rows else stretch_end[number - rows]
            ends[place] = _until_of(until, end)
        in_hand = 0  # entries of `held`, the places, with `held_until`, `held_desk` and `effort`
        live = 0
        coming = 0  # the next place that begins
        now = 0
        here = 0  # a slot that ends after `now`, if there is one
        while coming < count or in_hand > 0:
            if in_hand == 0:
                now = begins[coming]
            while coming < count and begins[coming] == now:
                number = hand_of[coming]
                desk = queue[number if number < rows else stretch_row[number - rows]]
                held[in_hand] = coming
                held_until[in_hand] = ends[coming]
                held_desk[in_hand] = desk
                effort[in_hand] = 0.0
                in_hand += 1
                parts_in_hand[part_of[group * queues + desk]] += 1
                live += 0 if deferred[desk] else 1
                coming += 1
            then = begins[coming] if coming < count else NEVER
            for hand in range(in_hand):
                then = min(then, held_until[hand])
            # all of [now, then) nothing begins or ends
            share = (then - now) / in_hand
            for hand in range(in_hand):
                effort[hand] += share
            while here < slots and edges[here + 1] <= now:
                here += 1
            reached = here
            while reached < slots and edges[reached] < then:
                ticks = min(then, edges[reached + 1]) - max(now, edges[reached])
                cell = reached * groups + group
                by_clock[Column.busy_s * size + cell] += ticks
                if live > 0:
                    by_clock[Column.live_busy_s * size + cell] += ticks
                for part in range(part_count):
                    if parts_in_hand[part] > 0:
                        at = (reached * part_count + part) * groups + group
                        by_part[at] += ticks * parts_in_hand[part]
                reached += 1
            now = then
            hand = 0
            while hand < in_hand:
                if held_until[hand] > now:
                    hand += 1
                    continue
                place, desk, ticks_spent = held[hand], held_desk[hand], effort[hand]
                in_hand -= 1
                held[hand] = held[in_hand]
                held_until[hand] = held_until[in_hand]
                held_desk[hand] = held_desk[in_hand]
                effort[hand] = effort[in_hand]
                number = hand_of[place]
                row = number if number < rows else stretch_row[number - rows]
                parts_in_hand[part_of[group * queues + desk]] -= 1
                live -= 0 if deferred[desk] else 1
                if start <= begins[place] < until_of_period:
                    spent[group * queues + desk] += ticks_spent
                if 0 <= slot[row] < slots and _is_done(ended_as[row], released[row]):
                    at = OfQueue.effort_s * queue_size + slot[row] * queues + desk
                    by_queue[at] += ticks_spent
                    by_group[OfGroup.effort_s * size + slot[row] * groups + group] += ticks_spent


@inlined
def _is_done(how: int, released: int) -> bool:
    """Whether agents will do no more for this contact."""
    if how == Outcome.ANSWERED:
        return released >= 0
    return how != Outcome.WAITING


@inlined
def _sort_by_begin(begins: Ints, hand_of: Ints, count: int) -> None:
    """Sort the begins of an agent's times in hand, which are nearly sorted already, and the times
    with them.

    Shell, Comm. ACM 2 (1959) 30, with the steps of Knuth, The Art of Computer Programming 3, 5.2.1.
    """
    step = 1
    while 3 * step + 1 < count:
        step = 3 * step + 1
    while step > 0:
        for place in range(step, count):
            begin = begins[place]
            number = hand_of[place]
            to = place
            while to >= step and begins[to - step] > begin:
                begins[to] = begins[to - step]
                hand_of[to] = hand_of[to - step]
                to -= step
            begins[to] = begin
            hand_of[to] = number
        step //= 3


@kernel
def _count_presence(
    stays: int,
    presence_agent: Int32s,
    presence_on: Ints,
    presence_off: Ints,
    presence_due: Ints,
    end: int,
    edges: Ints,
    slots: int,
    groups: int,
    group_of: Ints,
    by_clock: Floats,
) -> None:
    """Time logged in, and that after an agent was due to leave."""
    size = slots * groups
    for stay in range(stays):
        group = group_of[presence_agent[stay]]
        on, due = presence_on[stay], presence_due[stay]
        off = _until_of(presence_off[stay], end)
        here = max(slot_at(on, edges, slots), 0)
        while here < slots and edges[here] < off:
            begin, until = max(on, edges[here]), min(off, edges[here + 1])
            cell = here * groups + group
            by_clock[Column.logged_in_s * size + cell] += until - begin
            if 0 <= due < until:
                by_clock[Column.overtime_s * size + cell] += until - max(begin, due)
            here += 1
