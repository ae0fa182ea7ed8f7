"""The contact rows of the log, told bit by bit while the ring of rows comes round.

So a contact's record, far larger than what the log keeps of it, lives no longer than about as long
as the contact, in memory that is used again and again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.draws import Draws

if TYPE_CHECKING:
    from sim.engine.fast.world import World

HAPPENED = {
    "answered": np.int64,
    "ended": np.int64,
    "released": np.int64,
    "agent": np.int32,
    "outcome": np.int8,
}
PLANNED = {
    "key": np.uint64,
    "queue": np.int16,
    "reason": np.int16,
    "shift": np.int16,
    "relevant": np.int8,
    "arrived": np.int64,
}
CAUSED = {"parent": np.int32, "follow_up": np.int16}

GROWTH = 1.25
"""Further room of a column that is full: little of it stays empty."""


class Told:
    """The columns, with the first `count` rows in them.

    `whole`: the draws, where they come in one piece and no attempt causes another one: their arrays
    are columns of the log as they stand.
    """

    def __init__(self, room: int, whole: Draws | None) -> None:
        self.count = 0
        self._room = max(room, 1)
        self._whole = whole
        kinds = HAPPENED if whole is not None else HAPPENED | PLANNED | CAUSED
        self._columns: dict[str, NDArray[Any]] = {
            name: np.empty(self._room, dtype=kind) for name, kind in kinds.items()
        }

    def tell(self, world: World, begin: int, until: int) -> None:
        """The next rows, which stand in these places of the ring."""
        first, last = self.count, self.count + until - begin
        if last > self._room:
            self._resize(max(last, int(GROWTH * self._room)))
        columns = {name: column[first:last] for name, column in self._columns.items()}
        for name in HAPPENED:
            columns[name][:] = world.column("rows", name, begin, until)
        if self._whole is None:
            for name in PLANNED:
                field = "since" if name == "arrived" else name
                columns[name][:] = world.column("rows", field, begin, until)
            entry = world.column("rows", "coming", begin, until)
            caused = np.flatnonzero(entry >= 0)
            entry = entry[caused]
            comings = int(world.center.comings)
            columns["arrived"][caused] = world.column("comings", "tick", 0, comings)[entry]
            for name in CAUSED:
                columns[name][:] = -1
                columns[name][caused] = world.column("comings", name, 0, comings)[entry]
        self.count = last

    def columns(self) -> dict[str, NDArray[Any]]:
        """The contact rows of the log, when all are told."""
        self._resize(self.count)
        if self._whole is None:
            return self._columns
        planned = {
            name: getattr(self._whole, "tick" if name == "arrived" else name)[: self.count]
            for name in PLANNED
        }
        caused = {name: np.full(self.count, -1, dtype=kind) for name, kind in CAUSED.items()}
        return self._columns | planned | caused

    def _resize(self, room: int) -> None:
        for column in self._columns.values():
            column.resize(room, refcheck=False)  # in place, where the memory allows
        self._room = room
