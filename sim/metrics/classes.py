"""Classes of contacts: all that counts tell apart of how a contact ended.

Contacts are counted once, by cell and class. Every count is a sum of classes, said here in words:
`COUNTS` and `WAITS` are columns and the classes that belong to them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import NamedTuple

import numpy as np

from sim.engine.events import BLOCKED, Outcome
from sim.metrics.attempts import FLOWED_OUT, LEFT, SESSION_DONE
from sim.metrics.cells import Floats, Ints


class Class(NamedTuple):
    """How a contact ended."""

    outcome: Outcome
    in_time: bool = False  # its wait was over within the target time
    short: bool = False  # within the short-abandon threshold
    at_once: bool = False  # without any wait
    begun: bool = False  # an agent took it up
    finished: bool = False  # and is done with it


Rule = Callable[[Class], bool]

COUNTS: dict[str, Rule] = {
    "offered": lambda c: c.outcome not in BLOCKED,
    "answered": lambda c: c.outcome == Outcome.ANSWERED,
    "abandoned": lambda c: c.outcome in LEFT,
    "abandoned_short": lambda c: c.outcome in LEFT and c.short,
    "expired": lambda c: c.outcome == Outcome.EXPIRED,
    "flowed_out": lambda c: c.outcome in FLOWED_OUT,
    "callbacks": lambda c: c.outcome == Outcome.CALLBACK,
    "withdrawn": lambda c: c.outcome == Outcome.WITHDRAWN,
    "escalated": lambda c: c.outcome == Outcome.ESCALATED,
    "peer_answered": lambda c: c.outcome == Outcome.PEER_ANSWERED,
    "contained": lambda c: c.outcome == Outcome.CONTAINED,
    "unreached": lambda c: c.outcome == Outcome.UNREACHED,
    "triaged": lambda c: c.outcome == Outcome.TRIAGED,
    "waiting": lambda c: c.outcome == Outcome.WAITING,
    "taken_up": lambda c: c.begun and c.outcome not in (*BLOCKED, *FLOWED_OUT),
    "blocked_lines": lambda c: c.outcome == Outcome.BLOCKED_LINES,
    "blocked_full": lambda c: c.outcome == Outcome.BLOCKED_FULL,
    "blocked_closed": lambda c: c.outcome == Outcome.BLOCKED_CLOSED,
    "answered_at_once": lambda c: c.outcome == Outcome.ANSWERED and c.at_once,
    "finished": lambda c: c.outcome == Outcome.ANSWERED and c.finished,
    "sessions_over": lambda c: c.outcome in SESSION_DONE,  # in queues of self-service
}
"""Counts of all contacts."""

JUDGED: dict[str, Rule] = {
    "in_time": lambda c: c.outcome == Outcome.ANSWERED and c.in_time,
    "abandoned_in_time": lambda c: c.outcome in LEFT and c.in_time,
    "judged_abandoned_short": lambda c: c.outcome in LEFT and c.short,
    "judged_answered": lambda c: c.outcome == Outcome.ANSWERED,
    "judged_offered": lambda c: (
        c.outcome not in BLOCKED and not (c.outcome == Outcome.WAITING and c.in_time)
    ),
    "judged_flowed_out": lambda c: c.outcome in FLOWED_OUT,
}
"""Counts for service levels, of the contacts that the target of their queue is about."""

WAITS: dict[str, Rule] = {
    "answered_wait_s": lambda c: c.outcome == Outcome.ANSWERED,
    "abandoned_wait_s": lambda c: c.outcome in LEFT,
    "wait_s": lambda c: c.outcome not in BLOCKED,
}
"""Sums of waits."""


def _told_apart(c: Class) -> Class:
    """The class without what no count asks of contacts that ended so: fewer to count."""
    if c.outcome == Outcome.ANSWERED:
        return c._replace(short=False)
    if c.outcome in LEFT:
        return Class(Outcome.ABANDONED, in_time=c.in_time, short=c.short, begun=c.begun)
    if c.outcome == Outcome.WAITING:
        return Class(c.outcome, in_time=c.in_time, begun=c.begun)
    if c.outcome in FLOWED_OUT or c.outcome in BLOCKED:
        return Class(c.outcome)
    return Class(c.outcome, begun=c.begun)


_EVERY = [
    Class(outcome, *flags) for outcome in Outcome for flags in product((False, True), repeat=5)
]
_CLASSES = list(dict.fromkeys(map(_told_apart, _EVERY)))

CLASSES = len(_CLASSES)
"""How many there are."""

CLASS_OF: Ints = np.array([_CLASSES.index(_told_apart(c)) for c in _EVERY])
"""The class by outcome x 32 + in_time x 16 + short x 8 + at_once x 4 + begun x 2 + finished."""


def table_of(rules: Mapping[str, Rule]) -> Floats:
    """[column, class] 1: the class belongs to the column."""
    return np.array([[float(rule(c)) for c in _CLASSES] for rule in rules.values()])
