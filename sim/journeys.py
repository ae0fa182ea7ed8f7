"""What customers do next, as arrays: follow-ups, callbacks, turns, spread, peers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtr

from sim.arrivals.sampling import Sampler, sampler
from sim.arrivals.tables import CELLS, quantile_table
from sim.engine.events import After
from sim.keys import name_hash
from sim.model import (
    Callbacks,
    Dialling,
    Durations,
    FollowUps,
    Peers,
    Posts,
    QueueSampling,
    SelfService,
    Threads,
)
from sim.scenario.schema import Distribution, FollowUp, Queue, ScenarioTree

Ints = NDArray[np.int64]

KINDS = {"repeat": 0, "transfer": 1, "moved": 2}
WHEN = {"expected_wait": 0, "queue_length": 1, "waited": 2}
MILLION = 1_000_000
NANOSECOND = 1e-6
"""In ticks."""


class _Tables:
    """Quantile tables, each distribution once."""

    def __init__(self) -> None:
        self._rows: list[Ints] = []
        self._numbers: dict[tuple[object, ...], int] = {}

    def number(self, drawn: Sampler, unit: float, least: int) -> int:
        sample = None if drawn.sample is None else drawn.sample.tobytes()
        key = (drawn.kind, drawn.mean, drawn.cv, drawn.low, drawn.high, sample, unit, least)
        if key not in self._numbers:
            self._numbers[key] = len(self._rows)
            self._rows.append(quantile_table(drawn, unit, least))
        return self._numbers[key]

    def array(self) -> Ints:
        return np.array(self._rows, dtype=np.int64).reshape(-1, CELLS)


def follow_up_names(tree: ScenarioTree) -> tuple[str, ...]:
    """Names of the follow-ups; callbacks, further turns and what a post causes are some as well."""
    callbacks = [f"callback: {name}" for name, queue in tree.queues.items() if queue.callback]
    turns = [f"turn: {name}" for name, queue in tree.queues.items() if _has_turns(queue)]
    spreads = [
        f"spread: {name} to {to}"
        for name, queue in tree.queues.items()
        if queue.spread
        for to in queue.spread.to
    ]
    return (*tree.follow_ups, *callbacks, *turns, *spreads)


def _has_turns(queue: Queue) -> bool:
    return queue.turns is not None and queue.turns.mean > 1


@dataclass(frozen=True)
class Journeys:
    """All that says which attempts follow from an attempt, and their durations."""

    follow_ups: FollowUps
    callbacks: Callbacks
    threads: Threads
    posts: Posts
    peers: Peers
    durations: Durations


def journeys(
    tree: ScenarioTree,
    tables_read: Mapping[str, Sequence[float]],
    sampling: Sequence[QueueSampling],
) -> Journeys:
    """Follow-ups, callbacks, turns, spread and peers, and the tables of their durations."""
    tables = _Tables()
    numbers = {name: number for number, name in enumerate(tree.queues)}

    def drawn(spec: Distribution, path: str) -> Sampler:
        return sampler(spec, tables_read.get(f"{path}.file"))

    delays = {
        name: drawn(spec.delay, f"follow_ups.{name}.delay")
        for name, spec in tree.follow_ups.items()
    }
    gaps = {
        name: drawn(queue.gap, f"queues.{name}.gap")
        for name, queue in tree.queues.items()
        if queue.gap is not None
    }
    peers = {
        name: drawn(queue.peers.delay, f"queues.{name}.peers.delay")
        for name, queue in tree.queues.items()
        if queue.peers is not None
    }
    follow_ups = _follow_ups(tree.follow_ups, delays, numbers, tables)
    threads = _threads(tree, gaps, tables)
    posts = _posts(tree, numbers, tables)
    reached = {numbers[queue.callback.to] for queue in tree.queues.values() if queue.callback}
    reached |= set(follow_ups.to.tolist()) | set(posts.to.tolist())
    reached |= set(np.flatnonzero(threads.follow_up >= 0).tolist())
    return Journeys(
        follow_ups=follow_ups,
        callbacks=_callbacks(tree, numbers, sampling),
        threads=threads,
        posts=posts,
        peers=_peers(tree, peers, tables),
        durations=_durations(tree, sampling, reached, tables),
    )


def _follow_ups(
    written: Mapping[str, FollowUp],
    delays: Mapping[str, Sampler],
    numbers: Mapping[str, int],
    tables: _Tables,
) -> FollowUps:
    choices: dict[tuple[str, str, int, str], list[str]] = {}
    for name, spec in written.items():
        choice = (spec.from_, spec.after.event, spec.after.waited, spec.by)
        choices.setdefault(choice, []).append(name)
    rows: list[tuple[int, ...]] = []
    for number, ((source, event, waited, by), names) in enumerate(choices.items()):
        lower = 0.0
        for name in names:
            spec = written[name]
            upper = min(lower + spec.probability, 1.0)
            rows.append(
                (
                    name_hash(name),
                    number,
                    name_hash(f"choice {event} {waited} {by}"),
                    numbers[source],
                    After[event.upper()],
                    waited,
                    numbers[spec.to],
                    round(lower * 2**32),
                    round(upper * 2**32),
                    tables.number(delays[name], 1.0, 0),
                    round(spec.work * MILLION),
                    round(spec.settles * 2**32),
                    KINDS[spec.as_],
                    int(spec.by == "company"),
                    spec.warm or 0,
                )
            )
            lower = upper
    columns = list(zip(*rows, strict=True)) if rows else [()] * 15

    def ints(place: int) -> Ints:
        return np.array(columns[place], dtype=np.int64)

    return FollowUps(
        name=np.array(columns[0], dtype=np.uint64),
        choice=ints(1),
        choice_name=np.array(columns[2], dtype=np.uint64),
        source=ints(3),
        after=ints(4),
        waited=ints(5),
        to=ints(6),
        lower=ints(7),
        upper=ints(8),
        delay=ints(9),
        work=ints(10),
        settles=ints(11),
        kind=ints(12),
        by_company=ints(13),
        warm=ints(14),
    )


def _threads(tree: ScenarioTree, gaps: Mapping[str, Sampler], tables: _Tables) -> Threads:
    names = follow_up_names(tree)
    goes_on, gap, window, follow_up = [], [], [], []
    for name, queue in tree.queues.items():
        turns = _has_turns(queue)
        assert queue.turns is not None or not turns
        goes_on.append(1 - 1 / queue.turns.mean if turns and queue.turns else 0.0)
        gap.append(tables.number(gaps[name], 1.0, 0) if turns else -1)
        window.append(-1 if queue.reply_window is None else queue.reply_window)
        follow_up.append(names.index(f"turn: {name}") if turns else -1)
    return Threads(
        is_one=np.array([int(q.channel == "messaging") for q in tree.queues.values()], np.int64),
        goes_on=_shares(goes_on),
        gap=np.array(gap, dtype=np.int64),
        window=np.array(window, dtype=np.int64),
        name=np.array([name_hash(f"turn: {name}") for name in tree.queues], dtype=np.uint64),
        follow_up=np.array(follow_up, dtype=np.int64),
    )


def _posts(tree: ScenarioTree, numbers: Mapping[str, int], tables: _Tables) -> Posts:
    names = follow_up_names(tree)
    edges: list[tuple[int, int, int, int, int]] = []
    limits: list[Ints] = []
    for source, queue in tree.queues.items():
        if queue.spread is None:
            continue
        mean_delay = queue.spread.half_life / float(np.log(2))
        delay = tables.number(Sampler("exponential", mean_delay, 1.0), 1.0, 0)
        for to, mean in queue.spread.to.items():
            name = f"spread: {source} to {to}"
            edge = numbers[source], numbers[to], name_hash(name), names.index(name), delay
            edges.append(edge)
            limits.append(_poisson_limits(mean))
    widest = max((len(each) for each in limits), default=1)
    padded = [np.pad(each, (0, widest - len(each)), constant_values=2**32) for each in limits]
    columns = list(zip(*edges, strict=True)) if edges else [()] * 5
    queues = list(tree.queues.values())
    return Posts(
        is_one=np.array([int(queue.channel == "social") for queue in queues], dtype=np.int64),
        at_most=np.array([q.spread.at_most if q.spread else -1 for q in queues], dtype=np.int64),
        source=np.array(columns[0], dtype=np.int64),
        to=np.array(columns[1], dtype=np.int64),
        name=np.array(columns[2], dtype=np.uint64),
        follow_up=np.array(columns[3], dtype=np.int64),
        limits=np.array(padded, dtype=np.int64).reshape(-1, widest),
        delay=np.array(columns[4], dtype=np.int64),
    )


def _poisson_limits(mean: float) -> Ints:
    """P(N <= k) of 2**32 for k = 0, 1, ... until certain: a draw below limit k gives N <= k."""
    counts = np.arange(int(mean + 20 * np.sqrt(mean)) + 30)
    limits: Ints = np.rint(pdtr(counts, mean) * 2.0**32).astype(np.int64)
    return limits[: int(np.searchsorted(limits, 2**32)) + 1]


def _peers(tree: ScenarioTree, delays: Mapping[str, Sampler], tables: _Tables) -> Peers:
    answers = [0.0 if q.peers is None else q.peers.answer for q in tree.queues.values()]
    rows = [tables.number(delays[n], 1.0, 0) if n in delays else -1 for n in tree.queues]
    return Peers(answer=_shares(answers), delay=np.array(rows, dtype=np.int64))


def _durations(
    tree: ScenarioTree, sampling: Sequence[QueueSampling], reached: set[int], tables: _Tables
) -> Durations:
    def numbers(of: Sequence[Sampler | None], unit: float, least: int) -> Ints:
        return np.array(
            [
                -1 if drawn is None or queue not in reached else tables.number(drawn, unit, least)
                for queue, drawn in enumerate(of)
            ],
            dtype=np.int64,
        )

    handle = numbers([queue.handle for queue in sampling], NANOSECOND, 0)
    wrap_up = numbers([queue.wrap_up for queue in sampling], NANOSECOND, 0)
    patience = numbers([queue.patience for queue in sampling], 1.0, 1)
    work = [reason.work for reason in tree.reasons.values()]
    return Durations(
        table=tables.array(),
        handle=handle,
        wrap_up=wrap_up,
        patience=patience,
        balk=_shares([queue.balk for queue in sampling]),
        reason_work=np.array([round(factor * MILLION) for factor in [*work, 1.0]], dtype=np.int64),
    )


def _callbacks(
    tree: ScenarioTree, numbers: Mapping[str, int], sampling: Sequence[QueueSampling]
) -> Callbacks:
    names = follow_up_names(tree)
    to, follow_up, when, limit, accepted, slot = [], [], [], [], [], []
    for name, queue in tree.queues.items():
        offer = queue.callback
        to.append(-1 if offer is None else numbers[offer.to])
        follow_up.append(-1 if offer is None else names.index(f"callback: {name}"))
        when.append(0 if offer is None else WHEN[offer.when.kind])
        limit.append(0 if offer is None else offer.when.limit)
        accepted.append(0.0 if offer is None else offer.accepted)
        slot.append(0 if offer is None else offer.slot)
    return Callbacks(
        to=np.array(to, dtype=np.int64),
        follow_up=np.array(follow_up, dtype=np.int64),
        name=np.array([name_hash(f"callback: {name}") for name in numbers], dtype=np.uint64),
        when=np.array(when, dtype=np.int64),
        limit=np.array(limit, dtype=np.int64),
        accepted=_shares(accepted),
        slot=np.array(slot, dtype=np.int64),
        mean_handle=np.array(
            [round(q.handle.mean + (q.wrap_up.mean if q.wrap_up else 0)) for q in sampling],
            dtype=np.int64,
        ),
    )


def dialling(queues: Sequence[Queue]) -> Dialling:
    """How the company dials; queues that are not outbound have zeros."""
    dials = [queue.dial for queue in queues]
    return Dialling(
        is_one=np.array([int(queue.channel == "outbound") for queue in queues], dtype=np.int64),
        reached=_shares([0.0 if dial is None else dial.reached for dial in dials]),
        attempts=np.array([1 if dial is None else dial.attempts for dial in dials], np.int64),
        retry=np.array([0 if dial is None else dial.retry for dial in dials], dtype=np.int64),
        ring=np.array([0 if dial is None else dial.ring for dial in dials], dtype=np.int64),
    )


def self_service(queues: Sequence[Queue], reasons: Sequence[str]) -> SelfService:
    """Containment by queue and reason; the last column is for contacts without a reason."""
    rows = []
    for queue in queues:
        contained = queue.contained
        if contained is None:
            rows.append([0.0] * (len(reasons) + 1))
        elif contained.share is not None:
            rows.append([contained.share] * (len(reasons) + 1))
        else:
            rows.append([contained.by_reason.get(reason, 0.0) for reason in reasons] + [0.0])
    return SelfService(
        is_one=np.array([int(queue.channel == "self_service") for queue in queues], np.int64),
        contained=np.stack([_shares(row) for row in rows]),
    )


def _shares(values: Sequence[float]) -> Ints:
    """Shares as limits for 32-bit draws."""
    return np.array([round(value * 2**32) for value in values], dtype=np.int64)
