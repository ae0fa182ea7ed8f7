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
"""Share of what all units take from a limit, below which a unit's part is set aside."""


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
            return _outcome(trials, end.plan, end.base, probes, end.plan is plan)
        plan, base = end.plan, end.base
    raise AssertionError("the last round returns")


@dataclass(eq=False)
class _Round:
    """One round: each unit may lose one seat, for the probes say no more."""

    trials: Trials
    floor: Floor
    probes: Mapping[int, Probe]
    kept: set[int]
    replications: int
    plan: Ints
    base: Margins
    taken: set[int] = field(default_factory=set)
    refused: dict[int, list[float]] = field(default_factory=dict)  # room of them, by component

    def take_batches(self) -> None:
        """Take away what the probes allow, as long as they allow any."""
        most = len(self.probes)
        while batch := self._batch()[:most]:
            if self._take(batch):
                most = max(most, 2 * len(batch))
                continue
            if len(batch) == 1:
                self._refuse(batch[0])
            most = max(len(batch) // 2, 1)

    def _refuse(self, number: int) -> None:
        """Remember a seat that a trial would not let go."""
        self.kept.add(number)
        forecast = Forecast.of(self.base, self.trials.demand)
        probe = self.probes[number]
        self.refused.setdefault(probe.unit.component, []).append(_room(forecast, probe))

    def _is_hopeless(self, number: int, room: float) -> bool:
        rooms = self.refused.get(self.probes[number].unit.component, [])
        return len(rooms) >= MOST_REFUSED and room <= max(rooms)

    def take_near_ones(self) -> None:
        """Try seats that the probes hardly refuse, each for itself."""
        forecast = Forecast.of(self.base, self.trials.demand)
        rooms = {n: _room(forecast, self.probes[n]) for n in self._left()}
        near = [
            n
            for n in sorted(rooms, key=lambda n: -rooms[n])
            if rooms[n] >= NEARLY and not self._is_hopeless(n, rooms[n])
        ]
        for number in near[:MOST_NEAR]:
            unit = self.probes[number].unit
            if self.floor.allows(self.plan, unit) and not self._take([number]):
                self.kept.add(number)

    def _left(self) -> list[int]:
        return [n for n in self.probes if n not in self.kept and n not in self.taken]

    def _batch(self) -> list[int]:
        forecast = Forecast.of(self.base, self.trials.demand)
        rooms = {n: _room(forecast, self.probes[n]) for n in self._left()}
        worth = {
            n: room * _cost(self.trials.space, self.probes[n].unit)
            for n, room in rooms.items()
            if not self._is_hopeless(n, room)
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

    def _take(self, numbers: Sequence[int]) -> bool:
        """Take a seat away in each of the units if a trial meets the limits."""
        units = [self.probes[n].unit for n in numbers]
        plan = self.trials.space.changed(self.plan, units, -1)
        margins = self.trials.margins(plan, self.replications)
        if not self.trials.met(margins).all():
            return False
        self.plan, self.base = plan, margins
        self.taken.update(numbers)
        return True


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
    once. A unit has the least share that its limits give; parts below `MATERIAL` are set aside
    first.
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
    left = dict(slack)
    for of_unit in losses.values():
        for key, loss in of_unit.items():
            if loss < MATERIAL * total[key]:
                left[key] -= loss
    binding: dict[int, Key] = {}
    fraction: dict[int, float] = {}
    for number, of_unit in losses.items():
        shares = {
            key: max(left[key], 0.0) / total[key]
            for key, loss in of_unit.items()
            if loss >= MATERIAL * total[key]
        }
        rooms = {key: max(slack[key], 0.0) / loss for key, loss in of_unit.items()}
        if rooms:
            binding[number] = min(rooms, key=lambda key: rooms[key])
        fraction[number] = float(np.clip(min(shares.values(), default=0.0), 0.0, 0.99))
    return Outcome(plan, base, binding, fraction, is_complete)
