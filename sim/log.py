"""The contact log: the only output of an engine. Facts, no opinions.

One row an attempt, in the order in which attempts arrive; the row number is its id. `key` matches
customers between the logs of two scenarios.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class ContactLog:
    """What happened. Tick columns are int64 ticks; -1 where it did not happen by `end`."""

    # contact rows
    key: NDArray[np.uint64]
    parent: NDArray[np.int32]  # row of the attempt that caused this one, -1: a first attempt
    queue: NDArray[np.int16]  # where it arrived
    reason: NDArray[np.int16]  # -1: none
    shift: NDArray[np.int16]  # channel shift that moved it here, -1: none
    follow_up: NDArray[np.int16]  # the follow-up that made it, -1: a first attempt
    arrived: NDArray[np.int64]
    answered: NDArray[np.int64]  # work starts for the first time
    ended: NDArray[np.int64]  # talk ends, or the customer leaves, is blocked or dropped
    released: NDArray[np.int64]  # the agent is free again (after wrap-up)
    agent: NDArray[np.int32]  # -1: nobody
    outcome: NDArray[np.int8]
    relevant: NDArray[np.int8]  # 0: a post that needs no answer
    # presence as it happened: on in [on, off), was to leave at `due` (off - due: overtime)
    presence_agent: NDArray[np.int32]
    presence_on: NDArray[np.int64]
    presence_off: NDArray[np.int64]
    presence_due: NDArray[np.int64]
    # stretches of work that the row does not tell: dialling in vain, and every time in hand of an
    # item that was put down
    stretch_row: NDArray[np.int32]
    stretch_agent: NDArray[np.int32]
    stretch_start: NDArray[np.int64]
    stretch_end: NDArray[np.int64]
    # attempts of follow-ups still to come at `end`
    coming_parent: NDArray[np.int32]
    coming_follow_up: NDArray[np.int16]
    coming_tick: NDArray[np.int64]  # when they would arrive
    end: int  # the simulated time is [0, end)
    truncated: bool = False  # the row limit was reached

    def __len__(self) -> int:
        return len(self.key)


TABLES = {
    "contacts": (
        "key", "parent", "queue", "reason", "shift", "follow_up", "arrived", "answered",
        "ended", "released", "agent", "outcome", "relevant",
    ),
    "presence": ("presence_agent", "presence_on", "presence_off", "presence_due"),
    "coming": ("coming_parent", "coming_follow_up", "coming_tick"),
    "stretches": ("stretch_row", "stretch_agent", "stretch_start", "stretch_end"),
}  # fmt: skip
"""The columns of each table of the log."""


def first_difference(left: ContactLog, right: ContactLog) -> str | None:
    """The first row in which two logs differ, in words; None if they are identical."""
    for table, columns in TABLES.items():
        lengths = len(getattr(left, columns[0])), len(getattr(right, columns[0]))
        shorter = min(lengths)
        differs = np.zeros(shorter, dtype=bool)
        for column in columns:
            differs |= getattr(left, column)[:shorter] != getattr(right, column)[:shorter]
        if differs.any():
            row = int(np.argmax(differs))
            return f"{table} row {row}: {_row(left, columns, row)} | {_row(right, columns, row)}"
        if lengths[0] != lengths[1]:
            return f"{table}: {lengths[0]} rows | {lengths[1]} rows"
    if (left.end, left.truncated) != (right.end, right.truncated):
        return f"end {left.end}, truncated {left.truncated} | {right.end}, {right.truncated}"
    return None


def _row(log: ContactLog, columns: tuple[str, ...], row: int) -> str:
    return ", ".join(f"{column} {getattr(log, column)[row]}" for column in columns)
