"""Properties of the metrics on random logs, and pieces against plain loops."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.events import BLOCKED, Outcome
from sim.metrics import CATALOGUE, measure
from sim.metrics.bins import bins_of, seconds_in_slots, sum_slots
from sim.metrics.handling import _busy, _share_time
from sim.metrics.order import STATISTICS, percentiles, sort_waits, virtual_share
from sim.metrics.tally import tally
from tests.metrics.worlds import Contact, Figures, Presence, log, model

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


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(seconds, seconds, st.integers(0, 2)), max_size=12))
def test_seconds_in_slots_against_a_loop(stretches: list[tuple[int, int, int]]) -> None:
    bins = bins_of(WORLD.clock)
    table = np.array([(min(a, b), max(a, b), e) for a, b, e in stretches], dtype=np.int64)
    table = table.reshape(-1, 3)
    kind = (table[:, 0] * 1000, table[:, 1] * 1000, table[:, 2])
    found, again = seconds_in_slots([kind, kind], [3, 3], bins)
    assert np.array_equal(found, again)
    expected = np.zeros((bins.slots, 3))
    for begin, until, entity in table:
        for slot, (edge, end) in enumerate(zip(bins.edges[:-1], bins.edges[1:], strict=True)):
            overlap = min(end, until * 1000) - max(edge, begin * 1000)
            expected[slot, entity] += max(overlap, 0) / 1000
    np.testing.assert_allclose(found, expected)
    whole = sum_slots(found, bins.whole_of)
    np.testing.assert_allclose(whole[0], expected.sum(axis=0))


waits_in_cells = st.lists(
    st.tuples(st.integers(0, 12), st.booleans(), st.integers(0, 3)), min_size=1, max_size=30
)


@settings(max_examples=100, deadline=None)
@given(waits_in_cells)
def test_percentiles_are_observed_waits(rows: list[tuple[int, bool, int]]) -> None:
    wait, answered, cell = (np.array(column) for column in zip(*rows, strict=True))
    found = percentiles(sort_waits(wait * 1000, answered, cell, 4))
    for number in range(4):
        inside = wait[cell == number]
        for percent in (50, 80, 90, 95):
            value = found[STATISTICS.index(f"wait_p{percent}_s")][number]
            if not len(inside):
                assert np.isnan(value)
            else:
                assert value == np.percentile(inside, percent, method="inverted_cdf")


@settings(max_examples=100, deadline=None)
@given(waits_in_cells, st.integers(0, 12))
def test_kaplan_meier_against_its_definition(
    rows: list[tuple[int, bool, int]], within: int
) -> None:
    """Product over the distinct waits t <= T of 1 - answered at t / at risk at t."""
    wait, answered, cell = (np.array(column) for column in zip(*rows, strict=True))
    limits = np.full(4, within)
    found = virtual_share(sort_waits(wait, answered, cell, 4), limits)
    for number in range(4):
        inside = cell == number
        if not inside.any():
            assert np.isnan(found[number])
            continue
        survival = 1.0
        for t in np.unique(wait[inside & answered & (wait <= within)]):
            events = (inside & answered & (wait == t)).sum()
            survival *= 1 - events / (inside & (wait >= t)).sum()
        assert found[number] == pytest.approx(1 - survival)


def test_without_abandonment_the_estimate_is_the_share() -> None:
    rng = np.random.default_rng(5)
    wait = rng.integers(0, 40, 200)
    sorted_waits = sort_waits(wait, np.ones(200, dtype=bool), np.zeros(200, dtype=np.int64), 1)
    found = virtual_share(sorted_waits, np.array([20]))
    assert found[0] == pytest.approx((wait <= 20).mean())


def test_kaplan_meier_finds_the_wait_behind_the_abandonments() -> None:
    """Offered waits exponential with mean 30 s, patience with mean 40 s; within 20 s: 1 - e^(-2/3).

    The variance of the estimate is at most that of the empirical share at half the sample.
    """
    rng = np.random.default_rng(11)
    count = 40_000
    offered = rng.exponential(30_000, count).astype(np.int64)
    patience = rng.exponential(40_000, count).astype(np.int64)
    waits = sort_waits(
        np.minimum(offered, patience), offered <= patience, np.zeros(count, dtype=np.int64), 1
    )
    exact = 1 - np.exp(-2 / 3)
    error = np.sqrt(exact * (1 - exact) / (count / 2))
    assert abs(virtual_share(waits, np.array([20_000]))[0] - exact) < 4 * error


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 50), st.integers(0, 20)), min_size=1,
                max_size=15))  # fmt: skip
def test_effort_against_a_second_by_second_count(rows: list[tuple[int, int, int]]) -> None:
    agent, begin, length = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    until = begin + length
    effort, busy = _share_time(agent, begin, until)
    expected = np.zeros(len(rows))
    busy_seconds = 0
    for a in range(3):
        for second in range(80):
            inside = (agent == a) & (begin <= second) & (second < until)
            expected[inside] += 1 / max(inside.sum(), 1)
            busy_seconds += int(inside.any())
    np.testing.assert_allclose(effort, expected)
    assert (busy.until - busy.begin).sum() == busy_seconds
    lasting = length > 0
    again = _busy(agent[lasting], begin[lasting], until[lasting])
    assert again.agent.tolist() == busy.agent.tolist()
    assert (again.until - again.begin).sum() == busy_seconds


def test_order_of_rows_of_one_instant_does_not_matter() -> None:
    rows = [Contact(5, Outcome.ABANDONED, ended=9, released=9, queue=q % 3) for q in range(6)]
    forward, backward = (
        measure(log(order, end_s=4200), model(("a", "b", "c"))) for order in (rows, rows[::-1])
    )
    assert forward.equals(backward)
