"""The chains against the listed values for skills, priority, reservation, callback, redials."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from scipy import special

from sim.analytic import erlang_a, erlang_a_array, mmn_priority_waits
from tests.analytic import worlds
from tests.analytic.chains import mean, steady_state, time_in_states

close = pytest.approx


def test_sb07_n_design() -> None:
    got = worlds.n_design(1.0, 0.8, 4.0, 2.0, first=3, second=5)
    assert (got["wait_a"], got["wait_b"]) == (close(0.31271, abs=5e-6), close(0.46796, abs=5e-6))
    assert got["abandon_a"] == close(0.11024985, abs=5e-9)
    assert got["abandon_b"] == close(0.17157668, abs=5e-9)
    assert got["occupancy_first"] == close(0.77032, abs=5e-6)
    assert got["occupancy_second"] == close(0.77980, abs=5e-6)


def test_sb09_priority() -> None:
    got = worlds.reserved(1.0, 1.0, 4.0, 2.0, agents=8, keep_idle=0)
    assert got["abandon_a"] == close(0.12409298, abs=5e-9)
    assert got["abandon_b"] == close(0.20138311, abs=5e-9)
    assert got["occupancy"] == close(0.83726195, abs=5e-9)


def test_sb10_reservation() -> None:
    got = worlds.reserved(1.0, 1.0, 4.0, 2.0, agents=8, keep_idle=2)
    assert got["wait_a"] == close(0.16592824, abs=5e-9)
    assert got["wait_b"] == close(0.74221924, abs=5e-9)
    assert got["abandon_a"] == close(0.043632129, abs=5e-10)
    assert got["abandon_b"] == close(0.43908153, abs=5e-9)


def test_pr04_waits_with_endless_patience_are_the_limit_of_the_chain() -> None:
    got = worlds.reserved(0.7, 0.5, 10 / 3, 1e7, agents=7, keep_idle=0, longest=120)
    exact = mmn_priority_waits([7 / 3, 5 / 3], 10 / 3, 7)
    # Little's law: patience x abandoned share is the mean wait.
    assert got["abandon_a"] * 1e7 == close(exact[0], rel=1e-4)
    assert got["abandon_b"] * 1e7 == close(exact[1], rel=1e-4)


def test_pr07_callback() -> None:
    got = worlds.callback(2.8, 4.0, 2.0, agents=12, offer_from=2, accepted=0.5)
    assert got["callback_share"] == close(0.069721424, abs=5e-10)
    assert got["time_to_callback"] == close(3.8999591, abs=5e-8)
    assert got["abandon"] == close(0.08484762, abs=5e-9)
    assert got["occupancy"] == close(0.85414222, abs=5e-9)


@pytest.mark.parametrize(
    ("redial_after", "attempts", "abandon"),
    [(20, 4.192683, 0.091913928), (5, 4.2019729, 0.096132399), (1, 4.2214282, 0.10490675)],
)
def test_er02_redials(redial_after: float, attempts: float, abandon: float) -> None:
    got = worlds.redials(4.0, 3.0, 1.0, 14, redial_share=0.5, redial_after=redial_after)
    assert got["attempts"] == close(attempts, abs=5e-7)
    assert got["abandon_per_attempt"] == close(abandon, abs=5e-9)


def test_er03_retrials() -> None:
    def moves(state: tuple[int, int]) -> Iterator[tuple[float, tuple[int, int]]]:
        busy, orbit = state
        if busy:
            if orbit < 150:
                yield 0.5, (1, orbit + 1)
            yield 1.0, (0, orbit)
        else:
            yield 0.5, (1, orbit)
            yield 0.7 * orbit, (1, orbit - 1)

    shares = steady_state((0, 0), moves)
    assert mean(shares, lambda s: s[1]) == close(1.2142857, abs=5e-8)


def test_ea13_a_day_that_starts_empty() -> None:
    agents, rate, handle, patience, day, within = 12, 4.2, 2.0, 1.0, 480.0, 1 / 3

    def moves(inside: int) -> Iterator[tuple[float, int]]:
        if inside < 70:
            yield rate, inside + 1
        yield min(inside, agents) / handle + max(inside - agents, 0) / patience, inside - 1

    times = time_in_states(0, moves, day)
    contacts = rate * day
    size = agents * patience / handle

    def at_once(n: int) -> float:
        return float(n < agents)

    def served(n: int) -> float:
        return 1.0 if n < agents else size / (size + n - agents + 1)

    def served_late(n: int) -> float:
        if n < agents:
            return 0.0
        return served(n) * float(special.betainc(size + 1, n - agents + 1, math.exp(-within)))

    def left_late(n: int) -> float:
        """Still waiting after the threshold, however it ends."""
        if n < agents:
            return 0.0
        return math.exp(-within) * float(special.betainc(size, n - agents + 1, math.exp(-within)))

    def served_wait(n: int) -> float:
        if n < agents:
            return 0.0
        steps = range(1, n - agents + 2)
        return served(n) * sum(1 / (agents / handle + i / patience) for i in steps)

    abandoned = mean(times, lambda n: max(n - agents, 0) / patience)
    assert abandoned == close(59.2366, abs=5e-5)
    assert mean(times, lambda n: min(n, agents)) / (agents * day) == close(0.676558, abs=5e-7)
    within_served = mean(times, lambda n: served(n) - served_late(n)) * rate
    left_within = contacts - mean(times, left_late) * rate - within_served
    assert within_served / (contacts - left_within) == close(0.968189, abs=5e-7)
    answered = mean(times, served) * rate
    assert mean(times, served_wait) * rate / answered == close(0.0238253, abs=5e-8)


@pytest.mark.parametrize(
    ("cv", "abandon", "service_level"),
    [
        (0.0, 0.060645, 0.824070),
        (0.05, 0.062192, 0.820016),
        (0.1, 0.066717, 0.808330),
        (0.2, 0.083371, 0.767442),
    ],
)
def test_ds05_days_that_differ(cv: float, abandon: float, service_level: float) -> None:
    # The listed values come from some 20,000 quantile midpoints of the factor, which cut its tail:
    # they agree with the integral below to 2e-6, and with that sum to the digits shown.
    factor, weight = np.ones(1), np.ones(1)
    if cv > 0.0:
        shape = 1.0 / cv**2
        low = special.gammaincinv(shape + 1.0, 1e-15)
        high = special.gammainccinv(shape + 1.0, 1e-15)
        nodes, node_weights = np.polynomial.legendre.leggauss(300)
        gamma = 0.5 * (low + high) + 0.5 * (high - low) * nodes
        # Weighted by calls, a Gamma(shape) factor of mean 1 becomes a Gamma(shape + 1) one.
        density = np.exp(shape * np.log(gamma) - gamma - special.gammaln(shape + 1.0))
        factor, weight = gamma / shape, density * node_weights * 0.5 * (high - low)
        assert weight.sum() == close(1.0, abs=1e-9)
    got = erlang_a_array(12.0 * factor, 14, 180.0, 120.0, 20.0)
    assert float(weight @ got.abandon_rate) == close(abandon, abs=2e-6)
    assert float(weight @ got.service_level) == close(service_level, abs=2e-6)


def test_er02_without_redials_is_erlang_a() -> None:
    got = worlds.redials(4.0, 3.0, 1.0, 14, redial_share=0.0, redial_after=5.0, most_inside=90)
    exact = erlang_a(12.0, 14, 180.0, 60.0)
    assert got["abandon_per_attempt"] == close(exact.abandon_rate, rel=1e-12)
