"""Scenarios against a baseline: the same customers, differences with their intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from sim.app.downloads import comparison_downloads
from sim.app.draft import BASE, Draft, loaded
from sim.app.drawings import Drawing, key_of
from sim.app.plain import plain
from sim.app.search_work import SensitivityOrder
from sim.app.searching import found_or_asked
from sim.app.server import Server
from sim.app.session import Session
from sim.app.show import height_of, remembered, say_if_it_scrolls, show_figure, show_table
from sim.app.sidebar import title
from sim.app.simulating import simulated
from sim.metrics.catalogue import METRICS
from sim.report.comparison import comparison_tables, difference_words
from sim.report.difference_picture import difference_picture
from sim.report.lights import light
from sim.report.reading import Reader
from sim.report.sweep import tornado_table
from sim.report.tornado_picture import tornado_picture
from sim.report.wording import NOT_AVAILABLE
from sim.scenario import Scenario
from sim.studies import Study
from sim.studies.comparison import Comparison, Difference, baseline_of
from sim.studies.sensitivity import Sensitivity

Key = tuple[str, str, str]
"""(level, name, metric)."""

Differences = Mapping[str, Mapping[Key, Difference]]
"""By variant."""

DRAFT = "*"
FIRST_SHOWN = 3
LOOKS = {  # background and ink; blue and vermilion are told apart by the colour-blind too
    "better": "background-color: #DCEBF7; color: #00507F",
    "worse": "background-color: #FBE3D6; color: #8A3B00",
    "same": "color: #616E7C",
    "unknown": "color: #616E7C",
    "neutral": "",
}
QUEUE_METRICS = ("service_level", "abandon_rate", "asa_s", "offered")
CENTER_METRICS = ("cost_per_resolution", "cost", "net_result")


def page(server: Server, session: Session) -> None:
    """Draw the page."""
    text = session.language
    title(session, "compare.title")
    draft = session.draft
    choices = _choices(draft)
    if len(choices) < 2:
        st.info(text("compare.nothing"))
        return
    left, right = st.columns([1, 2])

    def named(name: str) -> str:
        return text("compare.draft") if name == DRAFT else name

    mark = f"{session.visit}-{draft.revision}"
    kept_base = _kept(session, "compare-base", choices[:1], choices)[0]
    baseline = left.selectbox(
        text("compare.baseline"), choices, index=choices.index(kept_base),
        format_func=named, key=f"baseline-{mark}",
    )  # fmt: skip
    session.kept["compare-base"] = [baseline]
    rest = [name for name in choices if name != baseline]
    others = right.multiselect(
        text("compare.others"), rest,
        default=_kept(session, "compare-others", rest[:FIRST_SHOWN], rest),
        format_func=named, key=f"others-{mark}-{baseline}",
    )  # fmt: skip
    session.kept["compare-others"] = others
    if not others:
        st.info(text("compare.choose"))
        return
    scenarios = [_scenario(draft, name) for name in (baseline, *others)]
    studies = simulated(server, session, scenarios)
    comparison = Comparison(baseline_of(studies[0]), tuple(studies[1:]))
    found = {one.scenario.variant: comparison.differences(one) for one in comparison.others}
    _lights(session, studies[0], found)
    _pictures(server, session, studies, found)
    for table in comparison_tables(comparison):
        with st.expander(plain(session.language.say(table.title))):
            show_table(session, table)
    tornado = _tornado(server, session, studies[0])
    arguments = ["compare", draft.source.argument, *(named(name) for name in (baseline, *others))]
    comparison_downloads(server, session, comparison, arguments, tornado)


def _tornado(server: Server, session: Session, base: Study) -> Sensitivity | None:
    """What moves the baseline's figure most, when it is asked for."""
    text = session.language
    st.subheader(text("tornado.title"))
    st.caption(text("tornado.intro"))
    order = SensitivityOrder(base.scenario, base.replications, base.seed, base.engine)
    found = found_or_asked(server, session, order, text("tornado.begin"))
    if not isinstance(found, Sensitivity):
        return None
    measure = found.measures[0]
    left, _ = st.columns(2)
    with left:
        picture = Drawing(order.key, partial(tornado_picture, found, measure))
        show_figure(server, session, picture)
    show_table(session, tornado_table(found, measure))
    return found


def _choices(draft: Draft) -> list[str]:
    """The variants of the file, and what was changed on the pages."""
    changed = [DRAFT] if draft.settings() else []
    return [BASE, *draft.base.variants, *changed]


def _kept(session: Session, key: str, first: list[str], allowed: Sequence[str]) -> list[str]:
    """What was chosen before, as far as it can still be chosen."""
    before = session.kept.get(key)
    chosen = [name for name in before if name in allowed] if isinstance(before, list) else []
    return chosen or first


def _scenario(draft: Draft, name: str) -> Scenario:
    return draft.scenario if name == DRAFT else loaded(draft.source.path, name, ())


def _lights(session: Session, base: Study, differences: Differences) -> None:
    """One row a figure, one column a scenario; blue is better, vermilion worse."""
    text = session.language
    labels = base.model.labels
    currency = base.model.judging.currency
    keys = [("queue", queue, metric) for queue in labels.queues for metric in QUEUE_METRICS]
    keys += [("center", "center", metric) for metric in CENTER_METRICS]
    columns: dict[str, list[str]] = {}
    rows = [
        key for key in keys if any(_says_something(found, key) for found in differences.values())
    ]
    term = session.language.say
    columns[text("compare.who")] = [
        text("answer.all_queues") if level == "center" else name for level, name, _ in rows
    ]
    columns[text("compare.figure")] = [term(METRICS[metric].title) for _, _, metric in rows]
    looks: dict[str, list[str]] = {}
    for variant, found in differences.items():
        cells, styles = [], []
        for level, name, metric in rows:
            one = found.get((level, name, metric))
            if one is None:
                cells.append(NOT_AVAILABLE)
                styles.append("")
                continue
            kind = light(metric, one)
            words = term(difference_words(one, METRICS[metric].unit, currency))
            judged = kind in ("better", "worse")
            cells.append(text(f"compare.{kind}", words=words) if judged else words)
            styles.append(LOOKS[kind])
        columns[variant] = cells
        looks[variant] = styles
    styled = pd.DataFrame(columns).style
    for variant, styles in looks.items():
        styled = styled.apply(lambda _, styles=styles: styles, subset=[variant])
    st.dataframe(styled, hide_index=True, width="stretch", height=height_of(len(rows)))
    say_if_it_scrolls(session, len(rows))
    st.caption(text("compare.note", days=base.replications, seed=base.seed))


def _says_something(differences: Mapping[Key, Difference], key: Key) -> bool:
    """Whether a figure exists in the scenario: money is 0 where none is named."""
    one = differences.get(key)
    if one is None or not math.isfinite(one.difference):
        return False
    level, name, metric = key
    if metric == "net_result":  # without value it says no more than the cost
        return _says_something(differences, (level, name, "value"))
    return METRICS[metric].unit != "money" or one.baseline != 0 or one.value != 0


def _pictures(
    server: Server, session: Session, studies: Sequence[Study], differences: Differences
) -> None:
    base = studies[0]
    keys = tuple(key_of(one) for one in studies)
    queues = Reader(base).queues_with_agents()
    if not queues:
        return
    left, _ = st.columns(2)
    shown = remembered(left, session, "compare-queue", session.language("compare.queue"), queues)
    figures = [("queue", shown, metric) for metric in ("service_level", "abandon_rate")]
    figures += [("center", "center", metric) for metric in ("cost_per_resolution", "net_result")]
    drawings = [
        Drawing((*keys, "difference", *figure), partial(difference_picture, base, found, figure))
        for figure in figures
        if (found := _of_one_figure(differences, figure))
    ]
    server.begin_drawing(session.language, drawings)
    columns = st.columns(2)
    place = 0
    for drawing in drawings:
        with columns[place % 2]:
            place += show_figure(server, session, drawing)


def _of_one_figure(differences: Differences, figure: Key) -> Differences:
    """What its picture needs; nothing where the figure says nothing."""
    if not any(_says_something(found, figure) for found in differences.values()):
        return {}
    return {name: {figure: found[figure]} for name, found in differences.items() if figure in found}
