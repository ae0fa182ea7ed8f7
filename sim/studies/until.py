"""When a study ends: all replications done, precise enough, out of time, or interrupted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from sim.errors import InputError, Problem
from sim.metrics.confidence import Estimate
from sim.metrics.tally import Tally
from sim.model import Labels, Model
from sim.scenario.unit_numbers import parse_number, parse_ratio
from sim.scenario.unit_time import parse_positive_duration
from sim.studies.figures import Measure, estimate_of, read_measure

CHECK_EVERY = 20
"""Precision is looked at after so many replications, again and again.

The number is fixed, so that the number of workers cannot decide when a study ends."""

MOST_FOR_PRECISION = 1_000
"""Replications after which a study gives up on a precision, unless told otherwise."""

Reason = Literal["all", "precise", "most", "time", "interrupted"]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class Ending:
    """Why a study has as many replications as it has, and the sentence that says so."""

    reason: Reason = "all"
    sentence: str = ""

    @property
    def interrupted(self) -> bool:
        return self.reason == "interrupted"


ALL_DONE = Ending()


@dataclass(frozen=True)
class Precision:
    """The half-width that the 95 % interval of a figure must not exceed.

    In the figure's own unit: a fraction for a share, seconds for a time.
    """

    measure: Measure
    half_width: float

    def reached(self, found: float) -> bool:
        """Whether an interval of this half-width (nan: none) is narrow enough."""
        return found <= self.half_width

    def half_width_of(self, tallies: Sequence[Tally], model: Model) -> float:
        """Half-width of the figure's interval; nan where it has none."""
        return half_width(estimate_of(self.measure, tallies, model))

    def words(self, width: float) -> str:
        """A half-width with its unit: `0.9 points`, `2 s`."""
        if self.measure.unit == "share":
            return f"{100 * width:.3g} points"
        unit = "" if self.measure.unit == "money" else f" {self.measure.unit}"
        return f"{width:.3g}{unit}"


def half_width(found: Estimate) -> float:
    """The longer side of an interval; nan where there is none."""
    return float(max(found.high - found.mean, found.mean - found.low))


def read_precision(text: str, labels: Labels) -> Precision:
    """`MEASURE HALF_WIDTH`: "queues.calls.service_level 1%", "service_level 0.5%", "asa_s 2s".

    Raises InputError.
    """
    name, _, width = text.strip().rpartition(" ")
    if not name:
        raise _refused(text, "is not a figure and a half-width",
                       'both in quotes, such as "service_level 1%" or "queues.calls.asa_s 2s"',
                       f'write "{text.strip()} 1%"')  # fmt: skip
    measure = read_measure(name, labels, "--precision")
    value = _width(width, measure, text)
    if value <= 0:
        raise _refused(text, "a half-width of 0 is never reached", "a half-width above 0")
    return Precision(measure, value)


def _width(word: str, measure: Measure, text: str) -> float:
    plain_share = measure.unit == "share" and not word.endswith("%")
    try:
        if measure.unit == "share":
            return parse_ratio(word)
        if measure.unit == "s":
            return parse_positive_duration(word) / 1000
        return parse_number(word)
    except ValueError as error:
        allowed = {
            "share": "percentage points with the % sign, such as 1% (79 to 81 % for 80 %)",
            "s": "a duration such as 2s",
        }.get(measure.unit, f"a number of {measure.unit}, such as 5")
        details = getattr(error, "context", None) or {}
        mend = f"write {word}%" if plain_share else details.get("mend", "")
        raise _refused(text, f"{word} {error}", allowed, mend) from error


def precise(precision: Precision, found: float, replications: int) -> Ending:
    """The interval is narrow enough."""
    return Ending(
        "precise",
        f"{precision.measure.path} is known to ± {precision.words(found)} (wanted: "
        f"± {precision.words(precision.half_width)}) after {replications:,} replications. An "
        "interval that ends its own study is a little optimistic.",
    )


def gave_up(precision: Precision, found: float, replications: int) -> Ending:
    """All replications are done and the interval is still too wide."""
    known = f"± {precision.words(found)}" if found == found else "not known"
    return Ending(
        "most",
        f"{precision.measure.path}: {known} after {replications:,} replications, the most "
        f"allowed; ± {precision.words(precision.half_width)} was wanted. More with --replications.",
    )


def out_of_time(seconds: float, replications: int, planned: int) -> Ending:
    """The time budget ended first."""
    return Ending(
        "time",
        f"The time budget of {seconds:g} s ended after {replications:,} of {planned:,} "
        "replications: not reproducible, for another computer gets another number done. "
        f"--replications {replications} gives these figures again.",
    )


def broken_off(replications: int, planned: int) -> Ending:
    """Ctrl-C."""
    return Ending(
        "interrupted",
        f"Interrupted after {replications:,} of {planned:,} replications; the figures are those "
        f"of --replications {replications}.",
    )


def _refused(text: str, message: str, allowed: str, mend: str = "") -> InputError:
    return InputError([Problem("--precision", None, "", text, message, allowed, mend)])
