"""The scenarios that come with the tool, in a checkout as in an installed wheel."""

from __future__ import annotations

import difflib
from pathlib import Path

from sim.errors import InputError, Problem

PACKAGE = Path(__file__).resolve().parent.parent

# A wheel carries the folder inside the package (pyproject.toml, force-include); a checkout has it
# beside the package.
FOLDERS = (PACKAGE / "shipped", PACKAGE.parent / "scenarios")


def shipped_files() -> dict[str, Path]:
    """Name (without `.yaml`) -> file of every shipped scenario, by name."""
    for folder in FOLDERS:
        files = sorted(folder.glob("*.yaml"))
        if files:
            return {file.stem: file for file in files}
    return {}


def find_scenario(text: str) -> Path:
    """The file that FILE means: a path, or else the name of a shipped scenario.

    Raises InputError when it is neither, with the nearest shipped name.
    """
    path = Path(text)
    if path.exists():
        return path
    shipped = shipped_files()
    name = text.removesuffix(".yaml")
    if name in shipped:
        return shipped[name]
    near = difflib.get_close_matches(path.stem, shipped, n=1)
    mend = f"did you mean {near[0]}?" if near else "`ccsim scenarios` lists the shipped ones"
    raise InputError(
        [
            Problem(
                source=text,
                line=None,
                path="",
                value=None,
                message="there is no such file, and no shipped scenario of this name",
                allowed="a scenario file, or one of: " + ", ".join(shipped),
                mend=mend,
            )
        ]
    )
