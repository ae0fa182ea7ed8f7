"""Where compiled code is kept between runs: a folder for exactly these sources and versions.

Constants and other functions get into the machine code of a function. So the folder is named by a
hash of every source that gets into them, and of the versions. They are asked for by name: importing
Numba would take longer than a small study.
"""

from __future__ import annotations

import hashlib
import os
import platform
import stat
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
SOURCES = (
    "machine/**/*.py", "engine/**/*.py", "arrivals/**/*.py", "metrics/**/*.py", "keys.py",
    "draws.py", "scenario/calendar.py",
)  # fmt: skip
"""All that compiled code or its constants come from."""
LIBRARIES = ("numba", "llvmlite", "numpy")


def fingerprint(package: Path = PACKAGE) -> str:
    """A hash of the sources and versions."""
    digest = hashlib.blake2b(digest_size=16)
    versions = [version(library) for library in LIBRARIES]
    digest.update(repr((versions, sys.version, platform.machine())).encode())
    for pattern in SOURCES:
        for path in sorted(package.glob(pattern)):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(package)} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def cache_folder() -> Path | None:
    """A folder of the user's own that can be written to; None: there is none."""
    name = fingerprint()
    for base in _bases():
        folder = base / name
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError:
            continue
        # The files hold machine code: nobody else may have put them there.
        if _is_own(base) and _is_own(folder):
            return folder
    return None


def _bases() -> Iterator[Path]:
    chosen = os.environ.get("CCSIM_CACHE_DIR")
    if chosen:
        yield Path(chosen)
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        place = os.environ.get(variable)
        if place:
            yield Path(place) / "ccsim"
    try:
        yield Path.home() / ".cache" / "ccsim"
    except RuntimeError:  # no home
        pass
    try:
        temporary = Path(tempfile.gettempdir())
    except OSError:  # nowhere to write at all
        return
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    yield temporary / f"ccsim-{user}"


def _is_own(folder: Path) -> bool:
    if not hasattr(os, "getuid"):  # Windows: folders of a user are the user's own
        return True
    found = folder.stat()
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
