"""The slide of the day: service level of the queue that its title names, contacts and agents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.metrics.bins import bins_of
from sim.metrics.cells import divide
from sim.report.reading import Floats, Reader
from sim.report.slides_chart import Axes, Series, add_chart
from sim.report.slides_frame import BODY, Box, new_slide, source_words
from sim.report.slides_study import (
    HALF,
    LEFT_HALF,
    PERCENT,
    RIGHT_HALF,
    chart_title,
    formulas_of,
    means_title,
    several_means_title,
)
from sim.report.slides_titles import CENTER, day_queue, day_title
from sim.report.style import ANSWERED, INK, PALETTE
from sim.report.targets import target_of
from sim.report.wording import percent, threshold

if TYPE_CHECKING:
    from pptx.presentation import Presentation

OFFERED: Final = "#9AA5B1"
ALL: Final = -1  # the column of the center in a tally


@dataclass(frozen=True, eq=False)
class Shape:
    """Figures of a queue (or of all) by interval, or by clock time of a period of several days."""

    times: list[str]
    offered: Floats
    answered: Floats
    present: Floats
    level: Floats
    days: int  # over which the figures are means


def day_shape(reader: Reader, queue: str | None = None) -> Shape:
    """By interval of a single day; of several days, the mean day, with sums over sums.

    `present`: agents of the groups with the skill; of all groups where no queue is named.
    """
    names = [f"{start:%H:%M}" for start in reader.instants()[:-1]]
    if len(set(names)) == len(names):
        return _single_day(reader, queue, names)
    return _mean_day(reader, queue, names)


def _single_day(reader: Reader, queue: str | None, names: list[str]) -> Shape:
    where = CENTER if queue is None else ("queue", queue)
    labels = reader.study.model.labels
    offered, answered, level = (
        _means(reader, *where, metric) for metric in ("offered", "answered", "service_level")
    )
    groups = [_means(reader, "group", labels.groups[number], "staffed")
              for number in _skilled(reader, queue)]  # fmt: skip
    present = np.asarray(np.nan_to_num(groups).sum(axis=0), dtype=np.float64)
    return Shape(names, offered, answered, present, level, days=1)


def _mean_day(reader: Reader, queue: str | None, names: list[str]) -> Shape:
    model = reader.study.model
    column = ALL if queue is None else model.labels.queues.index(queue)
    groups = _skilled(reader, queue)
    times = sorted(set(names))
    of = np.array([times.index(name) for name in names])
    days = len(bins_of(model.clock).days)
    tallies = reader.study.tallies

    def by_time(cells: Sequence[Floats]) -> Floats:
        found = np.bincount(of, weights=np.sum(cells, axis=0), minlength=len(times))
        return found.astype(np.float64)

    def contacts(name: str) -> Floats:
        return by_time([tally.interval.contacts[name][:, column] for tally in tallies])

    on_duty = [tally.interval.agents["logged_in_s"][:, groups].sum(axis=1) for tally in tallies]
    length = [tally.interval.agents["length_s"][:, ALL] for tally in tallies]
    each = days * len(tallies)
    return Shape(
        times,
        contacts("offered") / each,
        contacts("answered") / each,
        divide(by_time(on_duty), by_time(length)),
        divide(contacts("service_met"), contacts("service_judged")),
        days,
    )


def _means(reader: Reader, level: str, name: str, metric: str) -> Floats:
    band = reader.by_interval(level, name, metric)
    return np.full(reader.intervals, np.nan) if band is None else band.mean


def _skilled(reader: Reader, queue: str | None) -> list[int]:
    """The groups that serve a queue, or all."""
    model = reader.study.model
    if queue is None:
        return list(range(len(model.labels.groups)))
    skilled = model.skills.rank[:, model.labels.queues.index(queue)] > 0
    return [int(group) for group in np.flatnonzero(skilled)]


def day_slide(deck: Presentation, readers: Sequence[Reader], names: Sequence[str]) -> None:
    """The queue that the title names: service level of all scenarios beside its target, contacts
    of the first, agents of all. Same times for all.
    """
    first = readers[0]
    queue = day_queue(first)
    shapes = [day_shape(reader, queue) for reader in readers]
    title = day_title(first, names[0] if len(names) > 1 else None)
    slide = new_slide(deck, title, source_words(first.study, formulas_of(first)))
    height = (BODY.height - 0.1) / 2
    upper = Box(RIGHT_HALF.left, BODY.top, HALF, height)
    lower = Box(RIGHT_HALF.left, BODY.top + height + 0.1, HALF, height)
    colours = [PALETTE[number % len(PALETTE)] for number in range(len(names))]
    pairs = list(zip(names, shapes, colours, strict=True))
    titled = several_means_title if len(names) > 1 else means_title
    day = "" if shapes[0].days == 1 else f", mean of {shapes[0].days} days"
    has_level = queue is not None and any(np.isfinite(one.level).any() for one in shapes)
    if has_level and queue is not None:
        words, wanted = _target_line(first, queue, len(shapes[0].times))
        level = [Series(name, one.level.tolist(), colour, *_band(reader, queue, one, len(names)))
                 for reader, (name, one, colour) in zip(readers, pairs, strict=True)]  # fmt: skip
        with_band = chart_title if level[0].low else titled
        add_chart(slide, LEFT_HALF, "line", with_band(first, f"{queue}: {words}{day}"),
                  shapes[0].times, [*level, *wanted],
                  Axes("time of day", "answered in time (%)", PERCENT, most=1.0))  # fmt: skip
    who = "All queues" if queue is None else queue
    slot = threshold(first.study.model.clock.interval / 1000)
    add_chart(
        slide, upper if has_level else LEFT_HALF, "line",
        means_title(first, f"{who}: contacts{day}"), shapes[0].times,
        [Series("offered", shapes[0].offered.tolist(), OFFERED),
         Series("answered", shapes[0].answered.tolist(), ANSWERED)],
        Axes("time of day", f"contacts in {slot}"),
    )  # fmt: skip
    present = [Series(name, one.present.tolist(), colour) for name, one, colour in pairs]
    add_chart(
        slide, lower if has_level else RIGHT_HALF, "line",
        titled(first, f"{who}: agents present with the skill{day}" if queue else
               f"Agents present{day}"),
        shapes[0].times, present, Axes("time of day", "agents"), legend=not has_level,
    )  # fmt: skip


def _band(
    reader: Reader, queue: str, shape: Shape, scenarios: int
) -> tuple[Sequence[float], Sequence[float]]:
    """The interval of every mean, low and high; of one scenario on one day, for more would hide
    the lines.
    """
    band = reader.by_interval("queue", queue, "service_level")
    if scenarios > 1 or shape.days > 1 or band is None or not band.has_interval:
        return (), ()
    return band.low.tolist(), band.high.tolist()


def _target_line(reader: Reader, queue: str, times: int) -> tuple[str, list[Series]]:
    """What the service level is called, and the target as a dashed line."""
    target = target_of(reader.study.model, queue)
    assert target is not None and target.within is not None
    words = f"service level {target.formula} in {target.within_words}"
    if target.answered is None:
        return words, []
    name = f"target {percent(target.answered, 0)}"
    return words, [Series(name, [target.answered] * times, INK, dashed=True)]
