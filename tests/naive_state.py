"""What the naive engine keeps in mind, and its log."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import numpy as np

from sim.draws import Draws
from sim.engine.events import Outcome, Rank
from sim.engine.follow_ups import Coming, FollowUps
from sim.log import ContactLog
from sim.model import Model

Row = tuple[int, int, int, int]


class Phase(Enum):
    """What an agent does with a contact in hand."""

    NONE = 0  # not in hand
    RINGING = 1  # dialling in vain (R73)
    TALK = 2
    WARM = 3  # stays on after the talk (R68)
    WRAP_UP = 4


@dataclass(eq=False)
class Attempt:
    row: int
    key: int
    queue: int
    reason: int
    work: int
    wrap_up: int
    patience: int
    pick: int
    arrived: int
    since: int  # waiting since then, for choosing (R72)
    parent: Attempt | None = None
    came_as: Return | None = None
    shift: int = -1
    follow_up: int = -1
    relevant: int = 1
    answered: int = -1
    ended: int = -1
    released: int = -1
    agent: Agent | None = None
    outcome: Outcome = Outcome.WAITING
    tries: int = 0
    to_come: list[Return] = field(default_factory=list)
    # in hand
    phase: Phase = Phase.NONE
    taken: int = 0  # tick
    left: int = 0  # nanoseconds of the phase's work at full speed
    settled: int = 0  # tick for which `left` holds
    plan: int = 0  # a DONE of an older plan is void
    awaits: list[Return] = field(default_factory=list)  # warm transfers (R68)
    was_put_down: bool = False


@dataclass(eq=False)
class Return:
    """An attempt that will come (R62)."""

    parent: Attempt
    coming: Coming
    tick: int
    warm: int = 0


@dataclass(eq=False)
class Agent:
    number: int
    group: int
    on_since: int | None = None  # None: not on
    on_before: int = 0
    handled: int = 0  # time with something in hand, without the present one
    hands: list[Attempt] = field(default_factory=list)
    busy_since: int = 0
    hands_changed: int = 0  # order of events (R45)
    owes_a_break_until: int | None = None  # is to go: the shift end of the window that is over


class World:
    """The state of one replication."""

    def __init__(self, model: Model, draws: Draws) -> None:
        self.model = model
        self.draws = draws
        self.end = model.clock.end
        self.now = 0
        self.counter = 0
        self.events: list[tuple[int, Rank, tuple[int, ...], int, str, tuple[Any, ...]]] = []
        self.attempts: list[Attempt] = []
        self.waiting: list[Attempt] = []
        self.put_down: list[Attempt] = []  # in the present happening (R47)
        self.lines_taken = 0
        self.presence: list[Row] = []
        self.stretches: list[Row] = []
        self.returns: list[Return] = []
        self.arrived_by_posts = [0] * len(model.labels.queues)  # R93
        self.follow_ups = FollowUps(model)
        first = model.people.first.tolist()
        self.groups = [
            [Agent(number, group) for number in range(first[group], first[group + 1])]
            for group in range(len(first) - 1)
        ]
        self.agents = [agent for group in self.groups for agent in group]
        self.owed: list[list[int]] = [[] for _ in self.groups]  # departures (R26)
        skills, queues = model.skills, model.queues
        self.rank: list[list[int]] = skills.rank.tolist()
        self.after: list[list[int]] = skills.after.tolist()
        self.keep_idle: list[list[int]] = skills.keep_idle.tolist()
        self.fills: list[list[int]] = skills.fills.tolist()
        self.deferred: list[int] = queues.deferred.tolist()
        self.offered_again: list[int] = queues.offered_again.tolist()
        self.head_start: list[int] = queues.head_start.tolist()
        columns = (queues.open_queue, queues.open_from, queues.open_until)
        self.windows: list[tuple[int, int, int]] = list(
            zip(*(column.tolist() for column in columns), strict=True)
        )

    def count(self) -> int:
        self.counter += 1
        return self.counter

    def at(self, tick: int, rank: Rank, entity: tuple[int, ...], name: str, *about: Any) -> None:
        if tick < self.end:  # R1
            heapq.heappush(self.events, (tick, rank, entity, self.count(), name, about))

    def is_open(self, queue: int) -> bool:
        return any(of == queue and a <= self.now < b for of, a, b in self.windows)

    def waiting_in(self, queue: int) -> list[Attempt]:
        """R41: in order; who comes back has its old place."""
        line = [each for each in self.waiting if each.queue == queue]
        return sorted(line, key=lambda each: (each.since, each.row))

    def is_next_in_line(self, attempt: Attempt) -> bool:
        """R41: nobody in its queue is to be taken before it."""
        place = attempt.since, attempt.row
        return not any(
            each.queue == attempt.queue and (each.since, each.row) < place for each in self.waiting
        )

    def shift_is_over(self, agent: Agent) -> bool:
        return agent.owes_a_break_until is not None and agent.owes_a_break_until <= self.now


def log_of(
    rows: Sequence[Attempt],
    presence: Sequence[Row],
    stretches: Sequence[Row],
    returns: Sequence[Return],
    end: int,
) -> ContactLog:
    """The contact log; `presence` is (agent, on, off, due), a stretch (row, agent, start, end)."""

    def column(name: str) -> np.ndarray:
        return np.array([getattr(row, name) for row in rows], dtype=np.int64)

    people = np.array(sorted(presence), dtype=np.int64).reshape(-1, 4)
    work = np.array(sorted(stretches), dtype=np.int64).reshape(-1, 4)
    still = sorted((each.parent.row, each.coming.follow_up, each.tick) for each in returns)
    coming = np.array(still, dtype=np.int64).reshape(-1, 3)
    return ContactLog(
        key=np.array([row.key for row in rows], dtype=np.uint64),
        parent=np.array([-1 if r.parent is None else r.parent.row for r in rows], np.int32),
        queue=column("queue"),
        reason=column("reason"),
        shift=column("shift"),
        follow_up=column("follow_up"),
        arrived=column("arrived"),
        answered=column("answered"),
        ended=column("ended"),
        released=column("released"),
        agent=np.array([-1 if r.agent is None else r.agent.number for r in rows], np.int32),
        outcome=column("outcome"),
        relevant=column("relevant"),
        presence_agent=people[:, 0].astype(np.int32),
        presence_on=people[:, 1],
        presence_off=people[:, 2],
        presence_due=people[:, 3],
        stretch_row=work[:, 0].astype(np.int32),
        stretch_agent=work[:, 1].astype(np.int32),
        stretch_start=work[:, 2],
        stretch_end=work[:, 3],
        coming_parent=coming[:, 0].astype(np.int32),
        coming_follow_up=coming[:, 1].astype(np.int16),
        coming_tick=coming[:, 2],
        end=end,
    )
