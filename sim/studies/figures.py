"""Figures of the whole reported period, replication by replication, and one of them by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import InputError, Problem
from sim.metrics.catalogue import CATALOGUE, METRICS, Level, Metric
from sim.metrics.cells import Floats
from sim.metrics.confidence import Estimate
from sim.metrics.frame import LEVELS, WHOLE, Block, block, entity_names
from sim.metrics.summary import estimate, stacked
from sim.metrics.tally import Bin, Tally
from sim.model import Labels, Model
from sim.scenario.names import some_names
from sim.scenario.shape import nearest

Key = tuple[str, str, str]
"""(level, name, metric): ("queue", "calls", "service_level"); the center is called "center"."""

PLURAL: dict[str, Level] = {"queues": "queue", "groups": "group"}

ALLOWED = (
    "a metric of the center such as service_level, of a queue such as queues.calls.asa_s, or of a "
    "group such as groups.desk.occupancy"
)


@dataclass(frozen=True, eq=False)
class Figures:
    """One figure of all replications: numerators over denominators (1 where it is no ratio)."""

    numerator: Floats
    denominator: Floats


@dataclass(frozen=True)
class Measure:
    """One figure by name: a metric of a queue (or total), of a group or of the center."""

    level: Level
    name: str
    metric: str

    @property
    def key(self) -> Key:
        return (self.level, self.name, self.metric)

    @property
    def path(self) -> str:
        """As it is written: `queues.calls.service_level`, `service_level` for the center."""
        return self.metric if self.level == "center" else f"{self.level}s.{self.name}.{self.metric}"

    @property
    def title(self) -> str:
        """As people say it: `calls: service level`, `all: cost`."""
        who = "all" if self.level == "center" else self.name
        return f"{who}: {METRICS[self.metric].title}"

    @property
    def unit(self) -> str:
        return METRICS[self.metric].unit


def read_measure(text: str, labels: Labels, source: str) -> Measure:
    """`queues.NAME.METRIC`, `groups.NAME.METRIC`, `center.METRIC` or `METRIC` (of the center).

    `source` is who said it (such as "--metric"), for the message. Raises InputError for a queue,
    group or metric that there is not, with the nearest that there is.
    """
    words = text.strip().split(".")
    metric = words[-1]
    level: Level = "center"
    name = "center"
    if words[:-1] not in ([], ["center"]):
        if len(words) < 3 or words[0] not in PLURAL:
            raise _refused(source, text, "is not the name of a figure", ALLOWED)
        level, name = PLURAL[words[0]], ".".join(words[1:-1])
        known = entity_names(labels, level)
        if name not in known:
            message = f"there is no {level} {name}"
            raise _refused(source, text, message, some_names(known), nearest(name, known))
    there = [one.name for one in CATALOGUE if level in one.levels]
    if metric not in there:
        elsewhere = metric in METRICS
        message = f"is no metric of a {level}" if elsewhere else f"there is no metric {metric}"
        mend = nearest(metric, there)
        if elsewhere:
            mend = f"it is one of: {', '.join(f'a {one}' for one in METRICS[metric].levels)}"
        raise _refused(source, text, message, ALLOWED, mend)
    return Measure(level, name, metric)


def whole_figures(tallies: Sequence[Tally], model: Model) -> dict[Key, Figures]:
    """Every figure of the whole period, in the order of levels and of the catalogue."""
    whole = stacked([one.whole for one in tallies])
    found: dict[Key, Figures] = {}
    for level in LEVELS:
        for metric in CATALOGUE:
            if level in metric.levels:
                one = _whole(metric, level, whole, model.labels)
                for place, name in enumerate(one.names):
                    found[level, name, metric.name] = _figures(one, place)
    return found


def estimate_of(measure: Measure, tallies: Sequence[Tally], model: Model) -> Estimate:
    """Mean and 95 % interval of one figure of the whole period (arrays without dimensions)."""
    whole = stacked([one.whole for one in tallies])
    one = _whole(METRICS[measure.metric], measure.level, whole, model.labels)
    found = estimate(one)
    place = one.names.index(measure.name)
    return Estimate(*(np.asarray(part[0, place]) for part in (found.mean, found.low, found.high)))


def _whole(metric: Metric, level: Level, whole: Bin, labels: Labels) -> Block:
    return block(metric, level, whole, range(WHOLE, 0), labels)


def _figures(one: Block, place: int) -> Figures:
    top: Floats = np.asarray(one.numerator[:, 0, place], dtype=np.float64)
    if one.denominator is not None:
        return Figures(top, np.asarray(one.denominator[:, 0, place], dtype=np.float64))
    return Figures(top, np.where(np.isfinite(top), 1.0, np.nan))


def _refused(source: str, text: str, message: str, allowed: str, mend: str = "") -> InputError:
    return InputError([Problem(source, None, "", text, message, allowed, mend)])
