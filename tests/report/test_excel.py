"""Workbooks: every formula recomputed, every figure beside the study, nothing a name can do."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook

from sim.analytic import erlang_a
from sim.errors import InputError
from sim.report import excel_sheet
from sim.report.assumptions import assumptions, changes_table
from sim.report.excel import comparison_workbook, study_workbook
from sim.report.excel_figures import INTERVAL_METRICS, QUEUE_METRICS
from sim.report.excel_sheet import Column, Sheet, clipped, column_letters
from sim.report.reading import Reader
from sim.scenario import load
from sim.studies import study as simulate
from sim.studies.comparison import compare
from tests.report.office_scenario import OFFICE
from tests.report.workbook_sums import Calculator

SHEETS = [
    "Answer", "Staffing", "Queues", "Intervals", "Flows", "Cost", "Assumptions", "Definitions",
]  # fmt: skip
CLOSE = {"rel": 1e-9, "abs": 1e-9}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "office.yaml"
    path.write_text(OFFICE, "utf-8")
    return path


@pytest.fixture(scope="module")
def study(file: Path) -> Any:
    return simulate(load(file))


@pytest.fixture(scope="module")
def comparison(file: Path) -> Any:
    base = load(file)
    return compare([base, *(base.variant_named(name) for name in base.variants)])


@pytest.fixture(scope="module")
def book(study: Any) -> Any:
    return opened(study_workbook(study))


def opened(content: bytes, *, values: bool = False) -> Any:
    return load_workbook(BytesIO(content), data_only=values)


def rows_of(book: Any, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by header; cells with a formula as the formula."""
    header, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def formulas(book: Any) -> list[tuple[str, str, str]]:
    """(sheet, cell, formula) of every formula."""
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    return [(c.parent.title, c.coordinate, c.value) for c in cells if c.data_type == "f"]


def row_number(book: Any, sheet: str, **wanted: str) -> int:
    """The row with these cells, counted as Excel does."""
    found = [
        number
        for number, row in enumerate(rows_of(book, sheet), start=2)
        if all(row[name] == value for name, value in wanted.items())
    ]
    [number] = found
    return number


def center(study: Any, metric: str) -> float:
    mean = Reader(study).mean("center", "center", metric)
    assert mean is not None
    return mean


# ---------------------------------------------------------------- shape


def test_every_sheet_has_one_frozen_header_row_with_filters(book: Any) -> None:
    assert book.sheetnames == SHEETS
    for sheet in book:
        header = [cell.value for cell in sheet[1]]
        assert all(isinstance(text, str) and text for text in header)
        assert len(set(header)) == len(header)
        assert sheet.freeze_panes == "A2"
        last = column_letters(len(header) - 1)
        assert sheet.auto_filter.ref == f"A1:{last}{sheet.max_row}"
        assert not sheet.merged_cells.ranges
        assert sheet.max_row > 1


def test_dates_are_dates_and_numbers_are_numbers(book: Any, study: Any) -> None:
    instants = Reader(study).instants()
    for sheet, entities in (("Staffing", 3), ("Intervals", 2)):
        rows = rows_of(book, sheet)
        assert [row["from"] for row in rows] == instants[:-1] * entities
        assert [row["to"] for row in rows] == instants[1:] * entities
        assert book[sheet]["C2"].number_format == "yyyy-mm-dd hh:mm"
        assert all(isinstance(row["replications"], int) for row in rows)
    start = row_number(book, "Assumptions", assumption="period.start")
    assert book["Assumptions"][f"C{start}"].value == datetime(2026, 3, 2, 8)
    share = row_number(book, "Assumptions", assumption="queues.+calls.target.answered")
    cell = book["Assumptions"][f"C{share}"]
    assert (cell.value, cell.number_format) == (0.8, "0.0 %")


def test_column_letters() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 27, 701, 702)] == [
        "A", "Z", "AA", "AB", "ZZ", "AAA",
    ]  # fmt: skip


def test_the_same_study_gives_the_same_bytes(study: Any) -> None:
    assert study_workbook(study) == study_workbook(study)


# ---------------------------------------------------------------- required staff


def test_required_is_what_erlang_a_needs(tmp_path: Path) -> None:
    """100/h x 240 s, patience 3 min, 80 % in 20 s: 8 are too few, 9 enough, on a line between."""
    path = tmp_path / "line.yaml"
    path.write_text(
        "name: A line\nperiod: {start: 2026-03-02 08:00, length: 2h, interval: 30min}\n"
        "queues:\n"
        "  calls:\n    channel: voice\n    arrivals: {rate: 100/h}\n"
        "    handle_time: {mean: 240s, distribution: exponential}\n"
        "    patience: {mean: 3min, distribution: exponential}\n"
        "    target: {answered: 80%, within: 20s}\n"
        "  mails:\n    channel: email\n    arrivals: {rate: 10/h}\n"
        "    handle_time: {mean: 240s}\n    target: {answered: 80%, within: 4h}\n"
        "agents:\n"
        "  desk: {seated: 8, shrinkage: {absent: 20%}, skills: {calls: 1}}\n"
        "  writers: {seated: 1, skills: {mails: 1}}\n"
        "run: {replications: 2, seed: 1}\n",
        "utf-8",
    )
    rows = rows_of(opened(study_workbook(simulate(load(path))), values=True), "Staffing")
    with_8, with_9 = (
        erlang_a(100 / 3600 * 240, seats, 240.0, 180.0, 20.0).service_level for seats in (8, 9)
    )
    assert with_8 < 0.8 < with_9
    for row in rows[:4]:
        need = row["required by Erlang A, seated (net agents)"]
        assert need == pytest.approx(8 + (0.8 - with_8) / (with_9 - with_8))
        assert row["required by Erlang A, rostered (gross agents)"] == pytest.approx(need / 0.8)
        assert row["over (+) or under (-), seated (net agents)"] == pytest.approx(8 - need)
    assert {row["required by Erlang A, seated (net agents)"] for row in rows[4:]} == {None}


# ---------------------------------------------------------------- names


def test_names_are_text_whatever_they_begin_with(book: Any) -> None:
    texts = {
        cell.value: cell.data_type
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value[0] in "=+-@"
    }
    names = {text: kind for text, kind in texts.items() if kind != "f"}
    assert {"=A desk, 客户服务", "+calls", "@订单", "+desk", "-二线"} <= set(names)
    assert set(names.values()) == {"s"}
    made = {text for text, kind in texts.items() if kind == "f"}
    assert made == {text for _, _, text in formulas(book)}


def test_no_formula_has_a_name_of_the_user_in_it(book: Any) -> None:
    for _, _, text in formulas(book):
        assert "calls" not in text and "订" not in text and '"' not in text


# ---------------------------------------------------------------- formulas


def test_every_formula_gives_what_is_written_beside_it(study: Any, book: Any) -> None:
    written = opened(study_workbook(study), values=True)
    calculator = Calculator(book)
    found = formulas(book)
    assert {sheet for sheet, _, _ in found} == {"Staffing", "Cost", "Assumptions"}
    assert len(found) > 50
    for sheet, cell, text in found:
        assert calculator.formula(sheet, text) == pytest.approx(written[sheet][cell].value, **CLOSE)


def test_staffing_is_that_of_the_study(study: Any, book: Any) -> None:
    calculator, reader = Calculator(book), Reader(study)
    for number, row in enumerate(rows_of(book, "Staffing"), start=2):
        slot = (number - 2) % 4
        for metric, column in (("seated", "E"), ("rostered", "G")):
            wanted = reader.at("group", row["group"], metric, slot)
            assert wanted is not None
            assert calculator.cell("Staffing", f"{column}{number}") == pytest.approx(
                wanted.mean, **CLOSE
            )
        present = reader.at("group", row["group"], "staffed", slot)
        assert present is not None and row["present (agents)"] == pytest.approx(present.mean)


def test_gross_staffing_by_hand(book: Any) -> None:
    """4 seated, 20 % shrinkage: 5 rostered, 2.5 h and 75 EUR in half an hour at 30 an hour."""
    calculator = Calculator(book)
    first = row_number(book, "Staffing", group="+desk", **{"from": datetime(2026, 3, 2, 8)})  # type: ignore[arg-type]
    assert [calculator.cell("Staffing", f"{column}{first}") for column in "EGIJ"] == pytest.approx(
        [4, 5, 2.5, 75]
    )
    # shifts: 2 agents on the roster, in turn away for a paid quarter between 08:30 and 09:15
    second = row_number(book, "Staffing", group="shifts", **{"from": datetime(2026, 3, 2, 8, 30)})  # type: ignore[arg-type]
    seated, breaks, rostered = (calculator.cell("Staffing", f"{c}{second}") for c in "EFG")
    assert rostered == pytest.approx(2)
    assert (seated, breaks) == (pytest.approx(0.8), pytest.approx(1))


def amount(book: Any, item: str, of: str = "all") -> float:
    row = row_number(book, "Cost", item=item, of=of)
    return float(Calculator(book).cell("Cost", f"G{row}"))


def test_cost_is_that_of_the_study(study: Any, book: Any) -> None:
    reader = Reader(study)
    assert amount(book, "total cost") == pytest.approx(center(study, "cost"), **CLOSE)
    each = amount(book, "cost per contact answered")
    assert each == pytest.approx(center(study, "cost_per_contact"), **CLOSE)
    resolved = amount(book, "cost per resolution")
    assert resolved == pytest.approx(center(study, "cost_per_resolution"), **CLOSE)
    net = amount(book, "net result: value - cost")
    assert net == pytest.approx(center(study, "net_result"), **CLOSE)
    for group in study.model.labels.groups:
        staff = amount(book, "staff", group) + amount(book, "overtime", group)
        assert staff == pytest.approx(reader.mean("group", group, "staff_cost"), **CLOSE)
    total = rows_of(book, "Cost")[row_number(book, "Cost", item="total cost") - 2]
    simulated = reader.whole("center", "center", "cost")
    assert simulated is not None
    found = [total[f"as simulated{part} (EUR)"] for part in ("", ", low", ", high")]
    assert found == pytest.approx([simulated.mean, simulated.low, simulated.high])


@pytest.mark.parametrize(
    ("path", "written", "value"),
    [
        ("agents.+desk.cost.hour", 37.5, 37.5),
        ("agents.+desk.shrinkage.off_desk", 0.3, "30%"),
        ("agents.-二线.cost.hour", 10, 10),  # its overtime follows
        ("agents.+desk.cost.seat_month", 450, 450),
        ("queues.+calls.cost.contact", 2, 2),
        ("cost.line_month", 100, 100),
        ("cost.days_per_month", 22, 22),
        ("queues.+calls.value", 7, 7),
    ],
)
def test_a_changed_assumption_changes_the_cost_as_a_new_study_would(
    study: Any, path: str, written: float, value: Any
) -> None:
    changed = opened(study_workbook(study))
    row = row_number(changed, "Assumptions", assumption=path)
    changed["Assumptions"][f"C{row}"].value = written
    again = simulate(study.scenario.replace(path, value))
    assert center(again, "net_result") != pytest.approx(center(study, "net_result"))
    assert amount(changed, "total cost") == pytest.approx(center(again, "cost"), **CLOSE)
    net = amount(changed, "net result: value - cost")
    assert net == pytest.approx(center(again, "net_result"), **CLOSE)


# ---------------------------------------------------------------- figures


def same(found: list[Any], estimate: Any) -> bool:
    wanted = [None] * 3 if estimate is None else [estimate.mean, estimate.low, estimate.high]
    pairs = zip(found, wanted, strict=True)
    return all(a is b if b is None else a == pytest.approx(b) for a, b in pairs)


def test_queues_and_intervals_are_those_of_the_study(study: Any, book: Any) -> None:
    reader = Reader(study)
    for row in rows_of(book, "Queues"):
        cells = list(row.values())
        for place, metric in enumerate(QUEUE_METRICS):
            found = cells[4 + 3 * place : 7 + 3 * place]
            assert same(found, reader.whole("queue", row["queue"], metric)), metric
    for number, row in enumerate(rows_of(book, "Intervals")):
        cells = list(row.values())
        for place, metric in enumerate(INTERVAL_METRICS):
            found = cells[5 + 3 * place : 8 + 3 * place]
            assert same(found, reader.at("queue", row["queue"], metric, number % 4)), metric


def test_the_answer_names_target_formula_and_interval(study: Any, book: Any) -> None:
    calls, orders = rows_of(book, "Answer")[:2]
    assert (calls["formula"], orders["formula"]) == ("SL-1", "SL-2")
    assert calls["target"] == "80 % in 20 s, abandoned at most 6 %"
    assert "answered within 20 s (SL-1)" in calls["answer"]
    level = Reader(study).whole("queue", "+calls", "service_level")
    columns = [f"service level{part} (share)" for part in ("", ", low", ", high")]
    assert same([calls[column] for column in columns], level)


def test_flows_hold_first_attempts_and_redials(study: Any, book: Any) -> None:
    rows = rows_of(book, "Flows")
    assert [row["what"] for row in rows] == ["first attempts", "first attempts", "redials"]
    assert rows[2]["name"] == "redial"
    assert rows[2]["attempts a replication (attempts)"] == pytest.approx(study.flows.mean[0])


def test_one_replication_has_no_interval(study: Any) -> None:
    book = opened(study_workbook(simulate(study.scenario, replications=1)))
    for sheet, column in (
        ("Queues", "offered (O), low (contacts)"),
        ("Cost", "as simulated, low (EUR)"),
    ):
        assert all(row[column] is None for row in rows_of(book, sheet))


def test_a_comparison_has_every_scenario_and_the_paired_differences(comparison: Any) -> None:
    book = opened(comparison_workbook(comparison))
    assert "Comparison" in book.sheetnames
    for sheet in SHEETS[1:-1]:
        assert {row["scenario"] for row in rows_of(book, sheet)} == {"base", "@more", "the_same"}
    differences = comparison.differences(comparison.others[0])
    wanted = differences["group", "+desk", "occupancy"]
    [row] = [
        row
        for row in rows_of(book, "Comparison")
        if (row["scenario"], row["name"], row["figure"]) == ("@more", "+desk", "occupancy")
    ]
    columns = (
        "value of the baseline",
        "value",
        "difference",
        "difference, low",
        "difference, high",
    )
    assert [row[column] for column in columns] == pytest.approx(
        [wanted.baseline, wanted.value, wanted.difference, wanted.low, wanted.high]
    )
    assert row["is there a difference"] == "yes"
    same_rows = [row for row in rows_of(book, "Comparison") if row["scenario"] == "the_same"]
    assert not any(row["is there a difference"] == "yes" for row in same_rows)
    totals = [
        Calculator(book).cell("Cost", f"G{number}")
        for number, row in enumerate(rows_of(book, "Cost"), start=2)
        if row["item"] == "total cost"
    ]
    studies = (comparison.base_study, *comparison.others)
    assert totals == pytest.approx([center(one, "cost") for one in studies], **CLOSE)


# ---------------------------------------------------------------- limits


def test_a_cell_takes_32767_signs() -> None:
    assert clipped("x" * 32_767) == "x" * 32_767
    cut = clipped("x" * 32_768)
    assert len(cut) == 32_767
    assert cut.endswith("[...] (cut: a cell holds no more)")


def test_a_long_list_of_numbers_is_cut_with_a_note(study: Any) -> None:
    days = 400
    base = study.scenario.replace("agents.+desk.seated", 4).replace("period.length", f"{days}d")
    longer = base.replace("agents.-二线.staff", [2.125] * (48 * days))
    [heads] = [one for one in assumptions(longer) if one.name == "agents.-二线.staff"]
    assert isinstance(heads.value, str) and len(heads.value) > 32_767
    assert clipped(heads.value).endswith("(cut: a cell holds no more)")


def test_too_many_rows_are_cut_with_a_note_or_refused(
    study: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = Sheet("Intervals", (Column("x"),), [["a"], ["b"], ["c"]])
    monkeypatch.setattr(excel_sheet, "MOST_ROWS", 3)
    kept, said = sheet.cut_to_fit()
    assert len(kept.rows) == 2
    assert said.startswith("Sheet Intervals: the first 2 of 3 rows")
    monkeypatch.setattr(excel_sheet, "MOST_ROWS", 12)  # Staffing has 12 rows below its header
    with pytest.raises(InputError) as caught:
        study_workbook(study)
    assert str(caught.value) == (
        "--report: the sheet Staffing needs 12 rows, one a group and interval, and a sheet of "
        "Excel holds no more\n    allowed: at most 11 rows below the header\n"
        "    mend: name a .html file, or use --out: metrics.csv has no limit"
    )


def test_rows_that_are_cut_are_told_of_on_the_first_sheet(
    study: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = len(assumptions(study.scenario)) + 60
    monkeypatch.setattr(excel_sheet, "MOST_ROWS", rows)
    flat = study.scenario.replace("agents.+desk.seated", 4)
    longer = simulate(flat.replace("period.interval", "1min"), replications=1)
    monkeypatch.setattr("sim.report.excel.refuse_too_many", lambda sheet: None)
    book = opened(study_workbook(longer))
    assert book["Intervals"].max_row == rows
    notes = [row["answer"] for row in rows_of(book, "Answer") if row["answer"].startswith("Note")]
    assert [note.split(",")[0] for note in notes] == [
        f"Note: Sheet Staffing: the first {rows - 1} of 360 rows",
        f"Note: Sheet Intervals: the first {rows - 1} of 240 rows",
    ]


# ---------------------------------------------------------------- assumptions


def test_assumptions_have_numbers_and_units(study: Any) -> None:
    found = {one.name: (one.value, one.unit) for one in assumptions(study.scenario)}
    assert found["queues.+calls.handle_time.mean"] == (180.0, "s")
    assert found["queues.+calls.arrivals.rate"] == (70.0, "contacts per h")
    assert found["queues.+calls.arrivals.scale"] == (1.0, "share")
    assert found["queues.+calls.value"] == (20.0, "EUR per customer")
    assert found["agents.+desk.seated"] == ("4, 5, 5, 4", "agents, by interval")
    assert found["agents.-二线.staff"] == (2.5, "agents")
    assert found["agents.shifts.shifts.early.breaks.1.paid"] == (1.0, "share")
    assert found["agents.+desk.cost.seat_month"] == (300.0, "EUR per seat and month")
    assert found["cost.days_per_month"] == (30.0, "")
    assert found["period.start"] == (datetime(2026, 3, 2, 8), "local time")


def test_what_scenarios_change(file: Path) -> None:
    base = load(file)
    table = changes_table(base, [base.variant_named(name) for name in base.variants])
    assert table.rows == (("@more", "agents.+desk.seated", "4, 5, 5, 4", "9 agents"),)


def test_names_with_dollar_signs_are_found_again(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "dollar.yaml"
    path.write_text(OFFICE.partition("scenarios:")[0].replace("+desk", "US$$desk"), "utf-8")
    book = opened(study_workbook(simulate(load(path), replications=2)))
    assert "US$desk" in {row["group"] for row in rows_of(book, "Staffing")}
    assert np.isfinite(amount(book, "staff", "US$desk"))
