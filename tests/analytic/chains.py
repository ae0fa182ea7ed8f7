"""Exact judges: continuous-time Markov chains, written out state by state and solved."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

import numpy as np
from scipy import linalg
from scipy.sparse import coo_matrix, csc_matrix
from scipy.sparse.linalg import spsolve

State = TypeVar("State", bound=Hashable)
Moves = Callable[[State], Iterable[tuple[float, State]]]


def steady_state(start: State, moves: Moves[State]) -> dict[State, float]:
    """Long-run share of time in each state reachable from `start`; `moves` lists (rate, next)."""
    states = _reachable(start, moves)
    number = {state: i for i, state in enumerate(states)}
    balance = _generator(states, number, moves).T.tolil()
    balance[0, :] = 1.0  # one balance equation follows from the others; the shares add up to 1
    right = np.zeros(len(states))
    right[0] = 1.0
    shares = spsolve(csc_matrix(balance), right)
    assert abs(shares.sum() - 1.0) < 1e-9
    return dict(zip(states, (float(p) for p in shares), strict=True))


def time_in_states(start: State, moves: Moves[State], horizon: float) -> dict[State, float]:
    """Expected time spent in each state up to the horizon, starting in `start`."""
    states = _reachable(start, moves)
    number = {state: i for i, state in enumerate(states)}
    generator = _generator(states, number, moves).toarray()
    size = len(states)
    # d/dt (p, integral of p) = (p Q, p): the exponential of the block matrix holds the integral.
    block = np.zeros((2 * size, 2 * size))
    block[:size, :size] = generator * horizon
    block[:size, size:] = np.eye(size) * horizon
    times = linalg.expm(block)[0, size:]
    return dict(zip(states, (float(t) for t in times), strict=True))


def mean(shares: dict[State, float], value: Callable[[State], float]) -> float:
    """Sum of share x value over the states."""
    return sum(share * value(state) for state, share in shares.items())


def _reachable(start: State, moves: Moves[State]) -> list[State]:
    found = [start]
    known = {start}
    for state in found:
        for rate, following in moves(state):
            if rate > 0.0 and following not in known:
                known.add(following)
                found.append(following)
    return found


def _generator(states: list[State], number: dict[State, int], moves: Moves[State]) -> coo_matrix:
    rows, columns, rates = [], [], []
    for state in states:
        for rate, following in moves(state):
            if rate > 0.0:
                rows += [number[state], number[state]]
                columns += [number[following], number[state]]
                rates += [rate, -rate]
    return coo_matrix((rates, (rows, columns)), shape=(len(states), len(states)))
