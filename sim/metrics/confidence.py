"""95 % intervals over replications: means, ratios of sums, shares. docs/uncertainty.md says why.

Replications are the first axis of every array; everything else is done element by element.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from sim.metrics.cells import Floats, divide

CONFIDENCE = 0.95
UPPER = (1 + CONFIDENCE) / 2


@dataclass(frozen=True, eq=False)
class Estimate:
    """A figure with its 95 % interval; nan where there is none (one replication cannot say)."""

    mean: Floats
    low: Floats
    high: Floats

    def within(self, lowest: float, highest: float) -> Estimate:
        """The same with an interval that keeps to what the figure can be: no count is below 0."""
        low = np.clip(self.low, lowest, highest)
        return Estimate(self.mean, low, np.clip(self.high, lowest, highest))


def mean_interval(values: Floats) -> Estimate:
    """Mean of the replications with a Student t interval; those that are nan are left out."""
    there = np.isfinite(values)
    count = there.sum(axis=0).astype(np.float64)
    mean = divide(np.where(there, values, 0.0).sum(axis=0), count)
    deviation = np.where(there, values - mean, 0.0)
    variance = divide((deviation**2).sum(axis=0), count - 1)
    return _around(mean, np.sqrt(divide(variance, count)), count - 1)


def ratio_interval(numerator: Floats, denominator: Floats) -> Estimate:
    """Ratio of the sums with a linearised (delta method) variance and a Student t interval.

    Cochran, Sampling Techniques (1977), section 6.3: with residuals e = x - p n of replications,
    Var(p) = R / (R - 1) x sum(e^2) / (sum n)^2.
    """
    ratio, variance, _, count = _linearised(numerator, denominator)
    return _around(ratio, np.sqrt(variance), count - 1)


def share_interval(part: Floats, whole: Floats) -> Estimate:
    """Share of contacts with a Wilson interval on the effective sample size; within [0, 1].

    Wilson's interval needs t^2 / n alone. n is the effective size p (1 - p) / Var(p), with the
    linearised variance of `ratio_interval`; t has the degrees of freedom that the kurtosis of the
    residuals leaves to a variance estimate, 2 R / (kurtosis - 1) - 1, at most R - 1: a variance
    that rests on the misses of two replications is hardly known. Where every contact went the
    same way, n and t are those of a single contact that went the other way. Each replication
    counts as at least one observation, so t^2 / n is at most that of R observations.
    """
    share, variance, residuals, count = _linearised(part, whole)
    total = whole.sum(axis=0)
    spread = share * (1 - share)
    mixed = variance > 0
    size = np.where(mixed, divide(spread, np.where(mixed, variance, 1.0)), total)
    freedom = np.where(mixed, _degrees_of_freedom(residuals, count), 1.0)
    freedom = np.fmin(freedom, count - 1)
    slack = divide(_t_quantile(freedom) ** 2, size)
    slack_of_replications = divide(_t_quantile(count - 1) ** 2, count)
    return _wilson(share, np.fmin(slack, slack_of_replications))


def time_share_interval(part: Floats, whole: Floats) -> Estimate:
    """Share of time with a Wilson interval as `share_interval`; seconds are no observations.

    Where every replication is 0 or 1, each counts as one observation.
    """
    share, variance, _, count = _linearised(part, whole)
    spread = share * (1 - share)
    mixed = variance > 0
    size = np.where(mixed, divide(spread, np.where(mixed, variance, 1.0)), count)
    size = np.maximum(size, count)
    return _wilson(share, divide(_t_quantile(count - 1) ** 2, size))


def pooled_share_interval(part: Floats, whole: Floats) -> Estimate:
    """Share of independent yes-or-no observations pooled over replications: Wilson's interval.

    Wilson, J. Am. Stat. Assoc. 22 (1927) 209. One replication has no interval.
    """
    total = whole.sum(axis=0)
    share = divide(part.sum(axis=0), total)
    enough = len(part) > 1
    slack = divide(np.full(total.shape, float(ndtri(UPPER)) ** 2), total)
    return _wilson(share, slack if enough else np.full(total.shape, np.nan))


def _linearised(x: Floats, n: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Ratio of sums, its variance, residuals, and the number of replications that say something."""
    count = (n > 0).sum(axis=0).astype(np.float64)
    total = n.sum(axis=0)
    ratio = divide(x.sum(axis=0), total)
    residuals = np.where(n > 0, x - ratio * n, 0.0)
    # what is only rounding is no variation
    noise = 1e-12 * np.abs(x).max(axis=0, initial=0.0)
    residuals = np.where(np.abs(residuals) > noise, residuals, 0.0)
    correction = divide(count, count - 1)
    variance = correction * divide((residuals**2).sum(axis=0), total**2)
    return ratio, variance, residuals, count


def _degrees_of_freedom(residuals: Floats, count: Floats) -> Floats:
    """Degrees of freedom of a variance estimate whose terms have this kurtosis.

    Var(s^2) = sigma^4 (kurtosis - 1) / R, matched to the sigma^4 x 2 / freedom of a chi-square
    (Satterthwaite, Biometrics Bulletin 2 (1946) 110); less 1, so that the normal kurtosis 3 gives
    the usual R - 1.
    """
    square = (residuals**2).sum(axis=0)
    kurtosis = count * divide((residuals**4).sum(axis=0), square**2)
    return np.maximum(divide(2 * count, kurtosis - 1) - 1, 1.0)


def _t_quantile(freedom: Floats) -> Floats:
    possible = freedom >= 1
    quantile: Floats = np.asarray(stdtrit(np.where(possible, freedom, 1.0), UPPER))
    return np.where(possible, quantile, np.nan)


def _around(mean: Floats, error: Floats, freedom: Floats) -> Estimate:
    half: NDArray[np.float64] = _t_quantile(freedom) * error
    return Estimate(mean, mean - half, mean + half)


def _wilson(share: Floats, slack: Floats) -> Estimate:
    """Wilson's interval; `slack` is squared quantile / sample size."""
    centre = (share + slack / 2) / (1 + slack)
    half = np.sqrt(slack * share * (1 - share) + slack**2 / 4) / (1 + slack)
    low = np.clip(centre - half, 0.0, share)
    high = np.clip(centre + half, share, 1.0)
    return Estimate(share, low, high)
