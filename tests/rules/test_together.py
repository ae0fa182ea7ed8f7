"""Rules that meet: R41 with R42 and R72, R34 with R68, R65 with R68. By hand, in seconds.

Each was found by a random world.
"""

from __future__ import annotations

from sim.engine.events import Outcome
from tests.worlds import Contact, by_hand, model_of, rows, run_both

KEEPS_ITS_PLACE = """
queues:
  calls:
    channel: voice
    arrivals: {rate: 0/h}
    handle_time: 5s
    patience: none
    callback: {to: back, when: {waited: 9s}, accepted: 100%}
  back:
    channel: outbound
    arrivals: {rate: 0/h}
    handle_time: {mean: 5s, distribution: constant}
    patience: none
    dial: {reached: 100%}
agents:
  desk: {seated: 1, skills: {calls: 1}}
  dialers: {seated: 2, skills: {back: {rank: 1, after: 8s}}}
"""


def test_one_that_has_waited_long_enough_when_it_begins_to_wait_is_offered() -> None:
    """R42: the callback of the second call keeps its place from 3 on (R72) and waits behind nobody,
    but arrives while another waits (R41). It is offered in its own tick; the other one at 18."""
    model = model_of(KEEPS_ITS_PLACE)
    contacts: list[Contact] = [
        (0, "calls", 300, None),
        (3, "calls", 5, None),
        (10, "back", 5, None),
    ]
    assert rows(run_both(model, by_hand(model, contacts))) == [
        ("answered", 0, 300, 0),
        ("callback", None, 12, None),
        ("answered", 18, 23, 2),
        ("answered", 12, 17, 1),
    ]


CLOSES = """
queues:
  front: {channel: voice, arrivals: {rate: 0/h}, handle_time: 5s, patience: none}
  back:
    channel: voice
    arrivals: {rate: 0/h}
    handle_time: 5s
    patience: none
    opening: {mon: "08:00-08:00:20"}
    at_close: drop
agents:
  first: {seated: 1, skills: {front: 1, back: 2}}
  second: {seated: 1, skills: {back: 1}}
follow_ups:
  on: {from: front, after: answered, to: back, probability: 100%, as: transfer, warm: 100s}
"""


def test_closing_drops_all_before_an_agent_goes_on() -> None:
    """R34: the agent stays from 5 on for a transfer that is dropped at 20. It does not take the
    contact that is dropped in the same happening."""
    model = model_of(CLOSES)
    contacts: list[Contact] = [
        (0, "front", 5, None),
        (0, "back", 300, None),
        (7, "back", 5, None),
        (21, "front", 5, None),
    ]
    log = run_both(model, by_hand(model, contacts))
    assert rows(log) == [
        ("answered", 0, 5, 0),
        ("answered", 0, 300, 1),
        ("dropped", None, 20, None),  # the transfer
        ("dropped", None, 20, None),
        ("answered", 21, 26, 0),
        ("blocked_closed", None, 26, None),
    ]
    assert log.released[0] == 20_000


TWO_TRANSFERS = """
queues:
  front: {channel: voice, arrivals: {rate: 0/h}, handle_time: 5s, patience: none}
  one:
    channel: voice
    arrivals: {rate: 0/h}
    handle_time: {mean: 5s, distribution: constant}
    patience: {mean: 30s, distribution: constant}
  two:
    channel: voice
    arrivals: {rate: 0/h}
    handle_time: {mean: 5s, distribution: constant}
    patience: none
agents:
  first: {seated: 1, skills: {front: 1}}
  second: {seated: 1, skills: {one: 1}}
  third: {seated: 1, skills: {two: 1}}
follow_ups:
  by_customer: {from: front, after: answered, to: one, probability: 100%, as: transfer, warm: WARM}
  by_company:
    {from: front, after: answered, to: two, probability: 100%, as: transfer, warm: 20s, by: company}
"""


def released(warm: str, one_is_busy: float, two_is_busy: float) -> float:
    """When the first agent goes on, whose talk ends at 5."""
    model = model_of(TWO_TRANSFERS.replace("WARM", warm))
    contacts: list[Contact] = [
        (0, "front", 5, None),
        (0, "one", one_is_busy, None),
        (0, "two", two_is_busy, None),
    ]
    log = run_both(model, by_hand(model, contacts))
    assert (log.outcome[:3] == Outcome.ANSWERED).all()
    return float(log.released[0]) / 1000


def test_an_agent_stays_until_both_transfers_are_answered_or_end() -> None:
    """R68, R65."""
    assert released("15s", 8, 12) == 12
    assert released("15s", 12, 8) == 12
    assert released("15s", 18, 40) == 25  # the longer `warm`
    assert released("60s", 300, 8) == 35  # the first transfer gives up


SETTLES_ONCE = """
queues:
  calls: {channel: voice, arrivals: {rate: 0/h}, handle_time: 5s, patience: none}
  backs:
    channel: voice
    arrivals: {rate: 0/h}
    handle_time: {mean: 5s, distribution: constant}
    patience: none
  mails: {channel: email, handle_time: {mean: 30s, distribution: constant}}
agents:
  first: {seated: 1, skills: {calls: 1}}
  second: {seated: 1, skills: {backs: 1, mails: 2}}
follow_ups:
  ask:
    {from: calls, after: waiting 2s, to: mails, probability: 100%, settles: 100%,
     delay: {mean: 1s, distribution: constant}}
  later:
    {from: calls, after: answered, to: backs, probability: 100%, by: company,
     delay: {mean: 40s, distribution: constant}}
"""


def test_an_item_taken_up_again_settles_nothing() -> None:
    """R64: the mail of the second call is begun at 6, when the call is in hand, and put down at 10.
    Taken up again at 20, it does not cancel what the call has caused at 16."""
    model = model_of(SETTLES_ONCE)
    contacts: list[Contact] = [
        (0, "calls", 6, None),
        (3, "calls", 10, None),
        (10, "backs", 10, None),
    ]
    log = run_both(model, by_hand(model, contacts))
    assert rows(log) == [
        ("answered", 0, 6, 0),
        ("answered", 6, 16, 0),
        ("answered", 6, 46, 1),  # the mail, with ten seconds' pause
        ("answered", 10, 20, 1),
        ("answered", 46, 51, 1),
        ("answered", 56, 61, 1),
    ]
    assert log.parent.tolist() == [-1, -1, 1, -1, 0, 1]


TWO_CONCURRENCIES = """
queues:
  chats: {channel: chat, arrivals: {rate: 0/h}, handle_time: 5s, patience: none}
  texts: {channel: chat, arrivals: {rate: 0/h}, handle_time: 5s, patience: none}
agents:
  three: {seated: 1, skills: {chats: {rank: 1, concurrency: 3}}}
  two:
    seated: 1
    skills: {chats: {rank: 1, concurrency: 2}, texts: {rank: 1, concurrency: 3}}
"""


def test_room_in_one_group_is_none_in_another() -> None:
    """R20, R44: from 3 on both agents are filled to two thirds. The third chat goes to the one for
    whom it is a third, though the hands of the other changed longer ago; the fourth waits for the
    first text to end."""
    model = model_of(TWO_CONCURRENCIES)
    queues = ["texts", "texts", "chats", "chats", "chats", "chats"]
    contacts: list[Contact] = [(at, queue, 100, None) for at, queue in enumerate(queues)]
    log = run_both(model, by_hand(model, contacts))
    assert log.agent.tolist() == [1, 1, 0, 0, 0, 1]
    assert log.answered.tolist() == [0, 1000, 2000, 3000, 4000, 100_000]
