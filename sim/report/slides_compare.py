"""The slides of a comparison: service level, and what the scenarios change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.metrics import METRICS
from sim.report.assumptions import changes
from sim.report.comparison import difference_words
from sim.report.gathered_changes import gathered_changes
from sim.report.reading import Reader
from sim.report.slides_frame import (
    BODY,
    Box,
    add_table,
    add_text,
    fitting,
    new_slide,
    rows_that_fit,
    source_words,
)
from sim.report.slides_study import (
    LEFT_HALF,
    RIGHT_HALF,
    formulas_of,
    level_chart,
    method_sentences,
)
from sim.report.slides_titles import (
    METRIC_WORDS,
    Compared,
    change_title,
    judged_metric,
    method_title,
)
from sim.report.wording import counted

if TYPE_CHECKING:
    from pptx.presentation import Presentation

    from sim.studies import Study

MOST_COLOURS = 4  # scenarios beside the baseline that lines and bars tell apart
MOST_DIFFERENCES = 5  # that a table has columns for
NAMED_QUEUES = (4, 2, 1, 0)  # whose differences a sentence names, as far as there is room
CHANGES_HEIGHT = 3.6  # inches


def shown(comparison: Compared, most: int = MOST_COLOURS) -> Compared:
    """The first scenarios beside the baseline: as many as colours tell apart, or more."""
    return replace(comparison, others=comparison.others[:most])


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
    add_text(slide, RIGHT_HALF, _all_said(comparison, RIGHT_HALF))


def _all_said(comparison: Compared, box: Box) -> list[str]:
    """What every scenario changes, with as many queues by name as there is room for."""
    for queues in NAMED_QUEUES:
        said = [_said(comparison, other, queues) for other in comparison.others]
        kept, _ = fitting(said, box)
        if kept == said:
            break
    return said


def _said(comparison: Compared, other: Study, queues: int) -> str:
    """What one scenario changes at the center: service and cost, as far as it is shown."""
    parts = []
    for metric in (judged_metric(comparison), "cost"):
        one = comparison.of_center(other, metric)
        if one is not None and not one.baseline == one.value == 0:
            words = difference_words(one, METRICS[metric].unit, comparison.currency)
            parts.append(f"{METRIC_WORDS[metric]}: {words}")
    said = f"{other.scenario.variant} against {comparison.base}: {'; '.join(parts)}."
    by_queue = _queues_said(comparison, other, queues)
    return f"{said} {by_queue}" if by_queue else said


def _queues_said(comparison: Compared, other: Study, most: int) -> str:
    """The queues that change beyond chance, largest change first; empty with one queue."""
    metric = judged_metric(comparison)
    found = comparison.found[other.scenario.variant]
    queues = comparison.baseline.model.labels.queues
    if len(queues) < 2 or not most:
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
        for queue, one in changes[:most]
    ]
    more = len(changes) - len(named)
    rest = f", and {counted(more, 'more queue')}" if more else ""
    return f"By queue: {', '.join(named)}{rest}."


def changes_slide(deck: Presentation, comparison: Compared) -> None:
    """What each scenario changes of the baseline's assumptions, and how figures came about."""
    base = comparison.baseline
    reader = Reader(base)
    slide = new_slide(deck, method_title(base.replications),
                      source_words(base, formulas_of(reader)))  # fmt: skip
    box = Box(BODY.left, BODY.top, BODY.width, CHANGES_HEIGHT)
    found = changes(base.scenario, [other.scenario for other in comparison.others])
    header = ("scenario", "assumption", comparison.base, "instead")
    rows = gathered_changes(found, rows_that_fit(box) - 1)
    used = add_table(slide, box, header, rows, flush_left=4)
    said = method_sentences(base, formulas_of(reader))
    said.insert(0, "The scenarios have the same customers, replication by replication, so that "
                "differences are paired.")  # fmt: skip
    add_text(slide, Box(BODY.left, BODY.top + used + 0.2, BODY.width, BODY.height - used - 0.2),
             said, sizes=(16, 14, 12))  # fmt: skip
