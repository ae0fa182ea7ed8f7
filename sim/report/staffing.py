"""Required staff as people read it: a table and a figure for each group, the days, the queues."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from sim.planning import GroupStaffing, Staffing, StaffingDay, StaffingRow
from sim.report import wording
from sim.report.colouring import queue_looks
from sim.report.drawing import png, svg, theme
from sim.report.fonts import fitted
from sim.report.frame import Picture, blank_figure, legend, short_name
from sim.report.reading import Floats
from sim.report.staffing_days import days_figure
from sim.report.staffing_words import by_interval, target_words
from sim.report.style import INK, LEFT, MUTED
from sim.report.table import Table
from sim.report.time_axis import time_axis_of
from sim.report.wording import NOT_AVAILABLE, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OTHER_CUSTOMERS = "service level, other customers"
TEXT_COLUMNS = frozenset({"start", "binding", "day", "group", "queue", "target"})
MOST_ROWS = 60
"""Rows of one group on a terminal; beyond, only the days are shown."""

MOST_BESIDE = 2
"""Queues of a group that stand beside each other in a cell; of more, the worst."""

DAYS_ONLY = "are in --json, in a report (--report) and in staffing.csv (--out)."


def staffing_tables(found: Staffing, *, all_rows: bool) -> list[Table]:
    """The queues, then two tables for each group (need, and what it gives), then the days."""
    tables = [queue_table(found)]
    for group in found.groups:
        if group.by_day or all_rows or len(group.rows) <= MOST_ROWS:
            tables += [need_table(group), service_table(group)]
    return [*tables, day_table(found, all_rows=all_rows)]


def queue_table(found: Staffing) -> Table:
    """The targets and what the plan gives: with the customers of the search, and with others."""
    rows = tuple(
        (
            one.queue,
            target_words(one),
            _interval(one.service_level),
            _interval(one.abandon_rate),
            percent(one.days_met, 0),
            _interval(one.service_level_again),
        )
        for one in found.queues
    )
    columns = ("queue", "target", "service level", "abandoned", "days on target",
               OTHER_CUSTOMERS)  # fmt: skip
    each = by_interval(found)
    note = ""
    if each and not found.every_interval:
        note = (
            f"days on target of {', '.join(each)}: simulated days of which every interval is on "
            "target, for the target says over: interval."
        )
    return Table("Queues under this plan", columns, rows, TEXT_COLUMNS, note)


def need_table(group: GroupStaffing) -> Table:
    """What each interval needs, beside what the file has; empty ones are left out.

    Of a group that has hours a day: these.
    """
    if group.by_day:
        return hours_table(group)
    rows = tuple(
        (
            _start(group, row),
            wording.count(row.offered),
            f"{row.load_erlangs:.1f}",
            f"{row.required:.2f}",
            f"{row.seated}",
            f"{row.rostered:.1f}",
            f"{row.scheduled:.1f}",
            wording.over_under(row.difference),
        )
        for row in shown_rows(group)
    )
    columns = ("start", "offered", "load", "need", "seats", "rostered", "scheduled", "over/under")
    note = (
        "offered, load (erlangs): this group's portion of the work; need: agents in the seat, "
        "decimal, spread over what is judged together in the shape of Erlang A; seats: whole, as "
        "simulated; rostered: gross of the need; scheduled: in the seat by the file; over/under: "
        "scheduled less seats."
    )
    return Table(f"Agents required: {group.group}", columns, rows, TEXT_COLUMNS, note)


def hours_table(group: GroupStaffing) -> Table:
    """What each day needs, of a group that serves deferred work only."""
    rows = tuple(
        (
            f"{day.day:%a %d}",
            wording.count(day.offered),
            f"{day.work_h:.1f}",
            f"{day.seated_h:.1f}",
            f"{day.whole_h:.1f}",
            f"{day.rostered_h:.1f}",
            f"{day.scheduled_h:.1f}",
            wording.over_under(day.difference_h),
        )
        for day in shown_days(group)
    )
    columns = ("day", "offered", "work", "need", "hours", "rostered", "scheduled", "over/under")
    note = (
        "Hours of the day, for this group serves deferred work only. work: of what comes; need: in "
        "the seat, decimal, then with whole seats from opening to closing (hours); rostered: gross "
        "of the need; scheduled: in the seat by the file; over/under: scheduled less hours."
    )
    return Table(f"Hours required: {group.group}", columns, rows, TEXT_COLUMNS, note)


def reply_table(group: GroupStaffing) -> Table:
    """What the hours give, and why not fewer."""
    rows = tuple(
        (f"{day.day:%a %d}", *_levels(group, day.service_level), day.binding)
        for day in shown_days(group)
    )
    columns = ("day", *_named(group, "on time", "least on time"), "binding")
    note = (
        f"on time: response level of {_queues(group)}, of what falls due on the day; binding: what "
        "one seat fewer all day would miss."
    )
    return Table(f"What they give: {group.group}", columns, rows, TEXT_COLUMNS, note)


def shown_days(group: GroupStaffing) -> Sequence[StaffingDay]:
    """Days with something in them."""
    return [day for day in group.days if day.offered or day.whole_h or day.scheduled_h]


def service_table(group: GroupStaffing) -> Table:
    """What the seats give, why not one fewer, and what Erlang would say.

    Of a group that has hours a day: replies on time.
    """
    if group.by_day:
        return reply_table(group)
    rows = tuple(
        (
            _start(group, row),
            *_levels(group, row.service_level),
            *_lost(group, row.abandon_rate),
            percent(row.live_occupancy, 0),
            _decimal(row.erlang_c),
            _decimal(row.erlang_a),
            row.binding,
        )
        for row in shown_rows(group)
    )
    columns = (
        "start",
        *_named(group, "service level", "lowest service level"),
        *_named(group, "abandoned", "most abandoned"),
        "live occupancy",
        "Erlang C",
        "Erlang A",
        "binding",
    )
    note = (
        f"service level, abandoned: of {_queues(group)}, whoever answers; Erlang C, "
        "Erlang A: agents by the formulas for this group's portion alone; binding: what one seat "
        "fewer would miss."
    )
    return Table(f"What they give: {group.group}", columns, rows, TEXT_COLUMNS, note)


def _named(group: GroupStaffing, each: str, extreme: str) -> tuple[str]:
    """The column for the figures of all queues, or of the one that is worst."""
    return (each if len(group.queues) <= MOST_BESIDE else extreme,)


def _queues(group: GroupStaffing) -> str:
    if len(group.queues) <= MOST_BESIDE:
        return " / ".join(group.queues)
    return f"the worst of {len(group.queues)} queues (--out and --json have each)"


def _levels(group: GroupStaffing, by_queue: Mapping[str, float]) -> tuple[str]:
    """Service level of the group's queues, or the lowest."""
    return (_figures(group, by_queue, min),)


def _lost(group: GroupStaffing, by_queue: Mapping[str, float]) -> tuple[str]:
    """Abandonment of the group's queues, or the highest."""
    return (_figures(group, by_queue, max),)


def _figures(
    group: GroupStaffing,
    by_queue: Mapping[str, float],
    worst: Callable[[Sequence[float]], float],
) -> str:
    known = [share for share in by_queue.values() if share == share]
    if not known:
        return NOT_AVAILABLE
    shown = known if len(group.queues) <= MOST_BESIDE else [worst(known)]
    return " / ".join(percent(share, 0) for share in shown)


def _start(group: GroupStaffing, row: StaffingRow) -> str:
    return f"{row.start:%a %d %H:%M}" if len(group.days) > 1 else f"{row.start:%H:%M}"


def shown_rows(group: GroupStaffing) -> Sequence[StaffingRow]:
    """Rows with something in them."""
    return [row for row in group.rows if row.seated or row.scheduled or row.offered]


def day_table(found: Staffing, *, all_rows: bool) -> Table:
    """Hours and full-time equivalents by day, from the decimal needs."""
    rows = tuple(
        (
            f"{day.day:%a %Y-%m-%d}",
            group.group,
            f"{day.seated_h:,.1f}",
            f"{day.rostered_h:,.1f}",
            f"{day.fte:,.1f}",
            f"{day.scheduled_h:,.1f}",
        )
        for group in found.groups
        for day in group.days
    )
    columns = ("day", "group", "seated h", "rostered h", "FTE", "scheduled h")
    note = (
        "Sums of the decimal needs. rostered: paid, gross of shrinkage; FTE: rostered hours over "
        f"{found.fte_hours.per_day:g} h, a fifth of a week of {found.fte_hours.per_week:g} h; "
        "scheduled: seated, in the file."
    )
    contracts = [f"{one.group} {one.fte:,.1f}" for one in found.groups if one.fte is not None]
    if contracts:
        note += f" Contracts of {found.fte_hours.per_week:g} h a week: {', '.join(contracts)}."
    hidden = [one.group for one in found.groups if len(one.rows) > MOST_ROWS and not one.by_day]
    if hidden and not all_rows:
        note += f" The intervals of {', '.join(hidden)} {DAYS_ONLY}"
    return Table("Days", columns, rows, TEXT_COLUMNS, note)


def staffing_figure(found: Staffing, group: GroupStaffing) -> Picture:
    """Required and scheduled seats over the contacts offered, and the service level below.

    Of a group that has hours a day: these.
    """
    if group.by_day:
        return days_figure(found, group)
    from matplotlib.dates import date2num
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    clock = found.scenario.tree.period
    starts = [row.start for row in group.rows]
    last = starts[-1] + timedelta(milliseconds=clock.interval)
    edges = np.asarray(date2num([*starts, last]), dtype=np.float64)
    figure = blank_figure(4.8)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1.4])
    right = above.twinx()
    above.set_zorder(1)
    above.patch.set_visible(False)
    offered = [row.offered for row in group.rows]
    right.stairs(offered, edges, fill=True, color="#E4E7EB", label="offered (right)")
    right.set_ylabel("contacts offered")
    right.grid(False)
    right.set_ylim(bottom=0)
    above.stairs(
        [row.seated for row in group.rows], edges, color="#0072B2", linewidth=2, label="required"
    )
    above.stairs(
        [row.required for row in group.rows], edges, color="#0072B2", linewidth=1, linestyle=":",
        label="required, decimal",
    )  # fmt: skip
    above.stairs(
        [row.scheduled for row in group.rows], edges, color=LEFT, linewidth=1.4, linestyle="--",
        label="scheduled",
    )  # fmt: skip
    above.set_ylabel("agents seated")
    above.set_ylim(bottom=0)
    above.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    _service(below, found, group, edges)
    below.set_ylim(0, 1.03)
    below.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=None, symbol=" %"))
    below.set_ylabel("service level (%)")
    time_axis_of(below, starts[0], last)
    title = above.set_title(f"{short_name(group.group)}: agents required", pad=21)
    source = f"{found.scenario.tree.name} · mean over {found.replications} replications"
    small = above.annotate(
        fitted(source, 88), xy=(0, 1), xycoords="axes fraction", xytext=(0, 7),
        textcoords="offset points", color=MUTED, fontsize=8.4,
    )  # fmt: skip
    for text in (title, small):
        text.set_in_layout(False)
    legend(figure, above, right, below)
    words = (
        f"Agents of {group.group} required and scheduled in each interval, above the contacts "
        "offered; below, the service level of its queues beside their targets."
    )
    return Picture(f"staffing-{group.group}", words, figure)


def figure_files(found: Staffing, group: GroupStaffing) -> dict[str, bytes]:
    """The figure of a group by file ending: svg and png."""
    with theme():
        figure = staffing_figure(found, group).figure
        return {"svg": svg(figure), "png": png(figure)}


def _service(axes: Axes, found: Staffing, group: GroupStaffing, edges: Floats) -> None:
    middles = (edges[:-1] + edges[1:]) / 2
    kinds = [found.scenario.tree.queues[queue].channel for queue in group.queues]
    looks = queue_looks(group.queues, kinds)
    targets = {one.queue: one.answered for one in found.queues}
    for queue in group.queues:
        levels = [row.service_level.get(queue, float("nan")) for row in group.rows]
        target = targets.get(queue)
        if target is None:
            continue
        colour, dashes = looks[queue]
        axes.plot(middles, levels, color=colour, linestyle=dashes, label=short_name(queue))
        axes.axhline(target, color=INK, linestyle="--", linewidth=0.8)


def _interval(figure: tuple[float, float, float]) -> str:
    mean, low, high = figure
    return wording.percent_interval(
        wording.Estimate(mean, low if low == low else None, high if high == high else None)
    )


def _decimal(value: float) -> str:
    return f"{value:.1f}" if value == value else NOT_AVAILABLE
