"""Draws: streams by name, reasons, channel shift, work, patience."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.draws import draw
from sim.engine.events import NEVER
from sim.keys import _scramble, draws_of, mix, mix_counting, name_hash, uniform
from tests.worlds import model_of

TWO = """
period: {start: 2026-03-02 00:00, length: 1d, interval: 1h}
reasons: {balance: {work: 50%}, complaint: {work: 200%}}
queues:
  calls:
    channel: voice
    arrivals: {rate: 20000/d}
    reasons: {balance: 30%, complaint: 70%}
    handle_time: {mean: 100s, distribution: constant}
    wrap_up: {mean: 10s, distribution: constant}
    patience: {mean: 60s, distribution: exponential, balk: 25%}
  video:
    channel: video
    handle_time: {mean: 40s, distribution: constant}
    patience: none
agents:
  desk: {seated: 5, skills: {calls: 1, video: 1}}
channel_shift:
  some: {from: calls, to: video, share: 20%, reasons: [balance], work: 110%}
"""


def within(found: float, share: float, count: int) -> bool:
    return bool(abs(found - share) < 4 * np.sqrt(share * (1 - share) / count))


def test_reasons_shift_work_and_patience() -> None:
    draws = draw(model_of(TWO), 1, 0)
    count = len(draws)
    assert within(float((draws.reason == 0).mean()), 0.3, count)
    moved = draws.shift == 0
    assert (draws.queue[moved] == 1).all() and (draws.reason[moved] == 0).all()
    assert within(float(moved.mean()), 0.06, count)
    assert (draws.queue[~moved] == 0).all()
    # Balance 100 s x 50 %, complaint 100 s x 200 %, moved 40 s x 50 % x 110 %; wrap-up alike.
    balance = ~moved & (draws.reason == 0)
    assert set(draws.work[balance].tolist()) == {50_000_000_000}
    assert set(draws.wrap_up[balance].tolist()) == {5_000_000_000}
    assert set(draws.work[draws.reason == 1].tolist()) == {200_000_000_000}
    assert set(draws.work[moved].tolist()) == {22_000_000_000}
    assert set(draws.wrap_up[moved].tolist()) == {0}
    assert set(draws.patience[moved].tolist()) == {NEVER}
    patience = draws.patience[~moved]
    assert within(float((patience == 0).mean()), 0.25, len(patience))
    stays = patience[patience > 0]
    assert abs(stays.mean() - 60_000) < 4 * 60_000 / np.sqrt(len(stays))


def test_a_larger_share_moves_more_of_the_same_customers() -> None:
    """The same customers, with the same problems, arrive elsewhere: nobody is invented or lost."""
    some = draw(model_of(TWO), 1, 0)
    more = draw(model_of(TWO, ["channel_shift.some.share=60%"]), 1, 0)
    assert sorted(some.key.tolist()) == sorted(more.key.tolist())
    moved = set(some.key[some.shift == 0].tolist())
    assert moved < set(more.key[more.shift == 0].tolist())
    reasons = dict(zip(some.key.tolist(), some.reason.tolist(), strict=True))
    assert all(
        reasons[k] == r for k, r in zip(more.key.tolist(), more.reason.tolist(), strict=True)
    )


def test_sorted_and_read_only() -> None:
    draws = draw(model_of(TWO), 1, 0)
    assert (np.diff(draws.tick) >= 0).all()
    with pytest.raises(ValueError, match="read-only"):
        draws.tick[0] = 0


def test_staff_does_not_touch_contacts() -> None:
    """Common random numbers: another head count, the same customers and draws."""
    few, many = draw(model_of(TWO), 1, 0), draw(model_of(TWO, ["agents.desk.seated=50"]), 1, 0)
    for column in (
        "tick",
        "queue",
        "key",
        "reason",
        "shift",
        "work",
        "wrap_up",
        "patience",
        "pick",
    ):
        assert (getattr(few, column) == getattr(many, column)).all()


def test_replications_and_seeds_differ() -> None:
    model = model_of(TWO)
    keys = [draw(model, seed, number).key for seed, number in [(1, 0), (1, 1), (2, 0)]]
    assert not (set(keys[0].tolist()) & set(keys[1].tolist()))
    assert not (set(keys[0].tolist()) & set(keys[2].tolist()))


def test_trace_is_replayed_with_new_patience() -> None:
    model = model_of(TWO)
    trace = np.array([5, 5, 7], dtype=np.int64)
    queue = replace(model.sampling.queues[0], intensity=None, trace=trace)
    sampling = replace(model.sampling, queues=(queue, model.sampling.queues[1]))
    replayed = replace(model, sampling=sampling)
    first, second = draw(replayed, 1, 0), draw(replayed, 1, 1)
    assert first.tick.tolist() == second.tick.tolist() == [5, 5, 7]
    assert (first.key != second.key).all()


def test_keys_look_random() -> None:
    """Uniforms of neighbouring keys and of two purposes: uniform, and not correlated."""
    count = 100_000
    key = mix(mix(1, name_hash("x")), np.arange(count, dtype=np.uint64))
    one, two = uniform(mix(key, name_hash("one"))), uniform(mix(key, name_hash("two")))
    for share in (one, two):
        assert abs(share.mean() - 0.5) < 4 / np.sqrt(12 * count)
        counts = np.bincount((share * 100).astype(int), minlength=100)
        chi = float(((counts - count / 100) ** 2 / (count / 100)).sum())
        assert abs(chi - 99) < 4 * np.sqrt(2 * 99)
        assert abs(np.corrcoef(share[1:], share[:-1])[0, 1]) < 4 / np.sqrt(count)
    assert abs(np.corrcoef(one, two)[0, 1]) < 4 / np.sqrt(count)


def test_keys_are_the_published_mixer() -> None:
    """The first output of SplitMix64 for seed 0 is 0xE220A8397B1DCDAF."""
    first = _scramble(np.array([0x9E3779B97F4A7C15], dtype=np.uint64))
    assert int(first[0]) == 0xE220A8397B1DCDAF


def test_draws_of_keys_are_the_uniforms_of_mixed_keys() -> None:
    keys = mix(7, np.arange(1000, dtype=np.uint64))
    for purpose in (0, 1, 2**63 + 5, 2**64 - 1):
        assert np.array_equal(draws_of(keys, purpose), uniform(mix(keys, purpose)))


def test_counted_keys_are_mixed_one_by_one() -> None:
    keys = np.array([5, 2**64 - 1, 77, 0], dtype=np.uint64)
    found = mix_counting(keys, np.array([3, 0, 1, 2]))
    one_by_one = [(5, 0), (5, 1), (5, 2), (77, 0), (0, 0), (0, 1)]
    assert found.tolist() == [int(mix(key, number)) for key, number in one_by_one]
    assert len(mix_counting(keys, np.zeros(4, dtype=np.int64))) == 0


def test_uniforms_are_the_middles_of_52_bits() -> None:
    keys = np.array([0, 2**12 - 1, 2**12, 2**63 + 2**30, 2**64 - 1], dtype=np.uint64)
    expected = [((key >> 12) + 0.5) / 2**52 for key in keys.tolist()]
    assert uniform(keys).tolist() == expected
    assert float(uniform(mix(3, 4))) == ((int(mix(3, 4)) >> 12) + 0.5) / 2**52
