"""Rules R70 to R75: callbacks, dialling, self-service. Worked out by hand, in seconds."""

from __future__ import annotations

from tests.rules.test_follow_ups import NONE, told
from tests.worlds import by_hand, model_of, run_both


def center(callback: str, dial: str = "", back_rank: int = 2, patience: str = "none") -> str:
    return f"""
queues:
  calls:
    channel: voice
    arrivals: {{rate: 0/h}}
    handle_time: {{mean: 60s, distribution: constant}}
    patience: {patience}
    callback: {callback}
  back:
    channel: outbound
    handle_time: {{mean: 15s, distribution: constant}}
    {dial}
agents:
  desk: {{seated: 1, skills: {{calls: 1, back: {back_rank}}}}}
"""


def test_callback_by_queue_length() -> None:
    """R70, R71: one may wait; the third is called back when no call is left, at 120 for 15 s."""
    model = model_of(center("{to: back, when: {queue_length: 1}, accepted: 100%}"))
    contacts = [(0, "calls", 60, None), (1, "calls", 60, None), (2, "calls", 60, None)]
    assert told(run_both(model, by_hand(model, contacts))) == [
        (-1, "answered", 0, 0, 60),
        (-1, "answered", 1, 60, 120),
        (-1, "callback", 2, NONE, 2),
        (2, "answered", 2, 120, 135),
    ]


def test_callback_at_a_slot() -> None:
    """R71, R72: booked at 2 for 82; the call of 61 has waited longer when the agent is free at 90.

    Without a slot the callback keeps the place of 2, and is first.
    """
    text = center("{to: back, when: {queue_length: 1}, accepted: 100%SLOT}", back_rank=1)
    contacts = [(at, "calls", work, None) for at, work in ((0, 60), (1, 30), (2, 60), (61, 60))]
    booked = model_of(text.replace("SLOT", ", slot: 80s"))
    assert told(run_both(booked, by_hand(booked, contacts)))[2:] == [
        (-1, "callback", 2, NONE, 2),
        (-1, "answered", 61, 90, 150),
        (2, "answered", 82, 150, 165),
    ]
    at_once = model_of(text.replace("SLOT", ""))
    assert told(run_both(at_once, by_hand(at_once, contacts)))[2:] == [
        (-1, "callback", 2, NONE, 2),
        (2, "answered", 2, 90, 105),
        (-1, "answered", 61, 105, 165),
    ]


def test_callback_not_accepted() -> None:
    model = model_of(center("{to: back, when: {queue_length: 0}, accepted: 0%}"))
    contacts = [(0, "calls", 60, None), (1, "calls", 60, None)]
    assert told(run_both(model, by_hand(model, contacts)))[1] == (-1, "answered", 1, 60, 120)


def test_callback_by_expected_wait() -> None:
    """R70: one agent, 60 s each: the second expects 60 s, the third 120 s: it is asked."""
    model = model_of(center("{to: back, when: {expected_wait: 2min}, accepted: 100%}"))
    contacts = [(0, "calls", 60, None), (1, "calls", 60, None), (2, "calls", 60, None)]
    assert [row[1] for row in told(run_both(model, by_hand(model, contacts)))] == [
        "answered", "answered", "callback", "answered"
    ]  # fmt: skip


def test_callback_after_a_wait() -> None:
    """R70: asked at 31, after 30 s; who is answered before is not asked."""
    model = model_of(center("{to: back, when: {waited: 30s}, accepted: 100%}"))
    contacts = [(0, "calls", 60, None), (1, "calls", 60, None), (50, "calls", 60, None)]
    assert told(run_both(model, by_hand(model, contacts)))[1:] == [
        (-1, "callback", 1, NONE, 31),
        (1, "answered", 31, 120, 135),
        (-1, "answered", 50, 60, 120),
    ]


def test_callback_keeps_its_place() -> None:
    """R72: at one rank the callback (waiting since 1) goes before the call of 20, row 2."""
    model = model_of(center("{to: back, when: {waited: 50s}, accepted: 100%}", back_rank=1))
    contacts = [(0, "calls", 60, None), (1, "calls", 60, None), (20, "calls", 60, None)]
    found = told(run_both(model, by_hand(model, contacts)))
    assert found[3] == (1, "answered", 51, 60, 75)
    assert found[2] == (-1, "callback", 20, -0.001, 70)


def test_an_offer_comes_before_balking() -> None:
    """R70: who would leave rather than wait accepts the callback."""
    model = model_of(center("{to: back, when: {queue_length: 0}, accepted: 100%}"))
    contacts = [(0, "calls", 60, None), (1, "calls", 60, 0)]
    assert told(run_both(model, by_hand(model, contacts)))[1:] == [
        (-1, "callback", 1, NONE, 1),
        (1, "answered", 1, 60, 75),
    ]


def test_dialling_in_vain() -> None:
    """R73: never reached: dialled at 60 (ring 5 s), 30 s later at 95, then given up at 100."""
    dial = "dial: {reached: 0%, attempts: 2, retry: 30s, ring: 5s}"
    model = model_of(center("{to: back, when: {queue_length: 0}, accepted: 100%}", dial))
    log = run_both(model, by_hand(model, [(0, "calls", 60, None), (1, "calls", 60, None)]))
    assert told(log)[2] == (1, "unreached", 1, NONE, 100)
    stretches = zip(
        log.stretch_row, log.stretch_agent, log.stretch_start, log.stretch_end, strict=True
    )
    assert [tuple(map(int, row)) for row in stretches] == [
        (2, 0, 60_000, 65_000),
        (2, 0, 95_000, 100_000),
    ]
    assert log.agent[2] == -1


def test_a_contact_to_dial_again_waits_in_its_old_place() -> None:
    """R73: at 95 the agent talks until 110; then it dials the old contact before a newer one."""
    dial = "dial: {reached: 0%, attempts: 2, retry: 30s, ring: 5s}"
    model = model_of(center("{to: back, when: {queue_length: 0}, accepted: 100%}", dial))
    contacts = [(0, "calls", 60, None), (1, "calls", 60, None), (80, "calls", 30, None),
                (90, "calls", 60, None)]  # fmt: skip
    log = run_both(model, by_hand(model, contacts))
    assert log.stretch_row.tolist() == [2, 2, 5, 5]
    assert log.stretch_start.tolist() == [60_000, 110_000, 115_000, 150_000]


def test_dialling_at_the_end_of_the_simulated_time() -> None:
    """R53: dialled at 3590 for 25 s: the stretch ends with the simulated time, nobody has it."""
    dial = "dial: {reached: 0%, attempts: 1, ring: 25s}"
    model = model_of(center("{to: back, when: {queue_length: 0}, accepted: 100%}", dial))
    log = run_both(model, by_hand(model, [(3500, "calls", 90, None), (3510, "calls", 60, None)]))
    assert told(log)[2] == (1, "waiting", 3510, NONE, NONE)
    assert (log.stretch_start.tolist(), log.stretch_end.tolist()) == ([3_590_000], [3_600_000])
    assert log.agent[2] == -1


BOT = """
reasons: {balance: {work: 50%}, complaint: {}}
queues:
  bot:
    channel: self_service
    arrivals: {rate: 0/h}
    session: {mean: 60s, distribution: constant}
    contained: {balance: 100%, complaint: 0%}
  calls: {channel: voice, handle_time: {mean: 100s, distribution: constant}, patience: none}
agents:
  desk: {seated: 1, skills: {calls: 1}}
follow_ups:
  on: {from: bot, after: escalated, to: calls, probability: 100%, work: 110%}
  again: {from: bot, after: contained, to: calls, probability: 100%, delay: 1min}
"""


def test_self_service_contains_by_reason() -> None:
    """R75, R62: balance is contained at 60 and phones at 120 (50 s); complaint at 70, 110 s."""
    model = model_of(BOT)
    log = run_both(
        model, by_hand(model, [(0, "bot", 60, None), (10, "bot", 60, None)], reason=[0, 1])
    )
    assert told(log) == [
        (-1, "contained", 0, NONE, 60),
        (-1, "escalated", 10, NONE, 70),
        (1, "answered", 70, 70, 180),
        (0, "answered", 120, 180, 230),
    ]
    assert log.reason.tolist() == [0, 1, 1, 0]
