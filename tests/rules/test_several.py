"""Several contacts in hand: R20, R37, R40, R43 to R47. Worked out by hand, in seconds."""

from __future__ import annotations

from sim.log import ContactLog
from tests.worlds import Contact, by_hand, model_of, rows, run_both


def center(seated: int, chats: str, calls: str = "1") -> str:
    return f"""
queues:
  calls: {{channel: voice, arrivals: {{rate: 0/h}}, handle_time: {{mean: 60s}}, patience: none}}
  chats: {{channel: chat, arrivals: {{rate: 0/h}}, handle_time: {{mean: 60s}}, patience: none}}
agents:
  desk: {{seated: {seated}, skills: {{calls: {calls}, chats: {chats}}}}}
"""


def simulated(text: str, contacts: list[Contact]) -> ContactLog:
    model = model_of(text)
    return run_both(model, by_hand(model, contacts))


def test_chats_slow_each_other_down() -> None:
    """R37. Alone 20 s of the first are done; then each falls by half a second a second.

    The second ends at 20 + 2 x 30; the first has 10 s left then, as long as the third that comes
    into hand: both end at 100, the first by its row first.
    """
    text = center(1, "{rank: 2, concurrency: 2, slowdown: 100%}")
    log = simulated(
        text, [(0, "chats", 60, None), (20, "chats", 30, None), (30, "chats", 10, None)]
    )
    assert rows(log) == [
        ("answered", 0, 100, 0),
        ("answered", 20, 80, 0),
        ("answered", 80, 100, 0),
    ]


def test_an_odd_speed_is_rounded_once() -> None:
    """R37: three in hand at 20 % slowdown: 1 / 1.4 = 714,286 ns a tick; 7 s take 9,800 ticks."""
    text = center(1, "{rank: 2, concurrency: 3, slowdown: 20%}")
    log = simulated(text, [(0, "chats", 7, None), (0, "chats", 7, None), (0, "chats", 7, None)])
    assert log.ended.tolist() == [9_800, 9_800, 9_800]


def test_the_idle_come_first_then_the_least_filled() -> None:
    """R44: agent 1 is idle at 1; at 2 both have one, and the hands of agent 0 changed first."""
    text = center(2, "{rank: 2, concurrency: 3}")
    contacts: list[Contact] = [(t, "chats", 60, None) for t in (0, 1, 2, 3, 4)]
    assert [agent for *_, agent in rows(simulated(text, contacts))] == [0, 1, 0, 1, 0]


def test_a_waiting_call_drains_one_agent() -> None:
    """R46: agent 1 has the least in hand and takes no chat until it takes the call at 51."""
    text = center(2, "{rank: 2, concurrency: 3}")
    contacts: list[Contact] = [
        (0, "chats", 100, None),
        (1, "chats", 50, None),
        (2, "chats", 100, None),
        (3, "calls", 30, None),
        (4, "chats", 10, None),
        (20, "chats", 10, None),
    ]
    assert rows(simulated(text, contacts)) == [
        ("answered", 0, 100, 0),
        ("answered", 1, 51, 1),
        ("answered", 2, 102, 0),
        ("answered", 51, 81, 1),
        ("answered", 4, 14, 0),
        ("answered", 20, 30, 0),
    ]


def test_of_equal_rank_no_call_drains() -> None:
    """R46: calls are no better ranked: the agent takes another chat while the call waits."""
    text = center(1, "{rank: 1, concurrency: 2}")
    contacts: list[Contact] = [
        (0, "chats", 50, None),
        (1, "calls", 5, None),
        (2, "chats", 60, None),
    ]
    assert [answered for _, answered, *_ in rows(simulated(text, contacts))] == [0, 62, 2]


def test_when_the_call_has_gone_the_chat_is_offered_again() -> None:
    """R47: the caller leaves at 15; the agent who was draining takes the chat in that tick."""
    text = center(1, "{rank: 2, concurrency: 2}")
    contacts: list[Contact] = [(0, "chats", 100, None), (5, "calls", 20, 10), (6, "chats", 9, None)]
    assert rows(simulated(text, contacts)) == [
        ("answered", 0, 100, 0),
        ("abandoned", None, 15, None),
        ("answered", 15, 24, 0),
    ]


def test_keep_idle_counts_the_others_who_are_free() -> None:
    """R43: agent 1 stays free for calls; agent 0, who has a chat, may take a second one."""
    text = center(2, "{rank: 2, concurrency: 2, keep_idle: 1}")
    contacts: list[Contact] = [
        (0, "chats", 60, None),
        (1, "chats", 10, None),
        (2, "chats", 10, None),
        (3, "calls", 5, None),
    ]
    assert rows(simulated(text, contacts)) == [
        ("answered", 0, 60, 0),
        ("answered", 1, 11, 0),
        ("answered", 11, 21, 0),
        ("answered", 3, 8, 1),
    ]


def test_a_departure_owed_drains_an_agent() -> None:
    """R26, R46: from 1,800 on one of two leaves: agent 1 has less in hand and takes nothing new."""
    text = center(2, "{rank: 2, concurrency: 2}").replace("seated: 2", "seated: [2, 1]")
    contacts: list[Contact] = [
        (1700, "chats", 400, None),
        (1701, "chats", 300, None),
        (1702, "chats", 400, None),
        (1810, "chats", 10, None),
        (2002, "chats", 10, None),
    ]
    assert rows(simulated(text, contacts)) == [
        ("answered", 1700, 2100, 0),
        ("answered", 1701, 2001, 1),
        ("answered", 1702, 2102, 0),
        ("answered", 2100, 2110, 0),
        ("answered", 2102, 2112, 0),
    ]


def test_wrap_up_keeps_its_slot() -> None:
    """R20: both slots are full until the wrap-up ends at 15."""
    model = model_of(center(1, "{rank: 2, concurrency: 2}"))
    contacts: list[Contact] = [
        (0, "chats", 10, None),
        (1, "chats", 60, None),
        (2, "chats", 5, None),
    ]
    log = run_both(model, by_hand(model, contacts, wrap_up=5))
    assert rows(log)[2] == ("answered", 15, 20, 0)
    assert log.released.tolist()[0] == 15_000
