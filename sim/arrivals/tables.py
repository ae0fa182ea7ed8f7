"""Durations of follow-ups: integer quantile tables, looked up by key.

A first attempt draws by exact inverse, vectorised; a follow-up comes up inside an engine, where a
draw must be an integer that every engine finds alike. The table holds the mean of the distribution
in each of 65,536 equally likely cells, so its mean is exact.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arrivals.sampling import Sampler
from sim.keys import CELL_BITS

CELLS = 2**CELL_BITS

# Gauss-Legendre nodes and weights on [0, 1], four a cell.
_NODES = (np.polynomial.legendre.leggauss(4)[0] + 1) / 2
_WEIGHTS = np.polynomial.legendre.leggauss(4)[1] / 2


def quantile_table(sampler: Sampler, unit: float, least: int) -> NDArray[np.int64]:
    """Cell means in units of `unit` ticks, none below `least`; the mean of the table is exact."""
    shares = (np.arange(CELLS)[:, None] + _NODES[None, :]) / CELLS
    cells = sampler.ppf(shares.ravel()).reshape(CELLS, 4) @ _WEIGHTS
    # The quadrature misses a heavy tail: the last cell has what is left of the mean.
    cells[-1] = max(sampler.mean * CELLS - float(cells[:-1].sum()), cells[-2])
    table: NDArray[np.int64] = np.maximum(np.rint(cells / unit), least).astype(np.int64)
    return table
