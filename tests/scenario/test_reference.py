"""The reference page and the JSON Schema are current, complete, and agree with the loader."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from sim.scenario import json_schema, reference_markdown
from sim.scenario.kind_rules import CHANNEL_KEYS, NEEDED_KEYS
from sim.scenario.reference import PAGES
from sim.scenario.schema import Distribution, Patience, Queue
from sim.scenario.unit_events import EVENT_NAMES
from tests.scenario.texts import changed

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "scenarios"
VALID = [*sorted((CORPUS / "valid").glob("*.yaml")), *sorted((ROOT / "scenarios").glob("*.yaml"))]


class CoreLoader(yaml.BaseLoader):
    """Numbers are numbers, everything else is text: what editors make of YAML 1.2."""


CoreLoader.yaml_implicit_resolvers = {}
CoreLoader.add_implicit_resolver("int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
CoreLoader.add_implicit_resolver(
    "float",
    re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"),
    list("-+0123456789."),
)
CoreLoader.add_constructor("int", lambda loader, node: int(node.value))
CoreLoader.add_constructor("float", lambda loader, node: float(node.value))


def as_text(value: Any) -> Any:
    """JSON keys are text."""
    if isinstance(value, dict):
        return {str(key): as_text(item) for key, item in value.items()}
    return [as_text(item) for item in value] if isinstance(value, list) else value


def errors(text: str) -> list[str]:
    validator = jsonschema.Draft202012Validator(json_schema())
    return [error.message for error in validator.iter_errors(as_text(yaml.load(text, CoreLoader)))]


def test_the_files_in_docs_are_current() -> None:
    """To renew them: python -m sim.scenario.write_reference."""
    folder = ROOT / "docs" / "reference"
    assert (folder / "scenario.md").read_text("utf-8") == reference_markdown()
    assert json.loads((folder / "scenario.schema.json").read_text("utf-8")) == json_schema()


def test_every_key_is_described_once() -> None:
    for node, _ in PAGES:
        for name, info in node.model_fields.items():
            assert info.description, f"{node.__name__}.{name}"
    lines = reference_markdown().splitlines()
    for node, title in PAGES:
        section = lines[lines.index(f"## {title}") :]
        section = section[1 : next(n for n, line in enumerate(section[1:], 1) if line[:3] == "## ")]
        inherited = set(Distribution.model_fields) if node is Patience else set()
        for name, info in node.model_fields.items():
            rows = [line for line in section if line.startswith(f"| `{info.alias or name}` |")]
            assert len(rows) == (0 if name in inherited else 1), (title, name)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_the_json_schema_accepts_what_loads(path: Path) -> None:
    assert errors(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("channel: voice", "channel: phone"),
        ("240s", "240"),
        ("80%", "80"),
        ("100/h", "100"),
        ("seated: 12", "seatd: 12"),
        ("length: 4h", "lenght: 4h"),
        ("name: Small center", "nam: x"),
        ("{calls: 1}", "{calls: {rank: 1, concurrency: 21}}"),
        ("08:00", "8 o'clock"),
        ("seated: 12", "seated: -1"),
        ("handle_time:", "contained: 0.7\n    handle_time:"),
        (
            "agents:",
            "follow_ups: {a: {from: calls, after: expires, to: calls, probability: 1%}}\nagents:",
        ),
        ("within: 20s", "within: 20 sec"),
    ],
)
def test_the_json_schema_refuses(old: str, new: str) -> None:
    assert errors(changed((old, new)))


def test_every_key_of_a_queue_belongs_to_a_channel() -> None:
    keys = {key for keys in CHANNEL_KEYS.values() for key in keys}
    assert keys == set(Queue.model_fields)
    for channel, needed in NEEDED_KEYS.items():
        assert set(needed) <= set(CHANNEL_KEYS[channel])


def test_the_json_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


KEYS = ROOT.parent / "shared" / "scenario-keys.yaml"


@pytest.mark.skipif(not KEYS.is_file(), reason="the planned keys are not part of the project")
def test_every_planned_key_is_taken() -> None:
    planned = yaml.load(KEYS.read_text("utf-8"), CoreLoader)
    schema = json_schema()
    assert set(planned) <= set(schema["properties"])
    for name, queue in planned["queues"].items():
        assert queue["channel"] in CHANNEL_KEYS, name
        assert set(queue) <= set(CHANNEL_KEYS[queue["channel"]]), name
        assert set(queue.get("target", {})) <= set(schema["$defs"]["Target"]["properties"])
    for follow_up in planned["follow_ups"].values():
        assert set(follow_up) <= set(schema["$defs"]["FollowUp"]["properties"])
        assert follow_up["after"].split()[0] in EVENT_NAMES
    for group in planned["agents"].values():
        assert set(group) <= set(schema["$defs"]["Group"]["properties"])
        for skill in group["skills"].values():
            if isinstance(skill, dict):
                assert set(skill) <= set(schema["$defs"]["Skill"]["properties"])
