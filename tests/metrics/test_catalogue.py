"""The catalogue is complete, and its page in docs is current."""

from __future__ import annotations

from pathlib import Path

from sim.metrics import CATALOGUE, METRICS, measure
from sim.metrics.catalogue import unit_of
from sim.metrics.reference import SECTIONS, reference_markdown
from sim.metrics.service_level import FORMULAS
from tests.metrics.worlds import log, model

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "metrics.md"


def test_the_page_is_current() -> None:
    """If not: python -m sim.metrics.reference."""
    assert PAGE.read_text("utf-8") == reference_markdown()


def test_every_metric_has_a_name_of_its_own_and_a_place_on_the_page() -> None:
    assert len(METRICS) == len(CATALOGUE)
    rows = [line.split(" | ") for line in reference_markdown().splitlines() if line[:3] == "| `"]
    formulas = [line.split(" | ") for line in reference_markdown().splitlines() if "| SL-" in line]
    named = [row[0].strip("| `") for row in rows] + [row[2].strip("`") for row in formulas]
    assert sorted(named) == sorted(METRICS)
    listed = [metric for _, section in SECTIONS for metric in section]
    assert len(listed) + len(FORMULAS) == len(CATALOGUE)


def test_bands_have_the_unit_of_their_metric() -> None:
    assert unit_of("asa_s") == unit_of("asa_s_day_p90") == "s"


def test_every_metric_is_measured_at_its_levels_and_nowhere_else() -> None:
    frame = measure(log([]), model(("a", "b"), ("x", "y"), (1, 1)))
    for metric in CATALOGUE:
        rows = frame[frame["metric"] == metric.name]
        assert set(rows["level"]) == set(metric.levels), metric.name
        intervals = {-1} if metric.basis == "period" else {-1, 0, 1}
        assert set(rows["interval"]) == intervals, metric.name
    assert not frame.duplicated(["level", "name", "interval", "metric"]).any()
    ratios = {metric.name for metric in CATALOGUE if metric.denominator is not None}
    has_parts = frame["denominator"].notna()
    assert set(frame.loc[has_parts, "metric"]) == ratios
