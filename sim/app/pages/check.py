"""The check: what Erlang's formulas say beside the simulation, and why they differ."""

from __future__ import annotations

import streamlit as st

from sim.app.plain import plain
from sim.app.server import Server
from sim.app.session import Session
from sim.app.show import show_table, show_warnings
from sim.app.sidebar import title
from sim.app.simulating import simulated
from sim.report.definitions import definitions_table
from sim.report.erlang_check import erlang_omitted, erlang_reasons, erlang_table
from sim.report.reading import Reader


def page(server: Server, session: Session) -> None:
    """Draw the page."""
    text = session.language
    title(session, "check.title")
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
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))
    for sentence in erlang_omitted(study):
        st.caption(plain(sentence))
    show_warnings(session, study.warnings)
    with st.expander(text("check.definitions")):
        show_table(session, definitions_table(Reader(study)))
