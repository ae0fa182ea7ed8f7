"""From a roster to one replication's presence: absences, off-desk time, rounding of decimals.

Who is struck is a function of keys (group, agent, day); nothing is drawn here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from sim.keys import Keys, mix, name_hash, uniform
from sim.scenario.calendar import DAY

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ABSENT, ROSTERED, SEATED, OFF_DESK = (
    name_hash(purpose) for purpose in ("absent", "rostered", "seated", "off desk")
)


@dataclass(frozen=True, eq=False)
class GroupSampling:
    """How one group's presence is drawn. Only `draw_presence` reads it.

    A group by head count has a decimal plan for each step: an open part of a reporting interval. A
    group of shifts has rostered windows, and steps in which nobody comes or goes.
    """

    name: int
    absent: float  # share of rostered agents struck for a day; 0 for `seated`, which is net
    off_desk: float
    step_begin: Ints
    step_until: Ints
    step_label: Ints  # begin of the part or interval since the midnight of day 0: keys its draws
    plan: Floats  # [steps] rostered (`staff`) or seated heads; empty with shifts
    window_agent: Ints  # [windows] number within the group, by (on, agent)
    window_on: Ints
    window_off: Ints
    window_day: Ints  # on which the shift starts; 0: the day on which the reported time starts
    window_shift_end: Ints


@dataclass(frozen=True, eq=False)
class Presence:
    """When agents are to be on: fixed windows of shifts, head counts of the other groups."""

    window_agent: NDArray[np.int32]
    window_on: Ints
    window_off: Ints
    window_shift_end: Ints
    head_tick: Ints
    head_group: NDArray[np.int32]
    head_count: Ints


def draw_presence(
    groups: Sequence[GroupSampling], first_agent: Ints, by_head_count: Ints, root: Keys
) -> Presence:
    """One replication's presence of all groups.

    `first_agent[g]` is the number of g's first agent, `by_head_count[g]` 0 where it has shifts.
    """
    windows = [np.zeros((0, 4), dtype=np.int64)]
    nothing = np.zeros(0, dtype=np.int64)
    ticks, numbers, counts = [nothing], [nothing], [nothing]
    for number, group in enumerate(groups):
        key = mix(root, group.name)
        size = int(first_agent[number + 1] - first_agent[number])
        if by_head_count[number]:
            tick, count = _head_steps(group, _head_counts(group, size, key))
            ticks.append(tick)
            numbers.append(np.full(len(tick), number))
            counts.append(count)
        else:
            table = _windows(group, size, key)
            table[:, 0] += first_agent[number]
            windows.append(table)
    window = np.concatenate(windows)
    window = window[np.lexsort((window[:, 0], window[:, 1]))]
    head_tick, head_group = np.concatenate(ticks), np.concatenate(numbers)
    order = np.lexsort((head_group, head_tick))
    return Presence(
        window_agent=window[:, 0].astype(np.int32),
        window_on=window[:, 1].copy(),
        window_off=window[:, 2].copy(),
        window_shift_end=window[:, 3].copy(),
        head_tick=head_tick[order],
        head_group=head_group[order].astype(np.int32),
        head_count=np.concatenate(counts)[order],
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
    rostered = np.round(group.plan, 9)
    whole = np.floor(rostered).astype(np.int64)
    if (rostered != whole).any():
        rostered += uniform(mix(mix(key, ROSTERED), _labels(group.step_label)))
        whole = np.floor(rostered).astype(np.int64)
    if group.absent > 0:
        days, day = np.unique(group.step_label // DAY, return_inverse=True)
        # here[d, n]: of the first n agents, how many are not struck on day d.
        here = np.zeros((len(days), size + 1), dtype=np.int64)
        here[:, 1:] = np.cumsum(_here(group, size, days, key), axis=1)
        whole = here[day, np.minimum(whole, size)]
    return whole - _off_desk_heads(group, whole, group.step_label, key)


def _off_desk_heads(group: GroupSampling, here: Ints, labels: Ints, key: Keys) -> Ints:
    """How many of those here (rostered, not absent) are off the desk in the steps with the labels.

    The mean is the share `off_desk` of the rostered, for here are 1 - absent of them (rule R22).
    """
    if group.off_desk == 0:
        return np.zeros(len(here), dtype=np.int64)
    wanted = np.round(here * (group.off_desk / (1.0 - group.absent)), 9)
    rounding = uniform(mix(mix(key, OFF_DESK), _labels(labels)))
    return np.floor(wanted + rounding).astype(np.int64)


@dataclass(frozen=True, eq=False)
class _Instants:
    """When the head count of a group may change: the same in every replication."""

    tick: Ints  # rising
    step: Ints  # that begins there; one more than the last: none does


_instants: WeakKeyDictionary[GroupSampling, _Instants] = WeakKeyDictionary()


def _instants_of(group: GroupSampling) -> _Instants:
    """Worked out once, kept as long as the group lives."""
    found = _instants.get(group)
    if found is None:
        begin, until = group.step_begin, group.step_until  # rising, none overlaps another
        ends = np.append(begin[1:] != until[:-1], True)[: len(until)]  # no step follows at once
        tick = np.concatenate([begin, until[ends]])
        step = np.minimum(np.arange(len(tick)), len(begin))
        order = np.argsort(tick)
        found = _instants[group] = _Instants(tick[order], step[order])
    return found


def _head_steps(group: GroupSampling, counts: Ints) -> tuple[Ints, Ints]:
    """(tick, head count) where the head count changes; 0 before, between and after the steps."""
    instants = _instants_of(group)
    values = np.zeros(len(counts) + 1, dtype=np.int64)
    values[:-1] = counts
    values = values.take(instants.step)
    changes = np.ones(len(values), dtype=np.bool_)
    changes[:1] = values[:1] != 0
    np.not_equal(values[1:], values[:-1], out=changes[1:])
    places = changes.nonzero()[0]
    return instants.tick.take(places), values.take(places)


def _windows(group: GroupSampling, size: int, key: Keys) -> Ints:
    """Rows (agent, on, off, shift_end) after absence (a whole shift) and off-desk time."""
    table = np.column_stack(
        [group.window_agent, group.window_on, group.window_off, group.window_shift_end]
    )
    if group.absent > 0:
        days, day = np.unique(group.window_day, return_inverse=True)
        table = table[_here(group, size, days, key)[day, group.window_agent]]
    if group.off_desk > 0:
        table = _without_off_desk(group, table, size, key)
    return table


def _without_off_desk(group: GroupSampling, windows: Ints, size: int, key: Keys) -> Ints:
    """Cut steps out of the windows of agents who are off the desk (rule R23).

    `windows` are sorted by `on`. Nobody comes or goes within a step; the order in which agents are
    taken is that of the reporting interval, so a step more cuts no other agents out.
    """
    agent, on, off, shift_end = windows.T
    place_keys = mix(mix(key, SEATED), np.arange(size, dtype=np.uint64))
    labels = _labels(group.step_label)
    longest = int((off - on).max(initial=0))
    first = np.searchsorted(on, group.step_begin - longest, side="left")
    last = np.searchsorted(on, group.step_begin, side="right")
    here = [
        begin + np.flatnonzero(off[begin:end] >= until)
        for begin, end, until in zip(first, last, group.step_until, strict=True)
    ]
    counts = np.array([len(step) for step in here], dtype=np.int64)
    heads = _off_desk_heads(group, counts, group.step_label, key)
    cuts: dict[int, list[int]] = {}
    for step in np.flatnonzero(heads):
        order = np.argsort(mix(place_keys[agent[here[step]]], labels[step]), kind="stable")
        for window in here[step][order[: heads[step]]]:
            cuts.setdefault(int(window), []).append(int(step))
    rows: list[tuple[int, int, int, int]] = []
    for window in range(len(windows)):
        begin, until = int(on[window]), int(off[window])
        number, end = int(agent[window]), int(shift_end[window])
        for cut in cuts.get(window, ()):
            cut_begin, cut_until = int(group.step_begin[cut]), int(group.step_until[cut])
            if begin < cut_begin:
                rows.append((number, begin, cut_begin, end))
            begin = cut_until
        if begin < until:
            rows.append((number, begin, until, end))
    return np.array(rows, dtype=np.int64).reshape(-1, 4)
