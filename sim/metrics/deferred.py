"""Work that waits for the desk: replies on time, items worked off, and the backlog by the clock."""

from __future__ import annotations

import numpy as np

from sim.engine.events import Outcome
from sim.log import ContactLog
from sim.metrics.attempts import ANSWERED, IS_FLOWED_OUT, OFFERED, WAITING, counted_wait
from sim.metrics.bins import TICKS_PER_DAY, Bins
from sim.metrics.blocks import Block, Counter
from sim.metrics.cells import TICKS_PER_SECOND, Floats, Ints, Table, indices
from sim.metrics.plan import Plan

HOUR = TICKS_PER_DAY // 24
AGES = {
    "0_4h": 0,
    "4_8h": 4 * HOUR,
    "8_24h": 8 * HOUR,
    "1_2d": TICKS_PER_DAY,
    "over_2d": 2 * TICKS_PER_DAY,
}
"""Age buckets of the backlog and the age (ticks) above which each begins."""

NAMES = (
    "reply_due", "replied", "response_s", "response_due", "response_met", "response_due_arrived",
    "response_met_arrived", "response_closed", "response_met_closed", "completed",
)  # fmt: skip
"""Columns of `Written`; all of them add up over slots and queues."""

STOCKS = ("backlog", "backlog_deferred", *(f"backlog_{age}" for age in AGES))
"""Columns of the backlog that add up over queues; there is `oldest_age` beside them."""

IS_COMPLETED = np.isin(np.arange(len(Outcome)), [Outcome.ANSWERED, Outcome.TRIAGED])


class Written:
    """Counts the contacts of written queues, block after block.

    Response levels are those of deferred queues with a target time. An item that left the queue for
    an answer elsewhere before it was due never falls due; one that is not due yet when the
    simulated time ends has not fallen due either. The columns `..._arrived` belong to the slot of
    arrival, `..._closed` and `completed` to that in which the wait was over, the others to that in
    which the item was due.
    """

    def __init__(self, log: ContactLog, plan: Plan) -> None:
        self._log, self._plan = log, plan
        # a slot more at each end: what is outside of the reported time
        cells = (plan.bins.slots + 2) * plan.queues
        self._came, self._fell, self._left = (
            Counter(cells * 16),
            Counter(cells * 2),
            Counter(cells * 2),
        )
        self._response, self._completed = Counter(cells), Counter(cells)

    def add(self, block: Block) -> None:
        """Count a block, also of what is outside of the reported time."""
        plan, attempts = self._plan, block.attempts
        if not plan.written.any():
            return
        needed = OFFERED.take(attempts.outcome) & (self._log.relevant[block.rows] == 1)
        rows = indices(plan.written.take(attempts.queue) & needed)
        queue, outcome = attempts.queue.take(rows), attempts.outcome.take(rows)
        arrived, over, due = (
            of.take(rows) for of in (attempts.arrived, attempts.over, attempts.due)
        )
        replied = outcome == ANSWERED
        in_time = over <= due
        flowed_out = IS_FLOWED_OUT.take(outcome)
        open_still = (outcome == WAITING) & in_time
        judged = plan.deferred.take(queue) & plan.has_target.take(queue)
        falls_due = judged & ~(flowed_out & in_time) & ~open_still
        met = replied & in_time
        cell = self._cell(arrived, queue)
        told_apart = (~flowed_out & ~open_still) * 8 + replied * 4 + falls_due * 2 + met
        self._came.add(cell * 16 + told_apart)
        sent = indices(replied)
        wait = counted_wait(arrived.take(sent), over.take(sent), queue.take(sent), plan)
        self._response.add(cell.take(sent), wait)
        some = indices(falls_due)
        self._fell.add(self._cell(due.take(some), queue.take(some)) * 2 + met.take(some))
        some = indices(judged & replied)
        self._left.add(self._cell(over.take(some), queue.take(some)) * 2 + met.take(some))
        if plan.deferred.any():
            done = IS_COMPLETED.take(attempts.outcome) & plan.deferred.take(attempts.queue)
            some = indices(done)
            over = attempts.over.take(some)
            self._completed.add(self._cell(over, attempts.queue.take(some)))

    def _cell(self, ticks: Ints, queue: Ints) -> Ints:
        cell: Ints = (self._plan.bins.slot_of(ticks) + 1) * self._plan.queues + queue
        return cell

    def table(self) -> Table:
        """[slot, queue]"""
        slots, queues = self._plan.bins.slots, self._plan.queues
        found = Table.of(NAMES, slots, queues)
        if not self._plan.written.any():
            return found

        def by_slot(counter: Counter, kinds: int) -> Floats:
            return counter.sums().reshape(slots + 2, queues, kinds)[1:-1]

        came = by_slot(self._came, 16).reshape(slots, queues, 2, 2, 2, 2)
        fell, left = by_slot(self._fell, 2), by_slot(self._left, 2)
        found["reply_due"] = came[:, :, 1].sum(axis=(2, 3, 4))
        found["replied"] = came[:, :, :, 1].sum(axis=(2, 3, 4))
        found["response_s"] = by_slot(self._response, 1)[..., 0] / TICKS_PER_SECOND
        found["response_due"] = fell.sum(axis=2)
        found["response_met"] = fell[..., 1]
        found["response_due_arrived"] = came[:, :, :, :, 1].sum(axis=(2, 3, 4))
        found["response_met_arrived"] = came[:, :, :, :, 1, 1].sum(axis=(2, 3))
        found["response_closed"] = left.sum(axis=2)
        found["response_met_closed"] = left[..., 1]
        if self._plan.deferred.any():
            found["completed"] = by_slot(self._completed, 1)[..., 0]
        return found


class Backlog:
    """Collects who waits while a slot ends, block after block.

    A contact is in the backlog from its arrival until its wait is over. Of the contacts that ever
    grow older than an age those are older at an instant which have reached the age and whose wait
    goes on.
    """

    def __init__(self, log: ContactLog, plan: Plan) -> None:
        self._log, self._plan = log, plan
        self._next_edge = plan.bins.next_edge
        self._parts: list[tuple[Ints, Ints, Ints]] = []

    def add(self, block: Block) -> None:
        """Collect from a block, also of what is outside of the reported time."""
        attempts = block.attempts
        # who waits at the end waits at the last edge too
        over = np.where(attempts.outcome == WAITING, self._log.end + 1, attempts.over)
        if block.reported:
            edge = self._next_edge[1:][block.span].take(block.slot)
        else:
            edge = self._next_edge.take(self._plan.bins.slot_of(attempts.arrived) + 1)
        waits = indices((over >= edge) & (attempts.over > attempts.arrived))
        if len(waits):
            self._parts.append(
                (attempts.arrived.take(waits), over.take(waits), attempts.queue.take(waits))
            )

    def table(self) -> Table:
        """The backlog when each slot ends, [slot, queue], and the oldest age in seconds."""
        plan = self._plan
        bins, queues = plan.bins, plan.queues
        found = Table.of((*STOCKS, "oldest_age"), bins.slots, queues)
        found["oldest_age"][...] = np.nan
        if not self._parts:
            return found
        arrived, over, queue = (np.concatenate(column) for column in zip(*self._parts, strict=True))
        self._parts.clear()
        over_slot, wait = bins.slot_of(over), over - arrived
        buckets = [found[f"backlog_{name}"] for name in AGES]
        for place, age in enumerate(AGES.values()):
            rows = indices(wait > age)
            if not len(rows):
                break  # nor does anybody grow older than the next age
            own = queue.take(rows)
            older = _before_ends(bins.slot_of(arrived.take(rows) + age), own, queues, bins)
            older -= _before_ends(over_slot.take(rows), own, queues, bins)
            buckets[place] += older
            if place:
                buckets[place - 1] -= older
            else:
                found["backlog"], found["backlog_deferred"] = older, older * plan.deferred
        by_queue = np.argsort(queue, kind="stable")
        arrived, over = arrived.take(by_queue), over.take(by_queue)
        first = np.searchsorted(queue.take(by_queue), np.arange(queues + 1))
        oldest = found["oldest_age"]
        for number in indices(np.diff(first)):
            part = slice(first[number], first[number + 1])
            oldest[:, number] = _oldest(arrived[part], over[part], bins.edges[1:])
        return found


def _before_ends(slot: Ints, queue: Ints, queues: int, bins: Bins) -> Floats:
    """How many instants lie before the end of each slot, as [slot, queue], from their slots."""
    place = np.maximum(slot, 0)  # what was before the reported time is before its first slot's end
    counts = np.bincount(place * queues + queue, minlength=(bins.slots + 1) * queues)
    table = counts.reshape(-1, queues)[: bins.slots]
    before: Floats = np.cumsum(table, axis=0).astype(np.float64)
    return before


def _oldest(arrived: Ints, over: Ints, edges: Ints) -> Floats:
    """Age in seconds of the oldest contact of a queue that waits just before each edge; nan: none.

    Contacts are in order of arrival. The first whose wait goes on is the first at which the latest
    end so far is not before the edge.
    """
    latest = np.maximum.accumulate(over)
    first = np.searchsorted(latest, edges, side="left")
    place = np.minimum(first, len(arrived) - 1)
    waits = (first < len(arrived)) & (arrived[place] < edges)
    return np.where(waits, (edges - arrived[place]) / TICKS_PER_SECOND, np.nan)
