"""Targets of queues, and whether a study meets them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from sim.model import Model
from sim.report.reading import TICKS_PER_SECOND, Reader
from sim.report.wording import percent, percent_interval, threshold

# what is counted over what, in words (metrics.md, "Service level")
IN_WORDS: Final = {
    "SL-1": "of offered contacts",
    "SL-2": "of answered contacts",
    "SL-3": "of offered contacts, early abandons credited,",
    "SL-4": "of offered contacts without early abandons",
    "SL-5": "of offered contacts, short abandons credited,",
    "SL-6": "of offered contacts without short abandons",
    "SL-8": "of offered contacts without those that flowed out",
    "SL-11": "of virtual, endlessly patient contacts",
    "RL": "of the items that fell due",
}


MOST_SENTENCES: Final = 8  # queues


@dataclass(frozen=True)
class Target:
    """What a queue is to reach. Shares in [0, 1], `within` in seconds; None: not asked for."""

    answered: float | None
    within: float | None
    abandoned: float | None
    formula: str  # "SL-1"
    over_day: bool  # judged on the whole reported period's figure; else on every interval
    opening: bool  # `within` counts open time alone

    @property
    def within_words(self) -> str:
        """`20 s`, or `4 h of open time`; for a target with a time."""
        assert self.within is not None
        return f"{threshold(self.within)} of open time" if self.opening else threshold(self.within)

    @property
    def words(self) -> str:
        """`80 % in 20 s`, `at most 5 % abandoned`, or both."""
        parts = []
        if self.answered is not None and self.within is not None:
            parts.append(f"{_plain(self.answered)} in {self.within_words}")
        if self.abandoned is not None:
            parts.append(f"abandoned at most {_plain(self.abandoned)}")
        return ", ".join(parts)


def target_of(model: Model, queue: str) -> Target | None:
    """The target of a queue; None where it has none."""
    index = model.labels.queues.index(queue)
    judging = model.judging
    answered = _known(judging.target_share[index])
    abandoned = _known(judging.target_abandoned[index])
    within = int(judging.target_within[index])
    if answered is None and abandoned is None and within < 0:
        return None
    return Target(
        answered=answered,
        within=within / TICKS_PER_SECOND if within >= 0 else None,
        abandoned=abandoned,
        formula=judging.target_formula[index],
        over_day=bool(judging.target_over_day[index]),
        opening=bool(judging.target_opening[index]),
    )


def target_met(reader: Reader, queue: str) -> bool | None:
    """Whether the means over the replications meet the target of a queue.

    A target over the day is judged on the reported period, one over the interval on every
    interval that has the figure. None: no target, or no contact to judge it on.
    """
    target = target_of(reader.study.model, queue)
    if target is None:
        return None
    verdicts: list[bool] = []
    if target.answered is not None:
        reached = _judged(reader, queue, "service_level", target)
        verdicts += [bool(share >= target.answered) for share in reached]
    if target.abandoned is not None:
        lost = _judged(reader, queue, "abandon_rate", target)
        verdicts += [bool(share <= target.abandoned) for share in lost]
    return all(verdicts) if verdicts else None


def _judged(reader: Reader, queue: str, metric: str, target: Target) -> list[float]:
    """The figures that a target is judged on: one, or one for every interval that has it."""
    if target.over_day:
        whole = reader.mean("queue", queue, metric)
        return [] if whole is None else [whole]
    band = reader.by_interval("queue", queue, metric)
    return [] if band is None else [float(share) for share in band.mean if math.isfinite(share)]


def answers(reader: Reader) -> list[str]:
    """What the study says: a sentence a queue, or one for all where there are many."""
    queues = reader.study.model.labels.queues
    if len(queues) <= MOST_SENTENCES:
        return [answer_sentence(reader, queue) for queue in queues]
    verdicts = {queue: target_met(reader, queue) for queue in queues}
    missed = [queue for queue, verdict in verdicts.items() if verdict is False]
    judged = len(missed) + list(verdicts.values()).count(True)
    if not judged:
        return [f"None of the {len(queues)} queues has a target and contacts to judge it on."]
    said = f"{judged - len(missed)} of {judged} queues with a target meet it."
    if missed:
        listed = ", ".join(missed[:MOST_SENTENCES])
        said += f" Missed: {listed}{', ...' if len(missed) > MOST_SENTENCES else ''}."
    return [said]


def answer_sentence(reader: Reader, queue: str) -> str:
    """What the study says about a queue, in one or two sentences."""
    if queue in reader.queues_of("self_service"):
        return _containment_sentence(reader, queue)
    if queue in reader.queues_of("outbound") and target_of(reader.study.model, queue) is None:
        return _reached_sentence(reader, queue)
    target = target_of(reader.study.model, queue)
    level = reader.whole("queue", queue, "service_level")
    if level is not None and target is not None and target.within is not None:
        said = (
            f"{queue}: {percent_interval(level)} {IN_WORDS[target.formula]} were answered within "
            f"{target.within_words} ({target.formula})"
        )
        if target.answered is not None and level.contains(target.answered):
            said += "; the interval includes the target, more replications would tell"
    else:
        abandoned = reader.whole("queue", queue, "abandon_rate")
        if abandoned is None:
            return f"{queue}: no contact was offered in the reported period."
        said = f"{queue}: {percent_interval(abandoned)} of offered contacts abandoned"
    blocked = reader.whole("queue", queue, "blocked_rate")
    if blocked is not None and blocked.mean > 0:
        said += f"; {percent(blocked.mean)} of the attempts were blocked and are not among these"
    verdict = target_met(reader, queue)
    if target is None or verdict is None:
        return said + "."
    if target.over_day:
        met = "met on average" if verdict else "missed on average"
    else:
        met = "met in every interval" if verdict else "missed in some interval"
    return f"{said}. Target {target.words}: {met}."


def _containment_sentence(reader: Reader, queue: str) -> str:
    contained = reader.whole("queue", queue, "containment")
    if contained is None:
        return f"{queue}: no session in the reported period."
    true = percent_interval(reader.whole("queue", queue, "true_containment"))
    return (
        f"{queue}: {percent_interval(contained)} of the sessions were contained; {true} without "
        "another contact later."
    )


def _reached_sentence(reader: Reader, queue: str) -> str:
    reached = reader.whole("queue", queue, "reached_rate")
    if reached is None:
        return f"{queue}: nobody was dialled in the reported period."
    return f"{queue}: {percent_interval(reached)} of the customers dialled were reached."


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _plain(share: float) -> str:
    text = percent(share, 1)
    return text.replace(".0 %", " %")
