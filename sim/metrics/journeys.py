"""What becomes of customers: figures of issues, and of attempts by what they caused.

An issue is a customer's first attempt and all it causes. It belongs to the interval and queue of
its first attempt; only issues that begin in the reported time count, with all of their attempts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.events import Outcome
from sim.log import ContactLog
from sim.metrics.bins import Bins
from sim.metrics.cells import TICKS_PER_SECOND, Floats, Ints
from sim.metrics.origins import Origin, follow_up_origins, origins
from sim.metrics.trees import first_of_each, last_of_each, roots, with_such_a_descendant
from sim.model import Model

Flags = NDArray[np.bool_]


def journey_columns(log: ContactLog, model: Model, bins: Bins) -> dict[str, Floats]:
    """Columns [slot, queue] that add up over slots and queues."""
    origin = origins(log, model)
    counter = _Counter(log, model, bins)
    return {
        **_by_origin(origin, counter),
        **_by_attempt(log, model, origin, counter),
        **_by_issue(log, model, origin, counter),
    }


def flow_counts(log: ContactLog, model: Model) -> Ints:
    """Attempts that arrived in the reported time, by channel shift, then by follow-up."""
    reported = (log.arrived >= model.clock.start) & (log.arrived < model.clock.end)
    shift, follow_up = log.shift[reported], log.follow_up[reported]
    labels = model.labels
    shifted = np.bincount(shift[shift >= 0], minlength=len(labels.shifts))
    followed = np.bincount(follow_up[follow_up >= 0], minlength=len(labels.follow_ups))
    return np.concatenate([shifted, followed])


class _Counter:
    """Counts rows of the log by slot and queue, leaving out what is not in the reported time."""

    def __init__(self, log: ContactLog, model: Model, bins: Bins) -> None:
        self.queues = len(model.labels.queues)
        self.slots = bins.slots
        self.queue = log.queue.astype(np.int64)
        slot = np.searchsorted(bins.edges, log.arrived, side="right") - 1
        self.slot = np.where(slot < bins.slots, slot, -1)

    def count(self, flags: Flags) -> Floats:
        """Rows in the cell of their own arrival."""
        return self.put(np.flatnonzero(flags), self.queue[flags])

    def sum(self, rows: Ints, values: Floats) -> Floats:
        """Values in the cell of each row's arrival."""
        return self.put(rows, self.queue[rows], values)

    def put(self, rows: Ints, queue: Ints, values: Floats | None = None) -> Floats:
        """Values (1 unless given) in the slot of each row's arrival and this queue."""
        reported = self.slot[rows] >= 0
        cell = self.slot[rows[reported]] * self.queues + queue[reported]
        weights = None if values is None else values[reported]
        sums = np.bincount(cell, weights=weights, minlength=self.slots * self.queues)
        return sums.astype(np.float64).reshape(self.slots, self.queues)


def _by_origin(origin: Ints, counter: _Counter) -> dict[str, Floats]:
    return {f"origin_{one.name.lower()}": counter.count(origin == one) for one in Origin}


def _by_attempt(
    log: ContactLog, model: Model, origin: Ints, counter: _Counter
) -> dict[str, Floats]:
    """What attempts caused, in the cell of the attempt that caused it."""
    contained = log.outcome == Outcome.CONTAINED
    answered = log.outcome == Outcome.ANSWERED
    caused = np.flatnonzero(log.parent >= 0)
    parent = log.parent[caused].astype(np.int64)
    soon = log.arrived[caused] - log.ended[parent] <= model.judging.resolved_after
    by_customer = origin[caused] != Origin.COMPANY
    in_touch_again = np.zeros(len(log), dtype=np.bool_)
    in_touch_again[parent[soon & by_customer]] = True
    in_touch_again |= _awaited(log, model)
    back_at_agents = contained & with_such_a_descendant(log.parent, answered)
    called_back = caused[(origin[caused] == Origin.CALLBACK) & answered[caused]]
    total_wait = log.answered[called_back] - log.arrived[log.parent[called_back]]

    def causing(*of: Origin) -> Floats:
        return counter.count(_causing(log, model, origin, of))

    return {
        "repeated": causing(Origin.REPEAT),
        "redialled": causing(Origin.REDIAL),
        "handed_on": causing(Origin.TRANSFER, Origin.MOVED),
        "truly_contained": counter.count(contained & ~in_touch_again),
        "bounced_back": counter.count(back_at_agents),
        "called_back": counter.count(_at(called_back, len(log))),
        "total_wait_s": counter.sum(called_back, total_wait / TICKS_PER_SECOND),
    }


def _causing(log: ContactLog, model: Model, origin: Ints, of: tuple[Origin, ...]) -> Flags:
    """Rows that caused an attempt of this origin, one that arrived or is still to come."""
    found = np.zeros(len(log), dtype=np.bool_)
    found[log.parent[np.isin(origin, of) & (log.parent >= 0)]] = True
    coming = follow_up_origins(model)[log.coming_follow_up]
    found[log.coming_parent[np.isin(coming, of)]] = True
    return found


def _awaited(log: ContactLog, model: Model) -> Flags:
    """Rows that a customer comes back after, later than the end but within resolved_after."""
    found = np.zeros(len(log), dtype=np.bool_)
    parent = log.coming_parent
    soon = log.coming_tick - log.ended[parent] <= model.judging.resolved_after
    by_customer = follow_up_origins(model)[log.coming_follow_up] != Origin.COMPANY
    found[parent[soon & by_customer]] = True
    return found


def _by_issue(log: ContactLog, model: Model, origin: Ints, counter: _Counter) -> dict[str, Floats]:
    """Figures of issues, in the cell of the first attempt."""
    rows = np.arange(len(log))
    root = roots(log.parent)
    first = log.parent < 0
    answered = log.outcome == Outcome.ANSWERED
    contained = log.outcome == Outcome.CONTAINED
    waits = log.outcome == Outcome.WAITING

    def in_issue(flags: Flags) -> Ints:
        """[rows] at a first attempt: rows of its issue with the flag."""
        return np.bincount(root[flags], minlength=len(log))

    # What the company tried in vain does not undo what the customer got.
    counts = (origin != Origin.COMPANY) | answered | first
    until = np.where(log.ended >= 0, log.ended, log.end)
    last = last_of_each(root, rows[counts], until[counts])
    served = (answered | contained) & ~_awaited(log, model)
    resolved = first & served[last]
    begun = rows[answered]
    first_answered = first_of_each(root, begun, log.answered[begun])
    valued = np.flatnonzero(first_answered >= 0)

    with_agent = first & (in_issue(answered) > 0)
    contacts = in_issue(answered & (origin != Origin.TRANSFER))
    transfers = in_issue(origin == Origin.TRANSFER)
    in_one = resolved & (contacts == 1)
    by_bot = first & (in_issue(contained) > 0)
    lost = first & ~with_agent & ~by_bot & (in_issue(waits) == 0)
    attempts = in_issue(np.ones(len(log), dtype=np.bool_))
    firsts, ends = np.flatnonzero(first), np.flatnonzero(resolved)
    return {
        "issues": counter.count(first),
        "issue_attempts": counter.sum(firsts, attempts[firsts].astype(np.float64)),
        "issues_lost": counter.count(lost),
        "issues_resolved": counter.count(resolved),
        "issues_with_agent": counter.count(with_agent),
        "issues_first_contact": counter.count(in_one),
        "issues_first_contact_strict": counter.count(in_one & (transfers == 0)),
        "issues_contained": counter.count(by_bot & ~with_agent),
        "issues_proactive": counter.count(first & (in_issue(origin == Origin.COMPANY) > 0)),
        # where the issue was resolved, and where its customer was first answered
        "resolved_here": counter.put(ends, counter.queue[last[ends]]),
        "first_answered": counter.put(valued, counter.queue[first_answered[valued]]),
    }


def _at(rows: Ints, count: int) -> Flags:
    flags = np.zeros(count, dtype=np.bool_)
    flags[rows] = True
    return flags
