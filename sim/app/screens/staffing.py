"""Staffing: the least staff that meets every target, and the value that meets a goal."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from sim.app.downloads import file_stem
from sim.app.drawings import Drawing, key_of
from sim.app.goal_seek import goal_seek
from sim.app.plain import plain
from sim.app.search_work import StaffingOrder
from sim.app.searching import found_or_asked
from sim.app.server import Server, default_engine
from sim.app.session import Session
from sim.app.show import remembered, show_figure, show_table, show_warnings
from sim.app.sidebar import title
from sim.app.simulating import simulated
from sim.cli.yaml_text import as_yaml
from sim.planning import GroupStaffing, Staffing
from sim.planning.document import seats_csv, staffing_csv
from sim.report.answer import queue_answers
from sim.report.reading import Reader
from sim.report.staffing import (
    day_table,
    hours_table,
    need_table,
    queue_table,
    service_table,
    staffing_figure,
)
from sim.report.staffing_beside import beside_figure, simulated_curve
from sim.report.staffing_heads import heads_table
from sim.report.wording import MINUS, percent
from sim.scenario import Scenario
from sim.scenario.units import write_duration

LEAST, SEEK = "least", "seek"
CONFIDENCES = (0.0, 0.8, 0.9, 0.95)
"""Shares of the days that must meet the targets; 0: the average day must."""

HOUR = 3_600_000  # ticks
HOLDS = (0, HOUR, 2 * HOUR, 4 * HOUR)
"""How long seats stay the same; 0: for each interval alone."""

AROUND = (-3, -2, -1, 0, 1, 2, 3)
"""Seats more or fewer than the plan for which the curve is simulated."""


def page(server: Server, session: Session) -> None:
    """Draw the page."""
    text = session.language
    title(session, "staffing.title")
    kinds = (LEAST, SEEK)
    before = session.kept.get("staffing-kind", LEAST)
    kind = st.segmented_control(
        text("staffing.kind"), kinds, default=before if before in kinds else LEAST,
        format_func=lambda one: text(f"staffing.{one}"), key=f"staffing-kind-{session.visit}",
        label_visibility="collapsed",
    )  # fmt: skip
    session.kept["staffing-kind"] = kind or LEAST
    if kind == SEEK:
        goal_seek(server, session)
        return
    st.markdown(text("staffing.intro"))
    order = _order(session, session.draft.scenario)
    st.code(_command(session, order), language=None, wrap_lines=True)
    found = found_or_asked(server, session, order, text("staffing.begin"))
    if not isinstance(found, Staffing):
        return
    _cards(session, found)
    show_warnings(session, found.warnings)
    group = _chosen(session, found.groups)
    _pictures(server, session, order, found, group)
    _tables(session, group)
    show_table(session, queue_table(found))
    show_table(session, day_table(found, all_rows=True))
    _downloads(session, found, group)


def _tables(session: Session, group: GroupStaffing) -> None:
    """What each interval needs; each day, where a group serves deferred work only."""
    text = session.language
    if group.by_day:
        heads = replace(heads_table(group), title=text("staffing.heads", group=group.group))
        hours = replace(hours_table(group), title=text("staffing.hours", group=group.group))
        show_table(session, heads)
        show_table(session, hours)
        return
    need = replace(need_table(group), title=text("staffing.need", group=group.group))
    give = replace(service_table(group), title=text("staffing.give", group=group.group))
    show_table(session, need)
    show_table(session, give)


def _order(session: Session, scenario: Scenario) -> StaffingOrder:
    """What to search, from the controls."""
    text = session.language
    columns = st.columns(3, vertical_alignment="bottom")

    def kept(name: str, allowed: Sequence[object]) -> int:
        before = session.kept.get(f"staffing-{name}")
        return allowed.index(before) if before in allowed else 0

    confidence = columns[0].selectbox(
        text("staffing.confidence"), CONFIDENCES, kept("confidence", CONFIDENCES),
        format_func=lambda one: text("staffing.mean_day") if not one
        else text("staffing.days", share=percent(one, 0)),
        key=f"confidence-{session.visit}", help=text("staffing.confidence_help"),
    )  # fmt: skip
    hold = columns[1].selectbox(
        text("staffing.hold"), HOLDS, kept("hold", HOLDS),
        format_func=lambda one: text("staffing.no_hold") if not one else write_duration(one),
        key=f"hold-{session.visit}", help=text("staffing.hold_help"),
    )  # fmt: skip
    every = columns[2].checkbox(
        text("staffing.every"), bool(session.kept.get("staffing-every", False)),
        key=f"every-{session.visit}", help=text("staffing.every_help"),
    )  # fmt: skip
    for name, value in (("confidence", confidence), ("hold", hold), ("every", every)):
        session.kept[f"staffing-{name}"] = value
    seed = scenario.tree.run.seed if session.seed is None else session.seed
    return StaffingOrder(
        scenario, session.replications, seed, default_engine(),
        confidence or None, every, hold or None,
    )  # fmt: skip


def _command(session: Session, order: StaffingOrder) -> str:
    words = ["ccsim", "staff", *session.draft.arguments(order.replications, order.seed)[1:]]
    if order.confidence is not None:
        words += ["--confidence", f"{order.confidence:.0%}"]
    if order.every_interval:
        words.append("--every-interval")
    if order.hold is not None:
        words += ["--hold", write_duration(order.hold)]
    return shlex.join(words)


def _cards(session: Session, found: Staffing) -> None:
    """Hours of the plan beside those of the file."""
    text = session.language
    days = [day for group in found.groups for day in group.days]
    needed, scheduled = sum(day.whole_h for day in days), sum(day.scheduled_h for day in days)
    over = scheduled - needed
    columns = st.columns(4)
    columns[0].metric(text("staffing.needed"), f"{needed:,.1f} h", border=True)
    columns[1].metric(text("staffing.scheduled"), f"{scheduled:,.1f} h", border=True)
    columns[2].metric(
        text("staffing.over" if over >= 0 else "staffing.under"), f"{abs(over):,.1f} h", border=True
    )
    fte = sum(day.fte for day in days) / len({day.day for day in days})
    columns[3].metric(
        text("staffing.fte"), f"{fte:,.1f}", border=True, help=text("staffing.fte_help")
    )
    sign = "+" if over >= 0 else MINUS
    st.caption(
        text("staffing.source", trials=found.trials, days=found.replications, seed=found.seed,
             over=f"{sign}{abs(over):,.1f}")
    )  # fmt: skip


def _chosen(session: Session, groups: Sequence[GroupStaffing]) -> GroupStaffing:
    if len(groups) == 1:
        return groups[0]
    left, _ = st.columns([1, 2])
    names = [one.group for one in groups]
    name = remembered(left, session, "staffing-group", session.language("staffing.group"), names)
    return groups[names.index(name)]


def _pictures(
    server: Server, session: Session, order: StaffingOrder, found: Staffing, group: GroupStaffing
) -> None:
    text = session.language
    required = Drawing(
        (*order.key, "required", group.group), partial(staffing_figure, found, group)
    )
    beside = Drawing((*order.key, "beside", group.group), partial(beside_figure, found, group))
    server.begin_drawing(session.language, [required, beside])
    left, right = st.columns(2)
    with left:
        show_figure(server, session, required)
    with right:
        show_figure(server, session, beside)
    st.caption(text("staffing.beside"))
    if not st.toggle(
        text("staffing.curve", count=len(AROUND)), key=f"curve-{session.visit}-{group.group}"
    ):
        return
    scenarios = [_with_more(found.scenario, group, more) for more in AROUND]
    studies = simulated(server, session, scenarios)
    answers = {more: queue_answers(Reader(one)) for more, one in zip(AROUND, studies, strict=True)}
    mine = {more: [one for one in all_ if one.queue in group.queues]
            for more, all_ in answers.items()}  # fmt: skip
    source = f"{found.scenario.tree.name} · {session.replications} replications, 95 % intervals"
    keys = tuple(key_of(one) for one in studies)
    channels = {name: queue.channel for name, queue in found.scenario.tree.queues.items()}
    make = partial(simulated_curve, group.group, mine, channels, source)
    left, _ = st.columns(2)
    with left:
        if not show_figure(server, session, Drawing((*keys, "curve", group.group), make)):
            st.info(text("staffing.no_curve"))


def _with_more(scenario: Scenario, group: GroupStaffing, more: int) -> Scenario:
    """The plan with so many seats more wherever the group has any; at least one stays."""
    seats = [str(max(1, one + more)) if one else "0" for one in group.seats]
    return scenario.replace(f"agents.{group.group}.seated", seats)


def _downloads(session: Session, found: Staffing, group: GroupStaffing) -> None:
    text = session.language
    st.subheader(text("take.title"))
    stem = file_stem(found.scenario)
    files = (
        ("seats", f"{stem}-{file_part(group.group)}-seated.csv", "text/csv",
         lambda: seats_csv(group)),
        ("rows", f"{stem}-staffing.csv", "text/csv", lambda: staffing_csv(found)),
        ("plan", f"{stem}-staffed.yaml", "application/yaml",
         lambda: as_yaml(found.scenario.resolved())),
    )  # fmt: skip
    for column, (name, file_name, mime, make) in zip(st.columns(3), files, strict=True):
        column.download_button(
            text(f"staffing.take_{name}", group=plain(group.group)),
            partial(_encoded, make),
            file_name=file_name, mime=mime, on_click="ignore", key=f"take-{name}", width="stretch",
            icon=":material/download:",
        )  # fmt: skip


def _encoded(make: Callable[[], str]) -> bytes:
    return make().encode("utf-8")


def file_part(name: str) -> str:
    """A name as part of a file name."""
    return "".join(sign if sign.isalnum() or sign in "_-" else "-" for sign in name)[:40]
