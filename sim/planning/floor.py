"""What no target asks for and every plan keeps: somebody is there, and the work gets done.

While live contacts come, one agent at least could take them. Deferred work may wait, but from any
day on the seated hours are no fewer than the work that comes from then on: a period ends before
what is left undone falls due, and a plan that lives on it is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.planning.space import Flags, Floats, Ints, Space, Unit
from sim.planning.workload import Portion, Workload, portion_of

OPEN = "somebody must be there"
WORK = "the work that comes"

ROUNDING_H = 1e-6


@dataclass(frozen=True, eq=False)
class Floor:
    """`needs` [queues, intervals]: live contacts come and a searched group must have somebody who
    may take them (agents whom `keep_idle` leaves free may not). `ahead`: of each component with
    deferred work, the hours of work that come from each day on, [days].
    """

    space: Space
    needs: Flags
    kept_idle: Ints  # [groups, queues]
    skilled: Flags  # [groups, queues]
    ahead: Mapping[int, Floats]

    def allows(self, plan: Ints, unit: Unit) -> bool:
        """Whether the plan can do with one seat fewer in the unit."""
        return self.keeps(plan, unit) == ""

    def keeps(self, plan: Ints, unit: Unit) -> str:
        """Why no seat of the unit may go; empty where one may."""
        seats = plan[:, unit.intervals].copy()
        seats[unit.group] -= 1
        if seats[unit.group].min() < 0:
            return OPEN
        for queue in np.flatnonzero(self.skilled[unit.group]).tolist():
            takers = seats - self.kept_idle[:, queue][:, None]
            has_taker = ((takers > 0) & self.skilled[:, queue][:, None]).any(axis=0)
            if (self.needs[queue, unit.intervals] & ~has_taker).any():
                return OPEN
        if unit.component in self.ahead:
            left = self._hours_to_spare(plan, unit.component)
            day = int(self.space.day_of[unit.first])
            if (left[: day + 1] < unit.hours - ROUNDING_H).any():
                return WORK
        return ""

    def share_to_spare(self, plan: Ints, unit: Unit) -> float:
        """Share of a seat that every unit of the component could do without at once."""
        if unit.component not in self.ahead:
            return 1.0
        left = self._hours_to_spare(plan, unit.component)
        one_each = _from_day_on(self.space, _open_hours(self.space, unit.component, plan > 0))
        day = int(self.space.day_of[unit.first])
        before = slice(0, day + 1)
        shares = left[before] / np.maximum(one_each[before], ROUNDING_H)
        return float(np.clip(shares.min(initial=1.0), 0.0, 1.0))

    def _hours_to_spare(self, plan: Ints, component: int) -> Floats:
        """[days] seated hours from each day on, less the work that comes from then on."""
        seated = _open_hours(self.space, component, plan)
        return np.asarray(_from_day_on(self.space, seated) - self.ahead[component])


def floor_of(space: Space, work: Workload) -> Floor:
    """The floor for the work that comes."""
    model = space.model
    rank = model.skills.rank
    elsewhere = np.ones(len(rank), dtype=np.bool_)
    elsewhere[space.rows] = False
    others = (rank[elsewhere] > 0).T.astype(np.float64) @ model.judging.planned[elsewhere]
    possible = (rank[space.rows] > 0).T.astype(np.float64) @ space.is_open
    live = (model.queues.deferred == 0)[:, None]
    needs = live & (work.contacts > 0) & (others == 0) & (possible > 0)
    ahead = {}
    if space.carrying:
        portion = portion_of(work, space, None)
        ahead = {one: _ahead(space, portion, work.seconds, one) for one in space.carrying}
    return Floor(space, needs, model.skills.keep_idle[space.rows], rank[space.rows] > 0, ahead)


def _ahead(space: Space, portion: Portion, seconds: Floats, component: int) -> Floats:
    """[days] hours of work of a component's groups that come from each day on.

    Without contacts that share their agent with others: with plenty of staff they do not, so the
    work they will take is not known yet. Nor with deferred queues that have no target.
    """
    judging, queues = space.model.judging, space.model.queues
    has_target = ~np.isnan(judging.target_share) | ~np.isnan(judging.target_abandoned)
    counts = np.where(queues.deferred == 1, has_target, queues.several == 0)
    mine = space.component[space.rows] == component
    load = portion.load[mine][:, counts].sum(axis=(0, 1))
    return _from_day_on(space, load * seconds / 3600)


def _open_hours(space: Space, component: int, seats: Ints | Flags) -> Floats:
    """[intervals] hours of the seats of a component's groups."""
    mine = space.component[space.rows] == component
    return np.asarray((seats[mine] * space.open_hours[mine]).sum(axis=0))


def _from_day_on(space: Space, hours: Floats) -> Floats:
    """[days] from hours by interval."""
    by_day = np.bincount(space.day_of, weights=hours)
    return np.asarray(np.cumsum(by_day[::-1])[::-1], dtype=np.float64)
