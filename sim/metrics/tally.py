"""The small result of one replication: figures by interval, by day and for the whole period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.engine.events import Outcome
from sim.log import ContactLog
from sim.metrics.attempts import FLOWED_OUT, LEFT, attempts_of
from sim.metrics.bins import Bins, bins_of, sum_slots
from sim.metrics.cells import TICKS_PER_SECOND, Cells, Floats, Ints
from sim.metrics.contacts import Arrivals, answered_by_group, arrivals_of, queue_columns
from sim.metrics.deferred import at_the_end_of, completed_per_day, stocks, written_columns
from sim.metrics.handling import Work, agent_columns, work_of
from sim.metrics.journeys import flow_counts, journey_columns
from sim.metrics.judged import (
    judged_cells,
    judged_waits,
    offered_waits,
    with_percentiles,
    with_totals,
)
from sim.metrics.money import contact_money, effort_on_queues, group_money
from sim.metrics.order import SortedWaits
from sim.metrics.targets import target_columns
from sim.model import Model

WAIT_OUTCOMES = ("answered", "abandoned", "flowed_out", "unreached", "waiting", "expired")


def _wait_edges() -> Ints:
    """Fixed edges of the wait histogram in seconds, finer where waits are short."""
    parts = [
        np.arange(0, 60, 1),
        np.arange(60, 600, 5),
        np.arange(600, 3_600, 60),
        np.arange(3_600, 86_400 + 1, 600),
    ]
    return np.concatenate(parts).astype(np.int64)


WAIT_EDGES = _wait_edges()
"""Edges of the wait histogram in seconds. The first bin is a wait of exactly 0; then ]0, 1], ]1, 2]
and so on; the last has no end."""


@dataclass(frozen=True, eq=False)
class Bin:
    """Figures of one kind of bin, the center last in both.

    contacts: [bin, queues + totals + center], agents: [bin, groups + center].
    """

    contacts: Cells
    agents: Cells


@dataclass(frozen=True, eq=False)
class Tally:
    """What metrics need of one replication, whatever the number of contacts."""

    interval: Bin
    day: Bin
    whole: Bin
    waits: Ints  # [queue, outcome of WAIT_OUTCOMES, bin of WAIT_EDGES]
    flows: Ints  # [channel shifts, then follow-ups] attempts that arrived
    truncated: bool


def tally(log: ContactLog, model: Model) -> Tally:
    """Count one replication. Pure: the same log and model give the same figures."""
    bins = bins_of(model.clock)
    attempts = attempts_of(log, model)
    work = work_of(log, model)
    found = arrivals_of(log, model, attempts, work, bins)
    offered = offered_waits(found)
    judged = judged_waits(log, attempts, found, model) or offered
    queues = queue_columns(found, model, bins).with_columns(
        {
            **written_columns(log, model, attempts, bins),
            **journey_columns(log, model, attempts, bins),
        }
    )
    backlog = stocks(log, model, attempts, bins)
    groups = _group_columns(log, model, work, found, bins)
    count = len(model.labels.queues)

    def judged_by(bin_of: Ints, waits: SortedWaits) -> Cells:
        cells = judged_cells(queues, waits, model, bins, bin_of)
        return cells.with_columns(at_the_end_of(bin_of, backlog))

    def figures(bin_of: Ints) -> Bin:
        waits = offered.by_queue(bin_of, count)
        of_targets = waits if judged is offered else judged.by_queue(bin_of, count)
        cells = judged_by(bin_of, of_targets)
        return Bin(
            contacts=with_percentiles(cells, offered, waits, model, bin_of),
            agents=_with_center(groups, bin_of),
        )

    interval = figures(bins.interval_of)
    whole = figures(bins.whole_of)
    day = Bin(
        contacts=judged_by(bins.day_of, judged.by_queue(bins.day_of, count)),
        agents=_with_center(groups, bins.day_of),
    )
    spent = effort_on_queues(log, model, work)
    per_day = completed_per_day(queues["completed"], model, bins)
    whole = Bin(
        contacts=whole.contacts.with_columns(
            {"completed_per_day": with_totals(per_day[None, :], model)}
        ),
        agents=whole.agents,
    )
    return Tally(
        interval=interval,
        day=day,
        whole=_with_judgement(interval, day, whole, found, spent, model, bins),
        waits=_wait_histogram(found, count),
        flows=flow_counts(log, model),
        truncated=log.truncated,
    )


def _group_columns(log: ContactLog, model: Model, work: Work, found: Arrivals, bins: Bins) -> Cells:
    """Group figures by slot, those by the clock and those by arrival."""
    clock = agent_columns(log, model, work, bins)
    taken = answered_by_group(found, model, bins)
    return clock.with_columns({name: taken[name] for name in taken.names})


def _with_center(by_slot: Cells, bin_of: Ints) -> Cells:
    """Group figures by bin; the center, last, is the sum of the groups."""
    cells = Cells(by_slot.names, sum_slots(by_slot.data, bin_of))
    center = cells.data.sum(axis=1, keepdims=True)
    center[..., cells.names.index("length_s")] = cells["length_s"][:, :1]  # time is no sum
    return Cells(cells.names, np.concatenate([cells.data, center], axis=1))


def _with_judgement(
    interval: Bin, day: Bin, whole: Bin, found: Arrivals, spent: Floats, model: Model, bins: Bins
) -> Bin:
    """The whole period with money and with the days and intervals that met the targets."""
    groups = Cells(whole.agents.names, whole.agents.data[:, :-1])
    money = group_money(groups, model, bins)
    costs = groups.with_columns(money)
    worth = contact_money(found, spent, whole.contacts, costs, model, bins)
    met = target_columns(interval.contacts, day.contacts, model, bins)
    money_with_center = {
        name: np.append(column, column.sum(axis=1, keepdims=True), axis=1)
        for name, column in money.items()
    }
    return Bin(
        contacts=whole.contacts.with_columns({**worth, **met}),
        agents=whole.agents.with_columns(money_with_center),
    )


def _wait_histogram(found: Arrivals, queues: int) -> Ints:
    """Waits of the contacts offered to agents counted by queue, outcome and bin."""
    offered = np.flatnonzero(found.for_agents)
    column = np.zeros(len(Outcome), dtype=np.int64)
    column[Outcome.ANSWERED] = 0
    column[LEFT] = 1
    column[FLOWED_OUT] = 2
    column[Outcome.UNREACHED] = 3
    column[Outcome.WAITING] = 4
    column[Outcome.EXPIRED] = 5
    place = np.searchsorted(WAIT_EDGES * TICKS_PER_SECOND, found.wait[offered], side="left")
    outcomes, places = len(WAIT_OUTCOMES), len(WAIT_EDGES) + 1
    cell = (found.queue[offered] * outcomes + column[found.outcome[offered]]) * places + place
    counts = np.bincount(cell, minlength=queues * outcomes * places)
    return counts.reshape(queues, outcomes, places)


def wait_bin_edges() -> tuple[Floats, Floats]:
    """Lower (exclusive) and upper (inclusive) edge of each wait bin in seconds.

    The first bin is [0, 0], answered or gone at once; the last has the upper edge inf.
    """
    edges = WAIT_EDGES.astype(np.float64)
    return np.concatenate([[0.0], edges]), np.concatenate([edges, [np.inf]])
