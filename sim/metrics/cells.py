"""Cells: named figures of one replication, by bin of time and by entity; and stacks of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TICKS_PER_SECOND = 1000
SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, eq=False)
class Cells:
    """Figures `data[..., bin, entity, column]`; `cells["answered"]` is one column.

    Counts and sums (seconds, money) add over bins and entities; what a metric divides by what is
    said in the catalogue. A stack has the replications as a first axis.
    """

    names: tuple[str, ...]
    data: Floats

    @classmethod
    def of(cls, columns: Mapping[str, Floats]) -> Cells:
        """From arrays [bin, entity] by name."""
        return cls(tuple(columns), np.stack(list(columns.values()), axis=-1))

    def __getitem__(self, name: str) -> Floats:
        column: Floats = self.data[..., self.names.index(name)]
        return column

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def with_columns(self, columns: Mapping[str, Floats]) -> Cells:
        """The same cells with further columns."""
        more = np.stack(list(columns.values()), axis=-1)
        return Cells((*self.names, *columns), np.concatenate([self.data, more], axis=-1))


def stack(cells: Sequence[Cells]) -> Cells:
    """Replications of the same model: `data[replication, bin, entity, column]`."""
    return Cells(cells[0].names, np.stack([one.data for one in cells]))


def divide(numerator: Floats, denominator: Floats) -> Floats:
    """Quotient, nan ("not available") where the denominator is empty."""
    safe = np.where(denominator > 0, denominator, 1.0)
    return np.where(denominator > 0, numerator / safe, np.nan)
