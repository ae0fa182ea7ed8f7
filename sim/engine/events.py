"""What both engines share by name: ranks of events in one tick and outcome codes of the log."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Rank(IntEnum):
    """Order of events within one tick (rule R2): lower first, then by entity number."""

    OFF = 0
    ON = 1
    DONE = 2
    LEAVE = 3
    TIMER = 4
    ARRIVE = 5
    RETURN = 6


class Outcome(IntEnum):
    """How an attempt ended: every row of a contact log has exactly one."""

    WAITING = 0  # still waiting when the simulated time ended
    ANSWERED = 1  # also when the work was not finished by the end (`ended` is -1 then)
    ABANDONED = 2  # the customer's patience ran out
    DROPPED = 3  # dropped at closing (`at_close: drop`); counts as abandoned
    BLOCKED_LINES = 4  # every line was taken
    BLOCKED_FULL = 5  # `max_waiting` contacts were waiting
    BLOCKED_CLOSED = 6  # the queue was closed
    WITHDRAWN = 7  # while it waited, an answer elsewhere settled it
    CALLBACK = 8  # the customer accepted a callback
    CONTAINED = 9  # self-service was enough
    ESCALATED = 10  # self-service was not enough
    UNREACHED = 11  # the company dialled in vain
    EXPIRED = 12  # a message whose reply window was over
    TRIAGED = 13  # a post that needs no answer
    PEER_ANSWERED = 14  # another customer answered


class After(IntEnum):
    """What a follow-up comes after."""

    ANSWERED = 0
    ABANDONED = 1  # dropped at closing included
    BLOCKED = 2
    WAITING = 3  # still waiting after a time
    CONTAINED = 4
    ESCALATED = 5
    ANSWERED_BY_PEER = 6
    EXPIRED = 7


BLOCKED: Final = (Outcome.BLOCKED_LINES, Outcome.BLOCKED_FULL, Outcome.BLOCKED_CLOSED)

NOBODY: Final = -1
"""Agent column: no agent took the contact."""

NOT_YET: Final = -1
"""Tick columns: it had not happened by the end of the simulated time."""

NEVER: Final = -1
"""Patience column: the customer never leaves."""

NANOSECONDS_PER_TICK: Final = 1_000_000
"""Work done in one tick at full speed."""
