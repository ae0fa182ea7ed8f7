"""From the plan that a search ended with to the result: rows, days, the check with others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import numpy as np

from sim.metrics.bins import bins_of
from sim.metrics.catalogue import METRICS
from sim.metrics.cells import TICKS_PER_SECOND, divide
from sim.metrics.tally import Bin
from sim.planning.floor import OPEN, Floor
from sim.planning.fte import FteHours
from sim.planning.levels import levels_of
from sim.planning.limits import OCCUPANCY, Limit, margins_of
from sim.planning.path import Zone
from sim.planning.result import GroupStaffing, QueueFigures, Staffing, StaffingDay, StaffingRow
from sim.planning.rounds import Outcome
from sim.planning.space import Floats, Ints, Space, planned_scenario
from sim.planning.trials import Trials
from sim.planning.workload import Workload, portion_of
from sim.studies import Study
from sim.studies.figures import Measure, estimate_of

MOST_SPARE = 0.99
"""A whole seat less would be another plan."""

A_DAY = 24 * 3600 * TICKS_PER_SECOND

FINAL = 2
"""Trials that are no part of the search: the plan, and the plan with other customers."""

DAYS_ON_TARGET = "days on target"


def assemble(
    trials: Trials,
    outcome: Outcome,
    zones: Sequence[Zone],
    floor: Floor,
    work: Workload,
    *,
    hold: int,
    fte_hours: FteHours,
    replications: int,
    every_interval: bool,
    day_target_h: float | None,
) -> Staffing:
    """The result of a search."""
    space, plan = trials.space, outcome.plan
    scenario = planned_scenario(trials.scenario, space, plan)
    trials.doing = "the plan"
    study = trials.study_of(scenario, replications)
    trials.doing = "the plan with other customers"
    again = trials.study_of(scenario, replications, seed=trials.seed + 1)
    ending = _ending(trials, outcome)
    groups = _groups(trials, outcome, zones, floor, work.priced(study), study, fte_hours)
    queues = _queues(trials, study, again)
    return Staffing(
        scenario=scenario,
        groups=groups,
        queues=queues,
        confidence=trials.demand.confidence,
        every_interval=every_interval,
        hold=hold,
        fte_hours=fte_hours,
        replications=replications,
        seed=trials.seed,
        engine=trials.engine,
        trials=trials.count,
        seated_h=space.hours(plan),
        day_target_h=day_target_h,
        warnings=(
            *([ending] if ending else []),
            *_short_of(trials, study),
            *_warnings(trials, outcome, queues, day_target_h),
        ),
        ending=ending,
    )


def _ending(trials: Trials, outcome: Outcome) -> str:
    """Why the search ended before it was sure; empty where it was."""
    if trials.ending and outcome.is_complete:
        return (
            f"Ended early ({trials.ending}): what the figures of the days alone would need is not "
            "known."
        )
    if trials.ending:
        hours = trials.space.hours(outcome.plan)
        return (
            f"The search ended early ({trials.ending}): this is the best plan of "
            f"{trials.count - FINAL} trials, with {hours:,.1f} seated hours; fewer may do. Its "
            "needs are whole seats, and what binds them is not known. How far a search comes in "
            "its time depends on the computer."
        )
    if not outcome.is_complete:
        return "The search was ended before it was sure that no seat more can go."
    return ""


def _short_of(trials: Trials, study: Study) -> Iterator[str]:
    """A plan of a search that ended early may have met the limits with fewer replications only."""
    margins = margins_of(study.tallies, trials.demand, study.model)
    missed = ~trials.met(margins).all(axis=0)
    names = [trials.demand.limits[number].words for number in np.flatnonzero(missed).tolist()]
    if names:
        yield (
            f"With all {study.replications} replications the plan misses {_list(names)}: it was "
            "found with fewer. Give the search more time."
        )


def _groups(
    trials: Trials,
    outcome: Outcome,
    zones: Sequence[Zone],
    floor: Floor,
    work: Workload,
    study: Study,
    fte_hours: FteHours,
) -> tuple[GroupStaffing, ...]:
    space, plan = trials.space, outcome.plan
    less = plan.astype(np.float64)
    binding = np.full(plan.shape, "", dtype=object)
    for number, unit in enumerate(space.units):
        cells = unit.group, unit.intervals
        kept = floor.keeps(plan, unit)
        if kept != OPEN:
            fraction = outcome.fraction.get(number, MOST_SPARE if kept else 0.0)
            less[cells] -= min(fraction, floor.share_to_spare(plan, unit))
        key = outcome.binding.get(number)
        said = kept if key is None else _words(trials.demand.limits[key[2]], key[0])
        binding[cells] = np.where(plan[cells] > 0, said, "")
    labels = space.model.labels
    skilled = space.model.skills.rank[space.rows] > 0
    portion = portion_of(work, space, less)
    levels = [levels_of(space, portion, work.seconds, row) for row in range(len(plan))]
    need_a = np.array([one.need_a for one in levels])
    shape = np.maximum(np.nan_to_num(need_a, nan=0.0), portion.group_load)
    required = _spread(space, zones, less, np.where(np.isnan(need_a), np.nan, shape))
    planned = np.asarray(space.model.judging.planned[space.rows], dtype=np.float64)
    length_h = work.seconds / 3600
    scheduled = divide(planned * length_h, space.open_hours)
    service, abandoned, occupancy = (
        _ratio(study, name, [one.interval for one in study.tallies])
        for name in ("service_level", "abandon_rate", "live_occupancy")
    )
    day_service = _ratio(study, "service_level", [one.day for one in study.tallies])
    judging = space.model.judging
    clock = space.model.clock
    start = clock.origin + timedelta(milliseconds=clock.start)
    found = []
    for row, name in enumerate(space.groups):
        queues = np.flatnonzero(skilled[row]).tolist()
        rows = tuple(
            StaffingRow(
                start=start + timedelta(milliseconds=t * clock.interval),
                open_h=float(space.open_hours[row, t]),
                offered=float(portion.group_contacts[row, t]),
                load_erlangs=float(portion.group_load[row, t]),
                required=float(required[row, t]),
                seated=int(plan[row, t]),
                rostered=float(required[row, t] / space.availability[row]),
                scheduled=float(np.nan_to_num(scheduled[row, t])),
                service_level={
                    labels.queues[q]: float(service[t, q])
                    for q in queues
                    if not np.isnan(judging.target_share[q])
                },
                abandon_rate={labels.queues[q]: float(abandoned[t, q]) for q in queues},
                live_occupancy=float(occupancy[t, space.rows[row]]),
                binding=str(binding[row, t]),
                erlang_c=float(levels[row].need_c[t]),
                erlang_a=float(levels[row].need_a[t]),
            )
            for t in range(clock.intervals)
        )
        judged = [q for q in queues if not np.isnan(judging.target_share[q])]
        levels_by_day = [
            {labels.queues[q]: float(one_day[q]) for q in judged} for one_day in day_service
        ]
        days = _days(space, row, rows, levels_by_day, work.seconds, fte_hours)
        paid = sum(day.rostered_h for day in days)
        queue_names = tuple(labels.queues[q] for q in queues)
        fte = fte_hours.of_period(paid, (clock.end - clock.start) / A_DAY)
        by_day = bool(space.by_day[row])
        found.append(GroupStaffing(name, queue_names, rows, days, fte, by_day))
    return tuple(found)


def _spread(space: Space, zones: Sequence[Zone], less: Floats, need: Floats) -> Floats:
    """Decimal needs: the hours of the whole seats, less what the limits leave unused, in the shape
    of Erlang A's decimal needs.

    What is judged together is spread together: over the day, or within the interval alone where
    each interval is judged. Seats held for longer than an interval have one need.
    """
    shape = np.nan_to_num(need, nan=0.0)
    for unit in space.units:
        cells = unit.group, unit.intervals
        shape[cells] = shape[cells].mean()
    required = less.copy()
    for zone in zones:
        together: dict[tuple[int, int], list[Ints]] = {}
        for unit in zone.units:
            day = int(space.day_of[unit.first])
            together.setdefault((unit.group, day), []).append(unit.intervals)
        for (group, _), covered in sorted(together.items(), key=lambda item: item[0]):
            cells = group, np.concatenate(covered)
            hours = space.open_hours[cells]
            shaped = float((shape[cells] * hours).sum())
            if shaped > 0 and np.isfinite(need[cells]).all():
                required[cells] = shape[cells] * float((less[cells] * hours).sum()) / shaped
    return required


def _words(limit: Limit, kind: str) -> str:
    return f"{limit.name}: {DAYS_ON_TARGET}" if kind == "certain" else limit.words


def _days(
    space: Space,
    row: int,
    rows: Sequence[StaffingRow],
    service: Sequence[Mapping[str, float]],
    seconds: Floats,
    fte_hours: FteHours,
) -> tuple[StaffingDay, ...]:
    bins = bins_of(space.model.clock)
    hours = space.open_hours[row]

    def by_day(figures: Sequence[float], times: Floats | float) -> Floats:
        weights = np.array(figures) * times
        totals = np.bincount(space.day_of, weights=weights, minlength=len(bins.days))
        return totals.astype(np.float64)

    seated = by_day([one.required for one in rows], hours)
    whole = by_day([one.seated for one in rows], hours)
    planned = by_day([one.scheduled for one in rows], hours)
    work = by_day([one.load_erlangs for one in rows], seconds / 3600)
    offered = by_day([one.offered for one in rows], 1.0)
    gross = seated / space.availability[row]
    binding = [""] * len(bins.days)
    if space.by_day[row]:
        for day, one in zip(space.day_of.tolist(), rows, strict=True):
            binding[day] = binding[day] or one.binding
    return tuple(
        StaffingDay(
            day=day,
            offered=float(offered[n]),
            work_h=float(work[n]),
            seated_h=float(seated[n]),
            whole_h=float(whole[n]),
            rostered_h=float(gross[n]),
            fte=fte_hours.of_day(float(gross[n])),
            scheduled_h=float(planned[n]),
            service_level=service[n],
            binding=binding[n],
        )
        for n, day in enumerate(bins.days)
    )


def _ratio(study: Study, name: str, bins: Sequence[Bin]) -> Floats:
    """A ratio over all replications, [bins, entities]."""
    metric = METRICS[name]
    assert metric.denominator is not None
    cells = [one.agents if name == "live_occupancy" else one.contacts for one in bins]
    top = sum(metric.numerator(one) for one in cells)
    bottom = sum(metric.denominator(one) for one in cells)
    return divide(np.asarray(top), np.asarray(bottom))


def _queues(trials: Trials, study: Study, again: Study) -> tuple[QueueFigures, ...]:
    judging = trials.space.model.judging
    limited = {limit.entity for limit in trials.demand.limits if limit.kind != OCCUPANCY}
    found = []
    for queue in sorted(limited):
        name = trials.space.model.labels.queues[queue]

        def figure(metric: str, one: Study, name: str = name) -> tuple[float, float, float]:
            estimate = estimate_of(Measure("queue", name, metric), one.tallies, one.model)
            return float(estimate.mean), float(estimate.low), float(estimate.high)

        within = int(judging.target_within[queue])
        found.append(
            QueueFigures(
                queue=name,
                answered=_known(judging.target_share[queue]),
                within_s=None if within < 0 else within / TICKS_PER_SECOND,
                abandoned=_known(judging.target_abandoned[queue]),
                formula=judging.target_formula[queue],
                service_level=figure("service_level", study),
                abandon_rate=figure("abandon_rate", study),
                days_met=figure("days_met", study)[0],
                service_level_again=figure("service_level", again),
                abandon_rate_again=figure("abandon_rate", again),
            )
        )
    return tuple(found)


def _known(share: float) -> float | None:
    return None if np.isnan(share) else float(share)


def _warnings(
    trials: Trials,
    outcome: Outcome,
    queues: Sequence[QueueFigures],
    day_target_h: float | None,
) -> Iterator[str]:
    """What a reader of the plan must know."""
    yield from trials.scenario.warnings
    space = trials.space
    groups = trials.scenario.tree.agents
    left = [name for name in groups if name not in space.groups]
    if left:
        yield f"No queue of theirs has a target, so they stay as the file has them: {_list(left)}."
    shifts = [name for name in space.groups if groups[name].shifts is not None]
    if shifts:
        yield (
            f"The shifts of {_list(shifts)} are not changed: the seats required are given beside "
            "what the shifts bring."
        )
    struck = [
        name
        for name in space.groups
        if groups[name].seated is None and groups[name].shrinkage.absent > 0
    ]
    if struck:
        yield (
            f"Absence of {_list(struck)} does not strike at random here: seats are net, and "
            "rostered is their gross."
        )
    if day_target_h:
        hours = space.hours(outcome.plan)
        yield (
            f"Meeting the targets in every interval takes {hours:,.1f} seated hours; the figures "
            f"of the days alone would take {day_target_h:,.1f}: {hours / day_target_h - 1:+.1%}."
        )
    missing = [one.queue for one in queues if _misses(one)]
    if missing:
        yield (
            f"With other customers (seed {trials.seed + 1}) the same plan misses the target of "
            f"{_list(missing)}: it fits the customers it was made with a little too well. More "
            "replications help."
        )


def _misses(one: QueueFigures) -> bool:
    """Whether the whole period with other customers is surely worse than the target."""
    late = one.answered is not None and one.service_level_again[2] < one.answered
    lost = one.abandoned is not None and one.abandon_rate_again[1] > one.abandoned
    return late or lost


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)
