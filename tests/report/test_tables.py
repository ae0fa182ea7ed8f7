"""Tables and sentences of a study made by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.report.erlang_check import erlang_reasons, erlang_table
from sim.report.reading import Reader
from sim.report.tables import group_table, interval_words, queue_table, waits_table, worst_table
from sim.report.targets import answer_sentence, answers, target_met, target_of
from tests.report import handmade


def with_judging(**changes: Any) -> Reader:
    """The handmade study with another target."""
    model = handmade.model()
    for name, value in changes.items():
        setattr(model.judging, name, value)
    return Reader(handmade.study(model=model))


def test_the_headline_names_formula_interval_and_target(reader: Reader) -> None:
    table = queue_table(reader)
    assert table.rows[0] == (
        "calls", "120", "111", "7.5 %", "76 % (75-77)", "23 s", "no", "23 %",
    )  # fmt: skip
    assert table.columns[4] == "service level SL-1"
    assert table.rows[1] == (handmade.QUEUES[1], "70", "60", "14.3 %", "", "61 s", "", "")
    assert "95 % interval of the mean over 100 replications" in table.note


def test_a_formula_of_its_own_stands_beside_its_figure() -> None:
    reader = with_judging(
        target_share=np.array([0.8, 0.8]),
        target_within=np.array([20_000, 20_000]),
        target_formula=("SL-1", "SL-2"),
    )
    table = queue_table(reader)
    assert table.columns[4] == "service level"
    assert table.rows[0][4] == "76 % (75-77) SL-1"


def test_many_queues_are_answered_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.report.targets.MOST_SENTENCES", 1)
    assert answers(Reader(handmade.study())) == [
        "0 of 1 queues with a target meet it. Missed: calls."
    ]


def test_one_replication_has_no_interval_and_says_so() -> None:
    reader = Reader(handmade.study(replications=1))
    assert queue_table(reader).rows[0][4] == "76.4 %"
    assert "no interval" in interval_words(reader)


def test_groups(reader: Reader) -> None:
    desk, second = group_table(reader).rows
    assert desk == ("desk", "4-6", "87 % (86-88) of at most 85 %", "70 %", "0.4 h", "400 CNY")
    assert second == ("二线", "2", "50 % (49-51)", "50 %", "0.0 h", "0 CNY")


def test_waits(reader: Reader) -> None:
    calls = waits_table(reader).rows[0]
    assert calls[:6] == ("calls", "0", "40.0 %", "0.0 s", "61 s", "3 min 20 s")


def test_worst_intervals_come_worst_first(reader: Reader) -> None:
    table = worst_table(reader)
    assert table is not None
    assert [row[:4] for row in table.rows] == [
        ("calls", "09:00-09:30", "50", "55 % (54-56)"),
        ("calls", "08:30-09:00", "30", "79 % (78-80)"),
    ]


def test_worst_intervals_of_deferred_work_weigh_what_fell_due() -> None:
    """Two intervals are short of 80 %: 1 point of 500 items due is more than 25 points of 10."""
    model = handmade.model()
    model.judging.target_formula = ("RL", "SL-1")
    items = enumerate((0, 500, 10))
    due = pd.DataFrame(
        [("queue", "calls", slot, "response_due", number) for slot, number in items],
        columns=["level", "name", "interval", "metric", "mean"],
    )
    summary = pd.concat([handmade.summary(sure=True), due], ignore_index=True)
    table = worst_table(Reader(handmade.study(model=model, summary=summary)))
    assert table is not None
    assert [row[1] for row in table.rows] == ["08:30-09:00", "09:00-09:30"]


def test_no_worst_interval_where_all_meet_the_target() -> None:
    assert worst_table(with_judging(target_share=np.array([0.5, np.nan]))) is None


@pytest.mark.parametrize(
    ("share", "abandoned", "over_day", "met"),
    [
        (0.8, 0.05, 1, False),
        (0.76, 0.05, 1, False),  # 7.5 % abandoned
        (0.76, 0.08, 1, True),
        (0.764, 0.075, 1, True),  # exactly on target
        (0.76, np.nan, 0, False),  # one interval has 55 %
        (0.55, np.nan, 0, True),
        (np.nan, 0.13, 0, False),  # one interval has 14 %
        (np.nan, 0.14, 0, True),
        (np.nan, 0.0, 1, False),
    ],
)
def test_target_met(share: float, abandoned: float, over_day: int, met: bool) -> None:
    reader = with_judging(
        target_share=np.array([share, np.nan]),
        target_abandoned=np.array([abandoned, np.nan]),
        target_over_day=np.array([over_day, 1]),
    )
    assert target_met(reader, "calls") is met


def test_a_queue_without_target_is_neither_met_nor_missed(reader: Reader) -> None:
    assert target_of(reader.study.model, handmade.QUEUES[1]) is None
    assert target_met(reader, handmade.QUEUES[1]) is None


def test_answers(reader: Reader) -> None:
    assert answer_sentence(reader, "calls") == (
        "calls: 76 % (75-77) of offered contacts were answered within 20 s (SL-1). Target "
        "80 % in 20 s, abandoned at most 5 %: missed on average."
    )
    assert answer_sentence(reader, handmade.QUEUES[1]).endswith(
        ": 14 % (13-15) of offered contacts abandoned."
    )


def test_an_interval_around_the_target_is_said() -> None:
    reader = with_judging(
        target_share=np.array([0.77, np.nan]), target_abandoned=np.array([np.nan, np.nan])
    )
    assert "the interval includes the target" in answer_sentence(reader, "calls")


def test_a_queue_that_nobody_came_to() -> None:
    summary = handmade.summary(True)
    reader = Reader(handmade.study(summary=summary[summary["name"] != "calls"]))
    assert answer_sentence(reader, "calls") == (
        "calls: no contact was offered in the reported period."
    )
    assert queue_table(reader).rows[0][1:6] == ("n/a", "n/a", "n/a", "n/a", "n/a")


def test_intervals_of_several_days_have_their_date() -> None:
    model = handmade.model()
    from dataclasses import replace

    model.clock = replace(model.clock, end=4 * 86_400_000, interval=86_400_000)
    reader = Reader(handmade.study(model=model))
    assert reader.interval_name(1) == "Tue 2026-03-03 08:00-08:00"


def test_erlang_check(study: Any) -> None:
    table = erlang_table(study)
    assert table is not None
    simulated, erlang_a, erlang_c = table.rows
    assert simulated == ("calls", "simulated", "76 % (75-77)", "40.0 %", "23 s", "7.5 %", "87.3 %")
    assert erlang_a == ("", "Erlang A", "70.0 %", "45.0 %", "14 s", "8.0 %", "88.0 %")
    assert erlang_c == ("", "Erlang C", "31.0 %", "80.0 %", "unstable", "", "")
    assert erlang_reasons(study)[0][0] == "calls"
