"""The compiled functions: compiled or loaded from the cache, once a process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.machine import kept
from sim.machine.folder import cache_folder

NOTICE = "Compiling the engine (once for each version; some seconds) ..."


class Code:
    """Machine code in memory, as long as this lives."""

    def __init__(self, units: Sequence[kept.Unit]) -> None:
        self._loaded = kept.Loaded(units)
        self.table: NDArray[np.int64] = np.array(self._loaded.addresses, dtype=np.int64)
        """The addresses of all functions, those of the engine first, by name."""
        self._place = {unit.name: place for place, unit in enumerate(units)}

    def address(self, name: str) -> int:
        """Where a function begins; KeyError if there is none of this name."""
        address: int = self._loaded.addresses[self._place[name]]
        return address


_lock = threading.Lock()
_ready: list[Code] = []


def prepare(report: Callable[[str], None] | None = None) -> None:
    """Compile all functions, or load what was compiled before, unless they are ready already.

    Call it before workers start: they find the compiled code in the cache, or inherit it. `report`
    gets a line of text if compiling takes a while.
    """
    with _lock:
        if not _ready:
            _ready.append(_made_ready(report))


def code() -> Code:
    """The machine code, once it is ready."""
    if not _ready:
        prepare()
    return _ready[0]


def _made_ready(report: Callable[[str], None] | None) -> Code:
    folder = cache_folder()
    file = None if folder is None else kept.file_in(folder)
    units = None if file is None else kept.read(file)
    if units is None:
        if report is not None:
            report(NOTICE)
        from sim.machine.compiling import compiled_units  # Numba, that is

        units = compiled_units()
        if file is not None:
            kept.write(file, units)
    return Code(units)
