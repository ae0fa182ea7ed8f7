"""What cannot happen in a model: where a share of 0 or 1 is certain and needs no interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.events import After
from sim.metrics.confidence import Estimate
from sim.metrics.origins import Origin, follow_up_origins
from sim.model import Model

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Certain:
    """By entity (queues, totals of lists, the center): what cannot happen there."""

    nobody_leaves: Flags
    nobody_blocked: Flags
    no_callback: Flags
    nothing_after_contained: Flags
    no_origin: dict[Origin, Flags]  # of the queue that causes such attempts
    no_follow_up: Flags  # of the whole model: every issue is one attempt

    def of(self, metric: str) -> Flags | None:
        """Where this metric is certain; None: it never is."""
        match metric:
            case "abandon_rate" | "abandon_rate_excl_short":
                return self.nobody_leaves
            case "blocked_rate" | "reach":
                return self.nobody_blocked
            case "lost_rate":
                return self.nobody_leaves & self.nobody_blocked
            case "callback_rate":
                return self.no_callback
            case "repeat_rate":
                return self.no_origin[Origin.REPEAT]
            case "redial_rate":
                return self.no_origin[Origin.REDIAL]
            case "re_routed":
                return self.no_origin[Origin.TRANSFER] & self.no_origin[Origin.MOVED]
            case "bounce_back":
                return self.nothing_after_contained
            case "fcr" | "fcr_strict":
                return self.no_follow_up
            case _:
                return None


def certain(model: Model) -> Certain:
    """What the model rules out, whatever is drawn."""
    queues, judging = model.queues, model.judging
    leaves = np.isfinite(judging.mean_patience) | (judging.balk > 0) | (queues.drop_at_close == 1)
    no_line = (queues.lines >= 0) & (queues.takes_line == 1)
    blocked = no_line | (queues.max_waiting >= 0) | ~_always_open(model)
    none_at_all = np.full(len(model.labels.queues), not model.labels.follow_ups)
    return Certain(
        nobody_leaves=_entities(~leaves, model),
        nobody_blocked=_entities(~blocked, model),
        no_callback=_entities(model.callbacks.to < 0, model),
        nothing_after_contained=_entities(~_after_contained(model), model),
        no_origin={one: _entities(~_causes(one, model), model) for one in Origin},
        no_follow_up=_entities(none_at_all, model),
    )


def _after_contained(model: Model) -> Flags:
    """Queues with a follow-up, by whomever, after a contained session."""
    table = model.follow_ups
    causes = np.zeros(len(model.labels.queues), dtype=np.bool_)
    causes[table.source[table.after == After.CONTAINED]] = True
    return causes


def _causes(origin: Origin, model: Model) -> Flags:
    """Queues with a follow-up that makes attempts of this origin."""
    causes = np.zeros(len(model.labels.queues), dtype=np.bool_)
    table = model.follow_ups
    causes[table.source[follow_up_origins(model)[: len(table.source)] == origin]] = True
    return causes


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
