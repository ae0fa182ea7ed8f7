"""Keys: 64-bit integers from names and numbers, and uniforms from keys (design: CRN by key).

The mixer is the finalizer of SplitMix64 (Steele, Lea & Flood 2014, OOPSLA). Arithmetic is modulo
2**64, exact and the same on every platform.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]

CELL_BITS = 16
"""A key's upper bits are its cell in a quantile table."""

_ALL = 2**64 - 1
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def name_hash(name: str) -> int:
    """64-bit hash of a name, stable between versions and machines."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def mix(key: Keys | int, label: Keys | int) -> Keys:
    """A new key from a key and a label; arrays broadcast. Always an array (of any shape)."""
    if isinstance(label, int) or label.ndim == 0:
        if isinstance(key, int) or key.ndim == 0:
            return np.array(mix_one(int(key) & _ALL, int(label) & _ALL), dtype=np.uint64)
        # one label of many keys, scrambled once
        scrambled: Keys | np.uint64 = np.uint64(_scramble_one(_label(int(label))))
    else:
        scrambled = _scramble(label * _GOLDEN + _FIRST)
    # The label is scrambled first: keys and labels that differ a little must not cancel.
    if isinstance(key, int) or key.ndim == 0:
        begun = np.uint64((int(key) + int(_GOLDEN)) & _ALL)
        return _scramble(np.asarray(scrambled ^ begun, dtype=np.uint64))
    return _scramble((key + _GOLDEN) ^ scrambled)


def mix_one(key: int, label: int) -> int:
    """`mix` of two single keys, in Python integers."""
    scrambled = _scramble_one(_label(label))
    return _scramble_one(((key + int(_GOLDEN)) & _ALL) ^ scrambled)


def cell_of(key: int) -> int:
    """The cell of a key in a quantile table of 2**CELL_BITS cells."""
    return key >> (64 - CELL_BITS)


def _scramble_one(value: int) -> int:
    value &= _ALL
    value = (value ^ (value >> 30)) * int(_FIRST) & _ALL
    value = (value ^ (value >> 27)) * int(_SECOND) & _ALL
    return value ^ (value >> 31)


def _label(label: int) -> int:
    return label * int(_GOLDEN) + int(_FIRST)


def _scramble(value: Keys) -> Keys:
    """The array itself, changed in place."""
    value ^= value >> np.uint64(30)
    value *= _FIRST
    value ^= value >> np.uint64(27)
    value *= _SECOND
    value ^= value >> np.uint64(31)
    return value


def uniform(key: Keys) -> NDArray[np.float64]:
    """Uniforms in the open interval (0, 1), from the upper 52 bits of the keys."""
    share: NDArray[np.float64] = (key >> np.uint64(12)).astype(np.float64)
    share += 0.5
    share *= 2.0**-52
    return share
