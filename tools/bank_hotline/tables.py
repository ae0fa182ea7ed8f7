"""The small tables that go with the scenario, and the recorded truth of the shown day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from tools.bank_hotline import desk
from tools.bank_hotline.desk import CLASSES, GENERAL_CLASS, NEIGHBOURS, SLOTS


def arrivals_by_class(contacts: pd.DataFrame) -> pd.DataFrame:
    """Contacts per half hour (rows) and class (columns) of one day."""
    table = pd.crosstab(contacts["slot"], contacts["class"])
    return table.reindex(index=range(SLOTS), columns=list(CLASSES), fill_value=0)


def forecast_by_class(days: dict[date, pd.DataFrame]) -> pd.DataFrame:
    """Mean of the neighbouring days; the hour of the fault leaves its day out of those slots."""
    total = pd.DataFrame(0.0, index=range(SLOTS), columns=list(CLASSES))
    weight = pd.Series(0.0, index=range(SLOTS))
    for day, contacts in days.items():
        counted = [slot for slot in range(SLOTS) if not desk.is_fault(day, slot)]
        own = arrivals_by_class(contacts).loc[counted]
        total.loc[counted] += NEIGHBOURS[day] * own
        weight.loc[counted] += NEIGHBOURS[day]
    return total.div(weight, axis=0)


def by_queue(by_class: pd.DataFrame, jumping_share: float) -> dict[str, pd.Series]:
    """Contacts per half hour and queue: the general class split into regular and priority."""
    return {
        desk.REGULAR: by_class[GENERAL_CLASS] * (1 - jumping_share),
        desk.PRIORITY: by_class[GENERAL_CLASS] * jumping_share,
        **{name: by_class[name] for name in CLASSES[1:]},
    }


def arrivals_table(by_class: pd.DataFrame, jumping_share: float, day: date) -> pd.DataFrame:
    """Rows of the arrivals file."""
    rows = [
        (instant(day, slot), queue, f"{counts[slot]:.3f}".rstrip("0").rstrip("."))
        for slot in range(SLOTS)
        for queue, counts in by_queue(by_class, jumping_share).items()
    ]
    return pd.DataFrame(rows, columns=["interval_start", "queue", "offered"])


def staff_table(agents: np.ndarray, day: date) -> pd.DataFrame:
    """Rows of the head-count file."""
    rows = [(instant(day, slot), f"{agents[slot]:g}") for slot in range(SLOTS)]
    return pd.DataFrame(rows, columns=["interval_start", "seated"])


def recorded_table(contacts: pd.DataFrame, day: date) -> pd.DataFrame:
    """What happened per half hour, for the center and for each class.

    Contacts belong to the half hour of arrival; waits are zero for those who did not queue. Counts
    and sums only, so that any ratio is a ratio of sums. `busy_s` belongs to the clock and is given
    for the center alone.
    """
    rows = []
    for name in ("center", *CLASSES):
        own = contacts if name == "center" else contacts[contacts["class"] == name]
        for slot in range(SLOTS):
            rows.append((instant(day, slot), name, *_sums(own[own["slot"] == slot])))
    table = pd.DataFrame(rows, columns=["interval_start", "queue", *RECORDED])
    center = table["queue"] == "center"
    table["busy_s"] = ""
    table.loc[center, "busy_s"] = [str(int(seconds)) for seconds in _busy(contacts)]
    return table


RECORDED = (
    "offered",
    "answered",
    "abandoned",
    "answered_at_once",
    "answered_within_20s",
    "sum_wait_all_s",
    "sum_wait_answered_s",
    "sum_handle_s",
)


def _sums(own: pd.DataFrame) -> tuple[int, ...]:
    answered = own[own["answered"]]
    return (
        len(own),
        len(answered),
        len(own) - len(answered),
        int((~answered["waited"]).sum()),
        int((answered["q_time"] <= desk.WITHIN_S).sum()),
        int(own["q_time"].sum()),
        int(answered["q_time"].sum()),
        int(answered["ser_time"].sum()),
    )


def _busy(contacts: pd.DataFrame) -> np.ndarray:
    answered = contacts[contacts["answered"]]
    edges = desk.OPENS + np.arange(SLOTS + 1) * desk.SLOT
    start = answered["ser_start"].to_numpy()[:, None]
    end = answered["freed"].to_numpy()[:, None]
    inside = np.minimum(end, edges[1:]) - np.maximum(start, edges[:-1])
    return np.asarray(np.maximum(inside, 0).sum(axis=0))


def instant(day: date, slot: int) -> str:
    """Start of a half hour, as in the files: 1999-01-19 07:30."""
    return f"{day.isoformat()} {desk.slot_label(slot)}"


def write(table: pd.DataFrame, path: Path) -> None:
    """Writes a table with unix line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, index=False, lineterminator="\n")
