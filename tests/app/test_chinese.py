"""A Chinese page is Chinese: what is shown and drawn is scanned for English words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sim.app.draft import Draft, Source
from sim.app.searches import Searches
from sim.app.server import Server
from sim.app.session import Session
from sim.app.texts import LANGUAGES
from sim.app.texts.zh_metrics import FORMULAS
from sim.app.workers import Workers
from sim.cli.shipped import shipped_files
from sim.metrics.catalogue import CATALOGUE
from tests.app.chinese import drawings_of, english_in, names_of
from tests.app.conftest import SESSION, page_script
from tests.app.test_searching_pages import STORM

CHINESE = LANGUAGES["zh"]
COLUMNS = frozenset(
    {"recorded.csv", "answered_at_once", "sum_wait_all_s", "busy_s", "regular+priority"}
)
"""Names in the shipped record that are not in its scenario."""


@pytest.mark.parametrize(
    ("scenario", "page"),
    [
        ("phone_center", "answer"),
        ("phone_center", "scenario"),
        ("phone_center", "compare"),
        ("phone_center", "erlang"),
        ("phone_center", "check"),
        ("app_with_proactive_calls", "channel_shift"),
        ("storm", "incident"),
        ("storm", "answer"),
        ("storm", "staffing"),
        ("bank_hotline", "recorded"),
    ],
)
def test_nothing_english_is_left(tmp_path: Path, scenario: str, page: str) -> None:
    path = tmp_path / "storm.yaml"
    path.write_text(STORM, "utf-8")
    path = shipped_files().get(scenario, path)
    session = Session("tester", CHINESE, Draft(Source(path, scenario)))
    session.replications = 4
    if page == "recorded":
        session.kept |= {"check-kind": "recorded", "history-shipped": True}
        session.replications = 10
    server = Server(
        Workers(lambda: ThreadPoolExecutor(1), 1), Searches(lambda: ThreadPoolExecutor(1))
    )
    try:
        name = "check" if page == "recorded" else page
        app = AppTest.from_function(page_script, kwargs={"server": server, "name": name})
        app.default_timeout = 60
        app.session_state[SESSION] = session
        app.run()
        assert not app.exception
        names = names_of(session) | COLUMNS
        assert english_in(app, drawings_of(server), names) == {}
    finally:
        server.searches.close()
        server.workers.close()


@pytest.mark.parametrize(
    ("page", "begin", "toggles"),
    [("compare", "tornado.begin", 0), ("staffing", "staffing.begin", 1)],
    ids=["tornado", "curve"],
)
def test_nothing_english_is_left_in_what_is_asked_for(
    desk: Path, page: str, begin: str, toggles: int
) -> None:
    session = Session("tester", CHINESE, Draft(Source(desk, str(desk))))
    session.replications = 4
    server = Server(
        Workers(lambda: ThreadPoolExecutor(1), 1), Searches(lambda: ThreadPoolExecutor(1))
    )
    try:
        app = AppTest.from_function(page_script, kwargs={"server": server, "name": page})
        app.default_timeout = 60
        app.session_state[SESSION] = session
        app.run()
        next(one for one in app.button if one.label == CHINESE(begin)).click().run()
        for toggle in app.toggle[:toggles]:
            toggle.set_value(True).run()
        assert not app.exception
        assert english_in(app, drawings_of(server), names_of(session)) == {}
    finally:
        server.searches.close()
        server.workers.close()


def test_intervals_outside_are_said_in_chinese() -> None:
    said = CHINESE.say(
        "service, offered: 10 of 24 intervals lie outside the range of single days, 2.3 would by "
        "chance: 08:00-08:30 above, 10:00-10:30 below, ...."
    )
    assert said.endswith("（偶然应有 2.3 个）：08:00-08:30 偏高、10:00-10:30 偏低、...。")


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda metric: metric.name)
def test_every_figure_of_the_catalogue_has_a_chinese_name_and_meaning(metric: object) -> None:
    title, formula = metric.title, metric.formula  # type: ignore[attr-defined]
    assert title in CHINESE.terms
    letters_alone = formula == CHINESE.say(formula)
    assert not letters_alone or len(formula) < 8  # such as "A / O"


def test_every_formula_in_the_list_is_one_of_the_catalogue() -> None:
    known = {metric.formula for metric in CATALOGUE} | {"wait within T, if nobody left"}
    assert set(FORMULAS) <= known


def test_sentences_are_filled_with_what_was_said() -> None:
    said = CHINESE.say("3 groups serve this queue (a, b and c), each by its rank: Erlang is given "
                       "all of them as one pool.")  # fmt: skip
    assert said.startswith("3 个座席组服务此队列（a、b、c）")
    two = CHINESE.say("In brackets: 95 % interval of the mean over 20 replications. Unheard of.")
    assert two == "括号内：20 次模拟均值的 95 % 区间。Unheard of."
    assert CHINESE.say("a queue of its own name") == "a queue of its own name"
    assert LANGUAGES["en"].say("better") == "better"
