"""How figures look: one theme, and one colour per queue, channel and group everywhere."""

from __future__ import annotations

from typing import Any, Final

# Okabe and Ito (2008), "Color universal design": told apart by the colour-blind too. Their yellow
# is left out, for it is too pale for lines on white.
PALETTE: Final = (
    "#0072B2",  # blue
    "#D55E00",  # vermilion
    "#009E73",  # green
    "#CC79A7",  # pink
    "#56B4E9",  # sky
    "#E69F00",  # orange
    "#4D4D4D",  # grey
)
CHANNELS: Final = {  # one colour a kind of channel, in every figure that shows channels
    "voice": "#0072B2",
    "video": "#56B4E9",
    "counter": "#4D4D4D",
    "outbound": "#CC79A7",
    "chat": "#009E73",
    "messaging": "#44AA99",
    "email": "#E69F00",
    "social": "#D55E00",
    "community": "#999933",
    "self_service": "#8C6D9E",
}
DASHES: Final = ("-", "--", "-.", ":")  # with more names than colours, the dashes change

INK: Final = "#1F2933"
MUTED: Final = "#616E7C"
GRID: Final = "#E4E7EB"
TARGET: Final = "#1F2933"
ANSWERED: Final = "#0072B2"
LEFT: Final = "#D55E00"
FIRST_ATTEMPTS: Final = "#CBD2D9"
FLOWED_OUT: Final = "#009E73"
UNREACHED: Final = "#CC79A7"
LOST_MESSAGES: Final = "#E69F00"

FAMILY: Final = "DejaVu Sans"  # comes with matplotlib, so widths are the same everywhere

THEME: Final[Any] = {  # rcParams; their keys are typed in some versions of matplotlib
    "font.family": "sans-serif",
    "font.sans-serif": [FAMILY],
    "font.size": 9.5,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.labelcolor": INK,
    "axes.labelsize": 9.5,
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.linewidth": 1.8,
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
    "text.parse_math": False,  # a name with dollar signs is a name, not a formula
    # Text stays text: it can be searched and read aloud, and the reader's own fonts have the
    # Chinese signs that the figure's font lacks.
    "svg.fonttype": "none",
    "svg.hashsalt": "ccsim",  # the same study gives the same file
}
