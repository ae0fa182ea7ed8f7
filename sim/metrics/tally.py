"""The small result of one replication: figures by interval, by day and for the whole period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.log import ContactLog
from sim.machine.kernels import Memory
from sim.metrics import contacts, deferred, journeys
from sim.metrics.attempts import known_of, see_attempts
from sim.metrics.cells import TICKS_PER_SECOND, Cells, Floats, Ints, Table
from sim.metrics.contacts import GROUP_NAMES, OfGroup, count_contacts
from sim.metrics.deferred import backlog_of, count_written
from sim.metrics.handling import NAMES as BY_CLOCK
from sim.metrics.handling import count_work
from sim.metrics.histogram import WAIT_EDGES, WAIT_OUTCOMES, wait_bin_edges
from sim.metrics.journeys import count_journeys
from sim.metrics.judged import OF_EVERY_BIN, OF_INTERVALS, OF_SLOTS, contact_figures
from sim.metrics.money import contact_money, group_money
from sim.metrics.plan import Plan, plan_of
from sim.metrics.targets import COLUMNS as OF_RISK
from sim.metrics.targets import target_columns
from sim.model import Model

__all__ = ["WAIT_EDGES", "WAIT_OUTCOMES", "Bin", "Tally", "tally", "wait_bin_edges"]

CONTACT_COLUMNS = (*OF_INTERVALS, "completed_per_day", "staff_cost", "cost", "value", *OF_RISK)
AGENT_COLUMNS = (*BY_CLOCK, *GROUP_NAMES, "length_s", "staff_cost", "cost")
AGENTS_OF_BINS = len(AGENT_COLUMNS) - 2  # money is for the whole period

IN_TICKS = (
    *contacts.IN_TICKS,
    *(len(contacts.NAMES) + column for column in deferred.IN_TICKS),
    *(len(contacts.NAMES) + len(deferred.NAMES) + column for column in journeys.IN_TICKS),
)
"""Columns of OF_SLOTS that are counted in ticks: whole numbers, so that sums are exact."""


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
    plan = plan_of(model)
    slots, queues = plan.bins.slots, plan.queues
    by_slot = Table.of(OF_SLOTS, slots, queues)
    by_group = Table.of(GROUP_NAMES, slots, plan.groups)
    first_written = len(contacts.NAMES)
    first_of_journeys = first_written + len(deferred.NAMES)
    known = plan.known | known_of(log)
    known["by_queue"] = Memory(by_slot.data[:first_written])
    known["of_written"] = Memory(by_slot.data[first_written:first_of_journeys])
    known["of_journeys"] = Memory(by_slot.data[first_of_journeys:])
    known["by_group"] = Memory(by_group.data)
    see_attempts(known)
    by_clock, spent = count_work(known, log, model.clock, plan)
    flows = count_journeys(known, log, model, plan)
    count_written(known)
    backlog = backlog_of(known, plan)
    counted = count_contacts(known, log, model, plan)
    del known  # some memory
    for column in IN_TICKS:
        by_slot.data[column] /= TICKS_PER_SECOND
    by_group.data[OfGroup.answered_wait_s] /= TICKS_PER_SECOND
    by_group.data[OfGroup.handle_s :] /= TICKS_PER_SECOND
    by_slot["offered_work_s"] = by_slot["offered"] * plan.work_of_offered
    bins = plan.all_bins
    figures = contact_figures(
        by_slot, backlog, counted.waits, counted.judged_waits, CONTACT_COLUMNS, plan
    )
    agents = _agent_figures(by_clock, by_group, plan)
    _judge_period(figures, agents, counted.handled, spent, model, plan)
    return Tally(
        interval=Bin(
            figures.cells(bins.intervals, len(OF_INTERVALS)),
            agents.cells(bins.intervals, AGENTS_OF_BINS),
        ),
        day=Bin(
            figures.cells(bins.days, len(OF_EVERY_BIN)), agents.cells(bins.days, AGENTS_OF_BINS)
        ),
        whole=Bin(figures.cells(bins.whole), agents.cells(bins.whole)),
        waits=counted.histogram,
        flows=flows,
        truncated=log.truncated,
    )


def _agent_figures(by_clock: Table, of_groups: Table, plan: Plan) -> Table:
    """Figures of groups in all bins; the center, last, is their sum."""
    bins = plan.all_bins
    found = Table.of(AGENT_COLUMNS, bins.count, plan.groups + 1)
    own = found.data[:, :, : plan.groups]
    by_slot = np.concatenate([by_clock.data, of_groups.data])
    additive = slice(0, len(by_slot))
    bins.sums(by_slot, own[additive])
    found.data[additive, :, -1] = own[additive].sum(axis=2)
    found["length_s"][...] = bins.lengths  # time is no sum
    return found


def _judge_period(
    figures: Table,
    agents: Table,
    handled: Floats,
    spent: Floats,
    model: Model,
    plan: Plan,
) -> None:
    """The whole period: money, and the days and intervals that met the targets."""
    bins = plan.all_bins
    whole = figures.cells(bins.whole)
    own = agents.cells(bins.whole)
    costs = group_money(Cells(own.names, own.data[:, :-1]), model, plan.bins)
    for name, cost in costs.items():
        agents[name][bins.whole, :-1] = cost
        agents[name][bins.whole, -1] = cost.sum()
    found = contact_money(handled, spent, whole, costs, model, plan.bins)
    found |= target_columns(figures.cells(slice(0, bins.days.stop)), model, plan)
    for name, values in found.items():
        figures[name][bins.whole] = values
    completed = figures["completed"][bins.whole, : plan.queues]
    per_day = completed / np.maximum(plan.opening_days, 1) * (plan.opening_days > 0)
    column = figures["completed_per_day"][bins.whole]
    column[:, : plan.queues], column[:, plan.queues :] = per_day, per_day @ plan.members
