"""A replication, here or in another process: a model packed once, opened once by each process."""

from __future__ import annotations

import hashlib
import pickle
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sim.engine.engines import prepare, replicate
from sim.metrics.tally import Tally, tally
from sim.model import Model, freeze

Found = TypeVar("Found")
Task = Callable[[Model, int, int, str], Found]
"""What is done with (model, seed, replication, engine): a function of a module, for processes find
it by name. The same arguments always give the same result."""

MOST_OPEN = 8
"""Models a process keeps open: those of a comparison take turns."""


def one_replication(model: Model, seed: int, replication: int, engine: str) -> Tally:
    """Draw, simulate and count one replication. The same arguments always give the same tally."""
    return tally(replicate(engine, model, seed, replication), model)


@dataclass(frozen=True, eq=False)
class Parcel:
    """A model on its way to another process.

    A plain object on purpose: Dask copies large arrays and byte strings to one worker only and
    cannot do without that worker afterwards, but an object goes along with every batch.
    """

    digest: str
    content: bytes


@dataclass(frozen=True, eq=False)
class Batch(Generic[Found]):
    """Replications carried out one after the other, and the seconds of processor time they took."""

    tallies: tuple[Found, ...]
    seconds: float


_open: OrderedDict[str, Model] = OrderedDict()


def packed(model: Model) -> Parcel:
    """The model as bytes, with their SHA-256."""
    content = pickle.dumps(model, protocol=5)
    return Parcel(hashlib.sha256(content).hexdigest(), content)


def opened(parcel: Parcel) -> Model:
    """The model of a parcel; the one opened before where this process knows the digest."""
    model = _open.pop(parcel.digest, None)
    if model is None:
        model = pickle.loads(parcel.content)
        freeze(model)  # arrays come out of a pickle writeable
    _open[parcel.digest] = model
    while len(_open) > MOST_OPEN:
        _open.popitem(last=False)
    return model


def carry_out(
    parcel: Parcel, seed: int, numbers: Sequence[int], engine: str, task: Task[Found]
) -> Batch[Found]:
    """The task for the replications of these numbers, in a worker."""
    begin = time.thread_time()
    model = opened(parcel)
    prepare(engine)
    tallies = tuple(task(model, seed, number, engine) for number in numbers)
    return Batch(tallies, time.thread_time() - begin)
