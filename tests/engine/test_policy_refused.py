"""A policy written in Python: what is refused, and what is said of it."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from sim.draws import draw
from sim.engine.engines import engine_named, replicate
from sim.engine.names import ENGINES
from sim.errors import InputError
from sim.log import first_difference
from sim.model import Model
from sim.routing.policy_file import PolicyFile, read_policy
from tests.worlds import model_of

CALLS = """
queues:
  calls: {channel: voice, arrivals: {rate: 135/h}, handle_time: {mean: 120s}, patience: none}
agents:
  desk: {seated: 5, skills: {calls: 1}}
"""

BODY = "class P:\n    def agent_for(self, contact, agents, center):\n        "
GOOD = BODY + "return None"


def routed(name: str, text: str) -> Model:
    return replace(model_of(CALLS), policy=PolicyFile("policies.py", name, text))


def test_only_the_reference_engine_runs_a_policy() -> None:
    model = routed("P", GOOD)
    taking = []
    for name in ENGINES:
        try:
            engine_named(name)(model, draw(model, 1, 0))
            replicate(name, model, 1, 0)
        except InputError as refused:
            assert str(refused) == (
                f"policies.py: P: the {name} engine does not run a policy written in Python\n"
                "    allowed: the reference engine\n"
                '    mend: write --engine reference (in Python engine="reference")'
            )
        else:
            taking.append(name)
    assert taking == ["reference"]


ASKED = "at 2026-03-02 0"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BODY + "return {}['vip']", "policies.py:3: P.agent_for: KeyError: 'vip', " + ASKED),
        (BODY + "raise SystemExit(3)", "policies.py:3: P.agent_for: SystemExit: 3, " + ASKED),
        (BODY + "return helped(contact)\n\ndef helped(contact):\n    return contact.vip",
         "policies.py:6: P.agent_for: AttributeError: 'Contact' object has no attribute 'vip', "),
        (BODY + "return contact", "policies.py:2: P.agent_for: returned Contact(row="),
        (BODY + "return 0", "policies.py:2: P.agent_for: returned 0, a int, " + ASKED),
        (BODY + "agents[0].group = 'x'", "policies.py:3: P.agent_for: FrozenInstanceError: "),
        (BODY + "center.waiting('callz')",
         "policies.py:3: P.agent_for: LookupError: no queue is called 'callz'; there is: calls, "),
    ],
)  # fmt: skip
def test_mistakes_name_the_policy_its_line_and_the_contact(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        replicate("reference", routed("P", text), 1, 7)
    assert str(refused.value).startswith(said)
    assert " of replication 7, asked about contact 0 (calls)" in str(refused.value)


def test_whoever_may_not_be_chosen_is_named_with_those_who_may() -> None:
    """An agent kept from an earlier decision."""
    text = """
class Keeps:
    first = None

    def agent_for(self, contact, agents, center):
        self.first = self.first or agents[0]
        return self.first

class Twice:
    first = None

    def contact_for(self, agent, contacts, center):
        self.first = self.first or contacts[0]
        return self.first
"""
    for name, what, allowed in (
        ("Keeps", "chose agent 0 (desk), who may not take it now", "agent 1, 2, 3, 4, or None"),
        ("Twice", "chose contact ", "contact "),
    ):
        with pytest.raises(InputError) as refused:
            replicate("reference", routed(name, text), 1, 0)
        [problem] = refused.value.problems
        assert problem.message.startswith(what)
        assert "may not take" in problem.message
        assert problem.allowed.startswith(allowed)
        assert problem.mend == "choose among those that are handed over"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        (GOOD, "policies.py", "--policy: policies.py: names no file and class"),
        (GOOD, "policies.py:", "--policy: policies.py:: names no file and class"),
        (GOOD, "others.py:P", "--policy: others.py:P: there is no file others.py"),
        (GOOD, ".:P", "--policy: .:P: . cannot be read: Is a directory"),
        (GOOD, "policies.py:p", "policies.py: p: the file has no such class\n    allowed: P"),
        ("class P\n", "policies.py:P", "policies.py:1: P: cannot be read as Python: expected ':'"),
        ("x = 1\nimport nowhere_at_all\n", "policies.py:P",
         "policies.py:2: P: ModuleNotFoundError: No module named 'nowhere_at_all'"),
        ("class P:\n    def __init__(self, share):\n        pass\n", "policies.py:P",
         "policies.py: P.__init__: TypeError: "),
        ("class P:\n    pass\n", "policies.py:P", "policies.py: P: decides nothing"),
        ("class P:\n    def agents_for(self, a, b, c):\n        pass\n", "policies.py:P",
         "policies.py:2: P.agents_for: is no decision of a policy\n"
         "    allowed: agent_for and contact_for\n    mend: did you mean agent_for?"),
        ("class P:\n    def contact_for(self, agent, contacts):\n        pass\n", "policies.py:P",
         "policies.py:2: P.contact_for: does not take the three arguments of this decision\n"
         "    allowed: def contact_for(self, agent, contacts, center)"),
        ("import random\n" + GOOD, "policies.py:P", "policies.py:1: P: uses random: a policy "
         "draws nothing, or the same customers would meet other luck under another policy\n"
         "    mend: use contact.pick, a number from 0 up to 1"),
        ("from random import choice\n" + GOOD, "policies.py:P",
         "policies.py:1: P: uses random.choice: "),
        ("import numpy as np\nx = np.random.default_rng()\n" + GOOD, "policies.py:P",
         "policies.py:2: P: uses numpy.random: "),
    ],
)  # fmt: skip
def test_what_is_no_policy_is_refused(folder: Path, text: str, words: str, said: str) -> None:
    (folder / "policies.py").write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        read_policy(words)
    assert str(refused.value).startswith(said)


def test_a_policy_is_known_by_its_content(folder: Path) -> None:
    (folder / "policies.py").write_text(GOOD, "utf-8")
    one = read_policy("policies.py:P")
    assert str(one) == "P of policies.py"
    assert one == read_policy("policies.py:P")
    (folder / "policies.py").write_text(GOOD + "  # always", "utf-8")
    assert read_policy("policies.py:P").sha256 != one.sha256


def test_every_replication_begins_anew(folder: Path) -> None:
    """What a policy remembers does not go from one replication to the next (R96)."""
    text = """
from dataclasses import dataclass

SEEN = []

@dataclass
class Remembers:
    asked: int = 0

    def agent_for(self, contact, agents, center):
        self.asked += 1
        SEEN.append(contact.row)
        assert len(SEEN) == self.asked
        return agents[-1] if len(SEEN) < 20 else agents[0]
"""
    (folder / "policies.py").write_text(text, "utf-8")
    model = replace(model_of(CALLS), policy=read_policy("policies.py:Remembers"))
    alone = replicate("reference", model, 1, 4)
    logs = [replicate("reference", model, 1, number) for number in (2, 3, 4)]
    assert first_difference(alone, logs[-1]) is None


def test_errors_come_back_from_other_processes_whole() -> None:
    with pytest.raises(InputError) as refused:
        read_policy("nowhere.py:P")
    again = pickle.loads(pickle.dumps(refused.value))
    assert again.problems == refused.value.problems
    assert str(again) == str(refused.value)
