"""The slides of paired differences: service and the other figures, and cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sim.metrics import METRICS
from sim.report import wording
from sim.report.change_words import NOTHING, change_figures
from sim.report.comparison import difference_words
from sim.report.reading import Reader
from sim.report.slides_chart import Axes, Series, add_chart, bars_for
from sim.report.slides_frame import (
    BODY,
    ROW_HEIGHT,
    Box,
    add_table,
    add_text,
    new_slide,
    source_words,
)
from sim.report.slides_study import NAN, formulas_of, several_title
from sim.report.slides_titles import (
    CENTER,
    METRIC_WORDS,
    Compared,
    change_title,
    differences_title,
    judged_metric,
)
from sim.report.style import PALETTE
from sim.report.wording import MINUTES_FROM, Estimate
from sim.studies.comparison import Difference
from sim.studies.figures import Key

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

CHART_WIDTH: Final = 4.6  # inches, beside a table
MOST_QUEUES: Final = 8  # bars of a chart
NOTE_HEIGHT: Final = 0.35
SIGNED: Final = "+#,##0.0;-#,##0.0;0"
FIGURES: Final = (
    "service_level",
    "abandon_rate",
    "asa_s",
    "occupancy",
    "cost",
    "cost_per_resolution",
)
COSTS: Final = ("cost", "cost_per_contact", "cost_per_resolution")
SCALES: Final = {"share": 100.0}  # drawn in percentage points
UNITS: Final = {"share": "points", "s": "s"}


def differences_slide(deck: Presentation, comparison: Compared, shown: Compared) -> None:
    """A figure's differences as bars with their intervals, and those of the others in a table."""
    base = comparison.baseline
    found = [
        one
        for other in shown.others
        for metric in FIGURES
        if (one := _told(shown.of_center(other, metric))) is not None
    ]
    title = differences_title(found, comparison.base)
    slide = new_slide(deck, title, source_words(base, formulas_of(Reader(base))))
    place = _table_beside(slide, comparison, shown, FIGURES)
    if len(shown.others) == 1:
        _queues_chart(slide, place, shown)
    else:
        _scenarios_chart(slide, place, shown)


def costs_slide(deck: Presentation, comparison: Compared, shown: Compared) -> None:
    """Cost of every scenario and the paired differences; paid hours where no cost is named."""
    base = comparison.baseline
    readers = [Reader(one) for one in (base, *shown.others)]
    has_cost = any(reader.mean(*CENTER, "cost") for reader in readers)
    metric, unit = ("cost", base.model.judging.currency or "money") if has_cost else ("paid_h", "h")
    title = change_title(comparison, metric)
    slide = new_slide(deck, title, source_words(base, ""))
    place = _table_beside(slide, comparison, shown, COSTS if has_cost else ("paid_h",))
    names = [comparison.base, *(one.scenario.variant for one in shown.others)]
    found = [reader.whole(*CENTER, metric) for reader in readers]
    what = "Cost" if has_cost else "Paid hours (no cost is named)"
    add_chart(slide, place, bars_for(place, names), several_title(readers[0], what), names,
              [_estimates(METRIC_WORDS[metric].capitalize(), found)],
              Axes("scenario", f"{METRIC_WORDS[metric]} of the period ({unit})"),
              labelled=True)  # fmt: skip


def _table_beside(
    slide: Slide, comparison: Compared, shown: Compared, metrics: Sequence[str]
) -> Box:
    """The differences of these figures; gives the place that is left for a chart.

    One scenario has its figures beside those of the baseline; several have a column each, and the
    table the whole width.
    """
    metrics = [
        metric
        for metric in metrics
        if any(_told(shown.of_center(other, metric)) is not None for other in shown.others)
    ]
    if len(shown.others) == 1:
        [other] = shown.others
        header = ("figure", shown.base, other.scenario.variant, "difference (95 % interval)")
        rows = [_row_of_one(metric, shown.of_center(other, metric), shown.currency)
                for metric in metrics]  # fmt: skip
        left = BODY.left + CHART_WIDTH + 0.1
        add_table(slide, Box(left, BODY.top, BODY.left + BODY.width - left, BODY.height),
                  header, rows)  # fmt: skip
        return Box(BODY.left, BODY.top, CHART_WIDTH, BODY.height)
    names = [one.scenario.variant for one in shown.others]
    heads = ("difference ± 95 % interval", f"{shown.base} has", *names)
    lines = [_row_of_several(metric, shown) for metric in metrics]
    height = ROW_HEIGHT * (len(lines) + 1)
    hidden = len(comparison.others) - len(shown.others)
    note = NOTE_HEIGHT if hidden else 0.0
    top = BODY.top + BODY.height - note - height
    add_table(slide, Box(BODY.left, top, BODY.width, height), heads, lines)
    if hidden:
        said = f"Shown: {len(shown.others)} of {len(comparison.others)} scenarios; the page and "
        add_text(slide, Box(BODY.left, top + height + 0.05, BODY.width, note - 0.05),
                 [said + "the workbook of this comparison have all."], sizes=(12,))  # fmt: skip
    return Box(BODY.left, BODY.top, BODY.width, top - BODY.top - 0.1)


def _told(one: Difference | None) -> Difference | None:
    """A difference that there is something to say of: not of what is 0 in both."""
    return None if one is None or one.baseline == one.value == 0 else one


def _row_of_one(metric: str, one: Difference | None, currency: str) -> tuple[str, ...]:
    assert one is not None
    unit = METRICS[metric].unit
    values = (_plain(one.baseline, unit), _plain(one.value, unit))
    return METRIC_WORDS[metric], *values, difference_words(one, unit, currency)


def _row_of_several(metric: str, shown: Compared) -> tuple[str, ...]:
    """What the figure is, what the baseline has, and the differences of the others to it."""
    unit = METRICS[metric].unit
    name = shown.currency if unit == "money" else UNITS.get(unit, unit)
    found = [shown.of_center(other, metric) for other in shown.others]
    known = next(one for one in found if one is not None)
    scale = 1.0
    if unit == "s" and any(one is not None and abs(one.difference) >= MINUTES_FROM
                           for one in found):  # fmt: skip
        scale, unit, name = 1 / 60, "min", "min"  # a cell has no room for three durations
    cells = [
        wording.NOT_AVAILABLE
        if one is None
        else change_figures(_scaled(_estimate(one), scale), unit)
        for one in found
    ]
    head = f"{METRIC_WORDS[metric]} ({name})" if name else METRIC_WORDS[metric]
    return head, _plain(known.baseline, METRICS[metric].unit), *cells


def _plain(value: float, unit: str) -> str:
    if unit == "share":
        return wording.percent(value)
    if unit == "h":
        return wording.hours(value)
    return wording.duration(value) if unit == "s" else wording.money(value)


def _estimate(one: Difference) -> Estimate:
    if one.is_real is None:
        return Estimate(one.difference)
    return Estimate(one.difference, one.low, one.high)


def _scenarios_chart(slide: Slide, place: Box, shown: Compared) -> None:
    """The first figure that differs anywhere, a bar a scenario; in words where none does."""
    metrics = (judged_metric(shown), *FIGURES)
    metric = next((one for one in metrics if any(_differs(shown.of_center(other, one))
                                                 for other in shown.others)), None)  # fmt: skip
    if metric is None:
        said = f"No figure differs from {shown.base} in any replication of any scenario."
        add_text(slide, place, [said])
        return
    names = [other.scenario.variant for other in shown.others]
    found = [shown.of_center(other, metric) for other in shown.others]
    title = f"{METRIC_WORDS[metric].capitalize()}: difference to {shown.base}"
    _differences_chart(slide, place, shown, metric, title, "scenario", names, found)


def _queues_chart(slide: Slide, place: Box, shown: Compared) -> None:
    """The figure that the answer is about, a bar a queue; in words where no queue differs."""
    [other] = shown.others
    metric = judged_metric(shown)
    found = shown.found[other.scenario.variant]
    keys: dict[str, Key] = {
        queue: ("queue", queue, metric) for queue in shown.baseline.model.labels.queues
    }
    queues = [queue for queue, key in keys.items() if _differs(found.get(key))]
    words = METRIC_WORDS[metric]
    if not queues:
        add_text(slide, place, [f"The {words} of every queue is the same in every replication."])
        return
    queues.sort(key=lambda queue: -abs(found[keys[queue]].difference))
    queues = queues[:MOST_QUEUES]
    title = f"Difference in {words}\n{other.scenario.variant} against {shown.base}"
    drawn = [found[keys[queue]] for queue in queues]
    _differences_chart(slide, place, shown, metric, title, "queue", queues, drawn)


def _differs(one: Difference | None) -> bool:
    return one is not None and max(abs(one.difference), abs(one.high - one.low)) > NOTHING


def _differences_chart(
    slide: Slide,
    place: Box,
    shown: Compared,
    metric: str,
    title: str,
    of: str,
    names: Sequence[str],
    found: Sequence[Difference | None],
) -> None:
    unit = METRICS[metric].unit
    scale = SCALES.get(unit, 1.0)
    scaled = [None if one is None else _scaled(_estimate(one), scale) for one in found]
    words = shown.currency if unit == "money" else {"share": "percentage points"}.get(unit, unit)
    add_chart(
        slide, place, bars_for(place, names), several_title(Reader(shown.baseline), title), names,
        [_estimates(METRIC_WORDS[metric].capitalize(), scaled)],
        Axes(of, f"difference ({words})", SIGNED, least=None),
    )  # fmt: skip


def _scaled(one: Estimate, scale: float) -> Estimate:
    if one.low is None or one.high is None:
        return Estimate(scale * one.mean)
    return Estimate(scale * one.mean, scale * one.low, scale * one.high)


def _estimates(name: str, found: Sequence[Estimate | None]) -> Series:
    return Series(
        name,
        [NAN if one is None else one.mean for one in found],
        PALETTE[0],
        [NAN if one is None or one.low is None else one.low for one in found],
        [NAN if one is None or one.high is None else one.high for one in found],
    )
