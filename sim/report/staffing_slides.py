"""Slides of a staffing search: answer, day, hours beside the formulas, what moves the plan, cost,
method."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.planning import GroupStaffing, Staffing
from sim.report.fonts import fitted
from sim.report.slides_bytes import presentation_bytes
from sim.report.slides_chart import Axes, Series, add_chart, bars_for
from sim.report.slides_frame import (
    BODY,
    ROW_HEIGHT,
    Box,
    add_table,
    add_text,
    blank_presentation,
    fitting,
    new_slide,
)
from sim.report.slides_sensitivity import (
    CHART_WIDTH,
    Sensitivity,
    sensitivity_notes,
    tornado_chart,
)
from sim.report.slides_study import LEFT_HALF, RIGHT_HALF, VARIANT_COLUMNS
from sim.report.slides_titles import with_names
from sim.report.staffing import OTHER_CUSTOMERS, queue_table
from sim.report.staffing_cost import cost_slide
from sim.report.staffing_page import drawn_groups, formulas_table
from sim.report.staffing_words import (
    SAME_H,
    decimal_h,
    judged_words,
    over_h,
    period_words,
    rostered_h,
    scheduled_h,
    short_rows,
    source_of,
    staffing_sentences,
    whole_h,
)
from sim.report.style import LEFT, PALETTE
from sim.report.wording import counted, percent

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

TEXT_HEIGHT = 2.3  # inches
MOST_WARNINGS = 3
MOST_CHARTS = 2
MOST_ROWS = 6  # of the table under the hours, its header among them
TABLE_HEIGHT = 3.4
LARGE = 1_000.0  # hours that need no decimal


def staffing_slides(found: Staffing, sensitivity: Sensitivity | None = None) -> bytes:
    """The .pptx file of a search. Charts are native: their numbers can be edited.

    `sensitivity`: of the plan, beside its service with other customers.
    """
    deck = blank_presentation()
    _answer_slide(deck, found)
    _day_slide(deck, found)
    _hours_slide(deck, found)
    _service_slide(deck, found, sensitivity)
    cost_slide(deck, found, source_line(found))
    _method_slide(deck, found)
    return presentation_bytes(deck, f"Staff required: {found.scenario.tree.name}")


def source_line(found: Staffing) -> str:
    """Scenario, formulas, what meets the targets, and how it was found."""
    name = f"{found.scenario.tree.name} ({found.scenario.variant})"
    formulas = sorted({one.formula for one in found.queues if one.within_s is not None})
    parts = [name, ", ".join(formulas), f"{judged_words(found)} meets the targets"]
    return " · ".join([part for part in parts if part] + [source_of(found)])


def answer_title(found: Staffing) -> str:
    """The conclusion in at most 15 words."""
    need = sum(map(whole_h, found.groups))
    over = sum(map(over_h, found.groups))
    plan = "The best plan so far takes" if found.ending else "The targets take"
    if abs(over) < SAME_H:
        return f"{plan} {_short(need)} seated hours, as many as scheduled"
    words = "more" if over > 0 else "fewer"
    return f"{plan} {_short(need)} seated hours; the schedule has {_short(abs(over))} {words}"


def _short(hours: float) -> str:
    return f"{hours:,.0f}" if hours >= LARGE else f"{hours:,.1f}"


def _answer_slide(deck: Presentation, found: Staffing) -> None:
    slide = new_slide(deck, answer_title(found), source_line(found))
    said = [
        *([found.ending] if found.ending else []),
        *staffing_sentences(found)[1:],
    ]  # what is judged is under every slide
    box = Box(BODY.left, BODY.top, BODY.width, TEXT_HEIGHT)
    while fitting(said, box)[0] != said:  # the table below has every group
        said.pop()
    add_text(slide, box, said)
    rows = [
        (
            group.group,
            f"{decimal_h(group):,.1f}",
            f"{whole_h(group):,.1f}",
            f"{rostered_h(group):,.1f}",
            f"{scheduled_h(group):,.1f}",
            f"{over_h(group):+,.1f}",
        )
        for group in sorted(found.groups, key=whole_h, reverse=True)
    ]
    header = ("group", "need (h)", "whole seats (h)", "rostered (h)", "scheduled (h)",
              "over/under (h)")  # fmt: skip
    top = BODY.top + TEXT_HEIGHT + 0.15
    add_table(slide, Box(BODY.left, top, BODY.width, BODY.top + BODY.height - top), header, rows)


def day_title(groups: Sequence[GroupStaffing]) -> str:
    """Where the schedule is short most, in at most 15 words."""
    found = {
        group.group: short_rows([row for row in group.rows if row.seated or row.scheduled])
        for group in groups
    }
    if not any(found.values()):
        return "The schedule covers every interval"
    name = min((name for name, rows in found.items() if rows),
               key=lambda name: min(row.difference for row in found[name]))  # fmt: skip
    [group] = [one for one in groups if one.group == name]
    worst = min(found[name], key=lambda row: row.difference)
    there = sum(bool(row.seated or row.scheduled) for row in group.rows)
    when = "%a %H:%M" if len(group.days) > 1 else "%H:%M"
    return with_names(
        f"{{name}}: {len(found[name])} of {counted(there, 'interval')} short, most at "
        f"{worst.start:{when}}, by {-worst.difference:.1f}",
        name=name,
    )


def _day_slide(deck: Presentation, found: Staffing) -> None:
    """Required and scheduled by interval of the largest groups; of hours a day, by day."""
    every = [group for group in found.groups if not group.by_day]
    if not every:
        slide = new_slide(deck, "The work of every group may wait: it needs hours a day",
                          source_line(found))  # fmt: skip
        _hours_chart(slide, BODY, found, "day")
        return
    slide = new_slide(deck, day_title(every), source_line(found))
    groups = sorted(every, key=_shortest)[:MOST_CHARTS]
    places = [BODY] if len(groups) == 1 else [LEFT_HALF, RIGHT_HALF]
    for place, group in zip(places, groups, strict=True):
        _group_chart(slide, place, found, group)


def _shortest(group: GroupStaffing) -> float:
    """The largest shortage first; then the smallest room to spare."""
    return min((row.difference for row in group.rows if row.seated or row.scheduled), default=0.0)


def _group_chart(slide: Slide, place: Box, found: Staffing, group: GroupStaffing) -> None:
    rows = [row for row in group.rows if row.seated or row.scheduled or row.offered]
    several = len(group.days) > 1
    times = [f"{row.start:%a %H:%M}" if several else f"{row.start:%H:%M}" for row in rows]
    series = [
        Series("required (whole seats)", [float(row.seated) for row in rows], PALETTE[0]),
        Series("required (decimal)", [row.required for row in rows], PALETTE[4]),
        Series("scheduled", [row.scheduled for row in rows], LEFT),
    ]
    if any(row.erlang_a == row.erlang_a for row in rows):
        series.append(Series("Erlang A", [row.erlang_a for row in rows], PALETTE[2]))
    add_chart(slide, place, "line", _chart_title(found, f"{group.group}: agents in the seat"),
              times, series, Axes("time of day", "agents"))  # fmt: skip


def _chart_title(found: Staffing, what: str) -> str:
    variant = fitted(found.scenario.variant, VARIANT_COLUMNS)
    count = counted(found.replications, "replication")
    return f"{what}\n{found.scenario.tree.name}\n{variant}, mean of {count}"


def _hours_slide(deck: Presentation, found: Staffing) -> None:
    """Hours by group (or by day), and the formulas beside."""
    paid = sum(map(rostered_h, found.groups))
    fte = sum(day.fte for group in found.groups for day in group.days)
    days = len(found.groups[0].days)
    each = "a day" if days > 1 else "on the day"
    slide = new_slide(
        deck, f"{paid:,.0f} rostered hours are {fte / days:,.1f} full-time equivalents {each}",
        source_line(found),
    )  # fmt: skip
    beside = formulas_table(found)
    rows = 0 if beside is None else min(len(beside.rows) + 1, MOST_ROWS)
    height = BODY.height - (ROW_HEIGHT * rows + 0.15 if rows else 0.0)
    place = Box(BODY.left, BODY.top, BODY.width, height)
    _hours_chart(slide, place, found, "day" if days > 1 else "group")
    if beside is not None:
        box = Box(BODY.left, BODY.top + height + 0.15, BODY.width, ROW_HEIGHT * rows)
        add_table(slide, box, beside.columns, beside.rows)


def _hours_chart(slide: Slide, place: Box, found: Staffing, by: str) -> None:
    """Hours of all groups by day, or of the largest groups over the period."""
    if by == "day":
        days = range(len(found.groups[0].days))
        names = [f"{day.day:%a %d %b}" for day in found.groups[0].days]
        need = [sum(group.days[n].whole_h for group in found.groups) for n in days]
        have = [sum(group.days[n].scheduled_h for group in found.groups) for n in days]
    else:
        groups = drawn_groups(found)
        names = [group.group for group in groups]
        need, have = [whole_h(group) for group in groups], [scheduled_h(group) for group in groups]
    series = [Series("required (whole seats)", need, PALETTE[0]), Series("scheduled", have, LEFT)]
    title = _chart_title(found, f"Hours in the seat by {by}")
    add_chart(slide, place, bars_for(place, names), title, names, series,
              Axes(by, "hours", "#,##0.0"), labelled=True)  # fmt: skip


def service_title(found: Staffing) -> str:
    """Whether the plan holds with other customers, in at most 15 words."""
    missed = [
        one.queue
        for one in found.queues
        if one.answered is not None and one.service_level_again[2] < one.answered
    ]
    if not missed:
        return "Other customers: no queue is surely below its target with this plan"
    if len(missed) == 1:
        return with_names("Other customers: {name} is below its target", name=missed[0])
    return f"Other customers: {len(missed)} of {len(found.queues)} queues are below their targets"


def _service_slide(deck: Presentation, found: Staffing, moved: Sensitivity | None) -> None:
    """The plan with other customers; beside it what assumptions do to it, where that is known."""
    slide = new_slide(deck, service_title(found), source_line(found))
    said = ["In brackets: 95 % interval of the mean. Other customers are those of another seed, "
            "who had no say in the plan."]  # fmt: skip
    table = queue_table(found)
    columns, rows = list(table.columns), [list(row) for row in table.rows]
    box = BODY
    if moved is not None and moved.effects:
        scenario = f"{found.scenario.tree.name}\nthe plan"
        tornado_chart(slide, Box(BODY.left, BODY.top, CHART_WIDTH, BODY.height), moved, scenario)
        left = BODY.left + CHART_WIDTH + 0.15
        box = Box(left, BODY.top, BODY.width - CHART_WIDTH - 0.15, BODY.height)
        kept = [columns.index(name) for name in ("queue", "target", OTHER_CUSTOMERS)]
        columns = ["queue", "target", "other customers"]
        rows = [[row[place] for place in kept] for row in rows]
        said += sensitivity_notes(moved)
    used = add_table(slide, Box(box.left, box.top, box.width, TABLE_HEIGHT), columns, rows,
                     flush_left=2)  # fmt: skip
    below = Box(box.left, box.top + used + 0.2, box.width, box.height - used - 0.2)
    add_text(slide, below, [*said, *found.warnings[:MOST_WARNINGS]], sizes=(16, 14, 12))


def _method_slide(deck: Presentation, found: Staffing) -> None:
    slide = new_slide(deck, "Every plan was simulated with the same customers", source_line(found))
    shrinkage = [
        f"{name} {percent(1 - decimal_h(one) / rostered_h(one), 0)}"
        for name, one in ((group.group, group) for group in drawn_groups(found))
        if rostered_h(one) > 0
    ]
    said = [
        f"Period: {period_words(found)}.",
        f"Judged: {judged_words(found)}; service level by each queue's own formula.",
        f"{counted(found.trials, 'trial')} of up to {counted(found.replications, 'replication')} "
        f"of the whole period: queues carry over from interval to interval, {found.engine} engine, "
        f"seed {found.seed}.",
        "No single seat of the plan can go without missing a limit, as far as the search could "
        "tell; another mix of groups at a similar cost may exist.",
        f"Rostered is gross of shrinkage: {', '.join(shrinkage)}. FTE: rostered hours over "
        f"{found.fte_hours.per_day:g} h, a fifth of a week of {found.fte_hours.per_week:g} h.",
        "Erlang C and A take each group's portion of the work as a pool of its own in steady "
        "state.",
    ]
    if found.ending:
        said[3] = found.ending
    add_text(slide, BODY, said, sizes=(18, 16, 14))
