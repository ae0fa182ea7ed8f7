"""Traffic lights, and differences as a picture."""

from __future__ import annotations

import pytest

import sim
from sim.metrics.catalogue import METRICS
from sim.report.difference_picture import COLOURS, difference_picture
from sim.report.drawing import theme
from sim.report.lights import HIGHER_IS_BETTER, LOWER_IS_BETTER, Light, light
from sim.studies.comparison import Comparison, Difference, baseline_of
from tests.cli.conftest import DESK

NAN = float("nan")
RISE, FALL = Difference(0.7, 0.8, 0.1, 0.05, 0.15), Difference(0.8, 0.7, -0.1, -0.15, -0.05)
SAME, ALONE = Difference(0.7, 0.71, 0.01, -0.02, 0.04), Difference(0.7, 0.8, 0.1, NAN, NAN)


@pytest.mark.parametrize(
    ("metric", "difference", "kind"),
    [
        ("service_level", RISE, "better"),
        ("service_level", FALL, "worse"),
        ("abandon_rate", RISE, "worse"),
        ("cost_per_resolution", FALL, "better"),
        ("service_level", SAME, "same"),
        ("asa_s", ALONE, "unknown"),
        ("offered", RISE, "neutral"),
        ("occupancy", FALL, "neutral"),
    ],
)
def test_a_light_says_what_a_difference_means(
    metric: str, difference: Difference, kind: Light
) -> None:
    assert light(metric, difference) == kind


def test_lights_know_metrics_and_contradict_no_one() -> None:
    assert set(METRICS) >= HIGHER_IS_BETTER | LOWER_IS_BETTER
    assert not HIGHER_IS_BETTER & LOWER_IS_BETTER


def test_a_picture_of_differences_has_a_row_a_scenario_and_its_units() -> None:
    base = sim.loads(DESK)
    studies = [sim.study(one, replications=4) for one in (base, base.variant_named("six_more"))]
    found = {"six_more": Comparison(baseline_of(studies[0]), (studies[1],)).differences(studies[1])}
    key = ("queue", "calls", "service_level")
    with theme():
        picture = difference_picture(studies[0], found, key)
        assert picture is not None
        [axes] = picture.figure.axes
        assert [label.get_text() for label in axes.get_yticklabels()] == ["six_more"]
        assert axes.get_xlabel() == "difference of service level (percentage points)"
        drawn = axes.containers[0].lines[0]
        assert drawn.get_xdata()[0] == pytest.approx(100 * found["six_more"][key].difference)
        assert drawn.get_color() == COLOURS["better"]
        assert difference_picture(studies[0], found, ("queue", "calls", "no_such")) is None
