"""The engines: one `Model` and one `Draws` in, one `ContactLog` out."""

from __future__ import annotations

from typing import Protocol

from sim.draws import Draws
from sim.log import ContactLog
from sim.model import Model

ENGINES = ("reference",)


class Engine(Protocol):
    """Simulates one replication."""

    def __call__(self, model: Model, draws: Draws) -> ContactLog: ...


def engine_named(name: str) -> Engine:
    """The engine of this name; ValueError says which there are."""
    if name == "reference":
        from sim.engine import reference  # SimPy is imported only where it is used

        return reference.run
    raise ValueError(f"no engine is called {name!r}; there is: {', '.join(ENGINES)}")
