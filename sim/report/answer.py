"""The answer in plain sentences: one for each queue that misses its target, or that all meet it.

The words are templates by key, so that another language can give its own; the figures and the
judgement are the same in every language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from sim.report import wording
from sim.report.reading import Reader
from sim.report.targets import Target, target_met, target_of
from sim.report.wording import Estimate

Verdict = Literal["met", "missed", "open"]
"""`open`: the interval of the mean includes the target, so more replications would tell."""

MOST_SENTENCES: Final = 6
MOST_NAMES: Final = 12

PHRASES: Final[Mapping[str, str]] = {
    "answer.level": (
        "{queue}: on an average day {level} of contacts are answered in {within}{interval}, and "
        "the target is {target}"
    ),
    "answer.abandoned": "{queue}: {abandoned} of contacts abandon, and at most {limit} may",
    "answer.and_abandoned": "{abandoned} of contacts abandon, and at most {limit} may",
    "answer.interval": " (95 % interval of the mean {low} to {high})",
    "answer.low_day": "1 day in 10 is below {low_day}",
    "answer.worst": "worst {interval}: {worst}",
    "answer.open": "the interval includes the target: more days would tell",
    "answer.some_interval": "the target is for every interval",
    "answer.all_met": "All targets are met on an average day{spare}.",
    "answer.the_target_met": "The target is met on an average day{spare}.",
    "answer.none": "No queue has a target that contacts of this period can be judged by.",
    "answer.more": "{count} more queues miss their target, or may: {queues}.",
    "answer.others_met": "The other targets are met: {queues}.",
    "answer.formula": " (service level {formula})",
    "answer.joint": "; ",
    "answer.end": ".",
    "takes.needed": ("{goal} on 9 days of 10 needs {seated} seated, {rostered} rostered: {more}"),
    "takes.needed_up_to": (
        "{goal} on 9 days of 10 needs up to {seated} seated, {rostered} rostered: {more}"
    ),
    "takes.more_seated": "{more} more of {group} at all times",
    "takes.more_staff": "{more} more of {group} rostered at all times",
    "takes.more_shifts": "{more} more of {group} in every shift",
    "takes.cost": ", {cost} a day",
    "takes.others_stay": " (the other groups stay as they are)",
    "takes.out_of_reach": (
        "{goal} on 9 days of 10 is out of reach with up to {most} more of {group}"
    ),
    "takes.enough": "{goal} is met on 9 days of 10",
    "takes.goal_abandoned": "at most {limit} abandoned",
    "takes.and": " and ",
    "takes.spare": ", with {spare} to spare",
    "takes.spare_each": ", with agents to spare in one group at a time: {spare}",
    "takes.spare_seated_one": "1 seat",
    "takes.spare_seated": "{spare} seats",
    "takes.spare_staff": "{spare} rostered",
    "takes.spare_shifts": "{spare} in every shift",
    "takes.no_spare": ", with no seat to spare",
}
"""English. `{...}` are filled with figures that are rounded and have their unit."""


@dataclass(frozen=True)
class QueueAnswer:
    """What a study says of one queue with a target. Shares in [0, 1]; None: not available."""

    queue: str
    target: Target
    verdict: Verdict
    level: Estimate | None  # service level of the reported period
    abandoned: Estimate | None
    low_day: float | None  # service level that 9 days in 10 exceed
    days_met: float | None  # share of the replicated days
    worst: tuple[str, float] | None  # the interval with the lowest mean service level


def queue_answers(reader: Reader) -> list[QueueAnswer]:
    """All queues with a target and contacts to judge it on, in the order of the scenario."""
    found = []
    for queue in reader.study.model.labels.queues:
        target = target_of(reader.study.model, queue)
        met = target_met(reader, queue)
        if target is None or met is None:
            continue
        level = None if target.within is None else reader.whole("queue", queue, "service_level")
        abandoned = reader.whole("queue", queue, "abandon_rate")
        found.append(
            QueueAnswer(
                queue=queue,
                target=target,
                verdict=_verdict(target, met, level, abandoned),
                level=level,
                abandoned=abandoned,
                low_day=reader.mean("queue", queue, "service_level_day_p10"),
                days_met=reader.mean("queue", queue, "days_met"),
                worst=None if level is None else _worst(reader, queue),
            )
        )
    return found


def _verdict(
    target: Target, met: bool, level: Estimate | None, abandoned: Estimate | None
) -> Verdict:
    """A target is missed for certain, met for certain, or the intervals leave it open."""
    if not target.over_day:
        return "met" if met else "missed"
    unsure_level = target.answered is not None and _includes(level, target.answered)
    unsure_left = target.abandoned is not None and _includes(abandoned, target.abandoned)
    lost_level = (
        target.answered is not None
        and level is not None
        and level.mean < target.answered
        and not unsure_level
    )
    lost_left = (
        target.abandoned is not None
        and abandoned is not None
        and abandoned.mean > target.abandoned
        and not unsure_left
    )
    if lost_level or lost_left:
        return "missed"
    return "open" if unsure_level or unsure_left else "met"


def _includes(estimate: Estimate | None, value: float) -> bool:
    return estimate is not None and estimate.contains(value)


def _worst(reader: Reader, queue: str) -> tuple[str, float] | None:
    band = reader.by_interval("queue", queue, "service_level")
    if band is None:
        return None
    index = int(np.nanargmin(band.mean))
    return reader.interval_name(index), float(band.mean[index])


def sentences(
    answers: list[QueueAnswer],
    phrases: Mapping[str, str] = PHRASES,
    takes: Mapping[str, str] = MappingProxyType({}),
    spare: str = "",
) -> list[str]:
    """One sentence for each queue that misses or may miss; one for those that meet their target.

    Of many queues those furthest from their target have a sentence, and the others are named.
    `takes`: by queue, what its target takes; `spare`: what is to spare where all are met
    (sim/report/what_it_takes.py has the words of both).
    """
    if not answers:
        return [phrases["answer.none"]]
    missed = [answer for answer in answers if answer.verdict != "met"]
    met = [answer.queue for answer in answers if answer.verdict == "met"]
    if not missed:
        key = "answer.all_met" if len(met) > 1 else "answer.the_target_met"
        return [phrases[key].format(spare=spare)]
    told = told_of(answers)
    said = [sentence(answer, phrases, takes.get(answer.queue, "")) for answer in told]
    rest = [answer.queue for answer in missed if answer not in told]
    if rest:
        said.append(phrases["answer.more"].format(count=len(rest), queues=_listed(rest)))
    if met:
        said.append(phrases["answer.others_met"].format(queues=_listed(met)))
    return said


def told_of(answers: list[QueueAnswer]) -> list[QueueAnswer]:
    """The queues with a sentence of their own: all that miss or may miss, or the furthest off."""
    missed = [answer for answer in answers if answer.verdict != "met"]
    if len(missed) <= MOST_SENTENCES:
        return missed
    return sorted(missed, key=_distance, reverse=True)[:MOST_SENTENCES]


def _distance(answer: QueueAnswer) -> float:
    """How far the mean is from the target, the larger of level and abandons."""
    target = answer.target
    away = [0.0]
    if answer.level is not None and target.answered is not None:
        away.append(target.answered - answer.level.mean)
    if answer.abandoned is not None and target.abandoned is not None:
        away.append(answer.abandoned.mean - target.abandoned)
    return max(away)


def _listed(queues: list[str]) -> str:
    more = ", ..." if len(queues) > MOST_NAMES else ""
    return ", ".join(queues[:MOST_NAMES]) + more


def sentence(answer: QueueAnswer, phrases: Mapping[str, str] = PHRASES, takes: str = "") -> str:
    """The whole story of one queue: the mean with its interval, the bad day, the worst interval.

    `takes`: what the target takes, as its last part.
    """
    parts = []
    target = answer.target
    if answer.level is not None and target.answered is not None and target.within is not None:
        parts.append(_level(answer, answer.level, phrases))
        if target.formula != "SL-1":
            parts[0] += phrases["answer.formula"].format(formula=target.formula)
        if not target.over_day:
            parts.append(phrases["answer.some_interval"])
        if answer.low_day is not None:
            low_day = wording.percent(answer.low_day, 0)
            parts.append(phrases["answer.low_day"].format(low_day=low_day))
        if answer.worst is not None:
            interval, worst = answer.worst
            shown = wording.percent(worst, 0)
            parts.append(phrases["answer.worst"].format(interval=interval, worst=shown))
    if target.abandoned is not None and answer.abandoned is not None:
        key = "answer.and_abandoned" if parts else "answer.abandoned"
        if not parts or answer.abandoned.mean > target.abandoned:
            parts.append(
                phrases[key].format(
                    queue=answer.queue,
                    abandoned=wording.percent(answer.abandoned.mean),
                    limit=wording.percent(target.abandoned, 0),
                )
            )
    if answer.verdict == "open":
        parts.append(phrases["answer.open"])
    if takes:
        parts.append(takes)
    return phrases["answer.joint"].join(parts) + phrases["answer.end"]


def _level(answer: QueueAnswer, level: Estimate, phrases: Mapping[str, str]) -> str:
    interval = ""
    half_width = level.half_width
    decimals = 0 if half_width is None or half_width >= 0.005 else 1
    if level.low is not None and level.high is not None:
        interval = phrases["answer.interval"].format(
            low=wording.percent(level.low, decimals), high=wording.percent(level.high, decimals)
        )
    return phrases["answer.level"].format(
        queue=answer.queue,
        level=wording.percent(level.mean, decimals),
        within=wording.threshold(answer.target.within or 0.0),
        interval=interval,
        target=wording.percent(answer.target.answered, 0),
    )
