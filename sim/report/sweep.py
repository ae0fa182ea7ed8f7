"""Sweeps and sensitivities as people read them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.report import wording
from sim.report.comparison import difference_words
from sim.report.table import Table
from sim.report.wording import Estimate
from sim.studies.figures import Measure
from sim.studies.sensitivity import Sensitivity
from sim.studies.sweep import Sweep, Triple

FIGURES_A_TABLE = 4
"""Further ones stand in a table of their own: 80 columns have no more room."""


def sweep_tables(one: Sweep) -> list[Table]:
    """One row a point; as many tables as the figures need."""
    columns = _short_paths([axis.path for axis in one.axes])
    note = (
        f"In brackets: 95 % interval of the mean over "
        f"{wording.counted(one.replications, 'replication')}, the same customers in every row."
    )
    tables = []
    for first in range(0, len(one.measures), FIGURES_A_TABLE):
        measures = one.measures[first : first + FIGURES_A_TABLE]
        rows = tuple(
            (*point.values, *(_figure(point.estimates[m.key], m, one.currency) for m in measures))
            for point in one.points
        )
        last = first + FIGURES_A_TABLE >= len(one.measures)
        titles = tuple(measure.title for measure in measures)
        tables.append(Table("Sweep", (*columns, *titles), rows, note=note if last else ""))
    return tables


def tornado_table(one: Sensitivity, measure: Measure) -> Table:
    """The effects on one figure, the largest first."""
    by = f"{one.by * 100:g} %"
    rows = tuple(
        (
            f"{effect.what}, {effect.name}",
            difference_words(effect.lower, measure.unit, one.currency),
            difference_words(effect.higher, measure.unit, one.currency),
        )
        for effect in one.effects[measure]
    )
    base = _figure(one.base[measure], measure, one.currency)
    return Table(
        f"{measure.title}: {base}; what one input does to it",
        ("input", f"-{by}", f"+{by}"),
        rows,
        text_columns=frozenset({"input"}),
        note=_tornado_note(one),
    )


def _tornado_note(one: Sensitivity) -> str:
    note = (
        f"Differences to the scenario as it is, the same customers, "
        f"{wording.counted(one.replications, 'replication')}; in brackets: 95 % interval. One "
        "input at a time: what moves together is not seen."
    )
    if one.without:
        note += f" Not varied: {'; '.join(one.without)}."
    return note


def _figure(found: Triple, measure: Measure, currency: str) -> str:
    mean, low, high = found
    known = math.isfinite(low) and math.isfinite(high)
    estimate = Estimate(mean, low, high) if known else Estimate(mean)
    if measure.unit == "share":
        return wording.percent_interval(estimate)
    if measure.unit == "s":
        return wording.duration_interval(estimate)
    if measure.unit == "money":
        return wording.money(mean, currency)
    return wording.count_interval(estimate)


def _short_paths(paths: Sequence[str]) -> list[str]:
    """Paths without their first words, as long as they stay apart: `desk.seated`."""
    short = [".".join(path.split(".")[1:]) or path for path in paths]
    return short if len(set(short)) == len(short) else list(paths)
