"""What the server gets ready before anybody asks is what the first reader sees."""

from __future__ import annotations

import gc

import pytest
from streamlit.testing.v1 import AppTest

from sim.app.first import first_answer
from sim.app.main import _only_server
from sim.app.server import Server
from tests.app.conftest import page_script


def test_the_first_screen_is_there_before_it_is_asked_for(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_answer(server)

    def never(*asked: object) -> None:
        raise AssertionError("simulated or drawn again")

    monkeypatch.setattr(server.workers, "look", never)
    monkeypatch.setattr(server.workers, "call", never)
    app = AppTest.from_function(page_script, kwargs={"server": server, "name": "answer"})
    app.default_timeout = 60
    app.run()
    assert not app.exception
    assert len(app.get("image")) >= 2


def test_what_is_loaded_is_not_looked_through_after_every_script(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Streamlit collects garbage each time; with our libraries loaded that took 0.1 s each."""
    monkeypatch.setattr("sim.app.main.process_server", lambda: "the server")
    try:
        assert _only_server.__wrapped__() == "the server"
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
