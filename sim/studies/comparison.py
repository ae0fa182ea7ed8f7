"""Two studies of the same customers: paired differences with 95 % intervals.

With the same seed, replication r of every scenario has the same customers, with the same patience
and the same problems (common random numbers), so differences are taken replication by replication.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.catalogue import METRICS
from sim.metrics.cells import Floats
from sim.metrics.confidence import mean_interval
from sim.scenario import Scenario
from sim.studies.replicate import Progress, study
from sim.studies.result import Study

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[str, str, str]
"""(level, name, metric)."""


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
class Comparison:
    """Scenarios against a baseline: studies of one seed and one number of replications."""

    baseline: Study
    others: tuple[Study, ...]

    def differences(self, other: Study) -> dict[Key, Difference]:
        """Every figure of the whole period that both have, in the order of the baseline."""
        base, changed = _figures(self.baseline), _figures(other)
        return {key: paired(base[key], changed[key]) for key in base if key in changed}


@dataclass(frozen=True, eq=False)
class Figures:
    """One figure of all replications: numerators over denominators."""

    numerator: Floats
    denominator: Floats


def compare(
    scenarios: Sequence[Scenario],
    *,
    replications: int | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Simulate the scenarios with common random numbers; the first is the baseline.

    Replications and seed are the baseline's unless given. ValueError with fewer than two.
    """
    if len(scenarios) < 2:
        raise ValueError("a comparison needs a baseline and at least one other scenario")
    run = scenarios[0].tree.run
    count = run.replications if replications is None else replications
    chosen_seed = run.seed if seed is None else seed
    studies = []
    for number, scenario in enumerate(scenarios):

        def shifted(done: int, _: int, before: int = number * count) -> None:
            if progress is not None:
                progress(before + done, count * len(scenarios))

        studies.append(study(scenario, replications=count, seed=chosen_seed, progress=shifted))
    return Comparison(studies[0], tuple(studies[1:]))


def paired(base: Figures, other: Figures) -> Difference:
    """Difference of two ratios of sums over the same replications.

    The variance is that of the paired linearised residuals, (x - p n) / mean(n) of the one less
    those of the other (Cochran 1977, section 6.3, for a difference of two ratios); t interval.
    """
    first, first_rest = _ratio(base)
    second, second_rest = _ratio(other)
    difference = second - first
    spread = mean_interval(np.asarray(second_rest - first_rest)[:, None])
    return Difference(
        baseline=first,
        value=second,
        difference=difference,
        low=difference + float(spread.low[0]) - float(spread.mean[0]),
        high=difference + float(spread.high[0]) - float(spread.mean[0]),
    )


def _ratio(figures: Figures) -> tuple[float, Floats]:
    """The ratio of sums, and what each replication adds to or takes from it."""
    top, bottom = figures.numerator, figures.denominator
    there = np.isfinite(top) & np.isfinite(bottom)
    total = float(bottom[there].sum())
    if total == 0:
        return float("nan"), np.full(len(top), np.nan)
    ratio = float(top[there].sum()) / total
    mean = total / there.sum()
    return ratio, np.where(there, top - ratio * bottom, np.nan) / mean


def _figures(one: Study) -> dict[Key, Figures]:
    """The whole period's figures of every replication; a plain value has the denominator 1."""
    frame: pd.DataFrame = one.frame
    found: dict[Key, Figures] = {}
    for key, rows in frame.groupby(["level", "name", "metric"], sort=False, observed=True):
        level, name, metric = (str(part) for part in key)
        known = METRICS.get(metric)
        is_ratio = known is not None and known.kind not in ("sum", "statistic")
        value = rows["value"].to_numpy(dtype=np.float64)
        if is_ratio and known is not None and known.denominator is not None:
            top = rows["numerator"].to_numpy(dtype=np.float64)
            bottom = rows["denominator"].to_numpy(dtype=np.float64)
        else:
            top, bottom = value, np.where(np.isfinite(value), 1.0, np.nan)
        found[level, name, metric] = Figures(top, bottom)
    return found


def document(comparison: Comparison) -> dict[str, object]:
    """The document of `ccsim compare --json`: plain values, null for what is not available."""
    base = comparison.baseline
    return {
        "scenario": base.model.labels.scenario,
        "baseline": base.scenario.variant,
        "baseline_hash": base.scenario.content_hash,
        "engine": base.engine,
        "replications": base.replications,
        "seed": base.seed,
        "scenarios": {
            other.scenario.variant: _by_level(comparison.differences(other))
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
