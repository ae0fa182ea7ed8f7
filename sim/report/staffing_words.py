"""What a staffing search says, in sentences: the need beside the schedule, where it falls short."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sim.planning import GroupStaffing, QueueFigures, Staffing, StaffingRow
from sim.report import wording
from sim.report.wording import counted, percent
from sim.scenario.schema import Queue

SAME_H = 0.05
"""Hours that are printed as 0.0."""

MOST_GROUPS = 6
"""Groups that get a sentence of their own."""

HALF_A_TENTH = 0.05
"""Seats are printed in tenths: nobody is called short by 0.0."""


def staffing_sentences(found: Staffing) -> list[str]:
    """First what is judged, then all groups together, then the groups that differ most."""
    said = [_judged(found), *([_together(found)] if len(found.groups) > 1 else [])]
    groups = sorted(found.groups, key=lambda one: -abs(over_h(one)))
    said += [group_sentence(one, found) for one in groups[:MOST_GROUPS]]
    more = len(groups) - MOST_GROUPS
    if more > 0:
        said.append(f"{counted(more, 'more group')} in the tables.")
    return said


def group_sentence(group: GroupStaffing, found: Staffing) -> str:
    """What one group needs, has, and where it is short."""
    need = whole_h(group)
    text = (
        f"{group.group} needs {_hours(need, decimal_h(group), rostered_h(group))}; "
        f"{_beside(scheduled_h(group), need)}."
    )
    return f"{text} {short_words(group)}" if not group.by_day else text


def short_words(group: GroupStaffing) -> str:
    """Intervals with fewer people scheduled than seats, and the worst of them."""
    open_rows = [row for row in group.rows if row.seated or row.scheduled]
    short = short_rows(open_rows)
    if not short:
        return "No interval is short."
    worst = min(short, key=lambda row: row.difference)
    when = f"{worst.start:%a %d %H:%M}" if len(group.days) > 1 else f"{worst.start:%H:%M}"
    return (
        f"{len(short)} of {counted(len(open_rows), 'interval')} "
        f"{'is' if len(short) == 1 else 'are'} short, "
        f"most at {when}: {-worst.difference:.1f} under."
    )


def short_rows(rows: Sequence[StaffingRow]) -> list[StaffingRow]:
    """Intervals with fewer people scheduled than seats, as far as tenths show it."""
    return [row for row in rows if row.difference <= -HALF_A_TENTH]


def whole_h(group: GroupStaffing) -> float:
    """Hours of the whole seats."""
    return sum(day.whole_h for day in group.days)


def decimal_h(group: GroupStaffing) -> float:
    """Hours of the decimal need."""
    return sum(day.seated_h for day in group.days)


def rostered_h(group: GroupStaffing) -> float:
    """Paid hours of the decimal need."""
    return sum(day.rostered_h for day in group.days)


def scheduled_h(group: GroupStaffing) -> float:
    """Seated hours of the file."""
    return sum(day.scheduled_h for day in group.days)


def over_h(group: GroupStaffing) -> float:
    """Hours over (above 0) or under (below 0) what is required."""
    return scheduled_h(group) - whole_h(group)


def period_words(found: Staffing) -> str:
    """First and last reported instant."""
    first = found.groups[0].rows[0].start
    last = found.groups[0].rows[-1].start
    end = last + timedelta(milliseconds=found.scenario.tree.period.interval)
    until = f"{end:%H:%M}" if end.date() == first.date() else f"{end:%A %Y-%m-%d %H:%M}"
    return f"{first:%A %Y-%m-%d %H:%M} to {until}"


def source_of(found: Staffing) -> str:
    """What the figures were made from."""
    return (
        f"{found.engine} engine, {counted(found.trials, 'trial')} of up to "
        f"{counted(found.replications, 'replication')}, seed {found.seed}"
    )


def target_words(one: QueueFigures) -> str:
    """`80 % in 20 s, abandoned at most 5 %`."""
    words = []
    if one.answered is not None and one.within_s is not None:
        words.append(f"{percent(one.answered, 0)} in {wording.threshold(one.within_s)}")
    if one.abandoned is not None:
        words.append(f"abandoned at most {percent(one.abandoned, 0)}")
    return ", ".join(words)


def judged_words(found: Staffing) -> str:
    """What must meet the targets."""
    each = by_interval(found)
    if found.confidence is not None:
        days = f"{percent(found.confidence, 0)} of the simulated days"
        if not each:
            return days
        return f"{days} and the mean of each interval{_of(each, found)}"
    if len(each) == len(found.queues):
        return "the mean of each interval"
    return f"the mean of each day{f' (each interval{_of(each, found)})' if each else ''}"


def by_interval(found: Staffing) -> tuple[str, ...]:
    """Queues that are judged on each interval: all, or those whose target says so."""
    queues = found.scenario.tree.queues
    return tuple(
        one.queue
        for one in found.queues
        if found.every_interval or _over(queues[one.queue]) == "interval"
    )


def _over(queue: Queue) -> str:
    return "day" if queue.target is None else queue.target.over


def _of(each: Sequence[str], found: Staffing) -> str:
    """Which queues, where it is not all of them."""
    if len(each) == len(found.queues):
        return ""
    return f" of {', '.join(each[:MOST_GROUPS])}{' and others' if len(each) > MOST_GROUPS else ''}"


def _judged(found: Staffing) -> str:
    queues = [f"{one.queue} ({target_words(one)})" for one in found.queues[:MOST_GROUPS]]
    more = len(found.queues) - len(queues)
    tail = f" and {counted(more, 'more queue')}" if more > 0 else ""
    targets = f"Targets of {', '.join(queues)}{tail}: {judged_words(found)} must meet them."
    return f"{targets}{_occupancy(found)}"


def _occupancy(found: Staffing) -> str:
    """The limits on live occupancy, which are judged on means whatever the confidence."""
    groups = found.scenario.tree.agents
    limited: dict[float, list[str]] = {}
    for group in found.groups:
        most = groups[group.group].max_occupancy
        if most is not None and most < 1:
            limited.setdefault(most, []).append(group.group)
    if not limited:
        return ""
    said = [
        f"{percent(most, 0)} "
        f"({', '.join(names) if len(names) <= MOST_GROUPS else counted(len(names), 'group')})"
        for most, names in sorted(limited.items())
    ]
    each = "interval" if found.every_interval else "day"
    return f" Live occupancy is at most {', '.join(said)} in the mean of each {each}."


def _together(found: Staffing) -> str:
    need = sum(map(whole_h, found.groups))
    said = "The least staff found" if not found.ending else "The best plan of a search cut short"
    hours = _hours(need, sum(map(decimal_h, found.groups)), sum(map(rostered_h, found.groups)))
    return f"{said} takes {hours}; {_beside(sum(map(scheduled_h, found.groups)), need)}."


def _hours(whole: float, decimal: float, paid: float) -> str:
    return (
        f"{whole:,.1f} hours of whole seats (decimals: {decimal:,.1f} seated, {paid:,.1f} rostered)"
    )


def _beside(have: float, need: float) -> str:
    over = have - need
    if abs(over) < SAME_H:
        return f"the schedule has just that, {have:,.1f}"
    return f"the schedule has {have:,.1f}: {abs(over):,.1f} too {'many' if over > 0 else 'few'}"
