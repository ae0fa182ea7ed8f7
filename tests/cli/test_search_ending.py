"""Ctrl-C and time budgets of searches: the best so far is kept, said and written, or nothing is."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from sim.cli import main

Capture = pytest.CaptureFixture[str]

ROOT = Path(__file__).resolve().parents[2]
HOOK = """\
import sys
from contextlib import contextmanager
from sim.cli import main, seek, staff
@contextmanager
def told():
    def show(trials, doing):
        if trials == int(sys.argv[1]):
            print('in the middle', file=sys.stderr, flush=True)
            sys.stdin.readline()
    yield show
seek.trials_shown = staff.trials_shown = told
sys.exit(main(sys.argv[2:]))
"""


def search(trials: int, *words: str) -> subprocess.Popen[str]:
    """A search that waits for a line on its stdin when so many trials are done."""
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(
        [sys.executable, "-c", HOOK, str(trials), *words, "--workers", "1"], text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, preexec_fn=heard, start_new_session=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    assert process.stderr.readline() == "in the middle\n"
    return process


def interrupted(process: subprocess.Popen[str], times: int = 1) -> tuple[str, str]:
    """What it says after Ctrl-C."""
    assert process.stdin is not None and process.stderr is not None
    said = ""
    for _ in range(times):
        os.killpg(process.pid, signal.SIGINT)
        said += process.stderr.readline() + process.stderr.readline()
    out, error = process.communicate("\n", timeout=120)
    assert "Traceback" not in error
    return out, said + error


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_first_ctrl_c_keeps_the_best_plan(desk: Path) -> None:
    words = ("staff", str(desk), "--json", "--out", "plan", "--report", "plan.html")
    with search(4, *words) as process:
        out, error = interrupted(process)
    assert process.returncode == 130, error
    assert "ccsim: keeping the best plan so far; Ctrl-C again stops at once" in error
    found = json.loads(out)
    assert "The search ended early (it was interrupted)" in found["ending"]
    assert found["warnings"][0] == found["ending"]
    seats = [row["seated"] for row in found["groups"]["desk"]["intervals"]]
    assert found["queues"]["calls"]["service_level"]["mean"] >= 0.8
    assert names(desk.parent) == ["desk.yaml", "plan", "plan.html"]
    manifest = json.loads(Path("plan/manifest.json").read_text("utf-8"))
    assert manifest["ending"] == found["ending"]
    assert set(names(Path("plan"))) == {*manifest["files"], "manifest.json"}
    assert "it was interrupted" in Path("plan.html").read_text("utf-8")
    rows = Path("plan/seated_desk.csv").read_text("utf-8").split()[1:]
    assert [int(row.rpartition(",")[2]) for row in rows if "," in row] == seats


def test_before_there_is_a_plan_nothing_is_left(desk: Path) -> None:
    with search(0, "staff", str(desk), "--out", "plan") as process:
        out, error = interrupted(process)
    assert process.returncode == 130
    assert out == ""
    assert "ccsim: interrupted; nothing was left half done" in error
    assert names(desk.parent) == ["desk.yaml"]


def test_a_second_ctrl_c_stops_a_search_at_once(desk: Path) -> None:
    with search(4, "staff", str(desk), "--out", "plan") as process:
        out, error = interrupted(process, times=2)
    assert (process.returncode, out) == (130, "")
    assert "interrupted; nothing was left half done" in error
    assert names(desk.parent) == ["desk.yaml"]


def test_ctrl_c_keeps_the_values_that_seek_has_tried(desk: Path) -> None:
    condition = "queues.calls.service_level>=80%"
    line = ("seek", str(desk), "--vary", "agents.desk.seated=2..20", "--until", condition)
    with search(3, *line, "--json") as process:
        out, error = interrupted(process)
    assert process.returncode == 130, error
    assert "ccsim: keeping the values tried so far; Ctrl-C again stops at once" in error
    found = json.loads(out)
    assert found["interrupted"] is True
    assert [point["value"] for point in found["tried"]] == ["2", "11", "20"]
    assert (found["which"], found["answer"]["value"]) == ("least", "11")
    assert "Interrupted" in found["notes"][0]


def test_the_sentence_of_an_interrupted_seek(desk: Path) -> None:
    line = ("seek", str(desk), "--vary", "agents.desk.seated=2..20", "--maximize", "net_result")
    with search(2, *line) as process:
        out, _ = interrupted(process)
    assert process.returncode == 130
    assert "Of the values tried so far, agents.desk.seated = 2 is the best" in out
    with search(0, *line) as process:
        out, error = interrupted(process)
    assert (process.returncode, out) == (130, "")
    assert "interrupted; nothing was left half done" in error


def test_a_time_budget_too_short_for_any_plan_is_refused(desk: Path, capsys: Capture) -> None:
    assert main(["staff", str(desk), "--time-budget", "1ms", "--out", "plan"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "--time-budget: is over before any plan was found that meets the targets" in captured.err
    assert "mend: give more time, or fewer replications" in captured.err
    assert names(desk.parent) == ["desk.yaml"]


def test_a_time_budget_without_unit_says_so(desk: Path, capsys: Capture) -> None:
    assert main(["staff", str(desk), "--time-budget", "30"]) == 2
    assert "--time-budget: 30: has no unit" in capsys.readouterr().err
