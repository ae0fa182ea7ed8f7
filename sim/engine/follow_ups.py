"""What follows from an attempt: choices, callbacks, turns, spread (rules R60 to R95), by key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sim.draws import BALK, HANDLE, PATIENCE, PICK, WRAP_UP
from sim.engine.events import NEVER, After
from sim.keys import cell_of, mix_one, name_hash
from sim.model import Model

DELAY, SETTLES, TURN, COUNT, PEERS, PEER_DELAY = (
    name_hash(purpose) for purpose in ("delay", "settles", "turn", "count", "peers", "peer delay")
)


@dataclass(frozen=True)
class FollowUp:
    """One named follow-up."""

    number: int
    name: int  # 64-bit hash, keys its attempts
    to: int
    lower: int  # happens when the choice's draw lies in [lower, upper), of 2**32
    upper: int
    delay_table: int
    work: int  # millionths
    settles: int  # of 2**32
    warm: int  # ticks, 0: cold


@dataclass(frozen=True)
class Choice:
    """Follow-ups of one queue with the same `after` and `by`: at most one of them happens."""

    name: int  # 64-bit hash, keys the draw
    waited: int  # ticks, for After.WAITING
    follow_ups: tuple[FollowUp, ...]


@dataclass(frozen=True)
class Coming:
    """An attempt that will arrive: what its key says of it."""

    key: int
    queue: int
    parent: int
    follow_up: int
    reason: int
    work: int
    wrap_up: int
    patience: int
    pick: int
    settles: bool
    keeps_place: bool = False  # R72: waits as if since its parent's arrival
    is_turn: bool = False  # R86: goes to its parent's agent if that one may take it
    spread_of: int = -1  # R93: the queue whose post caused it


class FollowUps:
    """The follow-ups of a model as tables by queue and `after`."""

    def __init__(self, model: Model) -> None:
        table, self._durations = model.follow_ups, model.durations
        self._table = self._durations.table
        self._threads, self._posts, self._peers = model.threads, model.posts, model.peers
        self._reason_work: list[int] = self._durations.reason_work.tolist()
        choices: dict[int, list[FollowUp]] = {}
        self.by_event: dict[tuple[int, int], list[Choice]] = {}
        for number in range(len(table.name)):
            choices.setdefault(int(table.choice[number]), []).append(
                FollowUp(
                    number=number,
                    name=int(table.name[number]),
                    to=int(table.to[number]),
                    lower=int(table.lower[number]),
                    upper=int(table.upper[number]),
                    delay_table=int(table.delay[number]),
                    work=int(table.work[number]),
                    settles=int(table.settles[number]),
                    warm=int(table.warm[number]),
                )
            )
        for follow_ups in choices.values():
            first = follow_ups[0].number
            event = int(table.source[first]), int(table.after[first])
            choice = Choice(
                int(table.choice_name[first]), int(table.waited[first]), tuple(follow_ups)
            )
            self.by_event.setdefault(event, []).append(choice)

    def waits_of(self, queue: int) -> list[Choice]:
        """Choices that come up while a contact of the queue waits."""
        return self.by_event.get((queue, After.WAITING), [])

    def chosen(self, key: int, choice: Choice) -> FollowUp | None:
        """The follow-up that the attempt with this key chooses, if any (R61)."""
        draw = mix_one(key, choice.name) >> 32
        for follow_up in choice.follow_ups:
            if follow_up.lower <= draw < follow_up.upper:
                return follow_up
        return None

    def delay(self, key: int, follow_up: FollowUp) -> int:
        """Ticks from the event to the arrival of the attempt with this key (R62)."""
        return self._look_up(follow_up.delay_table, mix_one(key, DELAY))

    def coming(self, key: int, parent: int, reason: int, follow_up: FollowUp) -> Coming:
        """The attempt of a follow-up: everything is a function of its key (R62, R67)."""
        settles = mix_one(key, SETTLES) >> 32 < follow_up.settles
        coming = self._attempt(key, parent, reason, follow_up.to, follow_up.number, follow_up.work)
        return replace(coming, settles=settles)

    def called_back(
        self, key: int, parent: int, reason: int, to: int, number: int, slot: int
    ) -> Coming:
        """The attempt of an accepted callback; `slot` ticks later if not 0 (R71, R72)."""
        return replace(self._attempt(key, parent, reason, to, number), keeps_place=slot == 0)

    def next_turn(
        self, key: int, parent: int, reason: int, queue: int
    ) -> tuple[Coming, int] | None:
        """The turn after the one with this key, and ticks until it arrives; None: none (R85)."""
        threads = self._threads
        if mix_one(key, TURN) >> 32 >= int(threads.goes_on[queue]):
            return None
        own = mix_one(mix_one(key, int(threads.name[queue])), 0)
        coming = self._attempt(own, parent, reason, queue, int(threads.follow_up[queue]))
        delay = self._look_up(int(threads.gap[queue]), mix_one(own, DELAY))
        return replace(coming, is_turn=True), delay

    def caused(
        self, key: int, parent: int, reason: int, queue: int
    ) -> Iterator[tuple[Coming, int]]:
        """Attempts that the relevant post with this key causes, with their delays (R91)."""
        posts = self._posts
        for edge in np.flatnonzero(posts.source == queue).tolist():
            base = mix_one(key, int(posts.name[edge]))
            draw = mix_one(base, COUNT) >> 32
            count = int(np.count_nonzero(posts.limits[edge] <= draw))
            for ordinal in range(count):
                own = mix_one(base, ordinal)
                to, number = int(posts.to[edge]), int(posts.follow_up[edge])
                coming = self._attempt(own, parent, reason, to, number)
                delay = self._look_up(int(posts.delay[edge]), mix_one(own, DELAY))
                yield replace(coming, spread_of=queue), delay

    def peer_delay(self, key: int, queue: int) -> int | None:
        """Ticks from arrival to the answer of a peer; None: no peer answers (R95)."""
        if mix_one(key, PEERS) >> 32 >= int(self._peers.answer[queue]):
            return None
        return self._look_up(int(self._peers.delay[queue]), mix_one(key, PEER_DELAY))

    def _attempt(
        self,
        key: int,
        parent: int,
        reason: int,
        queue: int,
        number: int,
        work_factor: int = 1_000_000,
    ) -> Coming:
        durations = self._durations
        factor = work_factor * self._reason_work[reason] // 1_000_000
        patience_table = int(durations.patience[queue])
        if mix_one(key, BALK) >> 32 < int(durations.balk[queue]):
            patience = 0
        elif patience_table < 0:
            patience = NEVER
        else:
            patience = self._look_up(patience_table, mix_one(key, PATIENCE))
        wrap_up_table = int(durations.wrap_up[queue])
        wrap_up = 0 if wrap_up_table < 0 else self._look_up(wrap_up_table, mix_one(key, WRAP_UP))
        work = self._look_up(int(durations.handle[queue]), mix_one(key, HANDLE))
        return Coming(
            key=key,
            queue=queue,
            parent=parent,
            follow_up=number,
            reason=reason,
            work=work // 1_000 * factor // 1_000,  # stays within 64 bits
            wrap_up=wrap_up // 1_000 * factor // 1_000,
            patience=patience,
            pick=mix_one(key, PICK) >> 32,
            settles=False,
        )

    def _look_up(self, table: int, key: int) -> int:
        return int(self._table[table, cell_of(key)])
