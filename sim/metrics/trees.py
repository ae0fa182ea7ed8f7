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
    root = np.where(parent < 0, np.arange(len(parent)), parent)
    while True:
        further = root[root]
        if np.array_equal(further, root):
            return root
        root = further


def first_of_each(root: Ints, rows: Ints, tick: Ints) -> Ints:
    """[rows of the log] at a first attempt: the one of `rows` with the smallest tick of its issue.

    `tick` has an entry for each of `rows`; of equal ticks the lowest row. -1 where none of them
    belongs to the issue, and for rows that are no first attempts.
    """
    found = np.full(len(root), -1, dtype=np.int64)
    order = np.argsort(tick, kind="stable")[::-1]
    found[root[rows[order]]] = rows[order]  # of equal places numpy keeps the last: the smallest
    return found


def last_of_each(root: Ints, rows: Ints, tick: Ints) -> Ints:
    """As `first_of_each`, with the largest tick; of equal ticks the highest row."""
    found = np.full(len(root), -1, dtype=np.int64)
    order = np.argsort(tick, kind="stable")
    found[root[rows[order]]] = rows[order]
    return found


def with_such_a_descendant(parent: NDArray[np.int32], such: Flags) -> Flags:
    """Rows that caused, directly or not, a row in `such`.

    One round a generation; a row is passed once, so the work is linear in the rows.
    """
    found = np.zeros(len(parent), dtype=np.bool_)
    above = parent[such]
    while len(above):
        above = np.unique(above[above >= 0])
        above = above[~found[above]]
        found[above] = True
        above = parent[above]
    return found
