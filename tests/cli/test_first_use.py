"""What is said when the engine is compiled, which happens once for each version."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.cli import main
from sim.machine import code

SEEK = ["--vary", "agents.desk.seated=4..5", "--until", "queues.calls.service_level>=1%"]


@pytest.mark.parametrize(
    "command",
    [
        ["run"],
        ["compare", "six_more"],
        ["sweep", "--vary", "agents.desk.seated=4,5"],
        ["sweep", "--tornado"],
        ["staff"],
        ["seek", *SEEK],
        ["verify"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_compiling_is_said_once_and_beside_the_output(
    command: list[str],
    desk: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled = code.code()

    def compile_all(report: Callable[[str], None] | None) -> code.Code:
        if report is not None:
            report(code.NOTICE)
        return compiled

    monkeypatch.setattr(code, "_ready", [])
    monkeypatch.setattr(code, "_made_ready", compile_all)
    name, *others = command
    assert main([name, str(desk), *others, "--replications", "2"]) == 0
    captured = capsys.readouterr()
    assert captured.err.count(code.NOTICE) == 1
    assert "Compiling" not in captured.out
    assert main([name, str(desk), *others, "--replications", "2"]) == 0
    assert "Compiling" not in capsys.readouterr().err
