"""Absence, off-desk time, rounding: means within 4 standard errors; shares add up."""

from __future__ import annotations

import numpy as np
import pytest

from sim.draws import Draws, draw
from sim.model import Model
from tests.worlds import model_of

HOUR = 3_600_000
DAYS = 300

HEAD = f"""
period: {{start: 2026-03-02 00:00, length: {DAYS}d, interval: 1h}}
queues:
  calls: {{channel: voice, arrivals: {{rate: 0/h}}, handle_time: {{mean: 60s}}, patience: none}}
agents:
  desk:
    skills: {{calls: 1}}
"""


def counts(model: Model, draws: Draws) -> np.ndarray:
    """Head count in each reporting interval."""
    edges = np.arange(model.clock.intervals) * model.clock.interval
    step = np.searchsorted(draws.head_tick, edges, side="right") - 1
    return np.asarray(np.where(step < 0, 0, draws.head_count[step]))


def test_whole_numbers_are_left_alone() -> None:
    model = model_of(HEAD + "    seated: 12\n    shrinkage: {absent: 20%, off_desk: 10%}\n")
    assert set(counts(model, draw(model, 1, 0)).tolist()) == {12}


def test_decimals_are_rounded_in_each_interval() -> None:
    """12.3: 12 or 13 agents, 30 % of the intervals 13."""
    model = model_of(HEAD + "    seated: 12.3\n")
    heads = counts(model, draw(model, 1, 0))
    assert set(heads.tolist()) == {12, 13}
    assert abs(heads.mean() - 12.3) < 4 * np.sqrt(0.21 / len(heads))


def test_absence_strikes_agents_for_a_day() -> None:
    """20 rostered, 10 % absent: binomial by day, the same in all intervals of a day."""
    model = model_of(HEAD + "    staff: 20\n    shrinkage: {absent: 10%}\n")
    heads = counts(model, draw(model, 1, 0)).reshape(DAYS, 24)
    assert (heads == heads[:, :1]).all()
    by_day = heads[:, 0]
    assert abs(by_day.mean() - 18) < 4 * np.sqrt(20 * 0.09 / DAYS)
    assert by_day.var(ddof=1) == pytest.approx(1.8, rel=4 * np.sqrt(2 / DAYS))


def test_shares_add_up() -> None:
    """30 rostered, 12 % absent, 18 % off the desk: 21 seated on average."""
    model = model_of(HEAD + "    staff: 30\n    shrinkage: {absent: 12%, off_desk: 18%}\n")
    by_day = counts(model, draw(model, 1, 0)).reshape(DAYS, 24).mean(axis=1)
    assert abs(by_day.mean() - 21) < 4 * by_day.std(ddof=1) / np.sqrt(DAYS)


@pytest.mark.parametrize(
    "staffing",
    ["staff: 1", "shifts: {all: {agents: 1, days: mon-sun, start: 00:00, end: 24:00}}"],
)
def test_shares_add_up_in_the_smallest_group(staffing: str) -> None:
    """1 rostered, 50 % absent, 30 % off the desk: 20 %, although nobody is less than absent."""
    model = model_of(HEAD + f"    {staffing}\n    shrinkage: {{absent: 50%, off_desk: 30%}}\n")
    draws = draw(model, 1, 0)
    if staffing.startswith("staff"):
        by_day = counts(model, draws).reshape(DAYS, 24).mean(axis=1)
    else:
        by_day = on_hours(draws) / 24
    assert abs(by_day.mean() - 0.2) < 4 * by_day.std(ddof=1) / np.sqrt(DAYS)


SHIFTS = """    shifts:
      early: {agents: 20, days: mon-sun, start: 08:00, end: 16:00}
    shrinkage: SHRINKAGE
"""


def on_hours(draws: Draws) -> np.ndarray:
    """Agent hours on the desk by day."""
    day = draws.window_on // (24 * HOUR)
    return np.bincount(day, weights=(draws.window_off - draws.window_on) / HOUR, minlength=DAYS)


def test_absence_strikes_whole_shifts() -> None:
    model = model_of(HEAD + SHIFTS.replace("SHRINKAGE", "{absent: 10%}"))
    draws = draw(model, 1, 0)
    assert set(((draws.window_off - draws.window_on) / HOUR).tolist()) == {8.0}
    hours = on_hours(draws)
    assert abs(hours.mean() - 0.9 * 160) < 4 * 8 * np.sqrt(20 * 0.09 / DAYS)


def test_off_desk_time_cuts_intervals_out_of_shifts() -> None:
    """25 % of 20 rostered: exactly 5 of those on are off the desk in each hour of the shift."""
    model = model_of(HEAD + SHIFTS.replace("SHRINKAGE", "{off_desk: 25%}"))
    draws = draw(model, 1, 0)
    assert set(on_hours(draws).tolist()) == {15.0 * 8}
    first_day = draws.window_on < 24 * HOUR
    for hour in range(8, 16):
        on = (draws.window_on <= hour * HOUR) & (draws.window_off > hour * HOUR) & first_day
        assert on.sum() == 15
    assert (draws.window_shift_end % (24 * HOUR) == 16 * HOUR).all()


@pytest.mark.parametrize("interval", ["15min", "1h", "4h", "1d"])
def test_off_desk_time_is_right_whatever_the_interval(interval: str) -> None:
    """16 agents 08:15-16:45, half of them at a break 12:00-12:30 and half 12:30-13:00.

    25 % of 16 and of the 8 left are whole: 75 % of 16 x 8 hours each day, to the tick.
    """
    text = HEAD.replace(f"{DAYS}d, interval: 1h", f"3d, interval: {interval}")
    text += """    shrinkage: {off_desk: 25%}
    shifts:
      early: {agents: 16, start: 08:15, end: 16:45, breaks: [{length: 30min, between: 12:00-13:00}]}
"""
    hours = on_hours(draw(model_of(text), 1, 0))
    assert hours[:3].tolist() == [96.0] * 3


def test_others_are_off_the_desk_in_another_interval() -> None:
    """5 of 20 in each of 8 hours: were they always the same, only these would have a gap."""
    model = model_of(HEAD + SHIFTS.replace("SHRINKAGE", "{off_desk: 25%}"))
    draws = draw(model, 1, 0)
    first_day = draws.window_on < 24 * HOUR
    hours = np.bincount(
        draws.window_agent[first_day],
        weights=(draws.window_off - draws.window_on)[first_day] / HOUR,
        minlength=20,
    )
    assert (hours < 8).sum() > 10


def test_absence_and_off_desk_time_add_up_in_shifts() -> None:
    model = model_of(HEAD + SHIFTS.replace("SHRINKAGE", "{absent: 10%, off_desk: 25%}"))
    hours = on_hours(draw(model, 1, 0))
    assert abs(hours.mean() - 0.65 * 160) < 4 * hours.std(ddof=1) / np.sqrt(DAYS)


def test_another_group_changes_no_absence() -> None:
    """Streams are keyed by the group's name."""
    text = HEAD + "    staff: 20\n    shrinkage: {absent: 10%}\n"
    more = text.replace("agents:\n", "agents:\n  first: {seated: 3, skills: {calls: 1}}\n")
    alone, both = draw(model_of(text), 1, 0), draw(model_of(more), 1, 0)
    assert alone.head_count.tolist() == both.head_count[both.head_group == 1].tolist()
