"""What agents had in hand: busy time, contacts in hand and the effort each contact cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.log import ContactLog
from sim.metrics.attempts import ANSWERED, WAITING
from sim.metrics.bins import seconds_in_slots
from sim.metrics.blocks import Counter
from sim.metrics.cells import TICKS_PER_SECOND, Floats, Ints, Table, indices
from sim.metrics.plan import Plan
from sim.model import Clock

Flags = NDArray[np.bool_]

NAMES = (
    "logged_in_s", "busy_s", "live_busy_s", "in_hand_s", "slots_filled_s", "overtime_s",
    "planned_s", "paid_s",
)  # fmt: skip
"""Columns of agents by the clock; all of them add up over slots and groups."""

PIECE = 2**15
"""Times in hand that are counted together: few enough for the processor's cache."""


@dataclass(frozen=True, eq=False)
class InHand:
    """Every time that an agent had a contact in hand: [begin, until) of agent and row."""

    row: NDArray[np.int32]
    agent: NDArray[np.int32]
    begin: Ints
    until: Ints


@dataclass(frozen=True, eq=False)
class Busy:
    """Times in which an agent had something in hand: [begin, until), one after the other."""

    agent: NDArray[np.integer]
    begin: Ints
    until: Ints


@dataclass(frozen=True, eq=False)
class Work:
    """Times in hand, and what follows from them.

    An agent is busy while at least one contact is in hand, live busy while at least one live
    contact is. `effort` shares every tick of an agent equally among the contacts in hand.
    """

    hand: InHand
    effort: NDArray[np.int64] | Floats  # ticks
    busy: Busy
    live_busy: Busy
    several_at_once: bool  # some agent has several contacts in hand at once


@dataclass(frozen=True, eq=False)
class Effort:
    """Effort in seconds: by arrival of the contact, and of all work begun in the reported time."""

    by_queue: Floats  # [slot, queue], of contacts with which agents are done
    by_group: Floats  # [slot, group], of the same
    spent: Floats  # [group, queue], on whichever contacts


def in_hand(log: ContactLog, plan: Plan) -> InHand:
    """All times in hand of a whole log; what is not finished counts up to the end of the log.

    A contact with an agent is one time in hand, from answered to released, unless it was put down:
    then the stretches of the log are all its times in hand. Stretches of dialling in vain are
    beside it (rule R53).
    """
    with_agent = (log.answered >= 0) & (log.agent >= 0)
    if len(log.stretch_row):
        with_agent &= ~put_down(log, plan)
    row = indices(with_agent).astype(np.int32)
    agent, begin, until = log.agent.take(row), log.answered.take(row), log.released.take(row)
    if len(log.stretch_row):
        row = np.concatenate([row, log.stretch_row])
        agent = np.concatenate([agent, log.stretch_agent])
        begin = np.concatenate([begin, log.stretch_start])
        until = np.concatenate([until, log.stretch_end])
    until[until < 0] = log.end
    return InHand(row, agent, begin, until)


def put_down(log: ContactLog, plan: Plan) -> Flags:
    """Rows of deferred work that was put down at least once."""
    flags = np.zeros(len(log), dtype=np.bool_)
    flags[log.stretch_row] = plan.deferred.take(log.queue.take(log.stretch_row))
    return flags


def work_of(log: ContactLog, plan: Plan) -> Work:
    """The work of a whole log."""
    hand = in_hand(log, plan)
    effort, busy = _share_time(hand.agent, hand.begin, hand.until)
    several = int((busy.until - busy.begin).sum()) < int((hand.until - hand.begin).sum())
    live_busy = busy
    if plan.deferred.any():
        live = indices(~plan.deferred.take(log.queue.take(hand.row)))
        if len(live) < len(hand.row):
            live_busy = _busy(hand.agent.take(live), hand.begin.take(live), hand.until.take(live))
    return Work(hand, effort, busy, live_busy, several)


@dataclass(frozen=True, eq=False)
class _Line:
    """Begins and ends, each in order, of all agents one after the other on one line of time.

    The k-th begin and the k-th end are of one agent. Its hands are empty between the k-th end and
    the next begin exactly if that begin is later; they are full twice where it is earlier.
    """

    begin: Ints  # agent x span + tick
    until: Ints
    span: int

    @classmethod
    def of(cls, agent: NDArray[np.integer], begin: Ints, until: Ints) -> _Line:
        begins, ends, span = _laid_out(agent, begin, until)
        begins.sort()
        ends.sort()
        return cls(begins, ends, span)

    def busy(self) -> Busy:
        """From where hands are filled to where they are empty again."""
        before = indices(self.begin[1:] > self.until[:-1])  # ends with empty hands
        begins = np.concatenate([self.begin[:1], self.begin.take(before + 1)])
        ends = np.concatenate([self.until.take(before), self.until[-1:]])
        agent = begins // self.span
        first = agent * self.span
        begins -= first
        ends -= first
        return Busy(agent, begins, ends)


def _laid_out(agent: NDArray[np.integer], begin: Ints, until: Ints) -> tuple[Ints, Ints, int]:
    """Begins and ends on the line of `_Line`, and the ticks of it that each agent has."""
    span = int(until.max(initial=0)) + 1
    begins = agent * np.int64(span)
    ends = begins + until
    begins += begin
    return begins, ends, span


def _busy(agent: NDArray[np.integer], begin: Ints, until: Ints) -> Busy:
    return _Line.of(agent, begin, until).busy()


def _share_time(
    agent: NDArray[np.integer], begin: Ints, until: Ints
) -> tuple[NDArray[np.int64] | Floats, Busy]:
    """Effort of each time in hand in ticks, and the busy times of the agents."""
    length: NDArray[np.int64] = until - begin
    if length.min(initial=1) == 0:  # what takes no time shares none
        some = indices(length > 0)
        shared, busy = _share_time(agent.take(some), begin.take(some), until.take(some))
        effort = np.zeros(len(agent))
        effort[some] = shared
        return effort, busy
    begins, ends, span = _laid_out(agent, begin, until)
    in_order, order = _in_order(begins)
    line = _Line(in_order, np.sort(ends), span)
    again = line.begin[1:] < line.until[:-1]
    if not again.any():
        return length, line.busy()
    # where hands are empty on both sides a contact is alone all the time
    several = np.zeros(len(order), dtype=np.bool_)
    several[1:] = again
    several[:-1] |= again
    rows = order.take(indices(several))
    effort = length.astype(np.float64)
    effort[rows] = _shared_effort(begins.take(rows), ends.take(rows))
    return effort, line.busy()


def _in_order(begins: Ints) -> tuple[Ints, Ints]:
    """Instants of `_Line` in order, and the place of each."""
    bits = len(begins).bit_length()
    if int(begins.max(initial=0)) >= 2 ** (63 - bits):
        order = np.argsort(begins)
        return begins.take(order), order
    # To sort numbers is faster than to sort their places: the place is in the lower bits.
    code = begins << bits
    code |= np.arange(len(code))
    code.sort()
    order = code & (2**bits - 1)
    code >>= bits
    return code, order


def _shared_effort(begin: Ints, until: Ints) -> Floats:
    """Ticks of each time in hand on the line, each shared equally among the contacts in hand.

    The integral of 1 / contacts in hand over the time of the agent, at its end less at its begin.
    Begins are in order.
    """
    code = np.concatenate([begin * 2, until * 2 + 1])  # begins before ends
    code.sort()
    is_end = (code & 1) == 1
    in_hand = np.cumsum(1 - 2 * is_end)  # 0 before the next agent's first begins
    code >>= 1
    gap = np.zeros(len(code), dtype=np.int64)
    np.subtract(code[1:], code[:-1], out=gap[:-1])
    gap[in_hand == 0] = 0
    rate = gap / np.maximum(in_hand, 1)
    before = np.cumsum(rate)
    before -= rate
    effort = np.empty(len(begin))
    # the k-th end, and the k-th begin, in order of agent and tick
    effort[np.argsort(until)] = before.take(indices(is_end))
    effort -= before.take(indices(~is_end))
    return effort


def agent_columns(log: ContactLog, plan: Plan, work: Work) -> Table:
    """Seconds by the clock as [slot, group]: logged in, busy, in hand, overtime, planned, paid.

    Planned and paid time of an interval is spread evenly over it.
    """
    bins, groups, hand = plan.bins, plan.groups, work.hand
    on, due = log.presence_on, log.presence_due
    off = np.where(log.presence_off >= 0, log.presence_off, log.end)
    late = indices((due >= 0) & (off > due))
    kinds: list[tuple[Ints, Ints, Ints]] = [
        (on, off, plan.group_of.take(log.presence_agent)),
        (np.maximum(on, due)[late], off[late], plan.group_of.take(log.presence_agent[late])),
        (work.busy.begin, work.busy.until, plan.group_of.take(work.busy.agent)),
    ]
    apart = work.live_busy is not work.busy
    if apart:
        live = work.live_busy
        kinds.append((live.begin, live.until, plan.group_of.take(live.agent)))
    # one contact at a time is busy time; ticks are whole, so the sums are the same
    by_part = work.several_at_once or len(plan.parts) > 1
    if by_part:
        group = plan.group_of.take(hand.agent)
        skill = group * plan.queues + log.queue.take(hand.row)
        part = plan.part_of.ravel().take(skill)
        kinds.append((hand.begin, hand.until, group + part * groups))
    entities = [groups] * len(kinds)
    if by_part:
        entities[-1] = groups * len(plan.parts)
    found = seconds_in_slots(kinds, entities, bins)
    table = Table.of(NAMES, bins.slots, groups)
    table["logged_in_s"], table["overtime_s"], table["busy_s"] = found[:3]
    table["live_busy_s"] = found[3] if apart else found[2]
    if by_part:
        parts = found[-1].reshape(bins.slots, len(plan.parts), groups)
        table["in_hand_s"] = parts.sum(axis=1)
        table["slots_filled_s"] = plan.parts @ parts
    else:
        table["in_hand_s"] = found[2]
        table["slots_filled_s"] = plan.parts[0] * found[2]
    table["planned_s"], table["paid_s"] = plan.planned, plan.paid
    return table


def effort_of(log: ContactLog, clock: Clock, plan: Plan, work: Work) -> Effort:
    """Effort on contacts that arrived in the reported time, and in it on whichever contacts.

    Contacts that waited at the start are work of this period too.
    """
    slots, queues, groups = plan.bins.slots, plan.queues, plan.groups
    by_queue, by_group = Counter((slots + 2) * queues), Counter((slots + 2) * groups)
    spent = Counter(groups * queues)
    hand = work.hand
    for first in range(0, len(hand.row), PIECE):
        piece = slice(first, first + PIECE)
        row, begin, effort = hand.row[piece], hand.begin[piece], work.effort[piece]
        queue = log.queue.take(row).astype(np.int64)
        group = plan.group_of.take(hand.agent[piece])
        begun = indices((begin >= clock.start) & (begin < clock.end))
        spent.add((group * queues + queue).take(begun), effort.take(begun))
        done = indices(_is_done(log, plan, row, queue))
        slot = plan.bins.slot_of(log.arrived.take(row.take(done))) + 1  # 0: before
        by_queue.add(slot * queues + queue.take(done), effort.take(done))
        by_group.add(slot * groups + group.take(done), effort.take(done))
    return Effort(
        by_queue.sums().reshape(-1, queues)[1:-1] / TICKS_PER_SECOND,
        by_group.sums().reshape(-1, groups)[1:-1] / TICKS_PER_SECOND,
        spent.sums().reshape(groups, queues) / TICKS_PER_SECOND,
    )


def _is_done(log: ContactLog, plan: Plan, row: NDArray[np.int32], queue: Ints) -> Flags:
    """Whether agents will do no more for these contacts."""
    outcome = log.outcome.take(row)
    in_hand = (outcome == ANSWERED) & (log.released.take(row) < 0)
    if plan.written.any():  # taken up, but the reply has not left
        unsent = (outcome == ANSWERED) & (log.ended.take(row) < 0)
        in_hand |= unsent & plan.written.take(queue)
    done: Flags = ~in_hand & (outcome != WAITING)
    return done
