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
    statistics, share = _of_waits(waits, judged, plan)
    _service_levels(found, share, plan)
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


def _of_waits(waits: Waits, judged: Waits | None, plan: Plan) -> tuple[Floats, Floats]:
    """STATISTICS as [statistic, intervals + 1, entity], and the share of SL-11 as [bin, queue].

    Both come from the same sort where targets judge the waits as they are.
    """
    groupings = plan.groupings

    def share_of(sorted_waits: SortedWaits, cells: slice) -> Floats:
        return virtual_share(sorted_waits, plan.within_of_cell[cells])

    def statistics_of(sorted_waits: SortedWaits, _cells: slice) -> Floats:
        return percentiles(sorted_waits)

    def both_of(sorted_waits: SortedWaits, cells: slice) -> Floats:
        return np.vstack([percentiles(sorted_waits), share_of(sorted_waits, cells)])

    if judged is None:
        both = in_groupings(waits, groupings, groupings.all, both_of)
        statistics, share, first = both[:-1], both[-1], 0
    else:
        statistics = in_groupings(waits, groupings, groupings.of_percentiles, statistics_of)
        share = in_groupings(judged, groupings, groupings.of_queues, share_of)
        first = groupings.first[groupings.of_percentiles.start]
    statistics = statistics.take(groupings.percentile_at - first, axis=1)
    return statistics, share.take(groupings.queue_at)


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
