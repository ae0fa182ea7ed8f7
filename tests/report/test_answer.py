"""The answer in sentences: what misses, by how much, on which day and in which interval."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.report.answer import PHRASES, QueueAnswer, Verdict, queue_answers, sentence, sentences
from sim.report.reading import Reader
from sim.report.targets import Target
from sim.report.wording import Estimate

TARGET = Target(
    answered=0.8, within=20.0, abandoned=None, formula="SL-1", over_day=True, opening=False
)
MISSED = QueueAnswer(
    queue="calls",
    target=TARGET,
    verdict="missed",
    level=Estimate(0.76, 0.75, 0.77),
    abandoned=Estimate(0.07, 0.06, 0.08),
    low_day=0.68,
    days_met=0.2,
    worst=("10:30-11:00", 0.58),
)


def test_a_study_made_by_hand(reader: Reader) -> None:
    """76.4 % (75.4-77.4) of 80 %, 7.5 % (6.5-8.5) of at most 5 % abandoned; worst 9:00, 55 %."""
    [answer] = queue_answers(reader)  # the other queue has no target
    assert answer.verdict == "missed"
    assert answer.worst == ("09:00-09:30", 0.55)
    assert sentences([answer]) == [
        "calls: on an average day 76 % of contacts are answered in 20 s (95 % interval of the mean "
        "75 % to 77 %), and the target is 80 %; worst 09:00-09:30: 55 %; 7.5 % of contacts "
        "abandon, and at most 5 % may."
    ]


def test_the_whole_sentence() -> None:
    assert sentence(MISSED) == (
        "calls: on an average day 76 % of contacts are answered in 20 s (95 % interval of the mean "
        "75 % to 77 %), and the target is 80 %; 1 day in 10 is below 68 %; worst 10:30-11:00: 58 %."
    )


def test_one_replication_has_no_interval() -> None:
    alone = replace(MISSED, level=Estimate(0.76), low_day=None, worst=None)
    assert sentence(alone) == (
        "calls: on an average day 76 % of contacts are answered in 20 s, and the target is 80 %."
    )


def test_another_formula_and_every_interval_are_said() -> None:
    target = replace(TARGET, formula="SL-2", over_day=False)
    said = sentence(replace(MISSED, target=target, low_day=None, worst=None))
    assert said.endswith("is 80 % (service level SL-2); the target is for every interval.")


def test_a_target_of_abandons_alone() -> None:
    target = replace(TARGET, answered=None, within=None, abandoned=0.05)
    said = sentence(replace(MISSED, target=target, level=None, worst=None))
    assert said == "calls: 7.0 % of contacts abandon, and at most 5 % may."


def test_what_meets_its_target_takes_one_sentence() -> None:
    met = replace(MISSED, verdict="met")
    assert sentences([met]) == [PHRASES["answer.the_target_met"].format(spare="")]
    assert sentences([met, met]) == [PHRASES["answer.all_met"].format(spare="")]
    both = sentences([MISSED, replace(met, queue="chats")])
    assert both[1] == "The other targets are met: chats."
    assert sentences([]) == [PHRASES["answer.none"]]


def test_of_many_queues_the_furthest_have_a_sentence() -> None:
    many = [replace(MISSED, queue=f"q{n}", level=Estimate((79 - n) / 100)) for n in range(9)]
    said = sentences(many)
    assert [one.split(":")[0] for one in said[:-1]] == ["q8", "q7", "q6", "q5", "q4", "q3"]
    assert said[-1] == "3 more queues miss their target, or may: q0, q1, q2."


@pytest.mark.parametrize(
    ("level", "abandoned", "verdict"),
    [
        ((0.85, 0.84, 0.86), (0.04, 0.03, 0.045), "met"),
        ((0.76, 0.75, 0.77), (0.04, 0.03, 0.045), "missed"),
        ((0.79, 0.77, 0.81), (0.04, 0.03, 0.045), "open"),
        ((0.85, 0.84, 0.86), (0.06, 0.04, 0.08), "open"),
        ((0.79, 0.77, 0.81), (0.07, 0.06, 0.08), "missed"),
    ],
)
def test_a_target_is_open_while_the_interval_includes_it(
    reader: Reader,
    level: tuple[float, float, float],
    abandoned: tuple[float, float, float],
    verdict: Verdict,
) -> None:
    summary = reader.study.summary
    whole = (summary["name"] == "calls") & (summary["interval"] == -1)
    for metric, figures in (("service_level", level), ("abandon_rate", abandoned)):
        rows = whole & (summary["metric"] == metric)
        summary.loc[rows, ["mean", "low", "high"]] = figures
    [answer] = queue_answers(Reader(reader.study))
    assert answer.verdict == verdict
