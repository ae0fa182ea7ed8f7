"""Where attempts went: from queue to queue, by channel shift, follow-up, callback, turn, spread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.metrics.confidence import Estimate
from sim.metrics.origins import Origin, follow_up_origins
from sim.model import Model


@dataclass(frozen=True)
class Flow:
    """Attempts per replication that one cause took from `source` to `to`; nan: no interval."""

    source: str
    to: str
    name: str  # as in Labels.shifts or Labels.follow_ups
    origin: Origin
    mean: float
    low: float
    high: float


def flows(model: Model, counts: Estimate) -> list[Flow]:
    """All flows that the scenario has. `counts`: channel shifts, then follow-ups, as in Labels."""
    queues = model.labels.queues
    names = (*model.labels.shifts, *model.labels.follow_ups)
    return [
        Flow(
            source=queues[source],
            to=queues[to],
            name=names[number],
            origin=origin,
            mean=float(counts.mean[number]),
            low=float(counts.low[number]),
            high=float(counts.high[number]),
        )
        for number, source, to, origin in _ends(model)
    ]


def _ends(model: Model) -> Iterator[tuple[int, int, int, Origin]]:
    """Place in the counts, both ends and the origin of every flow."""
    for queue, sampling in enumerate(model.sampling.queues):
        for shift in sampling.shifts:
            yield shift.index, queue, shift.to, Origin.CHANNEL_SHIFT
    shifts = len(model.labels.shifts)
    table, callbacks = model.follow_ups, model.callbacks
    origins = follow_up_origins(model)
    for number in range(len(table.source)):
        origin = Origin(int(origins[number]))
        yield shifts + number, int(table.source[number]), int(table.to[number]), origin
    for queue in range(len(callbacks.to)):
        if callbacks.to[queue] >= 0:
            place = shifts + int(callbacks.follow_up[queue])
            yield place, queue, int(callbacks.to[queue]), Origin.CALLBACK
    for queue, turn in enumerate(model.threads.follow_up.tolist()):
        if turn >= 0:
            yield shifts + turn, queue, queue, Origin.TURN
    posts = model.posts
    for edge, number in enumerate(posts.follow_up.tolist()):
        yield shifts + number, int(posts.source[edge]), int(posts.to[edge]), Origin.SPREAD
