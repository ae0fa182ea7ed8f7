"""Differences in words: no signed zero, always an interval, digits and units as people read."""

from __future__ import annotations

import math
import re

import pytest

from sim.report.change_words import amount_words, change_figures, change_words
from sim.report.wording import Estimate


@pytest.mark.parametrize(
    ("change", "unit", "text"),
    [
        (Estimate(0.05, 0.042, 0.058), "share", "+5.0 points (+4.2 to +5.8)"),
        (Estimate(-0.0082, -0.013, -0.003), "share", "-0.8 points (-1.3 to -0.3)"),
        (Estimate(0.001, -0.003, 0.005), "share", "no real difference (-0.3 to +0.5 points)"),
        # under half of the last digit: the digits that it takes
        (Estimate(-0.004, -0.0041, -0.0039), "money", "-0.004 EUR (-0.004 to -0.004)"),
        (Estimate(0.0001, 0.00005, 0.00015), "share", "+0.01 points (+0.01 to +0.01)"),
        (Estimate(0.005, 0.0004, 0.0096), "share", "+0.50 points (+0.04 to +0.96)"),
        (Estimate(0.0, -0.0002, 0.003), "share", "no real difference (0 to +0.3 points)"),
        # nothing at all, or what sums of floating-point numbers leave over
        (Estimate(0.0, 0.0, 0.0), "money", "no difference"),
        (Estimate(-1e-12, -1e-12, -1e-12), "money", "no difference"),
        (Estimate(0.0), "s", "no difference"),
        (Estimate(math.nan), "s", "n/a"),
        # thousands, and the digits of amounts
        (Estimate(1920.0, 1920.0, 1920.0), "money", "+1,920 EUR"),
        (Estimate(-1835.0, -1925.0, -1745.0), "money", "-1,835 EUR (-1,925 to -1,745)"),
        (Estimate(1.23, 1.17, 1.29), "money", "+1.23 EUR (+1.17 to +1.29)"),
        (Estimate(12_345.6), "contacts", "+12,346"),
        (Estimate(3.0, 2.0, 4.0), "contacts", "+3.0 (+2.0 to +4.0)"),
        (Estimate(4.0, 4.0, 4.0), "agents", "+4"),
        (Estimate(4.5, 4.5, 4.5), "agents", "+4.5"),
        # durations as everywhere
        (Estimate(-8821.0, -9000.0, -8642.0), "s",
         "-2 h 27 min (-2 h 30 min to -2 h 24 min)"),
        (Estimate(-45.0, -50.2, -39.8), "s", "-45 s (-50 to -40)"),
        (Estimate(1.2, 0.4, 2.0), "s", "+1.2 s (+0.4 to +2.0)"),
        (Estimate(100.0, -40.0, 240.0), "s", "no real difference (-40 s to +4 min)"),
        (Estimate(0.2, -0.3, 0.7), "contacts", "no real difference (-0.30 to +0.70)"),
    ],
)  # fmt: skip
def test_a_change_has_its_digits_its_unit_and_its_interval(
    change: Estimate, unit: str, text: str
) -> None:
    assert change_words(change, unit, "EUR") == text


@pytest.mark.parametrize("unit", ["share", "s", "money", "contacts"])
def test_no_zero_is_signed(unit: str) -> None:
    for power in range(-12, 4):
        for mean in (10.0**power, -(10.0**power)):
            for half in (0.0, 0.9999, 1.0001, 2.0):
                edges = sorted((mean * (1 - half), mean * (1 + half)))
                said = change_words(Estimate(mean, *edges), unit, "EUR")
                assert not re.search(r"[-+]0(\.0+)?(?![\d.])", said), said


def test_the_size_of_a_change_has_no_sign() -> None:
    assert amount_words(-0.1, "share") == "10.0 points"
    assert amount_words(0.004, "money", "EUR") == "0.004 EUR"
    assert amount_words(-1920.0, "money", "EUR") == "1,920 EUR"


def test_figures_of_a_table_leave_the_unit_to_its_head() -> None:
    assert change_figures(Estimate(0.05, 0.042, 0.058), "share") == "+5.0 ± 0.8"
    assert change_figures(Estimate(0.001, -0.003, 0.005), "share") == "+0.1 ± 0.4"
    assert change_figures(Estimate(0.1, 0.05, 0.2), "share") == "+10.0 (+5.0 to +20.0)"
    assert change_figures(Estimate(368_966.0, 368_902.0, 369_030.0), "money") == "+368,966 ± 64"
    assert change_figures(Estimate(-0.05, -0.052, -0.048), "money") == "-0.05 ± 0.002"
    assert change_figures(Estimate(0.0, 0.0, 0.0), "money") == "0"
    assert change_figures(Estimate(math.nan), "money") == "n/a"
