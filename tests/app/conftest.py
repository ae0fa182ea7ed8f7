"""The app without a browser: pages run in this process, simulations in its threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sim.app.draft import Draft, Source
from sim.app.searches import Searches
from sim.app.server import Server
from sim.app.session import Session
from sim.app.texts import LANGUAGES
from sim.app.workers import Workers
from tests.cli.conftest import DESK

SESSION = "ccsim"
Open = Callable[..., AppTest]


def page_script(server: object, name: str) -> None:
    """The script of a test: one page as the app draws it. Its source is run on its own."""
    from sim.app.main import show_page
    from sim.app.server import Server
    from sim.app.session import the_session

    assert isinstance(server, Server)
    show_page(name, server, the_session())


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Worker threads in place of processes; results are kept for all tests."""
    workers = Workers(lambda: ThreadPoolExecutor(1), 1)
    searches = Searches(lambda: ThreadPoolExecutor(1))
    yield Server(workers, searches)
    searches.close()
    workers.close()


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small scenario of the command line's tests."""
    path = tmp_path_factory.mktemp("app") / "desk.yaml"
    path.write_text(DESK, "utf-8")
    return path


@pytest.fixture
def opened(server: Server, desk: Path) -> Open:
    """Opens a page on a scenario file, by default the small one with its 4 replications."""

    def open_page(name: str, path: Path = desk, language: str = "en") -> AppTest:
        session = Session("tester", LANGUAGES[language], Draft(Source(path, str(path))))
        session.replications = 4
        app = AppTest.from_function(page_script, kwargs={"server": server, "name": name})
        app.default_timeout = 60
        app.session_state[SESSION] = session
        return app.run()

    return open_page


def session_of(app: AppTest) -> Session:
    """The session of the page."""
    found = app.session_state[SESSION]
    assert isinstance(found, Session)
    return found


def go(app: AppTest, name: str) -> AppTest:
    """Open another page in the same session."""
    app.kwargs["name"] = name
    return app.run()
