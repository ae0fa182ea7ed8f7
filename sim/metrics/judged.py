"""From counts by slot to figures by bin and entity: service levels, percentiles, totals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.events import Outcome
from sim.log import ContactLog
from sim.metrics.attempts import Attempts, counted_wait
from sim.metrics.bins import Bins, sum_slots
from sim.metrics.cells import Cells, Floats, Ints
from sim.metrics.contacts import Arrivals
from sim.metrics.order import SortedWaits, percentiles, sort_waits, virtual_share
from sim.metrics.service_level import FORMULA_BY_ID
from sim.model import Model

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class OfferedWaits:
    """The waits of the contacts offered to agents, with what they are sorted by."""

    wait: Ints  # ticks
    answered: Flags
    queue: Ints
    slot: Ints

    def by_queue(self, bin_of: Ints, queues: int) -> SortedWaits:
        """Sorted within every bin and queue; cells are bin x queues + queue."""
        cell = bin_of[self.slot] * queues + self.queue
        return sort_waits(self.wait, self.answered, cell, (int(bin_of[-1]) + 1) * queues)

    def of_queues(self, inside: Flags | slice, bin_of: Ints) -> SortedWaits:
        """Sorted within every bin, of some contacts over queues."""
        bins = bin_of[self.slot[inside]]
        return sort_waits(self.wait[inside], self.answered[inside], bins, int(bin_of[-1]) + 1)


def offered_waits(found: Arrivals) -> OfferedWaits:
    """The contacts offered to agents among those that arrived."""
    rows = np.flatnonzero(found.for_agents)
    return OfferedWaits(
        wait=found.wait[rows],
        answered=found.outcome[rows] == Outcome.ANSWERED,
        queue=found.queue[rows],
        slot=found.slot[rows],
    )


def judged_waits(
    log: ContactLog, attempts: Attempts, found: Arrivals, model: Model
) -> OfferedWaits | None:
    """Waits of judged contacts on the clocks of the targets; None: the same as all waits."""
    if found.judged.all() and not model.judging.target_opening.any():
        return None
    rows = np.flatnonzero(found.for_agents & found.judged)
    arrived, over = log.arrived[found.rows][rows], attempts.over[found.rows][rows]
    return OfferedWaits(
        wait=counted_wait(arrived, over, found.queue[rows], model.judging),
        answered=found.outcome[rows] == Outcome.ANSWERED,
        queue=found.queue[rows],
        slot=found.slot[rows],
    )


def judged_cells(
    by_slot: Cells, waits: SortedWaits, model: Model, bins: Bins, bin_of: Ints
) -> Cells:
    """Counts, sums and service levels as [bin, entity]: queues, totals of lists, the center.

    `waits` are sorted by bin and queue, for the estimate SL-11 of each.
    """
    summed = Cells(by_slot.names, sum_slots(by_slot.data, bin_of))
    count, queues = summed.data.shape[:2]
    within = np.tile(model.judging.target_within, count)
    # a share times its contacts: adds up over queues as the other formulas do
    judged = model.judging.target_within >= 0
    share = np.nan_to_num(virtual_share(waits, within)).reshape(count, queues)
    virtual_offered = summed["offered"] * judged
    summed = summed.with_columns(
        {"virtual_in_time": share * virtual_offered, "virtual_offered": virtual_offered}
    )
    own = [FORMULA_BY_ID[formula] for formula in model.judging.target_formula]
    met = [formula.numerator(summed)[:, number] for number, formula in enumerate(own)]
    of = [formula.denominator(summed)[:, number] for number, formula in enumerate(own)]
    summed = summed.with_columns(
        {"service_met": np.stack(met, axis=1), "service_judged": np.stack(of, axis=1)}
    )
    entities = Cells(summed.names, with_totals(summed.data, model))
    length = sum_slots(bins.seconds(), bin_of)
    lengths = np.repeat(length[:, None], entities.data.shape[1], axis=1)
    return entities.with_columns({"length_s": lengths})


def with_percentiles(
    cells: Cells, offered: OfferedWaits, by_queue: SortedWaits, model: Model, bin_of: Ints
) -> Cells:
    """The same cells with percentiles of the waits, which do not add up over queues."""
    count = int(bin_of[-1]) + 1
    parts = [percentiles(by_queue)]
    parts += [
        percentiles(offered.of_queues(np.isin(offered.queue, members), bin_of))
        for _, members in model.labels.totals
    ]
    parts.append(percentiles(offered.of_queues(slice(None), bin_of)))
    ordered = {}
    for name in parts[0]:
        columns = [part[name].reshape(count, -1) for part in parts]
        ordered[name] = np.concatenate(columns, axis=1)
    return cells.with_columns(ordered)


def with_totals(by_queue: Floats, model: Model) -> Floats:
    """Append the totals of lists and the center to additive figures [bin, queue, ...]."""
    members = [list(queues) for _, queues in model.labels.totals]
    members.append(list(range(len(model.labels.queues))))
    added = [by_queue[:, group].sum(axis=1, keepdims=True) for group in members]
    return np.concatenate([by_queue, *added], axis=1)
