"""The least number of agents, whole and fractional, that meets one target or several at once."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np

from sim.analytic import checks
from sim.analytic.erlang_a import erlang_a
from sim.analytic.erlang_b import erlang_b, lines_for_blocking, whole_lines_for_blocking
from sim.analytic.erlang_c import erlang_c
from sim.analytic.result import ErlangResult
from sim.analytic.search import least
from sim.analytic.workload import rostered

Formula = Literal["offered", "answered", "credit_abandons", "exclude_early_abandons", "virtual"]

_FIELD_OF_FORMULA = MappingProxyType(
    {
        "offered": "service_level",
        "answered": "service_level_answered",
        "credit_abandons": "service_level_credit_abandons",
        "exclude_early_abandons": "service_level_exclude_early_abandons",
        "virtual": "service_level_virtual",
    }
)
# A target met to within rounding is met; agents finer than this have no meaning.
_ROUNDING = 1e-12
_RESOLUTION = 1e-12


@dataclass(frozen=True)
class Targets:
    """What the staff must reach; None where nothing is asked. At least one is needed.

    `service_level` is the least share answered within `within_s` seconds, by the named formula of
    the metrics (offered is SL-1, virtual SL-11). The others are upper limits: mean wait of the
    answered in seconds, abandoned share of offered, blocked share of attempts, occupancy.
    ValueError on a value out of range.
    """

    service_level: float | None = None
    within_s: float = 20.0
    formula: Formula = "offered"
    asa_s: float | None = None
    abandon_rate: float | None = None
    blocking: float | None = None
    max_occupancy: float | None = None

    def __post_init__(self) -> None:
        if self.service_level is not None:
            checks.inner_share("service_level", self.service_level)
        checks.non_negative("within_s", self.within_s)
        if self.formula not in get_args(Formula):
            allowed = ", ".join(get_args(Formula))
            raise ValueError(f"formula: {self.formula!r} is not known; give one of {allowed}")
        if self.asa_s is not None:
            checks.positive("asa_s", self.asa_s)
        for name in ("abandon_rate", "blocking"):
            if getattr(self, name) is not None:
                checks.inner_share(name, getattr(self, name))
        if self.max_occupancy is not None:
            _occupancy_limit(self.max_occupancy)
        if not self.conditions():
            raise ValueError(
                "targets: none given; give service_level, asa_s, abandon_rate, blocking or "
                "max_occupancy"
            )

    def conditions(self) -> dict[str, Callable[[ErlangResult], bool]]:
        """Each target asked for, as a test of a result."""
        tests: dict[str, Callable[[ErlangResult], bool]] = {}
        if self.service_level is not None:
            tests["service_level"] = _at_least(_FIELD_OF_FORMULA[self.formula], self.service_level)
        for name, field in _UPPER_LIMITS.items():
            limit = getattr(self, name)
            if limit is not None:
                tests[name] = _at_most(field, limit)
        return tests


_UPPER_LIMITS = MappingProxyType(
    {
        "asa_s": "asa_s",
        "abandon_rate": "abandon_rate",
        "blocking": "blocking",
        "max_occupancy": "occupancy",
    }
)


@dataclass(frozen=True)
class StaffingResult:
    """The staff that meets the targets.

    `agents`: least whole number, seated (net). `agents_fractional`: least real number. `rostered`:
    gross of `agents`, not rounded: agents / (1 - shrinkage). `binding`: the target that needs the
    most. `by_target`: least real number of agents for each target alone. `result`: the model's
    figures with `agents`.
    """

    agents: int
    agents_fractional: float
    rostered: float
    shrinkage: float
    binding: str
    by_target: MappingProxyType[str, float]
    result: ErlangResult


def staffing(
    load: float,
    handle_time_s: float,
    targets: Targets,
    *,
    patience_s: float = np.inf,
    lines: float = np.inf,
    balking: float = 0.0,
    shrinkage: float = 0.0,
) -> StaffingResult:
    """Least agents for a load (erlangs) under Erlang A; with endless patience and lines this is
    Erlang C.

    Every target improves with every further agent, so several at once need the largest of the
    single answers. ValueError on bad input, and when no number of agents reaches a target (blocking
    on too few lines).
    """
    checks.non_negative("load", load)
    checks.positive("handle_time_s", handle_time_s)
    checks.positive_or_infinite("patience_s", patience_s)
    checks.positive_or_infinite("lines", lines)
    checks.share("balking", balking)
    checks.share("shrinkage", shrinkage)
    within = targets.within_s

    def solve(agents: float) -> ErlangResult:
        if math.isinf(patience_s) and math.isinf(lines) and balking == 0.0:
            return erlang_c(load, agents, handle_time_s, within)
        return erlang_a(
            load, agents, handle_time_s, patience_s, within, lines=lines, balking=balking
        )

    tests = targets.conditions()
    by_target = {name: _least_agents(load, solve, name, test) for name, test in tests.items()}
    binding = max(by_target, key=lambda name: by_target[name])
    fractional = by_target[binding]
    whole = math.floor(fractional)
    while load > 0.0 and not all(test(solve(float(whole))) for test in tests.values()):
        whole += 1
    return StaffingResult(
        agents=whole,
        agents_fractional=fractional,
        rostered=rostered(whole, shrinkage),
        shrinkage=shrinkage,
        binding=binding,
        by_target=MappingProxyType(by_target),
        result=solve(float(whole)),
    )


def staffing_b(load: float, blocking: float, shrinkage: float = 0.0) -> StaffingResult:
    """Least lines (agents without a queue) for a load (erlangs) at a blocked share, by Erlang B."""
    checks.share("shrinkage", shrinkage)
    fractional = lines_for_blocking(load, blocking)
    whole = whole_lines_for_blocking(load, blocking)
    return StaffingResult(
        agents=whole,
        agents_fractional=fractional,
        rostered=rostered(whole, shrinkage),
        shrinkage=shrinkage,
        binding="blocking",
        by_target=MappingProxyType({"blocking": fractional}),
        result=erlang_b(load, whole),
    )


def _least_agents(
    load: float,
    solve: Callable[[float], ErlangResult],
    name: str,
    test: Callable[[ErlangResult], bool],
) -> float:
    if load == 0.0:  # nobody comes, nobody is needed
        return 0.0
    enough = max(1.0, load)
    for _ in range(60):
        if test(solve(enough)):
            return least(lambda agents: test(solve(agents)), 0.0, enough, _RESOLUTION)
        enough *= 2.0
    raise ValueError(
        f"{name}: no number of agents reaches this target; with limited lines, add lines"
    )


def _at_least(field: str, target: float) -> Callable[[ErlangResult], bool]:
    floor = target * (1.0 - _ROUNDING)
    return lambda result: bool(getattr(result, field) >= floor)


def _at_most(field: str, target: float) -> Callable[[ErlangResult], bool]:
    ceiling = target * (1.0 + _ROUNDING)
    return lambda result: bool(getattr(result, field) <= ceiling)


def _occupancy_limit(value: float) -> None:
    if not 0.0 < value <= 1.0:
        raise ValueError(
            f"max_occupancy: {value:g} is not allowed; give a share above 0, at most 1"
        )
