"""Tests run side by side already: a study of the suite starts no processes of its own.

Tests of the pool ask for a number of workers; that is not limited. The compiled engine is compiled
once, before the workers of pytest-xdist start.
"""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("LOKY_MAX_CPU_COUNT", "1")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        from sim.engine.engines import prepare

        prepare("fast", print)
