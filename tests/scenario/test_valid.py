"""Every file of tests/scenarios/valid loads to what its .json says, worked out by hand."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.scenario import load, loads

FOLDER = Path(__file__).parents[1] / "scenarios" / "valid"
SHIPPED = Path(__file__).parents[2] / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))


def at(tree: Any, path: str) -> Any:
    """The value at a dotted path of a resolved scenario."""
    for step in path.split("."):
        tree = tree[step]
    return tree


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_loads_as_worked_out(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text())
    scenario = load(path)
    resolved = scenario.resolved()
    assert {key: at(resolved, key) for key in expected["resolved"]} == expected["resolved"]
    tables = {key: list(numbers) for key, numbers in scenario.tables.items()}
    assert tables == expected["tables"]
    warnings = [warning.replace(f"{FOLDER.as_posix()}/", "") for warning in scenario.warnings]
    assert warnings == expected["warnings"]


@pytest.mark.parametrize("path", [*FILES, *sorted(SHIPPED.glob("*.yaml"))], ids=lambda p: p.stem)
@pytest.mark.parametrize("dump", [partial(yaml.safe_dump, sort_keys=False), json.dumps])
def test_resolved_loads_back_to_an_equal_scenario(path: Path, dump: Any) -> None:
    base = load(path)
    for name in ("base", *base.variants):
        scenario = base.variant_named(name)
        again = loads(dump(scenario.resolved()))
        assert again == scenario
        assert again.totals == scenario.totals
        assert again.resolved() == scenario.resolved()
        # Lists in place of files hold the same numbers for everyone behind the scenario.
        for key, numbers in scenario.tables.items():
            embedded = again.tables.get(key)
            assert embedded is None or embedded == numbers


def test_the_corpus_is_large_enough() -> None:
    assert len(FILES) >= 20
