"""What a plan costs beside the schedule: gross hours times the cost of an hour, by group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.planning import GroupStaffing, Staffing
from sim.report.change_words import change_figures
from sim.report.slides_chart import Axes, Series, add_chart, bars_for
from sim.report.slides_frame import BODY, ROW_HEIGHT, Box, add_table, add_text, new_slide
from sim.report.staffing_words import rostered_h, scheduled_h, whole_h
from sim.report.style import LEFT, PALETTE
from sim.report.wording import Estimate, counted, hours, money

if TYPE_CHECKING:
    from pptx.presentation import Presentation

TEXT_HEIGHT: Final = 0.75  # inches
MOST_ROWS: Final = 7  # of the table, its header and the sum among them
SAME: Final = 0.5  # of a money unit


@dataclass(frozen=True)
class GroupCost:
    """Gross hours of one group, and what they cost; `hour` is 0 where the scenario names none.

    `whole` are the hours of the plan's whole seats, `decimal` those of its decimal need (as in the
    workbook), `scheduled` those of the file: each over 1 - absent - off_desk.
    """

    group: str
    hour: float
    whole: float
    decimal: float
    scheduled: float


def group_cost(found: Staffing, group: GroupStaffing) -> GroupCost:
    """The gross hours of a group by its shrinkage, and its cost of an hour."""
    node = found.scenario.tree.agents[group.group]
    there = 1 - node.shrinkage.absent - node.shrinkage.off_desk
    return GroupCost(
        group.group,
        float(node.cost.hour),
        whole_h(group) / there,
        rostered_h(group),
        scheduled_h(group) / there,
    )


def cost_title(plan: float, schedule: float, currency: str) -> str:
    """What the plan costs, and how far the schedule is from it."""
    said = f"The plan costs {money(plan, currency)}"
    more = schedule - plan
    if abs(more) < SAME:
        return f"{said}, as much as the schedule"
    return f"{said}; the schedule {money(abs(more))} {'more' if more > 0 else 'less'}"


def cost_slide(deck: Presentation, found: Staffing, source: str) -> None:
    """Plan and schedule by group; gross hours where the scenario names no cost."""
    costs = [group_cost(found, group) for group in found.groups]
    costs.sort(key=lambda one: -one.whole)
    currency = found.scenario.tree.currency
    has_cost = any(one.hour for one in costs)
    plan, schedule, decimal = (
        sum(hours * one.hour for one, hours in zip(costs, column, strict=True))
        for column in (
            [one.whole for one in costs],
            [one.scheduled for one in costs],
            [one.decimal for one in costs],
        )
    )
    if has_cost:
        title = cost_title(plan, schedule, currency)
    else:
        title = f"No cost is named: the plan takes {hours(sum(one.whole for one in costs))} gross"
    slide = new_slide(deck, title, source)
    rows = [_row(one, has_cost) for one in costs]
    if has_cost and len(costs) > 1:
        rows.append(("all", "", hours(sum(one.whole for one in costs)), money(plan),
                     hours(sum(one.scheduled for one in costs)), money(schedule),
                     change_figures(Estimate(schedule - plan), "money")))  # fmt: skip
    shown = min(len(rows) + 1, MOST_ROWS)
    below = TEXT_HEIGHT + ROW_HEIGHT * shown + 0.3
    place = Box(BODY.left, BODY.top, BODY.width, BODY.height - below)
    names = [one.group for one in costs][: MOST_ROWS - 1]
    factor = [one.hour if has_cost else 1.0 for one in costs]
    unit = f"cost of the period ({currency or 'money'})" if has_cost else "gross hours"
    pairs = list(zip(costs, factor, strict=True))[: len(names)]
    add_chart(
        slide, place, bars_for(place, names),
        f"{'Cost' if has_cost else 'Gross hours'} by group\n{found.scenario.tree.name}\n"
        f"{found.scenario.variant}, {counted(found.replications, 'replication')}",
        names,
        [Series("plan (whole seats)", [one.whole * each for one, each in pairs], PALETTE[0]),
         Series("schedule", [one.scheduled * each for one, each in pairs], LEFT)],
        Axes("group", unit), labelled=True,
    )  # fmt: skip
    top = place.top + place.height + 0.1
    used = add_table(slide, Box(BODY.left, top, BODY.width, ROW_HEIGHT * shown),
                     _header(has_cost, currency), rows)  # fmt: skip
    said = "Gross: hours in the seat / (1 - absent - off desk)."
    if has_cost:
        said += (
            f" The decimal need (rostered, as in the workbook) costs {money(decimal, currency)}."
        )
    text = Box(BODY.left, top + used + 0.15, BODY.width, BODY.top + BODY.height - top - used - 0.15)
    add_text(slide, text, [said], sizes=(16, 14, 12))


def _header(has_cost: bool, currency: str) -> tuple[str, ...]:
    if not has_cost:
        return ("group", "plan, gross (h)", "schedule, gross (h)", "schedule less plan (h)")
    return ("group", "an hour", "plan, gross", f"cost ({currency})" if currency else "cost",
            "schedule, gross", "its cost", "schedule less plan")  # fmt: skip


def _row(one: GroupCost, has_cost: bool) -> tuple[str, ...]:
    if not has_cost:
        more = one.scheduled - one.whole
        return (
            one.group,
            f"{one.whole:,.1f}",
            f"{one.scheduled:,.1f}",
            change_figures(Estimate(more), "h"),
        )
    plan, schedule = one.whole * one.hour, one.scheduled * one.hour
    return (one.group, money(one.hour), hours(one.whole), money(plan), hours(one.scheduled),
            money(schedule), change_figures(Estimate(schedule - plan), "money"))  # fmt: skip
