"""Channel kinds in the scenario file: facts, overrides, spreading against linear algebra, sizes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from sim.channels import KINDS
from sim.errors import InputError
from sim.scenario import load, loads
from sim.scenario.kind_rules import ASYNCHRONOUS, CHANNEL_KEYS, LIVE, SEVERAL, TARGET_KEYS, WARM
from sim.scenario.schema import Queue
from sim.scenario.shape import slots
from sim.scenario.unit_numbers import UNLIMITED, parse_concurrency, write_concurrency
from sim.scenario.unit_time import year_first
from tests.scenario.texts import changed

FOLDER = Path(__file__).parents[1] / "scenarios" / "valid"
EVERY = FOLDER / "every_channel.yaml"


def test_the_scenario_and_the_model_agree_about_the_kinds() -> None:
    assert set(KINDS) == set(CHANNEL_KEYS)
    assert set(slots(Queue)["channel"].choices) == set(KINDS)
    assert {name for name, kind in KINDS.items() if kind.asynchronous} == set(ASYNCHRONOUS)
    assert {name for name, kind in KINDS.items() if kind.several} == set(SEVERAL)
    assert set(TARGET_KEYS["clock"]) == set(ASYNCHRONOUS)
    for name, kind in KINDS.items():
        assert kind.name == name
        assert kind.live != kind.deferred
        assert ("waiting_at_start" in CHANNEL_KEYS[name]) == kind.asynchronous
        assert kind.written == kind.asynchronous
    at_once = {name for name, kind in KINDS.items() if kind.live and not kind.asynchronous}
    assert at_once == {*WARM, "self_service"}
    assert set(LIVE) == {name for name, keys in CHANNEL_KEYS.items() if "callback" in keys}


@pytest.mark.parametrize(("text", "value"), [("1", 1), ("20", 20), ("unlimited", UNLIMITED)])
def test_concurrency(text: str, value: int) -> None:
    assert parse_concurrency(text) == value
    assert write_concurrency(value) == text


@pytest.mark.parametrize("text", ["0", "21", "1000", "2.5", "Unlimited", "-1", "", "3%"])
def test_no_concurrency(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        parse_concurrency(text)


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("02.03.2026 08:00", "2026-03-02 08:00"),
        ("2.3.2026", "2026-03-02"),
        ("31/12/2026 23:59:30", "2026-12-31 23:59:30"),
        ("12/31/2026", "2026-12-31"),
        ("02/03/2026", "2026-03-02 or 2026-02-03"),
        ("03-03-2026", "2026-03-03"),
    ],
)
def test_a_date_whose_year_comes_last_is_written_the_other_way(text: str, mend: str) -> None:
    assert year_first(text) == f"write the year first: {mend}"


@pytest.mark.parametrize("text", ["2026-03-02", "40.03.2026", "02.03.26", "02.03/2026", "8:00"])
def test_other_texts_are_no_such_date(text: str) -> None:
    assert year_first(text) == ""


def test_keys_of_channels_are_overridden() -> None:
    scenario = load(EVERY)
    changes = {
        "queues.wechat.turns.mean": "2.5",
        "queues.weibo.spread.to.calls": "0.1",
        "queues.forum.peers.answer": "10%",
        "queues.emails.waiting_at_start": None,
        "agents.desk.skills.chats.concurrency": "unlimited",
        "queues.wechat.target.reply": "every",
    }
    for path, value in changes.items():
        scenario = scenario.replace(path, value)
    queues = scenario.tree.queues
    assert queues["wechat"].turns is not None and queues["wechat"].turns.mean == 2.5
    assert queues["weibo"].spread is not None
    assert queues["weibo"].spread.to == {"weibo": 0.8, "calls": 0.1, "bot": 0.0}
    assert queues["forum"].peers is not None and queues["forum"].peers.answer == 0.1
    assert queues["emails"].waiting_at_start is None
    assert scenario.tree.agents["desk"].skills["chats"].concurrency == UNLIMITED
    assert queues["wechat"].target is not None and queues["wechat"].target.reply == "every"


def test_turns_without_a_gap_are_taken_back_to_one() -> None:
    scenario = load(EVERY)
    with pytest.raises(InputError, match="gap: is the pause between turns"):
        scenario.replace("queues.wechat.turns", None)
    without = scenario.replace("queues.wechat.gap", "0s").replace("queues.wechat.turns.mean", "3")
    assert without.tree.queues["wechat"].turns is not None


def test_spread_made_from_a_list_is_overridden_and_removed() -> None:
    path = FOLDER / "spread_over_listed_desks.yaml"
    calmer = load(path, scenario="calmer").tree.queues["weibo/south"].spread
    assert calmer is not None and calmer.to == {"weibo/south": 0.5, "calls": 0.01}
    assert load(path, scenario="none").tree.queues["weibo/north"].spread is None


POSTS = """name: Posts
period: {start: 2026-03-02 08:00, length: 4h, interval: 30min}
queues:
  a: {channel: social, arrivals: {rate: 1/h}, handle_time: {mean: 4min}, spread: SPREAD_A}
  b: {channel: social, arrivals: {rate: 1/h}, handle_time: {mean: 4min}, spread: SPREAD_B}
agents: {desk: {seated: 2, skills: {a: 1, b: 1}}}
"""
means = st.tuples(*[st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0, 1.5])] * 4)


@given(means)
@settings(max_examples=60, deadline=None)
def test_spread_explodes_from_a_spectral_radius_of_one(matrix: tuple[float, ...]) -> None:
    own_a, a_to_b, b_to_a, own_b = matrix
    radius = max(abs(np.linalg.eigvals(np.array(matrix).reshape(2, 2))))
    texts = {}
    for limit in ("", ", at_most: 50"):
        spread_a = f"{{to: {{a: {own_a}, b: {a_to_b}}}, half_life: 1h{limit}}}"
        spread_b = f"{{to: {{a: {b_to_a}, b: {own_b}}}, half_life: 1h{limit}}}"
        texts[limit] = POSTS.replace("SPREAD_A", spread_a).replace("SPREAD_B", spread_b)
    warned = any("explodes" in warning for warning in loads(texts[", at_most: 50"]).warnings)
    assert warned == (radius > 1 - 1e-7)
    if warned:
        with pytest.raises(InputError, match="spreading that explodes"):
            loads(texts[""])
    else:
        assert loads(texts[""]).tree.queues["a"].spread is not None


def contacts(text: str) -> float:
    """What the guard of sizes counts, read off its message."""
    with pytest.raises(InputError) as caught:
        loads(text)
    (problem,) = caught.value.problems
    return float(problem.message.split()[1].replace(",", ""))


def test_the_size_counts_what_contacts_cause() -> None:
    rate = ("rate: 100/h", "rate: 20000000/h")  # 80 million in four hours
    assert contacts(changed(rate)) == 80e6
    again = (
        "follow_ups: {again: {from: calls, after: answered, to: calls, probability: 60%, DELAY}}"
    )
    # Each brings 0.6 more: 80 / (1 - 0.6). What comes after the end does not count.
    soon = again.replace("DELAY", "delay: 1min")
    assert contacts(changed(rate, end=soon)) == pytest.approx(200e6, rel=1e-6)
    assert contacts(changed(rate, end=again.replace("DELAY", "delay: 5h"))) == 80e6
    # Four turns each, and posts that cause 0.75 others each: 80 x 4 and 80 / (1 - 0.75).
    voice = "channel: voice"
    threads = changed(rate, (voice, "channel: messaging\n    turns: 4\n    gap: 1min"))
    assert contacts(threads) == 320e6
    spread = "{to: {calls: 0.75}, half_life: 1h, at_most: 999999999}"
    posts = changed(rate, (voice, f"channel: social\n    spread: {spread}"))
    assert contacts(posts) == pytest.approx(320e6, rel=1e-6)
    capped = posts.replace("999999999", "1000000")
    assert contacts(capped) == 81e6
    # A quarter is relevant: 80 + 80 x 0.25 x 0.75 / (1 - 0.75).
    some = posts.replace("channel: social", "channel: social\n    relevant: 25%\n    triage: 15s")
    assert contacts(some) == pytest.approx(140e6, rel=1e-6)
    late = "events: {push: {queue: calls, at: 2026-03-02 09:00, extra: 5000000, half_life: 1h}}"
    assert contacts(changed(rate, end=late)) == 85e6


def test_waiting_at_start_counts() -> None:
    waiting = "waiting_at_start: {contacts: 60000000, age: {mean: 1d}}"
    text = changed(
        ("channel: voice", f"channel: email\n    {waiting}"), ("rate: 100/h", "rate: 0/h")
    )
    assert contacts(text) == 60e6


def test_defaults_of_a_thread_are_one_turn_and_no_end() -> None:
    wechat = yaml.safe_load(changed(("channel: voice", "channel: messaging")))
    queue = loads(yaml.safe_dump(wechat)).tree.queues["calls"]
    assert queue.turns is not None and queue.turns.mean == 1
    assert (queue.gap, queue.reply_window, queue.waiting_at_start) == (None, None, None)
    assert queue.target is not None and (queue.target.reply, queue.target.clock) == (
        "every",
        "opening",
    )
