"""Customers: instants and keys, and who comes from where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.keys import Keys, mix, name_hash

Ints = NDArray[np.int64]

TRACE = name_hash("trace")


@dataclass(frozen=True, eq=False)
class Customers:
    """First attempts, in no order."""

    tick: Ints
    key: Keys


@dataclass(frozen=True, eq=False)
class Grouped:
    """Customers by queue: those of queue q are at first[q] .. first[q + 1]."""

    customers: Customers
    first: Ints  # [queues + 1]


def joined(parts: Sequence[Customers]) -> Customers:
    """All of them as one."""
    if len(parts) == 1:
        return parts[0]
    return Customers(
        np.concatenate([np.empty(0, dtype=np.int64), *(part.tick for part in parts)]),
        np.concatenate([np.empty(0, dtype=np.uint64), *(part.key for part in parts)]),
    )


def grouped(of_queues: Sequence[Customers]) -> Grouped:
    """Customers given queue by queue."""
    counts = [len(customers.key) for customers in of_queues]
    return Grouped(joined(of_queues), np.cumsum([0, *counts]))


def by_queue(groups: Sequence[Grouped]) -> Grouped:
    """All of them, those of a queue together."""
    some = [group for group in groups if len(group.customers.key)]
    if len(some) == 1:
        return some[0]
    first = sum((group.first for group in groups[1:]), groups[0].first)
    parts: list[Customers] = []
    for queue in range(len(first) - 1):
        for group in some:
            begin, until = group.first[queue], group.first[queue + 1]
            if begin < until:
                customers = group.customers
                parts.append(Customers(customers.tick[begin:until], customers.key[begin:until]))
    return Grouped(joined(parts), first)


def from_trace(trace: Ints, start: int, queue_key: Keys) -> Customers:
    """The customers of replayed instants, numbered from the first one at or after `start`.

    Instants are the same in every replication, keys are not.
    """
    number = np.arange(len(trace)) - np.searchsorted(trace, start)
    return Customers(trace.astype(np.int64), mix(mix(queue_key, TRACE), number.astype(np.uint64)))
