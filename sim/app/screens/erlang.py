"""Erlang: the closed formulas as a calculator, every service-level formula side by side."""

from __future__ import annotations

import argparse
from dataclasses import replace
from functools import partial

import streamlit as st

from sim.analytic import ErlangResult
from sim.app.drawings import Drawing
from sim.app.server import Server
from sim.app.session import Session
from sim.app.show import show_figure, show_problems, show_table
from sim.cli.erlang import answer, figures_table, forwards
from sim.cli.erlang_options import Question, read_question
from sim.errors import InputError, Problem
from sim.report.erlang_formulas import EXPLANATIONS, formulas_table
from sim.report.erlang_picture import staffing_curve

FIELDS = (
    ("rate", "200/h"),
    ("handle_time", "180s"),
    ("agents", ""),
    ("target", "80/20"),
    ("patience", "120s"),
    ("lines", ""),
    ("max_occupancy", ""),
    ("shrinkage", "30%"),
)
TAKEN = {
    "b": frozenset({"rate", "handle_time", "lines"}),
    "c": frozenset(name for name, _ in FIELDS if name != "patience"),
}
"""Options that a formula takes: nobody waits in Erlang B, nobody leaves in Erlang C."""

ACROSS = 4
KEPT = "erlang"
EXPLAINED = tuple(EXPLANATIONS)


def page(server: Server, session: Session) -> None:
    """Draw the page."""
    text = session.language
    st.header(text("erlang.title"))
    st.markdown(text("erlang.intro"))
    typed = _typed(session)
    questions: dict[str, Question] = {}
    problems: dict[Problem, None] = {}
    asked = (*("a" if typed["patience"] else ""), "c", *("b" if typed["lines"] else ""))
    for formula in asked:
        try:
            questions[formula] = _question(formula, typed)
        except InputError as error:
            problems.update(dict.fromkeys(error.problems))
    if problems:
        show_problems(session, list(problems))
        return
    columns = st.columns(len(questions))
    results: dict[str, ErlangResult] = {}
    for column, (formula, question) in zip(columns, questions.items(), strict=True):
        try:
            document = answer(question)
        except ValueError as error:
            show_problems(session, [Problem("ccsim erlang", None, "", None, str(error))])
            return
        with column:
            show_table(session, figures_table(question, document))
        agents = document["agents"]
        assert isinstance(agents, (int, float))
        if formula != "b":
            results[f"Erlang {formula.upper()}"] = forwards(replace(question, agents=float(agents)))
    if any(not result.stable for result in results.values()):
        st.warning(text("erlang.unstable"))
    left, right = st.columns([3, 2])
    with left:
        show_table(session, formulas_table(results))
    with right:
        question = next(iter(questions.values()))
        agents = next(iter(results.values())).agents
        make = partial(
            staffing_curve, question.load or 0.0, question.handle_time_s or 0.0,
            question.patience_s, question.within_s, question.target, agents,
        )  # fmt: skip
        show_figure(server, session, Drawing(("erlang", tuple(typed.items())), make))
    st.markdown("\n".join(f"- **{name}**: {text(f'formula.{name}')}" for name in EXPLAINED))
    st.caption(text("erlang.command"))
    st.code("\n".join(_command(formula, typed) for formula in questions), language=None)


def _typed(session: Session) -> dict[str, str]:
    """The options as typed; kept from page to page."""
    text = session.language
    kept = session.kept.setdefault(KEPT, dict(FIELDS))
    assert isinstance(kept, dict)
    typed = {}
    columns = st.columns(ACROSS)
    for place, (name, _) in enumerate(FIELDS):
        if place and place % ACROSS == 0:
            columns = st.columns(ACROSS)
        typed[name] = columns[place % ACROSS].text_input(
            text(f"erlang.{name}"),
            kept[name],
            key=f"erlang-{name}-{session.visit}",
            help=text(f"erlang.{name}.help"),
        ).strip()  # fmt: skip
    session.kept[KEPT] = dict(typed)
    return typed


def _options(formula: str, typed: dict[str, str]) -> dict[str, str]:
    """The options that are given and that the formula takes."""
    known = TAKEN.get(formula, typed)
    return {name: said for name, said in typed.items() if said and name in known}


def _question(formula: str, typed: dict[str, str]) -> Question:
    """The question as the command line reads it. Raises InputError."""
    given = _options(formula, typed)
    names = ("rate", "load", "handle_time", "agents", "lines", "patience", "within", "target")
    more = ("asa", "blocking", "max_occupancy", "shrinkage")
    options = argparse.Namespace(**{name: given.get(name) for name in (*names, *more)})
    return read_question(formula, options)


def _command(formula: str, typed: dict[str, str]) -> str:
    given = _options(formula, typed)
    said = " ".join(f"--{name.replace('_', '-')} {value}" for name, value in given.items())
    return f"ccsim erlang {formula} {said}"
