"""Where compiled code is kept: never a stale answer, and it runs with nowhere to write."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.engine.fast import folder
from sim.engine.fast.folder import cache_folder, fingerprint

PACKAGE = Path(folder.__file__).parents[2]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the package, to be edited."""
    copy = tmp_path / "copy" / "sim"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "shipped"))
    return copy


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{path}: {old!r}"
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("engine/events.py", "DONE = 2", "DONE = 3"),
        ("engine/fast/layout.py", "RANK_SHIFT = 48", "RANK_SHIFT = 47"),
        ("engine/fast/lines.py", "row < other", "row > other"),
        ("keys.py", "0x9E3779B97F4A7C15", "0x9E3779B97F4A7C17"),
        ("draws.py", '"handle"', '"handling"'),
    ],
)
def test_every_source_of_machine_code_names_the_folder(
    copied: Path, file: str, old: str, new: str
) -> None:
    """A constant or a callee edited in another file: another folder, so nothing stale is found."""
    before = fingerprint(copied)
    assert before == fingerprint(PACKAGE)
    edit(copied / file, old, new)
    assert fingerprint(copied) != before


def test_the_folder_is_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CCSIM_CACHE_DIR", raising=False)
    found = cache_folder()
    assert found == tmp_path / "cache" / "ccsim" / fingerprint()
    assert found.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("CCSIM_CACHE_DIR", str(tmp_path / "chosen"))
    assert cache_folder() == tmp_path / "chosen" / fingerprint()


def test_a_folder_that_others_may_write_to_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_to_all = tmp_path / "shared" / fingerprint()
    open_to_all.mkdir(parents=True)
    open_to_all.chmod(0o777)
    monkeypatch.setenv("CCSIM_CACHE_DIR", str(tmp_path / "shared"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert cache_folder() == tmp_path / "cache" / "ccsim" / fingerprint()


def test_without_a_home_a_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("CCSIM_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)

    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", no_home)
    monkeypatch.setattr(folder.tempfile, "gettempdir", lambda: str(tmp_path))
    found = cache_folder()
    assert found is not None
    assert found.parent.parent == tmp_path


def test_nowhere_to_write_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder")
    for variable in ("CCSIM_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(blocked))
    monkeypatch.setattr(Path, "home", lambda: blocked)

    def nowhere() -> str:
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr(folder.tempfile, "gettempdir", nowhere)
    assert cache_folder() is None


PROGRAM = """
import sys
import sim
from sim.draws import draw
from sim.engine.engines import engine_named, prepare
model = sim.compile_model(sim.loads('''
name: Two queues
period: {start: 2026-03-02 08:00, length: 1h, interval: 30min}
queues:
  a: {channel: voice, arrivals: {rate: 60/h}, handle_time: {mean: 60s}, patience: {mean: 60s}}
agents:
  g: {seated: 1, skills: {a: 1}}
'''))
prepare("fast", lambda line: print(line, file=sys.stderr))
log = engine_named("fast")(model, draw(model, 1, 0))
print(sim.__file__, len(log), int(log.ended.sum()))
"""


def run_program(package: Path, cache: Path, **environment: str) -> tuple[str, str]:
    """(what it printed, what it said on stderr)"""
    outcome = subprocess.run(
        [sys.executable, "-B", "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        cwd=package.parent,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(package.parent),
            "CCSIM_CACHE_DIR": str(cache),
            **environment,
        },
    )
    assert str(package) in outcome.stdout
    return outcome.stdout, outcome.stderr


@pytest.mark.slow
def test_an_edit_is_never_answered_from_the_cache(copied: Path, tmp_path: Path) -> None:
    """Compiled once and found again; after an edit of a callee in another file, compiled anew."""
    cache = tmp_path / "cache"
    first, said = run_program(copied, cache)
    assert said == "Compiling the engine (once for each version; some seconds) ...\n"
    again, silent = run_program(copied, cache)
    assert (again, silent) == (first, "")
    edit(copied / "engine/fast/work.py", "done += (contact.left", "done += (2 * contact.left")
    edited, said = run_program(copied, cache)
    assert said.startswith("Compiling")
    assert edited != first


@pytest.mark.slow
def test_it_runs_from_a_folder_it_cannot_write_to_without_a_home(
    copied: Path, tmp_path: Path
) -> None:
    """Every place for a cache is a file: compiled all the same, and nothing is left behind."""
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder")
    for path in [*copied.rglob("*"), copied]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    names = sorted(path.name for path in copied.rglob("*"))
    try:
        printed, said = run_program(
            copied, blocked, HOME=str(blocked), XDG_CACHE_HOME=str(blocked), TMPDIR=str(blocked)
        )
    finally:
        for path in [copied, *copied.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert said.startswith("Compiling")
    assert int(printed.split()[1]) > 30
    assert sorted(path.name for path in copied.rglob("*")) == names
