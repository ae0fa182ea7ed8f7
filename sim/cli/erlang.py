"""`ccsim erlang b|c|a`: the closed formulas, forwards (agents given) and backwards (goal given)."""

from __future__ import annotations

import argparse
import json
import math
import sys

from sim.analytic import (
    ErlangResult,
    StaffingResult,
    Targets,
    erlang_a,
    erlang_b,
    erlang_c,
    load_for_blocking,
    rostered,
    staffing,
    staffing_b,
)
from sim.cli import DONE
from sim.cli.erlang_options import Question, read_question
from sim.errors import InputError, Problem
from sim.report import wording
from sim.report.table import Table

NAMES = {"b": "Erlang B", "c": "Erlang C", "a": "Erlang A"}
FIGURES = (
    "wait_probability",
    "service_level",
    "service_level_virtual",
    "asa_s",
    "wait_mean_s",
    "abandon_rate",
    "blocking",
    "occupancy",
)


def erlang(formula: str, options: argparse.Namespace) -> int:
    """Carry out the command; returns the exit code."""
    question = read_question(formula, options)
    try:
        document = answer(question)
    except ValueError as error:
        raise InputError([Problem("ccsim erlang", None, "", None, str(error))]) from None
    if options.json:
        sys.stdout.write(json.dumps(document, allow_nan=False) + "\n")
    else:
        _print(question, document)
    return DONE


def answer(question: Question) -> dict[str, object]:
    """The answer as one JSON document: names of metrics.md, null where there is no figure."""
    if question.load is None:  # Erlang B backwards: the load that so many lines carry
        load = load_for_blocking(_known(question.blocking), _known(question.agents))
        result = erlang_b(load, _known(question.agents))
        return _document(question, load, result)
    if question.wants_staff:
        staff = _staff(question)
        document = _document(question, question.load, staff.result)
        document |= {
            "agents": staff.agents,
            "agents_fractional": staff.agents_fractional,
            "rostered": staff.rostered,
            "shrinkage": staff.shrinkage,
            "binding": staff.binding,
        }
        return document
    result = forwards(question)
    document = _document(question, question.load, result)
    if question.shrinkage is not None:
        document["rostered"] = rostered(result.agents, question.shrinkage)
        document["shrinkage"] = question.shrinkage
    return document


def forwards(question: Question) -> ErlangResult:
    """All figures of the formula with the agents that the question gives."""
    load, agents = _known(question.load), _known(question.agents)
    if question.formula == "b":
        return erlang_b(load, agents)
    if question.formula == "c" and question.lines is None:
        return erlang_c(load, agents, question.handle_time_s, question.within_s)
    return erlang_a(
        load,
        agents,
        _known(question.handle_time_s),
        math.inf if question.patience_s is None else question.patience_s,
        question.within_s,
        lines=math.inf if question.lines is None else question.lines,
    )


def _staff(question: Question) -> StaffingResult:
    shrinkage = question.shrinkage or 0.0
    load = _known(question.load)
    if question.formula == "b":
        return staffing_b(load, _known(question.blocking), shrinkage)
    targets = Targets(
        service_level=question.target,
        within_s=question.within_s,
        asa_s=question.asa_s,
        blocking=question.blocking,
        max_occupancy=question.max_occupancy,
    )
    return staffing(
        load,
        _known(question.handle_time_s),
        targets,
        patience_s=math.inf if question.patience_s is None else question.patience_s,
        lines=math.inf if question.lines is None else question.lines,
        shrinkage=shrinkage,
    )


def _document(question: Question, load: float, result: ErlangResult) -> dict[str, object]:
    figures = result.to_dict()
    document: dict[str, object] = {
        "model": f"erlang_{question.formula}",
        "load_erlangs": load,
        "handle_time_s": question.handle_time_s,
        "within_s": question.within_s,
        "agents": result.agents,
        "stable": result.stable,
    }
    if question.formula == "a":
        document["patience_s"] = question.patience_s
    if question.formula != "b":
        document["lines"] = question.lines
    return document | {name: figures[name] for name in FIGURES}


def _known(value: float | None) -> float:
    """A value that `read_question` has made sure of."""
    if value is None:
        raise ValueError("a value is missing")
    return value


def _print(question: Question, document: dict[str, object]) -> None:
    from sim.cli.console import console_for_stdout, print_table

    console = console_for_stdout()
    print_table(console, figures_table(question, document))
    if not document["stable"]:
        load, agents = document["load_erlangs"], document["agents"]
        console.print(
            f"Unstable: a load of {load:g} erlangs on {agents:g} agents. The queue grows for ever, "
            "so Erlang C has no figures. Give more agents, or use `ccsim erlang a --patience ...`: "
            "customers who leave keep the queue finite."
        )


def figures_table(question: Question, document: dict[str, object]) -> Table:
    """The answer as people read it, one figure a row."""
    within = wording.threshold(question.within_s)
    people = "lines" if question.formula == "b" else "agents"
    shown: list[tuple[str, str]] = [("load", f"{document['load_erlangs']:,.6g} erlangs")]
    shown.append((people, f"{document['agents']:,.8g}"))
    if "agents_fractional" in document:
        shown.append((f"{people}, fractional", f"{document['agents_fractional']:,.2f}"))
    if "rostered" in document and question.shrinkage is not None:
        shrinkage = wording.percent(question.shrinkage, 0)
        shown.append((f"rostered at {shrinkage} shrinkage", f"{document['rostered']:,.2f}"))
    if question.formula == "b":
        shown.append(("blocked", _exact_percent(document["blocking"])))
        shown.append(("occupancy", _exact_percent(document["occupancy"])))
    else:
        shown += [
            ("has to wait", _exact_percent(document["wait_probability"])),
            (f"service level SL-1 in {within}", _exact_percent(document["service_level"])),
            (f"SL-11 (virtual) in {within}", _exact_percent(document["service_level_virtual"])),
            ("ASA (mean wait of the answered)", _exact_seconds(document["asa_s"])),
            ("mean wait of all", _exact_seconds(document["wait_mean_s"])),
            ("abandoned", _exact_percent(document["abandon_rate"])),
            ("blocked", _exact_percent(document["blocking"])),
            ("occupancy", _exact_percent(document["occupancy"])),
        ]
    title = f"{NAMES[question.formula]}: {question.words}"
    return Table(title, ("figure", "value"), tuple(shown), text_columns=frozenset({"figure"}))


def _exact_percent(share: object) -> str:
    """Two decimals: a formula has no sampling error to round away."""
    return wording.percent(share, 2) if isinstance(share, (int, float)) else wording.NOT_AVAILABLE


def _exact_seconds(seconds: object) -> str:
    if not isinstance(seconds, (int, float)):
        return wording.NOT_AVAILABLE
    return f"{seconds:.2f} s" if seconds < 120 else wording.duration(seconds)
