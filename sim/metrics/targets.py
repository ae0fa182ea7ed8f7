"""Targets: which days and intervals met them, and the worst interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.metrics.bins import Bins
from sim.metrics.cells import Cells, Floats, divide
from sim.model import Model

Flags = NDArray[np.bool_]

ROUNDING = 1e-9
"""Tolerance of comparisons, so that 8 of 10 meets 80 %."""


def target_columns(interval: Cells, day: Cells, model: Model, bins: Bins) -> dict[str, Floats]:
    """Days and intervals judged and met, and the worst interval, as [1, entity] arrays.

    A queue meets its target in a bin if its service level reaches the target share and, where the
    target names one, its abandon rate stays within the limit. With `over: interval` a day is met
    if each of its intervals is. A bin without contacts is not judged. A total of several queues
    meets a bin if all of its queues that are judged there do.
    """
    queues = len(model.labels.queues)
    interval_judged, interval_met = met_by_queue(interval, model, queues)
    day_judged, day_met = met_by_queue(day, model, queues)
    all_met = np.ones_like(day_met)
    any_judged = np.zeros_like(day_judged)
    np.logical_and.at(all_met, bins.day_of_interval, interval_met | ~interval_judged)
    np.logical_or.at(any_judged, bins.day_of_interval, interval_judged)
    over_day = model.judging.target_over_day == 1
    day_met = np.where(over_day, day_met, all_met)
    day_judged = np.where(over_day, day_judged, any_judged)
    level = divide(interval["service_met"], interval["service_judged"])
    return {
        **_counts("days", day_judged, day_met, model),
        **_counts("intervals", interval_judged, interval_met, model),
        "worst_interval_sl": np.fmin.reduce(level, axis=0)[None, :],
    }


def met_by_queue(cells: Cells, model: Model, queues: int) -> tuple[Flags, Flags]:
    """Which bins [bin, queue] are judged, and which of them meet the target."""
    judging = model.judging
    met, of = cells["service_met"][:, :queues], cells["service_judged"][:, :queues]
    abandoned, offered = cells["abandoned"][:, :queues], cells["offered"][:, :queues]
    has_share = ~np.isnan(judging.target_share)
    has_limit = ~np.isnan(judging.target_abandoned)
    least = np.nan_to_num(judging.target_share) * of
    most = np.nan_to_num(judging.target_abandoned) * offered
    judged_share = has_share & (of > 0)
    judged_limit = has_limit & (offered > 0)
    reached = ~judged_share | (met >= least - ROUNDING)
    within_limit = ~judged_limit | (abandoned <= most + ROUNDING)
    judged = judged_share | judged_limit
    return judged, judged & reached & within_limit


def _counts(name: str, judged: Flags, met: Flags, model: Model) -> dict[str, Floats]:
    """Number of bins judged and met, by queue, total and center."""
    members = [[number] for number in range(judged.shape[1])]
    members += [list(inside) for _, inside in model.labels.totals]
    members.append(list(range(judged.shape[1])))
    any_judged = [judged[:, inside].any(axis=1) for inside in members]
    none_missed = [(met | ~judged)[:, inside].all(axis=1) for inside in members]
    pairs = list(zip(any_judged, none_missed, strict=True))
    return {
        f"{name}_judged": np.array([[float(one.sum()) for one, _ in pairs]]),
        f"{name}_met": np.array([[float((one & fine).sum()) for one, fine in pairs]]),
    }
