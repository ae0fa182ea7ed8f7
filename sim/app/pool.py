"""The worker processes of a server. Light to import, so that they begin while the pages load.

On Linux they are forks of one process that has imported everything and loaded the engine: started
once, in memory once. Elsewhere each starts anew. The server itself is never forked: it has threads,
whose locks a fork would copy as they are.

Every worker is on a leash: it leaves as soon as the server lets go, whatever it is doing. The
server lets go when it ends, and the system does it for a server that was killed.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import suppress
from functools import lru_cache
from multiprocessing.connection import Connection
from typing import Any

from sim.app.limits import MOST_SEARCHES

_context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
if sys.platform == "linux":
    _context.set_forkserver_preload(["sim.app.ready"])

_beginning = threading.Lock()

# Of a worker: it is at work, and that it still is while somebody looks; it is to leave.
_working = threading.Event()
_leaving = threading.Event()
_between = threading.Lock()

BEHIND = 10
"""Niceness of a process for searches: whatever somebody waits for comes first."""

HANDING_OVER = 5.0
"""Seconds a worker has for a result that is on its way; one without work is sent home before."""


class Leaving(RuntimeError):
    """The server is ending: no worker begins any more."""


class Leash:
    """A pipe on which nothing is ever sent: the workers read until the server's end is closed."""

    def __init__(self) -> None:
        self.for_workers, self._ours = _context.Pipe(duplex=False)

    def let_go(self) -> None:
        """All workers leave; there are no new ones."""
        self._ours.close()

    @property
    def held(self) -> bool:
        """Whether workers may begin."""
        return not self._ours.closed


@lru_cache(maxsize=1)
def leash() -> Leash:
    """The leash of this server's workers, let go when the server ends."""
    made = Leash()
    # An executor waits at the end for what its workers are doing, a search for minutes: they must
    # leave before. What is registered here comes before the executors' own waiting; Python offers
    # it by this name alone.
    at_end: Callable[[Callable[[], None]], object]
    at_end = getattr(threading, "_register_atexit", atexit.register)
    at_end(made.let_go)
    return made


def begin() -> None:
    """Let the workers of this server begin, without waiting for them."""
    threading.Thread(target=first_pool, name="begin workers", daemon=True).start()


def first_pool() -> Executor:
    """The pool of this server, begun when first asked for; each worker gets ready at once."""
    with _beginning:
        return _first_pool()


@lru_cache(maxsize=1)
def _first_pool() -> Executor:
    pool = new_pool()
    for _ in range(processors()):
        pool.submit(get_ready)
    return pool


def new_pool() -> Executor:
    """Worker processes, one for each processor that this process may use. Raises Leaving."""
    return _pool(processors(), 0)


def search_pool() -> Executor:
    """Processes for searches, which take long. Raises Leaving."""
    return _pool(MOST_SEARCHES, BEHIND)


def _pool(size: int, niceness: int) -> Executor:
    held = leash()
    if not held.held:
        raise Leaving("the server is ending")
    return _Processes(
        max_workers=size,
        mp_context=_context,
        initializer=follow,
        initargs=(held.for_workers, niceness),
    )


class _Processes(ProcessPoolExecutor):
    """Worker processes that know whether they are at work, or are handing over what they did."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return super().submit(at_work, fn, *args, **kwargs)


def at_work(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """In a worker: carry out what was asked for, unless it is to leave."""
    if _leaving.is_set():
        os._exit(0)
    _working.set()
    try:
        return function(*arguments, **named)
    finally:
        with _between:
            _working.clear()


def processors() -> int:
    """Processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def follow(held: Connection, niceness: int) -> None:
    """In a worker: leave when the server lets go. Ctrl-C is the server's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    step_back: Callable[[int], int] | None = getattr(os, "nice", None)  # not on Windows
    if step_back is not None:
        step_back(niceness)

    def watch() -> None:
        with suppress(EOFError, OSError):
            held.recv_bytes()
        _leaving.set()
        # Half a result would leave the server waiting for the other half.
        with _between:
            if _working.is_set():
                os._exit(0)
        time.sleep(HANDING_OVER)
        os._exit(0)

    threading.Thread(target=watch, name="leash", daemon=True).start()


def get_ready() -> None:
    """Import what a worker needs and load the engine: the first study does not wait for it."""
    import sim.app.in_worker  # noqa: F401
    from sim.app.drawing_work import get_ready_to_draw
    from sim.engine.engines import prepare
    from sim.engine.names import DEFAULT_ENGINE

    prepare(DEFAULT_ENGINE)
    get_ready_to_draw()
