"""`--report FILE`: a page, a workbook or slides; whole or not at all; refused before simulating."""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from sim.cli import main, report_file
from sim.cli.report_sensitivity import replications_for
from sim.scenario import load

Capture = pytest.CaptureFixture[str]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def refusal(capsys: Capture, *arguments: str) -> str:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


def workbook_rows(path: Path, sheet: str) -> list[dict[str, Any]]:
    header, *rows = load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize("command", ["run", "compare"])
@pytest.mark.parametrize("name", ["x.html", "x.xlsx", "x.pptx", "X.XLSX"])
def test_a_report_of_every_kind_is_written_and_replaced(
    desk: Path, capsys: Capture, command: str, name: str
) -> None:
    path = Path(name)
    before = names(desk.parent)
    for _ in range(2):
        assert main([command, str(desk), "--report", name]) == 0
        captured = capsys.readouterr()
        assert captured.err == ""
        assert captured.out.endswith(f"Report written to {name}.\n")
    assert names(desk.parent) == before | {name}
    if name == "x.html":
        page = path.read_text("utf-8")
        assert page.startswith("<!doctype html>") and "A small desk" in page
        assert ("six_more against base" in page) == (command == "compare")
        assert ("agents.desk.seated" in page) == (command == "compare")
        assert f"ccsim {command}" in page
    elif name == "x.pptx":
        assert len(Presentation(str(path)).slides) == 6
    else:
        found = {row["scenario"] for row in workbook_rows(path, "Queues")}
        assert found == ({"base", "six_more"} if command == "compare" else {"base"})


def slide_texts(path: str, number: int) -> list[str]:
    return [shape.text_frame.text for shape in Presentation(path).slides[number].shapes
            if shape.has_text_frame]  # fmt: skip


@pytest.mark.parametrize("command", ["run", "compare"])
def test_the_report_works_out_the_sensitivity_that_it_shows(
    desk: Path, capsys: Capture, command: str
) -> None:
    assert main([command, str(desk), "--report", "x.pptx", "--replications", "2"]) == 0
    said = re.sub(r"each, [^;]* s;", "each, 0.1 s;", capsys.readouterr().out)
    assert (
        "Sensitivity in the report: 4 assumptions 10 % lower and higher, 10 replications each, "
        "0.1 s; --no-sensitivity leaves it out.\nReport written to x.pptx.\n"
    ) in said
    title = slide_texts("x.pptx", 3)[0]
    assert title.endswith(" of 4 assumptions really move the service level")
    sweep = ["sweep", str(desk), "--tornado", "--metric", "service_level", "--replications", "10"]
    assert main([*sweep, "--json"]) == 0  # the same seed: the same customers
    [effects] = [one["effects"] for one in
                 json.loads(capsys.readouterr().out)["metrics"].values()]  # fmt: skip
    [chart] = [shape.chart for shape in Presentation("x.pptx").slides[3].shapes if shape.has_chart]
    drawn = {one.name: list(one.values) for one in chart.plots[0].series}
    assert list(chart.plots[0].categories) == [f"{one['what']}, {one['name']}" for one in effects]
    assert drawn["10 % lower"] == pytest.approx(
        [100 * one["lower"]["difference"] for one in effects]
    )


def test_a_page_shows_the_sensitivity_and_a_workbook_does_not(desk: Path, capsys: Capture) -> None:
    assert main(["run", str(desk), "--report", "x.html"]) == 0
    page = Path("x.html").read_text("utf-8")
    assert ">What the assumptions do</h2>" in page
    assert "<td>volume, calls</td>" in page and 'id="tornado-service_level"' in page
    capsys.readouterr()
    assert main(["run", str(desk), "--report", "x.xlsx"]) == 0
    assert "Sensitivity" not in capsys.readouterr().out


@pytest.mark.parametrize("command", ["run", "compare"])
def test_the_sensitivity_can_be_left_out(
    desk: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr("sim.studies.sensitivity.sensitivity", None)  # not to be called
    assert main([command, str(desk), "--report", "x.pptx", "--no-sensitivity"]) == 0
    assert "Sensitivity" not in capsys.readouterr().out
    assert "Erlang C" in slide_texts("x.pptx", 3)[0]
    assert main([command, str(desk), "--report", "x.html", "--no-sensitivity"]) == 0
    assert "What the assumptions do" not in Path("x.html").read_text("utf-8")


def test_the_same_command_gives_the_same_slides(desk: Path) -> None:
    """Replications of the sensitivity go by contacts, not by the time that it took."""
    for name in ("x.pptx", "y.pptx"):
        assert main(["run", str(desk), "--report", name, "--replications", "2"]) == 0
    assert Path("x.pptx").read_bytes() == Path("y.pptx").read_bytes()


@pytest.mark.parametrize(
    ("rate", "engine", "count"),
    [("60/h", "fast", 10), ("40000/h", "fast", 5), ("900000/h", "fast", 4),
     ("900/h", "reference", 6)],
)  # fmt: skip
def test_large_scenarios_take_fewer_replications(
    desk: Path, rate: str, engine: str, count: int
) -> None:
    """Two hours of calls, and four assumptions, each lower and higher: 18 x the rate."""
    scenario = load(desk, settings=[f"queues.calls.arrivals.rate={rate}"])
    replications, contacts = replications_for(scenario, engine)
    assert replications == count
    assert contacts == pytest.approx(count * 18 * float(rate.removesuffix("/h")))


@pytest.mark.parametrize("command", ["run", "compare"])
def test_no_sensitivity_where_it_would_take_long(
    desk: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr("sim.cli.report_sensitivity.CONTACTS", {"fast": 100})
    monkeypatch.setattr("sim.studies.sensitivity.sensitivity", None)  # not to be called
    assert main([command, str(desk), "--report", "x.pptx"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "No sensitivity in the report: it takes 4,320 contacts by the fast engine. For a shorter "
        "period, or fewer replications, there is ccsim sweep --tornado. Report written to x.pptx."
    ) in said
    assert "Erlang C" in slide_texts("x.pptx", 3)[0]


def test_the_file_has_the_rights_of_any_new_file(desk: Path) -> None:
    Path("plain").touch()
    assert main(["run", str(desk), "--report", "x.xlsx"]) == 0
    assert Path("x.xlsx").stat().st_mode == Path("plain").stat().st_mode


def test_json_stays_one_document(desk: Path, capsys: Capture) -> None:
    assert main(["run", str(desk), "--json", "--report", "x.pptx"]) == 0
    assert json.loads(capsys.readouterr().out)["scenario"] == "A small desk"
    assert main(["compare", str(desk), "--json", "--report", "x.pptx"]) == 0
    assert json.loads(capsys.readouterr().out)["baseline"] == "base"


def test_the_workbook_equals_metrics_csv(desk: Path) -> None:
    assert main(["run", str(desk), "--out", "out", "--report", "x.xlsx"]) == 0
    with open("out/metrics.csv", encoding="utf-8", newline="") as file:
        written = {
            (row["level"], row["name"], row["interval_start"], row["metric"]): row
            for row in csv.DictReader(file)
        }

    def mean(*key: str) -> Any:
        return pytest.approx(float(written[key]["mean"]))

    [queue] = workbook_rows(Path("x.xlsx"), "Queues")
    assert queue["offered (O) (contacts)"] == mean("queue", "calls", "", "offered")
    assert queue["service level (share)"] == mean("queue", "calls", "", "service_level")
    assert queue["cost per contact (money)"] == mean("queue", "calls", "", "cost_per_contact")
    for row in workbook_rows(Path("x.xlsx"), "Staffing"):
        start = f"{row['from']:%Y-%m-%dT%H:%M:%S}"
        assert row["scheduled, seated (net agents)"] == mean("group", "desk", start, "seated")
        assert row["scheduled, rostered (gross agents)"] == mean("group", "desk", start, "rostered")
        assert row["paid hours (h)"] == mean("group", "desk", start, "paid_h")
    costs = {row["item"]: row["amount (money)"] for row in workbook_rows(Path("x.xlsx"), "Cost")}
    assert costs["total cost"] == mean("center", "center", "", "cost")
    assert costs["cost per resolution"] == mean("center", "center", "", "cost_per_resolution")


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize("command", ["run", "compare"])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x.pdf", "--report: x.pdf has the ending .pdf: it says what kind of report to write"),
        ("report", "--report: report has no ending: it says what kind of report to write"),
    ],
)
def test_an_unknown_ending_is_refused(
    desk: Path, capsys: Capture, command: str, name: str, said: str
) -> None:
    error = refusal(capsys, command, str(desk), "--report", name)
    stem = name.partition(".")[0]
    assert error == (
        f"{said}\n"
        "    allowed: a file name that ends in .html, .xlsx or .pptx\n"
        f"    mend: write {stem}.html for a page, .xlsx for Excel, .pptx for PowerPoint\n"
    )


def test_a_place_that_cannot_take_a_file_is_refused(desk: Path, capsys: Capture) -> None:
    before = names(desk.parent)
    there = Path.cwd() / "nowhere"
    assert refusal(capsys, "run", str(desk), "--report", "nowhere/x.xlsx") == (
        f"--report: nowhere/x.xlsx lies in {there}, which is not there\n"
        "    allowed: a file in a folder you may write to\n"
        "    mend: make the folder first\n"
    )
    error = refusal(capsys, "run", str(desk), "--report", f"{desk}/x.xlsx")
    assert f"lies in {desk}, which is not a folder" in error
    Path("folder.html").mkdir()
    error = refusal(capsys, "compare", str(desk), "--report", "folder.html")
    assert error.startswith("--report: folder.html is there already and is not a file\n")
    assert names(desk.parent) == before | {"folder.html"}


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="this user may write anywhere"
)
def test_a_file_that_may_not_be_written_is_refused(desk: Path, capsys: Capture) -> None:
    Path("x.html").write_text("mine")
    Path("x.html").chmod(0o400)
    error = refusal(capsys, "run", str(desk), "--report", "x.html")
    assert "is there already, and you may not write to it" in error
    Path("shut").mkdir(mode=0o500)
    error = refusal(capsys, "run", str(desk), "--report", "shut/x.html")
    assert "which you may not write to" in error


def test_rights_are_asked_for_before_anything_is_simulated(
    desk: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setattr("sim.studies.study", None)  # not to be called
    error = refusal(capsys, "run", str(desk), "--report", "x.html")
    assert error.startswith("--report: x.html lies in ")
    assert "which you may not write to" in error


@pytest.mark.parametrize("wish", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_what_was_there_stays_when_writing_fails(
    desk: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, wish: Any
) -> None:
    Path("x.xlsx").write_text("what was there")

    def fail(*_: object) -> None:
        raise wish

    monkeypatch.setattr(report_file.os, "replace", fail)
    before = names(desk.parent)
    assert main(["run", str(desk), "--report", "x.xlsx"]) == (
        130 if wish is KeyboardInterrupt else 2
    )
    assert names(desk.parent) == before
    assert Path("x.xlsx").read_text() == "what was there"


def test_help_names_the_endings(capsys: Capture) -> None:
    for command in ("run", "compare"):
        assert main([command, "--help"]) == 0
        said = " ".join(capsys.readouterr().out.split())
        assert "--report FILE" in said and ".pptx (PowerPoint)" in said
