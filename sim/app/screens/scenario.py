"""The scenario: taken from the shipped ones or uploaded, and edited in tables."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import TimeoutError as TookTooLong
from typing import Any

import pandas as pd
import streamlit as st

from sim.app.downloads import yaml_button
from sim.app.draft import BASE, Draft, Source
from sim.app.in_worker import TooLong, read_scenario
from sim.app.levers import shift_sliders
from sim.app.limits import SECONDS_AT_ONCE, UPLOAD_FILES, UPLOAD_MEGABYTES
from sim.app.plain import plain
from sim.app.server import Server
from sim.app.session import Session
from sim.app.sheets import Grid, Sheet
from sim.app.show import show_problems, show_warnings, without_folder
from sim.app.sidebar import title
from sim.app.uploads import SCENARIO_ENDINGS, TABLE_ENDINGS, Upload, UploadFolder, stored
from sim.errors import InputError, Problem
from sim.scenario import Scenario

TABS = ("demand", "targets", "staff", "skills", "shift", "upload")


def page(server: Server, session: Session) -> None:
    """Draw the page."""
    text = session.language
    title(session, "scenario.title")
    draft = session.draft
    st.markdown(text("scenario.intro"))
    _verdict_place = st.container()
    tabs = dict(zip(TABS, st.tabs([text(f"scenario.{name}") for name in TABS]), strict=True))
    sheets, grids = draft.sheets, draft.grids
    with tabs["demand"]:
        _edited(session, sheets.get("demand"))
        _edited_grid(session, grids.get("volumes"))
    with tabs["targets"]:
        _edited(session, sheets.get("targets"))
    with tabs["staff"]:
        _edited(session, sheets.get("groups"))
        _edited(session, sheets.get("shifts"))
        _edited_grid(session, grids.get("heads"))
    with tabs["skills"]:
        st.caption(text("scenario.skills_help"))
        _edited(session, sheets.get("skills"))
    with tabs["shift"]:
        st.caption(text("shift.intro"))
        shift_sliders(session)
    with tabs["upload"]:
        _upload(server, session)
    with _verdict_place:
        _verdict(session, draft)


def _verdict(session: Session, draft: Draft) -> None:
    """Whether the scenario as it stands is valid; and the file to take home."""
    text = session.language
    try:
        scenario = draft.scenario
    except InputError as error:
        show_problems(session, error.problems)
        st.caption(text("scenario.kept"))
        return
    left, right = st.columns([3, 1], vertical_alignment="center")
    changes = draft.settings()
    if changes:
        left.success(text("scenario.changed", count=len(changes)), icon=":material/check:")
        with left.expander(text("scenario.changes")):
            st.code("\n".join(f"--set {change}" for change in changes), language=None)
    else:
        left.info(text("scenario.unchanged"))
    with right:
        yaml_button(session, scenario)
    show_warnings(session, scenario.warnings)


def _edited(session: Session, sheet: Sheet | None) -> None:
    """A table of text cells; what differs from the file is kept as it was typed."""
    if sheet is None:
        return
    text = session.language
    draft = session.draft
    first = text(f"sheet.{sheet.name}")
    key = f"{sheet.name}-{session.visit}-{draft.revision}"
    start = session.kept.get(key)
    if not isinstance(start, pd.DataFrame):
        session.kept[key] = start = _frame(draft, sheet)
    config: dict[str, Any] = {"_index": st.column_config.TextColumn(first)}
    for column in sheet.columns:
        label = column if sheet.name == "skills" else text(f"column.{column}")
        hint = None if sheet.name == "skills" else text(f"column.{column}.help")
        currency = draft.base.tree.currency
        if (sheet.name, column) == ("staff", "hour") and currency:
            label = f"{label} ({plain(currency)})"
        config[column] = st.column_config.TextColumn(label, help=hint)
    after = st.data_editor(start, key=key, width="stretch", num_rows="fixed", column_config=config)
    typed_cells = after.fillna("").astype(str)
    for (row, column), cell in sheet.cells.items():
        typed = str(typed_cells.at[row, column])
        place = (sheet.name, row, column)
        if typed.strip() == cell.text:
            draft.typed.pop(place, None)
        else:
            draft.typed[place] = typed


def _frame(draft: Draft, sheet: Sheet) -> pd.DataFrame:
    """The table with what was typed before."""
    shown = {
        column: [
            draft.typed.get((sheet.name, row, column), cell.text) if cell else ""
            for row in sheet.rows
            for cell in [sheet.cells.get((row, column))]
        ]
        for column in sheet.columns
    }
    return pd.DataFrame(shown, index=pd.Index(sheet.rows, dtype=object), dtype=object)


def _edited_grid(session: Session, grid: Grid | None) -> None:
    """Numbers by interval, a column for each queue or group."""
    if grid is None:
        return
    text = session.language
    draft = session.draft
    st.markdown(f"**{text(f'grid.{grid.name}')}**")
    key = f"grid-{grid.name}-{session.visit}-{draft.revision}"
    start = session.kept.get(key)
    if not isinstance(start, pd.DataFrame):
        columns = {
            name: list(draft.numbers.get((grid.name, name), numbers))
            for name, numbers in grid.columns.items()
        }
        index = pd.Index(grid.starts, dtype=object)
        session.kept[key] = start = pd.DataFrame(columns, index=index, dtype=float)
    config: dict[str, Any] = {"_index": st.column_config.TextColumn(text("grid.interval"))}
    for name in grid.columns:
        kind = grid.paths[name].rpartition(".")[2]
        label = text(f"grid.{kind}", name=name) if grid.name == "heads" else name
        config[name] = st.column_config.NumberColumn(label, min_value=0.0, required=True)
    after = st.data_editor(
        start, key=key, width="stretch", num_rows="fixed", column_config=config, height=320
    )
    for name, numbers in grid.columns.items():
        typed = tuple(0.0 if pd.isna(value) else float(value) for value in after[name])
        if typed == numbers:
            draft.numbers.pop((grid.name, name), None)
        else:
            draft.numbers[grid.name, name] = typed


def _upload(server: Server, session: Session) -> None:
    """A scenario file of one's own, with the tables it names."""
    text = session.language
    st.caption(text("upload.intro", files=UPLOAD_FILES, size=UPLOAD_MEGABYTES))
    endings = [ending.removeprefix(".") for ending in (*SCENARIO_ENDINGS, *TABLE_ENDINGS)]
    uploads = st.file_uploader(
        text("upload.label"),
        type=endings,
        accept_multiple_files=True,
        key=f"upload-{session.visit}-{session.uploads}",
    )
    if st.button(text("upload.take"), disabled=not uploads, key="upload-take", type="primary"):
        session.upload_problems = _taken(server, session, uploads)
        session.uploads += 1  # an empty box: the mended file comes without the bad one
        st.rerun()
    if session.upload_problems:
        show_problems(session, session.upload_problems)


def _taken(server: Server, session: Session, uploads: Sequence[Upload]) -> tuple[Problem, ...]:
    """Work on the uploaded scenario; what is wrong with it, if anything."""
    folder = UploadFolder()
    try:
        path = stored(uploads, folder.path)
    except InputError as error:
        folder.close()
        return error.problems
    try:
        waiting = server.workers.call(read_scenario, path, SECONDS_AT_ONCE)
        found = waiting.result(timeout=2 * SECONDS_AT_ONCE)
    except (TooLong, TookTooLong):
        folder.close()
        said = session.language("upload.too_long", seconds=f"{SECONDS_AT_ONCE:g}")
        return (Problem(path.name, None, "", None, said),)
    if not isinstance(found, Scenario):
        folder.close()
        assert isinstance(found, tuple)
        return tuple(without_folder(problem, folder.path) for problem in found)
    before, session.upload = session.upload, folder
    if before is not None:
        before.close()
    session.take(Source(path, path.name))
    session.draft.variant = BASE
    return ()
