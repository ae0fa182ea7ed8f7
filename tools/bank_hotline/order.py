"""Who goes first, read from the record: overtaking among waiting contacts, and who takes what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from tools.bank_hotline.desk import (
    ALL_ROUND_GROUP,
    GENERAL_GROUP,
    NOBODY,
    PRIORITY_CODE,
    SKILL_RATIO,
    STOCK_GROUP,
)

GAPS = (0, 30, 60, 90, 120, 180, 2000)  # seconds between two arrivals
TIE_S = 1  # answers this close are not ordered


def pairs(first: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Pairs of answered waiting contacts of a day: the first still waits when the later arrives.

    Returns the `gap` between the arrivals in seconds and whether the later one was `overtaking`.
    """
    found: list[tuple[int, bool]] = []
    for day, ahead in first.groupby("day"):
        behind = later[later["day"] == day]
        start, end = behind["q_start"].to_numpy(), behind["q_exit"].to_numpy()
        for own_start, own_end in zip(ahead["q_start"], ahead["q_exit"], strict=True):
            meets = (start > own_start) & (start < own_end) & (np.abs(end - own_end) > TIE_S)
            for other_start, other_end in zip(start[meets], end[meets], strict=True):
                found.append((int(other_start - own_start), bool(other_end < own_end)))
    return pd.DataFrame(found, columns=["gap", "overtaking"])


def overtaking_by_gap(first: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Number of pairs and the share in which the later contact was answered first, by gap."""
    met = pairs(first, later)
    bands = pd.cut(met["gap"], list(GAPS))
    return met.groupby(bands, observed=False)["overtaking"].agg(["size", "mean"])


def passed_over(contacts: pd.DataFrame, waiting: str, others: str, skilled: set[str]) -> pd.Series:
    """Gaps (s) at which a skilled agent took an `others` type although a `waiting` type was ahead.

    `gap` = how much later the contact taken had arrived than the oldest one passed over.
    """
    gaps: list[int] = []
    for _, own in contacts[contacts["answered"] & contacts["waited"]].groupby("day"):
        ahead = own[own["type"] == waiting]
        taken = own[(own["type"] == others) & own["server"].isin(skilled)]
        for start, end in zip(taken["q_start"], taken["q_exit"], strict=True):
            still = ahead[(ahead["q_start"] < start) & (ahead["q_exit"] > end + TIE_S)]
            if len(still):
                gaps.append(int(start - still["q_start"].min()))
    return pd.Series(gaps, dtype="int64")


def head_start_share(contacts: pd.DataFrame, head_start: int) -> tuple[float, int]:
    """Share of the recorded priority contacts that really jump the queue, and how many tell.

    A priority contact tells when it met a regular one that had arrived less than `head_start`
    earlier: with the head start it is answered first, without it second.
    """
    waiting = contacts[contacts["answered"] & contacts["waited"] & (contacts["type"] == "PS")]
    jumped: list[bool] = []
    for _, own in waiting.groupby("day"):
        start, end = own["q_start"].to_numpy(), own["q_exit"].to_numpy()
        regular = own["priority"].to_numpy() != PRIORITY_CODE
        for i in np.flatnonzero(~regular):
            ahead = regular & (start < start[i]) & (start > start[i] - head_start + 5)
            ahead &= end > start[i]
            overtaken = bool((end[ahead] > end[i] + TIE_S).any())
            behind = bool((end[ahead] < end[i] - TIE_S).any())
            if overtaken or behind:
                jumped.append(overtaken)
    return float(np.mean(jumped)), len(jumped)


def who_takes_what(answered: pd.DataFrame) -> pd.DataFrame:
    """Contacts per agent and type, the number expected if all agents took all, and the group.

    The expected number takes the types answered in the same hours of the same days.
    """
    named = answered[answered["server"] != NOBODY].copy()
    named["hour"] = named["arrival"] // 3600
    counts = pd.crosstab(named["server"], named["type"])
    mix = pd.crosstab([named["day"], named["hour"]], named["type"], normalize="index")
    own_mix = mix.loc[pd.MultiIndex.from_frame(named[["day", "hour"]])].to_numpy()
    expected = pd.DataFrame(own_mix, columns=mix.columns, index=named["server"])
    expected = expected.groupby(level=0).sum().add_suffix(" expected")
    table = counts.join(expected)
    stock = counts["NE"] / expected["NE expected"] >= SKILL_RATIO
    new = counts["NW"] / expected["NW expected"] >= SKILL_RATIO
    table["group"] = np.where(stock & new, ALL_ROUND_GROUP, np.where(stock, STOCK_GROUP, ""))
    # Who took neither has few contacts; counted with the general desk, which needs no skill.
    table.loc[table["group"] == "", "group"] = GENERAL_GROUP
    return table


def group_of_agents(table: pd.DataFrame) -> dict[str, str]:
    """Group of every agent named in `who_takes_what`."""
    return {str(name): str(group) for name, group in table["group"].items()}


def presence(
    contacts: pd.DataFrame, agents: Sequence[str], day: date, longest_gap: int, length: int
) -> np.ndarray:
    """Number of the given agents present at every second of a day.

    There is no roster: an agent counts as present during every service and between two services at
    most `longest_gap` seconds apart.
    """
    change = np.zeros(length + 1, dtype=np.int64)
    own = contacts[(contacts["day"] == day) & contacts["answered"]]
    for _, services in own[own["server"].isin(set(agents))].groupby("server"):
        ordered = services.sort_values("ser_start")
        on: int | None = None
        off = 0
        for start, end in zip(ordered["ser_start"], ordered["freed"], strict=True):
            if on is None or start - off > longest_gap:
                if on is not None:
                    change[on] += 1
                    change[min(off, length)] -= 1
                on = int(start)
            off = max(off, int(end))
        if on is not None:
            change[on] += 1
            change[min(off, length)] -= 1
    return np.cumsum(change)[:length]
