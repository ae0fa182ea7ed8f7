"""Warnings of a study: what a reader must know before using its figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from sim.studies.check import whole_figures

if TYPE_CHECKING:
    from sim.model import Model
    from sim.studies.result import Study


def remarks(study: Study) -> tuple[str, ...]:
    """Warnings that follow from the policy, the replications and the Erlang check."""
    return (*policy_remark(study.model), *_truncated(study), *_overload(study), *_too_busy(study))


def policy_remark(model: Model) -> Iterable[str]:
    """That a policy written in Python routed: the scenario does not say so."""
    policy = model.policy
    if policy is not None:
        yield (
            f"Routed by the policy {policy} (SHA-256 {policy.sha256[:12]}), not by the scenario's "
            "own routing: the scenario file alone does not give these figures."
        )


def _truncated(study: Study) -> Iterable[str]:
    cut = [number for number, one in enumerate(study.tallies) if one.truncated]
    if cut:
        yield (
            f"{len(cut)} of {study.replications} replications (the first is number {cut[0]}) "
            "reached the row limit of the contact log: their later contacts are missing, so the "
            "figures are too low."
        )


def _overload(study: Study) -> Iterable[str]:
    """Queues with more work than agents, by name; one sentence for all that it fits."""
    for grows in (False, True):
        found = [
            check
            for check in study.erlang.values()
            if check.erlang_c.unstable_intervals
            and bool(check.erlang_a.unstable_intervals) == grows
        ]
        if not found:
            continue
        names = ", ".join(
            f"{check.queue} ({check.erlang_c.unstable_intervals} of {check.intervals})"
            for check in found
        )
        said = (
            "In these intervals the offered load is as much as the planned agents can do, or more, "
            f"and Erlang C is unstable: {names}"
        )
        if grows:
            said += "; as nobody leaves, the queue grows until the load falls"
        yield f"{said}."


def _too_busy(study: Study) -> Iterable[str]:
    """Groups above their occupancy limit, which applies to live contacts."""
    whole = whole_figures(study.rows)
    for number, name in enumerate(study.model.labels.groups):
        limit = study.model.judging.max_occupancy[number]
        reached = whole["group", name]["live_occupancy"][0]
        if np.isfinite(limit) and reached > limit:
            most = f"{100 * limit:.0f} %"
            yield f"{name}: live occupancy is {100 * reached:.1f} %, above the limit of {most}."
