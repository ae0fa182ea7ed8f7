"""The small result of one replication: figures by interval, by day and for the whole period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.log import ContactLog
from sim.metrics.blocks import blocks_of
from sim.metrics.cells import Cells, Floats, Ints, Table
from sim.metrics.contacts import GROUP_NAMES, Contacts
from sim.metrics.deferred import Backlog, Written
from sim.metrics.handling import NAMES as BY_CLOCK
from sim.metrics.handling import Effort, agent_columns, effort_of, work_of
from sim.metrics.histogram import WAIT_EDGES, WAIT_OUTCOMES, wait_bin_edges
from sim.metrics.journeys import NAMES as OF_JOURNEYS
from sim.metrics.journeys import count_alone, flow_counts, linked_rows
from sim.metrics.judged import OF_EVERY_BIN, OF_INTERVALS, contact_figures
from sim.metrics.linked import count_linked, seconds
from sim.metrics.money import contact_money, group_money
from sim.metrics.plan import Plan, plan_of
from sim.metrics.targets import COLUMNS as OF_RISK
from sim.metrics.targets import target_columns
from sim.model import Model

__all__ = ["WAIT_EDGES", "WAIT_OUTCOMES", "Bin", "Tally", "tally", "wait_bin_edges"]

CONTACT_COLUMNS = (*OF_INTERVALS, "completed_per_day", "staff_cost", "cost", "value", *OF_RISK)
AGENT_COLUMNS = (*BY_CLOCK, *GROUP_NAMES, "effort_s", "length_s", "staff_cost", "cost")
AGENTS_OF_BINS = len(AGENT_COLUMNS) - 2  # money is for the whole period


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
    work = work_of(log, plan)
    effort = effort_of(log, model.clock, plan, work)
    by_clock = agent_columns(log, plan, work)
    del work  # some memory
    counted, written, backlog = Contacts(log, model, plan), Written(log, plan), Backlog(log, plan)
    journeys = Table.of(OF_JOURNEYS, plan.bins.slots, plan.queues)
    linked = linked_rows(log)
    for block in blocks_of(log, plan):
        written.add(block)
        backlog.add(block)
        if block.reported:
            counted.add(block)
            count_alone(block, log, plan, linked, journeys)
    count_linked(log, model, plan, linked, journeys)
    seconds(journeys)
    counted.complete()
    counted.table["effort_s"] = effort.by_queue
    bins = plan.all_bins
    contacts = contact_figures(
        (counted.table, written.table(), journeys),
        backlog.table(),
        counted.waits(),
        counted.judged_waits(),
        CONTACT_COLUMNS,
        plan,
    )
    agents = _agent_figures(by_clock, counted.by_group, effort, plan)
    _judge_period(contacts, agents, counted.handled(), effort, model, plan)
    return Tally(
        interval=Bin(
            contacts.cells(bins.intervals, len(OF_INTERVALS)),
            agents.cells(bins.intervals, AGENTS_OF_BINS),
        ),
        day=Bin(
            contacts.cells(bins.days, len(OF_EVERY_BIN)), agents.cells(bins.days, AGENTS_OF_BINS)
        ),
        whole=Bin(contacts.cells(bins.whole), agents.cells(bins.whole)),
        waits=counted.histogram(),
        flows=flow_counts(log, plan),
        truncated=log.truncated,
    )


def _agent_figures(by_clock: Table, answered: Table, effort: Effort, plan: Plan) -> Table:
    """Figures of groups in all bins; the center, last, is their sum."""
    bins = plan.all_bins
    found = Table.of(AGENT_COLUMNS, bins.count, plan.groups + 1)
    own = found.data[:, :, : plan.groups]
    by_slot = np.concatenate([by_clock.data, answered.data, effort.by_group[None]])
    additive = slice(0, len(by_slot))
    bins.sums(by_slot, own[additive])
    found.data[additive, :, -1] = own[additive].sum(axis=2)
    found["length_s"][...] = bins.lengths  # time is no sum
    return found


def _judge_period(
    contacts: Table,
    agents: Table,
    handled: Floats,
    effort: Effort,
    model: Model,
    plan: Plan,
) -> None:
    """The whole period: money, and the days and intervals that met the targets."""
    bins = plan.all_bins
    whole = contacts.cells(bins.whole)
    own = agents.cells(bins.whole)
    costs = group_money(Cells(own.names, own.data[:, :-1]), model, plan.bins)
    for name, cost in costs.items():
        agents[name][bins.whole, :-1] = cost
        agents[name][bins.whole, -1] = cost.sum()
    found = contact_money(handled, effort.spent, whole, costs, model, plan.bins)
    found |= target_columns(contacts.cells(bins.intervals), contacts.cells(bins.days), model, plan)
    for name, figures in found.items():
        contacts[name][bins.whole] = figures
    completed = contacts["completed"][bins.whole, : plan.queues]
    per_day = completed / np.maximum(plan.opening_days, 1) * (plan.opening_days > 0)
    column = contacts["completed_per_day"][bins.whole]
    column[:, : plan.queues], column[:, plan.queues :] = per_day, per_day @ plan.members
