"""`ccsim seek`: the sentence, the values tried, JSON, exit codes, messages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli import main

Capture = pytest.CaptureFixture[str]
GOAL = "queues.calls.service_level>=80%"


def test_a_condition(desk: Path, capsys: Capture) -> None:
    line = ["seek", str(desk), "--vary", "agents.desk.seated=1..12", "--until", GOAL]
    assert main([*line, "--workers", "1"]) == 0
    out = capsys.readouterr().out
    assert f"The least agents.desk.seated with {GOAL} is " in out
    assert "Values tried (1..12)" in out
    assert main([*line, "--json", "--workers", "1"]) == 0
    found = json.loads(capsys.readouterr().out)
    seats = found["answer"]["value"]
    assert f"is {seats} (steps" in " ".join(out.split())
    check = ["run", str(desk), "--require-targets", "--workers", "1", "--set"]
    assert main([*check, f"agents.desk.seated={seats}"]) == 0
    assert main([*check, f"agents.desk.seated={int(seats) - 1}"]) == 1


def test_an_optimum(desk: Path, capsys: Capture) -> None:
    line = ["seek", str(desk), "--vary", "agents.desk.seated=3..5", "--minimize", "cost"]
    assert main([*line, "--workers", "1"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "all: cost is smallest with agents.desk.seated = 3 (steps of 1): 228" in out
    assert "The best value is an end of 3..5" in out


def test_out_of_reach_is_a_failed_check(desk: Path, capsys: Capture) -> None:
    line = ["seek", str(desk), "--vary", "agents.desk.seated=1..2", "--until", GOAL]
    assert main([*line, "--workers", "1"]) == 1
    assert "no value of agents.desk.seated in 1..2 reaches it" in " ".join(
        capsys.readouterr().out.split()
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--vary", "agents.desk.seated=1..2"], "there is no goal"),
        (["--until", GOAL], "--vary"),
        (["--vary", "agents.desk.seated=2..1", "--until", GOAL], "write 1..2"),
        (["--vary", "agents.desk.seated=1..2", "--until", "nothing"], "is not a condition"),
        (
            ["--vary", "agents.desk.seated=1..2", "--until", GOAL, "--set", "agents.desk.seated=4"],
            "--set changes agents.desk.seated too",
        ),
        (["--vary", "agents.desk.seated=1..2", "--maximise", "cost"], "did you mean --maximize?"),
    ],
)
def test_bad_options(desk: Path, capsys: Capture, words: list[str], message: str) -> None:
    assert main(["seek", str(desk), *words]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""
