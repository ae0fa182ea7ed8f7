"""What a staffing search found as plain values: JSON, rows of a CSV file, a file of seats."""

from __future__ import annotations

import csv
import io
import math
from typing import Any

from sim.planning.result import GroupStaffing, QueueFigures, Staffing, StaffingDay, StaffingRow
from sim.scenario.unit_time import write_duration

DAY_COLUMNS = (
    "group", "day", "offered", "work_h", "seated_h", "whole_h", "rostered_h", "fte", "scheduled_h",
    "difference_h", "binding",
)  # fmt: skip

COLUMNS = (
    "group", "interval_start", "offered", "load_erlangs", "required", "seated", "rostered",
    "scheduled", "difference", "live_occupancy", "binding", "erlang_c", "erlang_a",
)  # fmt: skip


def document(found: Staffing) -> dict[str, Any]:
    """The document of `ccsim staff --json`; null where a figure is not available."""
    return {
        "scenario": found.scenario.tree.name,
        "variant": found.scenario.variant,
        "engine": found.engine,
        "replications": found.replications,
        "seed": found.seed,
        "confidence": found.confidence,
        "every_interval": found.every_interval,
        "hold": write_duration(found.hold),
        "fte_hours_per_week": found.fte_hours.per_week,
        "trials": found.trials,
        "ending": found.ending or None,
        "seated_h": found.seated_h,
        "day_target_h": found.day_target_h,
        "queues": {one.queue: _queue(one) for one in found.queues},
        "groups": {one.group: _group(one) for one in found.groups},
        "warnings": list(found.warnings),
    }


def _queue(one: QueueFigures) -> dict[str, Any]:
    def figure(values: tuple[float, float, float]) -> dict[str, float | None]:
        return dict(zip(("mean", "low", "high"), map(_plain, values), strict=True))

    return {
        "target": {
            "answered": one.answered,
            "within_s": one.within_s,
            "abandoned": one.abandoned,
            "formula": one.formula,
        },
        "service_level": figure(one.service_level),
        "abandon_rate": figure(one.abandon_rate),
        "days_met": _plain(one.days_met),
        "other_customers": {
            "service_level": figure(one.service_level_again),
            "abandon_rate": figure(one.abandon_rate_again),
        },
    }


def _group(one: GroupStaffing) -> dict[str, Any]:
    return {
        "queues": list(one.queues),
        "by_day": one.by_day,
        "fte": one.fte,
        "days": [_day(day) for day in one.days],
        "intervals": [] if one.by_day else [_row(row) for row in one.rows],
    }


def _day(day: StaffingDay) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "offered": day.offered,
        "work_h": day.work_h,
        "seated_h": day.seated_h,
        "whole_h": day.whole_h,
        "rostered_h": day.rostered_h,
        "fte": day.fte,
        "scheduled_h": day.scheduled_h,
        "difference_h": day.difference_h,
        "service_level": {queue: _plain(share) for queue, share in day.service_level.items()},
        "binding": day.binding or None,
    }


def _row(row: StaffingRow) -> dict[str, Any]:
    return {
        "start": row.start.isoformat(),
        "offered": row.offered,
        "load_erlangs": row.load_erlangs,
        "required": row.required,
        "seated": row.seated,
        "rostered": row.rostered,
        "scheduled": row.scheduled,
        "difference": row.difference,
        "service_level": {queue: _plain(share) for queue, share in row.service_level.items()},
        "abandon_rate": {queue: _plain(share) for queue, share in row.abandon_rate.items()},
        "live_occupancy": _plain(row.live_occupancy),
        "binding": row.binding or None,
        "erlang_c": _plain(row.erlang_c),
        "erlang_a": _plain(row.erlang_a),
    }


def seats_csv(group: GroupStaffing) -> str:
    """Whole seats as a file that `seated: {file: ...}` reads."""
    rows = [("interval_start", "seated")]
    rows += [(f"{row.start:%Y-%m-%d %H:%M:%S}", str(row.seated)) for row in group.rows]
    return _csv(rows)


def staffing_csv(found: Staffing) -> str:
    """Every interval of the groups that have a number for each; queues in columns of their own."""
    queues = _queue_names(found)
    head = list(COLUMNS)
    head += [f"service_level {name}" for name in queues]
    head += [f"abandon_rate {name}" for name in queues]
    rows: list[tuple[str, ...]] = [tuple(head)]
    for group in found.groups:
        if group.by_day:
            continue
        for row in group.rows:
            figures = (row.offered, row.load_erlangs, row.required, row.seated, row.rostered,
                       row.scheduled, row.difference, row.live_occupancy)  # fmt: skip
            by_queue = [row.service_level.get(name, math.nan) for name in queues]
            by_queue += [row.abandon_rate.get(name, math.nan) for name in queues]
            rows.append(
                (
                    group.group,
                    f"{row.start:%Y-%m-%d %H:%M:%S}",
                    *map(_cell, figures),
                    row.binding,
                    _cell(row.erlang_c),
                    _cell(row.erlang_a),
                    *map(_cell, by_queue),
                )
            )
    return _csv(rows)


def days_csv(found: Staffing) -> str:
    """Every day of every group; queues in columns of their own."""
    queues = _queue_names(found)
    rows: list[tuple[str, ...]] = [(*DAY_COLUMNS, *(f"service_level {name}" for name in queues))]
    for group in found.groups:
        for day in group.days:
            figures = (day.offered, day.work_h, day.seated_h, day.whole_h, day.rostered_h, day.fte,
                       day.scheduled_h, day.difference_h)  # fmt: skip
            by_queue = [day.service_level.get(name, math.nan) for name in queues]
            rows.append(
                (group.group, day.day.isoformat(), *map(_cell, figures), day.binding,
                 *map(_cell, by_queue))
            )  # fmt: skip
    return _csv(rows)


def _queue_names(found: Staffing) -> list[str]:
    return list(dict.fromkeys(name for group in found.groups for name in group.queues))


def _csv(rows: list[Any]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _cell(value: float) -> str:
    return f"{value:.6g}" if math.isfinite(value) else ""


def _plain(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
