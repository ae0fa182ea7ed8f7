"""Follow-ups, callbacks and self-service: what overrides do, and loops against linear algebra."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from sim.errors import InputError
from sim.scenario import load, loads
from sim.scenario.follow_up_loops import Edge, connected, never_ends, shortest_cycle
from sim.scenario.unit_events import After, parse_after
from tests.scenario.texts import changed

FOLDER = Path(__file__).parents[1] / "scenarios" / "valid"
REPEAT = (
    "follow_ups:\n  repeat: {from: calls, after: answered, to: calls, probability: 8%, delay: 1d}\n"
)


def contained(scenario: str | None, queue: str) -> object:
    """The containment of a queue of self_service.yaml, as resolved."""
    queues = load(FOLDER / "self_service.yaml", scenario=scenario).resolved()["queues"]
    return queues[queue]["contained"]


def test_containment_is_overridden_by_reason_or_as_a_whole() -> None:
    rest = {"balance": "90%", "share": "50%"}
    assert contained("better_at_complaints", "bot") == {**rest, "complaint": "15%"}
    assert contained("better_at_complaints", "faq") == "80%"
    assert contained("one_share", "bot") == "60%"
    assert contained("one_share", "faq") == {"balance": "70%", "share": "1%"}
    assert contained("all_alike", "bot") == {"balance": "50%", "complaint": "50%", "share": "50%"}
    assert contained("all_alike", "faq") == "50%"


def test_follow_ups_are_overridden_by_name() -> None:
    fewer = load(FOLDER / "follow_ups.yaml", scenario="fewer").tree.follow_ups
    assert fewer["redial"].probability == 0.2
    assert {step.work for step in fewer.values()} == {0.9}
    other = load(FOLDER / "follow_ups.yaml", scenario="other").tree.follow_ups
    assert "chase" not in other and "new" in other
    assert (other["redial"].delay.distribution, other["redial"].delay.mean) == ("constant", 300_000)


def test_follow_ups_made_from_a_list_are_overridden() -> None:
    path = FOLDER / "follow_ups_from_lists.yaml"
    north = load(path, scenario="north").tree
    assert [step.probability for step in north.follow_ups.values()] == [0.1, 0.8, 0.05, 0.05]
    assert north.queues["bot/north"].contained.share == 0.5  # type: ignore[union-attr]
    everywhere = load(path, scenario="all").tree.follow_ups
    assert [step.probability for step in everywhere.values()] == [0.6, 0.405]


def test_callbacks_are_offered_by_one_condition() -> None:
    path = FOLDER / "callbacks_and_dialling.yaml"
    offers = {
        name: queue.callback.when
        for name, queue in load(path).tree.queues.items()
        if queue.callback is not None
    }
    assert {name: (when.kind, when.limit) for name, when in offers.items()} == {
        "sales": ("expected_wait", 180_000),
        "service": ("queue_length", 5),
        "claims": ("waited", 120_000),
    }
    longer = load(path, scenario="longer").tree.queues
    assert longer["sales"].callback is not None
    assert (longer["sales"].callback.when.kind, longer["sales"].callback.accepted) == (
        "waited",
        0.3,
    )
    assert longer["late"].dial is not None and longer["late"].dial.attempts == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("answered", After("answered")),
        ("escalated", After("escalated")),
        ("answered_by_peer", After("answered_by_peer")),
        ("expired", After("expired")),
        ("waiting 15min", After("waiting", 900_000)),
        ("waiting  1h30min", After("waiting", 5_400_000)),
    ],
)
def test_events(text: str, expected: After) -> None:
    assert parse_after(text) == expected
    assert parse_after(str(expected)) == expected


@pytest.mark.parametrize(
    "text", ["", "waiting", "waiting x", "blocked 5min", "Answered", "expired 5min", "answered by"]
)
def test_no_events(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        parse_after(text)


@pytest.mark.parametrize("share", ["99.9%", "100%"])
def test_a_loop_ends_if_some_leave_it(share: str) -> None:
    text = changed(end=REPEAT.replace("8%", share))
    if share != "100%":
        assert loads(text).tree.follow_ups["repeat"].probability == 0.999
        return
    with pytest.raises(InputError, match=r"the loop calls -> calls \(repeat\) never ends"):
        loads(text)


def test_a_broken_queue_does_not_hide_what_its_channel_needs() -> None:
    text = changed(("rate: 100/h", "rate: -5/h"), ("    handle_time: {mean: 240s}\n", ""))
    with pytest.raises(InputError) as caught:
        loads(text)
    assert [problem.path for problem in caught.value.problems] == [
        "queues.calls.handle_time",
        "queues.calls.arrivals.rate",
    ]


NAMES = "abcdef"
edges = st.lists(
    st.tuples(
        st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from([0.1, 0.5, 0.9, 1.0])
    ),
    max_size=12,
).map(lambda rows: [Edge(f"{n}", *row) for n, row in enumerate(rows)])


@given(edges)
@settings(max_examples=300, deadline=None)
def test_parts_are_those_with_a_way_back(graph: list[Edge]) -> None:
    reach = np.eye(len(NAMES), dtype=bool)
    for edge in graph:
        reach[NAMES.index(edge.source), NAMES.index(edge.to)] = True
    for _ in NAMES:
        reach = reach @ reach
    inside = {edge for edge in graph if reach[NAMES.index(edge.to), NAMES.index(edge.source)]}
    parts = connected(graph)
    assert {edge for part in parts for edge in part} == inside
    for part in parts:
        cycle = shortest_cycle(part)
        for edge, following in zip(cycle, [*cycle[1:], cycle[0]], strict=True):
            assert edge.to == following.source


@given(edges)
@settings(max_examples=300, deadline=None)
def test_never_ending_is_a_spectral_radius_of_one(graph: list[Edge]) -> None:
    for part in connected(graph):
        matrix = np.zeros((len(NAMES), len(NAMES)))
        for edge in part:
            matrix[NAMES.index(edge.source), NAMES.index(edge.to)] += edge.weight
        radius = max(abs(np.linalg.eigvals(matrix)))
        assert never_ends(part) == (radius > 1 - 1e-7)
