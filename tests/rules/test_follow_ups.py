"""Rules R60 to R67: what customers do next. Worked out by hand, in seconds.

Probabilities are 0 % or 100 % and durations constant, so nothing is left to chance.
"""

from __future__ import annotations

from sim.log import ContactLog
from tests.worlds import by_hand, model_of, run_both

HEAD = """
queues:
  calls:
    channel: voice
    arrivals: {rate: 0/h}
    handle_time: {mean: 30s, distribution: constant}
    patience: {mean: 20s, distribution: constant}
  desk:
    channel: counter
    arrivals: {rate: 0/h}
    handle_time: {mean: 100s, distribution: constant}
    patience: none
"""
ONE_AGENT = (
    "agents:\n  one: {seated: 1, skills: {calls: 1}}\n  two: {seated: 1, skills: {desk: 1}}\n"
)


def told(log: ContactLog) -> list[tuple[int, str, float, float, float]]:
    """(parent, outcome, arrived, answered, ended) of every row, in seconds."""
    from sim.engine.events import Outcome

    return [
        (parent, Outcome(outcome).name.lower(), arrived / 1000, answered / 1000, ended / 1000)
        for parent, outcome, arrived, answered, ended in zip(
            log.parent.tolist(),
            log.outcome.tolist(),
            log.arrived.tolist(),
            log.answered.tolist(),
            log.ended.tolist(),
            strict=True,
        )
    ]


NONE = -0.001


def test_redial() -> None:
    """R60, R62: leaves at 25, phones again at 35, is answered at 60 for 30 s (its queue's work)."""
    model = model_of(
        HEAD + ONE_AGENT
        + "follow_ups:\n  redial: {from: calls, after: abandoned, to: calls, probability: 100%, "
        "delay: {mean: 10s, distribution: constant}}\n"
    )  # fmt: skip
    log = run_both(model, by_hand(model, [(0, "calls", 50, None), (5, "calls", 60, 20)]))
    assert told(log) == [
        (-1, "answered", 0, 0, 50),
        (-1, "abandoned", 5, NONE, 25),
        (1, "answered", 35, 50, 80),
    ]
    assert log.follow_up.tolist() == [-1, -1, 0]


def test_redials_until_answered() -> None:
    """R66: waits 5-25 and 35-55 in vain, then phones at 65; the agent is free since 60."""
    model = model_of(
        HEAD + ONE_AGENT
        + "follow_ups:\n  redial: {from: calls, after: abandoned, to: calls, probability: 100%, "
        "delay: 10s}\n"
    )  # fmt: skip
    log = run_both(model, by_hand(model, [(0, "calls", 60, None), (5, "calls", 60, 20)]))
    assert told(log)[1:] == [
        (-1, "abandoned", 5, NONE, 25),
        (1, "abandoned", 35, NONE, 55),
        (2, "answered", 65, 65, 95),
    ]


def test_after_blocked() -> None:
    """R60: blocked at 1 (no line), comes to the desk at 11 with 120 % of its 100 s."""
    model = model_of(
        "lines: 1\n" + HEAD + ONE_AGENT
        + "follow_ups:\n  walk: {from: calls, after: blocked, to: desk, probability: 100%, "
        "delay: 10s, work: 120%}\n"
    )  # fmt: skip
    log = run_both(model, by_hand(model, [(0, "calls", 50, None), (1, "calls", 60, None)]))
    assert told(log)[1:] == [(-1, "blocked_lines", 1, NONE, 1), (1, "answered", 11, 11, 131)]


def test_after_answered_comes_before_wrap_up() -> None:
    """R60: talk ends at 50; the transfer arrives at 50, although the wrap-up lasts until 60."""
    model = model_of(
        HEAD + ONE_AGENT
        + "follow_ups:\n  on: {from: calls, after: answered, to: desk, probability: 100%, "
        "as: transfer}\n"
    )  # fmt: skip
    log = run_both(model, by_hand(model, [(0, "calls", 50, None)], wrap_up=10))
    assert told(log) == [(-1, "answered", 0, 0, 50), (0, "answered", 50, 50, 150)]
    assert log.released.tolist() == [60_000, 150_000]


CHASE = (
    "follow_ups:\n  chase: {from: desk, after: waiting 60s, to: calls, probability: 100%, "
    "settles: SETTLES}\n"
)


def test_a_chase_contact_that_settles_withdraws_the_earlier_one() -> None:
    """R64: the second waits at the desk since 10, phones at 70, is answered: withdrawn."""
    model = model_of(HEAD + ONE_AGENT + CHASE.replace("SETTLES", "100%"))
    log = run_both(model, by_hand(model, [(0, "desk", 500, None), (10, "desk", 40, None)]))
    assert told(log)[1:] == [(-1, "withdrawn", 10, NONE, 70), (1, "answered", 70, 70, 100)]


def test_a_chase_contact_that_does_not_settle() -> None:
    """R64: with 0 % the earlier contact stays and is answered at 500."""
    model = model_of(HEAD + ONE_AGENT + CHASE.replace("SETTLES", "0%"))
    log = run_both(model, by_hand(model, [(0, "desk", 500, None), (10, "desk", 40, None)]))
    assert told(log)[1:] == [(-1, "answered", 10, 500, 540), (1, "answered", 70, 70, 100)]


def test_two_actors_after_the_same_wait_make_one_attempt_each() -> None:
    """R63, R65: at 70 the customer chases (100 s later) and the company rings (200 s later)."""
    text = CHASE.replace("SETTLES", "0%, delay: 100s") + CHASE.partition("\n")[2].replace(
        "chase", "ring"
    ).replace("SETTLES", "0%, delay: 200s, by: company")
    model = model_of(HEAD + ONE_AGENT + text)
    log = run_both(model, by_hand(model, [(0, "desk", 500, None), (10, "desk", 40, None)]))
    assert told(log)[2:] == [(1, "answered", 170, 170, 200), (1, "answered", 270, 270, 300)]


def test_no_chase_when_answered_in_time() -> None:
    """R60, R2: answered at 70 (DONE) in the tick in which it would have chased (TIMER)."""
    model = model_of(HEAD + ONE_AGENT + CHASE.replace("SETTLES", "0%"))
    log = run_both(model, by_hand(model, [(0, "desk", 70, None), (10, "desk", 40, None)]))
    assert told(log)[1:] == [(-1, "answered", 10, 70, 110)]


def test_a_ring_back_cancels_the_redial() -> None:
    """R64, R65: lost at 20, rung back and settled at 30; the redial of 80 is cancelled."""
    model = model_of(
        HEAD
        + "  back: {channel: outbound, handle_time: {mean: 15s, distribution: constant}}\n"
        + ONE_AGENT.replace("{desk: 1}", "{desk: 1, back: 1}")
        + "follow_ups:\n"
        "  redial: {from: calls, after: abandoned, to: calls, probability: 100%, delay: 60s}\n"
        "  ring_back: {from: calls, after: abandoned, to: back, probability: 100%, delay: 10s,"
        " by: company, settles: 100%}\n"
    )
    log = run_both(model, by_hand(model, [(0, "calls", 500, None), (0, "calls", 60, 20)]))
    assert told(log)[1:] == [(-1, "abandoned", 0, NONE, 20), (1, "answered", 30, 30, 45)]


def test_a_follow_up_into_closed_time_is_blocked() -> None:
    """R62: calls close at 08:01 (60); the redial of 61 finds them closed."""
    model = model_of(
        HEAD.replace(
            "patience: {mean: 20s", "opening: {mon: 08:00-08:01}\n    patience: {mean: 20s"
        )
        + ONE_AGENT
        + "follow_ups:\n  redial: {from: calls, after: abandoned, to: calls, probability: 100%, "
        "delay: 36s}\n"
    )
    log = run_both(model, by_hand(model, [(0, "calls", 50, None), (5, "calls", 60, 20)]))
    assert told(log)[1:] == [(-1, "abandoned", 5, NONE, 25), (1, "blocked_closed", 61, NONE, 61)]


def test_planned_before_returning_in_one_tick() -> None:
    """R2: ARRIVE before RETURN: the planned contact of 35 has the lower row and is taken first."""
    model = model_of(
        HEAD + ONE_AGENT
        + "follow_ups:\n  redial: {from: calls, after: abandoned, to: calls, probability: 100%, "
        "delay: 10s}\n"
    )  # fmt: skip
    contacts = [(0, "calls", 40, None), (5, "calls", 60, 20), (35, "calls", 7, None)]
    log = run_both(model, by_hand(model, contacts))
    assert told(log)[2:] == [(-1, "answered", 35, 40, 47), (1, "answered", 35, 47, 77)]
