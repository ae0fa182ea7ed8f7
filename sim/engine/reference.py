"""The reference engine: docs/rules.md in SimPy. Each step cites its rule.

It reads integers only and draws nothing. It is written to be read: a compiled engine must give the
same log without sharing these decisions.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable
from typing import cast

from simpy import Environment
from simpy.events import Event, EventPriority

from sim.draws import Draws
from sim.engine.events import NANOSECONDS_PER_TICK, NEVER, NOBODY, After, Outcome, Rank
from sim.engine.follow_ups import Choice, Coming, FollowUps
from sim.engine.outbound import Callbacks, Dialling
from sim.engine.people import People
from sim.engine.routing import Routing
from sim.engine.rows import Rows
from sim.keys import mix_one, name_hash
from sim.log import ContactLog
from sim.model import Model

ROW_LIMIT = 50_000_000
"""Attempts a log may hold (R52)."""

CONTAINED = name_hash("contained")


class Happening(Event):
    """A SimPy event that knows whom it is about: an agent, a contact row or a queue."""

    def __init__(self, env: Environment, entity: int, action: Callable[[int], None]) -> None:
        # Born triggered: it happens when the environment reaches it.
        self.env = env
        self.callbacks = [self._happen]
        self._ok = True
        self._value = None
        self.entity = entity
        self.action = action

    def _happen(self, _event: Event) -> None:
        self.action(self.entity)


def run(model: Model, draws: Draws, max_rows: int = ROW_LIMIT) -> ContactLog:
    """Simulate one replication. The same model and draws give the same log, bit for bit."""
    world = _World(model, draws, max_rows)
    world.begin()
    world.env.run(until=model.clock.end)
    world.stop_dialling()
    return world.rows.log(
        world.people.rows(), world.still_to_come(), model.clock.end, world.truncated
    )


class _World:
    """The state of the center, and what each event does to it."""

    def __init__(self, model: Model, draws: Draws, max_rows: int) -> None:
        self.env = Environment()
        self.end = model.clock.end
        self.rows = Rows(draws)
        self.row_limit = max_rows
        self.truncated = False
        self.next_planned = 0
        # queues
        queues = model.queues
        self.head_start: list[int] = queues.head_start.tolist()
        self.max_waiting: list[int] = queues.max_waiting.tolist()
        self.takes_line: list[int] = queues.takes_line.tolist()
        self.drops: list[int] = queues.drop_at_close.tolist()
        self.lines = queues.lines
        self.lines_taken = 0
        self.windows = _windows_of_queues(model)
        self.waiting: list[list[tuple[int, int]]] = [[] for _ in self.head_start]  # heaps, R41
        self.waiting_count = [0] * len(self.head_start)
        self.is_self_service: list[int] = model.self_service.is_one.tolist()
        self.contained: list[list[int]] = model.self_service.contained.tolist()
        # agents
        self.speed = model.skills.speed[:, :, 0].tolist()
        self.handled = [0] * int(model.people.first[-1])
        self.people = People(model, draws, self)
        self.routing = Routing(model, self)
        # what customers do next
        self.follow_ups = FollowUps(model)
        self.dialling = Dialling(model)
        self.callbacks = Callbacks(model)
        self.coming: list[Coming | None] = []  # by order of creation; None: cancelled or arrived
        self.coming_tick: list[int] = []
        self.pending: dict[int, list[int]] = {}  # row -> its attempts to come

    @property
    def now(self) -> int:
        return int(self.env.now)

    def at(self, tick: int, rank: Rank, entity: int, action: Callable[[int], None]) -> None:
        """Let it happen at the tick in the order of R2; at `end` or later never (R1)."""
        if tick < self.end:
            priority = cast(EventPriority, (rank << 48) + entity)
            self.env.schedule(Happening(self.env, entity, action), priority, tick - self.env.now)

    def begin(self) -> None:
        """Everything that is known at tick 0: presence, closings, the first arrival."""
        self.people.begin()
        for queue, windows in enumerate(self.windows):
            if self.drops[queue]:
                for _, until in windows:
                    self.at(until, Rank.TIMER, queue, self.close)
        self.plan_arrival()

    # --- arriving -------------------------------------------------------------------------------

    def plan_arrival(self) -> None:
        if self.next_planned < len(self.rows.planned):
            tick = self.rows.planned.tick[self.next_planned]
            self.at(tick, Rank.ARRIVE, self.next_planned, self.arrive)

    def arrive(self, number: int) -> None:
        self.next_planned += 1
        if len(self.rows) >= self.row_limit:  # R52
            self.truncated = True
            return
        self.plan_arrival()
        self.receive(self.rows.append_planned(number, self.now))

    def come_back(self, number: int) -> None:
        coming = self.coming[number]
        if coming is None:  # R64: settled before
            return
        self.coming[number] = None
        self.pending[coming.parent].remove(number)
        if len(self.rows) >= self.row_limit:  # R52
            self.truncated = True
            return
        row = self.rows.append_coming(coming, self.now)
        if coming.keeps_place:  # R72
            self.rows.since[row] = self.rows.since[coming.parent]
        self.receive(row)

    def receive(self, row: int) -> None:
        queue = self.rows.queue[row]
        if not self.is_open(queue):  # R30
            self.rows.close(row, Outcome.BLOCKED_CLOSED, self.now)
            self.follow(row, After.BLOCKED)
            return
        if self.is_self_service[queue]:
            ticks = -(-self.rows.work[row] // NANOSECONDS_PER_TICK)
            self.at(self.now + ticks, Rank.DONE, row, self.session_done)  # R75
            return
        if self.takes_line[queue]:
            if 0 <= self.lines <= self.lines_taken:  # R30
                self.rows.close(row, Outcome.BLOCKED_LINES, self.now)
                self.follow(row, After.BLOCKED)
                return
            self.lines_taken += 1
        agent = self.routing.agent_for(row)
        if agent != NOBODY:  # R31
            self.start(agent, row)
        elif 0 <= self.max_waiting[queue] <= self.waiting_count[queue]:  # R31
            self.depart(row, Outcome.BLOCKED_FULL)
        elif self.callbacks.is_offered_on_arrival(self, queue) and self.callbacks.accepts(
            self.rows.key[row], queue
        ):  # R70
            self.call_back(row)
        elif self.rows.patience[row] == 0:  # R32
            self.depart(row, Outcome.ABANDONED)
        else:
            self.wait(row)
            self.set_timers(row)

    # --- waiting --------------------------------------------------------------------------------

    def wait(self, row: int) -> None:
        """Join the queue; who comes back to it keeps its place (R41)."""
        queue = self.rows.queue[row]
        self.rows.waits[row] = True
        self.waiting_count[queue] += 1
        heapq.heappush(self.waiting[queue], (self.rows.since[row], row))

    def set_timers(self, row: int) -> None:
        queue, arrived = self.rows.queue[row], self.rows.arrived[row]
        if self.rows.patience[row] != NEVER:
            self.at(arrived + self.rows.patience[row], Rank.LEAVE, row, self.leave)
        timer = len(self.head_start) + 2 * row
        for after in self.routing.overflow_waits[queue]:  # R42
            tick = self.rows.since[row] + after - self.head_start[queue]
            self.at(max(tick, self.now), Rank.TIMER, timer, self.offer)
        for waited in sorted({choice.waited for choice in self.follow_ups.waits_of(queue)}):  # R63
            self.at(arrived + waited, Rank.TIMER, timer + 1, self.choose_while_waiting)
        if self.callbacks.is_offered_while_waiting(queue):  # R70
            tick = arrived + self.callbacks.limit[queue]
            self.at(tick, Rank.TIMER, timer + 1, self.offer_callback)

    def offer(self, entity: int) -> None:
        row = (entity - len(self.head_start)) // 2
        # R41: who waits behind another of the queue is not offered before it.
        if self.rows.waits[row] and self.routing.first_waiting(self.rows.queue[row]) == row:
            agent = self.routing.agent_for(row)
            if agent != NOBODY:
                self.take_from_queue(agent, row)

    def choose_while_waiting(self, entity: int) -> None:
        row = (entity - len(self.head_start)) // 2
        if self.rows.waits[row]:
            waited = self.now - self.rows.arrived[row]
            for choice in self.follow_ups.waits_of(self.rows.queue[row]):
                if choice.waited == waited:
                    self.choose(row, choice)

    def offer_callback(self, entity: int) -> None:
        row = (entity - len(self.head_start)) // 2
        queue = self.rows.queue[row]
        if self.rows.waits[row] and self.callbacks.accepts(self.rows.key[row], queue):
            self.leave_line(row)
            self.call_back(row)

    def leave(self, row: int) -> None:
        if self.rows.waits[row]:  # R33
            self.leave_line(row)
            self.depart(row, Outcome.ABANDONED)

    def close(self, queue: int) -> None:
        for _, row in sorted(self.waiting[queue]):  # R34
            if self.rows.waits[row]:
                self.leave_line(row)
                self.depart(row, Outcome.DROPPED)
        self.waiting[queue].clear()

    def leave_line(self, row: int) -> None:
        """It no longer waits; its entry in the heap is passed over when it comes up."""
        self.rows.waits[row] = False
        self.waiting_count[self.rows.queue[row]] -= 1

    def depart(self, row: int, outcome: Outcome) -> None:
        """Without an answer: the customer is gone and its line is free."""
        self.rows.close(row, outcome, self.now)
        self.lines_taken -= self.takes_line[self.rows.queue[row]]
        self.follow(row, AFTER_OUTCOME.get(outcome))

    # --- in hand --------------------------------------------------------------------------------

    def take_from_queue(self, agent: int, row: int) -> None:
        self.leave_line(row)
        self.start(agent, row)

    def start(self, agent: int, row: int) -> None:
        self.people.is_taken(agent)
        queue = self.rows.queue[row]
        key = self.rows.key[row]
        if self.dialling.is_one[queue] and not self.dialling.reaches(row, key, queue):  # R73
            self.rows.agent[row] = agent
            self.dialling.began[row] = self.now
            self.at(self.now + self.dialling.ring[queue], Rank.DONE, row, self.dialled_in_vain)
            return
        self.rows.answer(row, agent, self.now)
        self.settle(row)
        speed = self.speed[self.people.group_of[agent]][queue]
        self.at(self.now - -self.rows.work[row] // speed, Rank.DONE, row, self.talk_done)  # R37

    def dialled_in_vain(self, row: int) -> None:
        queue, agent = self.rows.queue[row], self.rows.agent[row]
        began = self.dialling.began.pop(row)
        self.rows.stretches.append((row, agent, began, self.now))
        self.rows.agent[row] = NOBODY
        self.handled[agent] += self.now - began
        if self.dialling.tries[row] < self.dialling.attempts[queue]:  # R73
            tick = self.now + self.dialling.retry[queue]
            self.at(tick, Rank.TIMER, len(self.head_start) + 2 * row, self.dial_again)
        else:
            self.depart(row, Outcome.UNREACHED)
        self.empty_hands(agent)

    def stop_dialling(self) -> None:
        """R53: who is being dialled at `end` leaves the stretch up to it."""
        for row, began in self.dialling.began.items():
            self.rows.stretches.append((row, self.rows.agent[row], began, self.end))
            self.rows.agent[row] = NOBODY

    def dial_again(self, entity: int) -> None:
        row = (entity - len(self.head_start)) // 2
        if self.rows.outcome[row] != Outcome.WAITING:  # withdrawn meanwhile
            return
        agent = self.routing.agent_for(row)
        if agent != NOBODY:
            self.start(agent, row)
        else:
            self.wait(row)

    def talk_done(self, row: int) -> None:
        queue = self.rows.queue[row]
        self.rows.ended[row] = self.now
        self.lines_taken -= self.takes_line[queue]
        self.follow(row, After.ANSWERED)
        if self.rows.wrap_up[row] > 0:  # R36
            speed = self.speed[self.people.group_of[self.rows.agent[row]]][queue]
            tick = self.now - -self.rows.wrap_up[row] // speed
            self.at(tick, Rank.DONE, row, self.wrap_up_done)
        else:
            self.wrap_up_done(row)

    def wrap_up_done(self, row: int) -> None:
        agent = self.rows.agent[row]
        self.rows.released[row] = self.now
        self.handled[agent] += self.now - self.rows.answered[row]
        self.empty_hands(agent)

    def session_done(self, row: int) -> None:
        queue = self.rows.queue[row]
        draw = mix_one(self.rows.key[row], CONTAINED) >> 32
        contained = draw < self.contained[queue][self.rows.reason[row]]  # R75
        self.rows.close(row, Outcome.CONTAINED if contained else Outcome.ESCALATED, self.now)
        self.follow(row, After.CONTAINED if contained else After.ESCALATED)

    def empty_hands(self, agent: int) -> None:
        if self.people.is_away(agent):  # R25
            self.people.go(agent, self.now)
        elif self.people.should_go(agent):  # R25, R26
            row = self.routing.contact_for(agent, self.is_served_after_closing)
            if row != NOBODY:  # R28
                self.take_from_queue(agent, row)
            else:
                self.people.go_home(agent)
        else:
            self.free(agent)

    def free(self, agent: int) -> None:
        row = self.routing.contact_for(agent, _any_queue)
        if row != NOBODY:  # R40
            self.take_from_queue(agent, row)
        else:
            self.people.becomes_idle(agent)

    # --- what customers do next -----------------------------------------------------------------

    def follow(self, row: int, after: After | None) -> None:
        if after is not None:
            for choice in self.follow_ups.by_event.get((self.rows.queue[row], after), ()):
                self.choose(row, choice)

    def choose(self, row: int, choice: Choice) -> None:
        follow_up = self.follow_ups.chosen(self.rows.key[row], choice)
        if follow_up is not None:  # R61
            key = mix_one(mix_one(self.rows.key[row], follow_up.name), 0)  # R67
            coming = self.follow_ups.coming(key, row, self.rows.reason[row], follow_up)
            self.expect(coming, self.follow_ups.delay(key, follow_up))

    def call_back(self, row: int) -> None:
        queue = self.rows.queue[row]
        self.depart(row, Outcome.CALLBACK)
        key = mix_one(mix_one(self.rows.key[row], self.callbacks.name[queue]), 0)
        to, number = self.callbacks.to[queue], self.callbacks.follow_up[queue]
        self.expect(self.follow_ups.called_back(key, row, self.rows.reason[row], to, number), 0)

    def expect(self, coming: Coming, delay: int) -> None:
        number = len(self.coming)
        self.coming.append(coming)
        self.coming_tick.append(self.now + delay)
        self.pending.setdefault(coming.parent, []).append(number)
        self.at(self.now + delay, Rank.RETURN, number, self.come_back)

    def still_to_come(self) -> list[tuple[int, int, int]]:
        """(parent, follow-up, tick) of the attempts that have not arrived (R54)."""
        return [
            (coming.parent, coming.follow_up, tick)
            for coming, tick in zip(self.coming, self.coming_tick, strict=True)
            if coming is not None
        ]

    def settle(self, row: int) -> None:
        """R64: an answer withdraws the earlier contact, or cancels what it was to cause."""
        parent = self.rows.parent[row]
        if parent < 0 or not self.rows.settles[row]:
            return
        if self.rows.waits[parent]:
            self.leave_line(parent)
            self.depart(parent, Outcome.WITHDRAWN)
        for number in self.pending.get(parent, ()):
            self.coming[number] = None

    def agents_on(self, queue: int) -> int:
        """Agents on who have the skill."""
        return sum(self.people.on_count[group] for group in self.routing.groups_of_queue[queue])

    # --- queues ---------------------------------------------------------------------------------

    def is_open(self, queue: int) -> bool:
        windows = self.windows[queue]
        while windows and windows[0][1] <= self.now:  # R5
            windows.popleft()
        return bool(windows) and windows[0][0] <= self.now

    def is_served_after_closing(self, queue: int) -> bool:
        return not self.drops[queue] and not self.is_open(queue)


AFTER_OUTCOME = {
    Outcome.ABANDONED: After.ABANDONED,
    Outcome.DROPPED: After.ABANDONED,
    Outcome.BLOCKED_FULL: After.BLOCKED,
}


def _any_queue(_queue: int) -> bool:
    return True


def _windows_of_queues(model: Model) -> list[deque[tuple[int, int]]]:
    windows: list[deque[tuple[int, int]]] = [deque() for _ in model.labels.queues]
    queues = model.queues
    for queue, begin, until in zip(
        queues.open_queue.tolist(),
        queues.open_from.tolist(),
        queues.open_until.tolist(),
        strict=True,
    ):
        windows[queue].append((begin, until))
    return windows
