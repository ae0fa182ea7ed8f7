"""The nodes of certain channel kinds: callbacks, dialling, self-service, turns, spread, peers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sim.scenario import kind_rules, queue_rules
from sim.scenario.schema_base import Distribution, Node, about
from sim.scenario.units import Count, Duration, Number, PositiveDuration, Share, Whole


class CallbackWhen(Node):
    """When a callback is offered. Exactly one of expected_wait, queue_length, waited."""

    expected_wait: Annotated[
        Duration | None, about("on arrival, if the expected wait is at least so long", "3min")
    ] = None
    queue_length: Annotated[
        Whole | None, about("on arrival, if at least so many contacts wait already", "5")
    ] = None
    waited: Annotated[
        PositiveDuration | None, about("to a customer who has waited so long", "2min")
    ] = None

    @model_validator(mode="after")
    def _check(self) -> CallbackWhen:
        queue_rules.check_callback_when(self)
        return self

    @property
    def kind(self) -> Literal["expected_wait", "queue_length", "waited"]:
        """Which of the three it is."""
        if self.expected_wait is not None:
            return "expected_wait"
        return "queue_length" if self.queue_length is not None else "waited"

    @property
    def limit(self) -> int:
        """Ticks, or contacts for `queue_length`."""
        return next(
            value
            for value in (self.expected_wait, self.queue_length, self.waited)
            if value is not None
        )


class Callback(Node):
    """The offer to be called back; who accepts leaves the queue and keeps the request."""

    to: Annotated[str, about("outbound queue that calls them back", "callbacks")]
    when: Annotated[CallbackWhen, about("when it is offered", "{expected_wait: 3min}")]
    accepted: Annotated[Share, about("share of the offers that is accepted", "40%")]
    slot: Annotated[
        Duration,
        about(
            "time until the slot that the customer books; the callback is not due before",
            "2h",
            "no slot: the callback keeps the customer's place in the queue",
        ),
    ] = 0


class Dial(Node):
    """How the company dials on an outbound queue."""

    reached: Annotated[Share, about("share of dialled attempts that reach the customer", "65%")] = (
        1.0
    )
    attempts: Annotated[Count, about("times a customer is dialled at most", "3")] = 1
    retry: Annotated[
        Duration, about("time to the next attempt; needed if attempts is above 1", "2h")
    ] = 0
    ring: Annotated[
        Duration, about("agent time of an attempt that reaches nobody (25s is assumed)", "25s")
    ] = 25_000

    @model_validator(mode="after")
    def _check(self) -> Dial:
        queue_rules.check_dial(self)
        return self


class Contained(Node):
    """Share of customers who need no agent: one for all, or one for each reason."""

    share: Annotated[Share | None, about("share of all customers", "70%")] = Field(
        default=None, alias="*"
    )
    by_reason: Annotated[
        dict[str, Share],
        about(
            "share of each reason; reasons not named are never contained",
            "{balance: 90%, complaint: 5%}",
        ),
    ] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return queue_rules.split_contained(value)

    @model_validator(mode="after")
    def _check(self) -> Contained:
        queue_rules.check_contained(self)
        return self


class Turns(Node):
    """How many messages a thread has, each to be answered. A bare number is the mean."""

    mean: Annotated[Number, about("turns of a thread on average, geometric, at least one", "4")] = (
        1.0
    )

    @model_validator(mode="after")
    def _check(self) -> Turns:
        kind_rules.check_turns(self)
        return self


class WaitingAtStart(Node):
    """Contacts that wait when the simulated time begins."""

    contacts: Annotated[Whole, about("how many", "200")]
    age: Annotated[Distribution, about("how long they have waited by then", "{mean: 1d}")]


class Spread(Node):
    """Contacts that a relevant post causes until it is answered."""

    to: Annotated[
        dict[str, Number],
        about(
            "mean number caused on each queue by a post that is never answered",
            "{weibo: 0.8, calls: 0.05}",
        ),
    ]
    half_life: Annotated[
        PositiveDuration,
        about("half of the contacts it causes come within it, if nobody answers", "40min"),
    ]
    at_most: Annotated[
        Count, about("contacts caused by posts of the queue, in one replication", "20000")
    ] = 20_000

    @model_validator(mode="after")
    def _check(self) -> Spread:
        kind_rules.check_spread(self)
        return self


class Peers(Node):
    """Customers who answer other customers, day and night."""

    answer: Annotated[Share, about("share that a peer would answer, if no agent came first", "60%")]
    delay: Annotated[Distribution, about("time until the peer answers", "{mean: 1h}")]
