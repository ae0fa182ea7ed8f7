"""Tables with one row a queue and one metric a column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.report import wording
from sim.report.reading import Reader
from sim.report.table import Table
from sim.report.wording import Estimate


@dataclass(frozen=True)
class Column:
    """A metric under a title, put into words by `words`."""

    title: str
    metric: str
    words: Callable[[Estimate | None], str]


def queues_table(
    reader: Reader, title: str, first: str, queues: Sequence[str], columns: Sequence[Column],
    note: str,
) -> Table | None:  # fmt: skip
    """The figures of these queues; None where there is none of them."""
    if not queues:
        return None
    rows = tuple(
        (queue, *(one.words(reader.whole("queue", queue, one.metric)) for one in columns))
        for queue in queues
    )
    titles = (first, *(column.title for column in columns))
    return Table(title, titles, rows, text_columns=frozenset({first}), note=note)


def count(estimate: Estimate | None) -> str:
    """A mean number: `120`."""
    return wording.count(None if estimate is None else estimate.mean)


def duration(estimate: Estimate | None) -> str:
    """A mean time: `3 min 20 s`."""
    return wording.duration(None if estimate is None else estimate.mean)


def factor(estimate: Estimate | None) -> str:
    """A mean with two decimals: `0.85`."""
    return wording.NOT_AVAILABLE if estimate is None else f"{estimate.mean:.2f}"
