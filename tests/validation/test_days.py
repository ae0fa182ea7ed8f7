"""Change over the day and random days: the rows EA-13, TV and DS-05 of the validation table."""

from __future__ import annotations

import numpy as np
import pytest

from tests.validation.estimate import Estimate, Estimates, check, ratio

EA_13 = """
period: {start: 2026-03-02 08:00, length: 8h, interval: 1h}
queues:
  calls:
    channel: voice
    arrivals: {rate: 252/h}
    handle_time: {mean: 2min, distribution: exponential}
    patience: {mean: 1min, distribution: exponential}
    target: {answered: 80%, within: 20s, formula: exclude_early_abandons}
agents:
  desk: {seated: 12, skills: {calls: 1}}
"""


@pytest.mark.parametrize(
    "replications",
    [pytest.param(60, id="short"), pytest.param(400, marks=pytest.mark.slow, id="long")],
)
def test_an_eight_hour_day_that_starts_empty(replications: int) -> None:
    """EA-13 (the example of the ContactCenters library; exact by uniformisation)."""
    found = Estimates(EA_13, seed=3, replications=replications)
    check(found("calls", "abandoned"), 59.2366, "abandoned")
    check(found("calls", "service_level"), 0.968189, "SL-4")
    check(found("calls", "asa_s"), 0.0238253 * 60, "ASA")
    check(found("desk", "occupancy"), 0.676558, "occupancy")


TV_01 = """
period: {start: 2026-03-02 08:00, length: 13h, interval: 1h}
queues:
  calls:
    channel: voice
    arrivals:
      per_interval: [100, 150, 150, 180, 200, 150, 150, 150, 120, 100, 80, 70, 60]
    handle_time: {mean: 100s, distribution: exponential}
    patience: {mean: 1000s, distribution: exponential, balk: 10%}
    target: {answered: 80%, within: 20s, formula: exclude_early_abandons}
agents:
  desk: {seated: [4, 6, 8, 8, 8, 7, 8, 8, 6, 6, 4, 4, 4], skills: {calls: 1}}
"""
TV_01_HOURS = [
    78.38, 85.28, 97.57, 93.99, 89.85, 93.34, 97.60, 97.61, 93.56, 97.01, 87.64, 91.71, 94.86
]  # fmt: skip


@pytest.mark.parametrize(
    "replications",
    [pytest.param(100, id="short"), pytest.param(1600, marks=pytest.mark.slow, id="long")],
)
def test_head_counts_that_change_by_the_hour(replications: int) -> None:
    """TV-01: SL-4 by hour of arrival, over the day, and occupancy."""
    found = Estimates(TV_01, seed=5, replications=replications)
    hourly, largest = (0.0035, 0.002) if replications > 1000 else (None, None)
    for hour, exact in enumerate(TV_01_HOURS):
        answered = found("calls", "service_level", hour)
        check(answered, exact / 100, f"SL-4 from {8 + hour}:00", hourly)
    check(found("calls", "service_level"), 0.9251, "SL-4 of the day", largest)
    check(found("desk", "occupancy"), 0.5577, "occupancy", largest)


@pytest.mark.slow
def test_a_random_factor_for_the_day() -> None:
    """TV-02: the same with a gamma factor of shape 10 (cv 31.6 %) for each day."""
    text = TV_01.replace("arrivals:", "arrivals:\n      variability: {own: 31.6227766%}")
    found = Estimates(text, seed=6, replications=2500)
    offered = np.array(found.values("calls", "offered"))
    spread = offered.std(ddof=1)
    # The standard error of a standard deviation, with the fourth moment of the sample itself.
    kurtosis = ((offered - offered.mean()) ** 4).mean() / spread**4
    error = spread * np.sqrt((kurtosis - 1) / (4 * len(offered)))
    check(Estimate(float(spread), float(error)), 526.5, "sd of arrivals")
    abandoned = found.values("calls", "abandoned")
    check(ratio(abandoned, [1660.0] * len(abandoned)), 0.03657, "abandoned of expected", 0.002)
    check(found("calls", "wait_mean_s"), 12.61, "mean wait")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cv", "abandon", "service"),
    [(0, 0.060645, 0.824070), (5, 0.062192, 0.820016), (10, 0.066717, 0.808330),
     (20, 0.083371, 0.767442)],
)  # fmt: skip
def test_steady_state_under_random_days(cv: int, abandon: float, service: float) -> None:
    """DS-05: each replication is four hours in steady state under one day's factor."""
    text = f"""
period: {{start: 2026-03-02 12:00, length: 4h, interval: 1h, warm_up: 1h}}
queues:
  calls:
    channel: voice
    arrivals: {{rate: 4/min, variability: {cv}%}}
    handle_time: {{mean: 3min, distribution: exponential}}
    patience: {{mean: 2min, distribution: exponential}}
    target: {{answered: 80%, within: 20s}}
agents:
  desk: {{seated: 14, skills: {{calls: 1}}}}
"""
    found = Estimates(text, seed=7, replications=1500 if cv < 20 else 3500)
    check(found("calls", "abandon_rate"), abandon, f"abandon at cv {cv} %", 0.002)
    # Days differ so much at cv 10 and 20 % that .002 would take many more of them.
    largest = 0.002 if cv < 10 else 0.004
    check(found("calls", "service_level"), service, f"SL-1 at cv {cv} %", largest)
