"""What can be taken home: the scenario as YAML; the report as a page, a workbook or slides."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sim.app.drawing_work import comparison_report, study_report
from sim.app.search_work import SensitivityOrder
from sim.app.server import Server
from sim.app.session import Session
from sim.cli.yaml_text import as_yaml
from sim.scenario import Scenario
from sim.studies import Study
from sim.studies.comparison import Comparison
from sim.studies.sensitivity import Sensitivity

KINDS = {
    ".html": ("text/html", ":material/description:"),
    ".xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ":material/table_view:",
    ),
    ".pptx": (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ":material/slideshow:",
    ),
}
"""Ending -> (MIME type, sign on the button)."""


def downloads(server: Server, session: Session, study: Study) -> None:
    """Buttons for the scenario and the reports, and the line that gives the same figures."""
    text = session.language
    st.subheader(text("take.title"))
    arguments = session.draft.arguments(study.replications, study.seed)
    columns = st.columns(1 + len(KINDS))
    with columns[0]:
        yaml_button(session, study.scenario)
    order = SensitivityOrder(study.scenario, study.replications, study.seed, study.engine)
    known = server.found(order)  # never waited for: only if it was asked for on page Compare
    tornado = known if isinstance(known, Sensitivity) else None
    make = partial(study_report, study, arguments, tornado)
    _report_buttons(server, session, columns[1:], make, file_stem(study.scenario))
    st.caption(text("take.command"))
    st.code(shlex.join(["ccsim", *arguments]), language=None, wrap_lines=True)


def comparison_downloads(
    server: Server,
    session: Session,
    comparison: Comparison,
    arguments: Sequence[str],
    tornado: Sensitivity | None,
) -> None:
    """Buttons for the reports of a comparison; the slides also show its baseline's tornado."""
    st.subheader(session.language("take.title"))
    make = partial(comparison_report, comparison, arguments, tornado)
    stem = f"{file_stem(comparison.base_study.scenario)}-comparison"
    _report_buttons(server, session, st.columns(1 + len(KINDS)), make, stem)


def _report_buttons(
    server: Server,
    session: Session,
    columns: list[DeltaGenerator],
    make: Callable[[str], bytes],
    stem: str,
) -> None:
    """One button a kind of file, which is made when the button is pressed."""
    for column, (ending, (mime, sign)) in zip(columns, KINDS.items(), strict=False):
        column.download_button(
            session.language(f"take{ending}"),
            partial(server.made, partial(make, ending)),
            file_name=f"{stem}{ending}",
            mime=mime,
            on_click="ignore",
            key=f"take{ending}",
            icon=sign,
            width="stretch",
        )


def yaml_button(session: Session, scenario: Scenario) -> None:
    """The scenario in full, explicit form: a scenario file again."""
    st.download_button(
        session.language("take.yaml"),
        lambda: as_yaml(scenario.resolved()).encode("utf-8"),
        file_name=f"{file_stem(scenario)}.yaml",
        mime="application/yaml",
        on_click="ignore",
        key="take-yaml",
        icon=":material/download:",
        width="stretch",
    )


def file_stem(scenario: Scenario) -> str:
    """A file name from the scenario's name and variant: letters, digits and dashes."""
    words = re.sub(r"[^\w]+", "-", f"{scenario.tree.name} {scenario.variant}").strip("-")
    return words[:60] or "scenario"
