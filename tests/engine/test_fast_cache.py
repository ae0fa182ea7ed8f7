"""Where compiled code is kept: never a stale answer, and it runs with nowhere to write."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.machine import folder, kept
from sim.machine.folder import cache_folder, fingerprint

PACKAGE = Path(folder.__file__).parents[1]


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
        ("machine/compiling.py", '"error_model": "numpy"', '"error_model": "python"'),
        ("metrics/deferred.py", "or over[row] <= came", "or over[row] < came"),
        ("arrivals/sheet.py", "if height >= highest", "if height > highest"),
        ("scenario/calendar.py", "\nDAY = ", "\nDAY = 1 + "),
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


UNITS = [kept.Unit("a.first", "first", b"\x01\n\x02"), kept.Unit("a.second", "second", b"\x03")]


def test_code_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "x.code"
    kept.write(file, UNITS[:1])
    kept.write(file, UNITS)
    assert kept.read(file) == UNITS
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("place", [0, kept.DIGEST - 1, kept.DIGEST, -1])
def test_a_damaged_file_is_not_read(tmp_path: Path, place: int) -> None:
    """One bit is wrong, or the file ends too early: anywhere."""
    file = tmp_path / "x.code"
    kept.write(file, UNITS)
    content = bytearray(file.read_bytes())
    file.write_bytes(content[:place])
    assert kept.read(file) is None
    content[place] ^= 1
    file.write_bytes(content)
    assert kept.read(file) is None


def test_a_file_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    """No folder to write to; something in the way of the file, and nothing else is left behind."""
    kept.write(tmp_path / "none" / "x.code", UNITS)
    assert kept.read(tmp_path / "none" / "x.code") is None
    in_the_way = tmp_path / "x.code"
    in_the_way.mkdir()
    kept.write(in_the_way, UNITS)
    assert kept.read(in_the_way) is None
    assert list(tmp_path.iterdir()) == [in_the_way]


def test_another_processor_has_another_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {kept.file_in(tmp_path)}
    monkeypatch.setenv("NUMBA_CPU_NAME", "generic")
    files.add(kept.file_in(tmp_path))
    monkeypatch.delenv("NUMBA_CPU_NAME")
    monkeypatch.setattr("llvmlite.binding.get_host_cpu_name", lambda: "another")
    files.add(kept.file_in(tmp_path))
    monkeypatch.setattr("llvmlite.binding.get_host_cpu_features", lambda: {"sse2": False})
    files.add(kept.file_in(tmp_path))
    assert len(files) == 4


PROGRAM = """
import os
import sys
import tempfile
# Without this, a TMPDIR that cannot be written to is passed over for /tmp.
tempfile.tempdir = os.environ.get("TMPDIR")
import sim
from sim.draws import draw
from sim.engine.engines import engine_named, prepare
from sim.metrics.tally import tally
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
busy = tally(log, model).whole.agents["busy_s"].sum()
print(sim.__file__, len(log), int(log.ended.sum()), busy)
if "numba" in sys.modules:
    print("compiled", file=sys.stderr)
"""

SAID = "Compiling the engine (once for each version; some seconds) ...\ncompiled\n"


def start_program(package: Path, cache: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-B", "-c", PROGRAM],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=package.parent,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(package.parent),
            "CCSIM_CACHE_DIR": str(cache),
            **environment,
        },
    )


def outcome_of(program: subprocess.Popen[str]) -> tuple[str, str]:
    """(what it printed, what it said on stderr)"""
    printed, said = program.communicate()
    assert program.returncode == 0, said
    return printed, said


def run_program(package: Path, cache: Path, **environment: str) -> tuple[str, str]:
    printed, said = outcome_of(start_program(package, cache, **environment))
    assert str(package) in printed
    return printed, said


@pytest.mark.slow
def test_an_edit_is_never_answered_from_the_cache(copied: Path, tmp_path: Path) -> None:
    """Compiled once and found again, without Numba; after an edit of a callee in another file,
    compiled anew.
    """
    cache = tmp_path / "cache"
    first, said = run_program(copied, cache)
    assert said == SAID
    again, silent = run_program(copied, cache)
    assert (again, silent) == (first, "")
    edit(copied / "engine/fast/work.py", "done += (contact.left", "done += (2 * contact.left")
    edited, said = run_program(copied, cache)
    assert said == SAID
    assert edited.split()[2] != first.split()[2]
    edit(copied / "metrics/handling.py", "ticks = min(then,", "ticks = 2 * min(then,")
    twice, said = run_program(copied, cache)
    assert said == SAID
    assert twice.split()[:3] == edited.split()[:3]
    assert twice.split()[3] != edited.split()[3]


@pytest.mark.slow
def test_two_at_once_find_a_damaged_file(copied: Path, tmp_path: Path) -> None:
    """Both compile, neither is in the way of the other, and the file is whole again."""
    cache = tmp_path / "cache"
    first = run_program(copied, cache)
    [file] = cache.glob("*/*")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    both = [start_program(copied, cache) for _ in range(2)]
    assert [outcome_of(program) for program in both] == [first, first]
    assert run_program(copied, cache) == (first[0], "")
    assert list(cache.glob("*/*")) == [file]


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
    assert said == SAID
    assert int(printed.split()[1]) > 30
    assert sorted(path.name for path in copied.rglob("*")) == names
