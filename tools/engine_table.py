"""Writes docs/reference/engines.md: `python -m tools.engine_table`.

The rows are read off the schema of scenario files and the rules page. What an engine supports is
not written by hand either: small random scenarios (tests/random_*.py) that use the feature are run
by all engines, and their logs compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from sim.engine.engines import engine_named
from sim.engine.names import ENGINES
from sim.errors import InputError
from sim.log import first_difference
from sim.routing.policy_file import PolicyFile
from sim.scenario.kind_rules import CHANNEL_KEYS
from sim.scenario.schema import CallbackWhen, FollowUp, Group, Queue, Routing, Shrinkage, Skill
from sim.scenario.shape import slots
from sim.scenario.unit_events import EVENT_NAMES
from tests.naive import naive
from tests.random_runs import numbered, random_world

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "engines.md"
RULES = ROOT / "docs" / "rules.md"
SCENARIOS = 150
"""Random scenarios that are run."""

Tree = Mapping[str, Any]
Uses = Callable[[Tree], bool]


@dataclass
class Feature:
    """A feature of the scenario language, and how the engines did where it was used."""

    name: str
    words: tuple[str, ...]  # what the rules call it
    uses: Uses
    used: int = 0
    same: Counter[str] = field(default_factory=Counter)  # engine -> scenarios with the same log


def nodes(tree: Tree, section: str) -> list[Tree]:
    return list(tree.get(section, {}).values())


def cells(tree: Tree) -> Iterator[Tree]:
    for group in nodes(tree, "agents"):
        yield from group["skills"].values()


def has_key(section: str, key: str) -> Uses:
    return lambda tree: any(key in node for node in nodes(tree, section))


def says(section: str, key: str, value: str) -> Uses:
    return lambda tree: any(node.get(key) == value for node in nodes(tree, section))


def kinds() -> list[Feature]:
    return [Feature(f"`{kind}`", (kind,), says("queues", "channel", kind)) for kind in CHANNEL_KEYS]


def queue_keys() -> list[Feature]:
    """Keys of queues that say what happens, beside those for who comes and what is counted."""
    others = {"channel", "arrivals", "target", "value", "cost", "callback", "at_close"}
    others |= {"relevant", "triage", "waiting_at_start"}  # read by the draws
    keys = [key for key in slots(Queue) if key not in others]
    features = [Feature(f"`{key}`", (key,), has_key("queues", key)) for key in keys]
    for when in slots(CallbackWhen):
        features.append(Feature(f"`callback` when `{when}`", (when,), offers(when)))
    for choice in slots(Queue)["at_close"].choices:
        words = (f"at_close: {choice}",)
        features.append(Feature(f"`at_close: {choice}`", words, says("queues", "at_close", choice)))
    return [*features, Feature("`lines`", ("lines",), lambda tree: "lines" in tree)]


def offers(when: str) -> Uses:
    def uses(tree: Tree) -> bool:
        offered = [
            queue["callback"]["when"] for queue in nodes(tree, "queues") if "callback" in queue
        ]
        return any(when in each for each in offered)

    return uses


def agent_keys() -> list[Feature]:
    keys = [key for key in slots(Group) if key in ("seated", "staff", "shifts", "opening")]
    features = [Feature(f"`{key}`", (key,), has_key("agents", key)) for key in keys]
    for key in slots(Shrinkage):
        features.append(Feature(f"`shrinkage.{key}`", (key,), shrinks(key)))
    features += [Feature(f"skill: `{key}`", (key,), has_skill_key(key)) for key in slots(Skill)]
    return features


def has_skill_key(key: str) -> Uses:
    return lambda tree: any(key in cell for cell in cells(tree))


def shrinks(key: str) -> Uses:
    return lambda tree: any(key in group.get("shrinkage", {}) for group in nodes(tree, "agents"))


def policies() -> list[Feature]:
    features: list[Feature] = []
    for decision, slot in slots(Routing).items():
        for choice in slot.choices:
            uses = routes(decision, choice)
            words = (choice, choice.replace("_", " "))
            features.append(Feature(f"`routing.{decision}: {choice}`", words, uses))
    return features


def routes(decision: str, choice: str) -> Uses:
    return lambda tree: any(g["routing"].get(decision) == choice for g in nodes(tree, "agents"))


def follow_ups() -> list[Feature]:
    features = [
        Feature(f"after `{event}`", (event, event.replace("_", " ")), follows(event))
        for event in EVENT_NAMES
    ]
    for key in ("as", "by"):
        for choice in slots(FollowUp)[key].choices:
            uses = says("follow_ups", key, choice)
            features.append(Feature(f"`{key}: {choice}`", (f"{key}: {choice}", choice), uses))
    for key in ("delay", "settles", "warm", "work"):
        features.append(Feature(f"`{key}`", (key,), has_key("follow_ups", key)))
    return features


def follows(event: str) -> Uses:
    return lambda tree: any(f["after"].split()[0] == event for f in nodes(tree, "follow_ups"))


SECTIONS: tuple[tuple[str, Callable[[], list[Feature]]], ...] = (
    ("Channel kinds", kinds),
    ("Queues", queue_keys),
    ("Agents", agent_keys),
    ("Routing", policies),
    ("Follow-ups", follow_ups),
)

SPEAKS_OF = {
    "Channel kinds": "One page a kind: [channels](../channels/README.md).",
    "Queues": "R30 to R36, R70 to R95.",
    "Agents": "R20 to R29, R37, R42, R43.",
    "Routing": "R40 and R44.",
    "Follow-ups": "R60 to R68.",
}

INTRODUCTION = f"""# Features and engines

Written by `python -m tools.engine_table` from the schema of scenario files, the
[rules](../rules.md) and {SCENARIOS} small random scenarios. *reference* is the rules in SimPy,
*fast* the compiled engine, the default; *naive* stands in the tests alone, where all three run.
They share the model, the draws and the key recipes, and no decision.

The figures: of so many of the scenarios that use the feature, in how many the engine gave the log
of the reference engine, row for row, to the tick. `python -m tools.random_worlds` compares as many
worlds as you like, and `ccsim verify FILE` your own scenario at its real size. What an engine does
not support it refuses by name.

What comes before an engine is the same for all. Volumes, profiles, calendars, events, channel
shift, distributions, the relevant share of posts and who waits at start end in the model and the
draws; targets, costs and values are read off the log.
"""


def count(features: list[Feature]) -> None:
    """Run the scenarios by every engine, and note where the logs are the same."""
    engines = {name: engine_named(name) for name in ENGINES}
    engines["naive"] = naive
    for number in range(SCENARIOS):
        world = random_world(*numbered(number))
        logs = {name: engine(world.model, world.draws) for name, engine in engines.items()}
        tree = yaml.load(world.text, yaml.CSafeLoader)
        same = [name for name in engines if first_difference(logs["reference"], logs[name]) is None]
        for feature in features:
            if feature.uses(tree):
                feature.used += 1
                feature.same.update(same)


def rules() -> dict[str, str]:
    """Number of every rule, and its text."""
    text = RULES.read_text("utf-8")
    return dict(
        re.findall(r"^- \*\*(R\d+)\*\* (.*?)(?=^- \*\*R|^$)", text, re.MULTILINE | re.DOTALL)
    )


def rules_of(feature: Feature) -> str:
    """Rules that name it, as it is written in a scenario file or in words of their own."""
    names = [
        number
        for number, text in rules().items()
        if any(f"`{word}" in text or (" " in word and word in text) for word in feature.words)
    ]
    return ", ".join(f"[{number}](../rules.md)" for number in names)


POLICY = PolicyFile(
    "policies.py",
    "LastAgent",
    "class LastAgent:\n    def agent_for(self, contact, agents, center): return agents[-1]\n",
)


def takes_a_policy(name: str) -> str:
    """Whether the engine routes by a policy written in Python, refuses it by name, or neither."""
    world = random_world(*numbered(0))
    own, engine = engine_named(name)(world.model, world.draws), engine_named(name)
    try:
        routed = engine(replace(world.model, policy=POLICY), world.draws)
    except InputError as refused:
        return "refused by name" if POLICY.name in str(refused) else "refused"
    return "no" if first_difference(own, routed) is None else "yes"


POLICIES = "a routing policy [written in Python](../how-to/policies.md) (R96 to R99)"


def page() -> str:
    """The page of the documentation."""
    sections = [(title, make()) for title, make in SECTIONS]
    count([feature for _, features in sections for feature in features])
    columns = ("reference", "fast", "naive")
    head = f"| feature | rules that name it | {' | '.join(columns)} |"
    lines = [INTRODUCTION]
    for title, features in sections:
        lines += [f"## {title}", "", SPEAKS_OF[title], ""]
        lines += [head, "|---|---|---|---|---|"]
        for feature in features:
            done = " | ".join(f"{feature.same[name]} of {feature.used}" for name in columns)
            lines.append(f"| {feature.name} | {rules_of(feature)} | {done} |")
        lines.append("")
    written = " | ".join(takes_a_policy(name) for name in ("reference", "fast"))
    lines += [
        "## Beside the scenario language",
        "",
        "| feature | reference | fast |",
        "|---|---|---|",
    ]
    lines += [f"| {POLICIES} | {written} |", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
