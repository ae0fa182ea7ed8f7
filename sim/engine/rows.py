"""The contact rows of the reference engine while they grow."""

from __future__ import annotations

import numpy as np

from sim.draws import Draws
from sim.engine.events import NOBODY, NOT_YET, Outcome
from sim.engine.follow_ups import Coming
from sim.log import ContactLog


class Rows:
    """Plain lists, one entry an attempt, in the order of arrival (R50)."""

    def __init__(self, draws: Draws) -> None:
        self.planned = Planned(draws)
        self.key: list[int] = []
        self.parent: list[int] = []
        self.queue: list[int] = []
        self.reason: list[int] = []
        self.shift: list[int] = []
        self.follow_up: list[int] = []
        self.work: list[int] = []
        self.wrap_up: list[int] = []
        self.patience: list[int] = []
        self.pick: list[int] = []
        self.settles: list[bool] = []  # its answer settles the parent (R64)
        self.relevant: list[int] = []
        self.arrived: list[int] = []
        self.since: list[int] = []  # waiting since then, as far as choosing goes (R35, R72)
        self.answered: list[int] = []
        self.ended: list[int] = []
        self.released: list[int] = []
        self.agent: list[int] = []
        self.outcome: list[int] = []
        self.waits: list[bool] = []
        self.stretches: list[tuple[int, int, int, int]] = []  # row, agent, start, end
        self.taken: dict[int, int] = {}  # deferred work in hand: since when
        self.put_down: set[int] = set()  # was put down before

    def __len__(self) -> int:
        return len(self.arrived)

    def append_planned(self, number: int) -> int:
        """The planned attempt of this number arrives; returns its row."""
        planned = self.planned
        self.key.append(planned.key[number])
        self.parent.append(-1)
        self.queue.append(planned.queue[number])
        self.reason.append(planned.reason[number])
        self.shift.append(planned.shift[number])
        self.follow_up.append(-1)
        self.work.append(planned.work[number])
        self.wrap_up.append(planned.wrap_up[number])
        self.patience.append(planned.patience[number])
        self.pick.append(planned.pick[number])
        self.settles.append(False)
        self.relevant.append(planned.relevant[number])
        return self._append_facts(planned.tick[number])

    def append_coming(self, coming: Coming, now: int) -> int:
        """The attempt of a follow-up arrives; returns its row."""
        self.key.append(coming.key)
        self.parent.append(coming.parent)
        self.queue.append(coming.queue)
        self.reason.append(coming.reason)
        self.shift.append(-1)
        self.follow_up.append(coming.follow_up)
        self.work.append(coming.work)
        self.wrap_up.append(coming.wrap_up)
        self.patience.append(coming.patience)
        self.pick.append(coming.pick)
        self.settles.append(coming.settles)
        self.relevant.append(1)
        row = self._append_facts(now)
        if coming.keeps_place:  # R72
            self.since[row] = self.since[coming.parent]
        return row

    def _append_facts(self, arrived: int) -> int:
        self.arrived.append(arrived)
        self.since.append(arrived)
        self.answered.append(NOT_YET)
        self.ended.append(NOT_YET)
        self.released.append(NOT_YET)
        self.agent.append(NOBODY)
        self.outcome.append(Outcome.WAITING)
        self.waits.append(False)
        return len(self.arrived) - 1

    def answer(self, row: int, agent: int, now: int) -> None:
        """Work begins, or begins again after the contact was put down."""
        if self.answered[row] == NOT_YET:
            self.answered[row] = now
        self.agent[row] = agent
        self.outcome[row] = Outcome.ANSWERED

    def take_up(self, row: int, now: int) -> None:
        """Deferred work comes into an agent's hands."""
        self.taken[row] = now

    def lay_down(self, row: int, left: int, now: int) -> None:
        """It waits again, with the work that is left (R82, R53)."""
        self.put_down.add(row)
        self.stretches.append((row, self.agent[row], self.taken.pop(row), now))
        self.work[row] = left
        self.agent[row] = NOBODY
        self.outcome[row] = Outcome.WAITING

    def release(self, row: int, now: int) -> None:
        """The agent is done with it."""
        self.released[row] = now
        self._last_time_in_hand(row, now)

    def stop(self, end: int) -> None:
        """R53: what goes on at `end` is told up to it."""
        for row in list(self.taken):
            self._last_time_in_hand(row, end)

    def _last_time_in_hand(self, row: int, until: int) -> None:
        taken = self.taken.pop(row, None)
        if taken is not None and row in self.put_down:
            self.stretches.append((row, self.agent[row], taken, until))

    def close(self, row: int, outcome: Outcome, now: int) -> None:
        """The attempt ends without an answer."""
        self.ended[row] = now
        self.outcome[row] = outcome

    def log(
        self,
        presence: list[tuple[int, int, int, int]],
        still_to_come: list[tuple[int, int, int]],
        end: int,
        truncated: bool,
    ) -> ContactLog:
        """The contact log of the rows that arrived."""
        people = np.array(presence, dtype=np.int64).reshape(-1, 4)
        coming = np.array(sorted(still_to_come), dtype=np.int64).reshape(-1, 3)
        stretches = np.array(sorted(self.stretches), dtype=np.int64).reshape(-1, 4)
        return ContactLog(
            key=np.array(self.key, dtype=np.uint64),
            parent=np.array(self.parent, dtype=np.int32),
            queue=np.array(self.queue, dtype=np.int16),
            reason=np.array(self.reason, dtype=np.int16),
            shift=np.array(self.shift, dtype=np.int16),
            follow_up=np.array(self.follow_up, dtype=np.int16),
            arrived=np.array(self.arrived, dtype=np.int64),
            answered=np.array(self.answered, dtype=np.int64),
            ended=np.array(self.ended, dtype=np.int64),
            released=np.array(self.released, dtype=np.int64),
            agent=np.array(self.agent, dtype=np.int32),
            outcome=np.array(self.outcome, dtype=np.int8),
            relevant=np.array(self.relevant, dtype=np.int8),
            presence_agent=people[:, 0].astype(np.int32),
            presence_on=people[:, 1].copy(),
            presence_off=people[:, 2].copy(),
            presence_due=people[:, 3].copy(),
            stretch_row=stretches[:, 0].astype(np.int32),
            stretch_agent=stretches[:, 1].astype(np.int32),
            stretch_start=stretches[:, 2].copy(),
            stretch_end=stretches[:, 3].copy(),
            coming_parent=coming[:, 0].astype(np.int32),
            coming_follow_up=coming[:, 1].astype(np.int16),
            coming_tick=coming[:, 2].copy(),
            end=end,
            truncated=truncated,
        )


class Planned:
    """The planned first attempts of the draws as plain lists."""

    def __init__(self, draws: Draws) -> None:
        self.tick: list[int] = draws.tick.tolist()
        self.key: list[int] = draws.key.tolist()
        self.queue: list[int] = draws.queue.tolist()
        self.reason: list[int] = draws.reason.tolist()
        self.shift: list[int] = draws.shift.tolist()
        self.work: list[int] = draws.work.tolist()
        self.wrap_up: list[int] = draws.wrap_up.tolist()
        self.patience: list[int] = draws.patience.tolist()
        self.pick: list[int] = draws.pick.tolist()
        self.relevant: list[int] = draws.relevant.tolist()

    def __len__(self) -> int:
        return len(self.tick)
