"""A scenario over a grid of values, every point with the same customers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sim.compile import compile_model
from sim.engine.names import DEFAULT_ENGINE
from sim.errors import InputError, Problem
from sim.metrics.tally import Tally
from sim.model import Model
from sim.scenario import Scenario
from sim.studies.axes import Axis, check_budget, grid
from sim.studies.comparison import Difference, paired
from sim.studies.figures import Figures, Key, Measure, estimate_of, read_measure, whole_figures
from sim.studies.gather import Progress
from sim.studies.pool import Pool
from sim.studies.replicate import check_study
from sim.studies.until import ALL_DONE, Ending, Stop
from sim.studies.versions import versions

if TYPE_CHECKING:
    from sim.studies.sensitivity import Sensitivity

Triple = tuple[float, float, float]
"""Mean, low and high (95 %); nan where not available."""


@dataclass(frozen=True, eq=False)
class Point:
    """One combination of values, its figures by measure and by replication.

    The logs and tallies are not kept: a grid has many points.
    """

    values: tuple[str, ...]
    content_hash: str
    estimates: Mapping[Key, Triple]
    figures: Mapping[Key, Figures]


@dataclass(frozen=True, eq=False)
class Sweep:
    """A grid of points; all have the seed and the number of replications."""

    scenario: Scenario
    axes: tuple[Axis, ...]
    measures: tuple[Measure, ...]
    points: tuple[Point, ...]
    replications: int
    seed: int
    engine: str
    versions: Mapping[str, str]
    currency: str
    ending: Ending = ALL_DONE

    def difference(self, point: Point, measure: Measure) -> Difference:
        """The paired difference of a figure to the first point."""
        return paired(self.points[0].figures[measure.key], point.figures[measure.key])


def sweep(
    scenario: Scenario,
    axes: Sequence[Axis],
    measures: Sequence[str] = (),
    *,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    workers: int | None = None,
    pool: Pool | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Sweep:
    """Simulate all combinations of the axes' values with common random numbers.

    `measures` are names of figures ("queues.calls.service_level"); none: those of
    `usual_measures`. All points are validated before the first is simulated. When `stop` says so
    the sweep ends with the points that are complete; KeyboardInterrupt if there is none. The other
    arguments are those of `study`. Raises InputError.
    """
    check_budget(axes)
    changed = _scenarios(scenario, axes)
    run = scenario.tree.run
    count = run.replications if replications is None else replications
    first_seed = run.seed if seed is None else seed
    check_study(count, first_seed, engine)
    model = compile_model(scenario)
    wanted = chosen_measures(measures, model)
    simulate = partial(
        simulated, seed=first_seed, replications=count, engine=engine, measures=wanted, stop=stop
    )
    points: list[Point] = []
    ending = ALL_DONE
    total = count * len(changed)
    with Pool(workers) if pool is None else nullcontext(pool) as place:
        for values, one in changed:
            told = shifted(progress, len(points) * count, total)
            found = simulate(one, pool=place, progress=told)
            if found is None:
                if not points:
                    raise KeyboardInterrupt
                ending = Ending("interrupted", f"Interrupted after {len(points):,} of "
                                f"{len(changed):,} points, which are complete.")  # fmt: skip
                break
            points.append(Point(values, one.content_hash, *found))
    return Sweep(
        scenario=scenario,
        axes=tuple(axes),
        measures=wanted,
        points=tuple(points),
        replications=count,
        seed=first_seed,
        engine=engine,
        versions=versions(),
        currency=model.judging.currency,
        ending=ending,
    )


def chosen_measures(names: Sequence[str], model: Model) -> tuple[Measure, ...]:
    """The figures of these names, or the usual ones. InputError with every bad name at once."""
    if not names:
        return usual_measures(model)
    problems: list[Problem] = []
    found: list[Measure] = []
    for name in dict.fromkeys(names):
        try:
            found.append(read_measure(name, model.labels, "--metric"))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return tuple(found)


def usual_measures(model: Model) -> tuple[Measure, ...]:
    """Service level and abandon rate of queues with a target, occupancy of groups, cost."""
    judging, labels = model.judging, model.labels
    found: list[Measure] = []
    for number, name in enumerate(labels.queues):
        if judging.target_within[number] >= 0:
            found.append(Measure("queue", name, "service_level"))
        if judging.target_within[number] >= 0 or math.isfinite(judging.target_abandoned[number]):
            found.append(Measure("queue", name, "abandon_rate"))
    found.extend(Measure("group", name, "occupancy") for name in labels.groups)
    found.append(Measure("center", "center", "cost"))
    return tuple(found)


def simulated(
    scenario: Scenario,
    *,
    seed: int,
    replications: int,
    engine: str,
    measures: Sequence[Measure],
    pool: Pool,
    progress: Callable[[int], None] | None,
    stop: Stop | None,
) -> tuple[dict[Key, Triple], dict[Key, Figures]] | None:
    """Estimates and figures of one scenario; None when it was stopped before it was complete."""
    model = compile_model(scenario)
    tallies: list[Tally] = []
    with closing(pool.replicate(model, seed, range(replications), engine)) as done:
        for number, counted in done:
            tallies.append(counted)
            if progress is not None:
                progress(number + 1)
            if stop is not None and stop() and len(tallies) < replications:
                return None
    whole = whole_figures(tallies, model)
    estimates: dict[Key, Triple] = {}
    for measure in measures:
        found = estimate_of(measure, tallies, model)
        estimates[measure.key] = (float(found.mean), float(found.low), float(found.high))
    return estimates, {measure.key: whole[measure.key] for measure in measures}


def made_from(one: Sweep | Sensitivity) -> dict[str, Any]:
    """The head of both documents of `ccsim sweep --json`: what the result was made from."""
    return {
        "scenario": one.scenario.tree.name,
        "variant": one.scenario.variant,
        "hash": one.scenario.content_hash,
        "engine": one.engine,
        "replications": one.replications,
        "seed": one.seed,
        "ended": {"reason": one.ending.reason, "sentence": one.ending.sentence},
        "versions": dict(one.versions),
    }


def document(one: Sweep) -> dict[str, Any]:
    """The document of `ccsim sweep --json`: plain values, null for what is not available."""
    return {
        **made_from(one),
        "vary": {axis.path: list(axis.values) for axis in one.axes},
        "metrics": [measure.path for measure in one.measures],
        "points": [
            {
                "values": dict(zip([a.path for a in one.axes], point.values, strict=True)),
                "figures": {
                    measure.path: {
                        **dict(zip(("mean", "low", "high"),
                                   map(plain, point.estimates[measure.key]), strict=True)),
                        "to_first": difference_document(one.difference(point, measure)),
                    }
                    for measure in one.measures
                },
            }
            for point in one.points
        ],
    }  # fmt: skip


def difference_document(one: Difference) -> dict[str, float | None]:
    """A difference with its interval as plain values."""
    return {"difference": plain(one.difference), "low": plain(one.low), "high": plain(one.high)}


def plain(value: float) -> float | None:
    """null for what is not available."""
    return value if math.isfinite(value) else None


def _scenarios(scenario: Scenario, axes: Sequence[Axis]) -> list[tuple[tuple[str, ...], Scenario]]:
    """Every point's scenario. InputError as `--set` would say it, for each bad value once."""
    problems: list[Problem] = []
    for axis in axes:
        for value in axis.values:
            try:
                scenario.replace(axis.path, value)
            except InputError as error:
                said = {problem.message for problem in problems if problem.path == axis.path}
                problems.extend(one for one in _of_option(error) if one.message not in said)
    if not problems:
        found = []
        for values in grid(axes):
            one = scenario
            try:
                for axis, value in zip(axes, values, strict=True):
                    one = one.replace(axis.path, value)
            except InputError as error:  # each value is good, together they are not
                problems.extend(_of_option(error))
                break
            found.append((values, one))
    if problems:
        raise InputError(dict.fromkeys(problems))
    return found


def _of_option(error: InputError) -> list[Problem]:
    """The problems of a replaced value, said by `--vary`."""
    return [
        replace(problem, source="--vary") if problem.source == "replace" else problem
        for problem in error.problems
    ]


def shifted(progress: Progress | None, before: int, total: int) -> Callable[[int], None] | None:
    """Progress of one part of a whole, `before` of which is done."""
    if progress is None:
        return None
    return lambda done: progress(before + done, total)
