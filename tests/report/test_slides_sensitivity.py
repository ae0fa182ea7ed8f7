"""The slide of sensitivity: a tornado, the largest effect on top."""

from __future__ import annotations

import math
from typing import Any

import pytest

from sim.report.slides import study_slides
from sim.report.slides_sensitivity import Effect, Sensitivity, sensitivity_title, shown_effects
from sim.report.wording import Estimate
from sim.studies.sensitivity import sensitivity
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
        by="10 %",
        notes=("Not varied: staff of shifts: would leave nobody.",),
    )
    assert sensitivity_title(found) == "2 of 3 assumptions really move the service level of +calls"
    deck = opened(study_slides(office_study, found))
    check_layout(deck)
    check_titles(deck)
    [chart] = charts(deck, 3)
    assert next(iter(chart.plots[0].categories)) == "volume -10 % / +10 %"
    assert series(chart) == {
        "10 % lower": pytest.approx([8.0, -10.0, -0.2]),
        "10 % higher": pytest.approx([-12.0, 5.0, 0.3]),
    }
    [table] = [shape.table for shape in deck.slides[3].shapes if shape.has_table]
    assert [plain(cell.text) for cell in table.rows[1].cells][1:] == [
        "+8.0 ± 2.0", "-12.0 ± 2.0",
    ]  # fmt: skip
    assert plain(table.cell(3, 1).text) == "-0.2 ± 1.0"
    said = " ".join(shape.text_frame.text for shape in deck.slides[3].shapes
                    if shape.has_text_frame)  # fmt: skip
    assert "with the same customers; what moves together is not seen" in said
    assert "Not varied: staff of shifts: would leave nobody." in said


def test_many_effects_are_the_largest_and_the_chart_says_so(office_study: Any) -> None:
    effects = tuple(effect(f"volume, q{n}", 0.01 * n, -0.01 * n, 0.001) for n in range(1, 15))
    found = Sensitivity("overall service level", "share", (
        *effects, Effect("patience, q1", Estimate(math.nan), Estimate(math.nan))), 5)  # fmt: skip
    [chart] = charts(opened(study_slides(office_study, found)), 3)
    names = list(chart.plots[0].categories)
    assert names == [f"volume, q{n}" for n in range(14, 4, -1)]
    axis = plain(chart.category_axis.axis_title.text_frame.text)
    assert axis == "assumption (10 largest of 15)"


def test_the_first_figure_of_a_study_is_named_as_people_say_it(office: Any) -> None:
    found = sensitivity(office, replications=2)
    shown = shown_effects(found)
    assert shown is not None
    assert (shown.figure, shown.unit, shown.by) == ("overall service level", "share", "10 %")
    first = found.effects[found.measures[0]][0]
    assert shown.effects[0].label == f"{first.what}, {first.name}"
    assert shown.effects[0].high.mean == first.higher.difference
    of_queue = shown_effects(sensitivity(office, ["queues.+calls.asa_s"], replications=2))
    assert of_queue is not None and of_queue.figure == "mean wait (ASA) of +calls"
