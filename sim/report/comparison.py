"""A comparison as people read it: one table for each scenario against the baseline."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sim.metrics.catalogue import METRICS
from sim.metrics.certain import certain
from sim.metrics.frame import entity_names
from sim.report import wording
from sim.report.change_words import NO_REAL_DIFFERENCE, change_words
from sim.report.table import Table
from sim.report.wording import Estimate
from sim.studies.comparison import Baseline, Comparison, Difference
from sim.studies.figures import Key
from sim.studies.result import Study

QUEUE_METRICS = ("offered", "service_level", "abandon_rate", "asa_s")
GROUP_METRICS = ("seated", "occupancy")
CENTER_METRICS = ("staff_cost", "cost", "cost_per_contact", "cost_per_resolution", "net_result")


def comparison_tables(comparison: Comparison) -> list[Table]:
    """One table a scenario: the figures of the baseline, its own, and their difference."""
    return [_table(comparison, other) for other in comparison.others]


def _table(comparison: Comparison, other: Study) -> Table:
    base = comparison.baseline
    differences = comparison.differences(other)
    is_same = other.scenario.content_hash == base.content_hash
    if is_same and other.policy == base.policy:
        differences = {}  # the same scenario: nothing to show
    pointless = _pointless(comparison, other)
    if _without_value(differences):
        pointless.add(("center", "center", "net_result"))
    name = other.scenario.variant
    if other.policy != base.policy:
        name += f", {other.policy['name']}" if other.policy else ", own routing"
    rows = [
        _row(key, differences[key], base.currency)
        for key in _shown(base)
        if key in differences and key not in pointless and _is_known(differences[key])
    ]
    return Table(
        f"{name} against {base.variant}",
        ("", "figure", base.variant, name, "difference"),
        tuple(row for row in rows if row is not None),
        text_columns=frozenset({"", "figure"}),
        note=_note(comparison, other),
    )


def _note(comparison: Comparison, other: Study) -> str:
    base = comparison.baseline
    both = min(base.replications, other.replications)
    customers = f"The same customers in both, {wording.counted(both, 'replication')}"
    if base.seed != other.seed:
        customers = "Other customers in each, for the seeds differ"
    note = (
        f"{customers}; in brackets: 95 % interval of the difference. {NO_REAL_DIFFERENCE}: the "
        "interval includes 0."
    )
    if len(comparison.others) > 1:
        note += " Each interval holds by itself; of many comparisons some mislead by chance."
    left_out = _left_out(base, other)
    if left_out:
        note += f" Only in one of the two: {', '.join(left_out)}."
    return note


def _is_known(one: Difference) -> bool:
    """Whether a figure applies in one of the two at least."""
    return math.isfinite(one.baseline) or math.isfinite(one.value)


def _without_value(differences: Mapping[Key, Difference]) -> bool:
    """Whether no contact is worth anything in either: a net result is then the cost again."""
    value = differences.get(("center", "center", "value"))
    return value is not None and value.baseline == 0 and value.value == 0


def _pointless(comparison: Comparison, other: Study) -> set[Key]:
    """Figures that neither scenario can make anything but 0, such as leaving without patience."""
    studies = [one for one in (comparison.baseline.study, other) if one is not None]
    found = []
    for study in studies:
        sure = certain(study.model)
        names = entity_names(study.model.labels, "queue")
        keys: set[Key] = set()
        for metric in QUEUE_METRICS:
            flags = sure.of(metric)
            if flags is not None:
                keys |= {("queue", name, metric)
                         for name, flag in zip(names, flags, strict=False) if flag}  # fmt: skip
        found.append(keys)
    return set.intersection(*found)


def _shown(base: Baseline) -> list[Key]:
    queues = [("queue", name, metric) for name in base.queues for metric in QUEUE_METRICS]
    groups = [("group", name, metric) for name in base.groups for metric in GROUP_METRICS]
    return [*queues, *groups, *(("center", "center", metric) for metric in CENTER_METRICS)]


def _row(key: Key, one: Difference, currency: str) -> tuple[str, ...] | None:
    level, name, metric = key
    unit = METRICS[metric].unit
    if unit == "money" and one.baseline == 0 and one.value == 0:
        return None  # no money in the scenario
    who = "all" if level == "center" else name
    what = METRICS[metric].title
    return (
        who,
        what,
        _figure(one.baseline, unit, currency),
        _figure(one.value, unit, currency),
        difference_words(one, unit, currency),
    )


def _figure(value: float, unit: str, currency: str) -> str:
    if unit == "share":
        return wording.percent(value)
    if unit == "s":
        return wording.duration(value)
    if unit == "money":
        return wording.money(value, currency)
    return wording.count(value)


def difference_words(one: Difference, unit: str, currency: str) -> str:
    """`+5.1 points (+4.2 to +6.0)`, or that there is no real difference, with its interval."""
    if one.is_real is None:
        return change_words(Estimate(one.difference), unit, currency)
    return change_words(Estimate(one.difference, one.low, one.high), unit, currency)


def _left_out(base: Baseline, other: Study) -> list[str]:
    """Queues and groups that only one of the two scenarios has."""
    labels = other.model.labels
    return sorted({*base.queues, *base.groups} ^ {*labels.queues, *labels.groups})
