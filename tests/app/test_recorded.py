"""Check: recorded days beside the simulation, uploaded or shipped with the scenario."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sim.app.recorded import KEPT, Record
from sim.cli import main
from sim.cli.shipped import shipped_files
from tests.app.conftest import Open, go, session_of

HEAD = "interval_start,queue,offered,answered,abandoned,handle_time_s,asa_s\n"
DAY = HEAD + "".join(
    f"2026-03-02 {clock},calls,{offered},28,2,185,12\n"
    for clock, offered in (("08:00", 30), ("08:30", 31), ("09:00", 150), ("09:30", 29))
)


def with_record(app: AppTest, folder: Path, text: str) -> AppTest:
    """The page with a file that was taken before, as if it had been uploaded."""
    path = folder / "recorded.csv"
    path.write_text(text, "utf-8")
    session_of(app).kept |= {KEPT: Record(path, None), "check-kind": "recorded"}
    session_of(app).replications = 50
    return go(app, "check")


def test_recorded_intervals_outside_are_those_of_the_command_line(
    opened: Open, desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = with_record(opened("erlang"), tmp_path, DAY)
    assert not app.exception
    words = ["run", str(desk), "--replications", "50", "--history", str(tmp_path / "recorded.csv")]
    assert main([*words, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)["history"]
    table = app.dataframe[0].value
    assert list(table["figure"]) == ["offered", "answered", "abandoned", "ASA", "handle time"]
    outside = [int(cell.split()[0]) for cell in table["outside"]]
    assert outside == [one["outside"] for one in printed]
    assert table["verdict"][0] == "too high"
    assert "calls, offered: recorded 240, above" in app.warning[0].value.replace("\\", "")
    intervals = app.dataframe[1].value
    assert list(intervals["outside"]) == ["", "", "above", ""]
    app.main.selectbox[1].set_value("handle_s").run()
    assert not app.exception
    assert list(app.dataframe[1].value["recorded"]) == ["3 min 05 s"] * 4


def test_a_bad_record_is_explained_as_on_the_command_line(
    opened: Open, desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = with_record(opened("erlang"), tmp_path, DAY.replace("150", "many"))
    assert not app.exception
    path = tmp_path / "recorded.csv"
    capsys.readouterr()  # what Streamlit says of tests
    assert main(["run", str(desk), "--history", str(path)]) == 2
    assert app.code[0].value == capsys.readouterr().err.strip()
    app.button(key="history-remove").click().run()
    assert not app.exception
    assert not app.code
    assert KEPT not in session_of(app).kept


def test_a_record_is_kept_on_other_pages(opened: Open, tmp_path: Path) -> None:
    app = with_record(opened("erlang"), tmp_path, DAY)
    before = app.dataframe[0].value
    go(app, "erlang")
    go(app, "check")
    assert app.dataframe[0].value.equals(before)


def test_the_shipped_record_of_a_shipped_scenario_can_be_used(opened: Open) -> None:
    app = opened("erlang", shipped_files()["bank_hotline"])
    session = session_of(app)
    session.draft.source = type(session.draft.source)(session.draft.source.path, "bank_hotline")
    session.kept["check-kind"] = "recorded"
    go(app, "check")
    assert not app.dataframe
    app.toggle[0].set_value(True).run()
    assert not app.exception
    assert "all" in set(app.dataframe[0].value["queue"])
