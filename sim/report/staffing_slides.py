"""Slides of a staffing search: the answer, the day, the hours, the service, how it was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.planning import GroupStaffing, Staffing
from sim.report.slides_bytes import presentation_bytes
from sim.report.slides_chart import Axes, Series, add_chart
from sim.report.slides_frame import (
    BODY,
    Box,
    add_table,
    add_text,
    blank_presentation,
    new_slide,
)
from sim.report.slides_titles import with_names
from sim.report.staffing import queue_table
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

TEXT_HEIGHT = 2.3  # inches
MOST_WARNINGS = 3
MOST_CHARTS = 2
LARGE = 1_000.0  # hours that need no decimal


def staffing_slides(found: Staffing) -> bytes:
    """The .pptx file of a search. Charts are native: their numbers can be edited."""
    deck = blank_presentation()
    _answer_slide(deck, found)
    for group in [one for one in drawn_groups(found) if not one.by_day][:MOST_CHARTS]:
        _group_slide(deck, found, group)
    _hours_slide(deck, found)
    _service_slide(deck, found)
    _method_slide(deck, found)
    return presentation_bytes(deck, f"Staff required: {found.scenario.tree.name}")


def _source(found: Staffing) -> str:
    name = f"{found.scenario.tree.name} ({found.scenario.variant})"
    return f"{name} · {judged_words(found)} meets the targets · {source_of(found)}"


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
    slide = new_slide(deck, answer_title(found), _source(found))
    said = [
        *([found.ending] if found.ending else []),
        *staffing_sentences(found)[1:],
    ]  # what is judged is under every slide
    add_text(slide, Box(BODY.left, BODY.top, BODY.width, TEXT_HEIGHT), said)
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


def group_title(group: GroupStaffing) -> str:
    """Where the schedule of a group is short, in at most 15 words."""
    there = [row for row in group.rows if row.seated or row.scheduled]
    short = short_rows(there)
    if not short:
        return with_names("{name}: the schedule covers every interval", name=group.group)
    worst = min(short, key=lambda row: row.difference)
    when = "%a %H:%M" if len(group.days) > 1 else "%H:%M"
    return with_names(
        f"{{name}}: {len(short)} of {counted(len(there), 'interval')} short, most at "
        f"{worst.start:{when}}, by {-worst.difference:.1f}",
        name=group.group,
    )


def _group_slide(deck: Presentation, found: Staffing, group: GroupStaffing) -> None:
    slide = new_slide(deck, group_title(group), _source(found))
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
    add_chart(
        slide, BODY, "line",
        f"Agents in the seat: {group.group}\nmean of {counted(found.replications, 'replication')}",
        times, series, Axes("time of day", "agents"),
    )  # fmt: skip


def _hours_slide(deck: Presentation, found: Staffing) -> None:
    """Hours by day (or by group of a single day), and the formulas beside."""
    paid = sum(map(rostered_h, found.groups))
    fte = sum(day.fte for group in found.groups for day in group.days)
    days = len(found.groups[0].days)
    each = "a day" if days > 1 else "on the day"
    slide = new_slide(
        deck, f"{paid:,.0f} rostered hours are {fte / days:,.1f} full-time equivalents {each}",
        _source(found),
    )  # fmt: skip
    groups = drawn_groups(found)
    height = 3.1
    if days > 1:
        names = [f"{day.day:%a %d %b}" for day in found.groups[0].days]
        need = [sum(g.days[n].whole_h for g in found.groups) for n in range(days)]
        have = [sum(g.days[n].scheduled_h for g in found.groups) for n in range(days)]
        what = "day"
    else:
        names = [group.group for group in groups]
        need, have = [whole_h(group) for group in groups], [scheduled_h(group) for group in groups]
        what = "group"
    add_chart(
        slide, Box(BODY.left, BODY.top, BODY.width, height), "columns",
        f"Hours in the seat by {what}", names,
        [Series("required (whole seats)", need, PALETTE[0]), Series("scheduled", have, LEFT)],
        Axes(what, "hours"),
    )  # fmt: skip
    beside = formulas_table(found)
    if beside is not None:
        top = BODY.top + height + 0.15
        box = Box(BODY.left, top, BODY.width, BODY.top + BODY.height - top)
        add_table(slide, box, beside.columns, beside.rows)


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


def _service_slide(deck: Presentation, found: Staffing) -> None:
    slide = new_slide(deck, service_title(found), _source(found))
    table = queue_table(found)
    used = add_table(slide, Box(BODY.left, BODY.top, BODY.width, 4.2), table.columns, table.rows,
                     flush_left=2)  # fmt: skip
    left = Box(BODY.left, BODY.top + used + 0.2, BODY.width, BODY.height - used - 0.2)
    said = ["In brackets: 95 % interval of the mean. Other customers are those of another seed, "
            "who had no say in the plan."]  # fmt: skip
    add_text(slide, left, [*said, *found.warnings[:MOST_WARNINGS]], sizes=(16, 14))


def _method_slide(deck: Presentation, found: Staffing) -> None:
    slide = new_slide(deck, "Every plan was simulated with the same customers", _source(found))
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
