"""When studies end: precise enough, out of time, interrupted; and what they then say."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sim.errors import InputError
from sim.metrics.confidence import mean_interval, share_interval
from sim.scenario import loads
from sim.studies import Pool, study
from sim.studies.comparison import compare
from sim.studies.figures import read_measure
from sim.studies.until import CHECK_EVERY, half_width, read_precision
from tests.studies.same import assert_same_tallies
from tests.studies.small import SMALL

SCENARIO = loads(SMALL)
LABELS = study(SCENARIO, replications=1).model.labels


def reached(replications: int, queue: str = "calls") -> float:
    """Half-width of the service level's interval, worked out from the tidy frame."""
    rows = study(SCENARIO, replications=replications).frame
    rows = rows[(rows["name"] == queue) & (rows["metric"] == "service_level")]
    sums = [rows[part].to_numpy()[:, None] for part in ("numerator", "denominator")]
    found = share_interval(*sums)
    return float(max(found.high[0] - found.mean[0], found.mean[0] - found.low[0]))


def test_it_ends_at_the_first_check_that_is_narrow_enough() -> None:
    wanted = (reached(20) + reached(40)) / 2  # between them: 20 are too few, 40 enough
    assert reached(20) > wanted > reached(40)
    found = study(SCENARIO, precision=f"queues.calls.service_level {100 * wanted:.4f}%")
    assert (found.replications, found.ending.reason) == (40, "precise")
    assert "queues.calls.service_level is known to ±" in found.ending.sentence
    assert "after 40 replications" in found.ending.sentence
    assert_same_tallies(found.tallies, study(SCENARIO, replications=40).tallies)
    assert not any("±" in warning for warning in found.warnings)


def test_the_number_of_workers_does_not_decide_when(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.studies.pool.START_SECONDS", 0.0)
    monkeypatch.setattr("sim.studies.pool.WORTH_SENDING", 0.0)
    wanted = f"queues.calls.service_level {100 * (reached(20) + reached(40)) / 2:.4f}%"
    alone = study(SCENARIO, precision=wanted, workers=1)
    shared = study(SCENARIO, precision=wanted, workers=2)
    assert alone.replications == shared.replications == 40
    assert_same_tallies(alone.tallies, shared.tallies)


def test_the_most_allowed_comes_first() -> None:
    found = study(SCENARIO, precision="queues.calls.asa_s 10ms", replications=25)
    assert (found.replications, found.ending.reason) == (25, "most")
    assert "after 25 replications, the most allowed; ± 0.01 s was wanted" in found.ending.sentence
    assert found.ending.sentence in found.warnings
    assert found.to_json()["ended"]["reason"] == "most"


def test_all_replications_may_be_just_enough() -> None:
    found = study(SCENARIO, precision="queues.calls.service_level 60%", replications=7)
    assert (found.replications, found.ending.reason) == (7, "precise")


def test_a_figure_without_interval_is_never_precise() -> None:
    found = study(SCENARIO, precision="queues.back.service_level 50%", replications=20)
    assert found.ending.reason == "most"  # no target: no service level
    assert "not known after 20" in found.ending.sentence


def test_precision_of_a_comparison_is_about_the_difference() -> None:
    both = [SCENARIO, SCENARIO.variant_named("two_more")]
    found = compare(both, precision="queues.calls.service_level 4%")
    assert found.ending.reason == "precise"
    count = found.others[0].replications
    assert count % CHECK_EVERY == 0
    one = found.differences(found.others[0])["queue", "calls", "service_level"]
    assert (one.high - one.low) / 2 <= 0.04
    before = compare(both, replications=count - CHECK_EVERY)
    earlier = before.differences(before.others[0])["queue", "calls", "service_level"]
    assert (earlier.high - earlier.low) / 2 > 0.04


def test_a_time_budget_ends_a_study_and_says_how_to_get_it_again() -> None:
    found = study(SCENARIO, replications=10_000, time_budget=0.2, workers=1)
    assert found.ending.reason == "time"
    assert 1 <= found.replications < 10_000
    assert "not reproducible" in found.ending.sentence
    assert f"--replications {found.replications} gives these figures again" in found.ending.sentence
    assert found.ending.sentence in found.warnings
    again = study(SCENARIO, replications=found.replications)
    assert_same_tallies(found.tallies, again.tallies)


def test_enough_time_changes_nothing() -> None:
    found = study(SCENARIO, time_budget=3600.0)
    assert (found.ending.reason, found.ending.sentence) == ("all", "")


def test_a_budget_shorter_than_a_replication_still_gives_one() -> None:
    found = study(SCENARIO, time_budget=1e-9)
    assert found.replications == 1
    both = compare([SCENARIO, SCENARIO.variant_named("two_more")], time_budget=1e-9)
    assert both.others[0].replications == both.baseline.replications >= 1


def test_stopped_it_keeps_what_is_done() -> None:
    calls = itertools.count(1)
    found = study(SCENARIO, stop=lambda: next(calls) >= 5)
    assert (found.replications, found.ending.reason) == (5, "interrupted")
    assert "Interrupted after 5 of 12 replications" in found.ending.sentence
    assert_same_tallies(found.tallies, study(SCENARIO, replications=5).tallies)


def test_a_stopped_comparison_has_the_same_replications_of_all() -> None:
    calls = itertools.count(1)
    both = [SCENARIO, SCENARIO.variant_named("two_more")]
    # two of each first, then blocks: 2 + 2 + 10 of the first + 3 of the second
    found = compare(both, stop=lambda: next(calls) >= 17)
    assert found.ending.interrupted
    assert found.baseline.replications == found.others[0].replications == 5
    assert found.warnings == (found.ending.sentence,)
    assert_same_tallies(found.others[0].tallies, study(both[1], replications=5, seed=7).tallies)


def test_a_comparison_without_one_of_each_has_nothing_to_keep() -> None:
    both = [SCENARIO, SCENARIO.variant_named("two_more")]
    with pytest.raises(KeyboardInterrupt):
        compare(both, stop=lambda: True)


@pytest.mark.parametrize(
    ("text", "path", "half"),
    [
        ("service_level 1%", "service_level", 0.01),
        ("queues.calls.service_level 0.5%", "queues.calls.service_level", 0.005),
        ("  queues.calls.asa_s   1min30s ", "queues.calls.asa_s", 90.0),
        ("center.cost 100", "cost", 100.0),
        ("groups.desk.occupancy 2%", "groups.desk.occupancy", 0.02),
        ("offered 2.5", "offered", 2.5),
    ],
)
def test_precisions_that_can_be_read(text: str, path: str, half: float) -> None:
    found = read_precision(text, LABELS)
    assert (found.measure.path, found.half_width) == (path, half)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("service_level", 'mend: write "service_level 1%"'),
        ("service_level 1", "1 has no % sign"),
        ("service_level 1", "mend: write 1%"),
        ("service_level 0%", "a half-width of 0 is never reached"),
        ("asa_s 1%", "allowed: a duration such as 2s"),
        ("cost -3", "is negative"),
        ("cost x", "x is not a number"),
        ("servicelevel 1%", "mend: did you mean service_level?"),
        ("queues.call.asa_s 2s", "there is no queue call"),
        ("queues.call.asa_s 2s", "mend: did you mean calls?"),
        ("groups.desk.asa 2s", "there is no metric asa"),
        ("queues.calls.occupancy 2%", "is no metric of a queue"),
        ("queues.calls.occupancy 2%", "it is one of: a center, a group"),
        ("calls.asa_s 2s", "is not the name of a figure"),
    ],
)
def test_bad_precisions_say_what_is_allowed(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_precision(text, LABELS)
    assert "--precision" in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize("needed", [20, 40, 100])
def test_stopping_by_precision_is_only_a_little_optimistic(needed: int) -> None:
    """Normal replications with mean 0, ended at the first check whose interval is narrow enough.

    docs/how-to/precision.md: 94 to 95 % of the intervals hold the truth with checks every 20
    replications; with checks after every single one it would be far fewer.
    """
    rng = np.random.default_rng(4)
    studies, most = 4000, 4 * needed + 80
    width = 1.96 / np.sqrt(needed)
    values = rng.standard_normal((most, studies))

    def covered(every: int) -> float:
        found = np.zeros(studies, dtype=bool)
        running = np.ones(studies, dtype=bool)
        for count in range(every, most + 1, every):
            estimate = mean_interval(values[:count, running])
            half = estimate.high - estimate.mean
            done = (half <= width) | (count + every > most)
            ended = np.flatnonzero(running)[done]
            found[ended] = (np.abs(estimate.mean) <= half)[done]
            running[ended] = False
        return float(found.mean())

    error = np.sqrt(0.94 * 0.06 / studies)
    assert 0.94 - 4 * error < covered(CHECK_EVERY) < 0.95 + 4 * error
    assert covered(2) < covered(CHECK_EVERY)


def test_half_width_is_the_longer_side() -> None:
    from sim.metrics.confidence import Estimate

    found = Estimate(*(np.array(value) for value in (0.9, 0.8, 0.95)))
    assert half_width(found) == pytest.approx(0.1)


def test_names_of_figures_lead_to_keys() -> None:
    one = read_measure("queues.calls.service_level", LABELS, "--metric")
    assert one.key == ("queue", "calls", "service_level")
    assert (one.title, one.unit) == ("calls: service level", "share")
    assert read_measure("cost", LABELS, "--metric").title == "all: cost"


def test_a_pool_and_workers_give_the_same_ending() -> None:
    with Pool(workers=1) as pool:
        one = study(SCENARIO, pool=pool, precision="queues.calls.service_level 30%")
    assert one.ending.reason == "precise"
