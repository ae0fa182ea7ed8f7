"""A file of what was recorded: one row an interval and queue, to be held against a simulation.

Columns: `interval_start`, `queue` (not needed where the scenario has one queue; `center` is all of
them together) and any of COLUMNS. Rows outside the period are ignored; finer slots that divide the
interval are put together; an empty cell was not recorded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from math import gcd
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, Problem
from sim.scenario.calendar import Axis
from sim.scenario.csv_files import (
    CSV_INSTANT_ALLOWED,
    CsvTable,
    Folder,
    Refused,
    first_few,
    read_instant,
)
from sim.scenario.names import some_names
from sim.scenario.scenario import Scenario
from sim.scenario.shape import nearest
from sim.scenario.unit_numbers import NUMBER_ALLOWED
from sim.scenario.unit_time import write_duration, write_instant, year_first

Floats = NDArray[np.float64]

CENTER: Final = "center"
COUNTS: Final = ("offered", "answered", "abandoned")
MEANS: Final = {"handle_time_s": "handle_s", "handle_s": "handle_s", "asa_s": "asa_s"}
"""Column -> metric: a mean over the answered contacts of the row."""

SUMS: Final = {"sum_handle_s": "handle_s", "sum_wait_answered_s": "asa_s"}
"""Column -> metric: seconds of the answered contacts of the row, added up."""

SERVICE_LEVEL: Final = "service_level"
IN_TIME: Final = re.compile(r"answered_within_([0-9]+)s")
COLUMNS: Final = (*COUNTS, "handle_time_s", "asa_s", SERVICE_LEVEL, "answered_within_20s",
                  *SUMS)  # fmt: skip
METRICS: Final = (*COUNTS, SERVICE_LEVEL, "asa_s", "handle_s")
"""What can be recorded, in the order in which it is shown."""


@dataclass(frozen=True, eq=False)
class Recorded:
    """One figure of one queue by interval: numerators over denominators, nan: not recorded."""

    numerator: Floats
    denominator: Floats

    @property
    def value(self) -> Floats:
        """The figure; nan where it was not recorded, or where there was nothing to divide by."""
        good = self.denominator > 0
        return np.where(good, self.numerator / np.where(good, self.denominator, 1.0), np.nan)

    def whole(self, *, is_count: bool) -> float:
        """Over all intervals that were recorded: a sum of counts, or the ratio of the sums."""
        known = np.isfinite(self.numerator) & (self.denominator > 0)
        if not known.any():
            return math.nan
        total = float(self.numerator[known].sum())
        return total if is_count else total / float(self.denominator[known].sum())


@dataclass(frozen=True, eq=False)
class History:
    """Recorded figures by (queue or `center`, metric); what of the file was not used."""

    source: str
    figures: Mapping[tuple[str, str], Recorded]
    unknown: tuple[str, ...]  # names in `queue` that the scenario does not have
    unused: tuple[str, ...]  # columns


@dataclass
class _Sums:
    """What the rows of one queue and interval add up to; nan: nothing recorded."""

    numerator: dict[str, Floats]
    denominator: dict[str, Floats]


def read_history(path: Path, scenario: Scenario) -> History:
    """The recorded figures of a CSV file that lie in the scenario's period. Raises InputError."""
    try:
        table = Folder(path.parent).csv(path.name)
        return _read(table, scenario)
    except Refused as error:
        message, allowed, mend = error.details
        source = path.name if not message.startswith(path.name) else "history"
        raise InputError([Problem(source, None, "", None, message, allowed, mend)]) from None


def _read(table: CsvTable, scenario: Scenario) -> History:
    period, queues = scenario.tree.period, tuple(scenario.tree.queues)
    axis = Axis.of(period)
    start_column = table.column("interval_start", {})
    assert start_column is not None
    known = {name: place for place, name in enumerate(table.header) if _is_figure(name)}
    if not known:
        raise Refused(f"{table.source} has no column of figures", ", ".join(COLUMNS))
    queue_column = table.header.index("queue") if "queue" in table.header else None
    if queue_column is None and len(queues) != 1:
        raise Refused(
            f"{table.source} has no column queue, and the scenario has {len(queues)} queues",
            "one queue in each row, or center for all of them",
        )
    names = (*queues, CENTER)
    problems = list(table.problems(""))
    bad_instants, bad_numbers, misplaced, twice = [], [], [], []
    unknown: dict[str, None] = {}
    rows: dict[tuple[str, int], dict[str, float]] = {}
    begins = []
    for line, cells in table.rows:
        name = queues[0] if queue_column is None else cells[queue_column]
        at = read_instant(cells[start_column])
        if at is None:
            bad_instants.append(
                Problem(table.source, line, "", cells[start_column], "is not a date and time",
                        CSV_INSTANT_ALLOWED, year_first(cells[start_column]))
            )  # fmt: skip
            continue
        ticks = (at - period.start) // timedelta(milliseconds=1)
        if not 0 <= ticks < period.length:
            continue
        if name not in names:
            unknown[name] = None
            continue
        row = {}
        for column, place in known.items():
            number = _figure(table, column, cells[place])
            if number is None:
                bad_numbers.append(
                    Problem(table.source, line, "", cells[place], f"{column} is not a number",
                            "80% or 0.8" if column == SERVICE_LEVEL else NUMBER_ALLOWED)
                )  # fmt: skip
            elif math.isfinite(number):
                row[column] = number
        if (name, ticks) in rows:
            said = f"the interval of {name} is there twice"
            twice.append(Problem(table.source, line, "", cells[start_column], said,
                                 "every interval of a queue once"))  # fmt: skip
        rows[name, ticks] = row
        begins.append(ticks)
    slot = _slot(begins, period.interval)
    if period.interval % slot:
        widths = write_duration(slot), write_duration(period.interval)
        said = f"its rows are {widths[0]} apart, the interval is {widths[1]}"
        allowed = "rows at the interval, or finer ones that divide it"
        problems.append(Problem(table.source, None, "", None, said, allowed))
    else:
        misplaced = [
            Problem(table.source, None, "", write_instant(period.start + timedelta(milliseconds=t)),
                    f"does not begin a slot of {write_duration(slot)} counted from the period's "
                    "start", f"rows {write_duration(slot)} apart")
            for t in sorted(set(begins)) if t % slot
        ]  # fmt: skip
    for found in (bad_instants, bad_numbers, twice, misplaced):
        problems += first_few(found)
    if not problems and not rows:
        problems.append(_nothing(table, scenario, tuple(unknown), names))
    if problems:
        raise InputError(problems)
    within = _targets(scenario)
    sums = _added_up(rows, axis.intervals, period.interval, within)
    figures: dict[tuple[str, str], Recorded] = {
        (name, metric): Recorded(one.numerator[metric], one.denominator[metric])
        for name, one in sums.items()
        for metric in METRICS
        if metric in one.numerator
    }
    used = {"interval_start", "queue", *known}
    unused = tuple(column for column in table.header if column not in used)
    return History(table.source, figures, tuple(unknown), unused)


def _is_figure(column: str) -> bool:
    named = (*COUNTS, *MEANS, *SUMS, SERVICE_LEVEL)
    return column in named or IN_TIME.fullmatch(column) is not None


def _figure(table: CsvTable, column: str, text: str) -> float | None:
    """A number of 0 or more, nan for an empty cell, None for what is none; `80%` is a share."""
    word = text.strip()
    if not word:
        return math.nan
    if column == SERVICE_LEVEL:
        number = table.number(word.rstrip("%").strip())
        if number is None:
            return None
        share = number / 100 if word.endswith("%") else number
        return share if 0 <= share <= 1 else None
    number = table.number(word)
    return number if number is not None and number >= 0 else None


def _slot(begins: Sequence[int], interval: int) -> int:
    """Ticks between neighbouring rows; the interval where a single one says nothing."""
    steps = [second - first for first, second in pairwise(sorted(set(begins)))]
    return gcd(*steps) if steps else interval


def _targets(scenario: Scenario) -> dict[str, int]:
    """Target time in whole seconds by queue, and of the center where all have the same."""
    found = {}
    for name, queue in scenario.tree.queues.items():
        target = queue.target
        if target is not None and target.within is not None and target.within % 1000 == 0:
            found[name] = target.within // 1000
    if found and len(set(found.values())) == 1:
        found[CENTER] = next(iter(found.values()))
    return found


def _added_up(
    rows: Mapping[tuple[str, int], Mapping[str, float]], intervals: int, interval: int,
    within: Mapping[str, int],
) -> dict[str, _Sums]:  # fmt: skip
    """Numerators and denominators of every metric by queue."""
    found: dict[str, _Sums] = {}
    for (name, ticks), row in sorted(rows.items()):
        one = found.setdefault(name, _Sums({}, {}))
        for metric, (numerator, denominator) in _terms(row, within.get(name)).items():
            above = one.numerator.setdefault(metric, np.full(intervals, np.nan))
            below = one.denominator.setdefault(metric, np.zeros(intervals))
            place = ticks // interval
            above[place] = np.nan_to_num(above[place]) + numerator
            below[place] = 1.0 if metric in COUNTS else below[place] + denominator
    return found


def _terms(row: Mapping[str, float], within: int | None) -> dict[str, tuple[float, float]]:
    """What one row says: metric -> numerator and denominator."""
    found = {name: (row[name], 1.0) for name in COUNTS if name in row}
    answered = row.get("answered", 1.0)  # means of rows without counts weigh the same
    for column, metric in MEANS.items():
        if column in row:
            found[metric] = (row[column] * answered, answered)
    for column, metric in SUMS.items():
        if column in row and "answered" in row:
            found[metric] = (row[column], answered)
    offered = row.get("offered", 1.0)
    if SERVICE_LEVEL in row:
        found[SERVICE_LEVEL] = (row[SERVICE_LEVEL] * offered, offered)
    elif within is not None and f"answered_within_{within}s" in row and "offered" in row:
        found[SERVICE_LEVEL] = (row[f"answered_within_{within}s"], offered)
    return found


def _nothing(
    table: CsvTable, scenario: Scenario, unknown: tuple[str, ...], names: tuple[str, ...]
) -> Problem:
    """Why no row can be used."""
    if unknown:
        return Problem(table.source, None, "", some_names(unknown), "is no queue of the scenario",
                       some_names(names), nearest(unknown[0], names))  # fmt: skip
    period = scenario.tree.period
    end = period.start + timedelta(milliseconds=period.length)
    said = f"has no row in the period {write_instant(period.start)} to {write_instant(end)}"
    return Problem(table.source, None, "", None, said, "rows of the simulated period",
                   "change period.start, or take another file")  # fmt: skip
