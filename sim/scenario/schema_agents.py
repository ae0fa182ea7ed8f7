"""The nodes of an agent group: skills, shifts, head counts, the group itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario import node_rules
from sim.scenario.schema_base import ClockSpan, Node, Opening, about
from sim.scenario.units import (
    Clock,
    Concurrency,
    Count,
    Duration,
    Number,
    PositiveDuration,
    Ratio,
    Share,
    Weekday,
    Whole,
)


class Skill(Node):
    """One cell of the skill table: how a group takes a queue. A bare number is the rank."""

    rank: Annotated[Count, about("1 is taken first", "1")] = 1
    speed: Annotated[Ratio, about("work done per time, against 100%", "90%")] = 1.0
    after: Annotated[Duration, about("only contacts that have waited so long", "5min")] = 0
    keep_idle: Annotated[Whole, about("agents of the group left free for better ranks", "2")] = 0
    concurrency: Annotated[
        Concurrency, about("chat, messaging: contacts an agent may have in hand", "3")
    ] = 1
    slowdown: Annotated[
        Ratio, about("each further contact in hand stretches the others by so much", "20%")
    ] = 0.0

    @model_validator(mode="after")
    def _check(self) -> Skill:
        node_rules.check_skill(self)
        return self


class Break(Node):
    """A break of a shift; agents take it in waves within `between`."""

    length: Annotated[PositiveDuration, about("how long it is", "30min")]
    between: Annotated[ClockSpan, about("within these clock times", "11:30-13:30")]
    paid: Annotated[Share, about("share of the break that is paid", "0%")] = 1.0


class ShiftPattern(Node):
    """Agents who start and end together; `end` at or before `start` is on the next day."""

    agents: Annotated[Whole, about("rostered agents", "12")]
    days: Annotated[
        tuple[Weekday, ...], about("weekdays on which the shift starts", "mon-fri", "every day")
    ] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    start: Annotated[Clock, about("when the shift begins", "07:45")]
    end: Annotated[Clock, about("when it ends", "16:15")]
    breaks: Annotated[
        tuple[Break, ...], about("breaks", "[{length: 30min, between: 11:30-13:30}]", "none")
    ] = ()

    @model_validator(mode="after")
    def _check(self) -> ShiftPattern:
        node_rules.check_shift(self)
        return self


class Shrinkage(Node):
    """Shares of paid time that are not spent in the seat; they add. A bare share is off_desk."""

    absent: Annotated[Share, about("strikes each agent and day at random", "12%")] = 0.0
    off_desk: Annotated[Share, about("lowers the head count", "18%")] = 0.0

    @model_validator(mode="after")
    def _check(self) -> Shrinkage:
        node_rules.check_shrinkage(self)
        return self


class HeadCount(Node):
    """A number for the whole period, a list (one a reporting interval) or a file of them."""

    number: Annotated[
        Number | None, about("heads at all times; a bare number is short for it", "22")
    ] = None
    per_interval: Annotated[
        tuple[Number, ...] | None,
        about("heads of each reporting interval; a bare list is short for it", "[18, 22, 20]"),
    ] = None
    file: Annotated[
        str | None, about("CSV file with interval_start and seated (or staff)", "data/heads.csv")
    ] = None
    columns: Annotated[
        dict[str, str],
        about("what the file calls interval_start and seated (or staff)", "{seated: Agents}"),
    ] = Field(default_factory=dict)
    missing: Annotated[
        Literal["error", "zero"], about("intervals that the file lacks: refuse, or nobody", "zero")
    ] = "error"

    @model_validator(mode="after")
    def _check(self) -> HeadCount:
        node_rules.check_head_count(self)
        return self


class GroupCost(Node):
    """Money of an agent group."""

    hour: Annotated[Number, about("per paid hour", "38")] = 0.0
    overtime_hour: Annotated[Number | None, about("per hour of overtime", "57", "as `hour`")] = None
    seat_month: Annotated[Number, about("per seat and month", "667")] = 0.0
    contact: Annotated[Number, about("per handled contact", "0")] = 0.0


class Routing(Node):
    """The two decisions: which agent for a contact, which contact for an agent."""

    agents: Annotated[
        Literal["longest_idle", "least_occupied", "random"],
        about("which agent of those with the best rank", "random"),
    ] = "longest_idle"
    contacts: Annotated[
        Literal["priority_then_longest_wait", "longest_wait", "earliest_due"],
        about("which contact of those with the best rank", "longest_wait"),
    ] = "priority_then_longest_wait"


class Group(Node):
    """An agent group. Exactly one of seated, staff, shifts."""

    seated: Annotated[
        HeadCount | None, about("net heads in the seat: number, list or file", "22")
    ] = None
    staff: Annotated[
        HeadCount | None,
        about("rostered (paid) heads: seated = staff x (1 - shrinkage)", "30"),
    ] = None
    shifts: Annotated[
        dict[str, ShiftPattern] | None,
        about("rostered shifts by name", "{early: {agents: 12, start: 07:45, end: 16:15}}"),
    ] = None
    shrinkage: Annotated[
        Shrinkage,
        about(
            "paid time not in the seat; 30% is short for {off_desk: 30%}",
            "{absent: 12%, off_desk: 18%}",
        ),
    ] = Shrinkage()
    skills: Annotated[
        dict[str, Skill],
        about(
            "the queues it takes; `calls: 1` is short for {rank: 1}, `weibo/*` matches names",
            "{calls: 1, chats: {rank: 2, after: 30s}}",
        ),
    ]
    opening: Annotated[
        Opening | None,
        about("when seated and staff are there", "{mon-fri: 08:00-20:00}", "the center's"),
    ] = None
    max_occupancy: Annotated[Share | None, about("planning limit", "85%", "no limit")] = None
    routing: Annotated[
        Routing | None, about("decisions of this group", "{agents: random}", "the center's")
    ] = None
    cost: Annotated[GroupCost, about("money of the group", "{hour: 38}")] = GroupCost()

    @model_validator(mode="after")
    def _check(self) -> Group:
        node_rules.check_group(self)
        return self
