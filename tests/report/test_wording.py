"""Numbers as people read them."""

from __future__ import annotations

import math

import pytest

from sim.report import wording
from sim.report.wording import Estimate


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (3.0, "3"),
        (3.44, "3.4"),
        (9.96, "10"),
        (1203.7, "1,204"),
        (math.nan, "n/a"),
        (None, "n/a"),
    ],
)
def test_count(value: float | None, text: str) -> None:
    assert wording.count(value) == text


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [
        (0.7642, 1, "76.4 %"),
        (0.7642, 0, "76 %"),
        (1.0, 1, "100 %"),
        (0.0, 1, "0 %"),
        (0.9997, 1, ">99.9 %"),
        (0.996, 0, ">99 %"),
        (0.0003, 1, "<0.1 %"),
        (math.nan, 1, "n/a"),
    ],
)
def test_percent_is_never_all_or_nothing_by_rounding(
    share: float, decimals: int, text: str
) -> None:
    assert wording.percent(share, decimals) == text


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (Estimate(0.761, 0.751, 0.771), "76 % (75-77)"),
        (Estimate(0.7612, 0.7603, 0.7621), "76.1 % (76.0-76.2)"),
        (Estimate(0.7612), "76.1 %"),
        (Estimate(1.0, 0.96, 1.0), "100 % (96-100)"),
        (None, "n/a"),
        (Estimate(math.nan), "n/a"),
    ],
)
def test_percent_interval(estimate: Estimate | None, text: str) -> None:
    assert wording.percent_interval(estimate) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0.0 s"),
        (3.64, "3.6 s"),
        (9.97, "10 s"),
        (48.2, "48 s"),
        (119.4, "119 s"),
        (119.6, "2 min"),
        (200.0, "3 min 20 s"),
        (3599.4, "59 min 59 s"),
        (3599.7, "1 h"),
        (4000.0, "1 h 07 min"),
        (7122.0, "1 h 59 min"),
        (7199.7, "2 h"),
        (7500.0, "2 h 05 min"),
        (math.inf, "n/a"),
    ],
)
def test_duration(seconds: float, text: str) -> None:
    assert wording.duration(seconds) == text


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (Estimate(22.8, 20.9, 24.7), "23 s (21-25)"),
        (Estimate(3.21, 2.9, 3.5), "3.2 s (2.9-3.5)"),
        (Estimate(200, 180, 220), "3 min 20 s (3 min - 3 min 40 s)"),
        (Estimate(4000, 3600, 4400), "1 h 07 min (1 h - 1 h 13 min)"),
        (Estimate(22.8), "23 s"),
        (Estimate(118.0, 114.0, 122.0), "118 s (114 s - 2 min 02 s)"),
        (Estimate(130.0, 118.0, 142.0), "2 min 10 s (118 s - 2 min 22 s)"),
    ],
)
def test_duration_interval(estimate: Estimate, text: str) -> None:
    assert wording.duration_interval(estimate) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(20, "20 s"), (90, "90 s"), (0.5, "0.5 s"), (900, "15 min")]
)
def test_threshold(seconds: float, text: str) -> None:
    assert wording.threshold(seconds) == text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [(12345.4, "CNY", "12,345 CNY"), (3.456, "", "3.46"), (0, "EUR", "0 EUR"), (-5, "", "-5.00")],
)
def test_money(value: float, currency: str, text: str) -> None:
    assert wording.money(value, currency) == text


@pytest.mark.parametrize(
    ("difference", "said"),
    [(1.0, "+1.0"), (-0.01, "0.0"), (0.0, "0.0"), (-0.05, "-0.1"), (0.049, "0.0")],
)
def test_what_rounds_to_nothing_has_no_sign(difference: float, said: str) -> None:
    assert wording.over_under(difference) == said
