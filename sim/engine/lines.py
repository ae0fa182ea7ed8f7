"""Who waits, queue by queue, in the order of R41."""

from __future__ import annotations

import heapq

from sim.engine.events import NOBODY
from sim.engine.rows import Rows


class Lines:
    """The waiting contacts of every queue.

    A heap of (waiting since, row) a queue. A contact that stops waiting leaves its entry behind,
    which is passed over when it comes up.
    """

    def __init__(self, queues: int, rows: Rows) -> None:
        self.rows = rows
        self.count = [0] * queues
        self._line: list[list[tuple[int, int]]] = [[] for _ in range(queues)]

    def join(self, row: int) -> None:
        """It waits; who comes back to the line has its old place (R41)."""
        queue = self.rows.queue[row]
        self.rows.waits[row] = True
        self.count[queue] += 1
        heapq.heappush(self._line[queue], (self.rows.since[row], row))

    def leave(self, row: int) -> None:
        self.rows.waits[row] = False
        self.count[self.rows.queue[row]] -= 1

    def first(self, queue: int) -> int:
        """The contact of the queue that has waited longest, or nobody."""
        line, waits = self._line[queue], self.rows.waits
        while line and not waits[line[0][1]]:
            heapq.heappop(line)
        return line[0][1] if line else NOBODY

    def all_of(self, queue: int) -> list[int]:
        """Everybody who waits in the queue, in order."""
        waits = self.rows.waits
        return [row for _, row in sorted(set(self._line[queue])) if waits[row]]

    def waiting_since(self, queue: int, tick: int) -> int:
        """How many wait in the queue since this tick or longer."""
        since = self.rows.since
        return sum(since[row] <= tick for row in self.all_of(queue))
