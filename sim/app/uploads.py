"""Uploaded files: a folder of the user's own, limited in number and size, gone with the session."""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Protocol

from sim.app.limits import UPLOAD_FILES, UPLOAD_MEGABYTES
from sim.errors import InputError, Problem

SCENARIO_ENDINGS = (".yaml", ".yml")
TABLE_ENDINGS = (".csv", ".txt", ".gz")
MEGABYTE = 1_000_000


class Upload(Protocol):
    """What Streamlit gives for an uploaded file."""

    name: str
    size: int

    def getvalue(self) -> bytes: ...


class UploadFolder:
    """A temporary folder that goes when the session's state does."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="ccsim-upload-"))
        self._goes = weakref.finalize(self, shutil.rmtree, self.path, True)

    def close(self) -> None:
        """Remove the folder now."""
        self._goes()


def stored(uploads: Sequence[Upload], folder: Path) -> Path:
    """Write the files to the folder; gives the path of the scenario.

    A table is written where the scenario names it: a file `data/x.csv` of the scenario is found by
    its name `x.csv`. InputError for what is not allowed; nothing is written then.
    """
    scenario, tables = _sorted(uploads)
    text = scenario.getvalue()
    words = text.decode("utf-8", errors="replace")
    for table in tables:
        for place in _places(_name(table), words):
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(table.getvalue())
    path = folder / _name(scenario)
    path.write_bytes(text)
    return path


def _sorted(uploads: Sequence[Upload]) -> tuple[Upload, list[Upload]]:
    """The one scenario, and the tables."""
    problems = []
    if len(uploads) > UPLOAD_FILES:
        problems.append(_problem("upload", f"{len(uploads)} files", f"at most {UPLOAD_FILES}"))
    size = sum(upload.size for upload in uploads)
    if size > UPLOAD_MEGABYTES * MEGABYTE:
        said = f"the files have {size / MEGABYTE:,.0f} MB together"
        problems.append(_problem("upload", said, f"at most {UPLOAD_MEGABYTES} MB"))
    for upload in uploads:
        if not _name(upload).lower().endswith((*SCENARIO_ENDINGS, *TABLE_ENDINGS)):
            allowed = ", ".join((*SCENARIO_ENDINGS, *TABLE_ENDINGS))
            problems.append(_problem(upload.name, "is no scenario and no table", allowed))
    scenarios = [one for one in uploads if _name(one).lower().endswith(SCENARIO_ENDINGS)]
    if len(scenarios) != 1:
        said = "there is no scenario" if not scenarios else "there are several scenarios"
        problems.append(
            _problem("upload", said, "one .yaml file, with its tables (.csv) beside it")
        )
    if problems:
        raise InputError(problems)
    return scenarios[0], [one for one in uploads if one is not scenarios[0]]


def _name(upload: Upload) -> str:
    """The bare name: a folder in it, of whichever system, is left out."""
    return PurePosixPath(upload.name.replace("\\", "/")).name or "upload"


def _places(name: str, scenario: str) -> list[PurePosixPath]:
    """Where a table may be looked for: at the top, and wherever the scenario names it below."""
    found = {PurePosixPath(name)}
    for match in re.finditer(rf"[^\s\"'{{}}\[\],:]*{re.escape(name)}", scenario):
        place = PurePosixPath(match.group())
        inside = not place.is_absolute() and ".." not in place.parts
        if place.name == name and inside and len(place.parts) <= 4:
            found.add(place)
    return sorted(found)


def _problem(source: str, message: str, allowed: str) -> Problem:
    return Problem(source, None, "", None, message, allowed)
