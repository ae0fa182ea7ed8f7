"""The distribution of waits: fixed bins, finer where waits are short."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.events import Outcome
from sim.metrics.attempts import FLOWED_OUT, LEFT
from sim.metrics.cells import Floats, Ints

WAIT_OUTCOMES = ("answered", "abandoned", "flowed_out", "unreached", "waiting", "expired")


def _wait_edges() -> Ints:
    parts = [
        np.arange(0, 60, 1),
        np.arange(60, 600, 5),
        np.arange(600, 3_600, 60),
        np.arange(3_600, 86_400 + 1, 600),
    ]
    return np.concatenate(parts).astype(np.int64)


WAIT_EDGES = _wait_edges()
"""Edges of the wait histogram in seconds. The first bin is a wait of exactly 0; then ]0, 1], ]1, 2]
and so on; the last has no end."""

WAIT_PLACES = len(WAIT_EDGES) + 1

LAST_SECOND = int(WAIT_EDGES[-1]) + 1
"""Waits that are rounded up to this or more are in the last bin."""

PLACE_OF: NDArray[np.int16] = np.searchsorted(WAIT_EDGES, np.arange(LAST_SECOND + 1)).astype(
    np.int16
)
"""The bin of each wait, in seconds rounded up: edges are whole seconds."""


def _outcome_columns() -> Ints:
    column = np.zeros(len(Outcome), dtype=np.int64)
    column[Outcome.ANSWERED] = 0
    column[list(LEFT)] = 1
    column[list(FLOWED_OUT)] = 2
    column[Outcome.UNREACHED] = 3
    column[Outcome.WAITING] = 4
    column[Outcome.EXPIRED] = 5
    return column


OUTCOME_COLUMN = _outcome_columns()
"""The place in WAIT_OUTCOMES of each outcome of contacts offered to agents."""


def wait_bin_edges() -> tuple[Floats, Floats]:
    """Lower (exclusive) and upper (inclusive) edge of each wait bin in seconds.

    The first bin is [0, 0], answered or gone at once; the last has the upper edge inf.
    """
    edges = WAIT_EDGES.astype(np.float64)
    return np.concatenate([[0.0], edges]), np.concatenate([edges, [np.inf]])
