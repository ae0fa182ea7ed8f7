"""What the server gets ready before anybody asks is what the first reader sees."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from sim.app.first import first_answer
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
