"""Everything random, drawn before an engine starts, from streams keyed by name.

Every customer has a 64-bit key made from (seed, replication, queue name, day, layer, number in the
layer); every draw of a contact is a function of (key, purpose). So another queue, agent or policy
changes no other draw, and the same customer meets every scenario with the same patience and the
same problem (common random numbers by construction).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from sim.agents.presence import draw_presence
from sim.arrivals.customers import Customers, Grouped, by_queue, from_trace, grouped, joined
from sim.arrivals.days import day_factors, day_pieces
from sim.arrivals.sampling import Sampler
from sim.arrivals.sheet import Sheets, Steps, customers_under, from_burst, sheets_of, steps_of
from sim.engine.events import NANOSECONDS_PER_TICK, NEVER
from sim.keys import Keys, draws_of, mix, mix_one, name_hash
from sim.model import Clock, Model, QueueSampling, Sampling

Floats = NDArray[np.float64]

MOST_TICKS = 2**42
"""Patience and work are capped here (139 years): beyond any simulated time."""

PIECE = 2**16
"""Days with fewer contacts are drawn together, so that their fixed costs are shared."""

BLOCK = 2**14
"""Contacts whose durations are drawn together: their arrays fit into a core's cache."""

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

    At least one piece; put end to end, the contact arrays are those of `draw`, bit for bit. A piece
    ends at a midnight, or at the end of the simulated time, and holds all contacts up to then: of
    one day, or of several days with few. The first piece has also those waiting at start. A piece
    may be empty. The presence arrays are whole in every piece.
    """
    root = mix(mix(name_hash("ccsim"), seed), replication)
    presence = draw_presence(
        model.sampling.groups, model.people.first, model.people.by_head_count, root
    )
    for customers in _customers(model, root):
        contacts = _contacts(model.sampling, _with_choices(model.sampling, customers))
        draws = Draws(seed, replication, **contacts, **vars(presence))
        yield _read_only(draws)


def _read_only(draws: Draws) -> Draws:
    for array in vars(draws).values():
        if isinstance(array, np.ndarray):
            array.flags.writeable = False
    return draws


@dataclass(frozen=True, eq=False)
class _Volumes:
    """What the volumes of all replications of a model have in common."""

    steps: Steps
    own_cv: Floats  # [queues]
    common_cv: Floats  # [queues]
    others: bool  # some queue may have customers who do not come from its rate


_volumes: WeakKeyDictionary[Model, _Volumes] = WeakKeyDictionary()


def _volumes_of(model: Model) -> _Volumes:
    """Worked out once, kept as long as the model lives."""
    found = _volumes.get(model)
    if found is None:
        clock, queues = model.clock, model.sampling.queues
        days = day_pieces(clock.origin, clock.start, clock.end)
        found = _volumes[model] = _Volumes(
            steps=steps_of([queue.intensity for queue in queues], days),
            own_cv=np.array([queue.own_cv for queue in queues]),
            common_cv=np.array([queue.common_cv for queue in queues]),
            others=any(
                queue.bursts or queue.trace is not None or queue.age is not None for queue in queues
            ),
        )
    return found


def _customers(model: Model, root: Keys) -> Iterator[Grouped]:
    """The customers of each piece, before channel shift."""
    clock, queues = model.clock, model.sampling.queues
    volumes = _volumes_of(model)
    days = volumes.steps.days
    key = np.array([mix_one(int(root), queue.name) for queue in queues], dtype=np.uint64)
    factors = day_factors(
        days,
        key,
        root,
        own_cv=volumes.own_cv,
        common_cv=volumes.common_cv,
    )
    sheets = sheets_of(volumes.steps, factors, key)
    others: list[Customers] = []
    if volumes.others:
        others = [_others(queue, key[number], clock) for number, queue in enumerate(queues)]
    begins = np.array([day.begin for day in days], dtype=np.int64)
    ends = [len(days)]
    if len(days) > 1:
        expected = sheets.expected()
        for customers in others:
            expected += np.diff(np.searchsorted(customers.tick, begins), append=len(customers.tick))
        ends = [*(np.flatnonzero(np.diff(np.cumsum(expected) // PIECE)) + 1).tolist(), len(days)]
    first = 0
    for until in ends:
        begin = begins[first] if first > 0 else -MOST_TICKS  # who waits comes before tick 0
        end = begins[until] if until < len(days) else MOST_TICKS
        yield _all_of(sheets.on_days(first, until), others, begin, end)
        first = until


def _all_of(sheets: Sheets, others: Sequence[Customers], begin: int, end: int) -> Grouped:
    """The customers of the sheets, and of others (by queue, or none at all) those in between."""
    groups = [customers_under(sheets)]
    if others:
        groups.append(grouped([_between(customers, begin, end) for customers in others]))
    return by_queue(groups)


def _others(queue: QueueSampling, key: Keys, clock: Clock) -> Customers:
    """Customers of a queue who do not come from its rate, by tick."""
    parts = [from_burst(burst, clock.end, key) for burst in queue.bursts]
    if queue.trace is not None:
        parts.append(from_trace(queue.trace, clock.start, key))
    if queue.age is not None:
        parts.append(_waiting_at_start(queue.waiting, queue.age, key))
    customers = joined(parts)
    order = np.argsort(customers.tick)
    return Customers(customers.tick[order], customers.key[order])


def _between(customers: Customers, begin: int, end: int) -> Customers:
    rows = slice(*np.searchsorted(customers.tick, (begin, end)))
    return Customers(customers.tick[rows], customers.key[rows])


def _waiting_at_start(count: int, age: Sampler, key: Keys) -> Customers:
    """Contacts that came their age before tick 0 (R15)."""
    keys = mix(mix(key, WAITING), np.arange(count, dtype=np.uint64))
    ages = np.clip(np.rint(age.ppf(draws_of(keys, AGE))), 1, MOST_TICKS)
    return Customers(-ages.astype(np.int64), keys)


@dataclass(frozen=True, eq=False)
class _Chosen:
    """Customers by the queue they come to: those of queue q are at first[q] .. first[q + 1].

    An array that is the same for everybody is None.
    """

    first: NDArray[np.int64]
    tick: NDArray[np.int64]
    key: Keys
    reason: NDArray[np.int16] | None  # None: -1
    shift: NDArray[np.int16] | None  # None: -1
    factor: Floats | None  # of the work, None: 1


def _with_choices(sampling: Sampling, customers: Grouped) -> _Chosen:
    """Reason and channel shift."""
    first, tick, key = customers.first, customers.customers.tick, customers.customers.key
    queues = sampling.queues
    some_shift = any(queue.shifts for queue in queues)
    if not some_shift and not any(len(queue.reason_share) for queue in queues):
        return _Chosen(first, tick, key, None, None, None)
    reason = np.full(len(key), -1, dtype=np.int16)
    factor = np.ones(len(key))
    for queue, rows in zip(queues, _slices(first), strict=True):
        if len(queue.reason_share):
            reason[rows] = _reasons(queue.reason_share, key[rows])
            factor[rows] = sampling.reason_work[reason[rows]]
    if not some_shift:
        return _Chosen(first, tick, key, reason, None, factor)
    to = np.repeat(np.arange(len(queues), dtype=np.int16), np.diff(first))
    shift = np.full(len(key), -1, dtype=np.int16)
    for queue, rows in zip(queues, _slices(first), strict=True):
        if queue.shifts:
            _shift(queue, key[rows], reason[rows], to[rows], shift[rows], factor[rows])
    order = np.argsort(to, kind="stable")
    first = np.searchsorted(to[order], np.arange(len(first)))
    return _Chosen(first, tick[order], key[order], reason[order], shift[order], factor[order])


def _reasons(share: Floats, key: Keys) -> NDArray[np.int16]:
    """The reason of each customer: how many of the shares, added up, its uniform reaches."""
    reason = np.zeros(len(key), dtype=np.int16)
    edges = np.cumsum(share)
    for rows in _blocks(slice(0, len(key))):
        choice = draws_of(key[rows], REASON)
        for edge in (edges / edges[-1])[:-1]:
            reason[rows] += choice >= edge
    return reason


def _shift(
    queue: QueueSampling,
    key: Keys,
    reason: NDArray[np.int16],
    to: NDArray[np.int16],
    shift: NDArray[np.int16],
    factor: Floats,
) -> None:
    """Move customers of the queue elsewhere; changes `to`, `shift` and `factor`.

    One choice a customer: the shifts that take its reason follow one another on [0, 1).
    """
    choice = draws_of(key, SHIFT)
    begin = np.zeros(len(key))
    for move in queue.shifts:
        fits = np.isin(reason, move.reasons) if len(move.reasons) else np.ones(len(key), dtype=bool)
        until = begin + np.where(fits, move.share, 0.0)
        moved = (begin <= choice) & (choice < until)
        to[moved], shift[moved] = move.to, move.index
        factor[moved] *= move.work
        begin = until


def _contacts(sampling: Sampling, chosen: _Chosen) -> dict[str, NDArray[Any]]:
    """The contact arrays of `Draws`, in their order."""
    queues, count = sampling.queues, len(chosen.key)
    numbers = np.arange(len(queues), dtype=np.int16)
    queue_number = np.repeat(numbers, np.diff(chosen.first))
    work = np.empty(count, dtype=np.int64)
    wrap_up = np.zeros(count, dtype=np.int64)
    patience = np.full(count, NEVER, dtype=np.int64)
    relevant = np.ones(count, dtype=np.int8)
    for queue, of_queue in zip(queues, _slices(chosen.first), strict=True):
        for rows in _blocks(of_queue):
            key = chosen.key[rows]
            factor = 1.0 if chosen.factor is None else chosen.factor[rows]
            work[rows] = _nanoseconds(queue.handle, key, HANDLE, factor)
            if queue.triage is not None:
                needless = draws_of(key, RELEVANT) >= queue.relevant
                if chosen.shift is not None:
                    needless &= chosen.shift[rows] < 0
                posts = np.flatnonzero(needless)
                relevant[rows][posts] = 0  # R90
                work[rows][posts] = _nanoseconds(queue.triage, key[posts], HANDLE, 1.0)
            if queue.wrap_up is not None:
                wrap_up[rows] = _nanoseconds(queue.wrap_up, key, WRAP_UP, factor)
            if queue.patience is not None:
                patience[rows] = _patience(queue.patience, key)
            if queue.balk > 0:
                patience[rows][draws_of(key, BALK) < queue.balk] = 0
    order = _in_order(chosen.tick, queue_number, chosen.key)
    key = chosen.key[order]
    pick = np.empty(count, dtype=np.int64)
    for rows in _blocks(slice(0, count)):
        pick[rows] = mix(key[rows], PICK) >> np.uint64(32)
    # Sorting costs more than anything else here: no array that is the same for everybody is.
    nothing = np.full(count, -1, dtype=np.int16)
    some_wrap_up = any(queue.wrap_up is not None for queue in queues)
    some_triage = any(queue.triage is not None for queue in queues)
    return {
        "tick": chosen.tick[order],
        "queue": queue_number[order] if len(queues) > 1 else queue_number,
        "key": key,
        "reason": nothing if chosen.reason is None else chosen.reason[order],
        "shift": nothing if chosen.shift is None else chosen.shift[order],
        "work": work[order],
        "wrap_up": wrap_up[order] if some_wrap_up else wrap_up,
        "patience": patience[order],
        "pick": pick,
        "relevant": relevant[order] if some_triage else relevant,
    }


def _nanoseconds(
    sampler: Sampler, key: Keys, purpose: int, factor: Floats | float
) -> NDArray[np.float64]:
    """Whole nanoseconds at full speed."""
    work = sampler.ppf(draws_of(key, purpose))
    work *= factor
    np.minimum(work, float(MOST_TICKS), out=work)
    work *= NANOSECONDS_PER_TICK
    return np.rint(work, out=work)


def _patience(sampler: Sampler, key: Keys) -> NDArray[np.float64]:
    """Whole ticks; only customers who balk have 0."""
    ticks = np.rint(sampler.ppf(draws_of(key, PATIENCE)))
    np.maximum(ticks, 1.0, out=ticks)
    return np.minimum(ticks, float(MOST_TICKS), out=ticks)


def _in_order(tick: NDArray[np.int64], queue: NDArray[np.int16], key: Keys) -> NDArray[np.int64]:
    """Places of the contacts by tick, then queue, then key."""
    if not len(tick):
        return np.empty(0, dtype=np.int64)
    queues, first_tick = int(queue.max()) + 1, int(tick.min())
    code = tick - first_tick
    code *= queues
    code += queue
    bits = len(code).bit_length()
    if (int(tick.max()) + 1 - first_tick) * queues < 2 ** (63 - bits):
        # Sorting numbers is much faster than sorting their places: the place is in the lower bits.
        code <<= bits
        code |= np.arange(len(code))
        code.sort()
        order: NDArray[np.int64] = code & (2**bits - 1)
        code >>= bits
    else:
        order = np.argsort(code)
        code = code[order]
    same = code[1:] == code[:-1]
    if same.any():
        tied = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
        rows = order[tied]
        order[tied] = rows[np.lexsort((key[rows], code[tied]))]
    return order


def _slices(first: NDArray[np.int64]) -> list[slice]:
    return [slice(begin, until) for begin, until in pairwise(first.tolist())]


def _blocks(rows: slice) -> Iterator[slice]:
    """The rows in blocks whose arrays fit into a core's cache."""
    for begin in range(rows.start, rows.stop, BLOCK):
        yield slice(begin, min(begin + BLOCK, rows.stop))
