"""The attempts of a log as metrics see them: how they ended, when their wait was over, when due.

Live kinds are answered when work starts. Written ones are when the reply leaves, which is when work
ends: a written contact whose reply has not left by the end is still waiting.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.events import BLOCKED, Outcome
from sim.log import ContactLog
from sim.metrics.cells import Ints
from sim.model import Judging, Model

Flags = NDArray[np.bool_]

OFFERED: Flags = np.array([outcome not in BLOCKED for outcome in Outcome])
LEFT = [Outcome.ABANDONED, Outcome.DROPPED]
FLOWED_OUT = [Outcome.CALLBACK, Outcome.WITHDRAWN, Outcome.ESCALATED, Outcome.PEER_ANSWERED]
SESSION_DONE = [Outcome.CONTAINED, Outcome.ESCALATED]

IS_SESSION_DONE: Flags = np.isin(np.arange(len(Outcome)), SESSION_DONE)
IS_FLOWED_OUT: Flags = np.isin(np.arange(len(Outcome)), FLOWED_OUT)

NEVER = 2**62
"""Later than any instant."""


@dataclass(frozen=True, eq=False)
class Attempts:
    """Every row of a log. Ticks.

    The wait is over when the contact is answered, and otherwise when the customer leaves, is
    turned away or gets what it wants elsewhere; the log's end stands for who still waits. A session
    of self-service begins at once. The contact is in time if its wait is over by `due`.
    """

    queue: Ints
    outcome: NDArray[np.int8]
    over: Ints
    due: Ints  # -NEVER: the queue has no target time

    @property
    def in_time(self) -> Flags:
        return self.over <= self.due


def attempts_of(log: ContactLog, model: Model) -> Attempts:
    """The rows of a log, of the warm-up and of contacts waiting at the start included."""
    queue = log.queue.astype(np.int64)
    written = model.judging.written[queue] == 1
    unsent = written & (log.outcome == Outcome.ANSWERED) & (log.ended < 0)
    outcome = np.where(unsent, np.int8(Outcome.WAITING), log.outcome)
    over = np.where((outcome == Outcome.ANSWERED) & ~written, log.answered, log.ended)
    over = np.where(outcome == Outcome.WAITING, log.end, over)
    sessions = (model.self_service.is_one[queue] == 1) & OFFERED[outcome]
    over = np.where(sessions, log.arrived, over)
    return Attempts(queue, outcome, over, _due(log.arrived, queue, model.judging))


def _due(arrived: Ints, queue: Ints, judging: Judging) -> Ints:
    within = judging.target_within[queue]
    due = np.where(within >= 0, arrived + within, -NEVER)
    for number in _on_opening_clocks(judging):
        rows = np.flatnonzero(queue == number)
        clock = OpenTime.of(int(number), judging)
        due[rows] = clock.later(arrived[rows], int(judging.target_within[number]))
    return due


def counted_wait(arrived: Ints, over: Ints, queue: Ints, judging: Judging) -> Ints:
    """Ticks of each wait on the clock of its queue's target: all of it, or open time alone."""
    wait = over - arrived
    for number in _on_opening_clocks(judging):
        rows = np.flatnonzero(queue == number)
        clock = OpenTime.of(int(number), judging)
        wait[rows] = clock.before(over[rows]) - clock.before(arrived[rows])
    return wait


def _on_opening_clocks(judging: Judging) -> Ints:
    return np.flatnonzero((judging.target_opening == 1) & (judging.target_within >= 0))


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
        inside = np.minimum(ticks - self.begin[place], self.until[place] - self.begin[place])
        return np.where(window >= 0, self.opened[place] + inside, 0)

    def later(self, ticks: Ints, by: int) -> Ints:
        """The first instant at which `by` open ticks have passed since each instant; or NEVER.

        At closing time, if they are used up just then.
        """
        if not len(self.begin):
            return np.full(len(ticks), NEVER)
        opened = self.before(ticks) + by
        window = np.searchsorted(self.opened[1:], opened, side="left")
        known = window < len(self.begin)
        place = np.minimum(window, len(self.begin) - 1)
        reached = self.begin[place] + opened - self.opened[place]
        return np.where(known, np.maximum(reached, ticks), NEVER)


def is_turn(log: ContactLog, model: Model, rows: slice = slice(None)) -> Flags:
    """Rows that go on with a thread of messages: turns that are not its first."""
    turns = model.threads.follow_up[log.queue[rows]]
    flags: Flags = (turns >= 0) & (log.follow_up[rows] == turns)
    return flags
