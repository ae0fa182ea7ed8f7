"""Erlang A: listed rows, chains written out, limits, and agreement of independent methods."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import linalg

from sim.analytic import (
    erlang_a,
    erlang_a_array,
    erlang_a_general,
    erlang_a_wait_percentile,
    erlang_b,
    erlang_c,
    erlang_c_wait_percentile,
)
from sim.analytic.result import ErlangResult

close = pytest.approx
FIGURES = (
    "wait_probability",
    "service_level",
    "service_level_virtual",
    "service_level_answered",
    "service_level_credit_abandons",
    "service_level_exclude_early_abandons",
    "asa_s",
    "wait_mean_s",
    "abandon_rate",
    "blocking",
    "occupancy",
    "queue_mean",
)


def assert_same(got: ErlangResult, want: ErlangResult, rel: float, absolute: float = 1e-13) -> None:
    for name in FIGURES:
        assert getattr(got, name) == close(getattr(want, name), rel=rel, abs=absolute), name


def test_ea01() -> None:
    got = erlang_a(48.0, 50, 60.0, 120.0, 20.0)
    assert got.abandon_rate == close(0.030912249, abs=5e-10)
    assert got.wait_mean_s == close(3.7094699, abs=5e-8)
    assert got.asa_s == close(3.6159002, abs=5e-8)
    assert got.wait_probability == close(0.46777407, abs=5e-9)
    assert got.occupancy == close(0.93032424, abs=5e-9)
    assert got.service_level == close(0.94301895, abs=5e-9)


def test_ea02() -> None:
    got = erlang_a(10.0, 14, 180.0, 300.0, 20.0)
    assert got.wait_probability == close(0.145260, abs=5e-7)
    assert got.abandon_rate == close(0.013984, abs=5e-7)
    assert got.wait_mean_s / 60 == close(0.069919, abs=5e-7)
    assert got.asa_s / 60 == close(0.064641, abs=5e-7)
    assert got.service_level == close(0.916792, abs=5e-7)
    assert got.service_level_virtual == close(0.918714, abs=5e-7)


@pytest.mark.parametrize(("agents", "wait"), [(13, 9.9128026), (9, 56.618435)])
def test_ea04_with_lines(agents: int, wait: float) -> None:
    digits = 5e-8 if agents == 13 else 5e-7
    assert erlang_a(10.5, agents, 180.0, 300.0, lines=100).wait_mean_s == close(wait, abs=digits)


def test_ea18_overload() -> None:
    got = erlang_a(102.0, 100, 60.0, 120.0, lines=300)
    assert got.wait_probability == close(0.68633976, abs=5e-9)
    assert got.abandon_rate == close(0.04289346, abs=5e-9)
    assert got.queue_mean == close(8.7502659, abs=5e-8)
    assert got.occupancy == close(0.97624867, abs=5e-9)


def test_ea19_erlang_2_patience() -> None:
    got = erlang_a_general(48.0, 50, 1.0, lambda t: np.exp(-t) * (1.0 + t), 2.0, 1 / 3)
    # As listed: .016227586, .57545767, .12166939, .865361. These are mpmath integrals of the
    # density to 30 digits; the listed abandonment and wait are off by 6e-10 and 2e-8.
    assert got.abandon_rate == close(0.0162275853798722, rel=1e-12)
    assert got.wait_probability == close(0.575457667437373, rel=1e-12)
    assert got.wait_mean_s == close(0.121669409470593, rel=1e-12)
    assert got.service_level == close(0.865360984991960, rel=1e-12)


def by_chain(
    load: float,
    agents: int,
    handle: float,
    patience: float,
    within: float,
    places: int,
    balking: float = 0.0,
) -> ErlangResult:
    """The chain written out: balance equations, and the waits by a matrix exponential."""
    rate, mu, theta = load / handle, 1.0 / handle, 1.0 / patience
    weight = [1.0]
    for n in range(agents + places):
        birth = rate * (1.0 - balking) if n >= agents else rate
        weight.append(
            weight[-1] * birth / (min(n + 1, agents) * mu + max(n + 1 - agents, 0) * theta)
        )
    share = np.array(weight) / sum(weight)
    offered = share[:-1] / share[:-1].sum()
    busy_seen = offered[agents:]  # by number waiting, 0 .. places - 1
    joining = busy_seen * (1.0 - balking)
    # Positions places, .., 1, then served, left; one moves up when one ahead goes, or leaves.
    size = places + 2
    step = np.zeros((size, size))
    patient = np.zeros((size, size))
    for position in range(1, places + 1):
        row = places - position
        ahead = agents * mu + (position - 1) * theta
        step[row, row + 1] = patient[row, row + 1] = ahead
        step[row, size - 1] = theta
        step[row, row] = -(ahead + theta)
        patient[row, row] = -ahead
    at = np.array([places - 1 - j for j in range(places)], dtype=int)
    now = linalg.expm(step * within)
    unhurried = linalg.expm(patient * within)
    ever = linalg.solve(-step[:places, :places], step[:places, places])
    # Mean wait of the served: derivative of the transform, two solves.
    served_wait = linalg.solve(-step[:places, :places], ever)
    all_wait = linalg.solve(-step[:places, :places], np.ones(places))
    no_wait = offered[:agents].sum()
    answered = no_wait + joining @ ever[at]
    answered_within = no_wait + joining @ now[at, places]
    late = joining @ now[at, :places].sum(axis=1)
    blocked = float(share[-1])
    total_wait = float(joining @ all_wait[at])
    return ErlangResult(
        model="chain",
        load_erlangs=load,
        agents=agents,
        stable=True,
        wait_probability=float(busy_seen.sum()),
        service_level=float(answered_within),
        service_level_virtual=float(1.0 - busy_seen @ unhurried[at, :places].sum(axis=1)),
        service_level_answered=float(answered_within / answered),
        service_level_credit_abandons=float(1.0 - late),
        service_level_exclude_early_abandons=float(answered_within / (answered_within + late)),
        asa_s=float(joining @ served_wait[at] / answered),
        wait_mean_s=total_wait,
        abandon_rate=float(1.0 - answered),
        blocking=blocked,
        occupancy=float(share @ np.minimum(np.arange(share.size), agents)) / agents,
        queue_mean=float(share @ np.maximum(np.arange(share.size) - agents, 0)),
    )


@pytest.mark.parametrize("balking", [0.0, 0.1])
@pytest.mark.parametrize("places", [1, 3, 12, 60])
@pytest.mark.parametrize(
    ("load", "agents", "handle", "patience", "within"),
    [(10, 14, 180, 300, 20), (20, 10, 300, 60, 30), (0.4, 1, 60, 600, 0), (35, 36, 240, 3000, 90)],
)
def test_limited_lines_against_the_chain(
    load: float,
    agents: int,
    handle: float,
    patience: float,
    within: float,
    places: int,
    balking: float,
) -> None:
    got = erlang_a(load, agents, handle, patience, within, lines=agents + places, balking=balking)
    want = by_chain(load, agents, handle, patience, within, places, balking)
    assert_same(got, want, rel=1e-9, absolute=1e-12)


@pytest.mark.parametrize("balking", [0.0, 0.25])
@pytest.mark.parametrize(
    ("load", "agents", "handle", "patience", "within"),
    [(10, 14, 180, 300, 20), (20, 10, 300, 60, 30), (30, 31, 200, 400, 45)],
)
def test_unlimited_lines_against_a_long_chain(
    load: float, agents: int, handle: float, patience: float, within: float, balking: float
) -> None:
    got = erlang_a(load, agents, handle, patience, within, balking=balking)
    want = by_chain(load, agents, handle, patience, within, 160, balking)
    assert_same(got, want, rel=1e-9, absolute=1e-12)


worlds = st.tuples(
    st.floats(-2, 3).map(lambda power: 10**power),  # load
    st.floats(0.3, 2.0),  # agents / load
    st.floats(1, 3.5).map(lambda power: 10**power),  # handle time
    st.floats(0, 5).map(lambda power: 10**power),  # patience
    st.sampled_from([0.0, 1.0, 20.0, 300.0]),
)


@settings(max_examples=200, deadline=None)
@given(worlds)
def test_closed_form_agrees_with_the_sum_over_states(
    world: tuple[float, float, float, float, float],
) -> None:
    load, staffed, handle, patience, within = world
    agents = load * staffed
    expected_queue = load * patience / handle
    lines = math.ceil(agents + 3 * expected_queue + 60 * math.sqrt(expected_queue) + 200)
    closed = erlang_a(load, agents, handle, patience, within)
    summed = erlang_a(load, agents, handle, patience, within, lines=lines)
    assert_same(closed, summed, rel=1e-9, absolute=1e-12)


@settings(max_examples=60, deadline=None)
@given(worlds)
def test_general_patience_agrees_when_it_is_exponential(
    world: tuple[float, float, float, float, float],
) -> None:
    load, staffed, handle, patience, within = world
    agents = load * staffed
    closed = erlang_a(load, agents, handle, patience, within, balking=0.2)
    integrated = erlang_a_general(
        load, agents, handle, lambda t: 0.8 * np.exp(-t / patience), patience, within
    )
    # At 0 nobody has left yet but those who balk, in either form.
    assert_same(integrated, closed, rel=1e-8, absolute=1e-11)


@settings(max_examples=200, deadline=None)
@given(worlds)
def test_more_agents_are_never_worse(world: tuple[float, float, float, float, float]) -> None:
    load, staffed, handle, patience, within = world
    agents = load * staffed * np.array([0.02, 0.5, 0.9, 0.97, 1.0, 1.03, 1.1, 2.0])
    got = erlang_a_array(load, agents, handle, patience, within)
    slack = 1e-12
    for rising in ("service_level", "service_level_virtual", "service_level_answered"):
        assert np.all(np.diff(getattr(got, rising)) >= -slack), rising
    for falling in ("wait_probability", "abandon_rate", "occupancy"):
        assert np.all(np.diff(getattr(got, falling)) <= slack), falling
    assert np.all(np.diff(got.asa_s) <= slack * (1 + got.asa_s[:-1]))
    assert np.all(np.diff(got.wait_mean_s) <= slack * (1 + got.wait_mean_s[:-1]))


@settings(max_examples=200, deadline=None)
@given(worlds)
def test_laws_that_hold_everywhere(world: tuple[float, float, float, float, float]) -> None:
    load, staffed, handle, patience, within = world
    got = erlang_a(load, load * staffed, handle, patience, within)
    # Who waits leaves at rate 1 / patience: abandoned share = mean wait of all / mean patience.
    assert got.abandon_rate == close(got.wait_mean_s / patience, rel=1e-12)
    # Little: mean queue = arrivals per second x mean wait.
    assert got.queue_mean == close(load / handle * got.wait_mean_s, rel=1e-12)
    assert 0.0 <= got.service_level <= got.service_level_virtual + 1e-12
    assert got.service_level <= got.service_level_exclude_early_abandons + 1e-12
    assert got.service_level_exclude_early_abandons <= got.service_level_credit_abandons + 1e-12
    assert got.service_level <= got.service_level_answered + 1e-12


@pytest.mark.parametrize(("load", "agents"), [(0.01, 1), (10, 12.3), (97.5, 100), (5000, 5060.5)])
def test_endless_patience_is_erlang_c(load: float, agents: float) -> None:
    want = erlang_c(load, agents, 180.0, 20.0)
    assert_same(erlang_a(load, agents, 180.0, math.inf, 20.0), want, rel=1e-12)
    assert_same(erlang_a(load, agents, 180.0, 1e13, 20.0), want, rel=1e-5, absolute=1e-9)


def test_endless_patience_with_lines_is_a_finite_queue() -> None:
    """M/M/1/K with load 0.5 and 2: textbook probabilities proportional to load^n."""
    for load in (0.5, 2.0, 1.0):
        weights = np.array([load**n for n in range(6)])
        share = weights / weights.sum()
        got = erlang_a(load, 1, 60.0, math.inf, 0.0, lines=5)
        assert got.blocking == close(share[5], rel=1e-13)
        assert got.occupancy == close(1 - share[0], rel=1e-13)
        assert got.queue_mean == close(share @ np.maximum(np.arange(6) - 1, 0), rel=1e-13)
        assert got.service_level == close(share[0] / share[:5].sum(), rel=1e-13)


def test_no_waiting_place_is_erlang_b() -> None:
    for load, lines in [(5, 7), (500, 480), (10, 17.44497)]:
        got = erlang_a(load, lines, 60.0, 100.0, lines=lines)
        want = erlang_b(load, lines)
        assert got.blocking == close(want.blocking, rel=1e-13)
        assert got.occupancy == close(want.occupancy, rel=1e-13)
        assert (got.wait_probability, got.abandon_rate, got.service_level) == (0.0, 0.0, 1.0)


def test_surplus_agents_beyond_the_lines_stay_idle() -> None:
    got = erlang_a(8, 20, 60.0, 100.0, lines=10)
    assert got.blocking == close(erlang_b(8, 10).blocking, rel=1e-13)
    assert got.occupancy == close(erlang_b(8, 10).occupancy / 2, rel=1e-13)


def test_unstable_only_when_nobody_gives_up() -> None:
    assert not erlang_a(10, 10, 60.0, math.inf).stable
    assert erlang_a(10, 10, 60.0, math.inf, balking=0.01).stable
    assert erlang_a(10, 10, 60.0, math.inf, lines=1000).stable
    assert erlang_a(10, 5, 60.0, 1e9).stable


def test_no_agents_everybody_gives_up() -> None:
    got = erlang_a(3.0, 0, 60.0, 120.0, 20.0)
    assert (got.wait_probability, got.abandon_rate, got.service_level) == (1.0, 1.0, 0.0)
    assert got.wait_mean_s == close(120.0, rel=1e-14)
    assert got.service_level_credit_abandons == close(-math.expm1(-20 / 120), rel=1e-12)
    assert math.isnan(got.asa_s) and math.isnan(got.occupancy)


def test_no_load_nobody_waits() -> None:
    got = erlang_a(0.0, 3, 60.0, 120.0)
    assert (got.wait_probability, got.service_level, got.abandon_rate) == (0.0, 1.0, 0.0)
    assert (got.asa_s, got.occupancy) == (0.0, 0.0)


def test_fractional_agents_are_smooth_through_whole_numbers() -> None:
    step = 1e-4
    agents = 14 + step * np.arange(-3, 4)
    got = erlang_a_array(10.0, agents, 180.0, 300.0)
    for name in FIGURES:
        second = np.diff(getattr(got, name), 2)
        # A kink of slope d would show as a second difference of d x step; these are d'' x step^2.
        assert np.all(np.abs(second) <= 20 * step**2), name


def test_fractional_lines_join_the_whole_ones() -> None:
    for name in ("blocking", "service_level", "asa_s"):
        around = [
            getattr(erlang_a(10, 9, 180.0, 300.0, lines=lines), name)
            for lines in (12 - 1e-9, 12, 12 + 1e-9)
        ]
        assert around[0] == close(around[1], rel=1e-7)
        assert around[2] == close(around[1], rel=1e-7)


@pytest.mark.parametrize("patience", [5.0, 300.0, 86400.0, 5 * 86400.0])
@pytest.mark.parametrize("staffed", [0.5, 0.99, 1.0, 1.001, 1.2])
def test_a_hundred_thousand_erlangs(staffed: float, patience: float) -> None:
    """At this size the fluid limit and the heavy-traffic square-root law must be near."""
    load, handle = 1e5, 200.0
    got = erlang_a(load, load * staffed, handle, patience, 20.0)
    assert got.stable and all(math.isfinite(getattr(got, name)) for name in FIGURES)
    # Fluid limit: what the agents cannot do is abandoned, to the order of 1 / sqrt(load).
    assert got.abandon_rate == close(max(0.0, 1.0 - staffed), abs=0.005)
    if staffed == 0.5:
        # Half is served, after the patience that half of the contacts have.
        assert got.asa_s == close(patience * math.log(2.0), rel=0.01)
        assert got.occupancy == close(1.0, abs=1e-9)
        assert got.wait_probability == close(1.0, abs=1e-9)
        assert got.service_level == close(0.5 if patience * math.log(2) < 20 else 0.0, abs=0.01)


def test_a_hundred_thousand_erlangs_garnett() -> None:
    """Garnett, Mandelbaum & Reiman (2002): P(wait) under square-root staffing."""
    load, handle, patience, beta = 1e6, 200.0, 400.0, 0.5
    got = erlang_a(load, load + beta * math.sqrt(load), handle, patience)

    def hazard(z: float) -> float:
        density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        return density / (0.5 * math.erfc(z / math.sqrt(2)))

    root = math.sqrt(patience / handle)
    limit = 1.0 / (1.0 + hazard(beta * root) / (root * hazard(-beta)))
    assert got.wait_probability == close(limit, rel=2e-3)


def test_percentiles() -> None:
    got = erlang_a_wait_percentile(0.9, 10, 12, 180.0, 300.0)
    for seconds, name in [
        (got.all_s, "service_level_credit_abandons"),
        (got.answered_s, "service_level_answered"),
        (got.virtual_s, "service_level_virtual"),
    ]:
        assert getattr(erlang_a(10, 12, 180.0, 300.0, seconds), name) == close(0.9, abs=1e-9)
    # The one who would wait for ever waits longest at any percentile.
    assert got.all_s < got.virtual_s and got.answered_s < got.virtual_s
    easy = erlang_a_wait_percentile(0.5, 10, 14, 180.0, 300.0)
    assert (easy.all_s, easy.answered_s, easy.virtual_s) == (0.0, 0.0, 0.0)
    patient = erlang_a_wait_percentile(0.95, 10, 12, 180.0, math.inf)
    assert patient.all_s == close(erlang_c_wait_percentile(0.95, 10, 12, 180.0), abs=1e-6)
    assert erlang_c(10, 12, 180.0, patient.all_s).service_level == close(0.95, abs=1e-9)


def test_constant_patience() -> None:
    """M/M/N+D: density exp((rate - capacity) t) up to the patience, then exp(-capacity t)."""
    load, agents, handle, patience = 12.0, 10, 60.0, 45.0
    rate, capacity = load / handle, agents / handle
    got = erlang_a_general(
        load, agents, handle, lambda t: (t < patience) * 1.0, patience, 30.0, jumps_s=[patience]
    )
    below = math.expm1((rate - capacity) * patience) / (rate - capacity)
    above = math.exp((rate - capacity) * patience) / capacity
    idle = (1.0 / erlang_b(load, agents).blocking - 1.0) / capacity
    total = below + above + idle
    assert got.wait_probability == close((below + above) / total, rel=1e-10)
    assert got.abandon_rate == close(above / total, rel=1e-10)
    within = math.expm1((rate - capacity) * 30.0) / (rate - capacity)
    assert got.service_level == close((idle + within) / total, rel=1e-10)


def test_arrays_broadcast_and_agree_with_scalars() -> None:
    load = np.array([[4.0], [9.0], [30.0]])
    agents = np.array([5, 10.5])
    got = erlang_a_array(load, agents, 180.0, 120.0, 20.0, lines=np.array([np.inf, 14]))
    assert got.service_level.shape == (3, 2)
    assert_same(got.at(5), erlang_a(30, 10.5, 180.0, 120.0, 20.0, lines=14), rel=1e-14)
    assert_same(got.at(2), erlang_a(9, 5, 180.0, 120.0, 20.0), rel=1e-14)
