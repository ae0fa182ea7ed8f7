"""What cannot happen in a model: where a share of 0 or 1 is certain and needs no interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.events import After
from sim.metrics.confidence import Estimate
from sim.metrics.origins import Origin, follow_up_origins
from sim.metrics.service_level import FORMULAS, RESPONSE
from sim.model import Model

Flags = NDArray[np.bool_]

SERVICE = {"service_level", RESPONSE.metric, "response_level_arrived"} | {
    formula.metric for formula in FORMULAS if formula.id not in ("SL-3", "SL-4", "SL-5", "SL-6")
}
"""Service levels that are 0 where nobody answers; the others may credit customers who leave."""


@dataclass(frozen=True, eq=False)
class Certain:
    """By entity (queues, totals of lists, the center): what cannot happen there."""

    nobody_leaves: Flags
    nobody_expires: Flags
    nobody_blocked: Flags
    nobody_answers: Flags  # no agent is ever planned who may take these contacts
    no_callback: Flags
    nothing_after_contained: Flags
    all_or_none_contained: Flags  # or no sessions at all
    all_or_none_reached: Flags  # or nobody is dialled
    no_origin: dict[Origin, Flags]  # of the queue that causes such attempts
    no_follow_up: Flags  # of the whole model: every issue is one attempt
    no_self_service: Flags  # of the whole model
    company_does_nothing: Flags  # of the whole model
    # by group, then the center
    no_work: Flags  # its agents have no skill at all
    no_live_work: Flags  # its agents have skills for deferred work alone, or none

    def of(self, metric: str) -> Flags | None:
        """Where this metric is certain; None: it never is."""
        if metric in SERVICE:
            return self.nobody_answers
        match metric:
            case "abandon_rate" | "abandon_rate_excl_short":
                return self.nobody_leaves
            case "answer_rate" | "dispatch" | "response_rate" | "wait_probability":
                return self.nobody_answers
            case "blocked_rate" | "reach":
                return self.nobody_blocked
            case "lost_rate":
                return self.nobody_leaves & self.nobody_expires & self.nobody_blocked
            case "callback_rate":
                return self.no_callback
            case "repeat_rate":
                return self.no_origin[Origin.REPEAT]
            case "redial_rate":
                return self.no_origin[Origin.REDIAL]
            case "re_routed":
                return self.no_origin[Origin.TRANSFER] & self.no_origin[Origin.MOVED]
            case "containment":
                return self.all_or_none_contained
            case "bounce_back":
                return self.nothing_after_contained
            case "reached_rate":
                return self.all_or_none_reached
            case "self_service":
                return self.no_self_service
            case "proactive":
                return self.company_does_nothing
            case "fcr" | "fcr_strict":
                return self.no_follow_up
            case _:
                return None

    def of_groups(self, metric: str) -> Flags | None:
        """Groups, and last the center, where this metric of agents is certain; None: never."""
        match metric:
            case "occupancy" | "slot_occupancy":
                return self.no_work
            case "live_occupancy":
                return self.no_live_work
            case _:
                return None


def certain(model: Model) -> Certain:
    """What the model rules out, whatever is drawn."""
    queues, judging = model.queues, model.judging
    count = len(model.labels.queues)
    leaves = np.isfinite(judging.mean_patience) | (judging.balk > 0) | (queues.drop_at_close == 1)
    no_line = (queues.lines >= 0) & (queues.takes_line == 1)
    shut = ~_always_open(model) & (queues.asynchronous == 0)
    blocked = no_line | (queues.max_waiting >= 0) | shut
    bots, outbound = model.self_service.is_one == 1, model.dialling.is_one == 1
    shares = model.self_service.contained
    sometimes = bots & ((shares > 0) & (shares < 2**32)).any(axis=1)
    mixed = bots & (shares.min(axis=1) != shares.max(axis=1))
    by_chance = (model.dialling.reached > 0) & (model.dialling.reached < 2**32)
    origins = follow_up_origins(model)
    by_company = outbound.any() or bool((origins == Origin.COMPANY).any())

    skilled = model.skills.rank > 0

    def everywhere(so: bool) -> Flags:
        return _entities(np.full(count, so), model)

    return Certain(
        nobody_leaves=_entities(~leaves, model),
        nobody_expires=_entities(model.threads.window < 0, model),
        nobody_blocked=_entities(~blocked, model),
        nobody_answers=_entities(~_has_seats(model), model),
        no_callback=_entities(model.callbacks.to < 0, model),
        nothing_after_contained=_entities(~_after_contained(model), model),
        all_or_none_contained=_alike(sometimes | mixed, bots, model),
        all_or_none_reached=_alike(outbound & by_chance, outbound, model),
        no_origin={one: _entities(~_causes(one, model), model) for one in Origin},
        no_follow_up=everywhere(not model.labels.follow_ups),
        no_self_service=everywhere(not bots.any()),
        company_does_nothing=everywhere(not by_company),
        no_work=_groups(skilled),
        no_live_work=_groups(skilled[:, queues.deferred == 0]),
    )


def _has_seats(model: Model) -> Flags:
    """Queues for which an agent with the skill is planned at some time, rostered or seated."""
    staffed = (model.judging.paid.sum(axis=1) > 0) | (model.judging.planned.sum(axis=1) > 0)
    flags: Flags = (model.skills.rank[staffed] > 0).any(axis=0)
    # without a group, or in a warm-up alone, somebody might answer
    return flags | (model.clock.start > 0)


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


def _alike(by_chance: Flags, concerned: Flags, model: Model) -> Flags:
    """Entities in which at most one queue is concerned, and chance decides nothing there.

    A sum over several queues depends on how many each of them gets.
    """
    members = [[number] for number in range(len(concerned))]
    members += [list(inside) for _, inside in model.labels.totals]
    members.append(list(range(len(concerned))))
    return np.array(
        [not by_chance[inside].any() and int(concerned[inside].sum()) <= 1 for inside in members]
    )


def _entities(by_queue: Flags, model: Model) -> Flags:
    totals = [bool(by_queue[list(inside)].all()) for _, inside in model.labels.totals]
    return np.array([*by_queue, *totals, by_queue.all()])


def _groups(skilled: Flags) -> Flags:
    """Groups without any of these skills [group, queue], then whether none has one."""
    return np.append(~skilled.any(axis=1), not skilled.any())


def without_interval(estimate: Estimate, where: Flags) -> Estimate:
    """The same with low = high = mean where the figure is certain and has an interval."""
    low = np.where(where & np.isfinite(estimate.low), estimate.mean, estimate.low)
    high = np.where(where & np.isfinite(estimate.high), estimate.mean, estimate.high)
    return Estimate(estimate.mean, low, high)
