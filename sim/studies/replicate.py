"""The loop over replications: a pure function per replication, merged in order."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version

from sim.compile import compile_model
from sim.draws import draw
from sim.engine.engines import ENGINES, engine_named
from sim.errors import InputError, Problem
from sim.metrics.tally import Tally, tally
from sim.model import Model
from sim.scenario import Scenario
from sim.studies.result import Study

Progress = Callable[[int, int], None]

LIBRARIES = ("ccsim", "numpy", "scipy", "pandas", "simpy")
"""Distributions whose versions can change a figure."""


def study(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = "reference",
    progress: Progress | None = None,
) -> Study:
    """Simulate a scenario as often as it says (or as `replications` says) and put it together.

    `progress` is told (replications done, replications in all) before the first and after each.
    InputError if there is no such engine, or for a number of replications below 1.
    """
    run = scenario.tree.run
    count = run.replications if replications is None else replications
    first_seed = run.seed if seed is None else seed
    _check(count, first_seed, engine)
    model = compile_model(scenario)
    report = progress or (lambda done, total: None)
    report(0, count)
    found: dict[int, Tally] = {}
    for number, counted in _tallies(model, first_seed, range(count), engine):
        found[number] = counted
        report(len(found), count)
    return Study(
        scenario=scenario,
        model=model,
        seed=first_seed,
        replications=count,
        engine=engine,
        tallies=tuple(found[number] for number in sorted(found)),
        versions=versions(),
    )


def one_replication(model: Model, seed: int, replication: int, engine: str) -> Tally:
    """Draw, simulate and count one replication. The same arguments always give the same tally."""
    log = engine_named(engine)(model, draw(model, seed, replication))
    return tally(log, model)


def _tallies(
    model: Model, seed: int, numbers: Iterable[int], engine: str
) -> Iterable[tuple[int, Tally]]:
    """Replications one after the other; whoever merges them goes by their numbers, not by order."""
    for number in numbers:
        yield number, one_replication(model, seed, number, engine)


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that can change a figure."""
    found = {"python": platform.python_version()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "not installed as a package"
    return found


def _check(replications: int, seed: int, engine: str) -> None:
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
