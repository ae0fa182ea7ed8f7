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

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtr

from sim.arrivals.customers import Customers, Grouped
from sim.arrivals.days import DayPiece
from sim.arrivals.intensity import Intensity
from sim.keys import (
    draws_of,
    mix,
    mix_counting,
    mixed,
    name_hash,
    scrambled_label,
    share_of,
)
from sim.machine.kernels import Keys, Known, Memory, inlined, kernel
from sim.scenario.calendar import DAY

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

TILE = 64
"""Mean number of points in a tile. Changing it changes every draw."""

# P(N <= k) for k = 0, 1, ...: the quantile of a share is the number of entries below it.
_POISSON = pdtr(np.arange(4 * TILE), TILE)

# The height at which each layer begins.
_BOTTOM = np.concatenate([[0.0], TILE * 2.0 ** np.arange(34)])
_LAYERS = len(_BOTTOM)

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


def customers_under(sheets: Sheets) -> Grouped:
    """The customers."""
    # A step of L layers reaches into at most 2^(L - 1) x its part of the day, and two in each more.
    layers = np.searchsorted(_BOTTOM, sheets.height)
    ticks = np.diff(sheets.place, append=sheets.place[-1] + _SPAN)
    room = int((np.ldexp(ticks / DAY, layers - 1) + 2 * layers).sum()) + 1
    tile_key = np.empty(room, dtype=np.uint64)
    known: Known = {
        "sheets": len(sheets.key),
        "sheet_key": Memory(sheets.key),
        "steps": len(sheets.place),
        "place": Memory(sheets.place),
        "rate": Memory(sheets.height),
        "layers": _LAYERS,
        "tile_key": Memory(tile_key),
        **{name: Memory(np.empty(room, dtype=np.int64)) for name in OF_TILES},
    }
    tiles = known["tiles"] = _lay_tiles(known)
    points = _point_counts(tile_key[:tiles])
    most = int(points.sum())
    tick, key = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.uint64)
    midnight = np.array([day.midnight for day in sheets.days], dtype=np.int64)
    first = np.zeros(sheets.queues + 1, dtype=np.int64)
    known["points"] = Memory(points)
    known["days"], known["midnight"] = len(midnight), Memory(midnight)
    known["tick"], known["key"], known["first"] = Memory(tick), Memory(key), Memory(first)
    found = _look_at(known)
    np.cumsum(first, out=first)
    return Grouped(Customers(tick[:found], key[:found]), first)


OF_TILES = ("sheet", "layer", "number", "begin", "until")
"""What is known of a tile: number within the layer, from the day's midnight on; all steps in which
its instants may lie, rounding up to the end of the tile included."""


@kernel
def _lay_tiles(
    sheets: int,
    sheet_key: Keys,
    steps: int,
    place: Ints,
    rate: Floats,
    layers: int,
    tile_key: Keys,
    sheet: Ints,
    layer: Ints,
    number: Ints,
    begin: Ints,
    until: Ints,
) -> int:
    """The tiles of all layers over which the rate is above the layer's bottom, by sheet, layer and
    number. How many there are.
    """
    found = 0
    first_step = 0
    for day in range(sheets):
        begin_of_day = day * _SPAN
        end_step = first_step
        while end_step < steps and place[end_step] < begin_of_day + _SPAN:
            end_step += 1
        for height in range(layers):
            across, bottom = _across(height), _bottom(height)
            its_key = mixed(sheet_key[day], scrambled_label(height))
            before = found
            next_number = 0  # a tile that the step before it reaches too is there already
            for step in range(first_step, end_step - 1):
                if rate[step] <= bottom:
                    continue
                here = (place[step] - begin_of_day) * across // DAY
                last = ((place[step + 1] - begin_of_day) * across - 1) // DAY
                for tile in range(max(here, next_number), last + 1):
                    tile_key[found] = mixed(its_key, scrambled_label(tile))
                    sheet[found], layer[found], number[found] = day, height, tile
                    lower = begin_of_day + tile * DAY // across
                    upper = begin_of_day + (tile + 1) * DAY // across
                    begin[found] = _step_at(lower, place, first_step, end_step)
                    until[found] = _step_at(upper, place, first_step, end_step) + 1
                    found += 1
                next_number = max(next_number, last + 1)
            if found == before:
                break  # nor is it above the bottom of the next layer
        first_step = end_step
    return found


@inlined
def _across(layer: int) -> int:
    """Tiles of a layer, side by side over the day."""
    return 1 if layer == 0 else 1 << (layer - 1)


@inlined
def _bottom(layer: int) -> float:
    """The height at which a layer begins."""
    return 0.0 if layer == 0 else float(TILE << (layer - 1))


@inlined
def _step_at(at: int, place: Ints, first: int, end: int) -> int:
    """The last of these steps that begins by then."""
    step, above = first, end
    while above - step > 1:
        middle = (step + above) // 2
        if place[middle] <= at:
            step = middle
        else:
            above = middle
    return step


@kernel
def _look_at(
    tiles: int,
    tile_key: Keys,
    points: Ints,
    sheet: Ints,
    layer: Ints,
    number: Ints,
    begin: Ints,
    until: Ints,
    place: Ints,
    rate: Floats,
    days: int,
    midnight: Ints,
    tick: Ints,
    key: Keys,
    first: Ints,
) -> int:
    """Look at every point of the tiles: it is a customer if it lies under the rate at its instant.

    How many customers there are; `first` has those of each queue, in the entry after its own.
    """
    of_height, of_instant = scrambled_label(HEIGHT), scrambled_label(INSTANT)
    found = 0
    for tile in range(tiles):
        before = found
        lowest = highest = rate[begin[tile]]
        for step in range(begin[tile] + 1, until[tile]):
            lowest = min(lowest, rate[step])
            highest = max(highest, rate[step])
        across, bottom = _across(layer[tile]), _bottom(layer[tile])
        thickness = float(TILE * across)
        is_whole = lowest > bottom + thickness  # every point is a customer
        width = DAY / across
        begin_of_day = sheet[tile] * _SPAN
        for point in range(points[tile]):
            its_key = mixed(tile_key[tile], scrambled_label(point))
            height = 0.0
            if not is_whole:
                height = share_of(mixed(its_key, of_height)) * thickness + bottom
                if height >= highest:
                    continue
            instant = int((share_of(mixed(its_key, of_instant)) + number[tile]) * width)
            if not is_whole and height >= lowest:
                step = _step_at(begin_of_day + instant, place, begin[tile], until[tile])
                if height >= rate[step]:
                    continue
            tick[found] = instant + midnight[sheet[tile] % days]
            key[found] = its_key
            found += 1
        first[sheet[tile] // days + 1] += found - before
    return found


def from_burst(burst: Burst, end: int, queue_key: Keys) -> Customers:
    """The extra customers of an event: a Poisson number, exponentially decaying instants."""
    tiles = np.arange(int(np.ceil(burst.extra / TILE)), dtype=np.int64)  # one above the other
    tile_key = mix(mix(queue_key, burst.name), tiles.astype(np.uint64))
    counts = _point_counts(tile_key)
    tile, key = np.repeat(tiles, counts), mix_counting(tile_key, counts)
    height = (tile + draws_of(key, HEIGHT)) * TILE
    delay = -np.log2(draws_of(key, INSTANT)) * burst.half_life
    instant = burst.at + np.floor(np.minimum(delay, 2.0 * end)).astype(np.int64)
    kept = np.flatnonzero((height < burst.extra) & (instant >= 0) & (instant < end))
    return Customers(instant[kept], key[kept])


def _point_counts(tile_key: Keys) -> Ints:
    """The Poisson number of points in each of these tiles."""
    counts: Ints = np.searchsorted(_POISSON, draws_of(tile_key, COUNT))
    return counts


def _counted(counts: Ints) -> tuple[Ints, Ints]:
    """(0 counts[0] times, 1 counts[1] times, ...), and the number of each within its own."""
    of = np.repeat(np.arange(len(counts)), counts)
    return of, np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
