"""The two decisions of the reference engine: an agent for a contact, a contact for an agent."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sim.engine.events import NOBODY
from sim.engine.people import People
from sim.engine.rows import Rows
from sim.model import Model

LONGEST_IDLE, LEAST_OCCUPIED, RANDOM = 0, 1, 2
PRIORITY, LONGEST_WAIT, EARLIEST_DUE = 0, 1, 2


class State(Protocol):
    """What the decisions look at."""

    rows: Rows
    people: People
    waiting: list[list[tuple[int, int]]]
    waiting_count: list[int]
    handled: list[int]

    @property
    def now(self) -> int: ...


@dataclass(frozen=True)
class Cell:
    """A skill cell."""

    group: int
    queue: int
    rank: int
    after: int
    keep_idle: int
    priority: int
    head_start: int
    due: int


class Routing:
    """Rules R40 to R45."""

    def __init__(self, model: Model, state: State) -> None:
        self.state = state
        self.choose_agent: list[int] = model.people.choose_agent.tolist()
        self.choose_contact: list[int] = model.people.choose_contact.tolist()
        skills, queues = model.skills, model.queues
        groups, queue_count = skills.rank.shape
        cells = [
            Cell(
                group=group,
                queue=queue,
                rank=int(skills.rank[group, queue]),
                after=int(skills.after[group, queue]),
                keep_idle=int(skills.keep_idle[group, queue]),
                priority=int(queues.priority[queue]),
                head_start=int(queues.head_start[queue]),
                due=int(queues.due[queue]),
            )
            for group in range(groups)
            for queue in range(queue_count)
            if skills.rank[group, queue] > 0
        ]
        self.cells_of_group = [[c for c in cells if c.group == g] for g in range(groups)]
        self.tiers_of_queue = [
            _by_rank([c for c in cells if c.queue == q]) for q in range(queue_count)
        ]
        self.groups_of_queue = [
            [c.group for c in cells if c.queue == q] for q in range(queue_count)
        ]
        # Waits after which a contact of the queue is offered again (R42).
        self.overflow_waits = [
            sorted({c.after for c in cells if c.queue == q and c.after > c.head_start})
            for q in range(queue_count)
        ]

    def agent_for(self, row: int) -> int:
        """The idle agent who takes this contact now, or nobody (R44)."""
        state = self.state
        queue = state.rows.queue[row]
        waited = state.now - state.rows.since[row]
        all_idle = state.people.idle
        for tier in self.tiers_of_queue[queue]:
            groups = [
                cell.group
                for cell in tier
                if waited + cell.head_start >= cell.after  # R42, R35
                and len(all_idle[cell.group]) > cell.keep_idle  # R43
            ]
            if groups:
                return self._choose(groups, row)
        return NOBODY

    def _choose(self, groups: list[int], row: int) -> int:
        # The loader lets groups share a queue at one rank only under one policy.
        policy = self.choose_agent[groups[0]]
        idle = self.state.people.idle
        if policy == LONGEST_IDLE:
            firsts = [next(iter(idle[group].items())) for group in groups]
            agent, _ = min(firsts, key=lambda first: first[1])
            return agent
        agents = [agent for group in groups for agent in idle[group]]
        if policy == RANDOM:
            agents.sort()
            return agents[self.state.rows.pick[row] * len(agents) >> 32]
        return self._least_occupied(agents)

    def _least_occupied(self, agents: list[int]) -> int:
        """Smallest handling time by time on; ties: the longest idle."""
        state = self.state
        people = state.people
        agents.sort(key=lambda agent: people.idle[people.group_of[agent]][agent])
        best, best_handled, best_on = NOBODY, 0, 0
        for agent in agents:
            handled = state.handled[agent]
            on = people.time_on(agent)
            # handled / on < best_handled / best_on in integers; at `on` 0 nothing was handled.
            less = handled * best_on < best_handled * on or 0 == handled < best_handled
            if best == NOBODY or less:
                best, best_handled, best_on = agent, handled, on
        return best

    def contact_for(self, agent: int, may_take: Callable[[int], bool]) -> int:
        """The waiting contact the agent, whose hands are empty, takes now, or nobody (R40).

        `may_take(queue)` narrows the queues (R28).
        """
        state = self.state
        group = state.people.group_of[agent]
        others_idle = len(state.people.idle[group])
        policy = self.choose_contact[group]
        best: tuple[int, int, int, int] | None = None
        for cell in self.cells_of_group[group]:
            queue = cell.queue
            if not state.waiting_count[queue] or others_idle < cell.keep_idle:  # R43
                continue
            row = self.first_waiting(queue)
            since = state.rows.since[row] - cell.head_start  # R35
            if state.now - since < cell.after or not may_take(queue):  # R42
                continue
            if policy == EARLIEST_DUE:
                order = (cell.rank, 0, state.rows.since[row] + cell.due, row)
            elif policy == LONGEST_WAIT:
                order = (cell.rank, 0, since, row)
            else:
                order = (cell.rank, cell.priority, since, row)
            if best is None or order < best:
                best = order
        return NOBODY if best is None else best[3]

    def first_waiting(self, queue: int) -> int:
        """The contact of the queue that has waited longest, or nobody (R41)."""
        line = self.state.waiting[queue]
        waits = self.state.rows.waits
        while line and not waits[line[0][1]]:
            heapq.heappop(line)
        return line[0][1] if line else NOBODY


def _by_rank(cells: list[Cell]) -> list[list[Cell]]:
    ranks = sorted({cell.rank for cell in cells})
    return [[cell for cell in cells if cell.rank == rank] for rank in ranks]
