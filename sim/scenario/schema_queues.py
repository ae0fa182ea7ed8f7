"""The nodes of a queue: arrivals, targets, the queue itself."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sim.scenario import demand_rules, node_rules, queue_rules
from sim.scenario.schema_base import Distribution, Node, Opening, Patience, about
from sim.scenario.schema_kinds import (
    Callback,
    Contained,
    Dial,
    Peers,
    Spread,
    Turns,
    WaitingAtStart,
)
from sim.scenario.units import (
    Count,
    Duration,
    Factor,
    Number,
    PositiveDuration,
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
        demand_rules.check_arrivals(self)
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
    reply: Annotated[
        Literal["first", "every"],
        about("messaging: judged on the first reply of a thread or on every one", "first"),
    ] = "every"
    clock: Annotated[
        Literal["opening", "elapsed"],
        about("messaging, email, social, community: time that counts, open time or all", "elapsed"),
    ] = "opening"

    @model_validator(mode="after")
    def _check(self) -> Target:
        node_rules.check_target(self)
        return self


class QueueCost(Node):
    """Money of a queue."""

    contact: Annotated[Number, about("per contact", "0.05")] = 0.0


class Queue(Node):
    """Contacts of one kind that wait for one skill, or serve themselves."""

    channel: Annotated[
        Literal[
            "voice",
            "video",
            "counter",
            "outbound",
            "chat",
            "messaging",
            "email",
            "social",
            "community",
            "self_service",
        ],
        about("kind of medium", "voice"),
    ]
    arrivals: Annotated[
        Arrivals | None,
        about(
            "needed unless customers come only through `channel_shift`, `follow_ups` or `callback`",
            "{rate: 100/h}",
        ),
    ] = None
    reasons: Annotated[
        dict[str, Share],
        about("share of each reason; sums to 100%", "{balance: 55%, complaint: 45%}"),
    ] = Field(default_factory=dict)
    handle_time: Annotated[
        Distribution | None,
        about(
            "talk and hold, or read and write, at full speed; on messaging queues for one turn",
            "{mean: 240s}",
            "needed but for self_service",
        ),
    ] = None
    session: Annotated[
        Distribution | None,
        about(
            "time a customer spends with self-service", "{mean: 2min}", "needed for self_service"
        ),
    ] = None
    contained: Annotated[
        Contained | None,
        about(
            "share of customers who need no agent: one for all, or one for each reason",
            "{balance: 90%, complaint: 5%}",
            "needed for self_service",
        ),
    ] = None
    wrap_up: Annotated[
        Distribution | None,
        about("work after the customer has gone: holds the agent, not the line", "{mean: 30s}"),
    ] = None
    patience: Annotated[
        Patience,
        about(
            "how long a customer waits; `none` never leaves",
            "{mean: 3min, distribution: exponential}",
            "none; a warning on voice, video, counter, chat",
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
    callback: Annotated[
        Callback | None,
        about(
            "offer to be called back, on live queues",
            "{to: callbacks, when: {expected_wait: 3min}, accepted: 40%}",
            "no offer",
        ),
    ] = None
    dial: Annotated[
        Dial | None,
        about(
            "how an outbound queue dials",
            "{reached: 65%, attempts: 3, retry: 2h}",
            "outbound: reached at the first attempt",
        ),
    ] = None
    turns: Annotated[
        Turns | None,
        about(
            "messages of a thread; `turns: 4` is short for {mean: 4}",
            "{mean: 4}",
            "messaging: one",
        ),
    ] = None
    gap: Annotated[
        Distribution | None,
        about(
            "the customer's pause between a reply and the next message; the agent is free",
            "{mean: 2min}",
            "needed if turns has a mean above 1",
        ),
    ] = None
    reply_window: Annotated[
        PositiveDuration | None,
        about("time after a message in which a reply is possible", "48h", "no end"),
    ] = None
    relevant: Annotated[
        Share, about("share of the first posts that need an answer; the others cost triage", "25%")
    ] = 1.0
    triage: Annotated[
        Distribution | None,
        about(
            "agent time for a post that needs no answer",
            "15s",
            "needed if relevant is below 100%",
        ),
    ] = None
    spread: Annotated[
        Spread | None,
        about(
            "contacts that a relevant post causes until it is answered",
            "{to: {weibo: 0.8, calls: 0.05}, half_life: 40min}",
            "nothing spreads",
        ),
    ] = None
    peers: Annotated[
        Peers | None,
        about(
            "customers who answer each other",
            "{answer: 60%, delay: {mean: 1h}}",
            "nobody but agents answers",
        ),
    ] = None
    waiting_at_start: Annotated[
        WaitingAtStart | None,
        about(
            "contacts that wait already; not with a warm-up",
            "{contacts: 200, age: {mean: 1d}}",
            "none",
        ),
    ] = None
    opening: Annotated[
        Opening | None,
        about(
            "opening hours of this queue; messaging, email, social and community take contacts "
            "at any hour, and it only sets the clock of their target",
            "{mon-fri: 08:00-20:00}",
            "the center's",
        ),
    ] = None
    value: Annotated[Number, about("money per customer, at the first answered attempt", "60")] = 0.0
    cost: Annotated[QueueCost, about("money of the queue", "{contact: 0.05}")] = QueueCost()

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, value: Any) -> Any:
        return queue_rules.complete_queue(value)
