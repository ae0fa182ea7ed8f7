"""Small worlds for tests: a scenario as text, contacts written by hand, every engine run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

import sim
from sim.draws import Draws, draw
from sim.engine.engines import engine_named
from sim.engine.events import NEVER, Outcome
from sim.engine.names import DEFAULT_ENGINE, ENGINES
from sim.log import ContactLog, first_difference
from sim.model import Model
from tests.naive import naive

Contact = tuple[float, str, float, float | None]
"""(arrives at, queue, handle time, patience or None), seconds."""


def model_of(text: str, settings: Sequence[str] = ()) -> Model:
    """The model of a scenario text; `name` and `period` (one hour) are added when missing."""
    if "name:" not in text:
        text = "name: A small world\n" + text
    if "period:" not in text:
        text = "period: {start: 2026-03-02 08:00, length: 1h, interval: 30min}\n" + text
    return sim.compile_model(sim.loads(text, settings=settings))


def by_hand(
    model: Model,
    contacts: Sequence[Contact],
    wrap_up: float = 0.0,
    pick: Sequence[float] = (),
    reason: Sequence[int] = (),
) -> Draws:
    """Draws with exactly these contacts; presence is drawn as usual (replication 0 of seed 1)."""
    drawn = draw(model, 1, 0)
    count = len(contacts)
    queues = [model.labels.queues.index(queue) for _, queue, _, _ in contacts]
    return replace(
        drawn,
        tick=np.array([round(at * 1000) for at, _, _, _ in contacts], dtype=np.int64),
        queue=np.array(queues, dtype=np.int16),
        key=np.arange(1, count + 1, dtype=np.uint64),
        reason=np.array(reason or [-1] * count, dtype=np.int16),
        shift=np.full(count, -1, dtype=np.int16),
        work=np.array([round(work * 1e9) for _, _, work, _ in contacts], dtype=np.int64),
        wrap_up=np.full(count, round(wrap_up * 1e9), dtype=np.int64),
        patience=np.array(
            [NEVER if patience is None else round(patience * 1000) for *_, patience in contacts],
            dtype=np.int64,
        ),
        pick=np.array([int(p * 2**32) for p in (pick or [0.0] * count)], dtype=np.int64),
        relevant=np.ones(count, dtype=np.int8),
    )


BY_ALL = 1
"""Replications of a long study in which every engine takes part."""

SMALL = 200
"""Planned contacts up to which the naive engine takes part."""


def run_both(model: Model, draws: Draws) -> ContactLog:
    """The log of every engine, after checking that they are the same to the tick."""
    logs: dict[str, ContactLog] = {name: engine_named(name)(model, draws) for name in ENGINES}
    if len(draws) <= SMALL:
        logs["naive"] = naive(model, draws)
    first_name, *others = logs
    for name in others:
        difference = first_difference(logs[first_name], logs[name])
        assert difference is None, f"{first_name} | {name}: {difference}"
    return logs[first_name]


def simulated(model: Model, draws: Draws) -> ContactLog:
    """The log, for long studies: every engine in the first replications, the default in others."""
    if draws.replication < BY_ALL:
        return run_both(model, draws)
    return engine_named(DEFAULT_ENGINE)(model, draws)


def rows(log: ContactLog) -> list[tuple[str, float | None, float | None, int | None]]:
    """(outcome, answered, ended, agent) of every contact, in seconds."""

    def seconds(tick: int) -> float | None:
        return None if tick < 0 else tick / 1000

    return [
        (
            Outcome(outcome).name.lower(),
            seconds(answered),
            seconds(ended),
            agent if agent >= 0 else None,
        )
        for outcome, answered, ended, agent in zip(
            log.outcome.tolist(),
            log.answered.tolist(),
            log.ended.tolist(),
            log.agent.tolist(),
            strict=True,
        )
    ]


def presence(log: ContactLog) -> list[tuple[int, float, float, float]]:
    """(agent, on, off, due) in seconds."""
    return [
        (agent, on / 1000, off / 1000, due / 1000)
        for agent, on, off, due in zip(
            log.presence_agent.tolist(),
            log.presence_on.tolist(),
            log.presence_off.tolist(),
            log.presence_due.tolist(),
            strict=True,
        )
    ]
