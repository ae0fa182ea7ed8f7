"""From the engine's functions to object code, by Numba. Only a process that compiles imports this.

Numba has a cache of its own, but it is one entry for each function, and looking up sixty takes
longer than a small study. So its output is taken from it and kept in one file (`kept`).
"""

from __future__ import annotations

import importlib
from typing import Any

import numba
from llvmlite import binding

from sim.engine.fast.jit import UNITS, unit_names
from sim.engine.fast.kept import Unit

HOW: dict[str, Any] = {"error_model": "numpy", "forceinline": True}
"""`forceinline`: into the function with the calling convention of C that numba wraps around it."""


def compiled_units() -> list[Unit]:
    """Every cold function of the engine, compiled, in the order of the table of addresses."""
    importlib.import_module("sim.engine.fast.loop")  # and with it all that has cold functions
    return [_unit(name) for name in unit_names()]


def _unit(name: str) -> Unit:
    function, signature = UNITS[name]
    compiled: Any = numba.cfunc(signature, **HOW)(function)
    # Numba tells other processes what it compiled by this, for its own cache.
    _library, _kind, (code, _bitcode) = compiled._library.serialize_using_object_code()
    _check_that_it_stands_alone(name, compiled.inspect_llvm())
    return Unit(name, compiled.native_name, code)


def _check_that_it_stands_alone(name: str, text: str) -> None:
    """Code that calls into Numba's library would end a process that has not loaded the library."""
    for function in binding.parse_assembly(text).functions:
        if function.is_declaration and not function.name.startswith("llvm."):
            raise AssertionError(f"{name} uses {function.name}, which is not of the engine")
