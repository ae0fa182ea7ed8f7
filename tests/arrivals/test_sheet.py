"""The sheet: Poisson counts, uniform instants, subsets under less volume, bursts, day factors."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from sim.arrivals import sheet
from sim.arrivals.sheet import Burst, Ints, day_factors, day_pieces, from_burst, from_trace
from sim.draws import draw
from sim.keys import Keys, mix, name_hash, uniform
from tests.worlds import model_of

HOUR = 3_600_000
DAY = 24 * HOUR


def calls(
    arrivals: str, period: str = "{start: 2026-03-02 00:00, length: 1d, interval: 1h}"
) -> str:
    return f"""
period: {period}
queues:
  calls:
    channel: voice
    arrivals: {arrivals}
    handle_time: {{mean: 60s}}
    patience: {{mean: 60s}}
agents:
  desk: {{seated: 5, skills: {{calls: 1}}}}
"""


def test_a_peak_costs_no_more_than_its_customers(monkeypatch: pytest.MonkeyPatch) -> None:
    """10,000 customers in one minute: the points looked at are at most a few tiles a layer more."""
    looked_at = []

    def counting(tile_key: Keys) -> tuple[Ints, Keys]:
        found = points(tile_key)
        looked_at.append(len(found[0]))
        return found

    points = sheet._points
    monkeypatch.setattr(sheet, "_points", counting)
    counts = ", ".join(["0"] * 30 + ["10000"] + ["0"] * 29)
    period = "{start: 2026-03-02 08:00, length: 1h, interval: 1min}"
    draws = draw(model_of(calls("{per_interval: [" + counts + "]}", period)), 1, 0)
    assert abs(len(draws) - 10_000) < 4 * 100
    assert draws.tick.min() >= 30 * 60_000 and draws.tick.max() < 31 * 60_000
    assert sum(looked_at) < 40_000


def test_uniforms_are_open() -> None:
    ends = uniform(np.array([0, 2**64 - 1], dtype=np.uint64))
    assert 0 < ends[0] < ends[1] < 1


def test_a_warm_up_changes_no_customer_of_the_reported_time() -> None:
    trace = np.array([-5, 3, 3, 9], dtype=np.int64) + 10
    with_warm_up = from_trace(trace, 10, mix(1, 2))
    without = from_trace(trace[1:] - 10, 0, mix(1, 2))
    assert (with_warm_up.key[1:] == without.key).all()
    assert len(set(with_warm_up.key.tolist())) == 4


def test_counts_are_poisson() -> None:
    """400 days of 12 customers in the hours 3 to 5: mean and variance 12."""
    model = model_of(
        calls("{per_interval: [" + ", ".join(["0"] * 3 + ["6", "6"] + ["0"] * 19) + "]}")
    )
    draws = [draw(model, 1, number) for number in range(400)]
    counts = np.array([len(each) for each in draws])
    assert abs(counts.mean() - 12) < 4 * np.sqrt(12 / 400)
    # Var(s^2) of a Poisson sample: (mu4 - sigma^4) / n with mu4 = m (1 + 3 m)
    assert abs(counts.var(ddof=1) - 12) < 4 * np.sqrt((12 * 37 - 144) / 400)
    ticks = np.concatenate([each.tick for each in draws])
    assert ticks.min() >= 3 * HOUR and ticks.max() < 5 * HOUR
    assert abs(ticks.mean() - 4 * HOUR) < 4 * 2 * HOUR / np.sqrt(12 * len(ticks))


def test_less_volume_keeps_a_subset_of_the_customers() -> None:
    """The same customers, at the same instants, with the same patience and work."""
    more, less = (
        draw(model_of(calls(f"{{rate: 2000/d, scale: {scale}%}}")), 5, 2) for scale in (130, 90)
    )
    kept = np.isin(more.key, less.key)
    assert kept.sum() == len(less) < len(more)
    for column in ("key", "tick", "work", "patience", "pick"):
        assert (getattr(more, column)[kept] == getattr(less, column)).all()


def test_another_period_has_the_same_customers_on_the_same_day() -> None:
    whole = draw(model_of(calls("{rate: 2000/d}")), 5, 2)
    part = draw(
        model_of(calls("{rate: 2000/d}", "{start: 2026-03-02 06:00, length: 3h, interval: 1h}")),
        5,
        2,
    )
    inside = (whole.tick >= 6 * HOUR) & (whole.tick < 9 * HOUR)
    assert (whole.key[inside] == part.key).all()
    assert (whole.tick[inside] - 6 * HOUR == part.tick).all()


def test_burst_counts_and_decay() -> None:
    """300 extra with a half-life of 1 h: half of them within the first hour."""
    burst = Burst(name_hash("storm"), 2 * HOUR, 300.0, HOUR)
    ticks = [from_burst(burst, DAY, mix(7, number)).tick for number in range(200)]
    counts = np.array([len(each) for each in ticks])
    assert abs(counts.mean() - 300) < 4 * np.sqrt(300 / 200)
    early = np.array([(each < 3 * HOUR).sum() for each in ticks])
    assert abs(early.mean() - 150) < 4 * np.sqrt(150 / 200)
    assert min(each.min() for each in ticks) >= 2 * HOUR


def test_smaller_burst_is_a_subset() -> None:
    big, small = (
        from_burst(Burst(name_hash("storm"), 0, extra, HOUR), DAY, mix(7, 1))
        for extra in (100.0, 60.0)
    )
    assert set(small.key.tolist()) < set(big.key.tolist())


def test_day_factors_have_mean_1_and_the_cv() -> None:
    days = day_pieces(datetime(2026, 3, 2), 0, 2000 * DAY)
    own = day_factors(days, mix(1, 2), mix(1, 3), 0.2, 0.0)
    other = day_factors(days, mix(1, 4), mix(1, 3), 0.2, 0.0)
    assert abs(own.mean() - 1) < 4 * 0.2 / np.sqrt(2000)
    assert own.std(ddof=1) == pytest.approx(0.2, rel=4 / np.sqrt(2 * 2000) * 1.1)
    assert abs(np.corrcoef(own, other)[0, 1]) < 4 / np.sqrt(2000)


def test_common_factor_moves_queues_together() -> None:
    days = day_pieces(datetime(2026, 3, 2), 0, 500 * DAY)
    one = day_factors(days, mix(1, 2), mix(1, 3), 0.0, 0.1)
    other = day_factors(days, mix(1, 4), mix(1, 3), 0.0, 0.1)
    assert (one == other).all()
    half = day_factors(days, mix(1, 4), mix(1, 3), 0.0, 0.05)
    assert (np.argsort(half) == np.argsort(one)).all()


def test_days_count_from_the_reported_start() -> None:
    """A warm-up of one day is day -1; tick 0 lies at 06:00 of it."""
    days = day_pieces(datetime(2026, 3, 1, 6), DAY, 2 * DAY)
    assert [(day.number, day.midnight, day.begin, day.until) for day in days] == [
        (-1, -6 * HOUR, 0, 18 * HOUR),
        (0, 18 * HOUR, 18 * HOUR, 42 * HOUR),
        (1, 42 * HOUR, 42 * HOUR, 48 * HOUR),
    ]
