"""Simulated beside recorded, per half hour, with bias and error and two yardsticks.

The simulated side is the tidy frame of many replications (`by_interval`); the recorded side are the
tables written by the fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import sim
from tools.bank_hotline.desk import CLOSES, GENERAL_CLASS, OPENS, PRIORITY, REGULAR, SLOT, SLOTS

Floats = NDArray[np.float64]

# Metric name, what the page calls it, and its numerator and denominator among the recorded columns.
RATIOS = {
    "service_level": ("answered within 20 s", "answered_within_20s", "offered"),
    "abandon_rate": ("abandoned", "abandoned", "offered"),
    "wait_mean_s": ("mean wait of all (s)", "sum_wait_all_s", "offered"),
    "asa_s": ("mean wait of the answered (s)", "sum_wait_answered_s", "answered"),
}
SHARES = ("service_level", "abandon_rate")
PER_SLOT = ("service_level", "abandon_rate", "wait_mean_s")  # of the table and the picture
BAND = (5.0, 95.0)  # percent of the simulated days


@dataclass(frozen=True)
class Side:
    """Numerators and denominators of one metric: [replication or day, half hour]."""

    numerator: Floats
    denominator: Floats

    def by_slot(self) -> Floats:
        """Ratio of sums over the days, per half hour (nan where nothing was counted)."""
        return _ratio(self.numerator.sum(axis=0), self.denominator.sum(axis=0))

    def of_days(self) -> Floats:
        """Ratio of sums over the half hours, per day."""
        return _ratio(self.numerator.sum(axis=1), self.denominator.sum(axis=1))

    def whole(self) -> float:
        """Ratio of all sums."""
        return float(self.numerator.sum() / self.denominator.sum())


@dataclass(frozen=True)
class Error:
    """Difference to the recorded half hours, weighted by their contacts.

    `bias` is the mean difference, `absolute` the mean of its absolute value.
    """

    bias: float
    absolute: float


def by_interval(study: sim.Study) -> pd.DataFrame:
    """The metrics compared, of every replication and interval (columns as `Study.frame`)."""
    wanted = {*RATIOS, "occupancy"}
    frames = []
    for number in range(study.replications):
        one = study.replication_frame(number)
        frames.append(one[one["metric"].isin(wanted) & (one["interval"] >= 0)])
    return pd.concat(frames, ignore_index=True)


def simulated(frame: pd.DataFrame, name: str, metric: str) -> Side:
    """One metric of the center or of a class; a class of two queues adds their sums."""
    level = "center" if name == "center" else "queue"
    names = [REGULAR, PRIORITY] if name == GENERAL_CLASS else [name]
    own = frame[
        (frame["level"] == level)
        & frame["name"].isin(names)
        & (frame["metric"] == metric)
        & (frame["interval"] >= 0)
    ]
    parts = [
        own.pivot_table(index="replication", columns="interval", values=part, aggfunc="sum")
        for part in ("numerator", "denominator")
    ]
    return Side(*[part.to_numpy(dtype=np.float64) for part in parts])


def recorded(table: pd.DataFrame, name: str, metric: str) -> Side:
    """One metric of the center or a class from a recorded table, a row a day."""
    _, numerator, denominator = RATIOS[metric]
    own = table[table["queue"] == name]
    parts = [
        own[part].to_numpy(dtype=np.float64).reshape(-1, SLOTS) for part in (numerator, denominator)
    ]
    return Side(*parts)


def error(guess: Floats, truth: Side) -> Error:
    """Error of a guess per half hour; half hours without contacts on either side do not count."""
    actual = truth.by_slot()
    weight = truth.denominator.sum(axis=0)
    counted = (weight > 0) & ~np.isnan(guess)
    difference = guess[counted] - actual[counted]
    share = weight[counted] / weight[counted].sum()
    return Error(float(share @ difference), float(share @ np.abs(difference)))


def chance_alone(side: Side) -> float:
    """Mean absolute error the simulated mean would have if a simulated day were the truth."""
    mean = side.by_slot()
    return float(
        np.mean(
            [
                error(mean, Side(side.numerator[[day]], side.denominator[[day]])).absolute
                for day in range(len(side.numerator))
            ]
        )
    )


def share_inside(side: Side, truth: Side) -> tuple[int, int]:
    """Recorded half hours inside the band of simulated days, and half hours that count."""
    days = _ratio(side.numerator, side.denominator)
    low, high = np.nanpercentile(days, BAND, axis=0)
    actual = truth.by_slot()
    counted = ~np.isnan(actual)
    inside = (actual >= low) & (actual <= high)
    return int(inside[counted].sum()), int(counted.sum())


def day_lines(
    frame: pd.DataFrame, truth: pd.DataFrame, neighbours: pd.DataFrame
) -> list[list[str]]:
    """Rows figure, simulated, band of days, recorded, difference, neighbours: the whole day."""
    lines = [_offered_line(frame, truth, neighbours)]
    for metric, (title, _, _) in RATIOS.items():
        side = simulated(frame, "center", metric)
        actual = recorded(truth, "center", metric).whole()
        lines.append(
            [
                title,
                show(metric, side.whole()),
                _band(metric, side.of_days()),
                show(metric, actual),
                show_difference(metric, side.whole() - actual),
                _range(metric, recorded(neighbours, "center", metric).of_days()),
            ]
        )
    return [*lines, _busy_line(frame, truth, neighbours)]


def _offered_line(frame: pd.DataFrame, truth: pd.DataFrame, neighbours: pd.DataFrame) -> list[str]:
    metric = "abandon_rate"  # its denominator is what was offered
    days = simulated(frame, "center", metric).denominator.sum(axis=1)
    actual = recorded(truth, "center", metric).denominator.sum()
    around = recorded(neighbours, "center", metric).denominator.sum(axis=1)
    return _count_line("offered", days, float(actual), around)


def _busy_line(frame: pd.DataFrame, truth: pd.DataFrame, neighbours: pd.DataFrame) -> list[str]:
    """Agent-hours with a customer: what the record can say of occupancy."""
    days = simulated(frame, "center", "occupancy").numerator.sum(axis=1) / 3600
    actual = truth.loc[truth["queue"] == "center", "busy_s"].sum() / 3600
    around = neighbours["busy_s"].to_numpy(dtype=np.float64).reshape(-1, SLOTS).sum(axis=1) / 3600
    return _count_line("busy agents (hours)", days, float(actual), around)


def _count_line(title: str, days: Floats, actual: float, around: Floats) -> list[str]:
    mean = float(days.mean())
    return [
        title,
        show("", mean),
        _band("", days),
        show("", actual),
        show_difference("", mean - actual),
        _range("", around),
    ]


def _band(metric: str, days: Floats) -> str:
    low, high = np.percentile(days, BAND)
    return f"{show(metric, low)} to {show(metric, high)}"


def _range(metric: str, days: Floats) -> str:
    return f"{show(metric, days.min())} to {show(metric, days.max())}"


def class_lines(frame: pd.DataFrame, truth: pd.DataFrame, names: list[str]) -> list[list[str]]:
    """Rows class, offered, then simulated and recorded of each metric."""
    lines = []
    for name in names:
        offered = truth.loc[truth["queue"] == name, "offered"].sum()
        line = [name, f"{offered}"]
        for metric in PER_SLOT:
            line.append(show(metric, simulated(frame, name, metric).whole()))
            line.append(show(metric, recorded(truth, name, metric).whole()))
        lines.append(line)
    return lines


def error_lines(
    frame: pd.DataFrame, truth: pd.DataFrame, neighbours: pd.DataFrame
) -> list[list[str]]:
    """Rows metric, bias, error, chance alone, neighbours' mean, half hours inside the band."""
    lines = []
    for metric in PER_SLOT:
        side = simulated(frame, "center", metric)
        actual = recorded(truth, "center", metric)
        own = error(side.by_slot(), actual)
        naive = error(recorded(neighbours, "center", metric).by_slot(), actual)
        inside, counted = share_inside(side, actual)
        lines.append(
            [
                RATIOS[metric][0],
                show_difference(metric, own.bias),
                show_error(metric, own.absolute),
                show_error(metric, chance_alone(side)),
                show_error(metric, naive.absolute),
                f"{inside} of {counted}",
            ]
        )
    return lines


def slot_lines(frame: pd.DataFrame, truth: pd.DataFrame, labels: list[str]) -> list[list[str]]:
    """Rows half hour, offered, then simulated and recorded of each metric."""
    offered = truth.loc[truth["queue"] == "center", "offered"].to_numpy()
    sides = [
        (
            metric,
            simulated(frame, "center", metric).by_slot(),
            recorded(truth, "center", metric).by_slot(),
        )
        for metric in PER_SLOT
    ]
    lines = []
    for slot, label in enumerate(labels):
        line = [label, f"{offered[slot]}"]
        for metric, guess, actual in sides:
            line += [show(metric, guess[slot]), show(metric, actual[slot])]
        lines.append(line)
    return lines


def show(metric: str, value: float) -> str:
    """A figure as the page prints it: shares in percent, waits in seconds."""
    if np.isnan(value):
        return "-"
    return f"{100 * value:.1f} %" if metric in SHARES else f"{value:.0f}"


def show_difference(metric: str, value: float) -> str:
    """A difference, with its sign: shares in percentage points."""
    if metric in SHARES:
        return f"{100 * value:+.1f} points"
    return "0" if abs(value) < 0.5 else f"{value:+.0f}"


def show_error(metric: str, value: float) -> str:
    """A mean absolute difference: shares in percentage points."""
    return f"{100 * value:.1f} points" if metric in SHARES else show(metric, value)


def draw(frame: pd.DataFrame, truth: pd.DataFrame, path: Path) -> None:
    """Three panels over the day: simulated mean with the band of days, recorded as points."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(len(PER_SLOT), 1, figsize=(9, 8.5), sharex=True)
    edges = (OPENS + np.arange(SLOTS + 1) * SLOT) / 3600
    for axis, metric in zip(axes, PER_SLOT, strict=True):
        scale = 100.0 if metric in SHARES else 1.0
        side = simulated(frame, "center", metric)
        days = _ratio(side.numerator, side.denominator)
        low, high = np.nanpercentile(days, BAND, axis=0)
        axis.stairs(
            scale * high,
            edges,
            baseline=scale * low,
            fill=True,
            color="#c9dcee",
            label="simulated: 90 % of days",
        )
        axis.stairs(
            scale * side.by_slot(),
            edges,
            baseline=None,
            color="#1f5f99",
            linewidth=2,
            label="simulated: mean",
        )
        actual = recorded(truth, "center", metric).by_slot()
        axis.plot(
            (edges[1:] + edges[:-1]) / 2,
            scale * actual,
            "o",
            color="#b5401b",
            markersize=5,
            clip_on=False,
            zorder=3,
            label="recorded, 19 January 1999",
        )
        title = RATIOS[metric][0]
        axis.set_title(f"{title} (%)" if metric in SHARES else title, loc="left", fontsize=10)
        axis.set_ylim(bottom=0, top=101 if metric == "service_level" else None)
        axis.grid(axis="y", color="#e4e4e4")
        axis.set_axisbelow(True)
        axis.spines[["top", "right"]].set_visible(False)
    hours = range(OPENS // 3600, CLOSES // 3600 + 1)
    axes[-1].set_xticks(list(hours), [f"{hour}" for hour in hours])
    axes[-1].set_xlim(edges[0], edges[-1])
    axes[-1].set_xlabel("hour of arrival")
    handles, names = axes[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="upper right", ncols=3, fontsize=9, frameon=False)
    figure.tight_layout(rect=(0, 0, 1, 0.965))
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(figure)


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    result = np.full(numerator.shape, np.nan)
    np.divide(numerator, denominator, out=result, where=denominator > 0)
    return result
