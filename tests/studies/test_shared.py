"""What the app's threads share is sent to its workers by one while others read it."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import pytest

from sim.scenario import Scenario, loads
from sim.studies import Study, study
from sim.studies.comparison import Comparison, compare
from tests.studies.small import SMALL


class Reads:
    """Something inside; just when it is pickled another thread has a figure worked out."""

    def __init__(self) -> None:
        self.shared: object = None

    def __reduce__(self) -> tuple[Any, ...]:
        vars(self.shared)["a figure worked out meanwhile"] = 1
        return (int, ())


def shared_study(inside: Any) -> Study:
    return replace(study(loads(SMALL), replications=2), versions=inside)


def shared_scenario(inside: Any) -> Scenario:
    return replace(loads(SMALL), totals=inside)


def shared_comparison(inside: Any) -> Comparison:
    return replace(compare([loads(SMALL), loads(SMALL)], replications=2), warnings=inside)


@pytest.mark.parametrize("made", [shared_study, shared_scenario, shared_comparison])
def test_it_can_be_pickled_while_another_thread_reads_it(made: Any) -> None:
    inside = Reads()
    shared = inside.shared = made(inside)
    known = set(vars(shared))
    again = pickle.loads(pickle.dumps(shared))
    assert set(vars(again)) == known
