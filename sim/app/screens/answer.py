"""The answer: figures against targets, a sentence for each queue that misses, the day drawn."""

from __future__ import annotations

from functools import partial
from typing import Literal

import streamlit as st

from sim.app.downloads import downloads
from sim.app.drawings import ALL, day_drawings
from sim.app.levers import what_if
from sim.app.plain import plain
from sim.app.search_work import StaffingOrder
from sim.app.server import Server
from sim.app.session import Session
from sim.app.show import remembered, show_figure, show_table, show_warnings
from sim.app.sidebar import title
from sim.app.simulating import simulated
from sim.app.takes import Takes, takes_of, work_out
from sim.planning import Staffing
from sim.report.answer import QueueAnswer, queue_answers, sentences
from sim.report.journeys import journey_tables
from sim.report.reading import Reader
from sim.report.tables import group_table, queue_table, worst_table
from sim.report.wording import MINUS, percent, threshold
from sim.studies import Study

CARDS = 4  # beyond, the table says it
FEW_QUEUES = 3  # whose service level is no higher than the day beside it


def page(server: Server, session: Session) -> None:
    """Draw the page."""
    title(session, "answer.title")
    above = st.container()  # the answer stands over the sliders that change it
    what_if(session)
    [study] = simulated(server, session, [session.draft.scenario])
    reader = Reader(study)
    answers = queue_answers(reader)
    with above:
        known = partial(takes_of, server, session, study, answers)
        takes = work_out(server, session, known, partial(_sentences, session, answers))
        _cards(session, answers)
        _plan(server, session, study)
    show_warnings(session, study.warnings)
    _pictures(server, session, reader)
    show_table(session, queue_table(reader))
    for table in (*journey_tables(reader), group_table(reader), worst_table(reader)):
        show_table(session, table)
    downloads(server, session, study)
    _commands(session, study, takes)


def _commands(session: Session, study: Study, takes: Takes) -> None:
    """The lines that work out the same on the command line."""
    if not takes.questions or takes.are_spares:
        return
    file, *settings = session.draft.arguments(study.replications, study.seed)[1:]
    st.caption(session.language("takes.commands"))
    lines = "\n".join(one.command(file, settings) for one in takes.questions)
    st.code(lines, language=None, wrap_lines=True)


def _sentences(session: Session, answers: list[QueueAnswer], takes: Takes) -> None:
    # a number and its sign stay on one line
    said = [
        plain(sentence).replace(r" \%", "\u00a0\\%")
        for sentence in sentences(answers, session.language.texts, takes.words, takes.spare)
    ]
    body = "\n\n".join(said)
    verdicts = {answer.verdict for answer in answers}
    if "missed" in verdicts:
        st.error(body, icon=":material/cancel:")
    elif "open" in verdicts:
        st.warning(body, icon=":material/help:")
    elif answers:
        st.success(body, icon=":material/check_circle:")
    else:
        st.info(body)


def _cards(session: Session, answers: list[QueueAnswer]) -> None:
    """One card a queue: its figure, and how far it is from the target."""
    text = session.language
    if not answers or len(answers) > CARDS:
        return
    columns = st.columns(max(3, len(answers)))
    better: Literal["normal", "inverse"]
    for column, answer in zip(columns, answers, strict=False):
        target = answer.target
        if answer.level is not None and target.answered is not None and target.within is not None:
            away = 100 * (answer.level.mean - target.answered)
            value = percent(answer.level.mean)
            goal = text("answer.goal", share=percent(target.answered, 0),
                        within=threshold(target.within))  # fmt: skip
            better = "normal"
        elif answer.abandoned is not None and target.abandoned is not None:
            away = 100 * (answer.abandoned.mean - target.abandoned)
            value = percent(answer.abandoned.mean)
            goal = text("answer.goal_abandoned", share=percent(target.abandoned, 0))
            better = "inverse"
        else:
            continue
        sign = "+" if away >= 0 else MINUS
        column.metric(
            f"{plain(answer.queue)} · {goal}",
            value,
            delta=text("answer.points", points=f"{sign}{abs(away):.1f}"),
            delta_color=better if answer.verdict != "open" else "off",
            border=True,
        )


def _plan(server: Server, session: Session, study: Study) -> None:
    """The hours of the least staff, if page Staffing has found it; never waited for."""
    order = StaffingOrder(
        study.scenario, study.replications, study.seed, study.engine, None, False, None
    )
    found = server.found(order)
    if isinstance(found, Staffing):
        days = [day for group in found.groups for day in group.days]
        hours = {
            "needed": sum(day.whole_h for day in days),
            "rostered": sum(day.rostered_h for day in days),
            "scheduled": sum(day.scheduled_h for day in days),
        }
        shown = {name: f"{value:,.1f}" for name, value in hours.items()}
        st.caption(session.language("answer.plan", **shown))


def _pictures(server: Server, session: Session, reader: Reader) -> None:
    """The day of one queue, or of all together."""
    text = session.language
    study = reader.study
    queues = reader.queues_with_agents()
    chosen = ALL
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    right.caption(text("run.source", days=study.replications, seed=study.seed, engine=study.engine))
    if len(queues) > 1:
        chosen = remembered(
            left, session, "shown", text("answer.shown"), [ALL, *queues],
            lambda name: text("answer.all_queues") if name == ALL else name,
        )  # fmt: skip
    elif queues:
        chosen = queues[0]
    drawings = day_drawings(reader, chosen)
    server.begin_drawing(session.language, drawings)
    left, right = st.columns(2)
    strips_are_high = chosen == ALL and len(queues) > FEW_QUEUES
    last = left if strips_are_high else right
    for place, drawing in zip((left, right, last), drawings, strict=True):
        with place:
            show_figure(server, session, drawing)
