"""Charts of the slides: native, and with the figures of the study."""

from __future__ import annotations

from typing import Any

import pytest

from sim.report.reading import Reader
from sim.report.slides import comparison_slides, study_slides
from sim.report.slides_day import day_shape
from sim.studies import study as simulate
from tests.report.decks import (
    charts,
    opened,
    series,
)


def test_charts_are_native_and_hold_the_figures(office_study: Any) -> None:
    deck, reader = opened(study_slides(office_study)), Reader(office_study)
    queues = office_study.model.labels.queues
    [answer] = charts(deck, 0)
    level = [reader.mean("queue", queue, "service_level") for queue in queues]
    assert list(answer.plots[0].categories) == list(queues)
    assert series(answer) == {"base": pytest.approx(level), "target": [0.8, 0.7]}
    contacts, present, service = charts(deck, 1)
    for chart, name, metric in (
        (contacts, "offered", "offered"),
        (contacts, "answered", "answered"),
        (present, "base", "staffed"),
        (service, "base", "service_level"),
    ):
        band = reader.by_interval("center", "center", metric)
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
    assert series(chart)["Service level"][0] == pytest.approx(difference.difference)
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
