"""What a metric is, and short ways to write one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sim.metrics.cells import Cells, Floats

Figure = Callable[[Cells], Floats]
Level = Literal["center", "queue", "group"]
Basis = Literal["arrival", "clock", "period"]
Kind = Literal["sum", "share", "time_share", "ratio", "statistic", "days"]

QUEUES: tuple[Level, ...] = ("center", "queue")
GROUPS: tuple[Level, ...] = ("center", "group")
ALL: tuple[Level, ...] = ("center", "queue", "group")


@dataclass(frozen=True)
class Metric:
    """One metric.

    `basis`: contact figures belong to the interval of arrival, agent figures to the clock, and
    some only to the whole period. `kind` says how replications are put together
    (docs/uncertainty.md): "sum" (mean), "share" (of contacts, in [0, 1]), "time_share" (of time,
    in [0, 1]), "ratio" (of sums), "statistic" (mean of each replication's value), "days" (share
    of independent days). A figure without denominator is the numerator itself.
    """

    name: str
    unit: str
    title: str
    formula: str
    kind: Kind
    levels: tuple[Level, ...]
    basis: Basis
    numerator: Figure
    denominator: Figure | None = None
    day_band: bool = False  # also as P10 and P90 of days
    may_be_negative: bool = False


def column(name: str) -> Figure:
    """The figure that is one column of the cells."""
    return lambda cells: cells[name]


def attempts(c: Cells) -> Floats:
    return c["offered"] + blocked(c)


def blocked(c: Cells) -> Floats:
    return c["blocked_lines"] + c["blocked_full"] + c["blocked_closed"]


def count(name: str, title: str, formula: str, figure: Figure, levels: tuple[Level, ...] = QUEUES,
           day_band: bool = False) -> Metric:  # fmt: skip
    return Metric(name, "contacts", title, formula, "sum", levels, "arrival", figure,
                  day_band=day_band)  # fmt: skip


def share(name: str, title: str, formula: str, numerator: Figure, denominator: Figure,
           levels: tuple[Level, ...] = QUEUES, day_band: bool = False) -> Metric:  # fmt: skip
    return Metric(name, "share", title, formula, "share", levels, "arrival", numerator,
                  denominator, day_band)  # fmt: skip


def mean_s(name: str, title: str, formula: str, numerator: str, denominator: str,
            levels: tuple[Level, ...] = QUEUES, day_band: bool = False) -> Metric:  # fmt: skip
    return Metric(name, "s", title, formula, "ratio", levels, "arrival", column(numerator),
                  column(denominator), day_band)  # fmt: skip


def percentile(percent: int) -> Metric:
    name = f"wait_p{percent}_s"
    formula = (
        f"smallest wait that {percent} % of the contacts offered to agents did not exceed; over "
        "replications the mean of each one's"
    )
    return Metric(name, "s", f"wait, {percent} % at most", formula, "statistic", QUEUES,
                  "arrival", column(name))  # fmt: skip


def stock(name: str, unit: str, title: str, formula: str) -> Metric:
    """What there is when the interval, or the period, ends."""
    return Metric(name, unit, title, formula, "statistic", QUEUES, "clock", column(name))
