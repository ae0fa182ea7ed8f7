"""The bank hotline: its tables, its scenario and the estimators they were derived with."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from tools.bank_hotline import comparison, desk, durations, neighbours, patience, staff

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "scenarios" / "data" / "bank_hotline"
SCENARIO = ROOT / "scenarios" / "bank_hotline.yaml"
RECORD = Path(
    os.environ.get("ANONYMOUS_BANK_JANUARY")
    or ROOT.parent / "shared" / "data" / "anonymous_bank" / "january.txt.gz"
)


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_scenario_repeats_the_fitted_numbers() -> None:
    queues = yaml.safe_load(SCENARIO.read_text(encoding="utf-8"))["queues"]
    fitted = {(row["queue"], row["quantity"]): row["value"] for row in rows_of("fits.csv")}
    for name, queue in queues.items():
        handle, waiting = queue["handle_time"], queue["patience"]
        assert handle["mean"] == f"{fitted[name, 'handle_time_mean_s']}s"
        assert float(handle["cv"]) == float(fitted[name, "handle_time_cv"])
        assert waiting["distribution"] == fitted[name, "patience_distribution"]
        assert waiting["mean"] == f"{fitted[name, 'patience_mean_s']}s"
        assert float(waiting.get("cv", 1)) == float(fitted[name, "patience_cv"])
        assert float(waiting.get("balk", 0)) == float(fitted[name, "patience_balk"])
        hung_up = float(queue["reasons"]["hung_up"].rstrip("%")) / 100
        assert hung_up == pytest.approx(float(fitted[name, "hung_up_share"]))


def test_arrivals_of_the_scenario_are_the_recorded_ones() -> None:
    expected: dict[tuple[str, str], float] = {}
    for row in rows_of("arrivals.csv"):
        general = row["queue"] in (desk.REGULAR, desk.PRIORITY)
        key = (row["interval_start"], desk.GENERAL_CLASS if general else row["queue"])
        expected[key] = expected.get(key, 0.0) + float(row["offered"])
    recorded = {
        (row["interval_start"], row["queue"]): float(row["offered"])
        for row in rows_of("recorded.csv")
        if row["queue"] != "center"
    }
    assert expected == pytest.approx(recorded, abs=0.002)
    assert len(expected) == desk.SLOTS * len(desk.CLASSES)


def test_recorded_classes_add_up_to_the_center() -> None:
    rows = rows_of("recorded.csv")
    for column in ("offered", "answered", "abandoned", "sum_wait_all_s", "sum_handle_s"):
        center = sum(int(row[column]) for row in rows if row["queue"] == "center")
        assert center == sum(int(row[column]) for row in rows if row["queue"] != "center")
    assert all(int(row["offered"]) == int(row["answered"]) + int(row["abandoned"]) for row in rows)


def test_head_counts_cover_the_day() -> None:
    rows = rows_of("staff.csv")
    assert [row["interval_start"] for row in rows] == [
        f"1999-01-19 {desk.slot_label(slot)}" for slot in range(desk.SLOTS)
    ]
    assert all(float(row["seated"]) >= 1 for row in rows)


def sample(wait: list[float], left: list[bool]) -> patience.Sample:
    return patience.Sample(np.array(wait), np.array(left), np.ones(len(wait)))


def test_kaplan_meier_by_hand() -> None:
    # At risk 5, 3, 1: the contacts answered after 20 and 40 s count until then.
    one = sample([10, 20, 30, 40, 50], [True, False, True, False, True])
    times, survive = patience.kaplan_meier(one)
    assert times.tolist() == [10, 30, 50]
    assert survive == pytest.approx([4 / 5, 4 / 5 * 2 / 3, 0])


def test_censored_exponential_fit_is_time_waited_over_hang_ups() -> None:
    rng = np.random.default_rng(1)
    willing, offered = rng.exponential(300, 4000), rng.exponential(100, 4000)
    left = willing < offered
    one = patience.Sample(np.round(np.minimum(willing, offered)), left, np.ones(len(left)))
    fits = patience.fit_all(one)
    fitted = next(fit for fit in fits if fit.name == "exponential" and fit.balk == 0)
    assert fitted.mean == pytest.approx(one.wait.sum() / left.sum(), rel=0.005)
    assert abs(fitted.mean - 300) < 4 * 300 / np.sqrt(left.sum())


def test_censored_fit_finds_the_family_it_was_drawn_from() -> None:
    rng = np.random.default_rng(2)
    spread = np.sqrt(np.log1p(4.0**2))
    willing = 700 * np.exp(spread * rng.standard_normal(6000) - spread**2 / 2)
    offered = rng.exponential(150, 6000)
    one = patience.Sample(np.minimum(willing, offered), willing < offered, np.ones(len(willing)))
    best = patience.best_patience(patience.fit_all(one))
    assert best.name == "lognormal"
    assert best.mean / np.sqrt(1 + best.cv**2) == pytest.approx(700 / np.sqrt(17), rel=0.1)


def test_short_services_are_a_share_and_not_in_the_fit() -> None:
    known = durations.handle_time(np.array([3.0, 5.0, 10.0, 100.0, 1000.0]))
    assert (known.cut_off_share, known.mean) == (0.4, 370)
    lognormal = next(fit for fit in known.fits if fit.name == "lognormal")
    spread = np.sqrt(2 / 3) * np.log(10)  # of log 10, log 100, log 1000
    assert lognormal.cv == pytest.approx(np.sqrt(np.expm1(spread**2)))


def test_outcome_shares_reach_erlang_a() -> None:
    # EA-02 of the published cases: 10/3 per minute, handle 3 min, 14 agents, patience 5 min; from
    # the mean state, over a time so long that the start does not matter.
    hours = 3600.0 * 100
    arrivals = round(hours / 60 * 10 / 3)
    half = staff.HalfHour(arrivals, 10, 180.0, (0, 0, 0, 0), 1.0)
    at_once, early, later, left = staff.outcome_shares(half, 1 / 300, 14, hours, 20.0)
    assert at_once == pytest.approx(1 - 0.145260, abs=2e-4)
    assert at_once + early == pytest.approx(0.916792, abs=2e-4)
    assert left == pytest.approx(0.013984, abs=1e-4)
    assert at_once + early + later + left == pytest.approx(1.0)


def test_staff_is_found_again_from_expected_outcomes() -> None:
    tables = []
    for slot in range(6):
        half = staff.HalfHour(60, 5, 180.0, (0, 0, 0, 0), 1.0)
        shares = staff.outcome_shares(half, 1 / 350, 5 if slot < 3 else 8, 1800.0, 20.0)
        counts = np.rint(6000 * shares).astype(int).tolist()
        known = staff.HalfHour(60, 5, 180.0, (counts[0], counts[1], counts[2], counts[3]), 1.0)
        tables.append(staff.log_likelihood(known, 1 / 350, 1800.0, 20.0))
    found = staff.most_likely(tables)
    assert found[[0, 1, 4, 5]] == pytest.approx([5, 5, 8, 8], abs=0.1)
    assert 5 <= found[2] <= found[3] <= 8  # those at the step are pulled towards each other


def test_half_hours_beside_count_half() -> None:
    # Quadratic likelihoods with peaks at 4, 4, 8: the weighted means of the peaks are most likely.
    grid = staff.staff_grid()
    found = staff.most_likely([-((grid - peak) ** 2) for peak in (4.0, 4.0, 8.0)])
    assert found == pytest.approx([4, 5, (8 + 4 / 2) / 1.5], abs=0.05)


def test_pooled_ratio_weighs_days_and_not_replications() -> None:
    sunday, monday = list(desk.NEIGHBOURS)[:2]  # weights 0.5 and 1
    one = comparison.Side(np.array([[1.0, 1.0], [3.0, 3.0]]), np.full((2, 2), 10.0))
    other = comparison.Side(np.array([[6.0, 4.0]]), np.array([[20.0, 20.0]]))
    sides = {sunday: {"abandon_rate": one}, monday: {"abandon_rate": other}}
    expected = (0.5 * 4 + 1.0 * 10) / (0.5 * 20 + 1.0 * 40)
    assert neighbours.pooled(sides, "abandon_rate") == pytest.approx(expected)


def replayed(truth: pd.DataFrame) -> pd.DataFrame:
    """A tidy frame of one simulated day that went exactly as recorded; regular got everything."""
    parts = []
    for metric, (_, numerator, denominator) in comparison.RATIOS.items():
        for name, own in truth.groupby("queue"):
            queue = desk.REGULAR if name == desk.GENERAL_CLASS else name
            parts.append(
                pd.DataFrame(
                    {
                        "level": "center" if name == "center" else "queue",
                        "name": queue,
                        "interval": range(desk.SLOTS),
                        "metric": metric,
                        "numerator": own[numerator].to_numpy(),
                        "denominator": own[denominator].to_numpy(),
                        "replication": 0,
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def test_comparison_of_a_day_with_itself_has_no_error() -> None:
    truth = pd.read_csv(DATA / "recorded.csv")
    frame = replayed(truth)
    for name in ("center", *desk.CLASSES):
        for metric in comparison.RATIOS:
            side = comparison.simulated(frame, name, metric)
            actual = comparison.recorded(truth, name, metric)
            own = comparison.error(side.by_slot(), actual)
            assert (own.bias, own.absolute) == (0.0, 0.0)
            assert side.whole() == actual.whole()


def test_comparison_error_by_hand() -> None:
    truth = comparison.Side(np.array([[1.0, 6.0, 0.0]]), np.array([[2.0, 6.0, 0.0]]))
    guess = np.array([0.1, 0.8, 0.9])  # off by -0.4 on 2 contacts, -0.2 on 6; the third had none
    own = comparison.error(guess, truth)
    assert own.bias == pytest.approx((2 * -0.4 + 6 * -0.2) / 8)
    assert own.absolute == pytest.approx((2 * 0.4 + 6 * 0.2) / 8)


@pytest.mark.slow
@pytest.mark.skipif(not RECORD.exists(), reason="the Anonymous Bank record is not here")
def test_shipped_tables_are_those_of_the_record(tmp_path: Path) -> None:
    from tools import fit_bank_hotline

    fit_bank_hotline.write_data(fit_bank_hotline.derive(RECORD), tmp_path)
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == sorted(path.name for path in DATA.glob("*.csv"))
    for name in written:
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes(), name
