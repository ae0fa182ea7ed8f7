"""The sheet: Poisson counts, uniform instants, subsets under less volume, bursts, day factors."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from sim.arrivals import sheet
from sim.arrivals.customers import from_trace
from sim.arrivals.days import day_factors, day_pieces
from sim.arrivals.intensity import Intensity, from_pieces
from sim.arrivals.sheet import Burst, Ints, customers_under, from_burst, sheets_of, steps_of
from sim.draws import draw
from sim.keys import Keys, mix, mix_one, name_hash, uniform
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

    def counting(tile_key: Keys) -> Ints:
        counts = count_points(tile_key)
        looked_at.append(int(counts.sum()))
        return counts

    count_points = sheet._point_counts
    monkeypatch.setattr(sheet, "_point_counts", counting)
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
    keys = np.array([int(mix(1, 2)), int(mix(1, 4)), int(mix(1, 5))], dtype=np.uint64)
    cv = np.array([0.2, 0.2, 0.0])
    own, other, constant = day_factors(days, keys, mix(1, 3), cv, np.zeros(3))
    assert abs(own.mean() - 1) < 4 * 0.2 / np.sqrt(2000)
    assert own.std(ddof=1) == pytest.approx(0.2, rel=4 / np.sqrt(2 * 2000) * 1.1)
    assert abs(np.corrcoef(own, other)[0, 1]) < 4 / np.sqrt(2000)
    assert (constant == 1).all()


def test_common_factor_moves_queues_together() -> None:
    days = day_pieces(datetime(2026, 3, 2), 0, 500 * DAY)
    keys = np.array([int(mix(1, 2)), int(mix(1, 4)), int(mix(1, 5))], dtype=np.uint64)
    common = np.array([0.1, 0.1, 0.05])
    one, other, half = day_factors(days, keys, mix(1, 3), np.zeros(3), common)
    assert (one == other).all()
    assert (np.argsort(half) == np.argsort(one)).all()


def drawn(key: int, purpose: str) -> float:
    return ((mix_one(key, name_hash(purpose)) >> 12) + 0.5) / 2**52


def plain_sheet(intensity: Intensity, key: Keys, days: int) -> list[tuple[int, int]]:
    """(tick, key) of the customers, as the sheet is described: tile by tile, point by point."""
    found = []
    for day in range(days):
        layer, across, bottom = 0, 1, 0.0
        while bottom < intensity.rate.max():
            layer_key = mix_one(mix_one(int(key), day), layer)
            for tile in range(across):
                tile_key = mix_one(layer_key, tile)
                for number in range(int(np.searchsorted(sheet._POISSON, drawn(tile_key, "count")))):
                    point = mix_one(tile_key, number)
                    height = bottom + drawn(point, "height") * across * 64
                    tick = day * DAY + int((tile + drawn(point, "instant")) / across * DAY)
                    step = int(np.searchsorted(intensity.edge, tick, side="right")) - 1
                    if tick < intensity.edge[-1] and height < intensity.rate[step]:
                        found.append((tick, point))
            bottom, layer = bottom + 64.0 * across, layer + 1
            across = 2 ** max(layer - 1, 0)
    return sorted(found)


def test_all_queues_and_days_at_once_are_the_sheets_one_by_one() -> None:
    """Rates that fill tiles, cut them and miss them, steps within a tile, ends within a day."""
    end = 2 * DAY + 7 * HOUR + 1
    day = [(9 * HOUR, 10 * HOUR, 700.0), (10 * HOUR, 10 * HOUR + 5, 1500.0)]
    shapes = [
        from_pieces([(0, end, 512.0)], end),
        from_pieces([*day, (11 * HOUR, 30 * HOUR, 130.0), (DAY + 8 * HOUR, end, 64.0)], end),
        from_pieces([], end),
        from_pieces([(hour * HOUR, (hour + 1) * HOUR, 12.0 * hour) for hour in range(55)], end),
    ]
    keys = np.array([int(mix(9, number)) for number in range(len(shapes))], dtype=np.uint64)
    days = day_pieces(datetime(2026, 3, 2), 0, end)
    sheets = sheets_of(steps_of(shapes, days), np.ones((len(shapes), len(days))), keys)
    whole = [customers_under(sheets)]
    apart = [customers_under(sheets.on_days(day, day + 1)) for day in range(3)]
    for groups in (whole, apart):
        for queue, shape in enumerate(shapes):
            found = []
            for group in groups:
                own = slice(group.first[queue], group.first[queue + 1])
                customers = group.customers
                ticks, own_keys = customers.tick[own].tolist(), customers.key[own].tolist()
                found += list(zip(ticks, own_keys, strict=True))
            assert sorted(found) == plain_sheet(shape, mix(9, queue), len(days))
    edges = np.array([0, DAY, 2 * DAY, end], dtype=np.int64)
    expected = [sum(float(shape.expected(edges)[day]) for shape in shapes) for day in range(3)]
    assert sheets.expected() == pytest.approx(expected)


def test_days_count_from_the_reported_start() -> None:
    """A warm-up of one day is day -1; tick 0 lies at 06:00 of it."""
    days = day_pieces(datetime(2026, 3, 1, 6), DAY, 2 * DAY)
    assert [(day.number, day.midnight, day.begin, day.until) for day in days] == [
        (-1, -6 * HOUR, 0, 18 * HOUR),
        (0, 18 * HOUR, 18 * HOUR, 42 * HOUR),
        (1, 42 * HOUR, 42 * HOUR, 48 * HOUR),
    ]
