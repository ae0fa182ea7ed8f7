"""Contact figures by interval of arrival: counts for every formula, waits, handle times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.events import BLOCKED, Outcome
from sim.log import ContactLog
from sim.metrics.attempts import (
    FLOWED_OUT,
    IS_FLOWED_OUT,
    IS_SESSION_DONE,
    LEFT,
    OFFERED,
    Attempts,
    is_turn,
)
from sim.metrics.bins import Bins
from sim.metrics.cells import TICKS_PER_SECOND, Cells, Floats, Ints
from sim.metrics.handling import Work, group_of_agents, put_down
from sim.model import Model

Flags = NDArray[np.bool_]

WAS_ANSWERED, HAS_LEFT, HAS_FLOWED_OUT, STILL_WAITS, OTHERWISE, WAS_BLOCKED = range(6)
"""How contacts ended, as far as formulas tell them apart."""

KINDS = 6 * 8  # of these, in time or not, short or not, at once or not


def _ends() -> Ints:
    ends = np.full(len(Outcome), OTHERWISE)
    ends[Outcome.ANSWERED] = WAS_ANSWERED
    ends[LEFT] = HAS_LEFT
    ends[FLOWED_OUT] = HAS_FLOWED_OUT
    ends[Outcome.WAITING] = STILL_WAITS
    ends[list(BLOCKED)] = WAS_BLOCKED
    return ends


END_OF = _ends()


@dataclass(frozen=True, eq=False)
class Arrivals:
    """The contacts that arrived in the reported time: views of the log and what follows from it.

    The wait ends when the contact is answered (`sim.metrics.attempts`; when the customer is
    reached, in an outbound queue), when the customer leaves, or when it flows out; of one still
    waiting it is the wait so far. A head start is no wait. Sessions of self-service, which need no
    agent, begin at once.
    """

    rows: slice  # of the log
    queue: Ints
    slot: Ints
    wait: Ints  # ticks
    kind: Ints  # ((end * 2 + in time) * 2 + short) * 2 + at once
    outcome: NDArray[np.int8]
    agent: NDArray[np.int32]
    shift: NDArray[np.int16]
    in_time: Flags
    judged: Flags  # the target is about it: not so of later turns where only the first counts
    turn: Flags  # goes on with a thread of messages
    relevant: Flags  # needs an answer
    taken: Flags  # taken up by an agent
    handle: Ints  # ticks in hand of an answered contact; -1: not finished or not answered
    session: Ints  # ticks of a session of self-service that is over; -1: none
    in_session: Flags  # offered to self-service
    dialled: Flags  # by the company, at least once
    done: Flags  # agents will do no more for it
    # times in hand of these contacts
    work_of: Ints  # position of the contact here
    work_agent: Ints
    work_effort: Floats  # seconds

    @property
    def effort(self) -> Floats:
        """Agent seconds of each contact."""
        count = len(self.queue)
        spent = np.bincount(self.work_of, weights=self.work_effort, minlength=count)
        return spent.astype(np.float64, copy=False)

    @property
    def for_agents(self) -> Flags:
        """Offered to agents, and an answer is needed."""
        flags: Flags = OFFERED[self.outcome] & ~self.in_session & self.relevant
        return flags


def arrivals_of(
    log: ContactLog, model: Model, attempts: Attempts, work: Work, bins: Bins
) -> Arrivals:
    """Contacts with arrived in [clock.start, clock.end); the log is sorted by arrival."""
    edge_rows = np.searchsorted(log.arrived, bins.edges)
    rows = slice(int(edge_rows[0]), int(edge_rows[-1]))
    queue, outcome = attempts.queue[rows], attempts.outcome[rows]
    wait = attempts.over[rows] - log.arrived[rows]
    in_time = attempts.in_time[rows]
    in_session = (model.self_service.is_one[queue] == 1) & OFFERED[outcome]
    has_session = in_session & IS_SESSION_DONE[outcome]
    in_vain = np.zeros(len(log), dtype=np.bool_)
    in_vain[log.stretch_row] = True
    begun, released = log.answered[rows] >= 0, log.released[rows]
    dialled = (model.dialling.is_one[queue] == 1) & (begun | in_vain[rows])
    finished = (outcome == Outcome.ANSWERED) & (released >= 0)
    in_hand = (outcome == Outcome.ANSWERED) & ~finished
    turn = is_turn(log, model, rows)
    kind = END_OF[outcome] * 8
    kind += in_time * 4
    kind += (wait <= model.judging.short_abandon) * 2
    kind += wait == 0
    hand = work.hand
    here = np.flatnonzero((hand.row >= rows.start) & (hand.row < rows.stop))
    return Arrivals(
        rows=rows,
        queue=queue,
        slot=np.repeat(np.arange(bins.slots), np.diff(edge_rows)),
        wait=wait,
        kind=kind,
        outcome=outcome,
        agent=log.agent[rows],
        shift=log.shift[rows],
        in_time=in_time,
        judged=~turn | (model.judging.target_first[queue] == 0),
        turn=turn,
        relevant=log.relevant[rows] == 1,
        taken=begun & OFFERED[outcome] & ~IS_FLOWED_OUT[outcome],
        handle=np.where(finished, _ticks_in_hand(log, model, rows), -1),
        session=np.where(has_session, log.ended[rows] - log.arrived[rows], -1),
        in_session=in_session,
        dialled=dialled,
        done=~in_hand & (outcome != Outcome.WAITING),
        work_of=hand.row[here] - rows.start,
        work_agent=hand.agent[here],
        work_effort=work.effort[here],
    )


def _ticks_in_hand(log: ContactLog, model: Model, rows: slice) -> Ints:
    """Ticks that each contact was in hand; of work put down, without the pauses."""
    ticks = log.released[rows] - log.answered[rows]
    interrupted = put_down(log, model)
    if not interrupted.any():
        return ticks
    length = log.stretch_end - log.stretch_start
    in_all = np.bincount(log.stretch_row, weights=length, minlength=len(log))
    return np.where(interrupted[rows], in_all[rows].astype(np.int64), ticks)


def queue_columns(found: Arrivals, model: Model, bins: Bins) -> Cells:
    """Counts and sums as [slot, queue]; all of them add up over slots and queues."""
    queues = len(model.labels.queues)
    shape = (bins.slots, queues)
    cell = found.slot * queues + found.queue
    outcomes = len(Outcome)
    counts = np.bincount(cell * outcomes + found.outcome, minlength=shape[0] * shape[1] * outcomes)
    by_outcome = counts.reshape(*shape, outcomes).astype(np.float64)
    by_kind = _by_kind(found.kind, cell, shape)
    judged_kind = by_kind
    if not found.judged.all():
        left_out = ~found.judged
        judged_kind = by_kind - _by_kind(found.kind[left_out], cell[left_out], shape)
    waits = _sums_by_outcome(found.wait, cell, found.outcome, shape)
    finished = found.handle >= 0
    session_over = found.session >= 0
    not_needed = OFFERED[found.outcome] & ~found.relevant
    social = model.posts.is_one == 1
    messaging = model.threads.is_one == 1

    def total(flags: Flags) -> Floats:
        return sums(np.ones(int(flags.sum())), cell[flags], shape)

    def sum_where(flags: Flags, ticks: Ints) -> Floats:
        return sums(ticks[flags] / TICKS_PER_SECOND, cell[flags], shape)

    answered = by_outcome[..., Outcome.ANSWERED]
    waiting = by_outcome[..., Outcome.WAITING]
    offered = by_outcome[..., OFFERED].sum(axis=-1)
    attempts = by_outcome.sum(axis=-1)
    in_session = total(found.in_session)
    answered_wait = waits[..., Outcome.ANSWERED]
    unneeded_wait = sum_where(not_needed, found.wait)
    later_turn = found.turn & (found.outcome == Outcome.ANSWERED)
    return Cells.of(
        {
            "offered": offered,
            "answered": answered,
            "abandoned": by_outcome[..., LEFT].sum(axis=-1),
            "abandoned_short": by_kind[..., HAS_LEFT, :, 1, :].sum(axis=(-2, -1)),
            "expired": by_outcome[..., Outcome.EXPIRED],
            "flowed_out": by_outcome[..., FLOWED_OUT].sum(axis=-1),
            "callbacks": by_outcome[..., Outcome.CALLBACK],
            "withdrawn": by_outcome[..., Outcome.WITHDRAWN],
            "escalated": by_outcome[..., Outcome.ESCALATED],
            "peer_answered": by_outcome[..., Outcome.PEER_ANSWERED],
            "contained": by_outcome[..., Outcome.CONTAINED],
            "unreached": by_outcome[..., Outcome.UNREACHED],
            "triaged": by_outcome[..., Outcome.TRIAGED],
            "waiting": waiting,
            "for_agents": offered - in_session - total(not_needed),
            "taken_up": total(found.taken),
            "blocked_lines": by_outcome[..., Outcome.BLOCKED_LINES],
            "blocked_full": by_outcome[..., Outcome.BLOCKED_FULL],
            "blocked_closed": by_outcome[..., Outcome.BLOCKED_CLOSED],
            "answered_at_once": by_kind[..., WAS_ANSWERED, :, :, 1].sum(axis=(-2, -1)),
            "moved_in": total(found.shift >= 0),
            "dialled": total(found.dialled),
            "reached": total(found.dialled & (found.outcome == Outcome.ANSWERED)),
            "heard": attempts * social,
            "relevant": (attempts - total(~found.relevant)) * social,
            "threads": (attempts - total(found.turn)) * messaging,
            **_judged(judged_kind, model),
            "answered_wait_s": answered_wait,
            "abandoned_wait_s": waits[..., LEFT].sum(axis=-1),
            "wait_s": waits[..., OFFERED].sum(axis=-1) - unneeded_wait,
            "first_answered_wait_s": answered_wait - sum_where(later_turn, found.wait),
            "first_replies": answered - total(later_turn),
            "reply_wait_s": answered_wait * messaging,
            "replies": answered * messaging,
            "finished": total(finished),
            "handle_s": sum_where(finished, found.handle),
            "effort_s": sums(found.effort[found.done], cell[found.done], shape),
            "sessions_over": total(session_over),
            "session_s": sum_where(session_over, found.session),
            "offered_work_s": (offered - in_session) * model.judging.mean_handle,
        }
    )


def _by_kind(kind: Ints, cell: Ints, shape: tuple[int, int]) -> Floats:
    """Counts as [slot, queue, end, in time, short, at once]."""
    counts = np.bincount(cell * KINDS + kind, minlength=shape[0] * shape[1] * KINDS)
    return counts.reshape(*shape, 6, 2, 2, 2).astype(np.float64)


def _judged(by_kind: Floats, model: Model) -> dict[str, Floats]:
    """What service-level formulas count: only queues with a target time, so that sums over queues
    mean something."""
    has_target = (model.judging.target_within >= 0).astype(np.float64)
    by_end = by_kind.sum(axis=(-3, -2, -1))
    in_time = by_kind[..., 1, :, :].sum(axis=(-2, -1))
    short = by_kind[..., HAS_LEFT, :, 1, :].sum(axis=(-2, -1))
    offered = by_end[..., :WAS_BLOCKED].sum(axis=-1)
    return {
        "in_time": in_time[..., WAS_ANSWERED],
        "abandoned_in_time": in_time[..., HAS_LEFT],
        "judged_abandoned_short": short * has_target,
        "judged_answered": by_end[..., WAS_ANSWERED] * has_target,
        "judged_offered": (offered - in_time[..., STILL_WAITS]) * has_target,
        "judged_flowed_out": by_end[..., HAS_FLOWED_OUT] * has_target,
    }


def sums(values: Floats, cell: Ints, shape: tuple[int, int]) -> Floats:
    """Values added up by cell, as floats [slot, entity]."""
    found = np.bincount(cell, weights=values, minlength=shape[0] * shape[1])
    return found.astype(np.float64, copy=False).reshape(shape)


def _sums_by_outcome(
    wait: Ints, cell: Ints, outcome: NDArray[np.int8], shape: tuple[int, int]
) -> Floats:
    """Seconds waited as [slot, queue, outcome]."""
    size = shape[0] * shape[1] * len(Outcome)
    ticks = np.bincount(cell * len(Outcome) + outcome, weights=wait, minlength=size)
    seconds: Floats = ticks.reshape(*shape, len(Outcome)) / TICKS_PER_SECOND
    return seconds


def answered_by_group(found: Arrivals, model: Model, bins: Bins) -> Cells:
    """What each group answered, as [slot, group], by interval of arrival.

    A group has no offered contacts: its service level is that of the contacts it answered (SL-2).
    """
    groups = len(model.labels.groups)
    taken = np.flatnonzero((found.outcome == Outcome.ANSWERED) & (found.agent >= 0))
    shape = (bins.slots, groups)
    cell = found.slot[taken] * groups + group_of_agents(model)[found.agent[taken]]
    queue, wait, handle = found.queue[taken], found.wait[taken], found.handle[taken]
    judged = (model.judging.target_within[queue] >= 0) & found.judged[taken]
    finished = handle >= 0

    def total(values: Floats | Flags) -> Floats:
        return sums(values.astype(np.float64), cell, shape)

    worked = found.slot[found.work_of] * groups + group_of_agents(model)[found.work_agent]
    effort = np.where(found.done[found.work_of], found.work_effort, 0.0)
    return Cells.of(
        {
            "answered": total(np.ones(len(taken))),
            "service_met": total(found.in_time[taken] & judged),
            "service_judged": total(judged),
            "answered_wait_s": total(wait / TICKS_PER_SECOND),
            "finished": total(finished),
            "handle_s": total(np.where(finished, handle, 0) / TICKS_PER_SECOND),
            "effort_s": sums(effort, worked, shape),
        }
    )
