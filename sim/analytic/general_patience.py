"""M/M/N+G: Erlang A with any patience distribution, from the density of the offered wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from sim.analytic import checks
from sim.analytic.queue_figures import QueueFigures, to_result
from sim.analytic.result import ErlangResult
from sim.analytic.special import busy_sum

FloatArray = npt.NDArray[np.float64]

_ORDER = 16
_CUT = 45.0
_MAX_PANELS = 50_000


def erlang_a_general(
    load: float,
    agents: float,
    handle_time_s: float,
    survival: Callable[[FloatArray], FloatArray],
    patience_scale_s: float,
    within_s: float = 20.0,
    *,
    jumps_s: Sequence[float] = (),
) -> ErlangResult:
    """Erlang A with patience of any distribution; load in erlangs, agents whole or fractional.

    `survival(t)` is the share whose patience exceeds t seconds (an array in, an array out); below 1
    just above 0 it means that some leave at once. `patience_scale_s` is a time over which it
    changes little in an eighth (its mean will do); `jumps_s` are the seconds at which it jumps or
    bends.

    Baccelli & Hebuterne (1981); Zeltyn & Mandelbaum (2005), "Call centers with impatient customers:
    many-server asymptotics of the M/M/n+G queue": the offered wait has density
    proportional to exp(rate x H(t) - agents t / handle time), H the integral of the survival
    function. ValueError on bad input and when so few ever give up that the queue does not end.
    """
    a = float(checks.non_negative("load", load))
    n = float(checks.positive("agents", agents))
    h = float(checks.positive("handle_time_s", handle_time_s))
    scale = float(checks.positive("patience_scale_s", patience_scale_s))
    within = float(checks.non_negative("within_s", within_s))
    edges = sorted({float(t) for t in (*jumps_s, within) if t > 0.0})
    time, weight, log_density, patient, held = _offered_wait(a / h, n / h, survival, scale, edges)

    top = float(np.max(log_density))
    mass = np.exp(log_density - top) * weight * n / h
    idle_weight = (float(busy_sum(np.asarray(n), np.asarray(a))) - 1.0) * np.exp(-top)
    mass = mass / (mass.sum() + idle_weight) if np.isfinite(idle_weight) else np.zeros_like(mass)
    wait = float(mass.sum())
    served = mass * patient
    late = time > within
    still_there = float(survival(np.asarray([within]))[0])
    virtual_late = float(mass[late].sum())
    values = {
        "wait": wait,
        "answered": 1.0 - float((mass * (1.0 - patient)).sum()),
        "answered_within": 1.0 - wait + float(served[~late].sum()),
        "abandoned": float((mass * (1.0 - patient)).sum()),
        "done_late": virtual_late * still_there,
        "virtual_late": virtual_late,
        "served_wait": float((served * time).sum()),
        "total_wait": float((mass * held).sum()),
        "blocked": 0.0,
    }
    figures = QueueFigures(**{name: np.asarray([value]) for name, value in values.items()})
    return to_result("mmn_g", np.asarray([a]), np.asarray([n]), np.asarray([h]), figures).at(0)


def _offered_wait(
    arrival: float,
    service: float,
    survival: Callable[[FloatArray], FloatArray],
    scale: float,
    edges: Sequence[float],
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """Times, weights, log density, survival and H at the nodes of panels that hold the density.

    The log density is concave. Coarse panels, on which the survival function is smooth, find its
    peak; those that may matter are halved until the density is smooth on them too.
    """
    rule = _panel_rule()
    coarse = _coarse_panels(arrival, service, survival, scale, edges, rule)
    peak = max(arrival * held - service * start for start, _, held in coarse)
    columns: list[tuple[FloatArray, ...]] = []
    while coarse:
        start, width, held = coarse.pop()
        nodes, weights, partial = rule
        time = start + width * nodes
        patient = np.asarray(survival(time), dtype=float)
        log_start = arrival * held - service * start
        gained = width * float(weights @ patient)
        log_end = log_start + arrival * gained - service * width
        rise = arrival * float(patient[0]) - service
        fall = arrival * float(patient[-1]) - service
        peak = max(peak, log_start, log_end)
        # A concave curve lies under its tangents at the two ends.
        bound = min(log_start + max(rise, 0.0) * width, log_end + max(-fall, 0.0) * width)
        if bound < peak - _CUT:
            continue
        if max(abs(rise), abs(fall)) * width > 8.0:
            half = 0.5 * width
            first = half * float(weights @ np.asarray(survival(start + half * nodes), dtype=float))
            coarse += [(start, half, held), (start + half, half, held + first)]
            continue
        held_at = held + width * (partial @ patient)
        columns.append(
            (time, width * weights, arrival * held_at - service * time, patient, held_at)
        )
    time, weight, log_density, patient, held_at = (
        np.concatenate(column) for column in zip(*columns, strict=True)
    )
    return time, weight, log_density, patient, held_at


def _coarse_panels(
    arrival: float,
    service: float,
    survival: Callable[[FloatArray], FloatArray],
    scale: float,
    edges: Sequence[float],
    rule: tuple[FloatArray, FloatArray, FloatArray],
) -> list[tuple[float, float, float]]:
    """Start, width and H at the start of panels, until the density is past its peak and spent."""
    nodes, weights, _ = rule
    panels: list[tuple[float, float, float]] = []
    pending = list(edges)
    start, held, peak, width = 0.0, 0.0, 0.0, scale / 8.0
    for _ in range(_MAX_PANELS):
        step = width
        if pending and start + step >= pending[0]:
            step = pending.pop(0) - start
        patient = np.asarray(survival(start + step * nodes), dtype=float)
        panels.append((start, step, held))
        start += step
        held += step * float(weights @ patient)
        log_end = arrival * held - service * start
        peak = max(peak, log_end)
        last = float(patient[-1])
        # The density has one peak: once it has fallen so far it does not come back.
        if not pending and arrival * last < service and log_end < peak - _CUT:
            return panels
        if arrival * last < 1e-17 * service:  # nobody is left: a plain exponential from here
            width = max(width, (_CUT + 1.0) / service)
    raise ValueError("survival: too few give up for this load; the queue does not end")


def _panel_rule() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Nodes and weights on [0, 1], and the matrix that integrates from 0 to each node."""
    nodes, weights = np.polynomial.legendre.leggauss(_ORDER)
    legendre = np.polynomial.legendre.legvander(nodes, _ORDER)
    # Integral of P_k from -1 is (P_{k+1} - P_{k-1}) / (2k + 1); of P_0 it is 1 + x.
    integrals = np.empty((_ORDER, _ORDER))
    integrals[:, 0] = 1.0 + nodes
    for k in range(1, _ORDER):
        integrals[:, k] = (legendre[:, k + 1] - legendre[:, k - 1]) / (2 * k + 1)
    to_coefficients = legendre[:, :_ORDER].T * weights * (np.arange(_ORDER) + 0.5)[:, np.newaxis]
    return 0.5 * (nodes + 1.0), 0.5 * weights, 0.5 * (integrals @ to_coefficients)
