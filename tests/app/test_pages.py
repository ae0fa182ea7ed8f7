"""Every page and every control, on a small scenario."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sim.app.main import PAGES
from sim.app.server import Server
from sim.app.simulating import order_of
from sim.cli import main
from sim.cli.shipped import shipped_files
from sim.report.wording import percent
from tests.app.conftest import Open, go, page_script, session_of


def said(app: AppTest) -> str:
    """All that a page says, one thing a line."""
    kinds = (app.markdown, app.caption, app.error, app.warning, app.success, app.info, app.code)
    return "\n".join(element.value for kind in kinds for element in kind)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_without_an_exception(opened: Open, name: str) -> None:
    app = opened(name)
    assert not app.exception
    assert len(app.header) == 1


@pytest.mark.parametrize("name", ["answer", "channel_shift", "compare"])
def test_a_page_of_journeys_opens(opened: Open, name: str) -> None:
    app = opened(name, shipped_files()["app_with_proactive_calls"])
    assert not app.exception
    assert len(app.dataframe) >= 1


def test_the_first_screen_is_a_shipped_scenario(server: Server) -> None:
    app = AppTest.from_function(page_script, kwargs={"server": server, "name": "erlang"})
    app.default_timeout = 60
    app.run()
    assert not app.exception
    assert session_of(app).draft.source.argument in shipped_files()


def test_numbers_are_those_of_the_command_line(
    opened: Open, server: Server, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = opened("answer")
    study = server.known(order_of(session_of(app), session_of(app).draft.scenario))
    assert study is not None
    arguments = shlex.split(app.code[0].value)
    assert arguments[0] == "ccsim"
    assert main([*arguments[1:], "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert study.to_json() == printed
    shown = [metric.value for metric in app.metric]
    assert shown == [percent(printed["queues"]["calls"]["service_level"]["mean"])]


def test_a_slider_changes_the_figures_and_the_command(opened: Open) -> None:
    app = opened("answer")
    before = app.metric[0].value
    app.slider[0].set_value(150).run()
    assert not app.exception
    assert app.metric[0].value != before
    assert "--set queues.calls.arrivals.scale=150%" in app.code[0].value
    heads = next(slider for slider in app.slider if "heads-agents.desk" in slider.key)
    heads.set_value(6).run()
    assert "--set agents.desk.seated=10" in app.code[0].value


def test_handle_time_follows_its_slider(opened: Open) -> None:
    app = opened("answer")
    app.slider[1].set_value(50).run()
    assert "--set queues.calls.handle_time.mean=1min30s" in app.code[0].value


def test_what_was_changed_survives_other_pages_and_can_be_undone(opened: Open) -> None:
    app = opened("answer")
    app.slider[0].set_value(120).run()
    go(app, "erlang")
    go(app, "scenario")
    go(app, "answer")
    assert app.slider[0].value == 120
    app.button(key="reset").click().run()
    assert app.slider[0].value == 100
    assert "--set" not in app.code[0].value


def test_variant_replications_and_seed_are_those_of_the_command(opened: Open) -> None:
    app = opened("answer")
    app.sidebar.selectbox[1].set_value("six_more").run()
    app.sidebar.selectbox[2].set_value(20).run()
    app.sidebar.number_input[0].set_value(99).run()
    assert not app.exception
    assert app.code[0].value.endswith("--scenario six_more --replications 20 --seed 99")


def test_a_mistake_is_shown_as_the_command_line_shows_it_and_is_kept(
    opened: Open, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = opened("scenario")
    place = ("demand", "calls", "handle_time")
    session_of(app).draft.typed[place] = "3 minuets"
    go(app, "answer")
    assert not app.exception
    assert not app.metric
    setting = "queues.calls.handle_time.mean=3 minuets"
    assert main(["resolve", str(desk), "--set", setting]) == 2
    assert app.code[0].value == capsys.readouterr().err.strip()
    go(app, "scenario")
    assert app.code[0].value.startswith("--set: queues.calls.handle_time.mean = 3 minuets: ")
    assert session_of(app).draft.typed[place] == "3 minuets"


def test_a_stopped_study_begins_again_only_when_asked(opened: Open) -> None:
    app = opened("erlang")
    session = session_of(app)
    session.seed = 12345
    session.stopped.add(order_of(session, session.draft.scenario).key)
    go(app, "answer")
    assert not app.metric
    assert app.info[0].value == session.language("run.stopped")
    next(b for b in app.button if b.label == session.language("run.again")).click().run()
    assert len(app.metric) == 1


def test_too_many_contacts_are_refused_before_they_are_simulated(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.app.simulating.MOST_CONTACTS", 400)
    app = opened("erlang")
    session_of(app).seed = 4711
    go(app, "answer")
    assert app.error[0].value.startswith("This would be 480 contacts; 400 are allowed here.")


def test_one_replication_too_large_for_a_worker_is_refused(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.app.simulating.MOST_AT_ONCE", 100)
    app = opened("erlang")
    session_of(app).seed = 4712
    go(app, "answer")
    assert app.error[0].value.startswith("This would be 120 contacts; 100 are allowed here.")


def test_messages_do_not_say_where_files_lie(opened: Open, desk: Path) -> None:
    app = opened("erlang")
    session_of(app).draft.typed["skills", "desk", "calls"] = ""
    go(app, "answer")
    assert app.code[0].value.startswith("desk.yaml:4: --set > queues.calls: ")
    assert str(desk.parent) not in app.code[0].value


def test_scenarios_are_compared_with_the_same_customers(opened: Open) -> None:
    app = opened("compare")
    table = app.dataframe[0].value
    assert list(table.columns) == ["Of", "Figure", "six_more"]
    level = table.loc[table["Figure"] == "service level", "six_more"].item()
    assert level.startswith("better: +")
    app.selectbox(key=next(s.key for s in app.selectbox if s.label == "Baseline")).set_value(
        "six_more"
    ).run()
    assert not app.exception
    app.multiselect[0].set_value(["base"]).run()
    table = app.dataframe[0].value
    level = table.loc[table["Figure"] == "service level", "base"].item()
    assert level.startswith("worse: -")
    app.multiselect[0].set_value([]).run()
    assert app.info[0].value == session_of(app).language("compare.choose")


def test_changes_can_be_compared_with_the_file(opened: Open) -> None:
    app = opened("answer")
    app.slider[0].set_value(150).run()
    go(app, "compare")
    app.multiselect[0].set_value(["*"]).run()
    assert not app.exception
    assert list(app.dataframe[0].value.columns)[-1] == "changed"


def test_customers_move_by_a_slider(opened: Open) -> None:
    app = opened("channel_shift", shipped_files()["leads_hotline"])
    next(b for b in app.button if b.label == "Add").click().run()
    assert not app.exception
    draft = session_of(app).draft
    assert draft.scenario.tree.channel_shift["shift_1"].share == pytest.approx(0.1)
    app.main.slider[0].set_value(30).run()
    assert draft.scenario.tree.channel_shift["shift_1"].share == pytest.approx(0.3)
    flows = app.dataframe[0].value
    assert "channel shift" in set(flows["what"])


def test_a_scenario_without_flows_says_why_and_opens_one_that_has_them(opened: Open) -> None:
    quiet = shipped_files()["phone_center"]
    app = opened("channel_shift", quiet)
    assert not app.exception
    assert "no follow-ups" in app.info[0].value
    assert not app.get("image")
    app.button(key="flows-example").click().run()
    assert not app.exception
    assert session_of(app).draft.source.argument == "app_with_proactive_calls"
    assert not app.info
    assert len(app.get("image")) == 2


def test_a_table_that_scrolls_says_so(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "rows: scroll in the table" not in said(opened("check"))
    monkeypatch.setattr("sim.app.show.MOST_ROWS", 2)
    app = opened("check")
    rows = len(app.dataframe[0].value)
    assert f"{rows} rows: scroll in the table to see them all." in said(app)


def test_boxes_are_new_ones_in_another_language(opened: Open) -> None:
    """A browser keeps the words of what was chosen in a box that stays the same."""
    app = opened("answer", shipped_files()["phone_center"])
    [box] = [one for one in app.main.selectbox if one.label == "The day of"]
    before = box.key
    app.sidebar.get("button_group")[0].set_value("zh").run()
    assert not app.exception
    [box] = app.main.selectbox
    assert box.key != before
    assert "全部队列" in box.options


def test_erlang_answers_as_the_command_line(
    opened: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    app = opened("erlang")
    for line, table in zip(app.code[0].value.splitlines(), app.dataframe, strict=False):
        assert main([*shlex.split(line)[1:], "--json"]) == 0
        printed = json.loads(capsys.readouterr().out)
        figures = table.value.set_index("figure")["value"]
        assert figures["agents"] == f"{printed['agents']:g}"
        assert figures["occupancy"] == percent(printed["occupancy"], 2)


def test_erlang_formulas_stand_side_by_side(opened: Open) -> None:
    app = opened("erlang")
    table = app.dataframe[2].value.set_index("formula")
    assert list(table.index) == ["SL-1", "SL-2", "SL-3", "SL-4", "SL-11"]
    assert len(set(table["Erlang C"])) == 1  # nobody leaves
    assert len(set(table["Erlang A"])) == 5


def test_erlang_says_what_is_wrong_and_keeps_what_was_typed(opened: Open) -> None:
    app = opened("erlang")
    app.text_input[0].set_value("200").run()
    assert not app.exception
    assert "--rate = 200" in app.code[0].value
    go(app, "answer")
    go(app, "erlang")
    assert app.text_input[0].value == "200"
    app.text_input[0].set_value("100/h").run()
    app.text_input[5].set_value("12").run()
    assert not app.exception
    assert "ccsim erlang b --rate 100/h --handle-time 180s --lines 12" in app.code[0].value


def test_the_check_has_formulas_and_reasons(opened: Open) -> None:
    app = opened("check")
    assert list(app.dataframe[0].value["by"]) == ["simulated", "Erlang A", "Erlang C"]
    assert "Erlang C knows no abandonment" in said(app)


def test_names_are_never_read_as_markup(opened: Open, tmp_path: Path) -> None:
    evil = "**bold** <b>x</b> :red[y] $z$ [l](http://x)"
    text = f"""\
name: "{evil}"
period: {{start: 2026-03-02 08:00, length: 1h, interval: 30min}}
queues:
  "<i>_a_</i>": {{channel: voice, arrivals: {{rate: 30/h}}, handle_time: {{mean: 60s}}, patience: {{mean: 1min}},
    target: {{answered: 80%, within: 20s}}}}
agents: {{desk: {{seated: 1, skills: {{"<i>_a_</i>": 1}}}}}}
"""  # noqa: E501
    path = tmp_path / "evil.yaml"
    path.write_text(text, "utf-8")
    for name in PAGES:
        app = opened(name, path)
        assert not app.exception
        markdown = [element.value for kind in (app.markdown, app.caption, app.error, app.warning,
                                               app.success) for element in kind]  # fmt: skip
        labels = [widget.label for widget in (*app.metric, *app.slider)]
        for written in (*markdown, *labels):
            assert "**bold**" not in written
            assert "<i>" not in written
            assert "<b>" not in written


def test_the_queue_that_is_shown_is_kept_on_other_pages(opened: Open) -> None:
    app = opened("answer", shipped_files()["phone_center"])
    [box] = [one for one in app.main.selectbox if one.label == "The day of"]
    box.set_value("service").run()
    go(app, "erlang")
    go(app, "answer")
    assert not app.exception
    [box] = [one for one in app.main.selectbox if one.label == "The day of"]
    assert box.value == "service"
