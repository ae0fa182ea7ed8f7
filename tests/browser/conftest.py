"""A headless Chromium and an app for it: started as a user starts it, once for all tests."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import psutil
import pytest

from sim.app.texts import LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no chromium here")

ROOT = Path(__file__).resolve().parent.parent.parent
ENGLISH = LANGUAGES["en"]
LONG = 120_000  # milliseconds: the machine may be busy with other tests

OURS = ("-m", "sim", "app", "--port")
STREAMLITS = ("-m", "streamlit", "run", "app_streamlit.py", "--server.headless=true",
              "--server.port")  # fmt: skip


@contextmanager
def served(*command: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address and the process of an app that is started as a user starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, *command, str(port)]
    if command == OURS:
        words.append("--no-browser")
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    address = f"http://localhost:{port}"
    try:
        for _ in range(600):
            try:
                with urlopen(f"{address}/_stcore/health") as answer:
                    assert answer.read() == b"ok"
                break
            except OSError:
                time.sleep(0.1)
        yield address, process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the app answers."""
    with served(*OURS) as (address, process):
        yield address
        processes = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        _, left = psutil.wait_procs(processes, timeout=60)
        assert left == []
        assert process.stderr is not None
        said = process.stderr.read().decode()
        assert "leaked" not in said
        assert "Traceback" not in said


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The installed Chromium."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        path = shutil.which("chromium")
        chromium = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One profile for all tests: what the app is made of is fetched and compiled once."""
    opened = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    opened.set_default_timeout(LONG)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A new session; at the end nothing may have been complained of or fetched outside."""
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    opened.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((address, "data:", "blob:"))
            else complaints.append(f"outside: {request.url}")
        ),
    )
    opened.goto(address)
    # a server's first study may show no progress for a moment
    opened.locator("[data-testid=stMetricValue]").first.wait_for()
    settle(opened)
    yield opened
    assert opened.locator("[data-testid=stException]").count() == 0
    opened.close()
    assert complaints == []


# Called in a page: until its script has ended and nothing on it has changed for a moment.
SETTLED = """([most, quiet]) => new Promise((found, failed) => {
    const main = document.querySelector('[data-testid=stMain]');
    const app = document.querySelector('[data-testid=stApp]');
    const begun = performance.now();
    let changed = begun;
    const watch = new MutationObserver(() => { changed = performance.now(); });
    watch.observe(main, {subtree: true, childList: true, characterData: true});
    const look = () => {
        const now = performance.now();
        if (app.dataset.testScriptState !== 'notRunning') changed = now;
        if (now - changed > quiet || now - begun > most) {
            watch.disconnect();
            return now - begun > most ? failed(new Error('it does not settle')) : found();
        }
        setTimeout(look, 20);
    };
    look();
})"""
QUIET = 600  # milliseconds: longer than the way from a control to the server and back


def settle(page: Page) -> None:
    """Wait until the page is drawn: its script has ended, and what it shows stays as it is."""
    page.locator("h2").first.wait_for()
    page.evaluate(SETTLED, [LONG, QUIET])


def go(page: Page, name: str) -> None:
    """Open a page by its place in the navigation."""
    page.get_by_role("link", name=ENGLISH(f"nav.{name}"), exact=True).click()
    page.get_by_role("heading", name=ENGLISH(f"{name}.title"), exact=True).wait_for()
    settle(page)


def shown(page: Page) -> list[str]:
    return page.locator("[data-testid=stMetricValue]").all_inner_texts()


def download(page: Page, label: str) -> bytes:
    """What the button of this label gives."""
    settle(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label).click()
    return Path(waiting.value.path()).read_bytes()


def upload(page: Page, name: str, text: str) -> None:
    go(page, "scenario")
    page.get_by_role("tab", name=ENGLISH("scenario.upload")).click()
    sent = {"name": name, "mimeType": "application/yaml", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(sent)  # type: ignore[arg-type]
    settle(page)
    page.get_by_role("button", name=ENGLISH("upload.take")).click()
    settle(page)
