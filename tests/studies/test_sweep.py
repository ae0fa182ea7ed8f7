"""Grids of values and one input at a time."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest

from sim.errors import InputError
from sim.scenario import loads
from sim.studies import study
from sim.studies.axes import MOST_POINTS, Axis, check_budget, grid, read_axes, read_axis
from sim.studies.comparison import compare
from sim.studies.sensitivity import _varied, families, inputs, sensitivity
from sim.studies.sweep import sweep
from tests.studies.small import SMALL

SCENARIO = loads(SMALL)
LEVEL = ("queue", "calls", "service_level")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("agents.desk.seated=30..33", ["30", "31", "32", "33"]),
        ("agents.desk.seated=30..50:10", ["30", "40", "50"]),
        ("agents.desk.seated=30..45:10", ["30", "40"]),
        ("agents.desk.seated=1, 2,3", ["1", "2", "3"]),
        ("agents.desk.seated=1..3,7", ["1", "2", "3", "7"]),
        ("q.scale=90%,100%", ["90%", "100%"]),
        ("q.scale=90%..110%:10%", ["90%", "100%", "110%"]),
        ("q.scale=90..110%:10", ["90%", "100%", "110%"]),
        ("q.patience=2min..4min", ["2min", "3min", "4min"]),
        ("q.within=0.5..1.5:.5", ["0.5", "1", "1.5"]),
        ("q.channel=voice,video", ["voice", "video"]),
        ("period.start=2026-03-02 08:00", ["2026-03-02 08:00"]),
    ],
)
def test_values_of_an_axis(text: str, values: Sequence[str]) -> None:
    axis = read_axis(text)
    assert axis == Axis(text.partition("=")[0], tuple(values))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("agents.desk.seated", "is not PATH=VALUES"),
        ("agents..seated=3", "is not PATH=VALUES"),
        ("a=", "has no value"),
        ("a=1,,2", "has an empty value"),
        ("a=50..30", "mend: write 30..50"),
        ("a=30..50:0", "its step is not above 0"),
        ("a=2min..4h", "mixes h and min"),
        ("a=b..c", "is not a range"),
        ("a=1..2..3", "is not a range"),
        ("a=1..100000", "are 100,000 values"),
        ("a=3,2,3", "3 stands there twice"),
        ("a=[1, 2]", "no lists and no mappings"),
    ],
)
def test_bad_values_of_an_axis(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_axis(text)
    assert said in str(caught.value)
    assert "--vary" in str(caught.value)


def test_all_bad_axes_at_once() -> None:
    with pytest.raises(InputError) as caught:
        read_axes(["a=", "b=9..1", "c=1", "c=2"])
    assert len(caught.value.problems) == 3
    assert "c: is varied twice" in str(caught.value)


def test_a_grid_is_every_combination_and_has_a_limit() -> None:
    axes = [Axis("a", ("1", "2")), Axis("b", ("x", "y", "z"))]
    assert list(grid(axes)) == [(a, b) for a in "12" for b in "xyz"]
    check_budget([Axis("a", ("0",) * MOST_POINTS)])
    with pytest.raises(InputError) as caught:
        check_budget([Axis("a", ("0",) * 26), Axis("b", ("0",) * 20)])
    assert "26 (a) x 20 (b): are 520 points" in str(caught.value)
    assert "at most 500 points" in str(caught.value)


def test_every_point_is_the_study_of_its_scenario() -> None:
    axes = read_axes(["agents.desk.seated=4,6", "queues.calls.arrivals.scale=90%,110%"])
    found = sweep(SCENARIO, axes, ["queues.calls.service_level", "queues.calls.asa_s"])
    assert [point.values for point in found.points] == [
        ("4", "90%"), ("4", "110%"), ("6", "90%"), ("6", "110%"),
    ]  # fmt: skip
    third = found.points[2]
    changed = SCENARIO.replace("agents.desk.seated", 6)
    changed = changed.replace("queues.calls.arrivals.scale", "90%")
    assert third.content_hash == changed.content_hash
    alone = study(changed).summary
    row = alone[(alone["metric"] == "service_level") & (alone["name"] == "calls")]
    row = row[row["interval"] == -1].iloc[0]
    assert third.estimates[LEVEL] == (row["mean"], row["low"], row["high"])


def test_points_are_paired() -> None:
    found = sweep(SCENARIO, read_axes(["agents.desk.seated=4,6"]), ["queues.calls.service_level"])
    [measure] = found.measures
    comparison = compare([SCENARIO, SCENARIO.variant_named("two_more")])
    expected = comparison.differences(comparison.others[0])[LEVEL]
    assert found.difference(found.points[1], measure) == expected
    assert found.difference(found.points[0], measure).difference == 0


def test_the_usual_figures() -> None:
    found = sweep(SCENARIO, read_axes(["agents.desk.seated=4"]), replications=2)
    assert [measure.path for measure in found.measures] == [
        "queues.calls.service_level", "queues.calls.abandon_rate", "groups.desk.occupancy", "cost",
    ]  # fmt: skip


def test_bad_values_say_what_set_says_once_each() -> None:
    axes = read_axes(["agents.desk.seatd=3..5", "agents.desk.seated=-1,4,x"])
    with pytest.raises(InputError) as caught:
        sweep(SCENARIO, axes)
    with pytest.raises(InputError) as told:
        loads(SMALL, settings=["agents.desk.seatd=3"])
    assert str(told.value).replace("--set", "--vary") in str(caught.value)
    assert [problem.value for problem in caught.value.problems] == ["3", "-1", "x"]


def test_values_that_do_not_go_together_are_refused() -> None:
    axes = read_axes(["queues.calls.target.answered=80%", "queues.calls.target=null"])
    with pytest.raises(InputError):
        sweep(SCENARIO, axes, replications=1)


def test_a_stopped_sweep_keeps_whole_points() -> None:
    calls = itertools.count(1)
    axes = read_axes(["agents.desk.seated=4..6"])
    found = sweep(SCENARIO, axes, replications=4, stop=lambda: next(calls) >= 10)
    assert len(found.points) == 2
    assert found.ending.sentence == "Interrupted after 2 of 3 points, which are complete."
    with pytest.raises(KeyboardInterrupt):
        sweep(SCENARIO, axes, replications=4, stop=lambda: True)


def test_progress_counts_all_points() -> None:
    told: list[tuple[int, int]] = []
    sweep(SCENARIO, read_axes(["agents.desk.seated=4,5"]), replications=2,
          progress=lambda done, total: told.append((done, total)))  # fmt: skip
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


# ---------------------------------------------------------------- one at a time


def test_inputs_of_a_scenario() -> None:
    found = {(one.what, one.name): one for one in inputs(SCENARIO, 0.1)}
    assert set(found) == {
        ("volume", "calls"), ("volume", "back"), ("handle time", "calls"), ("handle time", "back"),
        ("patience", "calls"), ("staff", "desk"),
    }  # fmt: skip  # who waits in `back` never leaves
    assert found["volume", "calls"].higher == (("queues.calls.arrivals.scale", "110%"),)
    [(path, node)] = found["handle time", "calls"].lower
    assert (path, node["mean"], node["cv"]) == ("queues.calls.handle_time", "3min36s", 1)
    assert found["staff", "desk"].lower == (("agents.desk.seated", "3.6"),)


def test_inputs_of_every_shape() -> None:
    text = SMALL.replace("{mean: 240s}", "{distribution: uniform, low: 100s, high: 200s}")
    text = text.replace("patience: none", "patience: {distribution: empirical, values: [10s, 60s]}")
    text = text.replace("seated: 4,", "shifts: {all: {agents: 4, start: 08:00, end: 10:00}},")
    text = text[: text.index("scenarios:")]
    text = text.replace("mean: 200s}", "mean: 200s}\n    wrap_up: {mean: 20s}")
    scenario = loads(text)
    found = {(one.what, one.name): dict(one.higher) for one in inputs(scenario, 0.1)}
    node = found["handle time", "calls"]["queues.calls.handle_time"]
    assert (node["low"], node["high"]) == ("1min50s", "3min40s")
    assert found["patience", "back"]["queues.back.patience"]["values"] == ["11s", "1min6s"]
    assert found["handle time", "back"]["queues.back.wrap_up"]["mean"] == "22s"
    assert found["staff", "desk"] == {"agents.desk.shifts.all.agents": "5"}  # agents are whole
    for changes in found.values():
        for path, value in changes.items():
            scenario.replace(path, value)  # valid


def test_more_staff_is_what_a_comparison_says() -> None:
    found = sensitivity(SCENARIO, ["queues.calls.service_level"], by=0.5)
    [measure] = found.measures
    staff = next(one for one in found.effects[measure] if one.what == "staff")
    comparison = compare([SCENARIO, SCENARIO.variant_named("two_more")])  # 4 + 50 %
    assert staff.higher == comparison.differences(comparison.others[0])[LEVEL]
    assert staff.lower.difference < 0 < staff.higher.difference


def test_effects_point_where_they_must_and_are_sorted() -> None:
    found = sensitivity(SCENARIO, ["queues.calls.asa_s", "cost"])
    wait, cost = found.measures
    signs = {(one.what, one.name): (one.lower.difference, one.higher.difference)
             for one in found.effects[wait]}  # fmt: skip
    assert signs["staff", "desk"][0] > 0 > signs["staff", "desk"][1]
    assert signs["volume", "calls"][0] < 0 < signs["volume", "calls"][1]
    assert signs["handle time", "calls"][0] < 0 < signs["handle time", "calls"][1]
    swings = [one.swing for one in found.effects[wait]]
    assert swings == sorted(swings, reverse=True)
    assert found.effects[cost][0].what == "staff"
    assert found.base[wait][0] == pytest.approx(found.effects[wait][0].lower.baseline)


def test_the_usual_figure_of_a_tornado() -> None:
    assert sensitivity(SCENARIO, replications=1).measures[0].path == "service_level"
    without = loads(SMALL.replace("    target: {answered: 80%, within: 20s}\n", "")
                    .split("scenarios:")[0])  # fmt: skip
    assert sensitivity(without, replications=1).measures[0].path == "abandon_rate"


def test_many_queues_of_a_list_are_varied_together() -> None:
    names = [f"desk/{number}" for number in range(20)]
    found = families([*names, "hotline"], {"desk/*": names, "all": [*names, "hotline"]})
    assert found == {"desk/*": tuple(names), "all": ("hotline",)}
    assert families(names[:3], {"desk/*": names[:3]}) == {name: (name,) for name in names[:3]}


def test_what_cannot_be_varied_is_said() -> None:
    most = SCENARIO.replace("queues.calls.patience.mean", "3500d")  # 3,660 days are the most
    _, without = _varied(most, 0.1)
    assert len(without) == 1
    assert without[0].startswith("patience of calls: ")


def test_a_stopped_tornado_keeps_whole_inputs() -> None:
    calls = itertools.count(1)
    found = sensitivity(SCENARIO, replications=3, stop=lambda: next(calls) >= 14)
    [measure] = found.measures
    assert len(found.effects[measure]) == 1  # base, lower, higher: 9; then 5 of 6
    assert "Interrupted after 1 of 6 inputs" in found.ending.sentence


@pytest.mark.parametrize("by", [0.0, 1.0, -0.1, math.nan])
def test_a_share_must_change_something(by: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        sensitivity(SCENARIO, by=by)


def test_swing_of_what_is_not_available_is_zero() -> None:
    found = sensitivity(SCENARIO, ["queues.back.service_level"], replications=1)
    [measure] = found.measures
    assert all(one.swing == 0 for one in found.effects[measure])
    assert np.isnan(found.base[measure][0])
