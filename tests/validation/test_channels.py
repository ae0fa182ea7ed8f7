"""Chats, deferred work and spreading posts against exact values: the rows CH, DS-03, BL-01 of the
validation table, and closed forms for processor sharing, preemptive priority and feedback.

Figures are taken from the contact log itself, so they judge engine and draws alone.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.analytic import erlang_c
from sim.draws import draw
from sim.log import ContactLog
from sim.model import Model
from tests.validation.estimate import check, ratio
from tests.worlds import model_of, simulated

MINUTE = 60_000
PERIOD = "period: {start: 2026-03-02 00:00, length: 1d, interval: 1h, warm_up: 4h}\n"


def logs_of(model: Model, seed: int, days: int) -> list[ContactLog]:
    return [simulated(model, draw(model, seed, number)) for number in range(days)]


def inside(log: ContactLog, model: Model) -> np.ndarray:
    return np.asarray((log.arrived >= model.clock.start) & (log.arrived < model.clock.end))


def queue(name: str, kind: str, rate: str, handle: str) -> str:
    return (
        f"  {name}: {{channel: {kind}, arrivals: {{rate: {rate}}}, patience: none, "
        f"handle_time: {{mean: {handle}, distribution: exponential}}}}\n"
    )


def in_system(log: ContactLog, start: int) -> tuple[np.ndarray, np.ndarray]:
    """(numbers in the system, ticks for which they held) from `start` to the end."""
    gone = np.where(log.ended < 0, log.end, log.ended)
    ticks = np.concatenate([log.arrived, gone])
    change = np.concatenate([np.ones(len(log), int), -np.ones(len(log), int)])
    order = np.argsort(ticks, kind="stable")
    edges = np.clip(np.append(ticks[order], log.end), start, None)
    return np.cumsum(change[order]), np.diff(edges)


@pytest.mark.parametrize("days", [30, pytest.param(1500, marks=pytest.mark.slow)])
def test_up_to_three_chats_without_slowdown(days: int) -> None:
    """CH-03: one agent with up to three chats is M/M/3."""
    model = model_of(
        PERIOD
        + "queues:\n"
        + queue("chats", "chat", "10/h", "5min")
        + "agents:\n  desk: {seated: 1, skills: {chats: {concurrency: 3}}}\n"
    )
    shares: list[list[float]] = [[], [], [], []]
    total = []
    for log in logs_of(model, 31, days):
        number, held = in_system(log, model.clock.start)
        for n in range(4):
            shares[n].append(float(held[number == n].sum()))
        total.append(float(held.sum()))
    exact = (0.43213296, 0.3601108, 0.15004617, 0.04167949)
    for n in range(4):
        check(ratio(shares[n], total), exact[n], f"P({n})", 0.002 if days > 1000 else None)


@pytest.mark.parametrize(
    ("arrivals", "handle", "exact"), [(3, "12s", 0.5), (4, "12s", 1.0), (4, "6.666666667s", 0.2)]
)
@pytest.mark.parametrize("days", [6, pytest.param(160, marks=pytest.mark.slow)])
def test_processor_sharing(arrivals: int, handle: str, exact: float, days: int) -> None:
    """CH-04: slowdown 100 %, unlimited: time in system 1 / (mu - lambda) minutes."""
    model = model_of(
        PERIOD
        + "queues:\n"
        + queue("chats", "chat", f"{arrivals}/min", handle)
        + "agents:\n  desk: {seated: 1, skills: {chats: "
        "{concurrency: unlimited, slowdown: 100%}}}\n"
    )
    time, count = [], []
    for log in logs_of(model, 32, days):
        done = inside(log, model) & (log.ended >= 0)
        time.append(float((log.ended - log.arrived)[done].sum()) / MINUTE)
        count.append(float(done.sum()))
    check(ratio(time, count), exact, "time in system", 0.01 * exact if days > 50 else None)


@pytest.mark.parametrize("days", [10, pytest.param(60, marks=pytest.mark.slow)])
def test_agents_with_chats_are_as_many_servers(days: int) -> None:
    """Four agents of three chats without slowdown are M/M/12."""
    model = model_of(
        PERIOD
        + "queues:\n"
        + queue("chats", "chat", "10/min", "1min")
        + "agents:\n  desk: {seated: 4, skills: {chats: {concurrency: 3}}}\n"
    )
    exact = erlang_c(10.0, 12, handle_time_s=60.0).wait_probability
    waited, count = [], []
    for log in logs_of(model, 33, days):
        here = inside(log, model)
        waited.append(float((here & (log.answered != log.arrived)).sum()))
        count.append(float(here.sum()))
    check(ratio(waited, count), exact, "P(wait)", 0.0045 if days > 50 else None)


@pytest.mark.parametrize("days", [16, pytest.param(60, marks=pytest.mark.slow)])
def test_two_preemptive_priorities(days: int) -> None:
    """Deferred work behind calls is the lower class of a preemptive-resume M/M/4.

    With one mean handle time the total number in system does not depend on the order of service,
    so the time of the lower class follows from two M/M/4 (conservation of work).
    """
    calls, items, agents = 1.2, 1.8, 4
    model = model_of(
        PERIOD
        + "queues:\n"
        + queue("calls", "voice", f"{calls}/min", "1min")
        + queue("items", "email", f"{items}/min", "1min")
        + f"agents:\n  desk: {{seated: {agents}, skills: {{calls: 1, items: 2}}}}\n"
    )

    def time_in_system(load: float) -> float:
        figures = erlang_c(load, agents, handle_time_s=60.0)
        return 1 + figures.wait_mean_s / 60

    first = time_in_system(calls)
    second = ((calls + items) * time_in_system(calls + items) - calls * first) / items
    times: list[list[float]] = [[], []]
    counts: list[list[float]] = [[], []]
    for log in logs_of(model, 34, days):
        done = inside(log, model) & (log.ended >= 0)
        for number in (0, 1):
            mine = done & (log.queue == number)
            times[number].append(float((log.ended - log.arrived)[mine].sum()) / MINUTE)
            counts[number].append(float(mine.sum()))
    tight = days > 50
    check(ratio(times[0], counts[0]), first, "calls", 0.01 * first if tight else None)
    check(ratio(times[1], counts[1]), second, "items", 0.01 * second if tight else None)


@pytest.mark.parametrize("days", [100, pytest.param(4000, marks=pytest.mark.slow)])
def test_posts_never_answered(days: int) -> None:
    """DS-03: immigrants .8 an hour, each causes .5, decay 2 an hour: a stationary Hawkes process.

    Mean and variance of the number in windows of 1, 10 and 100 hours.
    """
    model = model_of(
        """
period: {start: 2026-03-02 00:00, length: 100h, interval: 1h, warm_up: 12h}
queues:
  weibo:
    channel: social
    arrivals: {rate: 0.8/h}
    handle_time: {mean: 1min}
    spread: {to: {weibo: 0.5}, half_life: 1247.664926s}
agents:
  desk: {seated: 0, skills: {weibo: 1}}
"""
    )
    logs = logs_of(model, 35, days)
    ones = [1.0] * days
    tight = days > 1000
    for hours, mean, variance in (
        (1, 1.6, 3.3658213),
        (10, 16.0, 59.200218),
        (100, 160.0, 635.2),
    ):
        edges = model.clock.start + np.arange(0, 100 // hours + 1) * hours * 3_600_000
        counts = [np.histogram(log.arrived, edges)[0] for log in logs]
        first = ratio([float(each.mean()) for each in counts], ones)
        second = ratio([float(((each - mean) ** 2).mean()) for each in counts], ones)
        check(first, mean, f"mean in {hours} h", 0.01 * mean if tight else None)
        check(second, variance, f"variance in {hours} h", 0.03 * variance if tight else None)


@pytest.mark.parametrize(("agents", "done"), [(9, 594), (10, 600)])
def test_a_backlog_worked_off(agents: int, done: int) -> None:
    """BL-01: 200 and 80 a day, 25 min each, 5.5 h a day: 9 agents manage 594 in 5 days, 10 all.

    What an agent has in hand at the end of a day is put down and taken up the next morning: 13.2
    a day each, no whole number.
    """
    instants = [f"2026-03-0{2 + day} 00:00:01" for day in range(5) for _ in range(80)]
    model = model_of(
        f"""
period: {{start: 2026-03-02 00:00, length: 5d, interval: 1h}}
opening: {{mon-fri: 09:00-14:30}}
queues:
  cases:
    channel: email
    arrivals: {{trace: [{", ".join(instants)}]}}
    waiting_at_start: {{contacts: 200, age: {{mean: 1d}}}}
    handle_time: {{mean: 25min, distribution: constant}}
agents:
  back_office: {{seated: {agents}, skills: {{cases: 1}}}}
"""
    )
    log = simulated(model, draw(model, 1, 0))
    finished = int((log.ended >= 0).sum())
    assert len(log) == 600
    assert done - agents < finished <= done if agents == 9 else finished == done


@pytest.mark.parametrize("days", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_feedback_between_queues(days: int) -> None:
    """Traffic equations: rate = first attempts + rates x who goes on; 30 % and 20 % of answers."""
    model = model_of(
        PERIOD
        + "queues:\n"
        + queue("calls", "voice", "60/h", "1min")
        + queue("desk", "counter", "10/h", "2min")
        + """
agents:
  all: {seated: 5, skills: {calls: 1, desk: 1}}
follow_ups:
  on: {from: calls, after: answered, to: desk, probability: 30%, delay: {mean: 10min}}
  back: {from: desk, after: answered, to: calls, probability: 20%, delay: {mean: 10min}}
  again: {from: calls, after: answered, to: calls, probability: 10%, delay: {mean: 10min}}
"""
    )
    rates = np.linalg.solve(np.array([[1 - 0.1, -0.2], [-0.3, 1.0]]), np.array([60.0, 10.0]))
    for number in (0, 1):
        counts = [
            float((inside(log, model) & (log.queue == number)).sum())
            for log in logs_of(model, 36, days)
        ]
        largest = 0.01 * rates[number] if days > 50 else None
        check(ratio(counts, [24.0] * days), float(rates[number]), f"queue {number}", largest)
