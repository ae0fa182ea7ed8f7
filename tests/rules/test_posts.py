"""Public posts and community questions: R90 to R95."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.draws import Draws
from sim.engine.follow_ups import FollowUps
from sim.model import Model
from tests.rules.test_follow_ups import NONE, told
from tests.worlds import Contact, by_hand, model_of, rows, run_both


def desk(seated: int, spread: str = "") -> str:
    return f"""
queues:
  weibo:
    channel: social
    arrivals: {{rate: 0/h}}
    relevant: 50%
    triage: 15s
    handle_time: {{mean: 4min, distribution: constant}}
    {spread}
  calls: {{channel: voice, handle_time: {{mean: 60s, distribution: constant}}, patience: none}}
agents:
  desk: {{seated: {seated}, skills: {{weibo: 1, calls: 2}}}}
"""


SPREAD = "spread: {to: {calls: 8}, half_life: 3min}"
STORM = "spread: {to: {weibo: 6, calls: 3}, half_life: 3min, at_most: 5}"


def drawn(model: Model, contacts: list[Contact], relevant: list[int]) -> Draws:
    return replace(by_hand(model, contacts), relevant=np.array(relevant, dtype=np.int8))


def test_a_post_that_needs_no_answer_costs_its_triage() -> None:
    """R90: the work of the first is its 15 s; nothing follows from it."""
    text = desk(1).replace(
        "handle_time: {mean: 60s, dis", "arrivals: {rate: 0/h}, handle_time: {mean: 60s, dis"
    )
    text += (
        "follow_ups:\n  private: {from: weibo, after: answered, to: calls, probability: 100%, "
        "delay: {mean: 5s, distribution: constant}, as: moved}\n"
    )
    model = model_of(text)
    contacts: list[Contact] = [(0, "weibo", 15, None), (1, "weibo", 30, None)]
    log = run_both(model, drawn(model, contacts, [0, 1]))
    assert told(log) == [
        (-1, "triaged", 0, 0, 15),
        (-1, "answered", 1, 15, 45),
        (1, "answered", 50, 50, 110),
    ]
    assert log.relevant.tolist() == [0, 1, 1]


def test_a_relevant_post_spreads_until_it_is_answered() -> None:
    """R91, R92: of those that its key says, the ones within 240 s come, each at its instant."""
    model = model_of(desk(20, SPREAD))
    log = run_both(model, drawn(model, [(10, "weibo", 240, None)], [1]))
    expected = FollowUps(model).caused(1, 0, -1, 0)
    within = sorted(10_000 + delay for _, delay in expected if delay < 240_000)
    assert len(within) > 1
    assert sorted(log.arrived[log.parent == 0].tolist()) == within


def test_a_post_that_needs_no_answer_does_not_spread() -> None:
    model = model_of(desk(0, SPREAD))
    assert len(run_both(model, drawn(model, [(10, "weibo", 15, None)], [0]))) == 1


def test_put_down_is_not_answered() -> None:
    """R92: the post is in hand, put down for a call, and goes on spreading."""
    text = desk(1, SPREAD).replace("channel: voice,", "channel: voice, arrivals: {rate: 0/h},")
    text = text.replace("weibo: 1, calls: 2}", "weibo: 2, calls: 1}")
    model = model_of(text)
    contacts: list[Contact] = [(0, "weibo", 240, None), (100, "calls", 3000, None)]
    log = run_both(model, drawn(model, contacts, [1, 1]))
    delays = [delay for _, delay in FollowUps(model).caused(1, 0, -1, 0)]
    assert sorted(log.arrived[log.parent == 0].tolist()) == sorted(
        d for d in delays if d < 3_600_000
    )


def test_at_most() -> None:
    """R93: never answered, six each: the storm ends at the fifth that is caused."""
    model = model_of(desk(0, STORM))
    log = run_both(model, drawn(model, [(0, "weibo", 240, None)], [1]))
    assert len(log) == 6


def question(seated: int, answer: str = "100%") -> str:
    return f"""
queues:
  forum:
    channel: community
    arrivals: {{rate: 0/h}}
    handle_time: {{mean: 60s, distribution: constant}}
    peers: {{answer: {answer}, delay: {{mean: 30s, distribution: constant}}}}
  calls: {{channel: voice, arrivals: {{rate: 0/h}}, handle_time: {{mean: 60s}}, patience: none}}
agents:
  desk: {{seated: {seated}, skills: {{forum: 2, calls: 1}}}}
"""


def test_a_peer_answers_who_still_waits() -> None:
    """R95: the first is in hand by then; the second waits, until another customer answers at 31."""
    model = model_of(question(1))
    contacts: list[Contact] = [(0, "forum", 60, None), (1, "forum", 60, None)]
    assert rows(run_both(model, by_hand(model, contacts))) == [
        ("answered", 0, 60, 0),
        ("peer_answered", None, 31, None),
    ]


def test_the_peer_comes_before_the_end_of_patience() -> None:
    """R2: both fall at 30."""
    model = model_of(question(0))
    assert rows(run_both(model, by_hand(model, [(0, "forum", 60, 30)])))[0][0] == "peer_answered"


def test_a_peer_answers_what_was_put_down() -> None:
    """R95: in hand from 0 to 20, then it waits for the call to end: a peer answers at 30."""
    model = model_of(question(1))
    contacts: list[Contact] = [(0, "forum", 60, None), (20, "calls", 60, None)]
    log = run_both(model, by_hand(model, contacts))
    assert told(log)[0] == (-1, "peer_answered", 0, 0, 30)
    assert log.stretch_end.tolist() == [20_000]


def test_follow_up_after_a_peer() -> None:
    """R60: answered by a peer at 30; the customer phones at 35 all the same."""
    text = question(0).replace(
        "seated: 0, skills: {forum: 2, calls: 1}", "seated: 1, skills: {calls: 1}"
    ) + (
        "follow_ups:\n  doubts: {from: forum, after: answered_by_peer, to: calls, "
        "probability: 100%, delay: {mean: 5s, distribution: constant}}\n"
    )
    model = model_of(text)
    log = run_both(model, by_hand(model, [(0, "forum", 60, None)]))
    assert [(p, o, a) for p, o, a, *_ in told(log)] == [
        (-1, "peer_answered", 0),
        (0, "answered", 35),
    ]
    assert NONE == told(log)[0][3]
