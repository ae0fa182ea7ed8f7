"""Laws that hold in worlds of all channel kinds: outcomes, origins, hands, stretches, work done."""

from __future__ import annotations

import itertools
from collections import defaultdict

import numpy as np
import pytest

from sim.engine.events import After, Outcome
from sim.log import ContactLog
from sim.model import Model
from tests.random_chance import World
from tests.random_runs import check_each
from tests.worlds import run_both

Span = tuple[int, int, int]
"""(from, until, row): a contact in the hands of an agent."""


@pytest.mark.parametrize("first", range(0, 200, 25))
@pytest.mark.parametrize("kind", ["channels", "aimed"])
def test_laws_on_random_worlds_of_all_channels(kind: str, first: int) -> None:
    """The engines agree (in `run_both`), and what they say is possible."""
    check_each(kind, range(first, first + 25), check_laws)


def check_laws(world: World) -> None:
    log = run_both(world.model, world.draws)
    assert (log.parent < 0).sum() == len(world.contacts)
    check_outcomes(world.model, log)
    check_origins(world.model, log)
    check_stretches(world.model, log)
    hands = hands_of(log)
    check_hands(world.model, log, hands)
    check_presence(log, hands)
    first = np.flatnonzero(log.parent < 0)
    check_work(world.model, log, hands, dict(zip(first.tolist(), world.draws.work, strict=True)))


def check_outcomes(model: Model, log: ContactLog) -> None:
    """Every row has one outcome, and its instants fit it (R36, R38, R50, R53)."""
    for row in range(len(log)):
        outcome = Outcome(log.outcome[row])
        arrived, answered, ended = log.arrived[row], log.answered[row], log.ended[row]
        assert answered == -1 or answered >= max(arrived, 0)
        assert ended == -1 or ended >= max(arrived, answered, 0)
        assert log.released[row] == -1 or log.released[row] >= ended
        if outcome in (Outcome.ANSWERED, Outcome.TRIAGED):
            assert answered >= 0
            assert log.agent[row] >= 0
            assert (outcome == Outcome.TRIAGED) == (not log.relevant[row] and ended >= 0)
        else:
            assert log.agent[row] == -1
            assert log.released[row] == -1
            assert (ended == -1) == (outcome == Outcome.WAITING)
            assert answered == -1 or model.queues.deferred[log.queue[row]]
        if outcome == Outcome.EXPIRED:
            window = int(model.threads.window[log.queue[row]])
            assert ended == max(arrived + window, 0)
        if outcome == Outcome.PEER_ANSWERED:
            assert model.peers.answer[log.queue[row]]
        if outcome in (Outcome.BLOCKED_CLOSED, Outcome.DROPPED):
            assert not model.queues.asynchronous[log.queue[row]]  # R84


def check_origins(model: Model, log: ContactLog) -> None:
    """A tree: parents come first, and every origin says what its parents were (R60 to R93)."""
    assert ((log.parent < 0) == (log.follow_up < 0)).all()
    assert (log.parent < np.arange(len(log))).all()
    assert (np.diff(np.maximum(log.arrived, 0)) >= 0).all()
    by_name: dict[str, list[int]] = defaultdict(list)
    for row in np.flatnonzero(log.parent >= 0).tolist():
        by_name[model.labels.follow_ups[log.follow_up[row]]].append(row)
    assert sum(map(len, by_name.values())) + (log.parent < 0).sum() == len(log)
    for name, rows in by_name.items():
        parents = log.parent[rows]
        assert (log.reason[rows] == log.reason[parents]).all()
        if not name.startswith("spread: "):
            assert len(set(parents.tolist())) == len(rows)  # one of each choice
        if name.startswith("callback: "):
            assert (log.outcome[parents] == Outcome.CALLBACK).all()
            slot = model.callbacks.slot[log.queue[parents]]  # R71
            assert (log.arrived[rows] == log.ended[parents] + slot).all()
        elif name.startswith("turn: "):
            assert (log.queue[rows] == log.queue[parents]).all()
            assert (log.outcome[parents] == Outcome.ANSWERED).all()
            assert (log.arrived[rows] >= log.ended[parents]).all()
        elif name.startswith("spread: "):
            check_spread(model, log, np.array(rows))
    follow_ups = model.follow_ups
    for number in np.flatnonzero(follow_ups.after == After.EXPIRED).tolist():
        rows = np.flatnonzero(log.follow_up == number).tolist()
        assert (log.outcome[log.parent[rows]] == Outcome.EXPIRED).all()
    for queue in np.flatnonzero(model.posts.at_most >= 0).tolist():  # R93
        edges = model.posts.follow_up[model.posts.source == queue]
        assert np.isin(log.follow_up, edges).sum() <= model.posts.at_most[queue]


def check_spread(model: Model, log: ContactLog, rows: np.ndarray) -> None:
    """R91, R92: of relevant posts, and none after the work on the post has ended."""
    parents = log.parent[rows]
    assert log.relevant[parents].all()
    assert model.posts.is_one[log.queue[parents]].all()
    worked = np.isin(log.outcome[parents], [Outcome.ANSWERED]) & (log.ended[parents] >= 0)
    assert (log.arrived[rows][worked] <= log.ended[parents][worked]).all()


def check_stretches(model: Model, log: ContactLog) -> None:
    """R53: dialling in vain, and every time in hand of an item that was put down, in order."""
    assert (log.stretch_end >= log.stretch_start).all()
    for row in np.unique(log.stretch_row).tolist():
        own = log.stretch_row == row
        start, end = np.sort(log.stretch_start[own]), np.sort(log.stretch_end[own])
        assert (start[1:] >= end[:-1]).all()
        if model.dialling.is_one[log.queue[row]]:
            assert own.sum() <= model.dialling.attempts[log.queue[row]]
            continue
        assert model.queues.deferred[log.queue[row]]
        assert start[0] == log.answered[row]
        if log.outcome[row] in (Outcome.ANSWERED, Outcome.TRIAGED):
            last = log.end if log.released[row] < 0 else log.released[row]
            assert end[-1] == last
            assert log.agent[row] in log.stretch_agent[own & (log.stretch_end == last)]
        else:
            assert log.ended[row] == -1 or end[-1] <= log.ended[row]
    begun = np.flatnonzero((log.answered >= 0) & (log.agent < 0))
    assert np.isin(begun, log.stretch_row).all()


def hands_of(log: ContactLog) -> dict[int, list[Span]]:
    """What every agent had in hand, and when; spans of no length are left out."""
    hands: dict[int, list[Span]] = defaultdict(list)
    stretches = zip(
        log.stretch_agent.tolist(),
        log.stretch_start.tolist(),
        log.stretch_end.tolist(),
        log.stretch_row.tolist(),
        strict=True,
    )
    for agent, start, end, row in stretches:
        hands[agent].append((start, end, row))
    told = {row for spans in hands.values() for _, until, row in spans if log.answered[row] < until}
    for row in np.flatnonzero(log.agent >= 0).tolist():
        if row not in told:
            until = log.end if log.released[row] < 0 else int(log.released[row])
            hands[int(log.agent[row])].append((int(log.answered[row]), until, row))
    return {
        agent: sorted(span for span in set(spans) if span[1] > span[0])
        for agent, spans in hands.items()
    }


def check_hands(model: Model, log: ContactLog, hands: dict[int, list[Span]]) -> None:
    """R20: nobody holds more than it has room for, and deferred work is alone in hand."""
    group_of = np.repeat(np.arange(len(model.labels.groups)), np.diff(model.people.first))
    for agent, spans in hands.items():
        fills = model.skills.fills[group_of[agent]]
        for start, _, _ in spans:
            held = [row for a, b, row in spans if a <= start < b]
            deferred = [row for row in held if model.queues.deferred[log.queue[row]]]
            assert not deferred or len(held) == 1
            assert sum(fills[log.queue[row]] for row in held) <= model.skills.slots


def check_presence(log: ContactLog, hands: dict[int, list[Span]]) -> None:
    """No work outside presence; presence rows that touch are one stay (R51)."""
    for agent, spans in hands.items():
        own = np.flatnonzero(log.presence_agent == agent)
        stays: list[list[int]] = []
        for on, off in zip(
            log.presence_on[own].tolist(), log.presence_off[own].tolist(), strict=True
        ):
            if stays and stays[-1][1] == on:
                stays[-1][1] = off
            else:
                assert not stays or stays[-1][1] < on
                stays.append([on, off])
        for start, end, _ in spans:
            assert any(on <= start and end <= off for on, off in stays)


def check_work(
    model: Model, log: ContactLog, hands: dict[int, list[Span]], work: dict[int, int]
) -> None:
    """R37, R82: talk ends in the first tick in which the work is done, at the hands' speed."""
    group_of = np.repeat(np.arange(len(model.labels.groups)), np.diff(model.people.first))
    for row, nanoseconds in work.items():
        if log.ended[row] < 0 or log.outcome[row] not in (Outcome.ANSWERED, Outcome.TRIAGED):
            continue
        ended, queue = int(log.ended[row]), log.queue[row]
        done = last_speed = 0
        for agent, spans in hands.items():
            speeds = model.skills.speed[group_of[agent], queue]
            ticks = sorted({tick for a, b, _ in spans for tick in (a, b, ended)})
            for begin, until in itertools.pairwise(ticks):
                held = [each for a, b, each in spans if a <= begin < b]
                if row in held and log.answered[row] <= begin and until <= ended:
                    speed = int(speeds[len(held) - 1])
                    done += speed * (until - begin)
                    last_speed = speed if until == ended else last_speed
        assert done >= nanoseconds
        assert done == 0 or done - last_speed < nanoseconds
