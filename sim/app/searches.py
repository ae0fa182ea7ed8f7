"""Searches under way: in processes of their own, so that they never hold up anybody's answer."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sim.app.limits import MOST_SEARCH_SECONDS, SEARCH_LEASE_SECONDS
from sim.app.search_work import WANTED, Found, Key, OutOfTime, SearchOrder, searched, told
from sim.errors import Problem
from sim.planning import Stopped

State = Literal["waiting", "running", "done", "refused", "stopped", "too_long", "failed"]


@dataclass
class Search:
    """One search and where it and the pages leave word for each other."""

    order: SearchOrder
    folder: Path
    future: Future[Found | tuple[Problem, ...]]
    users: set[str] = field(default_factory=set)

    @property
    def told(self) -> tuple[int, str]:
        """How many trials are done, and what is being done."""
        return told(self.folder)

    @property
    def state(self) -> State:
        """Where it stands."""
        if not self.future.done():
            return "running" if self.future.running() else "waiting"
        try:
            found = self.future.result()
        except (Stopped, CancelledError):
            return "stopped"
        except OutOfTime:
            return "too_long"
        except Exception:
            return "failed"
        return "refused" if isinstance(found, tuple) else "done"


class Searches:
    """Every method may be called by any user's thread.

    `make_executor` is called at the first search, and again when a process has died.
    """

    def __init__(self, make_executor: Callable[[], Executor]) -> None:
        self._make_executor = make_executor
        self._executor: Executor | None = None
        self._lock = threading.Lock()
        self._open: dict[Key, Search] = {}

    def look(self, order: SearchOrder, user: str) -> Search:
        """The search for this user; it begins, or goes on, because somebody looks."""
        with self._lock:
            one = self._open.get(order.key)
            if one is None:
                self._forget_ended()
                one = self._open[order.key] = self._begun(order)
            one.users.add(user)
        self.again(one)
        return one

    def again(self, search: Search) -> None:
        """Somebody still looks at it."""
        with suppress(OSError):  # it was stopped or has ended: the file must not come back
            os.utime(search.folder / WANTED)

    def stop(self, order: SearchOrder, user: str) -> None:
        """This user wants it no more; it ends if nobody else does."""
        with self._lock:
            one = self._open.get(order.key)
            if one is None:
                return
            one.users.discard(user)
            if not one.users:
                (one.folder / WANTED).unlink(missing_ok=True)
                one.future.cancel()
                del self._open[order.key]

    def forget(self, order: SearchOrder) -> None:
        """What it found is kept elsewhere, or was shown."""
        with self._lock:
            one = self._open.pop(order.key, None)
        if one is not None:
            shutil.rmtree(one.folder, ignore_errors=True)

    def close(self) -> None:
        """Give up all searches and end their processes."""
        with self._lock:
            for one in self._open.values():
                shutil.rmtree(one.folder, ignore_errors=True)
            self._open.clear()
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)

    def _begun(self, order: SearchOrder) -> Search:
        folder = Path(tempfile.mkdtemp(prefix="ccsim-search-"))
        (folder / WANTED).touch()
        arguments = (order, folder, SEARCH_LEASE_SECONDS, MOST_SEARCH_SECONDS)
        if self._executor is None:
            self._executor = self._make_executor()
        try:
            future = self._executor.submit(searched, *arguments)
        except BrokenExecutor:  # a process has died, perhaps for want of memory
            self._executor = self._make_executor()
            future = self._executor.submit(searched, *arguments)
        future.add_done_callback(lambda _: shutil.rmtree(folder, ignore_errors=True))
        weakref.finalize(future, shutil.rmtree, folder, True)  # when the server ends before
        return Search(order, folder, future)

    def _forget_ended(self) -> None:
        """What ended while nobody looked is not kept for ever."""
        self._open = {key: one for key, one in self._open.items() if not one.future.done()}
