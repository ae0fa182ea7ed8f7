"""`ccsim resolve` and `ccsim scenarios`."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from sim.cli import main
from sim.cli.scenarios import opening_comment
from sim.cli.shipped import shipped_files
from sim.scenario import load, loads

Capture = pytest.CaptureFixture[str]


def test_the_resolved_form_is_a_scenario_equal_to_the_file(desk: Path, capsys: Capture) -> None:
    assert main(["resolve", str(desk)]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert loads(captured.out).content_hash == load(desk).content_hash
    assert main(["resolve", str(desk), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == load(desk).resolved()


def test_overrides_are_in_it(desk: Path, capsys: Capture) -> None:
    line = ["resolve", str(desk), "--scenario", "six_more", "--set", "run.seed=99"]
    assert main(line) == 0
    scenario = loads(capsys.readouterr().out)
    assert scenario.tree.run.seed == 99
    assert scenario == load(desk, scenario="six_more", settings=["run.seed=99"])


@pytest.mark.parametrize("name", sorted(shipped_files()))
def test_shipped_scenarios_resolve_to_themselves(name: str, capsys: Capture) -> None:
    assert main(["resolve", name]) == 0
    again = loads(capsys.readouterr().out)
    assert again.content_hash == load(shipped_files()[name]).content_hash


def test_bad_input(desk: Path, capsys: Capture) -> None:
    desk.write_text(desk.read_text("utf-8").replace("seated: 4", "seatd: 4"), "utf-8")
    assert main(["resolve", str(desk)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "seatd" in captured.err


def test_the_schema_is_a_json_schema_that_shipped_files_meet(capsys: Capture) -> None:
    assert main(["resolve", "--schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(schema)
    for path in shipped_files().values():
        resolved = load(path).resolved()
        jsonschema.validate(yaml.load(yaml.safe_dump(resolved), yaml.BaseLoader), schema)


def test_scenarios_lists_what_is_shipped(capsys: Capture) -> None:
    assert main(["scenarios", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["scenarios"]
    assert [entry["name"] for entry in listed] == sorted(shipped_files())
    for entry in listed:
        assert entry["title"]
        assert entry["question"]
        assert entry["variants"] == list(load(entry["file"]).variants)
    assert main(["scenarios"]) == 0
    text = capsys.readouterr().out
    assert all(name in text for name in shipped_files())
    assert max(len(line) for line in text.splitlines()) <= 80


def test_opening_comment() -> None:
    assert opening_comment("# How many\n# agents?\n#\n# Source: x\nname: y\n") == "How many agents?"
    assert opening_comment("name: y  # no\n# late\n") == ""
