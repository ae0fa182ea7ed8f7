"""Titles of slides: the conclusion in at most 15 words, and none that the intervals do not show."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sim.metrics.catalogue import METRICS
from sim.report import wording
from sim.report.change_words import amount_words
from sim.report.fonts import fitted
from sim.report.reading import Reader
from sim.report.targets import target_of
from sim.report.wording import Estimate, counted
from sim.studies.comparison import Comparison, Difference
from sim.studies.figures import Key
from sim.studies.result import Study

Verdict = Literal["met", "missed", "open"]
"""Met or missed beyond doubt, or `open`: the interval of the mean leaves it open."""

MOST_WORDS: Final = 15
NAME_COLUMNS: Final = 36
CENTER = ("center", "center")


def with_names(template: str, **names: str) -> str:
    """The template with its names, each cut so that all of it has at most 15 words."""
    fixed = template.format(**dict.fromkeys(names, ""))
    each = max((MOST_WORDS - len(fixed.split())) // max(len(names), 1), 1)
    return template.format(**{key: _cut(name, each) for key, name in names.items()})


def _cut(name: str, words: int) -> str:
    found = name.split()
    kept = " ".join(found[:words]) + ("…" if len(found) > words else "")
    return fitted(kept, NAME_COLUMNS)


# ---------------------------------------------------------------- targets


def verdict(reader: Reader, queue: str) -> Verdict | None:
    """What the intervals say about a queue's target; None without one, or without contacts.

    A target for every interval is missed if one interval misses it, and met if all meet it.
    """
    found = set(verdicts(reader, queue).values())
    if not found:
        return None
    if "missed" in found:
        return "missed"
    return "met" if found == {"met"} else "open"


def verdicts(reader: Reader, queue: str) -> dict[str, Verdict]:
    """What the intervals say about each part of a target: service_level, abandon_rate."""
    target = target_of(reader.study.model, queue)
    found: dict[str, Verdict] = {}
    if target is None:
        return found
    for metric, wanted in (("service_level", target.answered), ("abandon_rate", target.abandoned)):
        judged = _judged(reader, queue, metric, over_day=target.over_day)
        if wanted is not None and judged:
            higher = metric == "service_level"
            sides = {_side(one, wanted, higher_is_better=higher) for one in judged}
            met: Verdict = "met" if sides == {"met"} else "open"
            found[metric] = "missed" if "missed" in sides else met
    return found


def _judged(reader: Reader, queue: str, metric: str, *, over_day: bool) -> list[Estimate]:
    if over_day:
        whole = reader.whole("queue", queue, metric)
        return [] if whole is None else [whole]
    every = (reader.at("queue", queue, metric, number) for number in range(reader.intervals))
    return [one for one in every if one is not None]


def _side(estimate: Estimate, wanted: float, *, higher_is_better: bool) -> Verdict:
    if estimate.low is None or estimate.high is None:
        return "open"
    if higher_is_better:
        return "met" if estimate.low >= wanted else "missed" if estimate.high < wanted else "open"
    return "met" if estimate.high <= wanted else "missed" if estimate.low > wanted else "open"


def answer_title(reader: Reader) -> str:
    """Whether the targets are met."""
    queues = reader.study.model.labels.queues
    found = {queue: verdict(reader, queue) for queue in queues}
    judged = {queue: one for queue, one in found.items() if one is not None}
    if not judged:
        offered = wording.count(reader.mean(*CENTER, "offered"))
        lost = wording.percent(reader.mean(*CENTER, "abandon_rate"))
        return f"{offered} contacts offered, {lost} abandoned; no target to judge them by"
    if len(judged) == 1:
        queue, one = next(iter(judged.items()))
        return _one_queue(reader, queue, one)
    missed = [queue for queue, one in judged.items() if one == "missed"]
    unsure = [queue for queue, one in judged.items() if one == "open"]
    count = len(judged)
    if reader.study.replications == 1:
        return f"One replication cannot tell whether {count} queues meet their targets"
    if not missed and not unsure:
        every = "Both queues" if count == 2 else f"All {count} queues"
        return f"{every} with a target meet it"
    rest = f"; {len(unsure)} too close to tell" if unsure else ""
    if not missed:
        if len(unsure) == count:
            return f"Too close to tell whether {count} queues meet their targets"
        return f"{count - len(unsure)} of {count} queues meet their target{rest}"
    if len(missed) == 1:
        said = f"1 of {count} queues misses its target, " + "{name}" + rest
        return with_names(said, name=missed[0])
    return f"{len(missed)} of {count} queues miss their target{rest}"


def _one_queue(reader: Reader, queue: str, found: Verdict) -> str:
    if found == "open":
        if reader.study.replications == 1:
            return with_names("One replication cannot tell whether {name} meets its target",
                              name=queue)  # fmt: skip
        return with_names("Too close to tell whether {name} meets its target", name=queue)
    target = target_of(reader.study.model, queue)
    assert target is not None
    level = reader.whole("queue", queue, "service_level")
    if found == "missed" and not target.over_day:
        return with_names("{name} misses its target in at least one interval", name=queue)
    if target.answered is not None and target.within is not None and level is not None:
        within = wording.threshold(target.within)
        share = wording.percent(level.mean, 0)
        if found == "met":
            return with_names("{name} meets its target: " + f"{share} answered in {within}",
                              name=queue)  # fmt: skip
        if _side(level, target.answered, higher_is_better=True) == "missed":
            wanted = wording.percent(target.answered, 0)
            words = f"{share} in {within} against {wanted}"
            return with_names("{name} misses its target: " + words, name=queue)
    lost = wording.percent(reader.mean("queue", queue, "abandon_rate"))
    if found == "met":
        return with_names("{name} meets its target: " + f"{lost} abandoned", name=queue)
    limit = wording.percent(target.abandoned, 0)
    return with_names("{name} misses its target: " + f"{lost} abandoned, {limit} allowed",
                      name=queue)  # fmt: skip


def day_title(reader: Reader, scenario: str | None = None) -> str:
    """The interval that misses a target with most contacts, if one does beyond doubt.

    Beside other scenarios the title names the one that it speaks of.
    """
    judged = list(_judged_intervals(reader))
    worst = _worst_interval(judged)
    if worst is not None:
        return _worst_words(reader, worst.queue, worst.number, scenario)
    if not judged:
        offered_words = wording.count(reader.mean(*CENTER, "offered"))
        return f"{offered_words} contacts are offered over the period"
    said = "No interval misses its target beyond doubt"
    if all(one.side == "met" for one in judged):
        said = "Every interval reaches its target service level"
    if scenario is None:
        return said
    return with_names("{name}: " + said[0].lower() + said[1:], name=scenario)


def day_queue(reader: Reader) -> str | None:
    """The queue that the day is told of: the one of `day_title`, or else the largest that is judged
    by its service level; None where there is none.
    """
    judged = list(_judged_intervals(reader))
    worst = _worst_interval(judged)
    if worst is not None:
        return worst.queue
    queues = dict.fromkeys(one.queue for one in judged)
    return max(queues, key=lambda queue: reader.mean("queue", queue, "offered") or 0.0,
               default=None)  # fmt: skip


@dataclass(frozen=True)
class _Interval:
    """What an interval says of a queue's target: `short` contacts more would have met it."""

    queue: str
    number: int
    side: Verdict
    short: float


def _judged_intervals(reader: Reader) -> Iterator[_Interval]:
    for queue in reader.study.model.labels.queues:
        target = target_of(reader.study.model, queue)
        if target is None or target.answered is None:
            continue
        for number in range(reader.intervals):
            level = reader.at("queue", queue, "service_level", number)
            offered = reader.at("queue", queue, "offered", number)
            if level is not None and offered is not None:
                side = _side(level, target.answered, higher_is_better=True)
                yield _Interval(queue, number, side, (target.answered - level.mean) * offered.mean)


def _worst_interval(judged: Sequence[_Interval]) -> _Interval | None:
    missed = [one for one in judged if one.side == "missed"]
    return max(missed, key=lambda one: one.short, default=None)


def _worst_words(reader: Reader, queue: str, number: int, scenario: str | None) -> str:
    target = target_of(reader.study.model, queue)
    level = reader.at("queue", queue, "service_level", number)
    assert target is not None and level is not None
    shares = f"{wording.percent(level.mean, 0)} against {wording.percent(target.answered, 0)}"
    # A target of the day is not missed by one interval: the day may still reach it.
    verb = "falls short most" if target.over_day else "misses its target"
    missed = f"{{name}} {verb} at {reader.interval_name(number)}: {shares}"
    if scenario is None:
        return with_names(missed, name=queue)
    return with_names("{scenario}: " + missed, name=queue, scenario=scenario)


def days_title(reader: Reader) -> str:
    """On how many days the targets are met."""
    found = {
        queue: share
        for queue in reader.study.model.labels.queues
        if (share := reader.mean("queue", queue, "days_met")) is not None
        and target_of(reader.study.model, queue) is not None
    }
    if not found:
        return "No target can be judged: none is set, or no contacts"
    if len(found) == 1:
        queue, share = next(iter(found.items()))
        words = wording.percent(share, 0)
        return with_names("{name} meets its target on " + f"{words} of days", name=queue)
    low, high = (wording.percent(edge(found.values()), 0) for edge in (min, max))
    if max(found.values()) == 0:
        return "No queue meets its target on any simulated day"
    if low == high:
        return f"Every queue meets its target on {low} of days"
    return f"Targets are met on {low} to {high} of days, by queue"


def cost_title(reader: Reader) -> str:
    """What the period costs, and a contact."""
    currency = reader.study.model.judging.currency
    total = reader.mean(*CENTER, "cost")
    if not total:
        hours = wording.hours(reader.mean(*CENTER, "paid_h"))
        return f"The scenario names no cost: {hours} are paid"
    each = reader.mean(*CENTER, "cost_per_resolution")
    said = f"The period costs {wording.money(total, currency)}"
    if each is not None:
        said += f", {wording.money(each, currency)} per resolved contact"
    return said


def erlang_title(study: Study, queue: str | None) -> str:
    """Whether Erlang C gives another service level than the simulation."""
    if queue is None:
        return "No queue can be compared with an Erlang formula"
    check = study.erlang[queue]
    mean, low, high = check.simulated["service_level_offered"]
    formula = check.erlang_c.service_level
    if not (math.isfinite(low) and math.isfinite(high) and math.isfinite(formula)):
        return with_names("Erlang formulas beside the simulation of {name}", name=queue)
    if low <= formula <= high:
        return with_names("Erlang C lies within the interval of the simulation: {name}", name=queue)
    said, seen = wording.percent(formula, 0), wording.percent(mean, 0)
    return with_names("{name}: Erlang C says " + f"{said} in time, the simulation {seen}",
                      name=queue)  # fmt: skip


def method_title(replications: int) -> str:
    return f"The figures rest on {counted(replications, 'replication')} and these assumptions"


# ---------------------------------------------------------------- comparisons


@dataclass(frozen=True, eq=False)
class Compared:
    """A comparison with its differences worked out once, by scenario."""

    baseline: Study
    others: tuple[Study, ...]
    found: Mapping[str, Mapping[Key, Difference]]

    def of_center(self, other: Study, metric: str) -> Difference | None:
        """A figure of the center; None where it is not available."""
        one = self.found[other.scenario.variant].get((*CENTER, metric))
        return one if one is not None and math.isfinite(one.difference) else None

    @property
    def base(self) -> str:
        """The name of the baseline."""
        return self.baseline.scenario.variant

    @property
    def currency(self) -> str:
        return self.baseline.model.judging.currency


def compared(comparison: Comparison) -> Compared:
    """The comparison as slides need it."""
    found = {one.scenario.variant: comparison.differences(one) for one in comparison.others}
    return Compared(comparison.base_study, comparison.others, found)


def judged_metric(comparison: Compared) -> str:
    """The figure that the answer is about: service level where there is a target."""
    level = comparison.of_center(comparison.others[0], "service_level")
    return "abandon_rate" if level is None else "service_level"


METRIC_WORDS = {
    "service_level": "service level",
    "abandon_rate": "abandon rate",
    "asa_s": "mean wait (ASA)",
    "occupancy": "occupancy",
    "cost": "cost",
    "cost_per_contact": "cost per contact",
    "cost_per_resolution": "cost per resolution",
    "paid_h": "paid hours",
}


def change_title(comparison: Compared, metric: str) -> str:
    """How a figure of the center changes, where the intervals leave out 0."""
    words = _overall(comparison, metric)
    found = [
        (other.scenario.variant, one)
        for other in comparison.others
        if (one := comparison.of_center(other, metric)) is not None
    ]
    if not found:
        return f"No {words} to compare"
    if comparison.baseline.replications == 1:
        return f"One replication cannot tell whether the {words} differs"
    if len(found) == 1:
        return _one_change(*found[0], comparison, metric)
    up = sum(one.is_real is True and one.difference > 0 for _, one in found)
    down = sum(one.is_real is True and one.difference < 0 for _, one in found)
    same = len(found) - up - down
    left = sum(one.difference == one.low == one.high == 0 for _, one in found)
    if left == len(found):
        return f"No scenario changes the {words}"
    if not up and not down:
        return f"No scenario shows a real difference in {words}"
    if len(found) == same + 1:
        [(name, one)] = [pair for pair in found if pair[1].is_real]
        verb = "raises" if one.difference > 0 else "lowers"
        amount = _amount(one, metric, comparison.currency)
        others = "1 other shows" if same == 1 else f"{same} others show"
        said = "{name} " + f"{verb} the {words} by {amount}; {others} no real difference"
        return with_names(said, name=name)
    if len(found) == 2:
        return _two_changes(found, comparison, metric)
    if same == 0 and not (up and down):
        return f"All {len(found)} scenarios {'raise' if up else 'lower'} the {words}"
    (first, does), *rest = [
        (count, f"{what}s" if count == 1 else what)
        for count, what in ((up, "raise"), (down, "lower"), (left, "leave"))
        if count
    ]
    parts = [f"{counted(first, 'scenario')} {does} the {words}"]
    parts += [f"{count} {does} it" for count, does in rest]
    parts += [f"{same - left} unclear"] if same > left else []
    return ", ".join(parts)


def _overall(comparison: Compared, metric: str) -> str:
    """The name of a figure; that of all queues together says so, for they may move apart."""
    words = METRIC_WORDS[metric]
    several = len(comparison.baseline.model.labels.queues) > 1
    return f"overall {words}" if several and metric == "service_level" else words


def _two_changes(found: Sequence[tuple[str, Difference]], comparison: Compared, metric: str) -> str:
    """Both by name; the larger change first."""
    words, currency = _overall(comparison, metric), comparison.currency
    (name, one), (other, smaller) = sorted(found, key=lambda pair: -abs(pair[1].difference))
    verb, also = ("raises" if each.difference > 0 else "lowers" for each in (one, smaller))
    template = "{name} " + f"{verb} the {words} by {_amount(one, metric, currency)}"
    again = "" if also == verb else f"{also} it "
    return with_names(template + ", {other} " + f"{again}by {_amount(smaller, metric, '')}",
                      name=name, other=other)  # fmt: skip


def _one_change(name: str, one: Difference, comparison: Compared, metric: str) -> str:
    words = _overall(comparison, metric)
    if not one.is_real:
        return with_names("No real difference in " + words + " between {name} and {base}",
                          name=name, base=comparison.base)  # fmt: skip
    verb = "raises" if one.difference > 0 else "lowers"
    amount = _amount(one, metric, comparison.currency)
    return with_names("{name} " + f"{verb} the {words} by {amount}", name=name)


def _amount(one: Difference, metric: str, currency: str) -> str:
    return amount_words(one.difference, METRICS[metric].unit, currency)


def differences_title(shown: Sequence[Difference], base: str) -> str:
    """How many of the figures shown really differ."""
    judged = [one for one in shown if one.is_real is not None]
    if not judged:
        return with_names("One replication cannot tell what differs from {name}", name=base)
    real = sum(one.is_real is True for one in judged)
    said = f"{real} of {len(judged)} figures differ from " + "{name} by more than chance"
    return with_names(said, name=base)
