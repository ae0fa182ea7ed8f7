"""What the naive engine keeps in mind, and its log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.engine.events import Outcome
from sim.engine.follow_ups import Coming
from sim.log import ContactLog

Row = tuple[int, int, int, int]


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
    shift: int = -1
    follow_up: int = -1
    settles: bool = False
    answered: int = -1
    ended: int = -1
    released: int = -1
    agent: Agent | None = None
    outcome: Outcome = Outcome.WAITING
    tries: int = 0
    to_come: list[Return] = field(default_factory=list)


@dataclass(eq=False)
class Return:
    """An attempt that will come (R62)."""

    parent: Attempt
    coming: Coming
    tick: int


@dataclass(eq=False)
class Agent:
    number: int
    group: int
    on_since: int | None = None  # None: not on
    on_before: int = 0
    handled: int = 0
    hand: Attempt | None = None
    hand_since: int = 0
    idle_since: int = 0  # order of events (R45)
    owes_a_break_until: int | None = None  # its window ended with a contact in hand: its shift end


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
    rings = np.array(sorted(stretches), dtype=np.int64).reshape(-1, 4)
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
        presence_agent=people[:, 0].astype(np.int32),
        presence_on=people[:, 1],
        presence_off=people[:, 2],
        presence_due=people[:, 3],
        stretch_row=rings[:, 0].astype(np.int32),
        stretch_agent=rings[:, 1].astype(np.int32),
        stretch_start=rings[:, 2],
        stretch_end=rings[:, 3],
        coming_parent=coming[:, 0].astype(np.int32),
        coming_follow_up=coming[:, 1].astype(np.int16),
        coming_tick=coming[:, 2],
        end=end,
    )
