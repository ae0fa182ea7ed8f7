"""Flows between queues as bands: on the left where attempts come from, on the right where to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.report.frame import Picture, blank_figure, head, means, short_name
from sim.report.journeys import ORIGIN_WORDS
from sim.report.reading import Reader
from sim.report.style import CHANNELS, INK, MUTED
from sim.report.wording import count
from sim.studies.flows import Flow, flows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEFT, RIGHT, NODE = 0.22, 0.78, 0.012  # of the width
GAP = 0.05  # of the sum of all flows, between two queues
SLOT = 0.06  # of that sum, at least, for a queue and for the label of a band
MOST = 14  # flows drawn, the largest


def flow_picture(reader: Reader) -> Picture | None:
    """Bands from queue to queue, as wide as their attempts; None where nothing flows.

    A band has the colour of the channel it comes from.
    """
    model = reader.study.model
    found = [flow for flow in flows(model, reader.study.flows) if flow.mean > 0]
    shown = sorted(found, key=lambda flow: -flow.mean)[:MOST]
    if not shown:
        return None
    sources, targets = _heights(model.labels.queues, shown)
    figure = blank_figure(max(2.6, 1.4 + 0.34 * len(shown)))
    axes = figure.subplots()
    total = sum(flow.mean for flow in shown)
    left, right = _places(sources, total), _places(targets, total)
    colours = {
        queue: CHANNELS.get(kind, MUTED)
        for queue, kind in zip(model.labels.queues, model.labels.channels, strict=True)
    }
    begun_left, begun_right = dict(left), dict(right)
    order = {queue: place for place, queue in enumerate(model.labels.queues)}
    labelled = -1.0
    for flow in sorted(shown, key=lambda flow: (order[flow.source], order[flow.to])):
        begin = begun_left[flow.source]
        _band(axes, begin, begun_right[flow.to], flow.mean, colours[flow.source])
        labelled = max(begin + flow.mean / 2, labelled + SLOT * total)
        _label(axes, labelled, flow)
        begun_left[flow.source] += flow.mean
        begun_right[flow.to] += flow.mean
    _queues(axes, left, sources, colours, LEFT, "right")
    _queues(axes, right, targets, colours, RIGHT, "left")
    deepest = max(
        labelled + SLOT * total / 2,
        max(left[queue] + sources[queue] for queue in sources),
        max(right[queue] + targets[queue] for queue in targets),
    )
    axes.set_xlim(0, 1)
    axes.set_ylim(deepest * 1.02, -deepest * 0.02)
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xlabel("from queue  →  to queue; width: attempts in the reported period")
    head(axes, reader, "What customers do next", means(reader))
    listed = "; ".join(f"{flow.source} to {flow.to}: {count(flow.mean)}" for flow in shown)
    return Picture("flows", f"Attempts that earlier attempts or channel shift brought: {listed}.",
                   figure)  # fmt: skip


def _heights(
    queues: Sequence[str], shown: Sequence[Flow]
) -> tuple[dict[str, float], dict[str, float]]:
    """What leaves each queue and what comes to it, in the order of the scenario."""
    sources = {q: sum(flow.mean for flow in shown if flow.source == q) for q in queues}
    targets = {q: sum(flow.mean for flow in shown if flow.to == q) for q in queues}
    return (
        {queue: height for queue, height in sources.items() if height > 0},
        {queue: height for queue, height in targets.items() if height > 0},
    )


def _places(heights: dict[str, float], total: float) -> dict[str, float]:
    """Where each queue begins, from the top."""
    places, begin = {}, 0.0
    for queue, height in heights.items():
        places[queue] = begin
        begin += max(height, SLOT * total) + GAP * total
    return places


def _band(axes: Axes, left: float, right: float, width: float, colour: str) -> None:
    """A band with level ends, by two cubic curves."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    start, end, middle = LEFT + NODE, RIGHT - NODE, (LEFT + RIGHT) / 2
    curve = Path.CURVE4
    path = Path(
        [
            (start, left), (middle, left), (middle, right), (end, right),
            (end, right + width), (middle, right + width), (middle, left + width),
            (start, left + width), (start, left),
        ],
        [Path.MOVETO, curve, curve, curve, Path.LINETO, curve, curve, curve, Path.CLOSEPOLY],
    )  # fmt: skip
    axes.add_patch(PathPatch(path, facecolor=colour, alpha=0.35, linewidth=0))


def _label(axes: Axes, at: float, flow: Flow) -> None:
    """Where the band begins; labels keep their distance, so a thin band's may stand a bit lower."""
    text = f"{short_name(flow.name)} ({ORIGIN_WORDS[flow.origin]}): {count(flow.mean)}"
    axes.text(LEFT + 3 * NODE, at, text, ha="left", va="center", fontsize=8, color=INK)


def _queues(
    axes: Axes,
    places: dict[str, float],
    heights: dict[str, float],
    colours: dict[str, str],
    at: float,
    side: str,
) -> None:
    for queue, begin in places.items():
        height = heights[queue]
        axes.bar(at, height, width=2 * NODE, bottom=begin, color=colours[queue])
        away = -2 * NODE if side == "right" else 2 * NODE
        axes.text(
            at + away, begin + height / 2, f"{short_name(queue)}: {count(height)}",
            ha=side, va="center", fontsize=9, color=INK,
        )  # fmt: skip
