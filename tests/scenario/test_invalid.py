"""Every file of tests/scenarios/invalid is refused with exactly the words of its .txt."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario import load

FOLDER = Path(__file__).parents[1] / "scenarios" / "invalid"
FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_refused_with_these_words(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    with pytest.raises(InputError) as caught:
        load(path.name)
    assert str(caught.value) + "\n" == path.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_problem_says_where_and_what_is_allowed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(FOLDER)
    with pytest.raises(InputError) as caught:
        load(path.name)
    for problem in caught.value.problems:
        assert problem.source
        assert problem.allowed or problem.mend, problem


def test_the_corpus_is_large_enough() -> None:
    assert len(FILES) >= 60
    unused = {path.stem for path in FOLDER.glob("*.txt")} - {path.stem for path in FILES}
    assert not unused
