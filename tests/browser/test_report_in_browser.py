"""The report opened in a headless Chromium: no error, every figure visible, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.cli import main
from sim.cli.shipped import shipped_files
from tests.browser.conftest import CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, CHROMIUM]


@pytest.fixture(scope="module", params=sorted(shipped_files()))
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a shipped scenario; two replications give every interval."""
    folder = tmp_path_factory.mktemp(request.param) / "out"
    assert main(["run", request.param, "--replications", "2", "--out", str(folder)]) == 0
    return folder / "report.html"


@pytest.fixture(scope="module")
def page(browser: Browser, report: Path) -> Iterator[tuple[Page, list[str]]]:
    """The page at 1280 x 800, and what went wrong on it; one for all tests of a scenario."""
    opened = browser.new_page(viewport={"width": 1280, "height": 800})
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    opened.on("requestfailed", lambda request: complaints.append(f"failed: {request.url[:80]}"))
    opened.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("file:", "data:"))
            else complaints.append(f"outside: {request.url}")
        ),
    )
    opened.goto(report.as_uri())
    yield opened, complaints
    opened.close()


def test_it_opens_without_a_complaint_and_without_the_network(
    page: tuple[Page, list[str]],
) -> None:
    opened, complaints = page
    assert complaints == []
    assert opened.locator("h1").is_visible()
    assert opened.locator(".answer p").count() >= 1


def test_every_figure_is_drawn(page: tuple[Page, list[str]]) -> None:
    opened, _ = page
    sizes = opened.eval_on_selector_all(
        "figure img",
        "images => images.map(i => [i.complete, i.naturalWidth, i.clientWidth, i.clientHeight])",
    )
    assert len(sizes) >= 4
    for complete, natural, width, height in sizes:
        assert complete
        assert natural > 0
        assert width > 480
        assert height > 150  # bars of a single queue are low


@pytest.mark.parametrize("width", [1280, 800, 390])
def test_nothing_is_cut_off(page: tuple[Page, list[str]], width: int) -> None:
    opened, _ = page
    opened.set_viewport_size({"width": width, "height": 800})
    try:
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
    finally:
        opened.set_viewport_size({"width": 1280, "height": 800})


def test_text_of_figures_stays_inside_them(page: tuple[Page, list[str]]) -> None:
    """Each SVG set into a page of its own: no text reaches over its edge."""
    opened, _ = page
    outside = opened.evaluate(
        """async () => {
            const out = [];
            for (const image of document.querySelectorAll('figure img')) {
                const text = await (await fetch(image.src)).text();
                const holder = document.createElement('div');
                holder.innerHTML = text.slice(text.indexOf('<svg'));
                document.body.append(holder);
                const frame = holder.querySelector('svg').getBoundingClientRect();
                out.push(...[...holder.querySelectorAll('text')].filter(t => {
                    const box = t.getBoundingClientRect();
                    return box.left < frame.left - 1 || box.right > frame.right + 1
                        || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
                }).map(t => t.textContent));
                holder.remove();
            }
            return out;
        }"""
    )
    assert outside == []
