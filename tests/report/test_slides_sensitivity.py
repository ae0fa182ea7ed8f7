"""The slide of sensitivity: a tornado, the largest effect on top."""

from __future__ import annotations

from typing import Any

from sim.report.slides import study_slides
from sim.report.slides_sensitivity import Effect, Sensitivity, sensitivity_title
from sim.report.wording import Estimate
from tests.report.decks import (
    charts,
    check_layout,
    check_titles,
    opened,
    plain,
    series,
)


def effect(label: str, low: float, high: float, half: float) -> Effect:
    return Effect(
        label, Estimate(low, low - half, low + half), Estimate(high, high - half, high + half)
    )


def test_sensitivity_is_a_tornado_with_the_largest_effect_on_top(office_study: Any) -> None:
    found = Sensitivity(
        "service level of +calls",
        "share",
        (
            effect("patience -10 % / +10 %", -0.002, 0.003, 0.01),
            effect("volume -10 % / +10 %", 0.08, -0.12, 0.02),
            effect("staff -1 / +1", -0.1, 0.05, 0.02),
        ),
        20,
    )
    assert sensitivity_title(found) == "2 of 3 assumptions really move the service level of +calls"
    deck = opened(study_slides(office_study, found))
    check_layout(deck)
    check_titles(deck)
    [chart] = charts(deck, 3)
    assert next(iter(chart.plots[0].categories)) == "volume -10 % / +10 %"
    assert series(chart) == {"lower": [0.08, -0.1, -0.002], "higher": [-0.12, 0.05, 0.003]}
    [table] = [shape.table for shape in deck.slides[3].shapes if shape.has_table]
    assert [plain(cell.text) for cell in table.rows[1].cells][1:] == [
        "+8.0 ± 2.0", "-12.0 ± 2.0",
    ]  # fmt: skip
    assert plain(table.cell(3, 1).text) == "-0.2 ± 1.0"
