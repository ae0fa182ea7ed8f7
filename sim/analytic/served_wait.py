"""Mean wait of the answered in M/M/N+M with an unlimited queue, by quadrature of its density."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.analytic.special import exp_gap

FloatArray = npt.NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)
_NODES = 0.5 * (_NODES + 1.0)
_WEIGHTS = 0.5 * _WEIGHTS
# The density is cut where it has fallen by e^-45 from its peak.
_CUT = 45.0


def mean_served_wait(size: FloatArray, load: FloatArray) -> FloatArray:
    """Mean wait, in patiences, of those who waited and were answered.

    size = agents x patience / handle time, load = arrivals within a mean patience. The density of
    that wait u is proportional to exp(load (1 - e^-u) - (size + 1) u): the offered-wait density of
    Zeltyn & Mandelbaum (2005) times the chance e^-u to be still there. It has one peak and falls
    faster than an exponential on either side, so 64 Gauss-Legendre nodes on each side give full
    precision.
    """
    s, x = np.broadcast_arrays(np.asarray(size, dtype=float), np.asarray(load, dtype=float))
    s, x = s[..., np.newaxis], x[..., np.newaxis]
    curve = np.minimum(x, s + 1.0)
    slope = s + 1.0 - curve
    peak = np.log(np.maximum(x / (s + 1.0), 1.0))
    right_end = _right_fall(curve, slope)
    # An inner peak has slope 0 and curve s + 1; without one nothing lies on its left.
    left_end = np.minimum(_left_fall(s + 1.0), peak)
    right = right_end * _NODES
    left = -left_end * _NODES
    right_mass = np.exp(-curve * exp_gap(right) - slope * right) * right_end * _WEIGHTS
    left_mass = np.exp(-curve * exp_gap(left) - slope * left) * left_end * _WEIGHTS
    mass = right_mass.sum(axis=-1) + left_mass.sum(axis=-1)
    moment = (right_mass * (peak + right)).sum(axis=-1) + (left_mass * (peak + left)).sum(axis=-1)
    mean: FloatArray = moment / mass
    return mean


def _right_fall(curve: FloatArray, slope: FloatArray) -> FloatArray:
    """Distance d right of the peak: curve (e^-d - 1 + d) + slope d = _CUT; Newton from above."""
    with np.errstate(divide="ignore"):
        # e^-d - 1 + d >= d^2 / (2 + 2d/3): both starts lie beyond the root, Newton descends to it.
        by_curve = (_CUT / 1.5 + np.sqrt((_CUT / 1.5) ** 2 + 8.0 * _CUT * curve)) / (2.0 * curve)
        distance = np.minimum(_CUT / slope, by_curve)
    for _ in range(30):
        excess = curve * exp_gap(distance) + slope * distance - _CUT
        if np.all(excess < 0.1):
            break
        distance = distance - excess / (slope - curve * np.expm1(-distance))
    return distance


def _left_fall(curve: FloatArray) -> FloatArray:
    """Distance d left of the peak where curve (e^d - 1 - d) is _CUT; Newton from above."""
    distance = np.sqrt(2.0 * _CUT / curve)
    for _ in range(30):
        excess = curve * exp_gap(-distance) - _CUT
        if np.all(excess < 0.1):
            break
        distance = distance - excess / (curve * np.expm1(distance))
    return distance
