"""The work that comes, and the part of it that falls on each group.

Offered work is measured in a trial with plenty of staff, so that follow-ups, callbacks and what
bots pass on are in it, and redials of customers who would not get through are not. Deferred work
counts evenly over the open hours of the day on which it can first be done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.engine.events import NANOSECONDS_PER_TICK
from sim.metrics.cells import TICKS_PER_SECOND
from sim.planning.space import Flags, Floats, Ints, Space
from sim.studies import Study
from sim.studies.erlang import evened_out, interval_seconds

DECIMALS = 9
"""Of contacts: rates are summed up in binary fractions, and 1 must not become 0.9999999999999998,
which is printed as 1.0.
"""


@dataclass(frozen=True, eq=False)
class Workload:
    """Means over the replications."""

    contacts: Floats  # [queues, intervals] offered to agents
    work_s: Floats  # [queues] mean agent seconds of each
    measured: Flags  # [queues] `work_s` is what agents spent, at their speed; else at full speed
    seconds: Floats  # [intervals]

    @property
    def load(self) -> Floats:
        """[queues, intervals] erlangs"""
        return np.asarray(self.contacts * self.work_s[:, None] / self.seconds)

    def priced(self, study: Study) -> Workload:
        """The same contacts with the work that they take in another study: how many contacts
        agents hold at once depends on their number.
        """
        work_s, measured = _mean_work(study)
        return replace(self, work_s=work_s, measured=measured)


@dataclass(frozen=True, eq=False)
class Portion:
    """The part of the work that falls on each searched group: parts add up, nothing is in two."""

    load: Floats  # [groups, queues, intervals] erlangs, at the speed of the group
    contacts: Floats  # [groups, queues, intervals]

    @property
    def group_load(self) -> Floats:
        """[groups, intervals]"""
        return np.asarray(self.load.sum(axis=1))

    @property
    def group_contacts(self) -> Floats:
        """[groups, intervals]"""
        return np.asarray(self.contacts.sum(axis=1))


def workload_of(study: Study, space: Space) -> Workload:
    """What is offered to agents: first attempts as expected, all others as simulated.

    First attempts are known without sampling error, so the sampled ones are replaced.
    """
    model = study.model
    queues = len(model.labels.queues)
    cells = [one.interval.contacts for one in study.tallies]

    def mean(column: str) -> Floats:
        figures = np.array([one[column][:, :queues] for one in cells])
        return np.asarray(figures.mean(axis=0).T)

    offered = mean("for_agents")
    first = mean("origin_first") + mean("origin_channel_shift")
    all_needed = np.array([one.relevant >= 1 for one in model.sampling.queues])
    comes_by_itself = (model.dialling.is_one == 0) & (model.self_service.is_one == 0) & all_needed
    known = np.where(comes_by_itself[:, None], model.judging.expected - first, 0.0)
    contacts = np.maximum(np.round(offered + known, DECIMALS), 0.0)
    for queue in np.flatnonzero(model.queues.deferred == 1).tolist():
        contacts[queue] = _when_open(contacts[queue], _queue_hours(space, queue), space.day_of)
    work_s, measured = _mean_work(study)
    seconds = interval_seconds(model)
    return Workload(contacts=contacts, work_s=work_s, measured=measured, seconds=seconds)


def _mean_work(study: Study) -> tuple[Floats, Flags]:
    """Mean agent seconds of the contacts of each queue, and whether they are measured.

    Contacts of which an agent holds several at once share the agent, and posts that need no answer
    are looked at: there the mean work is the effort in the simulation, not the handle time.
    """
    model = study.model
    queues = len(model.labels.queues)
    whole = [one.whole.contacts for one in study.tallies]

    def total(column: str) -> Floats:
        return np.asarray(np.sum([cells[column][0, :queues] for cells in whole], axis=0))

    deferred = model.queues.deferred == 1
    done = np.where(deferred, total("for_agents") - total("waiting"), total("finished"))
    measured = ((model.queues.several == 1) | deferred) & (done > 0)
    spent = total("effort_s") / np.maximum(done, 1.0)
    return np.where(measured, spent, model.judging.mean_handle), measured


def _queue_hours(space: Space, queue: int) -> Floats:
    """Hours of each interval in which a searched group with the skill is open."""
    skilled = space.model.skills.rank[space.rows, queue] > 0
    return np.asarray(space.open_hours[skilled].max(axis=0, initial=0.0))


def _when_open(contacts: Floats, hours: Floats, day_of: Ints) -> Floats:
    """Contacts [intervals] moved to the first day with an open hour not before them, evenly over
    its hours. Those for whom none is left in the period are left out.
    """
    opened = np.flatnonzero(hours > 0)
    following = np.searchsorted(opened, np.arange(len(hours)))
    in_time = following < len(opened)
    day = day_of[opened[following[in_time]]]
    days = int(day_of.max(initial=0)) + 1
    by_day = np.bincount(day, weights=contacts[in_time], minlength=days)
    day_hours = np.bincount(day_of, weights=hours, minlength=days)
    return np.asarray((by_day / np.where(day_hours > 0, day_hours, 1.0))[day_of] * hours)


def portion_of(work: Workload, space: Space, seats: Floats | Ints | None) -> Portion:
    """Work split among the groups with the skill so that the load per seat is even.

    `seats` [groups, intervals] are those of the searched groups (None: as the file has them);
    groups that are not searched take part with the seats of the file. Where nobody with the skill
    has a seat, the open groups with the best rank share alike.
    """
    model = space.model
    planned = np.asarray(model.judging.planned, dtype=np.float64).copy()
    if seats is not None:
        planned[space.rows] = seats
    is_open = planned > 0
    is_open[space.rows] = space.is_open
    rank = model.skills.rank.astype(np.float64)
    skilled = rank > 0
    there = np.where(skilled[:, :, None] & is_open[:, None, :], planned[:, None, :], 0.0)
    best = np.where(skilled[:, :, None] & is_open[:, None, :], rank[:, :, None], np.inf)
    nobody = (there.sum(axis=0) == 0)[None] & np.isfinite(best)
    first = best == best.min(axis=0, keepdims=True)
    there = np.where(nobody & first, 1.0, there)
    brought = evened_out(work.load, there)[space.rows]
    share = np.where(work.load > 0, brought / np.where(work.load > 0, work.load, 1.0), 0.0)
    speed = model.skills.speed[space.rows, :, 0] / NANOSECONDS_PER_TICK
    slowed = np.where(speed > 0, 1.0 / np.where(speed > 0, speed, 1.0), 0.0)
    slowed = np.where(work.measured & (speed > 0), 1.0, slowed)
    return Portion(load=brought * slowed[:, :, None], contacts=share * work.contacts)


def mean_seats(space: Space) -> Floats:
    """[groups, intervals] the file's seats of a day, evened out over the intervals that have any.

    What is needed must not follow the roster of today, where two shifts overlap for an hour.
    """
    seats = np.asarray(space.model.judging.planned[space.rows], dtype=np.float64)
    days = int(space.day_of.max(initial=0)) + 1
    evened = np.zeros_like(seats)
    for row, group in enumerate(seats):
        is_there = group > 0
        intervals = np.bincount(space.day_of, weights=is_there, minlength=days)
        total = np.bincount(space.day_of, weights=group, minlength=days)
        evened[row] = np.where(is_there, (total / np.maximum(intervals, 1.0))[space.day_of], 0.0)
    return evened


def mean_patience(space: Space, queue: int) -> float:
    """Seconds; at least a tick."""
    return max(float(space.model.judging.mean_patience[queue]), 1.0 / TICKS_PER_SECOND)
