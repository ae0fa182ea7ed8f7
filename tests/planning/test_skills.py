"""Several groups and skills: nobody is counted twice, and what is not asked for stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.analytic import Targets
from sim.analytic import staffing as erlang_staffing
from sim.compile import compile_model
from sim.planning import Staffing, staffing
from sim.planning.floor import Floor
from sim.planning.space import space_of
from sim.planning.workload import Workload, mean_seats, portion_of
from tests.planning.worlds import desk, service, written

TARGET = {"answered": "80%", "within": "20s"}


def queue(erlangs: float, **more: Any) -> dict[str, Any]:
    return {
        "channel": "voice",
        "arrivals": {"rate": f"{erlangs * 20:g}/h"},
        "handle_time": {"mean": "180s", "distribution": "exponential"},
        "patience": {"mean": "3min", "distribution": "exponential"},
        "target": TARGET,
    } | more


def two(agents: dict[str, Any], share: str = "80%") -> dict[str, Any]:
    """Two queues of 3 erlangs each."""
    target = {"answered": share, "within": "20s"}
    queues = {"sales": queue(3, target=target), "service": queue(3, target=target)}
    return desk(queues=queues, agents=agents)


BOTH = {"sales": 1, "service": 1}


def total_seats(found: Staffing) -> np.ndarray:
    return np.asarray(np.sum([group.seats for group in found.groups], axis=0))


def test_flexible_agents_are_never_fewer_than_the_load_needs(tmp_path: Path) -> None:
    found = staffing(written(tmp_path, two({"all": {"seated": 9, "skills": BOTH}})), workers=1)
    exact = erlang_staffing(6.0, 180.0, Targets(service_level=0.8, within_s=20.0), patience_s=180.0)
    assert total_seats(found).min() >= 6
    assert found.seated_h / 2 == pytest.approx(exact.agents_fractional, abs=0.75)
    [everybody] = found.groups
    assert [row.load_erlangs for row in everybody.rows] == pytest.approx([6.0] * 4)


def test_specialists_and_flexible_agents_share_the_load(tmp_path: Path) -> None:
    agents = {
        "sales_desk": {"seated": 3, "skills": {"sales": 1}},
        "service_desk": {"seated": 3, "skills": {"service": 1}},
        "all": {"seated": 3, "skills": {"sales": 2, "service": 2}},
    }
    found = staffing(written(tmp_path, two(agents)), workers=1)
    assert total_seats(found).min() >= 6
    loads = np.sum([[row.load_erlangs for row in group.rows] for group in found.groups], axis=0)
    offered = np.sum([[row.offered for row in group.rows] for group in found.groups], axis=0)
    assert loads == pytest.approx(np.full(4, 6.0))  # every contact in one portion alone
    assert offered == pytest.approx(np.full(4, 60.0))
    for name in ("sales", "service"):
        assert service(found, found.scenario, name) >= 0.8
    for group in found.groups:  # one seat fewer anywhere fails
        for interval in range(4):
            fewer = [n - (place == interval) for place, n in enumerate(group.seats)]
            if min(fewer) < 0:
                continue
            scenario = found.scenario.replace(f"agents.{group.group}.seated", fewer)
            levels = [service(found, scenario, name) for name in ("sales", "service")]
            assert min(levels) < 0.8, (group.group, interval)


def test_the_dearer_group_is_the_first_to_shrink(tmp_path: Path) -> None:
    """Two groups that can do the same work: the seats go where they cost more."""
    agents = {
        "dear": {"seated": 4, "skills": {"calls": 1}, "cost": {"hour": 90}},
        "cheap": {"seated": 4, "skills": {"calls": 1}, "cost": {"hour": 10}},
    }
    found = staffing(written(tmp_path, desk(agents=agents)), workers=1)
    dear, cheap = (sum(found.group(name).seats) for name in ("dear", "cheap"))
    assert dear < cheap


def test_groups_apart_are_searched_at_once(tmp_path: Path) -> None:
    """Desks that share nothing: each has its own limits, and together they take no more trials."""
    agents = {
        "sales_desk": {"seated": 5, "skills": {"sales": 1}},
        "service_desk": {"seated": 5, "skills": {"service": 1}},
    }
    found = staffing(written(tmp_path, two(agents)), workers=1)
    exact = erlang_staffing(3.0, 180.0, Targets(service_level=0.8, within_s=20.0), patience_s=180.0)
    for group in found.groups:
        assert sum(group.seats) / 4 == pytest.approx(exact.agents_fractional, abs=0.75)
        assert len({row.binding for row in group.rows} - {"somebody must be there"}) == 1
    assert found.trials < 50


def test_a_group_without_a_target_stays_as_it_is(tmp_path: Path) -> None:
    tree = desk()
    tree["queues"]["letters"] = queue(1, patience="none")
    del tree["queues"]["letters"]["target"]
    tree["agents"]["back_office"] = {"seated": 2, "skills": {"letters": 1}}
    found = staffing(written(tmp_path, tree), workers=1)
    assert [group.group for group in found.groups] == ["desk"]
    assert found.scenario.tree.agents["back_office"].seated.number == 2  # type: ignore[union-attr]
    assert (
        "No queue of theirs has a target, so they stay as the file has them: back_office."
        in found.warnings
    )


def three_erlangs_each() -> Workload:
    """60 contacts of 90 s in each half hour, of two queues."""
    full_speed = np.zeros(2, dtype=np.bool_)
    return Workload(np.full((2, 4), 60.0), np.full(2, 90.0), full_speed, np.full(4, 1800.0))


def test_kept_idle_agents_take_nobody(tmp_path: Path) -> None:
    """With two agents kept idle the group needs three before anybody takes the second queue."""
    agents = {"all": {"seated": 9, "skills": {"sales": 1, "service": {"rank": 2, "keep_idle": 2}}}}
    scenario = written(tmp_path, two(agents))
    space = space_of(scenario, compile_model(scenario), None)
    work = three_erlangs_each()
    floor = Floor(
        space,
        np.ones((2, 4), dtype=np.bool_),
        np.array([[0, 2]]),
        np.ones((1, 2), dtype=np.bool_),
        {},
    )
    plan = np.array([[4, 3, 4, 4]])
    assert floor.allows(plan, space.units[0])
    assert not floor.allows(plan, space.units[1])
    assert portion_of(work, space, plan).group_load.tolist() == [[6.0] * 4]


def test_portions_even_out_the_load_per_seat(tmp_path: Path) -> None:
    """3 and 3 erlangs on 2, 4 and 3 seats: the flexible three help the busier desk more."""
    agents = {
        "sales_desk": {"seated": 2, "skills": {"sales": 1}},
        "service_desk": {"seated": 4, "skills": {"service": 1}},
        "all": {"seated": 3, "skills": {"sales": 2, "service": 2}},
    }
    scenario = written(tmp_path, two(agents))
    space = space_of(scenario, compile_model(scenario), None)
    work = three_erlangs_each()
    portion = portion_of(work, space, None)
    per_seat = portion.group_load[:, 0] / np.array([2, 4, 3])
    assert per_seat == pytest.approx(np.full(3, 6 / 9), rel=0.02)
    assert portion.load[2, 0, 0] > portion.load[2, 1, 0]
    assert portion.group_contacts[:, 0].sum() == pytest.approx(120.0)


def test_the_mix_does_not_follow_shifts_that_overlap(tmp_path: Path) -> None:
    """Two shifts of three overlap for half an hour: what comes is the same in every interval, so
    is the part of it that the search gives to the group at first.
    """
    shifts = {
        "early": {"agents": 3, "start": "08:00", "end": "09:00"},
        "late": {"agents": 3, "start": "08:30", "end": "10:00"},
    }
    agents = {
        "sales_desk": {"seated": 4, "skills": {"sales": 1}},
        "service_desk": {"seated": 4, "skills": {"service": 1}},
        "all": {"shifts": shifts, "skills": {"sales": 2, "service": 2}},
    }
    scenario = written(tmp_path, two(agents))
    space = space_of(scenario, compile_model(scenario), None)
    of_file = portion_of(three_erlangs_each(), space, None).group_load
    assert of_file[2, 1] > 1.2 * of_file[2, 0]
    seats = mean_seats(space)
    assert seats[2].tolist() == [15 / 4] * 4
    evened = portion_of(three_erlangs_each(), space, seats).group_load
    assert evened[2] == pytest.approx(np.full(4, evened[2, 0]))
    assert evened.sum(axis=0) == pytest.approx(of_file.sum(axis=0))
