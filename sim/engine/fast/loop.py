"""The loop: the next happening in the order of R2, until the end or until Python is needed."""

from __future__ import annotations

from typing import Any

from sim.engine.events import Outcome
from sim.engine.fast.access import (
    agents,
    comings,
    groups,
    hands,
    planned_key,
    planned_patience,
    planned_pick,
    planned_queue,
    planned_reason,
    planned_relevant,
    planned_shift,
    planned_tick,
    planned_work,
    planned_wrap_up,
    presence,
    queues,
    rows,
)
from sim.engine.fast.arrivals import new_row, patience_by_key, receive, row_of_coming
from sim.engine.fast.choosing import waits
from sim.engine.fast.happenings import close, done, leave, timer_of_row
from sim.engine.fast.heap import close_hole, event, pop_leave
from sim.engine.fast.jit import cold, hot
from sim.engine.fast.layout import (
    ARRIVE,
    ARRIVED,
    DONE,
    ENTITY,
    FINISHED,
    LEAVE,
    LEAVES_OF_A_ROW,
    NEEDS_PLANS,
    NEEDS_ROOM,
    OFFER,
    ON,
    PAUSED,
    PENDING,
    RANK_SHIFT,
    RINGING,
    SPREAD,
    TIMER,
    TIMERS_OF_A_ROW,
)
from sim.engine.fast.offers import end_holds, offer, offer_again
from sim.engine.fast.presence import heads_change, window_begins, window_ends
from sim.engine.fast.work import tell

HEAP, LEAVES, PLANNED, PRESENCE = range(4)
"""Where the next happening comes from."""
NOT_ANSWERED = int(Outcome.WAITING)


@cold
def may_come(center: Any, entry: Any) -> Any:
    """Not cancelled meanwhile (R64, R92), nor one too many (R93, R52)."""
    coming = comings(center, entry)
    if coming.state != PENDING:
        return False
    coming.state = ARRIVED
    if coming.kind == SPREAD:
        source = queues(center, coming.source)
        if source.caused >= source.at_most:
            return False
        source.caused += 1
    if center.rows >= center.max_rows:
        center.truncated = 1
        return False
    return True


@hot
def is_of(center: Any, row: Any) -> Any:
    """The row is still in the ring. If not, its contact is over and its events are void."""
    return rows(center, row).row == row


@cold
def stop_hands(center: Any) -> None:
    """What goes on at the end is told up to it (R53)."""
    center.now = center.end
    for agent in range(center.agents):
        base = agent * center.most_in_hand
        for place in range(base, base + agents(center, agent).in_hand):
            row = hands(center, place).row
            contact = rows(center, row)
            if contact.phase == RINGING or contact.was_put_down:
                tell(center, row, agent, agents(center, agent).busy_since, center.end)
            if contact.phase == RINGING:
                contact.agent = -1


@cold
def loop(center: Any, budget: Any) -> Any:
    """Let happen what happens, at most `budget` happenings; says why it returned."""
    while True:
        if center.hole:
            close_hole(center)
        # The next happening: of the heaps, of the planned arrivals or of presence.
        source = HEAP
        tick = center.end
        key = 0
        if center.events > 0:
            first = event(center.heap_at, 0)
            tick = first.tick
            key = first.key
        if center.leaves > 0:
            first = event(center.leaves_at, 0)
            if first.tick < tick or (first.tick == tick and first.key < key):
                source = LEAVES
                tick = first.tick
                key = first.key
        arrives = center.next_planned
        if arrives < center.planned:
            arriving = max(planned_tick(center, arrives).value, 0)  # R15
            if arriving < tick or (arriving == tick and (ARRIVE << RANK_SHIFT) < key):
                source = PLANNED
                tick = arriving
                key = ARRIVE << RANK_SHIFT
        elif center.further_plans:
            return NEEDS_PLANS
        if center.next_presence < center.timetable:
            change = presence(center, center.next_presence)
            if change.tick < tick or (change.tick == tick and change.key < key):
                source = PRESENCE
                tick = change.tick
                key = change.key
        if tick >= center.end:  # R1
            stop_hands(center)
            return FINISHED
        room = center.room + center.room_per_waiting * center.waiting
        if (
            center.events + room > center.heap_room
            or center.leaves + room > center.leaves_room
            or center.comings + room > center.comings_room
            or center.stretches + room > center.stretches_room
            or center.stays + room > center.stays_room
            or center.rows >= center.rows_room
        ):
            return NEEDS_ROOM
        budget -= 1
        if budget < 0:
            return PAUSED
        center.now = tick
        rank = key >> RANK_SHIFT
        entity = key & ENTITY
        happened = True  # what is void is no happening (R47)
        if source == HEAP:
            center.hole = 1
        elif source == LEAVES:
            pop_leave(center)
        if source == PRESENCE:
            value = presence(center, center.next_presence).value
            center.next_presence += 1
            if rank == TIMER:
                close(center, entity)
            elif groups(center, agents(center, entity).group).by_head_count:
                heads_change(
                    center,
                    agents(center, entity).group,
                    value,
                )
            elif rank == ON:
                window_begins(center, entity)
            else:
                window_ends(center, entity, value)
        elif rank == DONE:
            happened = is_of(center, entity) and done(center, entity)
        elif rank == LEAVE:
            row = entity // LEAVES_OF_A_ROW
            happened = is_of(center, row) and leave(center, row, entity % LEAVES_OF_A_ROW)
        elif rank == TIMER:
            entity -= center.queues
            row = entity // TIMERS_OF_A_ROW
            if is_of(center, row):
                happened = timer_of_row(center, row, entity % TIMERS_OF_A_ROW) != 0
            else:
                happened = False
        elif rank == OFFER:
            happened = waits(center, entity)
            if happened:
                offer(center, entity)
        else:
            row = -1
            arrived = tick
            patience = -1
            if rank == ARRIVE:
                if center.rows >= center.max_rows:  # R52
                    center.truncated = 1
                    center.next_planned = center.planned
                    center.further_plans = 0
                else:
                    center.next_planned += 1
                    arrived = planned_tick(center, arrives).value
                    row = new_row(center, -1, planned_queue(center, arrives).value, arrived)
                    contact = rows(center, row)
                    contact.key = planned_key(center, arrives).value
                    contact.reason = planned_reason(center, arrives).value
                    contact.shift = planned_shift(center, arrives).value
                    contact.relevant = planned_relevant(center, arrives).value
                    contact.left = planned_work(center, arrives).value
                    contact.wrap_up = planned_wrap_up(center, arrives).value
                    contact.pick = planned_pick(center, arrives).value
                    patience = planned_patience(center, arrives).value
            elif may_come(center, entity):
                row = row_of_coming(center, entity)
                patience = patience_by_key(center, row)
            if row >= 0:
                receive(center, row, arrived, patience)
            else:
                happened = False
        if center.ended_holds > 0:
            end_holds(center)
        if happened and (center.offered_waiting > 0 or center.put_down > 0):
            offer_again(center)
