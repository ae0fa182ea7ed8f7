"""Recorded against simulated: the file, the range of single days, the verdicts, the command."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from sim.cli import main
from sim.errors import InputError
from sim.report.history import (
    AGREES,
    history_picture,
    history_table,
    interval_table,
    sentences,
    verdict,
)
from sim.report.reading import Reader
from sim.scenario import Scenario, loads
from sim.scenario.history import History, read_history
from sim.studies import Study, study
from sim.studies.history import Compared, compared, single_day_range

DAYS = 39

CENTER = """\
name: Two queues
period: {start: 2026-03-02 08:00, length: 2h, interval: 30min}
queues:
  calls: {channel: voice, arrivals: {rate: 60/h}, handle_time: {mean: 180s},
    patience: {mean: 3min}, target: {answered: 80%, within: 20s}}
  orders: {channel: voice, arrivals: {rate: 30/h}, handle_time: {mean: 120s},
    patience: {mean: 3min}, target: {answered: 80%, within: 20s}}
agents: {desk: {seated: 5, skills: {calls: 1, orders: 1}}}
"""


@pytest.fixture(scope="module")
def center() -> Scenario:
    return loads(CENTER)


@pytest.fixture(scope="module")
def simulated(center: Scenario) -> Study:
    return study(center, replications=DAYS, seed=11)


def written(folder: Path, *lines: str) -> Path:
    path = folder / "history.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def problem(folder: Path, scenario: Scenario, *lines: str) -> str:
    with pytest.raises(InputError) as caught:
        read_history(written(folder, *lines), scenario)
    return str(caught.value)


def by_key(found: tuple[Compared, ...]) -> dict[tuple[str, str], Compared]:
    return {(one.name, one.metric): one for one in found}


def day_as_file(folder: Path, simulated: Study, number: int, factor: float = 1.0) -> Path:
    """One replication as it would have been recorded."""
    frame = simulated.replication_frame(number)
    frame = frame[(frame["level"] == "queue") & (frame["interval"] >= 0)]
    lines = ["interval_start,queue,offered,answered,abandoned,sum_wait_answered_s"]
    for queue in ("calls", "orders"):
        for slot in range(4):
            rows = frame[(frame["name"] == queue) & (frame["interval"] == slot)]
            value = rows.set_index("metric")["value"]
            waited = rows.set_index("metric")["numerator"]["asa_s"]
            counts = [f"{value[name] * factor:g}" for name in ("offered", "answered", "abandoned")]
            at = f"2026-03-02 {8 + slot // 2:02d}:{30 * (slot % 2):02d}"
            lines.append(",".join([at, queue, *counts, f"{waited * factor:g}"]))
    return written(folder, *lines)


@pytest.mark.parametrize(
    ("days", "low", "high", "probability"),
    [(39, 1, 39, 0.95), (79, 2, 78, 0.95), (20, 1, 20, 19 / 21), (10, 1, 10, 9 / 11)],
)
def test_the_range_is_that_of_order_statistics(
    days: int, low: int, high: int, probability: float
) -> None:
    column = np.random.default_rng(5).permutation(np.arange(1.0, days + 1))
    found = single_day_range(column[:, None])
    assert (found.low[0], found.high[0]) == (low, high)
    assert found.mean[0] == (days + 1) / 2
    assert found.probability[0] == pytest.approx(probability)


def test_a_further_day_lies_in_the_range_as_often_as_is_said() -> None:
    draws = np.random.default_rng(9).lognormal(size=(40, 20_000))  # skewed, as waits are
    found = single_day_range(draws[:39])
    inside = ((draws[39] >= found.low) & (draws[39] <= found.high)).mean()
    assert abs(inside - 0.95) < 4 * math.sqrt(0.95 * 0.05 / 20_000)


def test_days_without_the_figure_do_not_count_and_few_days_are_not_judged() -> None:
    column = np.full((39, 2), np.nan)
    column[:9, 0] = 1.0
    column[:10, 1] = np.arange(10.0)
    found = single_day_range(column)
    assert np.isnan(found.low[0])
    assert (found.low[1], found.high[1]) == (0, 9)


def test_a_simulated_day_agrees_with_the_simulation(
    center: Scenario, simulated: Study, tmp_path: Path
) -> None:
    history = read_history(day_as_file(tmp_path, simulated, 7), center)
    found = by_key(compared(simulated, history))
    frame = simulated.replication_frame(7)
    for (name, metric), one in found.items():
        rows = frame[(frame["name"] == name) & (frame["metric"] == metric)]
        value = rows.set_index("interval")["value"]
        assert one.recorded.tolist() == pytest.approx(
            [value.get(slot, math.nan) for slot in range(4)], nan_ok=True, rel=1e-5
        )
        assert one.whole_recorded == pytest.approx(value[-1], rel=1e-5)
        assert one.outside == 0  # of 39 days each lies between the least and the largest
        assert verdict(one) == AGREES
    assert sentences(tuple(found.values()), Reader(simulated))[0].startswith(
        "The record could be one of the simulated days: 0 intervals"
    )


def test_three_times_the_contacts_are_too_many(
    center: Scenario, simulated: Study, tmp_path: Path
) -> None:
    history = read_history(day_as_file(tmp_path, simulated, 7, 3.0), center)
    found = by_key(compared(simulated, history))
    offered = found["calls", "offered"]
    assert offered.above.tolist() == [True] * 4
    assert (offered.whole_side, verdict(offered)) == (1, "too high")
    assert verdict(found["calls", "asa_s"]) == AGREES  # a mean, three times over three times
    reader = Reader(simulated)
    said = sentences(tuple(found.values()), reader)
    assert said[0].startswith("calls, offered: recorded ")
    assert "above what the simulated days show" in said[0]
    table = history_table(tuple(found.values()), history, reader)
    assert table.rows[0][:2] == ("calls", "offered")
    assert table.rows[0][-2:] == ("4 of 4 (0.2)", "too high")
    assert [row[-1] for row in interval_table(offered, reader).rows] == ["above"] * 4
    assert "recorded" in history_picture(offered, reader, history).text


def test_many_intervals_outside_are_no_chance_though_the_whole_agrees(
    center: Scenario, simulated: Study, tmp_path: Path
) -> None:
    low, high = ("0", "60")
    lines = [f"2026-03-02 {clock},{n}" for clock, n in
             (("08:00", low), ("08:30", high), ("09:00", low), ("09:30", high))]  # fmt: skip
    lines = [line.replace(",", ",calls,") for line in lines]
    history = read_history(written(tmp_path, "interval_start,queue,offered", *lines), center)
    [one] = compared(simulated, history)
    assert (one.whole_recorded, one.whole_side) == (120, 0)
    assert one.outside == 4
    assert verdict(one) == "too many outside"
    said = sentences([one], Reader(simulated))[0]
    assert "4 of 4 intervals lie outside the range of single days, 0.2 would by chance" in said
    assert "08:00-08:30 below, 08:30-09:00 above" in said


def test_finer_rows_are_put_together_and_means_weighted(center: Scenario, tmp_path: Path) -> None:
    history = read_history(
        written(
            tmp_path,
            "interval_start;queue;offered;answered;handle_time_s;asa_s;service_level;note",
            "2026-03-02 08:00;center;10;8;100;10;80%;x",
            "2026-03-02 08:15;center;30;24;200;30;60%;x",
            "2026-03-02 08:30;center;5;;;;;x",
            "2026-03-01 08:00;center;99;99;99;99;50%;x",
        ),
        center,
    )
    figure = {metric: one.value for (_, metric), one in history.figures.items()}
    assert figure["offered"][:2].tolist() == [40, 5]
    assert np.isnan(figure["offered"][2:]).all()
    assert figure["handle_s"][0] == (8 * 100 + 24 * 200) / 32
    assert figure["asa_s"][0] == (8 * 10 + 24 * 30) / 32
    assert figure["service_level"][0] == pytest.approx((10 * 0.8 + 30 * 0.6) / 40)
    assert np.isnan(figure["answered"][1])
    assert history.unused == ("note",)


def test_a_count_within_the_target_time_is_a_service_level(
    center: Scenario, tmp_path: Path
) -> None:
    history = read_history(
        written(
            tmp_path,
            "interval_start,queue,offered,answered_within_20s,answered_within_30s",
            "2026-03-02 08:00,calls,20,15,18",
        ),
        center,
    )
    assert history.figures["calls", "service_level"].value[0] == 0.75


HEAD = "interval_start,queue,offered"
ROW = "2026-03-02 08:00,calls,3"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([HEAD, "Monday,calls,3"], "line 2"),
        ([HEAD, "2026-03-02 08:00,calls,many"], "offered is not a number"),
        ([HEAD, "2026-03-02 08:00,cals,3"], "is no queue of the scenario"),
        (["interval_start,queue,notes", ROW], "has no column of figures"),
        (["interval_start,offered", "2026-03-02 08:00,3"], "has no column queue"),
        (["when,queue,offered", ROW], "has no column interval_start"),
        ([HEAD, "2027-03-02 08:00,calls,3"], "has no row in the period"),
        (
            [HEAD, ROW, ROW],
            "the interval of calls is there twice",
        ),
        (
            [HEAD, ROW, "2026-03-02 09:00,calls,3"],
            "its rows are 1h apart, the interval is 30min",
        ),
        (
            [HEAD, "2026-03-02 08:10,calls,3", "2026-03-02 08:40,calls,3"],
            "does not begin a slot of 30min",
        ),
        (["interval_start,queue,service_level", "2026-03-02 08:00,calls,130%"], "80% or 0.8"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said(
    center: Scenario, tmp_path: Path, lines: list[str], said: str
) -> None:
    message = problem(tmp_path, center, *lines)
    assert said in message.replace("history.csv:2:", "history.csv:2: line 2")


def test_the_command_says_the_same(
    simulated: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "center.yaml").write_text(CENTER, "utf-8")
    path = day_as_file(tmp_path, simulated, 3, 3.0)
    words = ["run", str(tmp_path / "center.yaml"), "--replications", str(DAYS), "--seed", "11",
             "--history", str(path)]  # fmt: skip
    assert main([*words, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    first = document["history"][0]
    assert (first["queue"], first["metric"], first["outside"]) == ("calls", "offered", 4)
    mean = document["queues"]["calls"]["offered"]["mean"]
    assert first["mean"] == pytest.approx(mean)
    assert main(words) == 0
    printed = capsys.readouterr().out
    assert "Recorded against simulated" in printed
    assert "calls, offered: recorded" in printed
    assert main(["run", str(tmp_path / "center.yaml"), "--history", str(tmp_path / "no.csv")]) == 2
    assert "there is no such file" in capsys.readouterr().err


def test_a_whole_that_was_not_recorded_in_full_is_not_judged(
    center: Scenario, simulated: Study, tmp_path: Path
) -> None:
    lines = ["interval_start,queue,offered", "2026-03-02 08:00,calls,30"]
    history: History = read_history(written(tmp_path, *lines), center)
    [one] = compared(simulated, history)
    assert math.isnan(one.whole_recorded)
    assert one.whole_side == 0
    assert int(one.judged.sum()) == 1
