"""From a roster to one replication's presence: absences, off-desk time, rounding of decimals.

Who is struck is a function of keys (group, agent, day); nothing is drawn here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.keys import Keys, mix, name_hash, uniform

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ABSENT, ROSTERED, SEATED, OFF_DESK = (
    name_hash(purpose) for purpose in ("absent", "rostered", "seated", "off desk")
)


@dataclass(frozen=True, eq=False)
class GroupSampling:
    """How one group's presence is drawn. Only `draw_presence` reads it.

    Steps are the reporting intervals (their open parts) of the whole simulated time. A group by
    head count has a decimal plan for each; a group of shifts has rostered windows.
    """

    name: int
    absent: float  # share of rostered agents struck for a day; 0 for `seated`, which is net
    off_desk: float
    step_begin: Ints
    step_until: Ints
    step_day: Ints  # calendar day number, 0 where the reported time starts
    plan: Floats  # [steps] rostered heads (staff, shifts) or seated heads
    window_agent: Ints  # [windows] number within the group, by (on, agent)
    window_on: Ints
    window_off: Ints
    window_day: Ints  # the day on which the shift starts
    window_ends_shift: Ints


@dataclass(frozen=True, eq=False)
class Presence:
    """When agents are to be on: fixed windows of shifts, head counts of the other groups."""

    window_agent: NDArray[np.int32]
    window_on: Ints
    window_off: Ints
    window_ends_shift: NDArray[np.int8]
    head_tick: Ints
    head_group: NDArray[np.int32]
    head_count: Ints


def draw_presence(groups: Sequence[GroupSampling], first_agent: Ints, root: Keys) -> Presence:
    """One replication's presence of all groups; `first_agent[g]` is the number of g's first."""
    windows = [np.zeros((0, 4), dtype=np.int64)]
    heads = [np.zeros((0, 3), dtype=np.int64)]
    for number, group in enumerate(groups):
        key = mix(root, group.name)
        size = int(first_agent[number + 1] - first_agent[number])
        if len(group.window_agent):
            table = _windows(group, size, key)
            table[:, 0] += first_agent[number]
            windows.append(table)
        else:
            ticks, counts = _head_steps(group, _head_counts(group, size, key))
            heads.append(np.column_stack([ticks, np.full(len(ticks), number), counts]))
    window = np.concatenate(windows)
    window = window[np.lexsort((window[:, 0], window[:, 1]))]
    head = np.concatenate(heads)
    head = head[np.lexsort((head[:, 1], head[:, 0]))]
    return Presence(
        window_agent=window[:, 0].astype(np.int32),
        window_on=window[:, 1].copy(),
        window_off=window[:, 2].copy(),
        window_ends_shift=window[:, 3].astype(np.int8),
        head_tick=head[:, 0].copy(),
        head_group=head[:, 1].astype(np.int32),
        head_count=head[:, 2].copy(),
    )


def _labels(numbers: Ints) -> Keys:
    return numbers.astype(np.uint64)  # negative days wrap around: still one label a day


def _here(group: GroupSampling, size: int, days: Ints, key: Keys) -> NDArray[np.bool_]:
    """[days, agents]: not struck by absence that day."""
    agents = mix(mix(key, ABSENT), np.arange(size, dtype=np.uint64))
    struck = uniform(mix(agents[None, :], _labels(days)[:, None])) < group.absent
    return ~struck


def _head_counts(group: GroupSampling, size: int, key: Keys) -> Ints:
    """Whole agents to be on in each step (rule R22): rostered, not absent, less off-desk time.

    A decimal is rounded up with the probability of its fraction, so that the mean is exact.
    """
    steps = _labels(group.step_begin)
    rostered = np.round(group.plan, 9) + uniform(mix(mix(key, ROSTERED), steps))
    whole = np.floor(rostered).astype(np.int64)
    if group.absent > 0:
        days, day = np.unique(group.step_day, return_inverse=True)
        # here[d, n]: of the first n agents, how many are not struck on day d.
        here = np.zeros((len(days), size + 1), dtype=np.int64)
        here[:, 1:] = np.cumsum(_here(group, size, days, key), axis=1)
        whole = here[day, np.minimum(whole, size)]
    if group.off_desk == 0:
        return whole
    wanted = np.round(whole - group.plan * group.off_desk, 9)
    rounding = uniform(mix(mix(key, OFF_DESK), steps))
    return np.maximum(np.floor(wanted + rounding), 0.0).astype(np.int64)


def _head_steps(group: GroupSampling, counts: Ints) -> tuple[Ints, Ints]:
    """(tick, head count) where the head count changes; 0 before, between and after the steps."""
    level: dict[int, int] = {0: 0}
    for begin, until, count in zip(
        group.step_begin.tolist(), group.step_until.tolist(), counts.tolist(), strict=True
    ):
        level[begin] = count
        level[until] = 0
    ticks = np.array(sorted(level), dtype=np.int64)
    values = np.array([level[tick] for tick in ticks.tolist()], dtype=np.int64)
    changes = np.flatnonzero(np.diff(values, prepend=0))
    return ticks[changes], values[changes]


def _windows(group: GroupSampling, size: int, key: Keys) -> Ints:
    """Rows (agent, on, off, ends_shift) after absence (a whole shift) and off-desk time."""
    table = np.column_stack(
        [group.window_agent, group.window_on, group.window_off, group.window_ends_shift]
    )
    if group.absent > 0:
        days, day = np.unique(group.window_day, return_inverse=True)
        table = table[_here(group, size, days, key)[day, group.window_agent]]
    if group.off_desk > 0:
        table = _without_off_desk(group, table, size, key)
    return table


def _without_off_desk(group: GroupSampling, windows: Ints, size: int, key: Keys) -> Ints:
    """Cut reporting intervals out of the windows of agents who are off the desk (rule R23).

    In each interval the off-desk share of the rostered agents, drawn among those on during all of
    it, is off the desk.
    """
    steps = _labels(group.step_begin)
    wanted = np.round(group.plan * group.off_desk, 9)
    heads = np.floor(wanted + uniform(mix(mix(key, OFF_DESK), steps))).astype(np.int64)
    agents = mix(mix(key, SEATED), np.arange(size, dtype=np.uint64))
    agent, on, off, ends = windows.T
    cuts: dict[int, list[int]] = {}
    for step in np.flatnonzero(heads):
        begin, until = group.step_begin[step], group.step_until[step]
        through = np.flatnonzero((on <= begin) & (off >= until))
        order = np.argsort(mix(agents[agent[through]], steps[step]), kind="stable")
        for window in through[order[: heads[step]]]:
            cuts.setdefault(int(window), []).append(int(step))
    rows: list[tuple[int, int, int, int]] = []
    for window in range(len(windows)):
        begin, until = int(on[window]), int(off[window])
        for cut in cuts.get(window, ()):
            cut_begin, cut_until = int(group.step_begin[cut]), int(group.step_until[cut])
            if begin < cut_begin:
                rows.append((int(agent[window]), begin, cut_begin, 0))
            begin = cut_until
        if begin < until:
            rows.append((int(agent[window]), begin, until, int(ends[window])))
    return np.array(rows, dtype=np.int64).reshape(-1, 4)
