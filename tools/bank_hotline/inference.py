"""Staff of the shown day, from the neighbouring days alone: numbers, and who can take what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tools.bank_hotline import desk, order, staff
from tools.bank_hotline.desk import (
    ALL_ROUND_GROUP,
    GENERAL_GROUP,
    GROUPS,
    NEIGHBOURS,
    SLOT,
    SLOTS,
    STOCK_GROUP,
)

Floats = NDArray[np.float64]

PENALTIES = (0.0, 10.0, 100.0, 1e3, 1e4, 1e5)
# Two services at most this far apart: the agent was there in between.
PRESENT_GAP_S = 1200
SECONDS = 27 * 3600  # a service that starts before midnight may end after it


@dataclass(frozen=True)
class Staff:
    """Agents per half hour (fractions allowed) and what they were inferred from.

    `busy`, `seen` (at work) and `busy_while_waiting` are means over the neighbouring days; `scores`
    the likelihood of days left out, by penalty; `by_day` the same inference on one day alone.
    """

    agents: Floats
    penalty: float
    scores: dict[float, float]
    leave_rate: float
    busy: Floats
    seen: Floats
    busy_while_waiting: Floats
    by_day: dict[date, Floats]
    group_share: dict[str, Floats]


def infer(days: dict[date, pd.DataFrame], groups: dict[str, str]) -> Staff:
    """Infers the staff from contacts of the neighbouring days (`desk.with_class`)."""
    pooled = desk.outside_fault(pd.concat(days.values(), ignore_index=True))
    means = pooled[pooled["answered"]].groupby("class")["ser_time"].mean()
    waiting = pooled[pooled["waited"]]
    leave_rate = float((~waiting["answered"]).sum() / waiting["q_time"].sum())
    tables = {day: _tables(day, contacts, means, leave_rate) for day, contacts in days.items()}
    scores = dict.fromkeys(PENALTIES, 0.0)
    for day in days:
        other = {d: contacts for d, contacts in days.items() if d != day}
        seen_on_others = _smooth(_present(other, list(groups)))
        for penalty in PENALTIES:
            scores[penalty] += staff.left_out_score(
                tables[day], [tables[d] for d in other], seen_on_others, penalty
            )
    penalty = max(scores, key=lambda tried: scores[tried])
    seen = _smooth(_present(days, list(groups)))
    together = [np.sum([own[slot] for own in tables.values()], axis=0) for slot in range(SLOTS)]
    busy, busy_while_waiting = _busy(days)
    members = {name: [agent for agent, own in groups.items() if own == name] for name in GROUPS}
    return Staff(
        agents=np.round(staff.smooth_best(together, seen, penalty), 1),
        penalty=penalty,
        scores=scores,
        leave_rate=leave_rate,
        busy=busy,
        seen=seen,
        busy_while_waiting=busy_while_waiting,
        by_day={
            day: staff.smooth_best(own, _smooth(_present({day: days[day]}, list(groups))), penalty)
            for day, own in tables.items()
        },
        group_share={name: _smooth(_present(days, members[name])) / seen for name in GROUPS},
    )


def _tables(
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


def by_group(agents: Floats, share: dict[str, Floats]) -> dict[str, Floats]:
    """Agents per group: whole numbers for the two smaller groups, the general desk has the rest.

    Only one group carries the fraction, for fractions are rounded group by group when a day is
    drawn, and three roundings would vary the number of agents more than the record does. Somebody
    who can take stock contacts is always there.
    """
    stock = np.floor(agents * share[STOCK_GROUP] + 0.5)
    all_round = np.floor(agents * share[ALL_ROUND_GROUP] + 0.5)
    all_round = np.where(stock + all_round < 1, 1.0, all_round)
    general = np.round(agents - stock - all_round, 1)
    assert (general >= 0).all()
    return {GENERAL_GROUP: general, ALL_ROUND_GROUP: all_round, STOCK_GROUP: stock}


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


def _present(days: dict[date, pd.DataFrame], agents: list[str]) -> Floats:
    """Weighted mean number of the given agents at work, per half hour."""
    total, weight = np.zeros(SLOTS), 0.0
    for day, contacts in days.items():
        there = order.presence(contacts, agents, day, PRESENT_GAP_S, SECONDS)
        total += NEIGHBOURS[day] * _per_slot(there)
        weight += NEIGHBOURS[day]
    return total / weight


def _busy(days: dict[date, pd.DataFrame]) -> tuple[Floats, Floats]:
    """Weighted mean busy agents per half hour: at all times, and while somebody waits."""
    busy, weight = np.zeros(SLOTS), 0.0
    busy_waiting, waiting_time = np.zeros(SLOTS), np.zeros(SLOTS)
    for day, contacts in days.items():
        answered = contacts[contacts["answered"]]
        serving = _count(answered["ser_start"], answered["freed"])
        queue = contacts[contacts["waited"] & (contacts["class"] == desk.GENERAL_CLASS)]
        # The record closes a wait a few seconds after the agent is free (call set-up).
        waited_until = (queue["q_exit"] - 4).clip(lower=queue["q_start"])
        some_wait = _count(queue["q_start"], waited_until) > 0
        busy += NEIGHBOURS[day] * _per_slot(serving)
        weight += NEIGHBOURS[day]
        busy_waiting += NEIGHBOURS[day] * _per_slot(serving * some_wait)
        waiting_time += NEIGHBOURS[day] * _per_slot(some_wait.astype(np.int64))
    return busy / weight, busy_waiting / waiting_time


def _count(start: pd.Series, end: pd.Series) -> NDArray[np.int64]:
    change = np.zeros(SECONDS + 1, dtype=np.int64)
    np.add.at(change, start.to_numpy(dtype=np.int64), 1)
    np.add.at(change, np.minimum(end.to_numpy(dtype=np.int64), SECONDS), -1)
    return np.cumsum(change)[:SECONDS]


def _per_slot(by_second: NDArray[np.int64]) -> Floats:
    inside = by_second[desk.OPENS : desk.CLOSES].reshape(SLOTS, SLOT)
    return np.asarray(inside.mean(axis=1), dtype=np.float64)


def _smooth(values: Floats) -> Floats:
    """Mean of a half hour and the two beside it."""
    padded = np.concatenate([values[:1], values, values[-1:]])
    return np.asarray((padded[:-2] + padded[1:-1] + padded[2:]) / 3)
