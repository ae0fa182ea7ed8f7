"""A study: the replications of one scenario put together."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

from sim.compile import compile_model
from sim.engine.names import DEFAULT_ENGINE, ENGINES
from sim.errors import InputError, Problem
from sim.metrics.tally import Tally
from sim.routing.policy_file import PolicyFile
from sim.scenario import Scenario
from sim.studies.gather import Goal, Progress, gather
from sim.studies.pool import Pool
from sim.studies.result import Study
from sim.studies.until import MOST_FOR_PRECISION, Stop, read_precision
from sim.studies.versions import versions


def study(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    policy: PolicyFile | None = None,
    precision: str | None = None,
    time_budget: float | None = None,
    workers: int | None = None,
    pool: Pool | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Study:
    """Simulate a scenario as often as it says (or as `replications` says) and put it together.

    `precision` ("queues.calls.service_level 1%") ends the study when the 95 % interval of that
    figure is at most so wide to either side; `replications` is then the most (1,000 unless given).
    `time_budget` ends it after so many seconds. `Study.ending` says what ended it.

    `workers` is the number of processes (None: one a core, where it is worth it); `pool` takes the
    place of it and keeps them for the next study. Neither changes a figure. `progress` is told
    (replications done, replications in all) before the first and after each; `stop` is asked
    after each whether to end with those that are done.

    `policy` is written in Python and routes in place of the scenario's own routing, in the
    reference engine alone: `sim.read_policy("policies.py:UrgentFirst")`, docs/how-to/policies.md.

    InputError if there is no such engine or figure, for a number of replications below 1, and for a
    mistake in the policy, with its line.
    """
    run = scenario.tree.run
    usual = run.replications if precision is None else MOST_FOR_PRECISION
    count = usual if replications is None else replications
    first_seed = run.seed if seed is None else seed
    check_study(count, first_seed, engine)
    model = compile_model(scenario, policy)
    goal = None
    if precision is not None:
        wanted = read_precision(precision, model.labels)

        def reached(found: Sequence[Sequence[Tally]]) -> float:
            return wanted.half_width_of(found[0], model)

        goal = Goal(wanted, reached)
    with Pool(workers) if pool is None else nullcontext(pool) as place:
        (tallies,), ending = gather(
            [model],
            first_seed,
            count,
            engine,
            place,
            goal=goal,
            time_budget=time_budget,
            stop=stop,
            progress=progress,
        )
    return Study(
        scenario=scenario,
        model=model,
        seed=first_seed,
        replications=len(tallies),
        engine=engine,
        tallies=tallies,
        versions=versions(),
        ending=ending,
    )


def check_study(replications: int, seed: int, engine: str) -> None:
    """Refuse what no study can be made with, all at once. Raises InputError."""
    problems = []
    if replications < 1:
        problems.append(
            Problem("study", None, "replications", str(replications), "there must be at least one",
                    allowed="a whole number from 1", mend="say 1 or more"),
        )  # fmt: skip
    if seed < 0:
        problems.append(
            Problem("study", None, "seed", str(seed), "a seed is not negative",
                    allowed="a whole number from 0", mend="leave out the minus sign"),
        )  # fmt: skip
    if engine not in ENGINES:
        problems.append(
            Problem("study", None, "engine", engine, "there is no such engine",
                    allowed=", ".join(ENGINES), mend=f"say {ENGINES[0]}"),
        )  # fmt: skip
    if problems:
        raise InputError(problems)
