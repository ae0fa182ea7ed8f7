"""`ccsim compare`: what is shown, what is refused, locked baselines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli import main

Capture = pytest.CaptureFixture[str]

MORE = """\
  later: {queues.calls.target.within: 60s}
  same: {queues.calls.priority: 1}
"""


@pytest.fixture
def center(desk: Path) -> str:
    """The small desk with more named scenarios; a queue whose customers never leave."""
    text = desk.read_text("utf-8") + MORE
    text = text.replace("agents:", "  back:\n    channel: voice\n    arrivals: {rate: 6/h}\n"
                        "    handle_time: {mean: 60s}\n    patience: none\nagents:", 1)  # fmt: skip
    desk.write_text(text.replace("{calls: 1}", "{calls: 1, back: 2}"), "utf-8")
    return str(desk)


def printed(capsys: Capture, *arguments: str, code: int = 0) -> str:
    assert main(arguments) == code
    captured = capsys.readouterr()
    assert captured.err == ""
    return " ".join(captured.out.split())


def refused(capsys: Capture, *arguments: str) -> str:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


def test_several_scenarios_each_have_a_table(center: str, capsys: Capture) -> None:
    text = printed(capsys, "compare", center)
    for name in ("six_more", "later", "same"):
        assert f"{name} against base" in text
    assert "of many comparisons some mislead by chance" in text
    alone = printed(capsys, "compare", center, "six_more")
    assert "mislead by chance" not in alone


def test_what_cannot_apply_is_not_shown(center: str, capsys: Capture) -> None:
    text = printed(capsys, "compare", center, "six_more")
    assert "calls service level" in text and "calls abandon rate" in text
    assert "back average speed of answer" in text
    assert "back service level" not in text  # no target
    assert "back abandon rate" not in text  # nobody leaves
    assert "net result" not in text  # no contact has a value
    assert "n/a" not in text


def test_changes_that_change_nothing_are_said(center: str, capsys: Capture) -> None:
    text = printed(capsys, "compare", center, "base", "later", "same")
    assert "the target alone changes no behaviour" in text
    assert "It has the same content as the baseline" in text
    found = json.loads(printed(capsys, "compare", center, "later", "--json"))
    [remark] = found["scenarios"]["later"]["remarks"]
    assert remark.startswith("Only the target changed (queues.calls.target.within: 20s -> 1min)")


def test_the_same_scenario_twice_is_refused(center: str, capsys: Capture) -> None:
    said = refused(capsys, "compare", center, "base", "base")
    assert "base is named twice: a scenario does not differ from itself" in said
    assert "mend: name another one, such as six_more" in said
    assert "later is named twice" in refused(capsys, "compare", center, "base", "later", "later")


def test_names_may_stand_behind_options(center: str, capsys: Capture) -> None:
    text = printed(capsys, "compare", center, "--replications", "2", "base", "six_more")
    assert "six_more against base" in text
    assert "later against" not in text
    said = refused(capsys, "compare", center, "--sed", "3", "base")
    assert "unknown option --sed; did you mean --seed?" in said


def test_lock_and_compare_with_it(center: str, capsys: Capture) -> None:
    text = printed(capsys, "compare", center, "six_more", "--lock", "lock.json")
    assert "Baseline base locked in lock.json." in text
    fresh = json.loads(printed(capsys, "compare", center, "six_more", "--json"))
    arguments = ["compare", center, "six_more", "--baseline", "lock.json"]
    again = json.loads(printed(capsys, *arguments, "--json"))
    assert again["scenarios"] == fresh["scenarios"]
    assert (again["baseline_locked"], fresh["baseline_locked"]) == (True, False)
    assert again["warnings"] == []
    text = printed(capsys, *arguments)
    assert "baseline locked 2" in text
    assert "six_more against base" in text
    assert sorted(path.name for path in Path().iterdir()) == ["desk.yaml", "lock.json"]


def test_a_changed_baseline_warns(center: str, capsys: Capture) -> None:
    printed(capsys, "compare", center, "six_more", "--lock", "lock.json")
    file = Path(center)
    file.write_text(file.read_text("utf-8").replace("seated: 4\n", "seated: 5\n"), "utf-8")
    text = printed(capsys, "compare", center, "six_more", "--baseline", "lock.json")
    assert "Warning: The baseline's scenario base has changed since it was locked" in text
    assert "agents.desk.seated: 4 -> 5" in text
    arguments = ["--baseline", "lock.json", "--seed", "8", "--replications", "3", "--json"]
    found = json.loads(printed(capsys, "compare", center, "base", *arguments))
    changed, seed = found["warnings"]
    assert "has changed" in changed and "seed 8: other customers" in seed
    assert (found["seed"], found["replications"]) == (8, 3)


def test_locks_are_not_replaced_nor_written_nowhere(center: str, capsys: Capture) -> None:
    Path("lock.json").write_text("dear", "utf-8")
    said = refused(capsys, "compare", center, "six_more", "--lock", "lock.json")
    assert "--lock: lock.json: is there already" in said
    assert "mend: name another file, or delete this one" in said
    assert Path("lock.json").read_text("utf-8") == "dear"
    said = refused(capsys, "compare", center, "six_more", "--lock", "no/where/lock.json")
    assert "is no folder that you may write to" in said
    said = refused(capsys, "compare", center, "--lock", "x.json", "--baseline", "lock.json")
    assert "--lock goes without --baseline" in said
    said = refused(capsys, "compare", center, "six_more", "--baseline", "lock.json")
    assert "--baseline: lock.json: is no locked baseline" in said
    said = refused(capsys, "compare", center, "six_more", "--baseline", "none.json")
    assert "there is no such file" in said


def test_precision_of_a_difference(center: str, capsys: Capture) -> None:
    arguments = ["compare", center, "six_more", "--precision", "queues.calls.service_level 9%"]
    text = printed(capsys, *arguments)
    assert "queues.calls.service_level is known to ±" in text
    found = json.loads(printed(capsys, *arguments, "--json"))
    assert found["ended"]["reason"] == "precise"
    said = refused(capsys, *arguments, "--baseline", "lock.json")
    assert "--precision: queues.calls.service_level 9%: goes without --baseline" in said
    said = refused(capsys, "compare", center, "six_more", "--precision", "service_level 9")
    assert "mend: write 9%" in said


EVENT = """\
events:
  storm: {queue: calls, at: 2026-03-02 08:30, extra: 20, half_life: 10min}
"""


def test_a_setting_about_what_a_scenario_takes_out(desk: Path, capsys: Capture) -> None:
    text = desk.read_text("utf-8").replace(
        "scenarios:\n", f"{EVENT}scenarios:\n  calm: {{events: null}}\n"
    )
    desk.write_text(text, "utf-8")
    command = ["compare", str(desk), "base", "calm", "--json"]
    assert main([*command, "--set", "events.storm.extra=40"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["warnings"] == [
        "calm takes out events, so --set events.storm.extra=40 changes nothing there."
    ]
    assert main([*command, "--set", "events.storms.extra=40"]) == 2
    assert "did you mean storm?" in capsys.readouterr().err
