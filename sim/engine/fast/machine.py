"""The compiled functions: compiled or loaded from the cache, once a process."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.fast import kept
from sim.engine.fast.folder import cache_folder

NOTICE = "Compiling the engine (once for each version; some seconds) ..."

LOOP = "sim.engine.fast.loop.loop"

_lock = threading.Lock()
_ready: list[tuple[NDArray[np.int64], Any]] = []
_loaded: list[kept.Loaded] = []
"""It lives as long as the process: so does the machine code."""


def prepare(report: Callable[[str], None] | None = None) -> None:
    """Compile the engine, or load what was compiled before, unless it is ready already.

    Call it before workers start: they find the compiled code in the cache, or inherit it. `report`
    gets a line of text if compiling takes a while.
    """
    with _lock:
        if not _ready:
            _ready.append(_made_ready(report))


def machine() -> tuple[NDArray[np.int64], Any]:
    """The table of addresses, and the loop as a function (address of the center, budget)."""
    prepare()
    return _ready[0]


def _made_ready(report: Callable[[str], None] | None) -> tuple[NDArray[np.int64], Any]:
    folder = cache_folder()
    file = None if folder is None else kept.file_in(folder)
    units = None if file is None else kept.read(file)
    if units is None:
        if report is not None:
            report(NOTICE)
        from sim.engine.fast.compiling import compiled_units  # Numba, that is

        units = compiled_units()
        if file is not None:
            kept.write(file, units)
    loaded = kept.Loaded(units)
    _loaded.append(loaded)
    names = [unit.name for unit in units]
    enter = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64)
    entrance = enter(loaded.addresses[names.index(LOOP)])
    return np.array(loaded.addresses, dtype=np.int64), entrance
