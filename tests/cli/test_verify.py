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
from tests.uncompiled import uncompiled

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


MAILS = """
name: Mails beside calls
period: {start: 2026-03-02 08:00, length: 4h, interval: 30min}
queues:
  calls: {channel: voice, arrivals: {rate: 30/h}, handle_time: {mean: 3min}, patience: {mean: 1min}}
  mails: {channel: email, arrivals: {rate: 200/d}, handle_time: {mean: 5min}}
agents:
  desk: {seated: 3, skills: {calls: 1, mails: 2}}
run: {replications: 2, seed: 5}
"""


@pytest.mark.parametrize(
    ("module", "text", "mistake"),
    [
        ("work", "(contact.left + per_tick - 1) // per_tick", "contact.left // per_tick"),
        ("deeds", "    me.in_hand += 1\n", "    me.in_hand += 1\n    contact.left += 1_000_000\n"),
    ],
    ids=["rounded down", "taken up again with a tick more"],
)
def test_a_mistake_in_the_compiled_engine_is_shown(
    module: str,
    text: str,
    mistake: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The last events of both are the same up to the one that differs."""
    path = tmp_path / "mails.yaml"
    path.write_text(MAILS, "utf-8")
    engines = {"fast": uncompiled({(module, text): mistake}), "reference": reference.run}
    monkeypatch.setattr(verification, "engine_named", engines.__getitem__)
    assert verify(str(path), "--replications", "1") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("different (fast and reference: 1 replication, ")
    tick = int(lines[1].removeprefix("replication 0, seed 5, from tick ").removesuffix(" on"))
    assert lines[2].startswith("fast | reference: ")
    fast, other = lines.index("last events of fast:"), lines.index("last events of reference:")
    ours, theirs = lines[fast + 1 : other], lines[other + 1 :]
    assert 0 < len(ours) <= verification.LAST and 0 < len(theirs) <= verification.LAST
    assert ours != theirs
    apart = set(ours) ^ set(theirs)
    assert any(f" {tick} " in line for line in apart)
    before = [line for line in ours if int(line.split()[0]) < tick]
    shared = min(len(before), sum(int(line.split()[0]) < tick for line in theirs))
    assert before[-shared:] == [line for line in theirs if int(line.split()[0]) < tick][-shared:]


def test_work_that_was_put_down_is_among_the_events(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An engine that tells of the third stretch that it began at once."""
    path = tmp_path / "mails.yaml"
    path.write_text(MAILS, "utf-8")

    def untrue(model: Model, draws: Draws) -> ContactLog:
        log = reference.run(model, draws)
        start = log.stretch_start.copy()
        start[2] = 1
        return replace(log, stretch_start=start)

    engines = {"fast": untrue, "reference": reference.run}
    monkeypatch.setattr(verification, "engine_named", engines.__getitem__)
    assert verify(str(path), "--replications", "1") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "replication 0, seed 5, from tick 1 on"
    assert lines[2].startswith("fast | reference: stretches row 2: stretch_row ")
    fast, other = lines.index("last events of fast:"), lines.index("last events of reference:")
    assert lines[other - 1].startswith("  1 row ")
    assert "(mails) goes into the hands, agent " in lines[other - 1]
    assert not any("goes into the hands" in line for line in lines[other:])
    assert fast < other


def test_bad_input(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert verify(str(tmp_path / "nowhere.yaml")) == 2
    assert "nowhere.yaml" in capsys.readouterr().err
