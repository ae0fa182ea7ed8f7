"""Keys: 64-bit integers from names and numbers, and uniforms from keys (design: CRN by key).

The mixer is the finalizer of SplitMix64 (Steele, Lea & Flood 2014, OOPSLA). Arithmetic is modulo
2**64, exact and the same on every platform.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.machine.kernels import Floats, Memory, inlined, kernel

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
        scrambled: Keys | np.uint64 = _scrambled_label(int(label))
    else:
        scrambled = _scramble(label * _GOLDEN + _FIRST)
    # The label is scrambled first: keys and labels that differ a little must not cancel.
    if isinstance(key, int) or key.ndim == 0:
        begun = np.uint64((int(key) + int(_GOLDEN)) & _ALL)
        return _scramble(np.asarray(scrambled ^ begun, dtype=np.uint64))
    return _scramble((key + _GOLDEN) ^ scrambled)


def mix_counting(keys: Keys, counts: NDArray[np.int64]) -> Keys:
    """`mix(key, 0)`, `mix(key, 1)`, ... of every key, as many as its count, end to end."""
    labels = np.arange(counts.max(initial=0), dtype=np.uint64) * _GOLDEN + _FIRST
    before = np.cumsum(counts) - counts
    mixed = np.repeat(keys + _GOLDEN, counts)
    label = np.arange(len(mixed)) - np.repeat(before, counts)
    mixed ^= _scramble(labels)[label]
    return _scramble(mixed)


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


@lru_cache(maxsize=1024)
def _scrambled_label(label: int) -> np.uint64:
    """Purposes are few, and every queue and replication asks for them."""
    return np.uint64(_scramble_one(_label(label)))


def _scramble(value: Keys) -> Keys:
    """The array itself, changed in place."""
    shifted = value >> np.uint64(30)
    value ^= shifted
    value *= _FIRST
    np.right_shift(value, np.uint64(27), out=shifted)
    value ^= shifted
    value *= _SECOND
    np.right_shift(value, np.uint64(31), out=shifted)
    value ^= shifted
    return value


_EXPONENT_OF_1 = np.uint64(0x3FF << 52)
_ALMOST_1 = 1.0 - 2.0**-53


def draws_of(keys: Keys, purpose: int) -> Floats:
    """`uniform(mix(keys, purpose))`, of keys that lie one after the other."""
    share = np.empty(len(keys))
    _draw(
        {
            "count": len(keys),
            "key": Memory(keys),
            "purpose": purpose,
            "share": Memory(share),
        }
    )
    return share


@kernel
def _draw(count: int, key: Keys, purpose: int, share: Floats) -> None:
    label = scrambled_label(purpose)
    for number in range(count):
        share[number] = share_of(mixed(key[number], label))


_BITS_30, _BITS_27, _BITS_31, _BITS_12 = (np.uint64(bits) for bits in (30, 27, 31, 12))


@inlined
def _scrambled(value: Any) -> Any:
    value = (value ^ (value >> _BITS_30)) * _FIRST
    value = (value ^ (value >> _BITS_27)) * _SECOND
    return value ^ (value >> _BITS_31)


@inlined
def scrambled_label(label: int) -> Any:
    """What `mixed` needs of a label."""
    return _scrambled(np.uint64(label) * _GOLDEN + _FIRST)


@inlined
def mixed(key: Any, label: Any) -> Any:
    """`mix` of a key and a scrambled label, in kernels."""
    return _scrambled((np.uint64(key) + _GOLDEN) ^ label)


@inlined
def share_of(key: Any) -> Any:
    """`uniform` of a key, in kernels: exact, for 53 bits are all a double has."""
    return (float(np.int64(key >> _BITS_12)) + 0.5) * 2.0**-52


def uniform(key: Keys) -> NDArray[np.float64]:
    """Uniforms in the open interval (0, 1), (n + 1/2) / 2**52 with n the upper 52 bits."""
    bits = key >> np.uint64(12)
    # As the fraction of a double in [1, 2): no conversion, and the difference is exact.
    bits |= _EXPONENT_OF_1
    share: NDArray[np.float64] = bits.view(np.float64)
    share -= _ALMOST_1
    return share
