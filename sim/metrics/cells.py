"""Cells: named figures of one replication, by bin of time and by entity; and stacks of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

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

    def __getitem__(self, name: str) -> Floats:
        column: Floats = self.data[..., self.names.index(name)]
        return column

    def __contains__(self, name: str) -> bool:
        return name in self.names


@cache
def _places(names: tuple[str, ...]) -> Mapping[str, int]:
    return {name: number for number, name in enumerate(names)}


@dataclass(frozen=True, eq=False)
class Table:
    """Figures that are being worked out, `data[column, bin, entity]`: columns lie together."""

    place: Mapping[str, int]
    data: Floats

    @classmethod
    def of(cls, names: tuple[str, ...], bins: int, entities: int) -> Table:
        """All zero."""
        place = _places(names)
        return cls(place, np.zeros((len(place), bins, entities)))

    def __getitem__(self, name: str) -> Floats:
        """[bin, entity], to be written to as well."""
        column: Floats = self.data[self.place[name]]
        return column

    def __setitem__(self, name: str, figures: Floats) -> None:
        self.data[self.place[name]] = figures

    def cells(self, bins: slice = slice(None), columns: int | None = None) -> Cells:
        """Some bins, and as many columns, as cells: a view."""
        names = tuple(self.place)[:columns]
        return Cells(names, self.data[:columns, bins].transpose(1, 2, 0))


def indices(flags: NDArray[np.bool_]) -> Ints:
    """Where flags are set. As np.flatnonzero, which takes longer to call than to count a day."""
    return flags.nonzero()[0]


def stack(cells: Sequence[Cells]) -> Cells:
    """Replications of the same model: `data[replication, bin, entity, column]`."""
    return Cells(cells[0].names, np.stack([one.data for one in cells]))


def divide(numerator: Floats, denominator: Floats) -> Floats:
    """Quotient, nan ("not available") where the denominator is empty."""
    safe = np.where(denominator > 0, denominator, 1.0)
    return np.where(denominator > 0, numerator / safe, np.nan)
