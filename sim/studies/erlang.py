"""The Erlang check: what Erlang C and Erlang A say per queue, beside the simulation.

Each interval is taken as a steady state of its own. Erlang knows one pool of agents and one stream
of contacts, so a queue is given all agents who may take it (the planned seats of the groups with
the skill) and all the live work those agents do: its own contacts and what other queues bring to
them, first attempts and what the simulation says is caused by earlier ones.
A group that serves several queues, and a queue that several groups serve, share so that the load
per seat is as even as the skills allow. Intervals are weighted by the queue's expected contacts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analytic import ErlangArrays, erlang_a_array, erlang_c_array
from sim.metrics.bins import bins_of, sum_slots
from sim.metrics.cells import TICKS_PER_SECOND, Floats
from sim.metrics.tally import Tally
from sim.model import Model

SHARING_ROUNDS = 100


@dataclass(frozen=True, eq=False)
class ErlangSide:
    """One Erlang model over the whole period, and by interval (nan where nothing is expected).

    Shares in [0, 1], times in seconds. An interval with more work than agents that loses nobody is
    `unstable`: its queue grows for ever, so none of its contacts counts as in time, and the waits
    of the period are not available (nan). `service_level` is nan without a target time.
    """

    service_level: float
    wait_probability: float
    asa_s: float
    abandon_rate: float
    occupancy: float
    unstable_intervals: int
    by_interval: ErlangArrays

    @property
    def status(self) -> str:
        """ "stable", or "unstable" if any interval is."""
        return "unstable" if self.unstable_intervals else "stable"

    def figures(self) -> dict[str, float]:
        """The figures of the whole period by metric name."""
        return {
            "service_level": self.service_level,
            "wait_probability": self.wait_probability,
            "asa_s": self.asa_s,
            "abandon_rate": self.abandon_rate,
            "occupancy": self.occupancy,
        }


@dataclass(frozen=True, eq=False)
class ErlangCheck:
    """Erlang C and A of one queue. `expected`, `load` and `agents` have one entry an interval.

    `intervals`: the number of intervals in which contacts are expected; `simulated`: mean, low and
    high by metric name, of the same things; `reasons`: why they differ here, as plain sentences.
    """

    queue: str
    within_s: float | None
    intervals: int
    expected: Floats  # contacts
    load: Floats  # erlangs: all the work of the agents who may take this queue
    agents: Floats  # planned seats of the groups with the skill
    simulated: Mapping[str, tuple[float, float, float]]
    erlang_c: ErlangSide
    erlang_a: ErlangSide
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Demand:
    """The contacts that Erlang is given."""

    contacts: Floats  # [queue, interval] expected
    work_s: Floats  # [queue] mean agent seconds of each
    realised: NDArray[np.bool_]  # [queue] 1: `work_s` is what the simulated contacts took


def live_demand(model: Model, tallies: Sequence[Tally]) -> Demand:
    """Expected first attempts and the attempts that earlier ones caused, of live queues.

    What a queue gets from other queues may be harder than its own contacts, and chats share their
    agent: there the mean work is the simulated effort. Deferred work is put down for live work.
    """
    judging = model.judging
    queues = len(judging.mean_handle)
    caused = np.mean([one.interval.contacts["caused"][:, :queues] for one in tallies], axis=0).T
    whole = [one.whole.contacts for one in tallies]
    effort = np.sum([cells["effort_s"][0, :queues] for cells in whole], axis=0)
    finished = np.sum([cells["finished"][0, :queues] for cells in whole], axis=0)
    realised = (finished > 0) & ((caused.sum(axis=1) > 0) | (model.queues.several == 1))
    live = model.queues.deferred == 0
    return Demand(
        contacts=(judging.expected + caused) * live[:, None],
        work_s=np.where(realised, effort / np.maximum(finished, 1), judging.mean_handle),
        realised=realised,
    )


@dataclass(frozen=True, eq=False)
class Supply:
    """The pool that Erlang is given for each queue, [queue, interval]."""

    load: Floats  # erlangs: all the work of the agents who may take the queue
    agents: Floats  # planned seats of the groups with the skill
    handle_s: Floats  # mean handle time of that work, seconds


def supply_of(model: Model, demand: Demand) -> Supply:
    """Load, seats and mean handle time of every queue's pool."""
    judging = model.judging
    own = demand.contacts * demand.work_s[:, None] / interval_seconds(model)
    skilled = (model.skills.rank > 0)[:, :, None]
    brought = evened_out(own, np.where(skilled, judging.planned[:, None], 0.0))
    rate = brought / np.where(demand.work_s > 0, demand.work_s, 1.0)[:, None]
    may_take = skilled[:, :, 0].T.astype(np.float64)  # [queue, group]
    agents = may_take @ judging.planned
    load = np.where(agents > 0, may_take @ brought.sum(axis=1), own)
    contacts = may_take @ rate.sum(axis=1)
    handle = np.where(contacts > 0, load / np.where(contacts > 0, contacts, 1.0), np.nan)
    return Supply(
        load=load,
        agents=agents,
        handle_s=np.where(np.isnan(handle), demand.work_s[:, None], handle),
    )


def evened_out(load: Floats, seats: Floats) -> Floats:
    """Load that each queue brings to each group, [group, queue, interval].

    A queue brings its load to its groups in proportion to the seats they have for it, a group
    gives its seats to its queues in proportion to the load they bring: both in turn, until the
    load per seat is as even as the skills allow.
    """
    planned = seats.max(axis=1, keepdims=True)
    brought = _shared_out(load[None], seats, axis=0)
    if len(seats) > 1:
        for _ in range(SHARING_ROUNDS):
            brought = _shared_out(load[None], _shared_out(planned, brought, axis=1), axis=0)
    return brought


def _shared_out(amount: Floats, weight: Floats, axis: int) -> Floats:
    """The amount along an axis in proportion to the weights there; nothing where all are 0."""
    total = weight.sum(axis=axis, keepdims=True)
    return amount * np.where(total > 0, weight / np.where(total > 0, total, 1.0), 0.0)


def erlang_sides(
    model: Model, queue: int, demand: Demand, supply: Supply
) -> tuple[ErlangSide, ErlangSide]:
    """Erlang C and Erlang A of one queue."""
    judging = model.judging
    contacts = demand.contacts[queue]
    busy = contacts > 0
    load = np.where(busy, supply.load[queue], 0.0)
    agents = supply.agents[queue]
    handle = np.maximum(supply.handle_s[queue], 1.0 / TICKS_PER_SECOND)
    ticks = int(judging.target_within[queue])
    within = max(ticks, 0) / TICKS_PER_SECOND
    patience = max(float(judging.mean_patience[queue]), 1.0 / TICKS_PER_SECOND)
    c = erlang_c_array(load, agents, handle, within)
    a = erlang_a_array(load, agents, handle, patience, within, balking=float(judging.balk[queue]))
    expected = np.where(busy, contacts, 0.0)
    seconds = interval_seconds(model)
    has_target = ticks >= 0
    return (
        _side(c, expected, seconds, has_target),
        _side(a, expected, seconds, has_target),
    )


def _side(by_interval: ErlangArrays, expected: Floats, seconds: Floats, target: bool) -> ErlangSide:
    """Weighted by expected contacts: a mean over contacts is a mean over intervals so weighted."""
    counts = expected > 0
    stable = by_interval.stable | ~counts
    weight = expected[counts]
    answered = weight * (1.0 - np.nan_to_num(by_interval.abandon_rate[counts]))
    agent_time = (by_interval.agents * seconds)[counts]
    unstable = int((~stable).sum())

    def over_contacts(figure: Floats, unstable_counts_as: float) -> float:
        values = np.where(stable, figure, unstable_counts_as)[counts]
        return _weighted_mean(values, weight)

    return ErlangSide(
        service_level=over_contacts(by_interval.service_level, 0.0) if target else float("nan"),
        wait_probability=over_contacts(by_interval.wait_probability, 1.0),
        asa_s=_weighted_mean(by_interval.asa_s[counts], answered) if not unstable else float("nan"),
        abandon_rate=over_contacts(by_interval.abandon_rate, 0.0),
        occupancy=_weighted_mean(np.where(stable, by_interval.occupancy, 1.0)[counts], agent_time),
        unstable_intervals=unstable,
        by_interval=by_interval,
    )


def _weighted_mean(values: Floats, weight: Floats) -> float:
    total = float(weight.sum())
    if total <= 0:
        return float("nan")
    used = weight > 0  # nobody answered: there is no wait of the answered to weigh
    return float((values[used] * weight[used]).sum() / total)


def interval_seconds(model: Model) -> Floats:
    bins = bins_of(model.clock)
    return sum_slots(bins.seconds(), bins.interval_of)
