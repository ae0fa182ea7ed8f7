"""What the targets take, worked out behind the answer: never waited for, shown when it is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from sim.app.limits import MOST_SEARCH_SECONDS
from sim.app.plain import plain
from sim.app.search_work import Key, SeekOrder
from sim.app.searches import Search
from sim.app.server import Server
from sim.app.session import Session
from sim.app.ticks import let_be
from sim.planning import SeekResult
from sim.report.answer import QueueAnswer, told_of
from sim.report.what_it_takes import Question, needed_words, shortfalls, spare_words, spares
from sim.studies import Study

LOOKED_EVERY = 1.0  # seconds
LAST, STOPPED, REFUSED = "takes-last", "takes-stopped", "takes-refused"


@dataclass(frozen=True)
class Takes:
    """The questions of one answer with their searches, and what is known of them."""

    questions: tuple[Question, ...]
    orders: tuple[SeekOrder, ...]
    are_spares: bool
    words: Mapping[str, str]  # by queue, what its target takes
    spare: str
    missing: tuple[SeekOrder, ...]  # not searched yet


Known = Callable[[], Takes]
"""What is known by now."""

Say = Callable[[Takes], None]
"""Says it on the page."""


def takes_of(
    server: Server, session: Session, study: Study, answers: Sequence[QueueAnswer]
) -> Takes:
    """What is known by now; what an earlier answer still searched for is given up."""
    scenario, text = study.scenario, session.language.texts
    told = told_of(list(answers))
    questions = shortfalls(scenario, study.model, told)
    are_spares = not told
    if are_spares:
        questions = spares(scenario, study.model, answers)
    orders = [
        SeekOrder(scenario, study.replications, study.seed, study.engine, one.vary, one.until)
        for one in questions
    ]
    _give_up_others(server, session, orders)
    found = [server.found(order) for order in orders]
    known = [(question, one) for question, one in zip(questions, found, strict=True)
             if isinstance(one, SeekResult)]  # fmt: skip
    by_queue = {answer.queue: answer for answer in answers}
    words: dict[str, str] = {}
    spare = ""
    if not are_spares:
        words = {
            one.queue: needed_words(one, result, scenario, by_queue[one.queue], text)
            for one, result in known
        }
    elif questions and len(known) == len(questions):
        spare = spare_words(questions, [result for _, result in known], text)
    refused = _refusals(session)
    missing = tuple(order for order, one in zip(orders, found, strict=True)
                    if one is None and order.key not in refused)  # fmt: skip
    return Takes(tuple(questions), tuple(orders), are_spares, words, spare, missing)


def work_out(server: Server, session: Session, known: Known, say: Say) -> Takes:
    """Say what is known, and search for the rest one after the other while the page can be used.

    What is found is said in the same place, and the page as a whole is not drawn anew for it: its
    download buttons stay what they are, whenever they are pressed.
    """
    takes = known()
    if not takes.missing:
        say(takes)
        _not_found(session, takes)
    elif session.kept.get(STOPPED) == takes.missing[0].key:
        say(takes)
        _not_found(session, takes)
        st.button(
            session.language("takes.again"), on_click=_again, args=(session,), key="takes-again",
            icon=":material/search:",
        )  # fmt: skip
    else:
        st.fragment(_look, run_every=LOOKED_EVERY)(server, session, known, say)
    return takes


def _again(session: Session) -> None:
    session.kept.pop(STOPPED, None)


def _look(server: Server, session: Session, known: Known, say: Say) -> None:
    """One look at the search under way. The first only notes it: a slider may still be moving."""
    takes = known()
    if takes.missing and session.kept.get(LAST) == takes.missing[0]:
        search = server.searches.look(takes.missing[0], session.user)
        if search.future.done():
            _take(server, session, search)
            takes = known()
    if takes.missing and session.kept.get(STOPPED) == takes.missing[0].key:
        st.rerun()
    say(takes)
    _not_found(session, takes)
    if not takes.missing:
        let_be()
        return
    order = session.kept[LAST] = takes.missing[0]

    def stop() -> None:
        session.kept[STOPPED] = order.key
        server.searches.stop(order, session.user)

    text = session.language
    now = len(takes.orders) - len(takes.missing) + 1
    line, button = st.columns([6, 1], vertical_alignment="center")
    key = "takes.working_spare" if takes.are_spares else "takes.working"
    line.caption(text(key, now=now, all=len(takes.orders)))
    button.button(text("run.stop"), on_click=stop, key="stop-takes", width="stretch")


def _not_found(session: Session, takes: Takes) -> None:
    """Why a search has found nothing."""
    refused = _refusals(session)
    for question, order in zip(takes.questions, takes.orders, strict=True):
        if order.key in refused:
            why = plain(refused[order.key])
            st.caption(session.language("takes.not_found", queue=plain(question.queue), why=why))


def _take(server: Server, session: Session, search: Search) -> None:
    """Keep what a search found, or why it found nothing."""
    order, text = search.order, session.language
    server.searches.forget(order)
    refused = _refusals(session)
    match search.state:
        case "done":
            found = search.future.result()
            assert isinstance(found, SeekResult)
            server.keep(order, found)
        case "refused":
            problems = search.future.result()
            assert isinstance(problems, tuple)
            refused[order.key] = problems[0].message
        case "too_long":
            refused[order.key] = text("run.too_long", seconds=f"{MOST_SEARCH_SECONDS:g}")
        case "failed":
            error = search.future.exception()
            refused[order.key] = f"{type(error).__name__}: {error}"
        case _:  # another user of the same search has stopped it: it begins anew
            session.kept.pop(LAST, None)


def _refusals(session: Session) -> dict[Key, str]:
    """Searches that found nothing, and why."""
    kept = session.kept.setdefault(REFUSED, {})
    assert isinstance(kept, dict)
    return kept


def _give_up_others(server: Server, session: Session, orders: Sequence[SeekOrder]) -> None:
    """A slider has moved on: what was searched for before is of no use."""
    last = session.kept.get(LAST)
    if isinstance(last, SeekOrder) and last.key not in {order.key for order in orders}:
        server.searches.stop(last, session.user)
        del session.kept[LAST]
