"""Lists: what a name with $ makes, what its columns are worth, and where they stop."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario import Scenario, loads
from tests.scenario.texts import changed

SITES = changed(("  calls:", "  calls/$site:"), ("{calls: 1}", "{calls/*: 1}"))


def sites(end: str, *changes: tuple[str, str], folder: Path | None = None) -> Scenario:
    text = SITES
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return loads(text + end, folder=folder or Path())


def test_the_item_is_the_column_of_the_list_else_the_first(tmp_path: Path) -> None:
    (tmp_path / "named.csv").write_text("volume,site\n60,north\n40,south\n")
    (tmp_path / "first.csv").write_text("office,volume\nnorth,60\nsouth,40\n")
    for file in ("named.csv", "first.csv"):
        scenario = sites(f"lists: {{site: {file}}}\n", ("100/h", "$volume/h"), folder=tmp_path)
        rates = {
            name: str(queue.arrivals.rate)
            for name, queue in scenario.tree.queues.items()
            if queue.arrivals is not None
        }
        assert rates == {"calls/north": "60/h", "calls/south": "40/h"}
        assert scenario.totals == {"calls/*": ("calls/north", "calls/south")}


def test_a_column_of_two_lists_needs_the_name_of_its_list(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text("site,volume\nnorth,60\n")
    (tmp_path / "kinds.csv").write_text("kind,volume\nvip,6\n")
    end = "lists: {site: sites.csv, kind: kinds.csv}\n"
    name = ("calls/$site:", "calls/$site/$kind:")
    scenario = sites(end, name, ("100/h", "$kind_volume/h"), folder=tmp_path)
    assert str(scenario.tree.queues["calls/north/vip"].arrivals.rate) == "6/h"  # type: ignore[union-attr]
    with pytest.raises(
        InputError,
        match=r"\$volume is neither a list nor a column(.|\n)*"
        r"\$site_volume, \$kind, \$kind_volume",
    ):
        sites(end, name, ("100/h", "$volume/h"), folder=tmp_path)


def test_columns_in_overrides_of_all_copies(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text("site,volume,next\nnorth,60,66\nsouth,40,44\n")
    end = (
        "lists: {site: sites.csv}\n"
        "scenarios:\n  next_year: {queues.calls/$site.arrivals.rate: $next/h}\n"
    )
    scenario = sites(end, ("100/h", "$volume/h"), folder=tmp_path).variant_named("next_year")
    rates = [str(queue.arrivals.rate) for queue in scenario.tree.queues.values() if queue.arrivals]
    assert rates == ["66/h", "44/h"]


def test_an_exact_skill_wins_over_a_pattern() -> None:
    scenario = sites("lists: {site: [a, b]}\n", ("{calls/*: 1}", "{calls/*: 1, calls/b: 3}"))
    ranks = {name: skill.rank for name, skill in scenario.tree.agents["desk"].skills.items()}
    assert ranks == {"calls/a": 1, "calls/b": 3}


def test_a_pattern_covers_a_queue_that_an_override_adds() -> None:
    queue = "{channel: voice, arrivals: {rate: 1/h}, handle_time: {mean: 1min}, patience: none}"
    scenario = sites(f"lists: {{site: [a]}}\nscenarios:\n  more: {{queues.calls/x: {queue}}}\n")
    skills = scenario.variant_named("more").tree.agents["desk"].skills
    assert list(skills) == ["calls/a", "calls/x"]


def test_groups_and_queues_of_one_name_share_a_total() -> None:
    scenario = sites(
        "lists: {site: [a, b]}\n",
        ("  desk:", "  team/$site:"),
        ("{calls/*: 1}", "{calls/$site: 1}"),
    )
    assert scenario.totals == {
        "calls/*": ("calls/a", "calls/b"),
        "team/*": ("team/a", "team/b"),
    }


def test_the_largest_product_is_bounded() -> None:
    items = ", ".join(f"s{number}" for number in range(2_001))
    with pytest.raises(InputError, match="makes 2,001 names"):
        sites(f"lists: {{site: [{items}]}}\n")


def test_a_dollar_sign_stays_one_under_overrides(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text("site,label\nnorth,$site\n")
    end = "lists: {site: sites.csv}\nscenarios:\n  more: {agents.desk.seated: 13, currency: $$x}\n"
    scenario = sites(end, ("name: Small center", "name: Costs $$site and US$"), folder=tmp_path)
    assert scenario.tree.name == "Costs $site and US$"
    more = scenario.variant_named("more").replace("agents.desk.seated", 14)
    assert (more.tree.name, more.tree.currency) == ("Costs $site and US$", "$x")
    assert loads(json.dumps(more.resolved())) == more


def test_an_override_may_bring_a_name_with_a_list() -> None:
    queue = "{channel: video, arrivals: {rate: 1/h}, handle_time: {mean: 1min}, patience: none}"
    scenario = sites(
        "lists: {site: [a, b]}\nscenarios:\n  video:\n"
        f"    queues.video/$site: {queue}\n    agents.desk.skills.video/*: 2\n"
    ).variant_named("video")
    assert list(scenario.tree.queues) == ["calls/a", "calls/b", "video/a", "video/b"]
    assert scenario.totals["video/*"] == ("video/a", "video/b")
