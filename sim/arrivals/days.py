"""Calendar days of the simulated time, and the random factor of each day's volume."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from sim.keys import Keys, mix, name_hash, uniform
from sim.scenario.calendar import DAY

Floats = NDArray[np.float64]

DAY_FACTOR = name_hash("day factor")


@dataclass(frozen=True)
class DayPiece:
    """The part [begin, until) of one calendar day that is simulated."""

    number: int  # 0: the day on which the reported time starts
    midnight: int  # tick, may be negative
    begin: int
    until: int


def day_pieces(origin: datetime, start: int, end: int) -> list[DayPiece]:
    """The calendar days of the simulated time [0, end); `origin` is the wall clock of tick 0."""
    midnight = -(
        (origin - origin.replace(hour=0, minute=0, second=0, microsecond=0))
        // timedelta(milliseconds=1)
    )
    first = (start - midnight) // DAY  # days from tick 0's day to the reported start's day
    count = -(-(end - midnight) // DAY)
    return [
        DayPiece(
            number - first,
            midnight + number * DAY,
            max(midnight + number * DAY, 0),
            min(midnight + (number + 1) * DAY, end),
        )
        for number in range(count)
    ]


def day_factors(
    days: Sequence[DayPiece], queue_key: Keys, center_key: Keys, own_cv: Floats, common_cv: Floats
) -> Floats:
    """[queues, days] random factor of the day's volume: a queue's own gamma times a common one.

    Both have mean 1. The common one is one uniform a day for the whole center, turned into a
    gamma of each queue's own `common_cv`, so queues go up and down together.
    """
    numbers = np.array([day.number % 2**64 for day in days], dtype=np.uint64)
    factors = np.ones((len(queue_key), len(days)))
    center_keys = np.full(len(queue_key), center_key)
    for keys, cv in ((queue_key, own_cv), (center_keys, common_cv)):
        some = np.flatnonzero(cv > 0)
        if len(some):
            shape = cv[some, None] ** -2
            share = uniform(mix(mix(keys[some], DAY_FACTOR)[:, None], numbers[None, :]))
            factors[some] = factors[some] * gammaincinv(shape, share) / shape
    return factors
