"""Published and exactly computed values of Erlang C, Erlang B, priority, M/G/1 and workload."""

from __future__ import annotations

import pytest

from sim.analytic import (
    Targets,
    backlog_staffing,
    blocking_probability,
    erlang_c,
    lines_for_blocking,
    load_for_blocking,
    mg1_priority_waits,
    mg1_wait,
    mmn_priority_waits,
    offered_load,
    rostered,
    staffing,
    staffing_b,
    whole_lines_for_blocking,
)

close = pytest.approx
EIGHTY_IN_20 = Targets(service_level=0.8, within_s=20.0)


def test_ec01_agents_for_a_half_hour() -> None:
    load = offered_load(100 / 1800, 180.0)
    targets = Targets(service_level=0.8, within_s=20.0, max_occupancy=0.85)
    got = staffing(load, 180.0, targets, shrinkage=0.3)
    assert got.agents == 14
    assert got.rostered == close(20.0, abs=1e-12)
    assert got.result.service_level == close(0.8883500, abs=5e-8)
    assert got.result.wait_probability == close(0.1741319, abs=5e-8)
    assert got.result.occupancy == close(0.7142857, abs=5e-8)


def test_ec05_service_level_and_least_staff() -> None:
    load = offered_load(0.2, 240.0)
    got = erlang_c(load, 55, 240.0, 15.0)
    assert got.wait_probability == close(0.23870094, abs=5e-9)
    assert got.asa_s == close(8.1840321, abs=5e-8)
    assert got.service_level == close(0.84588309, abs=5e-9)
    assert erlang_c(load, 55, 240.0, 20.0).service_level == close(0.86679649, abs=5e-9)
    least = staffing(load, 240.0, EIGHTY_IN_20)
    assert least.agents == 54
    assert least.result.service_level == close(0.81724752, abs=5e-9)
    assert erlang_c(load, 53, 240.0, 20.0).service_level < 0.8


@pytest.mark.parametrize(
    ("agents", "within", "share"),
    [(100, 15, 0.411537), (100, 50, 0.638087), (100.7, 50, 0.729022)],
)
def test_ec08_fractional_agents(agents: float, within: float, share: float) -> None:
    assert erlang_c(97.5, agents, 180.0, within).service_level == close(share, abs=5e-7)


@pytest.mark.parametrize(
    ("load", "handle", "asa", "agents", "digits"),
    [
        (10.0, 180.0, 15.0, 13.164668, 5e-7),
        (100.0, 180.0, 15.0, 105.64029, 5e-6),
        (200 * 300 / 1800, 300.0, 5.0, 41.22663, 5e-6),
        # Listed as 37.31723; the exact root is 37.3172377.
        (200 * 300 / 1800, 300.0, 30.0, 37.31723, 1e-5),
    ],
)
def test_ec11_fractional_agents_for_an_asa(
    load: float, handle: float, asa: float, agents: float, digits: float
) -> None:
    got = staffing(load, handle, Targets(asa_s=asa)).agents_fractional
    assert got == close(agents, abs=digits)
    assert erlang_c(load, got, handle).asa_s == close(asa, rel=1e-10)


def test_ec16_and_a_well_known_error() -> None:
    eighty_in_30 = Targets(service_level=0.8, within_s=30.0)
    assert staffing(offered_load(250 / 3600, 330.0), 330.0, eighty_in_30).agents == 28
    load = offered_load(400 / 3600, 180.0)
    assert erlang_c(load, 23, 180.0, 30.0).service_level == close(0.74784, abs=5e-6)
    assert staffing(load, 180.0, eighty_in_30).agents == 24


@pytest.mark.parametrize(
    ("blocking", "lines", "load"), [(0.01, 17, 9.6516), (0.05, 17, 12.4613), (0.05, 17.5, 12.9225)]
)
def test_eb04_load_for_blocking(blocking: float, lines: float, load: float) -> None:
    got = load_for_blocking(blocking, lines)
    assert got == close(load, abs=5e-5)
    assert blocking_probability(got, lines) == close(blocking, rel=1e-12)


@pytest.mark.parametrize(("blocking", "lines"), [(0.01, 17.44497), (0.05, 14.30043)])
def test_eb04_lines_for_blocking(blocking: float, lines: float) -> None:
    assert lines_for_blocking(10.0, blocking) == close(lines, abs=5e-6)
    whole = staffing_b(10.0, blocking)
    assert whole.agents == whole_lines_for_blocking(10.0, blocking) == int(lines) + 1
    assert whole.result.blocking <= blocking < blocking_probability(10.0, whole.agents - 1)


@pytest.mark.parametrize(
    ("lines", "load", "blocking", "digits"),
    [
        (1, 5, 0.8333333, 5e-8),
        (10, 20, 0.5379631686, 5e-11),
        (190, 200, 0.08869684387, 5e-12),
        (200, 5, 5.31667e-238, 5e-244),
        (1000, 500, 1.65242e-86, 5e-92),
    ],
)
def test_eb07_blocking(lines: float, load: float, blocking: float, digits: float) -> None:
    assert blocking_probability(load, lines) == close(blocking, abs=digits)


@pytest.mark.parametrize(("cv2", "wait"), [(0.0, 6.0), (0.5, 9.0), (1.0, 12.0), (4.0, 30.0)])
def test_ea24_mg1(cv2: float, wait: float) -> None:
    assert mg1_wait(0.8 / 3.0, 3.0, cv2) == close(wait, rel=1e-12)


def test_pr02_and_pr04_priority() -> None:
    one_agent = mg1_priority_waits([1 / 60, 9 / 60], [5.0, 5.0], [1.0, 1.0]) + 5.0
    assert one_agent == close([9.5454545, 32.272727], rel=2e-8)
    many = mmn_priority_waits([1.4 * 10 / 3, 2.0 * 10 / 3], 10 / 3, 14)
    assert many == close([0.12740656, 0.66888442], abs=5e-9)
    assert mmn_priority_waits([1 / 12, 9 / 12], 5.0, 1) + 5.0 == close(one_agent)


def test_priority_overload_starves_only_the_last() -> None:
    first, last = mmn_priority_waits([1.0, 5.0], 60.0, 2)
    # Both agents always busy: a first-class contact waits for one of two, then for its own class.
    assert first == close(30.0 / (1.0 - 0.5))
    assert last == float("inf")
    single = mg1_priority_waits([0.5 / 60, 2 / 60], [60.0, 60.0], [1.0, 1.0])
    assert single[0] == close(120.0) and single[1] == float("inf")


def test_bl01_and_bl03_workload() -> None:
    plan = backlog_staffing(200, 5, 80, 25 * 60.0, 5.5 * 3600.0)
    assert (plan.items_per_day, plan.items_per_agent_day) == (120.0, close(13.2))
    assert plan.agents == 10
    assert rostered(100, 0.4) == close(166.667, abs=5e-4)
    assert rostered(24, 0.3) == close(34.286, abs=5e-4)
    assert rostered(9, 0.291) == close(12.694, abs=5e-4)


def test_unstable_by_name() -> None:
    got = erlang_c(10.0, 10, 180.0)
    assert (got.stable, got.status) == (False, "unstable")
    row = got.to_dict()
    assert row["status"] == "unstable" and row["service_level"] is None and row["asa_s"] is None
