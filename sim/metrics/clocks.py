"""Clocks of targets: open time of a queue, in which its target time is used up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.machine.kernels import Ints, inlined
from sim.model import Judging

NEVER = 2**62
"""Later than any instant."""


@dataclass(frozen=True, eq=False)
class Clocks:
    """Open times: clock c has the windows first[c] .. first[c + 1], in order, in ticks."""

    first: Ints  # [clocks + 1]
    # [windows]
    opens: Ints
    closes: Ints
    opened: Ints  # open ticks of the clock before the window


def clocks_of(judging: Judging) -> tuple[Clocks, Ints]:
    """The open-time clocks of targets, and the number of each queue's (-1: elapsed time).

    Queues that are open at the same times share one.
    """
    number_of: dict[bytes, int] = {}
    opens: list[Ints] = []
    closes: list[Ints] = []
    found = np.full(len(judging.target_within), -1, dtype=np.int64)
    for queue in np.flatnonzero((judging.target_opening == 1) & (judging.target_within >= 0)):
        own = judging.clock_queue == queue
        begin, until = judging.clock_from[own], judging.clock_until[own]
        times = np.concatenate([begin, until]).tobytes()
        if times not in number_of:
            number_of[times] = len(number_of)
            opens.append(begin)
            closes.append(until)
        found[queue] = number_of[times]
    nothing = np.zeros(0, dtype=np.int64)
    clocks = Clocks(
        first=np.cumsum([0, *(len(begin) for begin in opens)], dtype=np.int64),
        opens=np.concatenate([nothing, *opens]),
        closes=np.concatenate([nothing, *closes]),
        opened=np.concatenate(
            [nothing, *(_before(b, u) for b, u in zip(opens, closes, strict=True))]
        ),
    )
    return clocks, found


def _before(begin: Ints, until: Ints) -> Ints:
    length = until - begin
    before: Ints = np.cumsum(length) - length
    return before


@inlined
def open_before(tick: int, begin: int, until: int, opens: Ints, closes: Ints, opened: Ints) -> Any:
    """Open ticks before an instant; the windows of the clock are begin .. until."""
    window = begin - 1  # the last one that has begun
    above = until
    while above - window > 1:
        middle = (window + above) // 2
        if opens[middle] <= tick:
            window = middle
        else:
            above = middle
    if window < begin:
        return 0
    return opened[window] + min(tick, closes[window]) - opens[window]


@inlined
def open_later(
    tick: int, by: int, begin: int, until: int, opens: Ints, closes: Ints, opened: Ints
) -> Any:
    """The first instant at which so many open ticks have passed since this one; or NEVER.

    At closing time, if they are used up just then.
    """
    wanted = open_before(tick, begin, until, opens, closes, opened) + by
    below = begin - 1
    window = until  # the first one at whose end so many have passed
    while window - below > 1:
        middle = (window + below) // 2
        if opened[middle] + closes[middle] - opens[middle] >= wanted:
            window = middle
        else:
            below = middle
    if window == until:
        return NEVER
    return max(opens[window] + wanted - opened[window], tick)
