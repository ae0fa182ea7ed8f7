"""Recorded against simulated as people read it: a table of verdicts, one of intervals, a figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.catalogue import METRICS
from sim.report import wording
from sim.report.frame import Picture, blank_figure, head, legend, short_name
from sim.report.reading import Reader
from sim.report.style import INK, LEFT
from sim.report.table import Table
from sim.report.wording import NOT_AVAILABLE
from sim.scenario.history import CENTER, COUNTS, History
from sim.studies.history import ASKED, Compared, Ranged

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TITLES = {
    "offered": "offered", "answered": "answered", "abandoned": "abandoned",
    "service_level": "service level", "asa_s": "ASA", "handle_s": "handle time",
}  # fmt: skip
AGREES, BELOW, ABOVE, TOO_MANY, TOO_FEW = (
    "agrees", "too low", "too high", "too many outside", "too few days",
)  # fmt: skip
LISTED = 6  # intervals


def verdict(one: Compared) -> str:
    """What a figure's comparison comes to, in few words."""
    if one.whole_side:
        return BELOW if one.whole_side < 0 else ABOVE
    if not one.judged.any():
        return TOO_FEW
    return TOO_MANY if one.is_too_many else AGREES


def history_table(found: Sequence[Compared], history: History, reader: Reader) -> Table:
    """One row a queue and figure: the whole, how many intervals lie outside, the verdict."""
    rows = tuple(
        (
            _who(one),
            TITLES[one.metric],
            _figure(one.metric, one.whole_recorded),
            _figure(one.metric, float(one.whole.mean[0])),
            _range(one.metric, one.whole, 0),
            f"{one.outside} of {int(one.judged.sum())} ({one.by_chance:.1f})",
            verdict(one),
        )
        for one in found
    )
    columns = ("queue", "figure", "recorded", "simulated", "single days", "outside", "verdict")
    text_columns = frozenset({"queue", "figure", "verdict"})
    return Table("Recorded against simulated", columns, rows, text_columns,
                 _note(found, history, reader))  # fmt: skip


def interval_table(one: Compared, reader: Reader) -> Table:
    """Every interval of one figure: recorded, simulated, and whether it lies outside."""
    rows = tuple(
        (
            reader.interval_name(place),
            _figure(one.metric, float(one.recorded[place])),
            _figure(one.metric, float(one.simulated.mean[place])),
            _range(one.metric, one.simulated, place),
            "below" if one.below[place] else "above" if one.above[place] else "",
        )
        for place in range(reader.intervals)
        if math.isfinite(one.recorded[place]) or one.simulated.mean[place] > 0
    )
    columns = ("interval", "recorded", "simulated", "single days", "outside")
    return Table(f"{_who(one)}: {TITLES[one.metric]}", columns, rows,
                 frozenset({"interval", "outside"}))  # fmt: skip


def sentences(found: Sequence[Compared], reader: Reader) -> list[str]:
    """What does not agree, one sentence a figure; or that all does."""
    said = [_sentence(one, reader) for one in found if verdict(one) not in (AGREES, TOO_FEW)]
    judged = [one for one in found if verdict(one) != TOO_FEW]
    if not judged:
        return ["Too few simulated days to judge by: simulate more of them."]
    if not said:
        outside = sum(one.outside for one in judged)
        chance = sum(one.by_chance for one in judged)
        return [
            f"The record could be one of the simulated days: {outside} intervals lie outside the "
            f"range of single days, {chance:.0f} would by chance."
        ]
    return said


def history_picture(one: Compared, reader: Reader, history: History) -> Picture:
    """Recorded points over the simulated mean and the range of single days."""
    from sim.report.figures import days_of, percent_axis, time_axis

    metric, title = METRICS[one.metric], TITLES[one.metric]
    figure = blank_figure(3.6)
    axes = figure.subplots()
    edges = days_of(reader)
    middles = (edges[:-1] + edges[1:]) / 2
    scale = 1 / 60 if metric.unit == "s" and np.nanmax(_all(one)) >= 600 else 1.0
    axes.fill_between(
        middles, one.simulated.low * scale, one.simulated.high * scale, color="#0072B2",
        alpha=0.18, linewidth=0, label="single simulated days",
    )  # fmt: skip
    axes.plot(middles, one.simulated.mean * scale, color="#0072B2", label="simulated mean")
    outside = one.below | one.above
    axes.plot(middles[~outside], one.recorded[~outside] * scale, "o", color=INK, markersize=4,
              label="recorded")  # fmt: skip
    if outside.any():
        axes.plot(middles[outside], one.recorded[outside] * scale, "D", color=LEFT, markersize=5,
                  label="recorded, outside")  # fmt: skip
    _value_axis(axes, metric.unit, scale, title)
    if metric.unit == "share":
        percent_axis(axes)
    time_axis(axes, reader)
    legend(figure, axes)
    probability = _probability([one])
    source = f"{reader.study.replications} days; band: {probability} of single days"
    head(axes, reader, f"{short_name(_who(one))}: {title}, recorded and simulated", source)
    text = (
        f"{title} of {_who(one)} by interval: what {history.source} recorded, and the mean "
        "and the range of the simulated days."
    )
    return Picture(f"history-{one.name}-{one.metric}", text, figure)


def _value_axis(axes: Axes, unit: str, scale: float, title: str) -> None:
    axes.set_ylim(bottom=0)
    units = {"s": "min" if scale != 1 else "s", "contacts": "contacts", "share": "%"}
    axes.set_ylabel(f"{title} ({units.get(unit, unit)})")


def _all(one: Compared) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.concatenate([[0.0], np.nan_to_num(one.recorded), np.nan_to_num(one.simulated.high)])


def _who(one: Compared) -> str:
    return "all" if one.name == CENTER else one.name


def _sentence(one: Compared, reader: Reader) -> str:
    who, title = _who(one), TITLES[one.metric]
    if one.whole_side:
        side = "below" if one.whole_side < 0 else "above"
        return (
            f"{who}, {title}: recorded {_figure(one.metric, one.whole_recorded)}, {side} what the "
            f"simulated days show ({_figure(one.metric, float(one.whole.mean[0]))} on average, "
            f"single days {_range(one.metric, one.whole, 0)})."
        )
    places = np.flatnonzero(one.below | one.above)
    listed = ", ".join(
        f"{reader.interval_name(int(place))} {'below' if one.below[place] else 'above'}"
        for place in places[:LISTED]
    )
    more = ", ..." if len(places) > LISTED else ""
    return (
        f"{who}, {title}: {one.outside} of {int(one.judged.sum())} intervals lie outside the range "
        f"of single days, {one.by_chance:.1f} would by chance: {listed}{more}."
    )


def _note(found: Sequence[Compared], history: History, reader: Reader) -> str:
    said = (
        f"Recorded in {history.source}. single days: the range that holds {_probability(found)} of "
        f"single simulated days, of {reader.study.replications}; outside: intervals recorded "
        "outside theirs, and in brackets how many would be by chance, were the record one of these "
        "days; too low, too high: the whole period is outside."
    )
    if reader.study.replications < math.ceil(2 / (1 - ASKED)) - 1:
        said += " 39 days or more give the range of 95 %."
    if history.unknown:
        said += f" Not compared, for the scenario has no such queue: {', '.join(history.unknown)}."
    if history.unused:
        said += f" Columns not used: {', '.join(history.unused)}."
    return said


def _probability(found: Sequence[Compared]) -> str:
    known = [one.whole.probability[0] for one in found if np.isfinite(one.whole.probability[0])]
    return f"{100 * min(known):.0f} %" if known else NOT_AVAILABLE


def _range(metric: str, ranged: Ranged, place: int) -> str:
    low, high = float(ranged.low[place]), float(ranged.high[place])
    if not math.isfinite(low):
        return NOT_AVAILABLE
    if metric in COUNTS:
        return f"{wording.count(low)}-{wording.count(high)}"
    if METRICS[metric].unit == "share":
        return f"{wording.percent(low, 0).removesuffix(' %')}-{wording.percent(high, 0)}"
    if round(high) < wording.MINUTES_FROM:
        return f"{low:.0f}-{high:.0f} s"
    return f"{wording.duration(low)} - {wording.duration(high)}"


def _figure(metric: str, value: float) -> str:
    if not math.isfinite(value):
        return NOT_AVAILABLE
    if metric in COUNTS:
        return wording.count(value)
    if METRICS[metric].unit == "share":
        return wording.percent(value)
    return wording.duration(value)
