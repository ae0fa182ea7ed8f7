"""Erlang C (M/M/N): everybody waits until answered, however long it takes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.analytic import checks
from sim.analytic.result import ErlangArrays, ErlangResult
from sim.analytic.special import busy_sum

FloatArray = npt.NDArray[np.float64]


def erlang_c(
    load: float,
    agents: float,
    handle_time_s: float | None = None,
    within_s: float = 20.0,
) -> ErlangResult:
    """Erlang C: load in erlangs, whole or fractional agents, mean handle time and threshold in
    seconds.

    Without a handle time, what needs one (service level, waits) is NaN. With load >= agents the
    queue grows for ever: `stable` is False, `status` "unstable" and the figures NaN. Erlang (1917);
    ValueError on bad input.
    """
    return erlang_c_array(load, agents, handle_time_s, within_s).at(0)


def erlang_c_array(
    load: npt.ArrayLike,
    agents: npt.ArrayLike,
    handle_time_s: npt.ArrayLike | None = None,
    within_s: npt.ArrayLike = 20.0,
) -> ErlangArrays:
    """Erlang C for arrays, broadcast against each other; overloaded intervals are flagged, not
    raised.

    P(wait) = 1 / (1 + (1/B - 1)(1 - load/agents)) with B of Jagerman's continuous Erlang B; beyond
    that the wait of those who wait is exponential with mean handle time / (agents - load).
    """
    a, n, h, within = np.broadcast_arrays(
        np.atleast_1d(checks.non_negative("load", load)),
        checks.non_negative("agents", agents),
        _handle_times(handle_time_s),
        checks.non_negative("within_s", within_s),
    )
    stable = a < n
    with np.errstate(divide="ignore", invalid="ignore"):
        spare = np.where(stable, n - a, np.nan)
        wait = 1.0 / (1.0 + (busy_sum(n, a) - 1.0) * (spare / n))
        late = wait * np.exp(-spare * within / h)
        mean_wait = wait * h / spare
    zero = np.where(stable, 0.0, np.nan)
    within_share = 1.0 - late
    return ErlangArrays(
        model="erlang_c",
        load_erlangs=a,
        agents=n,
        stable=stable,
        wait_probability=wait,
        service_level=within_share,
        service_level_virtual=within_share,
        service_level_answered=within_share,
        service_level_credit_abandons=within_share,
        service_level_exclude_early_abandons=within_share,
        asa_s=mean_wait,
        wait_mean_s=mean_wait,
        abandon_rate=zero,
        blocking=zero,
        occupancy=np.where(stable, a / np.where(stable, n, 1.0), np.nan),
        queue_mean=a * wait / spare,
    )


def erlang_c_wait_percentile(
    share: float, load: float, agents: float, handle_time_s: float
) -> float:
    """Seconds within which this share of the contacts is answered; NaN when unstable. ValueError on
    bad input.
    """
    wanted = float(checks.share("share", share))
    checks.positive("handle_time_s", handle_time_s)
    result = erlang_c(load, agents, handle_time_s, 0.0)
    if not result.stable:
        return float("nan")
    if result.wait_probability <= 1.0 - wanted:
        return 0.0
    return float(np.log(result.wait_probability / (1.0 - wanted)) * handle_time_s / (agents - load))


def _handle_times(handle_time_s: npt.ArrayLike | None) -> FloatArray:
    if handle_time_s is None:
        return np.asarray(np.nan)
    return checks.positive("handle_time_s", handle_time_s)
