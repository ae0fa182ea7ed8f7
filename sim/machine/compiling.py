"""From functions to object code, by Numba. Only a process that compiles imports this.

Numba has a cache of its own, but it is one entry for each function, and looking up sixty takes
longer than a small study. So its output is taken from it and kept in one file (`kept`).
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import FunctionType
from typing import Any

import numba
from llvmlite import binding
from numba.core import types

from sim.machine.kept import Unit
from sim.machine.kernels import HELPERS
from sim.machine.units import KERNELS, MODULES, UNITS, Function, unit_name, unit_names

HOW: dict[str, Any] = {"error_model": "numpy", "forceinline": True}
"""`forceinline`: into the function with the calling convention of C that numba wraps around it."""

_pointer: Any = types.CPointer

_TYPES: Mapping[str, Any] = {
    "int": types.int64,
    "None": types.void,
    "Ints": _pointer(types.int64),
    "Int32s": _pointer(types.int32),
    "Int16s": _pointer(types.int16),
    "Int8s": _pointer(types.int8),
    "Keys": _pointer(types.uint64),
    "Floats": _pointer(types.float64),
}
"""What annotations of kernels mean. Arrays are pointers: nothing is counted, nothing is checked."""


def compiled_units() -> list[Unit]:
    """Every function, compiled: the engine's in the order of the table of addresses, then the
    kernels."""
    for module in MODULES:
        importlib.import_module(module)
    found = [_unit(name, *UNITS[name]) for name in unit_names()]
    for name in sorted(KERNELS):
        function = KERNELS[name]
        notes = dict(function.__annotations__)
        result = _TYPES[notes.pop("return")]
        parameters = [_TYPES[note] for note in notes.values()]
        found.append(_unit(name, _with_helpers(function), result(*parameters)))
    return found


def _with_helpers(function: Function) -> Function:
    """The same function, whose helpers are compiled into it."""
    assert isinstance(function, FunctionType)
    space = dict(function.__globals__)
    for name in function.__code__.co_names:
        helper = space.get(name)
        if isinstance(helper, FunctionType) and unit_name(helper) in HELPERS:
            space[name] = numba.njit(**HOW)(_with_helpers(helper))
    return FunctionType(function.__code__, space, function.__name__, function.__defaults__)


def _unit(name: str, function: Function, signature: Any) -> Unit:
    compiled: Any = numba.cfunc(signature, **HOW)(function)
    # Numba tells other processes what it compiled by this, for its own cache.
    _library, _kind, (code, _bitcode) = compiled._library.serialize_using_object_code()
    _check_that_it_stands_alone(name, compiled.inspect_llvm())
    return Unit(name, compiled.native_name, code)


def _check_that_it_stands_alone(name: str, text: str) -> None:
    """Code that calls into Numba's library would end a process that has not loaded the library."""
    for function in binding.parse_assembly(text).functions:
        if function.is_declaration and not function.name.startswith("llvm."):
            raise AssertionError(f"{name} uses {function.name}, which is none of the units")
