"""Who is on: shifts, breaks and head counts of the reference engine (rules R20 to R29, R51)."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable
from typing import Protocol

import numpy as np

from sim.draws import Draws
from sim.engine.events import NOBODY, Rank
from sim.engine.hands import Hands
from sim.engine.happening import Action
from sim.engine.room import Room
from sim.model import Model

PresenceRow = tuple[int, int, int, int]
"""(agent, on, off, due), ticks."""


class Timetable(Protocol):
    """Where the people put their events, and whom they ask for work."""

    @property
    def now(self) -> int: ...

    def at(self, tick: int, rank: Rank, entity: int, action: Action) -> None: ...

    def look_for_work(self, agent: int) -> None: ...

    def put_down_at_off(self, agent: int) -> None: ...


class People:
    """The agents: on or not, with room or not, and when they should have gone."""

    def __init__(self, model: Model, draws: Draws, hands: Hands, timetable: Timetable) -> None:
        self.timetable = timetable
        self.hands = hands
        self.end = model.clock.end
        self.first: list[int] = model.people.first.tolist()
        groups, agents = len(self.first) - 1, self.first[-1]
        self.group_of: list[int] = np.repeat(np.arange(groups), np.diff(self.first)).tolist()
        self.is_on = [False] * agents
        self.on_since = [0] * agents
        self.on_before = [0] * agents
        self.is_leaving = [False] * agents  # its window ended while it had a contact in hand
        self.shift_end = [0] * agents  # of the shift of that window
        self.room = Room(self.group_of, groups, hands)
        self.on_count = [0] * groups
        self._left: list[PresenceRow] = []
        self._windows = _windows_of_agents(draws, agents)
        self._head_changes = _head_changes(draws, groups)
        self._heads = [0] * groups
        self._owed: list[deque[int]] = [deque() for _ in range(groups)]
        self._not_on = [list(range(self.first[g], self.first[g + 1])) for g in range(groups)]

    def begin(self) -> None:
        """Put the first presence events of everybody on the timetable."""
        for agent in range(len(self.is_on)):
            self._next_window(agent)
        for group in range(len(self._heads)):
            self._next_head_change(group)

    def hands_changed(self, agent: int) -> None:
        """R45; it is among those with room unless it is to go."""
        self.room.hands_changed(agent)
        if not self.is_leaving[agent]:
            self.room.enter(agent)

    def owes(self, group: int) -> int:
        """Departures that the group owes (R26)."""
        return len(self._owed[group])

    def time_on(self, agent: int) -> int:
        """Ticks on since tick 0."""
        return self.on_before[agent] + self.timetable.now - self.on_since[agent]

    def is_away(self, agent: int) -> bool:
        """It should be on a break or off the desk, and its shift goes on."""
        return self.is_leaving[agent] and self.timetable.now < self.shift_end[agent]

    def shift_is_over(self, agent: int) -> bool:
        return self.is_leaving[agent] and self.timetable.now >= self.shift_end[agent]

    def should_go(self, agent: int) -> bool:
        """Its shift is over, or its group owes a departure: only R28 keeps it."""
        return self.shift_is_over(agent) or bool(self._owed[self.group_of[agent]])

    def go_home(self, agent: int) -> None:
        owed = self._owed[self.group_of[agent]]
        over = self.shift_is_over(agent)
        self.go(agent, self.shift_end[agent] if over else owed.popleft())

    def go(self, agent: int, due: int) -> None:
        now = self.timetable.now
        group = self.group_of[agent]
        self.is_on[agent] = False
        self.on_count[group] -= 1
        self.on_before[agent] += now - self.on_since[agent]
        if now > self.on_since[agent]:
            self._left.append((agent, self.on_since[agent], now, due))
        heapq.heappush(self._not_on[group], agent)

    def rows(self) -> list[PresenceRow]:
        """Presence when the simulated time is over (R51)."""
        due = [
            self.shift_end[agent] if self.shift_is_over(agent) else self.end
            for agent in range(len(self.is_on))
        ]
        for group, owed in enumerate(self._owed):
            for agent in reversed(range(self.first[group], self.first[group + 1])):
                if owed and self.is_on[agent]:
                    due[agent] = owed.popleft()
        still_on = [
            (agent, self.on_since[agent], self.end, due[agent])
            for agent in range(len(self.is_on))
            if self.is_on[agent]
        ]
        return sorted(self._left + still_on)

    def _next_window(self, agent: int) -> None:
        if self._windows[agent]:
            self.timetable.at(self._windows[agent][0][0], Rank.ON, agent, self._window_begins)

    def _window_begins(self, agent: int) -> None:
        _, until, _ = self._windows[agent][0]
        self.timetable.at(until, Rank.OFF, agent, self._window_ends)
        if not self.is_on[agent]:
            self._come(agent)
            return
        if self.shift_is_over(agent):  # R51
            now = self.timetable.now
            self._left.append((agent, self.on_since[agent], now, self.shift_end[agent]))
            self.on_before[agent] += now - self.on_since[agent]
            self.on_since[agent] = now
        self.is_leaving[agent] = False  # R27: it has not even left
        self.hands_changed(agent)

    def _window_ends(self, agent: int) -> None:
        _, _, shift_end = self._windows[agent].popleft()
        self._next_window(agent)
        if self.hands.is_empty(agent) or self.hands.may_put_down(agent):  # R25
            self._leave_at_once(agent)
        else:
            self.room.leave(agent)
            self.is_leaving[agent] = True
            self.shift_end[agent] = shift_end

    def _leave_at_once(self, agent: int) -> None:
        self.room.leave(agent)
        if not self.hands.is_empty(agent):
            self.timetable.put_down_at_off(agent)
        self.go(agent, self.timetable.now)

    def _next_head_change(self, group: int) -> None:
        if self._head_changes[group]:
            tick, heads = self._head_changes[group][0]
            rank = Rank.ON if heads > self._heads[group] else Rank.OFF
            self.timetable.at(tick, rank, self.first[group], self._change_heads)

    def _change_heads(self, first_agent: int) -> None:
        group = self.group_of[first_agent]
        _, heads = self._head_changes[group].popleft()
        change = heads - self._heads[group]
        self._heads[group] = heads
        for _ in range(-change):  # R26: one leaves
            idle = self.room.idle(group)
            agents: Iterable[int] = idle or filter(
                self.hands.may_put_down, self.room.with_item(group)
            )
            agent = max(agents, default=NOBODY)
            if agent != NOBODY:
                self._leave_at_once(agent)
            else:
                self._owed[group].append(self.timetable.now)
        for _ in range(change):  # R26: one comes
            if self._owed[group]:
                self._owed[group].pop()
            else:
                self._come(self._not_on[group][0])
        self._next_head_change(group)

    def _come(self, agent: int) -> None:
        group = self.group_of[agent]
        self.is_on[agent] = True
        self.on_count[group] += 1
        self.on_since[agent] = self.timetable.now
        self.is_leaving[agent] = False
        _take_out(self._not_on[group], agent)
        self.timetable.look_for_work(agent)


def _take_out(heap: list[int], agent: int) -> None:
    """Take the agent out of the heap of agents not on."""
    if heap[0] == agent:
        heapq.heappop(heap)
    else:
        heap.remove(agent)
        heapq.heapify(heap)


def _windows_of_agents(draws: Draws, agents: int) -> list[deque[tuple[int, int, int]]]:
    windows: list[deque[tuple[int, int, int]]] = [deque() for _ in range(agents)]
    for agent, on, off, shift_end in zip(
        draws.window_agent.tolist(),
        draws.window_on.tolist(),
        draws.window_off.tolist(),
        draws.window_shift_end.tolist(),
        strict=True,
    ):
        windows[agent].append((on, off, shift_end))
    return windows


def _head_changes(draws: Draws, groups: int) -> list[deque[tuple[int, int]]]:
    changes: list[deque[tuple[int, int]]] = [deque() for _ in range(groups)]
    for tick, group, heads in zip(
        draws.head_tick.tolist(), draws.head_group.tolist(), draws.head_count.tolist(), strict=True
    ):
        changes[group].append((tick, heads))
    return changes
