"""From many seats to few: a falling line of plans in each zone, and where on it the limits fail.

A zone is what is judged together: the days (or, where a target is judged on intervals, the
intervals) of groups that share queues; where they have deferred work, the whole period. Within a
zone seats are taken away in the order in which Erlang A misses them least. Of two plans on the
line one has all seats of the other and more, so bisection finds the place where the limits begin
to fail, in all zones at once; it begins where Erlang A says that they do, with steps that double
until the place lies between two plans.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.planning.errors import refusal
from sim.planning.floor import Floor
from sim.planning.levels import Levels
from sim.planning.limits import Demand
from sim.planning.space import Flags, Ints, Space, Unit
from sim.planning.trials import Trials

FIRST_STEP = 32
"""The first step from the guess is this part of a line."""

MOST_RAISES = 12
"""Times that a zone is given more seats before it goes back to plenty."""


@dataclass(frozen=True, eq=False)
class Zone:
    """Units judged together, the intervals they cover and the limits on them."""

    units: tuple[Unit, ...]
    intervals: Ints
    limits: Ints

    def is_met(self, met: Flags) -> bool:
        return bool(met[np.ix_(self.intervals, self.limits)].all())


@dataclass(eq=False)
class _Line:
    """Taking away goes on from `best`, the last place known to do; `worst` is the first known to
    fail. `guess` is where Erlang A has used up what the targets allow.
    """

    zone: Zone
    removals: tuple[Unit, ...]
    guess: int
    best: int = 0
    worst: int = field(init=False)
    _step: int = field(init=False)
    _is_tried: bool = False

    def __post_init__(self) -> None:
        self.worst = len(self.removals) + 1
        self._step = max(1, len(self.removals) // FIRST_STEP)

    @property
    def is_found(self) -> bool:
        return self.worst - self.best <= 1

    @property
    def middle(self) -> int:
        """The place to try next."""
        if self.is_found:
            return self.best
        place = (self.best + self.worst) // 2
        if not self._is_tried:
            place = self.guess
        elif self.worst > len(self.removals):
            place = min(place, self.best + self._step)
        elif self.best == 0:
            place = max(place, self.worst - self._step)
        return min(max(place, self.best + 1), self.worst - 1)

    def learn(self, is_met: bool) -> None:
        """What a trial at `middle` has shown."""
        place = self.middle
        if self._is_tried:
            self._step *= 2
        self._is_tried = True
        if is_met:
            self.best = place
        else:
            self.worst = place


def zones_of(space: Space, demand: Demand) -> list[Zone]:
    """The zones, by component and time."""
    zones: list[Zone] = []
    for component in sorted({unit.component for unit in space.units}):
        units = [unit for unit in space.units if unit.component == component]
        columns = demand.columns_of(component)
        if component in space.carrying:
            # What is left undone on one day misses its time on another: one zone for all days.
            every = np.arange(len(space.day_of), dtype=np.int64)
            zones.append(Zone(tuple(units), every, columns))
            continue
        each = any(demand.limits[place].by_interval for place in columns.tolist())
        label = _joined(units, len(space.day_of)) if each else space.day_of
        for number in sorted({int(label[unit.first]) for unit in units}):
            inside = tuple(unit for unit in units if int(label[unit.first]) == number)
            covered = np.unique(np.concatenate([unit.intervals for unit in inside]))
            zones.append(Zone(inside, covered, columns))
    return zones


def top_plan(space: Space, levels: Sequence[Levels]) -> Ints:
    """The highest level of every interval; a unit has one level throughout."""
    plan = np.zeros(space.open_hours.shape, dtype=np.int64)
    for unit in space.units:
        plan[unit.group, unit.intervals] = levels[unit.group].top()[unit.intervals].max()
    return plan


def descended(
    trials: Trials,
    space: Space,
    zones: Sequence[Zone],
    levels: Sequence[Levels],
    floor: Floor,
    plenty: Ints,
    replications: int,
) -> Ints:
    """The lowest plan on the lines that meets the limits, as far as bisection can tell."""
    top = np.minimum(top_plan(space, levels), plenty)
    top = _raised_until_met(trials, zones, top, plenty, replications)
    lines = [_line(space, zone, levels, floor, top, trials.demand) for zone in zones]
    while not all(line.is_found for line in lines):
        plan = _at(space, top, {n: line.middle for n, line in enumerate(lines)}, lines)
        met = trials.met(trials.margins(plan, replications))
        for line in lines:
            if not line.is_found:
                line.learn(line.zone.is_met(met))
    return _at(space, top, {n: line.best for n, line in enumerate(lines)}, lines)


def _line(
    space: Space, zone: Zone, levels: Sequence[Levels], floor: Floor, top: Ints, demand: Demand
) -> _Line:
    """The line of a zone, and the place on it where the penalties reach what is allowed: 1 for
    each queue on each of its days.
    """
    queues = {demand.limits[n].entity for n in zone.limits.tolist()} or {0}
    days = len(np.unique(space.day_of[zone.intervals]))
    whole = sum(
        levels[unit.group].penalty_at(t, int(top[unit.group, t]))
        for unit in zone.units
        for t in unit.intervals.tolist()
    )
    removals: list[Unit] = []
    guess = 0
    for unit, loss in _removals(space, zone, levels, floor, top):
        removals.append(unit)
        whole += loss
        if whole <= len(queues) * days:
            guess = len(removals)
    return _Line(zone, tuple(removals), guess)


def _at(space: Space, top: Ints, places: Mapping[int, int], lines: Sequence[_Line]) -> Ints:
    taken = [unit for n, line in enumerate(lines) for unit in line.removals[: places[n]]]
    return space.changed(top, taken, -1)


def _raised_until_met(
    trials: Trials, zones: Sequence[Zone], plan: Ints, plenty: Ints, replications: int
) -> Ints:
    """More seats in every unit of the zones that fail, each time twice as many more."""
    for attempt in range(MOST_RAISES):
        met = trials.met(trials.margins(plan, replications))
        failing = [zone for zone in zones if not zone.is_met(met)]
        if not failing:
            break
        for zone in failing:
            for unit in zone.units:
                cells = unit.group, unit.intervals
                more = plan[cells] + 2**attempt * (1 + plan[cells] // 10)
                plan = plan.copy()
                plan[cells] = np.minimum(more, plenty[cells])
    return plan


def repaired(
    trials: Trials,
    space: Space,
    zones: Sequence[Zone],
    levels: Sequence[Levels],
    plan: Ints,
    plenty: Ints,
    replications: int,
    too_dear: float = math.inf,
) -> Ints:
    """Seats added where limits fail, those first that Erlang A values most for their cost.

    A plan that costs `too_dear` or more is returned as it is, whether it meets them or not.
    """
    added = dict.fromkeys(range(len(zones)), 1)
    while space.cost(plan) < too_dear:
        met = trials.met(trials.margins(plan, replications))
        failing = [n for n, zone in enumerate(zones) if not zone.is_met(met)]
        if not failing:
            return plan
        raised = plan
        for number in failing:
            for _ in range(added[number]):
                room = [
                    unit
                    for unit in zones[number].units
                    if (raised < plenty)[unit.group, unit.intervals].all()
                ]
                if not room:
                    break
                most = max(room, key=lambda unit: _gain(space, levels, raised, unit))
                raised = space.changed(raised, [most], 1)
            added[number] *= 2
        if (raised == plan).all():
            names = sorted(trials.demand.limits[n].words for n in np.flatnonzero(~met.all(axis=0)))
            raise refusal(
                "targets", None, f"these stay out of reach of any staff tried: {', '.join(names)}",
                "targets that more agents can meet", "lower them, or take more replications",
            )  # fmt: skip
        plan = raised
    return plan


def _gain(space: Space, levels: Sequence[Levels], plan: Ints, unit: Unit) -> float:
    """What one seat more in the unit is worth, for its cost."""
    return _loss(levels, plan, unit, more=1) / _cost(space, unit)


def _removals(
    space: Space, zone: Zone, levels: Sequence[Levels], floor: Floor, top: Ints
) -> Iterator[tuple[Unit, float]]:
    """The units of a zone in the order in which their seats go, as often as seats go, and what
    each seat misses.
    """
    plan = top.copy()
    heap = [
        (_loss(levels, plan, unit) / _cost(space, unit), place)
        for place, unit in enumerate(zone.units)
    ]
    heapq.heapify(heap)
    while heap:
        _, place = heapq.heappop(heap)
        unit = zone.units[place]
        if not floor.allows(plan, unit):
            continue
        loss = _loss(levels, plan, unit)
        plan[unit.group, unit.intervals] -= 1
        yield unit, loss
        heapq.heappush(heap, (_loss(levels, plan, unit) / _cost(space, unit), place))


def _loss(levels: Sequence[Levels], plan: Ints, unit: Unit, more: int = 0) -> float:
    one = levels[unit.group]
    return sum(one.loss(t, int(plan[unit.group, t]) + more) for t in unit.intervals.tolist())


def _cost(space: Space, unit: Unit) -> float:
    return float(space.hour_cost[unit.group]) * unit.hours


def _joined(units: Sequence[Unit], intervals: int) -> Ints:
    """[intervals]: the same number for intervals that a unit, or a chain of units, covers."""
    label = np.arange(intervals, dtype=np.int64)
    while True:
        before = label.copy()
        for unit in units:
            label[unit.intervals] = label[unit.intervals].min()
        if np.array_equal(label, before):
            return label
