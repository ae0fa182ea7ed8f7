"""Issues, origins and follow-ups of logs of a few contacts, worked out by hand in seconds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.events import BLOCKED, After, Outcome
from sim.metrics import measure
from sim.metrics.origins import Origin
from sim.metrics.tally import tally
from sim.model import Model
from tests.metrics.worlds import SECOND, Contact, Figures, Follow, Presence, answered, log, model

CALLS, DESK, BACK, BOT = 0, 1, 2, 3
REDIAL, REPEAT, TRANSFER, CHASE, ON, AGAIN, OUTREACH, CALLBACK = range(8)


def world(**changes: object) -> Model:
    """Calls, a second line, an outbound queue and a bot, with every kind of follow-up."""
    return model(
        ("calls", "second", "back", "bot"),
        skills=[[1, 1, 1, 0]],
        follow_ups=[
            Follow("redial", CALLS, After.ABANDONED, CALLS),
            Follow("repeat", CALLS, After.ANSWERED, CALLS),
            Follow("transfer", CALLS, After.ANSWERED, DESK, kind=1),
            Follow("chase", DESK, After.WAITING, CALLS),
            Follow("on", BOT, After.ESCALATED, CALLS, kind=2),
            Follow("again", BOT, After.CONTAINED, CALLS),
            Follow("outreach", BOT, After.CONTAINED, BACK, by_company=True),
        ],
        callback={CALLS: BACK},
        outbound=[BACK],
        self_service=[BOT],
        **changes,  # type: ignore[arg-type]
    )


def gone(arrived: float, outcome: Outcome, ended: float, queue: int = CALLS, parent: int = -1,
         follow_up: int = -1) -> Contact:  # fmt: skip
    return Contact(
        arrived, outcome, ended=ended, released=ended, queue=queue, parent=parent,
        follow_up=follow_up,
    )  # fmt: skip


def taken(arrived: float, at: float, until: float, queue: int = CALLS, parent: int = -1,
          follow_up: int = -1, agent: int = 0) -> Contact:  # fmt: skip
    return Contact(
        arrived, Outcome.ANSWERED, at, until, until, agent, queue, parent=parent,
        follow_up=follow_up,
    )  # fmt: skip


def origin_counts(found: Figures, name: str = "center") -> dict[str, float]:
    """Origins that occur."""
    counts = {one.name.lower(): found(f"origin_{one.name.lower()}", name) for one in Origin}
    return {name: count for name, count in counts.items() if count}


def test_redials_and_repeats() -> None:
    """Three issues in calls, the third a repeat still to come.

    row | arrived | issue | what
    0   | 0       | a     | left at 30
    1   | 60      | a     | redial of 0: left at 100, never again: lost
    2   | 200     | b     | answered 200-260
    3   | 400     | b     | repeat of 2: answered 400-430
    4   | 2000    | c     | answered 2000-2100; a repeat is to come at 5000
    """
    contacts = [
        gone(0, Outcome.ABANDONED, 30),
        gone(60, Outcome.ABANDONED, 100, parent=0, follow_up=REDIAL),
        taken(200, 200, 260),
        taken(400, 400, 430, parent=2, follow_up=REPEAT),
        taken(2000, 2000, 2100),
    ]
    happened = log(contacts, coming=[(4, REPEAT, 5000)])
    found = Figures(measure(happened, world()))
    assert found("attempts") == 5
    assert found("issues") == 3
    assert found("issues", "calls", 0) == 2
    assert found("attempts_per_issue") == pytest.approx(5 / 3)
    assert found("attempts_per_issue", "calls", 0) == 2
    assert found("customers_lost") == 1
    assert found("resolved") == found("resolved_here", "calls") == 1  # b, by its repeat
    assert found("fcr") == 0  # b took two contacts; c is to repeat
    assert found("fcr", part="denominator") == 2
    assert found("repeat_rate") == pytest.approx(2 / 3)  # rows 2 and 4 of 2, 3, 4
    assert found("redial_rate") == pytest.approx(1 / 2)  # row 0 of 0, 1
    assert origin_counts(found) == {"first": 3, "redial": 1, "repeat": 1}
    flows = tally(happened, world()).flows
    assert flows[[REDIAL, REPEAT]].tolist() == [1, 1]
    assert flows.sum() == 2


def test_a_repeat_after_resolved_after_does_not_count() -> None:
    """To come 2900 s after the answer ended at 2100: counts within an hour, not within 40 min."""
    happened = log([taken(2000, 2000, 2100)], coming=[(0, REPEAT, 5000)])
    for minutes, resolved in ((60, 0), (40, 1)):
        judged = world(judging={"resolved_after": minutes * 60 * SECOND})
        assert Figures(measure(happened, judged))("resolved") == resolved


def test_transfers_are_one_contact_unless_strict() -> None:
    """Issue a: answered, transferred and answered there. Issue b: answered once."""
    contacts = [
        taken(0, 0, 60),
        taken(60, 70, 200, queue=DESK, parent=0, follow_up=TRANSFER, agent=1),
        taken(300, 300, 400),
    ]
    value = {"queue_value": np.array([5.0, 50.0, 0.0, 0.0])}
    found = Figures(measure(log(contacts), world(judging=value)))
    assert found("fcr") == 1
    assert found("fcr_strict") == 0.5
    assert found("re_routed", "calls") == 0.5
    assert found("resolved", "calls") == 2
    assert found("resolved_here", "second") == 1  # where a was settled
    assert found("value") == 10  # once per customer, at the first answered attempt
    assert origin_counts(found, "second") == {"transfer": 1}


def test_callbacks() -> None:
    """Two callbacks for calls; target 20 s from acceptance to reached.

    row | arrived | what
    0   | 0       | waits, accepts at 30
    1   | 30      | its callback: dialled in vain 35-45, reached at 45 by another, until 100
    2   | 100     | answered at once
    3   | 200     | accepts at once
    4   | 200     | its callback: dialled in vain 210-220 and 300-310, unreached
    5   | 3590    | its callback was accepted at 3590, still waits: not dialled
    """
    contacts = [
        gone(0, Outcome.CALLBACK, 30),
        taken(30, 45, 100, BACK, parent=0, follow_up=CALLBACK, agent=1),
        taken(100, 100, 150),
        gone(200, Outcome.CALLBACK, 200),
        gone(200, Outcome.UNREACHED, 310, BACK, parent=3, follow_up=CALLBACK),
        gone(3590, Outcome.CALLBACK, 3590),
        Contact(3590, Outcome.WAITING, queue=BACK, parent=5, follow_up=CALLBACK),
    ]
    stretches = [(1, 0, 35, 45), (4, 0, 210, 220), (4, 0, 300, 310)]
    on = [Presence(0, 0, 3600), Presence(1, 0, 3600)]
    found = Figures(measure(log(contacts, on, stretches=stretches), world()))
    assert found("offered", "calls") == 4
    assert found("flowed_out", "calls") == found("callbacks", "calls") == 3
    assert found("callback_rate", "calls") == 0.75
    assert found("service_level_offered", "calls") == 0.25
    assert found("service_level_without_flow_out", "calls") == 1
    assert found("dispatch", "calls") == 1
    assert found("offered", "back") == 3
    assert found("unreached", "back") == 1
    # in time: 15 s; unreached is missed; 10 s of waiting is neither
    assert found("service_level_offered", "back") == 0.5
    assert found("asa_s", "back") == 15
    assert found("total_wait_s", "back") == 45  # from 0
    assert found("reached_rate", "back") == 0.5
    assert found("reached_rate", "back", part="denominator") == 2
    assert np.isnan(found("reached_rate", "calls"))
    assert found("customers_lost") == 1  # who was not reached; one still waits
    assert found("resolved") == 2
    assert found("resolved_here", "back") == 1
    assert origin_counts(found, "back") == {"callback": 3}
    # agents: 10 + 10 + 10 in vain, 55 + 50 talking; effort counts what was dialled in vain
    assert found("occupancy", part="numerator") == 135
    assert found("effort_s", "back") == pytest.approx(55 + 10 + 20)
    assert found("handle_s", "back") == 55
    assert found("effort_s", "desk", level="group") == pytest.approx(135 / 2)


def test_self_service() -> None:
    """Five sessions, three contained.

    row | arrived | issue | what
    0   | 0       | a     | contained at 60, no more
    1   | 10      | b     | contained at 40; phones again at 100: answered 105-200
    2   | 20      | c     | escalated at 50: phones at 50, answered 50-90
    5   | 200     | d     | contained at 230; the company calls, unreached: still resolved
    6   | 3580    | e     | in session at the end
    """
    contacts = [
        gone(0, Outcome.CONTAINED, 60, BOT),
        gone(10, Outcome.CONTAINED, 40, BOT),
        gone(20, Outcome.ESCALATED, 50, BOT),
        taken(50, 50, 90, parent=2, follow_up=ON),
        taken(100, 105, 200, parent=1, follow_up=AGAIN, agent=1),
        gone(200, Outcome.CONTAINED, 230, BOT),
        gone(240, Outcome.UNREACHED, 300, BACK, parent=5, follow_up=OUTREACH),
        Contact(3580, Outcome.WAITING, queue=BOT),
    ]
    found = Figures(measure(log(contacts, [Presence(0, 0, 3600)]), world()))
    assert found("offered", "bot") == 5
    assert (found("contained"), found("escalated")) == (3, 1)
    assert found("waiting_at_end", "bot") == 1
    assert found("containment", "bot") == 0.75
    assert found("true_containment", "bot") == 0.5  # a and d of four
    assert found("bounce_back", "bot") == pytest.approx(1 / 3)
    assert found("session_s", "bot") == pytest.approx((60 + 30 + 30 + 30) / 4)
    assert np.isnan(found("handle_s", "bot"))
    assert np.isnan(found("wait_mean_s", "bot"))
    assert found("wait_mean_s", "calls") == 2.5
    assert found("wait_max_s") == 60  # unreached; sessions are no waits
    assert found("issues", "bot") == 5
    assert found("resolved", "bot") == 4
    assert found("resolved_here", "calls") == 2
    assert found("self_service") == pytest.approx(2 / 5)
    assert found("proactive") == pytest.approx(1 / 5)
    assert found("occupancy", part="numerator") == 40 + 95
    assert origin_counts(found) == {
        "first": 5, "escalation": 1, "bounce_back": 1, "company": 1
    }  # fmt: skip


def test_a_chase_that_settles() -> None:
    """Waits at the second line from 0, phones at 100 (chase), is answered 100-160: withdrawn."""
    contacts = [
        gone(0, Outcome.WITHDRAWN, 100, DESK),
        taken(100, 100, 160, parent=0, follow_up=CHASE),
    ]
    found = Figures(measure(log(contacts), world()))
    assert found("flowed_out", "second") == found("withdrawn", "second") == 1
    assert found("resolved", "second") == 1
    assert found("fcr") == found("fcr_strict") == 1
    assert origin_counts(found, "calls") == {"chase": 1}
    assert found("customers_lost") == 0


def test_cost_of_dialling_falls_on_the_outbound_queue() -> None:
    """One agent at 36 an hour: 30 s for calls, 90 s in vain for the callback."""
    contacts = [
        gone(0, Outcome.CALLBACK, 0),
        gone(0, Outcome.UNREACHED, 200, BACK, parent=0, follow_up=CALLBACK),
        taken(300, 300, 330),
    ]
    judged = world(agents=(1,), judging={"hour": np.array([36.0])})
    happened = log(contacts, [Presence(0, 0, 3600)], stretches=[(1, 0, 50, 95), (1, 0, 155, 200)])
    found = Figures(measure(happened, judged))
    assert found("cost", "back") == pytest.approx(27)
    assert found("cost", "calls") == pytest.approx(9)
    assert found("cost_per_resolution", "calls") == pytest.approx(9)
    assert found("cost_per_resolution") == pytest.approx(36)


def test_warm_up_issues_are_not_reported_but_their_attempts_are() -> None:
    """The issue began at 50, before the reported time begins at 100; its redial counts there."""
    late = world(start_s=100)
    contacts = [
        gone(50, Outcome.ABANDONED, 60),
        taken(150, 150, 160, parent=0, follow_up=REDIAL),
    ]
    happened = log(contacts, end_s=3700)
    found = Figures(measure(happened, late))
    assert found("attempts") == found("origin_redial") == 1
    assert found("issues") == found("resolved") == 0
    assert tally(happened, late).flows[REDIAL] == 1


@st.composite
def forests(draw: st.DrawFn) -> list[Contact]:
    """Random attempts with random parents, whatever their outcomes."""
    rows: list[Contact] = []
    count = draw(st.integers(0, 25))
    arrivals = sorted(draw(st.lists(st.integers(0, 3599), min_size=count, max_size=count)))
    for number, arrived in enumerate(arrivals):
        queue = draw(st.integers(0, 3))
        allowed = (
            [Outcome.CONTAINED, Outcome.ESCALATED] if queue == BOT
            else [one for one in Outcome if one not in (Outcome.CONTAINED, Outcome.ESCALATED)]
        )  # fmt: skip
        outcome = draw(st.sampled_from(allowed))
        parent = draw(st.integers(-1, number - 1))
        follow_up = draw(st.integers(0, CALLBACK)) if parent >= 0 else -1
        ended = arrived if outcome in BLOCKED else arrived + draw(st.integers(0, 60))
        if outcome == Outcome.ANSWERED:
            rows.append(taken(arrived, arrived, ended, queue, parent, follow_up))
        elif outcome == Outcome.WAITING:
            rows.append(Contact(arrived, outcome, queue=queue, parent=parent, follow_up=follow_up))
        else:
            rows.append(gone(arrived, outcome, ended, queue, parent, follow_up))
    return rows


@settings(max_examples=80, deadline=None)
@given(forests())
def test_conservation_across_journeys(rows: list[Contact]) -> None:
    """Attempts are the attempts of issues; origins and outcomes add up to them."""
    happened = log(rows)
    found = Figures(measure(happened, world()))
    outcomes = ("answered", "abandoned", "expired", "callbacks", "withdrawn", "escalated",
                "contained", "peer_answered", "unreached", "triaged", "waiting_at_end",
                "blocked")  # fmt: skip
    for name in ("center", "calls", "second", "back", "bot"):
        assert sum(found(outcome, name) for outcome in outcomes) == found("attempts", name)
        assert sum(origin_counts(found, name).values()) == found("attempts", name)
    if rows:
        assert found("attempts_per_issue", part="numerator") == found("attempts") == len(rows)
    assert found("issues") == sum(row.parent < 0 for row in rows)
    assert found("resolved") == found("resolved_here")
    assert found("resolved") + found("customers_lost") <= found("issues")
    assert tally(happened, world()).flows.sum() == sum(row.parent >= 0 for row in rows)


@settings(max_examples=80, deadline=None)
@given(forests())
def test_issues_against_plain_loops(rows: list[Contact]) -> None:
    """Whose each attempt is, what it led to, where an issue was resolved and first answered."""
    counted = tally(log(rows), world())
    names = ("issue_attempts", "bounced_back", "resolved_here", "first_answered")
    expected = {name: np.zeros(4) for name in names}
    root: list[int] = []
    for number, row in enumerate(rows):
        root.append(number if row.parent < 0 else root[row.parent])
        expected["issue_attempts"][rows[root[number]].queue] += 1
    for number, row in enumerate(rows):
        if row.outcome == Outcome.CONTAINED:
            after = {number}
            for later in range(number, len(rows)):
                if rows[later].parent in after:
                    after.add(later)
            answered_after = any(rows[one].outcome == Outcome.ANSWERED for one in after)
            expected["bounced_back"][row.queue] += answered_after
    served = (Outcome.ANSWERED, Outcome.CONTAINED, Outcome.PEER_ANSWERED)
    for first in {*root}:
        issue = [number for number in range(len(rows)) if root[number] == first]
        by_end = []
        for number in issue:
            ended, in_vain = rows[number].ended, rows[number].outcome != Outcome.ANSWERED
            if rows[number].follow_up == OUTREACH and in_vain:
                continue  # it does not undo what the customer got
            by_end.append((3600.0 if ended is None else ended, number))
        last = rows[max(by_end)[1]]
        if last.outcome in served:
            expected["resolved_here"][last.queue] += 1
        begun = [
            (float(rows[number].answered or 0.0), number) for number in issue
            if rows[number].outcome == Outcome.ANSWERED
        ]  # fmt: skip
        if begun:
            expected["first_answered"][rows[min(begun)[1]].queue] += 1
    for name in names:
        assert counted.whole.contacts[name][0, :4].tolist() == expected[name].tolist(), name


def test_a_long_chain_is_one_issue() -> None:
    one = log([answered(0, 0, 1)])
    columns = {
        name: np.repeat(value, 100_000)
        for name, value in vars(one).items()
        if isinstance(value, np.ndarray) and len(value)
    }
    columns["parent"] = np.arange(-1, 99_999, dtype=np.int32)
    counted = tally(replace(one, **columns), world())
    assert counted.whole.contacts["issues"][0, -1] == 1
    assert counted.whole.contacts["issue_attempts"][0, -1] == 100_000


def test_answered_outside_any_follow_up_is_resolved_at_once() -> None:
    found = Figures(measure(log([answered(0, 0, 10)]), model()))
    assert found("fcr") == found("fcr_strict") == found("resolved") == 1
    assert found("repeat_rate") == 0
