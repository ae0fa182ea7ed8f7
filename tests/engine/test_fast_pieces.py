"""Planned attempts in pieces, and a ring of rows that comes round: the log is that of the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest

import sim
from sim.draws import Draws, draw, draw_days
from sim.engine import reference
from sim.engine.engines import replicate
from sim.engine.fast import run as fast
from sim.engine.fast import world as fast_world
from sim.log import first_difference
from tests.engine.test_fast import BUSY
from tests.random_chance import World
from tests.random_runs import KINDS, check_each
from tests.uncompiled import uncompiled
from tests.worlds import by_hand, model_of

SHIPPED = Path(sim.__file__).parent.parent / "scenarios"
OF_CONTACTS = [
    field.name
    for field in fields(Draws)
    if field.name not in ("seed", "replication") and not field.name.startswith(("window_", "head_"))
]


def pieces_at(draws: Draws, places: Sequence[int]) -> Iterator[Draws]:
    """The draws, cut before the attempts at these places; presence is whole in every piece."""
    cuts = [0, *sorted(places), len(draws)]
    for begin, until in pairwise(cuts):
        yield replace(draws, **{name: getattr(draws, name)[begin:until] for name in OF_CONTACTS})


def days(draws: Draws) -> Iterator[Draws]:
    """The draws day by day."""
    cuts = np.arange(1, int(draws.tick.max()) // 86_400_000 + 1) * 86_400_000
    return pieces_at(draws, np.searchsorted(draws.tick, cuts).tolist())


@pytest.mark.parametrize("kind", KINDS)
def test_any_pieces_give_the_log_of_the_whole(kind: str) -> None:
    """Also cut between attempts of one tick, and with empty pieces."""
    chance = Random(kind)

    def compare(world: World) -> None:
        log = reference.run(world.model, world.draws)
        places = chance.choices(range(len(world.draws) + 1), k=chance.randrange(6))
        pieces = pieces_at(world.draws, places)
        assert first_difference(log, fast.run_days(world.model, pieces)) is None, places

    check_each(kind, range(3000, 3015), compare)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ring", [2, 8])
def test_a_ring_that_often_comes_round(
    kind: str, ring: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Contacts that are over are told, their children and void events notwithstanding."""
    monkeypatch.setattr(fast_world, "RING", ring)

    def compare(world: World) -> None:
        log = reference.run(world.model, world.draws)
        assert first_difference(log, fast.run(world.model, world.draws)) is None

    check_each(kind, range(4000, 4015), compare)


def test_the_uncompiled_source_with_a_small_ring() -> None:
    run = uncompiled({("world", "RING = 16384"): "RING = 2"})

    def compare(world: World) -> None:
        log = reference.run(world.model, world.draws)
        assert first_difference(log, run(world.model, world.draws)) is None

    check_each("channels", range(5000, 5010), compare)


@pytest.mark.parametrize("name", ["social_contact_center", "phone_maker_8_channels"])
def test_a_shipped_scenario_day_by_day(name: str) -> None:
    scenario = sim.load(SHIPPED / f"{name}.yaml").replace("period.length", "3d")
    model = sim.compile_model(scenario)
    draws = draw(model, 3, 0)
    whole, by_day = fast.run(model, draws), fast.run_days(model, days(draws))
    assert len(list(days(draws))) == 3
    assert first_difference(whole, by_day) is None
    for name, value in vars(whole).items():
        if isinstance(value, np.ndarray):
            assert value.dtype == getattr(by_day, name).dtype, name


def test_the_row_limit_in_a_later_piece() -> None:
    """R52: what is planned later is not looked at."""
    model = model_of(BUSY)
    draws = draw(model, 1, 0)
    for limit in (0, 499, 500, 501, 1200):
        log = fast.run_days(model, pieces_at(draws, [400, 600, 900]), max_rows=limit)
        assert (len(log), log.truncated) == (limit, True)
        assert first_difference(log, reference.run(model, draws, max_rows=limit)) is None


def test_what_happens_between_two_pieces_waits_for_the_second() -> None:
    """The agent is free at 60 s; before that a contact of the second piece stands in line."""
    model = model_of(
        "queues:\n  a: {channel: voice, arrivals: {rate: 0/h}, handle_time: 60s, patience: none}\n"
        "agents:\n  g: {seated: 1, skills: {a: 1}}\n"
    )
    draws = by_hand(model, [(0, "a", 60, None), (59, "a", 60, None), (60, "a", 60, None)])
    for cut in ([1], [2], [1, 2], [0, 0, 1], [3]):
        log = fast.run_days(model, pieces_at(draws, cut))
        assert log.answered.tolist() == [0, 60_000, 120_000]


def test_a_contact_that_lives_long_does_not_stop_the_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    """One waits to the end while hundreds come and go: the ring grows round it."""
    monkeypatch.setattr(fast_world, "RING", 4)
    model = model_of(
        """
queues:
  a: {channel: voice, arrivals: {rate: 0/h}, handle_time: 60s, patience: none}
  never: {channel: voice, arrivals: {rate: 0/h}, handle_time: 60s, patience: none}
agents:
  g: {seated: 2, skills: {a: 1}}
  h: {seated: 0, skills: {never: 1}}
"""
    )
    contacts = [(float(second), "a", 1.0, None) for second in range(1000)]
    draws = by_hand(model, [(0.5, "never", 1.0, None), *contacts])
    order = np.argsort(draws.tick)
    draws = replace(draws, **{name: getattr(draws, name)[order] for name in OF_CONTACTS})
    log = fast.run(model, draws)
    assert (log.answered >= 0).sum() == 1000
    assert first_difference(log, reference.run(model, draws)) is None


@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_a_replication_of_several_days_is_that_of_its_draws(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it is drawn at once or a day at a time."""
    monkeypatch.setattr("sim.draws.PIECE", 1)
    scenario = sim.load(SHIPPED / "slow_email_calls_back.yaml").replace("period.length", "4d")
    model = sim.compile_model(scenario)
    assert len(list(draw_days(model, 5, 2))) > 1
    whole = fast.run(model, draw(model, 5, 2))
    assert first_difference(whole, replicate(engine, model, 5, 2)) is None
