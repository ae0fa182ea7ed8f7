"""The model people write first in SimPy: a process for each contact, a Resource, timeouts.

One queue, exponential handle times and patience; it keeps only waits. The yardstick of
`benchmarks/reference.py`, not part of the tool.
"""

from __future__ import annotations

import random
from collections.abc import Generator
from typing import Any

import simpy


def run_naive(
    rate_per_s: float, handle_s: float, patience_s: float, agents: int, length_s: float, seed: int
) -> tuple[int, int, list[float]]:
    """(contacts, abandoned, waits of the answered in seconds) of one day."""
    env = simpy.Environment()
    desk = simpy.Resource(env, capacity=agents)
    chance = random.Random(seed)
    waits: list[float] = []
    contacts = abandoned = 0

    def contact() -> Generator[Any, Any, None]:
        nonlocal abandoned
        arrived = env.now
        with desk.request() as request:
            got = yield request | env.timeout(chance.expovariate(1 / patience_s))
            if request not in got:
                abandoned += 1
                return
            waits.append(env.now - arrived)
            yield env.timeout(chance.expovariate(1 / handle_s))

    def arrivals() -> Generator[Any, Any, None]:
        nonlocal contacts
        while True:
            yield env.timeout(chance.expovariate(rate_per_s))
            contacts += 1
            env.process(contact())

    env.process(arrivals())
    env.run(until=length_s)
    return contacts, abandoned, waits
