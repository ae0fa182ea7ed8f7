"""Erlang's answer for each group and interval, at every staff level that matters.

Each interval is taken as a steady state of its own and each group as a pool of its own. It gives
the needs that stand beside the simulated ones, and the order in which the search takes seats away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np

from sim.analytic import ErlangArrays, erlang_a_array, erlang_c_array
from sim.analytic.staffing import Formula
from sim.metrics.cells import TICKS_PER_SECOND
from sim.metrics.service_level import FORMULA_BY_ID
from sim.planning.space import Floats, Ints, Space
from sim.planning.workload import Portion, mean_patience

SPREADS = 4.0
"""Levels from load - 4 sqrt(load) to load + 4 sqrt(load): square-root staffing and its margins."""

SPARE = 3
"""And so many seats more, for small loads."""

WITHOUT_TARGET = 1e-3
"""Weight of the contacts of a queue without a target when seats are taken away."""

LATE_POWER = 4
"""How steeply deferred work suffers from too few seats, for the order in which seats go."""

USUAL_WITHIN = 20.0
"""Seconds in which a contact without a target time counts as served."""


@dataclass(frozen=True, eq=False)
class Levels:
    """Of one group: levels low[t] .. low[t] + n - 1 seats.

    `penalty[t, n]` is what the contacts of an interval miss at a level, as a share of what the
    targets allow. `need_c` and `need_a` [intervals] are Erlang C's and Erlang A's decimal needs for
    the live work, nan where no level of these meets the targets and where there is no live work.
    """

    low: Ints
    penalty: Floats
    need_c: Floats
    need_a: Floats

    def top(self) -> Ints:
        """The highest level of each interval."""
        return np.asarray(self.low + self.penalty.shape[1] - 1)

    def penalty_at(self, interval: int, seats: int) -> float:
        """The penalty at so many seats; outside the levels that of the nearest."""
        row = self.penalty[interval]
        return float(row[min(max(seats - int(self.low[interval]), 0), len(row) - 1)])

    def loss(self, interval: int, seats: int) -> float:
        """What one seat fewer than `seats` misses; below the levels as much as at the lowest."""
        row = self.penalty[interval]
        place = min(max(seats - int(self.low[interval]), 1), len(row) - 1)
        return float(row[place - 1] - row[place])


def levels_of(space: Space, portion: Portion, seconds: Floats, group: int) -> Levels:
    """The levels of one searched group."""
    live = space.model.queues.deferred == 0
    load = portion.load[group][live].sum(axis=0)
    contacts = portion.contacts[group][live].sum(axis=0)
    whole_load = portion.group_load[group]
    low, agents = _agents(whole_load, space, group)
    handle = np.where(
        contacts > 0, load * seconds / np.where(contacts > 0, contacts, 1.0), 1.0
    )[:, None]  # fmt: skip
    handle = np.maximum(handle, 1.0 / TICKS_PER_SECOND)
    loads = np.broadcast_to(load[:, None], agents.shape)
    judging = space.model.judging
    penalty = np.zeros(agents.shape)
    misses_c: list[Floats] = []
    misses_a: list[Floats] = []
    for queue in np.flatnonzero(space.model.skills.rank[space.rows[group]] > 0).tolist():
        weight = portion.contacts[group, queue]
        if not live[queue]:
            penalty += _late(whole_load, weight, agents, space.day_of) * (
                WITHOUT_TARGET if np.isnan(judging.target_share[queue]) else 1.0
            )
            continue
        ticks = int(judging.target_within[queue])
        within = USUAL_WITHIN if ticks < 0 else ticks / TICKS_PER_SECOND
        patience, balk = mean_patience(space, queue), float(judging.balk[queue])
        c = erlang_c_array(loads, agents, handle, within)
        a = erlang_a_array(loads, agents, handle, patience, within, balking=balk)
        share, most = float(judging.target_share[queue]), float(judging.target_abandoned[queue])
        formula = judging.target_formula[queue]
        there = weight[:, None] > 0
        in_time = _service(a, formula)
        lost = np.nan_to_num(a.abandon_rate, nan=0.0)
        allowed = _day_total(weight, space.day_of)
        if np.isnan(share) and np.isnan(most):
            penalty += WITHOUT_TARGET * _over(weight, allowed)[:, None] * (1 - in_time)
        if not np.isnan(share):
            penalty += _over(weight, allowed * (1 - share))[:, None] * (1 - in_time)
            misses_a.append(np.where(there, share - in_time, -1.0))
            misses_c.append(np.where(there, share - _service(c, formula), -1.0))
        if not np.isnan(most):
            penalty += _over(weight, allowed * most)[:, None] * lost
            misses_a.append(np.where(there, lost - most, -1.0))
        misses_c.append(np.where(there & ~c.stable, 1.0, -1.0))
    limit = float(judging.max_occupancy[space.rows[group]])
    if not np.isnan(limit) and len(misses_c):
        busy = np.where(load[:, None] > 0, np.nan_to_num(a.occupancy, nan=1.0), 0.0)
        misses_a.append(busy - limit)
        seats = np.maximum(agents, 1e-9)
        misses_c.append(np.where(load[:, None] > 0, loads / seats - limit, -1.0))
    unknown = np.full(len(low), np.nan)
    return Levels(
        low=low,
        penalty=penalty,
        need_c=unknown if space.by_day[group] else _least(low, misses_c, load),
        need_a=unknown if space.by_day[group] else _least(low, misses_a, load),
    )


def _late(load: Floats, weight: Floats, agents: Floats, day_of: Ints) -> Floats:
    """What deferred work misses, [intervals, n]: a falling, convex figure of load over seats.

    Erlang has no formula for work that waits for hours. Weighted by the contacts of all days, its
    least sum for given hours has seats in proportion to the load.
    """
    days = max(len(np.unique(day_of)), 1)
    total = np.full(len(weight), weight.sum() / days)
    return _over(weight, total)[:, None] * (load[:, None] / np.maximum(agents, 0.5)) ** LATE_POWER


def _agents(load: Floats, space: Space, group: int) -> tuple[Ints, Floats]:
    """Lowest level of each interval, and all levels [intervals, n]."""
    spread = SPREADS * np.sqrt(load)
    kept_idle = int(space.model.skills.keep_idle[space.rows[group]].max(initial=0))
    low = np.maximum(np.floor(load - spread), 0).astype(np.int64)
    high = np.ceil(load + spread).astype(np.int64) + SPARE + kept_idle
    count = int((high - low).max(initial=1)) + 1
    return low, (low[:, None] + np.arange(count)).astype(np.float64)


def _service(figures: ErlangArrays, formula: str) -> Floats:
    """Service level by the queue's formula (SL-1 where Erlang has none); 0 where unstable."""
    name = FORMULA_BY_ID[formula].name
    known = name in get_args(Formula) and name != "offered"
    level = getattr(figures, f"service_level_{name}" if known else "service_level")
    return np.nan_to_num(np.asarray(level, dtype=np.float64), nan=0.0)


def _day_total(weight: Floats, day_of: Ints) -> Floats:
    """Of each interval, the sum over its day."""
    totals: Floats = np.bincount(day_of, weights=weight).astype(np.float64)
    return totals[day_of]


def _over(part: Floats, whole: Floats) -> Floats:
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 0.0)


def _least(low: Ints, misses: list[Floats], load: Floats) -> Floats:
    """Least decimal level at which no demand is missed; between whole levels it is a line."""
    if not misses:
        return np.full(len(low), np.nan)
    missed = np.maximum.reduce(misses)
    fits = missed <= 0
    # the level from which on every one fits
    first = missed.shape[1] - np.argmin(fits[:, ::-1], axis=1)
    first = np.where(fits.all(axis=1), 0, first)
    need = np.full(len(low), np.nan)
    for interval, place in enumerate(first.tolist()):
        if load[interval] <= 0:
            need[interval] = 0.0
        elif place == 0:
            need[interval] = low[interval]
        elif place < missed.shape[1]:
            above, below = missed[interval, place], missed[interval, place - 1]
            need[interval] = low[interval] + place - above / (above - below)
    return need
