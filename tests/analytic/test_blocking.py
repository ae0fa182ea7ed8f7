"""Continuous Erlang B and the queue sum against multiple-precision sums and the recursion."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analytic import (
    blocking_array,
    blocking_probability,
    lines_for_blocking,
    load_for_blocking,
    whole_lines_for_blocking,
)
from sim.analytic.special import exp_gap, gamma_cdf_ratio, log_pmf, queue_sum_and_leave_share

mpmath = pytest.importorskip("mpmath")
close = pytest.approx

GRID = [
    (load, lines)
    for load in (0.01, 0.7, 5, 43.3, 400, 3000)
    for lines in (0, 1, 2, 7, 30, 199, 201, 420, 1000, 3100)
    if lines <= 30 * load + 30
]


@pytest.mark.parametrize(("load", "lines"), GRID)
def test_whole_lines_against_the_direct_sum(load: float, lines: int) -> None:
    with mpmath.workdps(40):
        a = mpmath.mpf(load)
        inverse = mpmath.mpf(1)
        for n in range(1, lines + 1):
            inverse = 1 + inverse * n / a
        exact = 1 / inverse
        if exact < 1e-290:
            return
        assert abs(mpmath.mpf(blocking_probability(load, lines)) / exact - 1) < 1e-12


@pytest.mark.parametrize(
    ("load", "lines"),
    [(10, 17.44497), (0.01, 0.25), (3, 12.5), (97.5, 100.7), (250, 190.3), (250, 300.9), (40, 0.5)],
)
def test_fractional_lines_against_the_integral(load: float, lines: float) -> None:
    """1/B = load x integral of e^(-load t) (1 + t)^lines, Jagerman (1974)."""
    with mpmath.workdps(30):
        a, n = mpmath.mpf(load), mpmath.mpf(lines)
        # With u = load t the integrand has one peak, near lines - load.
        ends = mpmath.linspace(0, float(max(lines - load, 0) + 40 * (math.sqrt(lines) + 5)), 40)
        inverse = mpmath.quad(lambda u: mpmath.exp(-u) * (1 + u / a) ** n, ends)
        assert abs(mpmath.mpf(blocking_probability(load, lines)) * inverse - 1) < 1e-12


@settings(max_examples=300, deadline=None)
@given(st.floats(-2, 5), st.floats(0.0, 1.6))
def test_recursion_holds_between_whole_lines(log_load: float, ratio: float) -> None:
    """B(n, a) = a B(n - 1, a) / (n + a B(n - 1, a)) for fractional n too."""
    load = 10**log_load
    lines = 1.0 + load * ratio
    fewer, more = blocking_array(load, [lines - 1.0, lines])
    if fewer > 1e-290:
        # Rounding of lines - 1 alone moves B by up to lines x 1e-16 x |log(load / lines)|.
        assert more == close(load * fewer / (lines + load * fewer), rel=1e-12 + 2e-15 * lines)


def test_a_hundred_thousand_lines() -> None:
    with mpmath.workdps(30):
        inverse, a = mpmath.mpf(1), mpmath.mpf(100_000)
        for n in range(1, 100_001):
            inverse = 1 + inverse * n / a
        exact = 1 / inverse
        assert abs(mpmath.mpf(blocking_probability(1e5, 100_000)) / exact - 1) < 1e-12


@pytest.mark.parametrize("load", [0.01, 1.0, 50.0, 1e3, 1e5])
@pytest.mark.parametrize("blocking", [1e-9, 0.01, 0.5, 0.99])
def test_inverses_invert(load: float, blocking: float) -> None:
    lines = lines_for_blocking(load, blocking)
    assert blocking_probability(load, lines) == close(blocking, rel=1e-9)
    if lines > 0.01:
        assert load_for_blocking(blocking, lines) == close(load, rel=1e-9)
    whole = whole_lines_for_blocking(load, blocking)
    assert blocking_probability(load, whole) <= blocking
    assert whole == 0 or blocking_probability(load, whole - 1) > blocking


def test_a_whole_number_that_is_exactly_enough() -> None:
    blocking = blocking_probability(12.0, 15)
    assert whole_lines_for_blocking(12.0, blocking) == 15


def queue_sum_by_terms(size: float, load: float) -> tuple[object, object]:
    s, x = mpmath.mpf(size), mpmath.mpf(load)
    term, total, leave, j = mpmath.mpf(1), mpmath.mpf(1), 1 / (s + 1), 0
    while term > total * mpmath.mpf(10) ** -30 or x > s + j:
        j += 1
        term *= x / (s + j)
        total += term
        leave += term * (j + 1) / (s + j + 1)
    return total, leave / total


@pytest.mark.parametrize("size", [0, 0.001, 0.5, 3.7, 14.9, 19.9, 50, 150.5, 201, 1000, 20000])
@pytest.mark.parametrize("deviations", [-30, -4, -3.6, -3.4, -1, 0, 1, 3.6, 8])
def test_queue_sum_in_every_region(size: float, deviations: float) -> None:
    load = size + deviations * math.sqrt(max(size, 1.0))
    if load <= 0.0:
        load = 0.02 * size + 1e-3
    with mpmath.workdps(40):
        total, leave = queue_sum_by_terms(size, load)
        got_total, got_leave = queue_sum_and_leave_share(np.asarray(size), np.asarray(load))
        assert abs(mpmath.mpf(float(got_total)) / total - 1) < 1e-12
        assert abs(mpmath.mpf(float(got_leave)) / leave - 1) < 2e-12


@pytest.mark.parametrize(("size", "load", "decay"), [(12.5, 0.3, 2), (40, 60, 0.5), (9, 3, 0.7)])
def test_wait_tail_is_a_quotient_of_incomplete_gammas(
    size: float, load: float, decay: float
) -> None:
    with mpmath.workdps(30):
        lower = mpmath.gammainc(size, 0, load * mpmath.exp(-decay))
        exact = float(lower / mpmath.gammainc(size, 0, load))
    got = gamma_cdf_ratio(np.asarray(size), np.asarray(load), np.asarray(decay))
    assert float(got) == close(exact, rel=1e-12)


@settings(max_examples=200, deadline=None)
@given(st.floats(0, 6), st.floats(0.2, 3.0))
def test_poisson_weight(log_size: float, ratio: float) -> None:
    size = 10**log_size
    with mpmath.workdps(40):
        s, x = mpmath.mpf(size), mpmath.mpf(size * ratio)
        exact = s * mpmath.log(x) - x - mpmath.loggamma(s + 1)
        got = mpmath.mpf(float(log_pmf(np.asarray(size), np.asarray(size * ratio))))
        assert abs(got - exact) < 1e-14 + 4e-15 * abs(exact)  # some roundings of the last bit


@given(st.floats(-3.0, 50.0).filter(lambda u: u == 0.0 or abs(u) > 1e-30))
def test_exp_gap(u: float) -> None:
    with mpmath.workdps(90):
        exact = float(mpmath.exp(-mpmath.mpf(u)) - 1 + mpmath.mpf(u))
    assert float(exp_gap(np.asarray(u))) == close(exact, rel=1e-13, abs=1e-300)
