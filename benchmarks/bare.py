"""Bare kernels: one queue written by hand in Numba, with its draws, that keep only waits.

The yardsticks for what generality costs; not part of the tool. `event_kernel` is what one writes
for this queue alone: a list of events, agents counted, a line of those who wait. `shortest_kernel`
has no events at all: first come, first served, a contact is answered when the earliest agent is
free, if that is within its patience. Nothing can be changed in it but its numbers.
"""

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=False)
def _push(ticks: np.ndarray, entities: np.ndarray, count: int, tick: float, entity: int) -> None:
    place = count
    while place > 0:
        above = (place - 1) >> 1
        if ticks[above] <= tick:
            break
        ticks[place], entities[place] = ticks[above], entities[above]
        place = above
    ticks[place], entities[place] = tick, entity


@numba.njit(cache=False)
def _pop(ticks: np.ndarray, entities: np.ndarray, count: int) -> None:
    last = count - 1
    tick, entity = ticks[last], entities[last]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= last:
            break
        if below + 1 < last and ticks[below + 1] < ticks[below]:
            below += 1
        if ticks[below] >= tick:
            break
        ticks[place], entities[place] = ticks[below], entities[below]
        place = below
    ticks[place], entities[place] = tick, entity


@numba.njit(cache=False)
def _by_events(
    gaps: np.ndarray, handle: np.ndarray, patience: np.ndarray, agents: int, waits: np.ndarray
) -> None:
    contacts = len(gaps)
    ticks = np.empty(contacts + agents)  # events: an agent is free (-1), a customer leaves (number)
    entities = np.empty(contacts + agents, dtype=np.int64)
    arrived = np.empty(contacts)
    line = np.empty(contacts, dtype=np.int64)
    has_left = np.zeros(contacts, dtype=np.bool_)
    is_served = np.zeros(contacts, dtype=np.bool_)
    events = head = tail = 0
    free = agents
    number = 0
    next_arrival = gaps[0]
    while number < contacts or events > 0:
        if number < contacts and (events == 0 or next_arrival <= ticks[0]):
            now = next_arrival
            arrived[number] = now
            if free > 0:
                free -= 1
                waits[number] = 0.0
                is_served[number] = True
                _push(ticks, entities, events, now + handle[number], -1)
            else:
                line[tail] = number
                tail += 1
                _push(ticks, entities, events, now + patience[number], number)
            events += 1
            number += 1
            if number < contacts:
                next_arrival = now + gaps[number]
            continue
        now, entity = ticks[0], entities[0]
        _pop(ticks, entities, events)
        events -= 1
        if entity >= 0:
            if not is_served[entity]:
                has_left[entity] = True
                waits[entity] = -1.0
            continue
        while head < tail and has_left[line[head]]:
            head += 1
        if head == tail:
            free += 1
            continue
        taken = line[head]
        head += 1
        waits[taken] = now - arrived[taken]
        is_served[taken] = True
        _push(ticks, entities, events, now + handle[taken], -1)
        events += 1


@numba.njit(cache=False)
def _shortest(
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


def event_kernel(
    rate_per_s: float, handle_s: float, patience_s: float, agents: int, length_s: float, seed: int
) -> np.ndarray:
    """Waits in seconds, -1 of those who left."""
    gaps, handle, patience = _draws(rate_per_s, handle_s, patience_s, length_s, seed)
    waits = np.empty(len(gaps))
    _by_events(gaps, handle, patience, agents, waits)
    return waits


def shortest_kernel(
    rate_per_s: float, handle_s: float, patience_s: float, agents: int, length_s: float, seed: int
) -> np.ndarray:
    """Waits in seconds, -1 of those who left: the same as those of `event_kernel`."""
    gaps, handle, patience = _draws(rate_per_s, handle_s, patience_s, length_s, seed)
    waits = np.empty(len(gaps))
    _shortest(gaps, handle, patience, agents, waits)
    return waits


def _draws(
    rate_per_s: float, handle_s: float, patience_s: float, length_s: float, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    count = int(rate_per_s * length_s)
    return (
        chance.exponential(1 / rate_per_s, count),
        chance.exponential(handle_s, count),
        chance.exponential(patience_s, count),
    )
