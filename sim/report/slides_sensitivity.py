"""The slide of sensitivity: which assumption moves a figure how far (a tornado)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.metrics.catalogue import METRICS
from sim.report.change_words import change_figures
from sim.report.fonts import fitted
from sim.report.reading import Reader
from sim.report.slides_chart import Axes, Series, add_chart
from sim.report.slides_frame import BODY, Box, add_table, add_text, new_slide, source_words
from sim.report.slides_study import VARIANT_COLUMNS, formulas_of
from sim.report.slides_titles import METRIC_WORDS, MOST_WORDS
from sim.report.style import LEFT, PALETTE
from sim.report.wording import Estimate, counted
from sim.studies import sensitivity as studied
from sim.studies.comparison import Difference
from sim.studies.figures import Measure

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

MOST_EFFECTS: Final = 10
CHART_WIDTH: Final = 6.4  # inches
TABLE_HEIGHT: Final = 4.1
SIGNED: Final = "+#,##0.0;-#,##0.0;0"


@dataclass(frozen=True)
class Effect:
    """What one assumption does to the figure when it alone is lower, and higher.

    Both effects are differences to the scenario as it stands, with their 95 % intervals.
    """

    label: str
    low: Estimate
    high: Estimate

    @property
    def reach(self) -> float:
        """The larger of both effects, whatever its sign."""
        return max(abs(self.low.mean), abs(self.high.mean))

    @property
    def is_real(self) -> bool:
        """Whether an interval leaves out 0."""
        return any(one.half_width is not None and not one.contains(0.0)
                   for one in (self.low, self.high))  # fmt: skip


@dataclass(frozen=True)
class Sensitivity:
    """Effects on one figure, such as "service level of calls", in the unit of its metric."""

    figure: str
    unit: str
    effects: tuple[Effect, ...]
    replications: int
    currency: str = ""
    by: str = ""  # how far they were moved: "10 %"
    notes: tuple[str, ...] = ()  # what could not be varied, and what ended the study


def shown_effects(found: studied.Sensitivity | None) -> Sensitivity | None:
    """The first figure of a sensitivity study, as the slide has it."""
    if found is None or not found.measures:
        return None
    measure = found.measures[0]
    unit = METRICS[measure.metric].unit
    by = f"{found.by * 100:g} %"
    effects = tuple(
        Effect(f"{one.what}, {one.name}", _estimate(one.lower), _estimate(one.higher))
        for one in found.effects[measure]
    )
    notes = ([f"Not varied: {'; '.join(found.without)}."] if found.without else []) + (
        [found.ending.sentence] if found.ending.sentence else []
    )
    return Sensitivity(
        _figure(found, measure), unit, effects, found.replications, found.currency, by, tuple(notes)
    )


def _figure(found: studied.Sensitivity, measure: Measure) -> str:
    """`service level of calls`; of all queues together `overall service level`."""
    words = METRIC_WORDS.get(measure.metric, METRICS[measure.metric].title)
    if measure.level != "center":
        return f"{words} of {measure.name}"
    return f"overall {words}" if len(found.scenario.tree.queues) > 1 else words


def _estimate(one: Difference) -> Estimate:
    if one.is_real is None:
        return Estimate(one.difference)
    return Estimate(one.difference, one.low, one.high)


def sensitivity_title(found: Sensitivity) -> str:
    """How many of the assumptions really move the figure."""
    real = sum(effect.is_real for effect in found.effects)
    said = f"{real} of {len(found.effects)} assumptions really move the {found.figure}"
    words = said.split()
    return said if len(words) <= MOST_WORDS else " ".join(words[:MOST_WORDS]) + "…"


def sensitivity_slide(deck: Presentation, reader: Reader, found: Sensitivity) -> None:
    """Bars by assumption, the largest effect on top, and the effects with their intervals."""
    study = reader.study
    slide = new_slide(deck, sensitivity_title(found), source_words(study, formulas_of(reader)))
    scenario = f"{study.model.labels.scenario}\n{fitted(study.scenario.variant, VARIANT_COLUMNS)}"
    tornado_chart(slide, Box(BODY.left, BODY.top, CHART_WIDTH, BODY.height), found, scenario)
    left = BODY.left + CHART_WIDTH + 0.15
    rows = [
        (effect.label, *(change_figures(one, found.unit) for one in (effect.low, effect.high)))
        for effect in largest_effects(found)
    ]
    header = (f"change ({unit_words(found)}) ± 95 %", *sides_of(found))
    used = add_table(slide, Box(left, BODY.top, BODY.width - CHART_WIDTH - 0.15, TABLE_HEIGHT),
                     header, rows)  # fmt: skip
    top = BODY.top + used + 0.2
    below = Box(left, top, BODY.width - CHART_WIDTH - 0.15, BODY.top + BODY.height - top)
    add_text(slide, below, sensitivity_notes(found), sizes=(16, 14, 12))


def tornado_chart(slide: Slide, box: Box, found: Sensitivity, scenario: str) -> None:
    """The largest effects as bars to both sides; `scenario` names it in one line or two."""
    effects = largest_effects(found)
    scale = 100.0 if found.unit == "share" else 1.0
    lower, higher = sides_of(found)
    several = len(found.effects) > len(effects)
    which = f" ({len(effects)} largest of {len(found.effects)})" if several else ""
    count = counted(found.replications, "replication")
    interval = ", 95 % interval" if found.replications > 1 else ""
    add_chart(
        slide, box, "tornado",
        f"Change of {found.figure}\n{scenario}, {count} each{interval}",
        [effect.label for effect in effects],
        [_series(lower, [effect.low for effect in effects], PALETTE[0], scale),
         _series(higher, [effect.high for effect in effects], LEFT, scale)],
        Axes(f"assumption{which}", f"change ({unit_words(found)})", SIGNED, least=None),
    )  # fmt: skip


def largest_effects(found: Sensitivity) -> list[Effect]:
    """Those that are drawn, the largest first; none that is not available."""
    known = [effect for effect in found.effects if math.isfinite(effect.reach)]
    return sorted(known, key=lambda effect: -effect.reach)[:MOST_EFFECTS]


def sides_of(found: Sensitivity) -> tuple[str, str]:
    """`10 % lower`, `10 % higher`."""
    return f"{found.by} lower".strip(), f"{found.by} higher".strip()


def sensitivity_notes(found: Sensitivity) -> list[str]:
    """How it is to be read."""
    return [
        "Each assumption by itself is lower and higher, with the same customers; what moves "
        "together is not seen. A change smaller than its interval (±) may be none.",
        *found.notes,
    ]


def _series(name: str, found: Sequence[Estimate], colour: str, scale: float) -> Series:
    nan = float("nan")
    return Series(
        name,
        [one.mean * scale for one in found],
        colour,
        [nan if one.low is None else one.low * scale for one in found],
        [nan if one.high is None else one.high * scale for one in found],
    )


def unit_words(found: Sensitivity) -> str:
    """The unit of the changes: shares change by percentage points."""
    if found.unit == "share":
        return "points"
    return (found.currency or found.unit) if found.unit == "money" else found.unit
