"""`ccsim staff --report FILE`: what a staffing search found as a page, a workbook or slides."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sim.cli.report_file import MAKER, Makers

if TYPE_CHECKING:
    from sim.planning import Staffing
    from sim.studies.sensitivity import Sensitivity


def staffing_makers(
    found: Staffing, arguments: Sequence[str], sensitivity: Sensitivity | None = None
) -> Makers:
    """How to make the report, by the ending of its file; `sensitivity`: that of the plan."""

    def page() -> bytes:
        from sim.cli.yaml_text import as_yaml
        from sim.report.staffing_page import staffing_page

        facts = {
            "command": shlex.join([MAKER, *arguments]),
            "created": datetime.now().astimezone().isoformat(timespec="seconds"),
        }
        return staffing_page(found, as_yaml(found.scenario.resolved()), facts, sensitivity).encode()

    def workbook() -> bytes:
        from sim.report.staffing_excel import staffing_workbook

        return staffing_workbook(found)

    def slides() -> bytes:
        from sim.report.slides_sensitivity import shown_effects
        from sim.report.staffing_slides import staffing_slides

        return staffing_slides(found, shown_effects(sensitivity))

    return {".html": page, ".xlsx": workbook, ".pptx": slides}
