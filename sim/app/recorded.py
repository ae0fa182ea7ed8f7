"""A file of what was recorded: kept for one user, read in a worker, held against the simulation."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

import streamlit as st

from sim.app.drawings import Drawing, key_of
from sim.app.history_work import read_recorded
from sim.app.in_worker import TooLong
from sim.app.limits import SECONDS_AT_ONCE, UPLOAD_MEGABYTES
from sim.app.plain import plain
from sim.app.server import Server
from sim.app.session import Session
from sim.app.show import show_figure, show_problems, show_table
from sim.app.simulating import simulated
from sim.app.uploads import MEGABYTE, TABLE_ENDINGS, Upload, UploadFolder
from sim.cli.shipped import shipped_files
from sim.errors import Problem
from sim.report.history import (
    AGREES,
    TITLES,
    TOO_FEW,
    history_picture,
    history_table,
    interval_table,
    sentences,
    verdict,
)
from sim.report.reading import Reader
from sim.scenario.history import CENTER, History
from sim.studies.history import Compared, compared

KEPT, READ, OPEN = "history-file", "history-read", "history-shipped"


@dataclass(frozen=True)
class Record:
    """A file and, of an uploaded one, its folder, which goes with the session."""

    path: Path
    folder: UploadFolder | None

    @property
    def content(self) -> str:
        """Equal for equal files."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


def recorded(server: Server, session: Session) -> None:
    """The controls, the verdicts, and one figure by interval."""
    text = session.language
    st.markdown(text("history.intro"))
    record = _record(session)
    if record is None:
        return
    scenario = session.draft.scenario
    history = _read(server, session, record)
    if not isinstance(history, History):
        show_problems(session, history)
        return
    [study] = simulated(server, session, [scenario])
    reader = Reader(study)
    found = compared(study, history)
    _verdict(session, found, reader)
    show_table(session, history_table(found, history, reader))
    _one(server, session, found, reader, history, record)


def _record(session: Session) -> Record | None:
    """What was given: a file of the user's, or the one that comes with the scenario."""
    text = session.language
    shipped = _shipped(session)
    if shipped is not None:
        use = st.toggle(
            text("history.shipped"), bool(session.kept.get(OPEN, False)),
            key=f"history-shipped-{session.visit}",
        )  # fmt: skip
        session.kept[OPEN] = use
        if use:
            return Record(shipped, None)
    kept = session.kept.get(KEPT)
    uploaded = st.file_uploader(
        text("history.label"), type=[ending.removeprefix(".") for ending in TABLE_ENDINGS],
        key=f"history-{session.visit}", help=text("history.columns"),
    )  # fmt: skip
    if uploaded is not None:
        kept = _stored(session, uploaded)
    if not isinstance(kept, Record):
        return None
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.caption(text("history.file", name=plain(kept.path.name)))
    right.button(
        text("history.remove"), on_click=_removed, args=(session,), key="history-remove",
        width="stretch",
    )  # fmt: skip
    return kept


def _shipped(session: Session) -> Path | None:
    """The record beside a shipped scenario, where there is one."""
    source = session.draft.source
    if shipped_files().get(source.argument) != source.path:
        return None
    path = source.path.parent / "data" / source.path.stem / "recorded.csv"
    return path if path.is_file() else None


def _stored(session: Session, uploaded: Upload) -> Record | None:
    """Write the file to a folder of its own; None, and a word about it, if it is too large."""
    before = session.kept.get(KEPT)
    name = PurePosixPath(uploaded.name.replace("\\", "/")).name or "history.csv"
    if uploaded.size > UPLOAD_MEGABYTES * MEGABYTE:
        said = f"the file has {uploaded.size / MEGABYTE:,.0f} MB"
        show_problems(session, [Problem(name, None, "", None, said,
                                        f"at most {UPLOAD_MEGABYTES} MB")])  # fmt: skip
        return None
    content = uploaded.getvalue()
    if isinstance(before, Record) and before.path.name == name:
        if before.path.read_bytes() == content:
            return before
    folder = UploadFolder()
    path = folder.path / name
    path.write_bytes(content)
    session.kept[KEPT] = found = Record(path, folder)
    return found


def _removed(session: Session) -> None:
    session.kept.pop(KEPT, None)
    session.visit += 1  # an empty box


def _read(server: Server, session: Session, record: Record) -> History | tuple[Problem, ...]:
    """Read in a worker, for a file may be large; once as long as file and scenario are the same."""
    scenario = session.draft.scenario
    key = (record.path, scenario.content_hash, scenario.variant)
    before = session.kept.get(READ)
    if isinstance(before, tuple) and before[0] == key:
        known: History | tuple[Problem, ...] = before[1]
        return known
    try:
        waiting = server.workers.call(read_recorded, record.path, scenario, SECONDS_AT_ONCE)
        found = waiting.result(timeout=2 * SECONDS_AT_ONCE)
    except (TooLong, TookTooLong):
        said = session.language("upload.too_long", seconds=f"{SECONDS_AT_ONCE:g}")
        return (Problem(record.path.name, None, "", None, said),)
    assert isinstance(found, (History, tuple))
    session.kept[READ] = (key, found)
    return found


def _verdict(session: Session, found: Sequence[Compared], reader: Reader) -> None:
    """What does not agree, or that all does."""
    said = "\n\n".join(plain(session.language.say(one)) for one in sentences(found, reader))
    if all(verdict(one) == TOO_FEW for one in found):
        st.info(said)
    elif all(verdict(one) in (AGREES, TOO_FEW) for one in found):
        st.success(said, icon=":material/check_circle:")
    else:
        st.warning(said, icon=":material/help:")


def _one(
    server: Server,
    session: Session,
    found: Sequence[Compared],
    reader: Reader,
    history: History,
    record: Record,
) -> None:
    """One figure of one queue, interval by interval."""
    text = session.language
    first = next((one for one in found if verdict(one) not in (AGREES, TOO_FEW)), found[0])
    names = list(dict.fromkeys(one.name for one in found))
    left, right = st.columns(2)
    name = left.selectbox(
        text("history.queue"), names, names.index(first.name), key=f"history-queue-{session.visit}",
        format_func=lambda one: text("answer.all_queues") if one == CENTER else one,
    )  # fmt: skip
    metrics = [one.metric for one in found if one.name == name]
    metric = right.selectbox(
        text("history.figure"), metrics,
        metrics.index(first.metric) if first.metric in metrics else 0,
        key=f"history-metric-{session.visit}-{name}",
        format_func=lambda one: session.language.term(TITLES[one]),
    )  # fmt: skip
    chosen = next(one for one in found if (one.name, one.metric) == (name, metric))
    left, right = st.columns(2)  # the table needs half a page
    key = (*key_of(reader.study), "history", record.path.name, record.content, name, metric)
    with left:
        make = partial(history_picture, chosen, reader, history)
        show_figure(server, session, Drawing(key, make))
    with right:
        show_table(session, interval_table(chosen, reader))
