"""Studies of centers with follow-ups, callbacks and self-service."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sim.scenario import loads
from sim.studies import Study, study

CENTER = """
name: A bot in front
period: {start: 2026-03-02 08:00, length: 2h, interval: 1h}
queues:
  bot:
    channel: self_service
    arrivals: {rate: 60/h}
    session: {mean: 90s}
    contained: 50%
  calls:
    channel: voice
    arrivals: {rate: 60/h}
    handle_time: {mean: 180s, distribution: exponential}
    patience: {mean: 60s, distribution: exponential}
    target: {answered: 80%, within: 20s}
    callback: {to: back, when: {queue_length: 3}, accepted: 50%}
  back:
    channel: outbound
    handle_time: {mean: 120s}
    dial: {reached: 60%, attempts: 3, retry: 10min, ring: 20s}
agents:
  desk: {seated: 4, skills: {calls: 1, back: 2}, cost: {hour: 30}}
follow_ups:
  on: {from: bot, after: escalated, to: calls, probability: 100%}
  redial: {from: calls, after: abandoned, to: calls, probability: 60%, delay: 5min}
  repeat: {from: calls, after: answered, to: calls, probability: 10%, delay: 20min}
run: {replications: 5, seed: 3}
"""


@pytest.fixture(scope="module")
def center() -> Study:
    return study(loads(CENTER))


@pytest.fixture(scope="module")
def document(center: Study) -> Any:
    return json.loads(json.dumps(center.to_json(), allow_nan=False))


def test_flows_are_the_origins_of_the_queue_they_go_to(document: Any) -> None:
    flows = {flow["name"]: flow for flow in document["flows"]}
    assert list(flows) == ["on", "redial", "repeat", "callback: calls"]
    assert [flow["kind"] for flow in flows.values()] == [
        "escalation", "redial", "repeat", "callback"
    ]  # fmt: skip
    assert (flows["on"]["from"], flows["on"]["to"], flows["on"]["origin"]) == ("bot", "calls", "on")
    assert flows["callback: calls"]["to"] == "back"
    for name, flow in flows.items():
        origin = document["queues"][flow["to"]][f"origin_{flow['kind']}"]
        assert flow["count"] == pytest.approx(origin["mean"]) and flow["count"] > 0, name
        assert flow["low"] <= flow["count"] <= flow["high"]


def test_escalated_sessions_phone_at_once(document: Any) -> None:
    """Without delay nothing is still to come: as many escalations as escalated sessions."""
    escalated = document["queues"]["bot"]["escalated"]["mean"]
    assert document["queues"]["calls"]["origin_escalation"]["mean"] == pytest.approx(escalated)
    back = document["queues"]["back"]
    assert back["attempts"]["mean"] == pytest.approx(
        document["queues"]["calls"]["callbacks"]["mean"]
    )


def test_origins_and_outcomes_add_up(document: Any) -> None:
    for name, queue in document["queues"].items():
        means = {metric: figure["mean"] for metric, figure in queue.items()}
        origins = sum(value for metric, value in means.items() if metric.startswith("origin_"))
        assert origins == pytest.approx(means["attempts"]), name
        outcomes = ("answered", "abandoned", "flowed_out", "contained", "unreached",
                    "waiting_at_end")  # fmt: skip
        assert sum(means[outcome] for outcome in outcomes) == pytest.approx(means["offered"])
    center = {metric: figure["mean"] for metric, figure in document["center"].items()}
    assert center["attempts_per_issue"] == pytest.approx(center["attempts"] / center["issues"])
    assert center["resolved"] == pytest.approx(center["resolved_here"])


def test_the_summary_has_quality_and_self_service(document: Any) -> None:
    summary = document["summary"]
    assert set(summary) == {"scale", "service", "quality", "efficiency"}
    assert set(summary["quality"]) == {"fcr", "repeat_rate", "re_routed", "expired"}
    assert 0.7 < summary["quality"]["fcr"]["mean"] < 1
    # half of the sessions are half of the demand
    assert 0.15 < summary["efficiency"]["self_service"]["mean"] < 0.35


def test_erlang_is_asked_about_queues_of_agents_alone(center: Study, document: Any) -> None:
    assert list(center.erlang) == ["calls"]
    assert set(center.without_erlang) == {"bot", "back"}
    assert document["erlang"]["bot"] == {
        "erlang_c": None, "erlang_a": None,
        "reasons": ["Self-service has no agents: nobody waits for one."],
    }  # fmt: skip
    assert "The company dials" in document["erlang"]["back"]["reasons"][0]


def test_redials_repeats_and_callbacks_are_reasons(center: Study) -> None:
    said = "\n".join(center.erlang["calls"].reasons)
    assert "of the attempts were caused by earlier ones (" in said
    for words in ("% redials", "% repeats", "% escalated by self-service"):
        assert words in said
    assert "Erlang is given them as well, but as if they came by themselves" in said
    assert "accept a callback and hang up; agents call them back in back" in said


def test_certain_zeros_have_no_interval(document: Any) -> None:
    """Nobody repeats after self-service, and no callback is offered there."""
    for metric in ("repeat_rate", "callback_rate", "redial_rate"):
        figure = document["queues"]["back"][metric]
        assert figure["mean"] is None or figure["low"] == figure["high"] == 0
    bounce_back = document["queues"]["bot"]["bounce_back"]
    assert bounce_back == {"mean": 0, "low": 0, "high": 0}
    calls = document["queues"]["calls"]["repeat_rate"]
    assert calls["low"] < calls["mean"] < calls["high"]
