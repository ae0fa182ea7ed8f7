"""What one user's session keeps from page to page. Nobody else sees it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

import streamlit as st

from sim.app.draft import Draft, Source
from sim.app.texts import Language, language_of
from sim.app.uploads import UploadFolder
from sim.app.workers import Key
from sim.cli.shipped import shipped_files
from sim.errors import Problem

FIRST = "phone_center"
QUICK_REPLICATIONS = 20
_PLACE = "ccsim"


@dataclass
class Session:
    """The draft, how precisely it is simulated, and what was typed on other pages."""

    user: str
    language: Language
    draft: Draft
    replications: int = QUICK_REPLICATIONS
    seed: int | None = None  # None: that of the scenario
    page: str = ""
    visit: int = 0  # grows whenever a page is opened: its tables begin with what was typed before
    stopped: set[Key] = field(default_factory=set)
    searching: tuple[object, ...] | None = None  # the search that was asked for, by its key
    uploads: int = 0  # how often files were taken
    upload: UploadFolder | None = None
    upload_problems: tuple[Problem, ...] = ()
    kept: dict[str, object] = field(default_factory=dict)  # values of widgets, by their key

    def open_page(self, name: str) -> None:
        """Note which page is shown."""
        if name != self.page:
            self.page = name
            self.visit += 1

    def take(self, source: Source) -> None:
        """Work on another scenario; what was changed in the one before is gone."""
        self.draft = Draft(source, revision=self.draft.revision + 1)
        self.seed = None


def the_session() -> Session:
    """The session of whoever looks at the page; it begins with a shipped scenario."""
    found = st.session_state.get(_PLACE)
    if isinstance(found, Session):
        return found
    made = Session(uuid.uuid4().hex, language_of(st.context.locale), first_draft())
    st.session_state[_PLACE] = made
    return made


def first_draft() -> Draft:
    """The shipped scenario that everybody sees first."""
    shipped = shipped_files()
    first = FIRST if FIRST in shipped else next(iter(shipped))
    return Draft(Source(shipped[first], first))
