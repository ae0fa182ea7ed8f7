"""Demand by origin: what part of the attempts of each queue earlier attempts have caused."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.metrics.origins import Origin
from sim.report.frame import Picture, blank_figure, head, legend, means, short_name
from sim.report.journeys import ORIGIN_WORDS
from sim.report.reading import Reader
from sim.report.style import FIRST_ATTEMPTS, PALETTE

HATCHES = ("", "///")  # with more origins than colours
ROW = 0.42  # inches


def demand_by_origin(reader: Reader, queues: Sequence[str]) -> Picture | None:
    """Stacked bars, one a queue with attempts; None where no attempt has caused another."""
    counts = np.array(
        [[_count(reader, queue, origin) for origin in Origin] for queue in queues]
    ).reshape(len(queues), len(Origin))
    kept = np.flatnonzero(counts.sum(axis=1) > 0)
    counts, names = counts[kept], [queues[number] for number in kept.tolist()]
    if not counts[:, Origin.FIRST + 1 :].any():
        return None
    figure = blank_figure(1.7 + ROW * len(names))
    axes = figure.subplots()
    begin = np.zeros(len(names))
    places = np.arange(len(names))
    for origin in Origin:
        if not counts[:, origin].any():
            continue
        colour, hatch = _look(origin)
        axes.barh(
            places, counts[:, origin], left=begin, height=0.62, color=colour, hatch=hatch,
            edgecolor="white", linewidth=0.4, label=ORIGIN_WORDS[origin],
        )  # fmt: skip
        begin = begin + counts[:, origin]
    axes.set_yticks(places, [short_name(name) for name in names])
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.set_ylabel("queue")
    axes.set_xlabel("attempts in the reported period")
    axes.set_xlim(left=0)
    legend(figure, axes)
    head(axes, reader, "Demand by origin", means(reader))
    whole, first = counts.sum(), counts[:, Origin.FIRST].sum()
    text = (
        f"Attempts of each queue by origin; {first:,.0f} of {whole:,.0f} are first attempts of "
        "customers where they would come anyway."
    )
    return Picture("demand-by-origin", text, figure)


def _count(reader: Reader, queue: str, origin: Origin) -> float:
    return reader.mean("queue", queue, f"origin_{origin.name.lower()}") or 0.0


def _look(origin: Origin) -> tuple[str, str]:
    """The same colour for an origin in every report."""
    if origin is Origin.FIRST:
        return FIRST_ATTEMPTS, ""
    place = origin - 1
    return PALETTE[place % len(PALETTE)], HATCHES[place // len(PALETTE)]
