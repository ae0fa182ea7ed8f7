"""Contact figures by interval of arrival: counts for every formula, waits, handle times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.events import BLOCKED, Outcome
from sim.log import ContactLog
from sim.metrics.bins import Bins, sum_slots
from sim.metrics.cells import TICKS_PER_SECOND, Cells, Floats, Ints
from sim.metrics.handling import Work, group_of_agents
from sim.metrics.order import SortedWaits, percentiles, sort_waits, virtual_share
from sim.metrics.service_level import FORMULA_BY_ID
from sim.model import Model

OFFERED = np.array([outcome not in BLOCKED for outcome in Outcome])
LEFT = [Outcome.ABANDONED, Outcome.DROPPED]
FLOWED_OUT = [Outcome.CALLBACK, Outcome.WITHDRAWN, Outcome.ESCALATED]
SESSION_DONE = [Outcome.CONTAINED, Outcome.ESCALATED]
CLASSES = 8 * len(Outcome)  # outcome x (in time, short, at once)


@dataclass(frozen=True, eq=False)
class Arrivals:
    """The contacts that arrived in the reported time: views of the log and what follows from it.

    The wait of an answered contact ends when work starts (when the customer is reached, in an
    outbound queue), of an abandoned one when it leaves, of one that flows out when it does; of one
    still waiting it is the wait so far. A head start is no wait. Sessions of self-service, which
    need no agent, begin at once.
    """

    rows: slice  # of the log
    queue: Ints
    slot: Ints
    wait: Ints  # ticks
    kind: Ints  # class of the contact: ((outcome * 2 + in time) * 2 + short) * 2 + at once
    outcome: NDArray[np.int8]
    agent: NDArray[np.int32]
    shift: NDArray[np.int16]
    handle: Ints  # ticks from answered to released; -1: not finished
    session: Ints  # ticks of a session of self-service that is over; -1: none
    in_session: NDArray[np.bool_]  # offered to self-service
    dialled: NDArray[np.bool_]  # by the company, at least once
    done: NDArray[np.bool_]  # agents will do no more for it
    # stretches of work on these contacts
    work_of: Ints  # position of the contact here
    work_agent: Ints
    work_effort: Floats  # seconds

    @property
    def effort(self) -> Floats:
        """Agent seconds of each contact."""
        count = len(self.queue)
        spent = np.bincount(self.work_of, weights=self.work_effort, minlength=count)
        return spent.astype(np.float64, copy=False)


def arrivals_of(log: ContactLog, model: Model, work: Work, bins: Bins) -> Arrivals:
    """Contacts with arrived in [clock.start, clock.end); the log is sorted by arrival."""
    edge_rows = np.searchsorted(log.arrived, bins.edges)
    rows = slice(int(edge_rows[0]), int(edge_rows[-1]))
    queue = log.queue[rows].astype(np.int64)
    answered, ended, released = log.answered[rows], log.ended[rows], log.released[rows]
    until = np.where(answered >= 0, answered, np.where(ended >= 0, ended, log.end))
    outcome = log.outcome[rows]
    in_session = (model.self_service.is_one[queue] == 1) & OFFERED[outcome]
    wait = np.where(in_session, 0, until - log.arrived[rows])
    has_session = in_session & np.isin(outcome, SESSION_DONE)
    in_vain = np.zeros(len(log), dtype=np.bool_)
    in_vain[log.stretch_row] = True
    dialled = (model.dialling.is_one[queue] == 1) & ((answered >= 0) | in_vain[rows])
    here = np.flatnonzero((work.row >= rows.start) & (work.row < rows.stop))
    kind = outcome.astype(np.int64) * 8
    kind += (wait <= model.judging.target_within[queue]) * 4
    kind += (wait <= model.judging.short_abandon) * 2
    kind += wait == 0
    return Arrivals(
        rows=rows,
        queue=queue,
        slot=np.repeat(np.arange(bins.slots), np.diff(edge_rows)),
        wait=wait,
        kind=kind,
        outcome=outcome,
        agent=log.agent[rows],
        shift=log.shift[rows],
        handle=np.where((answered >= 0) & (released >= 0), released - answered, -1),
        session=np.where(has_session, ended - log.arrived[rows], -1),
        in_session=in_session,
        dialled=dialled,
        done=((answered >= 0) & (released >= 0)) | (outcome == Outcome.UNREACHED),
        work_of=work.row[here] - rows.start,
        work_agent=work.agent[here],
        work_effort=work.effort[here],
    )


def queue_columns(found: Arrivals, model: Model, bins: Bins) -> Cells:
    """Counts and sums as [slot, queue]; all of them add up over slots and queues."""
    queues = len(model.labels.queues)
    shape = (bins.slots, queues)
    cell = found.slot * queues + found.queue
    counts = np.bincount(cell * CLASSES + found.kind, minlength=shape[0] * shape[1] * CLASSES)
    by_class = counts.reshape(*shape, len(Outcome), 2, 2, 2).astype(np.float64)
    by_outcome = by_class.sum(axis=(3, 4, 5))
    in_time = by_class[:, :, :, 1].sum(axis=(3, 4))
    short = by_class[:, :, :, :, 1].sum(axis=(3, 4))
    at_once = by_class[..., 1].sum(axis=(3, 4))
    waits = _sums_by_outcome(found.wait, cell, found.outcome, shape)
    finished = found.handle >= 0
    session_over = found.session >= 0

    def total(flags: NDArray[np.bool_]) -> Floats:
        return _sums(flags.astype(np.float64), cell, shape)

    answered = by_outcome[..., Outcome.ANSWERED]
    abandoned = by_outcome[..., LEFT].sum(axis=-1)
    flowed_out = by_outcome[..., FLOWED_OUT].sum(axis=-1)
    waiting = by_outcome[..., Outcome.WAITING]
    abandoned_short = short[..., LEFT].sum(axis=-1)
    offered = by_outcome[..., OFFERED].sum(axis=-1)
    in_session = total(found.in_session)
    judged = (model.judging.target_within >= 0).astype(np.float64)
    return Cells.of(
        {
            "offered": offered,
            "answered": answered,
            "abandoned": abandoned,
            "abandoned_short": abandoned_short,
            "flowed_out": flowed_out,
            "callbacks": by_outcome[..., Outcome.CALLBACK],
            "withdrawn": by_outcome[..., Outcome.WITHDRAWN],
            "escalated": by_outcome[..., Outcome.ESCALATED],
            "contained": by_outcome[..., Outcome.CONTAINED],
            "unreached": by_outcome[..., Outcome.UNREACHED],
            "waiting": waiting,
            "for_agents": offered - in_session,
            "blocked_lines": by_outcome[..., Outcome.BLOCKED_LINES],
            "blocked_full": by_outcome[..., Outcome.BLOCKED_FULL],
            "blocked_closed": by_outcome[..., Outcome.BLOCKED_CLOSED],
            "answered_at_once": at_once[..., Outcome.ANSWERED],
            "moved_in": total(found.shift >= 0),
            "dialled": total(found.dialled),
            "reached": total(found.dialled & (found.outcome == Outcome.ANSWERED)),
            # judged: only queues with a target time, so that a total over queues means something
            "in_time": in_time[..., Outcome.ANSWERED],
            "abandoned_in_time": in_time[..., LEFT].sum(axis=-1),
            "judged_abandoned_short": abandoned_short * judged,
            "judged_answered": answered * judged,
            "judged_offered": (offered - in_time[..., Outcome.WAITING]) * judged,
            "judged_flowed_out": flowed_out * judged,
            "answered_wait_s": waits[..., Outcome.ANSWERED],
            "abandoned_wait_s": waits[..., LEFT].sum(axis=-1),
            "wait_s": waits[..., OFFERED].sum(axis=-1),
            "finished": total(finished),
            "handle_s": _sums(np.where(finished, found.handle, 0) / TICKS_PER_SECOND, cell, shape),
            "effort_s": _sums(np.where(found.done, found.effort, 0.0), cell, shape),
            "sessions_over": total(session_over),
            "session_s": _sums(
                np.where(session_over, found.session, 0) / TICKS_PER_SECOND, cell, shape
            ),
            "offered_work_s": (offered - in_session) * model.judging.mean_handle,
        }
    )


def _sums(values: Floats, cell: Ints, shape: tuple[int, int]) -> Floats:
    sums = np.bincount(cell, weights=values, minlength=shape[0] * shape[1])
    return sums.astype(np.float64, copy=False).reshape(shape)


def _sums_by_outcome(
    wait: Ints, cell: Ints, outcome: NDArray[np.int8], shape: tuple[int, int]
) -> Floats:
    """Seconds waited as [slot, queue, outcome]."""
    size = shape[0] * shape[1] * len(Outcome)
    ticks = np.bincount(cell * len(Outcome) + outcome, weights=wait, minlength=size)
    seconds: Floats = ticks.reshape(*shape, len(Outcome)) / TICKS_PER_SECOND
    return seconds


@dataclass(frozen=True, eq=False)
class OfferedWaits:
    """The waits of the contacts offered to agents, with what they are sorted by."""

    wait: Ints  # ticks
    answered: NDArray[np.bool_]
    queue: Ints
    slot: Ints

    def by_queue(self, bin_of: Ints, queues: int) -> SortedWaits:
        """Sorted within every bin and queue; cells are bin x queues + queue."""
        cell = bin_of[self.slot] * queues + self.queue
        return sort_waits(self.wait, self.answered, cell, (int(bin_of[-1]) + 1) * queues)

    def of_queues(self, inside: NDArray[np.bool_] | slice, bin_of: Ints) -> SortedWaits:
        """Sorted within every bin, of some contacts over queues."""
        bins = bin_of[self.slot[inside]]
        return sort_waits(self.wait[inside], self.answered[inside], bins, int(bin_of[-1]) + 1)


def offered_waits(found: Arrivals) -> OfferedWaits:
    """The contacts offered to agents among those that arrived."""
    rows = np.flatnonzero(OFFERED[found.outcome] & ~found.in_session)
    return OfferedWaits(
        wait=found.wait[rows],
        answered=found.outcome[rows] == Outcome.ANSWERED,
        queue=found.queue[rows],
        slot=found.slot[rows],
    )


def judged_cells(
    by_slot: Cells, waits: SortedWaits, model: Model, bins: Bins, bin_of: Ints
) -> Cells:
    """Counts, sums and service levels as [bin, entity]: queues, totals of lists, the center.

    `waits` are sorted by bin and queue, for the estimate SL-11 of each.
    """
    summed = Cells(by_slot.names, sum_slots(by_slot.data, bin_of))
    count, queues = summed.data.shape[:2]
    within = np.tile(model.judging.target_within, count)
    # a share times its contacts: adds up over queues as the other formulas do
    judged = model.judging.target_within >= 0
    share = np.nan_to_num(virtual_share(waits, within)).reshape(count, queues)
    virtual_offered = summed["offered"] * judged
    summed = summed.with_columns(
        {"virtual_in_time": share * virtual_offered, "virtual_offered": virtual_offered}
    )
    own = [FORMULA_BY_ID[formula] for formula in model.judging.target_formula]
    met = [formula.numerator(summed)[:, number] for number, formula in enumerate(own)]
    of = [formula.denominator(summed)[:, number] for number, formula in enumerate(own)]
    summed = summed.with_columns(
        {"service_met": np.stack(met, axis=1), "service_judged": np.stack(of, axis=1)}
    )
    entities = Cells(summed.names, _with_totals(summed.data, model))
    length = sum_slots(bins.seconds(), bin_of)
    lengths = np.repeat(length[:, None], entities.data.shape[1], axis=1)
    return entities.with_columns({"length_s": lengths})


def with_percentiles(
    cells: Cells, offered: OfferedWaits, by_queue: SortedWaits, model: Model, bin_of: Ints
) -> Cells:
    """The same cells with percentiles of the waits, which do not add up over queues."""
    count = int(bin_of[-1]) + 1
    parts = [percentiles(by_queue)]
    parts += [
        percentiles(offered.of_queues(np.isin(offered.queue, members), bin_of))
        for _, members in model.labels.totals
    ]
    parts.append(percentiles(offered.of_queues(slice(None), bin_of)))
    ordered = {}
    for name in parts[0]:
        columns = [part[name].reshape(count, -1) for part in parts]
        ordered[name] = np.concatenate(columns, axis=1)
    return cells.with_columns(ordered)


def _with_totals(by_queue: Floats, model: Model) -> Floats:
    """Append the totals of lists and the center to additive figures [bin, queue, column]."""
    members = [list(queues) for _, queues in model.labels.totals]
    members.append(list(range(len(model.labels.queues))))
    sums = [by_queue[:, group].sum(axis=1, keepdims=True) for group in members]
    return np.concatenate([by_queue, *sums], axis=1)


def answered_by_group(found: Arrivals, model: Model, bins: Bins) -> Cells:
    """What each group answered, as [slot, group], by interval of arrival.

    A group has no offered contacts: its service level is that of the contacts it answered (SL-2).
    """
    groups = len(model.labels.groups)
    taken = np.flatnonzero((found.outcome == Outcome.ANSWERED) & (found.agent >= 0))
    shape = (bins.slots, groups)
    cell = found.slot[taken] * groups + group_of_agents(model)[found.agent[taken]]
    queue, wait, handle = found.queue[taken], found.wait[taken], found.handle[taken]
    within = model.judging.target_within[queue]
    finished = handle >= 0

    def total(values: NDArray[np.float64] | NDArray[np.bool_]) -> Floats:
        return _sums(values.astype(np.float64), cell, shape)

    worked = found.slot[found.work_of] * groups + group_of_agents(model)[found.work_agent]
    effort = np.where(found.done[found.work_of], found.work_effort, 0.0)
    return Cells.of(
        {
            "answered": total(np.ones(len(taken))),
            "service_met": total(wait <= within),
            "service_judged": total(within >= 0),
            "answered_wait_s": total(wait / TICKS_PER_SECOND),
            "finished": total(finished),
            "handle_s": total(np.where(finished, handle, 0) / TICKS_PER_SECOND),
            "effort_s": _sums(effort, worked, shape),
        }
    )
