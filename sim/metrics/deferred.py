"""Work that waits for the desk: replies on time, items worked off, and the backlog by the clock."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.events import Outcome
from sim.log import ContactLog
from sim.metrics.attempts import IS_FLOWED_OUT, OFFERED, Attempts, counted_wait
from sim.metrics.bins import TICKS_PER_DAY, Bins, seconds_in_slots, sum_slots
from sim.metrics.cells import TICKS_PER_SECOND, Cells, Floats, Ints
from sim.metrics.judged import with_totals
from sim.model import Model

Flags = NDArray[np.bool_]

HOUR = TICKS_PER_DAY // 24
AGES = {
    "0_4h": 0,
    "4_8h": 4 * HOUR,
    "8_24h": 8 * HOUR,
    "1_2d": TICKS_PER_DAY,
    "over_2d": 2 * TICKS_PER_DAY,
}
"""Age buckets of the backlog and the age (ticks) above which each begins."""


def written_columns(
    log: ContactLog, model: Model, attempts: Attempts, bins: Bins
) -> dict[str, Floats]:
    """Columns [slot, queue] of written queues that add up over slots and queues.

    Response levels are those of deferred queues with a target time. An item that left the queue for
    an answer elsewhere before it was due never falls due; one that is not due yet when the
    simulated time ends has not fallen due either.
    """
    rows = np.flatnonzero(
        (model.judging.written[attempts.queue] == 1)
        & OFFERED[attempts.outcome]
        & (log.relevant == 1)
    )
    queue, outcome = attempts.queue[rows], attempts.outcome[rows]
    over, due = attempts.over[rows], attempts.due[rows]
    arrived = log.arrived[rows]
    replied = outcome == Outcome.ANSWERED
    in_time = over <= due
    spared = IS_FLOWED_OUT[outcome] & in_time
    open_still = (outcome == Outcome.WAITING) & in_time
    deferred = model.queues.deferred[queue] == 1
    judged = deferred & (model.judging.target_within[queue] >= 0)
    falls_due = judged & ~spared & ~open_still
    wait = counted_wait(arrived, over, queue, model.judging)

    queues = len(model.labels.queues)

    came, fell, left = bins.slot_of(arrived), bins.slot_of(due), bins.slot_of(over)

    def count(flags: Flags, slot: Ints, values: Floats | None = None) -> Floats:
        """Rows with the flag by the slot of an instant."""
        inside = flags & (slot >= 0) & (slot < bins.slots)
        cell = slot[inside] * queues + queue[inside]
        weights = None if values is None else values[inside]
        found = np.bincount(cell, weights=weights, minlength=bins.slots * queues)
        return found.astype(np.float64).reshape(bins.slots, queues)

    return {
        "reply_due": count(~IS_FLOWED_OUT[outcome] & ~open_still, came),
        "replied": count(replied, came),
        "response_s": count(replied, came, wait / TICKS_PER_SECOND),
        "response_due": count(falls_due, fell),
        "response_met": count(falls_due & replied & in_time, fell),
        "response_due_arrived": count(falls_due, came),
        "response_met_arrived": count(falls_due & replied & in_time, came),
        "response_closed": count(judged & replied, left),
        "response_met_closed": count(judged & replied & in_time, left),
        "completed": _completed(log, model, attempts, bins),
    }


def _completed(log: ContactLog, model: Model, attempts: Attempts, bins: Bins) -> Floats:
    """Items of deferred work that agents finished, in the slot in which they did."""
    outcome = attempts.outcome
    done = (outcome == Outcome.ANSWERED) | (outcome == Outcome.TRIAGED)
    rows = np.flatnonzero(done & (model.queues.deferred[attempts.queue] == 1))
    queues = len(model.labels.queues)
    slot = bins.slot_of(attempts.over[rows])
    inside = (slot >= 0) & (slot < bins.slots)
    cell = slot[inside] * queues + attempts.queue[rows][inside]
    counts = np.bincount(cell, minlength=bins.slots * queues)
    return counts.astype(np.float64).reshape(bins.slots, queues)


def completed_per_day(completed: Floats, model: Model, bins: Bins) -> Floats:
    """Items completed per opening day of the reported time, [queue], from [slot, queue]."""
    windows = model.queues
    queues = len(model.labels.queues)
    by_slot = seconds_in_slots(
        windows.open_from, windows.open_until, windows.open_queue, queues, bins
    )
    days = (sum_slots(by_slot, bins.day_of) > 0).sum(axis=0)
    return np.where(days > 0, completed.sum(axis=0) / np.maximum(days, 1), 0.0)


def stocks(log: ContactLog, model: Model, attempts: Attempts, bins: Bins) -> Cells:
    """The backlog when each slot ends, as [slot, entity].

    A contact is in it from its arrival until its wait is over. Of the contacts that ever grow older
    than an age those are older at an instant which have reached the age and whose wait goes on.
    """
    queues = len(model.labels.queues)
    edges = bins.edges[1:]
    waited = np.flatnonzero(attempts.over > log.arrived)
    arrived, queue = log.arrived[waited], attempts.queue[waited]
    # who waits at the end waits at the last edge too
    waits_on = attempts.outcome[waited] == Outcome.WAITING
    over = np.where(waits_on, log.end + 1, attempts.over[waited])
    over_slot, wait = bins.slot_of(over), over - arrived
    older = []
    for age in AGES.values():
        rows = np.flatnonzero(wait > age)
        grown = _before_ends(bins.slot_of(arrived[rows] + age), queue[rows], queues, bins)
        older.append(grown - _before_ends(over_slot[rows], queue[rows], queues, bins))
    older.append(np.zeros_like(older[0]))
    columns = {"backlog": older[0], "backlog_deferred": older[0] * (model.queues.deferred == 1)}
    for place, name in enumerate(AGES):
        columns[f"backlog_{name}"] = older[place] - older[place + 1]
    found = {name: with_totals(column, model) for name, column in columns.items()}
    by_queue = np.argsort(log.queue[waited], kind="stable")
    first = np.searchsorted(queue[by_queue], np.arange(queues + 1))
    parts = [by_queue[first[number] : first[number + 1]] for number in range(queues)]
    oldest = np.stack([_oldest(arrived[part], over[part], edges) for part in parts], axis=1)
    return Cells.of({**found, "oldest_age": _with_largest(oldest, model)})


def at_the_end_of(bin_of: Ints, by_slot: Cells) -> dict[str, Floats]:
    """Stocks by slot as columns [bin, entity]: those when each bin ends."""
    last = np.searchsorted(bin_of, np.arange(int(bin_of[-1]) + 1), side="right") - 1
    return {name: by_slot[name][last] for name in by_slot.names}


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
    if not len(arrived):
        return np.full(len(edges), np.nan)
    latest = np.maximum.accumulate(over)
    first = np.searchsorted(latest, edges, side="left")
    place = np.minimum(first, len(arrived) - 1)
    waits = (first < len(arrived)) & (arrived[place] < edges)
    return np.where(waits, (edges - arrived[place]) / TICKS_PER_SECOND, np.nan)


def _with_largest(by_queue: Floats, model: Model) -> Floats:
    """Append the largest of each total of a list and of the center."""
    members = [list(queues) for _, queues in model.labels.totals]
    members.append(list(range(len(model.labels.queues))))
    largest = [np.fmax.reduce(by_queue[:, group], axis=1)[:, None] for group in members]
    return np.concatenate([by_queue, *largest], axis=1)
