"""What each kind of happening does: DONE, LEAVE, TIMER, and closing."""

from __future__ import annotations

from typing import Any

from sim.engine.events import After, Outcome
from sim.engine.fast.access import agents, choices, contained, queues, rows, spans
from sim.engine.fast.choosing import waits
from sim.engine.fast.deeds import let_go, next_in_hand
from sim.engine.fast.heap import happens
from sim.engine.fast.jit import cold, hot
from sim.engine.fast.journeys import (
    arrived_at,
    call_back,
    cancel,
    choose,
    depart,
    follow,
    next_turn,
)
from sim.engine.fast.keys import ACCEPTS, CONTAINED, drawn
from sim.engine.fast.layout import (
    AFTERS,
    CHOOSES,
    DIALS_AGAIN,
    ENDS_WARM,
    HOLDING,
    OFFERS_CALLBACK,
    OVER,
    PAUSING,
    PEER_ANSWERS,
    REACHES_AFTER,
    RINGING,
    TALKING,
    TIMER,
    TIMERS_OF_A_ROW,
    WINDOW_ENDS,
)
from sim.engine.fast.lines import leave_line, stand_in_line
from sim.engine.fast.offers import offer
from sim.engine.fast.release import is_released, stay_is_over, talk_is_over
from sim.engine.fast.work import plan, settle, tell

ABANDONED, DROPPED, UNREACHED = (
    int(Outcome.ABANDONED),
    int(Outcome.DROPPED),
    int(Outcome.UNREACHED),
)
CALLBACK, IS_CONTAINED, ESCALATED = (
    int(Outcome.CALLBACK),
    int(Outcome.CONTAINED),
    int(Outcome.ESCALATED),
)
EXPIRED, TRIAGED, PEER_ANSWERED = (
    int(Outcome.EXPIRED),
    int(Outcome.TRIAGED),
    int(Outcome.PEER_ANSWERED),
)
AFTER_ANSWERED, AFTER_ABANDONED = int(After.ANSWERED), int(After.ABANDONED)
AFTER_WAITING, AFTER_CONTAINED = int(After.WAITING), int(After.CONTAINED)
AFTER_ESCALATED, AFTER_PEER = int(After.ESCALATED), int(After.ANSWERED_BY_PEER)
AFTER_EXPIRED = int(After.EXPIRED)


@cold
def session_is_done(center: Any, row: Any) -> None:
    """R75."""
    contact = rows(center, row)
    column = center.reasons
    if contact.reason >= 0:
        column = contact.reason
    share = contained(center, queues(center, contact.queue).contained + column).value
    outcome, after = ESCALATED, AFTER_ESCALATED
    if drawn(contact.key, CONTAINED) < share:
        outcome, after = IS_CONTAINED, AFTER_CONTAINED
    contact.ended = center.now
    contact.outcome = outcome
    contact.phase = OVER
    follow(center, row, after)


@hot
def talk_is_done(center: Any, row: Any) -> None:
    """The customer is gone and the line is free (R36); what follows is chosen."""
    contact = rows(center, row)
    queue = queues(center, contact.queue)
    contact.ended = center.now
    contact.left = 0
    center.lines_taken -= queue.takes_line
    if not contact.relevant:  # R90
        contact.outcome = TRIAGED
        return
    if queue.is_social:  # R92
        cancel(center, contact.pending, True)
    if queue.is_thread and next_turn(center, row):  # R85
        return
    follow(center, row, AFTER_ANSWERED)


@cold
def dialled_in_vain(center: Any, row: Any) -> None:
    """R73."""
    contact = rows(center, row)
    queue = queues(center, contact.queue)
    agent = contact.agent
    settle(center, agent)
    tell(center, row, agent, agents(center, agent).busy_since, center.now)
    let_go(center, agent, row)
    contact.agent = -1
    if contact.tries < queue.attempts:
        contact.phase = PAUSING
        entity = center.queues + row * TIMERS_OF_A_ROW + DIALS_AGAIN
        happens(center, center.now + queue.retry, TIMER, entity)
    else:
        depart(center, row, UNREACHED)
    next_in_hand(center, agent)


@hot
def leave(center: Any, row: Any, why: Any) -> Any:
    """A peer answers, patience or a reply window ends (R33, R87, R95). False: void (R47)."""
    if not waits(center, row):
        return False
    outcome, after = ABANDONED, AFTER_ABANDONED
    if why == PEER_ANSWERS:
        outcome, after = PEER_ANSWERED, AFTER_PEER
    elif why == WINDOW_ENDS:
        outcome, after = EXPIRED, AFTER_EXPIRED
    elif rows(center, row).was_put_down:  # R82
        return False
    leave_line(center, row)
    depart(center, row, outcome)
    follow(center, row, after)
    return True


@cold
def close(center: Any, number: Any) -> None:
    """All who wait are dropped (R34)."""
    row = queues(center, number).first
    while row >= 0:
        after = rows(center, row).next
        leave_line(center, row)
        depart(center, row, DROPPED)
        follow(center, row, AFTER_ABANDONED)
        row = after


@cold
def timer_of_row(center: Any, row: Any, kind: Any) -> Any:
    """A TIMER of a contact, in the order of R63. False: it is void (R47)."""
    contact = rows(center, row)
    if kind == DIALS_AGAIN:
        if contact.phase != PAUSING:
            return False
    elif kind == ENDS_WARM:
        if contact.phase != HOLDING or center.now < contact.left:
            return False
    elif not waits(center, row):
        return False
    if kind == REACHES_AFTER:
        if queues(center, contact.queue).first == row:  # R41, R42
            offer(center, row)
    elif kind == DIALS_AGAIN:
        stand_in_line(center, row)
        if queues(center, contact.queue).first == row:  # R41
            offer(center, row)
    elif kind == CHOOSES:
        if contact.relevant:  # R90
            waited = center.now - arrived_at(center, row)
            span = spans(center, contact.queue * AFTERS + AFTER_WAITING)
            for number in range(span.first, span.until):
                if choices(center, number).waited == waited:
                    choose(center, row, number)
    elif kind == OFFERS_CALLBACK:
        if drawn(contact.key, ACCEPTS) < queues(center, contact.queue).accepted:
            leave_line(center, row)
            depart(center, row, CALLBACK)
            call_back(center, row)
    else:  # R68
        contact.holds = 0
        stay_is_over(center, row)
    return True


@hot
def done(center: Any, row: Any) -> Any:
    """Work ends, if the agent has not planned otherwise meanwhile (R37). False: void (R47)."""
    contact = rows(center, row)
    if queues(center, contact.queue).is_self_service:
        session_is_done(center, row)
        return True
    agent = contact.agent
    if (
        agent < 0
        or agents(center, agent).plan_row != row
        or agents(center, agent).plan_tick != center.now
    ):
        return False
    agents(center, agent).plan_row = -1
    if contact.phase == RINGING:
        dialled_in_vain(center, row)
    elif contact.phase == TALKING:
        settle(center, agent)
        talk_is_done(center, row)
        if contact.holds > 0:
            contact.phase = HOLDING
            plan(center, agent)
        else:
            talk_is_over(center, row)
    else:
        is_released(center, row)
    return True
