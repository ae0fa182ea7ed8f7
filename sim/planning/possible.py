"""Whether any number of agents meets the limits: a trial with plenty, and why it is not enough."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from sim.errors import InputError, Problem
from sim.metrics.catalogue import METRICS
from sim.metrics.cells import TICKS_PER_SECOND
from sim.model import Model
from sim.planning.limits import (
    ABANDONED,
    OCCUPANCY,
    SERVICE,
    Demand,
    Flags,
    Floats,
    Limit,
    margins_of,
)
from sim.planning.space import Ints, Space
from sim.planning.trials import Trials
from sim.planning.workload import Workload, workload_of
from sim.scenario import Scenario
from sim.scenario.unit_time import write_duration
from sim.studies import Study
from sim.studies.erlang import interval_seconds

FIRST_PLENTY = 20
MORE = 4
ATTEMPTS = 4


def refuse_certain(scenario: Scenario, model: Model, demand: Demand) -> None:
    """Refuse targets that no finite staff can promise. Raises InputError, all at once."""
    problems = []
    for limit in demand.limits:
        if limit.kind == SERVICE and limit.share >= 1:
            problems.append(
                _problem_of(
                    scenario, limit,
                    "no number of agents can promise it: with more customers, one has to wait",
                    "less than 100%", "say 95%, or what the customers would notice",
                )
            )  # fmt: skip
        if limit.kind != ABANDONED:
            continue
        patient = np.isinf(model.judging.mean_patience[limit.entity])
        if limit.share <= 0 and not patient:
            problems.append(
                _problem_of(
                    scenario, limit,
                    "no number of agents can promise it: with more customers, one leaves",
                    "more than 0%", "say 2%",
                )
            )  # fmt: skip
    if problems:
        raise InputError(problems)


def plenty(trials: Trials, space: Space, replications: int) -> tuple[Ints, Workload]:
    """A plan with more seats than the limits need, and the work that comes under it.

    InputError, with every limit that stays out of reach and why, if there is none.
    """
    model = space.model
    judging = model.judging
    work = judging.expected * judging.mean_handle[:, None] / interval_seconds(model)
    by_component = {
        component: float(work[space.queue_component == component].sum(axis=0).max(initial=0.0))
        for component in set(space.component.tolist())
    }
    seats = np.array(
        [
            FIRST_PLENTY + int(np.ceil(2 * by_component[int(space.component[row])]))
            for row in space.rows
        ],
        dtype=np.int64,
    )
    for attempt in range(ATTEMPTS):
        plan = np.where(space.is_open, seats[:, None] * MORE**attempt, 0)
        study = trials.study(plan, replications)
        margins = margins_of(study.tallies, trials.demand, study.model)
        if trials.met(margins).all():
            return plan, workload_of(study, space)
    missed = ~trials.met(margins)
    problems = [
        _problem(trials, space, study, plan, number, missed[:, number])
        for number in np.flatnonzero(missed.any(axis=0)).tolist()
    ]
    raise InputError(problems)


def _problem_of(scenario: Scenario, limit: Limit, message: str, allowed: str, mend: str) -> Problem:
    """A problem of a limit, with the file and the line that say it."""
    key = {SERVICE: ("target", "answered"), ABANDONED: ("target", "abandoned")}
    path: tuple[str, ...] = ("agents", limit.name, "max_occupancy")
    if limit.kind in key:
        path = ("queues", limit.name, *key[limit.kind])
    source, line = scenario.place_of(*path)
    value = f"{100 * limit.share:.6g}%"
    return Problem(source, line, ".".join(path), value, message, allowed, mend)


def _problem(
    trials: Trials, space: Space, study: Study, plan: Ints, number: int, missed: Flags
) -> Problem:
    limit = trials.demand.limits[number]
    first = int(np.flatnonzero(missed)[0])
    seats = int(plan[space.component[space.rows] == limit.component].max())
    reached = _reached(trials.demand, study, limit, first)
    clock = space.model.clock
    start = clock.origin + timedelta(milliseconds=clock.start + first * clock.interval)
    when = f"{start:%Y-%m-%d %H:%M}" if limit.by_interval else f"{start:%Y-%m-%d}"
    said = {
        SERVICE: f"{100 * reached:.1f} % of the contacts are in time",
        ABANDONED: f"{100 * reached:.1f} % of the contacts abandon",
    }.get(limit.kind, f"live occupancy is {100 * reached:.1f} %")
    if trials.demand.confidence is not None and not limit.by_interval:
        share = f"{100 * trials.demand.confidence:.0f} %"
        said += f" on average, and too few days meet the target ({share})"
    where = "of each group with the skill" if limit.kind != OCCUPANCY else "of the group"
    return _problem_of(
        trials.scenario, limit,
        f"cannot be met: with {seats} agents {where} in the seat, {said} ({when})",
        "a target that more agents can meet", _mend(space, study, limit),
    )  # fmt: skip


def _reached(demand: Demand, study: Study, limit: Limit, interval: int) -> float:
    """The figure of a limit on the day, or in the interval, where it fails first."""
    name = {SERVICE: "service_level", ABANDONED: "abandon_rate"}.get(limit.kind, "live_occupancy")
    metric = METRICS[name]
    assert metric.denominator is not None
    top = bottom = 0.0
    for tally in study.tallies:
        bins, place = (
            (tally.interval, interval)
            if limit.by_interval
            else (tally.day, int(demand.day_of[interval]))
        )
        cells = bins.agents if name == "live_occupancy" else bins.contacts
        top += float(metric.numerator(cells)[place, limit.entity])
        bottom += float(metric.denominator(cells)[place, limit.entity])
    return top / bottom if bottom else float("nan")


def _arriving(study: Study, queue: int) -> Floats:
    """[intervals] contacts offered to agents, over all replications."""
    found = [one.interval.contacts["for_agents"][:, queue] for one in study.tallies]
    return np.asarray(np.sum(found, axis=0))


def _mend(space: Space, study: Study, limit: Limit) -> str:
    if limit.kind not in (SERVICE, ABANDONED):
        return "raise max_occupancy"
    model = space.model
    skilled = model.skills.rank[:, limit.entity] > 0
    there = model.judging.planned > 0
    there[space.rows] = space.is_open
    alone = (_arriving(study, limit.entity) > 0) & ~there[skilled].any(axis=0)
    if alone.any() and not model.judging.target_opening[limit.entity]:
        clock = space.model.clock
        start = clock.origin + timedelta(milliseconds=clock.start)
        first, last = np.flatnonzero(alone)[[0, -1]].tolist()
        begin = start + timedelta(milliseconds=first * clock.interval)
        until = start + timedelta(milliseconds=(last + 1) * clock.interval)
        return (
            f"nobody with the skill for {limit.name} is open in {int(alone.sum())} intervals in "
            f"which contacts come ({begin:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}): change the "
            "opening of the group, or of the queue"
        )
    if model.queues.deferred[limit.entity]:
        work = _rounded(float(model.judging.mean_handle[limit.entity]))
        return (
            f"allow more time, or a lower share: a reply counts when its work ends, and the work "
            f"of one takes {work} on average"
        )
    return "lower the target, or change what customers meet besides agents"


def _rounded(seconds: float) -> str:
    """`10min` for 599.9996 s: a mean is known to the second at best."""
    return write_duration(max(round(seconds), 1) * TICKS_PER_SECOND)
