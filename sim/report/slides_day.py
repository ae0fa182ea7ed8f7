"""The slide of the day: contacts, agents present and service level by time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.bins import bins_of
from sim.metrics.cells import divide
from sim.report.reading import Band, Floats, Reader
from sim.report.slides_chart import Axes, Series, add_chart
from sim.report.slides_frame import BODY, Box, new_slide, source_words
from sim.report.slides_study import (
    HALF,
    LEFT_HALF,
    PERCENT,
    RIGHT_HALF,
    chart_title,
    formulas_of,
)
from sim.report.slides_titles import CENTER, day_title
from sim.report.style import ANSWERED, PALETTE
from sim.report.wording import counted

if TYPE_CHECKING:
    from pptx.presentation import Presentation

OFFERED = "#9AA5B1"


@dataclass(frozen=True, eq=False)
class Shape:
    """Figures of the center by interval, or by clock time where the period has several days."""

    times: list[str]
    offered: Floats
    answered: Floats
    present: Floats
    level: Floats
    days: int  # over which the figures are means


def day_shape(reader: Reader) -> Shape:
    """By interval of a single day; of several days, the mean day, with sums over sums."""
    clock = reader.study.model.clock
    bins = bins_of(clock)
    names = [f"{start:%H:%M}" for start in reader.instants()[:-1]]
    if len(set(names)) == len(names):
        offered, answered, present, level = (
            _means(reader, metric) for metric in ("offered", "answered", "staffed", "service_level")
        )
        return Shape(names, offered, answered, present, level, days=1)
    times = sorted(set(names))
    of = np.array([times.index(name) for name in names])
    days = len(bins.days)
    replications = len(reader.study.tallies)

    def total(kind: str, column: str) -> Floats:
        cells = [getattr(one.interval, kind)[column][:, -1] for one in reader.study.tallies]
        found = np.bincount(of, weights=np.sum(cells, axis=0), minlength=len(times))
        return found.astype(np.float64)

    each = days * replications
    return Shape(
        times,
        total("contacts", "offered") / each,
        total("contacts", "answered") / each,
        divide(total("agents", "logged_in_s"), total("agents", "length_s")),
        divide(total("contacts", "service_met"), total("contacts", "service_judged")),
        days,
    )


def _means(reader: Reader, metric: str) -> Floats:
    band: Band | None = reader.by_interval(*CENTER, metric)
    return np.full(reader.intervals, np.nan) if band is None else band.mean


def day_slide(deck: Presentation, readers: Sequence[Reader], names: Sequence[str]) -> None:
    """Contacts of the first scenario; agents and service level of all. Same times for all."""
    first = readers[0]
    study = first.study
    shapes = [day_shape(reader) for reader in readers]
    shape = shapes[0]
    title = day_title(first, names[0] if len(names) > 1 else None)
    slide = new_slide(deck, title, source_words(study, formulas_of(first)))
    what = "Contacts" if shape.days == 1 else f"Contacts, mean of {shape.days} days"
    minutes = study.model.clock.interval / 60_000
    time = "time of day"
    add_chart(
        slide, LEFT_HALF, "line", chart_title(first, what), shape.times,
        [Series("offered", shape.offered.tolist(), OFFERED),
         Series("answered", shape.answered.tolist(), ANSWERED)],
        Axes(time, f"contacts in {minutes:g} min"),
    )  # fmt: skip
    height = (BODY.height - 0.1) / 2
    upper = Box(RIGHT_HALF.left, BODY.top, HALF, height)
    lower = Box(RIGHT_HALF.left, BODY.top + height + 0.1, HALF, height)
    colours = [PALETTE[number % len(PALETTE)] for number in range(len(names))]
    pairs = list(zip(names, shapes, colours, strict=True))
    present = [Series(name, one.present.tolist(), colour) for name, one, colour in pairs]
    level = [Series(name, one.level.tolist(), colour) for name, one, colour in pairs]
    add_chart(slide, lower, "line",
              _short(names, "Agents present", study.replications), shape.times, present,
              Axes(time, "agents"))  # fmt: skip
    if np.isfinite(shape.level).any():
        words = f"Service level {formulas_of(first)}"
        add_chart(slide, upper, "line",
                  _short(names, words, study.replications), shape.times, level,
                  Axes(time, "answered in time (%)", PERCENT, most=1.0))  # fmt: skip


def _short(names: Sequence[str], what: str, replications: int) -> str:
    """A title that names the scenario where no legend does."""
    who = f"{names[0]}, " if len(names) == 1 else ""
    return f"{what}\n{who}mean of {counted(replications, 'replication')}"
