"""The slides of differences: each scenario and figure has its place; no chart is empty."""

from __future__ import annotations

from typing import Any

import pytest

from sim.report.gathered_changes import gathered_changes
from sim.report.slides import comparison_slides
from sim.report.slides_chart import Series, step_for
from sim.report.slides_titles import change_title, compared
from sim.scenario import loads
from sim.studies.comparison import Difference, compare
from tests.report.decks import charts, check_layout, check_titles, opened, plain, series, titles
from tests.report.test_slides_titles import NONE, UP, of_center

CENTER = """\
name: Six variants
currency: EUR
period: {start: 2026-03-02 08:00, length: 1h, interval: 30min}
queues:
  calls:
    channel: voice
    arrivals: {rate: 60/h}
    handle_time: {mean: 240s}
    patience: {mean: 30min}
    target: {answered: 80%, within: 20s}
agents:
  desk: {seated: 3, skills: {calls: 1}, cost: {hour: 30}}
run: {replications: 3, seed: 1}
scenarios:
  dearer: {agents.desk.cost.hour: 40}
  cheaper: {agents.desk.cost.hour: 20}
  more: {agents.desk.seated: 5}
  many: {agents.desk.seated: 9}
  fewer: {agents.desk.seated: 2}
  fewest: {agents.desk.seated: 1}
"""


def a_deck(*names: str) -> Any:
    base = loads(CENTER)
    return opened(comparison_slides(compare([base, *map(base.variant_named, names)])))


def cells(deck: Any, number: int) -> list[list[str]]:
    [table] = [shape.table for shape in deck.slides[number].shapes if shape.has_table]
    return [[plain(cell.text) for cell in row.cells] for row in table.rows]


def texts(deck: Any, number: int) -> str:
    return plain(" ".join(shape.text_frame.text for shape in deck.slides[number].shapes
                          if shape.has_text_frame))  # fmt: skip


def test_four_scenarios_have_a_column_each_and_every_figure_a_row() -> None:
    deck = a_deck("dearer", "more", "many", "fewer")
    check_layout(deck)
    check_titles(deck)
    header, *rows = cells(deck, 2)
    assert header == ["difference ± 95 % interval", "base has", "dearer", "more", "many", "fewer"]
    assert [row[0] for row in rows] == [
        "service level (points)", "abandon rate (points)", "mean wait (ASA) (min)",
        "occupancy (points)", "cost (EUR)", "cost per resolution (EUR)",
    ]  # fmt: skip
    assert rows[0][2] == "0" and rows[4][2:4] == ["+30", "+60"]
    assert all("…" not in cell and "more" not in cell for row in rows for cell in row)
    header, *rows = cells(deck, 4)
    assert [row[0] for row in rows] == [
        "cost (EUR)", "cost per contact (EUR)", "cost per resolution (EUR)"
    ]  # fmt: skip


def test_scenarios_without_a_column_are_counted() -> None:
    deck = a_deck("dearer", "cheaper", "more", "many", "fewer", "fewest")
    check_layout(deck)
    check_titles(deck)
    assert "Shown: 5 of 6 scenarios; the page and the workbook" in texts(deck, 2)
    assert "fewest" not in cells(deck, 2)[0]
    assert "Shown: 5 of 6" in texts(deck, 4)


def test_where_the_service_does_not_differ_the_cost_is_drawn() -> None:
    deck = a_deck("dearer", "cheaper")
    [chart] = charts(deck, 2)
    assert series(chart) == {"Cost": [pytest.approx(30.0), pytest.approx(-30.0)]}
    assert plain(chart.value_axis.axis_title.text_frame.text) == "difference (EUR)"
    assert titles(deck)[0] == "No scenario changes the service level"


def test_where_nothing_differs_it_is_said_in_words() -> None:
    base = loads(
        CENTER.replace("scenarios:", "scenarios:\n  same: {run.seed: 1}\n  too: {run.seed: 1}")
    )
    deck = opened(
        comparison_slides(compare([base, base.variant_named("same"), base.variant_named("too")]))
    )
    assert charts(deck, 2) == []
    assert "No figure differs from base in any replication of any scenario." in texts(deck, 2)


def test_one_scenario_has_its_figures_beside_those_of_the_baseline() -> None:
    deck = a_deck("dearer")
    header, *rows = cells(deck, 2)
    assert header == ["figure", "base", "dearer", "difference (95 % interval)"]
    assert ["cost", "90.00", "120", "+30 EUR"] in rows
    assert ["occupancy", rows[3][1], rows[3][1], "no difference"] in rows
    assert charts(deck, 2) == []  # the only queue does not differ
    assert "The service level of every queue is the same in every replication." in texts(deck, 2)


def test_what_stays_as_it_is_is_not_called_unclear() -> None:
    zero = Difference(0.7, 0.7, 0.0, 0.0, 0.0)
    found = compared(of_center(("a", UP), ("b", UP), ("c", zero), ("d", NONE)))
    said = "2 scenarios raise the cost, 1 leaves it, 1 unclear"
    assert change_title(found, "cost") == said


def test_changes_of_many_names_stand_in_one_row() -> None:
    desks = [("pool", f"agents.desk/{n}", "present", "none") for n in "abc"]
    queues = [("pool", f"queues.q{n}.arrivals.rate", f"{n} per h", "0 per h") for n in range(3)]
    alone = [("other", "cost.month", "0 EUR per month", "30 EUR per month")]
    rows = [*desks, *queues, *alone]
    assert gathered_changes(rows, 7) == rows
    together = ("pool", "agents.desk/* (3)", "present", "none")
    assert gathered_changes(rows, 6) == [together, *queues, *alone]
    various = ("pool", "queues.*.arrivals.rate (3)", "3 different values", "0 per h")
    assert gathered_changes(rows, 4) == [together, various, *alone]
    new = [("pool", f"agents.pool.{key}", "none", key) for key in ("seated", "cost.hour")]
    assert gathered_changes(new, 1) == [("pool", "agents.pool.* (2)", "none", "2 different values")]
    parts = [("pool", "agents.a.seated", "1", "2"), ("pool", "agents.b.cost.hour", "1", "2")]
    assert gathered_changes(parts, 1) == [("pool", "agents.*.* (2)", "1", "2")]


@pytest.mark.parametrize(
    ("values", "step"),
    [([-2.0, 2.4], 1.0), ([11_520.0], 5000.0), ([0.0], 1.0), ([-0.1, 0.08], 0.05), ([5.0], 1.0)],
)
def test_an_axis_has_about_five_round_numbers(values: list[float], step: float) -> None:
    assert step_for([Series("x", values, "#000000")]) == pytest.approx(step)
