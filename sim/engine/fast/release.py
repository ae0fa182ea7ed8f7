"""A contact goes from an agent's at once or after its wrap-up (R36, R68)."""

from __future__ import annotations

from typing import Any

from sim.engine.fast.access import agents, queues, rows
from sim.engine.fast.deeds import let_go, next_in_hand
from sim.engine.fast.jit import cold, hot
from sim.engine.fast.layout import WRAPPING
from sim.engine.fast.lists import place, unplace
from sim.engine.fast.work import plan, settle


@hot
def talk_is_over(center: Any, row: Any) -> None:
    """After the talk, or the stay for a warm transfer: wrap-up, if there is any (R36)."""
    contact = rows(center, row)
    agent = contact.agent
    if contact.wrap_up > 0:
        settle(center, agent)
        contact.phase = WRAPPING
        contact.left = contact.wrap_up
        if queues(center, contact.queue).deferred:  # R20
            agents(center, agent).filled = center.slots
            if not agents(center, agent).is_leaving:
                unplace(center, agent)
                place(center, agent)
        plan(center, agent)
    else:
        is_released(center, row)


@cold
def stay_is_over(center: Any, row: Any) -> None:
    """`talk_is_over` where it is called seldom."""
    talk_is_over(center, row)


@hot
def is_released(center: Any, row: Any) -> None:
    """The contact goes from the agent's hands for good."""
    contact = rows(center, row)
    agent = contact.agent
    contact.released = center.now
    settle(center, agent)
    let_go(center, agent, row)
    next_in_hand(center, agent)
