"""The four classes of a social contact center as a table, with English and Chinese titles."""

from __future__ import annotations

from sim.metrics import METRICS
from sim.metrics.four_classes import CLASS_NAMES, FOUR_CLASSES, Entry
from sim.report import wording
from sim.report.reading import Reader
from sim.report.table import Table
from sim.report.wording import Estimate

COLUMNS = ("class", "metric", "指标", "center")


def summary_table(reader: Reader, level: int) -> Table:
    """The figures of the center at a level of detail: 1 has 4 metrics, 2 has 8, 3 has all."""
    rows = []
    for name, entries in FOUR_CLASSES.items():
        shown = [entry for entry in entries if entry.level <= level]
        titles = [f"{name} {CLASS_NAMES[name]}", *[""] * (len(shown) - 1)]
        rows += [_row(reader, title, entry) for title, entry in zip(titles, shown, strict=True)]
    note = (
        "The whole center. Service level: each queue by the formula of its target, deferred ones "
        "by their response level. Sentiment, followers, satisfaction and publishing are not "
        "simulated."
    )
    texts = frozenset(COLUMNS[:3])
    return Table("Summary in four classes", COLUMNS, tuple(rows), text_columns=texts, note=note)


def _row(reader: Reader, title: str, entry: Entry) -> tuple[str, ...]:
    metric = METRICS[entry.metric]
    estimate = reader.whole("center", "center", entry.metric)
    name = metric.title.split(" (")[0]
    return (title, name, entry.chinese, _figure(reader, metric.unit, estimate))


def _figure(reader: Reader, unit: str, estimate: Estimate | None) -> str:
    if unit == "share":
        return wording.percent_interval(estimate)
    if unit == "s":
        return wording.duration_interval(estimate)
    if unit == "money":
        mean = None if estimate is None else estimate.mean
        return wording.money(mean, reader.study.model.judging.currency)
    return wording.count_interval(estimate)
