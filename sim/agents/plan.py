"""The roster of a group before chance: shift windows with staggered breaks, or head counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sim.scenario.calendar import (
    DAY,
    Axis,
    Window,
    interval_pieces,
    open_interval_pieces,
    weekday,
)
from sim.scenario.schema import Break, Group, HeadCount, Opening, ShiftPattern

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ShiftWindow:
    """An agent is on in [on, off); `ends_shift`: the shift, not a break, ends it."""

    agent: int
    on: int
    off: int
    day: int
    ends_shift: bool


@dataclass(frozen=True)
class PaidSpan:
    """Ticks paid at `share` (a break may be paid in part) for one rostered agent."""

    begin: int
    until: int
    share: float


@dataclass(frozen=True)
class ShiftPlan:
    agents: int
    windows: tuple[ShiftWindow, ...]  # by (on, agent)
    paid: tuple[PaidSpan, ...]

    def table(self) -> Ints:
        """Windows as rows (agent, on, off, day, ends_shift)."""
        rows = [(w.agent, w.on, w.off, w.day, int(w.ends_shift)) for w in self.windows]
        return np.array(rows, dtype=np.int64).reshape(-1, 5)

    def off_desk_steps(self, axis: Axis) -> tuple[Ints, Ints, Floats]:
        """(begin, until, mean rostered agents on) of every interval piece of simulated time."""
        pieces = [(begin, until) for _, begin, until in interval_pieces(axis)]
        begin = np.array([piece[0] for piece in pieces], dtype=np.int64)
        until = np.array([piece[1] for piece in pieces], dtype=np.int64)
        on = [(window.on, window.off, 1.0) for window in self.windows]
        area = area_before(on, np.concatenate([begin, until]))
        return begin, until, (area[len(begin) :] - area[: len(begin)]) / (until - begin)


def shift_plan(shifts: Mapping[str, ShiftPattern], axis: Axis) -> ShiftPlan:
    """Windows of every rostered agent; agents are numbered through the shifts in file order."""
    windows: list[ShiftWindow] = []
    paid: list[PaidSpan] = []
    first = 0
    for pattern in shifts.values():
        for day, midnight, _begin, until in _shift_days(pattern, axis):
            number = (day - axis.first_day).days
            for place in range(pattern.agents):
                _one_shift(
                    pattern, place, first + place, midnight, number, (0, until), windows, paid
                )
        first += pattern.agents
    windows.sort(key=lambda window: (window.on, window.agent))
    return ShiftPlan(first, tuple(windows), tuple(paid))


def _shift_days(pattern: ShiftPattern, axis: Axis) -> list[tuple[date, int, int, int]]:
    """Days on which the pattern's shift starts; also the day before tick 0, for a night shift."""
    days = list(axis.calendar_days())
    first_day, first_midnight, begin, _ = days[0]
    eve = (first_day - timedelta(days=1), first_midnight - DAY, begin, begin)
    return [
        (day, midnight, start, axis.end)
        for day, midnight, start, _ in [eve, *days]
        if weekday(day) in pattern.days
    ]


def _one_shift(
    pattern: ShiftPattern,
    place: int,
    agent: int,
    midnight: int,
    day: int,
    clip: Window,
    windows: list[ShiftWindow],
    paid: list[PaidSpan],
) -> None:
    """Append the on-windows and paid spans of one agent's shift that starts on the day."""
    begin = midnight + pattern.start
    end = midnight + pattern.end + (DAY if pattern.end <= pattern.start else 0)
    breaks = sorted(
        (*break_window(rest, place, pattern.start), rest.paid) for rest in pattern.breaks
    )
    on = begin
    for rest_begin, rest_end, share in breaks:
        _append(windows, paid, agent, on, midnight + rest_begin, day, False, clip)
        rest_piece = _clipped(midnight + rest_begin, midnight + rest_end, clip)
        if rest_piece is not None:
            paid.append(PaidSpan(*rest_piece, share))
        on = midnight + rest_end
    _append(windows, paid, agent, on, end, day, True, clip)


def _append(
    windows: list[ShiftWindow],
    paid: list[PaidSpan],
    agent: int,
    on: int,
    off: int,
    day: int,
    ends_shift: bool,
    clip: Window,
) -> None:
    piece = _clipped(on, off, clip)
    if piece is None:
        return
    windows.append(ShiftWindow(agent, *piece, day, ends_shift and piece[1] == off))
    paid.append(PaidSpan(*piece, 1.0))


def _clipped(begin: int, until: int, clip: Window) -> Window | None:
    piece = (max(begin, clip[0]), min(until, clip[1]))
    return piece if piece[0] < piece[1] else None


def break_window(rest: Break, place: int, shift_start: int) -> Window:
    """When the agent at this place of the shift rests, as ticks since the shift's midnight.

    Breaks are staggered in waves (rule R24): the window holds as many whole breaks as fit, one
    after the other, and agents take the waves in turn.
    """
    begin, until = rest.between.start, rest.between.until
    if until <= begin:
        until += DAY
    if begin < shift_start:  # the window lies after midnight of a night shift
        begin, until = begin + DAY, until + DAY
    waves = max((until - begin) // rest.length, 1)
    start = begin + (place % waves) * rest.length
    return start, start + rest.length


@dataclass(frozen=True)
class HeadPlan:
    """Planned heads (decimal) by open interval piece: heads[i] in [begin[i], until[i])."""

    begin: Ints
    until: Ints
    heads: Floats

    @property
    def agents(self) -> int:
        """Agents to number: the largest head count, rounded up."""
        return int(np.ceil(np.round(self.heads.max(initial=0.0), 9)))


def head_plan(
    count: HeadCount, table: Sequence[float] | None, opening: Opening | None, axis: Axis
) -> HeadPlan:
    """Head counts by reporting interval within the opening; nobody when closed.

    `table` holds the heads of each interval when the scenario gives a list or a file. Every
    interval has its own entry, for decimals are rounded interval by interval.
    """
    rows: list[tuple[int, int, float]] = []
    for number, _begin, _until, parts in open_interval_pieces(opening, axis):
        if table is None:
            assert count.number is not None
            heads = float(count.number)
        else:
            heads = float(table[number]) if number < len(table) else 0.0
        rows.extend((begin, until, heads) for begin, until in parts)
    return HeadPlan(
        np.array([row[0] for row in rows], dtype=np.int64),
        np.array([row[1] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows], dtype=np.float64),
    )


def by_interval(spans: Sequence[tuple[int, int, float]], axis: Axis) -> Floats:
    """Ticks times weight of the spans (from, until, weight) in each reported interval."""
    edges = axis.start + axis.interval * np.arange(axis.intervals + 1, dtype=np.int64)
    return np.diff(area_before(spans, np.minimum(edges, axis.end)))


def area_before(spans: Sequence[tuple[int, int, float]], ticks: Ints) -> Floats:
    """Ticks times weight of all spans up to each of `ticks`."""
    if not spans:
        return np.zeros(len(ticks))
    table = np.array(spans, dtype=np.float64)
    change = np.concatenate([table[:, 0], table[:, 1]])
    weight = np.concatenate([table[:, 2], -table[:, 2]])
    order = np.argsort(change, kind="stable")
    change, level = change[order], np.cumsum(weight[order])
    area = np.concatenate([[0.0], np.cumsum(level[:-1] * np.diff(change))])
    last = float(area[-1])
    return np.asarray(np.interp(ticks.astype(np.float64), change, area, left=0.0, right=last))


def availability(group: Group) -> float:
    """1 - shrinkage: absent and off-desk shares of paid time add up."""
    return 1.0 - group.shrinkage.absent - group.shrinkage.off_desk
