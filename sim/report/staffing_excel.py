"""The workbook of a staffing search: figures as numbers; gross, hours, FTE and cost as formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from io import BytesIO

from sim.planning import GroupStaffing, Staffing
from sim.report.assumptions import SHARE, Assumption, assumptions
from sim.report.excel import MADE
from sim.report.excel_assumptions import OWN, VALUE, Assumptions
from sim.report.excel_sheet import (
    Cell,
    Column,
    Figure,
    Formula,
    Sheet,
    column_letters,
    refuse_too_many,
    write_sheet,
)
from sim.report.staffing_page import TERMS, provenance
from sim.report.staffing_words import staffing_sentences

# places of columns of Staffing, counted from 0, that formulas name
NEED, SEATS, ROSTERED, SCHEDULED, OPEN, NEED_H, SEATS_H, PAID_H = 6, 7, 8, 9, 11, 12, 13, 14
# and of Days
DAY_NEED, DAY_SEATS, DAY_PAID, DAY_SCHEDULED = 5, 6, 7, 9


def staffing_workbook(found: Staffing) -> bytes:
    """The .xlsx file. The same search gives the same bytes; InputError if it has too many rows."""
    from xlsxwriter import Workbook

    assumed = _assumptions_sheet(found)
    staffing = _staffing_sheet(found, assumed)
    refuse_too_many(staffing)
    sheets = (
        _answer_sheet(found),
        staffing,
        _days_sheet(found, assumed, staffing),
        _queues_sheet(found),
        assumed.sheet,
        _definitions_sheet(),
    )
    written = BytesIO()
    with Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": found.scenario.tree.name, "created": MADE})
        for sheet in sheets:
            write_sheet(book, sheet)
    return written.getvalue()


def _answer_sheet(found: Staffing) -> Sheet:
    rows: list[list[Cell]] = [["answer", sentence] for sentence in staffing_sentences(found)]
    rows += [["warning", sentence] for sentence in found.warnings]
    return Sheet("Answer", (Column("kind"), Column("what the search found")), rows)


def _staffing_sheet(found: Staffing, assumed: Assumptions) -> Sheet:
    """One row an interval of the groups that have a number for each."""
    queues = _queues_of(found)
    money = found.scenario.tree.currency or "money"
    columns = (
        Column("group"), Column("day"), Column("from", "time"), Column("to", "time"),
        Column("offered (contacts)", "count"), Column("load (erlangs)", "agents"),
        Column("required, decimal (net agents)", "agents"),
        Column("required, whole seats (net agents)", "count"),
        Column("required, rostered (gross agents)", "agents"),
        Column("scheduled (net agents)", "agents"), Column("over/under (agents)", "agents"),
        Column("open (h)", "hours"), Column("required (h, decimal)", "hours"),
        Column("required (h, whole seats)", "hours"), Column("required, rostered (h)", "hours"),
        Column(f"cost of the rostered hours ({money})", "money"),
        Column("live occupancy", "share"), Column("binding limit"),
        Column("Erlang C (agents)", "agents"), Column("Erlang A (agents)", "agents"),
        *(Column(f"service level: {name}", "share") for name in queues),
        *(Column(f"abandoned: {name}", "share") for name in queues),
    )  # fmt: skip
    rows: list[list[Cell]] = []
    for group in found.groups:
        if not group.by_day:
            rows += _group_rows(found, group, assumed, queues, first_row=len(rows) + 2)
    return Sheet("Staffing", columns, rows)


def _group_rows(
    found: Staffing,
    group: GroupStaffing,
    assumed: Assumptions,
    queues: Sequence[str],
    first_row: int,
) -> Iterator[list[Cell]]:
    variant = found.scenario.variant
    gross = _gross(assumed, variant, group.group)
    cost = ("agents", group.group, "cost", "hour")
    rate, rate_cell = assumed.number(variant, *cost), assumed.cell(variant, *cost)
    length = timedelta(milliseconds=found.scenario.tree.period.interval)
    f, g, h, i, k, n = (
        column_letters(place) for place in (NEED, SEATS, ROSTERED, SCHEDULED, OPEN, PAID_H)
    )
    for row, one in enumerate(group.rows, start=first_row):
        paid_h = one.rostered * one.open_h
        yield [
            group.group, f"{one.start:%Y-%m-%d}", one.start, one.start + length,
            one.offered, one.load_erlangs, one.required, float(one.seated),
            Formula(f"={f}{row}/{gross}", one.rostered),
            one.scheduled,
            Formula(f"={i}{row}-{g}{row}", one.difference),
            one.open_h,
            Formula(f"={f}{row}*{k}{row}", one.required * one.open_h),
            Formula(f"={g}{row}*{k}{row}", one.seated * one.open_h),
            Formula(f"={h}{row}*{k}{row}", paid_h),
            Formula(f"={n}{row}*{rate_cell}", paid_h * rate),
            one.live_occupancy, one.binding, one.erlang_c, one.erlang_a,
            *(one.service_level.get(name) for name in queues),
            *(one.abandon_rate.get(name) for name in queues),
        ]  # fmt: skip


def _gross(assumed: Assumptions, variant: str, group: str) -> str:
    """1 - shrinkage, on cells of Assumptions."""
    path = ("agents", group, "shrinkage")
    absent, off_desk = (assumed.cell(variant, *path, part) for part in ("absent", "off_desk"))
    return f"(1-{absent}-{off_desk})"


def _days_sheet(found: Staffing, assumed: Assumptions, staffing: Sheet) -> Sheet:
    """Hours and FTE of every day; those of intervals are summed from Staffing."""
    queues = _queues_of(found)
    variant = found.scenario.variant
    contract = assumed.cell(variant, OWN, "fte_hours_per_week")
    columns = (
        Column("group"), Column("day"), Column("date", "time"),
        Column("offered (contacts)", "count"),
        Column("work (h)", "hours"), Column("required (h, decimal)", "hours"),
        Column("required (h, whole seats)", "hours"), Column("required, rostered (h)", "hours"),
        Column("FTE", "agents"), Column("scheduled (h)", "hours"),
        Column("over/under (h)", "hours"), Column("binding limit (hours a day)"),
        *(Column(f"service level: {name}", "share") for name in queues),
    )  # fmt: skip
    rows: list[list[Cell]] = []
    need, seats, paid, scheduled = (
        column_letters(place) for place in (DAY_NEED, DAY_SEATS, DAY_PAID, DAY_SCHEDULED)
    )
    for group in found.groups:
        gross = _gross(assumed, variant, group.group)
        for day in group.days:
            row = len(rows) + 2
            needs: list[Cell] = [day.seated_h, day.whole_h]
            if not group.by_day:
                needs = [
                    Formula(_sum_of(staffing, place, row), value)
                    for place, value in ((NEED_H, day.seated_h), (SEATS_H, day.whole_h))
                ]
            rows.append(
                [
                    group.group, day.day.isoformat(), datetime.combine(day.day, time()),
                    day.offered, day.work_h,
                    *needs,
                    Formula(f"={need}{row}/{gross}", day.rostered_h),
                    Formula(f"={paid}{row}/({contract}/5)", day.fte),
                    day.scheduled_h,
                    Formula(f"={scheduled}{row}-{seats}{row}", day.difference_h),
                    day.binding,
                    *(day.service_level.get(name) for name in queues),
                ]
            )  # fmt: skip
    return Sheet("Days", columns, rows)


def _sum_of(staffing: Sheet, place: int, row: int) -> str:
    """A column of Staffing over the group and the day of a row of Days; sorting changes nothing."""
    last = len(staffing.rows) + 1
    groups, days, figures = (
        f"Staffing!${letter}$2:${letter}${last}" for letter in ("A", "B", column_letters(place))
    )
    return f"=SUMPRODUCT(EXACT({groups},$A{row})*EXACT({days},$B{row})*{figures})"


def _queues_sheet(found: Staffing) -> Sheet:
    """Targets, and what the plan gives with the customers of the search and with others."""
    columns = (
        Column("queue"), Column("formula"), Column("target: answered", "share"),
        Column("target: within (s)", "seconds"), Column("target: abandoned at most", "share"),
        Column("service level", "share"), Column("service level, low", "share"),
        Column("service level, high", "share"), Column("abandoned", "share"),
        Column("abandoned, low", "share"), Column("abandoned, high", "share"),
        Column("days on target", "share"), Column("service level, other customers", "share"),
        Column("other customers, low", "share"), Column("other customers, high", "share"),
        Column("replications", "number"),
    )  # fmt: skip
    rows: list[list[Cell]] = [
        [
            one.queue, one.formula, one.answered, one.within_s, one.abandoned,
            *one.service_level, *one.abandon_rate, one.days_met, *one.service_level_again,
            float(found.replications),
        ]
        for one in found.queues
    ]  # fmt: skip
    return Sheet("Queues", columns, rows)


def _assumptions_sheet(found: Staffing) -> Assumptions:
    """Every value of the scenario with the plan, and what the search was asked for."""
    variant = found.scenario.variant
    own = [Assumption((OWN, "fte_hours_per_week"), found.fte_hours.per_week, "h")]
    if found.confidence is not None:
        own.append(Assumption((OWN, "confidence"), found.confidence, SHARE))
    own += [
        Assumption((OWN, name.replace(" ", "_")), text, "")
        for name, text in provenance(found).items()
    ]
    rows: list[list[Cell]] = []
    places, values = {}, {}
    for row, one in enumerate([*assumptions(found.scenario), *own], start=2):
        places[variant, one.path], values[variant, one.path] = row, one.value
        is_share = isinstance(one.value, float) and one.unit == SHARE
        cell = Figure(one.value, "share") if is_share else one.value  # type: ignore[arg-type]
        rows.append([variant, one.name, cell, one.unit])
    assert column_letters(2) == VALUE
    columns = (Column("scenario"), Column("assumption"), Column("value", "number"), Column("unit"))
    return Assumptions(Sheet("Assumptions", columns, rows), places, values)


def _definitions_sheet() -> Sheet:
    columns = (Column("figure"), Column("unit"), Column("meaning"))
    more = (
        ("required, rostered; hours; FTE; cost", "", "formulas: another shrinkage, rate or "
         "contract on Assumptions gives another roster; the need itself takes another search"),
        ("low, high", "", "95 % interval of the mean over the replications; empty with one"),
        ("empty cell", "", "not available: nothing to divide by, or no target"),
    )  # fmt: skip
    return Sheet("Definitions", columns, [list(row) for row in (*TERMS, *more)])


def _queues_of(found: Staffing) -> list[str]:
    return list(dict.fromkeys(name for group in found.groups for name in group.queues))
