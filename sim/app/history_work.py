"""Reading a record in a worker process. Nothing of Streamlit is imported here."""

from __future__ import annotations

from pathlib import Path

from sim.app.in_worker import time_limit
from sim.errors import InputError, Problem
from sim.scenario import Scenario
from sim.scenario.history import History, read_history


def read_recorded(path: Path, scenario: Scenario, at_most: float) -> History | tuple[Problem, ...]:
    """The recorded figures, or what is wrong with the file. TooLong after `at_most` seconds.

    Problems are returned, for the exception does not survive the way between processes.
    """
    try:
        with time_limit(at_most):
            return read_history(path, scenario)
    except InputError as error:
        return error.problems
