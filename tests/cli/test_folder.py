"""A folder of results is there whole or not at all."""

from __future__ import annotations

import contextlib
import json
import signal
from pathlib import Path

import pytest

from sim.cli import stopping
from sim.cli.folder import refuse_taken, whole_folder
from sim.errors import InputError


def write_study(folder: Path, extra: str | None = None) -> None:
    """A folder as an earlier study leaves it, perhaps with a file of somebody else."""
    folder.mkdir()
    (folder / "metrics.csv").write_text("old", "utf-8")
    manifest = {"made_by": "ccsim", "files": {"metrics.csv": ""}}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    if extra is not None:
        (folder / extra).write_text("mine", "utf-8")


def test_moved_into_place_with_parents(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b"
    with whole_folder(target) as folder:
        (folder / "x.csv").write_text("1", "utf-8")
        assert not target.exists()
    assert [path.name for path in target.iterdir()] == ["x.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a"]


@pytest.mark.parametrize("stopped", [KeyboardInterrupt, RuntimeError, SystemExit])
def test_whatever_goes_wrong_leaves_no_trace(tmp_path: Path, stopped: type[BaseException]) -> None:
    target = tmp_path / "a" / "b"
    with pytest.raises(stopped), whole_folder(target) as folder:
        (folder / "x.csv").write_text("1", "utf-8")
        raise stopped
    assert list(tmp_path.iterdir()) == []


def test_what_stood_there_still_stands_after_a_failure(tmp_path: Path) -> None:
    target = tmp_path / "out"
    write_study(target)
    with pytest.raises(KeyboardInterrupt), whole_folder(target) as folder:
        (folder / "metrics.csv").write_text("new", "utf-8")
        raise KeyboardInterrupt
    assert (target / "metrics.csv").read_text("utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_force_replaces_an_earlier_study_at_the_end(tmp_path: Path) -> None:
    target = tmp_path / "out"
    write_study(target)
    refuse_taken(target, force=True)
    with whole_folder(target) as folder:
        (folder / "y.csv").write_text("new", "utf-8")
        assert (target / "metrics.csv").exists()
    assert [path.name for path in target.iterdir()] == ["y.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_and_none_are_fine(tmp_path: Path) -> None:
    refuse_taken(tmp_path, force=False)
    refuse_taken(tmp_path / "new", force=False)


def test_a_full_folder_is_refused(tmp_path: Path) -> None:
    write_study(tmp_path / "out")
    with pytest.raises(InputError, match="is not empty") as refused:
        refuse_taken(tmp_path / "out", force=False)
    assert "--force" in str(refused.value)


def test_force_never_replaces_what_no_study_wrote(tmp_path: Path) -> None:
    write_study(tmp_path / "out", extra="thesis.odt")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear", "utf-8")
    for folder in ("out", "home"):
        with pytest.raises(InputError, match="no study wrote"):
            refuse_taken(tmp_path / folder, force=True)


def test_a_file_or_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    for name in ("file", "link"):
        with pytest.raises(InputError, match="is not a folder"):
            refuse_taken(tmp_path / name, force=True)


def test_the_new_folder_can_be_read_by_whoever_the_umask_lets(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    with whole_folder(tmp_path / "out"):
        pass
    assert (tmp_path / "out").stat().st_mode == plain.stat().st_mode


def test_a_folder_that_could_not_be_made_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(InputError, match="which is not a folder"):
        refuse_taken(tmp_path / "file" / "out", force=False)
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(InputError, match="which you may not write to"):
        refuse_taken(tmp_path / "new" / "out", force=False)


def test_a_swallowed_interrupt_is_not_forgotten(tmp_path: Path) -> None:
    """Ctrl-C in a place that drops the exception: the folder is still not moved into place."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    before = stopping.listen()
    try:
        with pytest.raises(KeyboardInterrupt), whole_folder(tmp_path / "results") as folder:
            with contextlib.suppress(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
            (folder / "file").write_text("half", "utf-8")
    finally:
        stopping.restore(before)
    assert list(tmp_path.iterdir()) == []
