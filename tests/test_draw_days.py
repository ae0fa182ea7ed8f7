"""Draws in pieces of days: put end to end they are the whole, and a piece is soon forgotten."""

from __future__ import annotations

import weakref
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.draws import OF_CONTACTS, Draws, draw, draw_days
from sim.model import Model
from tests.worlds import model_of

ROOT = Path(__file__).resolve().parent.parent
DAY = 86_400_000

MIXED = """
period: {start: 2026-03-02 13:20, length: 77h, interval: 20min}
reasons: {balance: {work: 50%}, complaint: {work: 233%}}
queues:
  calls:
    channel: voice
    arrivals: {rate: 20000/d, variability: {own: 10%, common: 20%}}
    reasons: {balance: 30%, complaint: 70%}
    handle_time: {mean: 100s, cv: 1.3}
    wrap_up: {mean: 10s, cv: 2, distribution: gamma}
    patience: {mean: 60s, distribution: weibull, cv: 0.7, balk: 25%}
  video:
    channel: video
    handle_time: {mean: 40s, distribution: constant}
    patience: none
  mail:
    channel: email
    arrivals: {rate: 300/d}
    waiting_at_start: {contacts: 200, age: {mean: 20h}}
    handle_time: {mean: 300s, distribution: erlang, stages: 3}
  posts:
    channel: social
    arrivals: {rate: 300/d}
    reasons: {complaint: 70%, balance: 30%}
    relevant: 40%
    triage: 15s
    handle_time: {mean: 3min, cv: 0.8}
agents:
  desk:
    staff: 50
    shrinkage: {absent: 10%, off_desk: 5%}
    skills: {calls: 1, video: 1, mail: 3, posts: 3}
  late:
    shifts: {late: {agents: 3, start: 16:00, end: 24:00}}
    shrinkage: {absent: 10%, off_desk: 10%}
    skills: {calls: 1}
channel_shift:
  some: {from: calls, to: video, share: 20%, reasons: [balance], work: 110%}
events:
  storm: {queue: calls, at: 2026-03-03 23:30, extra: 500, half_life: 1h}
"""

WEEKEND = """
period: {start: 2026-03-06 00:00, length: 4d, interval: 1h}
opening: {mon-fri: 08:00-18:00}
queues:
  calls:
    channel: voice
    arrivals: {rate: 60000/d}
    handle_time: {mean: 60s}
    patience: {mean: 60s}
agents:
  desk: {seated: 5, skills: {calls: 1}}
"""

SHIPPED = [
    ("social_contact_center", "base", ["period.length=3d"]),
    ("social_contact_center", "a_fifth_writes", ["period.length=3d"]),
    ("viral_incident", "base", []),
    ("phone_center", "campaign", []),
    ("app_with_proactive_calls", "base", []),
    ("phone_maker_8_channels", "blended", []),
    ("telecom_1_plus_31", "push", ["period.start=2014-05-06 09:30", "period.length=1h"]),
]


def assert_end_to_end(model: Model, pieces: list[Draws], whole: Draws) -> None:
    """The pieces are the whole, array by array and type by type; presence is in each of them."""
    assert pieces
    for field in fields(Draws):
        expected = getattr(whole, field.name)
        if field.name in OF_CONTACTS:
            found = np.concatenate([getattr(piece, field.name) for piece in pieces])
            assert found.dtype == expected.dtype
            assert np.array_equal(found, expected), field.name
            continue
        for piece in pieces:
            assert np.array_equal(getattr(piece, field.name), expected), field.name
    for piece in pieces:
        assert not piece.tick.flags.writeable and not piece.head_tick.flags.writeable
    starts = [piece.tick[0] for piece in pieces if len(piece)]
    untils = [piece.tick[-1] for piece in pieces if len(piece)]
    midnight = -(model.clock.origin.hour * 60 + model.clock.origin.minute) * 60_000
    for until, start in zip(untils[:-1], starts[1:], strict=True):
        assert (until - midnight) // DAY < (start - midnight) // DAY  # a midnight lies between


@pytest.mark.parametrize(("name", "variant", "settings"), SHIPPED)
def test_shipped_scenarios_end_to_end(name: str, variant: str, settings: list[str]) -> None:
    file = ROOT / "scenarios" / f"{name}.yaml"
    model = sim.compile_model(sim.load(file, scenario=variant, settings=settings))
    assert_end_to_end(model, list(draw_days(model, 7, 1)), draw(model, 7, 1))


@pytest.mark.parametrize("text", [MIXED, WEEKEND])
@pytest.mark.parametrize("replication", [0, 1])
def test_made_up_worlds_end_to_end(text: str, replication: int) -> None:
    model = model_of(text)
    pieces = list(draw_days(model, 1, replication))
    assert len(pieces) > 1
    assert_end_to_end(model, pieces, draw(model, 1, replication))


def test_who_waits_at_start_comes_with_the_first_piece() -> None:
    first, *others = draw_days(model_of(MIXED), 1, 0)
    assert (first.tick < 0).sum() == 200 and (first.queue[first.tick < 0] == 2).all()
    assert all((piece.tick >= 0).all() for piece in others)


def test_a_trace_is_cut_at_midnight() -> None:
    """The period begins at 13:20: midnights lie 10:40 hours and then whole days later."""
    model = model_of(MIXED)
    midnight = (10 * 60 + 40) * 60_000
    instants = [0, midnight - 1, midnight, midnight, midnight + 2 * DAY - 1, midnight + 2 * DAY]
    queues = [
        replace(queue, intensity=None, trace=None, bursts=(), age=None)
        for queue in model.sampling.queues
    ]
    queues[0] = replace(queues[0], trace=np.array(instants, dtype=np.int64))
    model = replace(model, sampling=replace(model.sampling, queues=tuple(queues)))
    pieces = list(draw_days(model, 1, 0))
    assert_end_to_end(model, pieces, draw(model, 1, 0))
    assert [tick for piece in pieces for tick in piece.tick.tolist()] == instants


def test_nobody_arrives() -> None:
    """Nobody at all is still a piece, with the presence in it."""
    model = model_of(WEEKEND, ["queues.calls.arrivals.rate=0/d"])
    pieces = list(draw_days(model, 1, 0))
    assert_end_to_end(model, pieces, draw(model, 1, 0))
    assert sum(len(piece) for piece in pieces) == 0
    assert len(pieces[0].head_tick)


def test_a_piece_is_drawn_when_it_is_asked_for_and_forgotten() -> None:
    """A month of a busy center: no more than a piece or two of its 360,000 contacts is alive."""
    model = model_of(WEEKEND, ["period.length=30d", "queues.calls.arrivals.rate=18000/d"])
    alive: list[weakref.ref[Draws]] = []
    most = 0
    for piece in draw_days(model, 1, 0):
        alive.append(weakref.ref(piece))
        held = [one() for one in alive]
        most = max(most, sum(len(one) for one in held if one is not None))
        del held
    assert 0 < most < 180_000
