"""The least staff that meets every target, by simulation, starting from Erlang.

1. A trial with plenty of agents says whether the limits can be met at all, and what work comes.
2. Erlang A gives levels for each group and interval, and a line of falling plans; bisection finds
   where the limits begin to fail (sim/planning/path.py).
3. Where several groups share queues, seats move to where they are worth more
   (sim/planning/exchange.py).
4. Rounds of probes take away what can still go (sim/planning/rounds.py), first with a part of the
   replications, then with all.

A search may end early (its time is over, Ctrl-C): with the best plan so far, and says so. Every
trial simulates the whole period, for queues carry over from interval to interval, with the
same customers. docs/decisions/0006-staffing-search.md says why it is done so.
"""

from __future__ import annotations

import math
import time
from contextlib import nullcontext
from dataclasses import dataclass

from sim.compile import compile_model
from sim.engine.names import DEFAULT_ENGINE
from sim.errors import InputError
from sim.model import Model
from sim.planning.assemble import assemble
from sim.planning.errors import EndedEarly, Stopped, refusal
from sim.planning.exchange import exchanged
from sim.planning.floor import Floor, floor_of
from sim.planning.fte import FteHours
from sim.planning.levels import levels_of
from sim.planning.limits import Demand, demand_of
from sim.planning.path import Zone, descended, repaired, zones_of
from sim.planning.possible import plenty, refuse_certain
from sim.planning.probes import spacing, turns_of
from sim.planning.result import Staffing
from sim.planning.rounds import Outcome, rounds
from sim.planning.space import Ints, Space, space_of
from sim.planning.trials import OUT_OF_TIME, Progress, Stop, Trials
from sim.planning.workload import Workload, mean_seats, portion_of
from sim.scenario import Scenario
from sim.studies import Pool
from sim.studies.replicate import check_study

FEWEST_QUICK = 10
QUICK_PART = 4
"""The first part of a search uses a quarter of the replications, where that is at least 10."""

BISECTIONS, FEW = 9, 5
"""Trials that finding the place on a line usually takes, and those that follow a round."""

FULL_TIME = FteHours(40.0)


def staffing(
    scenario: Scenario,
    *,
    confidence: float | None = None,
    every_interval: bool = False,
    hold: int | None = None,
    fte_hours: FteHours = FULL_TIME,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    time_budget: float | None = None,
    workers: int | None = None,
    pool: Pool | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
    finish: Stop | None = None,
) -> Staffing:
    """The least whole seats of every group and interval that meet all targets and limits.

    The mean of each day must meet the targets of its queues (service level by the queue's formula,
    `abandoned`) and the groups' `max_occupancy`. With `confidence` (a share) that share of the
    simulated days must meet the queues' targets. With `every_interval` the mean of each interval
    must; a queue whose target says `over: interval` is always judged so. `hold` (ticks) keeps the
    seats of a group constant for so long.

    `time_budget` (seconds) ends the search with the best plan so far, and so does `finish`, asked
    after every replication; the result says so in `Staffing.ending`, and its plan is simulated with
    all replications all the same. `progress` is told (trials done, what is being done and how long
    it may take); `stop` is asked after every replication whether to give up.

    InputError for what cannot be met or searched, or if the time is over before there is any plan;
    Stopped if `stop` said so, or `finish` before there was any plan.
    """
    run = scenario.tree.run
    count = run.replications if replications is None else replications
    chosen_seed = run.seed if seed is None else seed
    check_study(count, chosen_seed, engine)
    if confidence is not None and not 0 < confidence < 1:
        raise refusal(
            "confidence", f"{confidence:.4g}", "is not a share of days that can be asked for",
            "above 0% and below 100%, such as 90%",
        )  # fmt: skip
    if time_budget is not None and not time_budget > 0:
        raise refusal(
            "time_budget", f"{time_budget:g}", "is no time in which anything can be found",
            "seconds above 0",
        )  # fmt: skip
    deadline = math.inf if time_budget is None else time.monotonic() + time_budget
    model = compile_model(scenario)
    space = space_of(scenario, model, hold)
    step = model.clock.interval if hold is None else hold
    with Pool(workers) if pool is None else nullcontext(pool) as place:

        def trials_of(each: bool) -> Trials:
            demand = _demand(scenario, model, space, confidence, each)
            return Trials(
                scenario,
                space,
                demand,
                chosen_seed,
                engine,
                place,
                progress,
                stop,
                finish,
                deadline,
            )

        trials = trials_of(every_interval)
        found = _searched(trials, step, count)
        day_hours = None
        if every_interval and not trials.ending:
            day_only = trials_of(False)
            day_only.prefix = "what the days alone would need: "
            day_hours = _hours_for_days(day_only, step, count)
            trials.count += day_only.count
            trials.ending = day_only.ending
        trials.heed_no_more()
        return assemble(
            trials,
            found.outcome,
            found.zones,
            found.floor,
            found.work,
            hold=step,
            fte_hours=fte_hours,
            replications=count,
            every_interval=every_interval,
            day_target_h=day_hours,
        )


def _demand(
    scenario: Scenario,
    model: Model,
    space: Space,
    confidence: float | None,
    every_interval: bool,
) -> Demand:
    demand = demand_of(
        model,
        space.component,
        space.queue_component,
        space.rows,
        space.day_of,
        confidence=confidence,
        every_interval=every_interval,
    )
    refuse_certain(scenario, model, demand)
    return demand


@dataclass(frozen=True, eq=False)
class _Found:
    """Where a search has ended, and what it was made from."""

    outcome: Outcome
    zones: list[Zone]
    floor: Floor
    work: Workload


def _searched(trials: Trials, step_ticks: int, replications: int) -> _Found:
    """The search, or, where it is to end early, the best plan that it has come to."""
    space = trials.space
    part = replications // QUICK_PART
    quick = part if part >= FEWEST_QUICK else replications
    step = spacing(space, step_ticks)
    trials.doing = "whether the targets can be met at all"
    try:
        most, work = plenty(trials, space, quick)
    except EndedEarly:
        raise _nothing_found(trials) from None
    floor = floor_of(space, work)
    zones = zones_of(space, trials.demand)
    try:
        outcome = _least(trials, zones, floor, work, most, step, quick, replications)
    except EndedEarly:
        best = trials.best
        if best is None:
            raise _nothing_found(trials) from None
        outcome = Outcome(best.plan, best.margins, {}, {}, is_complete=False)
    return _Found(outcome, zones, floor, work)


def _hours_for_days(trials: Trials, step: int, replications: int) -> float | None:
    """Seated hours where the figures of the days must be met alone; None if it ends early."""
    try:
        found = _searched(trials, step, replications)
    except (InputError, Stopped):
        if trials.ending:
            return None
        raise
    return None if trials.ending else trials.space.hours(found.outcome.plan)


def _least(
    trials: Trials,
    zones: list[Zone],
    floor: Floor,
    work: Workload,
    most: Ints,
    step: int,
    quick: int,
    replications: int,
) -> Outcome:
    """The least plan that the search finds, from Erlang's levels downwards."""
    space = trials.space
    portion = portion_of(work, space, mean_seats(space))
    levels = [levels_of(space, portion, work.seconds, row) for row in range(len(space.groups))]
    a_round = step * turns_of(space)
    # Expected: bisection, repair, a round of probes and some trials; the last two with all.
    ahead = (BISECTIONS + a_round + FEW) * quick + (a_round + FEW) * replications
    trials.outlook.expected = ahead
    trials.doing = "from Erlang's seats downwards"
    plan = descended(trials, space, zones, levels, floor, most, quick)
    for used in sorted({quick, replications}):
        last = (a_round + FEW) * replications
        trials.outlook.expected = last if used == replications else last + (a_round + FEW) * quick
        trials.doing = "seats where a limit fails"
        plan = repaired(trials, space, zones, levels, plan, most, used)
        if used == quick:
            plan = exchanged(trials, space, zones, levels, floor, plan, most, step, used)
        outcome = rounds(trials, space, floor, plan, step, used)
        plan = outcome.plan
    trials.outlook.expected = 2.0 * replications
    return outcome


def _nothing_found(trials: Trials) -> Exception:
    """What to raise where a search ends before it has any plan that meets the limits."""
    if trials.ending != OUT_OF_TIME:
        return Stopped()
    return refusal(
        "time_budget", None, "is over before any plan was found that meets the targets",
        "time for some trials of the whole period",
        "give more time, or fewer replications",
    )  # fmt: skip


__all__ = ["FULL_TIME", "staffing"]
