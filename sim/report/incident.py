"""An incident in figures: how long answers take, how much waits, what spreads, when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.report import wording
from sim.report.reading import Reader
from sim.report.table import Table
from sim.report.targets import target_of
from sim.studies.recovery import Recovery

LATER = "later"


@dataclass(frozen=True, eq=False)
class Case:
    """A study under the name it has in the table; `recoveries` of its events, if it has any."""

    label: str
    reader: Reader
    recoveries: tuple[Recovery, ...]


@dataclass(frozen=True)
class Peak:
    """The largest mean backlog of an interval's end, and which interval it is."""

    contacts: float
    interval: str


def peak_backlog(reader: Reader, queue: str) -> Peak | None:
    """The peak over the reported period; None where the queue has no backlog to speak of."""
    band = reader.by_interval("queue", queue, "backlog")
    if band is None:
        return None
    at = int(np.nanargmax(band.mean))
    return Peak(float(band.mean[at]), reader.interval_name(at))


def recovery_words(found: Sequence[Recovery], queue: str) -> str:
    """The median time to recover from the slowest event of this queue."""
    mine = [one.percentile(50) for one in found if one.queue == queue]
    if not mine:
        return wording.NOT_AVAILABLE
    times = [one for one in mine if one is not None]
    if len(times) < len(mine):
        return LATER
    slowest = max(times)
    return "0 s" if slowest == 0 else wording.duration(slowest)


def incident_table(cases: Sequence[Case], queue: str, caused: Sequence[str]) -> Table:
    """One row a case. `caused`: other queues on which posts cause contacts."""
    target = target_of(cases[0].reader.study.model, queue)
    level = "service level"
    if target is not None and target.within is not None:
        level = f"{target.formula} in {target.within_words}"
    rows = tuple(_row(one, queue, caused) for one in cases)
    columns = ("case", "offered", level, "answer time", "peak backlog", "recovery",
               "spread", "reproduction",
               *(f"offered {name}" for name in caused))  # fmt: skip
    note = (
        "Means over the replications, the same customers in all rows. Answer time: mean of the "
        "answered. Recovery: median time from the event until two consecutive intervals are on "
        f"target with no more backlog than without it; {LATER}: not when the period ends. Spread: "
        "contacts caused per original post; reproduction: per relevant post, from 1 on the storm "
        "feeds itself."
    )
    return Table("The incident in figures", columns, rows, frozenset({"case"}), note)


def _row(one: Case, queue: str, caused: Sequence[str]) -> tuple[str, ...]:
    reader = one.reader
    peak = peak_backlog(reader, queue)
    return (
        one.label,
        wording.count(reader.mean("queue", queue, "offered")),
        wording.percent(reader.mean("queue", queue, "service_level")),
        wording.duration(reader.mean("queue", queue, "asa_s")),
        wording.NOT_AVAILABLE if peak is None else wording.count(peak.contacts),
        recovery_words(one.recoveries, queue),
        _ratio(reader.mean("queue", queue, "spread")),
        _ratio(reader.mean("queue", queue, "reproduction")),
        *(wording.count(reader.mean("queue", name, "offered")) for name in caused),
    )


def _ratio(value: float | None) -> str:
    return wording.NOT_AVAILABLE if value is None else f"{value:.2f}"
