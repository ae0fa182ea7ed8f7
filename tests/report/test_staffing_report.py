"""Reports of a staffing search: formulas recomputed, titles of at most 15 words, days drawn."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from sim.planning import Staffing, staffing
from sim.report.drawing import svg, theme
from sim.report.staffing import staffing_figure, staffing_tables
from sim.report.staffing_excel import staffing_workbook
from sim.report.staffing_page import staffing_page
from sim.report.staffing_slides import staffing_slides
from sim.report.staffing_words import staffing_sentences
from tests.planning.worlds import written
from tests.report.workbook_sums import Calculator

CLOSE: dict[str, Any] = {"rel": 1e-9, "abs": 1e-9}
BOTH: dict[str, Any] = {
    "name": "Phone & <mail>",
    "period": {"start": "2026-03-02 08:00", "length": "2d", "interval": "1h"},
    "opening": {"mon-fri": "08:00-12:00"},
    "queues": {
        "calls": {
            "channel": "voice",
            "arrivals": {"rate": "30/h"},
            "handle_time": {"mean": "180s"},
            "patience": {"mean": "3min", "distribution": "exponential"},
            "target": {"answered": "80%", "within": "20s"},
        },
        "+mails": {
            "channel": "email",
            "arrivals": {"rate": "60/d"},
            "handle_time": {"mean": "5min"},
            "target": {"answered": "80%", "within": "2h"},
        },
    },
    "agents": {
        "desk": {"seated": 4, "skills": {"calls": 1}, "shrinkage": "20%", "cost": {"hour": 30}},
        "post": {"seated": 2, "skills": {"+mails": 1}, "shrinkage": "50%"},
    },
    "run": {"replications": 4, "seed": 5},
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Staffing:
    return staffing(written(tmp_path_factory.mktemp("both"), BOTH), workers=1)


def rows_of(book: Any, sheet: str) -> list[dict[str, Any]]:
    header, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_every_formula_gives_what_is_written_beside_it(found: Staffing) -> None:
    content = staffing_workbook(found)
    book, shown = load_workbook(BytesIO(content)), load_workbook(BytesIO(content), data_only=True)
    calculator = Calculator(book)
    live = [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert {cell.parent.title for cell in live} == {"Staffing", "Days"}
    for cell in live:
        title = cell.parent.title
        assert calculator.formula(title, cell.value) == pytest.approx(
            shown[title][cell.coordinate].value, **CLOSE
        ), (title, cell.coordinate)
    assert book.sheetnames == ["Answer", "Staffing", "Days", "Queues", "Assumptions", "Definitions"]
    for sheet in book:
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref and not sheet.merged_cells


def test_the_workbook_has_the_figures_of_the_search(found: Staffing) -> None:
    book = load_workbook(BytesIO(staffing_workbook(found)), data_only=True)
    desk, post = found.group("desk"), found.group("post")
    rows = rows_of(book, "Staffing")
    assert {row["group"] for row in rows} == {"desk"}, "a group with hours a day has no intervals"
    for row, one in zip(rows, desk.rows, strict=True):
        assert row["from"] == one.start
        assert row["required, whole seats (net agents)"] == one.seated
        assert row["required, rostered (gross agents)"] == pytest.approx(one.required / 0.8)
        assert row["over/under (agents)"] == pytest.approx(one.scheduled - one.seated)
        if one.seated:
            assert row["service level: calls"] == pytest.approx(one.service_level["calls"])
    days = rows_of(book, "Days")
    for row, day in zip(days, [*desk.days, *post.days], strict=True):
        assert row["required (h, decimal)"] == pytest.approx(day.seated_h)
        assert row["required, rostered (h)"] == pytest.approx(day.rostered_h)
        assert row["FTE"] == pytest.approx(day.rostered_h / 8)
    assert [row["queue"] for row in rows_of(book, "Queues")] == ["calls", "+mails"]


def test_another_shrinkage_gives_another_roster(found: Staffing) -> None:
    book = load_workbook(BytesIO(staffing_workbook(found)))
    sheet = book["Assumptions"]
    [row] = [
        number
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
        if cells[1] == "agents.post.shrinkage.off_desk"
    ]
    sheet[f"C{row}"] = 0.75  # twice the paid hours of 50 %
    day = found.group("post").days[0]
    place = 2 + len(found.group("desk").days)
    calculator = Calculator(book)
    assert calculator.cell("Days", f"H{place}") == pytest.approx(2 * day.rostered_h)
    assert calculator.cell("Days", f"I{place}") == pytest.approx(2 * day.fte)


def test_the_page_is_whole_and_renders_no_markup_of_names(found: Staffing) -> None:
    page = staffing_page(found, "name: x", {"command": "ccsim staff both.yaml"})
    assert "Staff required: Phone &amp; &lt;mail&gt;" in page
    for sentence in staffing_sentences(found):
        assert sentence.replace("&", "&amp;").replace("<", "&lt;") in page or "80 %" in sentence
    for words in ("Hours required: post", "Agents required: desk", "Erlang A", "@page",
                  "ccsim staff both.yaml", "data:image/svg+xml"):  # fmt: skip
        assert words in page
    assert "<script" not in page and "http://" not in page.replace("http://www.w3.org", "")


def test_a_group_with_hours_a_day_is_drawn_by_days(found: Staffing) -> None:
    with theme():
        drawn = svg(staffing_figure(found, found.group("post")).figure).decode()
        by_interval = svg(staffing_figure(found, found.group("desk")).figure).decode()
    assert "post: hours required" in drawn and "Mon 02 Mar" in drawn and "Tue 03 Mar" in drawn
    assert "time of day" not in drawn
    assert "desk: agents required" in by_interval and "time of day" in by_interval


def test_tables_fit_80_columns(found: Staffing) -> None:
    """Numbers and words whole, two spaces between the columns; text may wrap at its spaces."""
    for table in staffing_tables(found, all_rows=False):
        widths = []
        for place, column in enumerate(table.columns):
            cells = [row[place] for row in table.rows]
            words = cells if table.is_number(column) else " ".join(cells).split()
            widths.append(max(map(len, [*column.split(), *words])))
        assert sum(widths) + 2 * (len(widths) - 1) <= 80, table.title


def test_the_same_search_gives_the_same_files(found: Staffing) -> None:
    assert staffing_workbook(found) == staffing_workbook(found)
    assert staffing_slides(found) == staffing_slides(found)


def test_the_sentences_name_what_is_short(found: Staffing, tmp_path: Path) -> None:
    said = " ".join(staffing_sentences(found))
    desk = found.group("desk")
    whole = sum(day.whole_h for day in desk.days)
    assert f"desk needs {whole:,.1f} hours of whole seats" in said
    over = sum(day.scheduled_h for day in desk.days) - whole
    assert f"{abs(over):,.1f} too {'many' if over > 0 else 'few'}" in said
