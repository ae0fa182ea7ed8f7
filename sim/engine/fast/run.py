"""One replication by the compiled engine."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.draws import Draws
from sim.engine.fast.world import World
from sim.log import ContactLog
from sim.model import Model

ROW_LIMIT = 50_000_000
"""Attempts a log may hold (R52)."""


def run(model: Model, draws: Draws, max_rows: int = ROW_LIMIT) -> ContactLog:
    """Simulate one replication. The same model and draws give the same log, bit for bit.

    It is the log of the reference engine, row for row, to the tick.
    """
    world = World(model, draws, max_rows)
    world.run()
    return ContactLog(
        **_contacts(world, draws),
        **_presence(world, model),
        **_stretches(world),
        **_coming(world, model),
        end=model.clock.end,
        truncated=bool(world.center.truncated),
    )


def _contacts(world: World, draws: Draws) -> dict[str, Any]:
    count = int(world.center.rows)
    number = world.column("rows", "number", count)
    told = {
        "answered": np.int64,
        "ended": np.int64,
        "released": np.int64,
        "agent": np.int32,
        "outcome": np.int8,
    }
    columns: dict[str, Any] = {
        name: np.array(world.column("rows", name, count), dtype=kind) for name, kind in told.items()
    }
    static = ("key", "queue", "reason", "shift", "relevant")
    if not world.center.comings:  # the rows are the planned attempts, in their order
        for name in static:
            columns[name] = getattr(draws, name)[:count]
        return columns | {
            "arrived": draws.tick[:count],
            "parent": np.full(count, -1, dtype=np.int32),
            "follow_up": np.full(count, -1, dtype=np.int16),
        }
    first = number >= 0
    planned, entry = number[first], -1 - number[~first]
    for name in ("shift", "relevant"):
        of_planned = getattr(draws, name)
        columns[name] = np.full(count, -1 if name == "shift" else 1, dtype=of_planned.dtype)
        columns[name][first] = of_planned[planned]

    def joined(of_planned: NDArray[Any], field: str, kind: type) -> NDArray[Any]:
        column: NDArray[Any] = np.empty(count, dtype=kind)
        column[first] = of_planned[planned] if len(of_planned) else -1
        coming = world.column("comings", field, int(world.center.comings))
        column[~first] = coming[entry]
        return column

    nothing = np.zeros(0, dtype=np.int64)
    return columns | {
        "key": np.array(world.column("rows", "key", count), dtype=np.uint64),
        "queue": np.array(world.column("rows", "queue", count), dtype=np.int16),
        "reason": np.array(world.column("rows", "reason", count), dtype=np.int16),
        "arrived": joined(draws.tick, "tick", np.int64),
        "parent": joined(nothing, "parent", np.int32),
        "follow_up": joined(nothing, "follow_up", np.int16),
    }


def _presence(world: World, model: Model) -> dict[str, Any]:
    """Who went, and who is still on when the simulated time is over (R51)."""
    stays = int(world.center.stays)
    rows = [
        list(row)
        for row in zip(*(world.column("stays", name, stays).tolist() for name in TOLD), strict=True)
    ]
    end = model.clock.end
    first = model.people.first
    agents = world.arrays["agents"]
    for group in range(len(first) - 1):
        house = world.arrays["groups"][group]
        size = int(first[group + 1] - first[group])
        owed = [
            int(agents[int(first[group]) + (int(house.owed_first) + place) % size].owed_due)
            for place in range(int(house.owed))
        ]
        for number in reversed(range(int(first[group]), int(first[group + 1]))):
            agent = agents[number]
            if not agent.is_on:
                continue
            due = end
            if owed:
                due = owed.pop(0)
            elif agent.is_leaving and end >= agent.shift_end:
                due = int(agent.shift_end)
            if end > agent.on_since:
                rows.append([number, int(agent.on_since), end, due])
    table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 4)
    return {
        "presence_agent": table[:, 0].astype(np.int32),
        "presence_on": table[:, 1].copy(),
        "presence_off": table[:, 2].copy(),
        "presence_due": table[:, 3].copy(),
    }


TOLD = ("agent", "begin", "until", "due")


def _stretches(world: World) -> dict[str, Any]:
    count = int(world.center.stretches)
    row, agent, start, end = (
        world.column("stretches", name, count) for name in ("number", "agent", "begin", "until")
    )
    order = np.lexsort((end, start, agent, row))
    return {
        "stretch_row": row[order].astype(np.int32),
        "stretch_agent": agent[order].astype(np.int32),
        "stretch_start": start[order].astype(np.int64),
        "stretch_end": end[order].astype(np.int64),
    }


def _coming(world: World, model: Model) -> dict[str, Any]:
    """Attempts that would arrive at the end or later and are not cancelled (R54)."""
    count = int(world.center.comings)
    tick = world.column("comings", "tick", count)
    still = (world.column("comings", "state", count) == 0) & (tick >= model.clock.end)
    parent, follow_up = (
        world.column("comings", name, count)[still] for name in ("parent", "follow_up")
    )
    tick = tick[still]
    order = np.lexsort((tick, follow_up, parent))
    return {
        "coming_parent": parent[order].astype(np.int32),
        "coming_follow_up": follow_up[order].astype(np.int16),
        "coming_tick": tick[order].astype(np.int64),
    }
