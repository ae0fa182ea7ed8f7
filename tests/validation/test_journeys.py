"""Redials and callbacks against exact values: the rows ER and PR-07 of the validation table.

Figures are taken from the contact log itself, so they judge engine and draws alone.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.draws import draw
from sim.engine.events import Outcome
from sim.log import ContactLog
from sim.model import Model
from tests.validation.estimate import check, ratio
from tests.worlds import model_of, simulated

DAY_MINUTES = 1440


def reported(log: ContactLog, model: Model) -> np.ndarray:
    return np.asarray((log.arrived >= model.clock.start) & (log.arrived < model.clock.end))


@pytest.mark.parametrize(
    ("delay", "attempts", "abandon"),
    [
        ("20min", 4.192683, 0.091913928),
        ("5min", 4.2019729, 0.096132399),
        ("1min", 4.2214282, 0.10490675),
    ],
)
@pytest.mark.parametrize("days", [15, pytest.param(120, marks=pytest.mark.slow)])
def test_redials(delay: str, attempts: float, abandon: float, days: int) -> None:
    """ER-02: half of those who abandon redial after an exponential delay."""
    model = model_of(
        f"""
period: {{start: 2026-03-02 00:00, length: 1d, interval: 1h, warm_up: 4h}}
queues:
  calls:
    channel: voice
    arrivals: {{rate: 4/min}}
    handle_time: {{mean: 3min, distribution: exponential}}
    patience: {{mean: 1min, distribution: exponential}}
agents:
  desk: {{seated: 14, skills: {{calls: 1}}}}
follow_ups:
  redial:
    from: calls
    after: abandoned
    to: calls
    probability: 50%
    delay: {{mean: {delay}, distribution: exponential}}
"""
    )
    counts, abandoned = [], []
    for number in range(days):
        log = simulated(model, draw(model, 21, number))
        inside = reported(log, model)
        counts.append(float(inside.sum()))
        abandoned.append(float((inside & (log.outcome == Outcome.ABANDONED)).sum()))
    largest = 0.01 * attempts if days > 100 else None
    check(ratio(counts, [DAY_MINUTES] * days), attempts, "attempts per minute", largest)
    check(ratio(abandoned, counts), abandon, "abandoned per attempt", largest and 0.002)


@pytest.mark.parametrize("days", [20, pytest.param(320, marks=pytest.mark.slow)])
def test_retrial_queue(days: int) -> None:
    """ER-03: M/M/1 without waiting, blocked customers retry: mean in orbit by Little's law."""
    model = model_of(
        """
period: {start: 2026-03-02 00:00, length: 1d, interval: 1h, warm_up: 2h}
queues:
  calls:
    channel: voice
    arrivals: {rate: 0.5/min}
    handle_time: {mean: 1min, distribution: exponential}
    patience: none
    max_waiting: 0
agents:
  desk: {seated: 1, skills: {calls: 1}}
follow_ups:
  retry:
    from: calls
    after: blocked
    to: calls
    probability: 100%
    delay: {mean: 85.7142857s, distribution: exponential}
"""
    )
    orbit = []
    for number in range(days):
        log = simulated(model, draw(model, 22, number))
        retries = reported(log, model) & (log.follow_up >= 0)
        orbit.append(float((log.arrived - log.ended[log.parent])[retries].sum()))
    minutes = [DAY_MINUTES * 60_000.0] * days
    largest = 0.0121 if days > 100 else None
    check(ratio(orbit, minutes), 1.2142857, "mean in orbit", largest)


@pytest.mark.parametrize("days", [20, pytest.param(420, marks=pytest.mark.slow)])
def test_callbacks(days: int) -> None:
    """PR-07: with two live callers waiting half of the next accept a callback; live goes first."""
    model = model_of(
        """
period: {start: 2026-03-02 00:00, length: 1d, interval: 1h, warm_up: 4h}
queues:
  calls:
    channel: voice
    arrivals: {rate: 2.8/min}
    handle_time: {mean: 4min, distribution: exponential}
    patience: {mean: 2min, distribution: exponential}
    callback: {to: back, when: {queue_length: 2}, accepted: 50%}
  back:
    channel: outbound
    handle_time: {mean: 4min, distribution: exponential}
agents:
  desk: {seated: 12, skills: {calls: 1, back: 2}}
"""
    )
    calls, taken, left, waited, called, busy = [], [], [], [], [], []
    for number in range(days):
        log = simulated(model, draw(model, 23, number))
        inside = reported(log, model)
        live = inside & (log.queue == 0)
        back = inside & (log.queue == 1) & (log.outcome == Outcome.ANSWERED)
        calls.append(float(live.sum()))
        taken.append(float((live & (log.outcome == Outcome.CALLBACK)).sum()))
        left.append(float((live & (log.outcome == Outcome.ABANDONED)).sum()))
        called.append(float(back.sum()))
        waited.append(float((log.answered - log.arrived)[back].sum()) / 60_000)
        answered = log.answered >= 0
        until = np.where(log.released[answered] < 0, log.end, log.released[answered])
        from_start = np.maximum(log.answered[answered], model.clock.start)
        busy.append(float(np.maximum(until - from_start, 0).sum()))
    agent_time = [12.0 * (model.clock.end - model.clock.start)] * days
    share = 0.002 if days > 100 else None
    check(ratio(taken, calls), 0.069721424, "callbacks", share)
    check(ratio(left, calls), 0.08484762, "abandoned", share)
    check(ratio(busy, agent_time), 0.85414222, "occupancy", share)
    check(ratio(waited, called), 3.8999591, "time to callback", share and 0.039)
