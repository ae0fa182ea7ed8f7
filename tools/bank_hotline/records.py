"""Reads the recorded month and keeps the contacts that asked for an agent.

Source of the data: I. Guedj and A. Mandelbaum, Technion, "Anonymous Bank" (call center data).
All clock values are seconds after midnight, all durations seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

CLOCK_COLUMNS = ("vru_exit", "q_start", "q_exit", "ser_start")
# A service under this length is an agent who hung up, or a dial nobody picked up (see the page).
CUT_OFF_S = 10


@dataclass(frozen=True)
class Cleaning:
    """How many rows of a day were read, and why those that are not contacts were left out."""

    read: int
    phantom: int
    negative_menu_time: int
    left_in_menu: int
    outside_hours: int
    kept: int


def read_month(path: Path) -> pd.DataFrame:
    """Every row of the month; adds `day`, `waited` (queued), `arrival`, `freed`, all in seconds.

    `arrival` is the instant the customer is handed from the menu to the agents (start of the queue,
    or the end of the menu where there was no queue); `freed` is when the customer leaves.
    """
    rows = pd.read_csv(path, sep="\t", dtype=str, skipinitialspace=True)
    rows.columns = pd.Index([name.strip() for name in rows.columns])
    for name in rows.columns:
        rows[name] = rows[name].str.strip()
    for name in ("priority", "vru_time", "q_time", "ser_time"):
        rows[name] = rows[name].astype(np.int64)
    for name in CLOCK_COLUMNS:
        parts = rows[name].str.split(":", expand=True).astype(np.int64)
        rows[name] = parts[0] * 3600 + parts[1] * 60 + parts[2]
    rows["day"] = [date(1900 + int(d[:2]), int(d[2:4]), int(d[4:])) for d in rows["date"]]
    rows["identified"] = rows["customer_id"].astype(float) > 0
    rows["waited"] = rows["q_start"] > 0  # 0:00:00 = did not queue
    rows["arrival"] = np.where(rows["waited"], rows["q_start"], rows["vru_exit"])
    rows["answered"] = rows["outcome"] == "AGENT"
    # The clock of a service may pass midnight: count its end from its length.
    served_until = rows["ser_start"] + rows["ser_time"]
    rows["freed"] = np.where(rows["answered"], served_until, rows["q_exit"])
    return rows


def contacts_of(rows: pd.DataFrame, day: date, opens: int, closes: int) -> pd.DataFrame:
    """The contacts of a day that asked for an agent between two clock times, by arrival."""
    own = rows[_is_contact(rows) & (rows["day"] == day)]
    inside = (own["arrival"] >= opens) & (own["arrival"] < closes)
    return own[inside].sort_values(["arrival", "call_id"]).reset_index(drop=True)


def cleaning_of(rows: pd.DataFrame, day: date, opens: int, closes: int) -> Cleaning:
    """Counts of the rows left out on a day, each by the first reason that applies."""
    own = rows[rows["day"] == day]
    phantom = own["outcome"] == "PHANTOM"
    negative = ~phantom & (own["vru_time"] < 0)
    in_menu = ~phantom & ~negative & ~own["answered"] & ~own["waited"]
    kept = len(contacts_of(rows, day, opens, closes))
    left_out = int(phantom.sum() + negative.sum() + in_menu.sum())
    return Cleaning(
        read=len(own),
        phantom=int(phantom.sum()),
        negative_menu_time=int(negative.sum()),
        left_in_menu=int(in_menu.sum()),
        outside_hours=len(own) - left_out - kept,
        kept=kept,
    )


def _is_contact(rows: pd.DataFrame) -> pd.Series[bool]:
    real = (rows["outcome"] != "PHANTOM") & (rows["vru_time"] >= 0)
    return real & (rows["answered"] | rows["waited"])
