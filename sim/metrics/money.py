"""Money of the reported period: what groups, queues and the center cost and are worth."""

from __future__ import annotations

import numpy as np

from sim.metrics.bins import Bins
from sim.metrics.cells import SECONDS_PER_HOUR, Cells, Floats
from sim.model import Model


def group_money(agents: Cells, model: Model, bins: Bins) -> dict[str, Floats]:
    """Staff cost and cost of each group as [1, group], from its figures of the whole period.

    Staff cost: paid hours and overtime hours at their rates. Cost: with rented seats (monthly
    money x calendar days of the period / days per month) and money per contact handled.
    """
    judging = model.judging
    staff = agents["paid_s"] / SECONDS_PER_HOUR * judging.hour
    staff = staff + agents["overtime_s"] / SECONDS_PER_HOUR * judging.overtime_hour
    seats = judging.seats * judging.seat_month * _months(model, bins)
    handled = agents["answered"] * judging.group_contact
    return {"staff_cost": staff, "cost": staff + seats + handled}


def contact_money(
    handled: Floats,
    effort: Floats,
    contacts: Cells,
    group_costs: dict[str, Floats],
    model: Model,
    bins: Bins,
) -> dict[str, Floats]:
    """Staff cost, cost and value of queues, totals and the center as [1, entity].

    `handled` are the contacts answered and `group_costs` the figures of `group_money`. Staff and
    seats of a group (its idle, break and absent time too) fall on its queues in
    proportion to `effort`, the seconds [group, queue] that it spent on their contacts; money per
    contact handled falls on the contact's queue; the queue's own money per contact counts every
    contact offered. What a group that handled nothing costs, the center's monthly cost and the
    lines stay with the center. The value of a customer is that of the queue of its first answered
    attempt, once.
    """
    judging = model.judging
    spent = effort.sum(axis=1, keepdims=True)
    share = np.where(spent > 0, effort / np.where(spent > 0, spent, 1.0), 0.0)
    handled_cost = handled * judging.group_contact[:, None]
    group_staff, group_cost = group_costs["staff_cost"][0], group_costs["cost"][0]
    group_fixed = group_cost - handled_cost.sum(axis=1)
    offered = contacts["offered"][0, : len(model.labels.queues)]
    own = offered * judging.queue_contact
    queue_staff = group_staff @ share
    queue_cost = group_fixed @ share + handled_cost.sum(axis=0) + own
    overhead = (judging.center_month + judging.line_month) * _months(model, bins)
    worth = contacts["first_answered"][0, : len(model.labels.queues)] * judging.queue_value
    return {
        "staff_cost": _entities(queue_staff, float(group_staff.sum()), model),
        "cost": _entities(queue_cost, float(group_cost.sum() + own.sum()) + overhead, model),
        "value": _entities(worth, float(worth.sum()), model),
    }


def _months(model: Model, bins: Bins) -> float:
    """Months of the reported period: its calendar days over the days per month."""
    return len(bins.days) / model.judging.days_per_month


def _entities(by_queue: Floats, center: float, model: Model) -> Floats:
    totals = [by_queue[list(inside)].sum() for _, inside in model.labels.totals]
    return np.concatenate([by_queue, totals, [center]])[None, :]
