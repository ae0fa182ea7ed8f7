"""The check: the simulation beside Erlang's formulas, and beside what was recorded."""

from __future__ import annotations

import streamlit as st

from sim.app.plain import plain
from sim.app.recorded import recorded
from sim.app.server import Server
from sim.app.session import Session
from sim.app.show import show_table, show_warnings
from sim.app.sidebar import title
from sim.app.simulating import simulated
from sim.report.definitions import definitions_table
from sim.report.erlang_check import erlang_omitted, erlang_reasons, erlang_table
from sim.report.reading import Reader

ERLANG, RECORDED = "erlang", "recorded"
KINDS = (ERLANG, RECORDED)


def page(server: Server, session: Session) -> None:
    """Draw the page."""
    text = session.language
    title(session, "check.title")
    before = session.kept.get("check-kind", ERLANG)
    kind = st.segmented_control(
        text("check.kind"), KINDS, default=before if before in KINDS else ERLANG,
        format_func=lambda one: text(f"check.{one}"), key=f"check-kind-{session.visit}",
        label_visibility="collapsed",
    )  # fmt: skip
    session.kept["check-kind"] = kind or ERLANG
    if kind == RECORDED:
        recorded(server, session)
    else:
        _erlang(server, session)


def _erlang(server: Server, session: Session) -> None:
    """What the formulas say of the same queues, and why it differs."""
    text = session.language
    st.markdown(text("check.intro"))
    [study] = simulated(server, session, [session.draft.scenario])
    table = erlang_table(study)
    if table is None:
        st.info(text("check.nothing"))
    show_table(session, table)
    reasons = erlang_reasons(study)
    if reasons:
        st.subheader(text("check.reasons"))
    for queue, sentences in reasons:
        st.markdown(f"**{plain(queue)}**")
        st.markdown(
            "\n".join(f"- {plain(session.language.say(sentence))}" for sentence in sentences)
        )
    for sentence in erlang_omitted(study):
        st.caption(plain(session.language.say(sentence)))
    show_warnings(session, study.warnings)
    with st.expander(text("check.definitions")):
        show_table(session, definitions_table(Reader(study)))
