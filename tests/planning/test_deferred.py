"""Groups with deferred work: hours a day, response levels, and work that is not left to rot."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.compile import compile_model
from sim.planning import Staffing, staffing
from sim.planning.document import days_csv, document, seats_csv, staffing_csv
from sim.planning.workload import _when_open
from sim.studies import study
from tests.planning.worlds import desk, service, written


def emails(answered: str = "80%", within: str = "2h", per_day: int = 80) -> dict[str, Any]:
    """Two days of e-mails from 08:00 to 16:00, ten minutes each, and a desk open as long."""
    hours = [0] * 8 + [1] * 8 + [0] * 8
    return {
        "name": "E-mails",
        "period": {"start": "2026-03-02 00:00", "length": "2d", "interval": "1h"},
        "opening": {"mon-fri": "08:00-16:00"},
        "profiles": {"day": {"hours": hours}},
        "queues": {
            "emails": {
                "channel": "email",
                "arrivals": {"rate": f"{per_day}/d", "profile": "day"},
                "handle_time": "10min",
                "target": {"answered": answered, "within": within},
            }
        },
        "agents": {"desk": {"seated": 1, "skills": {"emails": 1}, "shrinkage": "20%"}},
        "run": {"replications": 4, "seed": 5},
    }


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Staffing:
    tree = emails("90%", "30min")
    return staffing(written(tmp_path_factory.mktemp("emails"), tree), workers=1)


def test_one_number_a_day_meets_the_response_level_and_one_fewer_does_not(found: Staffing) -> None:
    assert service(found, found.scenario, "emails") >= 0.9
    group = found.group("desk")
    assert group.by_day
    seats = np.array(group.seats).reshape(2, 24)
    assert not seats[:, :8].any()
    assert not seats[:, 16:].any()
    for number, day in enumerate(group.days):
        constant = int(seats[number, 8])
        assert (seats[number, 8:16] == constant).all()
        assert day.whole_h == 8 * constant
        assert day.binding == "emails: service level"
        fewer = seats.copy()
        fewer[number, 8:16] -= 1
        scenario = found.scenario.replace("agents.desk.seated", fewer.ravel().tolist())
        tallies = study(scenario, replications=4, seed=5).tallies
        met = sum(float(one.day.contacts["response_met"][number, 0]) for one in tallies)
        due = sum(float(one.day.contacts["response_due"][number, 0]) for one in tallies)
        assert met < 0.9 * due


def test_a_day_adds_up(found: Staffing) -> None:
    for day in found.group("desk").days:
        assert day.offered == pytest.approx(80)
        assert day.work_h == pytest.approx(80 / 6, rel=1e-3)
        assert day.whole_h - 8 < day.seated_h <= day.whole_h
        assert day.rostered_h == pytest.approx(day.seated_h / 0.8)
        assert day.scheduled_h == 8
        assert day.difference_h == 8 - day.whole_h
        assert day.service_level["emails"] >= 0.9


def test_what_never_falls_due_is_worked_off_all_the_same(tmp_path: Path) -> None:
    """80 e-mails of 10 minutes are 13.3 hours a day: two agents of 8 hours, decimal 13.3 hours."""
    found = staffing(written(tmp_path, emails("80%", "40h")), workers=1)
    for day in found.group("desk").days:
        assert day.whole_h == 16
        assert day.seated_h == pytest.approx(80 / 6, rel=1e-3)
        assert day.binding == "the work that comes"


def test_work_of_a_weekend_counts_on_monday() -> None:
    contacts = np.array([1.0, 2, 3, 4, 5, 6])
    hours = np.array([0.0, 1, 1, 0, 0.5, 0])
    day_of = np.array([0, 0, 0, 1, 1, 1])
    moved = _when_open(contacts, hours, day_of)
    assert moved.tolist() == [0, 3, 3, 0, 9, 0]  # the last six come after closing
    assert _when_open(contacts, np.zeros(6), day_of).tolist() == [0] * 6


def test_documents_have_days_and_no_intervals(found: Staffing, tmp_path: Path) -> None:
    plain = document(found)["groups"]["desk"]
    assert plain["by_day"] is True
    assert plain["intervals"] == []
    assert [day["day"] for day in plain["days"]] == ["2026-03-02", "2026-03-03"]
    assert len(staffing_csv(found).splitlines()) == 1
    rows = list(csv.DictReader(io.StringIO(days_csv(found))))
    assert float(rows[0]["whole_h"]) == found.group("desk").days[0].whole_h
    assert float(rows[0]["service_level emails"]) >= 0.9
    (tmp_path / "seats.csv").write_text(seats_csv(found.group("desk")), "utf-8")
    tree = emails("90%", "30min")
    tree["agents"]["desk"]["seated"] = {"file": "seats.csv"}
    loaded = compile_model(written(tmp_path, tree))
    planned = compile_model(found.scenario)
    assert np.array_equal(loaded.judging.planned, planned.judging.planned)


def test_live_and_deferred_targets_are_both_met(tmp_path: Path) -> None:
    tree = desk()
    alone = staffing(written(tmp_path, tree), workers=1)
    tree["queues"]["emails"] = {
        "channel": "email",
        "arrivals": {"rate": "60/h"},
        "handle_time": {"mean": "4min"},
        "target": {"answered": "80%", "within": "30min"},
    }
    tree["agents"]["desk"]["skills"] = {"calls": 1, "emails": 2}
    both = staffing(written(tmp_path, tree), workers=1)
    assert not both.group("desk").by_day
    assert service(both, both.scenario, "calls") >= 0.8
    assert service(both, both.scenario, "emails") >= 0.8
    assert both.seated_h > alone.seated_h
    work = sum(day.work_h for day in both.group("desk").days)
    assert both.seated_h >= work
    # Erlang stands beside the live work alone
    live, mixed = alone.group("desk").rows, both.group("desk").rows
    assert [row.erlang_a for row in mixed] == pytest.approx([row.erlang_a for row in live])


def test_chats_count_with_the_effort_that_they_take(tmp_path: Path) -> None:
    tree = desk()
    tree["queues"]["calls"]["channel"] = "chat"
    tree["agents"]["desk"]["skills"] = {"calls": {"rank": 1, "concurrency": 3, "slowdown": "10%"}}
    found = staffing(written(tmp_path, tree), workers=1)
    assert service(found, found.scenario, "calls") >= 0.8
    figures = study(found.scenario, replications=8, seed=5).to_json()["queues"]["calls"]
    effort = figures["effort_s"]["mean"]
    assert effort < 0.8 * figures["handle_s"]["mean"]
    for row in found.group("desk").rows:
        assert row.load_erlangs == pytest.approx(row.offered * effort / 1800, rel=0.03)
