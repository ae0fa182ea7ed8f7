"""What cannot happen in a model: where a share of 0 or 1 is certain and needs no interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.metrics.confidence import Estimate
from sim.model import Model

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Certain:
    """By entity (queues, totals of lists, the center): nobody can leave, nobody can be blocked."""

    nobody_leaves: Flags
    nobody_blocked: Flags

    def of(self, metric: str) -> Flags | None:
        """Where this metric is certain; None: it never is."""
        match metric:
            case "abandon_rate" | "abandon_rate_excl_short":
                return self.nobody_leaves
            case "blocked_rate" | "reach":
                return self.nobody_blocked
            case "lost_rate":
                return self.nobody_leaves & self.nobody_blocked
            case _:
                return None


def certain(model: Model) -> Certain:
    """What the model rules out, whatever is drawn."""
    queues, judging = model.queues, model.judging
    leaves = np.isfinite(judging.mean_patience) | (judging.balk > 0) | (queues.drop_at_close == 1)
    no_line = (queues.lines >= 0) & (queues.takes_line == 1)
    blocked = no_line | (queues.max_waiting >= 0) | ~_always_open(model)
    return Certain(_entities(~leaves, model), _entities(~blocked, model))


def _always_open(model: Model) -> Flags:
    """Queues that are open during all of the simulated time."""
    queues = model.queues
    open_ticks = np.bincount(
        queues.open_queue,
        weights=queues.open_until - queues.open_from,
        minlength=len(model.labels.queues),
    )
    flags: Flags = open_ticks >= model.clock.end
    return flags


def _entities(by_queue: Flags, model: Model) -> Flags:
    totals = [bool(by_queue[list(inside)].all()) for _, inside in model.labels.totals]
    return np.array([*by_queue, *totals, by_queue.all()])


def without_interval(estimate: Estimate, where: Flags) -> Estimate:
    """The same with low = high = mean where the figure is certain and has an interval."""
    low = np.where(where & np.isfinite(estimate.low), estimate.mean, estimate.low)
    high = np.where(where & np.isfinite(estimate.high), estimate.mean, estimate.high)
    return Estimate(estimate.mean, low, high)
