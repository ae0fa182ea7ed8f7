"""Required seats by simulation beside Erlang C, Erlang A and the schedule; and the curve around.

The formulas are asked for the group's portion of the work as a pool of its own in steady state, so
they know nothing of shared queues, of backlogs from before, or of what the channel adds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np

from sim.planning import GroupStaffing, Staffing
from sim.report.answer import QueueAnswer
from sim.report.colouring import queue_looks
from sim.report.fonts import fitted
from sim.report.frame import Picture, blank_figure, legend, short_name
from sim.report.style import INK, LEFT, MUTED, PALETTE
from sim.report.time_axis import time_axis_of
from sim.report.wording import percent


def beside_figure(found: Staffing, group: GroupStaffing) -> Picture:
    """Agents in the seat by interval: simulation, Erlang C, Erlang A, schedule."""
    from matplotlib.dates import date2num
    from matplotlib.ticker import MaxNLocator

    starts = [row.start for row in group.rows]
    last = starts[-1] + timedelta(milliseconds=found.scenario.tree.period.interval)
    edges = np.asarray(date2num([*starts, last]), dtype=np.float64)
    figure = blank_figure(4.0)
    axes = figure.subplots()
    lines = (
        ("simulation", [row.required for row in group.rows], "#0072B2", "-", 2.2),
        ("Erlang C", [row.erlang_c for row in group.rows], PALETTE[3], "--", 1.5),
        ("Erlang A", [row.erlang_a for row in group.rows], PALETTE[2], "-.", 1.5),
        ("scheduled", [row.scheduled for row in group.rows], LEFT, ":", 1.8),
    )
    drawn = []
    for label, values, colour, dashes, width in lines:
        heads = np.asarray(values, dtype=np.float64)
        if np.isfinite(heads).any():
            drawn.append(label)
            axes.stairs(
                heads, edges, color=colour, linestyle=dashes, linewidth=width, label=label,
                baseline=None,
            )  # fmt: skip
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.set_ylabel("agents seated (decimal need)")
    time_axis_of(axes, starts[0], last)
    title = axes.set_title(f"{short_name(group.group)}: simulation beside the formulas", pad=21)
    source = (
        f"{found.scenario.tree.name} · {found.replications} replications, {found.engine} engine"
    )
    small = axes.annotate(
        fitted(source, 88), xy=(0, 1), xycoords="axes fraction", xytext=(0, 7),
        textcoords="offset points", color=MUTED, fontsize=8.4,
    )  # fmt: skip
    for text in (title, small):
        text.set_in_layout(False)
    legend(figure, axes)
    words = f"Agents of {group.group} needed by interval: {', '.join(drawn)}."
    return Picture(f"beside-{group.group}", words, figure)


def simulated_curve(
    group: str,
    answers: Mapping[int, Sequence[QueueAnswer]],
    channels: Mapping[str, str],
    source: str,
) -> Picture | None:
    """Service level of queues by seats more or fewer than a plan, each beside its target.

    `answers`: those of the study with so many seats more in every interval that has any;
    `channels`: the channel kind of every queue.
    """
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    steps = sorted(answers)
    queues = [one.queue for one in answers[0] if one.level is not None]
    if not queues:
        return None
    figure = blank_figure(4.0)
    axes = figure.subplots()
    looks = queue_looks(queues, [channels[queue] for queue in queues])
    for queue in queues:
        colour, dashes = looks[queue]
        points = []
        for step in steps:
            for one in answers[step]:
                if one.queue == queue and one.level is not None:
                    low = one.level.mean if one.level.low is None else one.level.low
                    high = one.level.mean if one.level.high is None else one.level.high
                    points.append((step, one.level.mean, low, high))
        at, mean, low, high = np.asarray(points, dtype=np.float64).T
        target = next(one.target for one in answers[0] if one.queue == queue)
        label = f"{short_name(queue)} {target.formula} in {target.within_words}"
        axes.plot(at, mean, color=colour, linestyle=dashes, marker="o", markersize=3.5, label=label)
        axes.fill_between(at, low, high, color=colour, alpha=0.18, linewidth=0)
        if target.answered is not None:
            axes.axhline(
                target.answered, color=colour, linestyle="--", linewidth=1.0,
                label=f"target {percent(target.answered, 0)}",
            )  # fmt: skip
    axes.axvline(0, color=INK, linewidth=1.0, label="the plan")
    axes.set_ylim(0, 1.03)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel(f"seats of {short_name(group)} more or fewer than the plan, in every interval")
    axes.set_ylabel("service level (%)")
    title = axes.set_title(f"{short_name(group)}: service level by seats (simulated)", pad=21)
    small = axes.annotate(
        fitted(source, 88), xy=(0, 1), xycoords="axes fraction", xytext=(0, 7),
        textcoords="offset points", color=MUTED, fontsize=8.4,
    )  # fmt: skip
    for text in (title, small):
        text.set_in_layout(False)
    legend(figure, axes)
    words = f"Service level with {steps[0]} to {steps[-1]} seats against the plan of {group}."
    return Picture(f"curve-{group}", words, figure)
