"""Where attempts come from: every attempt has exactly one origin, so that origins add up."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from sim.engine.events import After
from sim.metrics.cells import Ints
from sim.model import Model


class Origin(IntEnum):
    """Why an attempt was made."""

    FIRST = 0  # a customer's first attempt, where it would have come anyway
    CHANNEL_SHIFT = 1  # a first attempt that arrives here instead of elsewhere
    REDIAL = 2  # after abandoned, blocked or expired
    CHASE = 3  # while an earlier attempt waits
    REPEAT = 4  # after answered
    TRANSFER = 5  # handed on by the agent
    MOVED = 6  # sent to another channel by the agent
    CALLBACK = 7  # a callback was accepted
    ESCALATION = 8  # self-service was not enough
    BOUNCE_BACK = 9  # after contained or answered by a peer
    COMPANY = 10  # the company took the step
    TURN = 11  # the next message of a thread
    SPREAD = 12  # another customer, whom a public post made write or phone


TRANSFER_KIND, MOVED_KIND = 1, 2
"""Codes of FollowUps.kind; 0 is a repeat."""

_BY_AFTER = {
    After.ANSWERED: Origin.REPEAT,
    After.ABANDONED: Origin.REDIAL,
    After.BLOCKED: Origin.REDIAL,
    After.WAITING: Origin.CHASE,
    After.CONTAINED: Origin.BOUNCE_BACK,
    After.ESCALATED: Origin.ESCALATION,
    After.ANSWERED_BY_PEER: Origin.BOUNCE_BACK,
    After.EXPIRED: Origin.REDIAL,
}


def follow_up_origins(model: Model) -> Ints:
    """The origin of the attempts of each row of Labels.follow_ups."""
    table = model.follow_ups
    after_to_origin = np.array([_BY_AFTER[after] for after in After], dtype=np.int64)
    written = after_to_origin[table.after]
    from_agent = table.after == After.ANSWERED
    written[from_agent & (table.kind == TRANSFER_KIND)] = Origin.TRANSFER
    written[from_agent & (table.kind == MOVED_KIND)] = Origin.MOVED
    written[table.by_company == 1] = Origin.COMPANY
    origin = np.full(len(model.labels.follow_ups), Origin.CALLBACK, dtype=np.int64)
    origin[: len(written)] = written
    turns = model.threads.follow_up
    origin[turns[turns >= 0]] = Origin.TURN
    origin[model.posts.follow_up] = Origin.SPREAD
    return origin
