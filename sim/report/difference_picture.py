"""Differences of scenarios against the baseline, as points with their 95 % intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sim.metrics.catalogue import METRICS
from sim.report.fonts import fitted
from sim.report.frame import Picture, blank_figure, count_words, legend, short_name
from sim.report.lights import Light, light
from sim.report.style import INK, MUTED
from sim.studies.comparison import Difference
from sim.studies.result import Study

Key = tuple[str, str, str]
"""(level, name, metric)."""

# blue for the better, vermilion for the worse: told apart by the colour-blind too
COLOURS: dict[Light, str] = {
    "better": "#0072B2",
    "worse": "#D55E00",
    "same": MUTED,
    "unknown": MUTED,
    "neutral": INK,
}
WORDS: dict[Light, str] = {
    "better": "better",
    "worse": "worse",
    "same": "no real difference",
    "unknown": "no interval",
    "neutral": "a real difference",
}
ROW = 0.3  # inches
TITLE_COLUMNS, SOURCE_COLUMNS = 48, 70  # the names of scenarios take room on the left
UNITS = {"share": "percentage points", "s": "seconds", "contacts": "contacts", "agents": "agents"}


def difference_picture(
    base: Study, differences: Mapping[str, Mapping[Key, Difference]], key: Key
) -> Picture | None:
    """One row a scenario: the difference of one figure; None where no scenario has one.

    `differences`: by the scenario's variant, those of `Comparison.differences`.
    """
    level, name, metric = key
    rows = [
        (short_name(variant), found[key])
        for variant, found in differences.items()
        if key in found and math.isfinite(found[key].difference)
    ]
    if not rows:
        return None
    entry = METRICS[metric]
    scale = 100.0 if entry.unit == "share" else 1.0
    figure = blank_figure(1.7 + ROW * len(rows))
    axes = figure.subplots()
    seen: set[Light] = set()
    for place, (_, one) in enumerate(rows):
        kind = light(metric, one)
        error = None
        if one.is_real is not None:
            below, above = one.difference - one.low, one.high - one.difference
            error = [[below * scale], [above * scale]]
        axes.errorbar(
            one.difference * scale, place, xerr=error, fmt="o", color=COLOURS[kind], capsize=3,
            label=WORDS[kind] if kind not in seen else None,
        )  # fmt: skip
        seen.add(kind)
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_yticks(range(len(rows)), [label for label, _ in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    money = base.model.judging.currency or "money"
    unit = money if entry.unit == "money" else UNITS.get(entry.unit, entry.unit)
    axes.set_xlabel(f"difference of {entry.title} ({unit})")
    legend(figure, axes)
    whose = "" if level == "center" else f"{short_name(name)}, "
    title = f"{whose}{entry.title}: difference to {base.scenario.variant}"
    axes.set_title(fitted(title if whose else title[0].upper() + title[1:], TITLE_COLUMNS), pad=21)
    source = f"{count_words(base.replications)}, the same customers in all; bars: 95 % interval"
    small = axes.annotate(
        fitted(source, SOURCE_COLUMNS), xy=(0, 1), xycoords="axes fraction", xytext=(0, 7),
        textcoords="offset points", color=MUTED, fontsize=8.4,
    )  # fmt: skip
    small.set_in_layout(False)
    said = "; ".join(
        f"{label}: {one.difference * scale:+.3g} ({WORDS[light(metric, one)]})"
        for label, one in rows
    )
    return Picture(f"difference-{level}-{name}-{metric}", f"{title}, in {unit}. {said}.", figure)
