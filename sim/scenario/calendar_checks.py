"""Rules between a scenario's period, its opening hours, and what is given per interval or hour."""

from __future__ import annotations

from collections.abc import Sequence

from sim.scenario.calendar import DAY, Axis, Window, open_windows, spans_of_day
from sim.scenario.kind_rules import ASYNCHRONOUS
from sim.scenario.messages import Loc
from sim.scenario.parts import Parts, arrival_hours, opening_of
from sim.scenario.schema import Arrivals, Opening, Queue
from sim.scenario.size_checks import check_agents_in_all, check_contacts
from sim.scenario.unit_time import write_duration, write_instant
from sim.scenario.volume_shape import shape_of
from sim.scenario.volumes import CLOSED_ALLOWED, CLOSED_MEND, closed_message, closed_volume


def check_calendar(parts: Parts) -> None:
    """Every rule that needs the period; problems and warnings are appended to `parts`."""
    check_agents_in_all(parts)
    period = parts.period
    if period is None or not parts.is_center_opening_valid:
        return
    axis = Axis.of(period)
    _list_lengths(parts, axis)
    _warm_up(parts)
    _never_open(parts, axis)
    for name, queue in parts.queues.items():
        arrivals = queue.arrivals
        if arrivals is None:
            continue
        opening = arrival_hours(parts, queue)
        if arrivals.per_interval is not None:
            _closed_list(parts, name, arrivals.per_interval, opening, axis)
        elif arrivals.rate is not None:
            if not _closed_hours(parts, name, arrivals, opening, axis):
                _cut_days(parts, name, queue, axis)
    check_contacts(parts, axis)


def _list_lengths(parts: Parts, axis: Axis) -> None:
    """A list has one value for each reporting interval."""
    lists: list[tuple[Loc, Sequence[float]]] = []
    for name, queue in parts.queues.items():
        if queue.arrivals is not None and queue.arrivals.per_interval:
            path: Loc = ("queues", name, "arrivals", "per_interval")
            lists.append((path, queue.arrivals.per_interval))
    for name, group in parts.agents.items():
        for key, count in (("seated", group.seated), ("staff", group.staff)):
            if count is not None and count.per_interval:
                lists.append((("agents", name, key, "per_interval"), count.per_interval))
    assert parts.period is not None
    for path, values in lists:
        if len(values) != axis.intervals:
            parts.refuse(
                path,
                f"has {len(values):,} values, the period has "
                f"{axis.intervals:,} intervals of {write_duration(axis.interval)}",
                f"{axis.intervals:,} values, the first for {write_instant(parts.period.start)}",
                with_value=False,
            )


def _warm_up(parts: Parts) -> None:
    """The warm-up repeats clock times of the first days: per-interval data must have them."""
    period = parts.period
    assert period is not None
    if not period.warm_up or period.length >= DAY:
        return
    users = []
    for name, queue in parts.queues.items():
        arrivals = queue.arrivals
        if arrivals is not None and arrivals.rate is None:
            key = next(
                key
                for key in ("per_interval", "file", "trace")
                if getattr(arrivals, key) is not None
            )
            users.append(f"queues.{name}.arrivals.{key}")
    for name, group in parts.agents.items():
        for key, count in (("seated", group.seated), ("staff", group.staff)):
            if count is not None and count.number is None:
                users.append(f"agents.{name}.{key}")
    if users:
        more = f" and {len(users) - 3} more" if len(users) > 3 else ""
        parts.refuse(
            ("period", "warm_up"),
            f"the {write_duration(period.warm_up)} before the start repeat the clock "
            f"times of a day later, which lie after the end of the period "
            f"({write_duration(period.length)}); {', '.join(users[:3])}{more} has no "
            "values for them",
            "a period of 1d or more, or rates and plain head counts only",
            "begin earlier in place of the warm-up: set period.start to the first "
            "instant that matters and remove warm_up",
        )


def _never_open(parts: Parts, axis: Axis) -> None:
    for name, queue in parts.queues.items():
        windows = open_windows(opening_of(parts, queue), axis)
        if any(until > axis.start for _, until in windows):
            continue
        if queue.channel not in ASYNCHRONOUS:
            parts.warnings.append(f"queues.{name} is never open in the period.")
        elif queue.target is not None and queue.target.clock == "opening":
            parts.warnings.append(
                f"queues.{name} is never open in the period, so the clock of its target never runs."
            )


def _closed_list(
    parts: Parts, name: str, volumes: Sequence[float], opening: Opening | None, axis: Axis
) -> None:
    closed = closed_volume(volumes, opening, axis)
    if closed and parts.period is not None:
        path: Loc = ("queues", name, "arrivals", "per_interval", closed[0])
        message = closed_message(closed, volumes, axis, parts.period.start)
        parts.refuse(path, message, CLOSED_ALLOWED, CLOSED_MEND)


def _closed_hours(
    parts: Parts, name: str, arrivals: Arrivals, opening: Opening | None, axis: Axis
) -> bool:
    """Refuse, and say so, a day that is open, has volume, and all its hour weight when closed."""
    shape = shape_of(parts, arrivals)
    if shape is None or arrivals.rate is None or not arrivals.rate.amount:
        return True
    path: Loc = ("queues", name, "arrivals", "profile" if arrivals.profile else "rate")
    for day, _, _, _ in axis.calendar_days():
        spans = spans_of_day(opening, day)
        if not spans or not shape.day(day) or not shape.whole_weight(day):
            continue
        if shape.weight_of(day, spans) == 0:
            parts.refuse(
                path,
                f"volume in closed time: on {day} all hours with weight are closed",
                "some weight in the open hours of every open day that has volume",
                "widen `opening`, or give the open hours a weight",
            )
            return True
    return False


def _cut_days(parts: Parts, name: str, queue: Queue, axis: Axis) -> None:
    """A rate per day whose day the period covers only in part: easily overlooked."""
    arrivals = queue.arrivals
    assert arrivals is not None and arrivals.rate is not None
    shape = shape_of(parts, arrivals)
    if arrivals.rate.per not in ("d", "month") or shape is None:
        return
    opening = arrival_hours(parts, queue)
    for day, midnight, begin, until in axis.calendar_days():
        spans = spans_of_day(opening, day)
        inside = [_inside(span, begin - midnight, until - midnight) for span in spans]
        covered = sum(stop - start for start, stop in inside)
        whole = sum(stop - start for start, stop in spans)
        if begin < axis.start or not 0 < covered < whole:
            continue
        if queue.channel in ASYNCHRONOUS:
            share = shape.weight_of(day, inside) / shape.weight_of(day, spans)
            if share < 1 - 1e-9:
                parts.warnings.append(
                    f"queues.{name}.arrivals.rate: {queue.channel} contacts arrive at any hour, "
                    f"and the period covers only {100 * share:.0f} % of the volume of {day}; give "
                    "a profile or a rate per hour if the rate is meant for the period."
                )
                return
            continue
        parts.warnings.append(
            f"queues.{name}.arrivals.rate: the period covers only {100 * covered / whole:.0f} % of "
            f"the open time of {day}, so only the volume of these hours arrives; set `opening` if "
            "the rate is meant for the period."
        )
        return


def _inside(span: Window, begin: int, until: int) -> Window:
    """The part of a span that lies in [begin, until); empty if none does."""
    start = max(span[0], begin)
    return start, max(start, min(span[1], until))
