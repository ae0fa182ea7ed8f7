"""`ccsim scenarios`: what each shipped scenario asks, in lines that fit and names that copy."""

from __future__ import annotations

import json

import pytest

from sim.cli import main
from sim.cli.shipped import shipped_files


def test_every_shipped_scenario_is_named_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["scenarios"]) == 0
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 80
    names = [line for line in said.splitlines()[1:] if line and not line.startswith(" ")]
    assert [name.rstrip() for name in names] == list(shipped_files())
    assert "docs/scenarios" not in said
    assert main(["scenarios", "--json"]) == 0
    entries = {one["name"]: one for one in json.loads(capsys.readouterr().out)["scenarios"]}
    assert "docs/scenarios/viral_incident.md" in entries["viral_incident"]["question"]
    words = said.split()
    for entry in entries.values():
        for variant in entry["variants"]:
            assert variant in words or f"{variant}," in words
