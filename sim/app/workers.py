"""Studies shared out among worker processes: fair between users, with progress, stoppable.

A study is cut into chunks of a few replications. Whenever a worker is free, the user who was served
longest ago gets the next chunk, so one user's long study never holds up another's short one. A
study that several users ask for is simulated once. It goes on as long as somebody looks at it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from sim.app.in_worker import Chunk, TooLong, replicate
from sim.app.limits import LEASE_SECONDS, MOST_SECONDS, SECONDS_AT_ONCE
from sim.metrics.tally import Tally
from sim.scenario import Scenario

CHUNKS_A_WORKER = 4
"""Small enough that another user comes in soon, large enough that sending costs little."""

State = Literal["running", "done", "stopped", "too_long", "failed"]


@dataclass(frozen=True)
class Order:
    """What to simulate: everything that the figures depend on."""

    scenario: Scenario
    replications: int
    seed: int
    engine: str

    @property
    def key(self) -> tuple[str, str, int, int, str]:
        """Equal for what gives the same figures with the same labels."""
        scenario = self.scenario
        return (
            scenario.content_hash,
            scenario.variant,
            self.replications,
            self.seed,
            self.engine,
        )


Key = tuple[str, str, int, int, str]


@dataclass
class Progress:
    """How far a study is. Read it under no lock: it only ever grows, then ends in one state."""

    order: Order
    state: State = "running"
    tallies: dict[int, Tally] = field(default_factory=dict)
    seconds: float = 0.0
    complaint: str = ""
    ended: threading.Event = field(default_factory=threading.Event)

    def wait(self, seconds: float = 0.1) -> None:
        """Until it has ended, but no longer than this."""
        self.ended.wait(seconds)

    @property
    def share(self) -> float:
        """Of the replications that are done."""
        return len(self.tallies) / self.order.replications


@dataclass
class _Waiting:
    """A study under way: chunks not sent yet, and who wants it (user -> until when)."""

    progress: Progress
    chunks: list[range]
    wanted: dict[str, float]
    sent: int = 0


class Workers:
    """Simulates orders on an executor with `places` workers; every method may be called by anyone.

    `make_executor` is called for the first study, and again when a worker process has died.
    """

    def __init__(self, make_executor: Callable[[], Executor], places: int) -> None:
        self._make_executor = make_executor
        self._executor: Executor | None = None
        self._places = places
        self._lock = threading.RLock()
        self._waiting: dict[Key, _Waiting] = {}
        self._served: dict[str, int] = {}
        self._turn = 0
        self._busy = 0

    def look(self, order: Order, user: str) -> Progress:
        """How far this study is for this user; it begins, or goes on, because somebody looks."""
        with self._lock:
            one = self._waiting.get(order.key)
            if one is None or one.progress.state != "running":
                one = _Waiting(Progress(order), self._cut(order.replications), {})
                self._waiting[order.key] = one
            one.wanted[user] = time.monotonic() + LEASE_SECONDS
        self._send()
        return one.progress

    def again(self, progress: Progress, user: str) -> None:
        """The user still looks at it."""
        with self._lock:
            one = self._waiting.get(progress.order.key)
            if one is not None and one.progress is progress:
                one.wanted[user] = time.monotonic() + LEASE_SECONDS

    def stop(self, order: Order, user: str) -> None:
        """This user wants it no more; it ends if nobody else does."""
        with self._lock:
            one = self._waiting.get(order.key)
            if one is not None:
                one.wanted.pop(user, None)
                if not one.wanted:
                    self._end(order.key, "stopped")

    def call(self, function: Callable[..., object], *arguments: object) -> Future[object]:
        """One piece of work beside the studies, such as reading an upload."""
        return self._submit(function, *arguments)

    def close(self) -> None:
        """End the worker processes; studies under way are given up."""
        with self._lock:
            for key in list(self._waiting):
                self._end(key, "stopped")
            executor = self._executor
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)

    def _cut(self, replications: int) -> list[range]:
        size = max(1, replications // (self._places * CHUNKS_A_WORKER))
        return [
            range(first, min(first + size, replications)) for first in range(0, replications, size)
        ]

    def _send(self) -> None:
        """Give every free worker its next chunk."""
        while True:
            with self._lock:
                self._drop_unwanted()
                one = self._next() if self._busy < self._places else None
                if one is None:
                    return
                chunk = one.chunks.pop(0)
                one.sent += 1
                self._busy += 1
            order = one.progress.order
            arguments = (order.scenario, order.seed, chunk, order.engine, SECONDS_AT_ONCE)
            try:
                future = self._submit(replicate, *arguments)
            except (BrokenExecutor, RuntimeError) as error:
                with self._lock:
                    self._busy -= 1
                    one.progress.complaint = str(error)
                    self._end(order.key, "failed")
                return
            future.add_done_callback(partial(self._received, one, chunk))

    def _next(self) -> _Waiting | None:
        """The study whose user was served longest ago, of those with chunks left."""
        open_ones = [one for one in self._waiting.values() if one.chunks]
        if not open_ones:
            return None
        chosen = min(open_ones, key=lambda one: min(self._served.get(u, 0) for u in one.wanted))
        self._turn += 1
        user = min(chosen.wanted, key=lambda name: self._served.get(name, 0))
        self._served[user] = self._turn
        return chosen

    def _drop_unwanted(self) -> None:
        now = time.monotonic()
        for key, one in list(self._waiting.items()):
            one.wanted = {user: until for user, until in one.wanted.items() if until > now}
            if not one.wanted:
                self._end(key, "stopped")
        users = {user for one in self._waiting.values() for user in one.wanted}
        self._served = {user: turn for user, turn in self._served.items() if user in users}

    def _received(self, one: _Waiting, asked: range, future: Future[Chunk]) -> None:
        key = one.progress.order.key
        with self._lock:
            self._busy -= 1
            progress = one.progress
            if progress.state == "running":
                self._note(one, key, asked, future)
        self._send()

    def _note(self, one: _Waiting, key: Key, asked: range, future: Future[Chunk]) -> None:
        progress = one.progress
        error = future.exception() if not future.cancelled() else None
        if future.cancelled():
            self._end(key, "stopped")
        elif isinstance(error, TooLong):
            self._end(key, "too_long")
        elif error is not None:
            progress.complaint = f"{type(error).__name__}: {error}"
            self._end(key, "failed")
        else:
            chunk = future.result()
            progress.tallies.update(chunk.tallies)
            progress.seconds += chunk.seconds
            left = asked[len(chunk.tallies) :]
            if left:  # its second was over
                one.chunks.insert(0, left)
            if len(progress.tallies) == progress.order.replications:
                self._end(key, "done")
            elif progress.seconds > MOST_SECONDS:
                self._end(key, "too_long")

    def _end(self, key: Key, state: State) -> None:
        one = self._waiting.pop(key, None)
        if one is not None and one.progress.state == "running":
            one.chunks.clear()
            one.progress.state = state
            one.progress.ended.set()

    def _submit(self, function: Callable[..., object], *arguments: object) -> Future:  # type: ignore[type-arg]
        executor = self._executor_now()
        try:
            return executor.submit(function, *arguments)
        except BrokenExecutor:  # a worker process has died, perhaps for want of memory
            with self._lock:
                if self._executor is executor:
                    self._executor = None
            return self._executor_now().submit(function, *arguments)

    def _executor_now(self) -> Executor:
        with self._lock:
            if self._executor is None:
                self._executor = self._make_executor()
            return self._executor
