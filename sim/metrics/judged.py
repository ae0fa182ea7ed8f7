"""From counts by slot to figures by bin and entity: service levels, percentiles, totals."""

from __future__ import annotations

import numpy as np

from sim.metrics import contacts, deferred, journeys
from sim.metrics.cells import Floats, Table, indices
from sim.metrics.order import (
    STATISTICS,
    SortedWaits,
    Waits,
    in_groupings,
    percentiles,
    virtual_share,
)
from sim.metrics.plan import Plan

OF_SLOTS = (*contacts.NAMES, *deferred.NAMES, *journeys.NAMES)
OF_TARGETS = ("virtual_in_time", "virtual_offered", "service_met", "service_judged")
ADDITIVE = (*OF_SLOTS, *OF_TARGETS, *deferred.STOCKS)
OF_EVERY_BIN = (*ADDITIVE, "oldest_age", "length_s")
OF_INTERVALS = (*OF_EVERY_BIN, *STATISTICS)
"""Columns of contacts: those of every bin, and those of the intervals and the whole period."""


def contact_figures(
    by_slot: tuple[Table, Table, Table],
    backlog: Table,
    waits: Waits,
    judged: Waits | None,
    columns: tuple[str, ...],
    plan: Plan,
) -> Table:
    """Figures of queues, totals of lists and the center in all bins.

    `by_slot` has the columns OF_SLOTS. `columns` begin with OF_INTERVALS; the others stay zero.
    """
    bins = plan.all_bins
    queues, entities = plan.queues, plan.queues + plan.members.shape[1]
    found = Table.of(columns, bins.count, entities)
    own = found.data[:, :, :queues]
    first = 0
    for table in by_slot:
        bins.sums(table.data, own[first : first + len(table.data)])
        first += len(table.data)
    _service_levels(found, judged or waits, plan)
    stocks = slice(len(OF_SLOTS) + len(OF_TARGETS), len(ADDITIVE))
    own[stocks] = backlog.data[:-1].take(bins.last_slot, axis=1)
    additive = found.data[: len(ADDITIVE)]
    additive[:, :, queues:] = additive[:, :, :queues] @ plan.members
    oldest = found["oldest_age"]
    oldest[:, :queues] = backlog["oldest_age"].take(bins.last_slot, axis=0)
    for number, inside in enumerate(plan.members.T):
        members = oldest[:, indices(inside)]
        oldest[:, queues + number] = np.fmax.reduce(members, axis=1)
    found["length_s"][...] = bins.lengths
    statistics = in_groupings(waits, plan.groupings.percentiles, percentiles)
    statistics = statistics.take(plan.groupings.percentile_at, axis=1)
    at = slice(len(OF_EVERY_BIN), len(OF_INTERVALS))
    found.data[at, bins.intervals] = statistics[:, :-1]
    found.data[at, bins.whole] = statistics[:, -1:]
    return found


def _service_levels(found: Table, judged: Waits, plan: Plan) -> None:
    """What targets are judged on, in every bin and queue: the formula of each, and SL-11."""

    def share_of_cells(waits: SortedWaits) -> Floats:
        return virtual_share(waits, np.tile(plan.within, len(waits.size) // plan.queues))

    own = slice(0, plan.queues)
    share = in_groupings(judged, plan.groupings.queues, share_of_cells)
    # a share times its contacts: adds up over queues as the other formulas do
    virtual_offered = found["offered"][:, own] * plan.has_target
    found["virtual_offered"][:, own] = virtual_offered
    shares = share.take(plan.groupings.queue_at)
    shares[np.isnan(shares)] = 0.0
    found["virtual_in_time"][:, own] = shares * virtual_offered
    cells = found.cells()
    met, of = found["service_met"], found["service_judged"]
    for formula, queues in plan.formulas:
        met[:, queues] = formula.numerator(cells)[:, queues]
        of[:, queues] = formula.denominator(cells)[:, queues]
