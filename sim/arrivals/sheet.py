"""Volumes to instants: a sheet of points (instant, height) in layers of doubling height.

A customer exists when its height lies under the rate at its instant, so 20 % less volume keeps a
subset of the customers, in whichever interval (thinning, Lewis & Shedler 1979, Naval Research
Logistics Quarterly 26, with points shared by all rates). The points come from keys alone: this
module turns keys into instants and draws nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, pdtr, pdtrik

from sim.arrivals.intensity import Intensity
from sim.keys import Keys, mix, name_hash, uniform
from sim.scenario.calendar import DAY

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LOWEST_LAYER = 64.0
"""Height of the first layer of a day's sheet: customers a day. Changing it changes every draw."""

LOWEST_BURST_LAYER = 8.0
"""The same for an event: expected extra customers."""

TRACE, COUNT, INSTANT, HEIGHT, DAY_FACTOR = (
    name_hash(purpose) for purpose in ("trace", "count", "instant", "height", "day factor")
)


@dataclass(frozen=True)
class Burst:
    """Extra arrivals after an event: `extra` expected, decaying with `half_life` from `at`."""

    name: int  # 64-bit name hash
    at: int  # tick
    extra: float
    half_life: int  # ticks


@dataclass(frozen=True)
class DayPiece:
    """The part [begin, until) of one calendar day that is simulated."""

    number: int  # 0: the day on which the reported time starts
    midnight: int  # tick, may be negative
    begin: int
    until: int


@dataclass(frozen=True, eq=False)
class Customers:
    """First attempts, in no order."""

    tick: Ints
    key: Keys


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
    days: Sequence[DayPiece], queue_key: Keys, center_key: Keys, own_cv: float, common_cv: float
) -> Floats:
    """Random factor of each day's volume: a gamma of the queue's own times one common to all.

    Both have mean 1. The common one is one uniform a day for the whole center, turned into a
    gamma of each queue's own `common_cv`, so queues go up and down together.
    """
    numbers = np.array([day.number % 2**64 for day in days], dtype=np.uint64)
    factors = np.ones(len(days))
    for key, cv in ((queue_key, own_cv), (center_key, common_cv)):
        if cv > 0:
            shape = cv**-2
            share = uniform(mix(mix(key, DAY_FACTOR), numbers))
            factors = factors * gammaincinv(shape, share) / shape
    return factors


def from_intensity(
    intensity: Intensity, days: Sequence[DayPiece], factors: Floats, queue_key: Keys
) -> Customers:
    """Customers of a queue whose rate is the intensity times the day's factor."""
    parts: list[Customers] = []
    for day, factor in zip(days, factors, strict=True):
        highest = intensity.highest(day.begin, day.until) * float(factor)
        day_key = mix(queue_key, day.number)
        for key, height in _layers(day_key, highest, LOWEST_LAYER):
            instant = np.floor(uniform(mix(key, INSTANT)) * DAY).astype(np.int64) + day.midnight
            inside = np.flatnonzero((instant >= day.begin) & (instant < day.until))
            exists = height[inside] < intensity.at(instant[inside]) * factor
            kept = inside[exists]
            parts.append(Customers(instant[kept], key[kept]))
    return joined(parts)


def from_burst(burst: Burst, end: int, queue_key: Keys) -> Customers:
    """The extra customers of an event: a Poisson number, exponentially decaying instants."""
    parts: list[Customers] = []
    burst_key = mix(queue_key, burst.name)
    for key, height in _layers(burst_key, burst.extra, LOWEST_BURST_LAYER):
        delay = -np.log2(uniform(mix(key, INSTANT))) * burst.half_life
        instant = burst.at + np.floor(np.minimum(delay, 2.0 * end)).astype(np.int64)
        kept = np.flatnonzero((height < burst.extra) & (instant >= 0) & (instant < end))
        parts.append(Customers(instant[kept], key[kept]))
    return joined(parts)


def from_trace(trace: Ints, queue_key: Keys) -> Customers:
    """The customers of replayed instants: the same in every replication but for their keys."""
    key = mix(mix(queue_key, TRACE), np.arange(len(trace), dtype=np.uint64))
    return Customers(trace.astype(np.int64), key)


def _layers(sheet_key: Keys, highest: float, lowest: float) -> Iterator[tuple[Keys, Floats]]:
    """(keys, heights) of the points of each layer up to `highest`.

    The layers are [0, L), [L, 2L), [2L, 4L) ...; each holds a Poisson number of points with mean
    its thickness, spread uniformly in height (and by the caller in time).
    """
    bottom, top, layer = 0.0, lowest, 0
    while bottom < highest:
        layer_key = mix(sheet_key, layer)
        count = poisson_count(top - bottom, float(uniform(mix(layer_key, COUNT))))
        key = mix(layer_key, np.arange(count, dtype=np.uint64))
        yield key, bottom + uniform(mix(key, HEIGHT)) * (top - bottom)
        bottom, top, layer = top, top * 2, layer + 1


def poisson_count(mean: float, share: float) -> int:
    """The Poisson quantile: the least k with P(N <= k) >= share."""
    guess = pdtrik(share, mean)
    count = int(np.ceil(guess)) if np.isfinite(guess) else 0
    count = max(count, 0)
    # pdtrik inverts a continuous extension numerically: settle on the exact step.
    while count > 0 and pdtr(count - 1, mean) >= share:
        count -= 1
    while pdtr(count, mean) < share:
        count += 1
    return count


def joined(parts: Sequence[Customers]) -> Customers:
    """All of them as one."""
    return Customers(
        np.concatenate([np.empty(0, dtype=np.int64), *(part.tick for part in parts)]),
        np.concatenate([np.empty(0, dtype=np.uint64), *(part.key for part in parts)]),
    )
