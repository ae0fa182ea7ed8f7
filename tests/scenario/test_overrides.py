"""Overrides: base < named scenario < --set < replace; each level changes a value at most once."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import InputError
from sim.scenario import Scenario, loads
from tests.scenario.texts import changed

SCENARIOS = """scenarios:
  more: {agents.desk.seated: 14, queues.calls.target.within: 30s}
  listed: {agents.desk.seated: [9, 10, 11, 12, 12, 11, 10, 9]}
  rostered:
    agents.desk.seated: null
    agents.desk.staff: 17
    agents.desk.shrinkage: 30%
"""
TEXT = changed(end=SCENARIOS)


def with_settings(*settings: str, scenario: str | None = None, text: str = TEXT) -> Scenario:
    return loads(text, scenario=scenario, settings=settings)


def refused(*settings: str, text: str = TEXT, scenario: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        loads(text, scenario=scenario, settings=settings, source="x.yaml")
    return str(caught.value)


def seated(scenario: Scenario) -> Any:
    return scenario.resolved()["agents"]["desk"]["seated"]


def test_priority_is_base_then_scenario_then_set_then_replace() -> None:
    assert seated(with_settings()) == 12
    assert seated(with_settings(scenario="more")) == 14
    assert seated(with_settings("agents.desk.seated=15", scenario="more")) == 15
    top = with_settings("agents.desk.seated=15", scenario="more").replace("agents.desk.seated", 16)
    assert seated(top) == 16
    assert top.tree.queues["calls"].target.within == 30_000  # type: ignore[union-attr]


def test_a_value_replaces_the_whole_node_and_null_removes() -> None:
    resolved = with_settings(scenario="rostered").resolved()["agents"]["desk"]
    assert "seated" not in resolved
    assert resolved["staff"] == 17
    target = with_settings("queues.calls.target={abandoned: 5%}").tree.queues["calls"].target
    assert target is not None
    assert (target.answered, target.abandoned) == (None, 0.05)
    assert with_settings("queues.calls.target=null").tree.queues["calls"].target is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("20", 20),
        ("7.5", 7.5),
        ("[1,2,3,4,5,6,7,8]", [1, 2, 3, 4, 5, 6, 7, 8]),
        ("{number: 3}", 3),
        ("{per_interval: [1, 1, 1, 1, 1, 1, 1, 1]}", [1] * 8),
    ],
)
def test_head_counts_take_numbers_lists_and_mappings(value: str, expected: Any) -> None:
    assert seated(with_settings(f"agents.desk.seated={value}")) == expected


def test_paths_reach_inside_short_forms() -> None:
    skill = with_settings("agents.desk.skills.calls.rank=3").tree.agents["desk"].skills["calls"]
    assert (skill.rank, skill.speed) == (3, 1.0)
    skill = with_settings("agents.desk.skills.calls.speed=90%").tree.agents["desk"].skills["calls"]
    assert (skill.rank, skill.speed) == (1, 0.9)
    assert seated(with_settings("agents.desk.seated.number=13")) == 13
    text = changed(("{mean: 240s}", "240s"), ("{mean: 3min}", "none"))
    calls = with_settings("queues.calls.handle_time.mean=5min", text=text).tree.queues["calls"]
    assert (calls.handle_time.distribution, calls.handle_time.mean) == ("constant", 300_000)


def test_optional_nodes_need_not_be_written_to_be_changed() -> None:
    scenario = with_settings(
        "run.replications=10",
        "queues.calls.cost.contact=0.05",
        "agents.desk.shrinkage.absent=8%",
        "opening.mon-fri=08:00-20:00",
        "events.storm={queue: calls, at: 2026-03-02 09:00, extra: 100, half_life: 30min}",
    )
    assert scenario.tree.run.replications == 10
    assert scenario.tree.queues["calls"].cost.contact == 0.05
    assert scenario.tree.agents["desk"].shrinkage.absent == 0.08
    assert list(scenario.resolved()["opening"]) == ["mon", "tue", "wed", "thu", "fri"]
    assert scenario.tree.events["storm"].extra == 100


def test_days_are_changed_one_by_one() -> None:
    text = changed(("queues:", "opening: {mon-sat: 08:00-20:00}\nqueues:"))
    opening = with_settings(
        "opening.sat=closed",
        "opening.tue-wed=[09:00-12:00, 13:00-17:00]",
        "opening.2026-03-02=08:00-12:00",
        text=text,
    ).resolved()["opening"]
    assert opening == {
        "mon": ["08:00-20:00"],
        "tue": ["09:00-12:00", "13:00-17:00"],
        "wed": ["09:00-12:00", "13:00-17:00"],
        "thu": ["08:00-20:00"],
        "fri": ["08:00-20:00"],
        "2026-03-02": ["08:00-12:00"],
    }
    message = refused("opening.mon-wed=08:00-12:00", "opening.wed=closed", text=text)
    assert "changes what is also changed by opening.mon-wed" in message


STARS = changed(
    (
        "agents:",
        "  video: {channel: video, arrivals: {rate: 9/h}, handle_time: {mean: 5min}, "
        "patience: none}\nagents:",
    ),
    ("{calls: 1}", "{calls: 1, video: 2}\n  second: {seated: 3, skills: {video: 1}}"),
)


def test_stars_match_names() -> None:
    tree = with_settings("queues.*.priority=2", "agents.*.skills.video.speed=90%", text=STARS).tree
    assert [queue.priority for queue in tree.queues.values()] == [2, 2]
    assert tree.agents["desk"].skills["video"].speed == 0.9
    assert tree.agents["second"].skills["video"].speed == 0.9
    assert tree.agents["desk"].skills["calls"].speed == 1.0
    tree = with_settings("queues.v*.priority=2", text=STARS).tree
    assert [queue.priority for queue in tree.queues.values()] == [1, 2]
    # A star removes where there is something to remove.
    assert with_settings("queues.*.target=null", text=STARS).tree.queues["calls"].target is None


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (["agents.desk.seated=13", "agents.desk.seated=14"], "changes the same value as"),
        (["agents.*.seated=13", "agents.desk.seated=14"], "is also changed by agents.*.seated"),
        (["agents.desk.seated=13", "agents.*.seated=14"], "is also changed by agents.desk.seated"),
        (
            ["queues.calls.target.within=30s", "queues.calls.target={abandoned: 5%}"],
            "is also changed by queues.calls.target.within",
        ),
        (
            ["queues.calls.target=null", "queues.calls.target.within=30s"],
            "is also changed by queues.calls.target",
        ),
    ],
)
def test_two_changes_of_one_value_on_one_level(settings: list[str], message: str) -> None:
    assert message in refused(*settings, text=STARS)
    assert refused(*settings, text=STARS).startswith("--set: ")


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        (
            "agents.dsk.seated=14",
            ["there is no dsk in agents", "allowed: desk", "did you mean desk?"],
        ),
        ("agents.desk.seatd=14", ["unknown key seatd in agents.desk", "did you mean seated?"]),
        ("agnts.desk.seated=14", ["unknown key agnts", "did you mean agents?"]),
        ("agents.desk.skills.call.rank=2", ["there is no call in agents.desk.skills"]),
        ("agents.other=null", ["there is no other in agents"]),
        ("queues.calls.opening=null", ["there is no opening to remove"]),
        ("queues.x*.priority=2", ["x* matches no name in queues"]),
        ("queues.calls.arrivals.per_interval.3=2", ["is a list; a path cannot go into it"]),
        ("agents.desk.seated=-1", ["--set: agents.desk.seated = -1: is negative"]),
        ("agents.desk.seated=[1, 2]", ["has 2 values, the period has 8 intervals"]),
        ("agents.desk.seated", ["is not PATH=VALUE"]),
        ("=5", ["is not PATH=VALUE"]),
        ("a..b=5", ["is not PATH=VALUE"]),
        ("agents.desk.seated=", ["has no value", "write agents.desk.seated=null to remove it"]),
        ("agents.desk.seated=!!int 3", ["YAML tags are not allowed"]),
        ("agents.desk.seated=[1, 2", ["is not valid YAML"]),
        ("scenarios.more=null", ["cannot change `scenarios`"]),
        ("queues.calls.turns={mean: 4}", ["turns: is not a key of voice queues"]),
        (
            "queues.calls.callback.accepted=40%",
            ["queues.calls.callback.to: is needed", "queues.calls.callback.when: is needed"],
        ),
        ("follow_ups.redial.probability=50%", ["there is no redial in follow_ups"]),
        (
            "queues.calls.channel=self_service",
            ["queues.calls.session: is needed", "handle_time: is not a key of self_service queues"],
        ),
    ],
)
def test_settings_that_do_not_work(setting: str, words: list[str]) -> None:
    message = refused(setting)
    for word in words:
        assert word in message


def test_all_settings_are_judged_at_once() -> None:
    message = refused("agents.dsk.seated=14", "nonsense", "run.seed=-1", "period.length=7min")
    assert message.count("\n--set: ") + message.startswith("--set: ") == 4


def test_problems_that_a_setting_brings_elsewhere_say_so() -> None:
    message = refused("agents.second=null", "agents.desk.skills.video=null", text=STARS)
    assert "--set > queues.video: no agent group has the skill for it" in message


def test_a_setting_only_has_to_fit_the_wanted_scenario() -> None:
    # `rostered` has no head count in the seat to change; it is not asked for.
    assert seated(with_settings("agents.desk.seated.number=15")) == 15


def test_unknown_scenario() -> None:
    message = refused(scenario="mor")
    assert "there is no scenario mor in x.yaml" in message
    assert "allowed: base, more, listed, rostered" in message
    assert "did you mean more?" in message
    assert with_settings(scenario="base") == with_settings()


def test_a_broken_named_scenario_is_reported_with_the_base() -> None:
    text = changed(end="scenarios:\n  worse: {agents.desk.seated: -1}\n")
    message = refused(text=text)
    assert message.startswith("x.yaml:15: scenarios.worse > agents.desk.seated = -1: is negative")


def test_lists_can_be_overridden() -> None:
    text = changed(
        ("  calls:", "  calls/$site:"),
        ("{calls: 1}", "{calls/*: 1}"),
        end="lists: {site: [north, south]}\nscenarios:\n  three: {lists.site: [a, b, c]}\n",
    )
    assert list(loads(text).tree.queues) == ["calls/north", "calls/south"]
    three = loads(text, scenario="three")
    assert list(three.tree.queues) == ["calls/a", "calls/b", "calls/c"]
    assert list(three.tree.agents["desk"].skills) == ["calls/a", "calls/b", "calls/c"]


def test_made_names_can_be_overridden_one_by_one_or_together() -> None:
    text = changed(
        ("  calls:", "  calls/$site:"),
        ("{calls: 1}", "{calls/*: 1}"),
        end="lists: {site: [north, south]}\n",
    )
    tree = with_settings("queues.calls/north.priority=2", text=text).tree
    assert [queue.priority for queue in tree.queues.values()] == [2, 1]
    for path in ("queues.calls/*.priority", "queues.calls/$site.priority"):
        tree = with_settings(f"{path}=3", text=text).tree
        assert [queue.priority for queue in tree.queues.values()] == [3, 3]
    skills = with_settings("agents.desk.skills.calls/south.rank=2", text=text)
    assert {name: skill.rank for name, skill in skills.tree.agents["desk"].skills.items()} == {
        "calls/north": 1,
        "calls/south": 2,
    }
    assert "calls/north" not in with_settings("queues.calls/north=null", text=text).tree.queues
