"""What trials count is what studies count, and draws that are kept are those drawn anew."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.compile import compile_model
from sim.draws import Draws, draw
from sim.engine.engines import engine_named
from sim.metrics.tally import tally
from sim.model import Model
from sim.planning import counts
from sim.planning.counts import counts_of, trial_counts
from sim.scenario import load
from tests.planning.worlds import desk, written

SHIPPED = ("phone_center", "viral_incident", "slow_email_calls_back")


def model_of(name: str) -> Model:
    return compile_model(load(f"scenarios/{name}.yaml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_counts_are_those_of_the_tally(name: str) -> None:
    model = model_of(name)
    log = engine_named("fast")(model, draw(model, 3, 0))
    few, whole = counts_of(log, model), tally(log, model)
    for one, other in ((few.interval, whole.interval), (few.day, whole.day)):
        for column in one.contacts.names:
            assert np.array_equal(one.contacts[column], other.contacts[column]), column
        for column in one.agents.names:
            assert np.array_equal(one.agents[column], other.agents[column]), column
        assert one.contacts["offered"].sum() > 0
        assert one.agents["logged_in_s"].sum() > 0


@pytest.mark.parametrize("name", SHIPPED)
def test_kept_draws_are_those_drawn_anew_for_other_seats(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts, "_kept", type(counts._kept)())
    scenario = load(f"scenarios/{name}.yaml")
    first = compile_model(scenario)
    group = first.labels.groups[-1]
    roster = {"seated": 3, "skills": scenario.resolved()["agents"][group]["skills"]}
    other = compile_model(scenario.replace(f"agents.{group}", roster))
    trial_counts(first, 5, 1, "fast")
    assert list(counts._kept) == [(counts._customers_of(first), 5, 1)]
    kept, anew = counts._draws(other, 5, 1), draw(other, 5, 1)
    assert kept.tick is counts._kept[counts._customers_of(other), 5, 1].tick
    for field in fields(Draws):
        assert np.array_equal(getattr(kept, field.name), getattr(anew, field.name)), field.name


@pytest.mark.parametrize(
    ("group", "is_certain"),
    [
        ({"seated": 5}, True),
        ({"seated": 5, "shrinkage": {"absent": "20%"}}, True),  # net: only the gross is more
        ({"seated": 5.5}, False),
        ({"staff": 8, "shrinkage": {"absent": "20%"}}, False),
        ({"staff": 8, "shrinkage": {"off_desk": "20%"}}, False),
        ({"shifts": {"all": {"agents": 5, "start": "08:00", "end": "10:00"}}}, True),
    ],
)
def test_presence_without_chance_is_drawn_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: dict[str, Any], is_certain: bool
) -> None:
    """And where chance has a part it is drawn anew for every replication."""
    monkeypatch.setattr(counts, "_kept", type(counts._kept)())
    tree = desk(agents={"desk": group | {"skills": {"calls": 1}}})
    model = compile_model(written(tmp_path, tree))
    for number in (0, 1, 2, 0, 1, 2):
        kept, anew = counts._draws(model, 5, number), draw(model, 5, number)
        for field in fields(Draws):
            assert np.array_equal(getattr(kept, field.name), getattr(anew, field.name)), field.name
    assert (model in counts._always_present) is is_certain


def test_other_customers_are_drawn_and_take_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "_kept", type(counts._kept)())
    scenario = load("scenarios/phone_center.yaml")
    more = scenario.replace("queues.sales.arrivals.rate", "900/d")
    one, other = compile_model(scenario), compile_model(more)
    counts._draws(one, 5, 0)
    assert np.array_equal(counts._draws(other, 5, 0).tick, draw(other, 5, 0).tick)
    assert np.array_equal(counts._draws(other, 6, 0).tick, draw(other, 6, 0).tick)
    assert len(counts._kept) == 1


def test_no_more_draws_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "_kept", type(counts._kept)())
    model = compile_model(load("scenarios/phone_center.yaml"))
    size = counts._bytes(draw(model, 5, 0))
    monkeypatch.setattr(counts, "MOST_KEPT", 2.5 * size)
    for number in range(4):
        counts._draws(model, 5, number)
    assert 1 <= len(counts._kept) <= 3
