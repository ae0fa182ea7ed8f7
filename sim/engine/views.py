"""What a policy written in Python sees: contacts, agents, and the center at this moment.

All of it is read-only. Instants and durations are ticks (milliseconds); tick 0 is the beginning of
the simulated time, warm-up included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

import numpy as np

from sim.engine.events import NOBODY
from sim.engine.routing import Routing, State
from sim.model import Model


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact that arrives or waits. How long it will take nobody knows, so it is not told."""

    row: int
    """Its row in the contact log, which counts attempts in the order of arrival."""
    key: int
    """64 bits that are this customer's in every scenario with the same seed."""
    queue: str
    channel: str
    """The kind of the queue's channel: `voice`, `chat`, `email`, ..."""
    reason: str
    """The customer's reason; empty where the queue has none."""
    priority: int
    """Of the queue in the scenario; 1 is served first."""
    is_deferred: bool
    """An e-mail, post or question: put down for live contacts and taken up again (R80)."""
    arrived: int
    """Tick of the arrival."""
    since: int
    """Tick from which its wait counts for routing: before `arrived` with a `head_start` (R35), or
    with a place kept by a callback (R72)."""
    due: int
    """Tick at which the target time of its queue is over; later than any where it has none."""
    pick: float
    """A number from 0 up to 1, drawn for this contact from the seed: for choices by chance."""
    agent_before: int | None
    """Number of the agent who had the attempt that caused this one, such as the first call of one
    who calls again; None if there was none, or nobody answered it."""


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent that is on and has room, as things are at this moment."""

    number: int
    """From 0 through all groups, as in the contact log; those of a group follow one another."""
    group: str
    ranks: Mapping[str, int]
    """Rank of each queue that the group serves, by name; 1 is best."""
    in_hand: int
    """Contacts in hand; 0: idle."""
    filled: float
    """Part of the agent that live contacts fill, from 0 up to 1 (R20)."""
    puts_down: bool
    """Has an item of deferred work in hand and puts it down for a live contact (R81)."""
    idle_since: int | None
    """Tick from which it has had nothing in hand; None for one who has."""
    busy: int
    """Ticks with something in hand since tick 0."""
    on: int
    """Ticks on since tick 0, the present stay included."""

    def rank(self, contact: Contact) -> int:
        """Rank of the contact's queue in the agent's group; 1 is best."""
        return self.ranks[contact.queue]

    @property
    def occupancy(self) -> float:
        """`busy` by `on`; 0 for an agent that has just come."""
        return self.busy / self.on if self.on else 0.0


class Center:
    """The center at this moment."""

    __slots__ = ("_groups", "_origin", "_queues", "_state")

    def __init__(self, model: Model, state: State) -> None:
        self._state = state
        self._origin = model.clock.origin
        self._queues = {name: number for number, name in enumerate(model.labels.queues)}
        self._groups = {name: number for number, name in enumerate(model.labels.groups)}

    @property
    def tick(self) -> int:
        """Now, in ticks since the beginning of the simulated time."""
        return self._state.now

    @property
    def time(self) -> datetime:
        """Now, by the wall clock."""
        return self._origin + timedelta(milliseconds=self._state.now)

    def wait_s(self, contact: Contact) -> float:
        """Seconds that the contact has waited so far, as routing counts them (`since`)."""
        return (self._state.now - contact.since) / 1000

    def waiting(self, queue: str) -> int:
        """Contacts that wait in the queue; one that just arrives is not among them."""
        return self._state.lines.count[_number(self._queues, queue, "queue")]

    def free(self, group: str) -> int:
        """Agents of the group that are free (R20); one who looks for a contact is not counted."""
        return self._state.people.room.free(_number(self._groups, group, "group"))

    def on(self, group: str) -> int:
        """Agents of the group that are on."""
        return self._state.people.on_count[_number(self._groups, group, "group")]


def _number(numbers: Mapping[str, int], name: str, what: str) -> int:
    if name not in numbers:
        raise LookupError(f"no {what} is called {name!r}; there is: {', '.join(numbers)}")
    return numbers[name]


class Views:
    """Makes the views of the reference engine."""

    def __init__(self, model: Model, routing: Routing) -> None:
        self._routing = routing
        self._labels = model.labels
        self._priority: list[int] = model.queues.priority.tolist()
        self._head_start: list[int] = model.queues.head_start.tolist()
        self._due: list[int] = model.queues.due.tolist()
        self._is_deferred: list[int] = model.queues.deferred.tolist()
        self._ranks = [
            MappingProxyType(
                {model.labels.queues[queue]: int(ranks[queue]) for queue in np.flatnonzero(ranks)}
            )
            for ranks in model.skills.rank
        ]
        self._contacts: dict[int, Contact] = {}

    def contact(self, row: int) -> Contact:
        """The contact of the row; nothing of the view changes while it waits."""
        known = self._contacts.get(row)
        if known is None:
            known = self._contacts[row] = self._contact(row)
        return known

    def _contact(self, row: int) -> Contact:
        rows = self._routing.state.rows
        queue, reason, parent = rows.queue[row], rows.reason[row], rows.parent[row]
        before = rows.agent[parent] if parent >= 0 else NOBODY
        return Contact(
            row=row,
            key=rows.key[row],
            queue=self._labels.queues[queue],
            channel=self._labels.channels[queue],
            reason=self._labels.reasons[reason] if reason >= 0 else "",
            priority=self._priority[queue],
            is_deferred=bool(self._is_deferred[queue]),
            arrived=rows.arrived[row],
            since=rows.since[row] - self._head_start[queue],
            due=rows.since[row] + self._due[queue],
            pick=rows.pick[row] / 2**32,
            agent_before=None if before == NOBODY else before,
        )

    def ranks(self, agent: int) -> Mapping[str, int]:
        """Rank of each queue in the agent's group."""
        return self._ranks[self._routing.state.people.group_of[agent]]

    def agent(self, agent: int) -> Agent:
        """The agent as it is now."""
        state = self._routing.state
        group, hands = state.people.group_of[agent], state.hands
        return Agent(
            number=agent,
            group=self._labels.groups[group],
            ranks=self.ranks(agent),
            in_hand=len(hands.contacts[agent]),
            filled=hands.filled[agent] / hands.slots,
            puts_down=hands.may_put_down(agent),
            idle_since=(
                max(hands.emptied(agent), state.people.on_since[agent])
                if hands.is_empty(agent)
                else None
            ),
            busy=hands.busy(agent),
            on=state.people.time_on(agent),
        )
