"""A study by a policy written in Python: the same in every process, and refused in time."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.compile import compile_model
from sim.errors import InputError
from sim.routing.policy_file import read_policy
from sim.scenario import loads
from sim.studies import Pool, one_replication, study
from sim.studies.parcel import packed
from tests.studies.same import assert_same_tallies
from tests.studies.small import SMALL

POLICY = """
class ByChance:
    '''Remembers, and leaves contacts waiting.'''

    def __init__(self):
        self.asked = 0

    def agent_for(self, contact, agents, center):
        self.asked += 1
        if contact.pick < 0.2 and self.asked % 3:
            return None
        return agents[int(contact.pick * len(agents))]

    def contact_for(self, agent, contacts, center):
        return None if self.asked % 5 == 0 else contacts[-1]


class BreaksLater:
    '''In some replications.'''

    def agent_for(self, contact, agents, center):
        if contact.row == 0 and contact.key % 4 == 3:
            raise ValueError("enough")
        return agents[0]
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "policies.py"
    path.write_text(POLICY, "utf-8")
    return str(path)


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are started whatever they cost."""
    monkeypatch.setattr("sim.studies.pool.START_SECONDS", 0.0)
    monkeypatch.setattr("sim.studies.pool.WORTH_SENDING", 0.0)


@pytest.mark.usefixtures("eager")
def test_two_processes_give_the_same_bits_as_one(file: str) -> None:
    policy, breaks = read_policy(f"{file}:ByChance"), read_policy(f"{file}:BreaksLater")
    Path(file).unlink()  # its text was read and travels
    here = study(loads(SMALL), engine="reference", policy=policy, workers=1)
    with Pool(workers=2) as pool:
        there = study(loads(SMALL), engine="reference", policy=policy, pool=pool)
        assert pool._running
        with pytest.raises(InputError, match=r"BreaksLater.agent_for: ValueError: enough, at 2026"):
            study(loads(SMALL), engine="reference", policy=breaks, pool=pool, replications=60)
        again = study(loads(SMALL), engine="reference", policy=policy, pool=pool, replications=5)
    assert_same_tallies(here.tallies, there.tallies)
    assert_same_tallies(here.tallies[:5], again.tallies)
    assert here.policy == there.policy == policy.facts()


def test_replications_do_not_depend_on_their_order(file: str) -> None:
    model = compile_model(loads(SMALL), read_policy(f"{file}:ByChance"))
    numbers = [3, 0, 2, 1]
    scattered = [one_replication(model, 7, number, "reference") for number in numbers]
    in_order = [one_replication(model, 7, number, "reference") for number in sorted(numbers)]
    assert_same_tallies([scattered[numbers.index(n)] for n in range(4)], in_order)


def test_a_parcel_is_known_by_its_policy(file: str) -> None:
    scenario = loads(SMALL)
    own, routed = compile_model(scenario), compile_model(scenario, read_policy(f"{file}:ByChance"))
    assert packed(own).digest != packed(routed).digest


def test_the_fast_engine_is_refused_before_anything_is_compiled(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prepared(name: str) -> None:
        raise AssertionError(f"{name} was prepared")

    monkeypatch.setattr("sim.studies.pool.prepare", prepared)
    with pytest.raises(InputError, match="ByChance: the fast engine does not run a policy"):
        study(loads(SMALL), policy=read_policy(f"{file}:ByChance"))
