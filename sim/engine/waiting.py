"""What may happen to a contact while it waits: timers, and the ways in which the wait ends."""

from __future__ import annotations

from typing import Protocol

from sim.engine.consequences import Consequences
from sim.engine.events import NEVER, NOT_YET, Outcome, Rank
from sim.engine.happening import VOID, Action, Void
from sim.engine.lines import Lines
from sim.engine.queues import Queues
from sim.engine.routing import Routing
from sim.engine.rows import Rows


class World(Protocol):
    """What the waiting look at, and who is told when something happens to them."""

    end: int
    rows: Rows
    queues: Queues
    lines: Lines
    routing: Routing
    consequences: Consequences

    @property
    def now(self) -> int: ...

    def at(self, tick: int, rank: Rank, entity: int, action: Action) -> None: ...

    def offer(self, row: int) -> None: ...

    def call_back(self, row: int) -> None: ...

    def depart(self, row: int, outcome: Outcome) -> None: ...


class Waiting:
    """Rules R33, R42, R63, R70, R87 and R95."""

    def __init__(self, world: World) -> None:
        self.world = world

    def begin(self, row: int) -> None:
        """It begins to wait, or may wait later: what may happen then goes on the timetable."""
        world = self.world
        now, rows = world.now, world.rows
        queue, arrived = rows.queue[row], rows.arrived[row]
        follow_ups, callbacks = world.consequences.follow_ups, world.consequences.callbacks
        peer_delay = follow_ups.peer_delay(rows.key[row], queue)
        if peer_delay is not None:  # R95
            world.at(now + peer_delay, Rank.LEAVE, row, self.peer_answers)
        self.set_end(row)
        timer = self.timer(row)
        for after in world.routing.overflow_waits[queue]:  # R42
            tick = rows.since[row] + after - world.queues.head_start[queue]
            world.at(max(tick, now), Rank.TIMER, timer, self.ripen)
        for waited in sorted({choice.waited for choice in follow_ups.waits_of(queue)}):  # R63
            if arrived + waited >= now:  # R15
                world.at(arrived + waited, Rank.TIMER, timer + 1, self.choose_while_waiting)
        if callbacks.is_offered_while_waiting(queue):  # R70
            tick = arrived + callbacks.limit[queue]
            world.at(tick, Rank.TIMER, timer + 1, self.offer_callback)

    def set_end(self, row: int) -> None:
        world = self.world
        now, rows = world.now, world.rows
        patience, window = rows.patience[row], world.queues.reply_window[rows.queue[row]]
        gives_up = now + patience if patience != NEVER else world.end
        expires = max(rows.arrived[row] + window, now) if window >= 0 else world.end
        if gives_up <= expires:
            world.at(gives_up, Rank.LEAVE, row, self.leave)
        else:  # R87
            world.at(expires, Rank.LEAVE, row, self.expire)

    def timer(self, row: int) -> int:
        """Its first place of two among the TIMERs of a tick, after the closings (R2, R63)."""
        return self.world.queues.count + 2 * row

    def row_of(self, timer: int) -> int:
        return (timer - self.world.queues.count) // 2

    def ripen(self, timer: int) -> Void | None:
        row = self.row_of(timer)
        if not self.world.rows.waits[row]:
            return VOID
        # R41: who waits behind another of the queue is not offered before it.
        if self.world.routing.next_in_line(self.world.rows.queue[row]) == row:
            self.world.offer(row)
        return None

    def choose_while_waiting(self, timer: int) -> Void | None:
        row = self.row_of(timer)
        if not self.world.rows.waits[row]:
            return VOID
        self.world.consequences.of_waiting(row)
        return None

    def offer_callback(self, timer: int) -> Void | None:
        row, rows = self.row_of(timer), self.world.rows
        if not rows.waits[row]:
            return VOID
        if self.world.consequences.callbacks.accepts(rows.key[row], rows.queue[row]):
            self.world.lines.leave(row)
            self.world.call_back(row)
        return None

    def leave(self, row: int) -> Void | None:
        was_in_hand = self.world.rows.answered[row] != NOT_YET  # R82
        return VOID if was_in_hand else self.stop(row, Outcome.ABANDONED)  # R33

    def expire(self, row: int) -> Void | None:
        return self.stop(row, Outcome.EXPIRED)  # R87

    def peer_answers(self, row: int) -> Void | None:
        return self.stop(row, Outcome.PEER_ANSWERED)  # R95

    def stop(self, row: int, outcome: Outcome) -> Void | None:
        """Void for one who no longer waits."""
        if not self.world.rows.waits[row]:
            return VOID
        self.world.lines.leave(row)
        self.world.depart(row, outcome)
        return None
