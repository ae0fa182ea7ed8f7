"""Rules between a scenario's period, its opening hours, and what is given per interval or hour;
and the estimate that refuses absurd sizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sim.scenario.calendar import DAY, HOUR, Axis, open_windows, spans_of_day, weekday
from sim.scenario.checks import largest_heads
from sim.scenario.messages import Loc
from sim.scenario.parts import Parts, opening_of
from sim.scenario.schema import Arrivals, Opening, Profile
from sim.scenario.unit_time import write_duration, write_instant
from sim.scenario.units import Rate
from sim.scenario.volumes import CLOSED_ALLOWED, CLOSED_MEND, closed_message, closed_volume

MAX_CONTACTS = 50_000_000
MAX_AGENTS = 100_000
BYTES_PER_CONTACT = 110


def check_calendar(parts: Parts) -> None:
    """Every rule that needs the period; problems and warnings are appended to `parts`."""
    _agents_in_all(parts)
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
        opening = opening_of(parts, queue)
        if arrivals.per_interval is not None:
            _closed_list(parts, name, arrivals.per_interval, opening, axis)
        elif arrivals.rate is not None:
            _closed_hours(parts, name, arrivals, opening, axis)
    _contacts(parts, axis)


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
        if not any(until > axis.start for _, until in windows):
            parts.warnings.append(f"queues.{name} is never open in the period.")


def _closed_list(
    parts: Parts, name: str, volumes: Sequence[float], opening: Opening | None, axis: Axis
) -> None:
    closed = closed_volume(volumes, opening, axis)
    if closed and parts.period is not None:
        path: Loc = ("queues", name, "arrivals", "per_interval", closed[0])
        message = closed_message(closed, volumes, axis, parts.period.start)
        parts.refuse(path, message, CLOSED_ALLOWED, CLOSED_MEND)


@dataclass(frozen=True)
class _Shape:
    """Hour and day weights of a profile."""

    slot: int
    week: Sequence[float]  # weights of a week in equal slots from Monday
    profile: Profile | None

    def open_weight(self, day: date, opening: Opening | None) -> float:
        """Weight of a day's open time, in slots."""
        total = 0.0
        for start, until in spans_of_day(opening, day):
            for number in range(start // self.slot, -(-until // self.slot)):
                inside = min(until, (number + 1) * self.slot) - max(start, number * self.slot)
                total += self.weight(day, number) * inside / self.slot
        return total

    def weight(self, day: date, number: int) -> float:
        return self.week[day.weekday() * (DAY // self.slot) + number]

    def whole_weight(self, day: date) -> float:
        slots = DAY // self.slot
        return sum(self.week[day.weekday() * slots : (day.weekday() + 1) * slots])

    def day(self, day: date) -> float:
        """The day's weight against 100 %."""
        days = {} if self.profile is None else self.profile.days
        return days.get(day, days.get(weekday(day), 1.0))


def _shape(parts: Parts, arrivals: Arrivals) -> _Shape | None:
    """The shape that arrivals name; None if it is broken."""
    if arrivals.profile is None:
        return _Shape(HOUR, (1.0,) * 168, None)
    profile = parts.profiles.get(arrivals.profile)
    if profile is None:
        return None
    if profile.file is None and profile.weights is None:
        return _Shape(HOUR, (profile.hours or (1.0,) * 24) * 7, profile)
    week = parts.tables.get(f"profiles.{arrivals.profile}.file")
    return None if week is None else _Shape(7 * DAY // len(week), week, None)


def _closed_hours(
    parts: Parts, name: str, arrivals: Arrivals, opening: Opening | None, axis: Axis
) -> None:
    """A day that is open, has volume, and has all its hour weight in closed time."""
    shape = _shape(parts, arrivals)
    if shape is None or arrivals.rate is None or not arrivals.rate.amount:
        return
    path: Loc = ("queues", name, "arrivals", "profile" if arrivals.profile else "rate")
    for day, _, _, _ in axis.calendar_days():
        spans = spans_of_day(opening, day)
        if not spans or not shape.day(day) or not shape.whole_weight(day):
            continue
        if shape.open_weight(day, opening) == 0:
            parts.refuse(
                path,
                f"volume in closed time: on {day} all hours with weight are closed",
                "some weight in the open hours of every open day that has volume",
                "widen `opening`, or give the open hours a weight",
            )
            return
    _cut_days(parts, name, arrivals.rate, opening, axis)


def _cut_days(parts: Parts, name: str, rate: Rate, opening: Opening | None, axis: Axis) -> None:
    """A rate per day whose day the period covers only in part: easily overlooked."""
    if rate.per not in ("d", "month"):
        return
    for day, midnight, begin, until in axis.calendar_days():
        spans = spans_of_day(opening, day)
        whole = sum(stop - start for start, stop in spans)
        inside = sum(
            max(0, min(stop + midnight, until) - max(start + midnight, begin))
            for start, stop in spans
        )
        if begin >= axis.start and 0 < inside < whole:
            parts.warnings.append(
                f"queues.{name}.arrivals.rate: the period covers only {inside / whole:.0%} of the "
                f"open time of {day}, so only the volume of these hours arrives; set `opening` if "
                "the rate is meant for the period."
            )
            return


def _agents_in_all(parts: Parts) -> None:
    total = 0.0
    largest = ("", 0.0)
    for name, group in parts.agents.items():
        heads = largest_heads(parts, name, group) or 0.0
        total += heads
        largest = max(largest, (name, heads), key=lambda pair: pair[1])
    if total > MAX_AGENTS:
        key = next(
            key
            for key in ("seated", "staff", "shifts")
            if getattr(parts.agents[largest[0]], key) is not None
        )
        parts.refuse(
            ("agents", largest[0], key),
            f"the center would have {total:,.0f} agents, absurdly many",
            f"at most {MAX_AGENTS:,} in all groups",
            with_value=False,
        )


def _contacts(parts: Parts, axis: Axis) -> None:
    """Refuse absurd volumes with an estimate of contacts and memory."""
    expected = {name: _estimate(parts, name, axis) for name in parts.queues}
    for event in parts.events.values():
        if event.extra is not None and event.queue in expected:
            expected[event.queue] += event.extra
    total = sum(expected.values())
    if total <= MAX_CONTACTS:
        return
    largest = max(expected, key=lambda name: expected[name])
    here = "all" if expected[largest] == total else f"{expected[largest]:,.0f} of them"
    memory = total * BYTES_PER_CONTACT / 1e9
    has_own = parts.queues[largest].arrivals is not None
    path: Loc = ("queues", largest, "arrivals") if has_own else ("queues", largest)
    parts.refuse(
        path,
        f"about {total:,.0f} contacts in one replication, {here} here, need about "
        f"{memory:,.0f} GB of memory",
        f"at most {MAX_CONTACTS:,} contacts",
        "shorten the period, or simulate a part of the volume with a part of the agents",
        with_value=False,
    )


def _estimate(parts: Parts, name: str, axis: Axis) -> float:
    """About the expected contacts of a queue, warm-up included."""
    queue = parts.queues[name]
    arrivals = queue.arrivals
    if arrivals is None:
        return 0.0
    if arrivals.rate is None:
        if arrivals.trace is not None:
            return float(len(parts.tables.get(f"queues.{name}.arrivals.trace", ())))
        volumes = arrivals.per_interval or parts.tables.get(f"queues.{name}.arrivals.file", ())
        return sum(volumes) * arrivals.scale * axis.end / (axis.end - axis.start)
    shape = _shape(parts, arrivals)
    opening = opening_of(parts, queue)
    total = 0.0
    for day, midnight, begin, until in axis.calendar_days():
        spans = spans_of_day(opening, day)
        whole = sum(stop - start for start, stop in spans)
        if not whole:
            continue
        inside = sum(
            max(0, min(stop + midnight, until) - max(start + midnight, begin))
            for start, stop in spans
        )
        per_tick = arrivals.rate.per_tick
        volume = (
            per_tick * inside
            if per_tick is not None
            else ((arrivals.rate.per_day or 0.0) * inside / whole)
        )
        total += volume * (1.0 if shape is None else shape.day(day))
    return total * arrivals.scale
