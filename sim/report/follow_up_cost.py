"""What follow-ups cost: the agents' time and the money that caused attempts take, by queue."""

from __future__ import annotations

from sim.metrics.cells import SECONDS_PER_HOUR
from sim.metrics.origins import Origin
from sim.report import wording
from sim.report.reading import Reader
from sim.report.table import Table

OWN = (Origin.FIRST, Origin.CHANNEL_SHIFT)  # customers who would come anyway


def follow_up_cost_table(reader: Reader) -> Table | None:
    """One row a queue to which earlier attempts bring more; None where they bring none.

    Hours: the caused share of the queue's attempts x the agents' effort on its contacts. Money: the
    same share of the cost of the queue. Both take a caused attempt to be as much work as another.
    """
    model = reader.study.model
    rows = []
    hours_in_all = money_in_all = caused_in_all = attempts_in_all = 0.0
    has_money = bool(reader.mean("center", "center", "cost"))
    for queue in model.labels.queues:
        attempts = reader.mean("queue", queue, "attempts") or 0.0
        caused = sum(
            reader.mean("queue", queue, f"origin_{origin.name.lower()}") or 0.0
            for origin in Origin
            if origin not in OWN
        )
        if caused <= 0 or attempts <= 0:
            continue
        share = caused / attempts
        effort = reader.mean("queue", queue, "effort_s") or 0.0
        answered = reader.mean("queue", queue, "answered") or 0.0
        hours = share * answered * effort / SECONDS_PER_HOUR
        cost = share * (reader.mean("queue", queue, "cost") or 0.0)
        rows.append(_row(queue, caused, share, hours, cost, model.judging.currency))
        hours_in_all += hours
        money_in_all += cost
        caused_in_all += caused
        attempts_in_all += attempts
    if not rows:
        return None
    if len(rows) > 1:
        share = caused_in_all / attempts_in_all
        rows.append(_row("all of these", caused_in_all, share, hours_in_all, money_in_all,
                         model.judging.currency))  # fmt: skip
    columns: tuple[str, ...] = ("queue", "caused attempts", "share", "agent hours", "cost")
    if not has_money:
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    note = (
        "Caused: all attempts but first ones of customers. Hours and cost: that share of the "
        "effort on the queue and of its cost, as if a caused attempt took as long as another."
    )
    return Table("What follow-ups cost", columns, tuple(rows), frozenset({"queue"}), note=note)


def _row(
    queue: str, caused: float, share: float, hours: float, cost: float, currency: str
) -> tuple[str, ...]:
    return (
        queue,
        wording.count(caused),
        wording.percent(share),
        wording.hours(hours),
        wording.money(cost, currency),
    )
