"""Tables and figure of what customers do next, from a study of a few replications."""

from __future__ import annotations

import re

import pytest

from sim.metrics.origins import Origin
from sim.report.definitions import definitions_table
from sim.report.demand import demand_by_origin
from sim.report.drawing import svg, theme
from sim.report.journeys import (
    ORIGIN_WORDS,
    flows_table,
    journey_tables,
    journeys_table,
    outbound_table,
    self_service_table,
)
from sim.report.page import render
from sim.report.reading import Reader
from sim.report.tables import queue_table, waits_table
from sim.report.targets import answer_sentence
from sim.scenario import loads
from sim.studies import Study, study
from tests.report import handmade
from tests.studies.test_follow_ups import CENTER


@pytest.fixture(scope="module")
def center() -> Study:
    return study(loads(CENTER), replications=4)


@pytest.fixture(scope="module")
def bots(center: Study) -> Reader:
    return Reader(center)


def test_without_follow_ups_nothing_is_shown(reader: Reader) -> None:
    assert journey_tables(reader) == []
    assert demand_by_origin(reader, handmade.QUEUES) is None
    assert "SL-8" not in queue_table(reader).columns
    assert "issues" not in {row[1] for row in definitions_table(reader).rows}


def test_flows_say_from_where_to_where_why_and_how_many(bots: Reader) -> None:
    table = flows_table(bots)
    assert table is not None
    assert table.title == "What customers do next"
    assert [row[:4] for row in table.rows] == [
        ("bot", "calls", "on", "escalations"),
        ("calls", "calls", "redial", "redials"),
        ("calls", "calls", "repeat", "repeats"),
        ("calls", "back", "callback: calls", "callbacks"),
    ]
    assert all(re.fullmatch(r"[\d.]+ \([\d.]+-[\d.]+\)", row[4]) for row in table.rows)
    # everyone whom the bot does not contain: half of the sessions
    assert 30 < float(table.rows[0][5].removesuffix(" %")) < 70


def test_channel_shift_is_a_share_of_those_who_would_have_come() -> None:
    text = CENTER.replace(
        "agents:", "channel_shift: {some: {from: calls, to: bot, share: 25%}}\nagents:"
    )
    table = flows_table(Reader(study(loads(text), replications=8)))
    assert table is not None
    shift = next(row for row in table.rows if row[3] == "channel shift")
    assert shift[:3] == ("calls", "bot", "some")
    # 960 customers in all: standard error 1.4 points
    assert abs(float(shift[5].removesuffix(" %")) - 25) < 4 * 1.4


def test_journeys_have_a_row_for_every_queue_in_which_issues_begin(bots: Reader) -> None:
    table = journeys_table(bots)
    assert table is not None
    assert [row[0] for row in table.rows] == ["bot", "calls", "all"]
    bot, calls, everywhere = ([float(cell.replace(",", "")) for cell in row[1:3]]
                              for row in table.rows)  # fmt: skip
    assert everywhere[0] == pytest.approx(bot[0] + calls[0], abs=1)
    assert min(bot[1], calls[1]) <= everywhere[1] <= max(bot[1], calls[1])


def test_self_service_and_outbound_have_tables_of_their_own(bots: Reader) -> None:
    bot, back = self_service_table(bots), outbound_table(bots)
    assert bot is not None and back is not None
    assert bot.rows[0][0] == "bot"
    assert bot.columns[2:4] == ("contained", "truly contained")
    assert back.rows[0][0] == "back"
    assert back.rows[0][4].endswith(")")
    assert [row[0] for row in queue_table(bots).rows] == ["calls", "back"]
    assert [row[0] for row in waits_table(bots).rows] == ["calls", "back"]


def test_sl_8_stands_beside_sl_1_where_contacts_flow_out(bots: Reader) -> None:
    table = queue_table(bots)
    assert table.columns[4:6] == ("service level SL-1", "SL-8")
    calls, back = table.rows
    assert float(calls[5].removesuffix(" %")) > float(calls[4].split(" ")[0])
    assert back[5] == ""


def test_the_answer_of_a_bot_is_what_it_contains(bots: Reader) -> None:
    assert re.fullmatch(
        r"bot: .* of the sessions were contained; .* without another contact later\.",
        answer_sentence(bots, "bot"),
    )


def test_the_answer_of_an_outbound_queue_is_whom_it_reaches(bots: Reader) -> None:
    said = answer_sentence(bots, "back")
    assert re.fullmatch(r"back: .* \(.*\) of the customers dialled were reached\.", said)


def test_demand_by_origin_is_a_bar_a_queue_that_adds_up(bots: Reader) -> None:
    with theme():
        picture = demand_by_origin(bots, ["bot", "calls", "back"])
        assert picture is not None
        assert svg(picture.figure) == svg(picture.figure)
    [axes] = picture.figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["bot", "calls", "back"]
    widths = [0.0, 0.0, 0.0]
    for container in axes.containers:
        for place, bar in enumerate(container):  # type: ignore[arg-type]
            widths[place] += bar.get_width()
    for queue, width in zip(("bot", "calls", "back"), widths, strict=True):
        assert width == pytest.approx(bots.mean("queue", queue, "attempts"))
    names = [text.get_text() for text in picture.figure.legends[0].get_texts()]
    assert names == ["first attempts", "redials", "repeats", "callbacks", "escalations"]


def test_every_origin_has_words_and_a_look_of_its_own() -> None:
    from sim.report.demand import _look

    assert set(ORIGIN_WORDS) == set(Origin)
    assert len({_look(origin) for origin in Origin}) == len(Origin)


def test_the_page_has_it_all(center: Study) -> None:
    page = render(center, assumptions="", provenance={})
    for said in (
        "What customers do next", "Journeys", "Self-service", "Callbacks and outbound", "SL-8",
        'id="demand-by-origin"', "bot: no Erlang check. Self-service has no agents",
        "from the arrival of the attempt that accepted the callback",
    ):  # fmt: skip
        assert said in page
    assert 'id="contacts-queue-bot"' not in page
