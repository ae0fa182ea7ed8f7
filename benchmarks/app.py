"""The app in a browser: how long after its start the answer stands there, how long a slider takes.

    python benchmarks/app.py [SESSIONS]

Starts `ccsim app`, opens it in a headless Chromium (Debian's, through Playwright), moves a slider
in one session alone, then opens SESSIONS (10) sessions at once, each on a scenario of its own, and
moves a slider in all of them together: every one needs a simulation of its own. Prints wall-clock
seconds, once for the first figure of the answer and once for the whole page, the load of the
computer and the memory of the app. Ends with 1 if a session shows an exception or no answer.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from urllib.request import urlopen

import psutil
from playwright.async_api import Browser, Page, async_playwright

from sim.app.texts import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
TEXT = LANGUAGES["en"]
MOST = 120_000  # milliseconds that anything may take
MOVES = 5
SCENARIOS = (
    "phone_center",
    "bank_hotline",
    "leads_hotline",
    "own_cloud_or_outsourced",
    "slow_email_calls_back",
    "viral_incident",
    "app_with_proactive_calls",
    "public_posts_with_callback",
    "social_contact_center",
    "phone_maker_8_channels",
)

# Called in the page: seconds from now until the first figure is another one, and until the script
# has begun and ended and every picture is there.
REDRAWN = """most => new Promise((found, failed) => {
    const begun = performance.now();
    const first = () => document.querySelector('[data-testid=stMetricValue]')?.innerText;
    const state = () => document.querySelector('[data-testid=stApp]').dataset.testScriptState;
    const drawn = () => [...document.querySelectorAll('[data-testid=stImage] img')]
        .every(image => image.complete);
    const before = first();
    let ran = false, figure = null, still = null;
    const look = () => {
        const now = (performance.now() - begun) / 1000;
        if (figure === null && first() !== before) figure = now;
        if (state() !== 'notRunning') { ran = true; still = null; }
        else if (ran && drawn() && still === null) still = now;
        if (still !== null && now - still > 0.5) return found([figure ?? still, still]);
        if (1000 * now > most) return failed(new Error('not redrawn'));
        setTimeout(look, 10);
    };
    look();
})"""
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"


async def main() -> int:
    sessions = int(sys.argv[1]) if len(sys.argv) > 1 else len(SCENARIOS)
    async with async_playwright() as driver:
        chromium = await driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        begun = time.perf_counter()
        process, address = started()
        try:
            await answering(address, process)
            told("server answers", [time.perf_counter() - begun])
            page = await opened(chromium, address)
            told("first figure on screen after the start", [time.perf_counter() - begun])
            await page.locator(IDLE).wait_for()
            told("whole page after the start", [time.perf_counter() - begun])
            used = tell_work("of the app until then", process, 1)
            moves = [await moved(page) for _ in range(MOVES)]
            tell_both("a slider, one session alone", moves)
            tell_work("of the app for one move", process, MOVES, used)
            failed = await together(chromium, address, sessions, process)
            print(f"memory of the app: {megabytes(process):,.0f} MB")
            await page.context.close()
        finally:
            ended = time.perf_counter()
            process.send_signal(signal.SIGINT)
            process.wait(60)
            told("end after Ctrl-C", [time.perf_counter() - ended])
        await chromium.close()
    return 1 if failed else 0


def started() -> tuple[subprocess.Popen[bytes], str]:
    """The app, as a user starts it, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "sim", "app", "--port", str(port), "--no-browser"]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL)
    return process, f"http://localhost:{port}"


async def answering(address: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            with urlopen(f"{address}/_stcore/health"):
                return
        except OSError:
            await asyncio.sleep(0.02)
    raise SystemExit("the app did not start")


async def opened(chromium: Browser, address: str) -> Page:
    """A session of its own, as soon as it shows a figure."""
    context = await chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    page = await context.new_page()
    page.set_default_timeout(MOST)
    await page.goto(address)
    await page.locator("[data-testid=stMetricValue]").first.wait_for()
    return page


async def moved(page: Page) -> tuple[float, float]:
    """Seconds from a move of the volume's slider to the first figure, and to the whole page."""
    await page.get_by_role("slider", name=TEXT("lever.volume")).focus()
    watch = asyncio.create_task(page.evaluate(REDRAWN, MOST))
    await asyncio.sleep(0)
    await page.keyboard.press("ArrowRight")
    figure, whole = await watch
    return figure, whole


async def together(
    chromium: Browser, address: str, sessions: int, process: subprocess.Popen[bytes]
) -> int:
    """Open, choose and move in all at once. Prints the times; gives how many sessions failed."""
    begun = time.perf_counter()

    async def first() -> tuple[Page, float]:
        page = await opened(chromium, address)
        return page, time.perf_counter() - begun

    found = await asyncio.gather(*(first() for _ in range(sessions)))
    pages = [page for page, _ in found]
    told(f"first figure, {sessions} sessions at once", [seconds for _, seconds in found])
    await asyncio.gather(*(page.locator(IDLE).wait_for() for page in pages))

    async def choose(page: Page, name: str) -> None:
        await page.get_by_role("combobox", name=TEXT("side.scenario")).click()
        watch = asyncio.create_task(page.evaluate(REDRAWN, MOST))
        await page.get_by_role("option", name=name, exact=True).click()
        await watch

    names = [SCENARIOS[n % len(SCENARIOS)] for n in range(sessions)]
    chosen = zip(pages, names, strict=True)
    await asyncio.gather(*(choose(page, name) for page, name in chosen if name != SCENARIOS[0]))
    used = work(process)
    moves = await asyncio.gather(*(moved(page) for page in pages))
    tell_both(f"a slider, {sessions} sessions at once", moves)
    tell_work("of the app for these moves together", process, 1, used)
    failed = 0
    for page in pages:
        wrong = await page.locator("[data-testid=stException]").count()
        answered = await page.locator("[data-testid=stMain] [data-testid=stAlert]").count()
        failed += bool(wrong) or not answered
        await page.context.close()
    print(f"sessions that failed: {failed} of {sessions}")
    return failed


def tell_both(what: str, moves: Sequence[tuple[float, float]]) -> None:
    told(f"{what}: first figure", [figure for figure, _ in moves])
    told(f"{what}: whole page", [whole for _, whole in moves])


def told(what: str, seconds: Sequence[float]) -> None:
    load = os.getloadavg()[0]
    spread = f"{min(seconds):6.2f}"
    if len(seconds) > 1:
        spread += f" / {median(seconds):.2f} / {max(seconds):.2f}"
    print(f"{what:52} {spread} s   (load {load:.1f})", flush=True)


def work(process: subprocess.Popen[bytes]) -> float:
    """Seconds of processor time of the app and its workers so far."""
    app = psutil.Process(process.pid)
    times = [one.cpu_times() for one in (app, *app.children(recursive=True))]
    return float(sum(time.user + time.system for time in times))


def tell_work(
    what: str, process: subprocess.Popen[bytes], times: int, before: float = 0.0
) -> float:
    """Processor seconds since `before`, each of so many times; gives those until now."""
    now = work(process)
    print(f"  processor time {what:35} {(now - before) / times:6.2f} s", flush=True)
    return now


def megabytes(process: subprocess.Popen[bytes]) -> float:
    """Memory of the app and its workers; what they share is counted once."""
    app = psutil.Process(process.pid)
    return float(sum(p.memory_full_info().pss for p in (app, *app.children(recursive=True)))) / 1e6


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
