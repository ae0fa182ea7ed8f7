"""Figures row by row: level, name, interval, metric and the figures, as plain arrays.

It becomes a frame where one is asked for: importing pandas takes longer than a small study.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.metrics.cells import Floats, Ints

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[str, str, str]
"""Level, name, metric."""


@dataclass(frozen=True, eq=False)
class Rows:
    """`level`, `name` and `metric` of each row are places in `levels`, `names` and `metrics`."""

    levels: tuple[str, ...]
    names: tuple[str, ...]
    metrics: tuple[str, ...]
    level: Ints
    name: Ints
    interval: Ints
    metric: Ints
    figures: Mapping[str, Floats]  # one column each

    def frame(self) -> pd.DataFrame:
        """The same with the columns level, name, interval, metric, and one for each figure."""
        import pandas as pd

        def categories(codes: Ints, names: tuple[str, ...]) -> pd.Categorical[str]:
            return pd.Categorical.from_codes(codes, pd.Index(list(names)))

        return pd.DataFrame(
            {
                "level": categories(self.level, self.levels),
                "name": categories(self.name, self.names),
                "interval": self.interval,
                "metric": categories(self.metric, self.metrics),
                **self.figures,
            }
        )

    def places(self) -> dict[Key, NDArray[np.intp]]:
        """The rows of every metric of every name at every level that has any, in their order."""
        number = (self.level * len(self.names) + self.name) * len(self.metrics) + self.metric
        order = np.argsort(number, kind="stable")
        begins = np.flatnonzero(np.diff(number[order], prepend=-1))
        parts = np.split(order, begins[1:])
        return {self._key(int(part[0])): part for part in parts if len(part)}

    def keys(self, rows: NDArray[np.intp]) -> Iterator[Key]:
        """Level, name and metric of these rows."""
        return (self._key(row) for row in rows.tolist())

    def _key(self, row: int) -> Key:
        return (
            self.levels[self.level[row]],
            self.names[self.name[row]],
            self.metrics[self.metric[row]],
        )
