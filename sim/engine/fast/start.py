"""How a world stands before anything has happened: made once for each model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from sim.engine.fast import build, layout
from sim.model import Model


@dataclass(frozen=True, eq=False)
class Start:
    """Arrays by name."""

    fixed: dict[str, Any]  # no happening changes them: replications share them
    changing: dict[str, Any]  # to be copied
    center: Any  # it knows where the fixed ones lie
    causes: bool  # an attempt may cause another one


_starts: WeakKeyDictionary[Model, Start] = WeakKeyDictionary()


def start_of(model: Model) -> Start:
    """The start of every replication of the model; models never change."""
    start = _starts.get(model)
    if start is None:
        start = _starts[model] = _start(model)
    return start


def _start(model: Model) -> Start:
    center = build.center(model)
    state = center[0]
    lists_of_group, agents = int(state.lists_of_group), int(state.agents)
    in_hand = agents * int(state.most_in_hand)
    groups = len(model.people.first) - 1
    cells, takers = build.cells(model, by_queue=False), build.cells(model, by_queue=True)
    overflow_queue, overflow = build.overflow(model)
    spans, choices, nexts = build.choices(model)
    skills = build.records(layout.SKILL, model.skills.rank.size)
    build.fill(skills, rank=model.skills.rank.ravel(), fills=model.skills.fills.ravel())
    windows = build.records(layout.WINDOW, len(model.queues.open_from))
    build.fill(windows, begin=model.queues.open_from, until=model.queues.open_until)
    fixed = {
        "cells": cells,
        "takers": takers,
        "windows": windows,
        "skills": skills,
        "speed": model.skills.speed,
        "spans": spans,
        "choices": choices,
        "nexts": nexts,
        "edges": build.edges(model),
        "limits": model.posts.limits,
        "overflow": overflow,
        "contained": model.self_service.contained,
        "durations": model.durations.table,
        "reason_work": model.durations.reason_work,
    }
    changing = {
        "queues": build.queues(model, takers["queue"], overflow_queue),
        "groups": build.groups(model, cells["group"], lists_of_group),
        "agents": build.agents(model),
        "lists": build.lists(groups, lists_of_group, agents),
        "hands": np.zeros(in_hand, dtype=np.int64),
        # rows of items put down; then of ended stays for a warm transfer
        "scratch": np.zeros(agents + in_hand + 1, dtype=np.int64),
    }
    causes = (
        len(model.follow_ups.name)
        + len(model.posts.source)
        + int((model.callbacks.to >= 0).sum())
        + int(model.threads.is_one.sum())
    )
    fixed = {name: build.plain(array, layout.ARRAYS[name]) for name, array in fixed.items()}
    for name, array in fixed.items():
        setattr(state, name + "_at", array.ctypes.data)
    return Start(
        fixed,
        {name: build.plain(array, layout.ARRAYS[name]) for name, array in changing.items()},
        center,
        causes > 0,
    )
