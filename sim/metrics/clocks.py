"""Clocks of targets: open time of a queue, in which its target time is used up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.metrics.cells import Ints
from sim.model import Judging

NEVER = 2**62
"""Later than any instant."""


@dataclass(frozen=True, eq=False)
class OpenTime:
    """The open time of a queue: windows [begin[i], until[i]) in order, in ticks."""

    begin: Ints
    until: Ints
    opened: Ints  # open ticks before each window, and in all: one more than there are windows

    @classmethod
    def of(cls, queue: int, judging: Judging) -> OpenTime:
        own = judging.clock_queue == queue
        begin, until = judging.clock_from[own], judging.clock_until[own]
        return cls(begin, until, np.concatenate([[0], np.cumsum(until - begin)]))

    def before(self, ticks: Ints) -> Ints:
        """Open ticks before each instant, from the first window on."""
        if not len(self.begin):
            return np.zeros(len(ticks), dtype=np.int64)
        window = np.searchsorted(self.begin, ticks, side="right") - 1
        place = np.maximum(window, 0)
        inside = np.minimum(
            ticks - self.begin.take(place), self.until.take(place) - self.begin.take(place)
        )
        return np.where(window >= 0, self.opened.take(place) + inside, 0)

    def later(self, ticks: Ints, by: Ints) -> Ints:
        """The first instant at which so many open ticks have passed since each one; or NEVER.

        At closing time, if they are used up just then.
        """
        if not len(self.begin):
            return np.full(len(ticks), NEVER)
        opened = self.before(ticks) + by
        window = np.searchsorted(self.opened[1:], opened, side="left")
        known = window < len(self.begin)
        place = np.minimum(window, len(self.begin) - 1)
        reached = self.begin.take(place) + opened - self.opened.take(place)
        return np.where(known, np.maximum(reached, ticks), NEVER)


def clocks_of(judging: Judging) -> tuple[tuple[OpenTime, ...], Ints]:
    """The open-time clocks of targets, and the number of each queue's (-1: elapsed time).

    Queues that are open at the same times share one.
    """
    clocks: list[OpenTime] = []
    number_of: dict[bytes, int] = {}
    found = np.full(len(judging.target_within), -1, dtype=np.int64)
    for queue in np.flatnonzero((judging.target_opening == 1) & (judging.target_within >= 0)):
        clock = OpenTime.of(int(queue), judging)
        times = np.concatenate([clock.begin, clock.until]).tobytes()
        if times not in number_of:
            number_of[times] = len(clocks)
            clocks.append(clock)
        found[queue] = number_of[times]
    return tuple(clocks), found
