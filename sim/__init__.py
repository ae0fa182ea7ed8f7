"""Contact-center simulation and capacity planning.

    import sim
    study = sim.study(sim.load("scenarios/phone_center.yaml"), replications=100)

The public names are those of `__all__`; they are imported when first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.compile import compile_model
    from sim.draws import draw
    from sim.engine.engines import engine_named
    from sim.errors import InputError, Problem
    from sim.metrics import measure
    from sim.planning import seek, staffing
    from sim.routing.policy_file import PolicyFile, read_policy
    from sim.scenario import Scenario, load, loads
    from sim.studies import Pool, Study, study

_HOME = {
    "InputError": "sim.errors",
    "PolicyFile": "sim.routing.policy_file",
    "Pool": "sim.studies",
    "Problem": "sim.errors",
    "Scenario": "sim.scenario",
    "Study": "sim.studies",
    "compile_model": "sim.compile",
    "draw": "sim.draws",
    "engine_named": "sim.engine.engines",
    "load": "sim.scenario",
    "loads": "sim.scenario",
    "measure": "sim.metrics",
    "read_policy": "sim.routing.policy_file",
    "seek": "sim.planning",
    "staffing": "sim.planning",
    "study": "sim.studies",
}

__all__ = [
    "InputError",
    "PolicyFile",
    "Pool",
    "Problem",
    "Scenario",
    "Study",
    "compile_model",
    "draw",
    "engine_named",
    "load",
    "loads",
    "measure",
    "read_policy",
    "seek",
    "staffing",
    "study",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)
