"""The page of features and engines is current, and what it shows is complete."""

from __future__ import annotations

import re

from sim.scenario.kind_rules import CHANNEL_KEYS
from sim.scenario.unit_events import EVENT_NAMES
from tools.engine_table import PAGE, POLICIES, RULES, page, rules, takes_a_policy

ROW = re.compile(r"^\| (.+?) \| .* \| (\d+) of (\d+) \| (\d+) of \d+ \| (\d+) of \d+ \|$", re.M)


def test_the_page_is_current() -> None:
    """If not: python -m tools.engine_table."""
    assert PAGE.read_text("utf-8") == page()


def test_every_feature_was_used_and_the_engines_agree() -> None:
    rows = ROW.findall(PAGE.read_text("utf-8"))
    assert len(rows) > 60
    for feature, *figures in rows:
        reference, used, fast, naive = map(int, figures)
        assert reference == fast == naive == used > 0, feature


def test_every_kind_and_event_has_a_row() -> None:
    features = {row[0] for row in ROW.findall(PAGE.read_text("utf-8"))}
    assert {f"`{kind}`" for kind in CHANNEL_KEYS} <= features
    assert {f"after `{event}`" for event in EVENT_NAMES} <= features


def test_a_policy_is_run_by_the_reference_engine_and_refused_by_the_other() -> None:
    assert (takes_a_policy("reference"), takes_a_policy("fast")) == ("yes", "refused by name")
    assert f"| {POLICIES} | yes | refused by name |\n" in PAGE.read_text("utf-8")


def test_rules_are_read_whole() -> None:
    assert rules()["R43"].startswith("`keep_idle: n`: an agent takes")
    assert rules()["R68"].rstrip().endswith("Meanwhile the contact stays in hand.")
    written = RULES.read_text("utf-8").count("\n- **R")
    assert len(rules()) == written
