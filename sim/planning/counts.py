"""What a trial must know of a replication: in time, offered, abandoned, busy. Nothing else.

A search simulates the same customers again and again and changes seats alone. So their draws are
kept, and of the figures of a study only those are sent on that limits are about.
"""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from sim.agents.presence import GroupSampling
from sim.draws import Draws, draw
from sim.engine.engines import engine_named
from sim.log import ContactLog
from sim.metrics.cells import Cells
from sim.metrics.tally import Bin, tally
from sim.model import Model

MOST_KEPT = 256 * 1024 * 1024
"""Bytes of draws that a process keeps; replications beyond are drawn again in every trial."""

CONTACT_COLUMNS = ("service_met", "service_judged", "offered", "abandoned")
AGENT_COLUMNS = ("live_busy_s", "logged_in_s")


@dataclass(frozen=True, eq=False)
class Counts:
    """Like a Tally, but with the columns of limits alone and without the whole period."""

    interval: Bin
    day: Bin


def trial_counts(model: Model, seed: int, replication: int, engine: str) -> Counts:
    """Draw, simulate and count one replication of a trial."""
    log = engine_named(engine)(model, _draws(model, seed, replication))
    return counts_of(log, model)


def counts_of(log: ContactLog, model: Model) -> Counts:
    """The figures that limits are about, out of the tally: little to send between processes."""
    whole = tally(log, model)
    return Counts(_of_limits(whole.interval), _of_limits(whole.day))


def _of_limits(figures: Bin) -> Bin:
    return Bin(
        contacts=_columns(figures.contacts, CONTACT_COLUMNS),
        agents=_columns(figures.agents, AGENT_COLUMNS),
    )


def _columns(cells: Cells, names: tuple[str, ...]) -> Cells:
    return Cells(names, np.stack([cells[name] for name in names], axis=-1))


_kept: OrderedDict[tuple[str, int, int], Draws] = OrderedDict()
_customers: WeakKeyDictionary[Model, str] = WeakKeyDictionary()
_always_present: WeakKeyDictionary[Model, Mapping[str, Any]] = WeakKeyDictionary()


def _draws(model: Model, seed: int, replication: int) -> Draws:
    """`draw(model, seed, replication)`, the customers from an earlier trial where there was one."""
    customers = _customers_of(model)
    kept = _kept.get((customers, seed, replication))
    if kept is None:
        drawn = draw(model, seed, replication)
        _keep((customers, seed, replication), drawn)
        return drawn
    return replace(kept, **_present(model, seed, replication))


def _present(model: Model, seed: int, replication: int) -> Mapping[str, Any]:
    """Who is there: the fields of `Draws` about agents. Of a plan of whole seats they are the same
    in every replication, and drawn once.
    """
    known = _always_present.get(model)
    if known is not None:
        return known
    nobody = draw(_without_customers(model), seed, replication)
    present = {
        field.name: getattr(nobody, field.name)
        for field in fields(Draws)
        if field.name.startswith(("window_", "head_"))
    }
    if all(map(_is_certain, model.sampling.groups)):
        _always_present[model] = present
    return present


def _is_certain(group: GroupSampling) -> bool:
    """Whether no chance decides who of a group is there (rule R22)."""
    is_whole = bool((group.plan == np.floor(group.plan)).all())
    return is_whole and group.absent == 0 and group.off_desk == 0


def _keep(key: tuple[str, int, int], drawn: Draws) -> None:
    """Keep draws as long as there is room; those of other customers make room."""
    for other in [one for one in _kept if one[:2] != key[:2]]:
        del _kept[other]
    if sum(map(_bytes, _kept.values())) + _bytes(drawn) <= MOST_KEPT:
        _kept[key] = drawn


def _bytes(drawn: Draws) -> int:
    arrays = (getattr(drawn, field.name) for field in fields(drawn))
    return sum(one.nbytes for one in arrays if isinstance(one, np.ndarray))


def _customers_of(model: Model) -> str:
    """A digest of all that the draws of customers come from: everything but the agents."""
    digest = _customers.get(model)
    if digest is None:
        sampling = replace(model.sampling, groups=())
        content = pickle.dumps((model.clock, sampling), protocol=5)
        digest = _customers[model] = hashlib.sha256(content).hexdigest()
    return digest


def _without_customers(model: Model) -> Model:
    """The same agents, whose presence is drawn alike, and a queue that nobody comes to."""
    silent = replace(
        model.sampling.queues[0], intensity=None, trace=None, bursts=(), shifts=(), waiting=0,
        age=None,
    )  # fmt: skip
    return replace(model, sampling=replace(model.sampling, queues=(silent,)))


__all__ = ["Counts", "counts_of", "trial_counts"]
