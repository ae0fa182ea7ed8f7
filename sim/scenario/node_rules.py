"""Rules inside one node of the scenario tree: keys that belong together, bounds, short forms.

Each check collects all it finds and refuses once; the finer place of a finding is the key it
names. The nodes call these from their validators, so that siblings are judged independently.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic_core import PydanticCustomError

from sim.scenario.unit_numbers import refuse, write_share
from sim.scenario.unit_time import DAY, WEEKDAYS, write_clock, write_duration

if TYPE_CHECKING:
    from sim.scenario import schema

MAX_INTERVALS = 1_000_000
MAX_REPLICATIONS = 100_000
MAX_SLOWDOWN = 10  # 1,000 contacts in hand at the lowest speed still get some work done
SPAN_ALLOWED = "a span of clock times such as 08:00-20:00 (24:00 is the end of the day)"


class Finding(NamedTuple):
    """One thing wrong inside a node: the key it concerns ("" for the node itself)."""

    key: str
    message: str
    allowed: str = ""
    mend: str = ""


def refuse_all(findings: Sequence[Finding]) -> None:
    """Raise one error that carries all findings; nothing if there are none."""
    if findings:
        raise PydanticCustomError("findings", "several", {"findings": list(findings)})


def given_keys(node: Any, keys: Sequence[str]) -> list[str]:
    """Those of the keys that the node has a value for."""
    return [key for key in keys if getattr(node, key) not in (None, (), {})]


def exactly_one(node: Any, keys: Sequence[str], what: str) -> list[Finding]:
    """A finding unless the node has a value for one of the keys and for no other."""
    given = given_keys(node, keys)
    if len(given) == 1:
        return []
    allowed = "exactly one of " + ", ".join(keys)
    if not given:
        return [Finding("", f"{what} needs one of {', '.join(keys)}", allowed)]
    mend = f"keep one; an override removes the other with {given[0]}: null"
    return [Finding("", f"{what} has {' and '.join(given)}", allowed, mend)]


def column_findings(columns: Mapping[str, str], known: Sequence[str]) -> list[Finding]:
    """Keys of `columns` are our names, values are the file's."""
    return [
        Finding(
            f"columns.{name}",
            "is not a column that is read here",
            ", ".join(known),
            "write our name first: {offered: Calls}",
        )
        for name in columns
        if name not in known
    ]


# ---------------------------------------------------------------- opening hours


def read_span(value: Any) -> Any:
    """ "08:00-20:00" to start and until."""
    if isinstance(value, Mapping) or not isinstance(value, str):
        if isinstance(value, (list, tuple)) or value is None:
            refuse("is not a span of clock times", SPAN_ALLOWED)
        return value
    match = re.fullmatch(r"([0-9]{1,2}:[0-9:]+)-([0-9]{1,2}:[0-9:]+)", value)
    if match is None:
        hours = re.fullmatch(r"([0-9]{1,2})-([0-9]{1,2})", value)
        mend = f"write {int(hours[1]):02d}:00-{int(hours[2]):02d}:00" if hours else ""
        refuse("is not a span of clock times", SPAN_ALLOWED, mend)
    return {"start": match.group(1), "until": match.group(2)}


def split_opening(value: Any) -> Any:
    """One mapping of days (weekdays and dates, as written) to weekdays and dates."""
    if not isinstance(value, Mapping) or set(value) & {"weekdays", "dates"}:
        return value
    weekdays = {day: spans for day, spans in value.items() if day in WEEKDAYS}
    dates = {day: spans for day, spans in value.items() if day not in WEEKDAYS}
    return {"weekdays": weekdays, "dates": dates}


def check_opening(opening: schema.Opening) -> None:
    """Spans of a day run forward and do not overlap; the center opens at all."""
    findings = []
    spans_of = {str(day): spans for day, spans in opening.weekdays.items()}
    spans_of |= {str(day): spans for day, spans in opening.dates.items()}
    for day, spans in spans_of.items():
        for span in spans:
            if span.until <= span.start:
                written = f"{write_clock(span.start)}-{write_clock(span.until)}"
                over = span.until < span.start
                mend = (
                    f"a night is two spans: {write_clock(span.start)}-24:00 on this day and "
                    f"00:00-{write_clock(span.until)} on the next"
                    if over
                    else ""
                )
                findings.append(
                    Finding(
                        day,
                        f"{written} ends before it begins" if over else f"{written} is empty",
                        SPAN_ALLOWED,
                        mend,
                    )
                )
        ordered = sorted(spans, key=lambda span: span.start)
        for first, second in pairwise(ordered):
            if second.start < first.until:
                findings.append(
                    Finding(
                        day,
                        f"the span from {write_clock(second.start)} begins before the "
                        f"one from {write_clock(first.start)} has ended",
                        "spans that do not overlap",
                    )
                )
    if not any(spans_of.values()):
        findings.append(
            Finding(
                "",
                "is never open",
                "at least one day with a span such as 08:00-20:00",
                "remove `opening` for always open",
            )
        )
    refuse_all(findings)


# ---------------------------------------------------------------- period and run


def check_period(period: schema.Period) -> None:
    """Intervals divide the day and the length; their number stays sane."""
    findings = []
    if DAY % period.interval:
        findings.append(
            Finding(
                "interval",
                "does not divide a day evenly",
                "such as 5min, 10min, 15min, 30min, 1h or 1d",
            )
        )
    elif period.length % period.interval:
        whole = period.length // period.interval
        near = " or ".join(
            write_duration(count * period.interval) for count in (whole, whole + 1) if count
        )
        findings.append(
            Finding(
                "length",
                f"is not a whole number of intervals of {write_duration(period.interval)}",
                "",
                f"write {near}",
            )
        )
    intervals = period.length // period.interval
    if intervals > MAX_INTERVALS:
        findings.append(
            Finding(
                "length",
                f"makes {intervals:,} intervals",
                f"at most {MAX_INTERVALS:,} intervals",
                "shorten `length` or lengthen `interval`",
            )
        )
    if period.start.year < 1900 or period.start.year > 2200:
        findings.append(Finding("start", "is too far away", "a year from 1900 to 2200"))
    refuse_all(findings)


def check_run(run: schema.Run) -> None:
    """Replications stay sane."""
    if run.replications > MAX_REPLICATIONS:
        refuse_all([Finding("replications", "is absurdly large", f"1 to {MAX_REPLICATIONS:,}")])


def check_center_cost(cost: schema.CenterCost) -> None:
    """A month has days."""
    if not 1 <= cost.days_per_month <= 31:
        refuse_all([Finding("days_per_month", "is not a number of days in a month", "1 to 31")])


# ---------------------------------------------------------------- targets and skills


def check_target(target: schema.Target) -> None:
    """answered and within go together; some target is named."""
    findings = []
    if target.within is not None and target.answered is None:
        findings.append(
            Finding("", "a target with `within` needs `answered`", "{answered: 80%, within: 20s}")
        )
    if target.answered is not None and target.within is None:
        findings.append(
            Finding("", "a target with `answered` needs `within`", "{answered: 80%, within: 20s}")
        )
    if not given_keys(target, ("answered", "within", "abandoned")):
        findings.append(
            Finding("", "a target names nothing to meet", "answered and within, abandoned, or both")
        )
    refuse_all(findings)


def check_skill(skill: schema.Skill) -> None:
    """An agent who works at all, not absurdly fast, and slower only with several in hand."""
    findings = []
    if not 0.01 <= skill.speed <= 100:
        findings.append(Finding("speed", "is out of bounds", "1% to 10,000%"))
    if skill.slowdown > MAX_SLOWDOWN:
        findings.append(Finding("slowdown", "is absurdly large", "at most 1,000%"))
    if skill.slowdown and skill.concurrency == 1:
        findings.append(
            Finding(
                "slowdown",
                "needs a concurrency above 1: one contact in hand has no other to slow it",
                "slowdown with concurrency",
                "write concurrency: 3, or remove `slowdown`",
            )
        )
    refuse_all(findings)


# ---------------------------------------------------------------- people


def check_shrinkage(shrinkage: schema.Shrinkage) -> None:
    """Somebody is left in the seat."""
    total = shrinkage.absent + shrinkage.off_desk
    if total >= 1 - 1e-12:
        refuse_all(
            [
                Finding(
                    "",
                    f"absent and off_desk sum to {write_share(round(total, 9))} of paid time",
                    "less than 100% together",
                )
            ]
        )


def check_head_count(count: schema.HeadCount) -> None:
    """One source of head counts."""
    if count.per_interval == ():
        refuse_all([Finding("", "the list is empty", "one number for each reporting interval")])
    findings = exactly_one(count, ("number", "per_interval", "file"), "a head count")
    if count.file is None:
        if count.columns:
            findings.append(Finding("columns", "needs a file"))
        if count.missing == "zero":
            findings.append(Finding("missing", "goes with `file` only"))
    else:
        findings.extend(column_findings(count.columns, ("interval_start", "seated", "staff")))
    refuse_all(findings)


def check_group(group: schema.Group) -> None:
    """Exactly one of seated, staff, shifts; at least one skill."""
    given = [key for key in ("seated", "staff", "shifts") if getattr(group, key) is not None]
    findings = []
    if len(given) != 1:
        findings.extend(exactly_one(group, ("seated", "staff", "shifts"), "a group"))
    if group.shifts is not None and not group.shifts:
        findings = [Finding("shifts", "names no shift", "at least one shift by name")]
    if group.shifts is not None and group.opening is not None:
        findings.append(
            Finding(
                "opening",
                "does not go with `shifts`: they have their own times",
                "opening with seated or staff",
            )
        )
    if not group.skills:
        findings.append(Finding("skills", "names no queue", "at least one queue, as calls: 1"))
    if group.max_occupancy is not None and group.max_occupancy <= 0:
        findings.append(Finding("max_occupancy", "must be above 0%", "above 0%, at most 100%"))
    refuse_all(findings)


def check_shift(shift: schema.ShiftPattern) -> None:
    """Breaks lie in the shift, fit their window and do not collide."""
    findings = []
    if not shift.days:
        findings.append(Finding("days", "names no day", "weekdays such as mon-fri"))
    if len(set(shift.days)) != len(shift.days):
        findings.append(Finding("days", "names a day twice", "every day once"))
    if shift.start == DAY:
        findings.append(Finding("start", "cannot be 24:00", "", "write 00:00"))
    end = shift.end if shift.end > shift.start else shift.end + DAY
    windows = []
    for number, rest in enumerate(shift.breaks):
        begin, until = break_bounds(rest, shift.start)
        written = f"{write_clock(rest.between.start)}-{write_clock(rest.between.until)}"
        inside = shift.start <= begin and until <= end
        if not inside:
            findings.append(
                Finding(
                    f"breaks.{number}.between",
                    f"{written} is not within the shift",
                    f"{write_clock(shift.start)}-{write_clock(shift.end)}",
                )
            )
        if rest.length > until - begin:
            findings.append(
                Finding(
                    f"breaks.{number}.length",
                    f"does not fit between {written}",
                    f"at most {write_duration(until - begin)}",
                )
            )
        windows.append((begin, until, number))
    ordered = sorted(windows)
    for first, second in pairwise(ordered):
        if second[0] < first[1]:
            findings.append(
                Finding(
                    f"breaks.{second[2]}.between",
                    "overlaps the times of another break",
                    "breaks whose times do not overlap",
                )
            )
    refuse_all(findings)


def break_bounds(rest: schema.Break, shift_start: int) -> tuple[int, int]:
    """The window of a break as ticks since the midnight before the shift's start."""
    begin, until = rest.between.start, rest.between.until
    if until <= begin:
        until += DAY
    if begin < shift_start:
        begin, until = begin + DAY, until + DAY
    return begin, until
