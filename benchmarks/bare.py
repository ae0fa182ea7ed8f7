"""A bare kernel: one queue written by hand in Numba, with its draws, that keeps only waits.

The yardstick for what generality costs; not part of the tool. First come, first served: a contact
is answered when the earliest agent is free, if that is within its patience.
"""

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=False)
def _waits(
    gaps: np.ndarray, handle: np.ndarray, patience: np.ndarray, agents: int, waits: np.ndarray
) -> None:
    free = np.zeros(agents)  # a heap: when each agent is free
    now = 0.0
    for number in range(len(gaps)):
        now += gaps[number]
        wait = max(free[0] - now, 0.0)
        if wait > patience[number]:
            waits[number] = -1.0
            continue
        waits[number] = wait
        until = now + wait + handle[number]
        place = 0
        while True:
            below = 2 * place + 1
            if below >= agents:
                break
            if below + 1 < agents and free[below + 1] < free[below]:
                below += 1
            if free[below] >= until:
                break
            free[place] = free[below]
            place = below
        free[place] = until


def bare_kernel(
    rate_per_s: float, handle_s: float, patience_s: float, agents: int, length_s: float, seed: int
) -> int:
    """Contacts simulated."""
    chance = np.random.default_rng(seed)
    count = int(rate_per_s * length_s)
    waits = np.empty(count)
    _waits(
        chance.exponential(1 / rate_per_s, count),
        chance.exponential(handle_s, count),
        chance.exponential(patience_s, count),
        agents,
        waits,
    )
    return count
