"""The functions that become machine code, each a unit of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Function = Callable[..., Any]

MODULES = ("sim.engine.fast.loop", "sim.draws", "sim.metrics.tally")
"""Importing these brings about every unit."""

UNITS: dict[str, tuple[Function, Any]] = {}
"""The engine's functions with their signatures, by module and name. They call one another."""

KERNELS: dict[str, Function] = {}
"""Functions that Python calls with arrays (`kernels`), by module and name."""


def unit_name(function: Function) -> str:
    return f"{function.__module__}.{function.__name__}"


def unit_names() -> list[str]:
    """The order of the table of addresses: machine code of another process relies on it, so it is
    that of the names, not that of imports. Only when all modules are imported is it complete.
    """
    return sorted(UNITS)
