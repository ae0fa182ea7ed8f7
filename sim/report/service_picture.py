"""Service level of several queues by interval: one strip a queue, each beside its target."""

from __future__ import annotations

from sim.report.colouring import queue_looks
from sim.report.figures import FEW, days_of, percent_axis, time_axis
from sim.report.frame import Picture, blank_figure, head, legend, means, short_name
from sim.report.reading import Band, Reader
from sim.report.style import INK, TARGET
from sim.report.targets import Target, target_of

MOST = 6  # strips
STRIP, FRAME = 0.95, 1.25  # inches

Strip = tuple[str, Target, Band]


def service_levels(reader: Reader) -> Picture | None:
    """Service level of every queue with a target, as a strip each; None where none has one.

    Of more than `MOST` the ones that are furthest below their target are shown.
    """
    found = _strips(reader)
    if not found:
        return None
    shown = sorted(found, key=lambda one: _above_target(reader, one))[:MOST]
    shown = [one for one in found if one in shown]
    labels = reader.study.model.labels
    looks = queue_looks(labels.queues, labels.channels)
    figure = blank_figure(FRAME + STRIP * len(shown))
    strips = figure.subplots(len(shown), 1, sharex=True, squeeze=False)[:, 0]
    edges = days_of(reader)
    middles = (edges[:-1] + edges[1:]) / 2
    for axes, (queue, target, band) in zip(strips, shown, strict=True):
        colour, _ = looks[queue]  # a strip has one line: no dashes are needed
        marker = "o" if len(middles) <= FEW else ""
        axes.plot(middles, band.mean, color=colour, marker=marker, markersize=3)
        if band.has_interval:
            axes.fill_between(middles, band.low, band.high, color=colour, alpha=0.18, linewidth=0)
        if target.answered is not None:
            axes.axhline(
                target.answered, color=TARGET, linestyle="--", linewidth=1.2, label="target"
            )
        percent_axis(axes)
        axes.set_ylabel("%")
        axes.annotate(
            f"{short_name(queue)}: service level {target.formula} in {target.within_words}",
            xy=(0, 0), xycoords="axes fraction", xytext=(5, 5), textcoords="offset points",
            color=INK, fontsize=8.8,
            bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 1.5},
        )  # fmt: skip
    time_axis(strips[-1], reader)
    targets = [axes for axes, (_, target, _) in zip(strips, shown, strict=True)
               if target.answered is not None]  # fmt: skip
    legend(figure, *targets[:1])
    title = "Service level by queue"
    if len(found) > len(shown):
        title = f"Service level: {len(shown)} of {len(found)} queues, furthest below target"
    replications = reader.study.replications
    band_words = "" if replications == 1 else " with its 95 % interval"
    head(strips[0], reader, title, f"{means(reader)}{band_words}")
    names = ", ".join(queue for queue, _, _ in shown)
    text = f"Service level by the interval of arrival, each beside its target: {names}."
    return Picture("service-levels", text, figure)


def _strips(reader: Reader) -> list[Strip]:
    found = []
    for queue in reader.queues_with_agents():
        target = target_of(reader.study.model, queue)
        band = reader.by_interval("queue", queue, "service_level")
        if target is not None and target.within is not None and band is not None:
            found.append((queue, target, band))
    return found


def _above_target(reader: Reader, strip: Strip) -> float:
    """How far the whole period's figure is above its target; negative where it is below."""
    queue, target, _ = strip
    level = reader.mean("queue", queue, "service_level")
    return (1.0 if level is None else level) - (target.answered or 0.0)
