"""Metrics of logs of a few contacts, every number worked out by hand."""

from __future__ import annotations

import math
from datetime import datetime

import numpy as np
import pytest

from sim.engine.events import Outcome
from sim.metrics import measure
from sim.metrics.tally import tally
from tests.metrics.worlds import SECOND, Contact, Figures, Presence, answered, left, log, model


def figures(world, happened) -> Figures:
    return Figures(measure(happened, world))


@pytest.fixture
def five() -> Figures:
    """Five contacts in the first half hour, one in the second; agents 0 and 1 on for the hour.

    | arrived | what                        | wait |
    | 0       | answered 0, released 100    | 0    | in time
    | 10      | answered 25, released 125   | 15   | in time (T = 20)
    | 30      | left 33                     | 3    | short (s = 5), in time
    | 40      | left 70                     | 30   |
    | 50      | answered 125, released 1925 | 75   | late; runs into the second interval
    | 1900    | answered 1900, not finished | 0    | in time
    """
    world = model(judging={"hour": np.array([36.0])})
    contacts = [
        answered(0, 0, 100, agent=0),
        answered(10, 25, 125, agent=1),
        left(30, 33),
        left(40, 70),
        answered(50, 125, 1925, agent=1),
        answered(1900, 1900, None, agent=0),
    ]
    return figures(world, log(contacts, [Presence(0, 0, 3600), Presence(1, 0, 3600)]))


def test_counts(five: Figures) -> None:
    assert five("attempts") == five("offered") == 6
    assert five("answered") == 4
    assert five("abandoned") == 2
    assert five("blocked") == five("waiting_at_end") == 0
    assert five("offered", interval=0) == 5
    assert five("offered", "calls", 1) == 1
    assert five("abandoned", "calls", 1) == 0


def test_service_levels(five: Figures) -> None:
    # A 4, in time 3; B 2, within T 1, within s 1; O 6
    assert five("service_level") == pytest.approx(3 / 6)
    assert five("service_level_offered") == pytest.approx(3 / 6)
    assert five("service_level_answered") == pytest.approx(3 / 4)
    assert five("service_level_credit_abandons") == pytest.approx(4 / 6)
    assert five("service_level_exclude_early_abandons") == pytest.approx(3 / 5)
    assert five("service_level_credit_short") == pytest.approx(4 / 6)
    assert five("service_level_exclude_short") == pytest.approx(3 / 5)
    assert five("service_level_without_flow_out") == pytest.approx(3 / 6)
    assert five("service_level", "calls", 0) == pytest.approx(2 / 5)
    assert five("service_level", "calls", 0, part="denominator") == 5


def test_virtual_service_level(five: Figures) -> None:
    # waits 0 A, 0 A, 3 B, 15 A, 30 B, 75 A: at risk 6 6 (two answered), then 4, 3 at 15 s
    # S(20) = (4/6) x (2/3): the one who left at 3 is censored, 3 are at risk at 15
    assert five("service_level_virtual") == pytest.approx(1 - 4 / 6 * 2 / 3)


def test_waits(five: Figures) -> None:
    assert five("asa_s") == pytest.approx((0 + 15 + 75 + 0) / 4)
    assert five("wait_mean_s") == pytest.approx((0 + 15 + 3 + 30 + 75 + 0) / 6)
    assert five("wait_probability") == pytest.approx(4 / 6)
    assert five("time_to_abandon_s") == pytest.approx(16.5)
    # ordered 0 0 3 15 30 75: places ceil(3), ceil(4.8), ceil(5.4), ceil(5.7)
    assert five("wait_p50_s") == 3
    assert five("wait_p80_s") == 30
    assert five("wait_p90_s") == 75
    assert five("wait_p95_s") == 75
    assert five("wait_max_s") == 75
    assert five("wait_max_s", "calls", 1) == 0


def test_rates(five: Figures) -> None:
    assert five("answer_rate") == five("dispatch") == pytest.approx(4 / 6)
    assert five("abandon_rate") == pytest.approx(2 / 6)
    assert five("abandon_rate_excl_short") == pytest.approx(1 / 5)
    assert five("lost_rate") == pytest.approx(2 / 6)
    assert five("reach") == 1


def test_handling(five: Figures) -> None:
    # finished: 100, 100, 1800; the one not finished counts as busy time alone
    assert five("handle_s") == pytest.approx(2000 / 3)
    assert five("handle_s", part="denominator") == 3
    assert math.isnan(five("handle_s", "calls", 1))
    assert five("effort_s") == pytest.approx(2000 / 3)


def test_people(five: Figures) -> None:
    # busy: agent 0: 0-100, 1900-3600; agent 1: 25-125, 125-1925
    # first half hour: 100 + 100 + 1675; second: 1700 + 125
    assert five("occupancy", part="numerator") == pytest.approx(3700)
    assert five("occupancy") == pytest.approx(3700 / 7200)
    assert five("occupancy", "desk", 0, level="group") == pytest.approx(1875 / 3600)
    assert five("occupancy", "desk", 1, level="group") == pytest.approx(1825 / 3600)
    assert five("staffed") == five("seated") == five("rostered") == 2
    assert five("paid_h") == 2
    assert five("overtime_h") == 0
    assert five("utilisation") == pytest.approx(3700 / 7200)
    assert five("concurrency_mean") == 1
    assert five("slot_occupancy") == five("live_occupancy") == pytest.approx(3700 / 7200)


def test_group(five: Figures) -> None:
    # SL-2 of the four it answered
    assert five("service_level", "desk", level="group") == pytest.approx(3 / 4)
    assert five("answered", "desk", level="group") == 4
    assert five("asa_s", "desk", level="group") == pytest.approx(22.5)


def test_cost(five: Figures) -> None:
    assert five("staff_cost") == five("cost") == pytest.approx(72)
    assert five("cost", "calls") == pytest.approx(72)
    assert five("cost_per_contact") == pytest.approx(18)
    assert five("net_result") == pytest.approx(-72)


def test_load(five: Figures) -> None:
    # 6 contacts x 100 s at full speed in an hour
    assert five("load_erlangs") == pytest.approx(600 / 3600)
    assert five("load_erlangs", "calls", 0) == pytest.approx(500 / 1800)


def test_the_published_check_of_the_formulas() -> None:
    """A 1000, B 60, answered within 20 s 860, abandoned within 20 s 20, within 5 s 10."""
    contacts = [answered(0, 10, 100)] * 860 + [answered(0, 30, 100)] * 140
    contacts += [left(0, 3)] * 10 + [left(0, 12)] * 10 + [left(0, 40)] * 40
    found = figures(model(agents=(1,)), log(contacts))
    percent = [
        round(100 * found(f"service_level_{name}"), 1)
        for name in (
            "offered", "answered", "credit_abandons", "exclude_early_abandons", "credit_short",
            "exclude_short",
        )
    ]  # fmt: skip
    assert percent == [81.1, 86.0, 83.0, 82.7, 82.1, 81.9]


def test_waiting_at_the_end() -> None:
    """At 3600 one has waited 100 s (missed), one 5 s (neither won nor missed)."""
    contacts = [
        answered(0, 0, 100),
        Contact(3500, Outcome.WAITING),
        Contact(3595, Outcome.WAITING),
    ]
    found = figures(model(), log(contacts))
    assert found("offered") == 3
    assert found("waiting_at_end") == 2
    assert found("service_level", part="denominator") == 2
    assert found("service_level") == 0.5
    assert found("service_level_answered") == 1
    assert found("abandon_rate") == 0
    assert found("wait_mean_s") == pytest.approx(105 / 3)
    assert found("wait_max_s") == 100


def test_blocked_and_dropped() -> None:
    """Blocked is outside offered; dropped at closing is abandoned."""
    contacts = [
        answered(0, 0, 100),
        Contact(10, Outcome.BLOCKED_LINES, ended=10, released=10),
        Contact(11, Outcome.BLOCKED_FULL, ended=11, released=11),
        Contact(12, Outcome.BLOCKED_FULL, ended=12, released=12),
        Contact(13, Outcome.BLOCKED_CLOSED, ended=13, released=13),
        Contact(20, Outcome.DROPPED, ended=60, released=60),
    ]
    found = figures(model(), log(contacts))
    assert found("attempts") == 6
    assert found("offered") == 2
    assert [found(f"blocked_{why}") for why in ("lines", "full", "closed")] == [1, 2, 1]
    assert found("blocked") == 4
    assert found("abandoned") == 1
    assert found("blocked_rate") == pytest.approx(4 / 6)
    assert found("lost_rate") == pytest.approx(5 / 6)
    assert found("reach") == pytest.approx(2 / 6)
    assert found("service_level") == 0.5
    assert found("wait_max_s") == 40


def test_warm_up_counts_by_the_clock_alone() -> None:
    """Warm-up of 1000 s: its contact counts nowhere, its work counts in the reported time."""
    world = model(start_s=1000, agents=(1,))
    contacts = [answered(900, 950, 1300), answered(1000, 1300, 1400)]
    found = figures(world, log(contacts, [Presence(0, 0, 4600)], end_s=4600))
    assert found("offered") == 1
    assert found("asa_s") == 300
    assert found("handle_s") == 100
    assert found("occupancy", part="numerator") == 400  # 1000 - 1400
    assert found("occupancy", part="denominator") == 3600


def test_an_empty_denominator_is_not_available() -> None:
    found = figures(model(), log([answered(0, 0, 10)]))
    for metric in ("service_level", "service_level_virtual", "abandon_rate", "asa_s", "wait_p50_s",
                   "wait_max_s", "handle_s"):  # fmt: skip
        assert math.isnan(found(metric, "calls", 1)), metric
    assert math.isnan(found("occupancy"))  # nobody was on
    assert found("offered", "calls", 1) == 0


def test_no_contact_at_all() -> None:
    found = figures(model(), log([]))
    assert found("offered") == 0
    assert math.isnan(found("service_level"))
    assert math.isnan(found("days_met"))
    assert math.isnan(found("worst_interval_sl"))


def test_queue_without_target_has_no_service_level() -> None:
    world = model(
        ("calls", "chats"),
        judging={
            "target_share": np.array([0.8, np.nan]),
            "target_within": np.array([20 * SECOND, -1]),
        },
    )
    found = figures(world, log([answered(0, 0, 9), answered(1, 90, 99, agent=1, queue=1)]))
    assert math.isnan(found("service_level", "chats"))
    assert math.isnan(found("service_level_virtual", "chats"))
    assert found("service_level") == 1  # the center: only queues with a target
    assert found("service_level", part="denominator") == 1
    assert found("service_level", "desk", level="group") == 1
    assert found("asa_s") == 44.5  # waits need no target


def test_center_judges_every_queue_by_its_own_formula() -> None:
    """calls SL-1: 1 of 2; chats SL-4: 1 of (2 - 1): together 2 of 3."""
    world = model(("calls", "chats"), judging={"target_formula": ("SL-1", "SL-4")})
    contacts = [
        answered(0, 0, 9),
        left(1, 4),
        answered(2, 2, 9, agent=1, queue=1),
        left(3, 6, queue=1),
    ]
    found = figures(world, log(contacts))
    assert found("service_level", "calls") == 0.5
    assert found("service_level", "chats") == 1
    assert found("service_level") == pytest.approx(2 / 3)


def test_totals_of_lists() -> None:
    world = model(("a/x", "a/y", "b"), totals=[("a/*", (0, 1))])
    contacts = [answered(0, 10, 20), left(5, 45, queue=1), answered(6, 100, 110, queue=2)]
    found = figures(world, log(contacts))
    assert found("offered", "a/*") == 2
    assert found("offered") == 3
    assert found("service_level", "a/*") == 0.5
    assert found("wait_max_s", "a/*") == 40
    assert found("wait_p50_s", "a/*") == 10


def test_overtime_and_absence() -> None:
    """Agent 0 stays 300 s after the planned end at 1800; agent 1 of two is never there."""
    world = model(
        agents=(2,),
        judging={
            "hour": np.array([36.0]),
            "overtime_hour": np.array([72.0]),
            "paid": np.array([[2 * 1800 * SECOND, 0]]),
            "planned": np.array([[2.0, 0.0]]),
        },
    )
    happened = log([answered(1700, 1700, 2100)], [Presence(0, 0, 2100, due=1800)])
    found = figures(world, happened)
    assert found("overtime_h") == pytest.approx(300 / 3600)
    assert found("overtime_h", "desk", 0, level="group") == 0
    assert found("overtime_h", "desk", 1, level="group") == pytest.approx(300 / 3600)
    assert found("paid_h") == 1
    assert found("staff_cost") == pytest.approx(36 + 6)
    assert found("availability") == pytest.approx(1800 / 3600)
    assert found("utilisation") == pytest.approx(400 / 3900)
    assert found("staffed", "desk", 0, level="group") == 1
    assert found("seated", "desk", 0, level="group") == 2
    assert found("seated") == 1  # averaged over the hour


def test_cost_falls_on_queues_by_effort() -> None:
    """100 s for calls, 300 s for chats; 2 h at 20, one seat at 300 a month, 1 a contact."""
    world = model(
        ("calls", "chats"),
        judging={
            "hour": np.array([20.0]),
            "seat_month": np.array([150.0]),
            "group_contact": np.array([1.0]),
            "queue_contact": np.array([0.0, 0.5]),
            "queue_value": np.array([7.0, 0.0]),
            "center_month": 600.0,
            "line_month": 60.0,
        },
    )
    contacts = [
        answered(0, 0, 100),
        answered(0, 0, 300, agent=1, queue=1),
        left(400, 500, queue=1),
    ]
    found = figures(world, log(contacts))
    # staff 40; seats 2 x 150 / 30 = 10; so 50 to share 1 : 3, then 1 a contact handled,
    # then 0.5 for each of 2 chats offered; center: also 660 / 30
    assert found("staff_cost", "calls") == pytest.approx(10)
    assert found("cost", "calls") == pytest.approx(12.5 + 1)
    assert found("cost", "chats") == pytest.approx(37.5 + 1 + 1)
    assert found("cost", "desk", level="group") == pytest.approx(52)
    assert found("cost") == pytest.approx(53 + 22)
    assert found("value") == 7
    assert found("net_result") == pytest.approx(7 - 75)
    assert found("cost_per_resolution", "chats") == pytest.approx(39.5)


def test_contacts_in_hand_at_the_same_time() -> None:
    """Agent 0 has one contact in 0-100, two in 100-200, one in 200-260; effort shares seconds."""
    contacts = [answered(0, 0, 200), answered(100, 100, 260), answered(0, 0, 50, agent=1)]
    found = figures(model(), log(contacts, [Presence(0, 0, 400), Presence(1, 0, 100)]))
    assert found("occupancy", part="numerator") == 310
    assert found("occupancy") == pytest.approx(310 / 500)
    assert found("concurrency_mean") == pytest.approx(410 / 310)
    assert found("slot_occupancy") == pytest.approx(410 / 500)
    assert found("effort_s") == pytest.approx((150 + 110 + 50) / 3)
    assert found("handle_s") == pytest.approx((200 + 160 + 50) / 3)


def test_work_in_stretches() -> None:
    """Row 0 was dialled in vain by agent 0 (0-20) and 1 (50-60), and reached by agent 1 at 100."""
    contacts = [answered(0, 100, 300, agent=1), answered(30, 30, 130)]
    happened = log(
        contacts,
        [Presence(0, 0, 3600), Presence(1, 0, 3600)],
        stretches=[(0, 0, 0, 20), (0, 1, 50, 60)],
    )
    found = figures(model(outbound=[0]), happened)
    assert found("occupancy", part="numerator") == 20 + 10 + 200 + 100
    assert found("effort_s") == pytest.approx((230 + 100) / 2)
    assert found("handle_s") == pytest.approx((200 + 100) / 2)


def test_days_and_intervals_on_target() -> None:
    """Three days of two 12 h intervals from noon; target 80 % in 20 s.

    Days are calendar days: noon-midnight, a whole day, midnight-noon. Day 1: 1 of 1; day 2:
    1 of 2, one interval good, one bad; day 3 has no contact.
    """
    day = 86_400
    world = model(
        length_s=2 * day, interval_s=day / 2, origin=datetime(2026, 3, 2, 12, 0), agents=(1,)
    )
    contacts = [
        answered(100, 100, 200),
        answered(day / 2 + 100, day / 2 + 100, day / 2 + 200),
        left(day + 100, day + 400),
    ]
    happened = log(contacts, end_s=2 * day)
    found = figures(world, happened)
    assert tally(happened, world).day.contacts["offered"][:, -1].tolist() == [1, 2, 0]
    assert found("days_met", "calls", part="numerator") == 1
    assert found("days_met", "calls", part="denominator") == 2
    assert found("intervals_met", "calls") == pytest.approx(2 / 3)
    assert found("worst_interval_sl", "calls") == 0

    by_interval = model(
        length_s=2 * day, interval_s=day / 2, origin=datetime(2026, 3, 2, 12, 0), agents=(1,),
        judging={"target_share": np.array([0.5]), "target_over_day": np.array([0])},
    )  # fmt: skip
    # 50 % of day 2 would do for the day, but its second interval has 0 %
    assert figures(by_interval, happened)("days_met") == 0.5


def test_a_limit_on_abandoned_is_part_of_the_target() -> None:
    contacts = [answered(t, t, t + 10) for t in range(0, 90, 10)] + [left(95, 96)]
    for limit, met in ((0.10, 1.0), (0.09, 0.0)):
        world = model(judging={"target_abandoned": np.array([limit])})
        assert figures(world, log(contacts))("days_met") == met  # 90 % in time, 10 % abandoned


def test_eight_of_ten_meets_eighty_percent() -> None:
    contacts = [answered(t, t, t + 1) for t in range(8)] + [left(20, 90), left(21, 90)]
    assert figures(model(), log(contacts))("days_met") == 1


def test_moved_by_channel_shift() -> None:
    world = model(("calls", "chats"), shifts=("to_chat",))
    contacts = [
        answered(0, 0, 10),
        Contact(5, Outcome.ANSWERED, 5, 20, 20, agent=1, queue=1, shift=0),
    ]
    happened = log(contacts)
    found = figures(world, happened)
    assert found("moved_in", "chats") == 1
    assert found("moved_in", "calls") == 0
    assert tally(happened, world).flows.tolist() == [1]  # no follow-ups


def test_wait_histogram() -> None:
    contacts = [answered(0, 0, 5), answered(1, 2, 9, agent=1), answered(3, 4.001, 9), left(5, 5.5)]
    waits = tally(log(contacts), model()).waits[0]
    assert waits[0, :3].tolist() == [1, 1, 1]  # 0 s; ]0, 1] has 1.000 s; ]1, 2] has 1.001 s
    assert waits[1, :3].tolist() == [0, 1, 0]  # abandoned
    assert waits.sum() == 4
