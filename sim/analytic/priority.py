"""Mean waits with a general handle time (one agent) and with priorities: judges for simulations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.analytic import checks
from sim.analytic.erlang_c import erlang_c

FloatArray = npt.NDArray[np.float64]


def mg1_wait(rate_per_s: float, handle_time_s: float, squared_cv: float) -> float:
    """Mean wait (s) of M/G/1, one agent, first come first served: Pollaczek (1930), Khinchine
    (1932).

    load / (1 - load) x (1 + squared cv) / 2 x handle time; infinite when the load is 1 or more.
    """
    return float(mg1_priority_waits([rate_per_s], [handle_time_s], [squared_cv])[0])


def mg1_priority_waits(
    rates_per_s: Sequence[float], handle_times_s: Sequence[float], squared_cvs: Sequence[float]
) -> FloatArray:
    """Mean wait (s) of each class of M/G/1 with non-preemptive priorities, the first class served
    first.

    Cobham (1954), "Priority assignment in waiting line problems": W_k = W_0 / ((1 - s_{k-1})
    (1 - s_k)) with s_k the load of classes 1..k and W_0 half the sum of rate x second moment.
    Infinite from the first class at which the load reaches 1. ValueError on bad input.
    """
    rate = checks.non_negative("rates_per_s", rates_per_s)
    handle = checks.positive("handle_times_s", handle_times_s)
    cv2 = checks.non_negative("squared_cvs", squared_cvs)
    through = np.cumsum(rate * handle)
    before = np.concatenate(([0.0], through[:-1]))
    # Of an overloaded class only the share that reaches the agent is ever in progress.
    reached = np.clip((1.0 - before) / np.where(rate > 0.0, rate * handle, 1.0), 0.0, 1.0)
    residual = 0.5 * float(np.sum(rate * reached * handle**2 * (1.0 + cv2)))
    return _cobham(residual, through)


def mmn_priority_waits(loads: Sequence[float], handle_time_s: float, agents: int) -> FloatArray:
    """Mean wait (s) of each class of M/M/N with non-preemptive priorities and one common mean
    handle time.

    Cobham (1954); Kella & Yechiali (1985), "Waiting times in the non-preemptive priority M/M/c
    queue": W_0 is the Erlang C wait probability times handle time / agents, the loads are per
    agent. Infinite from the first class
    at which the load reaches the agents. ValueError on bad input.
    """
    load = checks.non_negative("loads", loads)
    handle = float(checks.positive("handle_time_s", handle_time_s))
    count = float(checks.positive("agents", agents))
    total = erlang_c(float(load.sum()), count, handle)
    all_busy = total.wait_probability if total.stable else 1.0
    return _cobham(all_busy * handle / count, np.cumsum(load) / count)


def _cobham(residual: float, through: FloatArray) -> FloatArray:
    before = np.concatenate(([0.0], through[:-1]))
    with np.errstate(divide="ignore"):
        waits: FloatArray = np.where(
            through < 1.0, residual / ((1.0 - before) * (1.0 - through)), np.inf
        )
    return waits
