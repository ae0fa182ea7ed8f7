"""Small scenarios for searches: a trial takes a few hundredths of a second."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from sim.planning import Staffing
from sim.scenario import Scenario, load
from sim.studies import study


def desk(**changes: Any) -> dict[str, Any]:
    """One queue, one group, two hours; `changes` replace whole sections."""
    return {
        "name": "Desk",
        "period": {"start": "2026-03-02 08:00", "length": "2h", "interval": "30min"},
        "queues": {
            "calls": {
                "channel": "voice",
                "arrivals": {"per_interval": [20, 45, 45, 25]},
                "handle_time": {"mean": "180s", "distribution": "exponential"},
                "patience": {"mean": "3min", "distribution": "exponential"},
                "target": {"answered": "80%", "within": "20s"},
            }
        },
        "agents": {"desk": {"seated": 6, "skills": {"calls": 1}, "shrinkage": "25%"}},
        "run": {"replications": 8, "seed": 5},
    } | changes


def written(folder: Path, tree: dict[str, Any]) -> Scenario:
    """A scenario file with this content, loaded."""
    path = folder / "world.yaml"
    path.write_text(yaml.safe_dump(tree, sort_keys=False), "utf-8")
    return load(path)


def service(found: Staffing, scenario: Scenario, queue: str) -> float:
    """Service level of a queue in a study with the customers of the search."""
    figures = study(scenario, replications=found.replications, seed=found.seed).to_json()
    level = figures["queues"][queue]["service_level"]["mean"]
    assert isinstance(level, float)
    return level
