"""Values of options, read with the project's messages: what is allowed and how to mend it.

`InputError` passes through argparse, which would say "error: argument --seed" without a way out.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.engine.names import ENGINES
from sim.errors import InputError, Problem

if TYPE_CHECKING:
    from sim.routing.policy_file import PolicyFile


def whole(option: str, least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers from `least` to `most`."""
    allowed = f"a whole number from {least:,} to {most:,}"

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise refused(option, text, "is not a whole number", allowed, _as_whole(text)) from None
        if number < least:
            raise refused(option, text, "is too small", allowed, f"write {option} {least}")
        if number > most:
            raise refused(option, text, "is too large", allowed, f"write {option} {most}")
        return number

    return read


def engine(text: str) -> str:
    """The name of an engine that there is."""
    if text in ENGINES:
        return text
    near = difflib.get_close_matches(text, ENGINES, n=1)
    mend = f"did you mean {near[0]}?" if near else f"write --engine {ENGINES[0]}"
    raise refused("--engine", text, "there is no such engine", ", ".join(ENGINES), mend)


def policy(text: str) -> PolicyFile:
    """A policy written in Python, read once."""
    from sim.routing.policy_file import read_policy

    return read_policy(text)


def seconds(option: str) -> Callable[[str], float]:
    """A reader of durations, in seconds."""

    def read(text: str) -> float:
        from sim.scenario.unit_time import DURATION_ALLOWED, parse_positive_duration

        try:
            return parse_positive_duration(text) / 1000
        except ValueError as error:
            details = getattr(error, "context", None) or {}
            allowed = details.get("allowed") or DURATION_ALLOWED
            raise refused(option, text, str(error), allowed, details.get("mend", "")) from None

    return read


def refused(option: str, text: str, message: str, allowed: str, mend: str = "") -> InputError:
    """The error of one bad value."""
    return InputError([Problem(option, None, "", text, message, allowed, mend)])


def _as_whole(text: str) -> str:
    """`write 100` for 1e2 and 100.0."""
    try:
        number = float(text.replace(",", "").replace("_", ""))
    except ValueError:
        return "write a number without sign, unit or decimals"
    if not number.is_integer() or abs(number) > 1e15:
        return "write a number without sign, unit or decimals"
    return f"write {int(number)}"
