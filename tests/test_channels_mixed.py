"""Laws of a center with every channel kind: trees, outcomes that fit, the same customers."""

from __future__ import annotations

import numpy as np
import pytest

from sim.draws import draw
from sim.engine.events import Outcome
from sim.keys import mix
from sim.log import ContactLog
from sim.model import Model
from tests.worlds import model_of, run_both

CENTER = """
period: {start: 2026-03-02 08:00, length: 10h, interval: 30min}
reasons: {question: {work: 80%}, complaint: {work: 150%}}
queues:
  calls:
    channel: voice
    arrivals: {rate: 50/h}
    reasons: {question: 60%, complaint: 40%}
    handle_time: {mean: 4min}
    patience: {mean: 2min}
    target: {answered: 80%, within: 20s}
  experts: {channel: voice, handle_time: {mean: 5min}, patience: {mean: 4min}}
  chats: {channel: chat, arrivals: {rate: 40/h}, handle_time: {mean: 6min}, patience: {mean: 3min}}
  wechat:
    channel: messaging
    arrivals: {rate: 30/h}
    turns: {mean: 3}
    gap: {mean: 2min}
    reply_window: 90s
    handle_time: {mean: 45s}
  emails:
    channel: email
    arrivals: {rate: 300/d}
    handle_time: {mean: 6min}
    waiting_at_start: {contacts: 30, age: {mean: 1d}}
  weibo:
    channel: social
    arrivals: {rate: 40/h}
    relevant: 30%
    triage: 15s
    spread: {to: {weibo: 0.6, calls: 0.1}, half_life: 20min}
    handle_time: {mean: 4min}
  forum:
    channel: community
    arrivals: {rate: 12/h}
    handle_time: {mean: 5min}
    peers: {answer: 60%, delay: {mean: 30min}}
agents:
  desk:
    seated: SEATED
    skills:
      calls: 1
      chats: {rank: 2, concurrency: 3, keep_idle: 1}
      wechat: {rank: 2, concurrency: 4}
      emails: 3
      weibo: 3
      forum: 4
  second: {seated: 2, skills: {experts: 1}}
follow_ups:
  redial: {from: calls, after: abandoned, to: calls, probability: 40%, delay: {mean: 6min}}
  up: {from: calls, after: answered, to: experts, probability: 10%, as: transfer, warm: 2min}
  chase: {from: emails, after: waiting 2h, to: calls, probability: 25%, settles: 60%}
  lost: {from: wechat, after: expired, to: calls, probability: 50%, delay: {mean: 5min}}
  private: {from: weibo, after: answered, to: wechat, probability: 30%, as: moved, delay: 2min}
  doubts: {from: forum, after: answered_by_peer, to: chats, probability: 20%, delay: 5min}
"""

FITTING = {
    "redial": {Outcome.ABANDONED},
    "up": {Outcome.ANSWERED},
    "lost": {Outcome.EXPIRED},
    "private": {Outcome.ANSWERED},
    "doubts": {Outcome.PEER_ANSWERED},
    "turn: wechat": {Outcome.ANSWERED},
}


def center(seated: int) -> Model:
    return model_of(CENTER.replace("SEATED", str(seated)))


def log_of(model: Model, replication: int) -> ContactLog:
    return run_both(model, draw(model, 6, replication))


@pytest.mark.parametrize("seated", [7, 8])
def test_trees_and_outcomes(seated: int) -> None:
    """A child's key is its parent's and the name; it follows what its name says."""
    model = center(seated)
    names = model.labels.follow_ups
    for replication in range(2):
        log = log_of(model, replication)
        child = np.flatnonzero(log.parent >= 0)
        parent = log.parent[child]
        assert (parent < child).all()
        assert (log.arrived[child] >= log.arrived[parent]).all()
        assert (log.reason[child] == log.reason[parent]).all()
        assert log.relevant[child].all() and log.relevant[parent].all()
        assert len(np.unique(log.key)) == len(log)
        for name, outcomes in FITTING.items():
            of = log.follow_up == names.index(name)
            assert of.any(), name
            assert set(log.outcome[log.parent[of]].tolist()) <= outcomes, name
        turn = np.flatnonzero(log.follow_up == names.index("turn: wechat"))
        key = mix(mix(log.key[log.parent[turn]], model.threads.name[log.queue[turn[0]]]), 0)
        assert (key == log.key[turn]).all()
        after_answer = log.follow_up >= names.index("spread: weibo to weibo")
        post = log.parent[after_answer]
        answered = log.ended[post]
        # R92: in the tick of the answer DONE comes before RETURN
        assert ((answered < 0) | (log.arrived[after_answer] < answered)).all()


def test_customers_are_the_same_under_another_staff() -> None:
    """Common random numbers: work and reason of every attempt made in both worlds."""
    few, many = center(8), center(11)
    one, other = log_of(few, 0), log_of(many, 0)
    shared, left, right = np.intersect1d(one.key, other.key, return_indices=True)
    assert len(shared) > 1200
    assert (one.queue[left] == other.queue[right]).all()
    assert (one.reason[left] == other.reason[right]).all()
    assert (one.relevant[left] == other.relevant[right]).all()
    assert (one.follow_up[left] == other.follow_up[right]).all()
    work_one, work_other = in_hand(one)[left], in_hand(other)[right]
    both = (one.released[left] >= 0) & (other.released[right] >= 0)
    assert both.sum() > 1000
    assert len(one.stretch_row) > 10
    # Without slowdown the same work takes as long; each time in hand may round up once.
    times = 1 + np.bincount(one.stretch_row, minlength=len(one))[left]
    times += np.bincount(other.stretch_row, minlength=len(other))[right]
    held = log_holds(one, few)[left] | log_holds(other, many)[right]
    compared = both & ~held
    assert (np.abs(work_one - work_other) <= times)[compared].all()


def in_hand(log: ContactLog) -> np.ndarray:
    """Ticks in hand of every row, over all its times."""
    ticks = np.where(log.released >= 0, log.released - log.answered, 0)
    was_put_down = np.isin(np.arange(len(log)), log.stretch_row)
    stretched = np.bincount(
        log.stretch_row, weights=log.stretch_end - log.stretch_start, minlength=len(log)
    )
    return np.where(was_put_down, stretched.astype(np.int64), ticks)


def log_holds(log: ContactLog, model: Model) -> np.ndarray:
    """Contacts whose agent stayed on for a warm transfer."""
    up = log.follow_up == model.labels.follow_ups.index("up")
    return np.isin(np.arange(len(log)), log.parent[up])
