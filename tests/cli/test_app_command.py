"""`ccsim app`: the settings it starts Streamlit with."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sim.cli import main
from sim.cli.app import SCRIPT, SETTINGS, streamlit_words

ROOT = Path(__file__).resolve().parent.parent.parent


def test_its_settings_are_those_of_a_checkout() -> None:
    sections = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    written = {
        f"{section}.{name}": str(value).lower() if isinstance(value, bool) else str(value)
        for section, settings in sections.items()
        for name, value in settings.items()
    }
    assert written == SETTINGS


def test_nothing_is_reported_to_anybody_and_only_this_computer_is_served() -> None:
    words = streamlit_words(8501, "localhost", browser=False)
    assert words[:2] == ["run", str(SCRIPT)]
    assert SCRIPT.is_file()
    assert "--browser.gatherUsageStats=false" in words
    assert "--server.address=localhost" in words
    assert "--server.headless=true" in words


def test_the_upload_limit_is_that_of_the_pages() -> None:
    from sim.app.limits import UPLOAD_MEGABYTES

    assert SETTINGS["server.maxUploadSize"] == str(UPLOAD_MEGABYTES)


def test_without_streamlit_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sim.cli.app.find_spec", lambda name: None)
    assert main(["app"]) == 2
    assert capsys.readouterr().err == (
        "ccsim app: the app needs streamlit, which is not installed\n"
        "    mend: python -m pip install streamlit\n"
    )


@pytest.mark.parametrize("port", ["0", "65536", "x"])
def test_a_port_is_a_port(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["app", "--port", port]) == 2
    assert "allowed: a whole number from 1 to 65,535" in capsys.readouterr().err
