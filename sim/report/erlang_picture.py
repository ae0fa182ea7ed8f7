"""The staffing curve of Erlang C and Erlang A: service level over agents, with the target."""

from __future__ import annotations

import math

import numpy as np

from sim.analytic import erlang_a_array, erlang_c_array
from sim.report.frame import Picture, blank_figure, legend
from sim.report.style import MUTED, PALETTE, TARGET
from sim.report.wording import percent, threshold

AROUND = 8  # agents drawn on either side, at least


def staffing_curve(
    load: float,
    handle_time_s: float,
    patience_s: float | None,
    within_s: float,
    target: float | None,
    agents: float,
) -> Picture:
    """Service level SL-1 for head counts around `agents`; Erlang A where patience is given."""
    reach = max(AROUND, math.ceil(0.25 * agents))
    heads = np.arange(
        max(1, math.floor(agents) - reach), math.floor(agents) + reach + 1, dtype=float
    )
    loads, handle = np.full(len(heads), load), np.full(len(heads), handle_time_s)
    figure = blank_figure(3.3)
    axes = figure.subplots()
    c = erlang_c_array(loads, heads, handle, within_s)
    level = np.where(c.stable, c.service_level, 0.0)
    axes.plot(heads, level, color=PALETTE[0], marker="o", markersize=3.5, label="Erlang C")
    if patience_s is not None:
        a = erlang_a_array(loads, heads, handle, patience_s, within_s)
        axes.plot(
            heads, a.service_level, color=PALETTE[1], linestyle="--", marker="s", markersize=3.5,
            label="Erlang A (with patience)",
        )  # fmt: skip
    if target is not None:
        axes.axhline(
            target,
            color=TARGET,
            linestyle="--",
            linewidth=1.2,
            label=f"target {percent(target, 0)}",
        )
    axes.axvline(agents, color=MUTED, linewidth=1.2, label=f"{agents:g} agents")
    axes.set_ylim(0, 1.03)
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("agents seated")
    axes.set_ylabel(f"service level SL-1\nin {threshold(within_s)} (%)")
    axes.set_title(f"Service level by agents, load {load:.4g} erlangs")
    legend(figure, axes)
    text = (
        f"Service level SL-1 in {threshold(within_s)} for {heads[0]:g} to {heads[-1]:g} agents at "
        f"{load:.4g} erlangs."
    )
    return Picture("staffing-curve", text, figure)
