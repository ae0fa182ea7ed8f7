"""Simulated beside recorded, per half hour, with bias and error and two yardsticks.

The simulated side is the tidy frame of many replications (columns level, name, interval, metric,
numerator, denominator, replication); the recorded side are the tables written by the fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tools.bank_hotline.desk import GENERAL_CLASS, PRIORITY, REGULAR, SLOTS

Floats = NDArray[np.float64]

# Metric name, what the page calls it, and its numerator and denominator among the recorded columns.
RATIOS = {
    "service_level": ("answered within 20 s", "answered_within_20s", "offered"),
    "abandon_rate": ("abandoned", "abandoned", "offered"),
    "wait_mean_s": ("mean wait of all (s)", "sum_wait_all_s", "offered"),
    "asa_s": ("mean wait of the answered (s)", "sum_wait_answered_s", "answered"),
}
SHARES = ("service_level", "abandon_rate")
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
    """Difference to the recorded half hours, weighted by contacts offered.

    `bias` is the mean difference, `rmse` the root of the mean square.
    """

    bias: float
    rmse: float


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
    parts = [own[part].to_numpy(dtype=np.float64).reshape(-1, SLOTS)
             for part in (numerator, denominator)]
    return Side(*parts)


def error(guess: Floats, truth: Side) -> Error:
    """Error of a guess per half hour; half hours without contacts on either side do not count."""
    actual = truth.by_slot()
    weight = truth.denominator.sum(axis=0)
    counted = (weight > 0) & ~np.isnan(guess)
    difference = guess[counted] - actual[counted]
    share = weight[counted] / weight[counted].sum()
    return Error(float(share @ difference), float(np.sqrt(share @ difference**2)))


def chance_rmse(side: Side) -> float:
    """Root mean square error the simulated mean would have if a simulated day were the truth."""
    mean = side.by_slot()
    squares = [
        error(mean, Side(side.numerator[[day]], side.denominator[[day]])).rmse ** 2
        for day in range(len(side.numerator))
    ]
    return float(np.sqrt(np.mean(squares)))


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
    """Rows metric, simulated, band of days, recorded, difference, neighbours: the whole day."""
    lines = []
    for metric, (title, _, _) in RATIOS.items():
        side = simulated(frame, "center", metric)
        low, high = np.percentile(side.of_days(), BAND)
        actual = recorded(truth, "center", metric).whole()
        days = recorded(neighbours, "center", metric).of_days()
        lines.append([
            title, show(metric, side.whole()), f"{show(metric, low)} to {show(metric, high)}",
            show(metric, actual), show(metric, side.whole() - actual, sign=True),
            ", ".join(show(metric, day) for day in days),
        ])
    return lines


def class_lines(frame: pd.DataFrame, truth: pd.DataFrame, names: list[str]) -> list[list[str]]:
    """Rows class, offered, then simulated and recorded of each metric."""
    lines = []
    for name in names:
        offered = truth.loc[truth["queue"] == name, "offered"].sum()
        line = [name, f"{offered}"]
        for metric in RATIOS:
            line.append(show(metric, simulated(frame, name, metric).whole()))
            line.append(show(metric, recorded(truth, name, metric).whole()))
        lines.append(line)
    return lines


def error_lines(
    frame: pd.DataFrame, truth: pd.DataFrame, neighbours: pd.DataFrame
) -> list[list[str]]:
    """Rows metric, bias, rmse, chance, rmse of the neighbours' mean, half hours inside the band."""
    lines = []
    for metric, (title, _, _) in RATIOS.items():
        side = simulated(frame, "center", metric)
        actual = recorded(truth, "center", metric)
        own = error(side.by_slot(), actual)
        naive = error(recorded(neighbours, "center", metric).by_slot(), actual)
        inside, counted = share_inside(side, actual)
        lines.append([
            title, show(metric, own.bias, sign=True), show(metric, own.rmse),
            show(metric, chance_rmse(side)), show(metric, naive.rmse), f"{inside} of {counted}",
        ])
    return lines


def slot_lines(
    frame: pd.DataFrame, truth: pd.DataFrame, labels: list[str]
) -> list[list[str]]:
    """Rows half hour, offered, then simulated, recorded and difference of three metrics."""
    sides = {
        metric: (simulated(frame, "center", metric).by_slot(),
                 recorded(truth, "center", metric).by_slot())
        for metric in ("service_level", "abandon_rate", "wait_mean_s")
    }
    offered = truth.loc[truth["queue"] == "center", "offered"].to_numpy()
    lines = []
    for slot, label in enumerate(labels):
        line = [label, f"{offered[slot]}"]
        for metric, (guess, actual) in sides.items():
            line += [show(metric, guess[slot]), show(metric, actual[slot]),
                     show(metric, guess[slot] - actual[slot], sign=True)]
        lines.append(line)
    return lines


def show(metric: str, value: float, sign: bool = False) -> str:
    """A figure as the page prints it: shares in percent, waits in seconds."""
    if np.isnan(value):
        return "-"
    plus = "+" if sign else ""
    return f"{100 * value:{plus}.1f} %" if metric in SHARES else f"{value:{plus}.0f}"


def draw(
    frame: pd.DataFrame, truth: pd.DataFrame, labels: list[str], path: Path
) -> None:
    """Three panels over the day: simulated mean with the band of days, recorded as points."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    panels = {"service_level": 100.0, "abandon_rate": 100.0, "wait_mean_s": 1.0}
    figure, axes = plt.subplots(len(panels), 1, figsize=(9, 9), sharex=True)
    at = np.arange(len(labels))
    for axis, (metric, scale) in zip(axes, panels.items(), strict=True):
        side = simulated(frame, "center", metric)
        days = _ratio(side.numerator, side.denominator)
        low, high = np.nanpercentile(days, BAND, axis=0)
        axis.fill_between(at, scale * low, scale * high, alpha=0.25, step="mid",
                          label="90 % of simulated days")
        axis.step(at, scale * side.by_slot(), where="mid", label="simulated, mean")
        actual = recorded(truth, "center", metric).by_slot()
        axis.plot(at, scale * actual, "ko", markersize=4, label="recorded")
        unit = "" if metric not in SHARES else " (%)"
        axis.set_ylabel(RATIOS[metric][0] + unit)
        axis.set_ylim(bottom=0)
    axes[0].legend(loc="lower right", ncols=3, fontsize=8)
    axes[-1].set_xticks(at[::2], labels[::2], rotation=45)
    axes[-1].set_xlabel("half hour of arrival, 19 January 1999")
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(figure)


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    result = np.full(numerator.shape, np.nan)
    np.divide(numerator, denominator, out=result, where=denominator > 0)
    return result
