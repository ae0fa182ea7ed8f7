"""Paired differences: by hand, against the same scenario, and narrower than unpaired ones."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from scipy import stats

from sim.cli import main
from sim.metrics.confidence import ratio_interval
from sim.report.comparison import difference_words
from sim.scenario import loads
from sim.studies.comparison import Difference, compare, document, paired, unpaired
from sim.studies.figures import Figures

TEXT = """
name: Two more
period: {start: 2026-03-02 08:00, length: 4h, interval: 30min}
currency: EUR
queues:
  calls:
    channel: voice
    arrivals: {rate: 100/h, variability: 10%}
    handle_time: {mean: 240s}
    patience: {mean: 3min, distribution: exponential}
    target: {answered: 80%, within: 20s}
agents:
  desk: {seated: 8, skills: {calls: 1}, cost: {hour: 30}}
run: {replications: 20, seed: 7}
scenarios:
  two_more: {agents.desk.seated: 10}
  nothing: {queues.calls.priority: 2}
"""


def test_a_difference_of_means_by_hand() -> None:
    """1, 2, 3 against 2, 4, 3: differences 1, 2, 0; mean 1, standard error 1 / sqrt(3)."""
    ones = np.ones(3)
    found = paired(Figures(np.array([1.0, 2, 3]), ones), Figures(np.array([2.0, 4, 3]), ones))
    half = 4.302652729911275 / math.sqrt(3)  # t of 2 degrees of freedom
    assert (found.baseline, found.value, found.difference) == (2, 3, 1)
    assert (found.low, found.high) == pytest.approx((1 - half, 1 + half))
    assert found.is_real is False


def test_a_difference_of_ratios_by_hand() -> None:
    """5/10, 7/10 against 8/10, 9/10: .6 and .85; residuals -1, 1 and -.5, .5 of 10 contacts."""
    ten = np.array([10.0, 10.0])
    found = paired(Figures(np.array([5.0, 7]), ten), Figures(np.array([8.0, 9]), ten))
    # paired residuals (-.05 + .1, .05 - .1): standard deviation .0707, standard error .05
    half = 12.706204736174698 * 0.05  # t of 1 degree of freedom
    assert found.difference == pytest.approx(0.25)
    assert (found.low, found.high) == pytest.approx((0.25 - half, 0.25 + half))


def test_a_difference_of_other_customers_by_hand() -> None:
    """1, 2, 3 against 2, 4: means 2 and 3, variances 1/3 and 2/2; Welch's degrees of freedom."""
    found = unpaired(
        Figures(np.array([1.0, 2, 3]), np.ones(3)), Figures(np.array([2.0, 4]), np.ones(2))
    )
    freedom = (1 / 3 + 1) ** 2 / ((1 / 3) ** 2 / 2 + 1**2 / 1)  # 16/9 over 19/18: 1.684
    assert freedom == pytest.approx(1.6842105)
    half = float(stats.t.ppf(0.975, freedom)) * math.sqrt(4 / 3)
    assert (found.baseline, found.value, found.difference) == (2, 3, 1)
    assert (found.low, found.high) == pytest.approx((1 - half, 1 + half))


def test_the_first_replications_that_both_have_are_paired() -> None:
    few = Figures(np.array([1.0, 2]), np.ones(2))
    many = Figures(np.array([2.0, 4, 90]), np.ones(3))
    found = paired(few, many)
    assert (found.baseline, found.value, found.difference) == (1.5, 3, 1.5)


def test_one_replication_cannot_say() -> None:
    one = np.array([1.0])
    found = paired(Figures(one, one), Figures(np.array([2.0]), one))
    assert found.difference == 1
    assert found.is_real is None
    assert difference_words(found, "contacts", "") == "+1.0"


def test_two_more_agents_are_a_real_difference_and_a_priority_alone_is_none() -> None:
    base = loads(TEXT)
    comparison = compare([base, base.variant_named("two_more"), base.variant_named("nothing")])
    more, nothing = (comparison.differences(other) for other in comparison.others)
    level = more["queue", "calls", "service_level"]
    assert level.is_real and level.difference > 0
    assert level.difference == pytest.approx(level.value - level.baseline)
    offered = more["queue", "calls", "offered"]
    assert (offered.difference, offered.is_real) == (0, False)  # the same customers
    cost = more["center", "center", "staff_cost"]
    assert cost.low == pytest.approx(cost.difference, abs=0.5)  # two agents for four hours
    assert cost.difference == pytest.approx(2 * 4 * 30, rel=0.02)
    for key, one in nothing.items():
        assert one.difference == 0 or math.isnan(one.difference), key
        assert not one.is_real


def test_pairing_makes_the_interval_narrower() -> None:
    base = loads(TEXT)
    comparison = compare([base, base.variant_named("two_more")])
    one = comparison.differences(comparison.others[0])["queue", "calls", "service_level"]
    widths = []
    assert comparison.baseline.study is not None
    for study in (comparison.baseline.study, comparison.others[0]):
        rows = study.frame.query("level == 'queue' and metric == 'service_level'")
        alone = ratio_interval(
            rows["numerator"].to_numpy()[:, None], rows["denominator"].to_numpy()[:, None]
        )
        widths.append(float(alone.high[0] - alone.low[0]))
    assert one.high - one.low < 0.9 * math.hypot(*widths)


def test_a_comparison_needs_two() -> None:
    with pytest.raises(ValueError, match="at least one other"):
        compare([loads(TEXT)])


def test_words() -> None:
    points = Difference(0.76, 0.81, 0.05, 0.042, 0.058)
    assert difference_words(points, "share", "") == "+5.0 points (+4.2 to +5.8)"
    none = Difference(1, 1, 0.1, -1, 1)
    assert difference_words(none, "s", "") == "no real difference (-1.0 to +1.0 s)"
    fixed = Difference(100, 340, 240, 240, 240)
    assert difference_words(fixed, "money", "EUR") == "+240 EUR"


def test_the_document_is_strict_json() -> None:
    base = loads(TEXT)
    comparison = compare([base, base.variant_named("two_more")], replications=3)
    said = json.loads(json.dumps(document(comparison), allow_nan=False))
    assert said["baseline"] == "base"
    figures = said["scenarios"]["two_more"]["queues"]["calls"]["service_level"]
    assert figures["difference"] == pytest.approx(figures["value"] - figures["baseline"])
    assert set(figures) == {"baseline", "value", "difference", "low", "high", "real"}


def test_the_command(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "two.yaml"
    file.write_text(TEXT, "utf-8")
    assert main(["compare", str(file), "two_more", "--replications", "5"]) == 0
    printed = capsys.readouterr().out
    assert "two_more against base" in printed
    assert "points" in printed
    assert main(["compare", str(file), "--json", "--replications", "2"]) == 0
    assert list(json.loads(capsys.readouterr().out)["scenarios"]) == ["two_more", "nothing"]
    assert main(["compare", str(file), "two_moer"]) == 2
    assert "did you mean two_more?" in capsys.readouterr().err


def test_nothing_to_compare(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "one.yaml"
    file.write_text(TEXT[: TEXT.index("scenarios:")], "utf-8")
    assert main(["compare", str(file)]) == 2
    assert "there is nothing to compare with the base" in capsys.readouterr().err
