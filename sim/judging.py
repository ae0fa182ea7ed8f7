"""The judging side of a model: targets, money, planned and paid time, expected load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from sim.agents.plan import HeadPlan, ShiftPlan, availability, by_interval
from sim.arrivals.sampling import Sampler
from sim.arrivals.sheet import Burst
from sim.channels import KINDS
from sim.model import Judging, QueueSampling, Sampling
from sim.scenario.calendar import DAY, Axis, open_windows
from sim.scenario.schema import Group, ScenarioTree, Target

Floats = NDArray[np.float64]
Spans = list[tuple[int, int, float]]

FORMULA_ID = {
    "offered": "SL-1",
    "answered": "SL-2",
    "credit_abandons": "SL-3",
    "exclude_early_abandons": "SL-4",
    "credit_short": "SL-5",
    "exclude_short": "SL-6",
    "without_flow_out": "SL-8",
    "virtual": "SL-11",
}
RESPONSE = "RL"
"""Deferred queues are judged on their response level, whatever formula the file names."""

OLDEST_AGE = 366 * DAY
"""Open time before tick 0 counts so far back, for contacts that wait at the start."""


def judging(
    tree: ScenarioTree,
    sampling: Sampling,
    plans: Mapping[str, ShiftPlan | HeadPlan],
    axis: Axis,
) -> Judging:
    """What metrics compare the log with."""
    queues = list(tree.queues.values())
    groups = list(tree.agents.values())
    nothing = Target.model_construct()  # a written target must say something, an absent one not
    targets = [queue.target or nothing for queue in queues]
    means = [_handle_moments(queue, sampling.reason_work) for queue in sampling.queues]
    kinds = [KINDS[queue.channel] for queue in queues]
    opening = [
        int(kind.asynchronous and target.clock == "opening")
        for kind, target in zip(kinds, targets, strict=True)
    ]
    clock = _clock_windows(tree, opening, axis)
    return Judging(
        target_share=_optional([target.answered for target in targets]),
        target_within=np.array([-1 if t.within is None else t.within for t in targets], np.int64),
        target_abandoned=_optional([target.abandoned for target in targets]),
        target_formula=tuple(
            RESPONSE if kind.deferred else FORMULA_ID[target.formula]
            for kind, target in zip(kinds, targets, strict=True)
        ),
        target_over_day=np.array([int(t.over == "day") for t in targets], dtype=np.int64),
        target_first=np.array(
            [
                int(queue.channel == "messaging" and target.reply == "first")
                for queue, target in zip(queues, targets, strict=True)
            ],
            dtype=np.int64,
        ),
        target_opening=np.array(opening, dtype=np.int64),
        clock_queue=clock[:, 0].copy(),
        clock_from=clock[:, 1].copy(),
        clock_until=clock[:, 2].copy(),
        written=np.array([int(kind.written) for kind in kinds], dtype=np.int64),
        short_abandon=tree.short_abandon,
        resolved_after=tree.resolved_after,
        max_occupancy=_optional([group.max_occupancy for group in groups]),
        planned=np.array(
            [_planned(group, plans[name], axis) for name, group in tree.agents.items()]
        ),
        paid=np.array([_paid(group, plans[name], axis) for name, group in tree.agents.items()]),
        hour=np.array([group.cost.hour for group in groups]),
        overtime_hour=np.array(
            [
                group.cost.hour if group.cost.overtime_hour is None else group.cost.overtime_hour
                for group in groups
            ]
        ),
        seat_month=np.array([group.cost.seat_month for group in groups]),
        seats=np.array([_seats(group, plans[name]) for name, group in tree.agents.items()]),
        group_contact=np.array([group.cost.contact for group in groups]),
        queue_contact=np.array([queue.cost.contact for queue in queues]),
        queue_value=np.array([queue.value for queue in queues]),
        center_month=tree.cost.month,
        line_month=tree.cost.line_month * (tree.lines or 0),
        days_per_month=tree.cost.days_per_month,
        currency=tree.currency,
        mean_handle=np.array([mean for mean, _ in means]),
        handle_cv=np.array([cv for _, cv in means]),
        mean_patience=np.array([_mean_patience(queue) for queue in sampling.queues]),
        balk=np.array([queue.balk for queue in sampling.queues]),
        expected=_expected(sampling.queues, axis),
    )


def _optional(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _clock_windows(tree: ScenarioTree, opening: Sequence[int], axis: Axis) -> NDArray[np.int64]:
    """Rows (queue, from, until): the open time of queues whose targets count nothing else.

    Contacts that wait at the start came before tick 0 (rule R15), where the calendar is that of the
    days before; there is no warm-up then.
    """
    waiting = any(queue.waiting_at_start for queue in tree.queues.values())
    before = OLDEST_AGE if waiting and axis.start == 0 else 0
    longer = replace(
        axis, origin=axis.origin - timedelta(milliseconds=before), end=axis.end + before
    )
    rows = [
        (number, begin - before, until - before)
        for number, queue in enumerate(tree.queues.values())
        if opening[number]
        for begin, until in open_windows(queue.opening or tree.opening, longer)
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def _spans(plan: HeadPlan) -> Spans:
    return list(zip(plan.begin.tolist(), plan.until.tolist(), plan.heads.tolist(), strict=True))


def _planned(group: Group, plan: ShiftPlan | HeadPlan, axis: Axis) -> Floats:
    """Seated agents (net of shrinkage), averaged over each reported interval."""
    if isinstance(plan, HeadPlan):
        ticks = by_interval(_spans(plan), axis)
    else:
        ticks = by_interval([(w.on, w.off, 1.0) for w in plan.windows], axis)
    share = 1.0 if group.seated is not None else availability(group)
    return ticks * share / _interval_lengths(axis)


def _paid(group: Group, plan: ShiftPlan | HeadPlan, axis: Axis) -> Floats:
    """Paid ticks of each reported interval: rostered (gross), without overtime."""
    if isinstance(plan, ShiftPlan):
        return by_interval([(span.begin, span.until, span.share) for span in plan.paid], axis)
    gross = availability(group) if group.seated is not None else 1.0
    return by_interval(_spans(plan), axis) / gross


def _interval_lengths(axis: Axis) -> Floats:
    edges = axis.start + axis.interval * np.arange(axis.intervals + 1, dtype=np.float64)
    return np.diff(np.minimum(edges, axis.end))


def _seats(group: Group, plan: ShiftPlan | HeadPlan) -> int:
    """Seats rented: the largest number of agents planned at one time, net of shrinkage."""
    if isinstance(plan, HeadPlan):
        heads = float(plan.heads.max(initial=0.0))
    else:
        change = sorted([(w.on, 1) for w in plan.windows] + [(w.off, -1) for w in plan.windows])
        heads = float(np.cumsum([step for _, step in change]).max(initial=0))
    share = 1.0 if group.seated is not None else availability(group)
    return int(np.ceil(np.round(heads * share, 9)))


def _handle_moments(queue: QueueSampling, reason_work: Floats) -> tuple[float, float]:
    """Mean seconds and cv of handle time plus wrap-up, over the reasons and posts to triage."""
    share = queue.reason_share if len(queue.reason_share) else np.ones(1)
    factor = reason_work if len(queue.reason_share) else np.ones(1)
    wrap_up, wrap_up_square = _moments(queue.wrap_up)
    work, work_square = _moments(queue.handle)
    mean = work + wrap_up
    variance = work_square - work**2 + wrap_up_square - wrap_up**2
    first = mean * float(share @ factor)
    second = (mean**2 + variance) * float(share @ factor**2)
    triage, triage_square = _moments(queue.triage)
    first = queue.relevant * first + (1 - queue.relevant) * triage
    second = queue.relevant * second + (1 - queue.relevant) * triage_square
    if first == 0:
        return 0.0, 0.0
    return first / 1000, float(np.sqrt(max(second - first**2, 0.0)) / first)


def _moments(drawn: Sampler | None) -> tuple[float, float]:
    """Mean and mean square in ticks; nothing drawn is 0."""
    if drawn is None:
        return 0.0, 0.0
    return drawn.mean, drawn.mean**2 * (1 + drawn.cv**2)


def _mean_patience(queue: QueueSampling) -> float:
    """Mean seconds until a customer who does not leave at once leaves; inf: never."""
    return float("inf") if queue.patience is None else queue.patience.mean / 1000


def _expected(queues: Sequence[QueueSampling], axis: Axis) -> Floats:
    """Expected first attempts [queues, intervals] where they arrive, after channel shift."""
    edges = axis.start + axis.interval * np.arange(axis.intervals + 1, dtype=np.int64)
    edges = np.minimum(edges, axis.end)
    expected = np.zeros((len(queues), axis.intervals))
    for number, queue in enumerate(queues):
        own = np.zeros(axis.intervals)
        if queue.intensity is not None:
            own += queue.intensity.expected(edges)
        if queue.trace is not None:
            own += np.diff(np.searchsorted(queue.trace, edges))
        for burst in queue.bursts:
            own += np.diff(burst_before(burst, edges))
        expected[number] += own
        for shift in queue.shifts:
            moved = shift.share * (
                float(queue.reason_share[shift.reasons].sum()) if len(shift.reasons) else 1.0
            )
            expected[number] -= own * moved
            expected[shift.to] += own * moved
    return expected


def burst_before(burst: Burst, ticks: NDArray[np.int64]) -> Floats:
    """Expected extra arrivals of an event up to each of `ticks`."""
    elapsed = np.maximum(ticks - burst.at, 0) / burst.half_life
    return burst.extra * (1 - 2.0**-elapsed)
