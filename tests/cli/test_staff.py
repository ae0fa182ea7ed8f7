"""`ccsim staff`: tables, JSON, the folder, messages."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from sim.cli import main
from sim.cli.staff import file_names
from sim.planning import GroupStaffing

Capture = pytest.CaptureFixture[str]


def said(capsys: Capture, *line: str) -> str:
    assert main(["staff", *line]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_tables(desk: Path, capsys: Capture) -> None:
    out = said(capsys, str(desk), "--workers", "1")
    for words in (
        "A small desk", "80 % in 20 s", "Agents required: desk", "What they give: desk",
        "08:00", "calls: service", "FTE",
    ):  # fmt: skip
        assert words in out
    assert "trials of up to 4 replications, seed 7" in out


def test_json_is_one_document(desk: Path, capsys: Capture) -> None:
    found = json.loads(said(capsys, str(desk), "--json", "--hold", "1h", "--workers", "1",
                            "--scenario", "six_more"))  # fmt: skip
    assert found["variant"] == "six_more"
    assert found["hold"] == "1h"
    rows = found["groups"]["desk"]["intervals"]
    assert [row["scheduled"] for row in rows] == [10.0] * 4
    assert rows[0]["seated"] == rows[1]["seated"]
    assert rows[0]["difference"] == 10 - rows[0]["seated"]


def test_the_folder_runs_and_meets_the_target(desk: Path, capsys: Capture) -> None:
    """The seats loaded back from the CSV file, and the written scenario, both meet the target."""
    said(capsys, str(desk), "--out", "plan", "--workers", "1")
    plan = desk.parent / "plan"
    assert sorted(path.name for path in plan.iterdir()) == [
        "manifest.json", "seated_desk.csv", "staffed.yaml", "staffing.csv", "staffing_days.csv",
        "staffing_desk.png", "staffing_desk.svg",
    ]  # fmt: skip
    with (plan / "staffing.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["interval_start"] for row in rows][:2] == [
        "2026-03-02 08:00:00", "2026-03-02 08:30:00",
    ]  # fmt: skip
    assert {"required", "seated", "binding", "service_level calls"} <= set(rows[0])
    seats = "agents.desk.seated={file: plan/seated_desk.csv}"
    for command in (
        ["run", str(desk), "--set", seats],
        ["run", "plan/staffed.yaml"],
    ):
        assert main([*command, "--require-targets", "--workers", "1"]) == 0
        assert capsys.readouterr().err == ""
    manifest = json.loads((plan / "manifest.json").read_text("utf-8"))
    assert manifest["command"].startswith("ccsim staff ")
    assert main(["staff", str(desk), "--out", "plan"]) == 2
    assert "add --force to replace what the earlier study wrote" in capsys.readouterr().err
    assert b"agents required" in (plan / "staffing_desk.svg").read_bytes()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--confidence 90", "--confidence: 90"),
        ("--confidence 100%", "above 0% and below 100%"),
        ("--hold soon", "--hold: soon: is not a duration"),
        ("--hold 45min", "--hold: 45min: is not a whole number of intervals"),
        ("--fte-hours 40", "allowed: hours in a week or a day, such as 40/week or 8/day"),
        ("--replications 0", "a whole number from 1"),
        ("--everyinterval", "did you mean --every-interval?"),
        ("--set queues.calls.target.answered=100%", "no number of agents can promise it"),
        ("--set queues.calls.target=null", "no queue that agents serve has a target"),
    ],
)
def test_bad_options(desk: Path, capsys: Capture, line: str, message: str) -> None:
    assert main(["staff", str(desk), *line.split()]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


def test_file_names_are_safe_and_apart() -> None:
    groups = tuple(GroupStaffing(name, (), (), (), None) for name in ("a/b", "a b", "广东", "A_B"))
    assert file_names(groups) == {"a/b": "a_b", "a b": "a_b_", "广东": "广东", "A_B": "A_B__"}


@pytest.mark.parametrize("name", ["plan.html", "plan.xlsx", "plan.pptx"])
def test_a_report_is_written_and_replaced(desk: Path, capsys: Capture, name: str) -> None:
    for _ in range(2):
        out = said(capsys, str(desk), "--report", name, "--workers", "1")
        assert out.endswith(f"Report written to {name}.\n")
    assert Path(name).read_bytes()[:2] == (b"<!" if name.endswith("html") else b"PK")
    assert sorted(path.name for path in desk.parent.iterdir()) == sorted(["desk.yaml", name])


def test_a_report_of_another_kind_is_refused_before_searching(desk: Path, capsys: Capture) -> None:
    assert main(["staff", str(desk), "--report", "plan.pdf"]) == 2
    captured = capsys.readouterr()
    assert "plan.pdf has the ending .pdf: it says what kind of report to write" in captured.err
    assert "allowed: a file name that ends in .html, .xlsx or .pptx" in captured.err
    assert captured.out == ""


def test_the_answer_comes_first_and_says_what_is_short(desk: Path, capsys: Capture) -> None:
    text = " ".join(said(capsys, str(desk), "--workers", "1").split())
    assert "Targets of calls (80 % in 20 s): the mean of each day must meet them." in text
    assert "desk needs " in text and "the schedule has 8.0: " in text
    assert "of 4 intervals are short, most at " in text


def test_the_sentence_says_what_is_judged(desk: Path, capsys: Capture) -> None:
    """A target over the interval is judged on each, and limits on occupancy stand beside it."""
    line = [str(desk), "--workers", "1", "--replications", "2"]
    by_interval = ["--set", "queues.calls.target.over=interval"]
    limit = ["--set", "agents.desk.max_occupancy=85%"]

    def judged(*more: str) -> str:
        words = " ".join(said(capsys, *line, *more).split())
        return words[words.index("(80 % in 20 s): ") + len("(80 % in 20 s): ") :]

    assert judged().startswith("the mean of each day must meet them. desk needs")
    assert judged(*by_interval).startswith("the mean of each interval must meet them. desk needs")
    assert "target says over: interval" in judged(*by_interval)
    assert judged("--every-interval").startswith("the mean of each interval must meet them.")
    assert judged("--confidence", "50%", *by_interval).startswith(
        "50 % of the simulated days and the mean of each interval must meet them."
    )
    assert judged(*limit).startswith(
        "the mean of each day must meet them. Live occupancy is at most 85 % (desk) in the mean of "
        "each day. desk needs"
    )


def test_one_interval_is_short(desk: Path, capsys: Capture) -> None:
    more = ["--set", "agents.desk.seated=[20, 20, 1, 20]", "--replications", "2"]
    out = said(capsys, str(desk), "--workers", "1", *more)
    assert "1 of 4 intervals is short, most at 09:00:" in " ".join(out.split())
