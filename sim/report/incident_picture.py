"""What an event does to a queue over the day: the same customers with it and without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.report.frame import Picture, blank_figure, head, legend, means, short_name
from sim.report.reading import Band, Floats, Reader
from sim.report.style import LEFT, MUTED, TARGET
from sim.report.targets import target_of
from sim.report.time_axis import date_formatter
from sim.report.wording import threshold

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Shown:
    """A metric by interval: what the title and the axis call it, and its scale on the axis."""

    title: str
    axis: str
    scale: float


SHOWN: Final = MappingProxyType(
    {
        "backlog": Shown("backlog", "contacts waiting at the\nend of the interval", 1.0),
        "offered": Shown("contacts offered", "contacts per interval", 1.0),
        "asa_s": Shown("time to the answer", "minutes, by interval\nof arrival", 60.0),
    }
)
"""What can be drawn."""

WITHOUT_DASHES: Final = (0, (4, 2))


def incident_picture(
    reader: Reader, calm: Reader | None, queue: str, metric: str, events: Sequence[datetime]
) -> Picture | None:
    """A metric of `SHOWN` with the events at these times, and without (`calm`, if there is one).

    None where the queue has no such figure.
    """
    from matplotlib.dates import date2num

    band = reader.by_interval("queue", queue, metric)
    if band is None:
        return None
    shown = SHOWN[metric]
    edges = np.asarray(date2num(reader.instants()), dtype=np.float64)
    figure = blank_figure(3.4)
    axes = figure.subplots()
    with_it = "with the incident" if calm is not None else shown.title
    _line(axes, edges, band, shown, LEFT, "-", with_it)
    before = None if calm is None else calm.by_interval("queue", queue, metric)
    if before is not None:
        _line(axes, edges, before, shown, MUTED, WITHOUT_DASHES, "without it")
    for number, at in enumerate(events):
        axes.axvline(
            float(date2num(at)), color=TARGET, linestyle=":", linewidth=1.2,
            label="it begins" if number == 0 else None,
        )  # fmt: skip
    target = target_of(reader.study.model, queue)
    if shown.scale > 1 and target is not None and target.within is not None:
        axes.axhline(
            target.within / shown.scale, color=TARGET, linestyle="--", linewidth=1.0,
            label=f"target time ({threshold(target.within)})",
        )  # fmt: skip
    axes.set_ylim(bottom=0)
    axes.set_ylabel(shown.axis)
    _clock(axes, reader, edges)
    legend(figure, axes)
    source = means(reader)
    if band.has_interval:
        source += " with its 95 % interval"
    head(axes, reader, f"{short_name(queue)}: {shown.title}", source)
    beside = "" if calm is None else ", with the incident and without it, for the same customers"
    text = f"{shown.title.capitalize()} of {queue} by interval{beside}."
    return Picture(f"incident-{metric}-{queue}", text, figure)


def _line(
    axes: Axes, edges: Floats, band: Band, shown: Shown, colour: str, dashes: object, label: str
) -> None:
    middles = (edges[:-1] + edges[1:]) / 2
    mean, low, high = (side / shown.scale for side in (band.mean, band.low, band.high))
    axes.plot(middles, mean, color=colour, linestyle=dashes, label=label)
    if band.has_interval:
        axes.fill_between(middles, low, high, color=colour, alpha=0.18, linewidth=0)


def _clock(axes: Axes, reader: Reader, edges: Floats) -> None:
    from matplotlib.dates import AutoDateLocator

    axes.set_xlim(float(edges[0]), float(edges[-1]))
    locator = AutoDateLocator(minticks=4, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(date_formatter(locator))
    axes.set_xlabel(f"time of day, from {reader.instants()[0]:%Y-%m-%d}")
