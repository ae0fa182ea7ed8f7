"""The reference engine: docs/rules.md in SimPy. Each step cites its rule.

It reads integers only and draws nothing. It is written to be read: a compiled engine must give the
same log without sharing these decisions.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import cast

import numpy as np
from simpy import Environment
from simpy.events import Event, EventPriority

from sim.draws import Draws
from sim.engine.events import NEVER, NOBODY, Outcome, Rank
from sim.engine.routing import Routing
from sim.engine.rows import Rows
from sim.log import ContactLog
from sim.model import Model

ROW_LIMIT = 50_000_000
"""Attempts a log may hold (R52)."""

STAYS, AWAY, OVER = 0, 1, 2
"""When its hands are empty an agent goes on, goes for a break or off the desk, or goes home."""


class Happening(Event):
    """A SimPy event that knows whom it is about: an agent, a contact row or a queue."""

    def __init__(self, env: Environment, entity: int, action: Callable[[Happening], None]) -> None:
        # Born triggered: it happens when the environment reaches it.
        self.env = env
        self.callbacks = [action]
        self._ok = True
        self._value = None
        self.entity = entity


def run(model: Model, draws: Draws, max_rows: int = ROW_LIMIT) -> ContactLog:
    """Simulate one replication. The same model and draws give the same log, bit for bit."""
    world = _World(model, draws, max_rows)
    world.begin()
    world.env.run(until=model.clock.end)
    return world.rows.log(world.presence_rows(), model.clock.end)


class _World:
    """The state of the center, and what each event does to it."""

    def __init__(self, model: Model, draws: Draws, max_rows: int) -> None:
        self.env = Environment()
        self.end = model.clock.end
        self.rows = Rows(draws)
        self.row_limit = min(max_rows, len(draws))
        self.arrival = draws.tick.tolist()
        agents = int(model.people.first[-1])
        self.first = model.people.first.tolist()
        self.group_of = np.repeat(np.arange(len(self.first) - 1), np.diff(self.first)).tolist()
        self.speed = model.skills.speed[:, :, 0].tolist()
        # queues
        queues = model.queues
        self.head_start = queues.head_start.tolist()
        self.max_waiting = queues.max_waiting.tolist()
        self.takes_line = queues.takes_line.tolist()
        self.drops = queues.drop_at_close.tolist()
        self.lines = queues.lines
        self.lines_taken = 0
        self.windows = _windows_of_queues(model)
        self.waiting: list[deque[int]] = [deque() for _ in self.head_start]  # gone rows stay in
        self.waiting_count = [0] * len(self.head_start)
        # agents
        self.is_on = [False] * agents
        self.on_since = [0] * agents
        self.on_before = [0] * agents
        self.handled = [0] * agents
        self.leaving = [STAYS] * agents
        self.due = [0] * agents
        self.idle: list[OrderedDict[int, int]] = [OrderedDict() for _ in self.first[1:]]
        self.idle_number = 0
        self.presence: list[tuple[int, int, int, int]] = []
        # rosters
        self.agent_windows = _windows_of_agents(draws, agents)
        self.head_changes = _head_changes(draws, len(self.first) - 1)
        self.heads = [0] * (len(self.first) - 1)
        self.owed: list[deque[int]] = [deque() for _ in self.first[1:]]
        self.not_on = [list(range(a, b)) for a, b in zip(self.first, self.first[1:], strict=False)]
        self.routing = Routing(model, self)

    @property
    def now(self) -> int:
        return int(self.env.now)

    def at(self, tick: int, rank: Rank, entity: int, action: Callable[[Happening], None]) -> None:
        """Let it happen at the tick in the order of R2; at `end` or later never (R1)."""
        if tick < self.end:
            event = Happening(self.env, entity, action)
            priority = cast(EventPriority, (rank << 48) + entity)
            self.env.schedule(event, priority, tick - self.env.now)

    def begin(self) -> None:
        """Everything that is known at tick 0: presence, closings, the first arrival."""
        for agent in range(len(self.is_on)):
            self.next_window(agent)
        for group in range(len(self.heads)):
            self.next_head_change(group)
        for queue, windows in enumerate(self.windows):
            if self.drops[queue]:
                for _, until in windows:
                    self.at(until, Rank.TIMER, queue, self.close)
        self.next_arrival()

    # --- presence -------------------------------------------------------------------------------

    def next_window(self, agent: int) -> None:
        if self.agent_windows[agent]:
            self.at(self.agent_windows[agent][0][0], Rank.ON, agent, self.window_begins)

    def window_begins(self, event: Happening) -> None:
        agent = event.entity
        _, until, _ = self.agent_windows[agent][0]
        self.at(until, Rank.OFF, agent, self.window_ends)
        if self.is_on[agent]:  # R27: it has not even left
            if self.leaving[agent] == OVER:  # R51
                self.presence.append((agent, self.on_since[agent], self.now, self.due[agent]))
                self.on_before[agent] += self.now - self.on_since[agent]
                self.on_since[agent] = self.now
            self.leaving[agent] = STAYS
        else:
            self.come(agent)

    def window_ends(self, event: Happening) -> None:
        agent = event.entity
        _, _, ends_shift = self.agent_windows[agent].popleft()
        self.next_window(agent)
        if agent in self.idle[self.group_of[agent]]:  # R25
            del self.idle[self.group_of[agent]][agent]
            self.go(agent, self.now)
        else:
            self.leaving[agent] = OVER if ends_shift else AWAY
            self.due[agent] = self.now

    def next_head_change(self, group: int) -> None:
        if self.head_changes[group]:
            tick, heads = self.head_changes[group][0]
            rank = Rank.ON if heads > self.heads[group] else Rank.OFF
            self.at(tick, rank, self.first[group], self.change_heads)

    def change_heads(self, event: Happening) -> None:
        group = self.group_of[event.entity]
        _, heads = self.head_changes[group].popleft()
        change = heads - self.heads[group]
        self.heads[group] = heads
        for _ in range(-change):  # R26: one leaves
            if self.idle[group]:
                agent = max(self.idle[group])
                del self.idle[group][agent]
                self.go(agent, self.now)
            else:
                self.owed[group].append(self.now)
        for _ in range(change):  # R26: one comes
            if self.owed[group]:
                self.owed[group].pop()
            else:
                self.come(self.not_on[group][0])
        self.next_head_change(group)

    def come(self, agent: int) -> None:
        self.is_on[agent] = True
        self.on_since[agent] = self.now
        self.leaving[agent] = STAYS
        _discard_smallest(self.not_on[self.group_of[agent]], agent)
        self.free(agent)

    def go(self, agent: int, due: int) -> None:
        self.is_on[agent] = False
        self.on_before[agent] += self.now - self.on_since[agent]
        if self.now > self.on_since[agent]:
            self.presence.append((agent, self.on_since[agent], self.now, due))
        heapq.heappush(self.not_on[self.group_of[agent]], agent)

    # --- contacts -------------------------------------------------------------------------------

    def next_arrival(self) -> None:
        number = len(self.rows)
        if number < self.row_limit:
            self.at(self.arrival[number], Rank.ARRIVE, number, self.arrive)

    def arrive(self, _event: Happening) -> None:
        row = self.rows.append(self.now)
        queue = self.rows.queue[row]
        self.next_arrival()
        if not self.is_open(queue):  # R30
            self.rows.close(row, Outcome.BLOCKED_CLOSED, self.now)
            return
        if self.takes_line[queue]:
            if 0 <= self.lines <= self.lines_taken:  # R30
                self.rows.close(row, Outcome.BLOCKED_LINES, self.now)
                return
            self.lines_taken += 1
        agent = self.routing.agent_for(row)
        if agent != NOBODY:  # R31
            self.start(agent, row)
        elif 0 <= self.max_waiting[queue] <= self.waiting_count[queue]:  # R31
            self.depart(row, Outcome.BLOCKED_FULL)
        elif self.rows.patience[row] == 0:  # R32
            self.depart(row, Outcome.ABANDONED)
        else:
            self.wait(row)

    def wait(self, row: int) -> None:
        queue = self.rows.queue[row]
        self.waiting[queue].append(row)
        self.waiting_count[queue] += 1
        patience = self.rows.patience[row]
        if patience != NEVER:
            self.at(self.now + patience, Rank.LEAVE, row, self.leave)
        for after in self.routing.overflow_waits[queue]:  # R42
            tick = self.now + after - self.head_start[queue]
            self.at(tick, Rank.TIMER, len(self.head_start) + row, self.offer)

    def offer(self, event: Happening) -> None:
        row = event.entity - len(self.head_start)
        queue = self.rows.queue[row]
        # R41: who waits behind another of the queue is not offered before it.
        if self.routing.first_waiting(queue) == row:
            agent = self.routing.agent_for(row)
            if agent != NOBODY:
                self.take_from_queue(agent, row)

    def leave(self, event: Happening) -> None:
        row = event.entity
        if self.rows.outcome[row] == Outcome.WAITING:  # R33
            self.waiting_count[self.rows.queue[row]] -= 1
            self.depart(row, Outcome.ABANDONED)

    def close(self, event: Happening) -> None:
        queue = event.entity
        for row in self.waiting[queue]:  # R34
            if self.rows.outcome[row] == Outcome.WAITING:
                self.depart(row, Outcome.DROPPED)
        self.waiting[queue].clear()
        self.waiting_count[queue] = 0

    def depart(self, row: int, outcome: Outcome) -> None:
        """Without an answer: the customer is gone and its line is free."""
        self.rows.close(row, outcome, self.now)
        self.lines_taken -= self.takes_line[self.rows.queue[row]]

    def take_from_queue(self, agent: int, row: int) -> None:
        self.waiting_count[self.rows.queue[row]] -= 1
        self.start(agent, row)

    def start(self, agent: int, row: int) -> None:
        group = self.group_of[agent]
        self.idle[group].pop(agent, None)
        self.rows.answer(row, agent, self.now)
        speed = self.speed[group][self.rows.queue[row]]
        self.at(self.now - -self.rows.work[row] // speed, Rank.DONE, row, self.talk_done)  # R37

    def talk_done(self, event: Happening) -> None:
        row = event.entity
        queue = self.rows.queue[row]
        self.rows.ended[row] = self.now
        self.lines_taken -= self.takes_line[queue]
        if self.rows.wrap_up[row] > 0:  # R36
            speed = self.speed[self.group_of[self.rows.agent[row]]][queue]
            tick = self.now - -self.rows.wrap_up[row] // speed
            self.at(tick, Rank.DONE, row, self.wrap_up_done)
        else:
            self.wrap_up_done(event)

    def wrap_up_done(self, event: Happening) -> None:
        row = event.entity
        agent = self.rows.agent[row]
        self.rows.released[row] = self.now
        self.handled[agent] += self.now - self.rows.answered[row]
        self.empty_hands(agent)

    def empty_hands(self, agent: int) -> None:
        owed = self.owed[self.group_of[agent]]
        if self.leaving[agent] == AWAY:  # R25
            self.go(agent, self.now)
        elif self.leaving[agent] == OVER or owed:  # R25, R26
            row = self.routing.contact_for(agent, self.is_served_after_closing)
            if row != NOBODY:  # R28
                self.take_from_queue(agent, row)
            else:
                self.go(agent, self.due[agent] if self.leaving[agent] == OVER else owed.popleft())
        else:
            self.free(agent)

    def free(self, agent: int) -> None:
        row = self.routing.contact_for(agent, _any_queue)
        if row != NOBODY:  # R40
            self.take_from_queue(agent, row)
        else:  # R45
            self.idle[self.group_of[agent]][agent] = self.idle_number
            self.idle_number += 1

    def is_open(self, queue: int) -> bool:
        windows = self.windows[queue]
        while windows and windows[0][1] <= self.now:  # R5
            windows.popleft()
        return bool(windows) and windows[0][0] <= self.now

    def is_served_after_closing(self, queue: int) -> bool:
        return not self.drops[queue] and not self.is_open(queue)

    def presence_rows(self) -> list[tuple[int, int, int, int]]:
        """Presence (agent, on, off, due) when the simulated time is over (R51)."""
        for group, owed in enumerate(self.owed):
            for agent in reversed(range(self.first[group], self.first[group + 1])):
                if owed and self.is_on[agent]:
                    self.leaving[agent], self.due[agent] = OVER, owed.popleft()
        still_on = [
            (agent, self.on_since[agent], self.end, self.due[agent] if left == OVER else self.end)
            for agent, left in enumerate(self.leaving)
            if self.is_on[agent]
        ]
        return sorted(self.presence + still_on)


def _any_queue(_queue: int) -> bool:
    return True


def _discard_smallest(heap: list[int], agent: int) -> None:
    """Take the agent out of the heap of agents not on."""
    if heap[0] == agent:
        heapq.heappop(heap)
    else:
        heap.remove(agent)
        heapq.heapify(heap)


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


def _windows_of_agents(draws: Draws, agents: int) -> list[deque[tuple[int, int, int]]]:
    windows: list[deque[tuple[int, int, int]]] = [deque() for _ in range(agents)]
    for agent, on, off, ends in zip(
        draws.window_agent.tolist(),
        draws.window_on.tolist(),
        draws.window_off.tolist(),
        draws.window_ends_shift.tolist(),
        strict=True,
    ):
        windows[agent].append((on, off, ends))
    return windows


def _head_changes(draws: Draws, groups: int) -> list[deque[tuple[int, int]]]:
    changes: list[deque[tuple[int, int]]] = [deque() for _ in range(groups)]
    for tick, group, heads in zip(
        draws.head_tick.tolist(), draws.head_group.tolist(), draws.head_count.tolist(), strict=True
    ):
        changes[group].append((tick, heads))
    return changes
