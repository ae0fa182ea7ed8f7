"""Staffing: least whole and fractional agents, one target or several; and bad input."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from sim.analytic import (
    Targets,
    erlang_a,
    erlang_a_array,
    erlang_a_general,
    erlang_a_wait_percentile,
    erlang_b,
    erlang_c,
    erlang_c_wait_percentile,
    lines_for_blocking,
    load_for_blocking,
    mg1_wait,
    offered_load,
    rostered,
    staffing,
    staffing_b,
)

close = pytest.approx


@pytest.mark.parametrize("load", [0.01, 0.8, 10.0, 333.3, 1e5])
@pytest.mark.parametrize("patience", [60.0, 86400.0, math.inf])
@pytest.mark.parametrize(
    "targets",
    [
        Targets(service_level=0.8, within_s=20.0),
        Targets(service_level=0.95, within_s=0.0, formula="virtual"),
        Targets(asa_s=4.0),
        Targets(max_occupancy=0.9),
    ],
    ids=["offered", "virtual", "asa", "occupancy"],
)
def test_least_staff_meets_the_target_and_one_less_does_not(
    load: float, patience: float, targets: Targets
) -> None:
    got = staffing(load, 180.0, targets, patience_s=patience)
    (test,) = targets.conditions().values()

    def meets(agents: float) -> bool:
        if math.isinf(patience):
            return test(erlang_c(load, agents, 180.0, targets.within_s))
        return test(erlang_a(load, agents, 180.0, patience, targets.within_s))

    assert meets(got.agents) and test(got.result)
    assert got.agents == 0 or not meets(got.agents - 1)
    assert meets(got.agents_fractional)
    if got.agents_fractional > 1e-9:  # where impatience alone meets it, any agents do
        assert not meets(got.agents_fractional * (1 - 1e-6))
    assert got.agents - 1 < got.agents_fractional <= got.agents + 1e-9


def test_abandonment_target() -> None:
    got = staffing(10.0, 180.0, Targets(abandon_rate=0.03), patience_s=120.0)
    assert got.result.abandon_rate <= 0.03
    assert erlang_a(10.0, got.agents - 1, 180.0, 120.0).abandon_rate > 0.03
    exact = erlang_a(10.0, got.agents_fractional, 180.0, 120.0)
    assert exact.abandon_rate == close(0.03, rel=1e-9)


def test_several_targets_take_the_largest() -> None:
    targets = Targets(service_level=0.8, asa_s=5.0, max_occupancy=0.7)
    got = staffing(10.0, 180.0, targets, patience_s=240.0, shrinkage=0.25)
    assert set(got.by_target) == {"service_level", "asa_s", "max_occupancy"}
    assert got.agents_fractional == max(got.by_target.values()) == got.by_target[got.binding]
    assert got.rostered == close(got.agents / 0.75)
    alone = staffing(10.0, 180.0, Targets(service_level=0.8), patience_s=240.0)
    assert alone.agents_fractional == got.by_target["service_level"]


def test_blocking_target_with_lines() -> None:
    got = staffing(10.0, 180.0, Targets(blocking=0.01), patience_s=600.0, lines=18)
    assert got.result.blocking <= 0.01
    assert erlang_a(10.0, got.agents - 1, 180.0, 600.0, lines=18).blocking > 0.01
    with pytest.raises(ValueError, match=r"^blocking: no number of agents reaches this target"):
        staffing(10.0, 180.0, Targets(blocking=0.01), patience_s=600.0, lines=12)


def test_whole_occupancy_limit_is_met_exactly() -> None:
    assert staffing(8.5, 180.0, Targets(max_occupancy=0.85)).agents == 10


def test_no_load_needs_nobody() -> None:
    got = staffing(0.0, 180.0, Targets(service_level=0.8))
    assert (got.agents, got.agents_fractional, got.rostered) == (0, 0.0, 0.0)


def test_lines_with_shrinkage() -> None:
    got = staffing_b(10.0, 0.05, shrinkage=0.25)
    assert (got.agents, got.rostered) == (15, 20.0)


NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("attempt", "message"),
    [
        (lambda: erlang_c(-1, 5, 60), "load: -1 is not allowed; give a finite number of 0 or more"),
        (lambda: erlang_c(NAN, 5, 60), "load: nan is not allowed"),
        (lambda: erlang_c(1, INF, 60), "agents: inf is not allowed"),
        (
            lambda: erlang_c(1, 5, 0),
            "handle_time_s: 0 is not allowed; give a finite number above 0",
        ),
        (lambda: erlang_c(1, 5, 60, -1), "within_s: -1 is not allowed"),
        (lambda: erlang_c("ten", 5, 60), "load: 'ten' is not a number"),  # type: ignore[arg-type]
        (lambda: erlang_a(1, 5, 60, 0), "patience_s: 0 is not allowed; give a number above 0, or"),
        (lambda: erlang_a(1, 5, 60, NAN), "patience_s: nan is not allowed"),
        (lambda: erlang_a(1, 5, 60, 9, lines=0), "lines: 0 is not allowed"),
        (
            lambda: erlang_a(1, 5, 60, 9, balking=1),
            "balking: 1 is not allowed; give a share from 0",
        ),
        (lambda: erlang_a_array([1, -2], 5, 60, 9), "load: -2 is not allowed"),
        (lambda: erlang_b(5, -1), "lines: -1 is not allowed"),
        (lambda: lines_for_blocking(5, 0), "blocking: 0 is not allowed; give a share above 0"),
        (lambda: load_for_blocking(1, 5), "blocking: 1 is not allowed"),
        (lambda: load_for_blocking(0.1, 0), "lines: 0 is not allowed"),
        (lambda: staffing_b(5, 0.1, 1.0), "shrinkage: 1 is not allowed"),
        (lambda: rostered(5, -0.1), "shrinkage: -0.1 is not allowed"),
        (lambda: offered_load(1, INF), "handle_time_s: inf is not allowed"),
        (lambda: mg1_wait(1, -1, 1), "handle_times_s: -1 is not allowed"),
        (lambda: Targets(), "targets: none given; give service_level"),
        (lambda: Targets(service_level=80), "service_level: 80 is not allowed; give a share above"),
        (lambda: Targets(service_level=1.0), "service_level: 1 is not allowed"),
        (lambda: Targets(asa_s=0), "asa_s: 0 is not allowed"),
        (lambda: Targets(max_occupancy=1.2), "max_occupancy: 1.2 is not allowed"),
        (
            lambda: Targets(service_level=0.8, formula="best"),  # type: ignore[arg-type]
            "formula: 'best' is not known; give one of offered, answered,",
        ),
        (lambda: erlang_c_wait_percentile(1.0, 5, 6, 60), "share: 1 is not allowed"),
        (lambda: erlang_a_wait_percentile(-0.1, 5, 6, 60, 9), "share: -0.1 is not allowed"),
        (
            lambda: erlang_a_general(9, 5, 60, lambda t: 0 * t + 1, 60),
            "survival: too few give up for this load",
        ),
    ],
)
def test_bad_input_is_named(attempt: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError) as caught:
        attempt()
    assert str(caught.value).startswith(message)
