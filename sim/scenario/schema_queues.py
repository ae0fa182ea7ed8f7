"""The nodes of a queue: arrivals, targets, the queue itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario import node_rules
from sim.scenario.schema_base import Distribution, Node, Opening, Patience, about
from sim.scenario.units import (
    Count,
    Duration,
    Factor,
    Number,
    Rate,
    Ratio,
    Share,
    TraceSource,
    Whole,
)

FormulaName = Literal[
    "offered",
    "answered",
    "credit_abandons",
    "exclude_early_abandons",
    "credit_short",
    "exclude_short",
    "without_flow_out",
    "virtual",
]


class Variability(Node):
    """Random gamma factor of a day's volume, given as its coefficient of variation."""

    own: Annotated[Ratio, about("factor of this queue alone", "8%")] = 0.0
    common: Annotated[Ratio, about("factor shared by all queues that name it", "5%")] = 0.0


class Arrivals(Node):
    """How many customers arrive and when. Exactly one of rate, per_interval, file, trace."""

    rate: Annotated[
        Rate | None,
        about(
            "customers per s, min, h of open time, or per d, month (30 d) at weight 100%", "120/h"
        ),
    ] = None
    per_interval: Annotated[
        tuple[Number, ...] | None,
        about("expected customers of each reporting interval", "[12, 15.5, 9]"),
    ] = None
    file: Annotated[
        str | None,
        about("CSV file with interval_start, offered and perhaps queue", "data/volumes.csv"),
    ] = None
    trace: Annotated[
        TraceSource | None,
        about("CSV file (or list) of real instants, replayed as they are", "data/instants.csv"),
    ] = None
    columns: Annotated[
        dict[str, str],
        about(
            "what the file calls interval_start, offered, queue, instant, date",
            "{interval_start: DateTime, offered: Calls}",
        ),
    ] = Field(default_factory=dict)
    missing: Annotated[
        Literal["error", "zero"],
        about("intervals that the file lacks: refuse, or no volume", "zero"),
    ] = "error"
    profile: Annotated[
        str | None, about("name of a profile; with rate only", "daytime", "flat")
    ] = None
    scale: Annotated[Factor, about("multiplies the volume", "110%")] = 1.0
    variability: Annotated[
        Variability, about("random day-to-day variation; 8% is short for {own: 8%}", "8%")
    ] = Variability()

    @model_validator(mode="after")
    def _check(self) -> Arrivals:
        node_rules.check_arrivals(self)
        return self


class Target(Node):
    """What the queue is judged by."""

    answered: Annotated[Share | None, about("share to answer within `within`", "80%")] = None
    within: Annotated[Duration | None, about("threshold of `answered`", "20s")] = None
    abandoned: Annotated[Share | None, about("largest share that may abandon", "5%")] = None
    formula: Annotated[FormulaName, about("service-level formula", "answered")] = "offered"
    over: Annotated[
        Literal["interval", "day"], about("judged on every interval or on the day", "interval")
    ] = "day"

    @model_validator(mode="after")
    def _check(self) -> Target:
        node_rules.check_target(self)
        return self


class QueueCost(Node):
    """Money of a queue."""

    contact: Annotated[Number, about("per contact", "0.05")] = 0.0


class Queue(Node):
    """Contacts of one kind that wait for one skill."""

    channel: Annotated[Literal["voice", "video", "counter"], about("kind of medium", "voice")]
    arrivals: Annotated[
        Arrivals | None,
        about("needed unless customers come only through `channel_shift`", "{rate: 100/h}"),
    ] = None
    reasons: Annotated[
        dict[str, Share],
        about("share of each reason; sums to 100%", "{balance: 55%, complaint: 45%}"),
    ] = Field(default_factory=dict)
    handle_time: Annotated[Distribution, about("talk and hold, at full speed", "{mean: 240s}")]
    wrap_up: Annotated[
        Distribution | None,
        about("work after the customer has gone: holds the agent, not the line", "{mean: 30s}"),
    ] = None
    patience: Annotated[
        Patience,
        about(
            "how long a customer waits; `none` never leaves",
            "{mean: 3min, distribution: exponential}",
            "none, with a warning",
        ),
    ] = Patience(never=True)
    target: Annotated[
        Target | None, about("what the queue is judged by", "{answered: 80%, within: 20s}")
    ] = None
    priority: Annotated[Count, about("1 is served first", "1")] = 1
    head_start: Annotated[Duration, about("treated as having waited so long already", "90s")] = 0
    max_waiting: Annotated[
        Whole | None, about("contacts that may wait; further ones are blocked", "20", "no limit")
    ] = None
    at_close: Annotated[
        Literal["serve", "drop"], about("who still waits at closing time", "drop")
    ] = "serve"
    opening: Annotated[
        Opening | None,
        about("opening hours of this queue", "{mon-fri: 08:00-20:00}", "the center's"),
    ] = None
    value: Annotated[Number, about("money per customer, at the first answered attempt", "60")] = 0.0
    cost: Annotated[QueueCost, about("money of the queue", "{contact: 0.05}")] = QueueCost()
