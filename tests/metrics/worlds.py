"""Small models and logs for tests, written by hand in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from sim.arrivals.sampling import Sampler
from sim.engine.events import After, Outcome
from sim.keys import name_hash
from sim.log import ContactLog
from sim.model import (
    Callbacks,
    Clock,
    Dialling,
    Durations,
    FollowUps,
    GroupSampling,
    Judging,
    Labels,
    Model,
    Peers,
    Posts,
    Queues,
    QueueSampling,
    Sampling,
    SelfService,
    Threads,
)
from sim.routing.tables import People, Skills

SECOND = 1000
NONE = np.array([], dtype=np.int64)


def model(
    queues: Sequence[str] = ("calls",),
    groups: Sequence[str] = ("desk",),
    agents: Sequence[int] = (2,),
    *,
    start_s: float = 0,
    length_s: float = 3600,
    interval_s: float = 1800,
    origin: datetime = datetime(2026, 3, 2, 8, 0),
    skills: Sequence[Sequence[int]] | None = None,
    totals: Sequence[tuple[str, tuple[int, ...]]] = (),
    shifts: Sequence[str] = (),
    judging: dict[str, Any] | None = None,
    handle_mean_s: float = 100.0,
    follow_ups: Sequence[Follow] = (),
    callback: dict[int, int] | None = None,
    outbound: Sequence[int] = (),
    self_service: Sequence[int] = (),
    messaging: Sequence[int] = (),
    deferred: Sequence[int] = (),
    social: Sequence[int] = (),
    spread: Sequence[tuple[int, int]] = (),
    concurrency: Sequence[Sequence[int]] | None = None,
    opening: Sequence[tuple[int, float, float]] = (),
) -> Model:
    """A model with these queues and groups: target 80 % in 20 s, seated as `agents` throughout.

    `skills` are ranks [group][queue] (all 1 unless given); `judging` replaces fields of Judging;
    `callback` says which queue calls back for which; other queues are numbers. `deferred` (social
    ones among them) and `messaging` queues are written and asynchronous. `spread` are pairs (post,
    queue it causes contacts in). `opening`: windows (queue, from, until) in seconds, on which the
    clocks of their targets run; queues without one are always open.
    """
    clock = Clock(
        start=round(start_s * SECOND),
        end=round((start_s + length_s) * SECOND),
        interval=round(interval_s * SECOND),
        origin=origin,
    )
    q, g, n = len(queues), len(groups), clock.intervals
    rank = np.ones((g, q), dtype=np.int64) if skills is None else np.array(skills, dtype=np.int64)
    lengths = np.diff(np.minimum(clock.start + clock.interval * np.arange(n + 1), clock.end))
    heads = np.array(agents, dtype=np.float64)[:, None]
    several = np.ones((g, q), np.int64) if concurrency is None else np.array(concurrency, np.int64)
    slots = int(np.lcm.reduce(several.ravel()))
    shared = [number for number in range(q) if several[:, number].max() > 1]
    deferred = sorted({*deferred, *social})
    windows = np.array(opening, dtype=np.float64).reshape(-1, 3)
    shut = {int(number) for number, *_ in opening}
    judged = Judging(
        target_share=np.full(q, 0.8),
        target_within=np.full(q, 20 * SECOND),
        target_abandoned=np.full(q, np.nan),
        target_formula=tuple("RL" if number in deferred else "SL-1" for number in range(q)),
        target_over_day=np.ones(q, dtype=np.int64),
        target_first=np.zeros(q, dtype=np.int64),
        target_opening=_flags(sorted(shut), q),
        clock_queue=windows[:, 0].astype(np.int64),
        clock_from=(windows[:, 1] * SECOND).astype(np.int64),
        clock_until=(windows[:, 2] * SECOND).astype(np.int64),
        written=_flags([*deferred, *messaging], q),
        short_abandon=5 * SECOND,
        resolved_after=7 * 86_400 * SECOND,
        max_occupancy=np.full(g, np.nan),
        planned=np.repeat(heads, n, axis=1),
        paid=heads * lengths,
        hour=np.zeros(g),
        overtime_hour=np.zeros(g),
        seat_month=np.zeros(g),
        seats=np.array(agents, dtype=np.int64),
        group_contact=np.zeros(g),
        queue_contact=np.zeros(q),
        queue_value=np.zeros(q),
        center_month=0.0,
        line_month=0.0,
        days_per_month=30.0,
        currency="",
        mean_handle=np.full(q, handle_mean_s),
        handle_cv=np.ones(q),
        mean_patience=np.full(q, 60.0),
        balk=np.zeros(q),
        expected=np.full((q, n), 10.0),
    )
    exponential = Sampler("exponential", handle_mean_s * SECOND, 1.0)
    sampling = QueueSampling(
        name=0, intensity=None, trace=None, own_cv=0.0, common_cv=0.0,
        reason_share=np.array([]), handle=exponential, wrap_up=None,
        patience=Sampler("exponential", 60.0 * SECOND, 1.0), balk=0.0, bursts=(), shifts=(),
    )  # fmt: skip
    presence = GroupSampling(
        name=0, absent=0.0, off_desk=0.0, step_begin=NONE, step_until=NONE, step_label=NONE,
        plan=np.array([]), window_agent=NONE, window_on=NONE, window_off=NONE, window_day=NONE,
        window_shift_end=NONE,
    )  # fmt: skip
    return Model(
        clock=clock,
        queues=Queues(
            priority=np.ones(q, dtype=np.int64),
            head_start=np.zeros(q, dtype=np.int64),
            max_waiting=np.full(q, -1),
            takes_line=np.ones(q, dtype=np.int64),
            drop_at_close=np.zeros(q, dtype=np.int64),
            asynchronous=_flags([*deferred, *messaging], q),
            deferred=_flags(deferred, q),
            several=_flags(shared, q),
            offered_again=_flags(shared, q),
            due=np.full(q, 20 * SECOND),
            **_open(opening, q, clock.end),
            lines=-1,
        ),
        people=People(
            first=np.concatenate([[0], np.cumsum(agents)]).astype(np.int64),
            by_head_count=np.ones(g, dtype=np.int64),
            choose_agent=np.zeros(g, dtype=np.int64),
            choose_contact=np.zeros(g, dtype=np.int64),
        ),
        skills=Skills(
            rank=rank,
            after=np.zeros_like(rank),
            keep_idle=np.zeros_like(rank),
            fills=np.where(rank > 0, slots // several, 0),
            speed=np.where(rank > 0, 1_000_000, 0)[:, :, None],
            slots=slots,
        ),
        self_service=SelfService(_flags(self_service, q), np.zeros((q, 1), dtype=np.int64)),
        dialling=_dialling(outbound, q),
        threads=_threads(messaging, len(follow_ups) + len(callback or {}), q),
        posts=_posts(social, spread, len(follow_ups) + len(callback or {}) + len(messaging), q),
        peers=Peers(np.zeros(q, dtype=np.int64), np.full(q, -1)),
        callbacks=_callbacks(callback or {}, len(follow_ups), q),
        follow_ups=_follow_ups(follow_ups),
        durations=_no_durations(q),
        sampling=Sampling((sampling,) * q, (presence,) * g, np.array([])),
        judging=replace(judged, **(judging or {})),
        labels=Labels(
            scenario="by hand", variant="base", queues=tuple(queues), channels=("voice",) * q,
            groups=tuple(groups), reasons=(), shifts=tuple(shifts), totals=tuple(totals),
            follow_ups=(
                *(one.name for one in follow_ups),
                *(f"callback: {queues[number]}" for number in sorted(callback or {})),
                *(f"turn: {queues[number]}" for number in messaging),
                *(f"spread: {queues[post]} to {queues[to]}" for post, to in spread),
            ),
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class Follow:
    """A follow-up; queues are numbers. What is in a log needs no probabilities."""

    name: str
    source: int
    after: After
    to: int
    kind: int = 0
    by_company: bool = False


def _follow_ups(follow_ups: Sequence[Follow]) -> FollowUps:
    count = len(follow_ups)
    return FollowUps(
        name=np.array([name_hash(one.name) for one in follow_ups], dtype=np.uint64),
        choice=np.arange(count),
        choice_name=np.array([name_hash(f"choice {one.name}") for one in follow_ups], np.uint64),
        source=np.array([one.source for one in follow_ups], dtype=np.int64),
        after=np.array([one.after for one in follow_ups], dtype=np.int64),
        waited=np.zeros(count, dtype=np.int64),
        to=np.array([one.to for one in follow_ups], dtype=np.int64),
        lower=np.zeros(count, dtype=np.int64),
        upper=np.full(count, 2**32),
        delay=np.zeros(count, dtype=np.int64),
        work=np.full(count, 1_000_000),
        settles=np.zeros(count, dtype=np.int64),
        kind=np.array([one.kind for one in follow_ups], dtype=np.int64),
        by_company=np.array([int(one.by_company) for one in follow_ups], dtype=np.int64),
        warm=np.zeros(count, dtype=np.int64),
    )


def _no_durations(queues: int) -> Durations:
    """Metrics read none."""
    none = np.full(queues, -1)
    return Durations(
        table=np.zeros((0, 1), dtype=np.int64),
        handle=none, wrap_up=none, patience=none, balk=np.zeros(queues, dtype=np.int64),
        reason_work=np.array([1_000_000]),
    )  # fmt: skip


def _callbacks(callback: dict[int, int], before: int, queues: int) -> Callbacks:
    zeros = np.zeros(queues, dtype=np.int64)
    to, follow_up = np.full(queues, -1), np.full(queues, -1)
    for number, queue in enumerate(sorted(callback)):
        to[queue], follow_up[queue] = callback[queue], before + number
    return Callbacks(
        to=to, follow_up=follow_up, name=np.arange(queues, dtype=np.uint64), when=zeros,
        limit=zeros, accepted=zeros, slot=zeros, mean_handle=zeros,
    )  # fmt: skip


def _threads(messaging: Sequence[int], before: int, queues: int) -> Threads:
    zeros, none = np.zeros(queues, dtype=np.int64), np.full(queues, -1)
    follow_up = none.copy()
    follow_up[list(messaging)] = before + np.arange(len(messaging))
    return Threads(
        is_one=_flags(messaging, queues), goes_on=zeros, gap=none, window=none,
        name=zeros.astype(np.uint64), follow_up=follow_up,
    )  # fmt: skip


def _posts(
    social: Sequence[int], spread: Sequence[tuple[int, int]], before: int, queues: int
) -> Posts:
    edges = len(spread)
    return Posts(
        is_one=_flags(social, queues),
        at_most=np.full(queues, -1),
        source=np.array([post for post, _ in spread], dtype=np.int64),
        to=np.array([to for _, to in spread], dtype=np.int64),
        name=np.zeros(edges, dtype=np.uint64),
        follow_up=before + np.arange(edges),
        limits=np.zeros((edges, 1), dtype=np.int64),
        delay=np.zeros(edges, dtype=np.int64),
    )


def _open(opening: Sequence[tuple[int, float, float]], queues: int, end: int) -> dict[str, Any]:
    """Windows of every queue, by queue and time."""
    rows = [(number, round(begin * SECOND), round(until * SECOND))
            for number, begin, until in opening]  # fmt: skip
    shut = {number for number, *_ in rows}
    rows += [(number, 0, end) for number in range(queues) if number not in shut]
    table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 3)
    table = table[table[:, 2] > 0]
    return {
        "open_queue": table[:, 0], "open_from": np.maximum(table[:, 1], 0),
        "open_until": table[:, 2],
    }  # fmt: skip


def _dialling(outbound: Sequence[int], queues: int) -> Dialling:
    ones = np.ones(queues, dtype=np.int64)
    return Dialling(_flags(outbound, queues), 0 * ones, ones, ones, ones)


def _flags(numbers: Sequence[int], count: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    flags = np.zeros(count, dtype=np.int64)
    flags[list(numbers)] = 1
    return flags


@dataclass(frozen=True)
class Contact:
    """One attempt in seconds; what is left out did not happen."""

    arrived: float
    outcome: Outcome
    answered: float | None = None
    ended: float | None = None
    released: float | None = None
    agent: int = -1
    queue: int = 0
    shift: int = -1
    parent: int = -1  # row of the log
    follow_up: int = -1
    relevant: bool = True


def answered(
    arrived: float, answered: float, released: float | None, agent: int = 0, queue: int = 0
) -> Contact:
    """Answered and (unless `released` is None) finished; without wrap-up."""
    return Contact(
        arrived, Outcome.ANSWERED, answered, released, released, agent=agent, queue=queue
    )


def left(arrived: float, ended: float, queue: int = 0) -> Contact:
    """Abandoned."""
    return Contact(arrived, Outcome.ABANDONED, ended=ended, released=ended, queue=queue)


@dataclass(frozen=True)
class Presence:
    """An agent on in [on, off), seconds; `due` is the planned end (`off` unless given)."""

    agent: int
    on: float
    off: float
    due: float | None = None


def log(
    contacts: Sequence[Contact],
    presence: Sequence[Presence] = (),
    *,
    end_s: float = 3600,
    stretches: Sequence[tuple[int, int, float, float]] = (),
    coming: Sequence[tuple[int, int, float]] = (),
    truncated: bool = False,
) -> ContactLog:
    """A log of these contacts, sorted by arrival; stretches are (row, agent, start, end), attempts
    still to come (parent, follow-up, arrival)."""
    rows = sorted(contacts, key=lambda contact: contact.arrived)
    return ContactLog(
        key=np.arange(len(rows), dtype=np.uint64),
        parent=np.array([row.parent for row in rows], dtype=np.int32),
        queue=np.array([row.queue for row in rows], dtype=np.int16),
        reason=np.full(len(rows), -1, dtype=np.int16),
        shift=np.array([row.shift for row in rows], dtype=np.int16),
        follow_up=np.array([row.follow_up for row in rows], dtype=np.int16),
        arrived=_ticks([row.arrived for row in rows]),
        answered=_ticks([row.answered for row in rows]),
        ended=_ticks([row.ended for row in rows]),
        released=_ticks([row.released for row in rows]),
        agent=np.array([row.agent for row in rows], dtype=np.int32),
        outcome=np.array([row.outcome for row in rows], dtype=np.int8),
        relevant=np.array([int(row.relevant) for row in rows], dtype=np.int8),
        presence_agent=np.array([one.agent for one in presence], dtype=np.int32),
        presence_on=_ticks([one.on for one in presence]),
        presence_off=_ticks([one.off for one in presence]),
        presence_due=_ticks([one.off if one.due is None else one.due for one in presence]),
        stretch_row=np.array([row for row, *_ in stretches], dtype=np.int32),
        stretch_agent=np.array([agent for _, agent, *_ in stretches], dtype=np.int32),
        stretch_start=_ticks([start for *_, start, _ in stretches]),
        stretch_end=_ticks([end for *_, end in stretches]),
        coming_parent=np.array([parent for parent, *_ in coming], dtype=np.int32),
        coming_follow_up=np.array([number for _, number, _ in coming], dtype=np.int16),
        coming_tick=_ticks([at for *_, at in coming]),
        end=round(end_s * SECOND),
        truncated=truncated,
    )


def _ticks(seconds: Sequence[float | None]) -> np.ndarray[Any, np.dtype[np.int64]]:
    ticks = [-1 if second is None else round(second * SECOND) for second in seconds]
    return np.array(ticks, dtype=np.int64)


class Figures:
    """Looks values up in the tidy frame of one replication."""

    def __init__(self, frame: Any) -> None:
        self.frame = frame.set_index(["level", "name", "interval", "metric"])

    def __call__(
        self, metric: str, name: str = "center", interval: int = -1, *, level: str = "queue",
        part: str = "value",
    ) -> float:  # fmt: skip
        found = "center" if name == "center" else level
        return float(self.frame.loc[(found, name, interval, metric), part])
