"""What a staffing search may change: seats of agent groups, in stretches that stay constant.

Every searched group is given as net seats by interval, whatever the file has for it (seated, staff
or shifts): required seats are a demand, a roster is an answer to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.plan import availability, by_interval, head_plan
from sim.metrics.bins import bins_of
from sim.metrics.cells import TICKS_PER_SECOND
from sim.model import Model
from sim.planning.errors import refusal
from sim.scenario import Scenario
from sim.scenario.calendar import Axis
from sim.scenario.schema import HeadCount
from sim.scenario.unit_time import write_duration

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ROSTERED = ("staff", "shifts")

MANY = 1_000
"""Seats that no rule of a scenario finds too few (all groups together: at most 100,000)."""


@dataclass(frozen=True, eq=False)
class Unit:
    """Seats of one group that change together: the intervals of one stretch."""

    group: int  # row of the plan
    intervals: Ints  # rising, of one day
    component: int
    hours: float  # open hours of one seat

    @property
    def first(self) -> int:
        return int(self.intervals[0])


@dataclass(frozen=True, eq=False)
class Space:
    """A plan is whole seats [group, interval], one row for each of `groups`, 0 where closed."""

    model: Model  # of the scenario as the file has it
    groups: tuple[str, ...]  # searched
    rows: Ints  # [groups] their numbers in the model
    open_hours: Floats  # [groups, intervals]
    component: Ints  # [groups of the model]: groups that share queues, directly or not, are one
    queue_component: Ints  # [queues of the model], -1: no searched group has the skill
    availability: Floats  # [groups] seated / rostered
    hour_cost: Floats  # [groups] money of a seated hour; 1 where the file does not say
    units: tuple[Unit, ...]  # by group, then time
    by_day: Flags  # [groups] serves deferred work only: one number of seats a day
    carrying: frozenset[int]  # components with deferred work that has a target
    day_of: Ints  # [intervals]

    @property
    def is_open(self) -> Flags:
        """[groups, intervals]: open at least for a part of the interval."""
        return np.asarray(self.open_hours > 0)

    def hours(self, plan: Floats | Ints) -> float:
        """Seated hours of a plan."""
        return float((plan * self.open_hours).sum())

    def cost(self, plan: Ints) -> float:
        """Money of a plan; its hours where a group has no rate."""
        by_group: Floats = (plan * self.open_hours).sum(axis=1)
        return float((by_group * self.hour_cost).sum())

    def changed(self, plan: Ints, units: Sequence[Unit], by: int) -> Ints:
        """The plan with `by` seats more in each of the units (once for each time it is named)."""
        new = plan.copy()
        for unit in units:
            new[unit.group, unit.intervals] += by
        return new


def space_of(scenario: Scenario, model: Model, hold: int | None) -> Space:
    """Groups whose queues have targets, cut into stretches of `hold` ticks (None: an interval).

    InputError if `hold` is not a whole number of intervals, or if there is nothing to search.
    """
    clock, judging = model.clock, model.judging
    length = clock.interval if hold is None else hold
    if length <= 0 or length % clock.interval:
        raise refusal(
            "hold", write_duration(length), "is not a whole number of intervals",
            f"a multiple of the interval, {write_duration(clock.interval)}",
            f"say {write_duration(max(-(-length // clock.interval), 1) * clock.interval)}",
        )  # fmt: skip
    has_target = ~np.isnan(judging.target_share) | ~np.isnan(judging.target_abandoned)
    skilled = model.skills.rank > 0
    searched = np.flatnonzero((skilled & has_target[None, :]).any(axis=1))
    if not len(searched):
        raise refusal(
            "queues", None, "no queue that agents serve has a target, so no staff is too little",
            "a target on at least one queue, such as {answered: 80%, within: 20s}",
        )  # fmt: skip
    names = tuple(model.labels.groups[number] for number in searched)
    open_hours = np.array([_open_hours(scenario, name) for name in names])
    component = _components(skilled)
    groups = [scenario.tree.agents[name] for name in names]
    day_of = bins_of(clock).day_of_interval
    costs = np.array([group.cost.hour for group in groups])
    share = np.array([availability(group) for group in groups])
    units: list[Unit] = []
    deferred = model.queues.deferred == 1
    by_day = np.array([bool(deferred[skilled[number]].all()) for number in searched])
    for row, number in enumerate(searched):
        hours = open_hours[row]
        if by_day[row]:
            runs = _whole_days(hours > 0, day_of)
        else:
            runs = _stretches(hours > 0, day_of, length // clock.interval)
        units += [Unit(row, run, int(component[number]), float(hours[run].sum())) for run in runs]
    of_queue = np.full(len(model.labels.queues), -1, dtype=np.int64)
    for number in searched:
        of_queue[skilled[number]] = component[number]
    space = Space(
        model=model,
        groups=names,
        rows=searched.astype(np.int64),
        open_hours=open_hours,
        component=component,
        queue_component=of_queue,
        availability=share,
        hour_cost=costs / share if (costs > 0).all() else np.ones(len(names)),
        units=tuple(units),
        day_of=day_of,
        by_day=by_day,
        carrying=frozenset(of_queue[deferred & has_target & (of_queue >= 0)].tolist()),
    )
    # What a file of seats could not say (a warm-up that no interval repeats) is refused now.
    planned_scenario(scenario, space, np.where(space.is_open, MANY, 0))
    return space


def trial_scenario(scenario: Scenario, space: Space, plan: Ints) -> Scenario:
    """The scenario with a plan, for one trial: not validated again, for only seats change."""
    agents = dict(scenario.tree.agents)
    for row, name in enumerate(space.groups):
        count = HeadCount(per_interval=tuple(float(seats) for seats in plan[row]))
        changed = {"seated": count, "staff": None, "shifts": None}
        agents[name] = agents[name].model_copy(update=changed)
    return replace(scenario, tree=scenario.tree.model_copy(update={"agents": agents}))


def planned_scenario(scenario: Scenario, space: Space, plan: Ints | Floats) -> Scenario:
    """The scenario with a plan as its user would write it. Raises InputError if it is not valid."""
    groups: dict[str, Any] = dict(scenario.resolved()["agents"])
    # The explicit form doubles dollar signs of some names; the order of the groups is the same.
    as_written = dict(zip(scenario.tree.agents, list(groups), strict=True))
    for row, name in enumerate(space.groups):
        written = as_written[name]
        group = {key: part for key, part in groups[written].items() if key not in ROSTERED}
        groups[written] = group | {"seated": [_number(seats) for seats in plan[row].tolist()]}
    return scenario.replace("agents", groups)


def _number(seats: float) -> float | int:
    return int(seats) if seats == int(seats) else seats


def _open_hours(scenario: Scenario, group: str) -> Floats:
    """Hours of each interval in which seats of the group are there (its opening hours)."""
    axis = Axis.of(scenario.tree.period)
    opening = scenario.tree.agents[group].opening or scenario.tree.opening
    plan = head_plan(HeadCount(number=1.0), None, opening, axis)
    spans = list(zip(plan.begin.tolist(), plan.until.tolist(), plan.heads.tolist(), strict=True))
    return by_interval(spans, axis) / (3600 * TICKS_PER_SECOND)


def _components(skilled: Flags) -> Ints:
    """The component of every group: the lowest group that shares queues with it, at any remove."""
    of = np.arange(len(skilled), dtype=np.int64)
    while True:
        by_queue = np.where(skilled, of[:, None], len(of)).min(axis=0)
        new = np.where(skilled, by_queue[None, :], len(of)).min(axis=1, initial=len(of))
        new = np.minimum(of, new)
        if np.array_equal(new, of):
            return of
        of = new


def _whole_days(is_open: Flags, day_of: Ints) -> list[Ints]:
    """All open intervals of each day, if it has any."""
    opened = np.flatnonzero(is_open)
    days = day_of[opened]
    return [opened[days == day].astype(np.int64) for day in np.unique(days)]


def _stretches(is_open: Flags, day_of: Ints, length: int) -> list[Ints]:
    """Runs of open intervals of one day, cut into pieces of at most `length` intervals."""
    stretches: list[Ints] = []
    run: list[int] = []
    for interval in np.flatnonzero(is_open).tolist():
        follows = run and interval == run[-1] + 1 and day_of[interval] == day_of[run[-1]]
        if run and (not follows or len(run) == length):
            stretches.append(np.array(run, dtype=np.int64))
            run = []
        run.append(interval)
    if run:
        stretches.append(np.array(run, dtype=np.int64))
    return stretches
