"""The company dials: attempts to reach a customer, and callbacks offered in place of waiting."""

from __future__ import annotations

from typing import Protocol

from sim.engine.lines import Lines
from sim.engine.routing import Routing
from sim.engine.rows import Rows
from sim.keys import mix_one, name_hash
from sim.model import Model

DIAL, ACCEPTS = name_hash("dial"), name_hash("accepts")

EXPECTED_WAIT, QUEUE_LENGTH, WAITED = 0, 1, 2


class Dialling:
    """How often each contact was dialled, and whether the next time reaches the customer (R73)."""

    def __init__(self, model: Model) -> None:
        table = model.dialling
        self.is_one: list[int] = table.is_one.tolist()
        self.attempts: list[int] = table.attempts.tolist()
        self.retry: list[int] = table.retry.tolist()
        self.ring: list[int] = table.ring.tolist()
        self._reached: list[int] = table.reached.tolist()
        self.tries: dict[int, int] = {}
        self.began: dict[int, int] = {}

    def reaches(self, row: int, key: int, queue: int) -> bool:
        """Dial once more; the draw is that of the contact and the number of the try."""
        number = self.tries.get(row, 0)
        self.tries[row] = number + 1
        return mix_one(mix_one(key, DIAL), number) >> 32 < self._reached[queue]


class State(Protocol):
    """What an offer looks at."""

    rows: Rows
    lines: Lines
    routing: Routing


class Callbacks:
    """Offers of a callback (R70, R71)."""

    def __init__(self, model: Model) -> None:
        table = model.callbacks
        self.to: list[int] = table.to.tolist()
        self.follow_up: list[int] = table.follow_up.tolist()
        self.name: list[int] = table.name.tolist()
        self.limit: list[int] = table.limit.tolist()
        self.slot: list[int] = table.slot.tolist()
        self._when: list[int] = table.when.tolist()
        self._accepted: list[int] = table.accepted.tolist()
        self._mean_handle: list[int] = table.mean_handle.tolist()

    def is_accepted_on_arrival(self, state: State, queue: int, key: int) -> bool:
        """It is offered, and the customer with this key accepts."""
        return self._is_offered_on_arrival(state, queue) and self.accepts(key, queue)

    def _is_offered_on_arrival(self, state: State, queue: int) -> bool:
        """The queue, or the wait to expect from it, is as long as the limit."""
        if self.to[queue] < 0 or self._when[queue] == WAITED:
            return False
        ahead = state.lines.count[queue]
        if self._when[queue] == QUEUE_LENGTH:
            return ahead >= self.limit[queue]
        # (ahead + 1) x mean handle / agents on, without a division; nobody on: endless.
        work = (ahead + 1) * self._mean_handle[queue]
        return work >= self.limit[queue] * state.routing.agents_on(queue)

    def is_offered_while_waiting(self, queue: int) -> bool:
        return self.to[queue] >= 0 and self._when[queue] == WAITED

    def accepts(self, key: int, queue: int) -> bool:
        """The customer's answer: one draw, whenever it is asked."""
        return mix_one(key, ACCEPTS) >> 32 < self._accepted[queue]
