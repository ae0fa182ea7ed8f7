"""What all figures share: size, title and source, legend, and the sentence that tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.report.fonts import fitted
from sim.report.reading import Reader
from sim.report.style import MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 6.6  # inches; the page shows two side by side
TITLE_COLUMNS, SOURCE_COLUMNS, NAME_COLUMNS = (
    62,
    92,
    24,
)  # what fits in the width; a Chinese sign is two columns
LEGEND_COLUMNS, HANDLE_COLUMNS = 84, 7  # fits in a reader's wider font too


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure with the sentence that a reader who cannot see it needs."""

    name: str
    text: str
    figure: Figure


def blank_figure(height: float) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height))
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.set(rect=(0.0, 0.0, 1.0, 0.985))  # type: ignore[call-arg]  # room over the title
    return figure


def head(axes: Axes, reader: Reader, title: str, source: str) -> None:
    """A bold title, and under it the scenario and what the figure was made from."""
    labels = reader.study.model.labels
    variant = f" ({fitted(labels.variant, 24)}) · {source}"
    bold = axes.set_title(fitted(title, TITLE_COLUMNS), pad=21)
    small = axes.annotate(
        fitted(labels.scenario, SOURCE_COLUMNS - len(variant)) + variant,
        xy=(0, 1), xycoords="axes fraction", xytext=(0, 7), textcoords="offset points",
        color=MUTED, fontsize=8.4,
    )  # fmt: skip
    for text in (bold, small):  # a long one must not make the axes narrower
        text.set_in_layout(False)


def means(reader: Reader) -> str:
    """What the lines are."""
    replications = reader.study.replications
    return count_words(1) if replications == 1 else f"mean over {count_words(replications)}"


def count_words(replications: int) -> str:
    return "one replication" if replications == 1 else f"{replications} replications"


def legend(figure: Figure, *axes: Axes) -> None:
    """Under the figure, where it never hides a line."""
    pairs = [one.get_legend_handles_labels() for one in axes]
    handles = [handle for found, _ in pairs for handle in found]
    labels = [label for _, found in pairs for label in found]
    if labels:
        columns = LEGEND_COLUMNS // (max(map(len, labels)) + HANDLE_COLUMNS)
        columns = min(len(labels), max(1, columns))
        figure.legend(handles, labels, loc="outside lower center", ncols=columns)


def short_name(name: str) -> str:
    return fitted(name, NAME_COLUMNS)
