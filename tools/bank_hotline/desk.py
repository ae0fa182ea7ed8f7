"""What is fixed before anything is fitted: the day shown, its neighbours, queues and groups."""

from __future__ import annotations

from datetime import date

import pandas as pd

SHOWN = date(1999, 1, 19)  # the middle Tuesday of the month, chosen before any result was seen
# Nearest weekdays on both sides and their weight where days are pooled: the nearest count double.
NEIGHBOURS = {
    date(1999, 1, 17): 0.5,
    date(1999, 1, 18): 1.0,
    date(1999, 1, 20): 1.0,
    date(1999, 1, 21): 0.5,
}
OPENS, CLOSES, SLOT = 7 * 3600, 24 * 3600, 1800
SLOTS = (CLOSES - OPENS) // SLOT
WITHIN_S = 20

# Monday 18, from 15:12 and for a quarter of an hour: 10 to 18 unidentified customers a minute (at
# other times 9 at most), of whom half hang up. The hour is left out of every fit.
FAULT_DAY, FAULT_START, FAULT_END = date(1999, 1, 18), 15 * 3600, 16 * 3600

REGULAR, PRIORITY, STOCK = "regular", "priority", "stock"
NEW, CALLBACKS = "new_customers", "callbacks"
QUEUES = (REGULAR, PRIORITY, STOCK, NEW, CALLBACKS)
# What the record can tell apart: customers are identified, and so known as priority customers, only
# when they have to wait. Regular and priority are therefore one class in every recorded figure.
GENERAL_CLASS = "regular+priority"
CLASSES = (GENERAL_CLASS, STOCK, NEW, CALLBACKS)
CLASS_OF_TYPE = {
    "PS": GENERAL_CLASS,
    "PE": GENERAL_CLASS,  # English: 7 a day, taken by the same people
    "NE": STOCK,
    "NW": NEW,
    "IN": NEW,  # internet: 11 a day, behind all others like new customers
    "TT": CALLBACKS,
}
PRIORITY_CODE = 2
NOBODY = "NO_SERVER"


def with_class(contacts: pd.DataFrame) -> pd.DataFrame:
    """Adds `class` (what the record can tell apart) and `slot` (half hour of the opening hours)."""
    known = contacts[contacts["type"].isin(CLASS_OF_TYPE)].copy()
    known["class"] = known["type"].map(CLASS_OF_TYPE)
    known["slot"] = (known["arrival"] - OPENS) // SLOT
    return known


def outside_fault(contacts: pd.DataFrame) -> pd.DataFrame:
    """Leaves out the hour of the fault."""
    in_fault = (
        (contacts["day"] == FAULT_DAY)
        & (contacts["arrival"] >= FAULT_START)
        & (contacts["arrival"] < FAULT_END)
    )
    return contacts[~in_fault]


def is_fault(day: date, slot: int) -> bool:
    """Whether a half hour of a day lies in the hour of the fault."""
    return day == FAULT_DAY and FAULT_START <= OPENS + slot * SLOT < FAULT_END


def slot_label(slot: int) -> str:
    """Clock time at which a half hour starts, as 07:30."""
    seconds = OPENS + slot * SLOT
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
