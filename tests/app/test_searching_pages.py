"""The pages Staffing and Incident, and the searches behind them."""

from __future__ import annotations

import io
import json
import shlex
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pptx
import pytest
from streamlit.testing.v1 import AppTest

from sim.app.screens.incident import incident_queues
from sim.app.search_work import (
    OutOfTime,
    SeekOrder,
    SensitivityOrder,
    StaffingOrder,
    searched,
    told,
)
from sim.app.searches import Searches
from sim.app.server import Server
from sim.app.simulating import order_of
from sim.cli import main
from sim.cli.report_file import study_makers
from sim.cli.shipped import shipped_files
from sim.engine.names import DEFAULT_ENGINE
from sim.planning import SeekResult, Staffing, Stopped
from sim.planning.document import seats_csv
from sim.scenario import Scenario, load
from sim.studies.sensitivity import Sensitivity
from tests.app.conftest import Open, go, session_of
from tests.cli.conftest import DESK

STORM = """\
name: A small storm
period: {start: 2026-03-02 08:00, length: 4h, interval: 30min}
queues:
  posts:
    channel: social
    arrivals: {rate: 20/h}
    handle_time: {mean: 3min}
    spread: {to: {posts: 0.5, calls: 0.1}, half_life: 30min}
    target: {answered: 80%, within: 15min, clock: elapsed}
  calls:
    channel: voice
    arrivals: {rate: 20/h}
    handle_time: {mean: 2min}
    patience: {mean: 3min}
agents:
  desk: {seated: 3, skills: {posts: 1}}
  phone: {seated: 2, skills: {calls: 1}}
events: {complaint: {queue: posts, at: 2026-03-02 09:00, extra: 60, half_life: 15min}}
run: {replications: 4, seed: 7}
"""


@pytest.fixture
def storm(tmp_path: Path) -> Path:
    path = tmp_path / "storm.yaml"
    path.write_text(STORM, "utf-8")
    return path


def staffing_order(scenario: Scenario) -> StaffingOrder:
    return StaffingOrder(scenario, 4, 7, DEFAULT_ENGINE, None, False, None)


def pressed(app: AppTest, label: str) -> AppTest:
    """The page after its button of this label."""
    return next(button for button in app.button if button.label == label).click().run()


def test_the_least_staff_is_that_of_the_command_line(
    opened: Open, server: Server, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = opened("staffing")
    assert not app.exception
    assert not app.metric  # a search begins when it is asked for
    arguments = shlex.split(app.code[0].value)
    pressed(app, "Find the least staff")
    assert not app.exception
    assert main([*arguments[1:], "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    rows = printed["groups"]["desk"]["intervals"]
    table = app.dataframe[0].value
    assert [int(seats) for seats in table["seats"]] == [row["seated"] for row in rows]
    assert [float(need) for need in app.dataframe[1].value["Erlang C"]] == [
        round(row["erlang_c"], 1) for row in rows
    ]
    needed = sum(row["seated"] for row in rows) / 2
    assert app.metric[0].value == f"{needed:.1f} h"
    go(app, "erlang")
    go(app, "staffing")
    assert len(app.metric) == 4  # what was found is shown at once


MAILS = """\
name: Mails
period: {start: 2026-03-02 00:00, length: 2d, interval: 1h}
opening: {mon-fri: 08:00-16:00}
queues:
  mails: {channel: email, arrivals: {rate: 240/d}, handle_time: {mean: 6min},
    target: {answered: 80%, within: 4h}}
agents: {desk: {seated: 5, shrinkage: 20%, skills: {mails: 1}}}
run: {replications: 4, seed: 7}
"""


def test_a_group_of_deferred_work_has_heads_and_hours_by_day(
    opened: Open, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mails.yaml"
    path.write_text(MAILS, "utf-8")
    app = opened("staffing", path)
    arguments = shlex.split(app.code[0].value)
    pressed(app, "Find the least staff")
    assert not app.exception
    assert main([*arguments[1:], "--json"]) == 0
    group = json.loads(capsys.readouterr().out)["groups"]["desk"]
    assert group["by_day"]
    heads, hours = (table.value for table in app.dataframe[:2])
    assert list(heads["day"]) == ["Mon 2026-03-02", "Tue 2026-03-03"]
    assert list(heads["from"]) == ["08:00", "08:00"]
    assert [8 * int(seats) for seats in heads["seats"]] == [day["whole_h"] for day in group["days"]]
    assert list(heads["scheduled"]) == ["5.0", "5.0"]
    assert [float(cell) for cell in hours["hours"]] == [day["whole_h"] for day in group["days"]]


def test_options_of_the_search_are_those_of_its_command(opened: Open) -> None:
    app = opened("staffing")
    app.main.selectbox[0].set_value(0.9).run()
    app.main.selectbox[1].set_value(3_600_000).run()
    app.checkbox[0].check().run()
    assert not app.exception
    assert app.code[0].value.endswith("--confidence 90% --every-interval --hold 1h")
    go(app, "erlang")
    go(app, "staffing")
    assert app.code[0].value.endswith("--confidence 90% --every-interval --hold 1h")


def test_the_curve_is_simulated_when_it_is_asked_for(opened: Open) -> None:
    app = opened("staffing")
    if not app.metric:
        pressed(app, "Find the least staff")
    before = len(app.get("image"))
    app.toggle[0].set_value(True).run()
    assert not app.exception
    assert len(app.get("image")) == before + 1


def test_a_search_that_cannot_succeed_says_why(opened: Open, tmp_path: Path) -> None:
    path = tmp_path / "aimless.yaml"
    path.write_text(DESK.replace("    target: {answered: 80%, within: 20s}\n", ""), "utf-8")
    app = opened("staffing", path)
    pressed(app, "Find the least staff")
    assert not app.exception
    assert app.error[0].value == session_of(app).language("problems.title")
    pressed(app, "Find the least staff")  # it can be asked for again
    assert app.error[0].value == session_of(app).language("problems.title")


def test_a_goal_is_sought_as_on_the_command_line(
    opened: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    app = opened("staffing")
    app.main.get("button_group")[0].set_value("seek").run()
    assert not app.exception
    app.text_input[0].set_value("2..12").run()
    app.text_input[1].set_value("90%").run()
    arguments = shlex.split(app.code[0].value)
    assert arguments[-4:] == [
        "--vary", "agents.desk.seated=2..12", "--until", "queues.calls.service_level>=90%",
    ]  # fmt: skip
    pressed(app, "Seek")
    assert not app.exception
    assert main([*arguments[1:], "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert f"is {printed['answer']['value']} \\(steps of" in app.success[0].value
    assert len(app.dataframe[0].value) == len(printed["tried"])


def test_an_impossible_range_is_refused_in_the_words_of_the_command_line(opened: Open) -> None:
    app = opened("staffing")
    app.main.get("button_group")[0].set_value("seek").run()
    app.text_input[0].set_value("12..2").run()
    pressed(app, "Seek")
    assert not app.exception
    assert "does not run upwards" in app.code[-1].value


def test_a_search_nobody_wants_ends(desk: Path, tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        searched(staffing_order(load(desk)), tmp_path, 60.0, 60.0)  # nobody has touched the file


def test_a_search_has_its_time(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "wanted").touch()
    with pytest.raises(OutOfTime):
        searched(staffing_order(load(desk)), tmp_path, 60.0, -1.0)


def test_a_search_tells_how_far_it_is(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "wanted").touch()
    order = SeekOrder(load(desk), 2, 7, DEFAULT_ENGINE, "agents.desk.seated=2..6",
                      "queues.calls.service_level>=80%")  # fmt: skip
    assert told(tmp_path) == (0, "")
    assert isinstance(searched(order, tmp_path, 60.0, 60.0), SeekResult)
    trials, doing = told(tmp_path)
    assert trials > 0
    assert doing.startswith("agents.desk.seated = ")


def test_users_share_a_search_and_one_of_them_may_leave(desk: Path) -> None:
    searches = Searches(lambda: ThreadPoolExecutor(1))
    order = staffing_order(load(desk))
    first = searches.look(order, "one")
    assert searches.look(order, "two") is first
    searches.stop(order, "one")
    found = first.future.result(timeout=60)
    assert isinstance(found, Staffing)
    assert first.state == "done"
    assert seats_csv(found.groups[0]).startswith("interval_start,seated\n2026-03-02 08:00:00,")
    searches.close()


def test_a_stopped_search_ends_soon_and_its_folder_goes(desk: Path) -> None:
    searches = Searches(lambda: ThreadPoolExecutor(1))
    order = StaffingOrder(load(desk), 1000, 8, DEFAULT_ENGINE, None, True, None)
    one = searches.look(order, "one")
    searches.stop(order, "one")
    for _ in range(600):
        if one.future.done() and not one.folder.exists():
            break
        time.sleep(0.05)
    assert one.state == "stopped"
    assert not one.folder.exists()
    searches.close()


def test_an_incident_stands_beside_the_day_without_it(opened: Open, storm: Path) -> None:
    app = opened("incident", storm)
    assert not app.exception
    table = app.dataframe[0].value
    assert list(table["case"]) == ["as set above", "without the incident"]
    offered = [int(cell.replace(",", "")) for cell in table["offered"]]
    assert offered[0] > offered[1] + 30
    assert len(app.metric) == 4
    recovery = app.dataframe[1].value
    assert list(recovery["event"]) == ["complaint"]
    assert recovery["median"].item().replace("later", "after the end") == app.metric[2].value


def test_desk_answer_and_event_are_sliders(opened: Open, storm: Path) -> None:
    app = opened("incident", storm)
    before = app.metric[1].value
    sliders = {slider.label: slider for slider in app.main.slider}
    sliders["Desk size: desk"].set_value(12).run()
    assert not app.exception
    assert app.metric[1].value != before
    sliders = {slider.label: slider for slider in app.main.slider}
    sliders["Time an answer takes"].set_value(60).run()
    {s.label: s for s in app.main.slider}["Extra customers: complaint"].set_value(20).run()
    app.main.select_slider[0].set_value(3_600_000).run()
    assert not app.exception
    tree = session_of(app).draft.scenario.tree
    assert tree.agents["desk"].seated is not None
    assert tree.agents["desk"].seated.number == 12
    assert tree.queues["posts"].handle_time.mean == 60_000  # type: ignore[union-attr]
    assert tree.events["complaint"].extra == 20
    assert tree.queues["posts"].target.within == 3_600_000  # type: ignore[union-attr]


def test_larger_desks_stand_beside(opened: Open, storm: Path) -> None:
    app = opened("incident", storm)
    app.toggle[0].set_value(True).run()
    assert not app.exception
    table = app.dataframe[0].value
    assert list(table["case"])[2:] == ["desk +2", "desk +3", "desk +6", "desk +9"]
    spread = [float(cell) for cell in table["reproduction"]]
    assert spread[0] > spread[-1]  # answered sooner, less spreads


def test_a_scenario_without_incidents_says_so(opened: Open) -> None:
    app = opened("incident")
    assert app.info[0].value == session_of(app).language("incident.nothing")


@pytest.mark.parametrize("name", list(shipped_files()))
def test_shipped_scenarios_know_their_incidents(name: str) -> None:
    scenario = load(shipped_files()[name])
    queues = incident_queues(scenario)
    assert set(queues) <= set(scenario.tree.queues)
    assert bool(queues) == (
        bool(scenario.tree.events)
        or any(queue.spread is not None for queue in scenario.tree.queues.values())
    )


def test_a_tornado_says_what_moves_the_figure_and_goes_into_the_slides(
    opened: Open, server: Server
) -> None:
    app = opened("compare")
    title = session_of(app).language("tornado.begin")
    pressed(app, title)
    assert not app.exception
    inputs = list(app.dataframe[-1].value["input"])
    assert set(inputs) == {
        "volume, calls", "handle time, calls", "patience, calls", "staff, desk",
    }  # fmt: skip
    scenario = session_of(app).draft.scenario
    found = server.found(SensitivityOrder(scenario, 4, 7, DEFAULT_ENGINE))
    assert isinstance(found, Sensitivity)
    made = answer_slides(server, app, found)
    deck = pptx.Presentation(io.BytesIO(made))
    texts = [shape.text_frame.text for shape in deck.slides[3].shapes if shape.has_text_frame]
    assert any("assumptions really move" in said for said in texts)


def answer_slides(server: Server, app: AppTest, found: Sensitivity) -> bytes:
    """The slides as the button of page Answer makes them."""
    session = session_of(app)
    study = server.known(order_of(session, session.draft.scenario))
    assert study is not None
    return study_makers(study, [], found)[".pptx"]()


def test_the_answer_names_the_plan_once_it_was_found(opened: Open) -> None:
    app = opened("erlang")
    session_of(app).seed = 99
    go(app, "answer")
    beginning = "The least staff that meets the targets"
    assert not any(one.value.startswith(beginning) for one in app.caption)
    go(app, "staffing")
    pressed(app, "Find the least staff")
    needed = app.metric[0].value.removesuffix(" h")
    go(app, "answer")
    [said] = [one.value for one in app.caption if one.value.startswith(beginning)]
    assert f": {needed} seated hours" in said
