"""CSV files: found only inside the folder, read whatever the export looks like."""

from __future__ import annotations

import gzip
from datetime import datetime
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario import Scenario, loads
from sim.scenario.csv_files import Folder, Refused, read_date_and_clock, read_instant
from tests.scenario.texts import changed

HOUR = changed(("{rate: 100/h}", "{file: v.csv}"), ("length: 4h", "length: 1h"))


def load_bytes(folder: Path, data: bytes, name: str = "v.csv") -> Scenario:
    (folder / name).write_bytes(data)
    return loads(HOUR.replace("v.csv", name), folder=folder)


def volumes(scenario: Scenario) -> list[float]:
    return list(scenario.tables["queues.calls.arrivals.file"])


ROWS = "interval_start,offered\n2026-03-02 08:00,5\n2026-03-02 08:30,7.5\n"


@pytest.mark.parametrize(
    "data",
    [
        ROWS.encode(),
        ROWS.encode("utf-8-sig"),
        ROWS.encode("utf-16"),
        gzip.compress(ROWS.encode()),
        ROWS.replace("\n", "\r\n").encode(),
        ROWS.replace(",", "\t").encode(),
        ROWS.replace(",", ";").replace("7.5", "7,5").encode(),
        ROWS.replace(" 0", "T0").encode(),
        ROWS.replace("-", "/").encode(),
        ROWS.replace("-03-02", ".3.2").encode(),
        ("\n\n" + ROWS.replace("\n", "\n\n")).encode(),
        ROWS.replace("5\n", "5,,\n").encode(),
        ROWS.replace("00,", "00:00,").encode(),
        ROWS.replace(",5", ',"5"').encode(),
        ("名称" + ROWS.replace("5\n", "5,业务\n").replace("offered", "offered,名"))
        .replace("名称interval", "interval")
        .encode("gb18030"),
    ],
    ids=range(15),
)
def test_every_kind_of_export(tmp_path: Path, data: bytes) -> None:
    assert volumes(load_bytes(tmp_path, data)) == [5.0, 7.5]


def test_files_stay_in_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    (inside / "data").mkdir(parents=True)
    (tmp_path / "secret.csv").write_text(ROWS)
    (inside / "data" / "v.csv").write_text(ROWS)
    (inside / "link.csv").symlink_to(tmp_path / "secret.csv")
    (inside / "own.csv").symlink_to(inside / "data" / "v.csv")
    folder = Folder(inside)
    assert folder.csv("data/v.csv").header == ("interval_start", "offered")
    assert folder.csv("data/../data/v.csv").rows
    assert folder.csv("own.csv").rows
    for name in (
        "../secret.csv",
        "link.csv",
        "data/../../secret.csv",
        "../inside/data/v.csv",
        str(tmp_path / "secret.csv"),
        "C:/x.csv",
        "data\\v.csv",
        "data",
        "",
        "a\0b",
    ):
        with pytest.raises(Refused):
            folder.csv(name)


def test_large_and_damaged_files(tmp_path: Path) -> None:
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b"0" * 101_000_000))
    with pytest.raises(Refused, match="too large"):
        Folder(tmp_path).csv("bomb.gz")
    (tmp_path / "cut.gz").write_bytes(gzip.compress(ROWS.encode())[:-8])
    with pytest.raises(Refused, match="damaged"):
        Folder(tmp_path).csv("cut.gz")


def test_a_file_is_read_once_for_all_scenarios(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = []
    original = Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda path: (reads.append(path.name), original(path))[1]
    )
    (tmp_path / "v.csv").write_text(ROWS)
    named = "".join(f"  s{n}: {{agents.desk.seated: {n}}}\n" for n in range(1, 9))
    loads(HOUR + "scenarios:\n" + named, folder=tmp_path)
    assert reads == ["v.csv"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-02 08:00", datetime(2026, 3, 2, 8)),
        ("2026/3/2 8:05:06", datetime(2026, 3, 2, 8, 5, 6)),
        ("2026-03-02T08:00:00.25", datetime(2026, 3, 2, 8, 0, 0, 250_000)),
        ("2026-03-02 24:00", datetime(2026, 3, 3)),
        ("2026-03-02", datetime(2026, 3, 2)),
        ("02/03/2026 08:00", None),
        ("2026-03/02 08:00", None),
        ("2026-02-30", None),
        ("", None),
        ("9999-12-31 24:00", None),
        ("0000-01-01", None),
    ],
)
def test_instants(text: str, expected: datetime | None) -> None:
    assert read_instant(text) == expected


@pytest.mark.parametrize(
    ("date", "clock", "expected"),
    [
        ("990105", "7:00:31", datetime(1999, 1, 5, 7, 0, 31)),
        ("260302", "23:59", datetime(2026, 3, 2, 23, 59)),
        ("20260302", "0:00", datetime(2026, 3, 2)),
        ("2026-03-02", "8:00:00.5", datetime(2026, 3, 2, 8, 0, 0, 500_000)),
        ("991301", "8:00", None),
        ("2026-03-02", "", None),
        ("12", "8:00", None),
    ],
)
def test_date_and_clock_in_two_columns(date: str, clock: str, expected: datetime | None) -> None:
    assert read_date_and_clock(date, clock) == expected


def test_hourly_rows_left_out_are_not_taken_for_a_coarse_file(tmp_path: Path) -> None:
    rows = "interval_start,offered\n" + "".join(
        f"2026-03-02 {hour:02d}:{minute:02d},3\n"
        for hour, minute in ((5, 0), (6, 0), (7, 30), (8, 30), (9, 30))
    )
    (tmp_path / "v.csv").write_text(rows)
    text = HOUR.replace("{file: v.csv}", "{file: v.csv, missing: zero}")
    assert volumes(loads(text, folder=tmp_path)) == [0, 3]


SHARED = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the recorded data is not part of the project")
@pytest.mark.parametrize(
    ("folder", "period", "arrivals", "total"),
    [
        ("anonymous_bank", "1999-01-05 07:00, length: 17h", "{file: halfhour_1999-01.csv}", 1608),
        (
            "anonymous_bank",
            "1999-01-01 00:00, length: 31d",
            "{file: halfhour_1999-01.csv, missing: zero}",
            31_359,
        ),
        (
            "anonymous_bank",
            "1999-03-07 07:00, length: 17h",
            "{file: calls_6min_1999-01_to_08.csv.gz, columns: {interval_start: datetime, "
            "offered: calls}}",
            2029,
        ),
        (
            "bank_calls_5min",
            "2003-03-04 07:00, length: 14h",
            "{file: bank_calls_2003-03_to_08.csv.gz, columns: {interval_start: DateTime, "
            "offered: Calls}}",
            34_914,
        ),
    ],
)
def test_recorded_data_loads_untouched(
    folder: str, period: str, arrivals: str, total: float
) -> None:
    text = changed(("2026-03-02 08:00, length: 4h", period), ("{rate: 100/h}", arrivals))
    assert sum(volumes(loads(text, folder=SHARED / folder))) == total


@pytest.mark.skipif(not SHARED.is_dir(), reason="the recorded data is not part of the project")
def test_recorded_calls_replay_as_a_trace() -> None:
    text = changed(
        ("2026-03-02 08:00, length: 4h", "1999-01-05 00:00, length: 1d"),
        ("{rate: 100/h}", "{trace: january.txt.gz, columns: {instant: vru_entry, date: date}}"),
    )
    trace = loads(text, folder=SHARED / "anonymous_bank").tables["queues.calls.arrivals.trace"]
    assert len(trace) == 1629
    assert trace == tuple(sorted(trace))


def test_problems_of_a_file_carry_its_own_name_and_line(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_bytes(tmp_path, ROWS.replace("7.5", "many").encode())
    problem = caught.value.problems[0]
    assert (problem.source, problem.line, problem.value) == ("v.csv", 3, "many")
    assert problem.path == "queues.calls.arrivals.file"
