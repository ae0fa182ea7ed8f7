"""Replications of one or several models with the same customers, until it is time to end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise

from sim.engine.refused import refuse_unsupported
from sim.metrics.tally import Tally
from sim.model import Model
from sim.studies.pool import Pool, Wanted
from sim.studies.until import (
    ALL_DONE,
    CHECK_EVERY,
    Ending,
    Precision,
    Stop,
    broken_off,
    gave_up,
    out_of_time,
    precise,
)

Progress = Callable[[int, int], None]
"""Called with (replications done, replications in all)."""

Tallies = tuple[tuple[Tally, ...], ...]
"""By model, then by replication."""

HalfWidth = Callable[[Sequence[Sequence[Tally]]], float]
"""Half-width of the interval that a precision is about, from the tallies by model."""

FIRST = 2
"""Replications of each model before the others: who ends early has some of all."""


@dataclass(frozen=True, eq=False)
class Goal:
    """A precision and how to work out what has been reached."""

    precision: Precision
    reached: HalfWidth


def gather(
    models: Sequence[Model],
    seed: int,
    replications: int,
    engine: str,
    pool: Pool,
    *,
    goal: Goal | None = None,
    time_budget: float | None = None,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> tuple[Tallies, Ending]:
    """As many replications of every model, numbers 0, 1, 2 and so on, and why it ended.

    `replications` is how many at most. They end earlier when the goal is reached (looked at after
    every `CHECK_EVERY`), when `time_budget` seconds are over, or when `stop` says so; each model
    then has the same first replications, at least one. KeyboardInterrupt if it is stopped before
    there is one of each. InputError for a model that the engine does not support.
    """
    for model in models:
        refuse_unsupported(engine, model)
    report = progress or (lambda done, total: None)
    wanted = list(_wanted(len(models), replications))
    found: list[list[Tally]] = [[] for _ in models]
    begin = time.monotonic()
    ending = ALL_DONE
    report(0, len(wanted))
    with closing(pool.stream(models, seed, wanted, engine, time_budget)) as done:
        for count, ((which, _), counted) in enumerate(done, start=1):
            found[which].append(counted)
            report(count, len(wanted))
            complete = len(found[-1])  # of every model: the last one's turn comes last
            if stop is not None and stop():
                if complete == 0:
                    raise KeyboardInterrupt
                ending = broken_off(complete, replications)
                break
            if count == len(wanted):
                break
            if goal is not None and which == len(models) - 1 and complete % CHECK_EVERY == 0:
                width = goal.reached(found)
                if goal.precision.reached(width):
                    ending = precise(goal.precision, width, complete)
                    break
            if time_budget is not None and time.monotonic() - begin >= time_budget and complete:
                ending = out_of_time(time_budget, complete, replications)
                break
    complete = len(found[-1])
    if goal is not None and ending is ALL_DONE:
        width = goal.reached(found)
        if goal.precision.reached(width):
            ending = precise(goal.precision, width, complete)
        else:
            ending = gave_up(goal.precision, width, complete)
    return tuple(tuple(mine[:complete]) for mine in found), ending


def _wanted(models: int, replications: int) -> Iterator[Wanted]:
    """Replications in blocks, each of all models in turn; of one model simply in order."""
    if models == 1:
        yield from ((0, number) for number in range(replications))
        return
    edges = [0, FIRST, *range(CHECK_EVERY, replications, CHECK_EVERY), replications]
    edges = sorted({min(edge, replications) for edge in edges})
    for first, last in pairwise(edges):
        for which in range(models):
            yield from ((which, number) for number in range(first, last))
