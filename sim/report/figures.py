"""Figures of a study: contacts and staff over the day, service level, waits, occupancy.

Every axis has a label with its unit; every figure says which scenario, how many replications and
what its band means. Ratios are drawn only where they are available.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.service_level import RESPONSE
from sim.report.colouring import group_looks, queue_looks
from sim.report.frame import Picture, blank_figure, count_words, head, legend, means, short_name
from sim.report.reading import TICKS_PER_SECOND, Band, Floats, Reader
from sim.report.style import (
    ANSWERED,
    FLOWED_OUT,
    INK,
    LEFT,
    LOST_MESSAGES,
    MUTED,
    PALETTE,
    TARGET,
    UNREACHED,
)
from sim.report.targets import IN_WORDS, target_of
from sim.report.time_axis import time_axis_of
from sim.report.wording import percent, threshold

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OUTCOMES = {
    "answered": ANSWERED,
    "abandoned": LEFT,
    "flowed_out": FLOWED_OUT,
    "unreached": UNREACHED,
    "waiting": MUTED,
    "expired": LOST_MESSAGES,
}
BAR_WIDTHS = [step * 10.0**power for power in range(-1, 7) for step in (1, 2, 5)]  # seconds
SEEN = 0.0005  # a share under this cannot be seen
FEW = 60  # points on a line are marked up to so many
REQUIRED = PALETTE[2]  # the colour of Erlang A beside the least staff, too


def figures(
    reader: Reader, queues: Sequence[str], groups: Sequence[str], required: Mapping[str, Floats]
) -> list[Picture]:
    """All figures of a report, for these queues and groups; `required` as contacts_and_staff."""
    found = [contacts_and_staff(reader, "center", "center", required)] if len(queues) > 1 else []
    found += [contacts_and_staff(reader, "queue", queue, required) for queue in queues]
    service = [service_level(reader, queue) for queue in queues]
    spread = [waits(reader, queue) for queue in queues]
    more = (*service, *spread, occupancy(reader, groups))
    return found + [picture for picture in more if picture is not None]


def contacts_and_staff(
    reader: Reader, level: str, name: str, required: Mapping[str, Floats]
) -> Picture:
    """Offered, answered and abandoned by interval, above the agents planned for them.

    `required`: seats by group and interval, as of `required_by_erlang`; the line is the sum of the
    groups that are drawn, and says how many of them have a need where not all do.
    """
    shown = "All queues" if level == "center" else short_name(name)
    figure = blank_figure(4.4)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1.4])
    edges = days_of(reader)
    slot = _slot_name(reader)
    offered, answered, abandoned = (
        reader.by_interval(level, name, metric) for metric in ("offered", "answered", "abandoned")
    )
    if offered is not None:
        above.stairs(offered.mean, edges, fill=True, color="#CBD2D9", label="offered")
    if answered is not None:
        above.stairs(answered.mean, edges, color=ANSWERED, linewidth=2, label="answered")
    if abandoned is not None:
        above.stairs(abandoned.mean, edges, color=LEFT, linewidth=1.5, label="abandoned")
    above.set_ylabel(f"contacts per {slot}")
    _whole_ticks(above)
    head(above, reader, f"{shown}: contacts and staff per {slot}", means(reader))
    groups = _groups(reader, level, name)
    planned, present = _staff(reader, groups)
    need, needing = _needed(groups, required)
    below.stairs(present, edges, fill=True, color="#BFD9EA", label="agents present")
    below.stairs(planned, edges, color=INK, linewidth=1.2, label="agents planned")
    if needing:
        part = "" if needing == len(groups) else f" ({needing} of {len(groups)} groups)"
        below.stairs(need, edges, color=REQUIRED, linestyle="--", linewidth=1.6, baseline=None,
                     label=f"required, Erlang A{part}")  # fmt: skip
    below.set_ylabel("agents seated")
    legend(figure, above, below)
    _whole_ticks(below)
    time_axis(below, reader)
    text = (
        f"Contacts offered, answered and abandoned per {slot} of {shown}, and the agents "
        "planned to be seated who have the skill."
    )
    if needing:
        text += " Required: the seats that the targets need by Erlang A, each group by itself."
    return Picture(f"contacts-{level}-{name}", text, figure)


def service_level(reader: Reader, queue: str) -> Picture | None:
    """Service level by interval with its 95 % band, beside the target; None without a target."""
    band = reader.by_interval("queue", queue, "service_level")
    target = target_of(reader.study.model, queue)
    if band is None or target is None or target.within is None:
        return None
    figure = blank_figure(3.5)
    axes = figure.subplots()
    colour, dashes = _queue_colours(reader)[queue]
    _line(axes, reader, band, colour, dashes, "service level")
    if target.answered is not None:
        axes.axhline(target.answered, color=TARGET, linestyle="--", linewidth=1.2, label="target")
    percent_axis(axes)
    within = target.within_words
    axes.set_ylabel(f"service level {target.formula} (%)")
    time_axis(axes, reader)
    legend(figure, axes)
    title = f"{short_name(queue)}: service level {target.formula} in {within}"
    head(axes, reader, title, _means_with_band(reader))
    counted = "in which they fell due" if target.formula == RESPONSE.id else "of arrival"
    text = (
        f"Service level {target.formula} of {queue}: share {IN_WORDS[target.formula]} answered "
        f"within {within}, by the interval {counted}."
    )
    return Picture(f"service-{queue}", text, figure)


def occupancy(reader: Reader, groups: Sequence[str]) -> Picture | None:
    """Occupancy of every group by interval, with the limits that groups have.

    A limit is one of live occupancy: where a group also does deferred work, that is drawn too.
    """
    bands = {group: reader.by_interval("group", group, "occupancy") for group in groups}
    if not any(bands.values()):
        return None
    figure = blank_figure(3.5)
    axes = figure.subplots()
    labels = reader.study.model.labels.groups
    by_name = group_looks(labels)
    for group, band in bands.items():
        if band is None:
            continue
        colour, dashes = by_name[group]
        _line(axes, reader, band, colour, dashes, short_name(group))
        limit = reader.study.model.judging.max_occupancy[labels.index(group)]
        if np.isfinite(limit):
            of = short_name(group)
            live = reader.by_interval("group", group, "live_occupancy")
            if live is not None and not np.allclose(live.mean, band.mean, equal_nan=True):
                of = f"{of}, live contacts"
                middles = (days_of(reader)[:-1] + days_of(reader)[1:]) / 2
                axes.plot(middles, live.mean, color=colour, linestyle="-.", linewidth=1.2,
                          label=of)  # fmt: skip
            axes.axhline(limit, color=colour, linestyle=":", linewidth=1.4, label=f"limit of {of}")
    percent_axis(axes)
    axes.set_ylabel("occupancy (% of time on duty)")
    time_axis(axes, reader)
    legend(figure, axes)
    head(axes, reader, "Occupancy by agent group", _means_with_band(reader))
    text = "Share of logged-in time in which agents handle contacts, by interval of the clock."
    if np.isfinite(reader.study.model.judging.max_occupancy).any():
        text += " Limits are of the share with a live contact."
    return Picture("occupancy", text, figure)


def waits(reader: Reader, queue: str) -> Picture | None:
    """How long contacts waited, split by answered and abandoned; None where none was offered.

    Bars have the same width; who did not wait stands in the title, for that bar would dwarf the
    rest. The last bar gathers what lies beyond 95 % of those who waited, and says so.
    """
    counted = reader.study.waits
    counted = counted[counted["queue"] == queue]
    columns = counted[list(OUTCOMES)].to_numpy(dtype=np.float64)
    total = columns.sum()
    if total <= 0:
        return None
    low, high = (counted[side].to_numpy(dtype=np.float64) for side in ("from_s", "to_s"))
    waited = high > 0
    shares = columns[waited] / total
    edges, bars = even_bars(low[waited], high[waited], shares)
    figure = blank_figure(3.5)
    axes = figure.subplots()
    bottom = np.zeros(len(bars))
    for (outcome, colour), share in zip(OUTCOMES.items(), bars.T, strict=True):
        if share.sum() > SEEN:
            axes.bar(
                edges[:-1], share, width=np.diff(edges), bottom=bottom, align="edge",
                color=colour, edgecolor="white", linewidth=0.4, label=outcome.replace("_", " "),
            )  # fmt: skip
            bottom = bottom + share
    target = target_of(reader.study.model, queue)
    if target is not None and target.within is not None and target.within < edges[-1]:
        label = f"target time ({threshold(target.within)})"
        axes.axvline(target.within, color=TARGET, linestyle="--", linewidth=1.2, label=label)
    axes.set_xlim(0, edges[-1])
    axes.set_ylim(bottom=0)
    _percent_ticks(axes)
    axes.set_xlabel("wait (s); the last bar: this long or longer")
    axes.set_ylabel(f"share of offered\nper {edges[1] - edges[0]:g} s (%)")
    legend(figure, axes)
    at_once = percent(float(columns[~waited].sum() / total))
    title = f"{short_name(queue)}: waits ({at_once} did not wait)"
    head(axes, reader, title, f"all contacts of {count_words(reader.study.replications)}")
    text = f"Waits of the offered contacts of {queue}; {at_once} did not wait at all."
    return Picture(f"waits-{queue}", text, figure)


def even_bars(low: Floats, high: Floats, shares: Floats) -> tuple[Floats, Floats]:
    """Shares [bin, outcome] of uneven bins put into about 30 even ones.

    A bin is spread evenly over the bars that it covers. Gives the edges and the shares by bar; the
    last bar also has everything beyond it.
    """
    whole = np.cumsum(shares.sum(axis=1))
    reached = int(np.searchsorted(whole, 0.95 * whole[-1])) if whole[-1] > 0 else 0
    longest = float(high[reached]) if np.isfinite(high[reached]) else float(low[reached]) * 1.25
    width = next(width for width in BAR_WIDTHS if longest / width <= 30)
    bars = max(5, int(np.ceil(longest / width)))
    edges: Floats = np.arange(bars + 1, dtype=np.float64) * width
    below = np.vstack([np.zeros(shares.shape[1]), np.cumsum(shares, axis=0)])
    ends = np.concatenate([low[:1], np.where(np.isfinite(high), high, low * 2 + 1)])
    at_edges = np.stack([np.interp(edges, ends, column) for column in below.T], axis=1)
    at_edges[-1] = below[-1]
    return edges, np.asarray(np.diff(at_edges, axis=0), dtype=np.float64)


def _groups(reader: Reader, level: str, name: str) -> list[str]:
    """The groups with the skill, or all groups."""
    model = reader.study.model
    if level != "queue":
        return list(model.labels.groups)
    skilled = model.skills.rank[:, model.labels.queues.index(name)] > 0
    return [model.labels.groups[group] for group in np.flatnonzero(skilled)]


def _staff(reader: Reader, groups: Sequence[str]) -> tuple[Floats, Floats]:
    """Agents planned and present in these groups by interval."""
    model = reader.study.model
    rows = [model.labels.groups.index(group) for group in groups]
    planned = np.asarray(model.judging.planned, dtype=np.float64)[rows].sum(axis=0)
    present: Floats = np.zeros(reader.intervals)
    for group in groups:
        band = reader.by_interval("group", group, "staffed")
        if band is not None:
            present = present + np.nan_to_num(band.mean)
    return np.asarray(planned), present


def _needed(groups: Sequence[str], required: Mapping[str, Floats]) -> tuple[Floats, int]:
    """Seats that these groups need together by interval, and how many of them have a need."""
    needs = [required[group] for group in groups if group in required]
    needs = [need for need in needs if np.isfinite(need).any()]
    return np.asarray(np.sum(needs, axis=0), dtype=np.float64), len(needs)


def _line(axes: Axes, reader: Reader, band: Band, colour: str, dashes: str, label: str) -> None:
    edges = days_of(reader)
    middles = (edges[:-1] + edges[1:]) / 2
    marker = "o" if len(middles) <= FEW else ""
    axes.plot(
        middles, band.mean, color=colour, linestyle=dashes, marker=marker, markersize=3.5,
        label=label,
    )  # fmt: skip
    if band.has_interval:
        axes.fill_between(middles, band.low, band.high, color=colour, alpha=0.18, linewidth=0)


def days_of(reader: Reader) -> Floats:
    """The edges of the intervals as matplotlib counts time: in days."""
    from matplotlib.dates import date2num

    return np.asarray(date2num(reader.instants()), dtype=np.float64)


def _means_with_band(reader: Reader) -> str:
    """What the lines and their bands are."""
    if reader.study.replications == 1:
        return "one replication, hence no interval"
    return f"{means(reader)} with its 95 % interval"


def time_axis(axes: Axes, reader: Reader) -> None:
    """The reported period, from edge to edge."""
    instants = reader.instants()
    time_axis_of(axes, instants[0], instants[-1])


def _whole_ticks(axes: Axes) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))


def percent_axis(axes: Axes) -> None:
    """Shares from 0 to 100 %, with the sign."""
    axes.set_ylim(0, 1.03)
    _percent_ticks(axes)


def _percent_ticks(axes: Axes) -> None:
    from matplotlib.ticker import PercentFormatter

    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=None, symbol=" %"))


def _queue_colours(reader: Reader) -> dict[str, tuple[str, str]]:
    labels = reader.study.model.labels
    return queue_looks(labels.queues, labels.channels)


def _slot_name(reader: Reader) -> str:
    seconds = reader.study.model.clock.interval / TICKS_PER_SECOND
    return threshold(seconds) if seconds < 7200 else f"{seconds / 3600:g} h"
