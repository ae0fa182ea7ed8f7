"""Nodes that others are built from: opening hours and durations."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.scenario import demand_rules, node_rules
from sim.scenario.units import Clock, Count, DateName, Duration, Number, Share, Weekday, YesNo

DistributionName = Literal[
    "exponential",
    "lognormal",
    "gamma",
    "weibull",
    "erlang",
    "constant",
    "uniform",
    "hyperexponential",
    "empirical",
]


def about(text: str, example: str = "", default: str = "") -> Any:
    """Extra facts of a field for the reference page."""
    return Field(description=text, json_schema_extra={"x-example": example, "x-default": default})


class Node(BaseModel):
    """Every node: unknown keys are refused, nothing changes after validation."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ClockSpan(Node):
    """Clock times of a day, half-open, written `08:00-20:00`; `until` may be 24:00."""

    start: Annotated[Clock, about("first open instant", "08:00")]
    until: Annotated[Clock, about("first closed instant", "20:00")]

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        return node_rules.read_span(value)


class Opening(Node):
    """Open spans by weekday or date; a date overrides its weekday; a day not named is closed."""

    weekdays: dict[Weekday, tuple[ClockSpan, ...]] = Field(default_factory=dict)
    dates: dict[DateName, tuple[ClockSpan, ...]] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return node_rules.split_opening(value)

    @model_validator(mode="after")
    def _check(self) -> Opening:
        node_rules.check_opening(self)
        return self


class Distribution(Node):
    """How long something takes. A bare duration is constant."""

    distribution: Annotated[DistributionName, about("shape of the distribution", "gamma")] = (
        "lognormal"
    )
    mean: Annotated[Duration | None, about("mean; all kinds but uniform and empirical", "240s")] = (
        None
    )
    cv: Annotated[
        Number | None,
        about(
            "standard deviation over mean: lognormal, gamma, weibull (1 unless named), "
            "hyperexponential (above 1)",
            "0.8",
        ),
    ] = None
    stages: Annotated[Count | None, about("number of stages: erlang", "2")] = None
    low: Annotated[Duration | None, about("shortest: uniform", "1min")] = None
    high: Annotated[Duration | None, about("longest: uniform", "3min")] = None
    file: Annotated[
        str | None, about("CSV file with one column of seconds: empirical", "data/handle.csv")
    ] = None
    columns: Annotated[
        dict[str, str], about("which column of the file holds the seconds", "{seconds: ser_time}")
    ] = Field(default_factory=dict)
    values: Annotated[
        tuple[Duration, ...] | None, about("the durations themselves: empirical", "[30s, 45s]")
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, value: Any) -> Any:
        return demand_rules.complete_distribution(value)

    @model_validator(mode="after")
    def _check(self) -> Distribution:
        demand_rules.check_distribution(self)
        return self


class Patience(Distribution):
    """How long a customer waits before leaving; `none` never leaves."""

    balk: Annotated[Share, about("share that leaves at once rather than wait", "10%")] = 0.0
    never: Annotated[YesNo, about("yes: never leaves; `patience: none` is short for it")] = False
