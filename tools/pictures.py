"""What the documentation's pictures share: where they stand, their source line, writing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.report.drawing import png, theme
from sim.report.style import MUTED
from sim.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
SCENARIOS = ROOT / "scenarios"


def source(figure: Figure, scenario: Scenario, marks: str) -> None:
    """Say under a figure what it was made from; `marks` are what shows the intervals, if any."""
    run = scenario.tree.run
    said = f"; {marks}: 95 % interval of the mean" if marks else ""
    figure.supxlabel(
        f"{scenario.tree.name}. Means of {run.replications} replications, seed {run.seed}{said}",
        fontsize=8,
        color=MUTED,
    )


def write(pictures: Mapping[str, Callable[[], Figure]], names: Sequence[str]) -> None:
    """Draw and write the pictures of these names; all of them without names."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    unknown = [name for name in names if name not in pictures]
    if unknown:
        raise SystemExit(f"no picture {', '.join(unknown)}; there are {', '.join(pictures)}")
    with theme():
        for name in names or pictures:
            (IMAGES / f"{name}.png").write_bytes(png(pictures[name]()))
