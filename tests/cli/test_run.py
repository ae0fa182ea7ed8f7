"""`ccsim run`: one JSON document, tables in 80 columns, exit codes, results that are whole."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.cli import main
from sim.compile import compile_model
from sim.draws import draw
from sim.engine import reference
from sim.scenario import load
from tests.cli.conftest import DESK

Capture = pytest.CaptureFixture[str]

ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}


def ccsim(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "sim", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, text=True, **({"env": ENVIRONMENT} | pipes | options))


def printed(capsys: Capture, *arguments: str) -> str:
    assert main(arguments) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def document(capsys: Capture, *arguments: str) -> Any:
    return json.loads(printed(capsys, *arguments, "--json"))


# ---------------------------------------------------------------- what it prints


def test_json_is_one_document_with_the_names_of_the_contract(desk: Path, capsys: Capture) -> None:
    found = document(capsys, "run", str(desk))
    assert {
        "scenario", "engine", "replications", "seed", "center", "queues", "groups", "flows",
        "summary", "intervals", "erlang", "warnings",
    } <= set(found)  # fmt: skip
    assert (found["scenario"], found["engine"]) == ("A small desk", "fast")
    assert (found["replications"], found["seed"]) == (4, 7)
    calls = found["queues"]["calls"]
    assert set(calls["service_level"]) == {"mean", "low", "high"}
    assert calls["service_level"]["low"] < calls["service_level"]["mean"]
    assert found["groups"]["desk"]["occupancy"]["mean"] > 0


def test_one_replication_gives_null_intervals(desk: Path, capsys: Capture) -> None:
    found = document(capsys, "run", str(desk), "--replications", "1")
    assert found["queues"]["calls"]["offered"]["low"] is None


def test_options_change_what_they_say(desk: Path, capsys: Capture) -> None:
    base = document(capsys, "run", str(desk))
    again = document(capsys, "run", str(desk))
    assert base == again
    other = document(capsys, "run", str(desk), "--seed", "8", "--replications", "3")
    assert (other["seed"], other["replications"]) == (8, 3)
    assert other["center"] != base["center"]
    more = document(capsys, "run", str(desk), "--scenario", "six_more")
    same = document(capsys, "run", str(desk), "--set", "agents.desk.seated=10")
    assert more["queues"] == same["queues"]
    # the same customers come, whoever answers them
    assert more["center"]["offered"] == base["center"]["offered"]
    assert more["center"]["abandoned"]["mean"] < base["center"]["abandoned"]["mean"]


def test_tables_say_what_a_planner_asks(desk: Path, capsys: Capture) -> None:
    text = printed(capsys, "run", str(desk))
    unwrapped = " ".join(text.split())
    for said in (
        "A small desk",
        "95 % interval of the mean over 4 replications",
        "Target 80 % in 20 s:",
        "occupancy",
        "Erlang A",
        "Erlang C",
        "Why simulation and formulas differ: calls",
    ):
        assert said in unwrapped
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "\x1b" not in text
    assert ".000000" not in text


@pytest.mark.parametrize("columns", ["40", "60", "200"])
def test_tables_keep_to_the_width(
    desk: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    text = printed(capsys, "run", str(desk), "--replications", "2")
    assert max(len(line) for line in text.splitlines()) <= int(columns)


def test_a_terminal_that_knows_ascii_alone_does_not_break_it(desk: Path) -> None:
    text = desk.read_text("utf-8").replace("  calls:", "  热线:").replace("{calls: 1}", "{热线: 1}")
    desk.write_text(text, "utf-8")
    ascii_only = ENVIRONMENT | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    with ccsim("run", str(desk), env=ascii_only) as process:
        out, error = process.communicate(timeout=120)
    assert process.returncode == 0, error
    assert "A small desk" in out


# ---------------------------------------------------------------- exit codes


def test_require_targets(desk: Path, capsys: Capture) -> None:
    assert main(["run", str(desk), "--require-targets"]) == 1
    captured = capsys.readouterr()
    assert "targets missed: calls" in captured.err
    assert "A small desk" in captured.out
    assert main(["run", str(desk), "--require-targets", "--json"]) == 1
    json.loads(capsys.readouterr().out)
    assert main(["run", str(desk), "--require-targets", "--scenario", "six_more"]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "agents.desk.seatd=4"], "seatd"),
        (["--set", "agents.desk.seated"], "agents.desk.seated"),
        (["--set", "agents.desk.seated=-4"], "negative"),
        (["--scenario", "six_mor"], "six_more"),
    ],
)
@pytest.mark.parametrize("more", [[], ["--json"], ["--out", "results"]])
def test_bad_input_is_two_and_says_why(
    desk: Path, capsys: Capture, arguments: list[str], message: str, more: list[str]
) -> None:
    assert main(["run", str(desk), *arguments, *more]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""
    assert [path.name for path in desk.parent.iterdir()] == ["desk.yaml"]


def test_a_reader_that_goes_away_is_no_traceback(desk: Path) -> None:
    with ccsim("run", str(desk)) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        error = process.stderr.read()
        assert process.wait(timeout=120) == 141
    assert error == ""


# ---------------------------------------------------------------- --out


FILES = {
    "contacts.parquet", "metrics.csv", "replications.csv", "scenario.resolved.yaml",
    "report.html", "manifest.json",
}  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `--out` wrote of the small desk, in a folder that was not there, nor its parent."""
    here = tmp_path_factory.mktemp("results")
    (here / "desk.yaml").write_text(DESK, "utf-8")
    folder = here / "results" / "today"
    assert main(["run", str(here / "desk.yaml"), "--out", str(folder)]) == 0
    return folder


def test_out_has_every_file_and_the_manifest_names_them(results: Path) -> None:
    assert {path.name for path in results.iterdir()} == FILES
    manifest = json.loads((results / "manifest.json").read_text("utf-8"))
    assert (manifest["seed"], manifest["replications"]) == (7, 4)
    assert manifest["engine"] == "fast"
    assert manifest["command"].startswith("ccsim run ")
    assert {"python", "numpy", "ccsim"} <= set(manifest["versions"])
    assert set(manifest["files"]) == FILES - {"manifest.json"}
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((results / name).read_bytes()).hexdigest() == digest
    assert sorted(path.name for path in results.parent.iterdir()) == ["today"]


def test_the_resolved_scenario_is_a_scenario_with_the_same_hash(desk: Path, results: Path) -> None:
    manifest = json.loads((results / "manifest.json").read_text("utf-8"))
    again = load(results / "scenario.resolved.yaml")
    assert again.content_hash == manifest["content_hash"] == load(desk).content_hash


def test_metrics_csv_says_unit_and_formula(results: Path, desk: Path, capsys: Capture) -> None:
    with (results / "metrics.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) == {
        "level", "name", "interval_start", "metric", "unit", "formula", "mean", "low", "high",
    }  # fmt: skip
    level = [row for row in rows if row["name"] == "calls" and row["metric"] == "service_level"]
    assert {row["formula"] for row in level} == {"SL-1"}
    assert {row["unit"] for row in rows} <= {
        "share",
        "s",
        "contacts",
        "agents",
        "h",
        "d",
        "money",
        "erlangs",
    }
    starts = [row["interval_start"] for row in level]
    assert starts == [
        "",
        *(f"2026-03-02T{clock}:00" for clock in ("08:00", "08:30", "09:00", "09:30")),
    ]
    said = document(capsys, "run", str(desk))["queues"]["calls"]["service_level"]
    assert float(level[0]["mean"]) == pytest.approx(said["mean"], rel=1e-9)


def test_replications_csv_adds_up_to_the_ratio(results: Path) -> None:
    frame = pd.read_csv(results / "replications.csv")
    rows = frame[(frame["name"] == "calls") & (frame["metric"] == "service_level")]
    assert list(rows["replication"]) == [0, 1, 2, 3]
    ratio = rows["numerator"].sum() / rows["denominator"].sum()
    summary = pd.read_csv(results / "metrics.csv")
    whole = summary[summary["interval_start"].isna()]
    mean = whole[(whole["name"] == "calls") & (whole["metric"] == "service_level")]["mean"]
    assert ratio == pytest.approx(mean.iloc[0], rel=1e-9)


def test_contacts_are_the_log_with_names_and_instants(results: Path, desk: Path) -> None:
    contacts = pd.read_parquet(results / "contacts.parquet")
    assert sorted(contacts["replication"].unique()) == [0, 1, 2, 3]
    model = compile_model(load(desk))
    log = reference.run(model, draw(model, 7, 2))
    third = contacts[contacts["replication"] == 2].reset_index(drop=True)
    assert len(third) == len(log)
    since = (third["arrived"] - pd.Timestamp("2026-03-02 08:00")) / pd.Timedelta(milliseconds=1)
    assert np.array_equal(since, log.arrived - model.clock.start)
    assert np.array_equal(third["key"], log.key)
    assert str(third["arrived"].dtype) == "datetime64[ms]"
    answered = third["outcome"] == "answered"
    assert third.loc[answered, "group"].eq("desk").all()
    assert third.loc[answered, "agent"].between(1, 4).all()
    assert third.loc[~answered, ["group", "agent", "answered", "handle_s"]].isna().all(axis=None)
    wait = (third["answered"] - third["arrived"]).dt.total_seconds()
    assert np.allclose(third.loc[answered, "wait_s"], wait[answered])
    left = third["outcome"] == "abandoned"
    assert left.any()
    gone = (third["ended"] - third["arrived"]).dt.total_seconds()
    assert np.allclose(third.loc[left, "wait_s"], gone[left])


def test_many_contacts_are_written_in_part_and_the_manifest_says_so(
    desk: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.cli.output.MOST_CONTACTS", 1)
    printed(capsys, "run", str(desk), "--out", "results")
    manifest = json.loads(Path("results/manifest.json").read_text("utf-8"))
    assert manifest["contacts"]["replications"] == 1
    contacts = pd.read_parquet("results/contacts.parquet")
    assert manifest["contacts"]["rows"] == len(contacts)
    assert set(contacts["replication"]) == {0}


def test_a_full_folder_is_refused_before_anything_is_simulated(
    desk: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.scenario.load", None)  # not even read
    Path("results").mkdir()
    Path("results/letter.txt").write_text("dear", "utf-8")
    assert main(["run", str(desk), "--out", "results"]) == 2
    assert "is not empty" in capsys.readouterr().err


def test_force_replaces_an_earlier_study(desk: Path, capsys: Capture) -> None:
    printed(capsys, "run", str(desk), "--out", "results")
    assert main(["run", str(desk), "--out", "results"]) == 2
    assert "--force" in capsys.readouterr().err
    printed(capsys, "run", str(desk), "--out", "results", "--force", "--seed", "8")
    assert json.loads(Path("results/manifest.json").read_text("utf-8"))["seed"] == 8
    assert sorted(path.name for path in Path().iterdir()) == ["desk.yaml", "results"]


@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "terminate"]
)
def test_a_signal_leaves_nothing_half_done(desk: Path, sent: signal.Signals, code: int) -> None:
    """Sent while the results are being written: the temporary folder is there already."""
    # A shell that runs the suite in the background has children ignore Ctrl-C.
    heard = partial(signal.signal, sent, signal.SIG_DFL)
    command = ("run", str(desk), "--replications", "400", "--out", "results")
    process = ccsim(*command, preexec_fn=heard)
    with process:
        for _ in range(3000):
            if list(desk.parent.glob(".ccsim-*")) or process.poll() is not None:
                break
            time.sleep(0.02)
        assert process.poll() is None
        process.send_signal(sent)
        _, error = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in error
    assert [path.name for path in desk.parent.iterdir()] == ["desk.yaml"]


@pytest.mark.skipif(
    shutil.which("script") is None, reason="there is no `script` to make a terminal"
)
def test_a_terminal_gets_colour_and_a_bar_but_not_where_no_color_says_so(desk: Path) -> None:
    def on_terminal(**more: str) -> str:
        command = f"{sys.executable} -m sim run {desk} --replications 3"
        plain = {name: ENVIRONMENT[name] for name in ENVIRONMENT if name != "NO_COLOR"}
        environment = plain | {"TERM": "xterm-256color"} | more
        done = subprocess.run(
            ["script", "-qec", command, "/dev/null"],
            env=environment, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return done.stdout

    colour = re.compile(r"\x1b\[(?:\d+;)*3\d")
    shown = on_terminal()
    assert "replications" in shown
    assert colour.search(shown)
    assert not colour.search(on_terminal(NO_COLOR="1"))


# ---------------------------------------------------------------- what customers do next


def test_flows_are_printed_and_written(desk: Path, capsys: Capture, tmp_path: Path) -> None:
    from tests.studies.test_follow_ups import CENTER

    desk.write_text(CENTER, "utf-8")
    out = tmp_path / "out"
    text = printed(capsys, "run", str(desk), "--replications", "2", "--out", str(out))
    for said in ("What customers do next", "callbacks", "Journeys", "SL-8", "Self-service",
                 "bot: no Erlang check."):  # fmt: skip
        assert said in text
    assert max(len(line) for line in text.splitlines()) <= 80
    contacts = pd.read_parquet(out / "contacts.parquet")
    caused = contacts[contacts["parent"].notna()]
    assert set(caused["follow_up"]) == {"on", "redial", "repeat", "callback: calls"}
    assert contacts.loc[contacts["parent"].isna(), "follow_up"].isna().all()
    sessions = contacts[contacts["queue"] == "bot"]
    assert sessions["wait_s"].isna().all()
    assert {"contained", "escalated"} <= set(sessions["outcome"])
    metrics = pd.read_csv(out / "metrics.csv")
    whole = metrics[metrics["interval_start"].isna() & (metrics["name"] == "calls")]
    values = whole.set_index("metric")["mean"]
    origins = values[values.index.str.startswith("origin_")].sum()
    assert origins == pytest.approx(values["attempts"])
