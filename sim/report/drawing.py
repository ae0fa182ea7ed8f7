"""From a figure to a file: SVG for the page, PNG for pictures in documents."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.report.fonts import READER_FAMILIES, installed_cjk_family
from sim.report.style import FAMILY, THEME

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@contextmanager
def theme() -> Iterator[None]:
    """The look of all figures; figures must be made and written inside it."""
    import matplotlib

    family = installed_cjk_family()
    with matplotlib.rc_context(THEME), warnings.catch_warnings():
        if family is not None:
            matplotlib.rcParams["font.sans-serif"] = [FAMILY, family]
        # The page warns in its own words (fonts.font_warning); the signs are there as text.
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from", category=UserWarning)
        yield


def svg(figure: Figure) -> bytes:
    """The figure as SVG, the same bytes for the same figure. Use inside `theme()`."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": "ccsim"})
    text = buffer.getvalue().decode("utf-8")
    return text.replace(f"'{FAMILY}'", READER_FAMILIES).encode("utf-8")


def png(figure: Figure, dots_per_inch: int = 120) -> bytes:
    """The figure as PNG. Use inside `theme()`."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dots_per_inch, metadata={"Software": None})
    return buffer.getvalue()


def say_in(figure: Figure, say: Callable[[str], str]) -> None:
    """Say the words of a figure in another language; numbers and names stay."""
    from matplotlib.text import Text
    from matplotlib.ticker import FixedLocator

    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        # Words at ticks are written anew whenever the figure is drawn: the axis must know them.
        if isinstance(axis.get_major_locator(), FixedLocator):
            words = [label.get_text() for label in axis.get_ticklabels()]
            said = [say(word) for word in words]
            if said != words:
                axis.set_ticklabels(said)
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        text.set_text(say(text.get_text()))
