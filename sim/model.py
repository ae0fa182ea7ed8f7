"""The model: a scenario as read-only arrays.

Engines read `Clock`, `Queues`, `People` and `Skills` (integers only); `draw` reads `Sampling`;
metrics read `Judging`; names live in `Labels`, outside. Ticks count from the beginning of the
simulated time, which is the beginning of the warm-up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from sim.agents.presence import GroupSampling
from sim.arrivals.intensity import Intensity
from sim.arrivals.sampling import Sampler
from sim.arrivals.sheet import Burst
from sim.routing.tables import People, Skills

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Clock:
    """The simulated time: [0, end) in ticks, reported is [start, end)."""

    start: int
    end: int
    interval: int
    origin: datetime  # the wall-clock instant of tick 0

    @property
    def intervals(self) -> int:
        """Number of reported intervals (the last one may be shorter)."""
        return -(-(self.end - self.start) // self.interval)


@dataclass(frozen=True, eq=False)
class Queues:
    """One entry a queue."""

    priority: Ints  # 1 is served first
    head_start: Ints  # ticks
    max_waiting: Ints  # -1: no limit
    takes_line: Ints  # 1: the contact takes one of `lines` while it waits and talks
    drop_at_close: Ints  # 1: who waits at closing is dropped; 0: served
    due: Ints  # ticks from arrival to the target time (for earliest_due); end of time if no target
    open_queue: Ints  # opening windows [open_from, open_until) of open_queue, by queue and time
    open_from: Ints
    open_until: Ints
    lines: int  # -1: no limit


@dataclass(frozen=True, eq=False)
class Shift:
    """A channel shift: this share of the customers (with these reasons) arrives at `to`."""

    index: int  # row of Labels.shifts
    to: int
    share: float
    reasons: Ints  # empty: every reason
    work: float


@dataclass(frozen=True, eq=False)
class QueueSampling:
    """How first attempts of one queue are drawn; no engine reads it."""

    name: int  # 64-bit name hash, keys the streams
    intensity: Intensity | None  # expected arrivals; None: no own arrivals
    trace: Ints | None  # or instants to replay, in ticks
    own_cv: float  # day-to-day variability
    common_cv: float
    reason_share: Floats  # [reasons], sums to 1; empty: the queue has no reasons
    handle: Sampler  # ticks at full speed
    wrap_up: Sampler | None
    patience: Sampler | None  # None: never leaves
    balk: float
    bursts: tuple[Burst, ...]
    shifts: tuple[Shift, ...]  # where a share of its customers goes instead


@dataclass(frozen=True, eq=False)
class Sampling:
    queues: tuple[QueueSampling, ...]
    groups: tuple[GroupSampling, ...]
    reason_work: Floats  # [reasons]


@dataclass(frozen=True, eq=False)
class Judging:
    """Targets, money and paid time: what metrics need and engines must not see."""

    target_share: Floats  # [queues] nan: none
    target_within: Ints  # [queues] ticks, -1: none
    target_abandoned: Floats  # [queues] nan: none
    target_formula: tuple[str, ...]  # [queues] id such as "SL-1"
    target_over_day: Ints  # [queues] 1: judged on the day, 0: on every interval
    short_abandon: int  # ticks
    max_occupancy: Floats  # [groups] nan: none
    planned: Floats  # [groups, intervals] seated agents planned (net of shrinkage), time-weighted
    paid: Floats  # [groups, intervals] paid ticks (rostered, gross), without overtime
    hour: Floats  # [groups] money
    overtime_hour: Floats  # [groups]
    seat_month: Floats  # [groups]
    seats: Ints  # [groups] largest planned head count, the seats rented
    group_contact: Floats  # [groups] money a handled contact
    queue_contact: Floats  # [queues] money a contact
    queue_value: Floats  # [queues]
    center_month: float
    line_month: float
    days_per_month: float
    currency: str
    mean_handle: (
        Floats  # [queues] mean seconds of handle and wrap-up, reasons included, at full speed
    )
    handle_cv: Floats  # [queues]
    mean_patience: Floats  # [queues] seconds, inf: never leaves
    balk: Floats  # [queues]
    expected: Floats  # [queues, intervals] expected first attempts after channel shift


@dataclass(frozen=True)
class Labels:
    """Names by number."""

    scenario: str
    variant: str  # "base" or the named scenario
    queues: tuple[str, ...]
    channels: tuple[str, ...]  # channel kind of each queue
    groups: tuple[str, ...]
    reasons: tuple[str, ...]
    shifts: tuple[str, ...]
    totals: tuple[tuple[str, tuple[int, ...]], ...]  # e.g. ("weibo/*", queues) of listed names


@dataclass(frozen=True, eq=False)
class Model:
    clock: Clock
    queues: Queues
    people: People
    skills: Skills
    sampling: Sampling
    judging: Judging
    labels: Labels
