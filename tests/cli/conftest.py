"""A small scenario of a few hundred contacts, fast enough to be run again and again."""

from __future__ import annotations

from pathlib import Path

import pytest

DESK = """\
name: A small desk
period: {start: 2026-03-02 08:00, length: 2h, interval: 30min}
queues:
  calls:
    channel: voice
    arrivals: {rate: 60/h}
    handle_time: {mean: 180s, distribution: exponential}
    patience: {mean: 3min, distribution: exponential}
    target: {answered: 80%, within: 20s}
agents:
  desk:
    seated: 4
    skills: {calls: 1}
    cost: {hour: 38}
run: {replications: 4, seed: 7}
scenarios:
  six_more: {agents.desk.seated: 10}
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scenario file, in a folder of its own that is also where commands run."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    path = folder / "desk.yaml"
    path.write_text(DESK, "utf-8")
    return path
