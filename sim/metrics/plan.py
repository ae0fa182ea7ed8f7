"""What metrics need of a model alone: worked out once, kept as long as the model lives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from sim.machine.kernels import Known, Memory
from sim.metrics.all_bins import AllBins
from sim.metrics.bins import Bins, bins_of, sum_slots
from sim.metrics.cells import TICKS_PER_SECOND, Floats, Ints
from sim.metrics.clocks import NEVER, clocks_of
from sim.metrics.groupings import Groupings, of_percentiles, of_shares
from sim.metrics.origins import Origin, follow_up_origins
from sim.metrics.service_level import FORMULA_BY_ID, Formula
from sim.model import Model

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Plan:
    """Tables by queue, group and slot. It does not refer to the model, which would never be freed.

    `parts` are the shares of an agent that contacts fill (1/concurrency), each once.
    """

    bins: Bins
    all_bins: AllBins
    queues: int
    groups: int
    members: Floats  # [queues, totals of lists + center] 1: belongs to it
    group_of: Ints  # [agents]
    # [queues]
    session: Flags  # self-service
    deferred: Flags
    has_target: Flags
    opening_days: Ints  # days of the reported time in which it is open
    work_of_offered: Floats  # seconds of each contact offered to agents
    formulas: tuple[tuple[Formula, Ints], ...]  # each formula that targets name, and its queues
    follow_up_origin: NDArray[np.int8]  # [follow-ups]
    shifts: int
    judged_apart: bool  # waits that targets judge may differ from waits
    of_percentiles: Groupings
    of_shares: Groupings
    within_of_cell: Ints  # of each cell of `of_shares`: ticks to the target time
    # [slots, groups]
    planned: Floats  # seconds
    paid: Floats  # seconds
    parts: Floats
    known: Known  # what kernels need of the model, by name (`_known`)


def plan_of(model: Model) -> Plan:
    """The plan of a model: the same object each time."""
    found = _plans.get(model)
    if found is None:
        found = _plans[model] = _worked_out(model)
    return found


_plans: WeakKeyDictionary[Model, Plan] = WeakKeyDictionary()


def entities(model: Model) -> Iterator[tuple[int, ...]]:
    """The queues of each total of a list, then of the center."""
    for _, queues in model.labels.totals:
        yield queues
    yield tuple(range(len(model.labels.queues)))


def group_of_agents(model: Model) -> Ints:
    """The group of every agent."""
    return np.repeat(np.arange(len(model.labels.groups)), np.diff(model.people.first))


def _worked_out(model: Model) -> Plan:
    bins = bins_of(model.clock)
    judging = model.judging
    queues = len(model.labels.queues)
    members = np.zeros((queues, len(model.labels.totals) + 1))
    for number, inside in enumerate(entities(model)):
        members[list(inside), number] = 1.0
    planned, paid = _staff(model, bins)
    fills = model.skills.fills
    parts, part_of = np.unique(
        np.where(fills > 0, fills / model.skills.slots, 1.0), return_inverse=True
    )
    group_of = group_of_agents(model)
    follow_up_origin = follow_up_origins(model).astype(np.int8)
    has_target = judging.target_within >= 0
    within = np.where(has_target, judging.target_within, -NEVER)
    shares = of_shares(model, bins)
    within_of_cell = np.empty(shares.cells, dtype=np.int64)
    within_of_cell[shares.at] = within
    known = _known(model, bins, within)
    known["group_of"] = Memory(group_of)
    known["follow_up_origin"] = Memory(follow_up_origin)
    known["part_of"] = Memory(part_of.ravel())
    return Plan(
        bins=bins,
        all_bins=AllBins(bins),
        queues=queues,
        groups=len(model.labels.groups),
        members=members,
        group_of=group_of,
        session=model.self_service.is_one == 1,
        deferred=model.queues.deferred == 1,
        has_target=has_target,
        opening_days=_opening_days(model, bins),
        work_of_offered=(model.self_service.is_one == 0) * judging.mean_handle,
        formulas=_formulas(judging.target_formula),
        follow_up_origin=follow_up_origin,
        shifts=len(model.labels.shifts),
        judged_apart=bool(judging.target_first.any() or judging.target_opening.any()),
        of_percentiles=of_percentiles(model, bins),
        of_shares=shares,
        within_of_cell=within_of_cell,
        planned=planned,
        paid=paid,
        parts=parts,
        known=known,
    )


def _known(model: Model, bins: Bins, within: Ints) -> Known:
    """What kernels need of queues, by the names of their parameters.

    `within` are ticks to the target time, -NEVER without one; `clock_of` the open-time clock of the
    target (-1: elapsed time); `turns` the follow-up that goes on with a thread (-1: none);
    `first_origin` that of attempts that nothing caused; flags are 1 where
    written: the contact is answered when the reply leaves; session: it is self-service;
    first_only: only the first turn of a thread is judged.
    """
    judging = model.judging
    clocks, clock_of = clocks_of(judging)
    flags = {
        "written": judging.written,
        "session": model.self_service.is_one,
        "dialled": model.dialling.is_one,
        "deferred": model.queues.deferred,
        "messaging": model.threads.is_one,
        "posts": model.posts.is_one,
        "has_target": judging.target_within >= 0,
        "first_only": judging.target_first,
        "first_origin": np.where(model.dialling.is_one == 1, Origin.COMPANY, Origin.FIRST),
    }
    numbers = {
        "edges": bins.edges,
        "within": within,
        "turns": model.threads.follow_up,
        "clock_of": clock_of,
        "clock_first": clocks.first,
        "opens": clocks.opens,
        "closes": clocks.closes,
        "opened": clocks.opened,
    }
    known: Known = {
        "slots": bins.slots,
        "queues": len(model.labels.queues),
        "groups": len(model.labels.groups),
        "shifts": len(model.labels.shifts),
        "follow_ups": len(model.labels.follow_ups),
        "agents": int(model.people.first[-1]),
    }
    known |= {name: Memory(array.astype(np.int8)) for name, array in flags.items()}
    known |= {name: Memory(np.ascontiguousarray(array)) for name, array in numbers.items()}
    return known


def _formulas(target_formula: tuple[str, ...]) -> tuple[tuple[Formula, Ints], ...]:
    names = np.array(target_formula)
    return tuple(
        (FORMULA_BY_ID[name], np.flatnonzero(names == name))
        for name in dict.fromkeys(target_formula)
    )


def _opening_days(model: Model, bins: Bins) -> Ints:
    """Days of the reported time in which each queue is open."""
    windows = model.queues
    ends = np.append(np.flatnonzero(np.diff(bins.day_of)) + 1, bins.slots)
    until = bins.edges[ends]
    begin = np.concatenate([bins.edges[:1], until[:-1]])
    is_open = np.zeros((len(until), len(model.labels.queues)), dtype=np.bool_)
    for opens, closes, queue in zip(
        windows.open_from.tolist(),
        windows.open_until.tolist(),
        windows.open_queue.tolist(),
        strict=True,
    ):
        is_open[:, queue] |= np.maximum(begin, opens) < np.minimum(until, closes)
    days: Ints = is_open.sum(axis=0)
    return days


def _staff(model: Model, bins: Bins) -> tuple[Floats, Floats]:
    """Planned and paid seconds as [slot, group], spread evenly over each interval."""
    slot_seconds = bins.seconds()[:, None]
    interval_seconds = sum_slots(slot_seconds, bins.interval_of)
    share_of_interval = slot_seconds / interval_seconds[bins.interval_of]
    planned = model.judging.planned.T[bins.interval_of] * slot_seconds
    paid = model.judging.paid.T[bins.interval_of] * share_of_interval / TICKS_PER_SECOND
    return planned, paid
