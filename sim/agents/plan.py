"""The roster of a group before chance: shift windows with staggered breaks, or head counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

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
from sim.scenario.node_rules import break_bounds
from sim.scenario.schema import Break, Group, HeadCount, Opening, ShiftPattern

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ShiftWindow:
    """An agent is on in [on, off) of a shift that starts on the day and ends at `shift_end`."""

    agent: int
    on: int
    off: int
    day: int  # 0: the day on which the reported time starts
    shift_end: int


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
        """Windows as rows (agent, on, off, day, shift_end)."""
        rows = [(w.agent, w.on, w.off, w.day, w.shift_end) for w in self.windows]
        return np.array(rows, dtype=np.int64).reshape(-1, 5)

    def off_desk_steps(self, axis: Axis) -> tuple[Ints, Ints, Ints]:
        """(begin, until, begin of the interval) of the steps in which off-desk time is counted out.

        A step ends where an interval or a window does, so who is on in it is on for all of it.
        """
        intervals = np.array([begin for _, begin, _ in interval_pieces(axis)], dtype=np.int64)
        windows = self.table()
        edges = np.unique(np.concatenate([intervals, [axis.end], windows[:, 1], windows[:, 2]]))
        begin, until = edges[:-1], edges[1:]
        return begin, until, intervals[np.searchsorted(intervals, begin, side="right") - 1]


def shift_plan(shifts: Mapping[str, ShiftPattern], axis: Axis) -> ShiftPlan:
    """Windows of every rostered agent; agents are numbered through the shifts in file order."""
    windows: list[ShiftWindow] = []
    paid: list[PaidSpan] = []
    agent = 0
    for pattern in shifts.values():
        days = list(_shift_days(pattern, axis))
        for place in range(pattern.agents):
            worked, rests = _spans(pattern, place)
            for day, midnight, stage in days:
                shift_end = min(midnight + _end(pattern), stage[1])
                for on, off in _clipped(worked, midnight, stage):
                    windows.append(ShiftWindow(agent, on, off, day, shift_end))
                    paid.append(PaidSpan(on, off, 1.0))
                for window, share in rests:
                    paid += [PaidSpan(*rest, share) for rest in _clipped([window], midnight, stage)]
            agent += 1
    return ShiftPlan(agent, tuple(_joined(windows)), tuple(paid))


def _shift_days(pattern: ShiftPattern, axis: Axis) -> Iterator[tuple[int, int, Window]]:
    """(day, its midnight, stage) of every shift; a stage begins with the shifts of last night."""
    first_midnight = axis.midnight(axis.first_day)
    for begin, until, offset in axis.stages():
        day = axis.day_of(begin + offset) - timedelta(days=1)
        while (midnight := axis.midnight(day) - offset) < until:
            if weekday(day) in pattern.days:
                yield (midnight - first_midnight) // DAY, midnight, (begin, until)
            day += timedelta(days=1)


def _end(pattern: ShiftPattern) -> int:
    """The end of the shift as ticks since the midnight before its start."""
    return pattern.end + (DAY if pattern.end <= pattern.start else 0)


def _spans(pattern: ShiftPattern, place: int) -> tuple[list[Window], list[tuple[Window, float]]]:
    """Work, and breaks with their paid share, as ticks since the midnight before the start."""
    rests = sorted((break_window(rest, place, pattern.start), rest.paid) for rest in pattern.breaks)
    begins = [pattern.start, *(until for (_, until), _ in rests)]
    ends = [*(begin for (begin, _), _ in rests), _end(pattern)]
    return list(zip(begins, ends, strict=True)), rests


def _clipped(spans: Sequence[Window], midnight: int, stage: Window) -> list[Window]:
    """The parts of the spans (ticks since the midnight) that lie in the stage."""
    parts = [
        (max(midnight + begin, stage[0]), min(midnight + until, stage[1])) for begin, until in spans
    ]
    return [(begin, until) for begin, until in parts if begin < until]


def _joined(windows: Sequence[ShiftWindow]) -> list[ShiftWindow]:
    """By (on, agent), after joining the windows of shifts that the edge of a stage cut in two."""
    shifts: dict[tuple[int, int], list[ShiftWindow]] = {}
    for window in sorted(windows, key=lambda window: window.on):
        shift = shifts.setdefault((window.agent, window.day), [])
        if shift and shift[-1].off == window.on:
            window = replace(window, on=shift.pop().on)
        shift.append(window)
    joined = [
        replace(window, shift_end=shift[-1].shift_end)
        for shift in shifts.values()
        for window in shift
    ]
    return sorted(joined, key=lambda window: (window.on, window.agent))


def break_window(rest: Break, place: int, shift_start: int) -> Window:
    """When the agent at this place of the shift rests, as ticks since the shift's midnight.

    Breaks are staggered in waves (rule R24): the window holds as many whole breaks as fit, one
    after the other, and agents take the waves in turn.
    """
    begin, until = break_bounds(rest, shift_start)
    waves = (until - begin) // rest.length
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
