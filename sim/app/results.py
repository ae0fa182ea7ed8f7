"""Studies that were simulated already, by content; those not asked for longest are given up."""

from __future__ import annotations

import pickle
import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Cache(Generic[Value]):
    """Values up to so many bytes together; safe to be shared by threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._found: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()
        self._bytes = 0

    def get(self, key: Hashable) -> Value | None:
        """The value, which is now the one asked for last; None if it is not kept."""
        with self._lock:
            found = self._found.get(key)
            if found is None:
                return None
            self._found.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value of so many bytes."""
        with self._lock:
            before = self._found.pop(key, None)
            self._bytes += size - (before[1] if before else 0)
            self._found[key] = (value, size)
            while self._bytes > self._most and len(self._found) > 1:
                _, (_, freed) = self._found.popitem(last=False)
                self._bytes -= freed

    def __len__(self) -> int:
        return len(self._found)


def size_of(value: object) -> int:
    """Bytes of a value, near enough: those of its pickle."""
    return len(pickle.dumps(value))
