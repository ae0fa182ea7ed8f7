"""The script that holds the engines against each other on random worlds."""

from __future__ import annotations

import pytest

from sim.engine import reference
from tests.uncompiled import uncompiled
from tools import random_worlds


def test_it_counts_what_it_compared(capsys: pytest.CaptureFixture[str]) -> None:
    assert random_worlds.main(["--worlds", "18", "--each", "3", "--first", "7", "--naive"]) == 0
    *_, last = capsys.readouterr().out.splitlines()
    assert last.startswith("reference, fast and naive: 18 random worlds (scenarios 7 to 12, 3 sets")
    assert last.endswith(" rows compared, no row differs")


def test_it_shows_the_least_that_differs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Patience of five seconds and less never ends: one contact is enough to see it."""
    text, mistake = "    if patience >= 0:\n", "    if patience > 5000:\n"
    engines = {"fast": uncompiled({("arrivals", text): mistake}), "reference": reference.run}
    monkeypatch.setattr(random_worlds, "engine_named", engines.__getitem__)
    assert random_worlds.main(["--worlds", "40"]) == 1
    lines = capsys.readouterr().out.splitlines()
    shown = next(place for place, line in enumerate(lines) if line.startswith("scenario "))
    assert lines[shown].endswith(": reference | fast")
    assert " row " in lines[shown + 1] and " | " in lines[shown + 1]
    contacts = [line for line in lines[shown:] if line.startswith("  (")]
    assert 1 <= len(contacts) <= 3 * random_worlds.SHOWN
    assert lines[-1].endswith("worlds differ")
