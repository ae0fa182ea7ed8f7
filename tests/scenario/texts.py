"""Small scenario texts for tests."""

from __future__ import annotations

SMALL = """name: Small center
period: {start: 2026-03-02 08:00, length: 4h, interval: 30min}
queues:
  calls:
    channel: voice
    arrivals: {rate: 100/h}
    handle_time: {mean: 240s}
    patience: {mean: 3min}
    target: {answered: 80%, within: 20s}
agents:
  desk:
    seated: 12
    skills: {calls: 1}
"""


def changed(*changes: tuple[str, str], end: str = "") -> str:
    """The small center with pieces of its text replaced, and more at its end."""
    text = SMALL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text + end
