"""Staffing by simulation beside exact Erlang A: agents, and what the search costs.

    python benchmarks/staffing.py

Ten single queues with exponential handle times and patience, 5 to 200 agents, each held for four
hours. Single processor; CPU seconds.
"""

from __future__ import annotations

import time
from typing import NamedTuple

import sim
from sim.analytic import Targets
from sim.analytic import staffing as erlang_staffing
from sim.engine.engines import prepare
from sim.planning import staffing


class Case(NamedTuple):
    load: float  # erlangs
    handle_s: int  # mean
    patience_s: int  # mean
    answered: float  # share
    within_s: int


CASES = (
    Case(2.5, 60, 60, 0.80, 20),
    Case(3.0, 180, 60, 0.70, 30),
    Case(6.0, 60, 120, 0.90, 10),
    Case(10.0, 120, 180, 0.80, 20),
    Case(20.0, 240, 120, 0.80, 20),
    Case(30.0, 180, 300, 0.95, 20),
    Case(48.0, 240, 60, 0.70, 20),
    Case(75.0, 180, 180, 0.85, 10),
    Case(120.0, 240, 240, 0.80, 20),
    Case(195.0, 180, 180, 0.80, 20),
)

HOURS = 4

REPLICATIONS = 8


def scenario(case: Case) -> sim.Scenario:
    return sim.loads(f"""
name: One queue of {case.load:g} erlangs
period: {{start: 2026-03-02 08:00, length: {HOURS}h, interval: 30min}}
queues:
  calls:
    channel: voice
    arrivals: {{rate: {case.load * 3600 / case.handle_s:.6f}/h}}
    handle_time: {{mean: {case.handle_s}s, distribution: exponential}}
    patience: {{mean: {case.patience_s}s, distribution: exponential}}
    target: {{answered: {case.answered * 100:g}%, within: {case.within_s}s}}
agents:
  desk: {{seated: 1, skills: {{calls: 1}}}}
""")


def main() -> None:
    prepare("fast", print)
    print("erlangs  target         Erlang A  simulated  difference   CPU s")
    most = 0
    for case in CASES:
        exact = erlang_staffing(
            case.load,
            case.handle_s,
            Targets(service_level=case.answered, within_s=case.within_s),
            patience_s=case.patience_s,
        )
        begin = time.process_time()
        found = staffing(
            scenario(case), hold=HOURS * 3_600_000, replications=REPLICATIONS, workers=1
        )
        spent = time.process_time() - begin
        [group] = found.groups
        agents = max(group.seats)
        most = max(most, abs(agents - exact.agents))
        target = f"{case.answered:.0%} in {case.within_s} s"
        print(
            f"{case.load:7g}  {target:13}  {exact.agents:8}  {agents:9}"
            f"  {agents - exact.agents:+10}  {spent:6.1f}"
        )
    print(f"largest difference: {most} (at most 1 is wanted)")


if __name__ == "__main__":
    main()
