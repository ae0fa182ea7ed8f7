"""What a staffing search found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sim.planning.fte import FteHours
from sim.scenario import Scenario


@dataclass(frozen=True)
class StaffingRow:
    """One interval of one group. Shares in [0, 1]; nan: not available.

    `offered` and `load_erlangs` are the group's portion of the work of its queues: the portions of
    all groups add up, nothing is in two; deferred work counts evenly over the open hours of the day
    on which it can first be done. `required` is the decimal need, `seated` the whole one
    (net), `rostered` its gross; `scheduled` is what the file has, net; `difference` scheduled less
    seated. `service_level`, `abandon_rate`: of each of the group's queues with these targets met,
    whoever answers. `binding`: what fails with one seat fewer. `erlang_c`, `erlang_a`: decimal
    needs of the formulas for the group's portion, as a pool of its own in steady state. `open_h`:
    hours of the interval in which the group is open.
    """

    start: datetime
    open_h: float
    offered: float
    load_erlangs: float
    required: float
    seated: int
    rostered: float
    scheduled: float
    service_level: Mapping[str, float]
    abandon_rate: Mapping[str, float]
    live_occupancy: float
    binding: str
    erlang_c: float
    erlang_a: float

    @property
    def difference(self) -> float:
        """Over (above 0) or under (below 0) what is required."""
        return self.scheduled - self.seated


@dataclass(frozen=True)
class StaffingDay:
    """One day of one group, summed from the decimals; `rostered_h` are paid hours.

    `offered` and `work_h` are the group's portion of the contacts and of their work; `whole_h` the
    hours of the whole seats. `service_level` is that of each of the group's queues with a target.
    `binding`: what one seat fewer all day would miss, of a group that has one number a day; else
    empty.
    """

    day: date
    offered: float
    work_h: float
    seated_h: float
    whole_h: float
    rostered_h: float
    fte: float
    scheduled_h: float  # seated, as the file has them
    service_level: Mapping[str, float]
    binding: str

    @property
    def difference_h(self) -> float:
        """Over (above 0) or under (below 0) what is required."""
        return self.scheduled_h - self.whole_h


@dataclass(frozen=True, eq=False)
class GroupStaffing:
    """What one group needs. `fte`: contracts for the period's average week; None below a week.

    `by_day`: it serves deferred work only, so its answer is hours a day; `rows` then have the same
    number in all open intervals of a day.
    """

    group: str
    queues: tuple[str, ...]
    rows: tuple[StaffingRow, ...]
    days: tuple[StaffingDay, ...]
    fte: float | None
    by_day: bool = False

    @property
    def seats(self) -> tuple[int, ...]:
        """Whole seats by interval, as a scenario file has them in `seated`."""
        return tuple(row.seated for row in self.rows)


@dataclass(frozen=True)
class QueueFigures:
    """A queue over the whole period under the plan: mean, low and high of 95 % intervals.

    The service level of a queue of deferred work (formula RL) is its response level. The figures
    `again` are those of the same plan with other customers (another seed), who had no say in it.
    `answered` within `within_s` seconds and `abandoned` are the target, None: none.
    """

    queue: str
    answered: float | None
    within_s: float | None
    abandoned: float | None
    formula: str
    service_level: tuple[float, float, float]
    abandon_rate: tuple[float, float, float]
    days_met: float
    service_level_again: tuple[float, float, float]
    abandon_rate_again: tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Staffing:
    """The least staff found. `scenario` is the file's with the whole seats as `seated`.

    `seated_h` are the hours of the whole seats; `day_target_h`, with `every_interval`, those of
    the plan that meets the figures of the days alone. `ending`: why the search ended before it was
    sure that no seat more can go; empty where it was.
    """

    scenario: Scenario
    groups: tuple[GroupStaffing, ...]
    queues: tuple[QueueFigures, ...]
    confidence: float | None
    every_interval: bool
    hold: int  # ticks
    fte_hours: FteHours
    replications: int
    seed: int
    engine: str
    trials: int
    seated_h: float
    day_target_h: float | None
    warnings: tuple[str, ...]
    ending: str = ""

    def group(self, name: str) -> GroupStaffing:
        """The staffing of one group; KeyError if it was not searched."""
        for one in self.groups:
            if one.group == name:
                return one
        raise KeyError(name)
