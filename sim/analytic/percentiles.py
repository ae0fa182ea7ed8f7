"""Percentiles of the wait in Erlang A, with all its options."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.analytic import checks
from sim.analytic.erlang_a import erlang_a
from sim.analytic.result import ErlangResult
from sim.analytic.search import least


@dataclass(frozen=True)
class WaitPercentile:
    """Seconds within which a share of the waits ends: of all offered, of the answered, and offered
    waits.

    The offered wait is that of a customer of endless patience. NaN where there is none.
    """

    share: float
    all_s: float
    answered_s: float
    virtual_s: float


def erlang_a_wait_percentile(
    share: float,
    load: float,
    agents: float,
    handle_time_s: float,
    patience_s: float,
    *,
    lines: float = np.inf,
    balking: float = 0.0,
) -> WaitPercentile:
    """Wait percentile of Erlang A (see `erlang_a` for the arguments); NaN when unstable. ValueError
    on bad input.
    """
    wanted = float(checks.share("share", share))

    def solve(within_s: float) -> ErlangResult:
        return erlang_a(
            load, agents, handle_time_s, patience_s, within_s, lines=lines, balking=balking
        )

    return WaitPercentile(
        share=wanted,
        all_s=_least_wait(lambda t: solve(t).service_level_credit_abandons, wanted, handle_time_s),
        answered_s=_least_wait(lambda t: solve(t).service_level_answered, wanted, handle_time_s),
        virtual_s=_least_wait(lambda t: solve(t).service_level_virtual, wanted, handle_time_s),
    )


def _least_wait(done: Callable[[float], float], share: float, scale: float) -> float:
    if math.isnan(done(0.0)):
        return math.nan
    far = scale
    for _ in range(60):
        if done(far) >= share:
            return least(lambda t: done(t) >= share, 0.0, far, resolution=1e-9)
        far *= 2.0
    return math.nan  # without agents an endlessly patient customer waits for ever
