"""Simulating from a page: results known already at once, others with progress and a stop button."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import streamlit as st

from sim.app.limits import (
    MOST_AT_ONCE,
    MOST_CONTACTS,
    MOST_FIGURES,
    MOST_INTERVALS,
    MOST_SECONDS,
)
from sim.app.plain import plain
from sim.app.server import Server, default_engine, model_of
from sim.app.session import Session
from sim.app.workers import Order, Progress
from sim.errors import InputError, Problem
from sim.scenario import Scenario
from sim.studies import Study


def order_of(session: Session, scenario: Scenario) -> Order:
    """This scenario as precisely as the session asks."""
    seed = scenario.tree.run.seed if session.seed is None else session.seed
    return Order(scenario, session.replications, seed, default_engine())


def simulated(server: Server, session: Session, scenarios: Sequence[Scenario]) -> list[Study]:
    """The studies of these scenarios, with the same seed for all: that of the first.

    The page waits here and stops here: after a stop or a failure nothing below is drawn.
    """
    seed = order_of(session, scenarios[0]).seed
    orders = [
        Order(scenario, session.replications, seed, default_engine()) for scenario in scenarios
    ]
    studies = []
    place = st.empty()
    for number, order in enumerate(orders):
        found = server.known(order)
        if found is None:
            refuse_too_large(session, order.scenario, order.replications)
            with place.container():
                progress = _waited_for(server, session, order, f"{number + 1} / {len(orders)}")
            found = server.finished(progress)
        studies.append(found)
    place.empty()
    return studies


def refuse_too_large(session: Session, scenario: Scenario, replications: int) -> None:
    """A server that others share does not begin what it could not end. Raises InputError."""
    _refuse_too_fine(scenario)  # first: the model of such a scenario is large already
    of_one = float(model_of(scenario).judging.expected.sum())
    text = session.language
    for expected, most in (
        (of_one * replications, MOST_CONTACTS),
        (of_one, MOST_AT_ONCE),
    ):
        if expected > most:
            st.error(text("run.too_large", expected=f"{expected:,.0f}", most=f"{most:,}"))
            st.stop()


def _refuse_too_fine(scenario: Scenario) -> None:
    """What comes back by interval is kept and drawn by the server itself, not by a worker."""
    tree = scenario.tree
    intervals = ceil(tree.period.length / tree.period.interval)
    figures = intervals * (len(tree.queues) + len(tree.agents))
    for found, most, what in (
        (intervals, MOST_INTERVALS, "intervals"),
        (figures, MOST_FIGURES, "intervals x (queues + groups)"),
    ):
        if found > most:
            said = f"there would be {found:,} {what}, too many for a page"
            mend = "a longer interval or a shorter period; `ccsim run` takes more"
            allowed = f"at most {most:,}"
            raise InputError([Problem("the app", None, "period", None, said, allowed, mend)])


def _waited_for(server: Server, session: Session, order: Order, which: str) -> Progress:
    text = session.language
    if order.key in session.stopped:
        st.info(text("run.stopped"))
        st.button(text("run.again"), on_click=session.stopped.discard, args=(order.key,))
        st.stop()

    def stop() -> None:
        session.stopped.add(order.key)
        server.workers.stop(order, session.user)

    bar, button = st.columns([5, 1], vertical_alignment="center")
    bar = bar.progress(0.0)
    button.button(text("run.stop"), on_click=stop, key=f"stop-{which}", width="stretch")
    progress = server.workers.look(order, session.user)
    while progress.state == "running":
        done = len(progress.tallies)
        said = text("run.progress", done=done, all=order.replications, which=which)
        bar.progress(progress.share, text=said)
        progress.wait()
        server.workers.again(progress, session.user)
    if progress.state == "done":
        return progress
    if progress.state == "too_long":
        st.error(text("run.too_long", seconds=f"{MOST_SECONDS:g}"))
    elif progress.state == "failed":
        st.error(text("run.failed", complaint=plain(progress.complaint)))
    else:
        st.info(text("run.stopped"))
    session.stopped.add(order.key)
    st.button(text("run.again"), on_click=session.stopped.discard, args=(order.key,))
    st.stop()
