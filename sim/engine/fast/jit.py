"""How the engine's functions are compiled.

Numba compiles a function anew into everything that calls it, directly or not: with sixty functions
that took minutes. Here each `cold` function is a unit of its own with a fixed signature, and calls
go through a table of addresses that the center knows. Only small `hot` functions are inlined.
"""

from __future__ import annotations

from typing import Any

import numba
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from sim.engine.fast.layout import ARRAYS, CENTER
from sim.machine.units import UNITS, Function, unit_name, unit_names

_CENTER: Any = numba.from_dtype(CENTER)
_WORD = ir.IntType(64)
_BYTES = ir.IntType(8).as_pointer()
_TYPES = {"Any": types.int64, "Key": types.uint64, "None": types.void}


def hot(function: Function) -> Function:
    """Compile a small function of the hot path: the machine code is inlined into its callers."""
    compiled: Function = numba.njit(error_model="numpy", forceinline=True)(function)
    return compiled


def cold(function: Function) -> Function:
    """Compile a function as a unit of its own: called, not inlined.

    The first parameter is the center. The others and the result are 64-bit integers: signed where
    the annotation is `Any`, unsigned where it is `Key`; the result may be None.
    """
    notes = dict(function.__annotations__)
    result = _TYPES[notes.pop("return")]
    parameters = [_CENTER, *(_TYPES[note] for note in list(notes.values())[1:])]
    name = unit_name(function)
    UNITS[name] = function, result(*parameters)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        table = _field(builder, arguments[0], "code_at")
        place = unit_names().index(name)
        entry = builder.add(table, ir.Constant(_WORD, 8 * place))
        address = builder.load(builder.inttoptr(entry, _WORD.as_pointer()))
        kinds = [context.get_value_type(kind) for kind in parameters]
        returned = ir.VoidType() if result == types.void else _WORD
        unit = builder.inttoptr(address, ir.FunctionType(returned, kinds).as_pointer())
        answer = builder.call(unit, arguments)
        return context.get_dummy_value() if result == types.void else answer

    # An intrinsic needs parameters by name: as many as the function has.
    names = ", ".join(f"a{place}" for place in range(len(parameters)))
    space: dict[str, Any] = {"signature": result(*parameters), "generate": generate}
    exec(f"def stub(typing, {names}): return signature, generate", space)
    stub: Function = intrinsic(space["stub"])
    return stub


def record_in(dtype: Any) -> Function:
    """A function (array, number) -> the record of that number in an array of such records."""
    record_type = numba.from_dtype(dtype)

    @intrinsic
    def at(_typing: Any, array: Any, number: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            begin, place = arguments
            place = context.cast(builder, place, signature.args[1], types.int64)
            address = builder.add(begin, builder.mul(place, ir.Constant(_WORD, dtype.itemsize)))
            return builder.inttoptr(address, context.get_value_type(record_type))

        return record_type(array, number), generate

    compiled: Function = at
    return compiled


def record_at(name: str) -> Function:
    """A function (center, number) -> the record of that number in the array of this name."""
    dtype = ARRAYS[name]
    record_type = numba.from_dtype(dtype)

    @intrinsic
    def at(_typing: Any, center: Any, number: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            center_pointer, place = arguments
            place = context.cast(builder, place, signature.args[1], types.int64)
            begin = builder.mul(place, ir.Constant(_WORD, dtype.itemsize))
            address = builder.add(_field(builder, center_pointer, name + "_at"), begin)
            return builder.inttoptr(address, context.get_value_type(record_type))

        return record_type(center, number), generate

    compiled: Function = at
    return compiled


def _field(builder: Any, center: Any, name: str) -> Any:
    """The 64-bit field of the center with this name."""
    offset = ir.Constant(_WORD, _CENTER.offset(name))
    place = builder.gep(builder.bitcast(center, _BYTES), [offset], inbounds=True)
    return builder.load(builder.bitcast(place, _WORD.as_pointer()))
