"""Rules R96 to R99: a policy written in Python. Worked out by hand, in seconds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.draws import Draws
from sim.engine.engines import engine_named
from sim.errors import InputError
from sim.log import ContactLog
from sim.model import Model
from sim.routing.policy_file import PolicyFile
from tests.worlds import by_hand, model_of, rows

VIPS = """
reasons: {vip: {}, other: {}}
queues:
  calls:
    channel: voice
    arrivals: {rate: 0/h}
    handle_time: {mean: 60s}
    patience: none
    reasons: {vip: 50%, other: 50%}
agents:
  desk: {seated: 2, skills: {calls: 1}}
"""

KEEP_ONE = """
class KeepOne:
    '''The last free agent is for VIPs, who come first.'''

    def agent_for(self, contact, agents, center):
        return agents[0] if contact.reason == "vip" or center.free("desk") > 1 else None

    def contact_for(self, agent, contacts, center):
        for contact in contacts:
            if contact.reason == "vip":
                return contact
        return contacts[0] if center.free("desk") > 0 else None
"""

VIP, OTHER = 0, 1


def routed(model: Model, draws: Draws, text: str) -> ContactLog:
    """The log of the reference engine; the policy is the first class of the text."""
    name = text.partition("class ")[2].partition(":")[0]
    policed = replace(model, policy=PolicyFile("policies.py", name, text))
    return engine_named("reference")(policed, draws)


def test_the_last_agent_is_kept_for_vips() -> None:
    """R97, R98. At 10 the second contact finds agent 1, is held back and stands before nobody: at
    20 a VIP gets the agent, at 40 the next VIP, who came after it. At 50 agent 1 is free, takes
    nothing and is left; the fifth is held back at 55 and leaves at 75. At 60 agent 0 is the second
    one to be free: it takes the second contact, which has waited longest.
    """
    model = model_of(VIPS)
    contacts = [
        (0, "calls", 60, None),
        (10, "calls", 30, None),
        (20, "calls", 20, None),
        (30, "calls", 10, None),
        (55, "calls", 10, 20),
    ]
    draws = by_hand(model, contacts, reason=[OTHER, OTHER, VIP, VIP, OTHER])
    assert rows(routed(model, draws, KEEP_ONE)) == [
        ("answered", 0, 60, 0),
        ("answered", 60, 90, 0),
        ("answered", 20, 40, 1),
        ("answered", 40, 50, 1),
        ("abandoned", None, 75, None),
    ]


ONE_DESK = """
queues:
  calls: {channel: voice, arrivals: {rate: 0/h}, handle_time: {mean: 60s}, patience: none}
  mails: {channel: email, arrivals: {rate: 0/h}, handle_time: {mean: 60s}}
agents:
  desk: {seated: 1, skills: {calls: CALLS, mails: 1}}
"""

NOT_BEFORE = """
class NotBefore:
    '''Nobody is served who has waited less than half a minute.'''

    def agent_for(self, contact, agents, center):
        return agents[0] if center.wait_s(contact) >= 30 else None

    def contact_for(self, agent, contacts, center):
        return None
"""


def test_who_is_held_back_is_offered_after_every_happening() -> None:
    """R98: the wait of 30 s is over at 30, but nothing happens then. At 45 another contact arrives,
    is held back, and the first one gets the agent; the second at 80, when the agent is released.
    """
    model = model_of(ONE_DESK.replace("CALLS", "1"))
    draws = by_hand(model, [(0, "calls", 35, None), (45, "calls", 10, None)])
    log = routed(model, draws, NOT_BEFORE)
    assert rows(log) == [("answered", 45, 80, 0), ("answered", 80, 90, 0)]


NEWEST = """
class Newest:
    '''Whoever came last; e-mails before calls where both are to be had.'''

    def contact_for(self, agent, contacts, center):
        mails = [contact for contact in contacts if contact.is_deferred]
        return (mails or contacts)[-1]
"""


@pytest.mark.parametrize(
    ("rank", "expected"),
    [
        # Of equal rank the e-mail would be put down at once (R81): it is not among the choices.
        (1, [(0, 60), (80, 100), (60, 80), (100, 140)]),
        # The call does not interrupt it: the policy may choose the e-mail.
        (2, [(0, 60), (120, 140), (100, 120), (60, 100)]),
    ],
)
def test_items_that_would_be_put_down_at_once_are_no_choice(
    rank: int, expected: list[tuple[int, int]]
) -> None:
    """R97; and within a queue the last one first, whatever R41 says."""
    model = model_of(ONE_DESK.replace("CALLS", str(rank)))
    contacts = [
        (0, "calls", 60, None),
        (10, "calls", 20, None),
        (20, "calls", 20, None),
        (30, "mails", 40, None),
    ]
    log = routed(model, by_hand(model, contacts), NEWEST)
    assert [(row[1], row[2]) for row in rows(log)] == expected


RANKS = """
queues:
  calls: {channel: voice, arrivals: {rate: 0/h}, handle_time: {mean: 60s}, patience: none}
agents:
  first: {seated: 1, skills: {calls: 1}}
  late: {seated: 1, skills: {calls: {rank: 2, after: 20s}}}
  spare: {seated: 1, skills: {calls: 3}}
"""

WORST_RANK = """
class WorstRank:
    def agent_for(self, contact, agents, center):
        return max(agents, key=lambda agent: agent.rank(contact))
"""


def test_an_agent_of_any_rank_may_be_chosen() -> None:
    """R97: the third rank before the first; the second only after its `after` (R42), at 40, when
    the others are busy. What the policy leaves out goes by R40: agent 2 takes the fourth at 60.
    """
    model = model_of(RANKS)
    contacts = [
        (0, "calls", 60, None),
        (10, "calls", 60, None),
        (20, "calls", 60, None),
        (25, "calls", 60, None),
    ]
    log = routed(model, by_hand(model, contacts), WORST_RANK)
    assert rows(log) == [
        ("answered", 0, 60, 2),
        ("answered", 10, 70, 0),
        ("answered", 40, 100, 1),
        ("answered", 60, 120, 2),
    ]


THREADS = """
queues:
  chat:
    channel: messaging
    arrivals: {rate: 0/h}
    handle_time: {mean: 60s}
    turns: 20
    gap: {mean: 60s}
agents:
  desk: {seated: 3, skills: {chat: 1}}
"""

FIRST_TURNS = """
class FirstTurns:
    '''The last agent; it is not asked about a next turn.'''

    def agent_for(self, contact, agents, center):
        assert contact.agent_before is None
        return agents[-1]
"""


def test_a_next_turn_goes_to_its_agent_and_not_by_the_policy() -> None:
    """R96, R86: one thread, and every turn finds the agent of the turn before without work."""
    model = model_of(THREADS)
    log = routed(model, by_hand(model, [(0, "chat", 60, None)]), FIRST_TURNS)
    assert len(log) > 3
    assert set(log.agent.tolist()) == {2}


def test_choosing_no_contact_needs_the_other_decision() -> None:
    """R99."""
    model = model_of(ONE_DESK.replace("CALLS", "1"))
    draws = by_hand(model, [(0, "calls", 60, None), (10, "calls", 10, None)])
    with pytest.raises(InputError) as refused:
        routed(model, draws, "class Waits:\n    def contact_for(self, *told):\n        return None")
    assert str(refused.value) == (
        "policies.py:2: Waits.contact_for: left contacts waiting, but the policy has no agent_for: "
        "the scenario's own routing would hand them out at once, at 2026-03-02 08:01:00.000 "
        "(tick 60000) of replication 0, asked about agent 0 (desk)\n"
        "    mend: write agent_for as well, or always choose a contact"
    )
