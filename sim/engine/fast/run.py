"""One replication by the compiled engine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from sim.draws import Draws
from sim.engine.fast import layout
from sim.engine.fast.world import World
from sim.engine.refused import refuse_unsupported
from sim.log import ContactLog
from sim.model import Model

ROW_LIMIT = 50_000_000
"""Attempts a log may hold (R52)."""


def run(model: Model, draws: Draws, max_rows: int = ROW_LIMIT) -> ContactLog:
    """Simulate one replication. The same model and draws give the same log, bit for bit.

    It is the log of the reference engine, row for row, to the tick.
    """
    return run_days(model, iter([draws]), max_rows)


def run_days(model: Model, pieces: Iterable[Draws], max_rows: int = ROW_LIMIT) -> ContactLog:
    """Simulate one replication whose planned attempts come in pieces, such as days.

    The pieces, at least one, follow one another: their contact arrays, joined, are those of one
    `Draws`. Each holds the presence of the whole time. The log is that of the whole, bit for bit;
    no more than two pieces are in memory at a time. InputError for a model with a policy.
    """
    refuse_unsupported("fast", model)
    world = World(model, iter(pieces), max_rows)
    world.run()
    return ContactLog(
        **world.told.columns(),
        **_presence(world, model),
        **_stretches(world),
        **_coming(world, model),
        end=model.clock.end,
        truncated=bool(world.center.truncated),
    )


def _presence(world: World, model: Model) -> dict[str, Any]:
    """Who went, and who is still on when the simulated time is over (R51)."""
    gone = int(world.center.stays)
    columns = [
        world.column("stays", name, 0, gone).tolist() for name in ("agent", "begin", "until", "due")
    ]
    rows = [list(row) for row in zip(*columns, strict=True)]
    end = model.clock.end
    first = model.people.first.tolist()

    def all_of(array: str, field: str, count: int) -> list[int]:
        values: list[int] = world.column(array, field, 0, count).tolist()
        return values

    owed_due, is_on, is_leaving, on_since, shift_end = (
        all_of("agents", field, first[-1])
        for field in ("owed_due", "is_on", "is_leaving", "on_since", "shift_end")
    )
    owed, owed_first = (all_of("groups", field, len(first) - 1) for field in ("owed", "owed_first"))
    for group, begin in enumerate(first[:-1]):
        until = first[group + 1]
        debts = [
            owed_due[begin + (owed_first[group] + place) % (until - begin)]
            for place in range(owed[group])
        ]
        for agent in reversed(range(begin, until)):
            if not is_on[agent]:
                continue
            due = end
            if debts:
                due = debts.pop(0)
            elif is_leaving[agent] and end >= shift_end[agent]:
                due = shift_end[agent]
            if end > on_since[agent]:
                rows.append([agent, on_since[agent], end, due])
    table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 4)
    return {
        "presence_agent": table[:, 0].astype(np.int32),
        "presence_on": table[:, 1].copy(),
        "presence_off": table[:, 2].copy(),
        "presence_due": table[:, 3].copy(),
    }


def _stretches(world: World) -> dict[str, Any]:
    count = int(world.center.stretches)
    row, agent, start, end = (
        world.column("stretches", name, 0, count) for name in ("number", "agent", "begin", "until")
    )
    # By row, agent, start and end; they were told in the order of time.
    place = row.astype(np.int64) * int(world.center.agents) + agent
    order = np.argsort(place, kind="stable")
    return {
        "stretch_row": row[order].astype(np.int32),
        "stretch_agent": agent[order].astype(np.int32),
        "stretch_start": start[order].astype(np.int64),
        "stretch_end": end[order].astype(np.int64),
    }


def _coming(world: World, model: Model) -> dict[str, Any]:
    """Attempts that would arrive at the end or later and are not cancelled (R54)."""
    count = int(world.center.comings)
    tick = world.column("comings", "tick", 0, count)
    pending = world.column("comings", "state", 0, count) == layout.PENDING
    still = pending & (tick >= model.clock.end)
    parent, follow_up = (
        world.column("comings", name, 0, count)[still] for name in ("parent", "follow_up")
    )
    tick = tick[still]
    order = np.lexsort((tick, follow_up, parent))
    return {
        "coming_parent": parent[order].astype(np.int32),
        "coming_follow_up": follow_up[order].astype(np.int16),
        "coming_tick": tick[order].astype(np.int64),
    }
