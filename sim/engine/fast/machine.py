"""The compiled functions: compiled or loaded from the cache, once a process."""

from __future__ import annotations

import ctypes
import importlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from sim.engine.fast.folder import cache_folder
from sim.engine.fast.jit import UNITS, Function, unit_names

config: Any = numba.config  # its variables are not known to the type checker

COMPLETE = "complete"
"""A file of this name stands in a cache folder when everything in it is compiled."""

NOTICE = "Compiling the engine (once for each version; some seconds) ..."

HOW: dict[str, Any] = {"error_model": "numpy", "forceinline": True}
"""`forceinline`: into the function with the calling convention of C that numba wraps around it."""

LOOP = "sim.engine.fast.loop.loop"

_lock = threading.Lock()
_ready: list[tuple[NDArray[np.int64], Any]] = []


def prepare(report: Callable[[str], None] | None = None) -> None:
    """Compile the engine, or load what was compiled before, unless it is ready already.

    Call it before workers start: they find the compiled code in the cache, or inherit it. `report`
    gets a line of text if compiling takes a while.
    """
    with _lock:
        if not _ready:
            _ready.append(_compiled(report))


def machine() -> tuple[NDArray[np.int64], Any]:
    """The table of addresses, and the loop as a function (address of the center, budget)."""
    prepare()
    return _ready[0]


def _compiled(report: Callable[[str], None] | None) -> tuple[NDArray[np.int64], Any]:
    importlib.import_module("sim.engine.fast.loop")  # and with it all that has cold functions

    folder = cache_folder()
    known = folder is not None and (folder / COMPLETE).exists()
    if report is not None and not known:
        report(NOTICE)
    names = unit_names()
    units = [_unit(*UNITS[name], folder) for name in names]
    if folder is not None and not known:
        try:
            (folder / COMPLETE).touch()
        except OSError:  # such as a full disk: the next process compiles again
            pass
    addresses = np.array([unit.address for unit in units], dtype=np.int64)
    _kept.extend(units)
    enter = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64)
    return addresses, enter(int(addresses[names.index(LOOP)]))


_kept: list[Any] = []
"""Machine code lives as long as what numba made for it."""


def _unit(function: Function, signature: Any, folder: Path | None) -> Any:
    if folder is not None:
        before = config.CACHE_DIR
        config.CACHE_DIR = str(folder)
        try:
            return numba.cfunc(signature, cache=True, **HOW)(function)
        except Exception:
            # A damaged or unwritable cache: compile without. An error of the function comes again.
            pass
        finally:
            config.CACHE_DIR = before
    return numba.cfunc(signature, **HOW)(function)
