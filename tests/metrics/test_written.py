"""Chats, messages, e-mails and posts: logs of a few contacts, every number worked out by hand."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from sim.engine.events import After, Outcome
from sim.log import ContactLog
from sim.metrics import measure
from sim.metrics.tally import tally
from sim.model import Model
from tests.metrics.worlds import (
    SECOND,
    Contact,
    Figures,
    Follow,
    Presence,
    answered,
    left,
    log,
    model,
)

HOUR = 3600.0


def figures(world: Model, happened: ContactLog) -> Figures:
    return Figures(measure(happened, world))


def written(
    arrived: float,
    begun: float,
    sent: float,
    *,
    released: float | None = None,
    agent: int = 0,
    queue: int = 0,
    parent: int = -1,
    follow_up: int = -1,
) -> Contact:
    """Work from `begun` to `sent`, when the reply leaves; then perhaps a wrap-up."""
    return Contact(
        arrived, Outcome.ANSWERED, begun, sent, sent if released is None else released, agent,
        queue, parent=parent, follow_up=follow_up,
    )  # fmt: skip


def test_written_is_answered_when_the_reply_leaves() -> None:
    """Both begun at once; e-mails with 20 s: the reply left after 15 s and after 25 s."""
    contacts = [written(0, 0, 15), written(100, 100, 125, agent=1)]
    mails, calls = model(deferred=[0]), model()
    assert figures(mails, log(contacts))("asa_s") == 20
    assert figures(mails, log(contacts))("service_level_offered") == 0.5
    assert figures(mails, log(contacts))("wait_probability") == 1
    assert figures(calls, log(contacts))("asa_s") == 0


def test_a_reply_that_has_not_left_is_no_answer() -> None:
    """Begun at 3500, in hand at the end (3600): waiting, 150 s after it arrived at 3450."""
    contacts = [
        written(0, 0, 10),
        Contact(3450, Outcome.ANSWERED, 3500, agent=0),
    ]
    found = figures(model(deferred=[0]), log(contacts, [Presence(0, 0, 3600)]))
    assert (found("answered"), found("waiting_at_end"), found("offered")) == (1, 1, 2)
    assert found("answered", "desk", level="group") == 1
    assert found("backlog") == 1
    assert found("oldest_age") == 150
    assert found("occupancy", part="numerator") == 110
    assert found("service_level") == 0.5  # 150 s is late by now
    assert found("dispatch") == 1
    assert found("resolved") == 1


def test_work_put_down_and_taken_up_by_another() -> None:
    """Agent 0 works 0-100 and puts it down for a call (100-160); agent 1 works on 200-260.

    | row | queue | arrived | what                                             |
    | 0   | mails | 0       | in hand 0-100 (0) and 200-260 (1), wrap-up to 270  |
    | 1   | calls | 100     | in hand 100-160 (0)                                |
    | 2   | mails | 300     | in hand 300-350 (0), put down, waits at the end    |
    """
    contacts = [
        written(0, 0, 260, released=270, agent=1),
        answered(100, 100, 160, agent=0, queue=1),
        Contact(300, Outcome.WAITING, 300),
    ]
    world = model(("mails", "calls"), deferred=[0], judging={"hour": np.array([36.0])})
    happened = log(
        contacts,
        [Presence(0, 0, 3600), Presence(1, 0, 3600)],
        stretches=[(0, 0, 0, 100), (0, 1, 200, 270), (2, 0, 300, 350)],
    )
    found = figures(world, happened)
    assert found("handle_s", "mails") == 170
    assert found("effort_s", "mails") == 170
    assert found("asa_s", "mails") == 260
    assert found("occupancy", part="numerator") == 170 + 60 + 50
    assert found("live_occupancy", part="numerator") == 60
    assert found("concurrency_mean") == 1
    assert found("waiting_at_end", "mails") == found("backlog", "mails") == 1
    assert found("backlog", "calls") == 0
    # staff 72 on 220 s of mails and 60 s of calls
    assert found("cost", "mails") == pytest.approx(72 * 220 / 280)
    assert found("dispatch", "mails") == 1


def test_chats_at_the_same_time() -> None:
    """Agent 0, two chats at most, and calls: chats 0-100 and 40-80, a call 200-300.

    Effort of the first chat: 40 + 20 + 20; of the second: 20.
    """
    contacts = [
        answered(0, 0, 100),
        answered(35, 40, 80),
        answered(200, 200, 300, queue=1),
    ]
    world = model(("chats", "calls"), agents=(1,), concurrency=[[2, 1]])
    found = figures(world, log(contacts, [Presence(0, 0, 1000)]))
    assert found("occupancy", part="numerator") == 200
    assert found("live_occupancy", part="numerator") == 200
    assert found("concurrency_mean") == pytest.approx(240 / 200)
    assert found("slot_occupancy") == pytest.approx((140 / 2 + 100) / 1000)
    assert found("handle_s", "chats") == 70
    assert found("effort_s", "chats") == 50
    assert found("effort_s", "calls") == 100
    assert found("first_response_s", "chats") == 2.5  # when work starts


TURN = 0


def thread(**changes: object) -> tuple[Model, ContactLog]:
    """Messages with 20 s; agents 0 and 1.

    | row | arrived | what                            | reply after | |
    | 0   | 0       | begun 5, replied 15             | 15          | thread a, in time  |
    | 1   | 60      | turn of 0: begun 70, replied 100 | 40         | late               |
    | 2   | 200     | begun 200, replied 210          | 10          | thread b, in time  |
    | 3   | 300     | turn of 2: expires at 400       |             | late               |
    | 4   | 3590    | waits                           |             | not due            |
    | 5   | 1000    | abandoned at 1100               |             | thread c           |
    A turn after row 1 is to come at 4000.
    """
    contacts = [
        written(0, 5, 15),
        written(60, 70, 100, parent=0, follow_up=TURN),
        written(200, 200, 210, agent=1),
        Contact(300, Outcome.EXPIRED, ended=400, released=400, parent=2, follow_up=TURN),
        left(1000, 1100),
        Contact(3590, Outcome.WAITING),
    ]
    world = model(messaging=[0], **changes)  # type: ignore[arg-type]
    return world, log(contacts, [Presence(0, 0, 100)], coming=[(1, TURN, 4000)])


def test_threads_of_messages() -> None:
    found = figures(*thread())
    assert found("threads") == found("issues") == 4
    assert found("offered") == 6
    assert found("expired") == 1
    assert found("asa_s") == found("reply_s") == pytest.approx((15 + 40 + 10) / 3)
    assert found("first_response_s") == pytest.approx((15 + 10) / 2)
    assert found("response_rate") == pytest.approx(3 / 5)  # the last is not due
    assert found("service_level") == pytest.approx(2 / 5)
    assert found("lost_rate") == pytest.approx(2 / 6)
    assert found("occupancy", part="numerator") == 10 + 30 + 10
    assert found("attempts_per_issue") == 1.5
    assert found("customers_lost") == 1  # c; b got one reply
    assert found("resolved") == 0  # a goes on, b expired
    assert found("fcr", part="denominator") == 2
    assert found("origin_turn") == 2
    assert found("origin_first") == 4
    assert np.isnan(found("response_level"))  # messages are not put down


def test_a_thread_is_one_contact() -> None:
    contacts = [written(0, 0, 10), written(60, 60, 70, parent=0, follow_up=TURN)]
    found = figures(model(messaging=[0]), log(contacts))
    assert found("fcr") == found("resolved") == 1
    assert found("repeat_rate") == 0


def test_where_only_the_first_reply_counts() -> None:
    """Turns 1 and 3 leave the service level: 2 in time of rows 0, 2 and 5."""
    world, happened = thread(judging={"target_first": np.array([1])})
    found = figures(world, happened)
    assert found("service_level") == pytest.approx(2 / 3)
    assert found("service_level_answered") == 1
    assert found("service_level", "desk", level="group") == 1
    assert found("service_level", "desk", level="group", part="denominator") == 2
    # Kaplan-Meier: 10 and 15 of those at risk (two replied, 5 left at 100, 4 censored at 10)
    assert found("service_level_virtual") == pytest.approx(1 - 3 / 4 * 1 / 2)
    assert found("offered") == 6


def test_posts() -> None:
    """Posts spread to posts and calls; one needs no answer; a peer is faster once.

    row | arrived | queue | what
    0   | 0       | posts | needs no answer: looked at 0-5
    1   | 10      | posts | begun 10, replied 70
    2   | 20      | posts | caused by 1: answered by a peer at 30
    3   | 40      | calls | caused by 1: answered 40-80
    4   | 50      | posts | replied 100
    5   | 60      | posts | needs no answer, waits at the end
    """
    contacts = [
        Contact(0, Outcome.TRIAGED, 0, 5, 5, agent=0, relevant=False),
        written(10, 10, 70),
        Contact(20, Outcome.PEER_ANSWERED, ended=30, released=30, parent=1, follow_up=0),
        Contact(40, Outcome.ANSWERED, 40, 80, 80, 1, queue=1, parent=1, follow_up=1),
        written(50, 90, 100, agent=1),
        Contact(60, Outcome.WAITING, relevant=False),
    ]
    world = model(("posts", "calls"), social=[0], spread=[(0, 0), (0, 1)])
    happened = log(contacts, [Presence(0, 0, 3600), Presence(1, 0, 3600)])
    found = figures(world, happened)
    assert (found("heard"), found("relevant"), found("triaged")) == (5, 3, 1)
    assert found("offered", "posts") == 5
    assert found("flowed_out", "posts") == found("peer_answered", "posts") == 1
    assert found("origin_spread", "posts") == found("origin_spread", "calls") == 1
    assert found("spread", "posts") == pytest.approx(2 / 2)  # rows 1 and 4 came by themselves
    assert found("reproduction", "posts") == pytest.approx(2 / 3)
    assert found("issues") == 4  # those of rows 1, 2, 3, 4
    assert found("resolved") == 4
    assert found("attempts_per_issue") == 1
    assert found("asa_s", "posts") == pytest.approx((60 + 50) / 2)
    assert found("wait_mean_s", "posts") == pytest.approx((60 + 10 + 50) / 3)
    assert found("response_rate", "posts") == 1
    assert found("dispatch", "posts") == pytest.approx(3 / 4)
    # fell due: rows 1 and 4, both late; the peer was in time, so nothing fell due there
    assert found("response_level", "posts", part="denominator") == 2
    assert found("response_level", "posts") == found("service_level", "posts") == 0
    # effort of the desk on posts: 5 + 60 + 10, over two answered
    assert found("effort_s", "posts") == pytest.approx(75 / 2)
    assert found("handle_s", "posts") == pytest.approx(70 / 2)
    assert tally(happened, world).flows.tolist() == [1, 1]


def test_an_expired_message_that_is_sent_again_is_no_redial_of_the_lost() -> None:
    again = Follow("again", 0, After.EXPIRED, 0)
    contacts = [
        Contact(0, Outcome.EXPIRED, ended=50, released=50),
        Contact(60, Outcome.ABANDONED, ended=70, released=70, parent=0, follow_up=0),
    ]
    found = figures(model(messaging=[0], follow_ups=[again]), log(contacts))
    assert found("origin_redial") == 1
    assert found("redial_rate") == 0
    assert found("redial_rate", part="denominator") == 1


def office(**changes: object) -> Model:
    """E-mails with 2 h in opening time, open 8-12 and 13-17, for two days from midnight."""
    day = 24 * HOUR
    spans = [(8, 12), (13, 17)]
    opening = [(0, d * day + a * HOUR, d * day + b * HOUR) for d in (-1, 0, 1) for a, b in spans]
    judging = {"target_within": np.array([round(2 * HOUR) * SECOND])}
    return model(
        ("mails",), deferred=[0], opening=opening, length_s=2 * day, interval_s=12 * HOUR,
        origin=datetime(2026, 3, 2), agents=(1,), judging=judging, **changes,  # type: ignore[arg-type]
    )  # fmt: skip


def at(day: int, clock: float) -> float:
    return (24 * day + clock) * HOUR


def test_responses_in_opening_time() -> None:
    """Targets of 2 h in opening time, by the interval (half days) in which items fall due.

    | row | arrived      | due         | replied      | in time |
    | 0   | -1d 16:00    | day 0 09:00 | day 0 08:30  | yes     | waited at the start
    | 1   | day 0 07:00  | day 0 10:00 | day 0 10:30  | no      |
    | 2   | day 0 11:00  | day 0 14:00 | day 0 14:00  | yes     |
    | 3   | day 0 15:00  | day 0 17:00 | day 0 17:30  | no      | closing time is due time
    | 4   | day 0 16:30  | day 1 09:30 | day 1 09:00  | yes     |
    | 5   | day 1 08:00  | day 1 10:00 | waits        | no      |
    | 6   | day 1 16:00  | not within  | waits        |         |
    | 7   | day 1 16:00  | not within  | day 1 16:30  | yes     |
    """
    day_1 = at(1, 0)
    contacts = [
        written(at(-1, 16), at(0, 8), at(0, 8.5)),
        written(at(0, 7), at(0, 10), at(0, 10.5)),
        written(at(0, 11), at(0, 13), at(0, 14)),
        written(at(0, 15), at(0, 17), at(0, 17.5)),
        written(at(0, 16.5), at(1, 8.5), at(1, 9)),
        Contact(at(1, 8), Outcome.WAITING),
        Contact(at(1, 16), Outcome.WAITING),
        written(at(1, 16), at(1, 16), at(1, 16.5)),
    ]
    happened = log(contacts, [Presence(0, at(0, 8), at(0, 17))], end_s=2 * day_1)
    found = figures(office(), happened)

    def due(interval: int) -> tuple[float, float]:
        return tuple(
            found("response_level", "mails", interval, part=part)
            for part in ("numerator", "denominator")
        )  # type: ignore[return-value]

    assert [due(interval) for interval in range(4)] == [(1, 2), (1, 2), (1, 2), (0, 0)]
    assert found("response_level") == found("service_level") == pytest.approx(3 / 6)
    assert found("response_due", "mails") == found("response_due") == 6
    # of those that arrived in the two days, without 6: in time 2, 4 and 7
    assert found("response_level_arrived") == pytest.approx(3 / 6)
    # of those answered: 0, 2, 4 and 7 in time, 1 and 3 not
    assert found("response_level_closed") == pytest.approx(4 / 6)
    assert found("offered") == 7  # not what waited at the start
    # open time waited: 2.5, 2, 2, 1.5, 0.5 h of the replies to what arrived in the two days
    assert found("response_s") == pytest.approx((2.5 + 2 + 2 + 1.5 + 0.5) / 5 * HOUR)
    assert found("asa_s") == pytest.approx((3.5 + 3 + 2.5 + 16.5 + 0.5) / 5 * HOUR)
    assert found("completed") == 6
    assert [found("completed", "mails", interval) for interval in range(4)] == [2, 2, 1, 1]


def test_the_days_on_target_of_deferred_work_are_those_of_its_responses() -> None:
    """Day 0: one of two due in time (50 %); day 1: one of one."""
    contacts = [
        written(at(0, 8), at(0, 8), at(0, 9)),
        written(at(0, 8), at(0, 11), at(0, 12)),
        written(at(0, 16), at(1, 8), at(1, 8.5)),
    ]
    found = figures(office(), log(contacts, end_s=at(2, 0)))
    assert found("days_met", "mails", part="denominator") == 2
    assert found("days_met", "mails") == 0.5
    assert found("worst_interval_sl", "mails") == 0.5


def test_the_clock_may_be_elapsed_time() -> None:
    """16:30, 2 h in elapsed time: due at 18:30; replied at 9:00: late."""
    happened = log([written(at(0, 16.5), at(1, 8.5), at(1, 9))], end_s=at(2, 0))
    elapsed = model(
        ("mails",), deferred=[0], length_s=at(2, 0), interval_s=at(0, 12),
        origin=datetime(2026, 3, 2), agents=(1,),
        judging={"target_within": np.array([round(2 * HOUR) * SECOND])},
    )  # fmt: skip
    found = figures(elapsed, happened)
    assert found("response_level", "mails", 1) == 0
    assert found("response_s") == found("asa_s") == 16.5 * HOUR
    assert figures(office(), happened)("response_level", "mails", 2) == 1


def test_backlog_and_its_ages() -> None:
    """When the half days end: noon, midnight, noon, midnight.

    | row | arrived     | until       | noon 0 | midnight | noon 1 | end  | age at noon 0 ...
    | 0   | -1d 10:00   | day 1 13:00 | 26 h   | 38 h     | 50 h   |      |
    | 1   | day 0 08:00 | waits       | 4 h    | 16 h     | 28 h   | 40 h |
    | 2   | day 0 11:00 | day 0 12:00 | 1 h    |          |        |      | replied at noon itself
    | 3   | day 0 18:00 | day 1 01:00 |        | 6 h      |        |      |
    """
    contacts = [
        written(at(-1, 10), at(1, 12), at(1, 13)),
        Contact(at(0, 8), Outcome.WAITING),
        written(at(0, 11), at(0, 11), at(0, 12)),
        written(at(0, 18), at(0, 18), at(1, 1)),
    ]
    found = figures(office(), log(contacts, end_s=at(2, 0)))

    def by_interval(metric: str) -> list[float]:
        return [found(metric, "mails", interval) for interval in range(4)]

    assert by_interval("backlog") == [3, 3, 2, 1]
    assert by_interval("backlog_0_4h") == [2, 0, 0, 0]
    assert by_interval("backlog_4_8h") == [0, 1, 0, 0]
    assert by_interval("backlog_8_24h") == [0, 1, 0, 0]
    assert by_interval("backlog_1_2d") == [1, 1, 1, 1]
    assert by_interval("backlog_over_2d") == [0, 0, 1, 0]
    assert by_interval("oldest_age") == [26 * HOUR, 38 * HOUR, 50 * HOUR, 40 * HOUR]
    assert found("backlog") == 1
    # three items completed on two opening days
    assert found("backlog_days") == pytest.approx(1 / 1.5)


def test_callers_who_wait_are_a_backlog_too() -> None:
    """At 1800 one waits (answered at 1810) and one has been answered; at the end nobody does."""
    found = figures(model(), log([answered(1790, 1810, 1900), answered(1700, 1700, 1900, 1)]))
    assert found("backlog", "calls", 0) == 1
    assert found("oldest_age", "calls", 0) == 10
    assert found("backlog", "calls", 1) == 0
    assert np.isnan(found("oldest_age", "calls", 1))
    assert np.isnan(found("backlog_days"))  # no deferred work
