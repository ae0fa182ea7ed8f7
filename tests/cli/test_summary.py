"""`ccsim run --summary` and `--recovery`."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import main

Capture = pytest.CaptureFixture[str]

STORM = "events: {storm: {queue: calls, at: 2026-03-02 08:40, extra: 30, half_life: 5min}}\n"


def printed(capsys: Capture, *arguments: str) -> str:
    assert main(arguments) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


@pytest.mark.parametrize(("level", "last"), [("1", "平均处理时长"), ("2", "占有率")])
def test_the_summary_is_the_only_table(desk: Path, capsys: Capture, level: str, last: str) -> None:
    said = printed(capsys, "run", str(desk), "--summary", level)
    assert "Summary in four classes" in said
    assert "scale 规模" in said and last in said
    assert "Agent groups" not in said and "Erlang check" not in said
    assert ("坐席数" in said) is (level == "2")
    assert "聆听量" not in said


def test_a_level_that_is_not_there(desk: Path, capsys: Capture) -> None:
    assert main(["run", str(desk), "--summary", "4"]) == 2
    assert (
        "--summary: 4: is too large\n    allowed: a whole number from 1 to 3"
        in capsys.readouterr().err
    )


def test_recovery_is_said_where_it_is_asked_for(desk: Path, capsys: Capture) -> None:
    desk.write_text(desk.read_text("utf-8") + STORM, "utf-8")
    plain = printed(capsys, "run", str(desk), "--replications", "2")
    assert "--recovery says how long each queue takes to recover" in plain
    said = printed(capsys, "run", str(desk), "--replications", "2", "--recovery")
    assert "Recovery\n" in said and "storm" in said and " of 2" in said
    found = json.loads(
        printed(capsys, "run", str(desk), "--replications", "2", "--recovery", "--json")
    )["recovery"]
    [figures] = found
    assert (figures["event"], figures["queue"], figures["replications"]) == ("storm", "calls", 2)
    assert len(figures["recovery_s"]["by_replication"]) == 2


def test_without_events_nothing_is_simulated_twice(desk: Path, capsys: Capture) -> None:
    said = json.loads(printed(capsys, "run", str(desk), "--recovery", "--json"))
    assert said["recovery"] == []
    assert "recovery" not in json.loads(printed(capsys, "run", str(desk), "--json"))


def test_out_keeps_the_recoveries_that_were_asked_for(desk: Path, capsys: Capture) -> None:
    desk.write_text(desk.read_text("utf-8") + STORM, "utf-8")
    ask = ("run", str(desk), "--replications", "3", "--recovery")
    [figures] = json.loads(printed(capsys, *ask, "--json"))["recovery"]
    printed(capsys, *ask, "--out", "asked")
    rows = pd.read_csv("asked/recovery.csv")
    assert list(rows["replication"]) == [0, 1, 2]
    assert set(rows["event"]) == {"storm"} and set(rows["queue"]) == {"calls"}
    said = [float("nan") if one is None else one
            for one in figures["recovery_s"]["by_replication"]]  # fmt: skip
    assert list(rows["recovery_s"]) == pytest.approx(said, nan_ok=True)
    manifest = json.loads(Path("asked/manifest.json").read_text("utf-8"))
    assert "recovery.csv" in manifest["files"]
    printed(capsys, "run", str(desk), "--replications", "3", "--out", "not_asked")
    assert not Path("not_asked/recovery.csv").exists()


def test_the_caveats_of_a_file_are_warnings_of_every_report(desk: Path, capsys: Capture) -> None:
    said = "The waits are those of a quiet week."
    desk.write_text(f"caveats: [{said}]\n" + desk.read_text("utf-8"), "utf-8")
    assert f"- Warning: {said}" in printed(capsys, "run", str(desk))
    assert json.loads(printed(capsys, "run", str(desk), "--json"))["warnings"][0] == said
    assert said in printed(capsys, "resolve", str(desk))
