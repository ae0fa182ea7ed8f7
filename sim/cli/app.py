"""`ccsim app`: the app in a browser, served from this computer."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from sim.cli import DONE
from sim.errors import InputError, Problem

SCRIPT = Path(__file__).resolve().parent.parent / "app" / "start.py"

# As .streamlit/config.toml, which `streamlit run` reads from a checkout.
SETTINGS: dict[str, str] = {
    "browser.gatherUsageStats": "false",
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "server.maxUploadSize": "20",
    "server.fileWatcherType": "none",
    "server.showEmailPrompt": "false",
    "theme.base": "light",
    "theme.primaryColor": "#0072B2",
    "theme.textColor": "#1F2933",
    "theme.backgroundColor": "#FFFFFF",
    "theme.secondaryBackgroundColor": "#F5F7FA",
    "theme.metricValueFontSize": "1.9rem",
}


def app(options: argparse.Namespace) -> int:
    """Carry out the command: serve until interrupted; returns the exit code."""
    if find_spec("streamlit") is None:
        raise InputError(
            [
                Problem(
                    "ccsim app",
                    None,
                    "",
                    None,
                    "the app needs streamlit, which is not installed",
                    mend="python -m pip install streamlit",
                )
            ]
        )
    words = streamlit_words(options.port, options.address, browser=options.browser)
    # By its name: the app is built on the command line and not the other way round.
    serve = importlib.import_module("sim.app.serve").serve
    serve(words)
    return DONE


def streamlit_words(port: int, address: str, *, browser: bool) -> Sequence[str]:
    """What Streamlit's own command is told: the script and the settings of the app."""
    settings = {
        **SETTINGS,
        "server.port": str(port),
        "server.address": address,
        "server.headless": "false" if browser else "true",
    }
    return ["run", str(SCRIPT), *(f"--{name}={value}" for name, value in settings.items())]
