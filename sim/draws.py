"""Everything random, drawn before an engine starts, from streams keyed by name.

Every customer has a 64-bit key made from (seed, replication, queue name, day, layer, number in the
layer); every draw of a contact is a function of (key, purpose). So another queue, agent or policy
changes no other draw, and the same customer meets every scenario with the same patience and the
same problem (common random numbers by construction).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.presence import draw_presence
from sim.arrivals.intensity import Intensity
from sim.arrivals.sampling import Sampler
from sim.arrivals.sheet import (
    Customers,
    DayPiece,
    day_factors,
    day_pieces,
    from_burst,
    from_intensity,
    from_trace,
    joined,
)
from sim.engine.events import NANOSECONDS_PER_TICK, NEVER
from sim.keys import Keys, mix, name_hash, uniform
from sim.model import Clock, Model, QueueSampling

MOST_TICKS = 2**42
"""Patience and work are capped here (139 years): beyond any simulated time."""

HANDLE, WRAP_UP, PATIENCE, BALK, REASON, SHIFT, PICK, WAITING, AGE, RELEVANT = (
    name_hash(purpose)
    for purpose in (
        "handle", "wrap_up", "patience", "balk", "reason", "channel_shift", "pick",
        "waiting at start", "age", "relevant",
    )
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Draws:
    """One replication's randomness: integers and keys, read-only.

    Contact arrays have one entry a planned attempt, sorted by tick, then queue, then key. The ticks
    of contacts waiting at start are negative: their age.
    """

    seed: int
    replication: int
    tick: NDArray[np.int64]
    queue: NDArray[np.int16]
    key: NDArray[np.uint64]
    reason: NDArray[np.int16]  # -1: none
    shift: NDArray[np.int16]  # channel shift that moved it, -1: none
    work: NDArray[np.int64]  # nanoseconds at full speed
    wrap_up: NDArray[np.int64]  # nanoseconds at full speed
    patience: NDArray[np.int64]  # ticks, NEVER (-1): does not leave; 0: leaves rather than wait
    pick: NDArray[np.int64]  # 0 .. 2**32 - 1, the contact's draw for random routing
    relevant: NDArray[np.int8]  # 0: a post that needs no answer; 1 everywhere else
    # fixed windows of shifts after absence and off-desk time, by (on, agent)
    window_agent: NDArray[np.int32]
    window_on: NDArray[np.int64]
    window_off: NDArray[np.int64]
    window_shift_end: NDArray[np.int64]  # when the shift ends; later than `off`: a break follows
    # head counts: from head_tick on, head_count agents of head_group are to be on
    head_tick: NDArray[np.int64]  # by (tick, group)
    head_group: NDArray[np.int32]
    head_count: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.key)


OF_CONTACTS = (
    "tick", "queue", "key", "reason", "shift", "work", "wrap_up", "patience", "pick", "relevant",
)  # fmt: skip
"""The arrays of `Draws` with one entry a contact; the others are presence."""


def draw(model: Model, seed: int, replication: int) -> Draws:
    """All randomness of one replication of the model: the pieces of `draw_days` as one.

    The same model, seed and replication give the same arrays, bit for bit.
    """
    first, *others = draw_days(model, seed, replication)
    if not others:
        return first
    pieces = [first, *others]
    whole: dict[str, Any] = {}
    for name in OF_CONTACTS:
        whole[name] = np.concatenate([getattr(piece, name) for piece in pieces])
    return _read_only(replace(first, **whole))


def draw_days(model: Model, seed: int, replication: int) -> Iterator[Draws]:
    """The randomness of `draw` in consecutive pieces of about a calendar day.

    At least one piece; put end to end, the contact arrays are those of `draw`, bit for bit. Each
    piece holds the contacts that arrive on its days, the first also those waiting at start; a piece
    may be empty. The presence arrays are whole in every piece.
    """
    root = mix(mix(name_hash("ccsim"), seed), replication)
    presence = draw_presence(
        model.sampling.groups, model.people.first, model.people.by_head_count, root
    )
    days = day_pieces(model.clock.origin, model.clock.start, model.clock.end)
    sources = [_source(queue, days, model.clock, root) for queue in model.sampling.queues]
    for number in range(len(days)):
        customers = [source.on(days, number) for source in sources]
        contacts = _contacts(model, customers)
        yield _read_only(
            Draws(
                seed=seed,
                replication=replication,
                tick=contacts.tick,
                queue=contacts.queue,
                key=contacts.key,
                reason=contacts.reason,
                shift=contacts.shift,
                work=contacts.work,
                wrap_up=contacts.wrap_up,
                patience=contacts.patience,
                pick=(mix(contacts.key, PICK) >> np.uint64(32)).astype(np.int64),
                relevant=contacts.relevant,
                window_agent=presence.window_agent,
                window_on=presence.window_on,
                window_off=presence.window_off,
                window_shift_end=presence.window_shift_end,
                head_tick=presence.head_tick,
                head_group=presence.head_group,
                head_count=presence.head_count,
            )
        )


def _read_only(draws: Draws) -> Draws:
    for field in fields(draws):
        value = getattr(draws, field.name)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return draws


@dataclass(frozen=True, eq=False)
class _Contacts:
    tick: NDArray[np.int64]
    queue: NDArray[np.int16]
    key: Keys
    reason: NDArray[np.int16]
    shift: NDArray[np.int16]
    work: NDArray[np.int64]
    wrap_up: NDArray[np.int64]
    patience: NDArray[np.int64]
    relevant: NDArray[np.int8]


def _contacts(model: Model, customers: Sequence[Customers]) -> _Contacts:
    """Customers of all queues, moved by channel shift, with their durations, in order."""
    parts = [
        _choices(queue, number, customers[number])
        for number, queue in enumerate(model.sampling.queues)
    ]
    tick, key, queue_number, reason, shift, factor = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("tick", "key", "queue", "reason", "shift", "factor")
    )
    order = _in_order(tick, queue_number, key, len(parts))
    tick, key, queue_number = tick[order], key[order], queue_number[order]
    reason, shift, factor = reason[order], shift[order], factor[order]
    reason_work = np.append(model.sampling.reason_work, 1.0)  # the last for reason -1
    factor = factor * reason_work[reason]
    work = np.zeros(len(key), dtype=np.int64)
    wrap_up = np.zeros(len(key), dtype=np.int64)
    patience = np.full(len(key), NEVER, dtype=np.int64)
    relevant = np.ones(len(key), dtype=np.int8)
    for number, queue in enumerate(model.sampling.queues):
        rows = np.flatnonzero(queue_number == number)
        work[rows] = _nanoseconds(queue.handle.ppf(uniform(mix(key[rows], HANDLE))), factor[rows])
        if queue.triage is not None:
            posts = rows[(shift[rows] < 0) & (uniform(mix(key[rows], RELEVANT)) >= queue.relevant)]
            relevant[posts] = 0  # R90
            triage = queue.triage.ppf(uniform(mix(key[posts], HANDLE)))
            work[posts] = _nanoseconds(triage, np.ones(len(posts)))
        if queue.wrap_up is not None:
            after = queue.wrap_up.ppf(uniform(mix(key[rows], WRAP_UP)))
            wrap_up[rows] = _nanoseconds(after, factor[rows])
        patience[rows] = _patience(queue, key[rows])
    return _Contacts(tick, queue_number, key, reason, shift, work, wrap_up, patience, relevant)


def _in_order(
    tick: NDArray[np.int64], queue: NDArray[np.int16], key: Keys, queues: int
) -> NDArray[np.int64]:
    """Places of the attempts by tick, then queue, then key: one sort, and one of the few ties."""
    code = tick * queues + queue
    order = np.argsort(code)
    ordered = code[order]
    same = ordered[1:] == ordered[:-1]
    if same.any():
        tied = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
        rows = order[tied]
        order[tied] = rows[np.lexsort((key[rows], ordered[tied]))]
    return order


@dataclass(frozen=True, eq=False)
class _Source:
    """Where the customers of one queue come from."""

    key: Keys
    intensity: Intensity | None
    factor: NDArray[np.float64]  # of the volume, one a day
    others: Customers  # traces, bursts and contacts waiting at start, of all days
    other_day: NDArray[np.int64]  # place in the list of days

    def on(self, days: Sequence[DayPiece], number: int) -> Customers:
        """The customers of one day."""
        rows = np.flatnonzero(self.other_day == number)
        others = Customers(self.others.tick[rows], self.others.key[rows])
        if self.intensity is None:
            return others
        day = slice(number, number + 1)
        return joined(
            [others, from_intensity(self.intensity, days[day], self.factor[day], self.key)]
        )


def _source(queue: QueueSampling, days: Sequence[DayPiece], clock: Clock, root: Keys) -> _Source:
    key = mix(root, queue.name)
    parts = [from_burst(burst, clock.end, key) for burst in queue.bursts]
    if queue.trace is not None:
        parts.append(from_trace(queue.trace, clock.start, key))
    if queue.age is not None:
        parts.append(_waiting_at_start(queue.waiting, queue.age, key))
    others = joined(parts)
    midnights = np.array([day.begin for day in days[1:]], dtype=np.int64)
    factor = day_factors(days, key, root, queue.own_cv, queue.common_cv)
    # who waits at start comes before tick 0: with the first day
    day = np.searchsorted(midnights, others.tick, side="right")
    return _Source(key, queue.intensity, factor, others, day)


def _waiting_at_start(count: int, age: Sampler, key: Keys) -> Customers:
    """Contacts that came their age before tick 0 (R15)."""
    keys = mix(mix(key, WAITING), np.arange(count, dtype=np.uint64))
    ages = np.clip(np.rint(age.ppf(uniform(mix(keys, AGE)))), 1, MOST_TICKS)
    return Customers(-ages.astype(np.int64), keys)


@dataclass(frozen=True, eq=False)
class _Chosen:
    """Customers of one queue after their reason and channel shift are known."""

    tick: NDArray[np.int64]
    key: Keys
    queue: NDArray[np.int16]
    reason: NDArray[np.int16]
    shift: NDArray[np.int16]
    factor: NDArray[np.float64]  # of the work, from channel shift


def _choices(queue: QueueSampling, number: int, customers: Customers) -> _Chosen:
    count = len(customers.key)
    reason = np.full(count, -1, dtype=np.int16)
    if len(queue.reason_share):
        edges = np.cumsum(queue.reason_share)
        drawn = np.searchsorted(edges / edges[-1], uniform(mix(customers.key, REASON)), "right")
        reason[:] = np.minimum(drawn, len(edges) - 1)
    to = np.full(count, number, dtype=np.int16)
    shift = np.full(count, -1, dtype=np.int16)
    factor = np.ones(count)
    choice = uniform(mix(customers.key, SHIFT))
    # One choice a customer: the shifts that take its reason follow one another on [0, 1).
    begin = np.zeros(count)
    for move in queue.shifts:
        fits = np.isin(reason, move.reasons) if len(move.reasons) else np.ones(count, dtype=bool)
        until = begin + np.where(fits, move.share, 0.0)
        moved = (begin <= choice) & (choice < until)
        to[moved], shift[moved], factor[moved] = move.to, move.index, move.work
        begin = until
    return _Chosen(customers.tick, customers.key, to, reason, shift, factor)


def _nanoseconds(ticks: NDArray[np.float64], factor: NDArray[np.float64]) -> NDArray[np.int64]:
    work = np.minimum(ticks * factor, float(MOST_TICKS)) * NANOSECONDS_PER_TICK
    rounded: NDArray[np.int64] = np.rint(work).astype(np.int64)
    return rounded


def _patience(queue: QueueSampling, key: Keys) -> NDArray[np.int64]:
    """Ticks; 0 only for customers who leave rather than wait (balk)."""
    if queue.patience is None:
        patience = np.full(len(key), NEVER, dtype=np.int64)
    else:
        ticks = np.rint(queue.patience.ppf(uniform(mix(key, PATIENCE))))
        patience = np.clip(ticks, 1, MOST_TICKS).astype(np.int64)
    patience[uniform(mix(key, BALK)) < queue.balk] = 0
    return patience
