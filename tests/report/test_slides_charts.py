"""Charts of the slides: native, and with the figures of the study."""

from __future__ import annotations

from typing import Any

import pytest

from sim.report.reading import Reader
from sim.report.slides import comparison_slides, study_slides
from sim.report.slides_day import day_shape
from sim.report.slides_titles import day_queue
from sim.studies import study as simulate
from tests.report.decks import (
    charts,
    opened,
    plain,
    series,
    titles,
)


def test_charts_are_native_and_hold_the_figures(office_study: Any) -> None:
    deck, reader = opened(study_slides(office_study)), Reader(office_study)
    queues = office_study.model.labels.queues
    [answer] = charts(deck, 0)
    level = [reader.mean("queue", queue, "service_level") for queue in queues]
    assert list(answer.plots[0].categories) == list(queues)
    assert series(answer) == {"base": pytest.approx(level), "target": [0.8, 0.7]}
    service, contacts, _ = charts(deck, 1)
    for chart, name, metric in (
        (service, "base", "service_level"),
        (contacts, "offered", "offered"),
        (contacts, "answered", "answered"),
    ):
        band = reader.by_interval("queue", day_queue(reader), metric)
        assert band is not None
        assert series(chart)[name] == pytest.approx(band.mean)
    assert list(contacts.plots[0].categories) == ["08:00", "08:30", "09:00", "09:30"]
    [days] = charts(deck, 2)
    met = [reader.mean("queue", queue, "days_met") for queue in queues]
    assert series(days)["days on target"] == pytest.approx(met)
    [erlang] = charts(deck, 3)
    checks = [office_study.erlang[queue] for queue in queues]
    assert series(erlang)["Erlang C"] == pytest.approx([c.erlang_c.service_level for c in checks])
    [cost] = charts(deck, 4)
    total = reader.mean("center", "center", "cost")
    assert sum(value or 0.0 for value in series(cost)["cost"]) == pytest.approx(total)


def test_intervals_are_error_bars(office_study: Any) -> None:
    [answer] = charts(opened(study_slides(office_study)), 0)
    level = Reader(office_study).whole("queue", "+calls", "service_level")
    assert level is not None and level.low is not None and level.high is not None
    bars = answer._chartSpace.findall(".//{*}errBars")
    assert len(bars) == 1  # the target has none
    above, below = (bars[0].find(f"{{*}}{tag}//{{*}}v").text for tag in ("plus", "minus"))
    assert float(above) == pytest.approx(level.high - level.mean)
    assert float(below) == pytest.approx(level.mean - level.low)
    order = [child.tag.rpartition("}")[2] for child in bars[0].getparent()]
    assert order.index("errBars") == order.index("cat") - 1


def test_a_comparison_shows_paired_differences(office_comparison: Any) -> None:
    deck = opened(comparison_slides(office_comparison))
    found = office_comparison.differences(office_comparison.others[0])
    [chart] = charts(deck, 2)
    difference = found["center", "center", "service_level"]
    assert series(chart)["Service level"][0] == pytest.approx(100 * difference.difference)
    [cost] = charts(deck, 4)
    studies = (office_comparison.base_study, *office_comparison.others)
    costs = [Reader(one).mean("center", "center", "cost") for one in studies]
    assert series(cost)["Cost"] == pytest.approx(costs)
    [table] = [shape.table for shape in deck.slides[5].shapes if shape.has_table]
    cells = [cell.text for cell in table.rows[1].cells]
    assert cells == ["@more", "agents.+desk.seated", "4, 5, 5, 4", "9 agents"]


def test_several_days_are_drawn_as_their_mean_day(office: Any) -> None:
    two = office.replace("agents.+desk.seated", 4).replace("period.length", "2d")
    study = simulate(two, replications=2)
    shape = day_shape(Reader(study))
    band = Reader(study).by_interval("center", "center", "offered")
    assert band is not None and len(band.mean) == 96 and len(shape.times) == 48
    assert (shape.times[0], shape.times[-1], shape.days) == ("00:00", "23:30", 3)
    # 08:00 to 08:00 two days later touches three days: 32 + 48 + 16 intervals
    midnight = band.mean[32:][::48]
    assert shape.offered[0] * 3 == pytest.approx(midnight.sum())


def test_the_day_draws_the_queue_that_its_title_names_beside_its_target(office: Any) -> None:
    short = office.replace("agents.+desk.seated", 2).replace("agents.-二线.skills", {"@订单": 1})
    study = simulate(short, replications=5)
    deck, reader = opened(study_slides(study)), Reader(study)
    assert titles(deck)[1].startswith("+calls falls short most at ")
    service, contacts, present = charts(deck, 1)
    level = reader.by_interval("queue", "+calls", "service_level")
    offered = reader.by_interval("queue", "+calls", "offered")
    staffed = reader.by_interval("group", "+desk", "staffed")
    assert level is not None and offered is not None and staffed is not None
    assert series(service) == {"base": pytest.approx(level.mean), "target 80 %": [0.8] * 4}
    assert series(contacts)["offered"] == pytest.approx(offered.mean)
    assert series(present)["base"] == pytest.approx(staffed.mean)  # the others lack the skill
    for chart in (service, contacts, present):
        assert chart.chart_title.text_frame.text.startswith("+calls: ")
    assert len(service._chartSpace.findall(".//{*}errBars")) == 1


def test_the_day_of_several_scenarios_has_one_legend(office_comparison: Any) -> None:
    service, contacts, present = charts(opened(comparison_slides(office_comparison)), 1)
    assert [chart.has_legend for chart in (service, contacts, present)] == [True, True, False]
    names = ["base", "@more", "the_same"]
    assert list(series(service)) == [*names, *list(series(service))[3:]]
    assert list(series(present)) == names


def test_the_title_of_a_chart_names_the_whole_scenario(office: Any) -> None:
    """In as many lines as it takes in the width of the chart."""
    name = "A contact center with a name of many words, 2026"
    study = simulate(office.replace("name", name), replications=2)
    for number in range(5):
        for chart in charts(opened(study_slides(study)), number):
            assert name in plain(chart.chart_title.text_frame.text)
            assert "base, " in plain(chart.chart_title.text_frame.text)


def test_times_of_an_axis_lie_level_and_are_never_broken(office_study: Any) -> None:
    """A turn too small to see: at none some programs break a time into lines of two signs."""
    [chart, *_] = charts(opened(study_slides(office_study)), 1)
    properties = chart.category_axis._element.find("{*}txPr").find("{*}bodyPr")
    assert 0 < int(properties.get("rot")) < 600  # of 60,000 in a degree
