"""`ccsim verify`: identical, or the first difference with what led to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.cli import main
from sim.draws import Draws
from sim.engine import reference
from sim.log import ContactLog
from sim.model import Model
from sim.studies import verification

DESK = """
name: A small desk
period: {start: 2026-03-02 08:00, length: 2h, interval: 30min}
queues:
  calls: {channel: voice, arrivals: {rate: 40/h}, handle_time: {mean: 3min}, patience: {mean: 1min}}
agents:
  desk: {seated: 2, skills: {calls: 1}}
run: {replications: 2, seed: 5}
"""


@pytest.fixture
def desk(tmp_path: Path) -> str:
    path = tmp_path / "desk.yaml"
    path.write_text(DESK, "utf-8")
    return str(path)


def verify(*words: str) -> int:
    return main(["verify", *words])


def test_identical(desk: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(desk) == 0
    said = capsys.readouterr().out
    assert said.startswith("identical (fast and reference: 2 replications, ")
    assert verify(desk, "--replications", "1", "--seed", "9", "--set", "agents.desk.seated=1") == 0
    assert "(fast and reference: 1 replication, " in capsys.readouterr().out


def test_a_difference_is_shown_and_exits_with_1(
    desk: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An engine that releases the eleventh answered contact a tick too late."""

    def late(model: Model, draws: Draws) -> ContactLog:
        log = reference.run(model, draws)
        released = log.released.copy()
        released[(released > 0).nonzero()[0][10]] += 1
        return replace(log, released=released)

    def engine_named(name: str) -> Any:
        return late if name == "fast" else reference.run

    monkeypatch.setattr(verification, "engine_named", engine_named)
    assert verify(desk) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("different (fast and reference: 1 replication, ")
    tick = int(lines[1].removeprefix("replication 0, seed 5, from tick ").removesuffix(" on"))
    assert lines[2].startswith("fast | reference: contacts row ")
    assert f"released {tick + 1}" in lines[2] and f"released {tick}," in lines[2]
    fast, other = lines.index("last events of fast:"), lines.index("last events of reference:")
    assert not any("is released" in line and f" {tick} " in line for line in lines[fast:other])
    assert any("is released" in line and f" {tick} " in line for line in lines[other:])


def test_bad_input(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert verify(str(tmp_path / "nowhere.yaml")) == 2
    assert "nowhere.yaml" in capsys.readouterr().err
