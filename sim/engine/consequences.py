"""What follows from what happens to an attempt: the attempts that it causes."""

from __future__ import annotations

from typing import Protocol

from sim.engine.coming import StillToCome
from sim.engine.events import After, Outcome, Rank
from sim.engine.follow_ups import Choice, Coming, FollowUp, FollowUps
from sim.engine.happening import Action, Void
from sim.engine.outbound import Callbacks
from sim.engine.rows import Rows
from sim.keys import mix_one
from sim.model import Model

AFTER_OUTCOME = {
    Outcome.ABANDONED: After.ABANDONED,
    Outcome.DROPPED: After.ABANDONED,
    Outcome.BLOCKED_FULL: After.BLOCKED,
    Outcome.BLOCKED_LINES: After.BLOCKED,
    Outcome.BLOCKED_CLOSED: After.BLOCKED,
    Outcome.EXPIRED: After.EXPIRED,
    Outcome.PEER_ANSWERED: After.ANSWERED_BY_PEER,
}
"""What follow-ups call the end of an attempt."""


class Timetable(Protocol):
    """Where arrivals are put, and who receives them."""

    @property
    def now(self) -> int: ...

    def at(self, tick: int, rank: Rank, entity: int, action: Action) -> None: ...

    def come_back(self, number: int) -> Void | None: ...


class Consequences:
    """Chooses what an attempt causes, and puts it on the timetable."""

    def __init__(self, model: Model, rows: Rows, timetable: Timetable) -> None:
        self.rows = rows
        self.timetable = timetable
        self.follow_ups = FollowUps(model)
        self.callbacks = Callbacks(model)
        self.still_to_come = StillToCome(model)
        self._is_thread: list[int] = model.threads.is_one.tolist()
        self._is_social: list[int] = model.posts.is_one.tolist()

    def of_arrival(self, row: int) -> None:
        """A relevant post causes others (R91)."""
        queue = self.rows.queue[row]
        if self._is_social[queue] and self.rows.relevant[row]:
            key, reason = self.rows.key[row], self.rows.reason[row]
            for coming, delay in self.follow_ups.caused(key, row, reason, queue):
                self._expect(coming, delay)

    def of_talk(self, row: int) -> list[FollowUp]:
        """When the talk ends; the follow-ups after `answered` that happen."""
        self.still_to_come.cancel_spread(row)  # R92
        if self._thread_goes_on(row):  # R85
            return []
        return self.of(row, After.ANSWERED)

    def of_ending(self, row: int, outcome: Outcome) -> None:
        """When it ends without an answer; a withdrawn contact causes nothing (R66)."""
        if outcome in AFTER_OUTCOME:
            self.of(row, AFTER_OUTCOME[outcome])

    def of(self, row: int, after: After) -> list[FollowUp]:
        """The follow-ups after this that happen (R60)."""
        if not self.rows.relevant[row]:  # R90
            return []
        choices = self.follow_ups.by_event.get((self.rows.queue[row], after), ())
        chosen = [self._choose(row, choice) for choice in choices]
        return [follow_up for follow_up in chosen if follow_up is not None]

    def of_waiting(self, row: int) -> None:
        """Follow-ups whose time while waiting is now (R63)."""
        if not self.rows.relevant[row]:  # R90
            return
        waited = self.timetable.now - self.rows.arrived[row]
        for choice in self.follow_ups.waits_of(self.rows.queue[row]):
            if choice.waited == waited:
                self._choose(row, choice)

    def of_accepting(self, row: int) -> None:
        """The callback arrives at the outbound queue in the same tick, or at its slot (R71)."""
        queue, callbacks = self.rows.queue[row], self.callbacks
        key = mix_one(mix_one(self.rows.key[row], callbacks.name[queue]), 0)
        to, number = callbacks.to[queue], callbacks.follow_up[queue]
        reason, slot = self.rows.reason[row], callbacks.slot[queue]
        self._expect(self.follow_ups.called_back(key, row, reason, to, number, slot), slot)

    def _choose(self, row: int, choice: Choice) -> FollowUp | None:
        follow_up = self.follow_ups.chosen(self.rows.key[row], choice)
        if follow_up is not None:  # R61
            key = mix_one(mix_one(self.rows.key[row], follow_up.name), 0)  # R67
            coming = self.follow_ups.coming(key, row, self.rows.reason[row], follow_up)
            self._expect(coming, self.follow_ups.delay(key, follow_up))
        return follow_up

    def _thread_goes_on(self, row: int) -> bool:
        queue = self.rows.queue[row]
        if not self._is_thread[queue]:
            return False
        key, reason = self.rows.key[row], self.rows.reason[row]
        following = self.follow_ups.next_turn(key, row, reason, queue)
        if following is None:
            return False
        self._expect(*following)
        return True

    def _expect(self, coming: Coming, delay: int) -> None:
        tick = self.timetable.now + delay
        number = self.still_to_come.expect(coming, tick)
        self.timetable.at(tick, Rank.RETURN, number, self.timetable.come_back)
