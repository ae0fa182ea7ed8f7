"""Uploads: what is taken, where it is put, what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.app.limits import UPLOAD_FILES
from sim.app.uploads import UploadFolder, stored
from sim.errors import InputError
from sim.scenario import load
from tests.app.conftest import Open, session_of
from tests.cli.conftest import DESK


@dataclass
class Sent:
    """An uploaded file."""

    name: str
    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def getvalue(self) -> bytes:
        return self.data


WITH_FILE = DESK.replace("{rate: 60/h}", "{file: data/volumes.csv}").encode()
VOLUMES = b"interval_start,offered\n" + b"".join(
    f"2026-03-02 {clock},10\n".encode() for clock in ("08:00", "08:30", "09:00", "09:30")
)


def test_a_table_lies_where_the_scenario_names_it(tmp_path: Path) -> None:
    path = stored([Sent("center.yaml", WITH_FILE), Sent("volumes.csv", VOLUMES)], tmp_path)
    assert load(path).tables["queues.calls.arrivals.file"] == (10, 10, 10, 10)


@pytest.mark.parametrize("name", ["../../volumes.csv", "..\\volumes.csv", "/etc/volumes.csv"])
def test_nothing_is_written_outside_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "deep" / "folder"
    folder.mkdir(parents=True)
    outside = DESK.replace("{rate: 60/h}", "{file: ../../volumes.csv}").encode()
    path = stored([Sent("center.yaml", outside), Sent(name, VOLUMES)], folder)
    written = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.*"))
    assert written == ["deep/folder/center.yaml", "deep/folder/volumes.csv"]
    with pytest.raises(InputError, match="leads out of the scenario's folder"):
        load(path)


def test_a_link_does_not_lead_out_either(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_bytes(VOLUMES)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "volumes.csv").symlink_to(tmp_path / "secret.csv")
    text = DESK.replace("{rate: 60/h}", "{file: volumes.csv}")
    path = folder / "center.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match="leads out of the scenario's folder"):
        load(path)


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ([Sent("volumes.csv", b"")], "there is no scenario"),
        ([Sent("a.yaml", b""), Sent("b.yml", b"")], "there are several scenarios"),
        ([Sent("a.yaml", b""), Sent("b.exe", b"")], "b.exe: is no scenario and no table"),
        (
            [Sent("a.yaml", b""), *[Sent(f"{n}.csv", b"") for n in range(UPLOAD_FILES)]],
            f"{UPLOAD_FILES + 1} files",
        ),
        ([Sent("a.yaml", b" " * 21_000_000)], "the files have 21 MB together"),
    ],
)
def test_what_is_not_allowed_is_refused_and_not_written(
    tmp_path: Path, sent: list[Sent], complaint: str
) -> None:
    with pytest.raises(InputError, match=complaint):
        stored(sent, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_goes_with_its_owner() -> None:
    folder = UploadFolder()
    path = folder.path
    assert path.is_dir()
    del folder
    assert not path.exists()


def test_an_uploaded_scenario_is_worked_on(opened: Open) -> None:
    app = opened("scenario")
    app.file_uploader[0].set_value(
        [("center.yaml", WITH_FILE, "application/yaml"), ("volumes.csv", VOLUMES, "text/csv")]
    ).run()
    app.button(key="upload-take").click().run()
    assert not app.exception
    session = session_of(app)
    assert session.draft.source.argument == "center.yaml"
    assert session.draft.scenario.tables["queues.calls.arrivals.file"] == (10, 10, 10, 10)
    assert session.upload is not None
    session.upload.close()


def test_a_bad_upload_is_explained_and_changes_nothing(opened: Open) -> None:
    app = opened("scenario")
    before = session_of(app).draft.source
    bad = DESK.replace("mean: 180s", "mean: 180 pounds").encode()
    app.file_uploader[0].set_value([("bad.yaml", bad, "application/yaml")]).run()
    app.button(key="upload-take").click().run()
    assert not app.exception
    shown = app.code[-1].value
    assert shown.startswith("bad.yaml:7: queues.calls.handle_time.mean = 180 pounds: ")
    assert "allowed: a duration with its unit" in shown
    assert session_of(app).draft.source == before
