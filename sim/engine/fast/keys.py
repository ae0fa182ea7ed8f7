"""Keys in compiled code: the mixer of sim/keys.py on 64-bit integers, and what each draw mixes in.

Written apart from sim/engine/follow_ups.py; tests compare the two.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.draws import BALK as _BALK
from sim.draws import HANDLE as _HANDLE
from sim.draws import PATIENCE as _PATIENCE
from sim.draws import PICK as _PICK
from sim.draws import WRAP_UP as _WRAP_UP
from sim.engine.fast.access import (
    durations,
)
from sim.engine.fast.jit import hot
from sim.keys import CELL_BITS, name_hash

BALK, HANDLE, PATIENCE, PICK, WRAP_UP = (
    np.uint64(purpose) for purpose in (_BALK, _HANDLE, _PATIENCE, _PICK, _WRAP_UP)
)
DELAY, SETTLES, GOES_ON, COUNT, PEERS, PEER_DELAY, DIAL, ACCEPTS, CONTAINED = (
    np.uint64(name_hash(purpose))
    for purpose in (
        "delay",
        "settles",
        "turn",
        "count",
        "peers",
        "peer delay",
        "dial",
        "accepts",
        "contained",
    )
)

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)
SHIFT_30, SHIFT_27, SHIFT_31 = np.uint64(30), np.uint64(27), np.uint64(31)
TO_32_BITS = np.uint64(32)
CELLS = 1 << CELL_BITS
TO_CELL = np.uint64(64 - CELL_BITS)


@hot
def scramble(value: Any) -> Any:
    value = (value ^ (value >> SHIFT_30)) * FIRST
    value = (value ^ (value >> SHIFT_27)) * SECOND
    return value ^ (value >> SHIFT_31)


@hot
def mix(key: Any, label: Any) -> Any:
    """A new key from a key and a label, both unsigned."""
    return scramble((key + GOLDEN) ^ scramble(label * GOLDEN + FIRST))


@hot
def drawn(key: Any, purpose: Any) -> Any:
    """The draw of the key for the purpose, 0 .. 2**32 - 1."""
    return np.int64(mix(key, purpose) >> TO_32_BITS)


@hot
def looked_up(center: Any, table: Any, key: Any, purpose: Any) -> Any:
    """The duration in a table of quantiles that the key draws for the purpose."""
    cell = np.int64(mix(key, purpose) >> TO_CELL)
    return durations(center, table * CELLS + cell).value
