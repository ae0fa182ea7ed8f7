"""Titles of slides claim no more than the intervals show, in at most 15 words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.report.reading import Reader
from sim.report.slides import comparison_slides
from sim.report.slides_titles import (
    MOST_WORDS,
    answer_title,
    change_title,
    compared,
    cost_title,
    day_title,
    days_title,
    differences_title,
    erlang_title,
    with_names,
)
from sim.studies.comparison import Comparison, Difference, compare
from tests.report import handmade
from tests.report.decks import (
    opened,
    titles,
)


def a_reader(low: float, level: float, high: float, **judging: Any) -> Reader:
    """The handmade study with this service level of `calls`; nobody minds how many abandon."""
    made = handmade.study()
    made.model.judging.target_abandoned = np.array([np.nan, np.nan])
    for name, value in judging.items():
        setattr(made.model.judging, name, value)
    frame = made.summary
    row = (frame["name"] == "calls") & (frame["metric"] == "service_level")
    row &= frame["interval"] == -1
    frame.loc[row, ["low", "mean", "high"]] = (low, level, high)
    return Reader(made)


@pytest.mark.parametrize(
    ("low", "mean", "high", "title"),
    [
        (0.75, 0.76, 0.77, "calls misses its target: 76 % in 20 s against 80 %"),
        (0.81, 0.82, 0.83, "calls meets its target: 82 % answered in 20 s"),
        (0.79, 0.81, 0.83, "Too close to tell whether calls meets its target"),
        (0.77, 0.79, 0.80, "Too close to tell whether calls meets its target"),
    ],
)
def test_the_answer_claims_what_the_interval_shows(
    low: float, mean: float, high: float, title: str
) -> None:
    assert answer_title(a_reader(low, mean, high)) == title


def test_an_abandonment_target_counts_as_well() -> None:
    reader = a_reader(0.81, 0.82, 0.83, target_abandoned=np.array([0.05, np.nan]))
    assert answer_title(reader) == "calls misses its target: 7.5 % abandoned, 5 % allowed"


def test_one_replication_claims_nothing() -> None:
    reader = Reader(handmade.study(replications=1))
    assert answer_title(reader) == "One replication cannot tell whether calls meets its target"
    assert day_title(reader) == "No interval misses its target beyond doubt"


def test_the_day_names_the_interval_that_misses_most_contacts() -> None:
    reader = a_reader(0.75, 0.76, 0.77)  # 50 contacts at 09:00 with 55 %
    assert day_title(reader) == "calls falls short most at 09:00-09:30: 55 % against 80 %"


def test_without_targets_titles_say_so() -> None:
    nothing = np.array([np.nan, np.nan])
    none = np.array([-1, -1])
    reader = a_reader(0.75, 0.76, 0.77, target_share=nothing, target_within=none)
    assert answer_title(reader) == "190 contacts offered, n/a abandoned; no target to judge them by"
    assert days_title(reader) == "No target can be judged: none is set, or no contacts"


def test_cost_and_erlang_titles(office_study: Any) -> None:
    title = cost_title(Reader(office_study))
    total = Reader(office_study).mean("center", "center", "cost")
    assert title.startswith(f"The period costs {total:,.0f} EUR, ")
    made = handmade.study()
    assert erlang_title(made, "calls") == "calls: Erlang C says 31 % in time, the simulation 76 %"
    made.erlang["calls"].simulated["service_level_offered"] = (0.3, 0.2, 0.4)
    within = "Erlang C lies within the interval of the simulation: calls"
    assert erlang_title(made, "calls") == within
    assert erlang_title(made, None) == "No queue can be compared with an Erlang formula"


def of_center(*found: tuple[str, Difference]) -> Any:
    """A comparison with these differences of the center's service level and cost."""
    judging = SimpleNamespace(currency="EUR")
    study = SimpleNamespace(
        scenario=SimpleNamespace(variant="base"),
        replications=20,
        model=SimpleNamespace(judging=judging, labels=SimpleNamespace(queues=("calls",))),
    )
    others = tuple(SimpleNamespace(scenario=SimpleNamespace(variant=name)) for name, _ in found)
    by_name = dict(found)

    class Made(Comparison):
        def differences(self, other: Any) -> Any:
            one = by_name[other.scenario.variant]
            return {("center", "center", metric): one for metric in ("service_level", "cost")}

    return Made(SimpleNamespace(study=study), others)  # type: ignore[arg-type]


UP = Difference(0.7, 0.8, 0.1, 0.05, 0.15)
DOWN = Difference(0.7, 0.6, -0.1, -0.15, -0.05)
FAR_UP = Difference(0.7, 1.0, 0.3, 0.25, 0.35)
FAR_DOWN = Difference(0.7, 0.5, -0.2, -0.25, -0.15)
NONE = Difference(0.7, 0.8, 0.1, -0.05, 0.25)


@pytest.mark.parametrize(
    ("found", "title"),
    [
        ([("more", UP)], "more raises the service level by 10.0 points"),
        ([("fewer", DOWN)], "fewer lowers the service level by 10.0 points"),
        ([("other", NONE)], "No real difference in service level between other and base"),
        ([("a", NONE), ("b", NONE)],
         "No scenario shows a real difference in service level"),
        ([("a", UP), ("b", FAR_DOWN)],
         "b lowers the service level by 20.0 points, a raises it by 10.0 points"),
        ([("a", UP), ("b", FAR_UP)],
         "b raises the service level by 30.0 points, a by 10.0 points"),
        ([("a", UP), ("b", NONE)],
         "a raises the service level by 10.0 points; 1 other shows no real difference"),
        ([("a", NONE), ("b", NONE), ("c", DOWN)],
         "c lowers the service level by 10.0 points; 2 others show no real difference"),
        ([("a", UP), ("b", DOWN), ("c", NONE)],
         "1 scenario raises the service level, 1 lowers it, 1 unclear"),
        ([("a", UP), ("b", UP), ("c", NONE)],
         "2 scenarios raise the service level, 1 unclear"),
        ([("a", UP), ("b", UP), ("c", FAR_UP)], "All 3 scenarios raise the service level"),
        ([("a", DOWN), ("b", DOWN), ("c", DOWN)], "All 3 scenarios lower the service level"),
    ],
)  # fmt: skip
def test_comparisons_claim_no_difference_that_the_interval_does_not_show(
    found: list[tuple[str, Difference]], title: str
) -> None:
    assert change_title(compared(of_center(*found)), "service_level") == title


def test_the_service_level_of_several_queues_is_called_overall() -> None:
    found = compared(of_center(("a", UP), ("b", FAR_DOWN)))
    found.baseline.model.labels.queues = ("calls", "mails")  # type: ignore[misc]
    title = "b lowers the overall service level by 20.0 points, a raises it by 10.0 points"
    assert change_title(found, "service_level") == title
    assert len(title.split()) == MOST_WORDS
    assert change_title(found, "cost").startswith("b lowers the cost by ")


def test_differences_are_counted_only_where_they_are_real() -> None:
    nan = float("nan")
    counted = "2 of 3 figures differ from base by more than chance"
    assert differences_title([UP, NONE, DOWN], "base") == counted
    unsure = Difference(0.7, 0.8, 0.1, nan, nan)
    assert (
        differences_title([unsure], "base") == "One replication cannot tell what differs from base"
    )


def test_a_scenario_that_changes_nothing_shows_no_difference(office: Any) -> None:
    found = compare([office, office.variant_named("the_same")])
    deck = opened(comparison_slides(found))
    assert (
        titles(deck)[0] == "No real difference in overall service level between the_same and base"
    )
    assert titles(deck)[2] == "0 of 6 figures differ from base by more than chance"
    assert titles(deck)[4] == "No real difference in cost between the_same and base"


def test_names_are_cut_to_fifteen_words() -> None:
    name = "one two three four five six seven eight nine ten"
    title = with_names("No real difference in cost between {name} and {base}", name=name, base=name)
    assert len(title.split()) == MOST_WORDS
    assert "one two three four…" in title
