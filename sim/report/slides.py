"""Six slides, 16:9, with charts that PowerPoint can edit: to show what a study or comparison says.

Answer, day, days on target (or differences), sensitivity, cost, assumptions and method. Without a
sensitivity study the fourth slide is the Erlang check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report.reading import Reader
from sim.report.slides_bytes import presentation_bytes
from sim.report.slides_compare import (
    MOST_DIFFERENCES,
    change_slide,
    changes_slide,
    names_of,
    shown,
)
from sim.report.slides_day import day_slide
from sim.report.slides_differences import costs_slide, differences_slide
from sim.report.slides_frame import BODY, Box, add_text, blank_presentation, new_slide, source_words
from sim.report.slides_sensitivity import Sensitivity, sensitivity_slide
from sim.report.slides_study import (
    answer_slide,
    assumption_tables,
    cost_slide,
    days_slide,
    erlang_slide,
    formulas_of,
    method_sentences,
)
from sim.report.slides_titles import compared, method_title
from sim.studies import Study
from sim.studies.comparison import Comparison

if TYPE_CHECKING:
    from pptx.presentation import Presentation

TABLES_HEIGHT = 3.6  # inches


def study_slides(study: Study, sensitivity: Sensitivity | None = None) -> bytes:
    """The .pptx file of a study."""
    reader = Reader(study)
    deck = blank_presentation()
    answer_slide(deck, reader)
    day_slide(deck, [reader], [study.scenario.variant])
    days_slide(deck, reader)
    _sensitivity_or_erlang(deck, reader, sensitivity)
    cost_slide(deck, reader)
    _method_slide(deck, reader)
    return presentation_bytes(deck, study.model.labels.scenario)


def comparison_slides(comparison: Comparison, sensitivity: Sensitivity | None = None) -> bytes:
    """The .pptx file of a comparison; charts show the baseline and the next four scenarios."""
    every = compared(comparison)
    few, several = shown(every), shown(every, MOST_DIFFERENCES)
    reader = Reader(every.baseline)
    deck = blank_presentation()
    change_slide(deck, every)
    day_slide(deck, [Reader(one) for one in (few.baseline, *few.others)], names_of(few))
    differences_slide(deck, every, several)
    _sensitivity_or_erlang(deck, reader, sensitivity)
    costs_slide(deck, every, several)
    changes_slide(deck, every)
    return presentation_bytes(deck, comparison.base_study.model.labels.scenario)


def _sensitivity_or_erlang(
    deck: Presentation, reader: Reader, sensitivity: Sensitivity | None
) -> None:
    if sensitivity is not None and sensitivity.effects:
        sensitivity_slide(deck, reader, sensitivity)
    else:
        erlang_slide(deck, reader)


def _method_slide(deck: Presentation, reader: Reader) -> None:
    study, formulas = reader.study, formulas_of(reader)
    slide = new_slide(deck, method_title(study.replications), source_words(study, formulas))
    used = assumption_tables(slide, reader, TABLES_HEIGHT) + 0.2
    add_text(slide, Box(BODY.left, BODY.top + used, BODY.width, BODY.height - used),
             method_sentences(study, formulas), sizes=(16, 14, 12))  # fmt: skip
