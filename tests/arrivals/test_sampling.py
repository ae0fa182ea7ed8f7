"""Distributions: the exact inverse has the mean and cv that the scenario states."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.arrivals.sampling import Sampler, sampler
from sim.scenario.schema import Distribution


def spec(**keys: object) -> Distribution:
    return Distribution.model_validate({key: str(value) for key, value in keys.items()})


CASES = [
    (spec(distribution="exponential", mean="3min"), 180_000, 1.0),
    (spec(distribution="lognormal", mean="240s", cv=1.0), 240_000, 1.0),
    (spec(distribution="lognormal", mean="240s", cv=0.3), 240_000, 0.3),
    (spec(mean="4min"), 240_000, 1.0),
    (spec(distribution="gamma", mean="4min", cv=0.5), 240_000, 0.5),
    (spec(distribution="gamma", mean="4min", cv=2), 240_000, 2.0),
    (spec(distribution="weibull", mean="4min", cv=0.5), 240_000, 0.5),
    (spec(distribution="weibull", mean="4min", cv=1.5), 240_000, 1.5),
    (spec(distribution="erlang", mean="2min", stages=4), 120_000, 0.5),
    (spec(distribution="uniform", low="1min", high="3min"), 120_000, math.sqrt(1 / 12)),
    (spec(distribution="constant", mean="90s"), 90_000, 0.0),
    (spec(distribution="hyperexponential", mean="2min", cv=2), 120_000, 2.0),
]


@pytest.mark.parametrize(("distribution", "mean", "cv"), CASES)
def test_mean_and_cv(distribution: Distribution, mean: float, cv: float) -> None:
    """What the sampler says of itself, and the integrals of its inverse over (0, 1)."""
    drawn = sampler(distribution)
    assert drawn.mean == pytest.approx(mean)
    assert drawn.cv == pytest.approx(cv)
    first, second = moments(drawn)
    assert first == pytest.approx(mean, rel=1e-4)
    assert math.sqrt(max(second - first**2, 0)) / first == pytest.approx(cv, rel=1e-3, abs=1e-6)


def moments(drawn: Sampler) -> tuple[float, float]:
    """First two moments: integrals of the inverse, on a grid of u = logistic(x) for the tails."""
    x = np.linspace(-36.0, 36.0, 1_000_001)
    share = np.clip(1 / (1 + np.exp(-x)), 1e-300, 1 - 2.0**-53)
    weight = 1 / (2 + np.exp(x) + np.exp(-x))
    value = drawn.ppf(share)
    step = x[1] - x[0]
    return float((value * weight).sum() * step), float((value**2 * weight).sum() * step)


def test_lognormal_quantiles() -> None:
    """Median = mean / sqrt(1 + cv^2); cv 1: 240 s / sqrt(2)."""
    drawn = sampler(spec(mean="240s", cv=1))
    assert drawn.ppf(np.array([0.5]))[0] == pytest.approx(240_000 / math.sqrt(2))


def test_exponential_quantiles() -> None:
    drawn = sampler(spec(distribution="exponential", mean="100s"))
    assert drawn.ppf(np.array([0.5]))[0] == pytest.approx(100_000 * math.log(2))


def test_hyperexponential_tail() -> None:
    """cv 2, balanced: branches of share .887298 and .112702 that carry half of the work each."""
    drawn = sampler(spec(distribution="hyperexponential", mean="100s", cv=2))
    fast = 0.5 + math.sqrt(3 / 5) / 2
    shares = (np.arange(200_000) + 0.5) / 200_000
    beyond = float((drawn.ppf(shares) > 300_000).mean())
    exact = fast * math.exp(-3 * 2 * fast) + (1 - fast) * math.exp(-3 * 2 * (1 - fast))
    assert beyond == pytest.approx(exact, abs=2e-5)


def test_empirical_draws_the_sample() -> None:
    drawn = sampler(spec(distribution="empirical", file="x.csv"), [30.0, 10.0, 20.0, 60.0])
    assert drawn.mean == 30_000
    assert drawn.cv == pytest.approx(math.sqrt(350) / 30)
    found = drawn.ppf(np.array([0.01, 0.26, 0.51, 0.76, 0.999999]))
    assert found.tolist() == [10_000, 20_000, 30_000, 60_000, 60_000]
