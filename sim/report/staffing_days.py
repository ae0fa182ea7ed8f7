"""The figure of a group that has hours a day: required, scheduled and the work, replies on time."""

from __future__ import annotations

import numpy as np

from sim.planning import GroupStaffing, Staffing
from sim.report.colouring import queue_looks
from sim.report.fonts import fitted
from sim.report.frame import Picture, blank_figure, legend, short_name
from sim.report.style import INK, LEFT, MUTED

BAR = 0.38
MOST_NAMED = 10
"""Days that are all named on the axis."""


def days_figure(found: Staffing, group: GroupStaffing) -> Picture:
    """Hours required and scheduled on each day over the work that comes; below, replies on time."""
    from matplotlib.ticker import PercentFormatter

    days = [day for day in group.days if day.offered or day.whole_h or day.scheduled_h]
    places = np.arange(len(days), dtype=np.float64)
    figure = blank_figure(4.8)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1.4])
    above.bar(places - BAR / 2, [day.whole_h for day in days], BAR, color="#0072B2",
              label="required")  # fmt: skip
    above.bar(places + BAR / 2, [day.scheduled_h for day in days], BAR, color="#FFFFFF",
              edgecolor=LEFT, linestyle="--", linewidth=1.4, label="scheduled")  # fmt: skip
    above.plot(places, [day.work_h for day in days], linestyle="none", marker="D", color=INK,
               markersize=4.5, label="work that comes")  # fmt: skip
    above.set_ylabel("hours in the seat")
    above.set_ylim(bottom=0)
    kinds = [found.scenario.tree.queues[queue].channel for queue in group.queues]
    looks = queue_looks(group.queues, kinds)
    for one in found.queues:
        if one.queue not in group.queues or one.answered is None:
            continue
        colour, _ = looks[one.queue]
        levels = [day.service_level.get(one.queue, float("nan")) for day in days]
        below.plot(places, levels, color=colour, marker="o", label=f"{short_name(one.queue)}, "
                   "on time")  # fmt: skip
        below.axhline(one.answered, color=INK, linestyle="--", linewidth=0.8)
    below.set_ylim(0, 1.05)
    below.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=None, symbol=" %"))
    below.set_ylabel("on time (%)")
    every = max(1, -(-len(days) // MOST_NAMED))
    below.set_xticks(places[::every], [f"{day.day:%a %d %b}" for day in days[::every]])
    below.set_xlim(-0.6, max(len(days) - 0.4, 0.6))
    below.set_xlabel("day")
    title = above.set_title(f"{short_name(group.group)}: hours required", pad=21)
    source = f"{found.scenario.tree.name} · mean over {found.replications} replications"
    small = above.annotate(
        fitted(source, 88), xy=(0, 1), xycoords="axes fraction", xytext=(0, 7),
        textcoords="offset points", color=MUTED, fontsize=8.4,
    )  # fmt: skip
    for text in (title, small):
        text.set_in_layout(False)
    legend(figure, above, below)
    words = (
        f"Hours of {group.group} required and scheduled on each day, beside the work that comes; "
        "below, the share of replies on time beside the target."
    )
    return Picture(f"staffing-{group.group}", words, figure)
