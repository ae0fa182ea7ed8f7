"""What one seat fewer costs in each unit, measured several units at a time.

In one trial every K-th stretch of a group loses a seat, so far apart that what one loss does is
over before the next begins. The margins between two of them are charged to the first. Groups that
share no queue are probed in the same trials.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.planning.floor import Floor
from sim.planning.limits import ROUNDING, Demand, Floats, Ints, Margins, slack_of
from sim.planning.space import Space, Unit
from sim.planning.trials import Trials

APART = 2 * 3_600_000
"""Ticks between two seats taken away in one trial: two hours."""

Key = tuple[str, int, int]
"""("day" | "interval" | "certain", number of the day or interval, column of the limit)."""


@dataclass(frozen=True, eq=False)
class Probe:
    """What one seat fewer in a unit does to the margins of its component."""

    unit: Unit
    columns: Ints  # limits of its component
    intervals: Ints  # in which it shows
    interval: Floats  # [replications, those intervals, those limits] change of the margins
    days: Ints
    day: Floats  # [replications, those days, those limits]


@dataclass(eq=False)
class Forecast:
    """Margins to be expected after changes whose effects add."""

    demand: Demand
    interval: Floats  # [replications, intervals, limits]
    day: Floats

    @classmethod
    def of(cls, margins: Margins, demand: Demand) -> Forecast:
        return cls(demand, margins.interval.copy(), margins.day.copy())

    def slacks(self, probe: Probe, *, after: bool) -> dict[Key, float]:
        """What is left of the demands where a probe shows, before or after its change."""
        interval = self.interval[:, probe.intervals][:, :, probe.columns]
        day = self.day[:, probe.days][:, :, probe.columns]
        if after:
            interval, day = interval + probe.interval, day + probe.day
        left = slack_of(Margins(interval, day), self.demand.only(probe.columns))
        found: dict[Key, float] = {}
        tables = (
            ("day", probe.days, left.day),
            ("certain", probe.days, left.certain),
            ("interval", probe.intervals, left.interval),
        )
        for kind, numbers, table in tables:
            for row, place in np.argwhere(np.isfinite(table)).tolist():
                key = kind, int(numbers[row]), int(probe.columns[place])
                found[key] = float(table[row, place])
        return found

    def losses(self, probe: Probe) -> dict[Key, float]:
        """What the probe's change takes from each demand; only what is more than rounding."""
        before, after = self.slacks(probe, after=False), self.slacks(probe, after=True)
        taken = {key: before[key] - after[key] for key in before}
        return {key: loss for key, loss in taken.items() if loss > ROUNDING}

    def allows(self, probe: Probe) -> bool:
        """Whether every limit is still met after the probe's change."""
        return all(left >= -ROUNDING for left in self.slacks(probe, after=True).values())

    def add(self, probe: Probe) -> None:
        self.interval[:, probe.intervals[:, None], probe.columns] += probe.interval
        self.day[:, probe.days[:, None], probe.columns] += probe.day


def spacing(space: Space, hold: int) -> int:
    """Stretches from one seat taken away to the next in the same trial."""
    return 1 + max(1, -(-APART // hold))


def probed(
    trials: Trials,
    space: Space,
    floor: Floor,
    plan: Ints,
    base: Margins,
    step: int,
    replications: int,
) -> dict[int, Probe]:
    """Probes by the number of the unit; units that the floor keeps have none."""
    found: dict[int, Probe] = {}
    for turn in _turns(space):
        for phase in range(step):
            chosen = [
                number
                for sequence in turn
                for number in sequence[phase::step]
                if floor.allows(plan, space.units[number])
            ]
            if not chosen:
                continue
            units = [space.units[number] for number in chosen]
            trial = trials.margins(space.changed(plan, units, -1), replications)
            for sequence in turn:
                mine = [number for number in sequence if number in set(chosen)]
                found |= _charged(space, trials.demand, mine, base, trial)
    return found


def turns_of(space: Space) -> int:
    """How many times as many trials a round of probes takes as one group would."""
    return len(_turns(space))


def _turns(space: Space) -> list[list[list[int]]]:
    """Numbers of units: sequences in time of groups that can be probed in the same trials."""
    by_group: dict[int, list[int]] = {}
    for number, unit in enumerate(space.units):
        by_group.setdefault(unit.group, []).append(number)
    turns: list[list[list[int]]] = []
    next_turn: dict[int, int] = {}
    for sequence in by_group.values():
        component = space.units[sequence[0]].component
        turn = next_turn.get(component, 0)
        next_turn[component] = turn + 1
        if turn == len(turns):
            turns.append([])
        turns[turn].append(sequence)
    return turns


def _charged(
    space: Space, demand: Demand, numbers: Sequence[int], base: Margins, trial: Margins
) -> dict[int, Probe]:
    """The change of the margins shared out among the units of one group, by time.

    Who arrives before a stretch may still wait in it, so its share begins an interval earlier.
    """
    found: dict[int, Probe] = {}
    if not numbers:
        return found
    columns = demand.columns_of(space.units[numbers[0]].component)
    intervals = len(space.day_of)
    for place, number in enumerate(numbers):
        unit = space.units[number]
        last = place + 1 == len(numbers)
        until = intervals if last else max(space.units[numbers[place + 1]].first - 1, 0)
        begin = max(unit.first - 1, 0)
        window = np.arange(begin, max(until, begin + 1), dtype=np.int64)
        change = (trial.interval[:, window] - base.interval[:, window])[:, :, columns]
        days = np.unique(space.day_of[window])
        of_day = np.stack(
            [change[:, space.day_of[window] == day].sum(axis=1) for day in days.tolist()], axis=1
        )
        found[number] = Probe(unit, columns, window, change, days, of_day)
    return found
