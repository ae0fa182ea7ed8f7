"""Issues as trees of attempts: rows by the first attempt that caused them.

A parent's row lies before those of the attempts that it causes (rule R50).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.metrics.cells import Ints, indices

Flags = NDArray[np.bool_]
Rows = NDArray[np.int32]

EARLIEST, LATEST = int(np.iinfo(np.int64).min), int(np.iinfo(np.int64).max)


def roots(parent: Rows) -> Rows:
    """The first attempt behind every row (itself for a first attempt).

    Pointer jumping: every round doubles the generations that a row looks back.
    """
    root = np.arange(len(parent), dtype=np.int32)
    caused = indices(parent >= 0)
    above = parent.take(caused)
    while True:
        root[caused] = above
        further = root.take(above)
        if (further == above).all():
            return root
        above = further


def first_of_each(root: Rows, rows: Ints, tick: Ints) -> Rows:
    """[all rows] at a first attempt: the one of `rows` with the smallest tick of its issue.

    `tick` has an entry for each of `rows`, which are in order; of equal ticks the lowest row. -1
    where none of them belongs to the issue, and for rows that are no first attempts.
    """
    of = root.take(rows)
    smallest = np.full(len(root), LATEST)
    np.minimum.at(smallest, of, tick)
    # where places repeat numpy keeps the last value put there: the lowest row
    return _put(root, rows[::-1], (tick == smallest.take(of))[::-1])


def last_of_each(root: Rows, rows: Ints, tick: Ints) -> Rows:
    """As `first_of_each`, with the largest tick; of equal ticks the highest row."""
    of = root.take(rows)
    largest = np.full(len(root), EARLIEST)
    np.maximum.at(largest, of, tick)
    return _put(root, rows, tick == largest.take(of))


def _put(root: Rows, rows: Ints, chosen: Flags) -> Rows:
    """[all rows] the last of the chosen rows at their first attempts, -1 elsewhere."""
    found = np.full(len(root), -1, dtype=np.int32)
    some = rows[indices(chosen)]
    found[root.take(some)] = some
    return found


def with_such_a_descendant(parent: Rows, such: Flags) -> Flags:
    """Rows that caused, directly or not, a row in `such`.

    One round a generation; a row is passed once, so the work is linear in the rows.
    """
    found = np.zeros(len(parent), dtype=np.bool_)
    place = np.empty(len(parent), dtype=np.int32)
    above = parent.take(indices(such))
    above = above[above >= 0]
    while len(above):
        above = above[~found[above]]
        found[above] = True
        order = np.arange(len(above), dtype=np.int32)
        place[above] = order
        above = parent[above[place[above] == order]]  # each row once
        above = above[above >= 0]
    return found
