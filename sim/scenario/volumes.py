"""Files of volumes and heads by interval to tables of numbers.

A table belongs to the dotted path of the node that names the file. Rows outside the period are
ignored, so one file of many months serves any period in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import gcd

from sim.errors import Problem
from sim.scenario.calendar import Axis, open_interval_pieces, open_windows
from sim.scenario.csv_files import (
    CSV_INSTANT_ALLOWED,
    CsvTable,
    Folder,
    Refused,
    first_few,
    read_instant,
)
from sim.scenario.names import some_names
from sim.scenario.schema import Opening
from sim.scenario.shape import nearest
from sim.scenario.unit_numbers import NUMBER_ALLOWED, write_number
from sim.scenario.unit_time import DAY, write_duration, write_instant, year_first

MILLISECOND = timedelta(milliseconds=1)
Numbers = tuple[float, ...]


class Unusable(Exception):
    """A file whose contents cannot be used; carries the problems."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("unusable file")


@dataclass(frozen=True)
class Stamped:
    """One row of a file: its line, its instant, its number."""

    line: int
    at: datetime
    value: float


@dataclass(frozen=True)
class Asked:
    """What the scenario asks of a file: the path of the node, the file, and how to read it."""

    path: str
    file: str
    columns: Mapping[str, str]
    missing_is_zero: bool = False

    @property
    def key(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        return self.file, tuple(sorted(self.columns.items()))

    def unusable(
        self, table: CsvTable, message: str, allowed: str = "", mend: str = ""
    ) -> Unusable:
        """The file as a whole does not fit."""
        return Unusable([Problem(table.source, None, self.path, None, message, allowed, mend)])


def stamped_rows(
    asked: Asked,
    table: CsvTable,
    value_name: str,
    queue: str | None,
    inside: Callable[[datetime], bool],
) -> tuple[list[Stamped], list[datetime]]:
    """The rows of a queue that lie inside the period, and the instants of all its rows.

    Raises Unusable for what is not an instant or, inside the period, not a number.
    """
    start = table.column("interval_start", asked.columns)
    value = table.column(value_name, asked.columns)
    assert start is not None and value is not None
    rows, bad = [], table.problems(asked.path)
    not_instants, not_numbers = [], []
    instants: list[datetime] = []
    for line, cells in rows_of(asked, table, queue):
        at = read_instant(cells[start])
        if at is None:
            not_instants.append(
                Problem(
                    table.source,
                    line,
                    asked.path,
                    cells[start],
                    "is not a date and time",
                    CSV_INSTANT_ALLOWED,
                    year_first(cells[start]),
                )
            )
            continue
        instants.append(at)
        if not inside(at):
            continue
        number = table.number(cells[value])
        if number is None or number < 0:
            what = "is negative" if number is not None else "is not a number"
            if not cells[value]:
                what = f"{value_name} has no value"
            not_numbers.append(
                Problem(table.source, line, asked.path, cells[value] or None, what, NUMBER_ALLOWED)
            )
            continue
        rows.append(Stamped(line, at, number))
    bad.extend([*first_few(not_instants), *first_few(not_numbers)])
    if bad:
        raise Unusable(bad)
    return sorted(rows, key=lambda row: row.at), instants


def rows_of(asked: Asked, table: CsvTable, queue: str | None) -> list[tuple[int, tuple[str, ...]]]:
    """All rows, or those of the queue where the file has a column for it."""
    if queue is None:
        return list(table.rows)
    column = table.column("queue", asked.columns, needed=False)
    if column is None:
        return list(table.rows)
    rows = [row for row in table.rows if row[1][column] == queue]
    if not rows:
        names = list(dict.fromkeys(cells[column] for _, cells in table.rows))
        raise Refused(
            f"{table.source} has no row of the queue {queue}",
            some_names(names),
            nearest(queue, names),
        )
    return rows


@dataclass(frozen=True)
class _Slots:
    """Rows of a file laid on the period."""

    rows: Sequence[Stamped]
    slot: int  # ticks between rows


def _slots_of(
    asked: Asked, table: CsvTable, value_name: str, queue: str | None, axis: Axis, start: datetime
) -> _Slots:
    """The rows inside the period and the width of their slots; Unusable if they do not fit."""
    end = start + timedelta(milliseconds=axis.end - axis.start)
    rows, instants = stamped_rows(asked, table, value_name, queue, lambda at: start <= at < end)
    if not rows:
        span = f"{write_instant(min(instants))} to {write_instant(max(instants))}"
        raise asked.unusable(
            table,
            f"has no row in the period {write_instant(start)} to {write_instant(end)}",
            f"its rows run from {span}",
            "change period.start, or take another file",
        )
    distinct = sorted(set(instants))
    slot = _slot_width([(b - a) // MILLISECOND for a, b in pairwise(distinct)], axis.interval)
    bad = []
    for first, second in pairwise(rows):
        if first.at == second.at:
            bad.append(
                Problem(
                    table.source,
                    max(first.line, second.line),
                    asked.path,
                    write_instant(second.at),
                    f"the interval is there twice (also in line {min(first.line, second.line)})",
                    "every interval once",
                )
            )
    misplaced = [
        Problem(
            table.source,
            row.line,
            asked.path,
            write_instant(row.at),
            f"does not begin a slot of {write_duration(slot)} counted from {write_instant(start)}",
            f"rows {write_duration(slot)} apart",
        )
        for row in rows
        if (row.at - start) // MILLISECOND % slot
    ]
    problems = [*first_few(bad), *first_few(misplaced)]
    if problems:
        raise Unusable(problems)
    return _Slots(rows, slot)


def _slot_width(steps: Sequence[int], interval: int) -> int:
    """Ticks between neighbouring rows: the most frequent step.

    Where rows are left out, that step may be a multiple of the real one; then it is the interval
    if every step is a multiple of it.
    """
    if not steps:
        return interval
    counts = Counter(steps)
    usual = min(counts, key=lambda step: (-counts[step], step))
    common = gcd(*steps)
    is_sparse = usual > interval and common < usual and common % interval == 0
    return interval if is_sparse else usual


def interval_volumes(
    asked: Asked, queue: str, folder: Folder, axis: Axis, start: datetime, opening: Opening | None
) -> Numbers:
    """Expected contacts of each reporting interval.

    Finer slots that divide the interval are summed. Slots missing in open time are refused or
    taken as 0; volume in an interval that is wholly closed is refused. Raises Refused or Unusable.
    """
    table = folder.csv(asked.file)
    laid = _slots_of(asked, table, "offered", queue, axis, start)
    if axis.interval % laid.slot:
        finer = laid.slot < axis.interval
        raise asked.unusable(
            table,
            f"its rows are {write_duration(laid.slot)} apart, which does not divide the "
            f"interval of {write_duration(axis.interval)}"
            if finer
            else f"its rows are {write_duration(laid.slot)} apart, coarser than the "
            f"interval of {write_duration(axis.interval)}",
            "rows at the interval, or finer ones that divide it",
            f"set period.interval to {write_duration(laid.slot)}" if DAY % laid.slot == 0 else "",
        )
    volumes = [0.0] * axis.intervals
    lines: dict[int, int] = {}
    seen = set()
    for row in laid.rows:
        ticks = (row.at - start) // MILLISECOND
        number = ticks // axis.interval
        volumes[number] += row.value
        seen.add(ticks // laid.slot)
        if row.value > 0:
            lines.setdefault(number, row.line)
    if not asked.missing_is_zero:
        _refuse_gaps(asked, table, laid.slot, seen, axis, start, opening)
    closed = closed_volume(volumes, opening, axis)
    if closed:
        raise Unusable(
            [
                Problem(
                    table.source,
                    lines[closed[0]],
                    asked.path,
                    write_number(volumes[closed[0]]),
                    closed_message(closed, volumes, axis, start),
                    CLOSED_ALLOWED,
                    CLOSED_MEND,
                )
            ]
        )
    return tuple(volumes)


CLOSED_ALLOWED = "volume only where the queue is open in the interval"
CLOSED_MEND = "widen `opening`, or set these volumes to 0"


def closed_volume(volumes: Sequence[float], opening: Opening | None, axis: Axis) -> list[int]:
    """Numbers of the reported intervals that have volume but no open time."""
    if opening is None:
        return []
    is_open = {
        number
        for number, begin, _, parts in open_interval_pieces(opening, axis)
        if parts and begin >= axis.start
    }
    return [
        number
        for number, volume in enumerate(volumes[: axis.intervals])
        if volume > 0 and number not in is_open
    ]


def closed_message(
    closed: Sequence[int], volumes: Sequence[float], axis: Axis, start: datetime
) -> str:
    """Which volume lies in closed time."""
    total = write_number(round(sum(volumes[number] for number in closed), 6))
    first = write_instant(start + timedelta(milliseconds=closed[0] * axis.interval))
    where = (
        f"the interval {first}"
        if len(closed) == 1
        else (f"{len(closed):,} intervals, the first {first}")
    )
    return f"volume in closed time: {total} contacts in {where}"


def _refuse_gaps(
    asked: Asked,
    table: CsvTable,
    slot: int,
    seen: set[int],
    axis: Axis,
    start: datetime,
    opening: Opening | None,
) -> None:
    """Unusable if a slot in open time has no row."""
    missing: list[int] = []
    for begin, until in open_windows(opening, axis):
        first = max(begin - axis.start, 0) // slot
        last = -(-max(until - axis.start, 0) // slot)
        missing.extend(number for number in range(first, last) if number not in seen)
    if not missing:
        return
    first_ones = ", ".join(
        write_instant(start + timedelta(milliseconds=number * slot)) for number in missing[:3]
    )
    more = f" and {len(missing) - 3:,} more" if len(missing) > 3 else ""
    when = "of the period" if opening is None else "while it is open"
    raise asked.unusable(
        table,
        f"has no row for {first_ones}{more}",
        f"a row every {write_duration(slot)} {when}",
        "add the rows, or write missing: zero if no row means 0",
    )


def interval_heads(
    asked: Asked,
    value_name: str,
    folder: Folder,
    axis: Axis,
    start: datetime,
    opening: Opening | None,
) -> Numbers:
    """Heads of each reporting interval; coarser rows hold for all intervals in them.

    Raises Refused or Unusable.
    """
    table = folder.csv(asked.file)
    laid = _slots_of(asked, table, value_name, None, axis, start)
    if laid.slot % axis.interval:
        raise asked.unusable(
            table,
            f"its rows are {write_duration(laid.slot)} apart, the interval is "
            f"{write_duration(axis.interval)}",
            "rows at the interval, or coarser ones that it divides",
        )
    heads = [0.0] * axis.intervals
    seen = set()
    for row in laid.rows:
        first = (row.at - start) // MILLISECOND // axis.interval
        seen.add((row.at - start) // MILLISECOND // laid.slot)
        for number in range(first, min(first + laid.slot // axis.interval, axis.intervals)):
            heads[number] = row.value
    if not asked.missing_is_zero:
        _refuse_gaps(asked, table, laid.slot, seen, axis, start, opening)
    return tuple(heads)
