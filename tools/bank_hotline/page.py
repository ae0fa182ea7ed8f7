"""Fills the generated blocks of docs/bank_hotline.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from tools.bank_hotline import desk, patience
from tools.bank_hotline.durations import HandleTime
from tools.bank_hotline.inference import Staff
from tools.bank_hotline.order import GAPS
from tools.bank_hotline.patience import CURVE_AT, PatienceFit, Sample
from tools.bank_hotline.records import Cleaning

Chooser = Callable[[tuple[PatienceFit, ...]], PatienceFit]


def fill(path: Path, blocks: Mapping[str, str]) -> None:
    """Replaces the text between `<!-- generated: NAME -->` and `<!-- end -->`.

    Raises ValueError where the page lacks a block.
    """
    text = path.read_text(encoding="utf-8")
    for name, content in blocks.items():
        opening = f"<!-- generated: {name} -->"
        start = text.find(opening)
        if start < 0:
            raise ValueError(f"{path.name} has no block {name!r}")
        end = text.index("<!-- end -->", start)
        text = f"{text[:start]}{opening}\n{content.rstrip()}\n{text[end:]}"
    path.write_text(text, encoding="utf-8")


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A markdown table; the first column is text, the others are figures."""
    names = list(header)
    lines = [_line(names), _line(["---", *["---:"] * (len(names) - 1)])]
    return "\n".join(lines + [_line(row) for row in rows])


def cleaning_table(days: Mapping[date, Cleaning]) -> str:
    """Rows left out by day and reason."""
    header = ["day", "rows", "PHANTOM", "negative menu time", "left in the menu",
              "before 07:00", "contacts"]
    rows = []
    for day, counts in days.items():
        name = f"{day:%a} {day.day}" + (" (shown)" if day == desk.SHOWN else "")
        figures = (counts.read, counts.phantom, counts.negative_menu_time, counts.left_in_menu,
                   counts.outside_hours, counts.kept)
        rows.append([name, *[f"{figure:,}" for figure in figures]])
    return table(header, rows)


def gap_table(
    priority_later: pd.DataFrame, regular_later: pd.DataFrame,
    regular_over_new: pd.Series, priority_over_new: pd.Series,
) -> str:
    """Overtaking by the gap between two arrivals."""
    header = ["later by (s)", "priority after regular: pairs", "answered first",
              "regular after priority: pairs", "answered first",
              "new customer passed over for regular", "for priority"]
    over = [
        pd.cut(gaps, list(GAPS)).value_counts(sort=False).to_numpy()
        for gaps in (regular_over_new, priority_over_new)
    ]
    rows = []
    for band in range(len(GAPS) - 1):
        until = f"{GAPS[band]}-{GAPS[band + 1]}" if band < len(GAPS) - 2 else f"over {GAPS[band]}"
        row = [until]
        for met in (priority_later, regular_later):
            row += [str(met["size"].iloc[band]), _share(float(met["mean"].iloc[band]))]
        rows.append([*row, str(over[0][band]), str(over[1][band])])
    return table(header, rows)


def who_table(who: pd.DataFrame) -> str:
    """Contacts answered per agent group and type, beside the number expected without skills."""
    types = ("PS", "PE", "NE", "NW", "IN", "TT")
    sums = who.groupby("group").sum(numeric_only=True)
    sizes = who.groupby("group").size()
    rows = []
    for group in desk.GROUPS:
        row = [group, str(sizes[group])]
        for kind in types:
            taken = float(sums[kind][group])
            expected = float(sums[f"{kind} expected"][group])
            row.append(f"{taken:.0f} ({expected:.0f})")
        rows.append(row)
    return table(["group", "agents seen", *types], rows)


def handle_table(handle: Mapping[str, HandleTime]) -> str:
    """Handle times per class: sample and fits."""
    header = ["class", "answered", "under 10 s", "mean (s)", "sd", "median",
              "lognormal: mean", "cv", "distance", "next best", "its distance", "AIC gap"]
    rows = []
    for name, known in handle.items():
        lognormal = next(fit for fit in known.fits if fit.name == "lognormal")
        other = next(fit for fit in known.fits if fit.name != "lognormal")
        rows.append([
            name, str(known.answered), _share(known.cut_off_share), f"{known.mean:.0f}",
            f"{known.sd:.0f}", f"{known.median:.0f}", f"{lognormal.mean:.0f}",
            f"{lognormal.cv:.2f}", f"{lognormal.distance:.3f}", other.name,
            f"{other.distance:.3f}", f"{other.aic - lognormal.aic:.0f}",
        ])
    return table(header, rows)


def hours_table(blocks: pd.DataFrame) -> str:
    """Mean handle time by block of the day."""
    rows = []
    for span, count, mean, error in zip(
        blocks.index, blocks["size"], blocks["mean"], blocks["error"], strict=True
    ):
        hours = f"{int(span.left):02d}-{int(span.right):02d}"
        rows.append([hours, f"{count:.0f}", f"{mean:.0f}", f"{error:.0f}"])
    return table(["hours", "services", "mean (s)", "standard error"], rows)


def patience_table(fits: Mapping[str, tuple[PatienceFit, ...]], choose: Chooser) -> str:
    """The best fit of each family per queue; the chosen one is marked."""
    header = ["queue", "distribution", "mean (s)", "cv", "at once", "AIC above best",
              "largest deviation", ""]
    rows = []
    for queue, own in fits.items():
        chosen = choose(own)
        families: set[str] = set()
        for fit in sorted(own, key=lambda fit: (fit is not chosen, fit.aic)):
            if fit.name in families:
                continue
            families.add(fit.name)
            rows.append([
                queue, fit.name, f"{fit.mean:.0f}", f"{fit.cv:.2f}", _share(fit.balk),
                f"{fit.aic - own[0].aic:.1f}", f"{fit.deviation:.3f}",
                "chosen" if fit is chosen else "",
            ])
    return table(header, rows)


def curve_table(
    samples: Mapping[str, Sample], fits: Mapping[str, tuple[PatienceFit, ...]], choose: Chooser
) -> str:
    """Share still willing to wait: Kaplan-Meier, and the chosen fit."""
    header = ["queue", "had to wait", "left", "", *[f"{instant} s" for instant in CURVE_AT]]
    at = np.asarray(CURVE_AT, dtype=np.float64)
    rows = []
    for queue, sample in samples.items():
        chosen = choose(fits[queue])
        curve = patience.curve_at(sample)
        fitted = (1 - chosen.balk) * (1 - patience.cdf(chosen.name, chosen.mean, chosen.cv, at))
        counts = [f"{sample.weight.sum():.0f}", f"{sample.weight[sample.left].sum():.0f}"]
        rows.append([queue, *counts, "Kaplan-Meier", *[f"{value:.2f}" for value in curve]])
        rows.append(["", "", "", chosen.name, *[f"{value:.2f}" for value in fitted]])
    return table(header, rows)


def scores_table(staff: Staff) -> str:
    """Likelihood of days left out, by penalty."""
    best = max(staff.scores.values())
    rows = [
        [f"{penalty:g}", f"{score - best:.1f}", "chosen" if penalty == staff.penalty else ""]
        for penalty, score in staff.scores.items()
    ]
    return table(["penalty", "log-likelihood below the best", ""], rows)


def staff_table(staff: Staff, seated: Mapping[str, np.ndarray]) -> str:
    """Agents per half hour and what they were inferred from."""
    days = list(staff.by_day)
    header = ["half hour", "busy", "busy while somebody waits", "at work", "available",
              *desk.GROUPS, *[f"from {day:%a} {day.day} alone" for day in days]]
    rows = []
    for slot in range(desk.SLOTS):
        rows.append([
            desk.slot_label(slot), f"{staff.busy[slot]:.1f}",
            f"{staff.busy_while_waiting[slot]:.1f}",
            f"{staff.seen[slot]:.1f}", f"{staff.agents[slot]:.1f}",
            *[f"{seated[group][slot]:g}" for group in desk.GROUPS],
            *[f"{staff.by_day[day][slot]:.1f}" for day in days],
        ])
    return table(header, rows)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _share(value: float) -> str:
    return "-" if np.isnan(value) else f"{value:.1%}"
