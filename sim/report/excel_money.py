"""The sheets with live formulas: Staffing and Cost, on cells of Assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.report.excel_assumptions import OWN, Assumptions
from sim.report.excel_figures import REPLICATIONS, SCENARIO, band_cells, three, triple
from sim.report.excel_sheet import Cell, Column, Formula, Sheet, column_letters
from sim.report.reading import TICKS_PER_SECOND, Floats, Reader
from sim.report.required import required_by_erlang
from sim.report.wording import Estimate

TICKS_PER_HOUR = 3600 * TICKS_PER_SECOND

# places of columns of Staffing, counted from 0, that formulas name
SEATED, BREAKS, ROSTERED, LENGTH, HOURS, REQUIRED = 4, 5, 6, 7, 8, 10
# and of Cost
QUANTITY, RATE, AMOUNT = 3, 5, 6


def staffing_sheet(readers: Sequence[Reader], assumed: Assumptions, currency: str) -> Sheet:
    """One row a group and interval: seated as planned; gross, hours and cost as formulas."""
    columns = (
        SCENARIO, Column("group"), Column("from", "time"), Column("to", "time"),
        Column("scheduled, seated (net agents)", "agents"),
        Column("paid breaks (agents)", "agents"),
        Column("scheduled, rostered (gross agents)", "agents"),
        Column("length (h)", "hours"), Column("paid hours (h)", "hours"),
        Column(f"staff cost without overtime ({currency or 'money'})", "money"),
        Column("required by Erlang A, seated (net agents)", "agents"),
        Column("required by Erlang A, rostered (gross agents)", "agents"),
        Column("over (+) or under (-), seated (net agents)", "agents"),
        *triple("present", "agents", "agents"), *triple("occupancy", "share", "share"),
        REPLICATIONS,
    )  # fmt: skip
    rows: list[list[Cell]] = []
    for reader in readers:
        required = required_by_erlang(reader.study)
        for group, name in enumerate(reader.study.model.labels.groups):
            needs = required.get(name, np.full(reader.intervals, np.nan))
            rows += _staffing_rows(reader, group, needs, assumed, first_row=len(rows) + 2)
    return Sheet("Staffing", columns, rows)


def _staffing_rows(
    reader: Reader, group: int, needs: Floats, assumed: Assumptions, first_row: int
) -> Iterator[list[Cell]]:
    study = reader.study
    variant, name = study.scenario.variant, study.model.labels.groups[group]
    path = ("agents", name, "shrinkage")
    shrinkage = [assumed.cell(variant, *path, part) for part in ("absent", "off_desk")]
    in_seat = 1 - sum(assumed.number(variant, *path, part) for part in ("absent", "off_desk"))
    hour_cell = assumed.cell(variant, "agents", name, "cost", "hour")
    hour = assumed.number(variant, "agents", name, "cost", "hour")
    instants, lengths = reader.instants(), interval_hours(reader)
    seated = study.model.judging.planned[group]
    rostered = study.model.judging.paid[group] / TICKS_PER_HOUR / lengths
    present = reader.by_interval("group", name, "staffed")
    occupancy = reader.by_interval("group", name, "occupancy")
    s, b, r, h, p = (column_letters(at) for at in (SEATED, BREAKS, ROSTERED, LENGTH, HOURS))
    for number, row in enumerate(range(first_row, first_row + reader.intervals)):
        seats, length = float(seated[number]), float(lengths[number])
        gross, breaks = seats / in_seat, float(rostered[number] - seats / in_seat)
        breaks = round(breaks, 9) + 0.0  # what is left of subtracting equal numbers is no break
        hours = (gross + breaks) * length
        yield [
            variant, name, instants[number], instants[number + 1], seats, breaks,
            Formula(f"={s}{row}/(1-{shrinkage[0]}-{shrinkage[1]})+{b}{row}", gross + breaks),
            length,
            Formula(f"={r}{row}*{h}{row}", hours),
            Formula(f"={p}{row}*{hour_cell}", hours * hour),
            *_required_cells(float(needs[number]), seats, in_seat, shrinkage, row),
            *band_cells(present, number), *band_cells(occupancy, number),
            float(study.replications),
        ]  # fmt: skip


def _required_cells(
    need: float, seats: float, in_seat: float, shrinkage: Sequence[str], row: int
) -> list[Cell]:
    """Required net and gross, and what is scheduled over it; empty where the formula has none."""
    if np.isnan(need):
        return [None, None, None]
    s, q = column_letters(SEATED), column_letters(REQUIRED)
    return [
        need,
        Formula(f"={q}{row}/(1-{shrinkage[0]}-{shrinkage[1]})", need / in_seat),
        Formula(f"={s}{row}-{q}{row}", seats - need),
    ]


def interval_hours(reader: Reader) -> Floats:
    """Length of every interval in hours."""
    clock = reader.study.model.clock
    edges = clock.start + clock.interval * np.arange(reader.intervals + 1, dtype=np.float64)
    return np.diff(np.minimum(edges, clock.end)) / TICKS_PER_HOUR


@dataclass(frozen=True)
class Line:
    """A line of the cost sheet: quantity x rate. `{row}` in a formula is the line's own row."""

    item: str
    name: str
    quantity: float | Formula
    unit: str
    rate: Formula


def cost_sheet(readers: Sequence[Reader], assumed: Assumptions, staffing: Sheet) -> Sheet:
    """What the period costs, line by line; the total, and what a contact costs; the value."""
    currency = readers[0].study.model.judging.currency or "money"
    columns = (
        SCENARIO, Column("item"), Column("of"), Column("quantity", "hours"), Column("unit"),
        Column(f"rate ({currency} a unit)", "money"), Column(f"amount ({currency})", "money"),
        *triple("as simulated", currency, "money"), REPLICATIONS,
    )  # fmt: skip
    rows: list[list[Cell]] = []
    for reader in readers:
        rows += _scenario_rows(reader, assumed, staffing, first_row=len(rows) + 2)
    return Sheet("Cost", columns, rows)


def _scenario_rows(
    reader: Reader, assumed: Assumptions, staffing: Sheet, first_row: int
) -> list[list[Cell]]:
    variant = reader.study.scenario.variant
    rows: list[list[Cell]] = []

    def add(line: Line, simulated: Estimate | None = None) -> float:
        row = first_row + len(rows)
        quantity = line.quantity
        if isinstance(quantity, Formula):
            quantity = Formula(quantity.text.replace("{row}", str(row)), quantity.value)
        amount = value_of(quantity) * line.rate.value
        q, r = column_letters(QUANTITY), column_letters(RATE)
        rows.append(
            [variant, line.item, line.name, quantity, line.unit, line.rate,
             Formula(f"={q}{row}*{r}{row}", amount), *three(simulated),
             float(reader.study.replications)]
        )  # fmt: skip
        return amount

    def add_figure(item: str, formula: str, value: float, metric: str) -> int:
        simulated = reader.whole("center", "center", metric)
        rows.append(
            [variant, item, "all", None, "", None, Formula(formula, value), *three(simulated),
             float(reader.study.replications)]
        )  # fmt: skip
        return first_row + len(rows) - 1

    a = column_letters(AMOUNT)
    amounts = [add(line) for line in _cost_lines(reader, assumed, staffing)]
    last = first_row + len(rows) - 1
    total = sum(amounts)
    total_row = add_figure("total cost", f"=SUM({a}{first_row}:{a}{last})", total, "cost")
    for item, count, metric in (
        ("cost per contact answered", "answered", "cost_per_contact"),
        ("cost per resolution", "resolved_here", "cost_per_resolution"),
    ):
        units = reader.mean("center", "center", count)
        if units:
            row = add_figure(item, "", total / units, metric) - first_row
            q = f"{column_letters(QUANTITY)}{first_row + row}"
            rows[row][QUANTITY], rows[row][QUANTITY + 1] = units, "contacts"
            rows[row][AMOUNT] = Formula(f"={a}{total_row}/{q}", total / units)
    values = list(_value_lines(reader, assumed))
    if values:
        begin = first_row + len(rows)
        worth = sum(add(line, reader.whole("queue", line.name, "value")) for line in values)
        end = first_row + len(rows) - 1
        net = f"=SUM({a}{begin}:{a}{end})-{a}{total_row}"
        add_figure("net result: value - cost", net, worth - total, "net_result")
    return rows


def _cost_lines(reader: Reader, assumed: Assumptions, staffing: Sheet) -> Iterator[Line]:
    """Hours and overtime of every group; everything else that has a rate."""
    model, variant = reader.study.model, reader.study.scenario.variant
    judging = model.judging

    def rate(*path: str) -> Formula:
        return Formula(f"={assumed.cell(variant, *path)}", assumed.number(variant, *path))

    def monthly(*path: str) -> Formula:
        """A monthly rate for the period: x calendar days / days per month."""
        days, per_month = (OWN, "calendar_days"), ("cost", "days_per_month")
        cells = [assumed.cell(variant, *one) for one in (path, days, per_month)]
        money, count, whole = (assumed.number(variant, *one) for one in (path, days, per_month))
        return Formula(f"={cells[0]}*{cells[1]}/{cells[2]}", money * count / whole)

    for number, group in enumerate(model.labels.groups):
        path = ("agents", group, "cost")
        yield Line("staff", group, _paid_hours(variant, group, staffing), "paid hours",
                   rate(*path, "hour"))  # fmt: skip
        overtime = reader.mean("group", group, "overtime_h") or 0.0
        yield Line("overtime", group, overtime, "hours", rate(*path, "overtime_hour"))
        if judging.seat_month[number]:
            yield Line("seats", group, float(judging.seats[number]), "seats",
                       monthly(*path, "seat_month"))  # fmt: skip
        if judging.group_contact[number]:
            handled = reader.mean("group", group, "answered") or 0.0
            yield Line("contacts handled", group, handled, "contacts", rate(*path, "contact"))
    for number, queue in enumerate(model.labels.queues):
        if judging.queue_contact[number]:
            offered = reader.mean("queue", queue, "offered") or 0.0
            yield Line("contacts offered", queue, offered, "contacts",
                       rate("queues", queue, "cost", "contact"))  # fmt: skip
    if judging.center_month:
        yield Line("center, monthly", "all", 1.0, "center", monthly("cost", "month"))
    if judging.line_month:
        lines = ("lines",)
        count = Formula(f"={assumed.cell(variant, *lines)}", assumed.number(variant, *lines))
        yield Line("lines", "all", count, "lines", monthly("cost", "line_month"))


def _paid_hours(variant: str, group: str, staffing: Sheet) -> Formula:
    """Hours of a group on Staffing, by name: sorting that sheet changes nothing."""
    last = len(staffing.rows) + 1
    variants, groups, hours = (
        f"Staffing!${letter}$2:${letter}${last}" for letter in ("A", "B", column_letters(HOURS))
    )
    same = f"EXACT({variants},$A{{row}})*EXACT({groups},$C{{row}})"
    total = sum(
        value_of(row[HOURS])
        for row in staffing.rows
        if row[0] == variant and row[1] == group
    )  # fmt: skip
    return Formula(f"=SUMPRODUCT({same}*{hours})", total)


def _value_lines(reader: Reader, assumed: Assumptions) -> Iterator[Line]:
    """What reached customers are worth, where the scenario says."""
    variant = reader.study.scenario.variant
    for queue in reader.study.model.labels.queues:
        path = ("queues", queue, "value")
        worth = reader.mean("queue", queue, "value")
        if (variant, path) in assumed.places and worth is not None:
            each = assumed.number(variant, *path)
            if each:
                rate = Formula(f"={assumed.cell(variant, *path)}", each)
                yield Line("value of customers reached", queue, worth / each, "customers", rate)


def value_of(cell: Cell) -> float:
    """The number that a cell shows."""
    value = cell.value if isinstance(cell, Formula) else cell
    assert isinstance(value, float)
    return value
