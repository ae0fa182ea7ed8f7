"""The slides of a comparison: service level, differences, cost, what the scenarios change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.metrics import METRICS
from sim.report import wording
from sim.report.assumptions import changes_table
from sim.report.comparison import difference_words
from sim.report.reading import Reader
from sim.report.slides_chart import Axes, Series, add_chart, bars_for
from sim.report.slides_frame import (
    BODY,
    Box,
    add_table,
    add_text,
    new_slide,
    replications_words,
    source_words,
)
from sim.report.slides_study import (
    LEFT_HALF,
    NAN,
    RIGHT_HALF,
    chart_title,
    formulas_of,
    level_chart,
    method_sentences,
)
from sim.report.slides_titles import (
    CENTER,
    METRIC_WORDS,
    Compared,
    change_title,
    differences_title,
    judged_metric,
    method_title,
)
from sim.report.style import PALETTE
from sim.studies.comparison import Difference

if TYPE_CHECKING:
    from pptx.presentation import Presentation

    from sim.studies import Study

MOST_SCENARIOS = 5  # the baseline among them
MOST_QUEUES = 4  # whose differences a sentence names
CHART_WIDTH = 4.3  # inches, of the differences beside their table
SIGNED_PERCENT = "+0.0%;-0.0%;0.0%"
TABLE_METRICS = (
    "service_level",
    "abandon_rate",
    "asa_s",
    "occupancy",
    "cost",
    "cost_per_resolution",
)


def shown(comparison: Compared) -> Compared:
    """The first scenarios, as many as a chart can tell apart."""
    return replace(comparison, others=comparison.others[: MOST_SCENARIOS - 1])


def names_of(comparison: Compared) -> list[str]:
    """The scenarios, the baseline first."""
    return [one.scenario.variant for one in (comparison.baseline, *comparison.others)]


def change_slide(deck: Presentation, comparison: Compared) -> None:
    """Service level of every scenario, and in words what each changes."""
    few = shown(comparison)
    readers = [Reader(one) for one in (few.baseline, *few.others)]
    first = readers[0]
    title = change_title(comparison, judged_metric(comparison))
    slide = new_slide(deck, title, source_words(first.study, formulas_of(first)))
    level_chart(slide, LEFT_HALF, readers, names_of(few))
    add_text(slide, RIGHT_HALF, [_said(comparison, other) for other in comparison.others])


def _said(comparison: Compared, other: Study) -> str:
    """What one scenario changes at the center: service and cost, as far as it is shown."""
    parts = []
    for metric in (judged_metric(comparison), "cost"):
        one = comparison.of_center(other, metric)
        if one is not None and not one.baseline == one.value == 0:
            words = difference_words(one, METRICS[metric].unit, comparison.currency)
            parts.append(f"{METRIC_WORDS[metric]}: {words}")
    said = f"{other.scenario.variant} against {comparison.base}: {'; '.join(parts)}."
    by_queue = _queues_said(comparison, other)
    return f"{said} {by_queue}" if by_queue else said


def _queues_said(comparison: Compared, other: Study) -> str:
    """The queues that change beyond chance, largest change first; empty with one queue."""
    metric = judged_metric(comparison)
    found = comparison.found[other.scenario.variant]
    queues = comparison.baseline.model.labels.queues
    if len(queues) < 2:
        return ""
    changes = [
        (queue, one) for queue in queues
        if (one := found.get(("queue", queue, metric))) is not None and one.is_real
    ]  # fmt: skip
    changes.sort(key=lambda change: -abs(change[1].difference))
    if not changes:
        return "No queue differs by more than chance."
    named = [
        f"{queue} {difference_words(one, METRICS[metric].unit, comparison.currency)}"
        for queue, one in changes[:MOST_QUEUES]
    ]
    more = len(changes) - len(named)
    rest = f", and {more} more" if more else ""
    return f"By queue: {', '.join(named)}{rest}."


def differences_slide(deck: Presentation, comparison: Compared) -> None:
    """The paired difference of service level by scenario, and of the other figures."""
    base = comparison.baseline
    few = shown(comparison)
    rows, differences = [], []
    for other in few.others:
        for metric in TABLE_METRICS:
            one = few.of_center(other, metric)
            if one is not None and not one.baseline == one.value == 0:
                differences.append(one)
                rows.append(_row(other.scenario.variant, metric, one, few.currency))
    formulas = formulas_of(Reader(base))
    title = differences_title(differences, comparison.base)
    slide = new_slide(deck, title, source_words(base, formulas))
    metric = judged_metric(comparison)
    words = METRIC_WORDS[metric].capitalize()
    add_chart(
        slide, Box(BODY.left, BODY.top, CHART_WIDTH, BODY.height), "rows",
        f"{words} against {comparison.base}\n{replications_words(base)}",
        [one.scenario.variant for one in few.others],
        [_series(words, [few.of_center(other, metric) for other in few.others])],
        Axes("scenario", "difference (% points), 95 % interval", SIGNED_PERCENT, least=None),
    )  # fmt: skip
    beside = CHART_WIDTH + 0.1
    add_table(
        slide, Box(BODY.left + beside, BODY.top, BODY.width - beside, BODY.height),
        ("scenario", "figure", comparison.base, "then", "difference (95 % interval)"),
        rows, flush_left=2,
    )  # fmt: skip


def _row(name: str, metric: str, one: Difference, currency: str) -> tuple[str, ...]:
    unit = METRICS[metric].unit
    values = (_plain(one.baseline, unit), _plain(one.value, unit))
    return name, METRIC_WORDS[metric], *values, difference_words(one, unit, currency)


def _plain(value: float, unit: str) -> str:
    if unit == "share":
        return wording.percent(value)
    return wording.duration(value) if unit == "s" else wording.money(value)


def _series(name: str, found: Sequence[Difference | None]) -> Series:
    return Series(
        name,
        [NAN if one is None else one.difference for one in found],
        PALETTE[0],
        [NAN if one is None else one.low for one in found],
        [NAN if one is None else one.high for one in found],
    )


def costs_slide(deck: Presentation, comparison: Compared) -> None:
    """Cost of every scenario and the paired differences; paid hours where no cost is named."""
    few = shown(comparison)
    base = comparison.baseline
    readers = [Reader(one) for one in (few.baseline, *few.others)]
    has_cost = any(reader.mean(*CENTER, "cost") for reader in readers)
    metric, unit = ("cost", base.model.judging.currency or "money") if has_cost else ("paid_h", "h")
    title = change_title(comparison, "cost") if has_cost else "The scenarios name no cost"
    slide = new_slide(deck, title, source_words(base, ""))
    what = "Cost" if has_cost else "Paid hours"
    found = [reader.whole(*CENTER, metric) for reader in readers]
    series = Series(
        what,
        [NAN if one is None else one.mean for one in found],
        PALETTE[0],
        [NAN if one is None or one.low is None else one.low for one in found],
        [NAN if one is None or one.high is None else one.high for one in found],
    )
    box = Box(BODY.left, BODY.top, CHART_WIDTH, BODY.height)
    title = chart_title(readers[0], what)
    add_chart(slide, box, bars_for(box, names_of(few)), title, names_of(few), [series],
              Axes("scenario", f"{what.lower()} of the period ({unit})"),
              labelled=True)  # fmt: skip
    rows = []
    for other in few.others:
        for name in (metric, "cost_per_contact", "cost_per_resolution"):
            one = few.of_center(other, name)
            if one is not None and not one.baseline == one.value == 0:
                words = difference_words(one, METRICS[name].unit, few.currency)
                rows.append((other.scenario.variant, METRICS[name].title, words))
    beside = CHART_WIDTH + 0.1
    add_table(slide, Box(BODY.left + beside, BODY.top, BODY.width - beside, BODY.height),
              ("scenario", "figure", "difference (95 % interval)"), rows, flush_left=2)  # fmt: skip


def changes_slide(deck: Presentation, comparison: Compared) -> None:
    """What each scenario changes of the baseline's assumptions, and how figures came about."""
    base = comparison.baseline
    reader = Reader(base)
    slide = new_slide(deck, method_title(base.replications),
                      source_words(base, formulas_of(reader)))  # fmt: skip
    changes = changes_table(base.scenario, [other.scenario for other in comparison.others])
    box = Box(BODY.left, BODY.top, BODY.width, 3.25)
    used = add_table(slide, box, changes.columns, changes.rows, flush_left=4)
    said = method_sentences(base, formulas_of(reader))
    said.insert(0, "The scenarios have the same customers, replication by replication, so that "
                "differences are paired.")  # fmt: skip
    add_text(slide, Box(BODY.left, BODY.top + used + 0.2, BODY.width, BODY.height - used - 0.2),
             said, sizes=(16, 14, 12))  # fmt: skip
