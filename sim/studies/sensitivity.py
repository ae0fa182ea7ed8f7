"""One-at-a-time sensitivity: what a figure does when one input is lower or higher (a tornado).

Volumes, handle times (with wrap-up), patience and staff, each by itself, against the scenario as
it is and with the same customers; what moves together is not seen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from sim.compile import compile_model
from sim.engine.names import DEFAULT_ENGINE
from sim.errors import InputError
from sim.metrics.catalogue import METRICS
from sim.model import Model
from sim.scenario import Scenario
from sim.scenario.schema import Distribution, Group, Queue
from sim.scenario.unit_numbers import write_number, write_share
from sim.scenario.unit_time import write_duration
from sim.studies.comparison import Difference, paired
from sim.studies.figures import Measure
from sim.studies.gather import Progress
from sim.studies.pool import Pool
from sim.studies.replicate import check_study
from sim.studies.sweep import (
    Triple,
    chosen_measures,
    difference_document,
    made_from,
    plain,
    shifted,
    simulated,
)
from sim.studies.until import ALL_DONE, Ending, Stop
from sim.studies.versions import versions

What = Literal["volume", "handle time", "patience", "staff"]

USUAL_SHARE = 0.1

MOST_BY_THEMSELVES = 12
"""Up to so many queues (or groups) are varied one by one; of more, those of a list together."""


@dataclass(frozen=True)
class Input:
    """One thing that is varied, and what it changes: (path, value) lower and higher."""

    what: What
    name: str
    lower: tuple[tuple[str, Any], ...]
    higher: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Effect:
    """What one input does to a figure: paired differences to the scenario as it is."""

    what: What
    name: str
    lower: Difference
    higher: Difference

    @property
    def swing(self) -> float:
        """The larger of the two differences, as a distance; 0 where there is none."""
        sizes = [abs(self.lower.difference), abs(self.higher.difference)]
        return max((size for size in sizes if math.isfinite(size)), default=0.0)


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Effects of all inputs on each measure, the largest first.

    `by` is the share by which inputs were lower and higher. `without` says which inputs could not
    be varied, and why.
    """

    scenario: Scenario
    by: float
    measures: tuple[Measure, ...]
    base: Mapping[Measure, Triple]
    effects: Mapping[Measure, tuple[Effect, ...]]
    without: tuple[str, ...]
    replications: int
    seed: int
    engine: str
    versions: Mapping[str, str]
    currency: str
    ending: Ending = ALL_DONE


def sensitivity(
    scenario: Scenario,
    measures: Sequence[str] = (),
    *,
    by: float = USUAL_SHARE,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    workers: int | None = None,
    pool: Pool | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Sensitivity:
    """Vary every input by the share `by`, one at a time, and sort by effect.

    `measures` are names of figures ("queues.calls.service_level"); none: the service level of the
    center, or the share that abandons where no queue has a target. Stopped early it has the inputs
    that are complete; KeyboardInterrupt before there is one. ValueError unless 0 < by < 1;
    InputError as `study`.
    """
    if not 0 < by < 1:
        raise ValueError(f"inputs are varied by a share between 0 and 1, not by {by}")
    run = scenario.tree.run
    count = run.replications if replications is None else replications
    first_seed = run.seed if seed is None else seed
    check_study(count, first_seed, engine)
    model = compile_model(scenario)
    wanted = chosen_measures(measures or [_usual_measure(model)], model)
    varied, without = _varied(scenario, by)
    simulate = partial(
        simulated, seed=first_seed, replications=count, engine=engine, measures=wanted, stop=stop
    )
    total = count * (1 + 2 * len(varied))
    found: list[tuple[Input, dict[Measure, Effect]]] = []
    ending = ALL_DONE
    with Pool(workers) if pool is None else nullcontext(pool) as place:
        base = simulate(scenario, pool=place, progress=shifted(progress, 0, total))
        if base is None:
            raise KeyboardInterrupt
        for one, lower, higher in varied:
            before = count * (1 + 2 * len(found))
            low = simulate(lower, pool=place, progress=shifted(progress, before, total))
            high = low and simulate(
                higher, pool=place, progress=shifted(progress, before + count, total)
            )
            if not low or not high:
                if not found:
                    raise KeyboardInterrupt
                ending = Ending("interrupted", f"Interrupted after {len(found):,} of "
                                f"{len(varied):,} inputs, which are complete.")  # fmt: skip
                break
            effects = {
                measure: Effect(
                    one.what,
                    one.name,
                    paired(base[1][measure.key], low[1][measure.key]),
                    paired(base[1][measure.key], high[1][measure.key]),
                )
                for measure in wanted
            }
            found.append((one, effects))
    return Sensitivity(
        scenario=scenario,
        by=by,
        measures=wanted,
        base={measure: base[0][measure.key] for measure in wanted},
        effects={
            measure: tuple(sorted((effects[measure] for _, effects in found),
                                  key=lambda effect: -effect.swing))
            for measure in wanted
        },
        without=without,
        replications=count,
        seed=first_seed,
        engine=engine,
        versions=versions(),
        currency=model.judging.currency,
        ending=ending,
    )  # fmt: skip


def inputs(scenario: Scenario, by: float) -> Iterator[Input]:
    """What can be varied in a scenario: of every queue its volume, handle time and patience, of
    every group its staff; of more than `MOST_BY_THEMSELVES` those of a list together."""
    resolved = scenario.resolved()
    tree = scenario.tree
    queues = families(tuple(tree.queues), scenario.totals)
    for name, members in queues.items():
        yield from _input("volume", name, by, [_volume(q, tree.queues[q]) for q in members])
    for name, members in queues.items():
        nodes = [_handling(q, tree.queues[q], resolved["queues"][q]) for q in members]
        yield from _input("handle time", name, by, nodes)
    for name, members in queues.items():
        nodes = [_patience(q, tree.queues[q], resolved["queues"][q]) for q in members]
        yield from _input("patience", name, by, nodes)
    for name, members in families(tuple(tree.agents), scenario.totals).items():
        nodes = [_staff(g, tree.agents[g], resolved["agents"][g]) for g in members]
        yield from _input("staff", name, by, nodes)


def families(
    names: Sequence[str], totals: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Names that are varied together, by the name of what they are together."""
    if len(names) <= MOST_BY_THEMSELVES:
        return {name: (name,) for name in names}
    found: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for total, members in totals.items():
        mine = tuple(name for name in members if name in names and name not in taken)
        if mine:
            found[total] = mine
            taken |= set(mine)
    return found | {name: (name,) for name in names if name not in taken}


Changes = list[tuple[str, Any]]
"""Paths and their new values."""

Scaling = Callable[[float], Changes]
"""What a factor changes in one queue or group."""


def _input(what: What, name: str, by: float, members: Sequence[Scaling | None]) -> Iterator[Input]:
    makers = [member for member in members if member is not None]
    if makers:
        lower, higher = (
            tuple(change for maker in makers for change in maker(factor))
            for factor in (1 - by, 1 + by)
        )
        yield Input(what, name, lower, higher)


def _volume(name: str, queue: Queue) -> Scaling | None:
    if queue.arrivals is None or queue.arrivals.trace is not None:
        return None
    scale = queue.arrivals.scale
    return lambda factor: [(f"queues.{name}.arrivals.scale", write_share(scale * factor))]


def _handling(name: str, queue: Queue, resolved: Mapping[str, Any]) -> Scaling | None:
    parts = {"handle_time": queue.handle_time, "wrap_up": queue.wrap_up}
    there = {key: node for key, node in parts.items() if node is not None and _scales(node)}
    if not there:
        return None
    return lambda factor: [
        (f"queues.{name}.{key}", _longer(resolved[key], node, factor))
        for key, node in there.items()
    ]


def _patience(name: str, queue: Queue, resolved: Mapping[str, Any]) -> Scaling | None:
    if queue.patience.never or not _scales(queue.patience):
        return None
    path = f"queues.{name}.patience"
    return lambda factor: [(path, _longer(resolved["patience"], queue.patience, factor))]


def _staff(name: str, group: Group, resolved: Mapping[str, Any]) -> Scaling | None:
    if group.shifts is not None:
        shifts = group.shifts
        return lambda factor: [
            (f"agents.{name}.shifts.{shift}.agents", _whole_heads(pattern.agents, factor))
            for shift, pattern in shifts.items()
        ]
    key = "seated" if group.seated is not None else "staff"
    heads = resolved[key]
    if isinstance(heads, Mapping):  # a file of very many numbers
        return None
    return lambda factor: [(f"agents.{name}.{key}", _heads(heads, factor))]


def _scales(node: Distribution) -> bool:
    """Whether a distribution is written with durations (not with a file of very many)."""
    return any(value is not None for value in (node.mean, node.low, node.values))


def _longer(resolved: Mapping[str, Any], node: Distribution, factor: float) -> dict[str, Any]:
    """A distribution with every duration times a factor."""
    scaled: dict[str, Any] = {}
    for key in ("mean", "low", "high"):
        ticks = getattr(node, key)
        if ticks is not None:
            scaled[key] = write_duration(round(ticks * factor))
    if node.values is not None:
        scaled["values"] = [write_duration(round(ticks * factor)) for ticks in node.values]
    return {**resolved, **scaled}


def _heads(heads: Any, factor: float) -> Any:
    if isinstance(heads, (list, tuple)):
        return [_heads(one, factor) for one in heads]
    return write_number(round(float(heads) * factor, 6))


def _whole_heads(agents: int, factor: float) -> str:
    """Agents of a shift are whole: at least one more or less, where there are any."""
    changed = round(agents * factor)
    if changed == agents and agents > 0:
        changed += 1 if factor > 1 else -1
    return str(changed)


def _varied(
    scenario: Scenario, by: float
) -> tuple[list[tuple[Input, Scenario, Scenario]], tuple[str, ...]]:
    """The scenarios of every input, and what could not be varied."""
    found = []
    without = []
    for one in inputs(scenario, by):
        try:
            lower, higher = (_changed(scenario, changes) for changes in (one.lower, one.higher))
        except InputError as error:
            without.append(f"{one.what} of {one.name}: {error.problems[0].message}")
            continue
        found.append((one, lower, higher))
    return found, tuple(without)


def _changed(scenario: Scenario, changes: Sequence[tuple[str, Any]]) -> Scenario:
    for path, value in changes:
        scenario = scenario.replace(path, value)
    return scenario


def _usual_measure(model: Model) -> str:
    judged = any(within >= 0 for within in model.judging.target_within)
    return "service_level" if judged else "abandon_rate"


def document(one: Sensitivity) -> dict[str, Any]:
    """The document of `ccsim sweep --tornado --json`."""
    return {
        **made_from(one),
        "by": one.by,
        "without": list(one.without),
        "metrics": {
            measure.path: {
                "unit": METRICS[measure.metric].unit,
                "base": dict(zip(("mean", "low", "high"), map(plain, one.base[measure]),
                                 strict=True)),
                "effects": [
                    {
                        "what": effect.what,
                        "name": effect.name,
                        "lower": difference_document(effect.lower),
                        "higher": difference_document(effect.higher),
                    }
                    for effect in one.effects[measure]
                ],
            }
            for measure in one.measures
        },
    }  # fmt: skip
