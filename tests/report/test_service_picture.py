"""Service level of several queues: one strip each, with its formula, its time and its target."""

from __future__ import annotations

import numpy as np

from sim.report.drawing import theme
from sim.report.reading import Reader
from sim.report.service_picture import MOST, service_levels
from sim.report.style import CHANNELS
from sim.scenario import loads
from sim.studies import study
from tests.cli.conftest import DESK

QUEUE = """\
  {name}:
    channel: {channel}
    arrivals: {{rate: 20/h}}
    handle_time: {{mean: 180s}}
    target: {{answered: {answered}, within: 20s}}
"""
PERIOD = "period: {start: 2026-03-02 08:00, length: 2h, interval: 30min}"


def desks(answered: list[str], channel: str = "voice") -> Reader:
    """A queue for each of these targets; two agents for all of them."""
    names = [f"q{number}" for number in range(len(answered))]
    queues = "".join(
        QUEUE.format(name=name, channel=channel, answered=share)
        for name, share in zip(names, answered, strict=True)
    )
    skills = ", ".join(f"{name}: {place + 1}" for place, name in enumerate(names))
    agents = f"agents: {{desk: {{seated: 3, skills: {{{skills}}}}}}}"
    text = f"name: Desks\n{PERIOD}\nqueues:\n{queues}{agents}"
    return Reader(study(loads(text), replications=3))


def test_every_queue_with_a_target_has_a_strip() -> None:
    reader = desks(["80%", "60%"])
    with theme():
        picture = service_levels(reader)
    assert picture is not None
    upper, lower = picture.figure.axes
    for axes, queue, target in ((upper, "q0", 0.8), (lower, "q1", 0.6)):
        line, goal = axes.get_lines()
        band = reader.by_interval("queue", queue, "service_level")
        assert band is not None
        np.testing.assert_array_equal(line.get_ydata(), band.mean)
        assert list(goal.get_ydata()) == [target, target]
        assert line.get_color() == CHANNELS["voice"]
        assert axes.get_ylabel() == "%"
        said = [text.get_text() for text in axes.texts]
        assert f"{queue}: service level SL-1 in 20 s" in said
    assert upper.get_title(loc="left") == "Service level by queue"
    assert "mean over 3 replications with its 95 % interval" in upper.texts[-1].get_text()
    assert lower.get_xlabel().startswith("time of day")


def test_of_many_queues_those_furthest_below_their_target_are_shown() -> None:
    reader = desks(["90%"] * MOST + ["1%"])
    with theme():
        picture = service_levels(reader)
    assert picture is not None
    assert len(picture.figure.axes) == MOST
    title = picture.figure.axes[0].get_title(loc="left")
    assert title == f"Service level: {MOST} of {MOST + 1} queues, furthest below target"
    assert f"q{MOST}" not in picture.text


def test_without_a_target_there_is_none() -> None:
    text = DESK.replace("    target: {answered: 80%, within: 20s}\n", "")
    assert service_levels(Reader(study(loads(text), replications=2))) is None
