"""Laws that hold in every world: conservation, order, presence, Little, sameness."""

from __future__ import annotations

import numpy as np
import pytest

from sim.draws import draw
from sim.engine.events import BLOCKED, NEVER, Outcome
from sim.log import ContactLog, first_difference
from sim.model import Model
from tests.random_chance import World
from tests.random_runs import check_each
from tests.worlds import model_of, run_both


def check_laws(model: Model, patience: np.ndarray, log: ContactLog) -> None:
    check_conservation(log, patience)
    check_agents(model, log)
    check_order(model, log)
    check_no_idle_agent_while_a_contact_waits(model, log)
    check_little(log)


def check_conservation(log: ContactLog, patience: np.ndarray) -> None:
    """Every attempt has one outcome, and its instants fit the outcome."""
    for row in range(len(log)):
        arrived, answered, ended = log.arrived[row], log.answered[row], log.ended[row]
        outcome = Outcome(log.outcome[row])
        waited_at_most = patience[row] if patience[row] != NEVER else log.end
        if outcome == Outcome.ANSWERED:
            assert 0 <= answered - arrived <= waited_at_most  # nobody is answered after leaving
            assert log.agent[row] >= 0
            assert ended == -1 or ended >= answered
            assert log.released[row] == -1 or log.released[row] >= ended
        else:
            assert answered == -1 and log.agent[row] == -1 and log.released[row] == -1
            if outcome == Outcome.ABANDONED:
                assert ended - arrived == patience[row]
            elif outcome == Outcome.WAITING:
                assert ended == -1
                assert patience[row] == NEVER or arrived + patience[row] >= log.end
            elif outcome in BLOCKED:
                assert ended == arrived
    assert (np.diff(log.arrived) >= 0).all()


def check_agents(model: Model, log: ContactLog) -> None:
    """No agent has two contacts at once, and every contact starts and ends in its presence."""
    for agent in range(int(model.people.first[-1])):
        rows = np.flatnonzero(log.agent == agent)
        begin = log.answered[rows]
        until = np.where(log.released[rows] < 0, log.end, log.released[rows])
        order = np.lexsort((until, begin))
        assert (begin[order][1:] >= until[order][:-1]).all()
        own = log.presence_agent == agent
        on, off = log.presence_on[own], log.presence_off[own]
        assert (on[1:] >= off[:-1]).all()
        assert (log.presence_due[own] <= off).all()
        for start, stop in zip(begin, until, strict=True):
            # Presence rows that touch are one stay (R51).
            assert any(
                a <= start < b or (a <= start <= b and start == stop)
                for a, b in zip(on, off, strict=True)
            )
            assert start == stop or any(a < stop <= b for a, b in zip(on, off, strict=True))


def check_order(model: Model, log: ContactLog) -> None:
    """First come, first served within a queue, but for outbound contacts and turns (R73, R86)."""
    returns = (model.dialling.is_one == 1) | (model.threads.is_one == 1)
    for queue in np.flatnonzero(~returns):
        rows = np.flatnonzero((log.queue == queue) & (log.outcome == Outcome.ANSWERED))
        assert (np.diff(log.answered[rows]) >= 0).all()


def check_no_idle_agent_while_a_contact_waits(model: Model, log: ContactLog) -> None:
    """Between events: no idle agent may take a waiting contact (but for `keep_idle`, `after`)."""
    gone = np.where(log.answered >= 0, log.answered, np.where(log.ended < 0, log.end, log.ended))
    group_of = np.repeat(np.arange(len(model.labels.groups)), np.diff(model.people.first))
    waits = np.flatnonzero(gone > log.arrived)
    ticks = np.unique(np.concatenate([log.arrived, gone, log.presence_on, log.presence_off]))
    released = np.where(log.released < 0, log.end, log.released)
    for tick in ticks[ticks < log.end]:
        waiting = waits[(log.arrived[waits] <= tick) & (gone[waits] > tick)]
        if not len(waiting):
            continue
        on = np.zeros(len(group_of), dtype=bool)
        here = (log.presence_on <= tick) & (log.presence_off > tick)
        on[log.presence_agent[here]] = True
        on[log.agent[(log.answered >= 0) & (log.answered <= tick) & (released > tick)]] = False
        idle = np.bincount(group_of[on], minlength=len(model.labels.groups))
        for row in waiting:
            queue = log.queue[row]
            waited = tick - log.arrived[row] + model.queues.head_start[queue]
            may_take = (
                (model.skills.rank[:, queue] > 0)
                & (idle > model.skills.keep_idle[:, queue])
                & (waited >= model.skills.after[:, queue])
            )
            assert not may_take.any(), f"row {row} waits at {tick} beside an idle agent"


def check_little(log: ContactLog) -> None:
    """L = lambda W: the integral of the number waiting is the sum of the waits."""
    gone = np.where(log.answered >= 0, log.answered, np.where(log.ended < 0, log.end, log.ended))
    changes = sorted([(tick, 1) for tick in log.arrived] + [(tick, -1) for tick in gone])
    area = number = before = 0
    for tick, change in changes:
        area += number * (int(tick) - before)
        number, before = number + change, int(tick)
    assert number == 0
    assert area == int((gone - log.arrived).sum())


@pytest.mark.parametrize("first", range(0, 150, 25))
def test_laws_on_random_worlds(first: int) -> None:
    """The engines agree (in `run_both`), and what they say is possible."""

    def check(world: World) -> None:
        log = run_both(world.model, world.draws)
        assert len(log) == len(world.contacts)
        check_laws(world.model, world.draws.patience, log)

    check_each("worlds", range(first, first + 25), check)


def test_the_same_draws_give_the_same_log() -> None:
    """With a model made anew, and by an engine that has run before."""

    def check(world: World) -> None:
        again = model_of(world.text)
        log = run_both(world.model, world.draws)
        assert first_difference(log, run_both(again, world.draws)) is None

    check_each("worlds", range(1000, 1020), check)


@pytest.mark.parametrize("first", range(0, 150, 25))
def test_random_journeys_obey_the_laws(first: int) -> None:
    """The engines agree (in `run_both`), no agent has two contacts, and Little's law holds."""

    def check(world: World) -> None:
        log = run_both(world.model, world.draws)
        assert (log.parent < 0).sum() == len(world.contacts)
        check_agents(world.model, log)
        check_little(log)

    check_each("journeys", range(first, first + 25), check)


RANDOM_DAY = """
period: {start: 2026-03-02 00:00, length: 1d, interval: 30min}
queues:
  calls:
    channel: voice
    arrivals: {rate: 900/d, variability: {own: 10%, common: 20%}}
    handle_time: {mean: 4min}
    patience: {mean: 3min, balk: 5%}
    reasons: {balance: 60%, complaint: 40%}
  chats: {channel: video, arrivals: {rate: 20/h}, handle_time: {mean: 5min}, patience: {mean: 3min}}
reasons: {balance: {work: 70%}, complaint: {work: 140%}}
channel_shift:
  some: {from: calls, to: chats, share: 20%, reasons: [balance]}
agents:
  one: {staff: 4, shrinkage: {absent: 10%, off_desk: 15%}, skills: {calls: 1, chats: 2}}
  two: {seated: 2.5, skills: {chats: 1}}
"""


def test_the_same_seed_gives_the_same_log_and_another_replication_another() -> None:
    model = model_of(RANDOM_DAY)
    log = run_both(model, draw(model, 7, 3))
    assert first_difference(log, run_both(model_of(RANDOM_DAY), draw(model, 7, 3))) is None
    assert first_difference(log, run_both(model, draw(model, 7, 4))) is not None
    assert first_difference(log, run_both(model, draw(model, 8, 3))) is not None


def test_laws_on_a_random_day() -> None:
    model = model_of(RANDOM_DAY)
    for replication in range(3):
        draws = draw(model, 1, replication)
        check_laws(model, draws.patience, run_both(model, draws))


def test_a_queue_without_volume_changes_nothing() -> None:
    empty = (
        "queues:\n  nothing: {channel: voice, arrivals: {rate: 0/h}, handle_time: {mean: 60s},"
        " patience: {mean: 60s}}\n"
    )
    wider = RANDOM_DAY.replace("queues:\n", empty).replace("{chats: 1}", "{chats: 1, nothing: 1}")
    before, after = model_of(RANDOM_DAY), model_of(wider)
    log, other = run_both(before, draw(before, 7, 0)), run_both(after, draw(after, 7, 0))
    for column in ("key", "arrived", "answered", "ended", "released", "agent", "outcome", "reason"):
        assert (getattr(log, column) == getattr(other, column)).all(), column
    assert (log.queue + 1 == other.queue).all()


def test_permuting_identical_agents_changes_only_agent_ids() -> None:
    """The same shifts in another order: the same people under other numbers."""
    early = "      early: {agents: 2, days: mon, start: 00:00, end: 09:00}\n"
    late = "      late: {agents: 3, days: mon, start: 08:30, end: 24:00}\n"
    base = RANDOM_DAY[: RANDOM_DAY.index("agents:")]
    base += "agents:\n  desk:\n    skills: {calls: 1, chats: 2}\n    shifts:\n"
    one, other = model_of(base + early + late), model_of(base + late + early)
    log, permuted = run_both(one, draw(one, 7, 0)), run_both(other, draw(other, 7, 0))
    for column in ("key", "queue", "arrived", "answered", "ended", "released", "outcome"):
        assert (getattr(log, column) == getattr(permuted, column)).all(), column
    renumbered = np.array([3, 4, 0, 1, 2])
    took = log.agent >= 0
    assert (renumbered[log.agent[took]] == permuted.agent[took]).all()
