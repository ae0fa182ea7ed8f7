"""The number of agents available, inferred from what customers met: there is no roster.

Each half hour of each neighbouring day is a birth-death chain (Erlang A: Poisson arrivals,
exponential handle times and patience, Palm 1957) that starts from the recorded number of customers
in the center and has the recorded arrival rate. The number of agents N is the one under which the
recorded outcomes (answered at once, answered within the threshold, answered later, left) are most
likely, all neighbouring days and adjoining half hours together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm

Floats = NDArray[np.float64]

STEP_S = 60.0  # of the transient solution
MOST = 14  # agents tried
GRID = 0.1  # of the numbers of agents compared


@dataclass(frozen=True)
class HalfHour:
    """What one half hour of one day says about the staff.

    `outcomes` counts the contacts answered at once, within the threshold, later, and left.
    """

    arrivals: int
    in_center: int  # customers waiting or served when it starts
    mean_service: float  # seconds, of its mix of contacts
    outcomes: tuple[int, int, int, int]
    weight: float


def outcome_shares(
    half: HalfHour, leave_rate: float, agents: int, length: float, within: float
) -> Floats:
    """Expected shares of the four outcomes for a whole number of agents.

    leave_rate: customers leaving per second and waiting customer; length and within: seconds.
    """
    states = max(45, half.in_center + 30)
    arrive = half.arrivals / length
    serve = 1 / half.mean_service
    present = np.arange(states, dtype=np.float64)
    down = serve * np.minimum(present, agents) + leave_rate * np.maximum(present - agents, 0)
    met = _mean_distribution(arrive, down, half.in_center, length)
    ahead = int(states - agents)  # positions in the queue that can be met
    capacity = agents * serve
    # The customer who finds j waiting: passes served with rates capacity + i x leave, i = 0..j.
    found = met[agents:]
    place = np.arange(ahead, dtype=np.float64)
    served = capacity / (capacity + (place + 1) * leave_rate)
    in_time = _served_within(capacity, leave_rate, ahead, within)
    at_once = float(met[:agents].sum())
    early = float((found * in_time).sum())
    answered = float((found * served).sum())
    return np.array([at_once, early, answered - early, float(found.sum()) - answered])


def log_likelihood(half: HalfHour, leave_rate: float, length: float, within: float) -> Floats:
    """Weighted log-likelihood of the outcomes of a half hour, for each number of the grid.

    A fractional number stands for the two whole numbers around it, in proportion: head counts are
    rounded to whole agents in the same way when a day is drawn.
    """
    grid = staff_grid()
    if half.arrivals == 0:
        return np.zeros(len(grid))
    whole = np.arange(1, MOST + 1)
    shares = np.array([outcome_shares(half, leave_rate, int(n), length, within) for n in whole])
    between = np.array([np.interp(grid, whole, shares[:, k]) for k in range(4)])
    counts = np.asarray(half.outcomes, dtype=np.float64)
    return np.asarray(half.weight * (counts @ np.log(np.maximum(between, 1e-9))))


def staff_grid() -> Floats:
    """The numbers of agents compared."""
    return np.asarray(np.round(np.arange(1.0, MOST + GRID / 2, GRID), 10), dtype=np.float64)


def most_likely(slots: list[Floats]) -> Floats:
    """Number of agents per half hour, each judged together with the two beside it at half weight.

    slots: a log-likelihood per half hour, for each number of the grid.
    """
    nothing = np.zeros(len(staff_grid()))
    padded = [nothing, *slots, nothing]
    together = [padded[place] / 2 + own + padded[place + 2] / 2 for place, own in enumerate(slots)]
    return np.array([staff_grid()[likely.argmax()] for likely in together])


def _mean_distribution(arrive: float, down: Floats, start: int, length: float) -> Floats:
    """Time-averaged distribution of a birth-death chain from a known state."""
    states = len(down)
    rates = np.zeros((states, states))
    index = np.arange(states)
    rates[index[:-1], index[1:]] = arrive
    rates[index[1:], index[:-1]] = down[1:]
    rates[index, index] = -rates.sum(axis=1)
    move = expm(rates * STEP_S)
    now = np.zeros(states)
    now[start] = 1.0
    steps = round(length / STEP_S)
    total = now / 2
    for step in range(1, steps + 1):
        now = now @ move
        total = total + (now if step < steps else now / 2)
    return np.asarray(total / steps)


def _served_within(capacity: float, leave_rate: float, places: int, within: float) -> Floats:
    """Chance to be answered within a time, by the number of customers found waiting."""
    size = places + 1  # phases: own turn next (0) .. behind `places - 1`; last: answered
    rates = np.zeros((size, size))
    for ahead in range(places):
        onward = capacity + ahead * leave_rate
        rates[ahead, ahead - 1 if ahead else places] = onward
        rates[ahead, ahead] = -(onward + leave_rate)  # the own patience ends: lost from the chain
    return np.asarray(expm(rates * within)[:places, places])
