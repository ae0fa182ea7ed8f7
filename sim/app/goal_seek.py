"""Goal-seek on the page Staffing: one input is moved until a figure meets a goal."""

from __future__ import annotations

import shlex

import streamlit as st

from sim.app.draft import Draft
from sim.app.plain import plain
from sim.app.search_work import SeekOrder
from sim.app.searching import found_or_asked
from sim.app.server import Server, default_engine
from sim.app.session import Session
from sim.app.show import show_table
from sim.planning import SeekResult
from sim.report.seek import seek_sentence, seek_table

AT_LEAST, AT_MOST = ">=", "<="
FIGURES = {"service_level": AT_LEAST, "abandon_rate": AT_MOST, "asa_s": AT_MOST}
"""What can be asked for of a queue, and in which direction it is good."""

USUAL = {"service_level": "80%", "abandon_rate": "5%", "asa_s": "30s"}


def goal_seek(server: Server, session: Session) -> None:
    """The controls, the search and what it found."""
    text = session.language
    st.markdown(text("seek.intro"))
    draft = session.draft
    scenario = draft.scenario
    inputs = _inputs(session, draft)
    queues = list(draft.base.tree.queues)
    if not inputs or not queues:
        st.info(text("seek.nothing"))
        return
    mark = f"{session.visit}-{draft.revision}"
    left, right = st.columns(2)
    paths = list(inputs)
    path = left.selectbox(
        text("seek.vary"), paths, _place(session, "path", paths),
        format_func=lambda one: inputs[one], key=f"seek-path-{mark}",
    )  # fmt: skip
    span = right.text_input(
        text("seek.range"), str(session.kept.get(f"seek-range-{path}", "")),
        key=f"seek-range-{path}-{mark}", help=text("seek.range_help"), placeholder="4..20:1",
    ).strip()  # fmt: skip
    first, second, third = st.columns(3)
    queue = first.selectbox(
        text("seek.queue"), queues, _place(session, "queue", queues), key=f"seek-queue-{mark}"
    )
    names = list(FIGURES)
    figure = second.selectbox(
        text("seek.figure"), names, _place(session, "figure", names),
        format_func=lambda one: text(f"seek.{one}"), key=f"seek-figure-{mark}",
    )  # fmt: skip
    goal = third.text_input(
        text("seek.at_least" if FIGURES[figure] == AT_LEAST else "seek.at_most"),
        str(session.kept.get(f"seek-goal-{figure}", USUAL[figure])),
        key=f"seek-goal-{figure}-{mark}",
    ).strip()  # fmt: skip
    session.kept |= {
        "seek-path": path, f"seek-range-{path}": span, "seek-queue": queue,
        "seek-figure": figure, f"seek-goal-{figure}": goal,
    }  # fmt: skip
    seed = scenario.tree.run.seed if session.seed is None else session.seed
    vary = f"{path}={span}" if span else path
    until = f"queues.{queue}.{figure}{FIGURES[figure]}{goal}"
    order = SeekOrder(scenario, session.replications, seed, default_engine(), vary, until)
    words = ["ccsim", "seek", *draft.arguments(order.replications, seed)[1:]]
    st.code(shlex.join([*words, "--vary", vary, "--until", until]), language=None, wrap_lines=True)
    found = found_or_asked(server, session, order, text("seek.begin"))
    if isinstance(found, SeekResult):
        said = plain(session.language.say(seek_sentence(found)))
        if found.answer is None:
            st.warning(said, icon=":material/help:")
        else:
            st.success(said, icon=":material/check_circle:")
        show_table(session, seek_table(found))
        for note in found.notes:
            st.caption(plain(session.language.say(note)))


def _inputs(session: Session, draft: Draft) -> dict[str, str]:
    """What can be moved: one number each, by its path."""
    text = session.language
    found = {}
    for lever in draft.levers():
        if len(lever.heads) == 1:
            found[lever.path] = text("seek.agents", name=lever.name)
    for name, queue in draft.base.tree.queues.items():
        if queue.arrivals is not None and queue.arrivals.trace is None:
            found[f"queues.{name}.arrivals.scale"] = text("seek.volume", name=name)
    for name, event in draft.base.tree.events.items():
        if event.extra is not None:
            found[f"events.{name}.extra"] = text("seek.extra", name=name)
    return found


def _place(session: Session, name: str, allowed: list[str]) -> int:
    before = session.kept.get(f"seek-{name}")
    return allowed.index(before) if before in allowed else 0
