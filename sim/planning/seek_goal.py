"""What goal-seek is after: a figure that reaches a value, or one as large or small as possible."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sim.errors import InputError, Problem
from sim.model import Labels
from sim.scenario.unit_numbers import finite, parse_share
from sim.scenario.unit_time import parse_duration
from sim.studies.figures import Measure, read_measure

CONDITION = re.compile(r"(?P<figure>[^<>=]+)(?P<sign><=|>=)(?P<value>[^<>=]+)")
ALLOWED = "FIGURE>=VALUE or FIGURE<=VALUE, such as queues.calls.service_level>=80%"

Aim = Literal["until", "maximize", "minimize"]


@dataclass(frozen=True)
class Goal:
    """`until`: the figure is at least (`sign` 1) or at most (-1) `value`; the others: sign says
    which way is better.
    """

    aim: Aim
    measure: Measure
    sign: int
    value: float
    words: str

    def meets(self, figure: float) -> bool:
        return figure * self.sign >= self.value * self.sign

    def gain(self, figure: float) -> float:
        """Larger is better."""
        return figure * self.sign


def read_goal(
    labels: Labels, until: str | None, maximize: str | None, minimize: str | None
) -> Goal:
    """Exactly one of the three. Raises InputError."""
    given = [name for name, text in (("--until", until), ("--maximize", maximize),
                                     ("--minimize", minimize)) if text is not None]  # fmt: skip
    if len(given) != 1:
        message = "there is no goal" if not given else f"{' and '.join(given)} are two goals"
        raise _refused("seek", None, message, "one of --until, --maximize, --minimize",
                       "add --until 'queues.NAME.service_level>=80%'" if not given else
                       "keep one of them")  # fmt: skip
    if maximize is not None:
        measure = read_measure(maximize, labels, "--maximize")
        return Goal("maximize", measure, 1, 0.0, f"{measure.title} as large as possible")
    if minimize is not None:
        measure = read_measure(minimize, labels, "--minimize")
        return Goal("minimize", measure, -1, 0.0, f"{measure.title} as small as possible")
    assert until is not None
    found = CONDITION.fullmatch(until.strip())
    if found is None:
        mend = "write >= or <= (in quotes: a shell takes > for a file)" if "=" not in until else ""
        raise _refused("--until", until, "is not a condition", ALLOWED, mend)
    measure = read_measure(found["figure"], labels, "--until")
    value = _value(found["value"].strip(), measure, until)
    sign = 1 if found["sign"] == ">=" else -1
    return Goal("until", measure, sign, value, f"{measure.path}{found['sign']}{found['value']}")


def _value(text: str, measure: Measure, until: str) -> float:
    """A share as 80%, seconds as 20s, other figures as plain numbers."""
    readers: dict[str, tuple[Callable[[str], float], str]] = {
        "share": (parse_share, "a percentage such as 80%"),
        "s": (lambda word: parse_duration(word) / 1000, "a time such as 20s"),
    }
    allowed = "a number such as 1200"
    reader, allowed = readers.get(measure.unit, (lambda word: finite(word, allowed), allowed))
    try:
        return float(reader(text))
    except ValueError as error:
        mend = (getattr(error, "context", None) or {}).get("mend", "")
        raise _refused("--until", until, f"{text} {error}", allowed, mend) from None


def _refused(
    source: str, text: str | None, message: str, allowed: str, mend: str = ""
) -> InputError:
    return InputError([Problem(source, None, "", text, message, allowed, mend)])
