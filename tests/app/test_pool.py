"""Worker processes: they leave with their server, whatever they are doing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from sim.app import pool
from sim.app.workers import Order, Workers
from sim.scenario import loads
from tests.cli.conftest import DESK

ROOT = Path(__file__).resolve().parent.parent.parent

# A server with a search that would take ten minutes; it ends when its standard input does.
SERVER = """
import sys, time
from sim.app.pool import search_pool
pool = search_pool()
pool.submit(time.sleep, 0).result()
pool.submit(time.sleep, 600)
print("busy", flush=True)
sys.stdin.read()
"""

# A server whose workers hand over large results all the time, when it ends.
HANDING = """
import sys
from sim.app.pool import search_pool
pool = search_pool()
waiting = [pool.submit(bytes, 3_000_000) for _ in range(400)]
waiting[0].result()
print("busy", flush=True)
sys.stdin.read()
"""
TOLD_TO_LEAVE = """
from sim.app import pool
pool._leaving.set()
pool.at_work(print, "begun", flush=True)
"""
NICENESS = """
import os
from sim.app.pool import new_pool, search_pool
print(new_pool().submit(os.nice, 0).result(), search_pool().submit(os.nice, 0).result())
"""
SOON = 60  # seconds: far less than the search, far more than a busy computer needs


@pytest.mark.parametrize("how", ["ends", "is killed"])
def test_workers_leave_when_their_server(how: str) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        assert server.stdout.readline() == b"busy\n"
        others = psutil.Process(server.pid).children(recursive=True)
        assert len(others) >= 1
        if how == "ends":
            server.stdin.close()
        else:
            server.kill()
        server.wait(SOON)
        _, left = psutil.wait_procs(others, timeout=SOON)
        assert left == []
    finally:
        server.kill()
        server.wait()
        server.stdin.close()
        server.stdout.close()


def test_a_server_ends_while_results_are_on_their_way() -> None:
    """Half a result would keep it waiting for the other half, for ever."""
    server = subprocess.Popen(
        [sys.executable, "-c", HANDING], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == b"busy\n"
        others = psutil.Process(server.pid).children(recursive=True)
        server.communicate(timeout=SOON)
        _, left = psutil.wait_procs(others, timeout=SOON)
        assert left == []
    finally:
        server.kill()
        server.communicate()


def test_a_worker_that_is_to_leave_begins_nothing_more() -> None:
    """It would be cut off in the middle of handing that over."""
    worker = subprocess.run(
        [sys.executable, "-c", TOLD_TO_LEAVE], cwd=ROOT, capture_output=True, timeout=SOON,
        check=False,
    )  # fmt: skip
    assert (worker.returncode, worker.stdout, worker.stderr) == (0, b"", b"")


@pytest.mark.skipif(not hasattr(os, "nice"), reason="processes have no niceness here")
def test_searches_step_back_for_what_somebody_waits_for() -> None:
    worker = subprocess.run(
        [sys.executable, "-c", NICENESS], cwd=ROOT, capture_output=True, text=True, timeout=SOON,
        check=True,
    )  # fmt: skip
    usual, searching = map(int, worker.stdout.split())
    assert searching > usual


def test_no_worker_begins_while_the_server_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    ending = pool.Leash()
    ending.let_go()
    monkeypatch.setattr(pool, "leash", lambda: ending)
    workers = Workers(pool.new_pool, 1)
    progress = workers.look(Order(loads(DESK), 1, 1, "reference"), "a")
    assert progress.state == "failed"
    assert progress.complaint == "the server is ending"
    ending.for_workers.close()
