"""The worker processes of a server. Light to import, so that they begin while the pages load."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import lru_cache

from sim.app.limits import MOST_SEARCHES


@lru_cache(maxsize=1)
def first_pool() -> Executor:
    """The pool of this server, begun when first asked for; each worker gets ready at once."""
    pool = new_pool()
    for _ in range(processors()):
        pool.submit(get_ready)
    return pool


def new_pool() -> Executor:
    """Worker processes, one for each processor that this process may use."""
    # Spawned, not forked: the server has threads, whose locks a fork would copy as they are.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(max_workers=processors(), mp_context=context)


def processors() -> int:
    """Processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def search_pool() -> Executor:
    """Processes for searches, which take long."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(max_workers=MOST_SEARCHES, mp_context=context)


def get_ready() -> None:
    """Import what simulating needs and load the engine: the first study does not wait for it."""
    import sim.app.in_worker  # noqa: F401
    from sim.engine.engines import prepare
    from sim.engine.names import DEFAULT_ENGINE

    prepare(DEFAULT_ENGINE)
