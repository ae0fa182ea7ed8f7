"""What a plan must meet, as margins: contacts (or seconds) to spare, below 0 where it fails.

Service level a over n judged contacts with m in time has the margin m - a n; an abandonment limit
b over o offered the margin b o - abandoned; an occupancy limit c the margin c x logged-in - busy
seconds. Margins add over intervals, days and replications, so the margins of two changes made far
from each other add too: the search counts on it, and simulates what it has chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.metrics.catalogue import METRICS
from sim.metrics.tally import Bin, Tally
from sim.model import Model
from sim.planning.counts import Counts

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

ROUNDING = 1e-9
"""Contacts (or seconds) by which a margin may lie below 0: 8 of 10 meets 80 %."""

SERVICE, ABANDONED, OCCUPANCY = "service level", "abandoned", "occupancy"


@dataclass(frozen=True)
class Limit:
    """One demand on a queue (service level, abandoned) or a group (occupancy)."""

    kind: str
    entity: int  # queue, or group for occupancy
    name: str  # of the queue or group
    share: float
    by_interval: bool  # on each interval; else on each day
    component: int

    @property
    def words(self) -> str:
        return f"{self.name}: {self.kind}"


@dataclass(frozen=True, eq=False)
class Demand:
    """All limits. `confidence`: the share of days whose figure must meet the targets of a queue;
    None: the mean over the replications must.
    """

    limits: tuple[Limit, ...]
    confidence: float | None
    day_of: Ints  # [intervals]

    def only(self, columns: Ints) -> Demand:
        """The demand with these limits alone, in this order."""
        return Demand(
            tuple(self.limits[column] for column in columns.tolist()), self.confidence, self.day_of
        )

    def columns_of(self, component: int) -> Ints:
        """The limits on queues and groups of one component."""
        found = [n for n, limit in enumerate(self.limits) if limit.component == component]
        return np.array(found, dtype=np.int64)

    def by_day(self) -> Flags:
        """[limits]: judged on the mean of each day."""
        certain = self.confidence is not None
        return np.array(
            [not one.by_interval and (one.kind == OCCUPANCY or not certain) for one in self.limits],
            dtype=np.bool_,
        )

    def by_interval(self) -> Flags:
        """[limits]: judged on the mean of each interval."""
        return np.array([one.by_interval for one in self.limits], dtype=np.bool_)

    def queue_columns(self) -> list[Ints]:
        """Limits of each queue that has one, for the days on target."""
        queues = sorted({one.entity for one in self.limits if one.kind != OCCUPANCY})
        return [
            np.array(
                [
                    place
                    for place, one in enumerate(self.limits)
                    if one.kind != OCCUPANCY and one.entity == queue
                ],
                dtype=np.int64,
            )
            for queue in queues
        ]


@dataclass(frozen=True, eq=False)
class Margins:
    """Margins of all replications."""

    interval: Floats  # [replications, intervals, limits]
    day: Floats  # [replications, days, limits]


@dataclass(frozen=True, eq=False)
class Slack:
    """What is left of each demand; inf where it does not apply.

    day: mean margin [days, limits]; interval: mean margin [intervals, limits]; certain: share of
    the days that meet all of a queue's limits, less the share demanded [days, limits] (the same in
    each of the queue's columns).
    """

    day: Floats
    interval: Floats
    certain: Floats

    def table(self, day_of: Ints) -> Floats:
        """The least of the three, [intervals, limits]; a day's stands in all its intervals."""
        of_day = np.minimum(self.day, self.certain)
        return np.minimum(of_day[day_of], self.interval)

    def met(self, day_of: Ints) -> Flags:
        """[intervals, limits]: the interval, and the day it lies in, meet the limit."""
        return np.asarray(self.table(day_of) >= -ROUNDING)


def margins_of(tallies: Sequence[Tally | Counts], demand: Demand, model: Model) -> Margins:
    """Margins of the replications of one plan."""

    def stacked(bins: Sequence[Bin]) -> Floats:
        return np.array([_columns(one, demand, model) for one in bins])

    return Margins(
        interval=stacked([one.interval for one in tallies]),
        day=stacked([one.day for one in tallies]),
    )


def _columns(figures: Bin, demand: Demand, model: Model) -> Floats:
    """[bins, limits] of one replication."""
    contacts, agents = figures.contacts, figures.agents
    occupancy = METRICS["live_occupancy"]
    assert occupancy.denominator is not None
    busy, logged_in = occupancy.numerator(agents), occupancy.denominator(agents)
    columns = []
    for limit in demand.limits:
        at = limit.entity
        if limit.kind == SERVICE:
            judged = contacts["service_judged"][:, at]
            columns.append(contacts["service_met"][:, at] - limit.share * judged)
        elif limit.kind == ABANDONED:
            offered = contacts["offered"][:, at]
            columns.append(limit.share * offered - contacts["abandoned"][:, at])
        else:
            columns.append(limit.share * logged_in[:, at] - busy[:, at])
    return np.stack(columns, axis=-1)


def slack_of(margins: Margins, demand: Demand) -> Slack:
    """What the margins leave of each demand."""
    day = np.where(demand.by_day(), margins.day.mean(axis=0), np.inf)
    interval = np.where(demand.by_interval(), margins.interval.mean(axis=0), np.inf)
    certain = np.full(day.shape, np.inf)
    if demand.confidence is not None:
        for columns in demand.queue_columns():
            met = (margins.day[:, :, columns] >= -ROUNDING).all(axis=2)
            certain[:, columns] = (met.mean(axis=0) - demand.confidence)[:, None]
    return Slack(day, interval, certain)


def demand_of(
    model: Model,
    component: Ints,
    queue_component: Ints,
    searched: Ints,
    day_of: Ints,
    *,
    confidence: float | None,
    every_interval: bool,
) -> Demand:
    """The targets of the queues that searched groups serve, and the groups' occupancy limits."""
    judging = model.judging
    limits: list[Limit] = []
    for queue, name in enumerate(model.labels.queues):
        if queue_component[queue] < 0:
            continue
        each = every_interval or not judging.target_over_day[queue]
        pairs = ((SERVICE, judging.target_share), (ABANDONED, judging.target_abandoned))
        for kind, shares in pairs:
            if not np.isnan(shares[queue]):
                where = int(queue_component[queue])
                limits.append(Limit(kind, queue, name, float(shares[queue]), each, where))
    for group in searched.tolist():
        most = float(judging.max_occupancy[group])
        if not np.isnan(most) and most < 1:
            name = model.labels.groups[group]
            where = int(component[group])
            limits.append(Limit(OCCUPANCY, group, name, most, every_interval, where))
    return Demand(tuple(limits), confidence, day_of)
