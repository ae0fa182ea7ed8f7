"""Recovery after an event, by hand and in a study."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from sim.metrics.tally import tally
from sim.scenario import loads
from sim.studies import study
from sim.studies.recovery import Recovery, recoveries, recovery_document, without_events
from tests.metrics.worlds import Contact, answered, log, model

WORLD = model(length_s=6000, interval_s=1000)
"""Calls, 80 % in 20 s, from 8:00 in six intervals of 1000 s."""


def calls(late: list[int], waits_over: int | None = None) -> list[Contact]:
    """A call in each interval, answered at once, or after 30 s in the intervals of `late`; and one
    more that arrives at 1010 and waits until then."""
    rows = [
        answered(1000 * slot + 100, 1000 * slot + (130 if slot in late else 100), 1000 * slot + 200)
        for slot in range(6)
    ]
    if waits_over is not None:
        rows.append(answered(1010, waits_over, waits_over + 10, agent=1))
    return rows


def made(*worlds: list[Contact], at: str = "2026-03-02 08:17") -> Any:
    """What `recoveries` reads of a study; 8:17 is 1020 s."""
    event = SimpleNamespace(queue="calls", at=datetime.fromisoformat(at))
    return SimpleNamespace(
        scenario=SimpleNamespace(tree=SimpleNamespace(events={"storm": event})),
        model=WORLD,
        seed=1,
        replications=len(worlds),
        tallies=tuple(tally(log(rows, end_s=6000), WORLD) for rows in worlds),
    )


def test_from_the_event_to_the_first_of_two_intervals_on_target() -> None:
    """Off target in 1 and 3; 2 is good alone; 4 and 5 are: 4000 - 1020 s after the event."""
    [found] = recoveries(made(calls([1, 3])), made(calls([])))
    assert (found.event, found.queue) == ("storm", "calls")
    assert found.seconds == (2980,)


def test_a_backlog_above_the_other_world_is_no_recovery() -> None:
    """On target from 2 on, but who arrived at 1010 waits until 3500: the backlog of 2 is larger."""
    worlds = calls([], 3500)
    [found] = recoveries(made(worlds), made(calls([])))
    assert found.seconds == (1980,)  # from 3000
    [same] = recoveries(made(worlds), made(worlds))
    assert same.seconds == (980,)  # the other world has that backlog too; 1 is off target


def test_never_off_target_and_never_back() -> None:
    [found] = recoveries(made(calls([]), calls([1, 3, 5])), made(calls([]), calls([])))
    assert found.seconds == (0, None)
    assert found.not_within_period == 1
    assert found.percentile(50) == 0
    assert found.percentile(90) is None


def test_intervals_without_contacts_are_passed_over() -> None:
    """Nobody calls in 2 and 3; 1 is bad, 4 and 5 are good."""
    rows = [row for row in calls([1]) if not 2000 <= row.arrived < 4000]
    [found] = recoveries(made(rows), made(calls([])))
    assert found.seconds == (2980,)


def test_events_outside_the_reported_time_have_no_recovery() -> None:
    assert recoveries(made(calls([]), at="2026-03-02 10:00"), made(calls([]))) == ()


def test_not_within_the_period_is_never_averaged() -> None:
    [figures] = recovery_document([Recovery("storm", "calls", (600.0, None, 0.0, 60.0, None))])
    assert figures["recovery_s"]["median"] == 600
    assert figures["recovery_s"]["p90"] is None
    assert figures["recovery_s"]["by_replication"] == [600, None, 0, 60, None]
    assert (figures["not_within_period"], figures["replications"]) == (2, 5)


def test_studies_of_other_customers_are_refused() -> None:
    with pytest.raises(ValueError, match="same seed"):
        recoveries(made(calls([])), made(calls([]), calls([])))


STORM = """
name: Storm
period: {start: 2026-03-02 08:00, length: 6h, interval: 30min}
queues:
  calls:
    channel: voice
    arrivals: {rate: 60/h}
    handle_time: {mean: 120s}
    patience: none
    target: {answered: 80%, within: 60s}
agents: {desk: {seated: 4, skills: {calls: 1}}}
events: {storm: {queue: calls, at: 2026-03-02 09:00, extra: 120, half_life: 10min}}
run: {replications: 6, seed: 2}
"""


def test_the_world_without_the_event_has_the_same_customers() -> None:
    """4 agents do 120 an hour, 60 come: 120 more take about two hours to work off."""
    scenario = loads(STORM)
    calm = without_events(scenario)
    assert not calm.tree.events
    hit, without = study(scenario), study(calm)
    [found] = recoveries(hit, without)
    assert all(one is None or 3600 <= one <= 4.5 * 3600 for one in found.seconds)
    assert found.not_within_period < 6
    before = [
        [one.interval.contacts["offered"][:2, 0].tolist() for one in each.tallies]
        for each in (hit, without)
    ]
    assert before[0] == before[1]
