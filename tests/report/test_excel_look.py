"""How sheets look: sentences are read whole, and long lists do not make rows of a page each."""

from __future__ import annotations

import math
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from xlsxwriter import Workbook

from sim.report.excel import study_workbook
from sim.report.excel_sheet import Column, Sheet, write_sheet


def test_a_sentence_is_wrapped_and_its_row_has_room_for_it(office_study: Any) -> None:
    sheet = load_workbook(BytesIO(study_workbook(office_study)))["Answer"]
    places = {cell.value: cell.column for cell in sheet[1]}
    sentence = sheet.cell(2, places["answer"])
    width = sheet.column_dimensions[sentence.column_letter].width
    assert len(sentence.value) > width and sentence.alignment.wrap_text
    assert sheet.row_dimensions[2].height >= 15 * math.ceil(len(sentence.value) / width)
    assert all(cell.alignment.vertical == "top" for cell in sheet[2] if cell.value is not None)


def test_a_list_of_very_many_numbers_stays_on_one_line() -> None:
    numbers = ", ".join(str(number) for number in range(400))
    written = BytesIO()
    with Workbook(written) as book:
        write_sheet(book, Sheet("Long", (Column("text"),), ((numbers,), ("short",))))
    sheet = load_workbook(BytesIO(written.getvalue()))["Long"]
    assert not sheet.cell(2, 1).alignment.wrap_text
    assert sheet.row_dimensions[2].height is None
