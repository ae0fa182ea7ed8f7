"""How long queues took to recover from events, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report import wording
from sim.report.table import Table
from sim.studies.recovery import Recovery

LATER = "later"
COLUMNS = ("event", "queue", "median", "10 %", "90 %", "not in the period")


def recovery_table(found: Sequence[Recovery]) -> Table:
    """One row an event and a queue with a target."""
    rows = tuple(
        (
            one.event,
            one.queue,
            *(_time(one.percentile(percent)) for percent in (50, 10, 90)),
            f"{one.not_within_period} of {len(one.seconds)}",
        )
        for one in found
    )
    note = (
        "From the event to the first of two consecutive intervals on target with a backlog no "
        "larger than in the same replication without events; 0 s: never off target. Percentiles of "
        f"the replications; {LATER}: not recovered when the period ends."
    )
    return Table("Recovery", COLUMNS, rows, text_columns=frozenset({"event", "queue"}), note=note)


def _time(seconds: float | None) -> str:
    if seconds is None:
        return LATER
    return "0 s" if seconds == 0 else wording.duration(seconds)
