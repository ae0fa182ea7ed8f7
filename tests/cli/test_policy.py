"""`--policy`: routed by a class of a Python file, said so, and refused where it cannot be."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from sim.cli import main

POLICIES = """
class Newest:
    def contact_for(self, agent, contacts, center):
        return contacts[-1]


class Talks:
    def agent_for(self, contact, agents, center):
        print("asked about", contact.row)
        return agents[0]


class Breaks:
    def agent_for(self, contact, agents, center):
        return agents[0] if center.tick < 3_600_000 else {}["vip"]
"""

REFERENCE = ["--engine", "reference", "--policy"]


@pytest.fixture
def policies(desk: Path) -> str:
    """SHA-256 of policies.py beside the scenario."""
    desk.with_name("policies.py").write_text(POLICIES, "utf-8")
    return hashlib.sha256(POLICIES.encode()).hexdigest()


def test_the_policy_is_named_and_has_an_effect(
    policies: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["run", str(desk), *REFERENCE, "policies.py:Newest"]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "\nreference engine, policy Newest of policies.py, 4 replications, seed 7\n" in said
    assert f"Routed by the policy Newest of policies.py (SHA-256 {policies[:12]}" in " ".join(
        said.split()
    )
    assert "ccsim seek" not in said  # seek would route as the scenario says

    assert main([*command, "--report", "x.pptx"]) == 0
    said = capsys.readouterr().out
    assert "No sensitivity in the report: it routes by the scenario, not by a policy." in said

    assert main([*command, "--json"]) == 0
    by_policy = json.loads(capsys.readouterr().out)
    assert by_policy["policy"] == {"name": "Newest", "file": "policies.py", "sha256": policies}
    assert main(["run", str(desk), "--engine", "reference", "--json"]) == 0
    own = json.loads(capsys.readouterr().out)
    assert own["policy"] is None
    figures = [one["queues"]["calls"] for one in (own, by_policy)]
    offered = [one["offered"]["mean"] for one in figures]
    level = [one["service_level"]["mean"] for one in figures]
    assert offered[0] == offered[1]  # the same customers
    # Who waits longest is late anyway: the last one first meets a short target more often.
    assert level[0] < level[1]


@pytest.mark.usefixtures("policies")
def test_what_a_policy_prints_is_not_in_the_document(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(desk), *REFERENCE, "policies.py:Talks", "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["policy"]["name"] == "Talks"
    assert "asked about 0\n" in captured.err


def test_results_of_a_policy_say_so(policies: str, desk: Path) -> None:
    assert main(["run", str(desk), *REFERENCE, "policies.py:Newest", "--out", "out"]) == 0
    manifest = json.loads(Path("out/manifest.json").read_text("utf-8"))
    assert manifest["policy"]["sha256"] == policies
    assert policies in Path("out/report.html").read_text("utf-8")


def test_a_locked_baseline_knows_how_it_was_routed(
    policies: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    compare = ["compare", str(desk), "--engine", "reference"]
    assert main([*compare, "--lock", "lock.json"]) == 0
    capsys.readouterr()
    by_policy = [*compare, "base", "--baseline", "lock.json", "--policy", "policies.py:Newest"]
    assert main(by_policy) == 0
    said = capsys.readouterr().out
    assert "base, Newest against base" in said
    assert "locked with the scenario's own routing, this is the policy Newest of" in " ".join(
        said.split()
    )
    assert main([*by_policy, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["policy"]["sha256"], document["baseline_policy"]) == (policies, None)
    assert document["scenarios"]["base"]["remarks"] == []

    assert main([*compare, "--policy", "policies.py:Newest", "--lock", "routed.json"]) == 0
    said = capsys.readouterr().out
    assert "reference engine, policy Newest of policies.py" in said
    assert "six_more against base" in said
    assert json.loads(Path("routed.json").read_text("utf-8"))["policy"]["sha256"] == policies
    again = [*compare, "six_more", "--baseline", "routed.json", "--policy", "policies.py:Newest"]
    assert main(again) == 0
    assert "Warning" not in capsys.readouterr().out
    Path("policies.py").write_text(POLICIES + "\n", "utf-8")
    assert main(again) == 0
    assert f"locked with the policy Newest of policies.py (SHA-256 {policies[:12]})" in " ".join(
        capsys.readouterr().out.split()
    )


BREAKS = """policies.py:15: Breaks.agent_for: KeyError: 'vip', at 2026-03-02 09:0"""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "desk.yaml", "--policy", "policies.py:Newest"],
         "policies.py: Newest: the fast engine does not run a policy written in Python\n"
         "    allowed: the reference engine\n"
         '    mend: write --engine reference (in Python engine="reference")\n'),
        (["compare", "desk.yaml", "--policy", "policies.py:Newest"],
         "policies.py: Newest: the fast engine does not run a policy written in Python\n"),
        (["run", "desk.yaml", *REFERENCE, "policies.py:Breaks", "--out", "out"], BREAKS),
        (["run", "desk.yaml", *REFERENCE, "policies.py:Newset"],
         "policies.py: Newset: the file has no such class\n    allowed: Newest, Talks, Breaks\n"
         "    mend: did you mean Newest?\n"),
        (["run", "desk.yaml", *REFERENCE, "policies.py"],
         "--policy: policies.py: names no file and class\n"
         "    allowed: FILE.py:CLASS, such as policies.py:UrgentFirst\n"
         "    mend: write policies.py:CLASS\n"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("policies")
def test_what_cannot_be_is_refused(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(said)
    assert "Traceback" not in captured.err
    assert not Path("out").exists()


SEEK = ["seek", "--vary", "agents.desk.seated=4..9"]


@pytest.mark.parametrize("command", [["sweep"], ["staff"], SEEK, ["verify"], ["resolve"]])
@pytest.mark.usefixtures("policies")
def test_other_commands_say_who_takes_one(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "desk.yaml", "--policy", "policies.py:Newest"]) == 2
    said = capsys.readouterr().err
    assert "a policy written in Python goes with ccsim run and ccsim compare only" in said


def test_a_scenario_file_cannot_name_a_policy(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Reading a file from a stranger runs no program."""
    text = desk.read_text("utf-8")
    for line in ("policy: policies.py:Newest\n", "routing: {policy: policies.py:Newest}\n"):
        desk.write_text(text + line, "utf-8")
        assert main(["run", str(desk)]) == 2
        assert "policy" in capsys.readouterr().err
