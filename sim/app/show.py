"""How tables, figures, sentences and problems stand on a page. Names are never read as markup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sim.app.drawings import Drawing
from sim.app.plain import plain
from sim.app.server import Server
from sim.app.session import Session
from sim.errors import Problem
from sim.report.table import Table

WORDED = frozenset(
    {
        "figure", "by", "target met", "met", "what", "formula", "what is counted", "outside",
        "verdict", "recovery", "case", "median", "10 %", "90 %", "binding", "meets it",
        "difference to the best", "value", "target", "input", "unit",
    }
)  # fmt: skip
"""Columns whose cells are words of the tool; in the others they are names and numbers."""

TOGETHER = frozenset({"all", "all of these", "total"})
"""What stands in the place of a name in a row of sums."""

ROW_PIXELS = 35
MOST_ROWS = 50  # shown without scrolling: a day of half hours


def show_table(session: Session, table: Table | None) -> None:
    """A report's table; nothing where there is none."""
    if table is None:
        return
    term = session.language.say
    names = [term(column) or " " for column in table.columns]
    rows = [
        [
            term(cell) if name in WORDED or table.is_number(name) or cell in TOGETHER else cell
            for name, cell in zip(table.columns, row, strict=True)
        ]
        for row in table.rows
    ]
    frame = pd.DataFrame(rows, columns=names)
    config = {
        name: st.column_config.TextColumn(
            name, alignment="right" if table.is_number(column) else "left"
        )
        for name, column in zip(names, table.columns, strict=True)
    }
    st.markdown(f"**{plain(term(table.title))}**")
    height = height_of(len(rows))
    st.dataframe(frame, hide_index=True, width="stretch", height=height, column_config=config)
    say_if_it_scrolls(session, len(rows))
    if table.note:
        st.caption(plain(term(table.note)))


def height_of(rows: int) -> int:
    """Pixels of a table that shows all its rows, or as many as are shown without scrolling."""
    return ROW_PIXELS * (min(rows, MOST_ROWS) + 1) + 3


def say_if_it_scrolls(session: Session, rows: int) -> None:
    """A browser may show no scroll bar before somebody scrolls."""
    if rows > MOST_ROWS:
        st.caption(session.language("table.scrolls", rows=f"{rows:,}"))


def remembered(
    place: DeltaGenerator,
    session: Session,
    name: str,
    label: str,
    options: Sequence[str],
    said: Callable[[str], str] = str,
) -> str:
    """A choice of one, kept while other pages are looked at."""
    before = session.kept.get(name)
    index = options.index(before) if before in options else 0
    key = f"{name}-{session.visit}-{session.draft.revision}"
    chosen = place.selectbox(label, options, index, format_func=said, key=key)
    session.kept[name] = chosen
    return chosen


def show_figure(server: Server, session: Session, drawing: Drawing) -> bool:
    """A figure of a report in the reader's language; False where there is none."""
    drawn = server.drawn(session.language, drawing)
    if drawn is None:
        return False
    st.image(drawn, width="stretch")
    return True


def show_problems(session: Session, problems: Sequence[Problem]) -> None:
    """What is wrong, in the words of the command line, sign for sign."""
    folder = session.draft.source.path.parent
    said = "\n".join(str(without_folder(problem, folder)) for problem in problems)
    st.error(session.language("problems.title"), icon=":material/error:")
    st.code(said, language=None, wrap_lines=True)


def without_folder(problem: Problem, folder: Path) -> Problem:
    """The problem with bare file names: where they lie on the server is nobody's business."""

    def bare(text: str) -> str:
        return text.replace(f"{folder.as_posix()}/", "")

    return replace(
        problem,
        source=bare(problem.source),
        message=bare(problem.message),
        mend=bare(problem.mend),
    )


def show_warnings(session: Session, warnings: Sequence[str]) -> None:
    """What a reader must know before using the figures."""
    if not warnings:
        return
    say = session.language.say
    listed = "\n".join(f"- {plain(say(warning))}" for warning in warnings)
    title = session.language("warnings.title")
    with st.expander(f"{title} ({len(warnings)})", icon=":material/warning:"):
        st.markdown(listed)
