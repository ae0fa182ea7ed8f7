"""Tests run side by side already: a study of the suite starts no processes of its own.

Tests of the pool ask for a number of workers; that is not limited. The compiled engine is compiled
once, before the workers of pytest-xdist start.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

os.environ.setdefault("LOKY_MAX_CPU_COUNT", "1")

# The same examples in every run: a change is judged by itself, not by the day's luck.
settings.register_profile("pinned", derandomize=True)
settings.load_profile("pinned")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        from sim.engine.engines import prepare

        prepare("fast", print)
