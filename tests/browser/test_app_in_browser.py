"""The app in a headless Chromium: pages, sliders, uploads, downloads, and no complaint."""

from __future__ import annotations

import io
import re
import signal
from typing import TYPE_CHECKING

import openpyxl
import pptx
import psutil
import pytest

from sim.app.main import PAGES
from sim.app.texts import LANGUAGES
from sim.scenario import loads
from tests.app.test_shared import MARKS
from tests.browser.conftest import (
    CHROMIUM,
    ENGLISH,
    LONG,
    OURS,
    STREAMLITS,
    download,
    go,
    served,
    settle,
    shown,
    upload,
)
from tests.cli.conftest import DESK

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.browser, CHROMIUM]


def test_every_page_opens_and_nothing_is_cut_off(page: Page) -> None:
    for name in PAGES:
        go(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        images = page.eval_on_selector_all(
            "[data-testid=stImage] img", "all => all.map(i => [i.complete, i.naturalWidth])"
        )
        assert all(complete and width > 0 for complete, width in images)


@pytest.mark.parametrize(
    ("command", "name"),
    [(OURS, "check"), (STREAMLITS, "channel_shift")],
    ids=["ccsim", "streamlit"],
)
def test_the_first_visit_to_a_new_server_may_be_to_any_page(
    context: BrowserContext, command: tuple[str, ...], name: str
) -> None:
    with served(*command) as (address, _):
        opened = context.new_page()
        opened.goto(f"{address}/{name.replace('_', '-')}")
        title = opened.get_by_role("heading", name=ENGLISH(f"{name}.title"), exact=True)
        title.wait_for()
        settle(opened)
        assert opened.locator("[data-testid=stException]").count() == 0
        opened.close()


def test_a_slider_changes_the_numbers(page: Page) -> None:
    before = shown(page)
    assert len(before) == 2
    page.get_by_role("slider", name=ENGLISH("lever.volume")).focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    settle(page)
    page.wait_for_function(
        "before => document.querySelector('[data-testid=stMetricValue]').innerText != before",
        arg=before[0],
    )
    settle(page)
    after = shown(page)
    assert all(
        float(a.split()[0]) < float(b.split()[0]) for a, b in zip(after, before, strict=True)
    )
    go(page, "check")
    go(page, "answer")
    assert shown(page) == after


LARGE = """
name: As many contacts as the app simulates
period: {start: 2026-03-02 08:00, length: 10h, interval: 30min}
queues:
  calls:
    channel: voice
    arrivals: {rate: 1800/h}
    handle_time: {mean: 3min}
    patience: {mean: 2min}
    target: {answered: 80%, within: 20s}
agents:
  desk: {seated: 120, skills: {calls: 1}}
"""


def test_a_long_study_can_be_stopped(page: Page) -> None:
    upload(page, "large.yaml", LARGE)
    go(page, "answer")
    page.get_by_role("combobox", name=ENGLISH("side.replications")).click()
    page.get_by_role("option", name="200", exact=True).click()
    # not the button that stops what is worked out behind the answer
    page.locator("[class*=st-key-stop-]:not(.st-key-stop-takes) button").click()
    page.get_by_text(ENGLISH("run.stopped")).wait_for()
    page.get_by_role("button", name=ENGLISH("run.again")).wait_for()
    settle(page)
    assert shown(page) == []


SHORT_OF_STAFF = LARGE.replace("rate: 1800/h", "rate: 5400/h").replace("seated: 120", "seated: 264")
SEARCHING = 0.5  # seconds of processor time: it has begun
SOON = 20  # seconds; the search takes longer on any computer


def test_ctrl_c_ends_the_app_in_the_middle_of_a_search(context: BrowserContext) -> None:
    with served(*OURS) as (address, process):
        opened = context.new_page()
        opened.goto(address)
        settle(opened)
        upload(opened, "short.yaml", SHORT_OF_STAFF)
        go(opened, "answer")
        app = psutil.Process(process.pid)

        def searching() -> bool:
            steps_back = [one for one in app.children(recursive=True) if one.nice() > app.nice()]
            return any(one.cpu_times().user > SEARCHING for one in steps_back)

        while not searching():  # the process may stand ready since the first screen
            opened.wait_for_timeout(100)
            assert opened.locator(".st-key-stop-takes").count() == 1
        processes = app.children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait(SOON) == 0
        _, left = psutil.wait_procs(processes, timeout=SOON)
        assert left == []
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read().decode()
        opened.close()


def test_the_least_staff_is_found_and_can_be_taken_home(page: Page) -> None:
    upload(page, "desk.yaml", DESK)
    go(page, "staffing")
    assert shown(page) == []
    page.get_by_role("button", name=ENGLISH("staffing.begin")).click()
    page.locator("[data-testid=stMetricValue]").first.wait_for()
    settle(page)
    assert len(shown(page)) == 4
    label = ENGLISH("staffing.take_seats", group="desk")
    lines = download(page, label).decode().splitlines()
    assert lines[0] == "interval_start,seated"
    seats = [int(line.split(",")[1]) for line in lines[1:]]
    assert shown(page)[0] == f"{sum(seats) / 2:.1f} h"


def test_a_larger_desk_ends_an_incident_sooner(page: Page) -> None:
    page.get_by_role("combobox", name=ENGLISH("side.scenario")).click()
    page.get_by_role("option", name="viral_incident").click()
    settle(page)
    go(page, "incident")
    before = shown(page)
    assert len(before) == 4
    page.get_by_role("slider", name=re.compile(ENGLISH("incident.desk", name="social"))).focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    settle(page)
    page.wait_for_function(
        "before => document.querySelector('[data-testid=stMetricValue]').innerText != before",
        arg=before[0],
    )
    settle(page)
    backlog, _, _, caused = shown(page)
    assert float(backlog.split()[0]) < float(before[0].split()[0])
    assert float(caused) < float(before[3])


def write_cell(page: Page, text: str) -> None:
    """The volume of the first queue."""
    page.locator("[data-testid=stDataFrame]").first.click(position={"x": 190, "y": 52})
    page.keyboard.press("Enter")
    box = page.locator("textarea.gdg-input")
    box.wait_for()
    box.fill(text)
    page.wait_for_timeout(300)  # the table takes over what was typed a moment later
    page.keyboard.press("Enter")
    settle(page)


def test_a_typed_cell_changes_the_scenario_and_a_mistake_is_kept(page: Page) -> None:
    go(page, "scenario")
    write_cell(page, "700/day")
    problem = page.locator("[data-testid=stCode]", has_text="queues.sales.arrivals.rate = 700/day")
    problem.wait_for()
    assert "allowed:" in problem.inner_text()
    go(page, "answer")
    page.locator("[data-testid=stCode]", has_text="700/day").wait_for()
    go(page, "scenario")
    write_cell(page, "700/d")
    page.get_by_text(ENGLISH("scenario.changed", count=1)).wait_for()
    page.get_by_role("button", name=ENGLISH("side.reset")).click()
    page.get_by_text(ENGLISH("scenario.unchanged")).wait_for()
    settle(page)


def test_a_bad_file_is_explained_and_a_good_one_is_taken(page: Page) -> None:
    upload(page, "bad.yaml", DESK.replace("mean: 180s", "mean: 180 pounds"))
    problem = page.locator("[data-testid=stCode]", has_text="bad.yaml:7:")
    problem.wait_for()
    assert "queues.calls.handle_time.mean = 180 pounds" in problem.inner_text()
    upload(page, "desk.yaml", DESK)
    go(page, "answer")
    assert len(shown(page)) == 1
    assert re.fullmatch(r"[0-9.]+ %", shown(page)[0])


def test_names_that_look_like_markup_are_shown_sign_for_sign(page: Page) -> None:
    upload(page, "marks.yaml", MARKS)
    for name in PAGES:
        go(page, name)
        main = page.locator("[data-testid=stMain]")
        assert main.locator("i, em, s, u, b, script, .katex").count() == 0
        links = main.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        assert not any("example" in link or "javascript" in link for link in links if link)
        assert page.locator("[data-testid=stException]").count() == 0
    go(page, "answer")
    assert page.get_by_text("<b>X</b> **y** $\\frac{1}$").first.is_visible()
    assert page.title() != "1"


def test_downloads_open_with_their_programs(page: Page) -> None:
    upload(page, "desk.yaml", DESK)
    go(page, "answer")
    value = shown(page)[0]
    scenario = loads(download(page, ENGLISH("take.yaml")).decode())
    assert scenario == loads(DESK)
    html = download(page, ENGLISH("take.html")).decode()
    assert html.startswith("<!doctype html>")
    assert "A small desk" in html
    book = openpyxl.load_workbook(io.BytesIO(download(page, ENGLISH("take.xlsx"))))
    assert "Answer" in book.sheetnames
    deck = pptx.Presentation(io.BytesIO(download(page, ENGLISH("take.pptx"))))
    assert len(deck.slides) == 6
    assert shown(page)[0] == value  # a download does not simulate again


def test_two_users_do_not_see_each_other(page: Page, browser: Browser, address: str) -> None:
    other = browser.new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    other.set_default_timeout(LONG)
    other.goto(address)
    settle(other)
    upload(page, "desk.yaml", DESK)
    assert other.get_by_role("heading", name=LANGUAGES["zh"]("answer.title")).count() == 1
    other.reload()
    settle(other)
    assert other.get_by_text("A small desk").count() == 0
    other.close()
