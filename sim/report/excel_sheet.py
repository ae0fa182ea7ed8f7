"""A sheet of a workbook: one frozen header row with filters, and cells of known kinds below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from sim.errors import InputError, Problem
from sim.report.fonts import fitted

if TYPE_CHECKING:
    from xlsxwriter import Workbook

Kind = Literal["text", "time", "number", "count", "agents", "hours", "share", "seconds", "money"]

FORMATS: Final[dict[Kind, str]] = {
    "text": "@",
    "time": "yyyy-mm-dd hh:mm",
    "number": "General",
    "count": "#,##0.0",
    "agents": "#,##0.00",
    "hours": "#,##0.00",
    "share": "0.0 %",
    "seconds": "#,##0.0",
    "money": "#,##0.00",
}
MOST_ROWS = 1_048_576  # of a sheet, the header among them
MOST_SIGNS = 32_767  # of a cell
WIDEST = 60  # columns of signs
DATE = 18  # columns that a date and time takes
BOLD = 1.12  # width of bold signs
MOST_LINES = 8  # of a sentence in a cell
LINE = 15.0  # points of a line of the header
MOST_PRINTED = 20  # columns side by side on a page
CUT = " [...] (cut: a cell holds no more)"


@dataclass(frozen=True)
class Column:
    """A column: what stands in its header, with the unit, and what its cells are."""

    header: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Formula:
    """A live cell: its formula, and what it gives with the values as they are written."""

    text: str
    value: float
    kind: Kind | None = None  # the column's


@dataclass(frozen=True)
class Figure:
    """A cell of another kind than its column."""

    value: float | datetime
    kind: Kind


Cell = str | float | datetime | Formula | Figure | None


@dataclass(frozen=True)
class Sheet:
    """What a sheet holds. None and nan are empty cells: the figure is not available."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]

    def cut_to_fit(self) -> tuple[Sheet, str]:
        """The sheet with as many rows as Excel takes, and a sentence where some are left out."""
        most = MOST_ROWS - 1
        if len(self.rows) <= most:
            return self, ""
        said = (
            f"Sheet {self.title}: the first {most:,} of {len(self.rows):,} rows, for a sheet of "
            "Excel holds no more; metrics.csv (--out) has all."
        )
        return Sheet(self.title, self.columns, self.rows[:most]), said


def refuse_too_many(sheet: Sheet) -> None:
    """InputError for a sheet that other sheets add up, if it does not fit as a whole."""
    most = MOST_ROWS - 1
    if len(sheet.rows) > most:
        message = (
            f"the sheet {sheet.title} needs {len(sheet.rows):,} rows, one a group and interval, "
            "and a sheet of Excel holds no more"
        )
        allowed = f"at most {most:,} rows below the header"
        mend = "name a .html file, or use --out: metrics.csv has no limit"
        raise InputError([Problem("--report", None, "", None, message, allowed, mend)])


def clipped(text: str) -> str:
    """The text, cut with a note where a cell cannot hold it."""
    return text if len(text) <= MOST_SIGNS else text[: MOST_SIGNS - len(CUT)] + CUT


def column_letters(number: int) -> str:
    """0 to A, 25 to Z, 26 to AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def write_sheet(book: Workbook, sheet: Sheet) -> None:
    """Write the sheet into the workbook."""
    page: Any = book.add_worksheet(sheet.title)
    head = book.add_format(
        {"bold": True, "bg_color": "#E4E7EB", "text_wrap": True, "valign": "top", "border": 1}
    )
    formats: dict[Kind, Any] = {
        kind: book.add_format({"num_format": text, "valign": "top"})
        for kind, text in FORMATS.items()
    }
    side = {"valign": "top", "indent": 1}  # apart from a number beside
    formats["text"] = book.add_format(side)
    wrapped = {**formats, "text": book.add_format({**side, "text_wrap": True})}
    widths = [_width(sheet, place) for place in range(len(sheet.columns))]
    for place, column in enumerate(sheet.columns):
        page.write_string(0, place, column.header, head)
        page.set_column(place, place, widths[place])
    lines = [_lines(one.header, width) for one, width in zip(sheet.columns, widths, strict=True)]
    page.set_row(0, LINE * max(lines, default=1))
    for number, row in enumerate(sheet.rows, start=1):
        deep = _deepest(row, widths)
        if deep > 1:
            page.set_row(number, LINE * deep)
        used = wrapped if deep > 1 else formats
        for place, cell in enumerate(row):
            _write_cell(page, number, place, cell, sheet.columns[place].kind, used)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(math.ceil(len(sheet.columns) / MOST_PRINTED), 0)
    page.repeat_rows(0)
    page.set_footer("&L&A&RPage &P of &N")


def _write_cell(
    page: Any, row: int, column: int, cell: Cell, kind: Kind, formats: dict[Kind, Any]
) -> None:
    """Text is written as text, whatever it begins with: a name such as =1+1 is no formula."""
    if isinstance(cell, Figure):
        kind, cell = cell.kind, cell.value
    if isinstance(cell, str):
        if cell:
            page.write_string(row, column, clipped(cell), formats["text"])
    elif isinstance(cell, Formula):
        page.write_formula(row, column, cell.text, formats[cell.kind or kind], cell.value)
    elif isinstance(cell, datetime):
        page.write_datetime(row, column, cell, formats["time"])
    elif cell is not None and math.isfinite(cell):
        page.write_number(row, column, cell, formats[kind])


def _width(sheet: Sheet, place: int) -> int:
    """Wide enough for the longest of the first texts, and for a word of the header."""
    column = sheet.columns[place]
    longest = max(map(len, column.header.split()), default=0)
    if column.kind != "text":
        return max(longest + 2, DATE if column.kind == "time" else 11)
    texts = [cell for cell in (row[place] for row in sheet.rows[:500]) if isinstance(cell, str)]
    wide = [WIDEST if fitted(text, WIDEST) != text else _signs(text) for text in texts]
    if any(isinstance(row[place], Figure) for row in sheet.rows[:500]):
        wide.append(DATE)  # the widest of numbers
    return max([longest + 2, *(signs + 2 for signs in wide)])


def _deepest(row: Sequence[Cell], widths: Sequence[int]) -> int:
    """Lines of the longest text of a row; 1 where it is too long to be read in a cell at all."""
    texts = [(cell, width) for cell, width in zip(row, widths, strict=True)
             if isinstance(cell, str)]  # fmt: skip
    deep = max((_lines(text, width - 1) for text, width in texts), default=1)
    return deep if deep <= MOST_LINES else 1


def _lines(header: str, width: int) -> int:
    """Lines of a header that is wrapped at its words, in bold."""
    lines, used = 1, 0
    for word in header.split():
        signs = math.ceil(_signs(word) * BOLD)
        if used and used + 1 + signs > width:
            lines, used = lines + 1, signs
        else:
            used += signs + 1
    return lines


def _signs(text: str) -> int:
    return sum(2 if sign > "⺀" else 1 for sign in text)
