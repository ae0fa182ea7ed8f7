"""Probes and exchanges on worlds small enough to try every change by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.compile import compile_model
from sim.planning.exchange import exchanged
from sim.planning.floor import floor_of
from sim.planning.levels import levels_of
from sim.planning.limits import demand_of
from sim.planning.path import zones_of
from sim.planning.probes import Forecast, probed, spacing
from sim.planning.space import Space, space_of
from sim.planning.trials import Trials
from sim.planning.workload import portion_of, workload_of
from sim.studies import Pool
from tests.planning.worlds import desk, written

REPLICATIONS = 8


def search_of(folder: Path, tree: dict[str, Any]) -> tuple[Trials, Space]:
    scenario = written(folder, tree)
    model = compile_model(scenario)
    space = space_of(scenario, model, None)
    demand = demand_of(
        model, space.component, space.queue_component, space.rows, space.day_of,
        confidence=None, every_interval=False,
    )  # fmt: skip
    return Trials(scenario, space, demand, 5, "fast", Pool(1)), space


def test_a_probe_alone_is_the_trial_itself(tmp_path: Path) -> None:
    """One seat a trial: the change charged to it is the whole difference of the two trials."""
    trials, space = search_of(tmp_path, desk())
    plan = np.array([[3, 6, 6, 4]])
    base = trials.margins(plan, REPLICATIONS)
    floor = floor_of(space, workload_of(trials.study(plan, REPLICATIONS), space))
    probes = probed(trials, space, floor, plan, base, 4, REPLICATIONS)
    assert sorted(probes) == [0, 1, 2, 3]
    for number in (0, 1):  # nothing before the interval before it can change
        fewer = space.changed(plan, [space.units[number]], -1)
        forecast = Forecast.of(base, trials.demand)
        forecast.add(probes[number])
        trial = trials.margins(fewer, REPLICATIONS)
        assert np.allclose(forecast.interval, trial.interval)
        assert np.allclose(forecast.day, trial.day)
        losses = forecast.losses(probes[number])
        assert losses["day", 0, 0] > 0


def test_probes_are_two_hours_apart(tmp_path: Path) -> None:
    _, space = search_of(tmp_path, desk())
    assert spacing(space, 1_800_000) == 5
    assert spacing(space, 3_600_000) == 3
    assert spacing(space, 24 * 3_600_000) == 2


@pytest.mark.parametrize("dear", ["first", "second"])
def test_seats_move_to_the_cheaper_of_two_equal_groups(tmp_path: Path, dear: str) -> None:
    cost = {name: {"hour": 90 if name == dear else 30} for name in ("first", "second")}
    agents = {name: {"seated": 3, "skills": {"calls": 1}, "cost": cost[name]} for name in cost}
    trials, space = search_of(tmp_path, desk(agents=agents))
    plan = np.full((2, 4), 4)
    study = trials.study(plan, REPLICATIONS)
    work = workload_of(study, space)
    portion = portion_of(work, space, None)
    levels = [levels_of(space, portion, work.seconds, row) for row in range(2)]
    found = exchanged(
        trials, space, zones_of(space, trials.demand), levels, floor_of(space, work), plan,
        np.full((2, 4), 40), 5, REPLICATIONS,
    )  # fmt: skip
    assert trials.met(trials.margins(found, REPLICATIONS)).all()
    money = space.hour_cost[:, None] * space.open_hours
    assert (found * money).sum() < (plan * money).sum()
    row = space.groups.index(dear)
    assert found[row].sum() < found[1 - row].sum()


def test_one_group_has_nothing_to_exchange(tmp_path: Path) -> None:
    trials, space = search_of(tmp_path, desk())
    plan = np.full((1, 4), 8)
    floor = floor_of(space, workload_of(trials.study(plan, 2), space))
    assert exchanged(trials, space, [], [], floor, plan, plan + 9, 5, 2) is plan
    assert trials.count == 1
