"""Erlang B (M/M/N/N): contacts that find every line busy are lost."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sim.analytic import checks
from sim.analytic.result import ErlangArrays, ErlangResult
from sim.analytic.search import least
from sim.analytic.special import busy_sum

FloatArray = npt.NDArray[np.float64]


def blocking_array(load: npt.ArrayLike, lines: npt.ArrayLike) -> FloatArray:
    """Share blocked for each load (erlangs) and number of lines, whole or fractional.

    Erlang (1917); for fractional lines the integral of Fortet as in Jagerman (1974), "Some
    properties of the Erlang loss function": 1/B = load x integral of e^(-load t)
    (1+t)^lines. ValueError on bad input.
    """
    a = checks.non_negative("load", load)
    n = checks.non_negative("lines", lines)
    return 1.0 / busy_sum(n, a)


def blocking_probability(load: float, lines: float) -> float:
    """Share blocked with this load (erlangs) on this many lines, which may be fractional. See
    blocking_array.
    """
    return float(blocking_array(load, lines))


def erlang_b(load: float, lines: float) -> ErlangResult:
    """Erlang B as a result: nobody waits, `agents` are the lines. ValueError on bad input."""
    return erlang_b_array(load, lines).at(0)


def erlang_b_array(load: npt.ArrayLike, lines: npt.ArrayLike) -> ErlangArrays:
    """Erlang B for arrays of loads (erlangs) and lines, broadcast against each other."""
    blocked = np.atleast_1d(blocking_array(load, lines))
    a, n, _ = np.broadcast_arrays(np.asarray(load, float), np.asarray(lines, float), blocked)
    zero = np.zeros(blocked.shape)
    one = np.where(blocked < 1.0, 1.0, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        occupancy = np.where(n > 0.0, a * (1.0 - blocked) / n, np.nan)
    return ErlangArrays(
        model="erlang_b",
        load_erlangs=a,
        agents=n,
        stable=np.ones(blocked.shape, dtype=bool),
        wait_probability=zero * one,
        service_level=one,
        service_level_virtual=one,
        service_level_answered=one,
        service_level_credit_abandons=one,
        service_level_exclude_early_abandons=one,
        asa_s=zero * one,
        wait_mean_s=zero * one,
        abandon_rate=zero * one,
        blocking=blocked,
        occupancy=occupancy,
        queue_mean=zero,
    )


def load_for_blocking(blocking: float, lines: float) -> float:
    """Largest load (erlangs) that this many lines (may be fractional) carry with at most this share
    blocked.

    ValueError on a share outside 0 to 1 (exclusive) or no lines: with none, everything is blocked.
    """
    target = checks.inner_share("blocking", blocking)
    n = float(checks.positive("lines", lines))
    # B(n, a) >= 1 - n/a, so at a = n / (1 - target) blocking is at least the target.
    ceiling = n / (1.0 - target)
    return least(lambda a: blocking_probability(a, n) >= target, 0.0, ceiling)


def lines_for_blocking(load: float, blocking: float) -> float:
    """Least number of lines, fractional, on which this load (erlangs) has at most this share
    blocked.

    Take the ceiling, or `whole_lines_for_blocking`, for whole lines. ValueError on bad input.
    """
    a = float(checks.non_negative("load", load))
    target = checks.inner_share("blocking", blocking)
    ceiling = 1.0
    while blocking_probability(a, ceiling) > target:
        ceiling *= 2.0
    return least(lambda n: blocking_probability(a, n) <= target, 0.0, ceiling)


def whole_lines_for_blocking(load: float, blocking: float) -> int:
    """Least whole number of lines on which this load (erlangs) has at most this share blocked."""
    lines = max(0, math.floor(lines_for_blocking(load, blocking)))
    while blocking_probability(load, lines) > blocking * (1.0 + 1e-12):
        lines += 1
    return lines
