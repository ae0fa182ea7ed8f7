"""Intervals over replications: against textbook cases, and their coverage on synthetic data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.metrics.confidence import (
    mean_interval,
    pooled_share_interval,
    ratio_interval,
    share_interval,
    time_share_interval,
)

REPEATS = 3000
NOISE = 4 * np.sqrt(0.95 * 0.05 / REPEATS)  # four standard errors of an observed coverage


def covers(found, truth: float) -> float:
    return float(np.mean((found.low <= truth) & (truth <= found.high)))


def test_mean_of_a_textbook_sample() -> None:
    # 1 2 3 4 5: mean 3, s = sqrt(2.5), t(4) = 2.776445 (Fisher & Yates, 5 %), half width 1.963243
    found = mean_interval(np.arange(1.0, 6.0))
    assert found.mean == 3
    assert found.high - found.mean == pytest.approx(2.776445 * np.sqrt(2.5 / 5), rel=1e-6)


def test_replications_without_a_figure_are_left_out() -> None:
    found = mean_interval(np.array([1.0, np.nan, 3.0]))
    # two values, t(1) = 12.7062, standard error 1
    assert found.mean == 2
    assert found.high == pytest.approx(2 + 12.7062, abs=1e-4)


def test_ratio_is_of_sums_with_the_linearised_error() -> None:
    # x 2 6, n 4 6: p = .8, residuals -1.2 1.2, variance 2/1 x 2.88 / 100, t(1) = 12.7062
    found = ratio_interval(np.array([2.0, 6.0]), np.array([4.0, 6.0]))
    assert found.mean == pytest.approx(0.8)
    assert found.high - found.mean == pytest.approx(12.7062 * np.sqrt(0.0576), rel=1e-5)


def test_pooled_share_is_wilson() -> None:
    # 8 of 10: z = 1.959964, (0.8 + z^2/20 -+ z sqrt(.016 + z^2/400)) / (1 + z^2/10)
    part, whole = np.array([5.0, 3.0]), np.array([5.0, 5.0])
    found = pooled_share_interval(part, whole)
    assert (round(float(found.low), 4), round(float(found.high), 4)) == (0.4902, 0.9433)


def test_with_constant_replications_the_share_is_wilson_on_its_effective_size() -> None:
    # x 8 6 of n 10 10: p = .7, variance 2 x 2 / 400 = .01, effective size .21 / .01 = 21;
    # two replications: t(1)^2 = 161.4476, as R observations 161.4476 / 2 > 161.4476 / 21
    found = share_interval(np.array([8.0, 6.0]), np.array([10.0, 10.0]))
    slack = 161.4476 / 21
    centre = (0.7 + slack / 2) / (1 + slack)
    half = np.sqrt(slack * 0.21 + slack**2 / 4) / (1 + slack)
    assert found.low == pytest.approx(centre - half, rel=1e-5)
    assert found.high == pytest.approx(centre + half, rel=1e-5)


@pytest.mark.parametrize(
    "interval", [mean_interval, ratio_interval, share_interval, time_share_interval,
                 pooled_share_interval],
)  # fmt: skip
def test_one_replication_cannot_say(interval) -> None:
    part = np.array([[3.0]])
    found = interval(part) if interval is mean_interval else interval(part, np.array([[4.0]]))
    assert np.isfinite(found.mean).all()
    assert np.isnan(found.low).all() and np.isnan(found.high).all()


@pytest.mark.parametrize(
    "interval", [ratio_interval, share_interval, time_share_interval, pooled_share_interval]
)
def test_nothing_to_divide_by_is_not_available(interval) -> None:
    found = interval(np.zeros((5, 1)), np.zeros((5, 1)))
    assert np.isnan([found.mean, found.low, found.high]).all()


def test_only_one_replication_with_contacts_cannot_say() -> None:
    found = share_interval(np.array([3.0, 0.0, 0.0]), np.array([4.0, 0.0, 0.0]))
    assert found.mean == 0.75
    assert np.isnan(found.low)


@pytest.mark.parametrize("share", [0.0, 1.0])
@pytest.mark.parametrize("interval", [share_interval, time_share_interval, pooled_share_interval])
def test_all_or_nothing_is_not_certain(interval, share: float) -> None:
    whole = np.full(20, 50.0)
    found = interval(share * whole, whole)
    assert found.mean == share
    assert 0 <= found.low < found.high <= 1
    assert found.high - found.low > 3 / whole.sum()  # at least the rule of three


pairs = st.lists(
    st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2, max_size=12,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(pairs)
def test_a_share_and_its_interval_stay_within_0_and_1(rows: list[tuple[int, int]]) -> None:
    part, whole = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
    for interval in (share_interval, time_share_interval, pooled_share_interval):
        found = interval(part, whole)
        if np.isfinite(found.low):
            assert 0 <= found.low <= found.mean <= found.high <= 1
            assert found.low < found.high
            turned = interval(whole - part, whole)
            assert turned.low == pytest.approx(1 - found.high, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(pairs, st.randoms(use_true_random=False))
def test_the_order_of_replications_does_not_matter(rows, shuffler) -> None:
    other = list(rows)
    shuffler.shuffle(other)
    ends = []
    for one in (rows, other):
        part, whole = (np.array(column, dtype=np.float64) for column in zip(*one, strict=True))
        found = share_interval(part, whole)
        ends.append([float(found.mean), float(found.low), float(found.high)])
    np.testing.assert_allclose(ends[0], ends[1], rtol=1e-9, atol=1e-12)


def clustered(share: float, correlation: float, contacts: int, replications: int):
    """Beta-binomial days: contacts of one replication go the same way more often than by chance."""
    rng = np.random.default_rng(20260302)
    size = replications, REPEATS
    whole = rng.poisson(contacts, size)
    ease = 1 / correlation - 1
    of_day = rng.beta(share * ease, (1 - share) * ease, size)
    return rng.binomial(whole, of_day).astype(np.float64), whole.astype(np.float64)


@pytest.mark.parametrize("replications", [3, 10, 50])
@pytest.mark.parametrize(
    ("share", "correlation", "contacts"),
    [(0.5, 0.02, 200), (0.8, 0.02, 200), (0.8, 0.1, 1000), (0.95, 0.02, 500), (0.03, 0.02, 200)],
)
def test_coverage_of_shares(
    share: float, correlation: float, contacts: int, replications: int
) -> None:
    found = share_interval(*clustered(share, correlation, contacts, replications))
    assert 0.95 - 0.015 - NOISE <= covers(found, share) <= 1


@pytest.mark.parametrize("replications", [3, 10, 50])
def test_coverage_where_the_symmetric_interval_fails(replications: int) -> None:
    """99 % with heavy clusters: the t interval is too short, Wilson's holds."""
    data = clustered(0.99, 0.1, 50, replications)
    assert covers(share_interval(*data), 0.99) >= 0.95 - 0.015 - NOISE
    assert covers(ratio_interval(*data), 0.99) < 0.90


@pytest.mark.parametrize("replications", [5, 30])
def test_coverage_of_ratios_with_unequal_volumes(replications: int) -> None:
    """Mean waits that grow with the day's volume (gamma factors, cv 20 %)."""
    rng = np.random.default_rng(7)
    size = replications, REPEATS
    factor = rng.gamma(25, 1 / 25, size)
    contacts = rng.poisson(300 * factor).astype(np.float64)
    waits = contacts * (10 + 20 * (factor - 1)) + rng.normal(0, 60, size)
    truth = (10 * 300 + 300 * 20 / 25) / 300  # E[n w] / E[n], variance of the factor is 1/25
    assert 0.95 - 0.015 - NOISE <= covers(ratio_interval(waits, contacts), truth) <= 0.97


@pytest.mark.parametrize("replications", [5, 30])
def test_coverage_of_means(replications: int) -> None:
    rng = np.random.default_rng(8)
    values = rng.poisson(120, (replications, REPEATS)).astype(np.float64)
    assert abs(covers(mean_interval(values), 120) - 0.95) < 0.01 + NOISE


@pytest.mark.parametrize(("share", "days"), [(0.9, 100), (0.5, 20), (0.7, 60)])
def test_coverage_of_days_on_target(share: float, days: int) -> None:
    """Wilson's interval jumps a little around 95 % for few days (Brown, Cai & DasGupta 2001)."""
    rng = np.random.default_rng(9)
    met = (rng.random((days, REPEATS)) < share).astype(np.float64)
    assert covers(pooled_share_interval(met, np.ones_like(met)), share) >= 0.93
