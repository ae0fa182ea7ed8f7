"""Fills the generated blocks of docs/bank_hotline.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from tools.bank_hotline import comparison, desk, patience
from tools.bank_hotline.durations import HandleTime
from tools.bank_hotline.inference import Staff
from tools.bank_hotline.neighbours import Match, pooled
from tools.bank_hotline.order import GAPS
from tools.bank_hotline.patience import PatienceFit, Sample
from tools.bank_hotline.records import Cleaning

Chooser = Callable[[tuple[PatienceFit, ...]], PatienceFit]

SHOWN_AT = (20, 60, 120, 300)  # seconds of waiting in the table of patience


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
    header = [
        "day",
        "rows",
        "PHANTOM",
        "negative menu time",
        "left in the menu",
        "before 07:00",
        "contacts",
    ]
    rows = []
    for day, counts in days.items():
        name = f"{day:%a} {day.day}" + (" (shown)" if day == desk.SHOWN else "")
        figures = (
            counts.read,
            counts.phantom,
            counts.negative_menu_time,
            counts.left_in_menu,
            counts.outside_hours,
            counts.kept,
        )
        rows.append([name, *[f"{figure:,}" for figure in figures]])
    return table(header, rows)


def gap_table(
    priority_later: pd.DataFrame, regular_over_new: pd.Series, priority_over_new: pd.Series
) -> str:
    """Overtaking by the gap between two arrivals."""
    header = [
        "later by (s)",
        "priority after regular: pairs",
        "answered first",
        "new customer passed over for regular",
        "for priority",
    ]
    over = [
        pd.cut(gaps, list(GAPS)).value_counts(sort=False).to_numpy()
        for gaps in (regular_over_new, priority_over_new)
    ]
    rows = []
    for band in range(len(GAPS) - 1):
        until = f"{GAPS[band]}-{GAPS[band + 1]}" if band < len(GAPS) - 2 else f"over {GAPS[band]}"
        met = priority_later.iloc[band]
        rows.append(
            [
                until,
                f"{met['size']:.0f}",
                _share(float(met["mean"])),
                str(over[0][band]),
                str(over[1][band]),
            ]
        )
    return table(header, rows)


def handle_table(handle: Mapping[str, HandleTime]) -> str:
    """Handle times per class: sample and fits."""
    header = [
        "class",
        "answered",
        "under 10 s",
        "mean of the others (s)",
        "cv of the lognormal",
        "its distance",
        "next best",
        "its distance",
    ]
    rows = []
    for name, known in handle.items():
        lognormal = next(fit for fit in known.fits if fit.name == "lognormal")
        other = next(fit for fit in known.fits if fit.name != "lognormal")
        rows.append(
            [
                name,
                str(known.answered),
                _share(known.cut_off_share),
                f"{known.mean:.0f}",
                f"{lognormal.cv:.2f}",
                f"{lognormal.distance:.3f}",
                other.name,
                f"{other.distance:.3f}",
            ]
        )
    return table(header, rows)


def patience_table(
    samples: Mapping[str, Sample], fits: Mapping[str, tuple[PatienceFit, ...]], choose: Chooser
) -> str:
    """The chosen fit per queue, and the share willing to wait: Kaplan-Meier | fit."""
    header = [
        "queue",
        "had to wait",
        "left",
        "distribution",
        "mean (s)",
        "cv",
        *[f"over {instant} s" for instant in SHOWN_AT],
    ]
    at = np.asarray(SHOWN_AT, dtype=np.float64)
    rows = []
    for queue, sample in samples.items():
        chosen = choose(fits[queue])
        curve = patience.curve_at(sample, SHOWN_AT)
        fitted = (1 - chosen.balk) * (1 - patience.cdf(chosen.name, chosen.mean, chosen.cv, at))
        rows.append(
            [
                queue,
                f"{sample.weight.sum():.0f}",
                f"{sample.weight[sample.left].sum():.0f}",
                chosen.name,
                f"{chosen.mean:.0f}",
                f"{chosen.cv:.2f}",
                *[f"{known:.2f} / {fit:.2f}" for known, fit in zip(curve, fitted, strict=True)],
            ]
        )
    return table(header, rows)


def staff_table(staff: Staff, seated: np.ndarray) -> str:
    """Agents per half hour, before and after the level is set, and from each day alone."""
    header = [
        "half hour",
        "busy while somebody waits",
        *[f"{day:%a} {day.day} alone" for day in staff.by_day],
        "all four",
        "scenario",
    ]
    rows = [
        [
            desk.slot_label(slot),
            f"{staff.busy_while_waiting[slot]:.1f}",
            *[f"{own[slot]:.1f}" for own in staff.by_day.values()],
            f"{staff.agents[slot]:.1f}",
            f"{seated[slot]:.1f}",
        ]
        for slot in range(0, desk.SLOTS, 2)
    ]
    return table(header, rows)


def level_table(match: Match) -> str:
    """The simulated neighbouring days beside the recorded ones, and the factor found."""
    metrics = [metric for metric in comparison.RATIOS if metric != "asa_s"]
    names = [f"{comparison.RATIOS[metric][0]}: simulated / recorded" for metric in metrics]
    rows = []
    for day in match.recorded:
        row = [f"{day:%a} {day.day}"]
        for metric in metrics:
            guess, actual = match.simulated[day][metric], match.recorded[day][metric]
            row.append(_beside(metric, guess.whole(), actual.whole()))
        rows.append(row)
    together = [
        _beside(metric, pooled(match.simulated, metric), pooled(match.recorded, metric))
        for metric in metrics
    ]
    shown = table(["day", *names], [*rows, ["all, weighted", *together]])
    return f"Factor found: **{match.factor:.2f}**.\n\n{shown}"


def _beside(metric: str, guess: float, actual: float) -> str:
    return f"{comparison.show(metric, guess)} / {comparison.show(metric, actual)}"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _share(value: float) -> str:
    return "-" if np.isnan(value) else f"{value:.1%}"
