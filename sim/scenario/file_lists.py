"""Files of instants, of the weights of a week and of durations to tables of numbers."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise

from sim.errors import Problem
from sim.scenario.calendar import Axis
from sim.scenario.csv_files import (
    CSV_INSTANT_ALLOWED,
    CsvTable,
    Folder,
    first_few,
    read_date_and_clock,
    read_instant,
)
from sim.scenario.demand_rules import week_findings
from sim.scenario.unit_numbers import NUMBER_ALLOWED
from sim.scenario.unit_time import DAY, WEEKDAYS, parse_clock, year_first
from sim.scenario.volumes import MILLISECOND, Asked, Numbers, Unusable, rows_of


def trace_ticks(asked: Asked, queue: str, folder: Folder, axis: Axis, start: datetime) -> Numbers:
    """Sorted instants of the period as ticks since its start. Raises Refused or Unusable."""
    table = folder.csv(asked.file)
    instant = table.column("instant", asked.columns)
    date = table.column("date", asked.columns, needed=False) if "date" in asked.columns else None
    assert instant is not None
    bad = []
    ticks = []
    length = axis.end - axis.start
    for line, cells in rows_of(asked, table, queue):
        at = (
            read_instant(cells[instant])
            if date is None
            else read_date_and_clock(cells[date], cells[instant])
        )
        if at is None:
            written = cells[instant] if date is None else f"{cells[date]} {cells[instant]}"
            mend = (
                "name the column of the date too: columns: {instant: ..., date: ...}"
                if date is None and re.fullmatch(r"[0-9]{1,2}:[0-9:.]+", written)
                else year_first(written)
            )
            bad.append(
                Problem(
                    table.source,
                    line,
                    asked.path,
                    written,
                    "is not a date and time",
                    CSV_INSTANT_ALLOWED,
                    mend,
                )
            )
            continue
        tick = (at - start) // MILLISECOND
        if 0 <= tick < length:
            ticks.append(float(tick))
    problems = [*table.problems(asked.path), *first_few(bad)]
    if problems:
        raise Unusable(problems)
    return tuple(sorted(ticks))


def week_weights(asked: Asked, folder: Folder) -> Numbers:
    """Weights of a week in equal slots from Monday 00:00; a file of one day holds for all days.

    The file names its slots by date and time, or by weekday and clock time ("mon 08:00").
    Raises Refused or Unusable.
    """
    table = folder.csv(asked.file)
    start = table.column("interval_start", asked.columns)
    value = table.column("weight", asked.columns)
    assert start is not None and value is not None
    bad = table.problems(asked.path)
    weights: dict[int, float] = {}
    for line, cells in table.rows:
        place = _place_in_week(cells[start])
        number = table.number(cells[value])
        if place is None or number is None or number < 0 or place in weights:
            what = (
                (
                    cells[start],
                    "is not a date and time, nor a weekday and clock time",
                    f"{CSV_INSTANT_ALLOWED}, or mon 08:00",
                    year_first(cells[start]),
                )
                if place is None
                else (cells[value], "is not a number, 0 or more", NUMBER_ALLOWED)
                if number is None or number < 0
                else (cells[start], "is there twice in the week", "every slot of a week once")
            )
            bad.append(Problem(table.source, line, asked.path, *what))
            continue
        weights[place] = number
    if bad:
        raise Unusable(first_few(bad))
    return _whole_week(asked, table, weights)


def _whole_week(asked: Asked, table: CsvTable, weights: dict[int, float]) -> Numbers:
    """The weights in order, once they cover a week (or one day) without a gap."""
    places = sorted(weights)
    steps = [second - first for first, second in pairwise(places)]
    slot = min(steps, default=0)
    days = len({place // DAY for place in places})
    even = slot > 0 and all(step == slot for step in steps) and len(places) * slot == days * DAY
    if not even or days not in (1, 7):
        raise asked.unusable(
            table,
            f"its {len(places)} rows do not cover exactly one week (or one day) in equal slots",
            "168 rows for hours, 336 for half hours; 24 or 48 for a day",
            "give every slot a row, 0 where nothing happens",
        )
    values = tuple(weights[place] for place in places) * (7 // days)
    findings = week_findings(values)
    if findings:
        raise Unusable(
            [
                Problem(table.source, None, asked.path, None, finding.message, finding.allowed)
                for finding in findings
            ]
        )
    return values


def _place_in_week(text: str) -> int | None:
    """Ticks since Monday 00:00."""
    at = read_instant(text)
    if at is not None:
        clock = (at - datetime(at.year, at.month, at.day)) // MILLISECOND
        return at.weekday() * DAY + clock
    day, _, clock_text = text.strip().lower().partition(" ")
    if day not in WEEKDAYS:
        return None
    try:
        clock = parse_clock(clock_text.strip())
    except ValueError:
        return None
    return WEEKDAYS.index(day) * DAY + clock if clock < DAY else None


def durations(asked: Asked, folder: Folder) -> Numbers:
    """The seconds of an empirical distribution, in file order. Raises Refused or Unusable."""
    table = folder.csv(asked.file)
    rows: list[tuple[int, str]]
    if "seconds" in asked.columns or "seconds" in table.header or len(table.header) > 1:
        column = table.column("seconds", asked.columns)
        assert column is not None
        rows = [(line, cells[column]) for line, cells in table.rows]
    else:
        rows = [(line, cells[0]) for line, cells in table.rows]
        if table.number(table.header[0]) is not None:
            rows.insert(0, (1, table.header[0]))  # a file without header
    bad = table.problems(asked.path)
    seconds = []
    for line, text in rows:
        number = table.number(text)
        if number is None or number < 0 or number > 316_224_000:
            what = "is not a number of seconds, 0 or more"
            bad.append(Problem(table.source, line, asked.path, text, what, NUMBER_ALLOWED))
            continue
        seconds.append(round(number * 1000) / 1000)  # durations are whole ticks
    if bad:
        raise Unusable(first_few(bad))
    return tuple(seconds)
