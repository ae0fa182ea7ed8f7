"""Studies: replications put together, and the JSON document."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.compile import compile_model
from sim.errors import InputError
from sim.metrics import METRICS
from sim.metrics.summary import summarise
from sim.metrics.tally import WAIT_OUTCOMES
from sim.scenario import loads
from sim.studies import Study, one_replication, study
from tests.metrics.worlds import Presence, answered, left, log, model

TWO_QUEUES = """
name: Two queues
period: {start: 2026-03-02 08:00, length: 2h, interval: 30min}
queues:
  calls:
    channel: voice
    arrivals: {rate: 60/h}
    handle_time: {mean: 240s}
    patience: {mean: 2min}
    target: {answered: 80%, within: 20s}
  video:
    channel: video
    arrivals: {rate: 10/h}
    handle_time: {mean: 300s}
    patience: none
agents:
  desk: {seated: 5, skills: {calls: 1}, cost: {hour: 30}}
  both: {seated: 2, skills: {video: 1, calls: 2}}
channel_shift:
  some: {from: calls, to: video, share: 10%}
run: {replications: 6, seed: 7}
"""


@pytest.fixture(scope="module")
def two_queues() -> Study:
    return study(loads(TWO_QUEUES))


def whole(frame: pd.DataFrame, metric: str, name: str = "center") -> pd.Series:
    rows = frame[(frame["metric"] == metric) & (frame["name"] == name)]
    return rows[rows["interval"] == -1].iloc[0]


def test_means_over_replications(two_queues: Study) -> None:
    offered = two_queues.frame.query("metric == 'offered' and name == 'center'")["value"]
    assert len(offered) == two_queues.replications == 6
    row = whole(two_queues.summary, "offered")
    assert row["mean"] == pytest.approx(offered.mean())
    # t(5) = 2.570582
    half = 2.570582 * offered.std() / np.sqrt(6)
    assert row["high"] - row["mean"] == pytest.approx(half, rel=1e-6)


def test_ratios_are_ratios_of_sums(two_queues: Study) -> None:
    rows = two_queues.frame.query("metric == 'asa_s' and name == 'calls'")
    ratio = rows["numerator"].sum() / rows["denominator"].sum()
    assert whole(two_queues.summary, "asa_s", "calls")["mean"] == pytest.approx(ratio)
    assert rows["value"].mean() != pytest.approx(ratio)


def test_summary_has_a_row_for_every_metric_level_and_interval(two_queues: Study) -> None:
    summary = two_queues.summary
    assert not summary.duplicated(["level", "name", "interval", "metric"]).any()
    one = two_queues.replication_frame(0)
    keys = ["level", "name", "interval", "metric"]
    assert set(map(tuple, one[keys].to_numpy())) <= set(map(tuple, summary[keys].to_numpy()))
    bands = set(summary["metric"]) - set(METRICS)
    assert {"service_level_day_p10", "service_level_day_p90"} <= bands


def test_bands_of_days_need_ten_days(two_queues: Study) -> None:
    assert np.isnan(whole(two_queues.summary, "offered_day_p10")["mean"])
    # eleven days with 1 .. 11 contacts: the 10th and 90th percentile are 2 and 10
    world = model()
    from sim.metrics.tally import tally

    days = [
        tally(log([answered(t, t, t + 1) for t in range(count)]), world) for count in range(1, 12)
    ]
    summary = summarise(days, world)
    band = whole(summary, "offered_day_p10")
    assert band["mean"] == pytest.approx(2)
    assert np.isnan(band["low"])
    assert whole(summary, "offered_day_p90")["mean"] == pytest.approx(10)


def test_what_cannot_happen_is_certain(two_queues: Study) -> None:
    row = whole(two_queues.summary, "abandon_rate", "video")  # patience: none
    assert (row["mean"], row["low"], row["high"]) == (0, 0, 0)
    row = whole(two_queues.summary, "blocked_rate", "calls")  # no lines, no max_waiting
    assert (row["mean"], row["low"], row["high"]) == (0, 0, 0)
    row = whole(two_queues.summary, "abandon_rate")  # calls may abandon
    assert row["high"] > row["low"]


def test_one_replication_has_no_interval() -> None:
    one = study(loads(TWO_QUEUES), replications=1)
    whole_period = one.summary[one.summary["interval"] == -1]
    assert whole_period[["low", "high"]].isna().all().all()
    assert one.to_json()["center"]["offered"]["low"] is None
    assert one.to_json()["center"]["offered"]["mean"] > 0


def test_replications_do_not_depend_on_their_order(two_queues: Study) -> None:
    world = compile_model(loads(TWO_QUEUES))
    for number in (5, 0, 3):
        again = one_replication(world, 7, number, "reference")
        assert np.array_equal(
            again.interval.contacts.data, two_queues.tallies[number].interval.contacts.data,
            equal_nan=True,
        )  # fmt: skip


def test_another_seed_gives_another_study(two_queues: Study) -> None:
    other = study(loads(TWO_QUEUES), seed=8)
    assert other.seed == 8
    assert whole(other.summary, "asa_s")["mean"] != whole(two_queues.summary, "asa_s")["mean"]


def test_progress_is_told_from_0_to_all() -> None:
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> None:
        told.append((done, total))

    study(loads(TWO_QUEUES), replications=3, progress=tell)
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_all_wrong_arguments_are_refused_at_once() -> None:
    with pytest.raises(InputError) as caught:
        study(loads(TWO_QUEUES), replications=0, seed=-1, engine="quick")
    text = str(caught.value)
    assert len(caught.value.problems) == 3
    assert "replications = 0: there must be at least one" in text
    assert "engine = quick: there is no such engine" in text
    assert "allowed: fast, reference" in text


def test_document_has_the_shape_of_the_contract(two_queues: Study) -> None:
    document = json.loads(json.dumps(two_queues.to_json(), allow_nan=False))
    assert {
        "scenario", "engine", "replications", "seed", "center", "queues", "groups", "flows",
        "summary", "intervals", "erlang", "warnings",
    } <= set(document)  # fmt: skip
    assert document["engine"] == "fast"
    assert (document["replications"], document["seed"]) == (6, 7)
    assert set(document["queues"]) == {"calls", "video"}
    assert set(document["groups"]) == {"desk", "both"}
    assert set(document["summary"]) == {"scale", "service", "quality", "efficiency"}
    assert document["summary"]["service"]["service_level"] == document["center"]["service_level"]
    for figure in document["center"].values():
        assert set(figure) == {"mean", "low", "high"}
    assert document["queues"]["video"]["service_level"]["mean"] is None  # no target
    [flow] = document["flows"]
    assert (flow["from"], flow["to"], flow["origin"]) == ("calls", "video", "channel_shift")
    assert flow["count"] == pytest.approx(document["queues"]["video"]["moved_in"]["mean"])
    assert set(document["erlang"]) == {"calls", "video"}


def test_document_has_a_row_for_every_queue_group_and_interval(two_queues: Study) -> None:
    rows = two_queues.to_json()["intervals"]
    assert len(rows) == 4 * 4
    assert [row["start"] for row in rows[::4]] == [
        "2026-03-02T08:00:00", "2026-03-02T08:30:00", "2026-03-02T09:00:00", "2026-03-02T09:30:00",
    ]  # fmt: skip
    offered = sum(row["offered"]["mean"] for row in rows if row.get("queue") == "calls")
    assert offered == pytest.approx(two_queues.to_json()["queues"]["calls"]["offered"]["mean"])
    assert {row["group"] for row in rows if "group" in row} == {"desk", "both"}
    assert all("occupancy" in row for row in rows if "group" in row)


def test_waits_are_pooled_over_replications(two_queues: Study) -> None:
    waits = two_queues.waits
    for queue in ("calls", "video"):
        mine = waits[waits["queue"] == queue]
        offered = two_queues.frame.query("metric == 'offered' and name == @queue")["value"].sum()
        assert mine[list(WAIT_OUTCOMES)].to_numpy().sum() == offered
        assert (mine["from_s"].iloc[0], mine["to_s"].iloc[0]) == (0, 0)
        assert np.isinf(mine["to_s"].iloc[-1])


def test_warnings(two_queues: Study) -> None:
    tallies = (replace(two_queues.tallies[0], truncated=True), *two_queues.tallies[1:])
    cut = replace(two_queues, tallies=tallies)
    [warning] = [text for text in cut.warnings if "row limit" in text]
    assert "1 of 6 replications (the first is number 0)" in warning
    assert not any("row limit" in text for text in two_queues.warnings)


def test_occupancy_above_the_limit_is_a_warning() -> None:
    busy = TWO_QUEUES.replace("seated: 5,", "seated: 3, max_occupancy: 70%,")
    found = study(loads(busy), replications=2)
    assert any("desk: live occupancy is" in text and "limit of 70 %" in text
               for text in found.warnings)  # fmt: skip


def test_warm_up_is_simulated_but_not_reported() -> None:
    """A center that starts with a day of warm-up begins its first reported interval busy."""
    text = """
name: Warm
period: {start: 2026-03-02 00:00, length: 12h, interval: 10min, warm_up: 12h}
queues:
  calls: {channel: voice, arrivals: {rate: 30/h}, handle_time: {mean: 240s}, patience: none}
agents: {desk: {seated: 4, skills: {calls: 1}}}
"""
    warm = study(loads(text), replications=60)
    cold = study(loads(text.replace(", warm_up: 12h", "")), replications=60)
    offered = whole(warm.summary, "offered")
    assert abs(offered["mean"] - 360) < 4 * np.sqrt(360 / 60)  # half a day's contacts, not a day's

    def differs(one: Study, exact: float) -> float:
        """Of the first ten minutes' occupancy from the exact one, in standard errors."""
        rows = one.summary[(one.summary["metric"] == "occupancy") & (one.summary["interval"] == 0)]
        mean, low, high = rows[rows["level"] == "center"].iloc[0][["mean", "low", "high"]]
        return float((mean - exact) / ((high - low) / 2 / 2.001))  # t(59)

    # load 2 of 4 (a little more, for who waits); cold: 1 - (1 - e^-2.5) / 2.5 of it on average
    assert abs(differs(warm, 0.5)) < 4
    assert abs(differs(cold, 0.5 * 0.633)) < 4
    assert differs(cold, 0.5) < -3


def test_presence_without_contacts_is_idle() -> None:
    from sim.metrics import measure

    frame = measure(log([left(0, 1)], [Presence(0, 0, 3600)]), model())
    rows = frame[(frame["metric"] == "occupancy") & (frame["interval"] == -1)]
    assert (rows["value"] == 0).all()
