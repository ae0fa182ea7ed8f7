"""Volumes to instants: a sheet of points (instant, height) that all volumes share.

A customer exists when its height lies under the rate at its instant, so 20 % less volume keeps a
subset of the customers, in whichever interval (thinning, Lewis & Shedler 1979, Naval Research
Logistics Quarterly 26, with points shared by all rates). A day's sheet is laid with tiles that
hold 64 points on average: one tile up to 64 customers a day, then layers of doubling height whose
tiles are half as long each time. Only tiles that reach under the rate are looked at, so a peak of
a minute costs no more than its customers. The points come from keys alone: this module turns keys
into instants and draws nothing itself.

A sheet is one day of one queue. All sheets that are asked for are looked at together; they are
numbered by queue, then day, and everything here is in this order, so that the customers of a queue
stand together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtr

from sim.arrivals.customers import Customers, Grouped, joined
from sim.arrivals.days import DayPiece
from sim.arrivals.intensity import Intensity
from sim.keys import Keys, mix, mix_counting, name_hash, uniform
from sim.scenario.calendar import DAY

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

TILE = 64
"""Mean number of points in a tile. Changing it changes every draw."""

CHUNK = 512
"""Tiles whose points are looked at together: their arrays fit into a core's cache."""

# P(N <= k) for k = 0, 1, ...: the quantile of a share is the number of entries below it.
_POISSON = pdtr(np.arange(4 * TILE), TILE)

# Tiles of a layer, side by side over the day, and the height at which the layer begins.
_ACROSS = np.concatenate([[1], 2 ** np.arange(34)])
_BOTTOM = np.concatenate([[0.0], TILE * 2.0 ** np.arange(34)])
_LAYERS = len(_ACROSS)

_SPAN = DAY + 1
"""Ticks of a sheet's day and the one after it, where the rate is 0: rounding may reach it."""

COUNT, INSTANT, HEIGHT = (name_hash(purpose) for purpose in ("count", "instant", "height"))


@dataclass(frozen=True)
class Burst:
    """Extra arrivals after an event: `extra` expected, decaying with `half_life` from `at`."""

    name: int  # 64-bit name hash
    at: int  # tick
    extra: float
    half_life: int  # ticks


@dataclass(frozen=True, eq=False)
class Sheets:
    """The rates of some queues on some days, as steps that cover each of their sheets.

    A place is `sheet x _SPAN + tick of the day`; a step reaches to the next one's place.
    """

    queues: int
    days: tuple[DayPiece, ...]
    key: Keys  # [queues x days] of the sheets
    place: Ints  # where the step begins, rising
    height: Floats  # its rate, in customers a day

    def expected(self) -> Floats:
        """[days] expected customers."""
        sheet = self.place // _SPAN
        ticks = np.diff(self.place, append=self.queues * len(self.days) * _SPAN)
        days = len(self.days)
        return np.bincount(sheet % days, self.height * ticks / DAY, days).astype(np.float64)

    def on_days(self, first: int, until: int) -> Sheets:
        """The sheets of the days with these places in the list."""
        days = len(self.days)
        if until - first == days:
            return self
        numbers = np.arange(self.queues)
        begin = np.searchsorted(self.place, (numbers * days + first) * _SPAN)
        counts = np.searchsorted(self.place, (numbers * days + until) * _SPAN) - begin
        queue, step = _counted(counts)
        step += begin[queue]
        renumbered = numbers * (until - first) - (numbers * days + first)
        return Sheets(
            queues=self.queues,
            days=self.days[first:until],
            key=self.key.reshape(self.queues, days)[:, first:until].ravel(),
            place=self.place[step] + (renumbered * _SPAN)[queue],
            height=self.height[step],
        )


@dataclass(frozen=True, eq=False)
class Steps:
    """The rates of some queues on some days without any factor: the same in every replication."""

    queues: int
    days: tuple[DayPiece, ...]
    place: Ints  # as in `Sheets`
    sheet: Ints  # of each step
    rate: Floats  # customers a day; 0 after each sheet's day


def steps_of(intensities: Sequence[Intensity | None], days: Sequence[DayPiece]) -> Steps:
    """The steps of queues with these intensities (None: nobody arrives)."""
    first_midnight, queues = days[0].midnight, len(intensities)
    nobody = Intensity(np.zeros(1, dtype=np.int64), np.zeros(0))
    each = [nobody if one is None else one for one in intensities]
    # Nobody arrives between the first midnight and tick 0, and from the end on.
    begins = np.array([first_midnight], dtype=np.int64)
    edge = np.concatenate([part for one in each for part in (begins, one.edge)]) - first_midnight
    zero = np.zeros(1)
    rate = np.concatenate([part for one in each for part in (zero, one.rate, zero)])
    queue = np.repeat(np.arange(queues), [len(one.edge) + 1 for one in each])
    within = np.flatnonzero(edge < len(days) * DAY)
    edge, rate, queue = edge[within], rate[within], queue[within]
    edge_place = (queue * len(days) + edge // DAY) * _SPAN + edge % DAY
    begin = np.arange(queues * len(days)) * _SPAN
    place = np.unique(np.concatenate([edge_place, begin, begin + DAY]))
    sheet = place // _SPAN
    step_rate = rate[np.searchsorted(edge_place, place, side="right") - 1]
    step_rate[place - sheet * _SPAN == DAY] = 0.0
    return Steps(queues, tuple(days), place, sheet, step_rate)


def sheets_of(steps: Steps, factors: Floats, queue_key: Keys) -> Sheets:
    """The sheets of one replication; `factors[queue, day]` is the factor of the day's volume."""
    numbers = np.array([day.number % 2**64 for day in steps.days], dtype=np.uint64)
    key = mix(queue_key[:, None], numbers[None, :]).ravel()
    height = steps.rate * factors.ravel()[steps.sheet]
    return Sheets(steps.queues, steps.days, key, steps.place, height)


@dataclass(frozen=True, eq=False)
class _Tiles:
    """Tiles that reach under a rate, by sheet, layer and number."""

    sheet: Ints
    midnight: Ints  # tick at which the sheet's day begins
    key: Keys
    number: Floats  # within the layer, from the day's midnight on
    width: Floats  # ticks
    bottom: Floats
    thickness: Floats
    lowest: Floats  # rate over the tile
    highest: Floats

    def some(self, tiles: slice | Ints) -> _Tiles:
        return _Tiles(
            self.sheet[tiles], self.midnight[tiles], self.key[tiles], self.number[tiles],
            self.width[tiles], self.bottom[tiles], self.thickness[tiles], self.lowest[tiles],
            self.highest[tiles],
        )  # fmt: skip

    def chunks(self) -> Iterator[_Tiles]:
        for first in range(0, len(self.key), CHUNK):
            yield self.some(slice(first, first + CHUNK))


def customers_under(sheets: Sheets) -> tuple[Grouped, Grouped]:
    """The customers: of tiles that lie wholly under the rate, and of the other tiles."""
    tiles = _tiles_under(sheets)
    whole = tiles.lowest > tiles.bottom + tiles.thickness
    return (
        _customers_of_whole(sheets, tiles.some(np.flatnonzero(whole))),
        _customers_of_cut(sheets, tiles.some(np.flatnonzero(~whole))),
    )


def _tiles_under(sheets: Sheets) -> _Tiles:
    """The tiles of all layers over which the rate is above the layer's bottom."""
    step, layer = _counted(np.searchsorted(_BOTTOM, sheets.height))
    sheet = sheets.place[step] // _SPAN
    order = np.argsort(sheet * _LAYERS + layer, kind="stable")
    step, layer, sheet = step[order], layer[order], sheet[order]
    across = _ACROSS[layer]
    begin_of_day = sheet * _SPAN
    first = (sheets.place[step] - begin_of_day) * across // DAY
    last = ((sheets.place[step + 1] - begin_of_day) * across - 1) // DAY
    # A tile that the step before it reaches too is counted there.
    again = np.flatnonzero((sheet[1:] == sheet[:-1]) & (layer[1:] == layer[:-1])) + 1
    first[again] = np.maximum(first[again], last[again - 1] + 1)
    of, number = _counted(np.maximum(last - first + 1, 0))
    number += first[of]
    key = mix(mix(sheets.key[sheet], layer.astype(np.uint64))[of], number.astype(np.uint64))
    across, sheet, begin_of_day = across[of], sheet[of], begin_of_day[of]
    # All steps in which its instants may lie, rounding up to the end of the tile included.
    begin = np.searchsorted(sheets.place, begin_of_day + number * DAY // across, side="right") - 1
    until = np.searchsorted(sheets.place, begin_of_day + (number + 1) * DAY // across, side="right")
    bounds = np.column_stack([begin, until]).ravel()
    height = np.append(sheets.height, 0.0)
    midnight = np.array([day.midnight for day in sheets.days] * sheets.queues, dtype=np.int64)
    return _Tiles(
        sheet=sheet,
        midnight=midnight[sheet],
        key=key,
        number=number.astype(np.float64),
        width=DAY / across,
        bottom=_BOTTOM[layer][of],
        thickness=TILE * across.astype(np.float64),
        lowest=np.minimum.reduceat(height, bounds)[::2],
        highest=np.maximum.reduceat(height, bounds)[::2],
    )


def _customers_of_whole(sheets: Sheets, tiles: _Tiles) -> Grouped:
    """Every point of these tiles is a customer."""
    counts = _point_counts(tiles.key)
    total = int(counts.sum())
    tick, key = np.empty(total, dtype=np.int64), np.empty(total, dtype=np.uint64)
    done = 0
    for number, some in enumerate(tiles.chunks()):
        of_tile = counts[number * CHUNK : (number + 1) * CHUNK]
        keys = mix_counting(some.key, of_tile)
        instant = uniform(mix(keys, INSTANT))
        instant += np.repeat(some.number, of_tile)
        instant *= np.repeat(some.width, of_tile)
        until = done + len(keys)
        key[done:until] = keys
        np.add(instant.astype(np.int64), np.repeat(some.midnight, of_tile), out=tick[done:until])
        done = until
    return _grouped(sheets, tiles, [Customers(tick, key)], counts)


def _customers_of_cut(sheets: Sheets, tiles: _Tiles) -> Grouped:
    """The points of these tiles that lie under the rate at their instant."""
    counts = _point_counts(tiles.key)
    parts: list[Customers] = []
    kept_counts = [np.empty(0, dtype=np.int64)]
    for number, some in enumerate(tiles.chunks()):
        of_tile = counts[number * CHUNK : (number + 1) * CHUNK]
        key = mix_counting(some.key, of_tile)
        height = uniform(mix(key, HEIGHT))
        height *= np.repeat(some.thickness, of_tile)
        height += np.repeat(some.bottom, of_tile)
        kept = np.flatnonzero(height < np.repeat(some.highest, of_tile))
        of = np.repeat(np.arange(len(of_tile)), of_tile)[kept]
        key, height = key[kept], height[kept]
        instant = uniform(mix(key, INSTANT))
        instant += some.number[of]
        instant *= some.width[of]
        tick = instant.astype(np.int64)
        unsure = np.flatnonzero(height >= some.lowest[of])
        place = some.sheet[of[unsure]] * _SPAN + tick[unsure]
        rate = sheets.height[np.searchsorted(sheets.place, place, side="right") - 1]
        over = unsure[height[unsure] >= rate]
        tick += some.midnight[of]
        if len(over):
            exists = np.ones(len(of), dtype=bool)
            exists[over] = False
            under = np.flatnonzero(exists)
            of, tick, key = of[under], tick[under], key[under]
        parts.append(Customers(tick, key))
        kept_counts.append(np.bincount(of, minlength=len(of_tile)))
    return _grouped(sheets, tiles, parts, np.concatenate(kept_counts))


def _grouped(sheets: Sheets, tiles: _Tiles, parts: Sequence[Customers], counts: Ints) -> Grouped:
    """The customers of the tiles, so many each, by queue."""
    queue_sheet = np.arange(sheets.queues + 1) * len(sheets.days)
    before = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
    return Grouped(joined(parts), before[np.searchsorted(tiles.sheet, queue_sheet)])


def from_burst(burst: Burst, end: int, queue_key: Keys) -> Customers:
    """The extra customers of an event: a Poisson number, exponentially decaying instants."""
    tiles = np.arange(int(np.ceil(burst.extra / TILE)), dtype=np.int64)  # one above the other
    tile_key = mix(mix(queue_key, burst.name), tiles.astype(np.uint64))
    counts = _point_counts(tile_key)
    tile, key = np.repeat(tiles, counts), mix_counting(tile_key, counts)
    height = (tile + uniform(mix(key, HEIGHT))) * TILE
    delay = -np.log2(uniform(mix(key, INSTANT))) * burst.half_life
    instant = burst.at + np.floor(np.minimum(delay, 2.0 * end)).astype(np.int64)
    kept = np.flatnonzero((height < burst.extra) & (instant >= 0) & (instant < end))
    return Customers(instant[kept], key[kept])


def _point_counts(tile_key: Keys) -> Ints:
    """The Poisson number of points in each of these tiles."""
    counts: Ints = np.searchsorted(_POISSON, uniform(mix(tile_key, COUNT)))
    return counts


def _counted(counts: Ints) -> tuple[Ints, Ints]:
    """(0 counts[0] times, 1 counts[1] times, ...), and the number of each within its own."""
    of = np.repeat(np.arange(len(counts)), counts)
    return of, np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
