"""Required staff of a group that serves deferred work only: one number of heads a day."""

from __future__ import annotations

from sim.planning import GroupStaffing
from sim.report.table import Table


def heads_table(group: GroupStaffing) -> Table:
    """Heads of each day: seated from opening to closing, rostered, and what the file has.

    `scheduled` is the mean over the open intervals of the day, for a file may change it within one.
    """
    rows = []
    for day in group.days:
        open_rows = [row for row in group.rows if row.start.date() == day.day and row.seated]
        if not open_rows:
            continue
        first = open_rows[0]
        scheduled = sum(row.scheduled for row in open_rows) / len(open_rows)
        rows.append(
            (
                f"{day.day:%a %Y-%m-%d}",
                f"{first.start:%H:%M}",
                f"{first.required:.2f}",
                f"{first.seated}",
                f"{first.rostered:.1f}",
                f"{scheduled:.1f}",
                f"{day.work_h:,.1f}",
            )
        )
    columns = ("day", "from", "need", "seats", "rostered", "scheduled", "work h")
    note = (
        "Heads all day, for this group serves deferred work only: the same number from opening to "
        "closing. need: in the seat, decimal, then whole (seats); rostered: gross of the need; "
        "scheduled: in the seat by the file, mean of the day; work: hours of what comes."
    )
    return Table(f"Heads by day: {group.group}", columns, tuple(rows),
                 frozenset({"day", "from"}), note)  # fmt: skip
