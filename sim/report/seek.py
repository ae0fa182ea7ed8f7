"""A goal-seek as people read it: one sentence, and the values that were tried."""

from __future__ import annotations

import math

from sim.planning import SeekPoint, SeekResult
from sim.report import wording
from sim.report.table import Table
from sim.report.wording import Estimate


def seek_sentence(found: SeekResult) -> str:
    """The answer in words."""
    if found.is_cut_short:
        return _so_far(found)
    if found.answer is None:
        return f"{found.goal}: no value of {found.path} in {found.span} reaches it."
    value = f"{found.path} = {found.answer.value}"
    reached = figure_words(found, found.answer)
    if found.aim == "until":
        return (
            f"The {found.which} {found.path} with {found.goal} is {found.answer.value} "
            f"(steps of {found.step}): {reached}."
        )
    extent = "largest" if found.aim == "maximize" else "smallest"
    return f"{found.measure.title} is {extent} with {value} (steps of {found.step}): {reached}."


def _so_far(found: SeekResult) -> str:
    if found.answer is None:
        return f"{found.goal}: no value tried so far reaches it."
    aim = f"the {found.which} with {found.goal}" if found.aim == "until" else "the best"
    reached = figure_words(found, found.answer)
    return f"Of the values tried so far, {found.path} = {found.answer.value} is {aim}: {reached}."


def seek_table(found: SeekResult) -> Table:
    """The values that were tried, in order."""
    is_condition = found.aim == "until"
    last = "meets it" if is_condition else "difference to the best"
    rows = tuple(
        (
            point.value,
            figure_words(found, point),
            _verdict(point) if is_condition else _difference(found, point),
        )
        for point in found.points
    )
    columns = (found.path, found.measure.title, last)
    return Table(f"Values tried ({found.span})", columns, rows, frozenset({last}))


def figure_words(found: SeekResult, point: SeekPoint) -> str:
    """The figure of a value with its 95 % interval, in its unit."""
    estimate = Estimate(point.mean, _known(point.low), _known(point.high))
    match found.measure.unit:
        case "share":
            return wording.percent_interval(estimate)
        case "s":
            return wording.duration_interval(estimate)
    mean = _plain(found, point.mean)
    if estimate.low is None or estimate.high is None:
        return mean
    return f"{mean} ({_plain(found, point.low)} to {_plain(found, point.high)})"


def _verdict(point: SeekPoint) -> str:
    return "yes" if point.meets else "no"


def _difference(found: SeekResult, point: SeekPoint) -> str:
    if found.answer is not None and point.value == found.answer.value:
        return "best"
    if math.isnan(point.difference):
        return wording.NOT_AVAILABLE
    factor, unit = (100.0, " points") if found.measure.unit == "share" else (1.0, "")
    mean, low, high = (
        f"{part * factor:,.4g}"
        for part in (point.difference, point.difference_low, point.difference_high)
    )
    said = f"{mean}{unit} ({low} to {high})"
    return said if point.is_worse else f"{said}, perhaps none"


def _plain(found: SeekResult, value: float) -> str:
    if found.measure.unit == "money":
        return wording.money(value, found.scenario.tree.currency)
    return f"{value:,.4g}" if math.isfinite(value) else wording.NOT_AVAILABLE


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
