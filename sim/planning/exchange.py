"""Seats moved between groups and intervals where the same limits are met at less cost.

Taking seats away one by one ends where no single seat can go, which with several groups may leave
one queue far above its target while another holds every seat. So before that end the search looks
further: probes say what each seat is worth to each limit, a small integer program on these values
says which seats to add and which to take away, and a trial says whether it is true. As in the
cutting planes of Cezik and L'Ecuyer (Management Science 54(2), 2008, 310-323) simulated
differences of one seat make the rows of a linear integer program; in place of cuts that gather, the
number of seats moved at once is bounded and every proposal is simulated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.planning.floor import Floor
from sim.planning.levels import Levels
from sim.planning.limits import Margins
from sim.planning.path import Zone, repaired
from sim.planning.probes import Forecast, Key, Probe, probed
from sim.planning.space import Ints, Space
from sim.planning.trials import Trials

MOST_MOVES = 5
FEWER = 4
"""Of a move that saves nothing, so many times fewer seats are tried."""

DIMINISHING = 0.7
"""What one seat more is worth, against what one fewer costs."""

WORTH_WHILE = 0.002
"""Share of the cost that a move must save."""

SOLVER_SECONDS = 5.0


def exchanged(
    trials: Trials,
    space: Space,
    zones: Sequence[Zone],
    levels: Sequence[Levels],
    floor: Floor,
    plan: Ints,
    plenty: Ints,
    step: int,
    replications: int,
) -> Ints:
    """A plan that meets the limits and costs less, or the same plan. `plan` must meet them."""
    movable = _movable(space)
    if not movable:
        return plan
    base = trials.margins(plan, replications)
    worth_while = (1 - WORTH_WHILE) * space.cost(plan)
    most = max(2, len(movable) // 2)
    for _ in range(MOST_MOVES):
        trials.doing = f"{space.hours(plan):,.1f} seated hours: seats that other groups could fill"
        probes = probed(trials, space, floor, plan, base, step, replications)
        found = None
        while found is None and most >= 2:
            candidate = _moved(trials, space, floor, plan, plenty, base, probes, movable, most)
            if (candidate != plan).any():
                candidate = repaired(
                    trials, space, zones, levels, candidate, plenty, replications, worth_while
                )
                if space.cost(candidate) < worth_while:
                    found = candidate
                    break
            most //= FEWER
        if found is None:
            return plan
        plan, base = found, trials.margins(found, replications)
        worth_while = (1 - WORTH_WHILE) * space.cost(plan)
    return plan


def _movable(space: Space) -> list[int]:
    """Units of components with several searched groups."""
    groups: dict[int, set[int]] = {}
    for unit in space.units:
        groups.setdefault(unit.component, set()).add(unit.group)
    return [n for n, unit in enumerate(space.units) if len(groups[unit.component]) > 1]


def _moved(
    trials: Trials,
    space: Space,
    floor: Floor,
    plan: Ints,
    plenty: Ints,
    base: Margins,
    probes: Mapping[int, Probe],
    movable: Sequence[int],
    most: int,
) -> Ints:
    """The plan after the cheapest change of at most `most` seats that the probes let pass."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    slack, worth = _worths(trials, space, base, probes, movable)
    keys = list(slack)
    value = np.array([[worth[n].get(key, 0.0) for n in movable] for key in keys])
    cost = np.array([_unit_cost(space, n) for n in movable])
    count = len(movable)
    can_go = np.array([n in probes for n in movable], dtype=np.float64)
    can_come = np.array(
        [(plan < plenty)[space.units[n].group, space.units[n].intervals].all() for n in movable],
        dtype=np.float64,
    )
    once = np.hstack([np.eye(count), np.eye(count)])
    solved = milp(
        np.concatenate([cost, -cost]),
        integrality=np.ones(2 * count, dtype=np.int64),
        bounds=Bounds(0, np.concatenate([can_come, can_go])),
        constraints=[
            LinearConstraint(
                np.hstack([DIMINISHING * value, -value]), -np.array(list(slack.values()))
            ),
            LinearConstraint(once, -np.inf, 1),
            LinearConstraint(np.ones((1, 2 * count)), -np.inf, most),
        ],
        options={"time_limit": SOLVER_SECONDS, "mip_rel_gap": 0.01},
    )
    if solved.x is None:
        return plan
    chosen = np.round(solved.x).astype(np.int64)
    more = [space.units[n] for n, flag in zip(movable, chosen[:count], strict=True) if flag]
    new = space.changed(plan, more, 1)
    for n, flag in zip(movable, chosen[count:], strict=True):
        if flag and floor.allows(new, space.units[n]):
            new = space.changed(new, [space.units[n]], -1)
    return new


def _worths(
    trials: Trials,
    space: Space,
    base: Margins,
    probes: Mapping[int, Probe],
    movable: Sequence[int],
) -> tuple[dict[Key, float], dict[int, dict[Key, float]]]:
    """What each limit has left, and what a seat in each unit is worth to it.

    A unit without a probe (no seat could be taken from it) is worth what the group's other units
    are worth on average, to the limits of its own day.
    """
    forecast = Forecast.of(base, trials.demand)
    slack: dict[Key, float] = {}
    worth: dict[int, dict[Key, float]] = {n: {} for n in movable}
    for n in movable:
        if n not in probes:
            continue
        before = forecast.slacks(probes[n], after=False)
        slack |= {key: max(left, 0.0) for key, left in before.items()}
        worth[n] = forecast.losses(probes[n])
    for n in movable:
        if n not in probes:
            unit = space.units[n]
            day = int(space.day_of[unit.first])
            worth[n] = _usual(space, unit.group, day, probes, worth)
    return slack, worth


def _usual(
    space: Space,
    group: int,
    day: int,
    probes: Mapping[int, Probe],
    worth: Mapping[int, Mapping[Key, float]],
) -> dict[Key, float]:
    same = [
        worth[n]
        for n in worth
        if n in probes
        and space.units[n].group == group
        and int(space.day_of[space.units[n].first]) == day
    ]
    keys = {key for one in same for key in one if key[0] != "interval"}
    return {key: sum(one.get(key, 0.0) for one in same) / len(same) for key in keys}


def _unit_cost(space: Space, number: int) -> float:
    unit = space.units[number]
    return float(space.hour_cost[unit.group]) * unit.hours
