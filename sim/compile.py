"""compile_model: a scenario becomes read-only arrays. Units and names end here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.agents.plan import HeadPlan, ShiftPlan, head_plan, shift_plan
from sim.agents.presence import GroupSampling
from sim.arrivals.intensity import Intensity, from_intervals, from_pieces, from_rate
from sim.arrivals.sampling import Sampler, sampler
from sim.arrivals.sheet import Burst
from sim.channels import KINDS
from sim.journeys import dialling, follow_up_names, journeys, self_service
from sim.judging import judging
from sim.keys import name_hash
from sim.model import (
    Clock,
    Labels,
    Model,
    Queues,
    QueueSampling,
    Sampling,
    Shift,
    freeze,
)
from sim.routing.policy_file import PolicyFile
from sim.routing.tables import Skills, people, skill_matrices
from sim.scenario.calendar import Axis, open_windows
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Distribution, Group, Queue, ScenarioTree, Variability

Ints = NDArray[np.int64]
Tables = Mapping[str, Sequence[float]]

NO_TARGET_DUE = 2**60
"""Due time of a queue without a target: later than any instant."""


def compile_model(scenario: Scenario, policy: PolicyFile | None = None) -> Model:
    """The model of a validated scenario.

    Everything the engines, the draws and the metrics need, as arrays; the same scenario always
    gives the same arrays. `policy` routes in place of the scenario's own routing, in the reference
    engine (rules R96 to R99).
    """
    tree, tables = scenario.tree, scenario.tables
    axis = Axis.of(tree.period)
    plans = {name: _plan(name, group, tree, tables, axis) for name, group in tree.agents.items()}
    sizes = [plan.agents for plan in plans.values()]
    numbers = {name: number for number, name in enumerate(tree.queues)}
    sampling = Sampling(
        queues=tuple(_queue_sampling(name, tree, tables, axis) for name in tree.queues),
        groups=tuple(
            _group_sampling(name, group, plans[name], axis) for name, group in tree.agents.items()
        ),
        reason_work=np.array([reason.work for reason in tree.reasons.values()]),
    )
    next_attempts = journeys(tree, tables, sampling.queues)
    skills = skill_matrices(tree.agents, numbers)
    model = Model(
        clock=Clock(axis.start, axis.end, axis.interval, axis.origin),
        queues=_queues(tree, axis, skills),
        people=people(tree.agents, sizes, tree.routing),
        skills=skills,
        self_service=self_service(list(tree.queues.values()), list(tree.reasons)),
        dialling=dialling(list(tree.queues.values())),
        threads=next_attempts.threads,
        posts=next_attempts.posts,
        peers=next_attempts.peers,
        callbacks=next_attempts.callbacks,
        follow_ups=next_attempts.follow_ups,
        durations=next_attempts.durations,
        sampling=sampling,
        judging=judging(tree, sampling, plans, axis),
        labels=Labels(
            scenario=tree.name,
            variant=scenario.variant,
            queues=tuple(tree.queues),
            channels=tuple(queue.channel for queue in tree.queues.values()),
            groups=tuple(tree.agents),
            reasons=tuple(tree.reasons),
            shifts=tuple(tree.channel_shift),
            follow_ups=follow_up_names(tree),
            totals=tuple(
                (pattern, tuple(numbers[name] for name in names if name in numbers))
                for pattern, names in scenario.totals.items()
                if any(name in numbers for name in names)
            ),
        ),
        policy=policy,
    )
    freeze(model)
    return model


def _queues(tree: ScenarioTree, axis: Axis, skills: Skills) -> Queues:
    queues = list(tree.queues.values())
    kinds = [KINDS[queue.channel] for queue in queues]

    def column(values: Sequence[int]) -> Ints:
        return np.array(values, dtype=np.int64)

    windows = [
        (number, begin, until)
        for number, queue in enumerate(queues)
        for begin, until in open_windows(queue.opening or tree.opening, axis)
    ]
    several = (skills.fills > 0) & (skills.fills < skills.slots)
    offered_again = several | (skills.keep_idle > 0)
    table = column([value for row in windows for value in row]).reshape(-1, 3)
    return Queues(
        priority=column([queue.priority for queue in queues]),
        head_start=column([queue.head_start for queue in queues]),
        max_waiting=column([-1 if q.max_waiting is None else q.max_waiting for q in queues]),
        takes_line=column([int(kind.takes_line) for kind in kinds]),
        drop_at_close=column([int(queue.at_close == "drop") for queue in queues]),
        asynchronous=column([int(kind.asynchronous) for kind in kinds]),
        deferred=column([int(kind.deferred) for kind in kinds]),
        several=np.array(several.any(axis=0), dtype=np.int64),
        offered_again=np.array(offered_again.any(axis=0), dtype=np.int64),
        due=column([_due(queue) for queue in queues]),
        open_queue=table[:, 0].copy(),
        open_from=table[:, 1].copy(),
        open_until=table[:, 2].copy(),
        lines=-1 if tree.lines is None else tree.lines,
    )


def _due(queue: Queue) -> int:
    if queue.target is None or queue.target.within is None:
        return NO_TARGET_DUE
    return queue.target.within


def _plan(
    name: str, group: Group, tree: ScenarioTree, tables: Tables, axis: Axis
) -> ShiftPlan | HeadPlan:
    if group.shifts is not None:
        return shift_plan(group.shifts, axis)
    key, count = ("seated", group.seated) if group.seated else ("staff", group.staff)
    assert count is not None
    listed = count.per_interval or tables.get(f"agents.{name}.{key}.file")
    return head_plan(count, listed, group.opening or tree.opening, axis)


def _queue_sampling(name: str, tree: ScenarioTree, tables: Tables, axis: Axis) -> QueueSampling:
    queue = tree.queues[name]
    variability = Variability() if queue.arrivals is None else queue.arrivals.variability
    path = f"queues.{name}"
    trace = tables.get(f"{path}.arrivals.trace")
    reasons = list(tree.reasons)
    waiting = queue.waiting_at_start

    def durations(spec: Distribution, key: str) -> Sampler:
        return sampler(spec, tables.get(f"{path}.{key}.file"))

    return QueueSampling(
        name=name_hash(name),
        intensity=_intensity(name, queue, tree, tables, axis),
        trace=None if trace is None else _trace_ticks(trace, axis),
        own_cv=variability.own,
        common_cv=variability.common,
        reason_share=np.array(
            [queue.reasons.get(reason, 0.0) for reason in reasons] if queue.reasons else []
        ),
        handle=durations(*worked(queue)),
        wrap_up=None if queue.wrap_up is None else durations(queue.wrap_up, "wrap_up"),
        patience=None if queue.patience.never else durations(queue.patience, "patience"),
        balk=queue.patience.balk,
        bursts=_bursts(name, tree, axis),
        shifts=_shifts(name, tree, reasons),
        waiting=0 if waiting is None else waiting.contacts,
        age=None if waiting is None else durations(waiting.age, "waiting_at_start.age"),
        relevant=queue.relevant,
        triage=None if queue.triage is None else durations(queue.triage, "triage"),
    )


def worked(queue: Queue) -> tuple[Distribution, str]:
    """What a contact takes, and its key in the file: the session of self-service."""
    if queue.channel == "self_service":
        assert queue.session is not None
        return queue.session, "session"
    assert queue.handle_time is not None
    return queue.handle_time, "handle_time"


def _trace_ticks(trace: Sequence[float], axis: Axis) -> Ints:
    """Instants of a trace in the simulated time; the warm-up repeats the first days (rule R4)."""
    real = np.sort(np.array(trace, dtype=np.int64)) + axis.start
    parts = [
        real[(real >= begin + offset) & (real < until + offset)] - offset
        for begin, until, offset in axis.stages()
    ]
    return np.concatenate(parts)


def _intensity(
    name: str, queue: Queue, tree: ScenarioTree, tables: Tables, axis: Axis
) -> Intensity | None:
    arrivals = queue.arrivals
    if arrivals is None or arrivals.trace is not None:
        return None
    # Who writes does so at any hour (R84).
    opening = None if KINDS[queue.channel].asynchronous else queue.opening or tree.opening
    volumes = arrivals.per_interval or tables.get(f"queues.{name}.arrivals.file")
    if volumes is not None:
        base = from_intervals(volumes, opening, axis)
    elif arrivals.rate is not None:
        profile = tree.profiles[arrivals.profile] if arrivals.profile else None
        week = tables.get(f"profiles.{arrivals.profile}.file")
        base = from_rate(arrivals.rate, profile, week, opening, axis)
    else:
        base = from_pieces([], axis.end)
    base = base.scaled(arrivals.scale, 0, axis.end)
    for event in tree.events.values():
        if event.queue == name and event.scale is not None and event.for_ is not None:
            at = axis.tick(event.at)
            base = base.scaled(event.scale, at, at + event.for_)
    return base


def _bursts(name: str, tree: ScenarioTree, axis: Axis) -> tuple[Burst, ...]:
    return tuple(
        Burst(name_hash(label), axis.tick(event.at), event.extra, event.half_life)
        for label, event in tree.events.items()
        if event.queue == name and event.extra is not None and event.half_life is not None
    )


def _shifts(name: str, tree: ScenarioTree, reasons: Sequence[str]) -> tuple[Shift, ...]:
    queues = list(tree.queues)
    return tuple(
        Shift(
            index=index,
            to=queues.index(shift.to),
            share=shift.share,
            reasons=np.array([reasons.index(reason) for reason in shift.reasons], dtype=np.int64),
            work=shift.work,
        )
        for index, shift in enumerate(tree.channel_shift.values())
        if shift.from_ == name
    )


def _group_sampling(
    name: str, group: Group, plan: ShiftPlan | HeadPlan, axis: Axis
) -> GroupSampling:
    seated = group.seated is not None
    if isinstance(plan, HeadPlan):
        begin, until, keyed_by, heads = plan.begin, plan.until, plan.begin, plan.heads
        windows = np.zeros((0, 5), dtype=np.int64)
    else:
        begin, until, keyed_by = plan.off_desk_steps(axis)
        heads = np.zeros(0)
        windows = plan.table()
    first_midnight = axis.midnight(axis.first_day)
    return GroupSampling(
        name=name_hash(name),
        absent=0.0 if seated else group.shrinkage.absent,
        off_desk=0.0 if seated else group.shrinkage.off_desk,
        step_begin=begin,
        step_until=until,
        step_label=keyed_by - first_midnight,
        plan=heads,
        window_agent=windows[:, 0].copy(),
        window_on=windows[:, 1].copy(),
        window_off=windows[:, 2].copy(),
        window_day=windows[:, 3].copy(),
        window_shift_end=windows[:, 4].copy(),
    )
