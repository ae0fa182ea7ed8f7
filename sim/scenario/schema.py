"""The scenario file as a frozen tree in the user's words; durations are ticks, shares fractions.

The names are public: the reference page, the JSON Schema, the short forms and the paths of
overrides are all read off these classes. Rules inside one node stand in `*_rules`, rules
between nodes in `checks`.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from sim.scenario import demand_rules, node_rules
from sim.scenario.schema_agents import Break as Break
from sim.scenario.schema_agents import Group as Group
from sim.scenario.schema_agents import GroupCost as GroupCost
from sim.scenario.schema_agents import HeadCount as HeadCount
from sim.scenario.schema_agents import Routing as Routing
from sim.scenario.schema_agents import ShiftPattern as ShiftPattern
from sim.scenario.schema_agents import Shrinkage as Shrinkage
from sim.scenario.schema_agents import Skill as Skill
from sim.scenario.schema_base import ClockSpan as ClockSpan
from sim.scenario.schema_base import Distribution as Distribution
from sim.scenario.schema_base import Node as Node
from sim.scenario.schema_base import Opening as Opening
from sim.scenario.schema_base import Patience as Patience
from sim.scenario.schema_base import about as about
from sim.scenario.schema_journeys import FollowUp as FollowUp
from sim.scenario.schema_kinds import Callback as Callback
from sim.scenario.schema_kinds import CallbackWhen as CallbackWhen
from sim.scenario.schema_kinds import Contained as Contained
from sim.scenario.schema_kinds import Dial as Dial
from sim.scenario.schema_kinds import Peers as Peers
from sim.scenario.schema_kinds import Spread as Spread
from sim.scenario.schema_kinds import Turns as Turns
from sim.scenario.schema_kinds import WaitingAtStart as WaitingAtStart
from sim.scenario.schema_queues import Arrivals as Arrivals
from sim.scenario.schema_queues import Queue as Queue
from sim.scenario.schema_queues import QueueCost as QueueCost
from sim.scenario.schema_queues import Target as Target
from sim.scenario.schema_queues import Variability as Variability
from sim.scenario.units import After as After
from sim.scenario.units import (
    Count,
    DayName,
    Duration,
    Factor,
    Instant,
    Number,
    PositiveDuration,
    Ratio,
    Share,
    Text,
    Whole,
)
from sim.scenario.units import Weekday as Weekday


class Period(Node):
    """What is simulated and reported."""

    start: Annotated[Instant, about("first reported instant, local time", "2026-03-02 08:00")]
    length: Annotated[PositiveDuration, about("reported time; a whole number of intervals", "12h")]
    interval: Annotated[
        PositiveDuration, about("reporting slot; must divide a day evenly", "30min")
    ]
    warm_up: Annotated[
        Duration,
        about(
            "simulated before `start` and not reported; repeats the same clock times of the "
            "first reported days",
            "1d",
        ),
    ] = 0

    @model_validator(mode="after")
    def _check(self) -> Period:
        node_rules.check_period(self)
        return self


class Profile(Node):
    """Shape of a day (24 hour weights) and of the week; or a whole week read from a file."""

    hours: Annotated[
        tuple[Number, ...] | None,
        about("24 weights, one an hour from 00:00; only their ratios matter", "", "flat"),
    ] = None
    days: Annotated[
        dict[DayName, Ratio],
        about("weight of a weekday or a date; days not named are 100%", "{sat: 70%}"),
    ] = Field(default_factory=dict)
    file: Annotated[
        str | None,
        about(
            "CSV file with interval_start, weight: one week (or one day) in equal slots",
            "data/week.csv",
        ),
    ] = None
    columns: Annotated[
        dict[str, str],
        about("what the file calls interval_start and weight", "{interval_start: DateTime}"),
    ] = Field(default_factory=dict)
    weights: Annotated[
        tuple[Number, ...] | None,
        about("the weights of a week in equal slots from Monday 00:00, in place of a file"),
    ] = None

    @model_validator(mode="after")
    def _check(self) -> Profile:
        demand_rules.check_profile(self)
        return self


class Reason(Node):
    """Why a customer makes contact; kept in every attempt."""

    work: Annotated[Ratio, about("scales handle time and wrap-up", "60%")] = 1.0


class ChannelShift(Node):
    """The same customers arrive elsewhere: nobody is invented or lost."""

    from_: Annotated[str, about("queue they would have come to", "calls")] = Field(alias="from")
    to: Annotated[str, about("queue they come to instead", "video")]
    share: Annotated[Share, about("share of the customers", "20%")]
    reasons: Annotated[
        tuple[str, ...], about("only customers with these reasons", "[balance]", "every reason")
    ] = ()
    work: Annotated[Ratio, about("scales their handle time and wrap-up", "110%")] = 1.0


class Event(Node):
    """Something that happens to a queue: extra + half_life, or for + scale."""

    queue: Annotated[str, about("the queue it happens to", "calls")]
    at: Annotated[Instant, about("when it begins", "2026-03-02 10:30")]
    extra: Annotated[Number | None, about("expected extra customers in all", "150")] = None
    half_life: Annotated[
        PositiveDuration | None, about("half of the extra customers come within it", "30min")
    ] = None
    for_: Annotated[PositiveDuration | None, about("how long `scale` lasts", "2h")] = Field(
        default=None, alias="for"
    )
    scale: Annotated[Factor | None, about("multiplies the volume meanwhile", "300%")] = None

    @model_validator(mode="after")
    def _check(self) -> Event:
        demand_rules.check_event(self)
        return self


class CenterCost(Node):
    """Money of the center."""

    month: Annotated[Number, about("fixed, per month", "20000")] = 0.0
    line_month: Annotated[Number, about("per line and month", "90")] = 0.0
    days_per_month: Annotated[Number, about("days that make a month", "22")] = 30.0

    @model_validator(mode="after")
    def _check(self) -> CenterCost:
        node_rules.check_center_cost(self)
        return self


class Run(Node):
    """How often and from which seed."""

    replications: Annotated[Count, about("replications, at most 100,000", "100")] = 100
    seed: Annotated[Whole, about("the same seed gives the same results", "7")] = 1

    @model_validator(mode="after")
    def _check(self) -> Run:
        node_rules.check_run(self)
        return self


class ScenarioTree(Node):
    """The whole file after overrides, lists and short forms are resolved."""

    name: Annotated[Text, about("title", "Phone center")]
    currency: Annotated[Text, about("label on money", "CNY", "no label")] = ""
    caveats: Annotated[
        tuple[str, ...],
        about(
            "what a reader must know before using the figures: a warning of every report, each",
            "[The service level comes out too high.]",
            "none",
        ),
    ] = ()
    period: Annotated[Period, about("what is simulated and reported")]
    opening: Annotated[
        Opening | None,
        about(
            "opening hours, default for queues and groups; days not named are closed",
            "{mon-fri: 08:00-20:00, sat: [09:00-12:00, 13:00-17:00], 2026-05-01: closed}",
            "always open",
        ),
    ] = None
    profiles: Annotated[
        dict[str, Profile], about("shapes of a day or week, by name", "{week: data/week.csv}")
    ] = Field(default_factory=dict)
    reasons: Annotated[
        dict[str, Reason], about("reasons for contact, by name", "{balance: {work: 60%}}")
    ] = Field(default_factory=dict)
    lines: Annotated[
        Whole | None, about("voice contacts waiting and talking at a time", "60", "no limit")
    ] = None
    routing: Annotated[Routing, about("default of all groups")] = Routing()
    short_abandon: Annotated[
        Duration, about("abandons within it are short (some formulas)", "5s")
    ] = 5_000
    resolved_after: Annotated[
        Duration, about("no repeat within it: the issue counts as resolved", "7d")
    ] = 7 * 86_400_000
    cost: Annotated[CenterCost, about("money of the center")] = CenterCost()
    queues: Annotated[dict[str, Queue], about("the queues, by name")]
    agents: Annotated[dict[str, Group], about("the agent groups, by name")]
    channel_shift: Annotated[
        dict[str, ChannelShift], about("shares of customers that arrive elsewhere, by name")
    ] = Field(default_factory=dict)
    follow_ups: Annotated[
        dict[str, FollowUp], about("what customers, or the company, do next, by name")
    ] = Field(default_factory=dict)
    events: Annotated[dict[str, Event], about("events, by name")] = Field(default_factory=dict)
    totals: Annotated[
        dict[str, tuple[str, ...]],
        about(
            "queues or groups also reported together; made for every list name",
            "{phone: [sales, service]}",
        ),
    ] = Field(default_factory=dict)
    run: Annotated[Run, about("replications and seed")] = Run()


class ScenarioFile(ScenarioTree):
    """A scenario file as written: the tree, its lists and its named scenarios."""

    lists: Annotated[
        dict[str, tuple[str, ...] | str],
        about(
            "CSV files (or plain lists): a name with $province is made once per row of "
            "`province`; $column gives its values",
            "{province: data/provinces.csv}",
        ),
    ] = Field(default_factory=dict)
    scenarios: Annotated[
        dict[str, dict[str, Any]],
        about(
            "named changes to the base: dotted path to value; null removes, * matches names",
            "{ten_more: {agents.desk.seated: 28}}",
        ),
    ] = Field(default_factory=dict)
