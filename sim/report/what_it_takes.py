"""What a target takes, or how many seats are to spare: questions for goal-seek, and its answers.

One group is varied at a time, the others stay as they are, and every sentence names the group.
"""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from sim.compile import compile_model
from sim.metrics.bins import bins_of
from sim.model import Model
from sim.planning import SeekResult
from sim.report import wording
from sim.report.answer import PHRASES, QueueAnswer
from sim.scenario import Scenario
from sim.scenario.schema import Group

GOOD_DAYS: Final = 0.9
"""The target is to be met on so many of the days."""

FEWEST_MORE: Final = 10
"""Heads that are tried at least; beyond, as many as the group has at its fullest."""

MOST_GROUPS: Final = 4
MOST_SPARE_QUESTIONS: Final = 12
"""Where there are more of them, seats to spare are left to a search for the least staff."""

HOUR: Final = 3_600_000  # ticks
Kind = Literal["seated", "staff", "shifts"]


@dataclass(frozen=True)
class Question:
    """One goal-seek: heads of a group are varied until a figure of a queue meets its goal."""

    queue: str
    group: str
    kind: Kind  # what of the group is varied
    vary: str  # as `ccsim seek --vary` takes it
    until: str
    alone: bool  # no other group serves the queue
    most: int  # heads more, or fewer, at the end of the range

    def command(self, file: str, settings: Sequence[str] = ()) -> str:
        """The line that asks the same."""
        words = ["ccsim", "seek", file, *settings, "--vary", self.vary, "--until", self.until]
        return shlex.join(words)


def shortfalls(scenario: Scenario, model: Model, answers: Sequence[QueueAnswer]) -> list[Question]:
    """For each queue that misses its target, or may: how many more of one group it takes.

    The group varied is the one with the best rank for the queue; of several, the largest. Queues
    whose target is for every interval are left out: no single head count answers that.
    """
    found = []
    for answer in answers:
        group = _main_group(model, answer.queue)
        if answer.verdict == "met" or group is None or not answer.target.over_day:
            continue
        number = model.labels.queues.index(answer.queue)
        kind = _kind(scenario.tree.agents[group])
        most = max(FEWEST_MORE, _fullest(scenario, group))
        found.append(
            Question(
                queue=answer.queue,
                group=group,
                kind=kind,
                vary=f"agents.{group}.{kind}=+0..+{most}",
                until=f"queues.{answer.queue}.days_met>={100 * GOOD_DAYS:g}%",
                alone=int((model.skills.rank[:, number] > 0).sum()) == 1,
                most=most,
            )
        )
    return found


def spares(scenario: Scenario, model: Model, answers: Sequence[QueueAnswer]) -> list[Question]:
    """Where every target is met: how many of each group could go, the others unchanged.

    A group takes work of queues that it has no skill for off other groups, so every target is
    asked about. Nothing where that would be too many questions.
    """
    if not answers or any(one.verdict != "met" or not one.target.over_day for one in answers):
        return []
    queues = [model.labels.queues.index(one.queue) for one in answers]
    groups = [
        name for row, name in enumerate(model.labels.groups)
        if (model.skills.rank[row, queues] > 0).any() and _fullest(scenario, name)
    ]  # fmt: skip
    found = []
    for group in groups:
        kind, most = _kind(scenario.tree.agents[group]), _fullest(scenario, group)
        vary = f"agents.{group}.{kind}=-{most}..+0"
        for answer in answers:
            found += [Question(answer.queue, group, kind, vary, until, len(groups) == 1, most)
                      for until in _conditions(answer)]  # fmt: skip
    return found if len(groups) <= MOST_GROUPS and len(found) <= MOST_SPARE_QUESTIONS else []


def needed_words(
    question: Question,
    found: SeekResult,
    scenario: Scenario,
    answer: QueueAnswer,
    phrases: Mapping[str, str] = PHRASES,
) -> str:
    """`80 % on 9 days of 10 needs 45 seated, 60 rostered: 3 more of desk, 1,900 EUR a day`.

    `scenario` is the one that misses; a head count that changes over the day has "up to" before it.
    """
    goal = _goal(answer, phrases)
    rest = "" if question.alone else phrases["takes.others_stay"]
    if found.answer is None:
        said = phrases["takes.out_of_reach"].format(
            goal=goal, most=question.most, group=question.group
        )
        return said + rest
    more = round(found.answer.number)
    if more <= 0:
        return phrases["takes.enough"].format(goal=goal)
    before, after = compile_model(scenario), compile_model(found.scenario)
    row = before.labels.groups.index(question.group)
    seated = after.judging.planned[row]
    rostered = after.judging.paid[row] / after.clock.interval
    present = seated[seated > 0]
    steady = present.size == 0 or bool(np.allclose(present, present[0]))
    said = phrases["takes.needed" if steady else "takes.needed_up_to"].format(
        goal=goal,
        seated=_heads(float(seated.max())),
        rostered=_heads(float(rostered.max())),
        more=phrases[f"takes.more_{question.kind}"].format(more=more, group=question.group),
    )
    cost = _cost_a_day(after, row) - _cost_a_day(before, row)
    if cost > 0:
        money = wording.money(_two_figures(cost), before.judging.currency)
        said += phrases["takes.cost"].format(cost=money)
    return said + rest


def spare_words(
    questions: Sequence[Question],
    found: Sequence[SeekResult],
    phrases: Mapping[str, str] = PHRASES,
) -> str:
    """`with 4 seats to spare`; of several groups each by itself."""
    spare: dict[str, int] = {}
    for question, one in zip(questions, found, strict=True):
        gone = 0 if one.answer is None else max(0, -round(one.answer.number))
        spare[question.group] = min(spare.get(question.group, gone), gone)
    kinds = {question.group: question.kind for question in questions}
    if not any(spare.values()):
        return phrases["takes.no_spare"]
    said = {name: _spare(kinds[name], count, phrases) for name, count in spare.items() if count}
    if len(spare) == 1:
        return phrases["takes.spare"].format(spare=next(iter(said.values())))
    listed = ", ".join(f"{name} {words}" for name, words in said.items())
    return phrases["takes.spare_each"].format(spare=listed)


def _spare(kind: Kind, count: int, phrases: Mapping[str, str]) -> str:
    if kind == "seated" and count == 1:
        return phrases["takes.spare_seated_one"]
    return phrases[f"takes.spare_{kind}"].format(spare=count)


def _conditions(answer: QueueAnswer) -> list[str]:
    """The target of a queue as goals of its mean figures."""
    target, queue = answer.target, answer.queue
    found = []
    if answer.level is not None and target.answered is not None:
        found.append(f"queues.{queue}.service_level>={100 * target.answered:g}%")
    if target.abandoned is not None:
        found.append(f"queues.{queue}.abandon_rate<={100 * target.abandoned:g}%")
    return found


def _goal(answer: QueueAnswer, phrases: Mapping[str, str]) -> str:
    target = answer.target
    parts = []
    if target.answered is not None and target.within is not None:
        parts.append(wording.percent(target.answered, 0))
    if target.abandoned is not None:
        limit = wording.percent(target.abandoned, 0)
        parts.append(phrases["takes.goal_abandoned"].format(limit=limit))
    return phrases["takes.and"].join(parts)


def _main_group(model: Model, queue: str) -> str | None:
    """The group that has the best rank for the queue; of several the one with most hours."""
    rank = model.skills.rank[:, model.labels.queues.index(queue)]
    serving = np.flatnonzero(rank > 0)
    if not len(serving):
        return None
    hours = model.judging.planned.sum(axis=1)
    best = min(serving.tolist(), key=lambda row: (int(rank[row]), -float(hours[row])))
    return model.labels.groups[best]


def _kind(group: Group) -> Kind:
    if group.seated is not None:
        return "seated"
    return "staff" if group.staff is not None else "shifts"


def _fullest(scenario: Scenario, name: str) -> int:
    """Heads of the group where it has most, rounded up; of shifts the largest one."""
    group = scenario.tree.agents[name]
    if group.shifts is not None:
        return max((shift.agents for shift in group.shifts.values()), default=0)
    count = group.seated if group.seated is not None else group.staff
    assert count is not None  # exactly one of the three is given
    if count.number is not None:
        return math.ceil(count.number)
    kind = _kind(group)
    listed = count.per_interval or scenario.tables.get(f"agents.{name}.{kind}.file") or ()
    return math.ceil(max(listed, default=0.0))


def _cost_a_day(model: Model, row: int) -> float:
    """Planned paid hours of a group at its rate, by calendar day of the period."""
    days = len(np.unique(bins_of(model.clock).day_of_interval))
    return float(model.judging.paid[row].sum()) / HOUR * float(model.judging.hour[row]) / days


def _heads(count: float) -> str:
    return f"{count:.0f}" if abs(count - round(count)) < 0.05 else f"{count:.1f}"


def _two_figures(cost: float) -> float:
    """An estimate is not given to the cent: 1,893 is said as 1,900."""
    digits = max(0, math.floor(math.log10(cost)) - 1)
    return float(round(cost, -digits)) if digits else cost
