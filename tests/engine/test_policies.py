"""A policy written in Python: what it is told, and what it does, against what is known.

The policies of these tests stand in as_built_in.py and whims.py beside it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

import sim
from sim.draws import draw, draw_days
from sim.engine import reference
from sim.engine.by_policy import ByPolicy
from sim.engine.engines import engine_named, replicate
from sim.engine.views import Agent, Contact
from sim.log import first_difference
from sim.model import Model
from sim.routing.policy_file import PolicyFile
from tests.random_chance import World
from tests.random_runs import KINDS, check_each
from tests.worlds import by_hand, model_of

HERE = Path(__file__).parent
AS_BUILT_IN = (HERE / "as_built_in.py").read_text("utf-8")
WHIMS = PolicyFile("whims.py", "Whims", (HERE / "whims.py").read_text("utf-8"))
FOUR_HOURS = 4 * 3_600_000
SHIPPED = sorted((HERE.parent.parent / "scenarios").glob("*.yaml"))


def as_built_in(model: Model, name: str = "AsBuiltIn") -> Model:
    """The model with the policy that does what its own routing does."""
    agents = ("longest_idle", "least_occupied", "random")
    contacts = ("priority_then_longest_wait", "longest_wait", "earliest_due")
    routing = {
        group: {
            "agents": agents[model.people.choose_agent[number]],
            "contacts": contacts[model.people.choose_contact[number]],
        }
        for number, group in enumerate(model.labels.groups)
    }
    text = AS_BUILT_IN.replace("ROUTING = {}", f"ROUTING = {routing!r}")
    return replace(model, policy=PolicyFile("as_built_in.py", name, text))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["AsBuiltIn", "AgentsAsBuiltIn", "ContactsAsBuiltIn"])
def test_the_built_in_routing_as_a_policy_changes_nothing(kind: str, name: str) -> None:
    """In worlds full of ties, for each of the decisions and for both."""

    def check(world: World) -> None:
        log = reference.run(world.model, world.draws)
        policed = reference.run(as_built_in(world.model, name), world.draws)
        assert first_difference(log, policed) is None

    check_each(kind, range(1000, 1012), check)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_it_changes_nothing_in_shipped_scenarios(path: Path) -> None:
    """The first hours of each."""
    model = sim.compile_model(sim.load(path))
    end = min(model.clock.end, model.clock.start + FOUR_HOURS)
    model = replace(model, clock=replace(model.clock, end=end))
    draws = next(iter(draw_days(model, 5, 0)))  # of the first day
    log = engine_named("fast")(model, draws)
    assert len(log) > 20
    assert first_difference(reference.run(as_built_in(model), draws), log) is None


def test_nobody_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A policy that chooses by whim: when a tick is over, whoever waits first in line and is not
    held back finds no agent that may take it, and the simulated time comes to its end.
    """
    afterwards = reference._World.afterwards
    left: list[tuple[int, int]] = []
    held: list[int] = []

    def watched(world: reference._World) -> None:
        afterwards(world)
        routing = world.routing
        assert isinstance(routing, ByPolicy)
        held.extend(row for row in routing.held if world.rows.waits[row])
        if world.env.peek() > world.env.now:
            firsts = [routing.next_in_line(queue) for queue in range(len(world.lines.count))]
            left.extend((world.now, row) for row in firsts if row >= 0 and routing.takers(row))

    monkeypatch.setattr(reference._World, "afterwards", watched)

    def check(world: World) -> None:
        log = reference.run(replace(world.model, policy=WHIMS), world.draws)
        assert log.end == world.model.clock.end
        assert left == []

    for kind in KINDS:
        check_each(kind, range(2000, 2012), check)
    assert len(held) > 1000


# --- against closed forms ----------------------------------------------------------------------

REASONS = """
period: {start: 2026-03-02 08:00, length: 12h, interval: 1h, warm_up: 2h}
reasons: {gold: {}, plain: {}}
queues:
  calls:
    channel: voice
    arrivals: {rate: 135/h}
    handle_time: {mean: 120s, distribution: exponential}
    patience: none
    reasons: {gold: 40%, plain: 60%}
agents:
  desk: {seated: 5, skills: {calls: 1}}
"""

GOLD_FIRST = """
class GoldFirst:
    def contact_for(self, agent, contacts, center):
        return min(contacts, key=lambda contact: contact.reason != "gold")
"""


def test_reasons_served_first_wait_as_cobham_says() -> None:
    """Non-preemptive priority in one queue, which no scenario file can say.

    Cobham (Operations Research 2 (1954) 70), several agents, one exponential handle time: with
    W = C(n, a) / (n mu), class 1 waits W / (1 - rho_1) on average, class 2
    W / ((1 - rho_1) (1 - rho)).
    """
    agents, rate, mean_s, gold = 5, 135 / 3600, 120.0, 0.4
    load = rate * mean_s
    rho, rho_gold = load / agents, gold * load / agents
    some_wait = erlang_c(agents, load) * mean_s / agents
    expected = {0: some_wait / (1 - rho_gold), 1: some_wait / ((1 - rho_gold) * (1 - rho))}
    policy = PolicyFile("gold.py", "GoldFirst", GOLD_FIRST)
    model = replace(model_of(REASONS), policy=policy)
    found: dict[int, list[float]] = {0: [], 1: []}
    for replication in range(24):
        log = replicate("reference", model, 11, replication)
        for reason in found:
            mine = (log.reason == reason) & (log.answered >= model.clock.start)
            waits = (log.answered - log.arrived)[mine] / 1000
            found[reason].append(float(waits.mean()))
    for reason, waits in found.items():
        error = np.std(waits, ddof=1) / np.sqrt(len(waits))
        assert error < expected[reason] / 8  # narrow enough to tell the classes apart
        assert abs(np.mean(waits) - expected[reason]) < 4 * error, reason
    assert expected[1] > 5 * expected[0]


def erlang_c(agents: int, load: float) -> float:
    """The probability of waiting, by the recursion of Erlang B."""
    blocked = 1.0
    for number in range(1, agents + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked / (1 - load / agents * (1 - blocked))


TWO_QUEUES = """
period: {start: 2026-03-02 08:00, length: 4h, interval: 1h}
queues:
  gold:
    channel: voice
    arrivals: {rate: 54/h}
    handle_time: {mean: 120s}
    patience: {mean: 4min}
    priority: FIRST
  plain:
    channel: voice
    arrivals: {rate: 81/h}
    handle_time: {mean: 120s}
    patience: {mean: 4min}
    priority: 2
agents:
  desk: {seated: 4, skills: {gold: 1, plain: 1}}
"""

QUEUE_FIRST = """
class QueueFirst:
    def contact_for(self, agent, contacts, center):
        return min(contacts, key=lambda contact: contact.queue != "gold")
"""


def test_a_queue_served_first_is_the_priority_of_the_scenario() -> None:
    with_priority = model_of(TWO_QUEUES.replace("FIRST", "1"))
    without = model_of(TWO_QUEUES.replace("FIRST", "2"))
    policy = PolicyFile("queues.py", "QueueFirst", QUEUE_FIRST)
    differing = 0
    for replication in range(3):
        draws = draw(with_priority, 3, replication)
        expected = engine_named("fast")(with_priority, draws)
        found = reference.run(replace(without, policy=policy), draws)
        assert first_difference(expected, found) is None
        differing += first_difference(expected, reference.run(without, draws)) is not None
    assert differing == 3


# --- what a policy is told ---------------------------------------------------------------------

TOLD = """
class Told:
    def __init__(self):
        self.told = []

    def agent_for(self, contact, agents, center):
        self.told.append((contact, agents, center.tick, center.time.isoformat()))
        return agents[-1]

    def contact_for(self, agent, contacts, center):
        waiting = center.waiting("chats"), center.waiting("mails")
        desk = center.free("desk"), center.on("desk")
        self.told.append((agent, contacts, center.wait_s(contacts[0]), waiting, desk))
        return contacts[0]
"""

TOLD_SCENARIO = """
reasons: {fault: {}}
queues:
  chats:
    channel: chat
    arrivals: {rate: 0/h}
    handle_time: {mean: 60s}
    patience: none
    head_start: 5s
    priority: 3
    target: {answered: 80%, within: 20s}
    reasons: {fault: 100%}
  mails: {channel: email, arrivals: {rate: 0/h}, handle_time: {mean: 10s, distribution: constant}}
agents:
  desk: {seated: 2, skills: {chats: {rank: 1, concurrency: 2}, mails: 2}}
follow_ups:
  write:
    from: chats
    after: answered
    to: mails
    probability: 100%
    delay: {mean: 30s, distribution: constant}
"""


class Kept(PolicyFile):
    """A policy whose objects can be asked afterwards."""

    made: ClassVar[list[Any]] = []

    def make(self) -> object:
        self.made.append(super().make())
        return self.made[-1]


def test_what_a_policy_is_told() -> None:
    """By hand, always the last agent. Chats at 10 and 20 go to agent 1, who takes two at once. The
    first ends at 30 and causes an e-mail at 60, for which agent 0 alone is free; for the chat at 65
    it puts the e-mail down, and takes it up again at 80.
    """
    model = replace(model_of(TOLD_SCENARIO), policy=Kept("told.py", "Told", TOLD))
    contacts = [(10, "chats", 20, None), (20, "chats", 100, None), (65, "chats", 15, None)]
    draws = by_hand(model, contacts, pick=[0.25, 0, 0], reason=[0, 0, 0])
    log = reference.run(model, draws)
    first, second, mail, third, again, *_ = Kept.made[-1].told

    ranks = {"chats": 1, "mails": 2}
    idle = Agent(0, "desk", ranks, 0, 0.0, False, idle_since=0, busy=0, on=10_000)
    assert first == (
        Contact(
            row=0, key=1, queue="chats", channel="chat", reason="fault", priority=3,
            is_deferred=False, arrived=10_000, since=5_000, due=30_000, pick=0.25,
            agent_before=None,
        ),
        (idle, replace(idle, number=1)),
        10_000,
        "2026-03-02T08:00:10",
    )  # fmt: skip
    half = Agent(1, "desk", ranks, 1, 0.5, False, idle_since=None, busy=10_000, on=20_000)
    assert second[1] == (replace(idle, on=20_000), half)
    assert (idle.occupancy, half.occupancy, half.rank(first[0])) == (0.0, 0.5, 1)

    item = mail[0]
    assert (item.queue, item.channel, item.reason, item.is_deferred) == (
        "mails", "email", "fault", True,
    )  # fmt: skip
    assert (item.arrived, item.since, item.agent_before) == (60_000, 60_000, 1)
    assert item.due > 10 * model.clock.end
    assert item.key == log.key[2] and 0 <= item.pick < 1
    assert [agent.number for agent in mail[1]] == [0]

    # Agent 1's hands changed at 30, agent 0's at 60.
    assert [(one.number, one.in_hand, one.puts_down) for one in third[1]] == [
        (1, 1, False), (0, 1, True),
    ]  # fmt: skip

    asking, waiting, wait_s, queues, (free, on) = again
    assert asking == replace(idle, idle_since=80_000, busy=20_000, on=80_000)
    assert (waiting, wait_s, queues, free, on) == ((item,), 20.0, (0, 1), 0, 2)
