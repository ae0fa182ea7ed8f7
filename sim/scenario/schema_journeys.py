"""The nodes of what customers do next."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario import queue_rules
from sim.scenario.schema_base import Distribution, Node, about
from sim.scenario.units import AfterEvent, PositiveDuration, Ratio, Share


class FollowUp(Node):
    """What happens next to a share of the contacts: the same from, after and by are one choice."""

    from_: Annotated[str, about("queue of the contact that it follows", "calls")] = Field(
        alias="from"
    )
    after: Annotated[
        AfterEvent,
        about(
            "what happened there: answered, abandoned, blocked, `waiting` and how long, "
            "contained, escalated, answered_by_peer, expired",
            "waiting 15min",
        ),
    ]
    to: Annotated[str, about("queue they come to next", "calls")]
    probability: Annotated[Share, about("share of those contacts", "40%")]
    delay: Annotated[Distribution, about("time until then", "{mean: 8min}", "0s")] = Distribution(
        distribution="constant", mean=0
    )
    as_: Annotated[
        Literal["repeat", "transfer", "moved"],
        about("a new attempt, handed on by the agent, or moved to another channel", "transfer"),
    ] = Field(default="repeat", alias="as")
    by: Annotated[Literal["customer", "company"], about("who takes the step", "company")] = (
        "customer"
    )
    settles: Annotated[
        Share,
        about(
            "share in which its answer withdraws the earlier contact, or its pending redial", "60%"
        ),
    ] = 0.0
    warm: Annotated[
        PositiveDuration | None,
        about(
            "of a transfer: the first agent stays on until the next one answers, at most so long",
            "2min",
            "a cold transfer: the first agent is free at once",
        ),
    ] = None
    work: Annotated[Ratio, about("scales handle time and wrap-up", "120%")] = 1.0

    @model_validator(mode="after")
    def _check(self) -> FollowUp:
        queue_rules.check_follow_up(self)
        return self
