"""The attempts of a log as metrics see them: how they ended, when their wait was over, when due.

Live kinds are answered when work starts. Written ones are when the reply leaves, which is when work
ends: a written contact whose reply has not left by the end is still waiting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.engine.events import BLOCKED, Outcome
from sim.log import ContactLog
from sim.metrics.cells import Ints, indices
from sim.metrics.plan import Plan

Flags = NDArray[np.bool_]
Number = TypeVar("Number", bound=np.generic)

OFFERED: Flags = np.array([outcome not in BLOCKED for outcome in Outcome])
LEFT = [Outcome.ABANDONED, Outcome.DROPPED]
FLOWED_OUT = [Outcome.CALLBACK, Outcome.WITHDRAWN, Outcome.ESCALATED, Outcome.PEER_ANSWERED]
SESSION_DONE = [Outcome.CONTAINED, Outcome.ESCALATED]

IS_FLOWED_OUT: Flags = np.isin(np.arange(len(Outcome)), FLOWED_OUT)

# plain numbers: comparing arrays with members of an enumeration costs a conversion each time
ANSWERED, WAITING = int(Outcome.ANSWERED), int(Outcome.WAITING)


@dataclass(frozen=True, eq=False)
class Attempts:
    """Some rows of a log. Ticks.

    The wait is over when the contact is answered, and otherwise when the customer leaves, is
    turned away or gets what it wants elsewhere; the log's end stands for who still waits. A session
    of self-service begins at once. The contact is in time if its wait is over by `due`.
    """

    queue: Ints
    outcome: NDArray[np.int8]
    answered: Flags  # the outcome is ANSWERED
    arrived: Ints
    over: Ints
    due: Ints  # below every instant: the queue has no target time


def of_rows(column: NDArray[Number], rows: slice | Ints) -> NDArray[Number]:
    """Some rows of a column; to take rows by number is faster than to index with numbers."""
    return column[rows] if isinstance(rows, slice) else column.take(rows)


def attempts_of(log: ContactLog, plan: Plan, rows: slice | Ints) -> Attempts:
    """These rows of a log, whether of the reported time or not."""
    queue = of_rows(log.queue, rows).astype(np.int64)
    outcome, arrived = of_rows(log.outcome, rows), of_rows(log.arrived, rows)
    ended, begun = of_rows(log.ended, rows), of_rows(log.answered, rows)
    answered = outcome == ANSWERED
    if plan.written.any():
        written = plan.written.take(queue)
        over = np.where(answered & ~written, begun, ended)
        unsent = indices(written & answered & (ended < 0))
        if len(unsent):
            outcome = outcome.copy()
            outcome[unsent] = WAITING
            answered[unsent] = False
    else:
        over = np.where(answered, begun, ended)
    over[outcome == WAITING] = log.end
    if plan.session.any():
        np.copyto(over, arrived, where=plan.session.take(queue) & OFFERED.take(outcome))
    return Attempts(queue, outcome, answered, arrived, over, _due(arrived, queue, plan))


def _due(arrived: Ints, queue: Ints, plan: Plan) -> Ints:
    due: Ints = arrived + plan.within.take(queue)
    if plan.clocks:
        number = plan.clock_of.take(queue)
        for place, clock in enumerate(plan.clocks):
            rows = indices(number == place)
            due[rows] = clock.later(arrived.take(rows), plan.within.take(queue.take(rows)))
    return due


def counted_wait(arrived: Ints, over: Ints, queue: Ints, plan: Plan) -> Ints:
    """Ticks of each wait on the clock of its queue's target: all of it, or open time alone."""
    wait = over - arrived
    if plan.clocks:
        number = plan.clock_of.take(queue)
        for place, clock in enumerate(plan.clocks):
            rows = indices(number == place)
            wait[rows] = clock.before(over.take(rows)) - clock.before(arrived.take(rows))
    return wait


def is_turn(log: ContactLog, plan: Plan, queue: Ints, rows: slice) -> Flags:
    """Rows, of these queues, that go on with a thread of messages: turns that are not its first."""
    turns = plan.turns.take(queue)
    flags: Flags = (turns >= 0) & (log.follow_up[rows] == turns)
    return flags
