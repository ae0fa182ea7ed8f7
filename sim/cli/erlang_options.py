"""Options of `ccsim erlang`: read, checked against each other, all problems at once."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from pydantic_core import PydanticCustomError

from sim.errors import InputError, Problem
from sim.scenario.units import parse_duration, parse_number, parse_rate, parse_share

T = TypeVar("T")

SECOND = 1000  # ticks
DEFAULT_WITHIN_S = 20.0
LARGEST_LOAD = 1e6
COMMAND = "ccsim erlang"
HANDLE_TIME = "the mean handle time, such as --handle-time 180s"


@dataclass(frozen=True)
class Question:
    """What is asked: times in seconds, shares in [0, 1], load in erlangs; None: not given."""

    formula: str  # "b", "c" or "a"
    words: str  # demand as it was given
    load: float | None
    handle_time_s: float | None
    agents: float | None  # lines of Erlang B
    lines: float | None
    patience_s: float | None
    within_s: float
    target: float | None
    asa_s: float | None
    blocking: float | None
    max_occupancy: float | None
    shrinkage: float | None

    @property
    def wants_staff(self) -> bool:
        """Whether agents are asked for and not given."""
        return self.agents is None


class Reader:
    """Reads options one by one and keeps what is wrong with them."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.problems: list[Problem] = []

    def given(self, name: str) -> bool:
        """Whether the option is on the command line."""
        return self._text(name) is not None

    def read(self, name: str, parse: Callable[[str], T]) -> T | None:
        """The value of an option; None when it is not given or wrong (the problem is kept)."""
        text = self._text(name)
        if text is None:
            return None
        try:
            return parse(text)
        except PydanticCustomError as error:
            said = error.context or {}
            self.refuse(
                f"--{name}", text, said["message"], said.get("allowed", ""), said.get("mend", "")
            )
        return None

    def refuse(
        self, option: str, value: str | None, message: str, allowed: str = "", mend: str = ""
    ) -> None:
        """Keep a problem; the command is refused when all options are read."""
        self.problems.append(Problem(COMMAND, None, option, value, message, allowed, mend))

    def _text(self, name: str) -> str | None:
        text: str | None = getattr(self.options, name.replace("-", "_"))
        return text


def read_question(formula: str, options: argparse.Namespace) -> Question:
    """The question that the options ask. Raises InputError with all problems at once."""
    reader = Reader(options)
    handle_time_s = reader.read("handle-time", _positive_seconds)
    load = _demand(reader, handle_time_s)
    _supply_or_goal(formula, reader)
    within_s = reader.read("within", _seconds)
    target = reader.read("target", _target)
    agents = reader.read("agents", _above_zero)
    lines = reader.read("lines", _above_zero)
    if formula == "b" and agents is None:
        agents, lines = lines, None
    question = Question(
        formula=formula,
        words=_words(reader, options),
        load=load,
        handle_time_s=handle_time_s,
        agents=agents,
        lines=lines,
        patience_s=reader.read("patience", _positive_seconds),
        within_s=DEFAULT_WITHIN_S if within_s is None else within_s,
        target=None,
        asa_s=reader.read("asa", _positive_seconds),
        blocking=reader.read("blocking", _inner_share),
        max_occupancy=reader.read("max-occupancy", _share_above_zero),
        shrinkage=reader.read("shrinkage", _share_below_one),
    )
    if reader.problems:
        raise InputError(reader.problems)
    if target is None:
        return question
    share, target_s = target
    return replace(question, target=share, within_s=target_s)


def _demand(reader: Reader, handle_time_s: float | None) -> float | None:
    """The load in erlangs, from --load or from --rate and --handle-time."""
    load = reader.read("load", _above_zero)
    per_second = reader.read("rate", _per_second)
    if reader.given("load") and reader.given("rate"):
        reader.refuse("--load", None, "is given beside --rate", mend="give one of the two")
    if reader.given("rate") and not reader.given("handle-time"):
        reader.refuse("--rate", None, "needs --handle-time beside it", HANDLE_TIME)
    if per_second is not None and handle_time_s is not None:
        load = per_second * handle_time_s
    if load is not None and load > LARGEST_LOAD:
        reader.refuse(
            "load", f"{load:g} erlangs", "is absurdly large", f"at most {LARGEST_LOAD:,.0f}"
        )
    return load


def _supply_or_goal(formula: str, reader: Reader) -> None:
    """Refuse options that do not go together, or not with this formula."""
    goals = [name for name in ("target", "asa", "blocking", "max-occupancy") if reader.given(name)]
    has_demand = reader.given("load") or reader.given("rate")
    if formula == "b":
        _only_blocking(reader, goals, has_demand)
        return
    if not has_demand:
        reader.refuse("--rate", None, "is missing", "--rate with --handle-time, or --load")
    if not reader.given("agents") and not goals:
        allowed = "--agents, or a goal: --target, --asa, --blocking, --max-occupancy"
        reader.refuse("--agents", None, "is missing", allowed)
    if reader.given("agents") and goals:
        message = f"is given beside the goal --{goals[0]}"
        reader.refuse("--agents", None, message, mend="give the agents, or what is wanted of them")
    if reader.given("within") and reader.given("target"):
        mend = "write the time into the target: --target 80/20"
        reader.refuse("--within", None, "is given beside --target", mend=mend)
    if reader.given("blocking") and not reader.given("lines"):
        message = "needs --lines: without a limit nobody is blocked"
        reader.refuse("--blocking", None, message, mend="add --lines, or use `ccsim erlang b`")
    needs_time = formula == "a" or goals or reader.given("lines")
    if needs_time and not reader.given("handle-time"):
        reader.refuse("--handle-time", None, "is missing", HANDLE_TIME)
    if formula == "a" and not reader.given("patience"):
        mend = "give the mean patience, such as --patience 120s, or use `ccsim erlang c`"
        reader.refuse("--patience", None, "is missing", mend=mend)
    if formula == "c" and reader.given("patience"):
        message = "does not go with Erlang C, where nobody leaves"
        reader.refuse("--patience", None, message, mend="use `ccsim erlang a`")


def _only_blocking(reader: Reader, goals: list[str], has_demand: bool) -> None:
    for name in ("target", "asa", "max-occupancy", "patience", "within"):
        if reader.given(name):
            message = "does not go with Erlang B, where nobody waits"
            reader.refuse(f"--{name}", None, message, mend="use `ccsim erlang c` or `a`")
    if reader.given("agents") and reader.given("lines"):
        message = "is given beside --lines, which is the same in Erlang B"
        reader.refuse("--agents", None, message, mend="give one of the two")
    has_lines = reader.given("agents") or reader.given("lines")
    has_goal = "blocking" in goals
    if [has_demand, has_lines, has_goal].count(True) != 2:
        allowed = "two of: the load (--load, or --rate with --handle-time), --lines, --blocking"
        reader.refuse("options", None, "do not make a question", allowed, "the third is the answer")


def _words(reader: Reader, options: argparse.Namespace) -> str:
    if reader.given("rate"):
        said = f"{options.rate} x {options.handle_time}"
    elif reader.given("load"):
        said = f"load {options.load}"
    else:
        said = f"blocking at most {options.blocking}"
    if reader.given("patience"):
        said += f", mean patience {options.patience}"
    if reader.given("lines"):
        said += f", {options.lines} lines"
    for name in ("target", "asa", "max-occupancy"):
        if reader.given(name):
            said += f", {name.replace('-', ' ')} {getattr(options, name.replace('-', '_'))}"
    return said


def _refused(message: str, allowed: str, mend: str = "") -> PydanticCustomError:
    details = {"message": message, "allowed": allowed, "mend": mend}
    return PydanticCustomError("refused", "{message}", details)


def _seconds(text: str) -> float:
    return parse_duration(text) / SECOND


def _positive_seconds(text: str) -> float:
    seconds = _seconds(text)
    if seconds <= 0:
        raise _refused("must be longer than 0s", "a duration such as 180s")
    return seconds


def _above_zero(text: str) -> float:
    number = parse_number(text)
    if number <= 0:
        raise _refused("must be above 0", "a number above 0; fractions are accepted")
    return number


def _per_second(text: str) -> float:
    rate = parse_rate(text)
    if rate.per_tick is None:
        raise _refused(
            f"is a rate per {rate.per}, which has no fixed number of open hours",
            "a rate per s, min or h, such as 200/h",
        )
    if rate.amount == 0:
        raise _refused("must be above 0", "a rate such as 200/h")
    return rate.per_tick * SECOND


def _inner_share(text: str) -> float:
    share = parse_share(text)
    if not 0 < share < 1:
        raise _refused("is no goal", "a share above 0% and below 100%")
    return share


def _share_above_zero(text: str) -> float:
    share = parse_share(text)
    if share <= 0:
        raise _refused("must be above 0%", "a share above 0%, at most 100%")
    return share


def _share_below_one(text: str) -> float:
    share = parse_share(text)
    if share >= 1:
        raise _refused("leaves nobody at the desk", "a share from 0% to below 100%")
    return share


TARGET_ALLOWED = "SHARE/TIME such as 80/20 (80 % in 20 s), 80%/20s or 90/1min"


def _target(text: str) -> tuple[float, float]:
    """`80/20`, `80%/20s` -> (0.8, 20.0)."""
    share_text, slash, time_text = (part.strip() for part in text.partition("/"))
    if not slash:
        raise _refused("is not a target", TARGET_ALLOWED)
    try:
        share = parse_share(share_text if share_text.endswith("%") else share_text + "%")
        plain = time_text.replace(".", "", 1).isdigit()
        within = _seconds(time_text + "s" if plain else time_text)
    except PydanticCustomError as error:
        raise _refused((error.context or {})["message"], TARGET_ALLOWED) from None
    if not 0 < share < 1:
        raise _refused("asks for nothing, or for what no number of agents gives", TARGET_ALLOWED)
    return share, within
