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


def target_columns(bins: Cells, model: Model, plan: Plan) -> dict[str, Floats]:
    """Days and intervals judged and met, and the worst interval, as [1, entity] arrays; of the
    figures of the intervals and then the days.

    A queue meets its target in a bin if its service level reaches the target share and, where the
    target names one, its abandon rate stays within the limit. With `over: interval` a day is met
    if each of its intervals is. A bin without contacts is not judged. A total of several queues
    meets a bin if all of its queues that are judged there do.
    """
    intervals, days = plan.all_bins.intervals, plan.all_bins.days
    judged, met = met_by_queue(bins, model, plan.queues)
    over_day = model.judging.target_over_day == 1
    if not over_day.all():
        day_of = plan.bins.day_of_interval
        all_met, any_judged = np.ones_like(met[days]), np.zeros_like(judged[days])
        np.logical_and.at(all_met, day_of, met[intervals] | ~judged[intervals])
        np.logical_or.at(any_judged, day_of, judged[intervals])
        met[days] = np.where(over_day, met[days], all_met)
        judged[days] = np.where(over_day, judged[days], any_judged)
    missed = judged & ~met
    any_judged = np.concatenate([judged, judged @ plan.members > 0], axis=1)
    none_missed = np.concatenate([~missed, missed @ plan.members == 0], axis=1)
    all_met = any_judged & none_missed
    level = divide(bins["service_met"][intervals], bins["service_judged"][intervals])

    def count(flags: Flags) -> Floats:
        counted: Floats = flags.sum(axis=0, keepdims=True, dtype=np.float64)
        return counted

    return {
        "days_judged": count(any_judged[days]),
        "days_met": count(all_met[days]),
        "intervals_judged": count(any_judged[intervals]),
        "intervals_met": count(all_met[intervals]),
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
