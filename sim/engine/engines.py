"""The engines: one `Model` and one `Draws` in, one `ContactLog` out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sim.draws import Draws, draw, draw_days
from sim.engine.names import ENGINES
from sim.log import ContactLog
from sim.model import Model


class Engine(Protocol):
    """Simulates one replication."""

    def __call__(self, model: Model, draws: Draws) -> ContactLog: ...


def engine_named(name: str) -> Engine:
    """The engine of this name; ValueError says which there are."""
    _check_name(name)
    # LLVM and SimPy are imported only where they are used.
    if name == "fast":
        from sim.engine.fast.run import run

        return run
    from sim.engine import reference

    return reference.run


def _check_name(name: str) -> None:
    if name not in ENGINES:
        raise ValueError(f"no engine is called {name!r}; there is: {', '.join(ENGINES)}")


def replicate(name: str, model: Model, seed: int, replication: int) -> ContactLog:
    """Draw and simulate one replication by the engine of this name.

    It is the engine's log of `draw(model, seed, replication)`, bit for bit. The fast engine draws
    as it goes, about a day at a time: a month of a national operator has ten million attempts.
    """
    if name == "fast":
        from sim.engine.fast.run import run_days

        return run_days(model, draw_days(model, seed, replication))
    return engine_named(name)(model, draw(model, seed, replication))


def prepare(name: str, report: Callable[[str], None] | None = None) -> None:
    """Make all ready to simulate by the engine of this name: compile, or load what was compiled.

    The log of either engine is counted by compiled passes, which lie in one file with the fast
    engine. Call it once before worker processes start. `report` gets a line of text if it takes a
    while. ValueError: there is no such engine.
    """
    _check_name(name)
    from sim.machine import code  # LLVM, that is

    code.prepare(report)
