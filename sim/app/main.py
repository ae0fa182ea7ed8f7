"""The whole app: navigation, the sidebar, and the page that is open."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Final

import streamlit as st

from sim.app.screens import (
    answer,
    channel_shift,
    check,
    compare,
    erlang,
    incident,
    scenario,
    staffing,
)
from sim.app.server import Server, process_server
from sim.app.session import Session, the_session
from sim.app.show import show_problems
from sim.app.sidebar import sidebar
from sim.errors import InputError

Page = Callable[[Server, Session], None]

PAGES: Final[Mapping[str, tuple[Page, str]]] = MappingProxyType(
    {
        "answer": (answer.page, ":material/fact_check:"),
        "scenario": (scenario.page, ":material/tune:"),
        "compare": (compare.page, ":material/compare_arrows:"),
        "channel_shift": (channel_shift.page, ":material/alt_route:"),
        "staffing": (staffing.page, ":material/groups:"),
        "incident": (incident.page, ":material/crisis_alert:"),
        "erlang": (erlang.page, ":material/calculate:"),
        "check": (check.page, ":material/rule:"),
    }
)
"""Name of the page (also in its address) -> what draws it, and its sign in the navigation."""


EDITING: Final = "scenario"

_making = threading.Lock()  # readers come at once; there is one server

# Drawn here: signs that Streamlit knows by name would be fetched from outside.
ICON: Final = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="6" fill="#0072B2"/>
<path d="M7 25V17M13 25V9M19 25V13M25 25V7" stroke="#fff" stroke-width="4"/></svg>"""

# A constant of ours: Streamlit's own margins leave too little of a projector's screen.
MARGINS: Final = """<style>
[data-testid="stMainBlockContainer"] { padding: 2.2rem 2.5rem 3rem; max-width: 1500px; }
[data-testid="stSidebarHeader"] { height: 1.2rem; margin: 0; }
[data-testid="stMainBlockContainer"] h2 { padding: 0; font-size: 1.7rem; }
[data-testid="stMainBlockContainer"] h3 { font-size: 1.2rem; }
</style>"""


def run() -> None:
    """Draw the app for whoever looks at it, with the worker processes of this server."""
    st.set_page_config(page_title="ccsim", page_icon=ICON, layout="wide")
    draw(shared_server())


def shared_server() -> Server:
    """One set of worker processes for all users."""
    with _making:
        return _only_server()


@lru_cache(maxsize=1)
def _only_server() -> Server:
    made = process_server()
    leave_to_stay()
    return made


def leave_to_stay() -> None:
    """What is in memory by now stays there: it is not looked through for garbage any more.

    Streamlit has all objects of the process looked through after every script and every look of a
    fragment; with the libraries that are loaded here that takes a tenth of a second of all users.
    """
    gc.collect()
    gc.freeze()


def draw(server: Server) -> None:
    """Navigation, sidebar and the open page, with whatever simulates for them."""
    st.html(MARGINS)
    session = the_session()
    pages = [
        st.Page(
            partial(show_page, name, server, session),
            title=session.language(f"nav.{name}"),
            icon=icon,
            url_path=name.replace("_", "-"),
            default=name == "answer",
        )
        for name, (_, icon) in PAGES.items()
    ]
    st.navigation(pages).run()


def show_page(name: str, server: Server, session: Session) -> None:
    """One page with its sidebar. What is wrong with the scenario is said, not raised."""
    session.open_page(name)
    if name != EDITING:
        with st.sidebar:
            sidebar(session)
    page, _ = PAGES[name]
    try:
        page(server, session)
    except InputError as error:
        show_problems(session, error.problems)
        if name != EDITING:
            st.info(session.language("problems.where"))
    if name == EDITING:  # its tables come first, for the sidebar counts what was changed in them
        with st.sidebar:
            sidebar(session)
