"""Who goes first, read from the record: overtaking among waiting contacts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.bank_hotline.desk import PRIORITY_CODE

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
