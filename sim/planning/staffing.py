"""The least staff that meets every target, by simulation, starting from Erlang.

1. A trial with plenty of agents says whether the limits can be met at all, and what work comes.
2. Erlang A gives levels for each group and interval, and a line of falling plans; bisection finds
   where the limits begin to fail (sim/planning/path.py).
3. Where several groups share queues, seats move to where they are worth more
   (sim/planning/exchange.py).
4. Rounds of probes take away what can still go (sim/planning/rounds.py), first with a part of the
   replications, then with all.

Every trial simulates the whole period, for queues carry over from interval to interval, with the
same customers. docs/decisions/0006-staffing-search.md says why it is done so.
"""

from __future__ import annotations

from contextlib import nullcontext

from sim.compile import compile_model
from sim.engine.names import DEFAULT_ENGINE
from sim.model import Model
from sim.planning.assemble import assemble
from sim.planning.errors import refusal
from sim.planning.exchange import exchanged
from sim.planning.floor import floor_of
from sim.planning.fte import FteHours
from sim.planning.levels import levels_of
from sim.planning.limits import demand_of
from sim.planning.path import descended, repaired, zones_of
from sim.planning.possible import plenty, refuse_certain
from sim.planning.probes import spacing
from sim.planning.result import Staffing
from sim.planning.rounds import rounds
from sim.planning.space import Space, space_of
from sim.planning.trials import Progress, Stop, Trials
from sim.planning.workload import portion_of
from sim.scenario import Scenario
from sim.studies import Pool
from sim.studies.replicate import check_study

FEWEST_QUICK = 10
QUICK_PART = 4
"""The first part of a search uses a quarter of the replications, where that is at least 10."""

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
    workers: int | None = None,
    pool: Pool | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Staffing:
    """The least whole seats of every group and interval that meet all targets and limits.

    The mean of each day must meet the targets of its queues (service level by the queue's formula,
    `abandoned`) and the groups' `max_occupancy`. With `confidence` (a share) that share of the
    simulated days must meet the queues' targets. With `every_interval` the mean of each interval
    must; a queue whose target says `over: interval` is always judged so. `hold` (ticks) keeps the
    seats of a group constant for so long.

    `progress` is told (trials done, what is being done); `stop` is asked after every replication
    whether to give up. InputError for what cannot be met or searched; Stopped if `stop` said so.
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
    model = compile_model(scenario)
    space = space_of(scenario, model, hold)
    with Pool(workers) if pool is None else nullcontext(pool) as place:
        found = _search(
            scenario, model, space, place, confidence=confidence, every_interval=every_interval,
            hold=hold, replications=count, seed=chosen_seed, engine=engine, progress=progress,
            stop=stop, fte_hours=fte_hours,
        )  # fmt: skip
    return found


def _search(
    scenario: Scenario,
    model: Model,
    space: Space,
    pool: Pool,
    *,
    confidence: float | None,
    every_interval: bool,
    hold: int | None,
    replications: int,
    seed: int,
    engine: str,
    progress: Progress | None,
    stop: Stop | None,
    fte_hours: FteHours,
) -> Staffing:
    demand = demand_of(
        model,
        space.component,
        space.queue_component,
        space.rows,
        space.day_of,
        confidence=confidence,
        every_interval=every_interval,
    )
    refuse_certain(model, demand)
    trials = Trials(scenario, space, demand, seed, engine, pool, progress, stop)
    trials.doing = "whether the targets can be met at all"
    part = replications // QUICK_PART
    quick = part if part >= FEWEST_QUICK else replications
    most, work = plenty(trials, space, quick)
    portion = portion_of(work, space, None)
    levels = [levels_of(space, portion, work.seconds, row) for row in range(len(space.groups))]
    floor = floor_of(space, work)
    zones = zones_of(space, demand)
    trials.doing = "from Erlang's seats downwards"
    plan = descended(trials, space, zones, levels, floor, most, quick)
    step = spacing(space, model.clock.interval if hold is None else hold)
    for used in sorted({quick, replications}):
        trials.doing = "seats where a limit fails"
        plan = repaired(trials, space, zones, levels, plan, most, used)
        if used == quick:
            plan = exchanged(trials, space, zones, levels, floor, plan, most, step, used)
        outcome = rounds(trials, space, floor, plan, step, used)
        plan = outcome.plan
    day_hours = None
    if every_interval:
        trials.doing = "what the days alone would need"
        day_only = _search(
            scenario, model, space, pool, confidence=confidence, every_interval=False, hold=hold,
            replications=replications, seed=seed, engine=engine, progress=progress, stop=stop,
            fte_hours=fte_hours,
        )  # fmt: skip
        trials.count += day_only.trials
        day_hours = day_only.seated_h
    return assemble(
        trials,
        outcome,
        zones,
        floor,
        work,
        hold=model.clock.interval if hold is None else hold,
        fte_hours=fte_hours,
        replications=replications,
        every_interval=every_interval,
        day_target_h=day_hours,
    )


__all__ = ["FULL_TIME", "staffing"]
