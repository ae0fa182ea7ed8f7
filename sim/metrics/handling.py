"""What agents had in hand: busy time, contacts in hand and the effort each contact cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.log import ContactLog
from sim.metrics.bins import Bins, seconds_in_slots, sum_slots
from sim.metrics.cells import TICKS_PER_SECOND, Cells, Floats, Ints
from sim.model import Model

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class InHand:
    """Every time that an agent had a contact in hand: [begin, until) of agent and row."""

    row: Ints
    agent: Ints
    begin: Ints
    until: Ints


@dataclass(frozen=True, eq=False)
class Busy:
    """Times in which an agent had something in hand: [begin, until), one after the other."""

    agent: Ints
    begin: Ints
    until: Ints


@dataclass(frozen=True, eq=False)
class Work:
    """Times in hand, and what follows from them.

    An agent is busy while at least one contact is in hand, live busy while at least one live
    contact is. `effort` shares every second of an agent equally among the contacts in hand.
    """

    hand: InHand
    effort: Floats  # seconds
    busy: Busy
    live_busy: Busy
    several_at_once: bool  # some agent has several contacts in hand at once


def in_hand(log: ContactLog, model: Model) -> InHand:
    """All times in hand of a whole log; what is not finished counts up to the end of the log.

    A contact with an agent is one time in hand, from answered to released, unless it was put down:
    then the stretches of the log are all its times in hand. Stretches of dialling in vain are
    beside it (rule R53).
    """
    answered = np.flatnonzero((log.answered >= 0) & (log.agent >= 0) & ~put_down(log, model))
    until = np.concatenate([log.released[answered], log.stretch_end])
    return InHand(
        row=np.concatenate([answered, log.stretch_row]).astype(np.int64),
        agent=np.concatenate([log.agent[answered], log.stretch_agent]).astype(np.int64),
        begin=np.concatenate([log.answered[answered], log.stretch_start]),
        until=np.where(until >= 0, until, log.end),
    )


def put_down(log: ContactLog, model: Model) -> Flags:
    """Rows of deferred work that was put down at least once."""
    flags = np.zeros(len(log), dtype=np.bool_)
    flags[log.stretch_row] = model.queues.deferred[log.queue[log.stretch_row]] == 1
    return flags


def work_of(log: ContactLog, model: Model) -> Work:
    """The work of a whole log."""
    hand = in_hand(log, model)
    effort, busy = _share_time(hand.agent, hand.begin, hand.until)
    several = int((busy.until - busy.begin).sum()) < int((hand.until - hand.begin).sum())
    live = model.queues.deferred[log.queue[hand.row]] == 0
    live_busy = busy
    if not live.all():
        live_busy = _busy(hand.agent[live], hand.begin[live], hand.until[live])
    return Work(
        hand=hand,
        effort=effort / TICKS_PER_SECOND,
        busy=busy,
        live_busy=live_busy,
        several_at_once=several,
    )


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
    def of(cls, agent: Ints, begin: Ints, until: Ints) -> _Line:
        span = int(until.max(initial=0)) + 1
        first = agent * span
        begins, ends = first + begin, first + until
        begins.sort()
        ends.sort()
        return cls(begins, ends, span)

    def busy(self) -> Busy:
        """From where hands are filled to where they are empty again."""
        empty = self.begin[1:] > self.until[:-1]
        begins = self.begin[np.insert(empty, 0, values=True)[: len(self.begin)]]
        ends = self.until[np.append(empty, np.True_)[: len(self.until)]]
        agent = begins // self.span
        first = agent * self.span
        return Busy(agent, begins - first, ends - first)

    def sharing(self) -> Ints:
        """Agents who have several contacts in hand at once."""
        again = self.begin[1:] < self.until[:-1]
        return self.begin[1:][again] // self.span


def _busy(agent: Ints, begin: Ints, until: Ints) -> Busy:
    return _Line.of(agent, begin, until).busy()


def _share_time(agent: Ints, begin: Ints, until: Ints) -> tuple[Floats, Busy]:
    """Effort of each time in hand in ticks, and the busy times of the agents."""
    line = _Line.of(agent, begin, until)
    effort = (until - begin).astype(np.float64)
    several = line.sharing()
    if len(several):
        sharing = np.zeros(int(agent.max()) + 1, dtype=np.bool_)
        sharing[several] = True
        rows = np.flatnonzero(sharing[agent])  # of the others each contact is alone
        effort[rows] = _shared_effort(agent[rows], begin[rows], until[rows])
    return effort, line.busy()


def _shared_effort(agent: Ints, begin: Ints, until: Ints) -> Floats:
    """Ticks of each time in hand, each shared equally among the contacts in hand.

    The integral of 1 / contacts in hand over the time of the agent, at its end less at its begin.
    """
    first = agent * (int(until.max()) + 1)
    code = np.concatenate([(first + begin) * 2, (first + until) * 2 + 1])  # begins before ends
    code.sort()
    is_end = (code & 1) == 1
    in_hand = np.cumsum(1 - 2 * is_end)  # 0 before the next agent's first begins
    gap = np.append(np.diff(code >> 1), 0)
    rate = np.where(in_hand > 0, gap / np.maximum(in_hand, 1), 0.0)
    before = np.cumsum(rate) - rate
    effort = np.empty(len(agent))
    # the k-th begin, and the k-th end, in order of agent and tick
    effort[np.argsort(first + until)] = before[is_end]
    at_begin = np.empty(len(agent))
    at_begin[np.argsort(first + begin)] = before[~is_end]
    return effort - at_begin


def agent_columns(log: ContactLog, model: Model, work: Work, bins: Bins) -> Cells:
    """Seconds by the clock as [slot, group]: logged in, busy, in hand, overtime, planned, paid.

    Planned and paid time of an interval is spread evenly over it.
    """
    group_of = group_of_agents(model)
    groups = len(model.labels.groups)
    judging = model.judging

    def by_slot(begin: Ints, until: Ints, agent: NDArray[np.integer]) -> Floats:
        return seconds_in_slots(begin, until, group_of[agent], groups, bins)

    def in_slots(hand: InHand | Busy) -> Floats:
        return by_slot(hand.begin, hand.until, hand.agent)

    on, due = log.presence_on, log.presence_due
    off = np.where(log.presence_off >= 0, log.presence_off, log.end)
    late = np.flatnonzero((due >= 0) & (off > due))
    overtime_begin = np.maximum(on, due)[late]
    slot_seconds = bins.seconds()
    interval_seconds = sum_slots(slot_seconds, bins.interval_of)
    share_of_interval = slot_seconds / interval_seconds[bins.interval_of]
    planned = judging.planned.T[bins.interval_of] * slot_seconds[:, None]
    paid = judging.paid.T[bins.interval_of] * share_of_interval[:, None] / TICKS_PER_SECOND
    busy_s = in_slots(work.busy)
    # one contact at a time is busy time; ticks are whole, so the sums are the same
    in_hand_s = in_slots(work.hand) if work.several_at_once else busy_s
    return Cells.of(
        {
            "logged_in_s": by_slot(on, off, log.presence_agent),
            "busy_s": busy_s,
            "live_busy_s": busy_s if work.live_busy is work.busy else in_slots(work.live_busy),
            "in_hand_s": in_hand_s,
            "slots_filled_s": _slots_filled(log, model, work.hand, in_hand_s, bins),
            "overtime_s": by_slot(overtime_begin, off[late], log.presence_agent[late]),
            "planned_s": planned,
            "paid_s": paid,
            "length_s": np.repeat(slot_seconds[:, None], groups, axis=1),
        }
    )


def _slots_filled(
    log: ContactLog, model: Model, hand: InHand, in_hand_s: Floats, bins: Bins
) -> Floats:
    """Seconds in hand, each contact with 1/concurrency of its agent, as [slot, group]."""
    fills = model.skills.fills
    part = np.where(fills > 0, fills / model.skills.slots, 1.0)
    if (part == 1.0).all():
        return in_hand_s
    group = group_of_agents(model)[hand.agent]
    share = part[group, log.queue[hand.row]]
    groups = len(model.labels.groups)
    filled = np.zeros_like(in_hand_s)
    for size in np.unique(share):  # a few: one for each concurrency
        same = share == size
        filled += float(size) * seconds_in_slots(
            hand.begin[same], hand.until[same], group[same], groups, bins
        )
    return filled


def group_of_agents(model: Model) -> Ints:
    """The group of every agent."""
    return np.repeat(np.arange(len(model.labels.groups)), np.diff(model.people.first))
