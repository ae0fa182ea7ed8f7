"""Makes the screenshots of the app: `python -m tools.app_pictures [PAGE...]`.

The app is started as a user starts it, and a headless Chromium opens its pages at 1280 x 800 on
shipped scenarios. Needs the extra `browser` and an installed Chromium; takes some minutes.
"""

from __future__ import annotations

import argparse
import io
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

from PIL import Image

from sim.app.texts import Language, language_of
from tools.pictures import IMAGES, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDE, HIGH = 1280, 800
SCALE = 1.5  # sharp on a projector, and still a small file
COLOURS = 128
LONG = 300_000  # milliseconds
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"


def _as_it_opens(page: Page, text: Language) -> None:
    """Nothing is pressed."""


def _least_staff(page: Page, text: Language) -> None:
    page.get_by_role("button", name=text("staffing.begin")).click()
    page.locator("[data-testid=stMetricValue]").first.wait_for()
    settle(page)


def _recorded(page: Page, text: Language) -> None:
    """The recorded day that comes with the scenario."""
    page.get_by_text(text("check.recorded"), exact=True).click()
    settle(page)
    page.get_by_text(text("history.shipped")).click()
    page.locator("[data-testid=stDataFrame]").first.wait_for()
    settle(page)


def _what_it_takes(page: Page, text: Language) -> None:
    """The sentences are complete once what the targets need is found."""
    page.locator("[data-testid=stApp]:not(:has(.st-key-stop-takes))").wait_for()
    settle(page)


PAGES: Mapping[str, tuple[str, Callable[[Page, Language], None]]] = {
    "answer": ("phone_center", _what_it_takes),
    "scenario": ("phone_center", _as_it_opens),
    "compare": ("phone_center", _as_it_opens),
    "channel_shift": ("app_with_proactive_calls", _as_it_opens),
    "staffing": ("phone_center", _least_staff),
    "incident": ("viral_incident", _as_it_opens),
    "erlang": ("phone_center", _as_it_opens),
    "check": ("bank_hotline", _recorded),
}
"""Page -> the shipped scenario it is shown with, and what is done before the picture is taken."""


def main() -> None:
    """Take the pictures of the pages named, or of all."""
    parser = argparse.ArgumentParser(description="Screenshots of the app.")
    parser.add_argument("pages", nargs="*", choices=[[], *PAGES], metavar="PAGE")
    parser.add_argument("--into", type=Path, default=IMAGES)
    parser.add_argument("--locale", default="en-GB", help="zh-CN for the Chinese pages")
    parser.add_argument("--whole", action="store_true", help="the page to its end")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    options.into.mkdir(parents=True, exist_ok=True)
    language = language_of(options.locale)
    with served() as address, sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name in options.pages or PAGES:
            scenario, prepare = PAGES[name]
            high = 4000 if options.whole else HIGH
            page = chromium.new_page(
                viewport={"width": WIDE, "height": high}, locale=options.locale,
                device_scale_factor=1 if options.whole else SCALE,
            )  # fmt: skip
            page.set_default_timeout(LONG)
            page.goto(address)
            settle(page)
            choose(page, scenario)
            if name != "answer":
                link = f"[data-testid=stSidebarNav] a[href$='/{name.replace('_', '-')}']"
                page.locator(link).click()
                page.get_by_role("heading", name=language(f"{name}.title"), exact=True).wait_for()
                settle(page)
            prepare(page, language)
            picture = small(page.screenshot())
            (options.into / f"app_{name}.png").write_bytes(picture)
            print(f"app_{name}.png: {len(picture) / 1000:.0f} kB")
            page.close()
        chromium.close()


@contextmanager
def served() -> Iterator[str]:
    """The address of an app that runs as long as this."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "sim", "app", "--port", str(port), "--no-browser"]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    try:
        for _ in range(600):
            try:
                with urlopen(f"{address}/_stcore/health"):
                    break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(60)


def settle(page: Page) -> None:
    """Wait until the page is drawn and stays as it is."""
    page.locator("h2").first.wait_for()
    before, same = "", 0
    while same < 4:
        page.wait_for_timeout(250)
        page.locator(IDLE).wait_for()
        now = page.locator("[data-testid=stMain]").inner_html()
        same = same + 1 if now == before else 0
        before = now


def choose(page: Page, scenario: str) -> None:
    """Take a shipped scenario in the sidebar; the first box there, in every language."""
    box = page.locator("[data-testid=stSidebar] [data-testid=stSelectbox]").first
    if scenario in box.inner_text():
        return
    box.get_by_role("combobox").click()
    page.get_by_role("option", name=scenario, exact=True).click()
    settle(page)


def small(picture: bytes) -> bytes:
    """The PNG with a palette: few colours are needed, and the file is a third as large."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    reduced = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    written = io.BytesIO()
    reduced.save(written, "PNG", optimize=True)
    return written.getvalue()


if __name__ == "__main__":
    main()
