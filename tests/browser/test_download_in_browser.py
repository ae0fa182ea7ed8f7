"""A download pressed in the very moment in which what is worked out behind the answer is found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from sim.scenario import loads
from tests.browser.conftest import CHROMIUM, ENGLISH, LONG, settle

if TYPE_CHECKING:
    from playwright.sync_api import Browser, WebSocketRoute

pytestmark = [pytest.mark.browser, CHROMIUM]

FOUND = b"on 9 days of 10 needs"


class Moment:
    """Holds back what the server says once a search is shown, from when `armed`.

    The page stays as it was, while the server goes on: whatever a reader presses now is pressed
    in the moment between the two.
    """

    def __init__(self) -> None:
        self.armed = False
        self.passing = True
        self.searching = False
        self.found = False
        self.ended = False
        self.let_be = False
        self._held: list[bytes] = []
        self._page: WebSocketRoute | None = None

    def route(self, page: WebSocketRoute) -> None:
        self._page = page
        server = page.connect_to_server()
        server.on_message(self.said)

    def said(self, message: str | bytes) -> None:
        """The server has said this to the page."""
        assert isinstance(message, bytes)
        assert self._page is not None
        kind = ForwardMsg.FromString(message).WhichOneof("type")
        self.let_be |= kind == "stop_auto_rerun"
        if self.passing:
            self._page.send(message)
            self.searching |= self.armed and b"stop-takes" in message
            # All that was drawn together with the search is there.
            self.passing = not (self.searching and kind == "script_finished")
            return
        self._held.append(message)
        self.found |= FOUND in message
        self.ended |= self.found and kind == "script_finished"

    def go_on(self) -> None:
        """What was held back reaches the page, and all that comes after it."""
        assert self._page is not None
        for message in self._held:
            self._page.send(message)
        self.armed = self.searching = False
        self.passing = True


def test_a_download_pressed_when_the_search_ends_is_given(browser: Browser, address: str) -> None:
    opened = browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-GB")
    opened.set_default_timeout(LONG)
    moment = Moment()
    opened.route_web_socket("**/_stcore/stream", moment.route)
    opened.goto(address)
    button = opened.get_by_role("button", name=ENGLISH("take.yaml"))
    button.wait_for()
    opened.locator(".st-key-stop-takes").wait_for(state="detached")
    settle(opened)
    moment.armed = True
    seed = opened.get_by_role("spinbutton", name=ENGLISH("side.seed"))
    seed.fill("90210")  # nobody has asked for it before
    seed.press("Enter")
    for _ in range(LONG // 50):
        if moment.ended:
            break
        opened.wait_for_timeout(50)
    assert moment.ended
    with opened.expect_download() as waiting:
        button.click()
        moment.go_on()
    loads(Path(waiting.value.path()).read_text("utf-8"))
    opened.locator(".st-key-stop-takes").wait_for(state="detached")
    settle(opened)
    opened.get_by_text(FOUND.decode()).first.wait_for()
    assert moment.let_be  # nothing is looked for any more
    opened.close()
