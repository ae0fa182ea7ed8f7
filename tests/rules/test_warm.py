"""Warm transfers: R68. Worked out by hand, in seconds."""

from __future__ import annotations

from tests.rules.test_follow_ups import told
from tests.worlds import Contact, by_hand, model_of, run_both


def center(warm: str, patience: str = "none", experts: int = 1) -> str:
    return f"""
queues:
  calls: {{channel: voice, arrivals: {{rate: 0/h}}, handle_time: {{mean: 60s}}, patience: none}}
  experts:
    channel: voice
    arrivals: {{rate: 0/h}}
    handle_time: {{mean: 40s, distribution: constant}}
    patience: {patience}
agents:
  desk: {{seated: 1, skills: {{calls: 1}}}}
  second: {{seated: {experts}, skills: {{experts: 1}}}}
follow_ups:
  up: {{from: calls, after: answered, to: experts, probability: 100%, as: transfer{warm}}}
"""


CONTACTS: list[Contact] = [(0, "experts", 50, None), (0, "calls", 20, None), (1, "calls", 5, None)]


def told_of(text: str) -> tuple[list[tuple[int, str, float, float, float]], list[float]]:
    model = model_of(text)
    log = run_both(model, by_hand(model, CONTACTS, wrap_up=3))
    return told(log), [tick / 1000 for tick in log.released.tolist()]


def test_cold() -> None:
    """The agent is free after its wrap-up, at 23."""
    rows, released = told_of(center(""))
    assert rows[:3] == [
        (-1, "answered", 0, 0, 50),
        (-1, "answered", 0, 0, 20),
        (-1, "answered", 1, 23, 28),
    ]
    assert released[:3] == [53, 23, 31]


def test_warm() -> None:
    """R68: the expert is free at 53 (work 50, wrap-up 3); until then the agent stays on."""
    rows, released = told_of(center(", warm: 1min"))
    assert rows == [
        (-1, "answered", 0, 0, 50),
        (-1, "answered", 0, 0, 20),
        (-1, "answered", 1, 56, 61),
        (1, "answered", 20, 53, 93),
        (2, "answered", 61, 93, 133),
    ]
    assert released == [53, 56, 96, 93, 133]


def test_warm_for_so_long() -> None:
    """R68: after 10 s the agent leaves the customer waiting, at 30, and does its wrap-up."""
    rows, released = told_of(center(", warm: 10s"))
    assert rows[2] == (-1, "answered", 1, 33, 38)
    assert rows[3] == (1, "answered", 20, 53, 93)
    assert released[1] == 33


def test_warm_until_the_customer_leaves() -> None:
    """R68: the transferred customer leaves at 32."""
    text = center(", warm: 1min", patience="{mean: 12s, distribution: constant}")
    rows, released = told_of(text)
    assert rows[3][:3] == (1, "abandoned", 20)
    assert rows[3][4] == 32
    assert released[1] == 35


def test_warm_to_somebody_who_is_idle() -> None:
    """R68: answered in the tick of the transfer: the agent does not stay on."""
    _, released = told_of(center(", warm: 1min", experts=2))
    assert released[1] == 23
