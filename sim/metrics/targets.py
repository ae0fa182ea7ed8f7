"""Targets: which days and intervals met them, and the worst interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.metrics.cells import Cells, Floats, divide
from sim.metrics.plan import Plan
from sim.model import Model

Flags = NDArray[np.bool_]

ROUNDING = 1e-9
"""Tolerance of comparisons, so that 8 of 10 meets 80 %."""

COLUMNS = ("days_judged", "days_met", "intervals_judged", "intervals_met", "worst_interval_sl")


def target_columns(interval: Cells, day: Cells, model: Model, plan: Plan) -> dict[str, Floats]:
    """Days and intervals judged and met, and the worst interval, as [1, entity] arrays.

    A queue meets its target in a bin if its service level reaches the target share and, where the
    target names one, its abandon rate stays within the limit. With `over: interval` a day is met
    if each of its intervals is. A bin without contacts is not judged. A total of several queues
    meets a bin if all of its queues that are judged there do.
    """
    queues, day_of = plan.queues, plan.bins.day_of_interval
    interval_judged, interval_met = met_by_queue(interval, model, queues)
    day_judged, day_met = met_by_queue(day, model, queues)
    over_day = model.judging.target_over_day == 1
    if not over_day.all():
        all_met = np.ones_like(day_met)
        any_judged = np.zeros_like(day_judged)
        np.logical_and.at(all_met, day_of, interval_met | ~interval_judged)
        np.logical_or.at(any_judged, day_of, interval_judged)
        day_met = np.where(over_day, day_met, all_met)
        day_judged = np.where(over_day, day_judged, any_judged)
    level = divide(interval["service_met"], interval["service_judged"])
    return {
        **_counts("days", day_judged, day_met, plan),
        **_counts("intervals", interval_judged, interval_met, plan),
        "worst_interval_sl": np.fmin.reduce(level, axis=0)[None, :],
    }


def met_by_queue(cells: Cells, model: Model, queues: int) -> tuple[Flags, Flags]:
    """Which bins [bin, queue] are judged, and which of them meet the target."""
    judging = model.judging
    met, of = cells["service_met"][:, :queues], cells["service_judged"][:, :queues]
    abandoned, offered = cells["abandoned"][:, :queues], cells["offered"][:, :queues]
    judged_share = ~np.isnan(judging.target_share) & (of > 0)
    judged_limit = ~np.isnan(judging.target_abandoned) & (offered > 0)
    # comparisons with nan, where there is no such target, are not looked at
    missed = judged_share & (met < judging.target_share * of - ROUNDING)
    missed |= judged_limit & (abandoned > judging.target_abandoned * offered + ROUNDING)
    judged = judged_share | judged_limit
    return judged, judged & ~missed


def _counts(name: str, judged: Flags, met: Flags, plan: Plan) -> dict[str, Floats]:
    """Number of bins judged and met, by queue, total and center."""
    any_judged = np.concatenate([judged, judged @ plan.members > 0], axis=1)
    missed = judged & ~met
    none_missed = np.concatenate([~missed, missed @ plan.members == 0], axis=1)
    return {
        f"{name}_judged": any_judged.sum(axis=0, keepdims=True, dtype=np.float64),
        f"{name}_met": (any_judged & none_missed).sum(axis=0, keepdims=True, dtype=np.float64),
    }
