"""Handle times: the distributions a scenario can name, fitted by maximum likelihood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammainc, gammaln, ndtr

from tools.bank_hotline.records import CUT_OFF_S

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """One fitted distribution: mean (s), cv, Akaike's criterion, Kolmogorov-Smirnov distance."""

    name: str
    mean: float
    cv: float
    aic: float
    distance: float


@dataclass(frozen=True)
class HandleTime:
    """What is known of the services of one queue."""

    answered: int
    cut_off_share: float  # services under 10 s
    mean: float  # of the others
    fits: tuple[Fit, ...]


def handle_time(services: Floats) -> HandleTime:
    """Fits the services (s) of one queue; those under 10 s only count as a share."""
    short = services < CUT_OFF_S
    kept = np.sort(services[~short])
    fits = (_lognormal(kept), _exponential(kept), _gamma(kept), _weibull(kept))
    return HandleTime(
        answered=len(services),
        cut_off_share=float(short.mean()),
        mean=float(kept.mean()),
        fits=tuple(sorted(fits, key=lambda fit: fit.aic)),
    )


def distance(ordered: Floats, below: Floats) -> float:
    """Kolmogorov-Smirnov distance of a sorted sample to distribution values at the sample."""
    count = len(ordered)
    steps = np.arange(count + 1) / count
    return float(max((steps[1:] - below).max(), (below - steps[:-1]).max()))


def _lognormal(sample: Floats) -> Fit:
    logs = np.log(sample)
    centre, spread = logs.mean(), logs.std()
    value = float((-logs - np.log(spread) - (logs - centre) ** 2 / 2 / spread**2).sum())
    value -= len(sample) * 0.5 * np.log(2 * np.pi)
    below = ndtr((logs - centre) / spread)
    mean, cv = np.exp(centre + spread**2 / 2), np.sqrt(np.expm1(spread**2))
    return Fit("lognormal", float(mean), float(cv), 4 - 2 * value, distance(sample, below))


def _exponential(sample: Floats) -> Fit:
    mean = float(sample.mean())
    value = -len(sample) * (np.log(mean) + 1)
    below = np.asarray(-np.expm1(-sample / mean))
    return Fit("exponential", mean, 1.0, 2 - 2 * value, distance(sample, below))


def _gamma(sample: Floats) -> Fit:
    mean = float(sample.mean())

    def minus(log_shape: Floats) -> float:
        shape = float(np.exp(log_shape[0]))
        scale = mean / shape
        terms = (shape - 1) * np.log(sample) - sample / scale - shape * np.log(scale)
        return float(-terms.sum() + len(sample) * gammaln(shape))

    shape, value = _one_parameter(minus)
    below = np.asarray(gammainc(shape, sample * shape / mean), dtype=np.float64)
    return Fit("gamma", mean, shape**-0.5, 4 + 2 * value, distance(sample, below))


def _weibull(sample: Floats) -> Fit:
    def scale_of(shape: float) -> float:
        return float(np.mean(sample**shape) ** (1 / shape))

    def minus(log_shape: Floats) -> float:
        shape = float(np.exp(log_shape[0]))
        scale = scale_of(shape)
        terms = np.log(shape / scale) + (shape - 1) * np.log(sample / scale)
        return float(-(terms - (sample / scale) ** shape).sum())

    shape, value = _one_parameter(minus)
    scale = scale_of(shape)
    first, second = np.exp(gammaln(1 + 1 / shape)), np.exp(gammaln(1 + 2 / shape))
    below = 1 - np.exp(-((sample / scale) ** shape))
    cv = float(np.sqrt(second / first**2 - 1))
    return Fit("weibull", float(scale * first), cv, 4 + 2 * value, distance(sample, below))


def _one_parameter(minus: Callable[[Floats], float]) -> tuple[float, float]:
    found = minimize(minus, np.zeros(1), method="Nelder-Mead", options={"xatol": 1e-8})
    return float(np.exp(found.x[0])), float(found.fun)
