"""The search: it meets the targets, one seat fewer does not, and what it says adds up."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from sim.compile import compile_model
from sim.planning import Staffing, Stopped, staffing
from sim.planning.document import document, seats_csv
from sim.planning.space import planned_scenario, space_of, trial_scenario
from sim.planning.workload import workload_of
from sim.scenario import load
from sim.studies import study
from tests.planning.worlds import desk, service, written


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Staffing:
    return staffing(written(tmp_path_factory.mktemp("desk"), desk()), workers=1)


def test_the_plan_meets_the_target_and_one_seat_fewer_anywhere_does_not(found: Staffing) -> None:
    assert service(found, found.scenario, "calls") >= 0.8
    seats = found.group("desk").seats
    for interval in range(len(seats)):
        fewer = [count - (place == interval) for place, count in enumerate(seats)]
        scenario = found.scenario.replace("agents.desk.seated", fewer)
        assert service(found, scenario, "calls") < 0.8, interval


def test_more_staff_never_makes_it_miss(found: Staffing) -> None:
    chance = np.random.default_rng(3)
    seats = np.array(found.group("desk").seats)
    for _ in range(6):
        more = (seats + chance.integers(0, 3, len(seats))).tolist()
        scenario = found.scenario.replace("agents.desk.seated", more)
        assert service(found, scenario, "calls") >= 0.8


def test_rows_and_days_add_up(found: Staffing) -> None:
    group = found.group("desk")
    assert [row.load_erlangs for row in group.rows] == pytest.approx([2.0, 4.5, 4.5, 2.5])
    assert [row.offered for row in group.rows] == pytest.approx([20, 45, 45, 25])
    [day] = group.days
    assert day.seated_h == pytest.approx(sum(row.required for row in group.rows) / 2)
    assert day.rostered_h == pytest.approx(day.seated_h / 0.75)
    assert day.fte == pytest.approx(day.rostered_h / 8)
    assert day.scheduled_h == pytest.approx(6 * 2)
    assert group.fte is None  # less than a week
    for row in group.rows:
        assert row.rostered == pytest.approx(row.required / 0.75)
        assert row.difference == row.scheduled - row.seated
        assert row.binding == "calls: service level"
        assert row.erlang_a < row.erlang_c
    whole = sum(group.seats) / 2
    assert found.seated_h == pytest.approx(whole)
    assert whole - 0.5 < day.seated_h <= whole  # decimals save less than one seat


@pytest.mark.parametrize("hours", [10, 11])
def test_decimals_of_a_long_day_save_less_than_one_seat(tmp_path: Path, hours: int) -> None:
    """What is left of the day's limit is less than any seat takes from it, or that seat would have
    gone; so all decimals together save less than one seat of one interval, however many there are.
    """
    tree = desk()
    tree["period"]["length"] = f"{hours}h"
    tree["queues"]["calls"] |= {"arrivals": {"rate": "90/h"}}
    tree["queues"]["calls"]["target"] |= {"abandoned": "30%"}  # never binds
    group = staffing(written(tmp_path, tree), workers=1).group("desk")
    [day] = group.days
    assert len(group.rows) == 2 * hours
    assert day.whole_h - 0.5 < day.seated_h <= day.whole_h + 1e-9


def test_the_decimal_need_lies_where_the_line_between_whole_ones_meets_the_target(
    tmp_path: Path,
) -> None:
    """n seats miss the target by nothing, n - 1 do: margins m(n) >= 0 > m(n - 1) on a line."""
    tree = desk()
    tree["period"] = {"start": "2026-03-02 08:00", "length": "1h", "interval": "1h"}
    tree["queues"]["calls"]["arrivals"] = {"per_interval": [60]}
    found = staffing(written(tmp_path, tree), workers=1)
    [row] = found.group("desk").rows

    def margin(seats: int) -> float:
        one = study(found.scenario.replace("agents.desk.seated", [seats]), replications=8, seed=5)
        cells = [tally.day.contacts for tally in one.tallies]
        met = sum(float(cell["service_met"][0, 0]) for cell in cells)
        return met - 0.8 * sum(float(cell["service_judged"][0, 0]) for cell in cells)

    above, below = margin(row.seated), margin(row.seated - 1)
    assert above >= 0 > below
    assert row.required == pytest.approx(row.seated - above / (above - below))


def test_a_file_of_the_seats_loads_back_and_meets_the_target(
    found: Staffing, tmp_path: Path
) -> None:
    (tmp_path / "seats.csv").write_text(seats_csv(found.group("desk")), "utf-8")
    tree = desk()
    tree["agents"]["desk"]["seated"] = {"file": "seats.csv"}
    scenario = written(tmp_path, tree)
    model, planned = compile_model(scenario), compile_model(found.scenario)
    assert np.array_equal(model.judging.planned, planned.judging.planned)
    assert service(found, scenario, "calls") >= 0.8


def test_the_document_is_plain(found: Staffing) -> None:
    import json

    text = json.dumps(document(found), allow_nan=False)
    read = json.loads(text)
    assert read["groups"]["desk"]["intervals"][0]["binding"] == "calls: service level"
    assert read["queues"]["calls"]["service_level"]["mean"] >= 0.8


def test_a_trial_simulates_what_the_plan_says(tmp_path: Path) -> None:
    """The quick way to change seats gives the model of the file as its user would write it."""
    tree = desk()
    tree["opening"] = {"mon": "08:30-10:00"}
    tree["queues"]["calls"]["arrivals"] = {"rate": "60/h"}
    tree["agents"]["desk"] = {
        "shifts": {"early": {"agents": 4, "start": "08:00", "end": "10:00"}},
        "skills": {"calls": 1},
    }
    scenario = written(tmp_path, tree)
    space = space_of(scenario, compile_model(scenario), None)
    plan = np.array([[0, 3, 5, 4]])
    quick = compile_model(trial_scenario(scenario, space, plan))
    slow = compile_model(planned_scenario(scenario, space, plan))
    assert np.array_equal(quick.judging.planned, slow.judging.planned)
    assert np.array_equal(quick.people.by_head_count, slow.people.by_head_count)
    for one, other in zip(quick.sampling.groups, slow.sampling.groups, strict=True):
        assert np.array_equal(one.plan, other.plan)
        assert np.array_equal(one.step_begin, other.step_begin)
        assert len(one.window_agent) == len(other.window_agent) == 0
    assert [unit.intervals.tolist() for unit in space.units] == [[1], [2], [3]]


def test_every_interval_meets_the_target_and_says_what_that_costs(tmp_path: Path) -> None:
    tree = desk()
    tree["queues"]["calls"]["arrivals"] = {"per_interval": [20, 60]}
    tree["period"]["length"] = "1h"
    found = staffing(written(tmp_path, tree), every_interval=True, workers=1)
    for row in found.group("desk").rows:
        assert row.service_level["calls"] >= 0.8
    assert found.day_target_h is not None
    assert found.seated_h >= found.day_target_h
    assert "Meeting the targets in every interval takes" in found.warnings[-1]
    seats = found.group("desk").seats
    for interval in range(len(seats)):
        fewer = [count - (place == interval) for place, count in enumerate(seats)]
        scenario = found.scenario.replace("agents.desk.seated", fewer)
        rows = study(scenario, replications=8, seed=5).to_json()["intervals"]
        levels = [row["service_level"]["mean"] for row in rows if "queue" in row]
        assert min(levels) < 0.8


def test_a_target_over_the_interval_is_judged_on_each(tmp_path: Path) -> None:
    tree = desk()
    tree["period"]["length"] = "1h"
    tree["queues"]["calls"]["arrivals"] = {"per_interval": [20, 60]}
    tree["queues"]["calls"]["target"]["over"] = "interval"
    found = staffing(written(tmp_path, tree), workers=1)
    assert min(row.service_level["calls"] for row in found.group("desk").rows) >= 0.8
    assert found.day_target_h is None


def test_confidence_asks_for_days_not_for_the_mean(found: Staffing, tmp_path: Path) -> None:
    sure = staffing(written(tmp_path, desk()), confidence=0.9, workers=1)
    [calls] = sure.queues
    assert calls.days_met >= 0.9
    assert sure.seated_h > found.seated_h
    assert {row.binding for row in sure.group("desk").rows} == {"calls: days on target"}


def test_hold_keeps_seats_for_so_long(tmp_path: Path) -> None:
    found = staffing(written(tmp_path, desk()), hold=3_600_000, workers=1)
    rows = found.group("desk").rows
    assert rows[0].seated == rows[1].seated
    assert rows[2].seated == rows[3].seated
    assert rows[0].required == pytest.approx(rows[1].required)
    assert service(found, found.scenario, "calls") >= 0.8


def test_the_occupancy_limit_binds(tmp_path: Path) -> None:
    tree = desk()
    tree["queues"]["calls"]["target"] = {"abandoned": "60%"}
    tree["agents"]["desk"]["max_occupancy"] = "50%"
    found = staffing(written(tmp_path, tree), workers=1)
    rows = found.group("desk").rows
    assert {row.binding for row in rows} == {"desk: occupancy"}
    figures = study(found.scenario, replications=8, seed=5).to_json()
    reached = figures["groups"]["desk"]["live_occupancy"]["mean"]
    assert 0.4 < reached <= 0.5


def test_an_abandonment_limit_alone(tmp_path: Path) -> None:
    tree = desk()
    tree["queues"]["calls"]["target"] = {"abandoned": "5%"}
    found = staffing(written(tmp_path, tree), workers=1)
    [calls] = found.queues
    assert calls.abandon_rate[0] <= 0.05
    assert calls.answered is None
    assert found.group("desk").rows[1].binding == "calls: abandoned"
    assert math.isnan(calls.service_level[0])


@pytest.mark.parametrize("start", ["00:00", "08:00"])
def test_a_week_is_a_week_at_whatever_time_it_begins(tmp_path: Path, start: str) -> None:
    """Contracts are the paid hours of the week over 40, though a week from 08:00 on touches eight
    dates.
    """
    tree = desk(
        period={"start": f"2026-03-02 {start}", "length": "7d", "interval": "1h"},
        opening={"mon-fri": "09:00-12:00"},
    )
    tree["queues"]["calls"]["arrivals"] = {"rate": "20/h"}
    week = staffing(written(tmp_path, tree), workers=1, replications=2)
    group = week.group("desk")
    closed = document(week)["groups"]["desk"]["intervals"][-12]
    assert (closed["seated"], closed["binding"]) == (0, None)
    paid = sum(day.rostered_h for day in group.days)
    assert sum(day.whole_h > 0 for day in group.days) == 5
    assert group.fte == pytest.approx(paid / 40)


def test_an_open_queue_is_never_left_alone(tmp_path: Path) -> None:
    """Two contacts of an hour hardly touch the day's figure, and still find somebody."""
    tree = desk()
    tree["queues"]["calls"]["arrivals"] = {"per_interval": [1, 60, 60, 1]}
    tree["queues"]["calls"]["target"]["answered"] = "60%"
    found = staffing(written(tmp_path, tree), workers=1)
    seats = found.group("desk").seats
    assert min(seats) == 1
    assert "somebody must be there" in {row.binding for row in found.group("desk").rows}


def test_nobody_is_needed_where_nobody_comes(tmp_path: Path) -> None:
    tree = desk()
    tree["queues"]["calls"]["arrivals"] = {"per_interval": [0, 40, 0, 0]}
    found = staffing(written(tmp_path, tree), workers=1)
    rows = found.group("desk").rows
    assert [row.seated > 0 for row in rows] == [False, True, False, False]
    assert rows[0].required == 0
    assert rows[0].erlang_a == 0


def test_first_attempts_are_offered_as_the_file_has_them(tmp_path: Path) -> None:
    """To the last bit, whatever was drawn: 3 is printed as 3 and not as 3.0."""
    expected = [1, 0.1, 3, 0.7]
    tree = desk()
    tree["queues"]["calls"]["arrivals"]["per_interval"] = expected
    scenario = written(tmp_path, tree)
    model = compile_model(scenario)
    drawn = study(scenario, replications=30, seed=5, workers=1)
    work = workload_of(drawn, space_of(scenario, model, None))
    assert work.contacts.tolist() == [expected]


def test_stopping_and_progress(tmp_path: Path) -> None:
    told: list[tuple[int, str]] = []

    def enough() -> bool:
        return len(told) >= 3

    scenario = written(tmp_path, desk())
    with pytest.raises(Stopped):
        staffing(scenario, workers=1, progress=lambda *said: told.append(said), stop=enough)
    assert [count for count, _ in told] == [0, 1, 2]
    assert told[0][1] == "whether the targets can be met at all"


def test_the_same_search_twice_is_the_same(found: Staffing, tmp_path: Path) -> None:
    again = staffing(written(tmp_path, desk()), workers=1)
    assert document(again) == document(found)


def test_the_plan_is_written_out_in_full(found: Staffing, tmp_path: Path) -> None:
    import yaml

    path = tmp_path / "staffed.yaml"
    path.write_text(yaml.safe_dump(found.scenario.resolved(), sort_keys=False), "utf-8")
    assert load(path) == found.scenario
