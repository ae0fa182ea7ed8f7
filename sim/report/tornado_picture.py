"""A tornado: what each input does to a figure when it alone is lower and higher."""

from __future__ import annotations

import math

from sim.metrics.catalogue import METRICS
from sim.report.fonts import fitted
from sim.report.frame import Picture, blank_figure, count_words, legend
from sim.report.style import INK, LEFT, MUTED, PALETTE
from sim.studies.figures import Measure
from sim.studies.sensitivity import Sensitivity

MOST_INPUTS = 12
ROW = 0.32  # inches
UNITS = {"share": "percentage points", "s": "seconds"}


def tornado_picture(found: Sensitivity, measure: Measure) -> Picture | None:
    """Bars by input, the largest effect on top; None where nothing could be varied."""
    effects = [one for one in found.effects[measure] if math.isfinite(one.swing)][:MOST_INPUTS]
    if not effects:
        return None
    unit = METRICS[measure.metric].unit
    scale = 100.0 if unit == "share" else 1.0
    figure = blank_figure(1.8 + ROW * len(effects))
    axes = figure.subplots()
    for side, colour, label in (
        ("lower", PALETTE[0], f"{found.by * 100:g} % lower"),
        ("higher", LEFT, f"{found.by * 100:g} % higher"),
    ):
        differences = [getattr(one, side) for one in effects]
        axes.barh(
            range(len(effects)), [one.difference * scale for one in differences], height=0.7,
            color=colour, alpha=0.85, label=label,
        )  # fmt: skip
        for place, one in enumerate(differences):
            if one.is_real is not None:
                ends = [one.low * scale, one.high * scale]
                axes.plot(ends, [place, place], color=INK, linewidth=0.9)
    axes.axvline(0, color=INK, linewidth=1)
    names = [fitted(f"{one.what}, {one.name}", 28) for one in effects]
    axes.set_yticks(range(len(effects)), names)
    axes.set_ylim(len(effects) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    said = (found.currency or "money") if unit == "money" else UNITS.get(unit, unit)
    axes.set_xlabel(f"difference ({said}); lines: 95 % interval")
    title = axes.set_title(fitted(measure.title, 48), pad=21)
    source = f"{found.scenario.tree.name} ({found.scenario.variant}) · "
    small = axes.annotate(
        fitted(source + count_words(found.replications), 70), xy=(0, 1), xycoords="axes fraction",
        xytext=(0, 7), textcoords="offset points", color=MUTED, fontsize=8.4,
    )  # fmt: skip
    for text in (title, small):
        text.set_in_layout(False)
    legend(figure, axes)
    words = f"What each input does to {measure.title}: {', '.join(names)}, the largest first."
    return Picture(f"tornado-{measure.path}", words, figure)
