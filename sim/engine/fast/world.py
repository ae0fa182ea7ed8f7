"""All arrays of one replication while it runs: made from the model, grown, told as a log."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.draws import Draws
from sim.engine.fast import build, layout
from sim.engine.fast.jit import COMPILED
from sim.engine.fast.layout import FINISHED, NEEDS_ROOM
from sim.engine.fast.loop import loop
from sim.model import Model

HAPPENINGS_A_CALL = 5_000_000
"""Then Python has a look: for Ctrl-C."""

GROWING = ("rows", "heap", "comings", "stretches", "stays")


class World:
    """The arrays by name, and the record of the center that knows where they lie."""

    def __init__(self, model: Model, draws: Draws, max_rows: int) -> None:
        arrays = _fixed(model)
        presence = build.timetable(model, draws)
        self._center_array = build.center(model, draws, max_rows, len(presence))
        state = self._center_array[0]
        lists_of_group, agents = int(state.lists_of_group), int(state.agents)
        in_hand = agents * int(state.most_in_hand)
        groups = len(model.people.first) - 1
        arrays |= {
            "groups": build.groups(model, arrays["cells"]["group"], lists_of_group),
            "agents": build.agents(model),
            "lists": build.lists(groups, lists_of_group, agents),
            "hands": np.zeros(in_hand, dtype=np.int64),
            "presence": presence,
            # rows of items put down; then of ended stays for a warm transfer
            "scratch": np.zeros(agents + in_hand + 1, dtype=np.int64),
            "rows": build.records(layout.ROW, min(len(draws), max_rows) + 1),
        }
        for name in ("heap", "comings", "stretches", "stays"):
            arrays[name] = build.records(layout.ARRAYS[name], 2 * int(state.room) + 256)
        for column in (
            "tick", "queue", "key", "reason", "relevant", "work", "wrap_up", "patience", "pick",
        ):  # fmt: skip
            arrays["planned_" + column] = getattr(draws, column)
        self.arrays: dict[str, Any] = {}
        self.center: Any = state if COMPILED else objects(self._center_array)[0]
        for name in layout.ARRAYS:
            self._put(name, arrays[name])

    def run(self) -> None:
        """Let everything happen."""
        reason = NEEDS_ROOM
        # Uncompiled the mixing of keys warns that it wraps around, which it should.
        with np.errstate(over="ignore"):
            while reason != FINISHED:
                reason = self._enter()
                if reason == NEEDS_ROOM:
                    self._grow()

    def column(self, array: str, field: str, count: int) -> NDArray[Any]:
        """A field of the first so many records."""
        records = self.arrays[array]
        if COMPILED:
            values: NDArray[Any] = records[field][:count]
            return values
        kind = layout.ARRAYS[array][field]
        return np.array([getattr(record, field) for record in records[:count]], dtype=kind)

    def _enter(self) -> int:
        if not COMPILED:
            return int(loop(self.center, HAPPENINGS_A_CALL))
        from sim.engine.fast.machine import machine  # uncompiled copies do without

        addresses, enter = machine()
        self.center.code_at = addresses.ctypes.data
        return int(enter(self._center_array.ctypes.data, HAPPENINGS_A_CALL))

    def _put(self, name: str, array: Any) -> None:
        """Keep the array, and let the center know where it lies."""
        dtype = layout.ARRAYS[name]
        if array.dtype != dtype:
            # The numbers of a plain array, as records of one number.
            array = np.ascontiguousarray(array, dtype=dtype[0]).ravel().view(dtype)
        if name in GROWING:
            setattr(self.center, name + "_room", len(array))
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
            "rows": int(center.rows) + 1,
            "heap": int(center.events) + room,
            "comings": int(center.comings) + room,
            "stretches": int(center.stretches) + room,
            "stays": int(center.stays) + room,
        }
        for name, needed in used.items():
            array = self.arrays[name]
            if needed <= len(array):
                continue
            more = build.records(layout.ARRAYS[name], max(len(array), needed - len(array)))
            if COMPILED:
                self._put(name, np.concatenate([array, more]))
            else:
                array.extend(objects(more))
                setattr(center, name + "_room", len(array))


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


def _fixed(model: Model) -> dict[str, Any]:
    """What no happening changes; queues but for who waits in them."""
    cells, takers = build.cells(model, by_queue=False), build.cells(model, by_queue=True)
    overflow_queue, overflow = build.overflow(model)
    spans, choices, nexts = build.choices(model)
    skills = build.records(layout.SKILL, model.skills.rank.size)
    build.fill(skills, rank=model.skills.rank.ravel(), fills=model.skills.fills.ravel())
    windows = build.records(layout.WINDOW, len(model.queues.open_from))
    build.fill(windows, begin=model.queues.open_from, until=model.queues.open_until)
    return {
        "queues": build.queues(model, takers["queue"], overflow_queue),
        "cells": cells,
        "takers": takers,
        "windows": windows,
        "skills": skills,
        "speed": model.skills.speed,
        "spans": spans,
        "choices": choices,
        "nexts": nexts,
        "edges": build.edges(model),
        "limits": model.posts.limits,
        "overflow": overflow,
        "contained": model.self_service.contained,
        "durations": model.durations.table,
        "reason_work": model.durations.reason_work,
    }
