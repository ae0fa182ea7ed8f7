"""Erlang A (M/M/N+M): those who wait give up after an exponential patience; optionally a limited
number of lines.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.analytic import checks
from sim.analytic.limited_queue import limited_queue
from sim.analytic.queue_figures import QueueFigures, to_result
from sim.analytic.result import ErlangArrays, ErlangResult
from sim.analytic.served_wait import mean_served_wait
from sim.analytic.special import busy_sum, gamma_cdf_ratio, queue_sum_and_leave_share

FloatArray = npt.NDArray[np.float64]


def erlang_a(
    load: float,
    agents: float,
    handle_time_s: float,
    patience_s: float,
    within_s: float = 20.0,
    *,
    lines: float = np.inf,
    balking: float = 0.0,
) -> ErlangResult:
    """Erlang A: load in erlangs, whole or fractional agents, mean handle time, mean patience,
    threshold in seconds.

    `lines` limits the contacts inside (with agents and waiting): further attempts are blocked.
    `balking` is the share of those who would have to wait that leaves at once. Patience may be
    infinite: Erlang C, or M/M/N/K with lines. Overload is fine as long as somebody gives up or is
    blocked; otherwise `stable` is False. Palm (1957); Garnett, Mandelbaum & Reiman (2002).
    ValueError on bad input.
    """
    return erlang_a_array(
        load, agents, handle_time_s, patience_s, within_s, lines=lines, balking=balking
    ).at(0)


def erlang_a_array(
    load: npt.ArrayLike,
    agents: npt.ArrayLike,
    handle_time_s: npt.ArrayLike,
    patience_s: npt.ArrayLike,
    within_s: npt.ArrayLike = 20.0,
    *,
    lines: npt.ArrayLike = np.inf,
    balking: npt.ArrayLike = 0.0,
) -> ErlangArrays:
    """Erlang A for arrays, broadcast together; unstable intervals are flagged, not raised.

    Fractional agents: the busy part is Jagerman's continuous Erlang B, the waiting part has total
    service rate agents / handle time; both agree with the chain at whole numbers and are smooth
    between. Fractional lines: the last line takes a contact with the probability of its fraction.
    Surplus agents beyond the lines stay idle.
    """
    a, n, h, m, within, k, b = np.broadcast_arrays(
        np.atleast_1d(checks.non_negative("load", load)),
        checks.non_negative("agents", agents),
        checks.positive("handle_time_s", handle_time_s),
        checks.positive_or_infinite("patience_s", patience_s),
        checks.non_negative("within_s", within_s),
        checks.positive_or_infinite("lines", lines),
        checks.share("balking", balking),
    )
    at_work = np.minimum(n, k)
    figures = QueueFigures.empty(a.shape)
    limited = np.isfinite(k)
    patient = ~limited & np.isinf(m) & (a * (1.0 - b) < n)
    usual = ~limited & np.isfinite(m)
    figures.put(
        patient, _endless_patience(a[patient], n[patient], h[patient], within[patient], b[patient])
    )
    figures.put(
        usual, _unlimited_queue(a[usual], n[usual], h[usual], m[usual], within[usual], b[usual])
    )
    for i in np.argwhere(limited):
        j = tuple(i)
        places = float(k[j] - at_work[j])
        erlangs, busy, handle, patience, limit, balk = (
            float(values[j]) for values in (a, at_work, h, m, within, b)
        )
        part = limited_queue(erlangs, busy, handle, patience, limit, balk, places)
        figures.put(j, part)
    return to_result("erlang_a", a, n, h, figures)


def _unlimited_queue(
    load: FloatArray,
    agents: FloatArray,
    handle: FloatArray,
    patience: FloatArray,
    within: FloatArray,
    balking: FloatArray,
) -> QueueFigures:
    """M/M/N+M in closed form: Palm's queue sum, and the offered wait as a truncated log-gamma
    variable.
    """
    size = agents * patience / handle
    joining = load * (1.0 - balking) * patience / handle
    decay = within / patience
    idle_weight = busy_sum(agents, load) - 1.0
    queue_weight, gives_up = queue_sum_and_leave_share(size, joining)
    with np.errstate(divide="ignore", over="ignore"):
        wait = 1.0 / (1.0 + idle_weight / queue_weight)
        no_wait = 1.0 / (1.0 + queue_weight / idle_weight)
    joins = wait * (1.0 - balking)
    served = joins * (1.0 - gives_up)
    late = gamma_cdf_ratio(size, joining, decay)
    served_late = gamma_cdf_ratio(size + 1.0, joining, decay)
    return QueueFigures(
        wait=wait,
        answered=no_wait + served,
        answered_within=no_wait + served * (1.0 - served_late),
        abandoned=wait * balking + joins * gives_up,
        done_late=joins * late * np.exp(-decay),
        virtual_late=wait * late,
        served_wait=served * mean_served_wait(size, joining) * patience,
        total_wait=joins * gives_up * patience,
        blocked=np.zeros_like(load),
    )


def _endless_patience(
    load: FloatArray,
    agents: FloatArray,
    handle: FloatArray,
    within: FloatArray,
    balking: FloatArray,
) -> QueueFigures:
    """M/M/N with balking: Erlang C when nobody balks."""
    spare = agents - load * (1.0 - balking)
    idle_weight = busy_sum(agents, load) - 1.0
    queue_weight = agents / spare
    wait = 1.0 / (1.0 + idle_weight / queue_weight)
    joins = wait * (1.0 - balking)
    no_wait = 1.0 - wait
    late = np.exp(-spare * within / handle)
    return QueueFigures(
        wait=wait,
        answered=no_wait + joins,
        answered_within=no_wait + joins * (1.0 - late),
        abandoned=wait * balking,
        done_late=joins * late,
        virtual_late=wait * late,
        served_wait=joins * handle / spare,
        total_wait=joins * handle / spare,
        blocked=np.zeros_like(load),
    )
