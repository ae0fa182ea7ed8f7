"""`ccsim erlang`: published values through the command line, and bad combinations refused."""

from __future__ import annotations

import json

import pytest

from sim.cli import main

Capture = pytest.CaptureFixture[str]


def answer(capsys: Capture, line: str) -> dict[str, float]:
    """The JSON document that a command prints; it must print nothing else."""
    assert main(["erlang", *line.split(), "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    document: dict[str, float] = json.loads(captured.out)
    return document


def refusal(capsys: Capture, line: str) -> str:
    """The message of a command that is refused."""
    assert main(["erlang", *line.split()]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


def test_ec_01_staffing_with_cap_and_shrinkage(capsys: Capture) -> None:
    line = "c --rate 200/h --handle-time 180s --target 80/20 --max-occupancy 85% --shrinkage 30%"
    found = answer(capsys, line)
    assert found["agents"] == 14
    assert found["rostered"] == pytest.approx(20.0)
    assert found["service_level"] == pytest.approx(0.8883500, abs=5e-8)
    assert found["wait_probability"] == pytest.approx(0.1741319, abs=5e-8)
    assert found["occupancy"] == pytest.approx(0.7142857, abs=5e-8)


def test_ec_05_forwards_and_backwards(capsys: Capture) -> None:
    found = answer(capsys, "c --rate 0.2/s --handle-time 240s --agents 55")
    assert found["wait_probability"] == pytest.approx(0.23870094, abs=5e-9)
    assert found["asa_s"] == pytest.approx(8.1840321, abs=5e-8)
    assert found["service_level"] == pytest.approx(0.86679649, abs=5e-9)
    shorter = answer(capsys, "c --rate 0.2/s --handle-time 240s --agents 55 --within 15s")
    assert shorter["service_level"] == pytest.approx(0.84588309, abs=5e-9)
    least = answer(capsys, "c --rate 0.2/s --handle-time 4min --target 80%/20s")
    assert least["agents"] == 54
    assert least["service_level"] == pytest.approx(0.81724752, abs=5e-9)


def test_ec_08_fractional_agents_are_accepted(capsys: Capture) -> None:
    found = answer(capsys, "c --load 97.5 --handle-time 180s --agents 100.7 --within 50s")
    assert found["service_level"] == pytest.approx(0.729022, abs=5e-7)


@pytest.mark.parametrize(
    ("line", "agents"),
    [
        ("c --load 10 --handle-time 180s --asa 15s", 13.164668),
        ("c --load 100 --handle-time 180s --asa 15s", 105.64029),
        ("c --rate 400/h --handle-time 300s --asa 5s", 41.22663),
        ("c --rate 400/h --handle-time 300s --asa 30s", 37.31723),
        ("b --load 10 --blocking 1%", 17.44497),
        ("b --load 10 --blocking 5%", 14.30043),
    ],
)
def test_ec_11_and_eb_04_fractional_staff(capsys: Capture, line: str, agents: float) -> None:
    assert answer(capsys, line)["agents_fractional"] == pytest.approx(agents, rel=1e-6)


@pytest.mark.parametrize(
    ("line", "load"),
    [
        ("b --lines 17 --blocking 1%", 9.6516),
        ("b --lines 17 --blocking 5%", 12.4613),
        ("b --agents 17.5 --blocking 5%", 12.9225),
    ],
)
def test_eb_04_largest_load(capsys: Capture, line: str, load: float) -> None:
    assert answer(capsys, line)["load_erlangs"] == pytest.approx(load, abs=5e-5)


def test_ea_01_patience(capsys: Capture) -> None:
    line = "a --rate 48/min --handle-time 60s --agents 50 --patience 120s"
    found = answer(capsys, line)
    assert found["abandon_rate"] == pytest.approx(0.030912249, abs=5e-10)
    assert found["wait_mean_s"] == pytest.approx(3.7094699, abs=5e-8)
    assert found["asa_s"] == pytest.approx(3.6159002, abs=5e-8)
    assert found["wait_probability"] == pytest.approx(0.46777407, abs=5e-9)
    assert found["occupancy"] == pytest.approx(0.93032424, abs=5e-9)
    assert found["service_level"] == pytest.approx(0.94301895, abs=5e-9)


def test_ea_18_lines_limit_who_is_inside(capsys: Capture) -> None:
    line = "a --rate 102/min --handle-time 60s --agents 100 --patience 120s --lines 300"
    found = answer(capsys, line)
    assert found["wait_probability"] == pytest.approx(0.68633976, abs=5e-9)
    assert found["abandon_rate"] == pytest.approx(0.04289346, abs=5e-9)


def test_one_line_is_erlang_b(capsys: Capture) -> None:
    """With as many lines as agents nobody can wait: B(1; 5) = 5/6, by hand."""
    found = answer(capsys, "c --load 5 --handle-time 60s --agents 1 --lines 1")
    assert found["blocking"] == pytest.approx(5 / 6)


def test_unstable_says_so_by_name(capsys: Capture) -> None:
    found = answer(capsys, "c --load 20 --handle-time 60s --agents 14")
    assert found["stable"] is False
    assert found["service_level"] is None
    assert found["asa_s"] is None
    assert main("erlang c --load 20 --handle-time 60s --agents 14".split()) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "Unstable: a load of 20 erlangs on 14 agents." in out
    assert "`ccsim erlang a --patience ...`" in out


def test_table_rounds_as_people_read(capsys: Capture) -> None:
    assert main("erlang c --rate 200/h --handle-time 180s --agents 14".split()) == 0
    out = capsys.readouterr().out
    assert "Erlang C: 200/h x 180s" in out
    assert "88.84 %" in out
    assert "7.84 s" in out
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("line", "messages"),
    [
        ("c --agents 5", ["--rate: is missing"]),
        ("c --load 5 --rate 5/h --handle-time 60s --agents 9", ["--load: is given beside --rate"]),
        ("c --rate 5/h --agents 9", ["--rate: needs --handle-time"]),
        ("c --load 5", ["--agents: is missing"]),
        ("c --load 5 --handle-time 60s --agents 9 --target 80/20", ["beside the goal --target"]),
        ("c --load 5 --handle-time 60s --target 80/20 --within 9s", ["beside --target"]),
        ("c --load 5 --target 80/20", ["--handle-time: is missing"]),
        ("c --load 5 --handle-time 60s --agents 9 --patience 60s", ["use `ccsim erlang a`"]),
        ("c --load 5 --handle-time 60s --blocking 1%", ["--blocking: needs --lines"]),
        ("a --load 5 --handle-time 60s --agents 9", ["--patience: is missing"]),
        ("b --load 5 --target 80/20", ["--target: does not go with Erlang B", "do not make"]),
        ("b --load 5", ["do not make a question"]),
        ("b --load 5 --lines 3 --blocking 1%", ["do not make a question"]),
        ("b --load 5 --lines 3 --agents 3", ["--agents: is given beside --lines"]),
        ("c --load nan --agents 5", ["--load = nan: is not a finite number"]),
        ("c --load inf --agents 5", ["--load = inf: is not a finite number"]),
        ("c --load 0 --agents 5", ["--load = 0: must be above 0"]),
        ("c --load 1e9 --agents 5", ["is absurdly large"]),
        ("c --load 5 --agents 0", ["--agents = 0: must be above 0"]),
        ("c --rate 5 --handle-time 60s --agents 9", ["--rate = 5: has no unit of time"]),
        ("c --rate 5/d --handle-time 60s --agents 9", ["no fixed number of open hours"]),
        ("c --rate 5/h --handle-time 60 --agents 9", ["--handle-time = 60: has no unit"]),
        ("c --load 5 --handle-time 60s --target 80", ["--target = 80: is not a target"]),
        ("c --load 5 --handle-time 60s --target 100/20", ["what no number of agents gives"]),
        ("c --load 5 --handle-time 60s --target 180/20", ["--target = 180/20: is over 100%"]),
        ("c --load 5 --handle-time 60s --asa 0s", ["must be longer than 0s"]),
        ("c --load 5 --handle-time 60s --asa 9s --shrinkage 100%", ["leaves nobody"]),
        ("c --load x --handle-time y --asa z", ["--load = x", "--handle-time = y", "--asa = z"]),
    ],
)
def test_bad_combinations_are_refused(capsys: Capture, line: str, messages: list[str]) -> None:
    said = refusal(capsys, line)
    for message in messages:
        assert message in said
    assert "Traceback" not in said


def test_a_blocking_goal_out_of_reach_is_refused(capsys: Capture) -> None:
    """4 erlangs on 2 lines lose at least half, however many agents there are."""
    said = refusal(capsys, "c --load 4 --handle-time 60s --lines 2 --blocking 1%")
    assert "no number of agents reaches this target" in said
