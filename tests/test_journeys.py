"""Laws of journeys: attempts form trees, and customers are the same under every staff."""

from __future__ import annotations

import numpy as np

from sim.draws import draw
from sim.engine.events import Outcome
from sim.keys import mix
from sim.log import ContactLog
from sim.model import Model
from tests.test_laws import check_agents, check_little
from tests.worlds import model_of, run_both

CENTER = """
period: {start: 2026-03-02 08:00, length: 8h, interval: 30min, warm_up: 1h}
reasons: {balance: {work: 60%}, complaint: {work: 150%}}
queues:
  bot:
    channel: self_service
    arrivals: {rate: 60/h}
    reasons: {balance: 60%, complaint: 40%}
    session: {mean: 2min}
    contained: {balance: 80%, complaint: 10%}
  calls:
    channel: voice
    arrivals: {rate: 90/h, variability: 10%}
    reasons: {balance: 50%, complaint: 50%}
    handle_time: {mean: 4min}
    wrap_up: {mean: 20s}
    patience: {mean: 2min, balk: 5%}
    max_waiting: 12
    callback: {to: back, when: {expected_wait: 3min}, accepted: 40%}
  back:
    channel: outbound
    handle_time: {mean: 3min}
    dial: {reached: 70%, attempts: 3, retry: 10min, ring: 20s}
agents:
  desk: {seated: SEATED, skills: {calls: 1, back: 2}}
follow_ups:
  redial: {from: calls, after: abandoned, to: calls, probability: 50%, delay: {mean: 6min}}
  blocked: {from: calls, after: blocked, to: calls, probability: 60%, delay: {mean: 6min}}
  repeat: {from: calls, after: answered, to: calls, probability: 10%, delay: {mean: 1h}}
  chase: {from: back, after: waiting 20min, to: calls, probability: 30%, settles: 50%}
  ring_back:
    from: calls
    after: abandoned
    to: back
    probability: 30%
    delay: 5min
    by: company
    settles: 100%
  escalated: {from: bot, after: escalated, to: calls, probability: 90%, work: 110%}
  bounce: {from: bot, after: contained, to: calls, probability: 15%, delay: {mean: 1h}}
"""


def center(seated: int) -> Model:
    return model_of(CENTER.replace("SEATED", str(seated)))


def log_of(model: Model, replication: int) -> ContactLog:
    return run_both(model, draw(model, 5, replication))


def test_attempts_form_trees() -> None:
    """A parent arrived before its child, and the child's key is mixed from the parent's."""
    model = center(8)
    for replication in range(5):
        log = log_of(model, replication)
        child = np.flatnonzero(log.parent >= 0)
        assert len(child) > 50
        parent = log.parent[child]
        assert (parent < child).all()
        assert (log.arrived[child] >= log.arrived[parent]).all()
        assert (log.reason[child] == log.reason[parent]).all()
        assert ((log.follow_up >= 0) == (log.parent >= 0)).all()
        named = log.follow_up[child] < len(model.follow_ups.name)  # the others are callbacks
        assert (~named).any()
        names = model.follow_ups.name[log.follow_up[child[named]]]
        assert (mix(mix(log.key[parent[named]], names), 0) == log.key[child[named]]).all()
        assert len(np.unique(log.key)) == len(log)


def test_every_attempt_has_one_fitting_outcome() -> None:
    model = center(8)
    for replication in range(5):
        log = log_of(model, replication)
        check_agents(model, log)
        check_little(log)
        bot = log.queue == 0
        assert set(log.outcome[bot].tolist()) <= {
            Outcome.CONTAINED,
            Outcome.ESCALATED,
            Outcome.WAITING,
        }
        callbacks = np.flatnonzero(log.outcome == Outcome.CALLBACK)
        last = len(model.labels.follow_ups) - 1
        called = set(log.parent[log.follow_up == last].tolist())
        assert called == set(callbacks.tolist())
        # Follow-ups come only after what they are said to come after.
        after = {
            "redial": {Outcome.ABANDONED},
            "ring_back": {Outcome.ABANDONED},
            "blocked": {Outcome.BLOCKED_FULL},
            "repeat": {Outcome.ANSWERED},
            "escalated": {Outcome.ESCALATED},
            "bounce": {Outcome.CONTAINED},
        }
        for name, outcomes in after.items():
            of = log.follow_up == model.labels.follow_ups.index(name)
            assert set(log.outcome[log.parent[of]].tolist()) <= outcomes, name


def test_customers_are_the_same_under_another_staff() -> None:
    """Common random numbers: work, patience and choices of every attempt made in both worlds."""
    few, many = center(7), center(10)
    for replication in range(5):
        one, other = log_of(few, replication), log_of(many, replication)
        shared, left, right = np.intersect1d(one.key, other.key, return_indices=True)
        assert len(shared) > 500
        assert (one.queue[left] == other.queue[right]).all()
        both = (one.ended[left] > one.answered[left]) & (other.ended[right] > other.answered[right])
        both &= (one.answered[left] >= 0) & (other.answered[right] >= 0)
        talk = (one.ended - one.answered)[left][both]
        assert (talk == (other.ended - other.answered)[right][both]).all()
        lost = (one.outcome[left] == Outcome.ABANDONED) & (
            other.outcome[right] == Outcome.ABANDONED
        )
        patience = (one.ended - one.arrived)[left][lost]
        assert (patience == (other.ended - other.arrived)[right][lost]).all()
        assert both.sum() > 300 and lost.sum() > 3


def test_what_is_still_to_come_has_not_come() -> None:
    model = center(8)
    log = log_of(model, 0)
    assert len(log.coming_parent) > 5
    assert (log.coming_tick >= log.end).all()
    come = set(zip(log.parent.tolist(), log.follow_up.tolist(), strict=True))
    coming = set(zip(log.coming_parent.tolist(), log.coming_follow_up.tolist(), strict=True))
    assert not come & coming
