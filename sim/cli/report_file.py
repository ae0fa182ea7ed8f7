"""`--report FILE`: one file to send on or to present; its ending says which kind.

A command calls `refuse_report` before it simulates and `write_report` when it has its results.
"""

from __future__ import annotations

import os
import shlex
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.cli.stopping import stop_if_asked
from sim.errors import InputError, Problem

if TYPE_CHECKING:
    from sim.studies import Study
    from sim.studies.comparison import Comparison
    from sim.studies.sensitivity import Sensitivity

MAKER: Final = "ccsim"
ENDINGS: Final = (".html", ".xlsx", ".pptx")
Makers = Mapping[str, Callable[[], bytes]]
"""How to make the file, by its ending: one maker for each of `ENDINGS`."""


def refuse_report(target: Path) -> None:
    """Refuse a file that could not be written, before any time is spent. Raises InputError."""
    if target.suffix.lower() not in ENDINGS:
        ending = f"the ending {target.suffix}" if target.suffix else "no ending"
        raise _refusal(target, f"has {ending}: it says what kind of report to write",
                       "a file name that ends in .html, .xlsx or .pptx",
                       f"write {target.stem or 'report'}.html for a page, .xlsx for Excel, "
                       ".pptx for PowerPoint")  # fmt: skip
    folder = target.absolute().parent
    if target.exists() and not target.is_file():
        raise _refusal(target, "is there already and is not a file", mend="name another file")
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "is not there"
        raise _refusal(target, f"lies in {folder}, which {what}", mend="make the folder first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _refusal(target, f"lies in {folder}, which you may not write to",
                       mend="name a file in another folder")  # fmt: skip
    if target.exists() and not os.access(target, os.W_OK):
        raise _refusal(target, "is there already, and you may not write to it",
                       mend="name another file")  # fmt: skip


def write_report(target: Path, makers: Makers) -> None:
    """Make the report and put it in place of what is there: whole or not at all."""
    content = makers[target.suffix.lower()]()
    place = target.resolve()
    workshop = Path(tempfile.mkdtemp(prefix=f".{MAKER}-", dir=place.parent))
    try:
        written = workshop / "new"
        written.write_bytes(content)
        stop_if_asked()
        os.replace(written, place)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def study_makers(
    study: Study, arguments: Sequence[str], sensitivity: Sensitivity | None = None
) -> Makers:
    """The reports of one study; page and slides also show a sensitivity study of it, if there is
    one."""

    def page() -> bytes:
        return _page(study, None, arguments, sensitivity)

    def workbook() -> bytes:
        from sim.report.excel import study_workbook

        return study_workbook(study)

    def slides() -> bytes:
        from sim.report.slides import study_slides
        from sim.report.slides_sensitivity import shown_effects

        return study_slides(study, shown_effects(sensitivity))

    return {".html": page, ".xlsx": workbook, ".pptx": slides}


def comparison_makers(
    comparison: Comparison, arguments: Sequence[str], sensitivity: Sensitivity | None = None
) -> Makers:
    """The reports of a comparison; `sensitivity`: that of its baseline, for page and slides."""

    def page() -> bytes:
        return _page(comparison.base_study, comparison, arguments, sensitivity)

    def workbook() -> bytes:
        from sim.report.excel import comparison_workbook

        return comparison_workbook(comparison)

    def slides() -> bytes:
        from sim.report.slides import comparison_slides
        from sim.report.slides_sensitivity import shown_effects

        return comparison_slides(comparison, shown_effects(sensitivity))

    return {".html": page, ".xlsx": workbook, ".pptx": slides}


def _page(
    study: Study,
    comparison: Comparison | None,
    arguments: Sequence[str],
    sensitivity: Sensitivity | None,
) -> bytes:
    from sim.cli.yaml_text import as_yaml
    from sim.report.assumptions import provenance
    from sim.report.page import render

    facts = {
        "command": shlex.join([MAKER, *arguments]),
        "created": datetime.now().astimezone().isoformat(timespec="seconds"),
        **provenance(study),
    }
    yaml = as_yaml(study.scenario.resolved())
    return render(
        study, assumptions=yaml, provenance=facts, comparison=comparison, sensitivity=sensitivity
    ).encode()


def _refusal(
    target: Path, message: str, allowed: str = "a file in a folder you may write to", mend: str = ""
) -> InputError:
    return InputError([Problem("--report", None, "", None, f"{target} {message}", allowed, mend)])
