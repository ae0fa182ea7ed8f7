"""Both engines on the same draws: identical, or the first row in which they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.draws import draw
from sim.engine.engines import Engine, engine_named
from sim.engine.events import Outcome
from sim.engine.names import ENGINES
from sim.log import TABLES, ContactLog, first_difference
from sim.model import Labels, Model

LAST = 6
"""Events shown of each engine before the difference."""


@dataclass(frozen=True)
class Difference:
    """Where the logs of two engines part."""

    replication: int
    row: str  # the table, the row and both its versions, in words
    tick: int  # the earliest instant at which they differ
    events: dict[str, tuple[str, ...]]  # the last events of each engine up to then


@dataclass(frozen=True)
class Verified:
    """How many rows of how many replications were compared; `difference` None: identical."""

    replications: int
    rows: int
    difference: Difference | None


def verify(model: Model, replications: int, seed: int) -> Verified:
    """Run every engine on the same draws, replication by replication, to the first difference."""
    engines: dict[str, Engine] = {name: engine_named(name) for name in ENGINES}
    rows = 0
    for replication in range(replications):
        draws = draw(model, seed, replication)
        logs = {name: engine(model, draws) for name, engine in engines.items()}
        (first_name, first), *others = logs.items()
        rows += len(first)
        for name, log in others:
            words = first_difference(first, log)
            if words is not None:
                tick = _first_tick(first, log)
                events = {
                    first_name: _events(first, tick, model.labels),
                    name: _events(log, tick, model.labels),
                }
                found = Difference(replication, f"{first_name} | {name}: {words}", tick, events)
                return Verified(replication + 1, rows, found)
    return Verified(replications, rows, None)


TICKS = {
    "contacts": ("arrived", "answered", "ended", "released"),
    "presence": ("presence_on", "presence_off"),
    "coming": ("coming_tick",),
    "stretches": ("stretch_start", "stretch_end"),
}


def _first_tick(left: ContactLog, right: ContactLog) -> int:
    """The earliest instant told in a row that the two do not share; `end` if there is none."""
    earliest = left.end
    for table, columns in TABLES.items():
        same = _rows_alike(left, right, columns)
        here, there = (
            {
                tuple(r)
                for r in zip(*(getattr(log, c)[same:].tolist() for c in columns), strict=True)
            }
            for log in (left, right)
        )
        places = [columns.index(name) for name in TICKS[table]]
        # Within a row that both tell otherwise only the instants that differ count.
        told = here ^ there
        instants = [{row[place] for row in told} for place in places]
        for place, values in zip(places, instants, strict=True):
            ours = sorted(row[place] for row in here - there)
            theirs = sorted(row[place] for row in there - here)
            if ours != theirs:
                unlike = [tick for tick in values if ours.count(tick) != theirs.count(tick)]
                earliest = min([earliest, *(tick for tick in unlike if tick >= 0)])
    return earliest


def _rows_alike(left: ContactLog, right: ContactLog, columns: Sequence[str]) -> int:
    """Rows before the first one that differs: of a long log nearly all."""
    pairs = [(getattr(left, column), getattr(right, column)) for column in columns]
    shorter = min(len(array) for array in pairs[0])
    differs = np.zeros(shorter, dtype=bool)
    for one, other in pairs:
        differs |= one[:shorter] != other[:shorter]
    return int(np.argmax(differs)) if differs.any() else shorter


def _events(log: ContactLog, tick: int, labels: Labels) -> tuple[str, ...]:
    """The last events up to the tick that the log tells, in words, the latest last."""
    events: list[tuple[int, int, str]] = []

    def add(ticks: np.ndarray, what: str, agents: np.ndarray | None) -> None:
        early = np.flatnonzero((ticks >= 0) & (ticks <= tick))
        for row in early[np.argsort(ticks[early], kind="stable")][-LAST:].tolist():
            outcome = Outcome(int(log.outcome[row])).name.lower()
            words = f"row {row} ({labels.queues[int(log.queue[row])]}) {what}"
            if what == "ends":
                words += f" ({outcome})"
            if agents is not None and agents[row] >= 0:
                words += f", agent {int(agents[row])}"
            events.append((int(ticks[row]), row, words))

    add(log.arrived, "arrives", None)
    add(log.answered, "is answered", log.agent)
    add(log.ended, "ends", log.agent)
    add(log.released, "is released", log.agent)
    for ticks, what in ((log.presence_on, "comes"), (log.presence_off, "goes")):
        early = np.flatnonzero(ticks <= tick)
        for place in early[np.argsort(ticks[early], kind="stable")][-LAST:].tolist():
            agent = int(log.presence_agent[place])
            events.append((int(ticks[place]), -1, f"agent {agent} {what}"))
    # Dialling in vain, and work that was put down.
    of_stretches = (log.stretch_start, "goes into the hands"), (log.stretch_end, "goes out of them")
    for ticks, what in of_stretches:
        early = np.flatnonzero(ticks <= tick)
        for place in early[np.argsort(ticks[early], kind="stable")][-LAST:].tolist():
            row, agent = int(log.stretch_row[place]), int(log.stretch_agent[place])
            words = f"row {row} ({labels.queues[int(log.queue[row])]}) {what}, agent {agent}"
            events.append((int(ticks[place]), row, words))
    return tuple(f"{when} {words}" for when, _, words in sorted(events)[-LAST:])
