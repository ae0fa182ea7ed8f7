"""Scenarios against a baseline: paired differences with 95 % intervals.

With the same seed, replication r of every scenario has the same customers, with the same patience
and the same problems (common random numbers), so differences are taken replication by replication.
The baseline is simulated along with the others, or was simulated and locked before
(`sim.studies.locking`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import stdtrit

from sim.compile import compile_model
from sim.engine.names import DEFAULT_ENGINE
from sim.metrics.cells import Floats
from sim.metrics.confidence import UPPER, mean_interval
from sim.metrics.tally import Tally
from sim.model import Model
from sim.routing.policy_file import PolicyFile
from sim.scenario import Scenario
from sim.studies.changes import remarks_on
from sim.studies.figures import Figures, Key, whole_figures
from sim.studies.gather import Goal, Progress, gather
from sim.studies.pool import Pool
from sim.studies.remarks import policy_remark
from sim.studies.replicate import check_study
from sim.studies.result import Study
from sim.studies.until import (
    ALL_DONE,
    MOST_FOR_PRECISION,
    Ending,
    Precision,
    Stop,
    read_precision,
)
from sim.studies.versions import versions


@dataclass(frozen=True)
class Difference:
    """A figure of the baseline and of another scenario, and their difference (other - baseline).

    nan: not available. `low` and `high` are the 95 % interval of the difference.
    """

    baseline: float
    value: float
    difference: float
    low: float
    high: float

    @property
    def is_real(self) -> bool | None:
        """Whether the interval leaves out 0; None where there is no interval."""
        if np.isnan(self.low) or np.isnan(self.high):
            return None
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, eq=False)
class Baseline:
    """What other scenarios are compared with: figures by replication and what they came from.

    `study` is None for one that was locked in a file. `resolved` is the scenario in full.
    """

    scenario: str
    variant: str
    content_hash: str
    resolved: Mapping[str, Any]
    seed: int
    replications: int
    engine: str
    versions: Mapping[str, str]
    queues: tuple[str, ...]
    groups: tuple[str, ...]
    currency: str
    figures: Mapping[Key, Figures]
    created: str = ""
    study: Study | None = None
    policy: Mapping[str, str] | None = None  # name, file and hash of a policy written in Python


def baseline_of(study: Study) -> Baseline:
    """A study as the baseline of others."""
    labels = study.model.labels
    return Baseline(
        scenario=labels.scenario,
        variant=study.scenario.variant,
        content_hash=study.scenario.content_hash,
        resolved=study.scenario.resolved(),
        seed=study.seed,
        replications=study.replications,
        engine=study.engine,
        versions=dict(study.versions),
        queues=labels.queues,
        groups=labels.groups,
        currency=study.model.judging.currency,
        figures=whole_figures(study.tallies, study.model),
        study=study,
        policy=study.policy,
    )


@dataclass(frozen=True, eq=False)
class Comparison:
    """Scenarios against a baseline; the others have one seed and one number of replications.

    `warnings` say what makes the comparison less than it looks, `ending` what ended it.
    """

    baseline: Baseline
    others: tuple[Study, ...]
    warnings: tuple[str, ...] = ()
    ending: Ending = ALL_DONE

    def __getstate__(self) -> dict[str, Any]:
        """A copy: another thread may put its differences there while this one is being pickled."""
        return dict(vars(self))

    @property
    def base_study(self) -> Study:
        """The study of the baseline; ValueError where it was locked in a file."""
        if self.baseline.study is None:
            raise ValueError("a locked baseline keeps figures, not its study")
        return self.baseline.study

    def differences(self, other: Study) -> dict[Key, Difference]:
        """Every figure of the whole period that both have, in the order of the baseline."""
        return self._differences[self.others.index(other)]

    def remarks(self, other: Study) -> tuple[str, ...]:
        """What is to be said about a change beside its figures: that it can change nothing, say."""
        said: tuple[str, ...] = ()
        if self.baseline.policy is None and other.policy is None:  # a policy may act on anything
            said = remarks_on(self.baseline.resolved, other.scenario.resolved())
        figures = self.differences(other).values()
        if not said and all(one.difference == 0 or np.isnan(one.difference) for one in figures):
            said = ("The change has no effect: every figure is the same in every replication.",)
        return said

    @cached_property
    def _differences(self) -> tuple[dict[Key, Difference], ...]:
        base = self.baseline
        found = []
        for other in self.others:
            changed = whole_figures(other.tallies, other.model)
            between = paired if other.seed == base.seed else unpaired
            found.append(
                {key: between(base.figures[key], changed[key])
                 for key in base.figures if key in changed}
            )  # fmt: skip
        return tuple(found)


def compare(
    scenarios: Sequence[Scenario],
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
) -> Comparison:
    """Simulate the scenarios with common random numbers; the first is the baseline.

    Replications and seed are the baseline's unless given. `precision` is about the difference of
    a figure to the baseline, the widest of all scenarios; `policy` routes in all of them, the
    baseline included; the other arguments are those of `study`. ValueError with fewer than two;
    InputError as `study`.
    """
    if len(scenarios) < 2:
        raise ValueError("a comparison needs a baseline and at least one other scenario")
    run = scenarios[0].tree.run
    usual = run.replications if precision is None else MOST_FOR_PRECISION
    count = usual if replications is None else replications
    chosen_seed = run.seed if seed is None else seed
    check_study(count, chosen_seed, engine)
    models = [compile_model(scenario, policy) for scenario in scenarios]
    goal = None
    if precision is not None:
        wanted = read_precision(precision, models[0].labels)
        goal = Goal(wanted, lambda found: _widest(wanted, found, models))
    with Pool(workers) if pool is None else nullcontext(pool) as place:
        tallies, ending = gather(
            models, chosen_seed, count, engine, place,
            goal=goal, time_budget=time_budget, stop=stop, progress=progress,
        )  # fmt: skip
    studies = [
        Study(scenario, model, chosen_seed, len(mine), engine, mine, versions())
        for scenario, model, mine in zip(scenarios, models, tallies, strict=True)
    ]
    ended = () if ending.reason in ("all", "precise") else (ending.sentence,)
    warnings = (*policy_remark(models[0]), *ended)
    return Comparison(baseline_of(studies[0]), tuple(studies[1:]), warnings, ending)


def paired(base: Figures, other: Figures) -> Difference:
    """Difference of two ratios of sums over the same replications (the first that both have).

    The variance is that of the paired linearised residuals, (x - p n) / mean(n) of the one less
    those of the other (Cochran 1977, section 6.3, for a difference of two ratios); t interval.
    """
    both = min(len(base.numerator), len(other.numerator))
    first, first_rest = _ratio(base, both)
    second, second_rest = _ratio(other, both)
    difference = second - first
    spread = mean_interval(np.asarray(second_rest - first_rest)[:, None])
    return Difference(
        baseline=first,
        value=second,
        difference=difference,
        low=difference + float(spread.low[0]) - float(spread.mean[0]),
        high=difference + float(spread.high[0]) - float(spread.mean[0]),
    )


def unpaired(base: Figures, other: Figures) -> Difference:
    """Difference of two ratios of sums over different customers.

    Welch's interval (Biometrika 34 (1947) 28) on the linearised residuals: the variances add.
    """
    sides = []
    for figures in (base, other):
        ratio, rest = _ratio(figures, len(figures.numerator))
        there = rest[np.isfinite(rest)]
        alone = len(there) < 2
        variance = float("nan") if alone else float(there.var(ddof=1)) / len(there)
        sides.append((ratio, variance, len(there) - 1))
    (first, first_variance, first_freedom), (second, second_variance, second_freedom) = sides
    variance = first_variance + second_variance
    half = float("nan")
    if variance == 0:
        half = 0.0
    elif np.isfinite(variance):
        terms = first_variance**2 / first_freedom + second_variance**2 / second_freedom
        half = float(stdtrit(variance**2 / terms, UPPER)) * float(np.sqrt(variance))
    difference = second - first
    return Difference(first, second, difference, difference - half, difference + half)


def _ratio(figures: Figures, count: int) -> tuple[float, Floats]:
    """The ratio of sums of the first replications, and what each adds to or takes from it."""
    top, bottom = figures.numerator[:count], figures.denominator[:count]
    there = np.isfinite(top) & np.isfinite(bottom)
    total = float(bottom[there].sum())
    if total == 0:
        return float("nan"), np.full(len(top), np.nan)
    ratio = float(top[there].sum()) / total
    mean = total / there.sum()
    return ratio, np.where(there, top - ratio * bottom, np.nan) / mean


def _widest(wanted: Precision, found: Sequence[Sequence[Tally]], models: Sequence[Model]) -> float:
    """Half-width of the widest interval of a difference to the first; nan if one is not known."""
    key = wanted.measure.key
    count = len(found[-1])
    base, *others = (
        whole_figures(mine[:count], model).get(key)
        for mine, model in zip(found, models, strict=True)
    )
    if base is None:
        return float("nan")
    differences = [paired(base, other) for other in others if other is not None]
    widths = [(one.high - one.low) / 2 for one in differences]
    return float(np.max(widths)) if widths else float("nan")


def document(comparison: Comparison) -> dict[str, object]:
    """The document of `ccsim compare --json`: plain values, null for what is not available."""
    base = comparison.baseline
    first = comparison.others[0]
    return {
        "scenario": base.scenario,
        "baseline": base.variant,
        "baseline_hash": base.content_hash,
        "baseline_locked": base.study is None,
        "engine": first.engine,
        "policy": first.policy,
        "baseline_policy": base.policy,
        "replications": first.replications,
        "seed": first.seed,
        "ended": {"reason": comparison.ending.reason, "sentence": comparison.ending.sentence},
        "warnings": list(comparison.warnings),
        "versions": dict(first.versions),
        "scenarios": {
            other.scenario.variant: {
                "hash": other.scenario.content_hash,
                "remarks": list(comparison.remarks(other)),
                **_by_level(comparison.differences(other)),
            }
            for other in comparison.others
        },
    }


def _by_level(differences: Mapping[Key, Difference]) -> dict[str, object]:
    center: dict[str, object] = {}
    named: dict[str, dict[str, dict[str, object]]] = {"queue": {}, "group": {}}
    for (level, name, metric), one in differences.items():
        figures = {
            "baseline": _plain(one.baseline),
            "value": _plain(one.value),
            "difference": _plain(one.difference),
            "low": _plain(one.low),
            "high": _plain(one.high),
            "real": one.is_real,
        }
        if level == "center":
            center[metric] = figures
        else:
            named[level].setdefault(name, {})[metric] = figures
    return {"center": center, "queues": named["queue"], "groups": named["group"]}


def _plain(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
