"""Incident: a post that spreads or a sudden rush, and what desk size and answer times do to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sim.app.draft import Draft, Lever
from sim.app.drawings import Drawing, key_of
from sim.app.levers import heads_key
from sim.app.plain import plain
from sim.app.server import Server
from sim.app.session import Session
from sim.app.show import remembered, show_figure, show_table, show_warnings
from sim.app.sidebar import title
from sim.app.simulating import simulated
from sim.report.incident import LATER, Case, incident_table, peak_backlog, recovery_words
from sim.report.incident_picture import incident_picture
from sim.report.reading import Reader
from sim.report.recovery import recovery_table
from sim.report.wording import count, duration
from sim.scenario import Scenario
from sim.scenario.units import write_duration
from sim.studies.recovery import Recovery, recoveries, without_events

SECOND, MINUTE = 1000, 60_000  # ticks
PROMISES = (5, 15, 30, 60, 120, 240, 480)  # minutes
FURTHER = 20  # heads that a slider offers beyond, at least
SIZES = (0.0, 0.5, 1.0, 2.0, 3.0)
"""Desks of the table: so many times the present heads are added."""


def page(server: Server, session: Session) -> None:
    """Draw the page."""
    text = session.language
    title(session, "incident.title")
    st.markdown(text("incident.intro"))
    draft = session.draft
    queues = incident_queues(draft.scenario)
    if not queues:
        st.info(text("incident.nothing"))
        return
    queue = queues[0]
    if len(queues) > 1:
        left, _ = st.columns(2)
        queue = remembered(left, session, "storm", text("incident.queue"), queues)
    above = st.container()
    levers = _desks(draft, queue)
    with st.container(border=True):
        _sliders(session, draft, queue, levers)
    scenario = draft.scenario
    reader, calm, found = _studied(server, session, scenario)
    with above:
        _cards(session, reader, calm, found, queue)
    study = reader.study
    st.caption(text("run.source", days=study.replications, seed=study.seed, engine=study.engine))
    times = [event.at for event in scenario.tree.events.values()]
    drawings = [
        Drawing(
            (*key_of(study), "incident", metric, queue),
            partial(incident_picture, reader, calm, queue, metric, times),
        )
        for metric in ("backlog", "asa_s")
    ]
    server.begin_drawing(session.language, drawings)
    for column, drawing in zip(st.columns(2), drawings, strict=True):
        with column:
            show_figure(server, session, drawing)
    cases = [Case(text("incident.now"), reader, found)]
    if calm is not None:
        cases.append(Case(text("incident.without"), calm, ()))
    if levers and st.toggle(text("incident.sizes"), key=f"sizes-{session.visit}-{queue}"):
        cases += _other_desks(server, session, scenario, levers[0])
    spread = scenario.tree.queues[queue].spread
    caused = [name for name in (spread.to if spread is not None else ()) if name != queue]
    show_table(session, incident_table(cases, queue, caused))
    if found:
        show_table(session, recovery_table(found))
    show_warnings(session, study.warnings)


def incident_queues(scenario: Scenario) -> list[str]:
    """Queues to which something happens, then those whose posts spread."""
    tree = scenario.tree
    hit = [event.queue for event in tree.events.values()]
    spreading = [name for name, queue in tree.queues.items() if queue.spread is not None]
    return list(dict.fromkeys([*hit, *spreading]))


def _desks(draft: Draft, queue: str) -> list[Lever]:
    """Head counts of the groups that serve the queue."""
    groups = draft.base.tree.agents
    serving = [name for name, group in groups.items() if queue in group.skills]
    starts = tuple(f"agents.{name}." for name in serving)
    return [lever for lever in draft.levers() if lever.path.startswith(starts)][:2]


def _sliders(session: Session, draft: Draft, queue: str, levers: Sequence[Lever]) -> None:
    text = session.language
    mark = f"{queue}-{session.visit}-{draft.revision}"
    places = [*st.columns(3), *st.columns(3)]
    for lever in levers:
        more = draft.heads.get(lever.path, 0)
        name = plain(lever.name)
        if len(lever.heads) == 1 and lever.heads[0] == int(lever.heads[0]):
            now = int(lever.heads[0])
            most = max(4 * now, now + max(more, FURTHER))
            heads = places.pop(0).slider(
                text("incident.desk", name=name), 1, most, max(1, now + more),
                key=f"desk-{lever.path}-{mark}", help=text("incident.desk_help"),
            )  # fmt: skip
            draft.heads[lever.path] = heads - now
        else:
            low, high = min(lever.heads), max(lever.heads)
            draft.heads[lever.path] = places.pop(0).slider(
                text(heads_key(lever), name=name, now=f"{low:g}-{high:g}"), -FURTHER,
                max(FURTHER, more), more, format="%+d", key=f"desk-{lever.path}-{mark}",
                help=text("lever.heads_help"),
            )  # fmt: skip
    node = draft.scenario.tree.queues[queue]
    if node.handle_time is not None and node.handle_time.mean:
        _handle_time(session, draft, queue, node.handle_time.mean, places, mark)
    if node.target is not None and node.target.within is not None:
        _promise(session, draft, queue, node.target.within, places, mark)
    for name, event in draft.base.tree.events.items():
        if event.extra is None or event.queue != queue or not places:
            continue
        given = round(event.extra)
        draft.extras[name] = places.pop(0).slider(
            text("incident.extra", name=plain(name)), 0, max(3 * given, 100),
            draft.extras.get(name, given), key=f"extra-{name}-{mark}",
            help=text("incident.extra_help"),
        )  # fmt: skip


def _handle_time(
    session: Session, draft: Draft, queue: str, mean: int, places: list[DeltaGenerator], mark: str
) -> None:
    text = session.language
    place = ("demand", queue, "handle_time")
    now = max(1, round(mean / SECOND))
    given = draft.base.tree.queues[queue].handle_time
    usual = now if given is None or not given.mean else max(1, round(given.mean / SECOND))
    step = 5 if usual >= 30 else 1
    seconds = places.pop(0).slider(
        text("incident.handle"), step, max(2 * usual, now) // step * step + step, now, step,
        format="%d s", key=f"storm-handle-{mark}", help=text("incident.handle_help"),
    )  # fmt: skip
    if seconds != now:
        draft.typed[place] = f"{seconds}s"


def _promise(
    session: Session, draft: Draft, queue: str, within: int, places: list[DeltaGenerator], mark: str
) -> None:
    text = session.language
    choices = sorted({within, *(minutes * MINUTE for minutes in PROMISES)})
    chosen = places.pop(0).select_slider(
        text("incident.within"), choices, within,
        format_func=lambda ticks: duration(ticks / SECOND), key=f"storm-within-{mark}",
        help=text("incident.within_help"),
    )  # fmt: skip
    if chosen != within:
        draft.typed["targets", queue, "within"] = write_duration(chosen)


def _studied(
    server: Server, session: Session, scenario: Scenario
) -> tuple[Reader, Reader | None, tuple[Recovery, ...]]:
    """The scenario, the same without events if it has any, and how it recovers."""
    if not scenario.tree.events:
        [study] = simulated(server, session, [scenario])
        return Reader(study), None, ()
    study, calm = simulated(server, session, [scenario, without_events(scenario)])
    return Reader(study), Reader(calm), recoveries(study, calm)


def _cards(
    session: Session, reader: Reader, calm: Reader | None, found: Sequence[Recovery], queue: str
) -> None:
    text = session.language
    columns = st.columns(4)
    peak = peak_backlog(reader, queue)
    if peak is not None:
        columns[0].metric(
            text("incident.peak", at=plain(peak.interval)),
            text("incident.contacts", count=count(peak.contacts)),
            border=True,
        )
    waited = reader.mean("queue", queue, "asa_s")
    columns[1].metric(text("incident.answer_time"), duration(waited), border=True)
    if found:
        said = recovery_words(found, queue)
        said = text("incident.later") if said == LATER else said
        columns[2].metric(text("incident.recovery"), said, border=True)
    caused = reader.mean("queue", queue, "reproduction")
    if caused is not None:
        columns[3].metric(
            text("incident.reproduction"), f"{caused:.2f}", border=True,
            help=text("incident.reproduction_help"),
        )  # fmt: skip
    elif calm is not None:
        more = reader.mean("queue", queue, "offered") or 0.0
        usual = calm.mean("queue", queue, "offered") or 0.0
        said = text("incident.contacts", count=count(more - usual))
        columns[3].metric(text("incident.more"), said, border=True)


def _other_desks(server: Server, session: Session, scenario: Scenario, lever: Lever) -> list[Case]:
    """The same day with larger desks."""
    now = [
        heads + session.draft.heads.get(lever.path, 0) if heads else 0.0 for heads in lever.heads
    ]
    most = max(now)
    labels, scenarios = [], []
    for share in SIZES[1:]:
        more = math.ceil(most * share)
        heads = [f"{one + more:g}" if one else "0" for one in now]
        larger = scenario.replace(lever.path, heads[0] if len(heads) == 1 else heads)
        labels.append(session.language("incident.size", name=lever.name, more=more))
        scenarios += [larger, without_events(larger)] if scenario.tree.events else [larger]
    studies = simulated(server, session, scenarios)
    if not scenario.tree.events:
        return [Case(name, Reader(one), ()) for name, one in zip(labels, studies, strict=True)]
    pairs = zip(studies[::2], studies[1::2], strict=True)
    return [
        Case(name, Reader(study), recoveries(study, calm))
        for name, (study, calm) in zip(labels, pairs, strict=True)
    ]
