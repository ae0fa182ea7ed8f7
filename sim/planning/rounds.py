"""The end of the search: seats taken away where probes say that the limits stay met.

A round probes every unit, takes away the seats whose effects together leave every limit met, the
dearest for what they miss first, and simulates the result; of a result that fails only the first
half is tried again, and so on down to single seats. The last round finds none: one seat fewer
anywhere fails, by a trial of its own where the probe left it open, by the probe elsewhere. Where
probes prove wrong (effects of backlogs do not add), seats with less room than several that failed
are not tried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.planning.floor import Floor
from sim.planning.limits import Margins
from sim.planning.probes import Forecast, Key, Probe, probed
from sim.planning.space import Ints, Space, Unit
from sim.planning.trials import Trials

MOST_ROUNDS = 30

NEARLY = 0.9
"""A seat that would use up a limit 1 / 0.9 times is near enough to be tried all the same."""

MOST_NEAR = 6
"""So many of the near ones are tried in a round."""

MOST_REFUSED = 4
"""Single seats of groups that share queues which trials refuse although their probes allow them;
then only seats with more room than any of these are tried."""

MATERIAL = 0.05
"""Share of what all units take from the limit of an interval, below which a unit's part is set
aside: it comes from another interval."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """The plan, and for each unit what keeps it (no entry: the floor) and the share of a seat
    that its decimal need lies below the whole one.
    """

    plan: Ints
    margins: Margins
    binding: Mapping[int, Key]
    fraction: Mapping[int, float]
    is_complete: bool  # the last round found nothing


def rounds(
    trials: Trials, space: Space, floor: Floor, plan: Ints, step: int, replications: int
) -> Outcome:
    """Take seats away until none can go. The plan must meet all limits."""
    base = trials.margins(plan, replications)
    kept: set[int] = set()  # tried and failed: fewer seats elsewhere do not help
    for number in range(MOST_ROUNDS):
        trials.doing = f"{space.hours(plan):,.1f} seated hours: where one seat fewer would do"
        probes = probed(trials, space, floor, plan, base, step, replications)
        end = _Round(trials, floor, probes, kept, replications, plan, base)
        end.take_batches()
        end.take_near_ones()
        if end.plan is plan or number + 1 == MOST_ROUNDS:
            is_sure = end.plan is plan and not end.went_back
            return _outcome(trials, end.plan, end.base, probes, is_sure)
        plan, base = end.plan, end.base
    raise AssertionError("the last round returns")


@dataclass(eq=False)
class _Round:
    """One round: each unit may lose one seat, for the probes say no more.

    Groups that share no queue are tried in the same trials, and each gets its own verdict. What
    comes of several verdicts is simulated as a whole before the round ends (`settle`), for
    follow-ups may tie such groups together all the same.
    """

    trials: Trials
    floor: Floor
    probes: Mapping[int, Probe]
    kept: set[int]
    replications: int
    plan: Ints
    base: Margins
    taken: set[int] = field(default_factory=set)
    refused: dict[int, list[float]] = field(default_factory=dict)  # room of them, by component
    settled: tuple[Ints, Margins] = field(init=False)
    went_back: bool = False

    def __post_init__(self) -> None:
        self.settled = self.plan, self.base

    def take_batches(self) -> None:
        """Take away what the probes allow, as long as they allow any."""
        most: dict[int, int] = {}
        while True:
            batches = {
                component: numbers[: most.get(component, len(numbers))]
                for component, numbers in self._by_component(self._batch()).items()
            }
            if not batches:
                break
            passed = self._take(batches)
            for component, numbers in batches.items():
                if component in passed:
                    most[component] = max(most.get(component, 0), 2 * len(numbers))
                    continue
                if len(numbers) == 1:
                    self._refuse(numbers[0])
                most[component] = max(len(numbers) // 2, 1)
        self._settle()

    def take_near_ones(self) -> None:
        """Try seats that the probes hardly refuse, each for itself."""
        rooms = self._rooms()
        near = [n for n in sorted(rooms, key=lambda n: -rooms[n]) if rooms[n] >= NEARLY]
        by_component = self._by_component(near)
        for turn in range(MOST_NEAR):
            batches = {
                component: [numbers[turn]]
                for component, numbers in by_component.items()
                if turn < len(numbers)
                and self.floor.allows(self.plan, self.probes[numbers[turn]].unit)
            }
            if not batches:
                continue
            passed = self._take(batches)
            self.kept |= {n for one, (n,) in batches.items() if one not in passed}
        self._settle()

    def _by_component(self, numbers: Sequence[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for number in numbers:
            found.setdefault(self.probes[number].unit.component, []).append(number)
        return found

    def _refuse(self, number: int) -> None:
        """Remember a seat that a trial would not let go."""
        self.kept.add(number)
        forecast = Forecast.of(self.base, self.trials.demand)
        probe = self.probes[number]
        self.refused.setdefault(probe.unit.component, []).append(_room(forecast, probe))

    def _rooms(self) -> dict[int, float]:
        """The room that units have which may still lose a seat."""
        forecast = Forecast.of(self.base, self.trials.demand)
        left = [n for n in self.probes if n not in self.kept and n not in self.taken]
        rooms = {n: _room(forecast, self.probes[n]) for n in left}
        return {n: room for n, room in rooms.items() if not self._is_hopeless(n, room)}

    def _is_hopeless(self, number: int, room: float) -> bool:
        rooms = self.refused.get(self.probes[number].unit.component, [])
        return len(rooms) >= MOST_REFUSED and room <= max(rooms)

    def _batch(self) -> list[int]:
        forecast = Forecast.of(self.base, self.trials.demand)
        worth = {
            n: room * _cost(self.trials.space, self.probes[n].unit)
            for n, room in self._rooms().items()
        }
        batch: list[int] = []
        fewer = self.plan
        for number in sorted(worth, key=lambda n: -worth[n]):
            probe = self.probes[number]
            if forecast.allows(probe) and self.floor.allows(fewer, probe.unit):
                forecast.add(probe)
                batch.append(number)
                fewer = self.trials.space.changed(fewer, [probe.unit], -1)
        return batch

    def _take(self, batches: Mapping[int, Sequence[int]]) -> set[int]:
        """Take a seat away in each of the units of the components that meet their limits then."""
        demand = self.trials.demand
        every = [number for numbers in batches.values() for number in numbers]
        margins = self.trials.margins(self._without(every), self.replications)
        missed = np.flatnonzero(~self.trials.met(margins).all(axis=0)).tolist()
        failing = {demand.limits[number].component for number in missed}
        if failing - set(batches):
            return set()  # others suffer: nothing can be said of any
        passed = set(batches) - failing
        going = [number for component in passed for number in batches[component]]
        self.plan = self._without(going)
        self.taken.update(going)
        if not failing:
            self.base = margins
            self.settled = self.plan, self.base
        elif passed:
            columns = [place for one in passed for place in demand.columns_of(one).tolist()]
            self.base = _mixed(self.base, margins, columns)
        return passed

    def _without(self, numbers: Sequence[int]) -> Ints:
        units = [self.probes[number].unit for number in numbers]
        return self.trials.space.changed(self.plan, units, -1) if units else self.plan

    def _settle(self) -> None:
        """Simulate the plan if it was put together from several trials; go back if it fails."""
        if self.plan is self.settled[0]:
            return
        margins = self.trials.margins(self.plan, self.replications)
        if self.trials.met(margins).all():
            self.settled = self.plan, margins
        else:
            self.went_back = True
        self.plan, self.base = self.settled


def _mixed(base: Margins, trial: Margins, columns: Sequence[int]) -> Margins:
    """The base with some limits as a trial has them."""
    mixed = Margins(base.interval.copy(), base.day.copy())
    mixed.interval[:, :, columns] = trial.interval[:, :, columns]
    mixed.day[:, :, columns] = trial.day[:, :, columns]
    return mixed


def _room(forecast: Forecast, probe: Probe) -> float:
    """How many such seats the tightest limit has room for; inf where no limit is touched."""
    before = forecast.slacks(probe, after=False)
    rooms = [max(before[key], 0.0) / loss for key, loss in forecast.losses(probe).items()]
    return min(rooms, default=1e9)


def _cost(space: Space, unit: Unit) -> float:
    return float(space.hour_cost[unit.group]) * unit.hours


def _outcome(
    trials: Trials, plan: Ints, base: Margins, probes: Mapping[int, Probe], is_complete: bool
) -> Outcome:
    """What each limit has left, shared out among the units that would use it up.

    A limit with slack s, from which one seat fewer in each unit would take d1, d2, ..., lets each
    unit do with s / (d1 + d2 + ...) of a seat less: together they use s, so all decimals hold at
    once. A unit has the least share that its limits give. What a unit of another interval takes
    from the limit of an interval is set aside first where it is less than `MATERIAL`; over a day
    every part counts, for of many like ones each is small.
    """
    forecast = Forecast.of(base, trials.demand)
    losses: dict[int, dict[Key, float]] = {}
    slack: dict[Key, float] = {}
    total: dict[Key, float] = {}
    for number, probe in probes.items():
        losses[number] = forecast.losses(probe)
        slack |= forecast.slacks(probe, after=False)
        for key, loss in losses[number].items():
            total[key] = total.get(key, 0.0) + loss
    aside = {key: MATERIAL * total[key] if key[0] == "interval" else 0.0 for key in total}
    left = dict(slack)
    for of_unit in losses.values():
        for key, loss in of_unit.items():
            if loss < aside[key]:
                left[key] -= loss
    binding: dict[int, Key] = {}
    fraction: dict[int, float] = {}
    for number, of_unit in losses.items():
        shares = {
            key: max(left[key], 0.0) / total[key]
            for key, loss in of_unit.items()
            if loss >= aside[key]
        }
        rooms = {key: max(slack[key], 0.0) / loss for key, loss in of_unit.items()}
        if rooms:
            binding[number] = min(rooms, key=lambda key: rooms[key])
        fraction[number] = float(np.clip(min(shares.values(), default=0.0), 0.0, 0.99))
    return Outcome(plan, base, binding, fraction, is_complete)
