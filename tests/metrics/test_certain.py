"""Shares that the model leaves no doubt about have no interval; all others have one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.engine.events import Outcome
from sim.metrics.summary import summarise
from sim.metrics.tally import tally
from sim.model import Model
from tests.metrics.worlds import Contact, Presence, answered, left, log, model


def interval(world: Model, contacts: list[Contact], metric: str, name: str) -> tuple[float, ...]:
    """(mean, low, high) of three equal replications."""
    counted = tally(log(contacts), world)
    frame = summarise([counted] * 3, world)
    rows = frame[(frame["metric"] == metric) & (frame["name"] == name) & (frame["interval"] == -1)]
    return tuple(rows[["mean", "low", "high"]].to_numpy()[0].tolist())


def test_where_nobody_is_ever_planned_nobody_answers() -> None:
    gone = [left(0, 30), left(100, 130)]
    empty, one = model(agents=(0,)), model(agents=(1,))
    for metric in ("service_level", "answer_rate", "dispatch"):
        assert interval(empty, gone, metric, "calls") == (0, 0, 0)
        mean, low, high = interval(one, gone, metric, "calls")
        assert (mean, low) == (0, 0) and high > 0.1
    assert interval(empty, gone, "wait_probability", "calls") == (1, 1, 1)


def test_agents_without_the_skill_answer_nothing() -> None:
    world = model(("calls", "chats"), skills=[[1, 0]])
    gone = [left(0, 30, 1), answered(0, 0, 10)]
    assert interval(world, gone, "answer_rate", "chats") == (0, 0, 0)
    assert interval(world, gone, "answer_rate", "calls")[1] < 1
    assert interval(world, gone, "answer_rate", "center")[1] < 0.5


@pytest.mark.parametrize(("share", "sure"), [(0.0, True), (0.5, False), (1.0, True)])
def test_a_bot_that_contains_all_or_nobody(share: float, sure: bool) -> None:
    world = model(("bot", "calls"), self_service=[0])
    shares = np.array([[round(share * 2**32)], [0]])
    world = replace(world, self_service=replace(world.self_service, contained=shares))
    outcome = Outcome.CONTAINED if share else Outcome.ESCALATED
    sessions = [Contact(t, outcome, ended=t + 5, released=t + 5) for t in (0, 50)]
    for name in ("bot", "center"):
        mean, low, high = interval(world, sessions, "containment", name)
        assert mean == (1 if share else 0)
        assert (low == high) is sure


def test_without_the_company_or_a_bot_nothing_is_proactive_or_self_service() -> None:
    world = model()
    for metric in ("proactive", "self_service"):
        assert interval(world, [answered(0, 0, 9)], metric, "calls") == (0, 0, 0)
    outbound = model(("calls", "back"), outbound=[1])
    assert interval(outbound, [answered(0, 0, 9)], "proactive", "center")[2] > 0


def test_without_volume_there_is_nothing_to_be_sure_of() -> None:
    assert np.isnan(interval(model(), [], "service_level", "calls")).all()
    assert interval(model(), [], "offered", "calls") == (0, 0, 0)


def test_messages_without_a_reply_window_are_not_lost() -> None:
    world = model(messaging=[0], judging={"mean_patience": np.array([np.inf])})
    sent = [answered(0, 0, 9)]
    assert interval(world, sent, "lost_rate", "calls") == (0, 0, 0)
    threads = replace(world.threads, window=np.array([5000]))
    assert interval(replace(world, threads=threads), sent, "lost_rate", "calls")[2] > 0


def test_a_desk_of_deferred_work_alone_has_no_live_occupancy() -> None:
    """The desk (group 0) has e-mails alone, the phones (group 1) calls; a third has no skill."""
    world = model(
        ("mails", "calls"),
        groups=("desk", "phones", "nobody"),
        agents=(1, 1, 1),
        skills=[[1, 0], [0, 1], [0, 0]],
        deferred=[0],
    )
    busy = [answered(0, 0, 10), answered(0, 0, 10, agent=1, queue=1)]
    on = [Presence(agent, 0, 100, 100) for agent in range(3)]
    counted = tally(log(busy, presence=on), world)
    frame = summarise([counted] * 3, world)

    def found(metric: str, name: str) -> tuple[float, ...]:
        rows = frame[(frame["metric"] == metric) & (frame["name"] == name)]
        whole = rows[rows["interval"] == -1]
        return tuple(whole[["mean", "low", "high"]].to_numpy()[0].tolist())

    assert found("live_occupancy", "desk") == (0, 0, 0)
    assert found("occupancy", "nobody") == found("slot_occupancy", "nobody") == (0, 0, 0)
    for metric, name in (("occupancy", "desk"), ("live_occupancy", "phones"),
                         ("live_occupancy", "center")):  # fmt: skip
        mean, low, high = found(metric, name)
        assert 0 < low < mean < high
