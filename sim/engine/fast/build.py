"""From a model and its draws to the arrays of the loop."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.draws import Draws
from sim.engine.events import After
from sim.engine.fast import layout
from sim.engine.fast.layout import AFTERS, LONGEST_IDLE, OFF, ON, RANK_SHIFT, TIMER
from sim.model import Model

Ints = NDArray[np.int64]
Records = Any
"""A numpy record array; its fields are not known to the type checker."""


def records(dtype: np.dtype[np.void], count: int) -> Records:
    """At least one record: compiled code may look at the address of the first."""
    return np.zeros(max(count, 1), dtype=dtype)


def plain(array: Any, dtype: np.dtype[np.void]) -> Records:
    """The array itself; or the numbers of an array, as records of one number."""
    if array.dtype == dtype:
        return array
    return np.ascontiguousarray(array, dtype=dtype[0]).ravel().view(dtype)


def fill(array: Records, **columns: Any) -> None:
    for name, values in columns.items():
        array[name][: len(values)] = values


def ranges(owner: Ints, owners: int) -> tuple[Ints, Ints]:
    """(first, until) of each owner's entries; the entries are sorted by owner."""
    numbers = np.arange(owners)
    return np.searchsorted(owner, numbers, "left"), np.searchsorted(owner, numbers, "right")


def cells(model: Model, by_queue: bool) -> Records:
    """The skill cells by group or by queue, then by rank, then by the other number."""
    skills = model.skills
    group, queue = np.nonzero(skills.rank > 0)
    rank = skills.rank[group, queue]
    order = np.lexsort((group, rank, queue)) if by_queue else np.lexsort((queue, rank, group))
    group, queue = group[order], queue[order]
    table = records(layout.CELL, len(group))
    fill(
        table,
        group=group,
        queue=queue,
        rank=skills.rank[group, queue],
        fills=skills.fills[group, queue],
        keep_idle=skills.keep_idle[group, queue],
        after=skills.after[group, queue],
    )
    return table


def overflow(model: Model) -> tuple[Ints, Ints]:
    """(queue, wait) of the waits after which some group takes contacts of the queue (R42)."""
    queue, wait = [], []
    for number in range(len(model.queues.priority)):
        has = model.skills.rank[:, number] > 0
        for after in np.unique(model.skills.after[has, number]).tolist():
            if after > 0:
                queue.append(number)
                wait.append(after)
    return np.array(queue, dtype=np.int64), np.array(wait, dtype=np.int64)


def queues(model: Model, taker_queue: Ints, overflow_queue: Ints) -> Records:
    source = model.queues
    count = len(source.priority)
    table = records(layout.QUEUE, count)
    window, window_until = ranges(source.open_queue, count)
    takers, takers_until = ranges(taker_queue, count)
    first_overflow, overflow_until = ranges(overflow_queue, count)
    edges, edges_until = ranges(model.posts.source, count)
    deferred = source.deferred != 0
    waits_again = deferred | (model.dialling.is_one != 0)
    callbacks, threads, durations = model.callbacks, model.threads, model.durations
    nobody = np.full(count, -1)
    follow_ups = model.follow_ups
    chooses = np.isin(np.arange(count), follow_ups.source[follow_ups.after == After.WAITING])
    only_patience = (
        (threads.window < 0)
        & (model.peers.answer == 0)
        & (overflow_until == first_overflow)
        & ~chooses
        & (callbacks.to < 0)
        & ~waits_again
    )
    fill(
        table,
        head_start=source.head_start,
        max_waiting=source.max_waiting,
        priority=source.priority,
        due=source.due,
        window=window,
        window_until=window_until,
        takers=takers,
        takers_until=takers_until,
        overflow=first_overflow,
        overflow_until=overflow_until,
        only_patience=only_patience,
        only_group=only_groups(model),
        edges=edges,
        edges_until=edges_until,
        first=nobody,
        last=nobody,
        finger=nobody,
        list=np.cumsum(deferred),
        takes_line=source.takes_line,
        drops=source.drop_at_close,
        asynchronous=source.asynchronous,
        deferred=source.deferred,
        several=source.several,
        waits_again=waits_again,
        offered_again=source.offered_again,
        is_self_service=model.self_service.is_one,
        contained=np.arange(count) * model.self_service.contained.shape[1],
        callback_name=callbacks.name,
        turn_name=threads.name,
        callback_limit=callbacks.limit,
        callback_slot=callbacks.slot,
        accepted=callbacks.accepted,
        mean_handle=callbacks.mean_handle,
        reached=model.dialling.reached,
        attempts=model.dialling.attempts,
        retry=model.dialling.retry,
        ring=model.dialling.ring,
        goes_on=threads.goes_on,
        window_length=threads.window,
        at_most=model.posts.at_most,
        peer_answers=model.peers.answer,
        balk=durations.balk,
        callback_to=callbacks.to,
        callback_number=callbacks.follow_up,
        callback_when=callbacks.when,
        gap=threads.gap,
        turn_number=threads.follow_up,
        peer_delay=model.peers.delay,
        handle=durations.handle,
        wrap_up=durations.wrap_up,
        patience=durations.patience,
        is_outbound=model.dialling.is_one,
        is_thread=threads.is_one,
        is_social=model.posts.is_one,
    )
    return table


def only_groups(model: Model) -> Ints:
    """For each queue the group that takes every contact of it, at once and for any agent, if it is
    the only one with the skill and chooses the longest idle agent; else -1.
    """
    skills = model.skills
    has = skills.rank > 0
    group = np.argmax(has, axis=0)
    queue = np.arange(has.shape[1])
    plainly = (
        (has.sum(axis=0) == 1)
        & (skills.keep_idle[group, queue] == 0)
        & (skills.after[group, queue] == 0)
        & (model.people.choose_agent[group] == LONGEST_IDLE)
    )
    return np.where(plainly, group, -1)


def groups(model: Model, cell_group: Ints, lists_of_group: int) -> Records:
    first = model.people.first
    count = len(first) - 1
    table = records(layout.GROUP, count)
    begin, until = ranges(cell_group, count)
    fill(
        table,
        first=first[:-1],
        until=first[1:],
        cells=begin,
        cells_until=until,
        lists=np.arange(count) * lists_of_group,
        lowest=np.full(count, -1),
        choose_agent=model.people.choose_agent,
        choose_contact=model.people.choose_contact,
        by_head_count=model.people.by_head_count,
    )
    return table


def agents(model: Model) -> Records:
    first = model.people.first
    count = int(first[-1])
    table = records(layout.AGENT, count)
    none = np.full(count, -1)
    fill(
        table,
        group=np.repeat(np.arange(len(first) - 1), np.diff(first)),
        list=none,
        previous=none,
        next=none,
        plan_row=none,
        plan_tick=none,
    )
    return table


def lists(groups_: int, lists_of_group: int, agents_: int) -> Records:
    """The lists of the free, then spare ones for parts filled: at most one for each agent."""
    fixed = groups_ * lists_of_group
    count = fixed + agents_ + 1
    table = records(layout.LIST, count)
    numbers = np.arange(count)
    none = np.full(count, -1)
    fill(table, first=none, last=none, is_free=numbers < fixed, above=numbers + 1)
    return table


def timetable(model: Model, draws: Draws) -> Records:
    """Windows, head counts and closings, in the order of R2."""
    tick, rank, entity, value = [], [], [], []

    def add(ticks: Any, ranks: Any, entities: Any, values: Any) -> None:
        tick.append(np.asarray(ticks, dtype=np.int64))
        rank.append(np.broadcast_to(np.asarray(ranks, dtype=np.int64), tick[-1].shape))
        entity.append(np.asarray(entities, dtype=np.int64))
        value.append(np.asarray(values, dtype=np.int64))

    agent = draws.window_agent
    add(draws.window_on, ON, agent, np.zeros(len(agent)))
    add(draws.window_off, OFF, agent, draws.window_shift_end)
    for group in np.unique(draws.head_group).tolist():
        own = draws.head_group == group
        heads = draws.head_count[own]
        rises = np.diff(heads, prepend=0) > 0
        first = np.full(len(heads), model.people.first[group])
        add(draws.head_tick[own], np.where(rises, ON, OFF), first, heads)
    queues_, open_queue = model.queues, model.queues.open_queue
    closes = (queues_.drop_at_close[open_queue] != 0) & (queues_.asynchronous[open_queue] == 0)
    add(queues_.open_until[closes], TIMER, open_queue[closes], np.zeros(int(closes.sum())))
    ticks, keys = np.concatenate(tick), np.concatenate(rank) << RANK_SHIFT
    keys = keys + np.concatenate(entity)
    order = np.lexsort((keys, ticks))
    table = records(layout.PRESENCE, len(ticks))
    fill(table, tick=ticks[order], key=keys[order], value=np.concatenate(value)[order])
    return table


def choices(model: Model) -> tuple[Records, Records, Records]:
    """Choices by queue and event (spans), and the follow-ups of each in order (nexts)."""
    table = model.follow_ups
    count = len(table.name)
    begins = np.flatnonzero(np.diff(table.choice, prepend=-1))
    until = np.append(begins[1:], count)
    place = table.source[begins] * AFTERS + table.after[begins]
    order = np.lexsort((np.arange(len(begins)), table.waited[begins], place))
    chosen = records(layout.CHOICE, len(begins))
    fill(
        chosen,
        name=table.choice_name[begins][order],
        waited=table.waited[begins][order],
        first=begins[order],
        until=until[order],
    )
    first, last = ranges(place[order], len(model.queues.priority) * AFTERS)
    spans = records(layout.SPAN, len(first))
    fill(spans, first=first, until=last)
    nexts = records(layout.NEXT, count)
    fill(
        nexts,
        name=table.name,
        lower=table.lower,
        upper=table.upper,
        work=table.work,
        settles=table.settles,
        warm=table.warm,
        to=table.to,
        delay=table.delay,
        number=np.arange(count),
    )
    return spans, chosen, nexts


def edges(model: Model) -> Records:
    posts = model.posts
    table = records(layout.EDGE, len(posts.source))
    fill(table, name=posts.name, to=posts.to, delay=posts.delay, number=posts.follow_up)
    return table


def room(model: Model) -> tuple[int, int]:
    """Entries of each growing array that one happening may need: at all, and for each who waits.

    In one happening one attempt arrives, all who wait and who were put down are taken or leave, and
    each of them causes a completion, a timer and follow-ups of every choice.
    """
    posts, choices_ = model.posts, len(np.unique(model.follow_ups.choice))
    arriving = 8 + choices_ + model.skills.rank.shape[0]
    if len(posts.source):
        # No draw reaches the limits of 2**32 that fill up the table.
        counts = (posts.limits < 2**32).sum(axis=1)
        arriving += int(np.bincount(posts.source, weights=counts).max())
    each = 6 + choices_
    return arriving + (2 * int(model.people.first[-1]) + 4) * each, each


def center(model: Model) -> Records:
    """The record of the center before anything happened, as an array of one."""
    table = records(layout.CENTER, 1).view(np.recarray)
    state = table[0]
    skills = model.skills
    state.end = model.clock.end
    state.lines = model.queues.lines
    state.queues = len(model.queues.priority)
    state.slots = skills.slots
    state.most_in_hand = skills.speed.shape[2]
    state.lists_of_group = 1 + int(model.queues.deferred.sum())
    state.spare_list = (len(model.people.first) - 1) * int(state.lists_of_group)
    state.agents = int(model.people.first[-1])
    state.reasons = model.self_service.contained.shape[1] - 1
    state.follow_ups = len(model.follow_ups.name)
    state.post_limits = model.posts.limits.shape[1]
    state.has_deferred = int(model.queues.deferred.any())
    state.room, state.room_per_waiting = room(model)
    return table
