"""The Erlang check: what Erlang is given, what it says, and the reasons why it differs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.analytic import erlang_a, erlang_c
from sim.model import Model
from sim.scenario import loads
from sim.studies import study
from sim.studies.erlang import Demand, ErlangSide, Supply, erlang_sides
from sim.studies.erlang import supply_of as supply_for
from tests.metrics.worlds import model

PLAIN = """
name: Plain
period: {start: 2026-03-02 00:00, length: 2d, interval: 1h, warm_up: 1d}
queues:
  calls:
    channel: voice
    arrivals: {rate: 200/h}
    handle_time: {mean: 180s, distribution: exponential}
    patience: {mean: 5min, distribution: exponential}
    target: {answered: 80%, within: 20s}
agents: {desk: {seated: 14, skills: {calls: 1}}}
run: {replications: 12, seed: 3}
"""


def first_attempts(model: Model) -> Demand:
    """Expected first attempts with their mean handle time at full speed."""
    judging = model.judging
    nowhere = np.zeros(len(judging.mean_handle), dtype=np.bool_)
    return Demand(judging.expected, judging.mean_handle, nowhere)


def supply_of(world: Model) -> Supply:
    return supply_for(world, first_attempts(world))


def sides(world: Model) -> tuple[ErlangSide, ErlangSide]:
    """Erlang C and A of the only queue."""
    return erlang_sides(world, 0, first_attempts(world), supply_of(world))


def test_one_group_with_two_queues_is_one_pool() -> None:
    # loads 10 x 90 / 1800 = .5 and 10 x 270 / 1800 = 1.5 on the same 8 seats; 20 contacts of 180 s
    world = model(("a", "b"), ("desk",), (8,), judging={"mean_handle": np.array([90.0, 270.0])})
    supply = supply_of(world)
    np.testing.assert_allclose(supply.load[:, 0], [2, 2])
    np.testing.assert_allclose(supply.agents[:, 0], [8, 8])
    np.testing.assert_allclose(supply.handle_s[:, 0], [180, 180])


def test_the_pool_is_the_agents_who_may_take_the_queue_and_all_their_work() -> None:
    # a: 6 own seats and 4 shared with b; loads 6 and 2 on 10 seats are evened out to .8 a seat:
    # the shared seats carry 3.2, 2 of b and 1.2 of a. a's pool: 10 seats, 8 erlangs; b's: 4, 3.2.
    world = model(
        ("a", "b"), ("own", "both"), (6, 4), skills=[[1, 0], [2, 1]],
        judging={"mean_handle": np.array([1080.0, 360.0])},
    )  # fmt: skip
    supply = supply_of(world)
    np.testing.assert_allclose(supply.agents[:, 0], [10, 4])
    np.testing.assert_allclose(supply.load[:, 0], [8, 3.2], rtol=1e-6)
    # b's pool: 2 / 360 + 1.2 / 1080 contacts a second, 3.2 erlangs
    assert supply.handle_s[1, 0] == pytest.approx(3.2 / (2 / 360 + 1.2 / 1080))
    # with loads 3 and 7 the shared seats are full of b, whatever a brings
    uneven = model(
        ("a", "b"), ("own", "both"), (6, 4), skills=[[1, 0], [2, 1]],
        judging={"mean_handle": np.array([540.0, 1260.0])},
    )  # fmt: skip
    np.testing.assert_allclose(supply_of(uneven).load[:, 0], [10, 7], rtol=1e-3)


def test_separate_groups_are_separate_pools() -> None:
    world = model(("a", "b"), ("x", "y"), (5, 7), skills=[[1, 0], [0, 1]])
    np.testing.assert_allclose(supply_of(world).agents[:, 0], [5, 7])
    own = world.judging.expected * world.judging.mean_handle[:, None] / 1800
    np.testing.assert_allclose(supply_of(world).load, own)


def test_intervals_are_weighted_by_expected_contacts() -> None:
    """20 and 60 contacts of 180 s in half hours: loads 2 and 6 with 8 agents."""
    world = model(agents=(8,), handle_mean_s=180.0, judging={"expected": np.array([[20.0, 60.0]])})
    c, a = sides(world)
    low, high = (erlang_c(load, 8, 180, 20) for load in (2, 6))
    expected = (20 * low.service_level + 60 * high.service_level) / 80
    assert c.service_level == pytest.approx(expected)
    assert c.asa_s == pytest.approx((20 * low.asa_s + 60 * high.asa_s) / 80)
    assert c.occupancy == pytest.approx(0.5)
    assert (c.status, c.unstable_intervals) == ("stable", 0)
    low_a, high_a = (erlang_a(load, 8, 180, 60, 20) for load in (2, 6))
    lost = (20 * low_a.abandon_rate + 60 * high_a.abandon_rate) / 80
    assert a.abandon_rate == pytest.approx(lost)
    served = 20 * (1 - low_a.abandon_rate), 60 * (1 - high_a.abandon_rate)
    mean_wait = (served[0] * low_a.asa_s + served[1] * high_a.asa_s) / sum(served)
    assert a.asa_s == pytest.approx(mean_wait)


def test_overload_is_unstable_by_name() -> None:
    """Load 9 with 8 agents in the second interval: none of its contacts counts as in time."""
    world = model(agents=(8,), handle_mean_s=180.0, judging={"expected": np.array([[20.0, 90.0]])})
    c, a = sides(world)
    assert (c.status, c.unstable_intervals) == ("unstable", 1)
    assert c.service_level == pytest.approx(20 * erlang_c(2, 8, 180, 20).service_level / 110)
    assert np.isnan(c.asa_s)
    assert (a.status, a.unstable_intervals) == ("stable", 0)
    assert a.asa_s > 0


def test_nothing_expected_is_not_available() -> None:
    world = model(judging={"expected": np.zeros((1, 2))})
    c, a = sides(world)
    for side in (c, a):
        assert side.status == "stable"
        assert np.isnan([*side.figures().values()]).all()


def test_no_seat_at_all() -> None:
    world = model(agents=(0,))
    c, a = sides(world)
    assert c.unstable_intervals == 2
    assert a.abandon_rate == pytest.approx(1)
    assert np.isnan(a.asa_s)  # nobody is answered


def test_without_target_time_there_is_no_service_level() -> None:
    world = model(judging={"target_within": np.array([-1])})
    for side in sides(world):
        assert np.isnan(side.service_level)
        assert side.asa_s >= 0


def test_the_simulation_agrees_with_erlang_a_where_its_assumptions_hold() -> None:
    """200/h, 180 s, 14 agents, patience 5 min (validation EA-02): 115,200 contacts."""
    check = study(loads(PLAIN)).erlang["calls"]
    # standard errors from the replications' own intervals: t(11) = 2.201
    for metric, exact in (
        ("service_level_offered", 0.916792), ("service_level_virtual", 0.918714),
        ("abandon_rate", 0.013984), ("wait_probability", 0.145260), ("asa_s", 60 * 0.064641),
    ):  # fmt: skip
        mean, low, high = check.simulated[metric]
        assert abs(mean - exact) < 4 * (high - low) / 2 / 2.201, metric
        assert (high - low) / 2 < 0.15 * exact
    assert check.erlang_a.service_level == pytest.approx(0.916792, abs=1e-6)
    assert check.erlang_a.abandon_rate == pytest.approx(0.013984, abs=1e-6)
    [abandonment] = check.reasons
    assert "Erlang C knows no abandonment" in abandonment


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seated: 14", "seated: 9", "Erlang C is unstable in 48 of 48 intervals (offered load: up "
         "to 111 % of what the agents can do)"),
        ("distribution: exponential}\n    patience", "cv: 1.3}\n    patience",
         "The handle time is not exponential (lognormal, cv 1.30"),
        ("    patience", "    wrap_up: {mean: 10s}\n    patience",
         "The handle time with wrap-up is not exponential"),
        ("{mean: 5min, distribution: exponential}", "{mean: 5min, distribution: gamma, cv: 0.5}",
         "Patience is not exponential (gamma, cv 0.50"),
        ("{mean: 5min, distribution: exponential}",
         "{mean: 5min, distribution: exponential, balk: 10%}", "10 % leave at once"),
        ("{mean: 5min, distribution: exponential}", "none",
         "Customers never leave, so Erlang A says what Erlang C says"),
        ("{rate: 200/h}", "{rate: 200/h, variability: {own: 6%, common: 8%}}", "(cv 10 %)"),
        ("{rate: 200/h}", "{rate: 4800/d, profile: day}",
         "expected contacts change by up to 50 %"),
        ("{desk: {seated: 14, skills: {calls: 1}}}",
         "{desk: {seated: 9, skills: {calls: 1}}, help: {seated: 5, skills: {calls: {rank: 2, "
         "speed: 80%, after: 30s, keep_idle: 1}}}}",
         "2 groups serve this queue (desk and help)"),
        ("seated: 14", "staff: 18, shrinkage: {absent: 12%, off_desk: 10%}",
         "12 % absent and 10 % off the desk at random"),
        ("name: Plain", "name: Plain\nlines: 15", "There are 15 lines: "),
        ("    target", "    max_waiting: 1\n    target", "No more than 1 may wait: "),
    ],
)  # fmt: skip
def test_each_reason_is_said_where_it_applies(old: str, new: str, said: str) -> None:
    assert old in PLAIN
    text = PLAIN.replace(old, new)
    if "profile: day" in new:
        text += f"profiles: {{day: {{hours: [{', '.join(['1'] * 12 + ['2'] * 12)}]}}}}\n"
    found = study(loads(text), replications=1).erlang["calls"].reasons
    assert any(said in sentence for sentence in found), found
    plain = study(loads(PLAIN), replications=1).erlang["calls"].reasons
    assert not any(said in sentence for sentence in plain)


def test_reasons_of_shared_skills_and_channel_shift() -> None:
    text = PLAIN.replace("skills: {calls: 1}", "skills: {calls: 1, video: 2}").replace(
        "agents:",
        "  video: {channel: video, arrivals: {rate: 2/h}, handle_time: {mean: 300s}, "
        "patience: none, head_start: 45s}\n"
        "channel_shift: {some: {from: calls, to: video, share: 1%}}\nagents:",
    )
    found = study(loads(text), replications=2).erlang
    calls, video = ("\n".join(found[name].reasons) for name in ("calls", "video"))
    assert "The same agents also serve video" in calls
    # loads 198 x 180 / 3600 = 9.9 and (2 + 2) x 300 / 3600 = 1/3: 97 % of 10.23
    assert "(97 % of it from this queue)" in calls
    assert "(3 % of it from this queue)" in video
    assert "agents take contacts after this queue: video" in calls
    assert "agents take contacts before this queue: calls" in video
    assert "head start" in video
    assert "contacts a replication arrive by channel shift" in video
    assert "channel shift" not in calls


def test_overload_is_a_warning_with_the_number_of_intervals() -> None:
    text = PLAIN.replace("seated: 14", "seated: 9")
    [warning] = [w for w in study(loads(text), replications=1).warnings if "unstable" in w]
    assert warning.endswith("Erlang C is unstable: calls (48 of 48).")


def test_figures_by_interval_are_kept() -> None:
    world = model(agents=(8,), handle_mean_s=180.0, judging={"expected": np.array([[20.0, 60.0]])})
    c, _ = sides(world)
    assert c.by_interval.service_level.shape == (2,)
    other = replace(world, judging=replace(world.judging, expected=np.array([[20.0, 0.0]])))
    c, _ = sides(other)
    assert c.service_level == pytest.approx(erlang_c(2, 8, 180, 20).service_level)


BEHIND_A_BOT = """
name: Behind a bot
period: {start: 2026-03-02 00:00, length: 1d, interval: 1h, warm_up: 6h}
reasons: {balance: {work: 50%}, complaint: {work: 200%}}
queues:
  bot:
    channel: self_service
    arrivals: {rate: 240/h}
    reasons: {balance: 75%, complaint: 25%}
    session: {mean: 60s}
    contained: {balance: 100%, complaint: 0%}
  calls:
    channel: voice
    handle_time: {mean: 120s, distribution: exponential}
    patience: {mean: 5min, distribution: exponential}
    target: {answered: 80%, within: 20s}
agents: {desk: {seated: 6, skills: {calls: 1}}}
follow_ups: {on: {from: bot, after: escalated, to: calls, probability: 100%}}
run: {replications: 8, seed: 3}
"""


def test_behind_a_bot_erlang_is_given_what_it_leaves_over() -> None:
    """60 complaints an hour of 240 s: load 4 on 6 seats, though the calls have no own arrivals.

    11,520 calls of cv 1: standard error of their mean work 240 / sqrt(11520) = 2.2 s, of their
    number sqrt(1440 / 8) = 13 a day.
    """
    check = study(loads(BEHIND_A_BOT)).erlang["calls"]
    assert check.intervals == 24
    assert abs(check.expected.sum() - 1440) < 4 * 13.4
    assert check.load.mean() == pytest.approx(4, rel=4 * (13.4 / 1440 + 2.2 / 240))
    exact = erlang_a(4, 6, 240, 300, 20)
    # Poisson calls in, exponential work: Erlang A itself, up to the error of the load put in
    assert check.erlang_a.abandon_rate == pytest.approx(exact.abandon_rate, rel=0.25)
    for metric, said in (
        ("abandon_rate", check.erlang_a.abandon_rate),
        ("wait_probability", check.erlang_a.wait_probability),
    ):
        mean, low, high = check.simulated[metric]
        assert abs(mean - said) < 4 * (high - low) / 2 / 2.365 + 0.01, metric
    assert any("100 % escalated by self-service" in sentence for sentence in check.reasons)


def test_deferred_work_is_no_load_of_a_live_queue() -> None:
    text = PLAIN.replace("skills: {calls: 1}", "skills: {calls: 1, mails: 2}").replace(
        "agents:",
        "  mails: {channel: email, arrivals: {rate: 60/h}, handle_time: {mean: 5min}}\nagents:",
    )
    found = study(loads(text), replications=1)
    np.testing.assert_allclose(found.erlang["calls"].load, 10)
    assert set(found.without_erlang) == {"mails"}
