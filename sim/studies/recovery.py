"""How long queues take to recover from an event: the same customers with and without it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.metrics.cells import TICKS_PER_SECOND, Floats
from sim.metrics.tally import Tally
from sim.metrics.targets import met_by_queue
from sim.model import Model
from sim.scenario import Scenario
from sim.studies.result import Study

Flags = NDArray[np.bool_]

IN_A_ROW = 2
"""Intervals on target after which a queue has recovered."""


@dataclass(frozen=True)
class Recovery:
    """Seconds from an event until a queue has recovered, by replication; None: not in the period.

    Recovered: from the beginning of the first of two consecutive intervals that are on target with
    a backlog at or under that of the world without the event. Intervals without contacts to judge
    are passed over. 0: never off target.
    """

    event: str
    queue: str
    seconds: tuple[float | None, ...]

    @property
    def not_within_period(self) -> int:
        """Replications in which the queue has not recovered by the end."""
        return sum(one is None for one in self.seconds)

    def percentile(self, percent: float) -> float | None:
        """The smallest time that so many percent of the replications did not exceed.

        None where that is "not within the period". (A mean would have to leave those out.)
        """
        ordered = sorted(math.inf if one is None else one for one in self.seconds)
        value = ordered[max(math.ceil(len(ordered) * percent / 100), 1) - 1]
        return None if math.isinf(value) else value


def without_events(scenario: Scenario) -> Scenario:
    """The same scenario in which nothing special happens."""
    return scenario.replace("events", None)


def recoveries(study: Study, calm: Study) -> tuple[Recovery, ...]:
    """Every event of the reported period and every queue with a target.

    `calm` is the study of `without_events(study.scenario)` with the same seed and replications, so
    that both have the same customers but for those of the events. ValueError if it is not.
    """
    if (study.seed, study.replications) != (calm.seed, calm.replications):
        raise ValueError("the two studies need the same seed and number of replications")
    model = study.model
    pairs = list(zip(study.tallies, calm.tallies, strict=True))
    found = []
    for name, event in study.scenario.tree.events.items():
        at = (event.at - model.clock.origin) // timedelta(milliseconds=1)
        if model.clock.start <= at < model.clock.end:
            found += _after(name, at, model, pairs)
    return tuple(found)


def _after(
    event: str, at: int, model: Model, pairs: Sequence[tuple[Tally, Tally]]
) -> list[Recovery]:
    queues = len(model.labels.queues)
    seconds: list[list[float | None]] = [[] for _ in range(queues)]
    has_target = np.zeros(queues, dtype=np.bool_)
    for with_event, without in pairs:
        judged, met = met_by_queue(with_event.interval.contacts, model, queues)
        has_target |= judged.any(axis=0)
        good = met & _no_more_backlog(with_event, without, queues)
        for queue in range(queues):
            seconds[queue].append(_seconds(judged[:, queue], good[:, queue], at, model))
    return [
        Recovery(event, model.labels.queues[queue], tuple(seconds[queue]))
        for queue in np.flatnonzero(has_target)
    ]


def _no_more_backlog(with_event: Tally, without: Tally, queues: int) -> Flags:
    backlog: list[Floats] = [
        one.interval.contacts["backlog"][:, :queues] for one in (with_event, without)
    ]
    flags: Flags = backlog[0] <= backlog[1]
    return flags


def _seconds(judged: Flags, good: Flags, at: int, model: Model) -> float | None:
    clock = model.clock
    first = (at - clock.start) // clock.interval
    considered = np.flatnonzero(judged[first:]) + first
    for place in range(len(considered) - IN_A_ROW + 1):
        if good[considered[place : place + IN_A_ROW]].all():
            begin = clock.start + int(considered[place]) * clock.interval
            return max(begin - at, 0) / TICKS_PER_SECOND
    return None


def recovery_document(found: Sequence[Recovery]) -> list[dict[str, Any]]:
    """Plain values for `--json`; null: not within the period."""
    return [
        {
            "event": one.event,
            "queue": one.queue,
            "recovery_s": {
                "median": one.percentile(50),
                "p10": one.percentile(10),
                "p90": one.percentile(90),
                "by_replication": list(one.seconds),
            },
            "replications": len(one.seconds),
            "not_within_period": one.not_within_period,
        }
        for one in found
    ]
