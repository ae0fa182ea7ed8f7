"""What metrics need of a model alone: worked out once, kept as long as the model lives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from sim.metrics.all_bins import AllBins
from sim.metrics.bins import Bins, bins_of, seconds_in_slots, sum_slots
from sim.metrics.cells import TICKS_PER_SECOND, Floats, Ints
from sim.metrics.clocks import NEVER, OpenTime, clocks_of
from sim.metrics.groupings import Groupings, groupings_of
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
    written: Flags  # answered when the reply leaves
    session: Flags  # self-service
    dialled: Flags
    deferred: Flags
    messaging: Flags
    posts: Flags
    has_target: Flags
    within: Ints  # ticks to the target time; -NEVER: no target
    first_only: Flags  # only the first turn of a thread is judged
    turns: Ints  # follow-up that goes on with a thread, -1: none
    clock_of: Ints  # open-time clock of the target (row of `clocks`), -1: elapsed time
    opening_days: Ints  # days of the reported time in which it is open
    first_origin: NDArray[np.int8]  # of attempts that nothing caused
    formulas: tuple[tuple[Formula, Ints], ...]  # each formula that targets name, and its queues
    clocks: tuple[OpenTime, ...]
    follow_up_origin: NDArray[np.int8]  # [follow-ups]
    origins: frozenset[int]  # of all follow-ups
    shifts: int
    judged_apart: bool  # waits that targets judge may differ from waits
    groupings: Groupings
    within_of_cell: Ints  # `within` of the queue of each cell of `groupings`
    # [slots, groups]
    planned: Floats  # seconds
    paid: Floats  # seconds
    # [groups, queues]
    part_of: Ints  # row of `parts`
    parts: Floats

    def causes(self, *origins: Origin) -> bool:
        """Whether some follow-up makes attempts of such an origin."""
        return any(origin in self.origins for origin in origins)


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
    clocks, clock_of = clocks_of(judging)
    outbound = model.dialling.is_one == 1
    first_only = judging.target_first == 1
    planned, paid = _staff(model, bins)
    fills = model.skills.fills
    parts, part_of = np.unique(
        np.where(fills > 0, fills / model.skills.slots, 1.0), return_inverse=True
    )
    follow_up_origin = follow_up_origins(model)
    has_target = judging.target_within >= 0
    within = np.where(has_target, judging.target_within, -NEVER)
    groupings = groupings_of(model, bins)
    return Plan(
        bins=bins,
        all_bins=AllBins(bins),
        queues=queues,
        groups=len(model.labels.groups),
        members=members,
        group_of=group_of_agents(model),
        written=judging.written == 1,
        session=model.self_service.is_one == 1,
        dialled=outbound,
        deferred=model.queues.deferred == 1,
        messaging=model.threads.is_one == 1,
        posts=model.posts.is_one == 1,
        has_target=has_target,
        within=within,
        first_only=first_only,
        turns=model.threads.follow_up,
        clock_of=clock_of,
        opening_days=_opening_days(model, bins),
        first_origin=np.where(outbound, Origin.COMPANY, Origin.FIRST).astype(np.int8),
        formulas=_formulas(judging.target_formula),
        clocks=clocks,
        follow_up_origin=follow_up_origin.astype(np.int8),
        origins=frozenset(follow_up_origin.tolist()),
        shifts=len(model.labels.shifts),
        judged_apart=bool(first_only.any() or judging.target_opening.any()),
        groupings=groupings,
        within_of_cell=np.append(within, -NEVER).take(groupings.queue_of),
        planned=planned,
        paid=paid,
        part_of=part_of.reshape(fills.shape),
        parts=parts,
    )


def _formulas(target_formula: tuple[str, ...]) -> tuple[tuple[Formula, Ints], ...]:
    names = np.array(target_formula)
    return tuple(
        (FORMULA_BY_ID[name], np.flatnonzero(names == name))
        for name in dict.fromkeys(target_formula)
    )


def _opening_days(model: Model, bins: Bins) -> Ints:
    windows = model.queues
    opening = (windows.open_from, windows.open_until, windows.open_queue)
    (by_slot,) = seconds_in_slots([opening], [len(model.labels.queues)], bins)
    days: Ints = (sum_slots(by_slot, bins.day_of) > 0).sum(axis=0)
    return days


def _staff(model: Model, bins: Bins) -> tuple[Floats, Floats]:
    """Planned and paid seconds as [slot, group], spread evenly over each interval."""
    slot_seconds = bins.seconds()[:, None]
    interval_seconds = sum_slots(slot_seconds, bins.interval_of)
    share_of_interval = slot_seconds / interval_seconds[bins.interval_of]
    planned = model.judging.planned.T[bins.interval_of] * slot_seconds
    paid = model.judging.paid.T[bins.interval_of] * share_of_interval / TICKS_PER_SECOND
    return planned, paid
