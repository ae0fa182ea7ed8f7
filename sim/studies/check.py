"""Puts the simulated figures of a study beside Erlang's, queue by queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.metrics.cells import TICKS_PER_SECOND
from sim.metrics.confidence import Estimate, time_share_interval
from sim.metrics.frame import WHOLE
from sim.metrics.rows import Rows
from sim.metrics.tally import Tally
from sim.model import Model
from sim.studies.erlang import ErlangCheck, erlang_sides, live_demand, supply_of
from sim.studies.reasons import Figures, reasons

BESIDE = ("service_level_offered", "service_level_virtual", "wait_probability", "asa_s",
          "abandon_rate")  # fmt: skip
"""Simulated metrics that stand beside Erlang's; occupancy is that of the groups with the skill."""

ESTIMATE = ("mean", "low", "high")
Triple = tuple[float, float, float]


def erlang_checks(model: Model, tallies: Sequence[Tally], summary: Rows) -> dict[str, ErlangCheck]:
    """The Erlang check of every queue that Erlang can be asked about."""
    whole = whole_figures(summary)
    means = {entity: {m: figure[0] for m, figure in row.items()} for entity, row in whole.items()}
    groups = {name: means["group", name] for name in model.labels.groups}
    demand = live_demand(model, tallies)
    supply = supply_of(model, demand)
    checks = {}
    omitted = without_check(model)
    for number, name in enumerate(model.labels.queues):
        if name in omitted:
            continue
        erlang_c, erlang_a = erlang_sides(model, number, demand, supply)
        row = whole["queue", name]
        simulated = {metric: row[metric] for metric in BESIDE}
        simulated["occupancy"] = _occupancy(model, number, tallies)
        within = int(model.judging.target_within[number])
        checks[name] = ErlangCheck(
            queue=name,
            within_s=None if within < 0 else within / TICKS_PER_SECOND,
            intervals=int((demand.contacts[number] > 0).sum()),
            expected=demand.contacts[number],
            load=supply.load[number],
            agents=supply.agents[number],
            simulated=simulated,
            erlang_c=erlang_c,
            erlang_a=erlang_a,
            reasons=reasons(model, number, demand, supply, erlang_c, means["queue", name], groups),
        )
    return checks


def without_check(model: Model) -> dict[str, str]:
    """Queues without an Erlang check, and why."""
    omitted = {}
    for number, name in enumerate(model.labels.queues):
        if model.self_service.is_one[number]:
            omitted[name] = "Self-service has no agents: nobody waits for one."
        elif model.dialling.is_one[number]:
            omitted[name] = (
                "The company dials when an agent is free, and again when nobody answers: Erlang "
                "is about contacts that come by themselves."
            )
        elif model.queues.deferred[number]:
            omitted[name] = (
                "Deferred work is put down for live work and waits over night: Erlang is about "
                "customers who stay until they are served."
            )
        elif model.judging.written[number]:
            omitted[name] = (
                "A message is answered when the reply leaves, at any hour: Erlang is about the "
                "wait until work starts, while the desk is open."
            )
    return omitted


def whole_figures(summary: Rows) -> Mapping[tuple[str, str], Mapping[str, Triple]]:
    """The whole period's (mean, low, high) by (level, name) and metric."""
    whole = np.flatnonzero(summary.interval == WHOLE)
    found: dict[tuple[str, str], dict[str, Triple]] = {}
    mean, low, high = (summary.figures[column][whole].tolist() for column in ESTIMATE)
    figures = zip(mean, low, high, strict=True)
    for (level, name, metric), figure in zip(summary.keys(whole), figures, strict=True):
        found.setdefault((level, name), {})[metric] = figure
    return found


def _occupancy(model: Model, queue: int, tallies: Sequence[Tally]) -> Triple:
    """Busy over logged-in time of the groups with the skill."""
    skilled = np.flatnonzero(model.skills.rank[:, queue] > 0)
    agents = [one.whole.agents for one in tallies]
    busy = np.array([cells["busy_s"][0, skilled].sum() for cells in agents])
    logged_in = np.array([cells["logged_in_s"][0, skilled].sum() for cells in agents])
    estimate: Estimate = time_share_interval(busy, logged_in)
    return float(estimate.mean), float(estimate.low), float(estimate.high)


__all__ = ["BESIDE", "Figures", "Triple", "erlang_checks", "whole_figures", "without_check"]
