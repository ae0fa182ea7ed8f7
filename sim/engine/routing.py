"""The two decisions of the reference engine: an agent for a contact, a contact for an agent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from sim.engine.events import NOBODY
from sim.engine.hands import IDLE, WITH_ITEM, Hands, Level
from sim.engine.lines import Lines
from sim.engine.people import People
from sim.engine.rows import Rows
from sim.model import Model

LONGEST_IDLE, LEAST_OCCUPIED, RANDOM = 0, 1, 2
PRIORITY, LONGEST_WAIT, EARLIEST_DUE = 0, 1, 2


class State(Protocol):
    """What the decisions look at."""

    replication: int
    rows: Rows
    people: People
    hands: Hands
    lines: Lines

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
    fills: int
    is_deferred: int
    priority: int
    head_start: int
    due: int


class Routing:
    """Rules R40 to R45."""

    def __init__(self, model: Model, state: State) -> None:
        self.state = state
        self.slots = model.skills.slots
        self.held: set[int] = set()  # waiting contacts that a policy holds back (R98)
        self.offered_queues: list[int] = model.queues.offered_again.nonzero()[0].tolist()  # R47
        self.rank: list[list[int]] = model.skills.rank.tolist()
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
                fills=int(skills.fills[group, queue]),
                is_deferred=int(queues.deferred[queue]),
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
        self._groups_of_queue = [
            [c.group for c in cells if c.queue == q] for q in range(queue_count)
        ]
        # Waits after which a contact of the queue is offered again (R42).
        self.overflow_waits = [
            sorted({c.after for c in cells if c.queue == q and c.after > c.head_start})
            for q in range(queue_count)
        ]

    def agents_on(self, queue: int) -> int:
        """Agents on who have the skill."""
        return sum(self.state.people.on_count[group] for group in self._groups_of_queue[queue])

    def agent_for(self, row: int) -> int:
        """The agent who takes this contact now, or nobody (R44)."""
        queue = self.state.rows.queue[row]
        waited = self.state.now - self.state.rows.since[row]
        for tier in self.tiers_of_queue[queue]:
            best: Level | None = None
            found: list[Iterator[int]] = []
            groups: list[int] = []
            for cell in tier:
                if waited + cell.head_start < cell.after:  # R42, R35
                    continue
                level, agents = self._first_to_ask(cell)
                if level is None or (best is not None and level > best):
                    continue
                if level != best:
                    best, found, groups = level, [], []
                found.append(agents)
                groups.append(cell.group)
            if found:
                return self._choose(groups, found, row)
        return NOBODY

    def next_in_line(self, queue: int) -> int:
        """The waiting contact that stands before all others of the queue (R41), or nobody."""
        return self.state.lines.first(queue)

    def offered_again(self) -> list[int]:
        """The waiting contacts that are offered after every happening, in their order (R47)."""
        lines, since = self.state.lines, self.state.rows.since
        firsts = [lines.first(queue) for queue in self.offered_queues if lines.count[queue]]
        return sorted(firsts, key=lambda row: (since[row], row))

    def takers(self, row: int) -> list[int]:
        """All agents who may take this contact now, in the order of R45 (R97)."""
        queue = self.state.rows.queue[row]
        waited = self.state.now - self.state.rows.since[row]
        found = [
            agent
            for tier in self.tiers_of_queue[queue]
            for cell in tier
            if waited + cell.head_start >= cell.after  # R42, R35
            for agent in self._takers_in(cell)
        ]
        return sorted(found, key=self.state.people.room.stamp.__getitem__)

    def _takers_in(self, cell: Cell) -> Iterator[int]:
        """All agents of the group who may take a contact of the queue."""
        room = self.state.people.room
        free = room.free(cell.group)
        if free > cell.keep_idle:  # R43
            yield from room.idle(cell.group)
            yield from (a for a in room.with_item(cell.group) if self._puts_down(a, cell))
        if free >= cell.keep_idle and not cell.is_deferred and cell.fills < self.slots:
            draining = self._draining(cell)
            for level, stamps in room.partly_filled(cell.group):
                if level[0] + cell.fills > self.slots:
                    return
                yield from islice(stamps, draining, None)
                draining = max(draining - len(stamps), 0)

    def may_take(self, agent: int, row: int) -> bool:
        """Whether this agent may take the contact, whoever else may (R86)."""
        state = self.state
        queue, group = state.rows.queue[row], state.people.group_of[agent]
        if not state.people.room.has(agent) or not self.rank[group][queue]:
            return False
        cell = next(each for each in self.cells_of_group[group] if each.queue == queue)
        waited = state.now - state.rows.since[row] + cell.head_start
        if waited < cell.after:
            return False
        free = state.people.room.free(group)
        level = state.hands.level(agent)
        if level == IDLE:
            return free > cell.keep_idle
        if level == WITH_ITEM:
            return free > cell.keep_idle and self._puts_down(agent, cell)
        return free >= cell.keep_idle and self._has_room(agent, cell)

    def _first_to_ask(self, cell: Cell) -> tuple[Level | None, Iterator[int]]:
        """Agents of the group who may take a contact of the queue and come first (R44)."""
        room = self.state.people.room
        free = room.free(cell.group)
        if free > cell.keep_idle:  # R43
            idle = room.idle(cell.group)
            if idle:
                return IDLE, iter(idle)
            agents = [a for a in room.with_item(cell.group) if self._puts_down(a, cell)]
            if agents:
                return WITH_ITEM, iter(agents)
        if free >= cell.keep_idle and not cell.is_deferred and cell.fills < self.slots:
            draining = -1
            for level, stamps in room.partly_filled(cell.group):
                if level[0] + cell.fills > self.slots:
                    break
                if draining < 0:
                    draining = self._draining(cell)
                if draining < len(stamps):
                    return level, islice(stamps, draining, None)
                draining -= len(stamps)
        return None, iter(())

    def _puts_down(self, agent: int, cell: Cell) -> bool:
        """Whether the agent puts down its item for a contact of this queue (R81)."""
        hands = self.state.hands
        if cell.is_deferred or not hands.may_put_down(agent):
            return False
        item_queue = self.state.rows.queue[hands.item[agent]]
        return cell.rank <= self.rank[cell.group][item_queue]

    def _draining(self, cell: Cell) -> int:
        """How many agents that are not free take nothing of this queue (R46)."""
        state = self.state
        count = state.people.owes(cell.group)
        for better in self.cells_of_group[cell.group]:
            if better.rank < cell.rank and not better.is_deferred:
                ripening = better.after - better.head_start
                if ripening <= 0:
                    count += state.lines.count[better.queue]
                elif state.lines.count[better.queue]:
                    count += state.lines.waiting_since(better.queue, state.now - ripening)
        return count

    def _has_room(self, agent: int, cell: Cell) -> bool:
        """Whether an agent with live contacts in hand may take one more of this queue."""
        state = self.state
        if cell.is_deferred or state.hands.filled[agent] + cell.fills > self.slots:
            return False
        return state.people.room.less_filled(agent) >= self._draining(cell)

    def _choose(self, groups: list[int], found: list[Iterator[int]], row: int) -> int:
        # The loader lets groups share a queue at one rank only under one policy.
        policy = self.choose_agent[groups[0]]
        stamp = self.state.people.room.stamp
        if policy == LONGEST_IDLE:
            return min((next(agents) for agents in found), key=stamp.__getitem__)
        agents = [agent for some in found for agent in some]
        if policy == RANDOM:
            agents.sort()
            return agents[self.state.rows.pick[row] * len(agents) >> 32]
        agents.sort(key=stamp.__getitem__)
        return self._least_occupied(agents)

    def _least_occupied(self, agents: list[int]) -> int:
        """Smallest busy time by time on; the first of equals."""
        state = self.state
        best, best_busy, best_on = NOBODY, 0, 0
        for agent in agents:
            busy = state.hands.busy(agent)
            on = state.people.time_on(agent)
            # busy / on < best_busy / best_on in integers; at `on` 0 nothing was done.
            less = busy * best_on < best_busy * on or 0 == busy < best_busy
            if best == NOBODY or less:
                best, best_busy, best_on = agent, busy, on
        return best

    def contact_for(self, agent: int, may_take: Callable[[int], bool]) -> int:
        """The waiting contact the agent takes now, or nobody (R40). It is not counted as free.

        `may_take(queue)` narrows the queues (R28).
        """
        state = self.state
        group = state.people.group_of[agent]
        others_free = state.people.room.free(group)
        has_live = not state.hands.is_empty(agent)
        policy = self.choose_contact[group]
        best: tuple[int, int, int, int, int] | None = None
        for cell in self.cells_of_group[group]:
            queue = cell.queue
            if not state.lines.count[queue] or others_free < cell.keep_idle:  # R43
                continue
            if has_live and not self._has_room(agent, cell):
                continue
            row = state.lines.first(queue)
            since = state.rows.since[row] - cell.head_start  # R35
            if state.now - since < cell.after or not may_take(queue):  # R42
                continue
            later = cell.is_deferred  # of equal rank live contacts come first
            if policy == EARLIEST_DUE:
                order = (cell.rank, later, 0, state.rows.since[row] + cell.due, row)
            elif policy == LONGEST_WAIT:
                order = (cell.rank, later, 0, since, row)
            else:
                order = (cell.rank, later, cell.priority, since, row)
            if best is None or order < best:
                best = order
        return NOBODY if best is None else best[4]

    def takeable(self, agent: int, may_take: Callable[[int], bool]) -> list[int]:
        """All waiting contacts that the agent may take now, the longest wait first (R97).

        `may_take(queue)` narrows the queues (R28). The agent is not counted as free.
        """
        state = self.state
        group = state.people.group_of[agent]
        others_free = state.people.room.free(group)
        has_live = not state.hands.is_empty(agent)
        found: list[tuple[int, int]] = []
        for cell in self.cells_of_group[group]:
            if not state.lines.count[cell.queue] or others_free < cell.keep_idle:  # R43
                continue
            if not may_take(cell.queue) or (has_live and not self._has_room(agent, cell)):
                continue
            for row in state.lines.all_of(cell.queue):
                since = state.rows.since[row] - cell.head_start  # R35
                if state.now - since >= cell.after:  # R42
                    found.append((since, row))
        return [row for _, row in sorted(found)]


def _by_rank(cells: list[Cell]) -> list[list[Cell]]:
    ranks = sorted({cell.rank for cell in cells})
    return [[cell for cell in cells if cell.rank == rank] for rank in ranks]
