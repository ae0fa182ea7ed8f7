"""From counts by slot to figures by bin and entity: service levels, percentiles, totals."""

from __future__ import annotations

import numpy as np

from sim.metrics import contacts, deferred, journeys
from sim.metrics.cells import Floats, Table, indices
from sim.metrics.order import STATISTICS, Waits, percentiles, sort_waits, virtual_share
from sim.metrics.plan import Plan

OF_SLOTS = (*contacts.NAMES, *deferred.NAMES, *journeys.NAMES)
OF_TARGETS = ("virtual_in_time", "virtual_offered", "service_met", "service_judged")
ADDITIVE = (*OF_SLOTS, *OF_TARGETS, *deferred.STOCKS)
OF_EVERY_BIN = (*ADDITIVE, "oldest_age", "length_s")
OF_INTERVALS = (*OF_EVERY_BIN, *STATISTICS)
"""Columns of contacts: those of every bin, and those of the intervals and the whole period."""


def contact_figures(
    by_slot: Table,
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
    bins.sums(by_slot.data, own[: len(OF_SLOTS)])
    places = plan.bins.slots * queues
    in_order = sort_waits(waits, places)
    judged_in_order = in_order if judged is None else sort_waits(judged, places)
    statistics = percentiles(in_order, plan.of_percentiles)
    _service_levels(
        found, virtual_share(judged_in_order, plan.of_shares, plan.within_of_cell), plan
    )
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
    at = slice(len(OF_EVERY_BIN), len(OF_INTERVALS))
    found.data[at, bins.intervals] = statistics[:, :-1]
    found.data[at, bins.whole] = statistics[:, -1:]
    return found


def _service_levels(found: Table, share: Floats, plan: Plan) -> None:
    """What targets are judged on, in every bin and queue: the formula of each, and SL-11."""
    own = slice(0, plan.queues)
    # a share times its contacts: adds up over queues as the other formulas do
    virtual_offered = found["offered"][:, own] * plan.has_target
    found["virtual_offered"][:, own] = virtual_offered
    found["virtual_in_time"][:, own] = np.where(np.isnan(share), 0.0, share) * virtual_offered
    cells = found.cells()
    met, of = found["service_met"], found["service_judged"]
    for formula, queues in plan.formulas:
        met[:, queues] = formula.numerator(cells)[:, queues]
        of[:, queues] = formula.denominator(cells)[:, queues]
