"""Fixtures of the report tests."""

from __future__ import annotations

from typing import Any

import pytest

from sim.report.reading import Reader
from sim.scenario import load
from sim.studies import study as simulate
from sim.studies.comparison import compare
from tests.report import handmade
from tests.report.office_scenario import OFFICE


@pytest.fixture
def study() -> Any:
    """A study made by hand, 100 replications."""
    return handmade.study()


@pytest.fixture
def reader(study: Any) -> Reader:
    """Reads the study made by hand."""
    return Reader(study)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The scenario that has everything a report has to carry."""
    path = tmp_path_factory.mktemp("office") / "office.yaml"
    path.write_text(OFFICE, "utf-8")
    return load(path)


@pytest.fixture(scope="session")
def office_study(office: Any) -> Any:
    """A study of it."""
    return simulate(office)


@pytest.fixture(scope="session")
def office_comparison(office: Any) -> Any:
    """All its scenarios against its base."""
    return compare([office, *(office.variant_named(name) for name in office.variants)])
