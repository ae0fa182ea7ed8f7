"""`ccsim sweep`: grids, tornados, what they write and what they refuse."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest

from sim.cli import main
from sim.scenario import load

Capture = pytest.CaptureFixture[str]


def printed(capsys: Capture, *arguments: str) -> str:
    assert main(arguments) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def refused(capsys: Capture, *arguments: str) -> str:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


def test_a_grid_is_a_table(desk: Path, capsys: Capture) -> None:
    text = printed(capsys, "sweep", str(desk), "--vary", "agents.desk.seated=4..6",
                   "--vary", "queues.calls.arrivals.scale=90%,110%")  # fmt: skip
    assert "4 replications of each, seed 7" in text
    rows = [line.split()[:2] for line in text.splitlines() if "%" in line]
    found = [row for row in rows if row[0] in "456" and row[1] in ("90%", "110%")]
    assert found == [[seated, scale] for seated in "456" for scale in ("90%", "110%")]
    assert "the same customers in every row" in " ".join(text.split())
    assert max(len(line) for line in text.splitlines()) <= 80


def test_json_and_csv_say_the_same(desk: Path, capsys: Capture) -> None:
    command = ["sweep", str(desk), "--vary", "agents.desk.seated=4,6",
               "--metric", "queues.calls.service_level", "--metric", "cost"]  # fmt: skip
    found = json.loads(printed(capsys, *command, "--out", "grid", "--json"))
    assert found["vary"] == {"agents.desk.seated": ["4", "6"]}
    assert found["metrics"] == ["queues.calls.service_level", "cost"]
    with Path("grid/sweep.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["agents.desk.seated"], row["metric"]) for row in rows] == [
        (seated, metric) for seated in "46" for metric in found["metrics"]
    ]
    last = found["points"][1]["figures"]["cost"]
    assert float(rows[3]["mean"]) == last["mean"]
    assert float(rows[3]["difference_to_first"]) == last["to_first"]["difference"]
    assert last["to_first"]["difference"] == pytest.approx(2 * 2 * 38)  # two agents, two hours
    manifest = json.loads(Path("grid/manifest.json").read_text("utf-8"))
    assert set(manifest["files"]) == {"sweep.csv", "scenario.resolved.yaml"}
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((Path("grid") / name).read_bytes()).hexdigest() == digest
    assert manifest["content_hash"] == load(desk).content_hash
    assert (manifest["seed"], manifest["interrupted"]) == (7, False)
    assert manifest["vary"] == found["vary"]
    assert "is not empty" in refused(capsys, *command, "--out", "grid")
    printed(capsys, *command, "--out", "grid", "--force")


def test_a_tornado_is_sorted(desk: Path, capsys: Capture) -> None:
    command = ["sweep", str(desk), "--tornado", "--by", "50%", "--out", "wind"]
    text = " ".join(printed(capsys, *command).split())
    assert "all: service level" in text
    assert "-50 %" in text and "+50 %" in text
    for said in ("staff, desk", "volume, calls", "handle time, calls", "patience, calls"):
        assert said in text
    with Path("wind/tornado.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    swings = [max(abs(float(row["lower"])), abs(float(row["higher"]))) for row in rows]
    assert swings == sorted(swings, reverse=True)
    assert {row["input"] for row in rows} == {"staff", "volume", "handle time", "patience"}
    found = json.loads(printed(capsys, "sweep", str(desk), "--tornado", "--metric",
                               "queues.calls.asa_s", "--json"))  # fmt: skip
    effects = found["metrics"]["queues.calls.asa_s"]["effects"]
    staff = next(one for one in effects if one["what"] == "staff")
    assert staff["lower"]["difference"] > 0 > staff["higher"]["difference"]
    assert found["by"] == 0.1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "there is nothing to vary"),
        (["--vary", "agents.desk.seatd=3"], "did you mean seated?"),
        (["--vary", "agents.desk.seated=-3"], "--vary: agents.desk.seated = -3: is negative"),
        (["--vary", "agents.desk.seated"], "is not PATH=VALUES"),
        (["--vary", "agents.desk.seated=+0..+3"], "+ would add to what the file has"),
        (["--vary", "agents.desk.seated=-2..+2"], "or add heads with ccsim seek"),
        (["--vary", "agents.desk.seated=1..501"], "are 501 values"),
        (["--vary", "agents.desk.seated=1..40", "--vary", "queues.calls.priority=1..40"],
         "40 (agents.desk.seated) x 40 (queues.calls.priority): are 1,600 points"),
        (["--vary", "agents.desk.seated=1,2", "--metric", "service_levle"],
         "--metric: service_levle: there is no metric service_levle"),
        (["--vary", "agents.desk.seated=1,2", "--metric", "queues.calls.cots"],
         "did you mean cost?"),
        (["--vary", "agents.desk.seated=1,2", "--set", "agents.desk.seated=3"],
         "--set changes agents.desk.seated too"),
        (["--vary", "agents.desk.seated=1,2", "--tornado"], "goes without --vary"),
        (["--vary", "agents.desk.seated=1,2", "--by", "5%"], "goes with --tornado only"),
        (["--tornado", "--by", "0.1"], "mend: write 10%"),
        (["--tornado", "--by", "100%"], "above 0% and below 100%"),
        (["--tornado", "--replications", "0"], "--replications: 0: is too small"),
    ],
)  # fmt: skip
def test_what_is_refused(desk: Path, capsys: Capture, arguments: list[str], said: str) -> None:
    assert said in refused(capsys, "sweep", str(desk), *arguments)
