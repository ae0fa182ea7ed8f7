"""What becomes of customers: figures of issues, and of attempts by what they caused.

An issue is a customer's first attempt and all it causes. It belongs to the interval and queue of
its first attempt; only issues that begin in the reported time count, with all of their attempts.
Whom a public post makes write or phone is another customer, whose issue begins there. A post that
needs no answer is no issue.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.events import BLOCKED, Outcome
from sim.log import ContactLog
from sim.metrics.attempts import LEFT, Attempts
from sim.metrics.bins import Bins
from sim.metrics.cells import TICKS_PER_SECOND, Floats, Ints
from sim.metrics.origins import Origin, follow_up_origins, origins
from sim.metrics.trees import first_of_each, last_of_each, roots, with_such_a_descendant
from sim.model import Model

Flags = NDArray[np.bool_]


SERVED = [Outcome.ANSWERED, Outcome.CONTAINED, Outcome.PEER_ANSWERED]
"""Outcomes with which a customer has got what it came for."""

IS_SERVED: Flags = np.isin(np.arange(len(Outcome)), SERVED)
IS_NOT_SERVED: Flags = np.isin(np.arange(len(Outcome)), [*LEFT, *BLOCKED])


def journey_columns(
    log: ContactLog, model: Model, attempts: Attempts, bins: Bins
) -> dict[str, Floats]:
    """Columns [slot, queue] that add up over slots and queues."""
    causes = _Causes.of(log, model)
    origin = causes.origin
    counter = _Counter(log, model, bins)
    awaited = _awaited(log, model, causes)
    return {
        **_by_origin(origin, counter),
        # to a closed desk they bring no work
        "caused": counter.count((log.parent >= 0) & (log.outcome != Outcome.BLOCKED_CLOSED)),
        **_by_attempt(log, model, attempts, causes, awaited, counter),
        **_of_posts(log, model, origin, counter),
        **_by_issue(log, model, attempts, origin, awaited, counter),
    }


def flow_counts(log: ContactLog, model: Model) -> Ints:
    """Attempts that arrived in the reported time, by channel shift, then by follow-up."""
    reported = (log.arrived >= model.clock.start) & (log.arrived < model.clock.end)
    shift, follow_up = log.shift[reported], log.follow_up[reported]
    labels = model.labels
    shifted = np.bincount(shift[shift >= 0], minlength=len(labels.shifts))
    followed = np.bincount(follow_up[follow_up >= 0], minlength=len(labels.follow_ups))
    return np.concatenate([shifted, followed])


@dataclass(frozen=True, eq=False)
class _Causes:
    """Which attempts were caused by others, and why."""

    origin: Ints  # of every row
    caused: Ints  # rows with a parent
    parent: Ints  # of each of them
    why: Ints  # origin of each of them
    coming_why: Ints  # origin of the attempts still to come

    @classmethod
    def of(cls, log: ContactLog, model: Model) -> _Causes:
        origin = origins(log, model)
        caused = np.flatnonzero(log.parent >= 0)
        coming = follow_up_origins(model)[log.coming_follow_up]
        return cls(origin, caused, log.parent[caused].astype(np.int64), origin[caused], coming)


class _Counter:
    """Counts rows of the log by slot and queue, leaving out what is not in the reported time."""

    def __init__(self, log: ContactLog, model: Model, bins: Bins) -> None:
        self.shape = bins.slots, len(model.labels.queues)
        self.queue = log.queue.astype(np.int64)
        edge_rows = np.searchsorted(log.arrived, bins.edges)
        self.rows = slice(int(edge_rows[0]), int(edge_rows[-1]))  # of the reported time
        self.slot = np.full(len(log), -1, dtype=np.int64)
        self.slot[self.rows] = np.repeat(np.arange(bins.slots), np.diff(edge_rows))
        self.cell = self.slot * self.shape[1] + self.queue  # negative outside
        self.reported_cell = self.cell[self.rows]

    def count(self, flags: Flags) -> Floats:
        """Rows in the cell of their own arrival."""
        return self._sums(self.reported_cell[flags[self.rows]])

    def count_of_each(self, kind: Ints, kinds: int) -> Floats:
        """The same for rows of each kind, as [slot, queue, kind]."""
        cell = self.reported_cell * kinds + kind[self.rows]
        counts = np.bincount(cell, minlength=self.shape[0] * self.shape[1] * kinds)
        return counts.astype(np.float64).reshape(*self.shape, kinds)

    def sum(self, rows: Ints, values: Floats) -> Floats:
        """Values in the cell of each row's arrival."""
        cell = self.cell[rows]
        reported = cell >= 0
        return self._sums(cell[reported], values[reported])

    def put(self, rows: Ints, queue: Ints, values: Floats | None = None) -> Floats:
        """Values (1 unless given) in the slot of each row's arrival and this queue."""
        reported = self.slot[rows] >= 0
        cell = self.slot[rows[reported]] * self.shape[1] + queue[reported]
        return self._sums(cell, None if values is None else values[reported])

    def _sums(self, cell: Ints, weights: Floats | None = None) -> Floats:
        found = np.bincount(cell, weights=weights, minlength=self.shape[0] * self.shape[1])
        return found.astype(np.float64).reshape(self.shape)


def _by_origin(origin: Ints, counter: _Counter) -> dict[str, Floats]:
    counts = counter.count_of_each(origin, len(Origin))
    return {f"origin_{one.name.lower()}": counts[..., one] for one in Origin}


def _by_attempt(
    log: ContactLog,
    model: Model,
    attempts: Attempts,
    causes: _Causes,
    awaited: Flags,
    counter: _Counter,
) -> dict[str, Floats]:
    """What attempts caused, in the cell of the attempt that caused it."""
    contained = attempts.outcome == Outcome.CONTAINED
    answered = attempts.outcome == Outcome.ANSWERED
    not_served = IS_NOT_SERVED[attempts.outcome]
    caused, parent, why = causes.caused, causes.parent, causes.why
    soon = log.arrived[caused] - log.ended[parent] <= model.judging.resolved_after
    by_customer = (why != Origin.COMPANY) & (why != Origin.SPREAD)
    in_touch_again = awaited.copy()
    in_touch_again[parent[soon & by_customer]] = True
    back_at_agents = contained & with_such_a_descendant(log.parent, answered)
    called_back = caused[(why == Origin.CALLBACK) & answered[caused]]
    total_wait = log.answered[called_back] - log.arrived[log.parent[called_back]]

    def causing(*of: Origin) -> Flags:
        return _causing(log, causes, of)

    return {
        "repeated": counter.count(causing(Origin.REPEAT)),
        "redialled": counter.count(causing(Origin.REDIAL) & not_served),
        "handed_on": counter.count(causing(Origin.TRANSFER, Origin.MOVED)),
        "truly_contained": counter.count(contained & ~in_touch_again),
        "bounced_back": counter.count(back_at_agents),
        "called_back": counter.count(_at(called_back, len(log))),
        "total_wait_s": counter.sum(called_back, total_wait / TICKS_PER_SECOND),
    }


def _of_posts(log: ContactLog, model: Model, origin: Ints, counter: _Counter) -> dict[str, Floats]:
    """Relevant posts and whom they made write or phone, in the cell of the post."""
    posts = (model.posts.is_one[log.queue] == 1) & (log.relevant == 1)
    spread = np.flatnonzero(origin == Origin.SPREAD)
    by_post = log.parent[spread].astype(np.int64)
    return {
        "posts_relevant": counter.count(posts),
        "posts_original": counter.count(posts & (origin != Origin.SPREAD)),
        "posts_caused": counter.sum(by_post, np.ones(len(by_post))),
    }


def _causing(log: ContactLog, causes: _Causes, of: tuple[Origin, ...]) -> Flags:
    """Rows that caused an attempt of this origin, one that arrived or is still to come."""
    such = np.zeros(len(Origin), dtype=np.bool_)
    such[list(of)] = True
    found = np.zeros(len(log), dtype=np.bool_)
    found[causes.parent[such[causes.why]]] = True
    found[log.coming_parent[such[causes.coming_why]]] = True
    return found


def _awaited(log: ContactLog, model: Model, causes: _Causes) -> Flags:
    """Rows that a customer comes back after, later than the end but within resolved_after."""
    found = np.zeros(len(log), dtype=np.bool_)
    parent, why = log.coming_parent, causes.coming_why
    soon = log.coming_tick - log.ended[parent] <= model.judging.resolved_after
    found[parent[soon & (why != Origin.COMPANY) & (why != Origin.SPREAD)]] = True
    return found


def _by_issue(
    log: ContactLog,
    model: Model,
    attempts: Attempts,
    origin: Ints,
    awaited: Flags,
    counter: _Counter,
) -> dict[str, Floats]:
    """Figures of issues, in the cell of the first attempt.

    Most issues are one attempt: what is so of the issue is so of the attempt. Only the others need
    their tree.
    """
    own_parent = np.where(origin == Origin.SPREAD, -1, log.parent)
    root = roots(own_parent)
    caused = np.flatnonzero(own_parent >= 0)
    root_of_caused = root[caused]
    related = np.zeros(len(log), dtype=np.bool_)  # of issues of several attempts
    related[caused] = related[root_of_caused] = True
    first = (own_parent < 0) & (log.relevant == 1)
    answered = attempts.outcome == Outcome.ANSWERED
    contained = attempts.outcome == Outcome.CONTAINED
    helped = IS_SERVED[attempts.outcome]
    waits = attempts.outcome == Outcome.WAITING

    def any_in_issue(flags: Flags) -> Flags:
        """[rows] at a first attempt: a row of its issue has the flag."""
        found = flags.copy()
        found[root_of_caused[flags[caused]]] = True
        return found

    def in_issue(flags: Flags) -> Ints:
        """[rows] at a first attempt: rows of its issue with the flag."""
        found = flags.astype(np.int64)
        np.add.at(found, root_of_caused[flags[caused]], 1)
        return found

    # What the company tried in vain does not undo what the customer got.
    counts = np.flatnonzero(related & ((origin != Origin.COMPANY) | answered | (own_parent < 0)))
    until = np.where(log.ended[counts] >= 0, log.ended[counts], log.end)
    rows = np.arange(len(log))
    last = np.where(related, last_of_each(root, counts, until), rows)
    served = helped & ~awaited
    resolved = first & served[last]
    begun = np.flatnonzero(related & answered)
    alone = np.where(answered, rows, -1)
    first_answered = np.where(related, first_of_each(root, begun, attempts.over[begun]), alone)
    valued = np.flatnonzero(first_answered >= 0)

    with_agent = first & any_in_issue(answered)
    goes_on = (origin == Origin.TRANSFER) | (origin == Origin.TURN)
    contacts = in_issue(answered & ~goes_on)
    transfers = in_issue(origin == Origin.TRANSFER)
    in_one = resolved & (contacts == 1)
    by_bot = first & any_in_issue(contained)
    lost = first & ~any_in_issue(helped | waits)
    size = in_issue(np.ones(len(log), dtype=np.bool_))
    firsts, ends = np.flatnonzero(first), np.flatnonzero(resolved)
    return {
        "issues": counter.count(first),
        "issue_attempts": counter.sum(firsts, size[firsts].astype(np.float64)),
        "issues_lost": counter.count(lost),
        "issues_resolved": counter.count(resolved),
        "issues_with_agent": counter.count(with_agent),
        "issues_first_contact": counter.count(in_one),
        "issues_first_contact_strict": counter.count(in_one & (transfers == 0)),
        "issues_contained": counter.count(by_bot & ~with_agent),
        "issues_proactive": counter.count(first & any_in_issue(origin == Origin.COMPANY)),
        # where the issue was resolved, and where its customer was first answered
        "resolved_here": counter.put(ends, counter.queue[last[ends]]),
        "first_answered": counter.put(valued, counter.queue[first_answered[valued]]),
    }


def _at(rows: Ints, count: int) -> Flags:
    flags = np.zeros(count, dtype=np.bool_)
    flags[rows] = True
    return flags
