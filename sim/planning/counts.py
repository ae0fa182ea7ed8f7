"""What a trial must know of a replication: in time, offered, abandoned, busy. Nothing else.

A search simulates the same customers again and again and changes seats alone. So their draws are
kept, and of the figures of a study only those are counted that limits are about.
"""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from dataclasses import dataclass, fields, replace
from weakref import WeakKeyDictionary

import numpy as np

from sim.draws import Draws, draw
from sim.engine.engines import engine_named
from sim.log import ContactLog
from sim.metrics.attempts import attempts_of
from sim.metrics.bins import bins_of, sum_slots
from sim.metrics.cells import Cells, Ints
from sim.metrics.contacts import arrivals_of, queue_columns
from sim.metrics.deferred import written_columns
from sim.metrics.handling import agent_columns, work_of
from sim.metrics.service_level import FORMULA_BY_ID
from sim.metrics.tally import Bin, tally
from sim.model import Model

MOST_KEPT = 256 * 1024 * 1024
"""Bytes of draws that a process keeps; replications beyond are drawn again in every trial."""

VIRTUAL = "SL-11"
"""The one formula that is no sum of counts: queues judged by it take the whole tally."""

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
    """The figures that limits are about; equal to those of `sim.metrics.tally`."""
    if VIRTUAL in model.judging.target_formula:
        whole = tally(log, model)
        return Counts(whole.interval, whole.day)
    bins = bins_of(model.clock)
    attempts = attempts_of(log, model)
    work = work_of(log, model)
    contacts = queue_columns(arrivals_of(log, model, attempts, work, bins), model, bins)
    if (model.queues.deferred == 1).any():
        contacts = contacts.with_columns(written_columns(log, model, attempts, bins))
    agents = None
    if (model.judging.max_occupancy < 1).any():
        agents = agent_columns(log, model, work, bins)
    return Counts(
        _bin(contacts, agents, model, bins.interval_of), _bin(contacts, agents, model, bins.day_of)
    )


def _bin(contacts: Cells, agents: Cells | None, model: Model, bin_of: Ints) -> Bin:
    summed = Cells(contacts.names, sum_slots(contacts.data, bin_of))
    own = [FORMULA_BY_ID[formula] for formula in model.judging.target_formula]
    met = [formula.numerator(summed)[:, number] for number, formula in enumerate(own)]
    judged = [formula.denominator(summed)[:, number] for number, formula in enumerate(own)]
    columns = {
        "service_met": np.stack(met, axis=1),
        "service_judged": np.stack(judged, axis=1),
        "offered": summed["offered"],
        "abandoned": summed["abandoned"],
    }
    none = np.zeros((len(summed.data), len(model.labels.groups)))
    busy = dict.fromkeys(AGENT_COLUMNS, none)
    if agents is not None:
        seconds = Cells(agents.names, sum_slots(agents.data, bin_of))
        busy = {name: seconds[name] for name in AGENT_COLUMNS}
    return Bin(contacts=Cells.of(columns), agents=Cells.of(busy))


_kept: OrderedDict[tuple[str, int, int], Draws] = OrderedDict()
_customers: WeakKeyDictionary[Model, str] = WeakKeyDictionary()


def _draws(model: Model, seed: int, replication: int) -> Draws:
    """`draw(model, seed, replication)`, the customers from an earlier trial where there was one."""
    customers = _customers_of(model)
    kept = _kept.get((customers, seed, replication))
    if kept is None:
        drawn = draw(model, seed, replication)
        _keep((customers, seed, replication), drawn)
        return drawn
    nobody = draw(_without_customers(model), seed, replication)
    present = {
        field.name: getattr(nobody, field.name)
        for field in fields(Draws)
        if field.name.startswith(("window_", "head_"))
    }
    return replace(kept, **present)


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
