"""Channel shift: who goes where, what share of demand earlier contacts cause, and what it costs."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sim.app.draft import Source
from sim.app.drawings import Drawing, key_of
from sim.app.levers import shift_sliders
from sim.app.plain import plain
from sim.app.server import Server
from sim.app.session import Session
from sim.app.show import show_figure, show_table
from sim.app.sidebar import title
from sim.app.simulating import simulated
from sim.cli.shipped import shipped_files
from sim.report.demand import demand_by_origin
from sim.report.flow_picture import flow_picture
from sim.report.follow_up_cost import follow_up_cost_table
from sim.report.journeys import flows_table, journeys_table, outbound_table, self_service_table
from sim.report.reading import Reader

MOST_QUEUES = 8
EXAMPLE = "app_with_proactive_calls"
"""A shipped scenario in which contacts cause others."""


def page(server: Server, session: Session) -> None:
    """Draw the page."""
    text = session.language
    title(session, "channel_shift.title")
    with st.container(border=True):
        st.caption(text("shift.intro"))
        shift_sliders(session)
    [study] = simulated(server, session, [session.draft.scenario])
    reader = Reader(study)
    key = key_of(study)
    st.caption(text("run.source", days=study.replications, seed=study.seed, engine=study.engine))
    queues = study.model.labels.queues[:MOST_QUEUES]
    flow = Drawing((*key, "flows"), partial(flow_picture, reader))
    demand = Drawing((*key, "demand"), partial(demand_by_origin, reader, queues))
    server.begin_drawing(session.language, [flow, demand])
    left, right = st.columns(2)
    with left:
        flows = show_figure(server, session, flow)
    with right:
        show_figure(server, session, demand)
    if not flows:
        _nothing(session)
    for table in (
        flows_table(reader),
        self_service_table(reader),
        follow_up_cost_table(reader),
        journeys_table(reader),
        outbound_table(reader),
    ):
        show_table(session, table)


def _nothing(session: Session) -> None:
    """Why there is nothing to see, and where there is."""
    text = session.language
    st.info(text("channel_shift.nothing"))
    example = shipped_files().get(EXAMPLE)
    if example is not None:
        st.button(
            text("channel_shift.example", name=plain(EXAMPLE)), on_click=session.take,
            args=(Source(example, EXAMPLE),), key="flows-example", icon=":material/open_in_new:",
            help=text("channel_shift.example_help"),
        )  # fmt: skip
