"""Safe to share: sizes are limited, users are apart, names are signs and nothing else."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sim.app.in_worker import read_scenario
from sim.app.main import PAGES
from sim.app.server import Server
from sim.app.simulating import order_of
from sim.app.uploads import UploadFolder
from sim.scenario import Scenario
from tests.app.conftest import Open, page_script, session_of
from tests.cli.conftest import DESK

FORMULA = r"$$\frac{1}$$"  # dollar signs are doubled in a scenario; no formula of TeX
QUEUE = f"<i>a</i> {FORMULA} __b__ [l](javascript:x) :red[z]"
GROUP = f"<s>desk</s> {FORMULA} `u` :smile:"
MARKS = f"""\
name: '<b>X</b> **y** {FORMULA} [l](http://example.org) <script>document.title = 1</script>'
period: {{start: 2026-03-02 08:00, length: 2h, interval: 30min}}
queues:
  '{QUEUE}':
    channel: voice
    arrivals: {{rate: 60/h}}
    handle_time: {{mean: 180s}}
    patience: {{mean: 2min}}
    target: {{answered: 80%, within: 20s}}
  '# posts {FORMULA} <u>':
    channel: social
    arrivals: {{rate: 20/h}}
    handle_time: {{mean: 3min}}
    target: {{answered: 80%, within: 15min, clock: elapsed}}
agents:
  '{GROUP}': {{seated: 4, skills: {{'{QUEUE}': 1}}}}
  '<u>posters {FORMULA}': {{seated: 2, skills: {{'# posts {FORMULA} <u>': 1}}}}
follow_ups:
  '<em>redial</em> {FORMULA}':
    {{from: '{QUEUE}', after: abandoned, to: '{QUEUE}', probability: 40%, delay: {{mean: 8min}}}}
channel_shift:
  '<u>shift</u> {FORMULA}': {{from: '{QUEUE}', to: '# posts {FORMULA} <u>', share: 10%}}
events:
  '<b>boom</b> {FORMULA}':
    {{queue: '# posts {FORMULA} <u>', at: 2026-03-02 08:30, extra: 40, half_life: 15min}}
run: {{replications: 4, seed: 7}}
scenarios:
  '<b>more</b> {FORMULA} __m__': {{agents.*.seated: 6}}
"""
"""A scenario whose every name looks like markup."""


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    path = tmp_path / "marks.yaml"
    path.write_text(MARKS, "utf-8")
    return path


@pytest.mark.parametrize("name", PAGES)
def test_signs_of_formulas_and_markup_are_drawn_as_they_are(
    opened: Open, server: Server, marks: Path, name: str
) -> None:
    drawn: list[str] = []
    kept = server.drawn
    with pytest.MonkeyPatch.context() as patch:

        def watched(*arguments: object) -> str | None:
            made = kept(*arguments)  # type: ignore[arg-type]
            drawn.append(made or "")
            return made

        patch.setattr(server, "drawn", watched)
        app = opened(name, marks)
    assert not app.exception
    for figure in drawn:
        for element in ("<i>", "<b>", "<s>", "<u>", "<em>", "<script"):
            assert element not in figure
    written = [one.value for kind in (app.markdown, app.caption) for one in kind]
    assert not any("<b>" in one or "<i>" in one or "](javascript" in one for one in written)
    if name in ("answer", "channel_shift"):
        assert any(r"$\frac{1}$" in figure for figure in drawn)


@pytest.mark.parametrize(
    ("period", "complaint"),
    [
        ("length: 4h, interval: 1s", "there would be 14,400 intervals, too many for a page"),
        ("length: 694d, interval: 1min", "there would be 999,360 intervals, too many for a page"),
    ],
)
def test_too_fine_a_period_is_refused_before_it_is_compiled(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, period: str, complaint: str
) -> None:
    def never(scenario: Scenario) -> None:
        raise AssertionError("compiled")

    monkeypatch.setattr("sim.app.simulating.model_of", never)
    path = tmp_path / "fine.yaml"
    before = "length: 2h, interval: 30min"
    assert before in DESK
    path.write_text(DESK.replace(before, period), "utf-8")
    app = opened("answer", path)
    assert not app.exception
    assert app.code[0].value == (
        f"the app: period: {complaint}\n"
        "    allowed: at most 4,000\n"
        "    mend: a longer interval or a shorter period; `ccsim run` takes more"
    )


def test_too_many_figures_by_interval_are_refused(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.app.simulating.MOST_FIGURES", 7)
    app = opened("erlang")
    session_of(app).seed = 4713
    app.kwargs["name"] = "answer"
    app.run()
    assert "there would be 8 intervals x (queues + groups)" in app.code[0].value


def test_a_scenario_that_multiplies_itself_is_read_in_vain(tmp_path: Path) -> None:
    """Nine aliases of nine aliases and so on: 3 GB if it were written out."""
    levels = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for level in range(1, 10):
        before = ", ".join([f"*a{level - 1}"] * 9)
        levels.append(f"a{level}: &a{level} [{before}]")
    path = tmp_path / "bomb.yaml"
    path.write_text("\n".join(levels) + "\n" + DESK, "utf-8")
    found = read_scenario(path, 60.0)
    assert not isinstance(found, Scenario)
    assert len(found) >= 1


def test_users_have_folders_of_their_own_that_nobody_else_reads() -> None:
    one, two = UploadFolder(), UploadFolder()
    assert one.path != two.path
    assert one.path.parent == two.path.parent == Path(tempfile.gettempdir())
    assert one.path.stat().st_mode & 0o077 == 0
    one.close()
    two.close()


def test_what_one_user_changes_is_not_seen_by_another(opened: Open, server: Server) -> None:
    first = opened("answer")
    first.slider[0].set_value(150).run()
    second = opened("answer")
    assert second.slider[0].value == 100
    assert "--set" not in second.code[0].value
    assert first.metric[0].value != second.metric[0].value


def test_sessions_begin_apart(server: Server) -> None:
    apps = []
    for _ in range(2):
        app = AppTest.from_function(page_script, kwargs={"server": server, "name": "erlang"})
        app.default_timeout = 60
        apps.append(app.run())
    one, two = (session_of(app) for app in apps)
    assert one.user != two.user
    assert one.draft is not two.draft
    assert one.stopped is not two.stopped
    assert order_of(one, one.draft.scenario).key == order_of(two, two.draft.scenario).key


def test_a_scenario_reads_no_file_of_the_server(tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    folder.mkdir()
    secret = tmp_path / "secret.csv"
    secret.write_text("interval_start,offered\n2026-03-02 08:00,10\n", "utf-8")
    for place in ("../secret.csv", str(secret), "uploads/../../secret.csv", "~/secret.csv"):
        path = folder / "center.yaml"
        path.write_text(DESK.replace("{rate: 60/h}", f"{{file: {place}}}"), "utf-8")
        found = read_scenario(path, 60.0)
        assert isinstance(found, tuple)
        said = "\n".join(str(problem) for problem in found)
        assert (
            "allowed: a file in the scenario's folder or below it" in said or "no such file" in said
        )
