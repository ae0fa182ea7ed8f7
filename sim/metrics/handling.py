"""What agents had in hand: busy time, contacts in hand and the effort each contact cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.log import ContactLog
from sim.metrics.bins import Bins, seconds_in_slots, sum_slots
from sim.metrics.cells import TICKS_PER_SECOND, Cells, Floats, Ints
from sim.model import Model


@dataclass(frozen=True, eq=False)
class Work:
    """Stretches of work, each with its row of the log, and what follows from them.

    An agent is busy while at least one contact is in hand: the stretches [busy_begin, busy_until)
    of busy_agent. `effort` shares every second of an agent equally among the contacts in hand.
    """

    row: Ints
    agent: Ints
    begin: Ints
    until: Ints
    effort: Floats  # seconds
    busy_agent: Ints
    busy_begin: Ints
    busy_until: Ints


def work_of(log: ContactLog) -> Work:
    """The work of a whole log; what is not finished counts up to the end of the log.

    A contact with an agent is one stretch, from answered to released; the stretches of the log
    are work beside it (rule R53).
    """
    answered = np.flatnonzero((log.answered >= 0) & (log.agent >= 0))
    row = np.concatenate([answered, log.stretch_row]).astype(np.int64)
    agent = np.concatenate([log.agent[answered], log.stretch_agent]).astype(np.int64)
    begin = np.concatenate([log.answered[answered], log.stretch_start])
    until = np.concatenate([log.released[answered], log.stretch_end])
    until = np.where(until >= 0, until, log.end)
    effort, busy = _share_time(agent, begin, until)
    return Work(
        row=row,
        agent=agent,
        begin=begin,
        until=until,
        effort=effort / TICKS_PER_SECOND,
        busy_agent=busy[0],
        busy_begin=busy[1],
        busy_until=busy[2],
    )


def _share_time(agent: Ints, begin: Ints, until: Ints) -> tuple[Floats, tuple[Ints, Ints, Ints]]:
    """Effort of each stretch in ticks, and the busy stretches (agent, begin, until)."""
    order = np.argsort(agent * (int(until.max(initial=0)) + 1) + begin)
    by_agent, starts, ends = agent[order], begin[order], until[order]
    overlaps = (by_agent[1:] == by_agent[:-1]) & (starts[1:] < ends[:-1])
    if not overlaps.any():  # one at a time: nothing to share
        return (until - begin).astype(np.float64), (by_agent, starts, ends)
    return _sweep(agent, begin, until)


def _sweep(agent: Ints, begin: Ints, until: Ints) -> tuple[Floats, tuple[Ints, Ints, Ints]]:
    """Effort and busy stretches where contacts overlap: one walk over begins and ends by agent."""
    count = len(agent)
    span = int(until.max(initial=0)) + 1
    tick = np.concatenate([begin, until])
    is_end = np.repeat(np.array([0, 1]), count)
    # begins before ends at the same tick, so that the number in hand never falls below what it is
    key = (np.concatenate([agent, agent]) * span + tick) * 2 + is_end
    order = np.argsort(key, kind="stable")
    change = 1 - 2 * is_end[order]
    in_hand = np.cumsum(change)  # back at 0 before the next agent begins
    gap = np.append(np.diff(tick[order]), 0)
    per_contact = np.where(in_hand > 0, gap / np.maximum(in_hand, 1), 0.0)
    before = np.cumsum(per_contact) - per_contact
    at_event = np.empty(2 * count)
    at_event[order] = before
    starts_busy = (change == 1) & (in_hand == 1)
    ends_busy = in_hand == 0
    busy_event = order[starts_busy]
    return at_event[count:] - at_event[:count], (
        agent[busy_event % count],
        tick[busy_event],
        tick[order[ends_busy]],
    )


def agent_columns(log: ContactLog, model: Model, work: Work, bins: Bins) -> Cells:
    """Seconds by the clock as [slot, group]: logged in, busy, in hand, overtime, planned, paid.

    Planned and paid time of an interval is spread evenly over it.
    """
    group_of = group_of_agents(model)
    groups = len(model.labels.groups)
    judging = model.judging

    def by_slot(begin: Ints, until: Ints, agent: NDArray[np.integer]) -> Floats:
        return seconds_in_slots(begin, until, group_of[agent], groups, bins)

    on, due = log.presence_on, log.presence_due
    off = np.where(log.presence_off >= 0, log.presence_off, log.end)
    late = np.flatnonzero((due >= 0) & (off > due))
    overtime_begin = np.maximum(on, due)[late]
    slot_seconds = bins.seconds()
    interval_seconds = sum_slots(slot_seconds, bins.interval_of)
    share_of_interval = slot_seconds / interval_seconds[bins.interval_of]
    planned = judging.planned.T[bins.interval_of] * slot_seconds[:, None]
    paid = judging.paid.T[bins.interval_of] * share_of_interval[:, None] / TICKS_PER_SECOND
    return Cells.of(
        {
            "logged_in_s": by_slot(on, off, log.presence_agent),
            "busy_s": by_slot(work.busy_begin, work.busy_until, work.busy_agent),
            "in_hand_s": by_slot(work.begin, work.until, work.agent),
            "overtime_s": by_slot(overtime_begin, off[late], log.presence_agent[late]),
            "planned_s": planned,
            "paid_s": paid,
            "length_s": np.repeat(slot_seconds[:, None], groups, axis=1),
        }
    )


def group_of_agents(model: Model) -> Ints:
    """The group of every agent."""
    return np.repeat(np.arange(len(model.labels.groups)), np.diff(model.people.first))
