"""What agents have in hand, and when the next of it is done (rules R20 and R37)."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from sim.engine.events import NOBODY, Rank
from sim.engine.happening import Action, Void
from sim.engine.rows import Rows
from sim.model import Model

Level = tuple[int, bool]
"""(slots filled, with an item that may be put down): in the order in which agents are chosen."""

IDLE: Level = (0, False)
WITH_ITEM: Level = (0, True)


class Timetable(Protocol):
    """Where a completion is put."""

    @property
    def now(self) -> int: ...

    def at(self, tick: int, rank: Rank, entity: int, action: Action) -> None: ...

    def done(self, row: int) -> Void | None: ...


class Hands:
    """The contacts in the hands of every agent.

    The work left of each falls while time passes, by an amount that depends on how many there are.
    It is settled whenever their number changes; each agent has one planned completion, the
    smallest (tick, row), and a newer plan voids it.
    """

    def __init__(self, model: Model, rows: Rows, timetable: Timetable) -> None:
        self.rows = rows
        self.timetable = timetable
        self.slots = model.skills.slots
        self.fills: list[list[int]] = model.skills.fills.tolist()
        self._speed: list[list[list[int]]] = model.skills.speed.tolist()
        self._is_deferred: list[int] = model.queues.deferred.tolist()
        first = model.people.first
        self._group: list[int] = np.repeat(np.arange(len(first) - 1), np.diff(first)).tolist()
        agents = len(self._group)
        self.contacts: list[list[int]] = [[] for _ in range(agents)]
        self.filled = [0] * agents
        self.item = [NOBODY] * agents  # deferred work that may be put down
        self._left: dict[int, int] = {}  # row -> work; rows in hand without work have none
        self._settled = [0] * agents  # tick up to which the work left is right
        self._plan: list[tuple[int, int] | None] = [None] * agents
        self._busy_since = [0] * agents
        self._busy_before = [0] * agents

    def level(self, agent: int) -> Level:
        return self.filled[agent], self.item[agent] != NOBODY

    def is_empty(self, agent: int) -> bool:
        return not self.contacts[agent]

    def busy(self, agent: int) -> int:
        """Ticks with something in hand since tick 0."""
        running = 0 if self.is_empty(agent) else self.timetable.now - self._busy_since[agent]
        return self._busy_before[agent] + running

    def emptied(self, agent: int) -> int:
        """Tick at which empty hands became empty; 0 for one who has had nothing yet."""
        return self._settled[agent]

    def take(self, agent: int, row: int, work: int | None) -> None:
        """The contact comes into the agent's hands; `work` None: busy with it, but not by work."""
        self._settle(agent)
        if self.is_empty(agent):
            self._busy_since[agent] = self.timetable.now
        self.contacts[agent].append(row)
        queue = self.rows.queue[row]
        if self._is_deferred[queue]:
            self.item[agent] = row
        else:
            self.filled[agent] += self.fills[self._group[agent]][queue]
        if work is not None:
            self._left[row] = work
        self._make_plan(agent)

    def hold(self, agent: int, row: int) -> None:
        """The work is done, but the contact stays in hand (R68)."""
        self._settle(agent)
        self._left.pop(row, None)
        self._make_plan(agent)

    def begin_wrap_up(self, agent: int, row: int, work: int) -> None:
        self._settle(agent)
        if self.item[agent] == row:  # R20: it can no longer be put down
            self.item[agent] = NOBODY
            self.filled[agent] = self.slots
        self._left[row] = work
        self._make_plan(agent)

    def release(self, agent: int, row: int) -> int:
        """The contact goes out of hand; returns the work that is left."""
        self._settle(agent)
        self.contacts[agent].remove(row)
        left = self._left.pop(row, 0)
        if self.item[agent] == row:
            self.item[agent] = NOBODY
        elif self._is_deferred[self.rows.queue[row]]:
            self.filled[agent] = 0
        else:
            self.filled[agent] -= self.fills[self._group[agent]][self.rows.queue[row]]
        if self.is_empty(agent):
            self._busy_before[agent] += self.timetable.now - self._busy_since[agent]
        self._make_plan(agent)
        return left

    def is_done(self, agent: int, row: int) -> bool:
        """Whether the completion that comes up is the one planned."""
        return self._plan[agent] == (self.timetable.now, row)

    def may_put_down(self, agent: int) -> bool:
        """It has an item that is not done in this tick (R81)."""
        plan = self._plan[agent]
        return self.item[agent] != NOBODY and plan is not None and plan[0] > self.timetable.now

    def _settle(self, agent: int) -> None:
        """What was in hand was worked on up to now (R37)."""
        elapsed = self.timetable.now - self._settled[agent]
        self._settled[agent] = self.timetable.now
        if elapsed:
            for row in self.contacts[agent]:
                if row in self._left:
                    self._left[row] -= self._speed_of(agent, row) * elapsed

    def _make_plan(self, agent: int) -> None:
        now = self.timetable.now
        plan: tuple[int, int] | None = None
        for row in self.contacts[agent]:
            if row in self._left:
                ticks = -(-self._left[row] // self._speed_of(agent, row))
                done = (now + max(ticks, 0), row)
                if plan is None or done < plan:
                    plan = done
        if plan is not None and plan != self._plan[agent]:
            self.timetable.at(plan[0], Rank.DONE, plan[1], self.timetable.done)
        self._plan[agent] = plan

    def _speed_of(self, agent: int, row: int) -> int:
        in_hand = len(self.contacts[agent])
        return self._speed[self._group[agent]][self.rows.queue[row]][in_hand - 1]
