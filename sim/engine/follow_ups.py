"""What customers do next: choices and the attempts they cause (rules R60 to R67)."""

from __future__ import annotations

from dataclasses import dataclass

from sim.draws import BALK, HANDLE, PATIENCE, PICK, WRAP_UP
from sim.engine.events import NEVER, After
from sim.keys import cell_of, mix_one, name_hash
from sim.model import Model

DELAY, SETTLES = name_hash("delay"), name_hash("settles")


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
    keeps_place: bool  # R72: waits as if since its parent's arrival


class FollowUps:
    """The follow-ups of a model as tables by queue and `after`."""

    def __init__(self, model: Model) -> None:
        table, self._durations = model.follow_ups, model.durations
        self._table = self._durations.table
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
        return self._attempt(
            key, parent, reason, follow_up.to, follow_up.number, follow_up.work, settles, False
        )

    def called_back(self, key: int, parent: int, reason: int, to: int, number: int) -> Coming:
        """The attempt of an accepted callback (R71, R72)."""
        return self._attempt(key, parent, reason, to, number, 1_000_000, False, True)

    def _attempt(
        self,
        key: int,
        parent: int,
        reason: int,
        queue: int,
        number: int,
        work_factor: int,
        settles: bool,
        keeps_place: bool,
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
            settles=settles,
            keeps_place=keeps_place,
        )

    def _look_up(self, table: int, key: int) -> int:
        return int(self._table[table, cell_of(key)])
