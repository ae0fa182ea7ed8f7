"""`contacts.parquet`: the contact log with names and wall-clock instants, one row an attempt."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.engine.events import BLOCKED, NOT_YET, Outcome
from sim.log import ContactLog
from sim.model import Clock, Model

TICKS_PER_SECOND = 1000.0


def write_contacts(path: Path, model: Model, logs: Sequence[tuple[int, ContactLog]]) -> None:
    """Write the logs of these replications, (number, log) each, as one Parquet file."""
    tables = [contact_table(model, log, replication) for replication, log in logs]
    pq.write_table(pa.concat_tables(tables).unify_dictionaries(), path, compression="zstd")


def contact_table(model: Model, log: ContactLog, replication: int) -> pa.Table:
    """One replication's contacts. Instants are local wall-clock time, null where there was none.

    `wait_s` ends with the answer or with leaving; null for blocked contacts, for sessions of
    self-service and for those that still wait at the end. `handle_s` is from the answer to the
    agent's release (wrap-up included).
    """
    labels = model.labels
    first = model.people.first
    group = np.searchsorted(first, log.agent, side="right") - 1
    nobody = log.agent < 0
    blocked = np.isin(log.outcome, [int(code) for code in BLOCKED])
    left = np.where(log.answered != NOT_YET, log.answered, log.ended)
    session = model.self_service.is_one[log.queue] == 1
    no_wait = blocked | session | (left == NOT_YET)
    unhandled = (log.answered == NOT_YET) | (log.released == NOT_YET)
    number = np.where(nobody, 0, log.agent - first[np.maximum(group, 0)] + 1)
    outcomes = [code.name.lower() for code in Outcome]
    return pa.table(
        {
            "replication": np.full(len(log), replication, dtype=np.int32),
            "contact": np.arange(len(log), dtype=np.int64),
            "parent": pa.array(log.parent, mask=log.parent < 0),
            "key": log.key,
            "queue": _names(log.queue, labels.queues, log.queue < 0),
            "reason": _names(log.reason, labels.reasons, log.reason < 0),
            "channel_shift": _names(log.shift, labels.shifts, log.shift < 0),
            "follow_up": _names(log.follow_up, labels.follow_ups, log.follow_up < 0),
            "reported": log.arrived >= model.clock.start,
            "arrived": _instants(model.clock, log.arrived),
            "answered": _instants(model.clock, log.answered),
            "ended": _instants(model.clock, log.ended),
            "released": _instants(model.clock, log.released),
            "wait_s": pa.array((left - log.arrived) / TICKS_PER_SECOND, mask=no_wait),
            "handle_s": pa.array((log.released - log.answered) / TICKS_PER_SECOND, mask=unhandled),
            "group": _names(group, labels.groups, nobody),
            "agent": pa.array(number.astype(np.int32), mask=nobody),
            "outcome": _names(log.outcome, outcomes, np.zeros(len(log), dtype=bool)),
        }
    )


def _names(
    codes: NDArray[np.integer], names: Sequence[str], missing: NDArray[np.bool_]
) -> pa.DictionaryArray:
    numbers = pa.array(codes.astype(np.int32), mask=missing)
    return pa.DictionaryArray.from_arrays(numbers, pa.array(list(names), type=pa.string()))


def _instants(clock: Clock, ticks: NDArray[np.int64]) -> pa.Array:
    origin = np.datetime64(clock.origin, "ms")
    return pa.array(origin + ticks.astype("timedelta64[ms]"), mask=ticks == NOT_YET)
