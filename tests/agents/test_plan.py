"""Rosters: shift windows, head counts by interval, planned and paid time. By hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model import Model
from tests.worlds import model_of

HOUR = 3_600_000

HEAD = """
period: {start: 2026-03-02 08:00, length: 4h, interval: 1h}
queues:
  calls: {channel: voice, arrivals: {rate: 0/h}, handle_time: {mean: 60s}, patience: none}
agents:
  desk:
    skills: {calls: 1}
"""


def desk(text: str, settings: list[str] | None = None) -> Model:
    lines = "".join(f"    {line}\n" for line in text.strip().splitlines())
    return model_of(HEAD + lines, settings or [])


def hours(ticks: np.ndarray) -> list[float]:
    return [round(tick / HOUR, 9) for tick in ticks.tolist()]


def test_seated_is_net_and_paid_gross() -> None:
    """7 seated at 30 % shrinkage: 10 rostered, 10 paid hours an hour."""
    judging = desk("seated: 7\nshrinkage: 30%").judging
    assert judging.planned[0].tolist() == [7] * 4
    assert hours(judging.paid[0]) == [10] * 4
    assert judging.seats.tolist() == [7]


def test_staff_is_rostered() -> None:
    """10 rostered, 12 % absent and 18 % off the desk: 7 planned in the seat, 10 paid."""
    judging = desk("staff: 10\nshrinkage: {absent: 12%, off_desk: 18%}").judging
    assert judging.planned[0].tolist() == pytest.approx([7] * 4)
    assert hours(judging.paid[0]) == [10] * 4


def test_head_counts_hold_in_the_opening() -> None:
    """Open 09:30-11:00: half of the second hour and the third."""
    model = desk("seated: [2, 4, 6, 8]\nopening: {mon: 09:30-11:00}")
    assert model.judging.planned[0].tolist() == [0, 2, 6, 0]
    group = model.sampling.groups[0]
    assert [tick / HOUR for tick in group.step_begin.tolist()] == [1.5, 2]
    assert group.plan.tolist() == [4, 6]
    assert model.people.first.tolist() == [0, 6]


SHIFT = "shifts: {early: {agents: 2, days: mon, start: 07:00, end: 11:00, breaks: [BREAK]}}"


def test_shift_with_a_paid_and_an_unpaid_break() -> None:
    """07:00-11:00 seen from 08:00; breaks at 09:00 and 09:15, paid or not."""
    paid = SHIFT.replace("BREAK", "{length: 15min, between: 09:00-09:30}")
    unpaid = SHIFT.replace("BREAK", "{length: 15min, between: 09:00-09:30, paid: 0%}")
    assert desk(paid).judging.planned[0].tolist() == [2, 1.5, 2, 0]
    assert hours(desk(paid).judging.paid[0]) == [2, 2, 2, 0]
    assert hours(desk(unpaid).judging.paid[0]) == [2, 1.5, 2, 0]
    group = desk(paid).sampling.groups[0]
    windows = zip(group.window_agent, group.window_on / HOUR, group.window_off / HOUR, strict=True)
    assert [tuple(map(float, window)) for window in windows] == [
        (0, 0, 1), (1, 0, 1.25), (0, 1.25, 3), (1, 1.5, 3)
    ]  # fmt: skip
    assert (group.window_shift_end / HOUR).tolist() == [3, 3, 3, 3]


def test_night_shift_reaches_into_the_next_day() -> None:
    """22:00-06:00 from Sunday: on until 06:00 on Monday, again from 22:00."""
    text = HEAD.replace("08:00, length: 4h", "00:00, length: 1d")
    text += "    shifts: {night: {agents: 1, days: mon-sun, start: 22:00, end: 06:00}}\n"
    group = model_of(text).sampling.groups[0]
    assert (group.window_on / HOUR).tolist() == [0, 22]
    assert (group.window_off / HOUR).tolist() == [6, 24]
    assert group.window_day.tolist() == [-1, 0]


def test_two_shifts_are_two_people_each() -> None:
    text = """
shifts:
  early: {agents: 2, days: mon, start: 08:00, end: 10:00}
  late: {agents: 3, days: mon, start: 09:00, end: 12:00}
"""
    judging = desk(text).judging
    assert judging.planned[0].tolist() == [2, 5, 3, 3]
    assert judging.seats.tolist() == [5]


def test_one_head_count_holds_in_the_warm_up() -> None:
    """R4: a short period's warm-up repeats clock times after its end; a number holds there too."""
    text = HEAD.replace("interval: 1h}", "interval: 1h, warm_up: 2h}") + "    seated: 3\n"
    group = model_of(text).sampling.groups[0]
    assert [tick / HOUR for tick in group.step_begin.tolist()] == [0, 1, 2, 3, 4, 5]
    assert group.plan.tolist() == [3] * 6


def test_listed_head_counts_in_a_warm_up_of_a_day() -> None:
    """R4: the day before has the head counts of the first reported day."""
    text = HEAD.replace("08:00, length: 4h, interval: 1h", "00:00, length: 2d, interval: 12h")
    text = text.replace("interval: 12h}", "interval: 12h, warm_up: 1d}")
    group = model_of(text + "    seated: [1, 2, 3, 4]\n").sampling.groups[0]
    assert group.plan.tolist() == [1, 2, 1, 2, 3, 4]
