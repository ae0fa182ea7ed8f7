"""Duration distributions: mean, cv and the exact inverse of each.

All are fixed by their mean and coefficient of variation (cv = standard deviation / mean), as the
scenario file states them. Durations are in ticks as floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, gammaln, ndtri

from sim.scenario.schema import Distribution

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sampler:
    """A duration distribution: `mean` in ticks, `cv`, and `ppf` for shares in (0, 1)."""

    kind: str
    mean: float
    cv: float
    low: float = 0.0  # uniform
    high: float = 0.0
    shape: float = 0.0  # weibull
    sample: Floats | None = None  # empirical, sorted

    def ppf(self, share: Floats) -> Floats:
        """Duration that a share of the contacts does not exceed; exact inverse, a new array.

        The hyperexponential maps shares to its two exponential branches one after the other: the
        distribution is exact, the map is not monotone.
        """
        match self.kind:
            case "exponential":
                return np.asarray(-self.mean * np.log1p(-share))
            case "lognormal":
                variance = np.log1p(self.cv**2)
                exponent = np.sqrt(variance) * ndtri(share) - variance / 2
                return np.asarray(self.mean * np.exp(exponent))
            case "gamma" | "erlang":
                shape = self.cv**-2
                return np.asarray(gammaincinv(shape, share) * self.mean / shape)
            case "weibull":
                scale = self.mean / np.exp(gammaln(1 + 1 / self.shape))
                return np.asarray(scale * (-np.log1p(-share)) ** (1 / self.shape))
            case "constant":
                return np.full(share.shape, self.mean)
            case "uniform":
                return self.low + (self.high - self.low) * share
            case "hyperexponential":
                return self._hyperexponential(share)
            case "empirical":
                assert self.sample is not None
                return self.sample[(share * len(self.sample)).astype(np.int64)]
        raise AssertionError(f"no such distribution: {self.kind}")

    def _hyperexponential(self, share: Floats) -> Floats:
        # Two branches with balanced means (Morse 1958): both carry half of the total duration.
        fast = hyperexponential_fast_share(self.cv)
        is_fast = share < fast
        inside = np.where(is_fast, share / fast, (share - fast) / (1 - fast))
        mean = np.where(is_fast, self.mean / (2 * fast), self.mean / (2 * (1 - fast)))
        return -mean * np.log1p(-inside)


def hyperexponential_fast_share(cv: float) -> float:
    """Share of the branch with the shorter mean, balanced means."""
    square = cv**2
    return float((1 + np.sqrt((square - 1) / (square + 1))) / 2)


def weibull_shape(cv: float) -> float:
    """Weibull shape that has this cv: Gamma(1 + 2/k) / Gamma(1 + 1/k)^2 = 1 + cv^2."""
    from scipy.optimize import brentq  # takes longer to import than most scenarios to simulate

    def excess(log_shape: float) -> float:
        inverse = np.exp(-log_shape)
        return float(gammaln(1 + 2 * inverse) - 2 * gammaln(1 + inverse) - np.log1p(cv**2))

    return float(np.exp(brentq(excess, np.log(0.05), np.log(1e4), xtol=1e-14)))


def sampler(spec: Distribution, seconds: Sequence[float] | None = None) -> Sampler:
    """The sampler of a validated distribution; `seconds` is the sample of an empirical one."""
    kind = spec.distribution
    if kind == "empirical":
        assert seconds is not None
        sample = np.sort(np.asarray(seconds, dtype=np.float64) * 1000.0)
        mean = float(sample.mean())
        return Sampler(kind, mean, float(sample.std() / mean) if mean > 0 else 0.0, sample=sample)
    if kind == "uniform":
        assert spec.low is not None and spec.high is not None
        mean = (spec.low + spec.high) / 2
        cv = (spec.high - spec.low) / np.sqrt(12) / mean if mean > 0 else 0.0
        return Sampler(kind, mean, float(cv), low=float(spec.low), high=float(spec.high))
    assert spec.mean is not None
    mean = float(spec.mean)
    if kind == "constant" or mean == 0:
        return Sampler("constant", mean, 0.0)
    if kind == "exponential":
        return Sampler(kind, mean, 1.0)
    if kind == "erlang":
        assert spec.stages is not None
        return Sampler(kind, mean, float(spec.stages**-0.5))
    cv = 1.0 if spec.cv is None else float(spec.cv)
    if cv == 0:
        return Sampler("constant", mean, 0.0)
    if kind == "weibull":
        return Sampler(kind, mean, cv, shape=weibull_shape(cv))
    if kind == "hyperexponential" and cv == 1:
        return Sampler("exponential", mean, 1.0)
    return Sampler(kind, mean, cv)
