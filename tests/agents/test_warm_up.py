"""Rule R4 in rosters: every day of the warm-up repeats the first reported 24 hours. By hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.draws import draw
from sim.model import Model
from tests.worlds import by_hand, model_of, presence, rows, run_both

HOUR = 3_600_000


def desk(period: str, staffing: str) -> Model:
    return model_of(
        f"""
period: {{start: {period}}}
queues:
  calls: {{channel: voice, arrivals: {{rate: 0/h}}, handle_time: {{mean: 60s}}, patience: none}}
agents:
  desk: {{skills: {{calls: 1}}, {staffing}}}
"""
    )


def windows(model: Model) -> list[tuple[int, float, float, int]]:
    """(agent, on, off, day) of the roster, in hours."""
    group = model.sampling.groups[0]
    return [
        (agent, on / HOUR, off / HOUR, day)
        for agent, on, off, day in zip(
            group.window_agent.tolist(),
            group.window_on.tolist(),
            group.window_off.tolist(),
            group.window_day.tolist(),
            strict=True,
        )
    ]


def test_a_short_warm_up_rosters_nobody_twice() -> None:
    """Two hours before 08:00: the shift 09:00-12:00 is on once, hours 3 to 6, and paid once."""
    period = "2026-03-02 08:00, length: 8h, interval: 1h, warm_up: 2h"
    model = desk(period, "shifts: {early: {agents: 1, start: 09:00, end: 12:00}}")
    assert windows(model) == [(0, 3, 6, 0)]
    assert model.judging.planned[0].tolist() == [0, 1, 1, 1, 0, 0, 0, 0]
    assert (model.judging.paid[0] / HOUR).tolist() == [0, 1, 1, 1, 0, 0, 0, 0]
    assert model.judging.seats.tolist() == [1]
    log = run_both(model, by_hand(model, [(3.5 * 3600, "calls", 10, None)]))
    assert rows(log) == [("answered", 12600, 12610, 0)]
    assert presence(log) == [(0, 10800, 21600, 21600)]


def test_a_shift_across_the_edge_of_a_short_warm_up_is_one() -> None:
    """07:00-10:00 from 06:00 on: hours 1 to 4 without a gap at 2."""
    period = "2026-03-02 08:00, length: 8h, interval: 1h, warm_up: 2h"
    model = desk(period, "shifts: {early: {agents: 1, start: 07:00, end: 10:00}}")
    assert windows(model) == [(0, 1, 4, 0)]
    assert (model.sampling.groups[0].window_shift_end / HOUR).tolist() == [4]


NIGHT = "shifts: {night: {agents: 1, days: DAYS, start: 22:00, end: 06:00}}"


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        # A Saturday: Friday's night shift until 06:00, in the warm-up too; none on Saturday night.
        ("2026-03-07", "mon-fri", [(0, 0, 6, -2), (0, 24, 30, -1)]),
        # A Monday: no shift on Sunday night. That of the warm-up's Monday ends with the warm-up.
        ("2026-03-02", "mon-fri", [(0, 22, 24, -1), (0, 46, 48, 0)]),
        # Every night: one window across the edge.
        ("2026-03-02", "mon-sun", [(0, 0, 6, -2), (0, 22, 30, -1), (0, 46, 48, 0)]),
    ],
)
def test_night_shifts_across_the_edge_of_the_warm_up(
    start: str, days: str, expected: list[tuple[int, float, float, int]]
) -> None:
    night = NIGHT.replace("DAYS", days)
    with_warm_up = desk(f"{start} 00:00, length: 1d, interval: 1h, warm_up: 1d", night)
    without = desk(f"{start} 00:00, length: 1d, interval: 1h", night)
    assert windows(with_warm_up) == expected
    assert with_warm_up.judging.planned.tolist() == without.judging.planned.tolist()
    assert with_warm_up.judging.paid.tolist() == without.judging.paid.tolist()


def test_the_shift_of_a_night_ends_when_its_last_part_does() -> None:
    """22:00-06:00, break 23:50-00:10 across the edge: both parts belong to a shift until 06:00."""
    rest = ", breaks: [{length: 20min, between: 23:50-00:10}]}"
    night = NIGHT.replace("DAYS", "mon-sun").replace("06:00}", "06:00" + rest)
    model = desk("2026-03-02 00:00, length: 1d, interval: 1h, warm_up: 1h", night)
    group = model.sampling.groups[0]
    minutes = [
        (on // 60_000, off // 60_000, end // 60_000)
        for on, off, end in zip(
            group.window_on.tolist(),
            group.window_off.tolist(),
            group.window_shift_end.tolist(),
            strict=True,
        )
    ]
    # Minute 60 is midnight. The last part of the period ends with it, at minute 1500.
    assert minutes == [(0, 50, 420), (70, 420, 420), (1380, 1490, 1500)]


def test_the_warm_up_has_absences_of_its_own() -> None:
    """20 agents, 50 % absent: the warm-up's Monday and the reported one are different days."""
    period = "2026-03-02 00:00, length: 1d, interval: 1h, warm_up: 1d"
    shift = "shrinkage: {absent: 50%}, shifts: {early: {agents: 20, start: 09:00, end: 12:00}}"
    model = desk(period, shift)
    assert set(model.sampling.groups[0].window_day.tolist()) == {-1, 0}
    draws = draw(model, 1, 0)
    first = draws.window_agent[draws.window_on < 24 * HOUR]
    assert first.tolist() != draws.window_agent[draws.window_on >= 24 * HOUR].tolist()


def test_lists_repeat_day_by_day() -> None:
    """Two days before Monday: Monday's heads twice."""
    period = "2026-03-02 00:00, length: 1d, interval: 6h, warm_up: 2d"
    model = desk(period, "seated: [1, 2, 3, 4]")
    assert model.sampling.groups[0].plan.tolist() == [1, 2, 3, 4] * 3


@pytest.mark.parametrize(
    "staffing",
    [
        "seated: 5.5",
        "staff: 9, shrinkage: {absent: 20%, off_desk: 15%}",
        "shrinkage: {absent: 20%, off_desk: 30%},"
        " shifts: {night: {agents: 9, start: 21:10, end: 06:20}}",
    ],
)
@pytest.mark.parametrize("warm_up", ["1d", "7h", "50h"])
def test_a_warm_up_changes_nothing_in_the_reported_day(staffing: str, warm_up: str) -> None:
    """Absences, rounding and off-desk time of a reported instant do not depend on the warm-up."""
    period = "2026-03-02 00:00, length: 1d, interval: 1h"
    plain, warmed = desk(period, staffing), desk(f"{period}, warm_up: {warm_up}", staffing)
    instants = np.arange(0, 24 * HOUR, 5 * 60_000)
    for replication in range(5):
        assert on_at(plain, replication, instants) == on_at(
            warmed, replication, instants + warmed.clock.start
        )


def on_at(model: Model, replication: int, ticks: np.ndarray) -> list[tuple[int, list[int]]]:
    """Head count and the agents of shifts on at each tick."""
    draws = draw(model, 1, replication)
    found = []
    for tick in ticks:
        changes = draws.head_count[draws.head_tick <= tick]
        here = (draws.window_on <= tick) & (draws.window_off > tick)
        heads = int(changes[-1]) if len(changes) else 0
        found.append((heads, sorted(draws.window_agent[here].tolist())))
    return found
