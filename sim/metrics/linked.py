"""Attempts that were caused by others or cause others, and the issues they are of.

Only these rows of a log are looked at here, numbered through in order; the first attempt of every
issue is among them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.events import Outcome
from sim.log import ContactLog
from sim.metrics.attempts import WAITING, Attempts, attempts_of
from sim.metrics.blocks import Counter
from sim.metrics.cells import TICKS_PER_SECOND, Ints, Table, indices
from sim.metrics.journeys import IS_NOT_SERVED, IS_SERVED, origins_of
from sim.metrics.origins import Origin
from sim.metrics.plan import Plan
from sim.metrics.trees import Rows, first_of_each, last_of_each, roots, with_such_a_descendant
from sim.model import Model

Flags = NDArray[np.bool_]

CONTAINED = int(Outcome.CONTAINED)
PIECE = 2**15
"""Linked rows that are counted together: few enough for the processor's cache."""

COMPANY, SPREAD = int(Origin.COMPANY), int(Origin.SPREAD)
CALLBACK, TRANSFER, TURN = int(Origin.CALLBACK), int(Origin.TRANSFER), int(Origin.TURN)
BLOCKED_CLOSED = int(Outcome.BLOCKED_CLOSED)


@dataclass(frozen=True, eq=False)
class _Linked:
    """Linked rows of a log."""

    row: Ints  # of the log
    parent: Rows  # among the linked rows, -1: a first attempt
    origin: NDArray[np.int8]
    attempts: Attempts
    ended: Ints
    relevant: Flags
    coming_parent: Rows  # of the attempts still to come
    coming_origin: NDArray[np.int8]


def count_linked(log: ContactLog, model: Model, plan: Plan, linked: Flags, table: Table) -> None:
    """Add to the columns of `sim.metrics.journeys` what `count_alone` leaves out."""
    row = indices(linked)
    if not len(row):
        return
    found = _linked(log, plan, row)
    cells = _Cells(found, plan, table)
    awaited = _awaited(log, found, model.judging.resolved_after)
    _count_attempts(found, log, plan, awaited, model.judging.resolved_after, cells)
    _count_issues(found, log.end, awaited, cells)
    cells.add_counts()


def _linked(log: ContactLog, plan: Plan, row: Ints) -> _Linked:
    place = np.empty(len(log) + 1, dtype=np.int32)
    place[row] = np.arange(len(row), dtype=np.int32)
    place[-1] = -1  # parent -1
    attempts = attempts_of(log, plan, row)
    return _Linked(
        row=row,
        parent=place[log.parent.take(row)],
        origin=origins_of(log, plan, attempts.queue, row),
        attempts=attempts,
        ended=log.ended.take(row),
        relevant=log.relevant.take(row) == 1,
        coming_parent=place[log.coming_parent],
        coming_origin=plan.follow_up_origin.take(log.coming_follow_up),
    )


class _Cells:
    """Puts linked rows into columns by the slot of their arrival and a queue."""

    def __init__(self, found: _Linked, plan: Plan, table: Table) -> None:
        bins, queues = plan.bins, plan.queues
        self._shape = bins.slots, queues
        self._queue = found.attempts.queue
        arrived = found.attempts.arrived
        edges = np.searchsorted(arrived, bins.edges)
        slot = np.full(len(arrived), -1, dtype=np.int64)
        slot[edges[0] : edges[-1]] = np.repeat(np.arange(bins.slots), np.diff(edges))
        self._slot = slot
        self._reported = slot >= 0
        self._table = table
        self._size = bins.slots * queues
        self._own = slot * queues + self._queue
        self._counts = Counter(table.data.size)
        self._flags: dict[str, Flags] = {}

    def count(self, name: str, flags: Flags) -> None:
        """Rows with the flag, each in its own queue."""
        self._flags[name] = flags

    def put(
        self, name: str, rows: Ints | Rows, at: Ints | Rows, values: Ints | None = None
    ) -> None:
        """Values (1 unless given) of rows in the queue of the rows `at`."""
        some = indices(self._reported.take(rows))
        queue = self._queue.take(at.take(some))
        cell = self._slot.take(rows.take(some)) * self._shape[1] + queue
        if values is None:
            self._counts.add(cell + self._table.place[name] * self._size)
        elif len(cell):
            sums = np.bincount(cell, weights=values.take(some), minlength=self._size)
            self._table[name][...] += sums.reshape(self._shape)

    def add_counts(self) -> None:
        """Add all that `count` and `put` have counted to the columns."""
        data = self._table.data
        columns = np.array([self._table.place[name] * self._size for name in self._flags])
        for first in range(0, len(self._own), PIECE):
            piece = slice(first, first + PIECE)
            own = self._own[piece]
            flags = np.stack([flags[piece] for flags in self._flags.values()])
            flags &= self._reported[piece]
            # looked for in one row: numpy takes five times as long over two axes
            column, row = np.divmod(indices(flags.ravel()), len(own))
            self._counts.add(columns.take(column) + own.take(row))
        data += self._counts.sums().reshape(data.shape)


def _awaited(log: ContactLog, found: _Linked, resolved_after: int) -> Flags:
    """Rows that a customer comes back after, later than the end but within resolved_after."""
    awaited = np.zeros(len(found.row), dtype=np.bool_)
    parent, why = found.coming_parent, found.coming_origin
    soon = log.coming_tick - found.ended.take(parent) <= resolved_after
    awaited[parent[soon & (why != COMPANY) & (why != SPREAD)]] = True
    return awaited


def _count_attempts(
    found: _Linked,
    log: ContactLog,
    plan: Plan,
    awaited: Flags,
    resolved_after: int,
    cells: _Cells,
) -> None:
    """What attempts caused, in the cell of the attempt that caused it."""
    outcome, answered = found.attempts.outcome, found.attempts.answered
    caused = indices(found.parent >= 0)
    parent, why = found.parent.take(caused), found.origin.take(caused)
    # to a closed desk they bring no work
    cells.count("caused", (found.parent >= 0) & (outcome != BLOCKED_CLOSED))

    def causing(*of: Origin) -> Flags:
        """Rows that caused an attempt of this origin, one that arrived or is still to come."""
        such = np.zeros(len(Origin), dtype=np.bool_)
        such[list(of)] = True
        flags = np.zeros(len(found.row), dtype=np.bool_)
        flags[parent[such.take(why)]] = True
        flags[found.coming_parent[such.take(found.coming_origin)]] = True
        return flags

    if plan.causes(Origin.REPEAT):
        cells.count("repeated", causing(Origin.REPEAT))
    if plan.causes(Origin.REDIAL):
        cells.count("redialled", causing(Origin.REDIAL) & IS_NOT_SERVED.take(outcome))
    if plan.causes(Origin.TRANSFER, Origin.MOVED):
        cells.count("handed_on", causing(Origin.TRANSFER, Origin.MOVED))
    contained = outcome == CONTAINED
    if contained.any():
        soon = found.attempts.arrived.take(caused) - found.ended.take(parent) <= resolved_after
        in_touch_again = awaited.copy()
        in_touch_again[parent[soon & (why != COMPANY) & (why != SPREAD)]] = True
        cells.count("truly_contained", contained & ~in_touch_again)
        cells.count("bounced_back", contained & with_such_a_descendant(found.parent, answered))
    if plan.causes(Origin.CALLBACK):
        back = indices((why == CALLBACK) & answered.take(caused))
        called_back, first = caused.take(back), parent.take(back)
        answered_at = log.answered.take(found.row.take(called_back))
        cells.put("called_back", called_back, called_back)
        waited = answered_at - found.attempts.arrived.take(first)
        cells.put("total_wait_s", called_back, called_back, waited)
    if plan.causes(Origin.SPREAD):
        posts = parent.take(indices(why == SPREAD))
        cells.put("posts_caused", posts, posts)


def _count_issues(found: _Linked, end: int, awaited: Flags, cells: _Cells) -> None:
    """Figures of issues, in the cell of the first attempt."""
    outcome, answered, origin = found.attempts.outcome, found.attempts.answered, found.origin
    own_parent = np.where(origin == SPREAD, np.int32(-1), found.parent)
    root = roots(own_parent)
    first = (own_parent < 0) & found.relevant
    contained = outcome == CONTAINED
    helped = IS_SERVED.take(outcome)

    def any_in_issue(flags: Flags) -> Flags:
        """At a first attempt: a row of its issue has the flag."""
        have = np.zeros(len(root), dtype=np.bool_)
        have[root.take(indices(flags))] = True
        return have

    def in_issue(flags: Flags) -> Ints:
        """At a first attempt: rows of its issue with the flag."""
        return np.bincount(root.take(indices(flags)), minlength=len(root))

    # What the company tried in vain does not undo what the customer got.
    counts = indices((origin != COMPANY) | answered | (own_parent < 0))
    ended = found.ended.take(counts)
    last = last_of_each(root, counts, np.where(ended >= 0, ended, end))
    resolved = first & (helped & ~awaited).take(last)
    with_agent = first & any_in_issue(answered)
    goes_on = (origin == TRANSFER) | (origin == TURN)
    in_one = resolved & (in_issue(answered & ~goes_on) == 1)
    firsts, ends = indices(first), indices(resolved)
    size = np.bincount(root, minlength=len(root))
    cells.count("issues", first)
    cells.put("issue_attempts", firsts, firsts, size.take(firsts))
    del size
    cells.count("issues_lost", first & ~any_in_issue(helped | (outcome == WAITING)))
    cells.count("issues_resolved", resolved)
    cells.count("issues_with_agent", with_agent)
    cells.count("issues_first_contact", in_one)
    cells.count("issues_first_contact_strict", in_one & ~any_in_issue(origin == TRANSFER))
    cells.count("issues_contained", first & any_in_issue(contained) & ~with_agent)
    cells.count("issues_proactive", first & any_in_issue(origin == COMPANY))
    # where the issue was resolved, and where its customer was first answered
    cells.put("resolved_here", ends, last.take(ends))
    begun = indices(answered)
    first_answered = first_of_each(root, begun, found.attempts.over.take(begun))
    valued = indices(first_answered >= 0)
    cells.put("first_answered", valued, first_answered.take(valued))


def seconds(table: Table) -> None:
    """Sums of ticks to seconds, once all is counted."""
    table["total_wait_s"] /= TICKS_PER_SECOND
