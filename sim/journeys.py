"""What customers do next, as arrays: follow-ups, callbacks, dialling, self-service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.arrivals.sampling import Sampler, sampler
from sim.arrivals.tables import CELLS, quantile_table
from sim.engine.events import After
from sim.keys import name_hash
from sim.model import Callbacks, Dialling, Durations, FollowUps, QueueSampling, SelfService
from sim.scenario.schema import FollowUp, Queue, ScenarioTree

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
    """Names of the follow-ups; the callback of a queue is one as well."""
    callbacks = [f"callback: {name}" for name, queue in tree.queues.items() if queue.callback]
    return (*tree.follow_ups, *callbacks)


def journeys(
    tree: ScenarioTree,
    tables_read: Mapping[str, Sequence[float]],
    sampling: Sequence[QueueSampling],
) -> tuple[FollowUps, Durations, Callbacks]:
    """Follow-ups, the tables of their durations, and the offers of callbacks."""
    tables = _Tables()
    numbers = {name: number for number, name in enumerate(tree.queues)}
    delays = {
        name: sampler(spec.delay, tables_read.get(f"follow_ups.{name}.delay.file"))
        for name, spec in tree.follow_ups.items()
    }
    follow_ups = _follow_ups(tree.follow_ups, delays, numbers, tables)
    called = {numbers[queue.callback.to] for queue in tree.queues.values() if queue.callback}
    reached = called | set(follow_ups.to.tolist())
    durations = _durations(tree, sampling, reached, tables)
    return follow_ups, durations, _callbacks(tree, numbers, sampling)


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
                )
            )
            lower = upper
    columns = list(zip(*rows, strict=True)) if rows else [()] * 14

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
    )


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
    to, follow_up, when, limit, accepted = [], [], [], [], []
    for name, queue in tree.queues.items():
        offer = queue.callback
        to.append(-1 if offer is None else numbers[offer.to])
        follow_up.append(-1 if offer is None else names.index(f"callback: {name}"))
        when.append(0 if offer is None else WHEN[offer.when.kind])
        limit.append(0 if offer is None else offer.when.limit)
        accepted.append(0.0 if offer is None else offer.accepted)
    return Callbacks(
        to=np.array(to, dtype=np.int64),
        follow_up=np.array(follow_up, dtype=np.int64),
        name=np.array([name_hash(f"callback: {name}") for name in numbers], dtype=np.uint64),
        when=np.array(when, dtype=np.int64),
        limit=np.array(limit, dtype=np.int64),
        accepted=_shares(accepted),
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
