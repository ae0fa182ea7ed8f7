"""What an engine does not support it refuses by name; it never falls back silently."""

from __future__ import annotations

from sim.errors import InputError, Problem
from sim.model import Model


def refuse_unsupported(engine: str, model: Model) -> None:
    """InputError for a model that the engine of this name does not simulate."""
    if engine == "fast" and model.policy is not None:
        raise InputError(
            [
                Problem(
                    model.policy.file,
                    None,
                    model.policy.name,
                    None,
                    "the fast engine does not run a policy written in Python",
                    allowed="the reference engine",
                    mend='write --engine reference (in Python engine="reference")',
                )
            ]
        )
