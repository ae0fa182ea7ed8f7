"""What no staff can meet is said by name, before or after the trial with plenty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError
from sim.planning import read_fte_hours, staffing
from sim.studies import study
from tests.planning.worlds import desk, written


def refused(folder: Path, tree: dict[str, Any], **options: Any) -> str:
    scenario = written(folder, tree)
    with pytest.raises(InputError) as caught:
        staffing(scenario, workers=1, **options)
    return str(caught.value)


def test_certainty_is_refused(tmp_path: Path) -> None:
    tree = desk()
    tree["queues"]["calls"]["target"] = {"answered": "100%", "within": "20s", "abandoned": "0%"}
    said = refused(tmp_path, tree)
    assert "queues.calls.target.answered = 100%: no number of agents can promise it" in said
    assert "queues.calls.target.abandoned = 0%: no number of agents can promise it" in said
    assert "mend: say 95%" in said


def test_a_limit_on_occupancy_of_a_group_behind_the_last_queue(tmp_path: Path) -> None:
    """Groups and queues have numbers of their own: group 2 of a center with one queue is asked
    nothing about patience.
    """
    tree = desk()
    tree["agents"]["second"] = tree["agents"]["desk"] | {"max_occupancy": "80%"}
    found = staffing(written(tmp_path, tree), workers=1)
    figures = study(found.scenario, replications=8, seed=5).to_json()["groups"]["second"]
    assert figures["live_occupancy"]["mean"] <= 0.8


def test_a_closed_group_is_named_with_the_hours(tmp_path: Path) -> None:
    tree = desk()
    tree["queues"]["calls"]["arrivals"] = {"rate": "60/h"}
    tree["agents"]["desk"]["opening"] = {"mon": "08:00-09:00"}
    said = refused(tmp_path, tree)
    assert "world.yaml:" in said
    assert "queues.calls.target.answered = 80%: cannot be met: with " in said
    assert "of the contacts are in time (2026-03-02)" in said
    assert "nobody with the skill for calls is open in 2 intervals in which contacts come" in said
    assert "(2026-03-02 09:00 to 2026-03-02 10:00): change the opening of the group" in said


def test_the_line_of_the_target_is_named(tmp_path: Path) -> None:
    tree = desk()
    tree["queues"]["calls"]["target"] = {"answered": "100%", "within": "20s"}
    scenario = written(tmp_path, tree)
    lines = (tmp_path / "world.yaml").read_text("utf-8").splitlines()
    number = lines.index("      answered: 100%") + 1
    with pytest.raises(InputError) as caught:
        staffing(scenario, workers=1)
    [problem] = caught.value.problems
    assert (problem.source, problem.line) == (str(tmp_path / "world.yaml"), number)
    with pytest.raises(InputError) as caught:
        staffing(scenario.replace("queues.calls.target.answered", "100%"), workers=1)
    assert caught.value.problems[0].source == "replace"


def test_replies_that_take_longer_than_their_time(tmp_path: Path) -> None:
    """Half of all replies take 10 minutes or more by themselves."""
    tree = desk()
    tree["queues"]["calls"] = {
        "channel": "email",
        "arrivals": {"rate": "10/h"},
        "handle_time": {"mean": "10min", "distribution": "exponential"},
        "target": {"answered": "90%", "within": "7min"},
    }
    said = refused(tmp_path, tree)
    assert "queues.calls.target.answered = 90%: cannot be met: with " in said
    assert "agents of each group with the skill in the seat" in said
    assert "mend: allow more time, or a lower share: a reply counts when its work ends" in said
    assert "the work of one takes 10min on average" in said


def test_a_limit_on_occupancy_that_no_staff_meets(tmp_path: Path) -> None:
    tree = desk()
    tree["agents"]["desk"]["max_occupancy"] = "0.1%"
    said = refused(tmp_path, tree)
    assert "agents.desk.max_occupancy = 0.1%: cannot be met: with " in said
    assert "mend: raise max_occupancy" in said


def test_without_a_target_there_is_nothing_to_search(tmp_path: Path) -> None:
    tree = desk()
    del tree["queues"]["calls"]["target"]
    said = refused(tmp_path, tree)
    assert "no queue that agents serve has a target, so no staff is too little" in said
    assert "allowed: a target on at least one queue" in said


def test_nobody_skilled_is_refused_by_the_scenario(tmp_path: Path) -> None:
    tree = desk()
    tree["queues"]["chats"] = dict(tree["queues"]["calls"])
    with pytest.raises(InputError, match=r"queues\.chats.*no agent group has the skill for it"):
        written(tmp_path, tree)


def test_a_warm_up_that_no_interval_repeats(tmp_path: Path) -> None:
    tree = desk()
    tree["period"]["warm_up"] = "30min"
    tree["queues"]["calls"]["arrivals"] = {"rate": "60/h"}
    assert "agents.desk.seated" in refused(tmp_path, tree)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"hold": 45 * 60_000}, "hold = 45min: is not a whole number of intervals"),
        ({"hold": 45 * 60_000}, "mend: say 1h"),
        ({"confidence": 1.0}, "confidence = 1: is not a share of days that can be asked for"),
        ({"confidence": 0.0}, "confidence = 0: is not a share of days that can be asked for"),
        ({"replications": 0}, "replications = 0: there must be at least one"),
        ({"engine": "best"}, "engine = best: there is no such engine"),
    ],
)
def test_bad_arguments(tmp_path: Path, options: dict[str, Any], message: str) -> None:
    assert message in refused(tmp_path, desk(), **options)


@pytest.mark.parametrize("text", ["40", "0/week", "40/year", "-8/day", "nan/week", "169/week"])
def test_bad_full_time_hours(text: str) -> None:
    with pytest.raises(InputError, match="is not the hours of a contract"):
        read_fte_hours(text)


@pytest.mark.parametrize(("text", "mend"), [("37.5", "37.5/week"), ("7.5", "7.5/day")])
def test_hours_without_a_unit(text: str, mend: str) -> None:
    with pytest.raises(InputError, match=f"mend: write {mend}"):
        read_fte_hours(text)
    read_fte_hours(mend)


def test_full_time_hours() -> None:
    assert read_fte_hours("40/week") == read_fte_hours("8/day")
    hours = read_fte_hours("38.5/week")
    assert hours.of_day(77.0) == pytest.approx(10.0)
    assert hours.of_period(770.0, 14) == pytest.approx(10.0)
    assert hours.of_period(770.0, 6) is None
