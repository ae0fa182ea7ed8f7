"""A folder of results that is there whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.cli.stopping import stop_if_asked
from sim.errors import InputError, Problem

MANIFEST = "manifest.json"
MAKER = "ccsim"


def refuse_taken(target: Path, *, force: bool) -> None:
    """Refuse a folder that has something in it, before any time is spent on simulating.

    With `force`, a folder written by an earlier study (its manifest says so) may be replaced;
    anything else never is. Raises InputError.
    """
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise _refusal(target, "is there already and is not a folder", "name another folder")
    if not target.exists():
        _refuse_no_room(target)
        return
    if not any(target.iterdir()):
        return
    ours = _written_by_us(target)
    if force and ours:
        return
    if force:
        message = "has files in it that no study wrote; --force does not replace them"
        raise _refusal(target, message, "name another folder, or empty this one yourself")
    mend = "name another folder"
    if ours:
        mend += ", or add --force to replace what the earlier study wrote"
    raise _refusal(target, "is not empty", mend)


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A temporary folder beside `target` to write in; moved into place when all went well.

    Whatever goes wrong, Ctrl-C included, the temporary folder is removed and what stood at
    `target` still stands there.
    """
    target = target.resolve()
    beside = next(parent for parent in target.parents if parent.is_dir())
    workshop = Path(tempfile.mkdtemp(prefix=f".{MAKER}-", dir=beside))
    try:
        written = workshop / "new"
        written.mkdir()
        yield written
        stop_if_asked()
        _move_into_place(written, target, workshop / "old")
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _refuse_no_room(target: Path) -> None:
    """Refuse a folder that could not be made at the end."""
    above = next(parent for parent in target.absolute().parents if parent.exists())
    if not above.is_dir():
        raise _refusal(target, f"lies in {above}, which is not a folder", "name another folder")
    if not os.access(above, os.W_OK | os.X_OK):
        raise _refusal(
            target, f"lies in {above}, which you may not write to", "name another folder"
        )


def _move_into_place(written: Path, target: Path, old: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        os.rename(written, target)
        return
    os.rename(target, old)
    try:
        os.rename(written, target)
    except BaseException:
        os.rename(old, target)
        raise


def _written_by_us(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        files = set(manifest["files"]) | {MANIFEST}
        return manifest["made_by"] == MAKER and {p.name for p in folder.iterdir()} <= files
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _refusal(target: Path, message: str, mend: str) -> InputError:
    allowed = "a folder that is empty or not there yet"
    return InputError([Problem("--out", None, "", None, f"{target} {message}", allowed, mend)])
