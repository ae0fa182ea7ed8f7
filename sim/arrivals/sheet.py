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

CHUNK = 1024
"""Tiles whose points are looked at together: a compromise of memory and calls."""

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
    steps = _steps_of(intensity, days)
    height = steps.rate * factors[steps.day]
    tiles = _tiles_under(steps, height, days, queue_key)
    parts = [
        _under(intensity, tiles.some(slice(first, first + CHUNK)), days, factors)
        for first in range(0, len(tiles.number), CHUNK)
    ]
    return joined(parts)


@dataclass(frozen=True, eq=False)
class _Steps:
    """The steps of an intensity, cut at midnight: [begin, until) in ticks of their day."""

    day: Ints  # place in the list of days
    begin: Ints
    until: Ints
    rate: Floats


def _steps_of(intensity: Intensity, days: Sequence[DayPiece]) -> _Steps:
    edge = intensity.edge
    begins = np.array([day.begin for day in days], dtype=np.int64)
    untils = np.array([day.until for day in days], dtype=np.int64)
    midnights = np.array([day.midnight for day in days], dtype=np.int64)
    first = np.searchsorted(edge, begins, side="right") - 1
    counts = np.searchsorted(edge, untils, side="left") - first
    day = np.repeat(np.arange(len(days)), counts)
    step = np.arange(len(day)) + np.repeat(first - np.cumsum(counts) + counts, counts)
    midnight = midnights[day]
    return _Steps(
        day=day,
        begin=np.maximum(edge[step], begins[day]) - midnight,
        until=np.minimum(edge[step + 1], untils[day]) - midnight,
        rate=intensity.rate[step],
    )


@dataclass(frozen=True, eq=False)
class _Tiles:
    """Tiles of the sheets of a queue's days."""

    number: Ints  # within the layer, from the day's midnight on
    day: Ints  # place in the list of days
    across: Ints  # tiles in the layer, side by side over the day
    bottom: Floats  # height at which the layer begins
    key: Keys

    def some(self, tiles: slice) -> _Tiles:
        return _Tiles(
            self.number[tiles], self.day[tiles], self.across[tiles], self.bottom[tiles],
            self.key[tiles],
        )  # fmt: skip


def _tiles_under(
    steps: _Steps, height: Floats, days: Sequence[DayPiece], queue_key: Keys
) -> _Tiles:
    """The tiles of all layers over which the rate, of this height, is above the layer's bottom."""
    numbers = np.array([day.number % 2**64 for day in days], dtype=np.uint64)
    day_key = mix(queue_key, numbers)
    found = [np.empty(0, dtype=np.int64)]
    keys = [np.empty(0, dtype=np.uint64)]
    layers: list[tuple[int, int, float]] = []  # tiles, across, bottom
    bottom, across, layer = 0.0, 1, 0
    day, begin, until = steps.day, steps.begin, steps.until
    while len(high := np.flatnonzero(height > bottom)):
        # what is below one layer's bottom is below the next one's too
        day, begin, until, height = day[high], begin[high], until[high], height[high]
        change = np.bincount(day * across + begin * across // DAY, minlength=len(days) * across + 1)
        change -= np.bincount(
            day * across + (until * across - 1) // DAY + 1, minlength=len(days) * across + 1
        )
        tile = np.flatnonzero(np.cumsum(change[:-1]))
        layer_key = mix(day_key, layer)[tile // across]
        keys.append(mix(layer_key, (tile % across).astype(np.uint64)))
        found.append(tile)
        layers.append((len(tile), across, bottom))
        bottom, layer = bottom + float(TILE * across), layer + 1
        across = 2 ** max(layer - 1, 0)
    tile = np.concatenate(found)
    counts = np.array([count for count, _, _ in layers], dtype=np.int64)
    width = np.repeat(np.array([across for _, across, _ in layers], dtype=np.int64), counts)
    low = np.repeat(np.array([bottom for _, _, bottom in layers], dtype=np.float64), counts)
    return _Tiles(tile % width, tile // width, width, low, np.concatenate(keys))


def _under(
    intensity: Intensity, tiles: _Tiles, days: Sequence[DayPiece], factors: Floats
) -> Customers:
    """The customers of these tiles: the points that lie under the rate, within their day."""
    of, key = _points(tiles.key)
    width, day = tiles.across[of], tiles.day[of]
    place = (tiles.number[of] + uniform(mix(key, INSTANT))) / width
    instant = np.floor(place * DAY).astype(np.int64)
    height = tiles.bottom[of] + uniform(mix(key, HEIGHT)) * (width * TILE)
    begins = np.array([piece.begin for piece in days], dtype=np.int64)
    untils = np.array([piece.until for piece in days], dtype=np.int64)
    instant += np.array([piece.midnight for piece in days], dtype=np.int64)[day]
    inside = np.flatnonzero((instant >= begins[day]) & (instant < untils[day]))
    instant = instant[inside]
    exists = height[inside] < intensity.at(instant) * factors[day[inside]]
    return Customers(instant[exists], key[inside[exists]])


def _points(tile_key: Keys) -> tuple[Ints, Keys]:
    """(place of the tile, key) of every point of these tiles; each holds a Poisson number."""
    counts = np.searchsorted(_POISSON, uniform(mix(tile_key, COUNT)))
    of = np.repeat(np.arange(len(counts)), counts)
    number = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    return of, mix(tile_key[of], number.astype(np.uint64))


def from_burst(burst: Burst, end: int, queue_key: Keys) -> Customers:
    """The extra customers of an event: a Poisson number, exponentially decaying instants."""
    tiles = np.arange(int(np.ceil(burst.extra / TILE)), dtype=np.int64)  # one above the other
    tile, key = _points(mix(mix(queue_key, burst.name), tiles.astype(np.uint64)))
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
