"""Searching from a page: begun by a button, with progress and a stop button, known ones at once."""

from __future__ import annotations

import time

import streamlit as st

from sim.app.limits import MOST_SEARCH_SECONDS
from sim.app.plain import plain
from sim.app.search_work import Found, SearchOrder
from sim.app.searches import Search
from sim.app.server import Server
from sim.app.session import Session
from sim.app.show import show_problems
from sim.app.simulating import refuse_too_large

TICK = 0.2  # seconds between two looks


def found_or_asked(
    server: Server, session: Session, order: SearchOrder, label: str
) -> Found | None:
    """What the search finds, if it was asked for; None before, and after a stop or a refusal."""
    found = server.found(order)
    if found is not None:
        return found
    begin, place = st.empty(), st.empty()
    asked = session.searching == order.key

    def button(key: str, *, disabled: bool) -> None:
        begin.button(
            label, on_click=_ask, args=(session, order), type="primary", icon=":material/search:",
            key=f"{key}-{order.key[0]}", disabled=disabled,
        )  # fmt: skip

    # It stays while the search goes on: what a page has left out is shown until its script ends.
    button("search", disabled=asked)
    if not asked:
        return None
    refuse_too_large(session, order.scenario, order.replications)
    with place.container():
        search = _waited_for(server, session, order)
    begin.empty()
    place.empty()
    found = _outcome(server, session, search)
    if found is None:
        button("search-again", disabled=False)
    return found


def _ask(session: Session, order: SearchOrder) -> None:
    session.searching = order.key


def _waited_for(server: Server, session: Session, order: SearchOrder) -> Search:
    text = session.language

    def stop() -> None:
        session.searching = None
        server.searches.stop(order, session.user)

    line, button = st.columns([5, 1], vertical_alignment="center")
    said = line.empty()
    button.button(text("run.stop"), on_click=stop, key="stop-search", width="stretch")
    search = server.searches.look(order, session.user)
    while not search.future.done():
        trials, doing = search.told
        if search.state == "waiting":
            said.info(text("search.waiting"), icon=":material/hourglass_empty:")
        else:
            words = (
                text("search.trials", trials=trials)
                if not doing
                else text(
                    "search.progress", trials=trials, doing=plain(session.language.say(doing))
                )
            )
            said.info(words, icon=":material/search:")
        time.sleep(TICK)
        server.searches.again(search)
    return search


def _outcome(server: Server, session: Session, search: Search) -> Found | None:
    text = session.language
    session.searching = None
    server.searches.forget(search.order)
    match search.state:
        case "done" | "refused":
            found = search.future.result()
            if not isinstance(found, tuple):
                server.keep(search.order, found)
                return found
            show_problems(session, found)
        case "too_long":
            st.error(text("run.too_long", seconds=f"{MOST_SEARCH_SECONDS:g}"))
        case "failed":
            error = search.future.exception()
            st.error(text("run.failed", complaint=plain(f"{type(error).__name__}: {error}")))
        case _:
            st.info(text("search.stopped"))
    return None
