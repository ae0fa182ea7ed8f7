"""How queues and agent groups look: a queue in its channel's colour, a group in no channel's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from sim.report.style import CHANNELS, DASHES, MUTED

GROUPS: Final = ("#332288", "#882255", "#7F4F24", "#A3ACB5")
"""Indigo, wine, brown, light grey: no channel's colour, and told apart by the colour-blind too
(the first two of Tol (2021), "Colour schemes", muted)."""

Look = tuple[str, str]
"""Colour and dashes of a line."""


def queue_looks(queues: Sequence[str], channels: Sequence[str]) -> dict[str, Look]:
    """Look by queue: the colour of its channel kind, with other dashes for each queue of a kind."""
    before: Counter[str] = Counter()
    looks = {}
    for queue, channel in zip(queues, channels, strict=True):
        looks[queue] = (CHANNELS.get(channel, MUTED), DASHES[before[channel] % len(DASHES)])
        before[channel] += 1
    return looks


def group_looks(groups: Sequence[str]) -> dict[str, Look]:
    """Look by agent group, by position: every one has other dashes than the one before."""
    return {
        group: (GROUPS[i % len(GROUPS)], DASHES[(i + i // len(GROUPS)) % len(DASHES)])
        for i, group in enumerate(groups)
    }
