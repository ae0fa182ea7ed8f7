"""A search that ends early gives the best plan so far and says that it is no proven minimum."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.planning import Staffing, Stopped, staffing
from sim.planning.outlook import Outlook, rounded
from sim.scenario import Scenario
from tests.planning.worlds import desk, service, written


def ended_after(trials: int, scenario: Scenario, *, every_interval: bool = False) -> Staffing:
    """The search that is asked to end once so many trials are done."""
    told: list[int] = []
    return staffing(
        scenario,
        workers=1,
        every_interval=every_interval,
        progress=lambda done, _: told.append(done),
        finish=lambda: max(told, default=0) >= trials,
    )


def test_the_best_plan_so_far_meets_the_target(tmp_path: Path) -> None:
    scenario = written(tmp_path, desk())
    whole = staffing(scenario, workers=1)
    assert whole.ending == ""
    hours = []
    for trials in (2, 4, 8):
        found = ended_after(trials, scenario)
        assert found.ending.startswith("The search ended early (it was interrupted)")
        assert found.warnings[0] == found.ending
        assert found.trials < whole.trials
        assert service(found, found.scenario, "calls") >= 0.8
        hours.append(found.seated_h)
    assert hours == sorted(hours, reverse=True), "longer searches find no more seats"
    assert hours[-1] >= whole.seated_h
    seats = [row.required for row in found.group("desk").rows]
    assert sum(seats) == pytest.approx(sum(found.group("desk").seats)), "whole seats: no decimals"


def test_before_there_is_a_plan_it_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        staffing(written(tmp_path, desk()), workers=1, finish=lambda: True)


def test_what_the_days_alone_need_may_stay_unknown(tmp_path: Path) -> None:
    scenario = written(tmp_path, desk())
    told: list[str] = []

    def in_the_second_search() -> bool:
        return any(doing.startswith("what the days alone would need") for doing in told)

    found = staffing(
        scenario, workers=1, every_interval=True, progress=lambda _, doing: told.append(doing),
        finish=in_the_second_search,
    )  # fmt: skip
    alone = staffing(scenario, workers=1, every_interval=True)
    assert found.group("desk").seats == alone.group("desk").seats
    assert found.day_target_h is None and alone.day_target_h is not None
    assert "what the figures of the days alone would need is not known" in found.warnings[0]


def test_the_end_of_the_time(tmp_path: Path) -> None:
    scenario = written(tmp_path, desk())
    with pytest.raises(InputError, match="time_budget: is over before any plan was found"):
        staffing(scenario, workers=1, time_budget=1e-9)
    with pytest.raises(InputError, match="time_budget = 0: is no time"):
        staffing(scenario, workers=1, time_budget=0.0)


def test_the_time_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    outlook = Outlook(expected=1000)
    for seconds in (30.0, 10.0, 10.0):  # the first trial loads modules and does not count
        assert outlook.words(np.inf) == "" or seconds == 10.0
        outlook.begin()
        clock[0] += seconds
        outlook.done(100)
    assert outlook.expected == 700
    assert outlook.words(np.inf) == "about 70 s left"
    assert outlook.words(20.0) == "about 20 s left", "no longer than the time budget"
    assert [rounded(seconds) for seconds in (7, 42, 200, 4000)] == [
        "5 s", "40 s", "3 min", "1 h 7 min",
    ]  # fmt: skip
