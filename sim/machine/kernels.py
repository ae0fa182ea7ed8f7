"""Kernels: plain loops over arrays, compiled, which Python calls with arrays by name.

A kernel is an ordinary function, and its source says nothing of machine code: its parameters are
arrays (`Ints`, `Int8s`, ...) and whole numbers. It runs uncompiled just as well, only slowly; tests
do that. Compiled it gets addresses, and nothing checks an index.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.machine.units import KERNELS, Function, unit_name

Ints = NDArray[np.int64]
Int32s = NDArray[np.int32]
Int16s = NDArray[np.int16]
Int8s = NDArray[np.int8]
Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]

_DTYPES: Mapping[str, np.dtype[Any]] = {
    "Ints": np.dtype(np.int64),
    "Int32s": np.dtype(np.int32),
    "Int16s": np.dtype(np.int16),
    "Int8s": np.dtype(np.int8),
    "Keys": np.dtype(np.uint64),
    "Floats": np.dtype(np.float64),
}

HELPERS: set[str] = set()
"""Functions that are compiled into the kernels that call them, by module and name."""


class Memory:
    """An array, with the address of its first entry, which takes numpy long to tell.

    Raises ValueError if the entries do not lie one after the other.
    """

    __slots__ = ("address", "array", "dtype")

    def __init__(self, array: NDArray[Any]) -> None:
        if not array.flags.c_contiguous:
            raise ValueError("the entries of the array do not lie one after the other")
        self.array = array
        self.dtype: np.dtype[Any] = array.dtype
        self.address: int
        if array.flags.writeable:
            # a view of it without entries tells four times as fast
            buffer: Any = array
            self.address = ctypes.addressof(_NOTHING.from_buffer(buffer))
        else:
            self.address = array.ctypes.data


_NOTHING = ctypes.c_char * 0

Known = dict[str, Memory | int]
"""Arrays and numbers by name."""


class Kernel:
    """A function over arrays that is compiled when all are (`sim.machine.code`)."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self._name = unit_name(function)
        notes = dict(function.__annotations__)
        self._returns = notes.pop("return")
        self._parameters = [(name, _DTYPES.get(note)) for name, note in notes.items()]
        self._entrance: Any = None
        KERNELS[self._name] = function

    def __call__(self, known: Known) -> int:
        """Run it with what is known by the names of its parameters; 0 if it returns nothing.

        KeyError: one is not known; TypeError: an array is of another type.
        """
        values: list[int] = []
        for name, dtype in self._parameters:
            value = known[name]
            if isinstance(value, int):
                if dtype is not None:
                    raise TypeError(f"{self._name}: {name} is a number, not an array")
                values.append(value)
            else:
                if value.dtype is not dtype and value.dtype != dtype:
                    raise TypeError(f"{self._name}: {name} is {value.dtype}, not {dtype}")
                values.append(value.address)
        if self._entrance is None:
            self._entrance = self._found()
        return self._entrance(*values) or 0

    def _found(self) -> Any:
        from sim.machine.code import code  # LLVM, that is

        returned = None if self._returns == "None" else ctypes.c_int64
        kinds = [ctypes.c_int64] * len(self._parameters)
        return ctypes.CFUNCTYPE(returned, *kinds)(code().address(self._name))


def kernel(function: Function) -> Kernel:
    """Compile a function with parameters that are arrays or int, and that returns int or None."""
    return Kernel(function)


def inlined(function: Function) -> Function:
    """Compile a function into the kernels of which it is a part."""
    HELPERS.add(unit_name(function))
    return function
