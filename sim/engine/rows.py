"""The contact rows of the reference engine while they grow."""

from __future__ import annotations

import numpy as np

from sim.draws import Draws
from sim.engine.events import NOBODY, NOT_YET, Outcome
from sim.log import ContactLog


class Rows:
    """Plain lists, one entry an attempt, in the order of arrival (R50)."""

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        # Planned attempts arrive in the order of the draws, so row and draw have one number.
        self.queue: list[int] = draws.queue.tolist()
        self.work: list[int] = draws.work.tolist()
        self.wrap_up: list[int] = draws.wrap_up.tolist()
        self.patience: list[int] = draws.patience.tolist()
        self.pick: list[int] = draws.pick.tolist()
        self.arrived: list[int] = []
        self.answered: list[int] = []
        self.ended: list[int] = []
        self.released: list[int] = []
        self.agent: list[int] = []
        self.outcome: list[int] = []

    def __len__(self) -> int:
        return len(self.arrived)

    def append(self, now: int) -> int:
        """The next planned attempt arrives; returns its row."""
        self.arrived.append(now)
        self.answered.append(NOT_YET)
        self.ended.append(NOT_YET)
        self.released.append(NOT_YET)
        self.agent.append(NOBODY)
        self.outcome.append(Outcome.WAITING)
        return len(self.arrived) - 1

    def answer(self, row: int, agent: int, now: int) -> None:
        self.answered[row] = now
        self.agent[row] = agent
        self.outcome[row] = Outcome.ANSWERED

    def close(self, row: int, outcome: Outcome, now: int) -> None:
        """The attempt ends without an answer."""
        self.ended[row] = now
        self.outcome[row] = outcome

    def log(self, presence: list[tuple[int, int, int, int]], end: int) -> ContactLog:
        """The contact log of the rows that arrived."""
        count = len(self)
        table = np.array(presence, dtype=np.int64).reshape(-1, 4)
        return ContactLog(
            key=self._draws.key[:count],
            parent=np.full(count, -1, dtype=np.int32),
            queue=self._draws.queue[:count],
            reason=self._draws.reason[:count],
            shift=self._draws.shift[:count],
            arrived=np.array(self.arrived, dtype=np.int64),
            answered=np.array(self.answered, dtype=np.int64),
            ended=np.array(self.ended, dtype=np.int64),
            released=np.array(self.released, dtype=np.int64),
            agent=np.array(self.agent, dtype=np.int32),
            outcome=np.array(self.outcome, dtype=np.int8),
            presence_agent=table[:, 0].astype(np.int32),
            presence_on=table[:, 1].copy(),
            presence_off=table[:, 2].copy(),
            presence_due=table[:, 3].copy(),
            stretch_row=np.zeros(0, dtype=np.int32),
            stretch_agent=np.zeros(0, dtype=np.int32),
            stretch_start=np.zeros(0, dtype=np.int64),
            stretch_end=np.zeros(0, dtype=np.int64),
            end=end,
            truncated=count < len(self._draws),
        )
