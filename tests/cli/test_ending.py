"""Precision, time budget and Ctrl-C on the command line: what is kept, written and said."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import psutil
import pytest

from sim.cli import main
from sim.cli.progress import time_left
from sim.cli.stopping import keep_what_is_done, listen, restore

Capture = pytest.CaptureFixture[str]

ROOT = Path(__file__).resolve().parents[2]


def test_precision_says_how_many_were_needed(desk: Path, capsys: Capture) -> None:
    command = ["run", str(desk), "--precision", "queues.calls.service_level 12%"]
    assert main(command) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "queues.calls.service_level is known to ±" in text
    assert "after 20 replications" in text or "after 40 replications" in text
    assert main([*command, "--json", "--out", "results"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ended"]["reason"] == "precise"
    assert found["replications"] in (20, 40)
    manifest = json.loads(Path("results/manifest.json").read_text("utf-8"))
    assert manifest["ended"] == found["ended"]
    assert manifest["interrupted"] is False


def test_the_most_allowed_is_a_warning(desk: Path, capsys: Capture) -> None:
    command = ["run", str(desk), "--precision", "queues.calls.asa_s 1ms", "--replications", "3"]
    assert main(command) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "Warning: queues.calls.asa_s: ±" in text
    assert "after 3 replications, the most allowed" in text


def test_a_time_budget_says_not_reproducible(desk: Path, capsys: Capture) -> None:
    command = ["run", str(desk), "--time-budget", "1ms", "--replications", "5000"]
    assert main([*command, "--out", "results", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ended"]["reason"] == "time"
    assert "not reproducible" in found["warnings"][0]
    manifest = json.loads(Path("results/manifest.json").read_text("utf-8"))
    assert manifest["replications"] == found["replications"] < 5000
    assert "not reproducible" in (Path("results") / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--precision", "service_level"], 'mend: write "service_level 1%"'),
        (["--precision", "queues.call.asa_s 2s"], "did you mean calls?"),
        (["--time-budget", "30"], "--time-budget: 30: has no unit"),
        (["--time-budget", "-3s"], "--time-budget: -3s: "),
        (["--workers", "0"], "--workers: 0: is too small"),
        (["--workers", "two"], "allowed: a whole number from 1 to 1,024"),
    ],
)
def test_bad_values_say_what_is_allowed(
    desk: Path, capsys: Capture, arguments: Sequence[str], said: str
) -> None:
    option, value = arguments
    assert main(["run", str(desk), f"{option}={value}"]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_a_cluster_that_is_not_there(desk: Path, capsys: Capture) -> None:
    pytest.importorskip("distributed", reason="needs the extra [cluster]")
    for address in ("nonsense", "tcp://127.0.0.1:abc"):
        assert main(["run", str(desk), "--cluster", address]) == 2
        captured = capsys.readouterr()
        assert f"--cluster: {address}: " in captured.err
        assert "tcp://192.168.1.5:8786" in captured.err


def test_without_dask_the_extra_is_named(
    desk: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["run", str(desk), "--cluster", "tcp://127.0.0.1:8786"]) == 2
    error = capsys.readouterr().err
    assert "Dask is not installed" in error
    assert "mend: python -m pip install 'ccsim[cluster]'" in error


# ---------------------------------------------------------------- Ctrl-C


def study_in_the_middle(desk: Path, *options: str) -> subprocess.Popen[str]:
    """A study of very many replications, some of which are done."""
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    # says when the third replication is done
    code = (
        "import sys\n"
        "from sim.cli import main, progress\n"
        "from contextlib import contextmanager\n"
        "@contextmanager\n"
        "def told(budget=None, what=''):\n"
        "    def show(done, total):\n"
        "        if done == 30:\n"
        "            print('in the middle', file=sys.stderr, flush=True)\n"
        "    yield show\n"
        "progress.progress_bar = told\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    command = [sys.executable, "-c", code, "run", str(desk), "--replications", "90000", *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, text=True, env=environment, preexec_fn=heard, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    assert process.stderr.readline() == "in the middle\n"
    return process


def test_the_first_ctrl_c_keeps_what_is_done(desk: Path) -> None:
    with study_in_the_middle(desk, "--out", "results", "--json", "--workers", "1") as process:
        os.killpg(process.pid, signal.SIGINT)
        out, error = process.communicate(timeout=120)
    assert process.returncode == 130, error
    assert "keeping the replications done; Ctrl-C again stops at once" in error
    assert "Traceback" not in error
    found = json.loads(out)
    assert found["ended"]["reason"] == "interrupted"
    done = found["replications"]
    assert 30 <= done < 90000
    assert f"Interrupted after {done:,} of 90,000 replications" in found["warnings"][0]
    manifest = json.loads(Path("results/manifest.json").read_text("utf-8"))
    assert (manifest["interrupted"], manifest["replications"]) == (True, done)
    written = {path.name for path in Path("results").iterdir()}
    assert written == {*manifest["files"], "manifest.json"}
    assert sorted(path.name for path in desk.parent.iterdir()) == ["desk.yaml", "results"]


def test_ctrl_c_with_workers(desk: Path) -> None:
    """Sent to the whole process group, as a terminal does: workers must not die of it."""
    with study_in_the_middle(desk, "--json", "--workers", "2") as process:
        for _ in range(600):  # until its processes have been started
            if len(psutil.Process(process.pid).children()) >= 2:
                break
            time.sleep(0.05)
        time.sleep(0.3)
        os.killpg(process.pid, signal.SIGINT)
        out, error = process.communicate(timeout=120)
    assert process.returncode == 130, error
    assert "Traceback" not in error
    found = json.loads(out)
    assert found["ended"]["reason"] == "interrupted"
    assert 30 <= found["replications"] < 90000


def test_a_second_ctrl_c_stops_at_once(desk: Path) -> None:
    with study_in_the_middle(desk, "--out", "results") as process:
        assert process.stderr is not None
        os.killpg(process.pid, signal.SIGINT)
        assert process.stderr.readline() == "\n"
        assert "Ctrl-C again" in process.stderr.readline()
        os.killpg(process.pid, signal.SIGINT)
        _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted; nothing was left half done" in error
    assert "Traceback" not in error
    assert [path.name for path in desk.parent.iterdir()] == ["desk.yaml"]


def test_ctrl_c_outside_is_as_before_and_inside_only_asks() -> None:
    own = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background
    before = listen()
    try:
        with keep_what_is_done() as asked:
            assert not asked()
            signal.raise_signal(signal.SIGINT)
            assert asked()
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    finally:
        restore(before)
        signal.signal(signal.SIGINT, own)


@pytest.mark.parametrize(
    ("estimated", "elapsed", "budget", "said"),
    [
        (None, None, None, ""),
        (65.0, 3.0, None, "1:05 left"),
        (3700.0, 3.0, None, "1:01:40 left"),
        (65.0, 3.0, 30.0, "0:27 left"),
        (5.0, 3.0, 30.0, "0:05 left"),
        (None, 40.0, 30.0, "0:00 left"),
    ],
)
def test_time_left(
    estimated: float | None, elapsed: float | None, budget: float | None, said: str
) -> None:
    assert time_left(estimated, elapsed, budget) == said
