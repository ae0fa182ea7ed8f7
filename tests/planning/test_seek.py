"""Goal-seek: bisection and optimum against trying every value; ranges, goals and their messages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError
from sim.planning import SeekResult, Stopped, seek
from sim.planning.seek_range import read_grid, value_at
from sim.planning.seek_result import document
from sim.scenario import Scenario, load
from sim.studies import study
from tests.planning.worlds import desk, written

GOAL = "queues.calls.service_level>=80%"


@pytest.fixture
def world(tmp_path: Path) -> Scenario:
    tree = desk()
    tree["queues"]["calls"] |= {"value": 5, "arrivals": {"rate": "60/h", "scale": "100%"}}
    tree["agents"]["desk"]["cost"] = {"hour": 30}
    return written(tmp_path, tree)


def figure(scenario: Scenario, metric: str = "service_level") -> float:
    center = study(scenario, replications=8, seed=5).to_json()["center"]
    value = center[metric]["mean"]
    assert isinstance(value, float)
    return value


def found(world: Scenario, vary: str, **goal: Any) -> SeekResult:
    return seek(world, vary, workers=1, **goal)


def test_the_least_seats_are_those_of_trying_all(world: Scenario) -> None:
    least = next(n for n in range(1, 20) if figure(world.replace("agents.desk.seated", n)) >= 0.8)
    result = found(world, "agents.desk.seated=1..60", until=GOAL)
    assert result.answer is not None
    assert (result.answer.value, result.which) == (str(least), "least")
    assert result.scenario == world.replace("agents.desk.seated", least)
    verdicts = {point.value: point.meets for point in result.points}
    assert verdicts[str(least - 1)] is False
    assert verdicts[str(least + 1)] is True
    assert len(verdicts) < 12  # not all sixty


def test_where_more_is_worse_the_largest_is_found(world: Scenario) -> None:
    result = found(world, "queues.calls.arrivals.scale=50%..200%", until=GOAL)
    assert result.answer is not None
    assert result.which == "largest"
    assert result.step == "1%"
    place = round(result.answer.number)
    for percent, meets in ((place, True), (place + 1, False)):
        changed = world.replace("queues.calls.arrivals.scale", f"{percent}%")
        assert (figure(changed) >= 0.8) is meets


def test_a_condition_with_an_upper_limit(world: Scenario) -> None:
    result = found(world, "agents.desk.seated=2..12", until="queues.calls.asa_s<=10s")
    assert result.answer is not None
    assert result.which == "least"
    assert result.answer.mean <= 10
    assert {point.mean <= 10 for point in result.points if point.number < result.answer.number} == {
        False
    }


def test_out_of_reach_is_said(world: Scenario) -> None:
    result = found(world, "agents.desk.seated=1..2", until=GOAL)
    assert result.answer is None
    assert result.notes[0].startswith("Not reached in 1..2: the best of the values tried is 2.")
    assert json.loads(json.dumps(document(result), allow_nan=False))["answer"] is None


def test_when_both_ends_meet_it_the_range_is_doubted(world: Scenario) -> None:
    result = found(world, "agents.desk.seated=9..12", until=GOAL)
    assert result.answer is not None
    assert result.answer.value == "9"
    assert "Both ends of 9..12 meet it" in result.notes[0]


def test_a_goal_met_inside_the_range_alone(world: Scenario) -> None:
    """A net result above 0 between too few seats and too many."""
    result = found(world, "agents.desk.seated=1..40", until="net_result>=150")
    assert result.answer is not None
    assert figure(world.replace("agents.desk.seated", result.answer.value), "net_result") >= 150
    fewer = round(result.answer.number) - 1
    assert figure(world.replace("agents.desk.seated", fewer), "net_result") < 150
    assert any(note.startswith("Not monotone") for note in result.notes)


def test_the_optimum_is_that_of_trying_all(world: Scenario) -> None:
    results = {n: figure(world.replace("agents.desk.seated", n), "net_result") for n in range(1, 9)}
    best = max(results, key=lambda n: results[n])
    result = found(world, "agents.desk.seated=1..8", maximize="net_result")
    assert result.answer is not None
    assert (result.answer.value, result.which) == (str(best), "best")
    assert result.flat is not None
    low, high = (int(value) for value in result.flat)
    assert low <= best <= high
    for point in result.points:
        assert point.difference == pytest.approx(results[int(point.value)] - results[best])
        assert point.is_worse or low <= point.number <= high


def test_a_large_grid_is_refined(world: Scenario) -> None:
    result = found(world, "agents.desk.seated=1..100", maximize="net_result")
    few = found(world, "agents.desk.seated=1..8", maximize="net_result")
    assert result.answer is not None
    assert few.answer is not None
    assert result.answer.value == few.answer.value
    assert len(result.points) < 40


def test_an_optimum_at_an_end_is_doubted(world: Scenario) -> None:
    result = found(world, "agents.desk.seated=6..8", minimize="cost")
    assert result.answer is not None
    assert result.answer.value == "6"
    assert "The best value is an end of 6..8" in result.notes[0]


def test_a_flat_optimum_is_said(world: Scenario) -> None:
    """What changes nothing has no best value."""
    result = found(world, "queues.calls.cost.contact=0..2", maximize="queues.calls.service_level")
    assert result.flat == ("0", "2")
    assert result.notes == (
        "In 0..2 queues.calls.cost.contact makes no difference: queues.calls.service_level is the "
        "same with every value tried.",
    )


@pytest.mark.parametrize(("goal", "is_met"), [("1%", True), ("99.99%", False)])
def test_a_value_that_changes_nothing_is_no_answer(
    world: Scenario, goal: str, is_met: bool
) -> None:
    """Seats are net: shrinkage computes their gross and nothing else."""
    result = found(
        world, "agents.desk.shrinkage=10%..50%", until=f"queues.calls.service_level>={goal}"
    )
    assert (result.answer is not None) is is_met
    assert result.notes[-1] == (
        "In 10%..50% agents.desk.shrinkage makes no difference: queues.calls.service_level is the "
        "same with every value tried."
    )
    assert len(result.notes) == 1 + is_met  # a range that may not hold the end of the values


def test_a_refused_value_is_named_with_the_range_that_is_allowed(tmp_path: Path) -> None:
    """Two agents kept idle: a group of one or two never takes a call."""
    tree = desk()
    tree["agents"]["desk"]["skills"] = {"calls": {"rank": 1, "keep_idle": 2}}
    world = written(tmp_path, tree)
    with pytest.raises(InputError) as caught:
        found(world, "agents.desk.seated=1..10", until=GOAL)
    [problem] = caught.value.problems
    assert problem.source.endswith("world.yaml")
    assert problem.line is not None
    assert problem.path == "agents.desk.skills.calls.keep_idle"
    assert problem.message.endswith("(tried: agents.desk.seated = 1)")
    assert problem.mend == "write agents.desk.seated=3..10"
    assert found(world, "agents.desk.seated=3..10", until=GOAL).answer is not None


@pytest.mark.parametrize(
    ("vary", "value", "mend"),
    [
        (
            "queues.calls.target.answered=70%..120%:10%", "120%",
            "write queues.calls.target.answered=70%..100%",
        ),
        ("agents.desk.seated=-3..5", "-3", "write agents.desk.seated=0..5"),
        (
            "period.length=1h..3h:0.1h", "1.1h",
            "give steps that are all allowed: period.length=1h..3h:STEP",
        ),
        ("agents.desc.seated=1..5", "1", "did you mean desk?"),
    ],
)  # fmt: skip
def test_a_value_of_the_range_that_cannot_be(
    tmp_path: Path, vary: str, value: str, mend: str
) -> None:
    tree = desk()
    tree["queues"]["calls"]["arrivals"] = {"rate": "60/h"}
    with pytest.raises(InputError) as caught:
        found(written(tmp_path, tree), vary, until=GOAL)
    [problem] = caught.value.problems
    assert (problem.source, problem.value, problem.mend) == ("--vary", value, mend)


@pytest.mark.parametrize(
    ("vary", "low", "high", "step", "unit"),
    [
        ("agents.desk.seated", "1", "26", 1, ""),
        ("agents.desk.seated=2..5", "2", "5", 1, ""),
        ("agents.desk.seated=2..3:0.25", "2", "3", 0.25, ""),
        ("queues.calls.arrivals.scale", "1%", "100%", 0.1, "%"),
        ("queues.calls.arrivals.scale=0.9..1.1", "90%", "110%", 0.1, "%"),
        ("queues.calls.arrivals.rate", "15/h", "240/h", 1, "/h"),
        ("queues.calls.handle_time.mean", "45s", "720s", 1, "s"),
        ("queues.calls.handle_time.mean=2min..4min:0.5min", "2min", "4min", 0.5, "min"),
    ],
)
def test_grids(world: Scenario, vary: str, low: str, high: str, step: float, unit: str) -> None:
    grid = read_grid(vary, world)
    low_number, high_number = (float(end.removesuffix(unit)) for end in (low, high))
    assert grid.text(0) == low
    assert grid.unit == unit
    assert grid.number(0) == pytest.approx(low_number)
    assert high_number - step < grid.number(grid.last) <= high_number + 1e-9
    assert float(grid.step) <= step * 10


@pytest.mark.parametrize(
    ("vary", "message"),
    [
        ("agents..seated=1..2", "is not a path"),
        ("agents.desk.seated=5", "is not a range"),
        ("agents.desk.seated=5..2", "does not run upwards"),
        ("agents.desk.seated=1..2:0", "its step is not above 0"),
        ("queues.calls.handle_time.mean=2min..90s", "mixes min and s"),
        ("queues.calls.handle_time.mean=2min..90s", "mend: use one unit in the whole range"),
        ("agents.*.seated=+0..+3", "adds to several head counts at once"),
        ("agents.desk.cost.contact", "says nothing to start from"),
        ("queues.calls.channel", "says nothing to start from"),
        ("queues.calls", "is a mapping in this scenario, not a single value"),
        ("cost.month=0..1000000:0.01", "are 100,000,001 values"),
        ("agents.desk.seatd=1..2", "unknown key seatd"),
        ("queues.calls.arrivals.scale=0%..9999999%", "arrivals.scale"),
    ],
)
def test_bad_ranges(world: Scenario, vary: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        found(world, vary, until=GOAL)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("goal", "message"),
    [
        ({}, "there is no goal"),
        ({"until": GOAL, "maximize": "cost"}, "--until and --maximize are two goals"),
        ({"until": "service_level"}, "is not a condition"),
        ({"until": "service_level>=80"}, "80 has no % sign"),
        ({"until": "service_level>=80"}, "mend: write 80%"),
        ({"until": "service_level>80%"}, "mend: write >= or <="),
        ({"until": "asa_s<=soon"}, "soon is not a duration"),
        ({"until": "net_result>=lots"}, "lots is not a number"),
        ({"until": "queues.call.asa_s<=20s"}, "did you mean calls?"),
        ({"minimize": "costs"}, "did you mean cost?"),
    ],
)
def test_bad_goals(world: Scenario, goal: dict[str, str], message: str) -> None:
    with pytest.raises(InputError) as caught:
        found(world, "agents.desk.seated=1..5", **goal)
    assert message in str(caught.value)


def test_the_value_of_a_path(world: Scenario) -> None:
    assert value_at(world, "agents.desk.seated") == 6
    assert value_at(world, "queues.*.arrivals.scale") is None


def test_stopping(world: Scenario) -> None:
    told: list[tuple[int, str]] = []
    with pytest.raises(Stopped):
        found(
            world, "agents.desk.seated=1..9", until=GOAL,
            progress=lambda *said: told.append(said), stop=lambda: len(told) > 1,
        )  # fmt: skip
    assert told == [(0, "agents.desk.seated = 1"), (1, "agents.desk.seated = 9")]


def test_heads_are_added_wherever_there_are_any(tmp_path: Path) -> None:
    tree = desk()
    tree["agents"]["desk"]["seated"] = [1, 0, 2, 2]
    tree["period"] |= {"length": "2h", "interval": "30min"}
    world = written(tmp_path, tree)
    result = found(world, "agents.desk.seated=+0..+20", until=GOAL.replace("80", "60"))
    assert result.answer is not None
    more = round(result.answer.number)
    assert result.answer.value == f"+{more}"
    assert result.span == "+0..+20"
    heads = [[1 + n, 0, 2 + n, 2 + n] for n in range(20)]
    least = next(n for n in range(20)
                 if figure(world.replace("agents.desk.seated", heads[n])) >= 0.6)  # fmt: skip
    assert more == least > 0
    assert result.scenario == world.replace("agents.desk.seated", heads[least])


def test_fewer_heads_stop_at_nobody(world: Scenario) -> None:
    grid = read_grid("agents.desk.seated=-9..+1", world)
    heads = value_at(world, "agents.desk.seated")
    assert [grid.text(0), grid.text(9), grid.text(grid.last)] == ["-9", "+0", "+1"]
    assert [grid.value(0), grid.value(9)] == [max(0, heads - 9), heads]


def test_every_shift_of_a_group_grows(tmp_path: Path) -> None:
    tree = desk()
    early = {"agents": 2, "start": "08:00", "end": "16:00"}
    late = {"agents": 0, "start": "12:00", "end": "20:00"}
    del tree["agents"]["desk"]["seated"]
    tree["agents"]["desk"]["shifts"] = {"early": early, "late": late}
    world = written(tmp_path, tree)
    grid = read_grid("agents.desk.shifts=+0..+5", world)
    changed = world.replace(grid.path, grid.value(3)).tree.agents["desk"].shifts
    assert changed is not None
    assert {name: one.agents for name, one in changed.items()} == {"early": 5, "late": 0}


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ("queues.calls.arrivals.scale=+0..+20", "adds to something that is no head count"),
        ("agents.desk.seated=+0..+2.5", "does not add whole heads"),
        ("agents.desk.seated=+0..+20%", "does not add whole heads"),
        ("agents.desk.seated=+5..+5", "does not run upwards"),
    ],
)
def test_heads_that_cannot_be_added_are_refused(world: Scenario, vary: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_grid(vary, world)
    assert said in str(caught.value)
    assert "agents.desk.seated=+0..+20 adds heads" in str(caught.value)


def test_a_range_of_its_own_begins_where_the_scenario_allows(tmp_path: Path) -> None:
    """One agent who is to stay idle would never answer, and is refused: it begins with two."""
    file = tmp_path / "kept.yaml"
    file.write_text(
        "name: Kept\n"
        "period: {start: 2026-03-02 08:00, length: 1h, interval: 30min}\n"
        "queues:\n"
        "  calls: {channel: voice, arrivals: {rate: 20/h}, handle_time: {mean: 3min}}\n"
        "agents:\n"
        "  desk: {seated: 4, skills: {calls: {rank: 1, keep_idle: 1}}}\n"
        "run: {replications: 2, seed: 1}\n"
    )
    answer = seek(load(file), "agents.desk.seated", until="queues.calls.abandon_rate<=100%")
    assert answer.span == "2..24"
