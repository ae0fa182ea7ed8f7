"""Fixtures of the report tests."""

from __future__ import annotations

from typing import Any

import pytest

from sim.report.reading import Reader
from tests.report import handmade


@pytest.fixture
def study() -> Any:
    """A study made by hand, 100 replications."""
    return handmade.study()


@pytest.fixture
def reader(study: Any) -> Reader:
    """Reads the study made by hand."""
    return Reader(study)
