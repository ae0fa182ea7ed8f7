"""Rules R10 to R12: expected arrivals of each interval, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model import Model
from tests.worlds import model_of


def expected(arrivals: str, *, period: str, more: str = "", opening: str = "") -> list[float]:
    opening = f"opening: {opening}\n" if opening else ""
    model = model_of(
        f"""
period: {period}
{opening}{more}
queues:
  calls:
    channel: voice
    arrivals: {arrivals}
    handle_time: {{mean: 60s}}
    patience: none
agents:
  desk: {{seated: 5, skills: {{calls: 1}}}}
"""
    )
    return [round(value, 9) for value in model.judging.expected[0].tolist()]


DAY = "{start: 2026-03-02 00:00, length: 1d, interval: 6h}"  # a Monday
HOURS = "profiles: {p: {hours: [" + ", ".join(["1"] * 12 + ["3"] * 12) + "], days: {tue: 50%}}}"


def test_rate_per_hour() -> None:
    assert expected("{rate: 10/h}", period=DAY) == [60, 60, 60, 60]


def test_rate_per_day_goes_to_the_open_time() -> None:
    """240 a day, open 06:00-18:00: 120 in each open quarter."""
    assert expected("{rate: 240/d}", period=DAY, opening="{mon: 06:00-18:00}") == [0, 120, 120, 0]


def test_rate_per_month_is_30_days() -> None:
    assert expected("{rate: 7200/month}", period=DAY) == [60, 60, 60, 60]


def test_profile_shapes_the_day() -> None:
    """480 a day, afternoon weights three times the morning's: 60 60 180 180."""
    arrivals = "{rate: 480/d, profile: p}"
    assert expected(arrivals, period=DAY, more=HOURS) == [60, 60, 180, 180]


def test_hourly_rate_with_a_profile_keeps_the_mean_of_the_open_time() -> None:
    """20/h over the 12 open hours 06-18 is 240, shared out 1 to 3."""
    found = expected(
        "{rate: 20/h, profile: p}", period=DAY, more=HOURS, opening="{mon: 06:00-18:00}"
    )
    assert found == [0, 60, 180, 0]


def test_day_weight() -> None:
    """Tuesday has half of Monday's volume."""
    period = "{start: 2026-03-02 00:00, length: 2d, interval: 1d}"
    assert expected("{rate: 480/d, profile: p}", period=period, more=HOURS) == [480, 240]


def test_period_that_starts_within_the_day() -> None:
    """The day's volume belongs to the whole day: 10 of 24 hours are simulated."""
    period = "{start: 2026-03-02 14:00, length: 10h, interval: 2h}"
    assert expected("{rate: 240/d}", period=period) == [20] * 5


def test_per_interval_and_scale() -> None:
    arrivals = "{per_interval: [10, 20, 0, 40], scale: 150%}"
    assert expected(arrivals, period=DAY) == [15, 30, 0, 60]


def test_per_interval_volume_lies_in_the_open_part() -> None:
    """Open from 09:00: the 20 of 06:00-12:00 arrive after 09:00."""
    model = model_of(
        """
period: {start: 2026-03-02 00:00, length: 1d, interval: 6h}
opening: {mon: 09:00-18:00}
queues:
  calls:
    channel: voice
    arrivals: {per_interval: [0, 20, 60, 0]}
    handle_time: {mean: 60s}
    patience: none
agents:
  desk: {seated: 5, skills: {calls: 1}}
"""
    )
    intensity = model.sampling.queues[0].intensity
    assert intensity is not None
    hours = np.array([6, 9, 10, 12, 13]) * 3_600_000
    assert intensity.expected(hours).tolist() == pytest.approx([0, 20 / 3, 40 / 3, 10])


def test_event_scales_for_a_time() -> None:
    """300 % from 03:00 to 09:00: 3 + 3 x 3 hours in both first quarters."""
    more = "events: {outage: {queue: calls, at: 2026-03-02 03:00, for: 6h, scale: 300%}}"
    assert expected("{rate: 1/h}", period=DAY, more=more) == [12, 12, 6, 6]


def test_event_adds_customers_that_decay() -> None:
    """80 extra with a half-life of 6 h from 06:00: 40, 20, 10 (and 10 after the end)."""
    more = "events: {storm: {queue: calls, at: 2026-03-02 06:00, extra: 80, half_life: 6h}}"
    assert expected("{rate: 0/h}", period=DAY, more=more) == [0, 40, 20, 10]


def test_warm_up_repeats_the_first_reported_day() -> None:
    """R4: Monday's warm-up day is a copy of Monday (480), not Sunday."""
    model = model_of(
        f"""
period: {{start: 2026-03-02 00:00, length: 2d, interval: 1d, warm_up: 1d}}
opening: {{mon-tue: 00:00-24:00}}
{HOURS}
queues:
  calls:
    channel: voice
    arrivals: {{rate: 480/d, profile: p}}
    handle_time: {{mean: 60s}}
    patience: none
agents:
  desk: {{seated: 5, skills: {{calls: 1}}}}
"""
    )
    intensity = model.sampling.queues[0].intensity
    assert intensity is not None
    days = np.arange(4) * 86_400_000
    assert intensity.expected(days).tolist() == pytest.approx([480, 480, 240])
    assert model.queues.open_from.tolist() == [0]


def test_warm_up_shorter_than_a_day_repeats_its_clock_times() -> None:
    """R4: two hours before 08:00 look up 06:00-08:00 of the next day."""
    model = model_of(
        """
period: {start: 2026-03-02 08:00, length: 2d, interval: 1d, warm_up: 2h}
opening: {mon: 00:00-24:00, tue: 07:00-24:00, wed: 00:00-24:00}
queues:
  calls: {channel: voice, arrivals: {rate: 10/h}, handle_time: {mean: 60s}, patience: none}
agents:
  desk: {seated: 5, skills: {calls: 1}}
"""
    )
    hour = 3_600_000
    assert model.queues.open_from.tolist() == [1 * hour, 25 * hour]
    assert model.queues.open_until.tolist() == [18 * hour, 50 * hour]


def warmed(period: str, arrivals: str, more: str = "") -> Model:
    return model_of(
        f"""
period: {period}
{more}
queues:
  calls:
    channel: voice
    arrivals: {arrivals}
    handle_time: {{mean: 60s}}
    patience: none
agents:
  desk: {{seated: 5, skills: {{calls: 1}}}}
"""
    )


def expected_at(model: Model, hours: list[int]) -> list[float]:
    intensity = model.sampling.queues[0].intensity
    assert intensity is not None
    return [round(each, 9) for each in intensity.expected(np.array(hours) * 3_600_000).tolist()]


def test_a_warm_up_of_two_days_repeats_the_first_day_twice() -> None:
    """R4: Monday, Monday, then Monday (100), Tuesday (half of it), Wednesday."""
    period = "{start: 2026-03-02 00:00, length: 3d, interval: 1d, warm_up: 2d}"
    model = warmed(period, "{rate: 100/d, profile: p}", "profiles: {p: {days: {tue: 50%}}}")
    assert expected_at(model, [0, 24, 48, 72, 96, 120]) == [100, 100, 100, 50, 100]


def test_lists_and_instants_repeat_day_by_day() -> None:
    """R4: two days before a period of one day."""
    period = "{start: 2026-03-02 00:00, length: 1d, interval: 6h, warm_up: 2d}"
    model = warmed(period, "{per_interval: [10, 20, 30, 40]}")
    assert expected_at(model, list(range(0, 78, 6))) == [10, 20, 30, 40] * 3
    model = warmed(period, "{trace: [2026-03-02 06:00, 2026-03-02 07:00]}")
    trace = model.sampling.queues[0].trace
    assert trace is not None
    assert sorted((trace / 3_600_000).tolist()) == [6, 7, 30, 31, 54, 55]


def test_a_warm_up_over_part_of_an_interval_has_the_rate_of_the_whole() -> None:
    """R4: from 04:00 the day before; 20 contacts come in 05:00-06:00, the open part of 00-06."""
    period = "{start: 2026-03-02 00:00, length: 1d, interval: 6h, warm_up: 20h}"
    more = "opening: {mon: 05:00-18:00}"
    model = warmed(period, "{per_interval: [20, 60, 60, 0]}", more)
    assert expected_at(model, [0, 1, 2, 8, 14, 20, 25, 26]) == [0, 20, 60, 60, 0, 0, 20]


def test_spans_of_a_day_in_any_order() -> None:
    """R5: 08:30-09:00 written before 08:00-08:20."""
    text = """
opening: {mon: [08:30-09:00, 08:00-08:20]}
queues:
  calls: {channel: voice, arrivals: {rate: 60/h}, handle_time: {mean: 60s}, patience: none}
agents:
  desk: {seated: 1, skills: {calls: 1}}
"""
    model = model_of(text)
    assert (model.queues.open_from / 60_000).tolist() == [0, 30]
    assert (model.queues.open_until / 60_000).tolist() == [20, 60]
    assert model.judging.expected[0].round(9).tolist() == [20, 30]


def test_channel_shift_moves_expected_volume() -> None:
    model = model_of(
        """
period: {start: 2026-03-02 00:00, length: 1d, interval: 12h}
reasons: {balance: {work: 50%}, complaint: {}}
queues:
  calls:
    channel: voice
    arrivals: {rate: 10/h}
    reasons: {balance: 40%, complaint: 60%}
    handle_time: {mean: 100s}
    wrap_up: {mean: 50s, distribution: constant}
    patience: none
  video: {channel: video, handle_time: {mean: 60s}, patience: none}
agents:
  desk: {seated: 5, skills: {calls: 1, video: 1}}
channel_shift:
  some: {from: calls, to: video, share: 25%, reasons: [balance]}
"""
    )
    assert model.judging.expected.tolist() == [[108, 108], [12, 12]]
    # (100 + 50) x (40 % x 0.5 + 60 % x 1)
    assert model.judging.mean_handle[0] == pytest.approx(120)
