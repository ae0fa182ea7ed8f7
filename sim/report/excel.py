"""A workbook of a study or a comparison: figures as numbers, staffing and cost as formulas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Final

from sim.report.excel_assumptions import assumptions_sheet
from sim.report.excel_figures import (
    answer_sheet,
    comparison_sheet,
    definitions_sheet,
    flows_sheet,
    intervals_sheet,
    queues_sheet,
)
from sim.report.excel_money import cost_sheet, staffing_sheet
from sim.report.excel_sheet import Sheet, refuse_too_many, write_sheet
from sim.report.reading import Reader
from sim.studies import Study
from sim.studies.comparison import Comparison

MADE: Final = datetime(2000, 1, 1)  # not the time of making: the same study gives the same file


def study_workbook(study: Study) -> bytes:
    """The .xlsx file of a study.

    InputError if its staffing does not fit on a sheet of Excel; other sheets are cut with a note.
    """
    return _workbook([study], [])


def comparison_workbook(comparison: Comparison) -> bytes:
    """The .xlsx file of a comparison: every scenario on every sheet, and the differences.

    InputError as `study_workbook`.
    """
    return _workbook([comparison.base_study, *comparison.others], [comparison_sheet(comparison)])


def _workbook(studies: Sequence[Study], more: Sequence[Sheet]) -> bytes:
    from xlsxwriter import Workbook

    readers = [Reader(study) for study in studies]
    currency = studies[0].model.judging.currency
    assumed = assumptions_sheet(readers)
    staffing = staffing_sheet(readers, assumed, currency)
    refuse_too_many(staffing)
    refuse_too_many(assumed.sheet)
    cut = [sheet.cut_to_fit() for sheet in (
        staffing, queues_sheet(readers, currency), intervals_sheet(readers), flows_sheet(readers),
        cost_sheet(readers, assumed, staffing), *more, assumed.sheet, definitions_sheet(readers),
    )]  # fmt: skip
    answer = answer_sheet(readers, [said for _, said in cut if said])
    written = BytesIO()
    with Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": studies[0].model.labels.scenario, "created": MADE})
        for sheet in (answer, *(sheet for sheet, _ in cut)):
            write_sheet(book, sheet)
    return written.getvalue()
