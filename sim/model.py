"""The model: a scenario as read-only arrays.

Engines read `Clock`, `Queues`, `People` and `Skills` (integers only); `draw` reads `Sampling`;
metrics read `Judging`; names live in `Labels`, outside. Ticks count from the beginning of the
simulated time, which is the beginning of the warm-up.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from sim.agents.presence import GroupSampling
from sim.arrivals.intensity import Intensity
from sim.arrivals.sampling import Sampler
from sim.arrivals.sheet import Burst
from sim.routing.policy_file import PolicyFile
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
    asynchronous: Ints  # 1: arrives at any hour; the opening only sets the clock of its target
    deferred: Ints  # 1: put down for live work and taken up again
    several: Ints  # 1: some group takes several of its contacts at once
    offered_again: Ints  # 1: who waits is offered after every happening (rule R47)
    due: Ints  # ticks from arrival to the target time (for earliest_due); end of time if no target
    open_queue: Ints  # opening windows [open_from, open_until) of open_queue, by queue and time
    open_from: Ints
    open_until: Ints
    lines: int  # -1: no limit


@dataclass(frozen=True, eq=False)
class SelfService:
    """How queues without agents end: one entry a queue; `contained` has one column a reason."""

    is_one: Ints  # 1: self-service
    contained: Ints  # [queues, reasons + 1] of 2**32; the last column: contacts without a reason


@dataclass(frozen=True, eq=False)
class Dialling:
    """Outbound queues: the company dials until the customer is reached. One entry a queue."""

    is_one: Ints  # 1: outbound
    reached: Ints  # of 2**32, each time
    attempts: Ints
    retry: Ints  # ticks to the next attempt
    ring: Ints  # ticks of the agent that an attempt in vain takes


@dataclass(frozen=True, eq=False)
class Threads:
    """Messaging queues: a contact is a turn of a thread. One entry a queue."""

    is_one: Ints  # 1: messaging
    goes_on: Ints  # of 2**32: another turn follows a reply
    gap: Ints  # row of Durations.table: the customer's pause before it; -1: no further turns
    window: Ints  # ticks in which a reply is possible; -1: no limit
    name: NDArray[np.uint64]  # keys the next turn
    follow_up: Ints  # row of Labels.follow_ups; -1: no further turns


@dataclass(frozen=True, eq=False)
class Posts:
    """Social queues, one entry a queue, and whom an unanswered post of theirs causes (edges)."""

    is_one: Ints  # 1: social
    at_most: Ints  # attempts that posts of the queue may cause in all; -1: they cause none
    source: Ints  # [edges] queue of the post, in order; within a queue in the order of the file
    to: Ints  # [edges] queue of those it causes
    name: NDArray[np.uint64]  # [edges] keys the number and the attempts
    follow_up: Ints  # [edges] row of Labels.follow_ups
    limits: Ints  # [edges, counts] of 2**32: the number caused is how many limits a draw reaches
    delay: Ints  # [edges] row of Durations.table


@dataclass(frozen=True, eq=False)
class Peers:
    """Community queues: other customers answer. One entry a queue."""

    answer: Ints  # of 2**32: the probability that a peer answers; 0 elsewhere
    delay: Ints  # row of Durations.table, -1: none


@dataclass(frozen=True, eq=False)
class Callbacks:
    """Offers of a callback in place of waiting: one entry a queue; `to` -1: none."""

    to: Ints
    follow_up: Ints  # row of Labels.follow_ups
    name: NDArray[np.uint64]  # keys the callback's attempt
    when: Ints  # 0 expected_wait, 1 queue_length, 2 waited
    limit: Ints  # ticks, or contacts already waiting
    accepted: Ints  # of 2**32
    slot: Ints  # ticks until the callback arrives; 0: at once, and it keeps its place
    mean_handle: Ints  # ticks, for the expected wait


@dataclass(frozen=True, eq=False)
class FollowUps:
    """What customers do next: one entry a follow-up, the entries of a choice side by side."""

    name: NDArray[np.uint64]  # keys the attempts
    choice: Ints  # follow-ups with the same from, after and by are one choice
    choice_name: NDArray[np.uint64]  # keys the choice's draw
    source: Ints  # queue
    after: Ints  # code of engine.events.After
    waited: Ints  # ticks, for After.WAITING
    to: Ints
    lower: Ints  # happens when the draw lies in [lower, upper), of 2**32
    upper: Ints
    delay: Ints  # row of Durations.table
    work: Ints  # millionths
    settles: Ints  # of 2**32
    kind: Ints  # 0 repeat, 1 transfer, 2 moved
    by_company: Ints
    warm: Ints  # ticks that the agent stays on at most; 0: it does not


@dataclass(frozen=True, eq=False)
class Durations:
    """Integer quantile tables for the attempts of follow-ups, and who uses which."""

    table: Ints  # [tables, 65,536]: nanoseconds of work or ticks
    handle: Ints  # [queues] row of the table, -1: no attempt of another comes here
    wrap_up: Ints  # [queues] -1: none
    patience: Ints  # [queues] -1: never leaves
    balk: Ints  # [queues] of 2**32
    reason_work: Ints  # [reasons + 1] millionths; the last: no reason


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
    waiting: int = 0  # contacts waiting at start
    age: Sampler | None = None  # of those
    relevant: float = 1.0  # share of posts that need an answer
    triage: Sampler | None = None  # work of the others


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
    target_first: Ints  # [queues] 1: only the first turn of a thread is judged
    target_opening: (
        Ints  # [queues] 1: the target's clock runs in `clock_from` .. `clock_until` alone
    )
    clock_queue: Ints  # windows of that clock by queue and time; the first begin before tick 0
    clock_from: Ints
    clock_until: Ints
    written: Ints  # [queues] 1: answered when the reply leaves (work ends), 0: when work starts
    short_abandon: int  # ticks
    resolved_after: int  # ticks without a repeat after which an issue counts as resolved
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
    follow_ups: tuple[str, ...]  # then "callback: QUEUE", "turn: QUEUE", "spread: QUEUE to QUEUE"
    totals: tuple[tuple[str, tuple[int, ...]], ...]  # e.g. ("weibo/*", queues) of listed names


@dataclass(frozen=True, eq=False)
class Model:
    clock: Clock
    queues: Queues
    people: People
    skills: Skills
    self_service: SelfService
    dialling: Dialling
    threads: Threads
    posts: Posts
    peers: Peers
    callbacks: Callbacks
    follow_ups: FollowUps
    durations: Durations
    sampling: Sampling
    judging: Judging
    labels: Labels
    policy: PolicyFile | None = None  # routing written in Python, in place of the tables'


def freeze(value: object) -> None:
    """Make every array in it read-only, through dataclasses and tuples."""
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif is_dataclass(value):
        for field in fields(value):
            freeze(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            freeze(part)
