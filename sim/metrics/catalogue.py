"""The catalogue: every metric once, with its name, unit, words and formula.

docs/reference/metrics.md is written from it (`python -m sim.metrics.reference`).
"""

from __future__ import annotations

from sim.metrics.catalogue_contacts import COUNTS, DEFERRED, HANDLING, SERVICE, WAITS
from sim.metrics.catalogue_journeys import JOURNEYS, ORIGINS
from sim.metrics.catalogue_people import MONEY, PEOPLE, RISK
from sim.metrics.metric import Level, Metric

__all__ = [
    "CATALOGUE", "COUNTS", "DAY_BANDS", "DEFERRED", "HANDLING", "JOURNEYS", "METRICS", "MONEY",
    "ORIGINS", "PEOPLE", "RISK", "SERVICE", "WAITS", "Level", "Metric", "day_band_name", "unit_of",
]  # fmt: skip

CATALOGUE: tuple[Metric, ...] = (
    *COUNTS, *SERVICE, *WAITS, *HANDLING, *DEFERRED, *ORIGINS, *JOURNEYS, *PEOPLE, *MONEY, *RISK,
)  # fmt: skip

METRICS: dict[str, Metric] = {metric.name: metric for metric in CATALOGUE}

DAY_BANDS = (10, 90)
"""Percent of days in the bands `<metric>_day_p10` and `<metric>_day_p90`."""


def day_band_name(metric: str, percent: int) -> str:
    return f"{metric}_day_p{percent}"


def unit_of(name: str) -> str:
    """Unit of a metric or of a band of days, by its name in a summary; KeyError if unknown."""
    if name in METRICS:
        return METRICS[name].unit
    return METRICS[name.rpartition("_day_p")[0]].unit
