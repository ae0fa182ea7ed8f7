"""Flows as bands, and what follow-ups cost."""

from __future__ import annotations

import pytest

import sim
from sim.report.drawing import theme
from sim.report.flow_picture import flow_picture
from sim.report.follow_up_cost import follow_up_cost_table
from sim.report.reading import Reader
from sim.report.style import CHANNELS
from sim.scenario.schema import Queue
from sim.studies.flows import flows

# Everybody who is answered comes again exactly once (the second time nobody does): half of the
# attempts are caused. Constant times, agents in plenty: every contact takes 60 s of an agent.
TWICE = """\
name: Twice
period: {start: 2026-03-02 08:00, length: 4h, interval: 1h}
currency: EUR
queues:
  first:
    {channel: voice, arrivals: {per_interval: [30, 30, 0, 0]}, handle_time: 60s, patience: none}
  second: {channel: video, handle_time: 60s, patience: none}
agents: {desk: {seated: 60, skills: {first: 1, second: 1}, cost: {hour: 10}}}
follow_ups:
  again: {from: first, after: answered, to: second, probability: 100%, delay: 5min}
run: {replications: 3, seed: 1}
"""


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(sim.study(sim.loads(TWICE)))


def test_a_band_for_each_flow_in_the_colour_of_its_channel(reader: Reader) -> None:
    [flow] = flows(reader.study.model, reader.study.flows)
    with theme():
        picture = flow_picture(reader)
        assert picture is not None
        [axes] = picture.figure.axes
        [band] = [
            patch for patch in axes.patches if hasattr(patch, "get_path") and patch.get_alpha()
        ]
        heights = band.get_path().vertices[:, 1]
    assert heights.max() - heights.min() == pytest.approx(flow.mean)
    red, green, blue, _ = band.get_facecolor()
    assert (
        "#{:02X}{:02X}{:02X}".format(*(round(255 * c) for c in (red, green, blue)))
        == (CHANNELS["voice"])
    )
    assert any("again (repeats)" in text.get_text() for text in axes.texts)


def test_without_flows_there_is_no_picture_and_no_cost() -> None:
    calm = sim.loads(TWICE, settings=["follow_ups=null", "queues.second=null",
                                      "agents.desk.skills={first: 1}"])  # fmt: skip
    reader = Reader(sim.study(calm, replications=2))
    with theme():
        assert flow_picture(reader) is None
    assert follow_up_cost_table(reader) is None


def test_caused_contacts_cost_their_share(reader: Reader) -> None:
    """All of the second queue: its contacts x 60 s, and half of what the agents cost."""
    table = follow_up_cost_table(reader)
    assert table is not None
    [row] = table.rows
    queue, caused, share, hours, cost = row
    answered = reader.mean("queue", "second", "answered")
    whole = reader.mean("center", "center", "cost")
    assert answered is not None
    assert whole == pytest.approx(60 * 4 * 10)
    assert (queue, share) == ("second", "100 %")
    assert caused == f"{answered:,.0f}"
    assert hours == f"{answered / 60:.1f} h"
    assert cost == "1,200 EUR"


def test_every_channel_has_a_colour_of_its_own() -> None:
    kinds = Queue.model_fields["channel"].annotation
    assert set(getattr(kinds, "__args__", ())) <= set(CHANNELS)
    assert len(set(CHANNELS.values())) == len(CHANNELS)
