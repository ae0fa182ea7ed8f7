"""Shape of the staff over the day, from what customers met on the neighbouring days alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tools.bank_hotline import desk, staff
from tools.bank_hotline.desk import NEIGHBOURS, SLOT, SLOTS

Floats = NDArray[np.float64]

SECONDS = 27 * 3600  # a service that starts before midnight may end after it


@dataclass(frozen=True)
class Staff:
    """Agents per half hour, fractions allowed, before the level is set (`neighbours.level`).

    `agents` from all neighbouring days, `by_day` from one day alone, `without` from all but one;
    `busy_while_waiting` is the mean number of busy agents while somebody waits.
    """

    agents: Floats
    by_day: dict[date, Floats]
    without: dict[date, Floats]
    busy_while_waiting: Floats


def infer(days: dict[date, pd.DataFrame]) -> Staff:
    """Infers the staff from contacts of the neighbouring days (`desk.with_class`)."""
    pooled = desk.outside_fault(pd.concat(days.values(), ignore_index=True))
    means = pooled[pooled["answered"]].groupby("class")["ser_time"].mean()
    waiting = pooled[pooled["waited"]]
    leave_rate = float((~waiting["answered"]).sum() / waiting["q_time"].sum())
    known = {day: _likelihood(day, own, means, leave_rate) for day, own in days.items()}
    return Staff(
        agents=_most_likely(known),
        by_day={day: _most_likely({day: own}) for day, own in known.items()},
        without={
            day: _most_likely({other: own for other, own in known.items() if other != day})
            for day in known
        },
        busy_while_waiting=_busy_while_waiting(days),
    )


def _most_likely(known: dict[date, list[Floats]]) -> Floats:
    together = [np.sum([own[slot] for own in known.values()], axis=0) for slot in range(SLOTS)]
    return staff.most_likely(together)


def _likelihood(
    day: date, contacts: pd.DataFrame, means: pd.Series, leave_rate: float
) -> list[Floats]:
    nothing = np.zeros(len(staff.staff_grid()))
    return [
        nothing
        if desk.is_fault(day, slot)
        else staff.log_likelihood(
            _half_hour(contacts, day, slot, means), leave_rate, SLOT, desk.WITHIN_S
        )
        for slot in range(SLOTS)
    ]


def _half_hour(contacts: pd.DataFrame, day: date, slot: int, means: pd.Series) -> staff.HalfHour:
    starts = desk.OPENS + slot * SLOT
    in_center = int(((contacts["arrival"] < starts) & (contacts["freed"] > starts)).sum())
    own = contacts[contacts["slot"] == slot]
    answered, waited = own["answered"], own["waited"]
    early = own["q_time"] <= desk.WITHIN_S
    outcomes = (
        int((answered & ~waited).sum()),
        int((answered & waited & early).sum()),
        int((answered & waited & ~early).sum()),
        int((~answered).sum()),
    )
    mean_service = float(own["class"].map(means).mean()) if len(own) else 1.0
    return staff.HalfHour(len(own), in_center, mean_service, outcomes, NEIGHBOURS[day])


def _busy_while_waiting(days: dict[date, pd.DataFrame]) -> Floats:
    """Weighted mean of busy agents over the seconds in which somebody waits, per half hour."""
    busy, seconds = np.zeros(SLOTS), np.zeros(SLOTS)
    for day, contacts in days.items():
        answered = contacts[contacts["answered"]]
        serving = _count(answered["ser_start"], answered["freed"])
        queue = contacts[contacts["waited"] & (contacts["class"] == desk.GENERAL_CLASS)]
        # The record closes a wait a few seconds after the agent is free (call set-up).
        waited_until = (queue["q_exit"] - 4).clip(lower=queue["q_start"])
        some_wait = _count(queue["q_start"], waited_until) > 0
        busy += NEIGHBOURS[day] * _per_slot(serving * some_wait)
        seconds += NEIGHBOURS[day] * _per_slot(some_wait.astype(np.int64))
    return np.asarray(busy / seconds)


def _count(start: pd.Series, end: pd.Series) -> NDArray[np.int64]:
    change = np.zeros(SECONDS + 1, dtype=np.int64)
    np.add.at(change, start.to_numpy(dtype=np.int64), 1)
    np.add.at(change, np.minimum(end.to_numpy(dtype=np.int64), SECONDS), -1)
    return np.cumsum(change)[:SECONDS]


def _per_slot(by_second: NDArray[np.int64]) -> Floats:
    inside = by_second[desk.OPENS : desk.CLOSES].reshape(SLOTS, SLOT)
    return np.asarray(inside.sum(axis=1), dtype=np.float64)
