"""Threads of turns: R85 to R87. Worked out by hand, in seconds."""

from __future__ import annotations

from tests.rules.test_follow_ups import NONE, told
from tests.worlds import Contact, by_hand, model_of, rows, run_both


def center(seated: int = 1, more: str = "", cell: str = "1", length: str = "1min") -> str:
    return f"""
period: {{start: 2026-03-02 08:00, length: {length}, interval: {length}}}
queues:
  wechat:
    channel: messaging
    arrivals: {{rate: 0/h}}
    turns: {{mean: 1000}}
    gap: {{mean: 10s, distribution: constant}}
    handle_time: {{mean: 5s, distribution: constant}}
{more}
  calls: {{channel: voice, arrivals: {{rate: 0/h}}, handle_time: {{mean: 60s}}, patience: none}}
agents:
  desk: {{seated: {seated}, skills: {{wechat: {cell}, calls: 1}}}}
"""


def test_a_thread_of_turns() -> None:
    """R85: a turn 10 s after every reply, each with 5 s of work; the last one is to come at 62."""
    model = model_of(center())
    log = run_both(model, by_hand(model, [(0, "wechat", 7, None)]))
    assert told(log) == [
        (-1, "answered", 0, 0, 7),
        (0, "answered", 17, 17, 22),
        (1, "answered", 32, 32, 37),
        (2, "answered", 47, 47, 52),
    ]
    assert [model.labels.follow_ups[number] for number in log.follow_up[1:]] == ["turn: wechat"] * 3
    assert log.coming_tick.tolist() == [62_000]


def test_the_agent_of_the_turn_before_is_preferred() -> None:
    """R86: agent 1 is idle for longer, but agent 0 had the thread; at 32 it is on the phone."""
    model = model_of(center(seated=2))
    contacts: list[Contact] = [
        (0, "wechat", 7, None),
        (23, "calls", 60, None),
        (24, "calls", 3, None),
    ]
    log = run_both(model, by_hand(model, contacts))
    agents = [agent for row, (*_, agent) in enumerate(rows(log)) if log.queue[row] == 0]
    # at 23 the longest idle is agent 1, at 24 only agent 0 is idle: its hands are empty at 27
    assert agents == [0, 0, 0, 0]
    model = model_of(center(seated=2))
    contacts = [(0, "wechat", 7, None), (23, "calls", 3, None), (24, "calls", 60, None)]
    log = run_both(model, by_hand(model, contacts))
    agents = [agent for row, (*_, agent) in enumerate(rows(log)) if log.queue[row] == 0]
    assert agents == [0, 0, 1, 1]


def test_the_reply_window() -> None:
    """R87: the agent is on the phone from 5 to 55, so the turn of 17 expires at 37."""
    model = model_of(center(more="    reply_window: 20s\n    patience: none"))
    contacts: list[Contact] = [(0, "wechat", 5, None), (6, "calls", 50, None)]
    assert told(run_both(model, by_hand(model, contacts))) == [
        (-1, "answered", 0, 0, 5),
        (-1, "answered", 6, 6, 56),
        (0, "expired", 15, NONE, 35),
    ]


def test_a_turn_in_hand_does_not_expire() -> None:
    """R87: it is taken up at 30, four seconds before the window ends, and needs seven."""
    model = model_of(center(more="    reply_window: 20s"))
    contacts: list[Contact] = [(0, "calls", 30, None), (14, "wechat", 7, None)]
    assert told(run_both(model, by_hand(model, contacts)))[1] == (-1, "answered", 14, 30, 37)


def test_patience_as_long_as_the_window_is_abandoning() -> None:
    """R87: both end at 21."""
    model = model_of(center(more="    reply_window: 20s"))
    contacts: list[Contact] = [(0, "calls", 50, None), (1, "wechat", 7, 20), (2, "wechat", 7, 21)]
    outcomes = [outcome for outcome, *_ in rows(run_both(model, by_hand(model, contacts)))]
    assert outcomes[1:] == ["abandoned", "expired"]


def test_only_the_last_turn_is_answered_for_follow_ups() -> None:
    """R85: a thread of one turn is followed at once, a longer one not before it is over."""
    again = (
        "follow_ups:\n  again: {from: wechat, after: answered, to: calls, probability: 100%, "
        "delay: {mean: 3s, distribution: constant}}\n"
    )
    text = center() + again
    one_turn = text.replace("    turns: {mean: 1000}\n", "")
    one_turn = one_turn.replace("    gap: {mean: 10s, distribution: constant}\n", "")
    log = run_both(model_of(one_turn), by_hand(model_of(one_turn), [(0, "wechat", 7, None)]))
    assert [row[2] for row in told(log)] == [0, 10]
    assert log.queue.tolist() == [0, 1]
    log = run_both(model_of(text), by_hand(model_of(text), [(0, "wechat", 7, None)]))
    assert set(log.queue.tolist()) == {0}


def test_messages_wait_overnight() -> None:
    """R84: the queue is closed, and so is the desk from 600 on: the message waits, not blocked."""
    text = center(more="    opening: {mon: 08:00-08:10}", length="1h").replace(
        "seated: 1,", "opening: {mon: 08:00-08:10}, seated: 1,"
    )
    model = model_of(text)
    log = run_both(model, by_hand(model, [(900, "wechat", 7, None)]))
    assert rows(log) == [("waiting", None, None, None)]
