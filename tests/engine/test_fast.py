"""The compiled engine: its keys, its room, its uncompiled source on small worlds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.draws import draw
from sim.engine import reference
from sim.engine.engines import ENGINES, engine_named, prepare
from sim.engine.events import After, Outcome, Rank
from sim.engine.fast import keys, layout
from sim.engine.fast import run as fast
from sim.keys import cell_of, mix_one
from sim.log import ContactLog, first_difference
from sim.model import Model
from tests.random_chance import World
from tests.random_runs import KINDS, check_each
from tests.uncompiled import uncompiled
from tests.worlds import by_hand, model_of, run_both

UNCOMPILED = uncompiled()


@pytest.mark.parametrize("kind", KINDS)
def test_the_uncompiled_source_gives_the_same_log(kind: str) -> None:
    def compare(world: World) -> None:
        log = reference.run(world.model, world.draws)
        assert first_difference(log, UNCOMPILED(world.model, world.draws)) is None
        assert first_difference(log, fast.run(world.model, world.draws)) is None

    check_each(kind, range(2000, 2020), compare)


UNSIGNED = st.integers(0, 2**64 - 1)


@settings(deadline=None)
@given(UNSIGNED, UNSIGNED)
def test_keys_are_mixed_as_everywhere(key: int, label: int) -> None:
    mixed = keys.mix(np.uint64(key), np.uint64(label))
    assert mixed == mix_one(key, label)
    assert keys.drawn(np.uint64(key), np.uint64(label)) == mix_one(key, label) >> 32
    assert int(mixed) >> int(keys.TO_CELL) == cell_of(mix_one(key, label))


def test_codes_are_those_of_the_events() -> None:
    """Ranks keep their order, and events after which something follows count from 0."""
    assert [layout.OFF, layout.ON, layout.DONE, layout.LEAVE, layout.TIMER] == [
        2 * rank for rank in Rank if rank < Rank.ARRIVE
    ]
    assert layout.ON < layout.OFFER < layout.DONE
    assert sorted(After) == list(range(layout.AFTERS))


BUSY = """
queues:
  calls:
    channel: voice
    arrivals: {rate: 3000/h}
    handle_time: {mean: 60s}
    patience: {mean: 30s}
    max_waiting: 400
  posts:
    channel: social
    arrivals: {rate: 300/h}
    handle_time: {mean: 60s}
    spread: {to: {calls: 2, posts: 0.5}, half_life: 5min, at_most: 5000}
  bot: {channel: self_service, arrivals: {rate: 3000/h}, session: {mean: 20s}, contained: 50%}
agents:
  desk: {seated: 3, skills: {calls: 1, posts: 2}}
follow_ups:
  again: {from: calls, after: abandoned, to: calls, probability: 80%, delay: {mean: 2min}}
  agent: {from: bot, after: escalated, to: calls, probability: 100%}
"""


def test_arrays_grow_as_the_world_does() -> None:
    """Ten times as many attempts as planned, most of them waiting: nothing is left out."""
    model = model_of(BUSY)
    log = run_both(model, draw(model, 1, 0))
    assert len(log) > 2 * (log.parent < 0).sum()
    assert len(log.coming_tick) > 100


@pytest.mark.parametrize("limit", [0, 1, 700, 5000])
def test_the_row_limit_is_the_same(limit: int) -> None:
    """R52."""
    model = model_of(BUSY)
    draws = draw(model, 1, 0)
    log = fast.run(model, draws, max_rows=limit)
    assert len(log) == limit
    assert log.truncated
    assert first_difference(log, reference.run(model, draws, max_rows=limit)) is None


def test_a_stay_in_hand_beyond_the_end_and_a_year() -> None:
    """Work of 139 years, and times whose product does not fit into 64 bits (least occupied)."""
    text = """
period: {start: 2026-01-05 00:00, length: 365d, interval: 1d}
queues:
  a: {channel: voice, arrivals: {rate: 0/h}, handle_time: {mean: 60s}, patience: none}
agents:
  g: {seated: 3, skills: {a: 1}, routing: {agents: least_occupied}}
"""
    model = model_of(text)
    day = 86_400.0
    contacts = [(n * day, "a", 0.9 * day * (1 + n % 3), None) for n in range(360)]
    draws = by_hand(model, contacts)
    log = run_both(model, draws)
    assert (log.outcome == Outcome.ANSWERED).all()
    endless = replace(draws, work=np.full(360, 2**42 * 1_000_000, dtype=np.int64))
    log = run_both(model, endless)
    assert (log.outcome == Outcome.ANSWERED).sum() == 3
    assert (log.ended[log.outcome == Outcome.ANSWERED] == -1).all()


def same_columns(left: ContactLog, right: ContactLog) -> None:
    for name, value in vars(left).items():
        if isinstance(value, np.ndarray):
            assert value.dtype == getattr(right, name).dtype, name


def test_columns_have_the_same_types() -> None:
    for text in (BUSY, BUSY[: BUSY.index("follow_ups:")].replace("    spread", "    #")):
        model = model_of(text, [] if "follow_ups" in text else ["queues.calls.max_waiting=9"])
        draws = draw(model, 1, 0)
        same_columns(reference.run(model, draws), fast.run(model, draws))


def test_engines_by_name() -> None:
    assert ENGINES == ("fast", "reference")
    assert engine_named("fast") is fast.run
    with pytest.raises(ValueError, match="no engine is called 'slow'; there is: fast, reference"):
        engine_named("slow")
    lines: list[str] = []
    prepare("fast", lines.append)
    prepare("fast", lines.append)
    assert len(lines) <= 1  # ready at the latest after the first time


def test_nobody_and_nothing() -> None:
    """No contacts, no head counts: an empty log."""
    model: Model = model_of(
        "queues:\n  a: {channel: voice, arrivals: {rate: 0/h}, handle_time: 60s, patience: none}\n"
        "agents:\n  g: {seated: 0, skills: {a: 1}}\n"
    )
    log = run_both(model, draw(model, 1, 0))
    assert len(log) == 0
    assert len(log.presence_agent) == 0
