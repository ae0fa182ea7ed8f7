"""Issues as trees of attempts: the rows of a log by the first attempt that caused them.

A parent's row lies before those of the attempts that it causes (rule R50).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.metrics.cells import Ints

Flags = NDArray[np.bool_]


def roots(parent: NDArray[np.int32]) -> Ints:
    """The first attempt behind every row (itself for a first attempt).

    Pointer jumping: every round doubles the generations that a row looks back.
    """
    root = np.arange(len(parent))
    caused = np.flatnonzero(parent >= 0)
    above: Ints = parent[caused].astype(np.int64)
    while True:
        root[caused] = above
        further = root[above]
        if np.array_equal(further, above):
            return root
        above = further


def first_of_each(root: Ints, rows: Ints, tick: Ints) -> Ints:
    """[rows of the log] at a first attempt: the one of `rows` with the smallest tick of its issue.

    `tick` has an entry for each of `rows`; of equal ticks the lowest row. -1 where none of them
    belongs to the issue, and for rows that are no first attempts.
    """
    found, several = _alone(root, rows)
    rows, tick = rows[several], tick[several]
    order = np.argsort(tick, kind="stable")[::-1]
    found[root[rows[order]]] = rows[order]  # of equal places numpy keeps the last: the smallest
    return found


def last_of_each(root: Ints, rows: Ints, tick: Ints) -> Ints:
    """As `first_of_each`, with the largest tick; of equal ticks the highest row."""
    found, several = _alone(root, rows)
    rows, tick = rows[several], tick[several]
    order = np.argsort(tick, kind="stable")
    found[root[rows[order]]] = rows[order]
    return found


def _alone(root: Ints, rows: Ints) -> tuple[Ints, Flags]:
    """[rows of the log] at a first attempt its only one of `rows`, and which of them are several.

    Most issues are one attempt: only the others need an order.
    """
    found = np.full(len(root), -1, dtype=np.int64)
    of = root[rows]
    found[of] = rows
    several = np.bincount(of, minlength=len(root))[of] > 1
    return found, several


def with_such_a_descendant(parent: NDArray[np.int32], such: Flags) -> Flags:
    """Rows that caused, directly or not, a row in `such`.

    One round a generation; a row is passed once, so the work is linear in the rows.
    """
    found = np.zeros(len(parent), dtype=np.bool_)
    place = np.empty(len(parent), dtype=np.int64)
    above = parent[such]
    above = above[above >= 0]
    while len(above):
        above = above[~found[above]]
        found[above] = True
        place[above] = np.arange(len(above))
        above = parent[above[place[above] == np.arange(len(above))]]  # each row once
        above = above[above >= 0]
    return found
