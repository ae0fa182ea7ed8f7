"""A value of a range put into the scenario, and what to say where the scenario may not have it."""

from __future__ import annotations

from dataclasses import replace

from sim.errors import InputError, Problem
from sim.planning.seek_range import SOURCE, Grid
from sim.scenario import Scenario

NO_FILE = "replace"
"""The source of a problem that a value has which no file says."""


def scenario_at(scenario: Scenario, grid: Grid, place: int) -> Scenario:
    """The scenario with the value of a place. InputError names the value, and the values that are
    allowed where one end of the range is.
    """
    try:
        return scenario.replace(grid.path, grid.value(place))
    except InputError as error:
        mend = _mend(scenario, grid, place)
        raise InputError([_told(one, grid.path, grid.text(place), mend)
                          for one in error.problems]) from None  # fmt: skip


def check_values(scenario: Scenario, grid: Grid) -> None:
    """Refuse a range before time is spent: its ends, and the values beside them, which say whether
    the steps are allowed. Raises InputError.
    """
    for place in (0, grid.last, min(1, grid.last), max(grid.last - 1, 0)):
        scenario_at(scenario, grid, place)


def allowed_from(scenario: Scenario, grid: Grid) -> Grid:
    """A range that nobody wrote, from the least value on that the scenario may have.

    What is refused are the low values: fewer heads than another key takes for granted.
    """
    if _is_allowed(scenario, grid, 0):
        return grid
    least = _edge(scenario, grid, 0, grid.last)
    low = grid.low + grid.step * least
    return replace(grid, low=low, count=grid.count - least)


def _told(problem: Problem, path: str, value: str, mend: str) -> Problem:
    """A problem of the scenario with the value: where it is not that of the value itself, the
    value is said as well.
    """
    if problem.source != NO_FILE:
        message = f"{problem.message} (tried: {path} = {value})"
        return replace(problem, message=message, mend=mend or problem.mend)
    return replace(problem, source=SOURCE, mend=mend or problem.mend)


def _mend(scenario: Scenario, grid: Grid, place: int) -> str:
    """The part of the range that is allowed, as far as its ends tell; empty: none is."""
    ends = _is_allowed(scenario, grid, 0), _is_allowed(scenario, grid, grid.last)
    match ends:
        case True, True:
            return f"give steps that are all allowed: {grid.path}={grid.span}:STEP"
        case True, False:
            last = _edge(scenario, grid, grid.last, 0)
            span = f"{grid.text(0)}..{grid.text(last)}" if last else ""
        case False, True:
            first = _edge(scenario, grid, 0, grid.last)
            span = f"{grid.text(first)}..{grid.text(grid.last)}" if first < grid.last else ""
        case _:
            span = ""
    return f"write {grid.path}={span}" if span else ""


def _edge(scenario: Scenario, grid: Grid, refused: int, allowed: int) -> int:
    """The allowed place next to those that are refused, by bisection."""
    while abs(allowed - refused) > 1:
        middle = (refused + allowed) // 2
        if _is_allowed(scenario, grid, middle):
            allowed = middle
        else:
            refused = middle
    return allowed


def _is_allowed(scenario: Scenario, grid: Grid, place: int) -> bool:
    try:
        scenario.replace(grid.path, grid.value(place))
    except InputError:
        return False
    return True
