"""What agents do: take contacts, put items down, come, find the next contact, and go."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine.events import Outcome
from sim.engine.fast.access import agents, groups, hands, queues, rows, scratch, skills, stays
from sim.engine.fast.choosing import contact_for
from sim.engine.fast.jit import cold, hot
from sim.engine.fast.journeys import answered
from sim.engine.fast.keys import DIAL, drawn, mix
from sim.engine.fast.layout import OVER, RINGING, TALKING, WAITING
from sim.engine.fast.lines import leave_line, stand_in_line
from sim.engine.fast.lists import hands_change, has_item, unplace
from sim.engine.fast.work import plan, settle, takes_from_hands, tell

NOT_ANSWERED, ANSWERED = int(Outcome.WAITING), int(Outcome.ANSWERED)


@cold
def take(center: Any, agent: Any, row: Any) -> None:
    """The agent takes the contact, which may wait, and puts down an item for it (R36, R73, R81)."""
    me = agents(center, agent)
    contact = rows(center, row)
    queue = queues(center, contact.queue)
    if has_item(center, agent):
        put_down(center, agent)
    if contact.phase == WAITING:
        leave_line(center, row)
    settle(center, agent)
    if me.in_hand == 0:
        me.busy_since = center.now
    hands(center, agent * center.most_in_hand + me.in_hand).row = row
    me.in_hand += 1
    if not queue.deferred:
        me.filled += skills(center, me.group * center.queues + contact.queue).fills
    contact.agent = agent
    if queue.is_outbound and contact.answered < 0 and not reaches(center, row):
        contact.phase = RINGING
    else:
        contact.phase = TALKING
        contact.outcome = ANSWERED
        if contact.answered < 0:
            contact.answered = center.now
            answered(center, row)
    if me.is_leaving:
        me.sequence = center.sequence
        center.sequence += 1
    else:
        hands_change(center, agent)
    plan(center, agent)


@cold
def reaches(center: Any, row: Any) -> Any:
    """Dial once more: the draw is that of the contact and the number of the try (R73)."""
    contact = rows(center, row)
    key = mix(contact.key, DIAL)
    number = contact.tries
    contact.tries += 1
    return drawn(key, np.uint64(number)) < queues(center, contact.queue).reached


@cold
def put_down(center: Any, agent: Any) -> None:
    """The item in hand waits again, with the work that is left (R82)."""
    me = agents(center, agent)
    row = hands(center, agent * center.most_in_hand).row
    item = rows(center, row)
    settle(center, agent)
    tell(center, row, agent, me.busy_since, center.now)
    item.was_put_down = 1
    item.agent = -1
    item.outcome = NOT_ANSWERED
    unplace(center, agent)
    takes_from_hands(center, agent, row)
    me.plan_row = -1
    me.plan_tick = -1
    stand_in_line(center, row)
    scratch(center, center.put_down).row = row
    center.put_down += 1


@hot
def let_go(center: Any, agent: Any, row: Any) -> None:
    """The contact goes from the hands; its work is settled. The agent stands in no list then."""
    me = agents(center, agent)
    contact = rows(center, row)
    contact.phase = OVER
    if contact.was_put_down:  # R53
        tell(center, row, agent, me.busy_since, center.now)
    unplace(center, agent)
    if not queues(center, contact.queue).deferred:
        me.filled -= skills(center, me.group * center.queues + contact.queue).fills
    takes_from_hands(center, agent, row)


@hot
def look_for_work(center: Any, agent: Any) -> None:
    """The agent has come, or a contact has gone from its hands: it takes one contact (R40)."""
    row = contact_for(center, agent, False)
    if row >= 0:
        take(center, agent, row)
    else:
        hands_change(center, agent)
        plan(center, agent)


@cold
def go(center: Any, agent: Any, due: Any) -> None:
    """It goes, as it should have at the tick `due` (R51)."""
    me = agents(center, agent)
    unplace(center, agent)
    me.is_on = 0
    groups(center, me.group).on -= 1
    me.on_before += center.now - me.on_since
    end_stay(center, agent, due)


@cold
def end_stay(center: Any, agent: Any, due: Any) -> None:
    """A row of if it has a length (R51)."""
    me = agents(center, agent)
    if center.now > me.on_since:
        stay = stays(center, center.stays)
        center.stays += 1
        stay.agent = agent
        stay.begin = me.on_since
        stay.until = center.now
        stay.due = due


@hot
def pay_debt(center: Any, group: Any) -> Any:
    """The departure owed first: when it was due (R26). They stand in a ring over the agents."""
    house = groups(center, group)
    due = agents(center, house.first + house.owed_first).owed_due
    house.owed_first = (house.owed_first + 1) % (house.until - house.first)
    house.owed -= 1
    return due


@hot
def next_in_hand(center: Any, agent: Any) -> None:
    """A contact has gone from the hands of the agent (R25, R26, R28, R40)."""
    me = agents(center, agent)
    if me.in_hand > 0 and me.is_leaving:
        plan(center, agent)
        return
    if me.in_hand > 0 or not (me.is_leaving or groups(center, me.group).owed > 0):
        look_for_work(center, agent)
        return
    me.plan_row = -1
    if me.is_leaving and center.now < me.shift_end:  # a break, or off the desk
        go(center, agent, center.now)
        return
    row = contact_for(center, agent, True)
    if row >= 0:  # R28
        take(center, agent, row)
    elif me.is_leaving:
        go(center, agent, me.shift_end)
    else:
        go(center, agent, pay_debt(center, me.group))
