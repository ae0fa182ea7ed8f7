"""All arrays of one replication while it runs: as the model says, planned by pieces, grown."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.draws import Draws
from sim.engine.fast import build, layout
from sim.engine.fast.compiled import COMPILED
from sim.engine.fast.layout import FINISHED, NEEDS_PLANS, NEEDS_ROOM
from sim.engine.fast.start import start_of
from sim.engine.fast.told import Told
from sim.model import Model

if not COMPILED:
    from sim.engine.fast.loop import loop  # with Numba, which compiled code can do without

LOOP = "sim.engine.fast.loop.loop"

_ENTRANCE = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64)
"""A function (address of the center, budget)."""

HAPPENINGS_A_CALL = 5_000_000
"""Then Python has a look: for Ctrl-C."""

RING = 16384
"""Rows of the first ring, a power of two: 1.7 MiB, in the cache of a core."""

PLANNED = (
    "tick", "queue", "key", "reason", "shift", "relevant", "work", "wrap_up", "patience", "pick",
)  # fmt: skip
"""The columns of planned attempts."""


class World:
    """The arrays by name, and the record of the center that knows where they lie.

    Planned attempts come in pieces, one after the other in time; the first brings who is on when.
    Rows stand in a ring: when it comes round, the oldest are told to the log.
    """

    def __init__(self, model: Model, pieces: Iterator[Draws], max_rows: int) -> None:
        first = next(pieces)
        self._pieces = pieces
        self._following = next(pieces, None)
        start = start_of(model)
        self._center_array = start.center.copy()
        self.center: Any = self._center_array[0] if COMPILED else objects(start.center)[0]
        self.arrays: dict[str, Any] = {}
        presence = build.timetable(model, first)
        self.center.timetable = len(presence)
        self.center.max_rows = max_rows
        ring = 2
        while ring <= min(len(first), max_rows) and ring < RING:
            ring *= 2
        self.arrays.update(start.fixed)
        if not COMPILED:
            for name, array in start.fixed.items():
                self._put(name, array)
        for name, array in start.changing.items():
            self._put(name, array.copy())
        self._put("presence", presence)
        for name in ("heap", "leaves", "comings", "stretches", "stays"):
            room = 2 * int(self.center.room) + 256
            self._put(name, build.records(layout.ARRAYS[name], room))
            setattr(self.center, name + "_room", room)
        self._put_ring(build.records(layout.ROW, ring))
        whole = first if self._following is None and not start.causes else None
        self.told = Told(min(len(first), max_rows), whole)
        self.center.rows_room = ring
        self._plan(first)

    def run(self) -> None:
        """Let everything happen."""
        reason = NEEDS_ROOM
        # Uncompiled the mixing of keys warns that it wraps around, which it should.
        with np.errstate(over="ignore"):
            while reason != FINISHED:
                reason = self._enter()
                if reason == NEEDS_ROOM:
                    if self.center.rows >= self.center.rows_room:
                        self._turn()
                    self._grow()
                elif reason == NEEDS_PLANS and self._following is not None:
                    piece, self._following = self._following, next(self._pieces, None)
                    self._plan(piece)
        self._tell(int(self.center.rows))

    def column(self, array: str, field: str, begin: int, until: int) -> NDArray[Any]:
        """A field of the records from `begin` until before `until`."""
        records = self.arrays[array]
        if COMPILED:
            values: NDArray[Any] = records[field][begin:until]
            return values
        kind = layout.ARRAYS[array][field]
        return np.array([getattr(record, field) for record in records[begin:until]], dtype=kind)

    def _enter(self) -> int:
        if not COMPILED:
            return int(loop(self.center, HAPPENINGS_A_CALL))
        from sim.machine.code import code  # uncompiled copies do without

        machine = code()
        self.center.code_at = machine.table.ctypes.data
        enter = _ENTRANCE(machine.address(LOOP))
        return int(enter(self._center_array.ctypes.data, HAPPENINGS_A_CALL))

    def _plan(self, piece: Draws) -> None:
        """The attempts of this piece come next."""
        for column in PLANNED:
            name = "planned_" + column
            self._put(name, build.plain(getattr(piece, column), layout.ARRAYS[name]))
        self.center.next_planned = 0
        self.center.planned = len(piece)
        self.center.further_plans = int(self._following is not None)

    def _put(self, name: str, array: Any) -> None:
        """Keep the array, and let the center know where it lies."""
        if COMPILED:
            self.arrays[name] = array
            setattr(self.center, name + "_at", array.ctypes.data)
        else:
            self.arrays[name] = Numbers(array) if name == "durations" else objects(array)
            setattr(self.center, name + "_at", self.arrays[name])

    def _grow(self) -> None:
        """Twice as much of what has less room than one happening may need."""
        center = self.center
        room = int(center.room + center.room_per_waiting * center.waiting)
        used = {
            "heap": int(center.events),
            "leaves": int(center.leaves),
            "comings": int(center.comings),
            "stretches": int(center.stretches),
            "stays": int(center.stays),
        }
        for name, count in used.items():
            array = self.arrays[name]
            if count + room <= len(array):
                continue
            size = max(2 * len(array), count + room)
            if COMPILED:
                array.resize(size, refcheck=False)  # in place, where the memory allows
                self._put(name, array)
            else:
                array.extend(objects(build.records(layout.ARRAYS[name], size - len(array))))
            setattr(center, name + "_room", size)

    def _turn(self) -> None:
        """Room in the ring: the older half of the rows is told, or the ring gets twice as large."""
        size = int(self.center.ring) + 1
        half = self.told.count + size // 2
        if all(
            self.column("rows", "phase", begin, until).min() == layout.OVER
            for begin, until in in_ring(self.told.count, half, size)
        ):
            self._tell(half)
        else:
            self._double_ring(size)
        self.center.rows_room = self.told.count + int(self.center.ring) + 1

    def _double_ring(self, size: int) -> None:
        numbers = np.arange(self.told.count, int(self.center.rows))
        before, after = numbers & (size - 1), numbers & (2 * size - 1)
        ring = build.records(layout.ROW, 2 * size)
        if COMPILED:
            ring[after] = self.arrays["rows"][before]
            self._put_ring(ring)
            return
        old = self.arrays["rows"]
        self._put_ring(ring)
        for place, old_place in zip(after.tolist(), before.tolist(), strict=True):
            self.arrays["rows"][place] = old[old_place]

    def _put_ring(self, ring: Any) -> None:
        self._put("rows", ring)
        self.center.ring = len(ring) - 1

    def _tell(self, until: int) -> None:
        size = int(self.center.ring) + 1
        for begin, end in in_ring(self.told.count, until, size):
            self.told.tell(self, begin, end)


def in_ring(begin: int, until: int, size: int) -> list[tuple[int, int]]:
    """Where the rows from `begin` until before `until` stand in the ring: one stretch, or two."""
    first = begin & (size - 1)
    last = first + until - begin
    if last <= size:
        return [(first, last)]
    return [(first, size), (0, last - size)]


class Numbers:
    """A long read-only table for uncompiled code."""

    def __init__(self, array: Any) -> None:
        self._values = array["value"]

    def __getitem__(self, place: int) -> SimpleNamespace:
        return SimpleNamespace(value=int(self._values[place]))


def objects(array: Any) -> list[Any]:
    """Plain objects in place of records: uncompiled they are many times faster."""
    names = array.dtype.names
    unsigned = {name for name in names if array.dtype[name] == np.uint64}
    made = []
    for record in array.tolist():
        values = dict(zip(names, record, strict=True))
        for name in unsigned:
            values[name] = np.uint64(values[name])
        made.append(SimpleNamespace(**values))
    return made
