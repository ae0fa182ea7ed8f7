"""Properties of the metrics on random logs, and pieces against plain loops."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.engine.events import BLOCKED, Outcome
from sim.metrics import CATALOGUE, measure
from sim.metrics.cells import Ints
from sim.metrics.groupings import Groupings
from sim.metrics.order import (
    STATISTICS,
    SortedWaits,
    Waits,
    percentiles,
    sort_waits,
    virtual_share,
)
from sim.metrics.tally import tally
from tests.metrics.worlds import Contact, Figures, Presence, answered, log, model

Flags = NDArray[np.bool_]

ADDITIVE = [
    metric.name for metric in CATALOGUE if metric.kind == "sum" and metric.basis != "period"
]
OF_SUMS = [
    metric.name for metric in CATALOGUE
    if metric.denominator is not None and metric.basis != "period"
    and metric.name not in ("load_erlangs", "staffed", "seated", "rostered")  # per time, not sums
    and metric.name != "service_level_virtual"  # an estimate of each cell, not a sum
]  # fmt: skip

seconds = st.integers(0, 4199)
POSTS = 2  # written, deferred, its target on a clock of open time


@st.composite
def contacts(draw: st.DrawFn) -> Contact:
    """Some of them are work put down (a later answer, nobody's) or posts that need no answer."""
    arrived, wait, handle = draw(seconds), draw(st.integers(0, 90)), draw(st.integers(0, 900))
    outcome = draw(st.sampled_from(list(Outcome)))
    queue = draw(st.integers(0, 2))
    relevant = queue != POSTS or draw(st.booleans())
    if outcome == Outcome.WAITING or arrived + wait >= 4200:
        begun = arrived if queue == POSTS and draw(st.booleans()) else None
        return Contact(arrived, Outcome.WAITING, begun, queue=queue, relevant=relevant)
    if not relevant:
        return Contact(
            arrived, Outcome.TRIAGED, arrived, arrived + wait, arrived + wait, 0, queue,
            relevant=False,
        )  # fmt: skip
    if outcome == Outcome.ANSWERED:
        released = arrived + wait + handle
        done = released if released < 4200 else None
        return Contact(arrived, outcome, arrived + wait, done, done, draw(st.integers(0, 4)), queue)
    ended = arrived if outcome in BLOCKED else arrived + wait
    return Contact(arrived, outcome, ended=ended, released=ended, queue=queue)


@st.composite
def presences(draw: st.DrawFn) -> Presence:
    on, length, late = draw(seconds), draw(st.integers(1, 3000)), draw(st.integers(0, 300))
    return Presence(draw(st.integers(0, 4)), on, on + length, on + max(length - late, 0))


WORLD = model(
    ("a", "b", "c"), ("x", "y"), (3, 2),
    start_s=500, length_s=3700, interval_s=1000, origin=datetime(2026, 3, 2, 23, 20),
    totals=[("ab", (0, 1))], messaging=[1], social=[2], concurrency=[[1, 2, 1], [1, 3, 1]],
    opening=[(2, 0, 1000), (2, 1500, 4000)],
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(contacts(), max_size=25), st.lists(presences(), max_size=6))
def test_intervals_add_up_to_the_whole(rows: list[Contact], on: list[Presence]) -> None:
    """Also by day: midnight falls inside an interval here (23:28:20 + 1000 s steps)."""
    happened = log(rows, on, end_s=4200)
    frame = measure(happened, WORLD)
    inside = frame[frame["interval"] >= 0]
    keys = ["level", "name", "metric"]
    columns = ["value", "numerator", "denominator"]
    whole = frame[frame["interval"] == -1].set_index(keys)[columns]
    sums = inside.groupby(keys, observed=True)[columns].sum().reindex(whole.index)
    metric = whole.index.get_level_values("metric")
    additive, of_sums = metric.isin(ADDITIVE), metric.isin(OF_SUMS)
    assert set(metric[additive]) == set(ADDITIVE)
    assert set(metric[of_sums]) == set(OF_SUMS)
    np.testing.assert_allclose(sums.loc[additive, "value"], whole.loc[additive, "value"])
    parts = columns[1:]
    np.testing.assert_allclose(sums.loc[of_sums, parts], whole.loc[of_sums, parts], atol=1e-6)
    counted = tally(happened, WORLD)
    for name in ("offered", "answered", "wait_s", "service_met"):
        day_sums = counted.day.contacts[name].sum(axis=0)
        np.testing.assert_allclose(day_sums, counted.whole.contacts[name][0])


@settings(max_examples=60, deadline=None)
@given(st.lists(contacts(), max_size=25), st.lists(presences(), max_size=6))
def test_the_center_is_the_sum_of_its_parts(rows: list[Contact], on: list[Presence]) -> None:
    found = Figures(measure(log(rows, on, end_s=4200), WORLD))
    for name in ("attempts", "offered", "answered", "abandoned", "blocked", "waiting_at_end"):
        assert found(name) == found(name, "a") + found(name, "b") + found(name, "c")
        assert found(name, "ab") == found(name, "a") + found(name, "b")
    for name in ("paid_h", "overtime_h"):
        both = found(name, "x", level="group") + found(name, "y", level="group")
        assert found(name) == pytest.approx(both)
    assert found("offered") == sum(
        found(name)
        for name in (
            "answered", "abandoned", "expired", "flowed_out", "contained", "unreached", "triaged",
            "waiting_at_end",
        )
    )  # fmt: skip
    assert found("flowed_out") == sum(
        found(name) for name in ("callbacks", "withdrawn", "escalated", "peer_answered")
    )
    answered = found("answered", "x", level="group") + found("answered", "y", level="group")
    assert found("answered") == answered
    ages = ("0_4h", "4_8h", "8_24h", "1_2d", "over_2d")
    for name in ("center", "a", "b", "c", "ab"):
        assert found("backlog", name) == sum(found(f"backlog_{age}", name) for age in ages)


@settings(max_examples=60, deadline=None)
@given(st.lists(contacts(), max_size=25))
def test_figures_stay_where_they_can_be(rows: list[Contact]) -> None:
    frame = measure(log(rows, end_s=4200), WORLD)
    value = frame["value"].to_numpy()
    named = frame["metric"].isin(["net_result"]).to_numpy()
    there = np.isfinite(value)
    assert (value[there & ~named] >= 0).all()
    shares = {m.name for m in CATALOGUE if m.kind in ("share", "days")}
    is_share = frame["metric"].isin(shares).to_numpy()
    assert (value[there & is_share] <= 1 + 1e-12).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(presences(), max_size=8))
def test_presence_in_slots_against_a_loop(on: list[Presence]) -> None:
    """Each interval has what of each stay falls into it; overtime is what is after `due`."""
    agents = tally(log((), on, end_s=4200), WORLD).interval.agents
    expected = np.zeros((2, 4, 2))  # [logged in or overtime, interval, group]
    for one in on:
        assert one.due is not None
        for interval, begin in enumerate(range(500, 4200, 1000)):
            until = min(begin + 1000, 4200)
            group = int(one.agent >= 3)
            stay = min(one.off, until) - max(one.on, begin)
            late = min(one.off, until) - max(one.on, one.due, begin)
            expected[:, interval, group] += max(stay, 0), max(late, 0)
    assert np.array_equal(agents["logged_in_s"][:, :2], expected[0])
    assert np.array_equal(agents["overtime_s"][:, :2], expected[1])


waits_in_cells = st.lists(
    st.tuples(st.integers(0, 12), st.booleans(), st.integers(0, 3)), min_size=1, max_size=30
)


def ordered(wait: Ints, answered: Flags, cell: Ints) -> SortedWaits:
    return sort_waits(Waits(wait << 1 | ~answered, cell.astype(np.int32)), 4)


FOUR_CELLS = Groupings(
    cell=np.array([[0, 1, 2, 3], [4, 4, -1, 5]], dtype=np.int32),
    cells=6,
    at=np.array([[0, 1, 2, 3, 4, 5]]),
)
"""Each by itself; then 0 and 1 together, and 3."""


def in_cells(cell: Ints) -> list[Flags]:
    return [*(cell == number for number in range(4)), cell <= 1, cell == 3]


@settings(max_examples=100, deadline=None)
@given(waits_in_cells)
def test_percentiles_are_observed_waits(rows: list[tuple[int, bool, int]]) -> None:
    wait, answered, cell = (np.array(column) for column in zip(*rows, strict=True))
    found = percentiles(ordered(wait * 1000, answered, cell), FOUR_CELLS)
    for number, such in enumerate(in_cells(cell)):
        inside = wait[such]
        for percent in (50, 80, 90, 95):
            value = found[STATISTICS.index(f"wait_p{percent}_s"), 0, number]
            if not len(inside):
                assert np.isnan(value)
            else:
                assert value == np.percentile(inside, percent, method="inverted_cdf")
        longest = found[STATISTICS.index("wait_max_s"), 0, number]
        assert longest == inside.max() if len(inside) else np.isnan(longest)


@settings(max_examples=100, deadline=None)
@given(waits_in_cells, st.integers(0, 12))
def test_kaplan_meier_against_its_definition(
    rows: list[tuple[int, bool, int]], within: int
) -> None:
    """Product over the distinct waits t <= T of 1 - answered at t / at risk at t."""
    wait, answered, cell = (np.array(column) for column in zip(*rows, strict=True))
    found = virtual_share(ordered(wait, answered, cell), FOUR_CELLS, np.full(6, within))
    for number, inside in enumerate(in_cells(cell)):
        if not inside.any():
            assert np.isnan(found[0, number])
            continue
        survival = 1.0
        for t in np.unique(wait[inside & answered & (wait <= within)]):
            events = (inside & answered & (wait == t)).sum()
            survival *= 1 - events / (inside & (wait >= t)).sum()
        assert found[0, number] == pytest.approx(1 - survival)


def test_waits_too_long_to_be_packed_with_their_places() -> None:
    wait, answered = np.array([2**60, 5, 2**59, 5]), np.array([True, False, True, True])
    cell = np.array([3, 3, 2, 3])
    found = ordered(wait, answered, cell)
    assert found.code.tolist() == [10, 11, 2**60, 2**61]
    assert found.place.tolist() == [3, 3, 2, 3]
    assert found.counts.tolist() == [0, 0, 1, 3]


ONE_CELL = Groupings(np.zeros((1, 4), dtype=np.int32), 1, np.zeros((1, 1), dtype=np.int64))


def test_without_abandonment_the_estimate_is_the_share() -> None:
    rng = np.random.default_rng(5)
    wait = rng.integers(0, 40, 200)
    waits = ordered(wait, np.ones(200, dtype=bool), np.zeros(200, dtype=np.int64))
    found = virtual_share(waits, ONE_CELL, np.array([20]))
    assert found[0, 0] == pytest.approx((wait <= 20).mean())


def test_kaplan_meier_finds_the_wait_behind_the_abandonments() -> None:
    """Offered waits exponential with mean 30 s, patience with mean 40 s; within 20 s: 1 - e^(-2/3).

    The variance of the estimate is at most that of the empirical share at half the sample.
    """
    rng = np.random.default_rng(11)
    count = 40_000
    offered = rng.exponential(30_000, count).astype(np.int64)
    patience = rng.exponential(40_000, count).astype(np.int64)
    waits = ordered(
        np.minimum(offered, patience), offered <= patience, np.zeros(count, dtype=np.int64)
    )
    exact = 1 - np.exp(-2 / 3)
    error = np.sqrt(exact * (1 - exact) / (count / 2))
    found = virtual_share(waits, ONE_CELL, np.array([20_000]))
    assert abs(found[0, 0] - exact) < 4 * error


ITEMS = 15
APART = model(
    tuple(f"q{number}" for number in range(ITEMS)), ("x", "y"), (2, 1), length_s=120, interval_s=40,
    concurrency=[[1] * ITEMS, [1] * 10 + [4] * 5], deferred=[0, 1, 2],
)  # fmt: skip
"""A queue for each contact, so that the effort of each can be looked up."""


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 50), st.integers(0, 20)), min_size=1,
                max_size=ITEMS))  # fmt: skip
def test_effort_against_a_second_by_second_count(rows: list[tuple[int, int, int]]) -> None:
    contacts = [
        answered(begin, begin, begin + length, agent, queue)
        for queue, (agent, begin, length) in enumerate(rows)
    ]
    found = tally(log(contacts, end_s=120), APART)
    effort = np.zeros(ITEMS)
    names = ("busy_s", "live_busy_s", "in_hand_s", "slots_filled_s")
    expected = {name: np.zeros((3, 2)) for name in names}
    for second in range(80):
        for agent in range(3):
            inside = [
                queue for queue, (who, begin, length) in enumerate(rows)
                if who == agent and begin <= second < begin + length
            ]  # fmt: skip
            for queue in inside:
                effort[queue] += 1 / len(inside)
            cell = second // 40, agent // 2
            filled = sum(0.25 if agent == 2 and queue >= 10 else 1.0 for queue in inside)
            live = any(queue >= 3 for queue in inside)
            sums = (bool(inside), live, len(inside), filled)
            for name, value in zip(names, sums, strict=True):
                expected[name][cell] += value
    np.testing.assert_allclose(found.whole.contacts["effort_s"][0, :ITEMS], effort, atol=1e-12)
    assert found.whole.agents["effort_s"][0, -1] == pytest.approx(effort.sum())
    for name in names:
        assert np.array_equal(found.interval.agents[name][:, :2], expected[name]), name


def test_order_of_rows_of_one_instant_does_not_matter() -> None:
    rows = [Contact(5, Outcome.ABANDONED, ended=9, released=9, queue=q % 3) for q in range(6)]
    forward, backward = (
        measure(log(order, end_s=4200), model(("a", "b", "c"))) for order in (rows, rows[::-1])
    )
    assert forward.equals(backward)
