"""A single M/M/N+M queue: the searched staff is that of exact Erlang A, but for one agent."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.analytic import Targets
from sim.analytic import staffing as erlang_staffing
from sim.planning import staffing
from tests.planning.worlds import desk, written

# load in erlangs, mean handle time in s, mean patience in s, target, within s: 5 to 200 agents
SMALL = [(2.5, 60, 60, 0.80, 20), (6.0, 60, 120, 0.90, 10)]
LARGE = [
    (3.0, 180, 60, 0.70, 30),
    (10.0, 120, 180, 0.80, 20),
    (20.0, 240, 120, 0.80, 20),
    (30.0, 180, 300, 0.95, 20),
    (48.0, 240, 60, 0.70, 20),
    (75.0, 180, 180, 0.85, 10),
    (120.0, 240, 240, 0.80, 20),
    (195.0, 180, 180, 0.80, 20),
]
HOURS = 4


def check(folder: Path, case: tuple[float, float, float, float, float], replications: int) -> None:
    load, handle, patience, share, within = case
    world = desk(
        period={"start": "2026-03-02 08:00", "length": f"{HOURS}h", "interval": "30min"},
        queues={
            "calls": {
                "channel": "voice",
                "arrivals": {"rate": f"{load * 3600 / handle:.6f}/h"},
                "handle_time": {"mean": f"{handle}s", "distribution": "exponential"},
                "patience": {"mean": f"{patience}s", "distribution": "exponential"},
                "target": {"answered": f"{share * 100:g}%", "within": f"{within}s"},
            }
        },
    )
    found = staffing(
        written(folder, world), hold=HOURS * 3_600_000, replications=replications, workers=1
    )
    exact = erlang_staffing(
        load, handle, Targets(service_level=share, within_s=within), patience_s=patience
    )
    [group] = found.groups
    seats = set(group.seats)
    assert len(seats) == 1  # held for the whole period
    assert abs(seats.pop() - exact.agents) <= 1
    row = group.rows[0]
    assert abs(row.required - exact.agents_fractional) <= 1
    assert row.erlang_a == pytest.approx(exact.agents_fractional, abs=0.1)
    assert row.load_erlangs == pytest.approx(load, rel=1e-6)


@pytest.mark.parametrize("case", SMALL)
def test_small_cases(tmp_path: Path, case: tuple[float, float, float, float, float]) -> None:
    check(tmp_path, case, 6)


@pytest.mark.slow
@pytest.mark.parametrize("case", LARGE)
def test_large_cases(tmp_path: Path, case: tuple[float, float, float, float, float]) -> None:
    check(tmp_path, case, 8)
