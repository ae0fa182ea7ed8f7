"""What the targets take: worked out behind the answer, as the command line finds it."""

from __future__ import annotations

import json
import shlex
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sim.app.server import Server
from sim.cli import main
from tests.app.conftest import Open, go, session_of
from tests.cli.conftest import DESK

AMPLE = DESK.replace("seated: 4", "seated: 12")


def until_worked_out(app: AppTest) -> AppTest:
    """Look again and again, as the browser does, until nothing is searched for."""
    for _ in range(300):
        if not any(button.key == "stop-takes" for button in app.button):
            return app
        time.sleep(0.3)
        app.run()
    raise AssertionError("the search does not end")


def told(app: AppTest) -> str:
    """The sentences over the cards, without the signs against markup."""
    boxes = [box.value for kind in (app.error, app.warning, app.success) for box in kind]
    return "\n".join(boxes).replace("\\", "").replace("\u00a0", " ")


def seeks(app: AppTest) -> list[list[str]]:
    """The seek commands that the page gives."""
    lines = [line for one in app.code for line in one.value.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("ccsim seek")]


def test_the_sentence_says_what_the_target_takes(
    opened: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    app = opened("answer")
    assert not app.exception
    assert len(app.metric) == 1  # the answer did not wait for it
    assert "on 9 days of 10" not in told(app)
    until_worked_out(app)
    [arguments] = seeks(app)
    assert main([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    more = int(found["answer"]["value"])
    assert found["range"] == "+0..+10"
    assert more > 0
    # 4 seated in the file, no shrinkage; 2 hours at 38, to two figures
    cost = round(more * 2 * 38, -1)
    needs = f"80 % on 9 days of 10 needs {4 + more} seated, {4 + more} rostered: "
    assert f"{needs}{more} more of desk at all times, {cost} a day." in told(app)


def test_seats_to_spare_are_said_where_all_is_met(
    opened: Open, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ample.yaml"
    path.write_text(AMPLE, "utf-8")
    app = opened("erlang", path)
    session_of(app).replications = 50  # few days leave even 100 % open
    until_worked_out(go(app, "answer"))
    assert not app.exception
    words = ["seek", str(path), "--replications", "50", "--json", "--vary",
             "agents.desk.seated=1..12", "--until", "queues.calls.service_level>=80%"]  # fmt: skip
    assert main(words) == 0
    least = int(json.loads(capsys.readouterr().out)["answer"]["value"])
    spare = 12 - least
    assert spare > 1
    assert told(app) == f"The target is met on an average day, with {spare} seats to spare."


def test_it_can_be_stopped_and_asked_for_again(opened: Open, server: Server) -> None:
    app = opened("erlang")
    session_of(app).seed = 4321
    go(app, "answer")
    app.button(key="stop-takes").click().run()
    assert not any(button.key == "stop-takes" for button in app.button)
    assert len(app.metric) == 1
    app.button(key="takes-again").click().run()
    until_worked_out(app)
    assert "on 9 days of 10 needs" in told(app)


def test_a_slider_gives_up_what_was_searched_for_before(opened: Open, server: Server) -> None:
    app = opened("erlang")
    session_of(app).seed = 8765
    go(app, "answer")
    app.run()  # the second look begins the search
    app.slider[0].set_value(120).run()
    assert not app.exception
    [arguments] = seeks(until_worked_out(app))
    assert "queues.calls.arrivals.scale=120%" in arguments
