"""What the server gets ready before anybody asks is what the first reader sees."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from sim.app.first import first_answer
from sim.app.server import Server
from sim.report.frame import Picture
from tests.app.conftest import page_script


def test_the_first_screen_is_there_before_it_is_asked_for(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_answer(server)
    drawn = []

    def never(order: object, user: str) -> None:
        raise AssertionError("simulated again")

    kept = server.drawn

    def watched(key: tuple[object, ...], make: Callable[[], Picture | None]) -> str | None:
        def made() -> Picture | None:
            drawn.append(key)
            return make()

        return kept(key, made)

    monkeypatch.setattr(server.workers, "look", never)
    monkeypatch.setattr(server, "drawn", watched)
    app = AppTest.from_function(page_script, kwargs={"server": server, "name": "answer"})
    app.default_timeout = 60
    app.run()
    assert not app.exception
    assert len(app.get("image")) >= 2
    assert drawn == []
