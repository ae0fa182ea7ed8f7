"""Tables of a study as text, once for the terminal and for the page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.metrics.service_level import RESPONSE
from sim.report import wording
from sim.report.reading import Reader
from sim.report.table import Table
from sim.report.targets import Target, target_met, target_of

WORST = 5


def interval_words(reader: Reader) -> str:
    """What the intervals in brackets are."""
    replications = reader.study.replications
    if replications == 1:
        return "One replication: no interval can be given. Ask for more with --replications."
    return f"In brackets: 95 % interval of the mean over {replications} replications."


def queue_table(reader: Reader) -> Table:
    """The headline: one row a queue with agents, then the totals of lists.

    The answers say the targets. Where contacts flow out (callbacks, withdrawn), SL-8 stands beside
    the service level.
    """
    model = reader.study.model
    names = reader.queues_with_agents()
    targets = {name: target_of(model, name) for name in names}
    formulas = {target.formula for target in targets.values() if target and target.answered}
    common = formulas.pop() if len(formulas) == 1 else None
    rows = [_queue_row(reader, name, target, common) for name, target in targets.items()]
    rows += [_queue_row(reader, total, None, common) for total, _ in model.labels.totals]
    columns: tuple[str, ...] = (
        "queue",
        "offered",
        "answered",
        "abandoned",
        "service level" if common is None else f"service level {common}",
        "ASA",
        "target met",
        "days met",
    )
    beside = [_without_flow_out(reader, name, target) for name, target in targets.items()]
    if any(beside):
        beside += [""] * len(model.labels.totals)
        columns = (*columns[:5], "SL-8", "ASA", "met", "days")  # fits 80 columns of a terminal
        rows = [(*row[:5], more, *row[5:]) for row, more in zip(rows, beside, strict=True)]
    if rows:
        columns, rows = _without_empty(columns, rows)
    return Table(
        "Queues",
        columns,
        tuple(rows),
        text_columns=frozenset({"queue", "target met", "met"}),
        note=interval_words(reader),
    )


def _without_empty(
    columns: tuple[str, ...], rows: list[tuple[str, ...]]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Leave out columns that say nothing of any queue, as without targets."""
    kept = [place for place in range(len(columns)) if any(row[place] for row in rows)]
    return tuple(columns[place] for place in kept), [
        tuple(row[place] for place in kept) for row in rows
    ]


def _queue_row(
    reader: Reader, name: str, target: Target | None, common: str | None
) -> tuple[str, ...]:
    """Without a target there is no service level; a formula of its own stands in the cell."""
    counts = [
        wording.count(reader.mean("queue", name, metric)) for metric in ("offered", "answered")
    ]
    abandoned = wording.percent(reader.mean("queue", name, "abandon_rate"))
    asa = wording.duration(reader.mean("queue", name, "asa_s"))
    if target is None:
        return (name, *counts, abandoned, "", asa, "", "")
    level = ""
    if target.answered is not None:
        level = wording.percent_interval(reader.whole("queue", name, "service_level"))
        level += "" if common is not None else f" {target.formula}"
    met = {True: "yes", False: "no", None: ""}[target_met(reader, name)]
    days = wording.percent(reader.mean("queue", name, "days_met"), 0)
    return (name, *counts, abandoned, level, asa, met, days)


def _without_flow_out(reader: Reader, name: str, target: Target | None) -> str:
    """SL-8 of a queue with a target time that contacts flow out of; else nothing."""
    flowed_out = reader.mean("queue", name, "flowed_out")
    if target is None or target.within is None or not flowed_out:
        return ""
    return wording.percent(reader.mean("queue", name, "service_level_without_flow_out"), 0)


def waits_table(reader: Reader) -> Table:
    """One row a queue with agents: blocked attempts, how the waits are spread, handle time."""
    names = reader.queues_with_agents()
    rows = []
    for name in names:
        rows.append(
            (
                name,
                wording.count(reader.mean("queue", name, "blocked")),
                wording.percent(reader.mean("queue", name, "wait_probability")),
                wording.duration(reader.mean("queue", name, "wait_p50_s")),
                wording.duration(reader.mean("queue", name, "wait_p90_s")),
                wording.duration(reader.mean("queue", name, "wait_max_s")),
                wording.duration_interval(reader.whole("queue", name, "handle_s")),
            )
        )
    columns = ("queue", "blocked", "had to wait", "median wait", "90 % wait", "longest", "AHT")
    note = (
        "Median, 90 % and longest wait: the mean over the replications of each one's. AHT: of the "
        "contacts finished by the end."
    )
    return Table("Waits", columns, tuple(rows), text_columns=frozenset({"queue"}), note=note)


def group_table(reader: Reader) -> Table:
    """One row an agent group: people, occupancy, overtime, money."""
    model = reader.study.model
    currency = model.judging.currency
    has_deferred = bool(model.queues.deferred.any())
    rows: list[tuple[str, ...]] = []
    for index, name in enumerate(model.labels.groups):
        limit = model.judging.max_occupancy[index]
        occupancy = wording.percent_interval(reader.whole("group", name, "occupancy"))
        live = wording.percent_interval(reader.whole("group", name, "live_occupancy"))
        if np.isfinite(limit):
            said = f" of at most {limit * 100:.0f} %"
            occupancy, live = (occupancy, live + said) if has_deferred else (occupancy + said, live)
        rows.append(
            (
                name,
                _head_counts(model.judging.planned[index]),
                occupancy,
                live,
                wording.percent(reader.mean("group", name, "utilisation"), 0),
                wording.hours(reader.mean("group", name, "overtime_h")),
                wording.money(reader.mean("group", name, "staff_cost"), currency),
            )
        )
    columns: tuple[str, ...] = (
        "group",
        "seated (net)",
        "occupancy",
        "live occupancy",
        "utilisation",
        "overtime",
        "staff cost",
    )
    if not (model.judging.hour.any() or model.judging.overtime_hour.any()):
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    if not has_deferred:  # all work is live
        columns, rows = (*columns[:3], *columns[4:]), [(*row[:3], *row[4:]) for row in rows]
    return Table("Agent groups", columns, tuple(rows), text_columns=frozenset({"group"}))


def _head_counts(planned: Sequence[float]) -> str:
    """`22`, or `4-18` where the plan changes."""
    open_slots = [count for count in planned if count > 0]
    if not open_slots:
        return "0"
    low, high = min(open_slots), max(open_slots)
    if wording.count(low) == wording.count(high):
        return wording.count(high)
    return f"{wording.count(low)}-{wording.count(high)}"


def worst_table(reader: Reader) -> Table | None:
    """The intervals in which most contacts are missing to the target, over all queues."""
    found: list[tuple[float, str, int]] = []
    formulas = reader.study.model.judging.target_formula
    for queue, formula in zip(reader.study.model.labels.queues, formulas, strict=True):
        target = target_of(reader.study.model, queue)
        band = reader.by_interval("queue", queue, "service_level")
        if band is None or target is None or target.answered is None:
            continue
        # the response level is a share of the items that fell due, whenever they arrived
        judged = "response_due" if formula == RESPONSE.id else "offered"
        contacts = reader.by_interval("queue", queue, judged)
        if contacts is None:
            continue
        short = (target.answered - band.mean) * contacts.mean
        missed = np.flatnonzero(short > 0)
        found += [(-float(short[index]), queue, int(index)) for index in missed]
    if not found:
        return None
    rows = []
    for _, queue, index in sorted(found)[:WORST]:
        rows.append(
            (
                queue,
                reader.interval_name(index),
                wording.count(_at(reader, queue, "offered", index)),
                wording.percent_interval(reader.at("queue", queue, "service_level", index)),
                wording.duration(_at(reader, queue, "asa_s", index)),
                wording.percent(_at(reader, queue, "abandon_rate", index)),
            )
        )
    columns = ("queue", "interval", "offered", "service level", "ASA", "abandoned")
    note = (
        f"{len(found)} intervals are under their target; first come those in which most contacts "
        "are missing to it."
    )
    return Table(
        "Worst intervals", columns, tuple(rows), frozenset({"queue", "interval"}), note=note
    )


def _at(reader: Reader, queue: str, metric: str, index: int) -> float | None:
    estimate = reader.at("queue", queue, metric, index)
    return None if estimate is None else estimate.mean
