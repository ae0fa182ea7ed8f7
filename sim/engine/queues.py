"""What the reference engine knows of each queue: opening, lines, limits."""

from __future__ import annotations

from collections import deque

from sim.keys import mix_one, name_hash
from sim.model import Model

CONTAINED = name_hash("contained")


class Queues:
    """Plain lists, one entry a queue."""

    def __init__(self, model: Model) -> None:
        queues = model.queues
        self.count = len(queues.priority)
        self.head_start: list[int] = queues.head_start.tolist()
        self.max_waiting: list[int] = queues.max_waiting.tolist()
        self.takes_line: list[int] = queues.takes_line.tolist()
        self.drops: list[int] = queues.drop_at_close.tolist()
        self.is_asynchronous: list[int] = queues.asynchronous.tolist()
        self.is_deferred: list[int] = queues.deferred.tolist()
        self.is_self_service: list[int] = model.self_service.is_one.tolist()
        self._contained: list[list[int]] = model.self_service.contained.tolist()
        self.reply_window: list[int] = model.threads.window.tolist()
        self._windows: list[deque[tuple[int, int]]] = [deque() for _ in range(self.count)]
        for queue, begin, until in zip(
            queues.open_queue.tolist(),
            queues.open_from.tolist(),
            queues.open_until.tolist(),
            strict=True,
        ):
            self._windows[queue].append((begin, until))

    def is_open(self, queue: int, now: int) -> bool:
        """`now` may not go back between two questions."""
        windows = self._windows[queue]
        while windows and windows[0][1] <= now:  # R5
            windows.popleft()
        return bool(windows) and windows[0][0] <= now

    def contains(self, queue: int, key: int, reason: int) -> bool:
        """Whether self-service is enough for the contact with this key (R75)."""
        return mix_one(key, CONTAINED) >> 32 < self._contained[queue][reason]

    def takes_arrivals(self, queue: int, now: int) -> bool:
        """R30; who writes does so at any hour (R84)."""
        return bool(self.is_asynchronous[queue]) or self.is_open(queue, now)

    def is_served_after_closing(self, queue: int, now: int) -> bool:
        """R28, R84."""
        asynchronous = self.is_asynchronous[queue]
        return not asynchronous and not self.drops[queue] and not self.is_open(queue, now)

    def closings(self) -> list[tuple[int, int]]:
        """(tick, queue) of the closings at which who waits is dropped (R34)."""
        return [
            (until, queue)
            for queue in range(self.count)
            if self.drops[queue]
            for _, until in self._windows[queue]
        ]
