"""Volumes to instants: a sheet of points (instant, height) that all volumes share.

A customer exists when its height lies under the rate at its instant, so 20 % less volume keeps a
subset of the customers, in whichever interval (thinning, Lewis & Shedler 1979, Naval Research
Logistics Quarterly 26, with points shared by all rates). A day's sheet is laid with tiles that
hold 64 points on average: one tile up to 64 customers a day, then layers of doubling height whose
tiles are half as long each time. Only tiles that reach under the rate are looked at, so a peak of
a minute costs no more than its customers. The points come from keys alone: this module turns keys
into instants and draws nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, pdtr

from sim.arrivals.intensity import Intensity
from sim.keys import Keys, mix, name_hash, uniform
from sim.scenario.calendar import DAY

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

TILE = 64
"""Mean number of points in a tile. Changing it changes every draw."""

# P(N <= k) for k = 0, 1, ...: the quantile of a share is the number of entries below it.
_POISSON = pdtr(np.arange(4 * TILE), TILE)

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
        day_key = mix(queue_key, day.number)
        highest = intensity.highest(day.begin, day.until) * float(factor)
        bottom, layer = 0.0, 0
        while bottom < highest:
            across = 2 ** max(layer - 1, 0)  # tiles in a layer, side by side over the day
            thickness = float(TILE * across)
            tiles = _tiles_under(intensity, day, float(factor), bottom, across)
            tile, key = _points(mix(day_key, layer), tiles)
            place = (tile + uniform(mix(key, INSTANT))) / across
            instant = np.floor(place * DAY).astype(np.int64) + day.midnight
            height = bottom + uniform(mix(key, HEIGHT)) * thickness
            inside = np.flatnonzero((instant >= day.begin) & (instant < day.until))
            exists = height[inside] < intensity.at(instant[inside]) * factor
            kept = inside[exists]
            parts.append(Customers(instant[kept], key[kept]))
            bottom, layer = bottom + thickness, layer + 1
    return joined(parts)


def _tiles_under(
    intensity: Intensity, day: DayPiece, factor: float, bottom: float, across: int
) -> Ints:
    """Numbers of the layer's tiles over which the rate is above the layer's bottom."""
    first = int(np.searchsorted(intensity.edge, day.begin, side="right")) - 1
    last = int(np.searchsorted(intensity.edge, day.until, side="left"))
    high = first + np.flatnonzero(intensity.rate[first:last] * factor > bottom)
    begin = np.maximum(intensity.edge[high], day.begin) - day.midnight
    until = np.minimum(intensity.edge[high + 1], day.until) - day.midnight
    change = np.zeros(across + 1, dtype=np.int64)
    np.add.at(change, begin * across // DAY, 1)
    np.add.at(change, (until * across - 1) // DAY + 1, -1)
    return np.flatnonzero(np.cumsum(change[:-1]))


def _points(layer_key: Keys, tiles: Ints) -> tuple[Ints, Keys]:
    """(tile, key) of every point of these tiles; each holds a Poisson number."""
    tile_key = mix(layer_key, tiles.astype(np.uint64))
    counts = np.searchsorted(_POISSON, uniform(mix(tile_key, COUNT)))
    first = np.repeat(np.cumsum(counts) - counts, counts)
    number = np.arange(len(first)) - first
    return np.repeat(tiles, counts), mix(np.repeat(tile_key, counts), number.astype(np.uint64))


def from_burst(burst: Burst, end: int, queue_key: Keys) -> Customers:
    """The extra customers of an event: a Poisson number, exponentially decaying instants."""
    tiles = np.arange(int(np.ceil(burst.extra / TILE)), dtype=np.int64)  # one above the other
    tile, key = _points(mix(queue_key, burst.name), tiles)
    height = (tile + uniform(mix(key, HEIGHT))) * TILE
    delay = -np.log2(uniform(mix(key, INSTANT))) * burst.half_life
    instant = burst.at + np.floor(np.minimum(delay, 2.0 * end)).astype(np.int64)
    kept = np.flatnonzero((height < burst.extra) & (instant >= 0) & (instant < end))
    return Customers(instant[kept], key[kept])


def from_trace(trace: Ints, start: int, queue_key: Keys) -> Customers:
    """The customers of replayed instants, numbered from the first one at or after `start`.

    Instants are the same in every replication, keys are not.
    """
    number = np.arange(len(trace)) - np.searchsorted(trace, start)
    return Customers(trace.astype(np.int64), mix(mix(queue_key, TRACE), number.astype(np.uint64)))


def joined(parts: Sequence[Customers]) -> Customers:
    """All of them as one."""
    return Customers(
        np.concatenate([np.empty(0, dtype=np.int64), *(part.tick for part in parts)]),
        np.concatenate([np.empty(0, dtype=np.uint64), *(part.key for part in parts)]),
    )
