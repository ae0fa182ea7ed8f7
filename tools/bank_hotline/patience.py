"""Patience with censoring: whoever was answered would have waited longer.

Kaplan and Meier (1958) for the curve, censored maximum likelihood for the distributions that a
scenario can name. Only contacts that had to wait say anything about patience.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, gammainc, gammaln, ndtr

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

AT_ONCE_S = 2  # left within this: may be counted as `balk`
FAMILIES = ("exponential", "weibull", "lognormal", "gamma", "hyperexponential")


@dataclass(frozen=True)
class PatienceFit:
    """One fitted distribution: mean (s), cv, share that leaves at once, Akaike's criterion."""

    name: str
    mean: float
    cv: float
    balk: float
    aic: float


@dataclass(frozen=True)
class Sample:
    """Waits (s) of the contacts that had to wait, whether each left, and its weight."""

    wait: Floats
    left: Bools
    weight: Floats


def kaplan_meier(sample: Sample) -> tuple[Floats, Floats]:
    """Instants (s) and the share still willing to wait just after each."""
    times = np.unique(sample.wait[sample.left])
    survive, share = [], 1.0
    for time in times:
        at_risk = sample.weight[sample.wait >= time].sum()
        leaving = sample.weight[sample.left & (sample.wait == time)].sum()
        share *= 1 - leaving / at_risk
        survive.append(share)
    return times, np.asarray(survive)


def curve_at(sample: Sample, instants: tuple[int, ...]) -> Floats:
    """The Kaplan-Meier curve at given instants (s)."""
    times, survive = kaplan_meier(sample)
    place = np.searchsorted(times, np.asarray(instants), side="right")
    return np.concatenate([[1.0], survive])[place]


def cdf(name: str, mean: float, cv: float, at: Floats) -> Floats:
    """Share of patience at most `at` seconds, for the distributions of a scenario file."""
    safe = np.maximum(at, 0.0)
    if name == "exponential":
        return np.asarray(-np.expm1(-safe / mean))
    if name == "lognormal":
        spread = np.sqrt(np.log1p(cv**2))
        logs = np.log(np.maximum(safe, 1e-12) / mean)
        return np.asarray(ndtr((logs + spread**2 / 2) / spread))
    if name == "gamma":
        return np.asarray(gammainc(cv**-2, safe / (mean * cv**2)))
    if name == "hyperexponential":  # balanced means, Morse (1958)
        fast = (1 + np.sqrt((cv**2 - 1) / (cv**2 + 1))) / 2
        slow = 1 - fast
        tail = fast * np.exp(-2 * fast * safe / mean) + slow * np.exp(-2 * slow * safe / mean)
        return np.asarray(1 - tail)
    raise ValueError(f"no such distribution: {name}")


def fit_all(sample: Sample) -> tuple[PatienceFit, ...]:
    """All families, each with and without a share that leaves at once; the best AIC first."""
    fits = [_fit(sample, name, balk) for name in FAMILIES for balk in (False, True)]
    return tuple(sorted(fits, key=lambda fit: fit.aic))


def best_patience(fits: tuple[PatienceFit, ...]) -> PatienceFit:
    """Lowest AIC; a fit within 2 of it that needs no share leaving at once goes first."""
    close = [fit for fit in fits if fit.aic <= fits[0].aic + 2]
    return min(close, key=lambda fit: (fit.balk > 0, fit.aic))


def _weibull_from(shape: float, scale: float) -> tuple[float, float]:
    first, second = gammaln(1 + 1 / shape), gammaln(1 + 2 / shape)
    return float(scale * np.exp(first)), float(np.sqrt(np.expm1(second - 2 * first)))


def _weibull_cdf(shape: float, scale: float, at: Floats) -> Floats:
    return np.asarray(-np.expm1(-((np.maximum(at, 0.0) / scale) ** shape)))


def _fit(sample: Sample, name: str, with_balk: bool) -> PatienceFit:
    mean_start = float((sample.weight * sample.wait).sum() / sample.weight[sample.left].sum())
    start = [np.log(mean_start)]
    if name != "exponential":
        start.append(0.0)
    if with_balk:
        start.append(-6.0)

    def below(free: Floats, at: Floats) -> Floats:
        scale = float(np.exp(np.clip(free[0], 0.0, 14.0)))
        if name == "exponential":
            return cdf(name, scale, 1.0, at)
        second = float(np.exp(np.clip(free[1], -3.0, 4.0)))
        if name == "weibull":
            return _weibull_cdf(second, scale, at)
        cv = np.sqrt(1 + second) if name == "hyperexponential" else second
        return cdf(name, scale, float(cv), at)

    def share_at_once(free: Floats) -> float:
        return float(expit(free[-1])) if with_balk else 0.0

    at_once = sample.left & (sample.wait <= AT_ONCE_S)
    left_later = sample.left & ~at_once
    answered = ~sample.left

    def minus(free: Floats) -> float:
        balk = share_at_once(free)
        first = balk + (1 - balk) * below(free, np.array([AT_ONCE_S + 0.5]))[0]
        wait = sample.wait[left_later]
        slot = (1 - balk) * (below(free, wait + 0.5) - below(free, wait - 0.5))
        still = (1 - balk) * (1 - below(free, sample.wait[answered]))
        value = sample.weight[at_once].sum() * np.log(max(first, 1e-300))
        value += (sample.weight[left_later] * np.log(np.maximum(slot, 1e-300))).sum()
        value += (sample.weight[answered] * np.log(np.maximum(still, 1e-300))).sum()
        return -float(value)

    free = np.asarray(start, dtype=np.float64)
    for _ in range(2):  # the second start leaves a simplex that has shrunk too early
        found = minimize(minus, free, method="Nelder-Mead", tol=1e-8)
        free = np.asarray(found.x, dtype=np.float64)
    mean, cv = float(np.exp(free[0])), 1.0
    if name == "weibull":
        mean, cv = _weibull_from(float(np.exp(free[1])), float(np.exp(free[0])))
    elif name == "hyperexponential":
        cv = float(np.sqrt(1 + np.exp(free[1])))
    elif name != "exponential":
        cv = float(np.exp(free[1]))
    balk = share_at_once(free)
    return PatienceFit(name, mean, cv, balk, 2 * len(start) + 2 * float(found.fun))
