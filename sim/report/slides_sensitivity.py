"""The slide of sensitivity: which assumption moves a figure how far (a tornado)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.metrics.catalogue import METRICS
from sim.report.change_words import change_figures
from sim.report.reading import Reader
from sim.report.slides_chart import Axes, Series, add_chart
from sim.report.slides_frame import BODY, Box, add_table, named, new_slide, source_words
from sim.report.slides_study import formulas_of
from sim.report.slides_titles import MOST_WORDS
from sim.report.style import LEFT, PALETTE
from sim.report.wording import Estimate, counted
from sim.studies import sensitivity as studied
from sim.studies.comparison import Difference

if TYPE_CHECKING:
    from pptx.presentation import Presentation

MOST_EFFECTS = 8


@dataclass(frozen=True)
class Effect:
    """What one assumption does to the figure when it alone is lower, and higher.

    `label` says how far it was moved ("volume -10 % / +10 %"). Both effects are differences to
    the scenario as it stands, with their 95 % intervals.
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


def shown_effects(found: studied.Sensitivity | None) -> Sensitivity | None:
    """The first figure of a sensitivity study, as the slide has it."""
    if found is None or not found.measures:
        return None
    measure = found.measures[0]
    unit = METRICS[measure.metric].unit
    by = f"±{found.by * 100:g} %"
    effects = tuple(
        Effect(f"{one.what}, {one.name} {by}", _estimate(one.lower), _estimate(one.higher))
        for one in found.effects[measure]
    )
    return Sensitivity(measure.title, unit, effects, found.replications, found.currency)


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
    effects = sorted(found.effects, key=lambda effect: -effect.reach)[:MOST_EFFECTS]
    is_share = found.unit == "share"
    count = counted(found.replications, "replication")
    add_chart(
        slide, Box(BODY.left, BODY.top, 5.4, BODY.height), "tornado",
        f"Change of {found.figure}\n{named(study, 26)}, {count} each, 95 % interval",
        [effect.label for effect in effects],
        [_series("lower", [effect.low for effect in effects], PALETTE[0]),
         _series("higher", [effect.high for effect in effects], LEFT)],
        Axes("assumption", f"change ({_unit_words(found)})",
             "0.0%" if is_share else "#,##0", least=None),
    )  # fmt: skip
    rows = [(effect.label, *(change_figures(one, found.unit) for one in (effect.low, effect.high)))
            for effect in effects]  # fmt: skip
    add_table(slide, Box(BODY.left + 5.55, BODY.top, BODY.width - 5.55, BODY.height),
              ("assumption", "lower", "higher"), rows)  # fmt: skip


def _series(name: str, found: Sequence[Estimate], colour: str) -> Series:
    nan = float("nan")
    return Series(
        name,
        [one.mean for one in found],
        colour,
        [nan if one.low is None else one.low for one in found],
        [nan if one.high is None else one.high for one in found],
    )


def _unit_words(found: Sensitivity) -> str:
    """What stands at the axis."""
    if found.unit == "share":
        return "% points"
    return (found.currency or found.unit) if found.unit == "money" else found.unit
