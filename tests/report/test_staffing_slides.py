"""Slides of a staffing search: six that fit, native charts, the cost of the plan by hand."""

from __future__ import annotations

from typing import Any

import pytest

from sim.planning import Staffing, staffing
from sim.report.slides_sensitivity import shown_effects
from sim.report.staffing_cost import cost_title, group_cost
from sim.report.staffing_slides import staffing_slides
from sim.studies.sensitivity import sensitivity
from tests.planning.worlds import written
from tests.report.decks import charts, check_layout, check_titles, opened, plain, series, titles
from tests.report.test_staffing_report import BOTH


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Staffing:
    return staffing(written(tmp_path_factory.mktemp("both"), BOTH), workers=1)


@pytest.fixture(scope="module")
def deck(found: Staffing) -> Any:
    return opened(staffing_slides(found))


def tables(deck: Any, number: int) -> list[list[list[str]]]:
    return [
        [[plain(cell.text) for cell in row.cells] for row in shape.table.rows]
        for shape in deck.slides[number].shapes
        if shape.has_table
    ]


def texts(deck: Any, number: int) -> str:
    return plain(" ".join(shape.text_frame.text for shape in deck.slides[number].shapes
                          if shape.has_text_frame))  # fmt: skip


def test_six_slides_fit_and_conclude(found: Staffing, deck: Any) -> None:
    """Answer, day, hours beside the formulas, what moves the plan, cost, method."""
    check_layout(deck)
    check_titles(deck)
    need = sum(day.whole_h for group in found.groups for day in group.days)
    assert f"{need:,.1f} seated hours" in titles(deck)[0]
    assert [len(charts(deck, number)) for number in range(6)] == [0, 1, 1, 0, 1, 0]
    for number in range(6):
        assert "Phone & <mail> (base) · RL, SL-1 · the mean of each day" in texts(deck, number)
        assert " more in the page" not in texts(deck, number)


def test_the_day_draws_the_seats_of_open_intervals(found: Staffing, deck: Any) -> None:
    [chart] = charts(deck, 1)
    open_rows = [row for row in found.group("desk").rows
                 if row.seated or row.scheduled or row.offered]  # fmt: skip
    assert series(chart)["required (whole seats)"] == [row.seated for row in open_rows]
    assert series(chart)["scheduled"] == [row.scheduled for row in open_rows]
    assert plain(chart.chart_title.text_frame.text).startswith("desk: agents in the seat")


def test_the_cost_of_the_plan_is_gross_hours_times_the_hour(found: Staffing, deck: Any) -> None:
    """The desk costs 30 an hour with a fifth off the desk; the post has no cost."""
    whole = sum(day.whole_h for day in found.group("desk").days)
    plan, schedule = whole / 0.8 * 30, 4 * 8 / 0.8 * 30  # four agents, two days of four hours
    assert group_cost(found, found.group("desk")).scheduled == pytest.approx(40.0)
    [chart] = charts(deck, 4)
    drawn = series(chart)
    [place] = [number for number, name in enumerate(chart.plots[0].categories) if name == "desk"]
    assert drawn["plan (whole seats)"][place] == pytest.approx(plan)
    assert drawn["schedule"][place] == pytest.approx(schedule)
    [rows] = tables(deck, 4)
    assert rows[-1][0] == "all"
    assert rows[-1][3] == f"{plan:,.0f}" and rows[-1][5] == f"{schedule:,.0f}"
    assert titles(deck)[4] == cost_title(plan, schedule, "")
    decimal = sum(day.rostered_h for day in found.group("desk").days) * 30
    assert f"costs {decimal:,.0f}." in texts(deck, 4)


@pytest.mark.parametrize(
    ("plan", "schedule", "title"),
    [
        (7820.0, 8400.0, "The plan costs 7,820 EUR; the schedule 580 more"),
        (7820.0, 7000.0, "The plan costs 7,820 EUR; the schedule 820 less"),
        (7820.0, 7820.2, "The plan costs 7,820 EUR, as much as the schedule"),
    ],
)
def test_what_the_schedule_costs_beside_the_plan(plan: float, schedule: float, title: str) -> None:
    assert cost_title(plan, schedule, "EUR") == title


def test_without_a_cost_the_hours_are_drawn(tmp_path_factory: pytest.TempPathFactory) -> None:
    agents: dict[str, Any] = {"desk": {"seated": 4, "skills": {"calls": 1}, "shrinkage": "20%"}}
    queues = {"calls": BOTH["queues"]["calls"]}
    free = staffing(
        written(tmp_path_factory.mktemp("free"), BOTH | {"queues": queues, "agents": agents}),
        workers=1,
    )
    deck = opened(staffing_slides(free))
    check_layout(deck)
    assert titles(deck)[4].startswith("No cost is named: the plan takes ")
    [chart] = charts(deck, 4)
    assert series(chart)["schedule"] == [pytest.approx(40.0)]


def test_beside_the_service_stands_what_moves_the_plan(found: Staffing) -> None:
    moved = shown_effects(sensitivity(found.scenario, replications=2, workers=1))
    deck = opened(staffing_slides(found, moved))
    check_layout(deck)
    [chart] = charts(deck, 3)
    assert "the plan, 2 replications each" in plain(chart.chart_title.text_frame.text)
    [rows] = tables(deck, 3)
    assert rows[0] == ["queue", "target", "other customers"]
    assert [row[0] for row in rows[1:]] == ["calls", "+mails"]
