"""The reference engine against the naive SimPy model of the same queue, and how its cost grows.

    python benchmarks/reference.py

One queue, exponential handle times and patience. CPU seconds of one process, best of three; the
engine's time includes draws and log. Prints ratios: machines differ, ratios hold.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from naive import run_naive

import sim
from sim.model import Model

HANDLE_S, PATIENCE_S = 180, 300


def model(agents: int, load: float, hours: int, patience: str) -> Model:
    rate = load * agents * 3600 / HANDLE_S
    return sim.compile_model(
        sim.loads(
            f"""
name: One queue
period: {{start: 2026-03-02 00:00, length: {hours}h, interval: 30min}}
queues:
  calls:
    channel: voice
    arrivals: {{rate: {rate:.6f}/h}}
    handle_time: {{mean: {HANDLE_S}s, distribution: exponential}}
    patience: {patience}
agents:
  desk: {{seated: {agents}, skills: {{calls: 1}}}}
"""
        )
    )


def cpu(action: Callable[[int], int]) -> float:
    """Contacts per CPU second, the best of three."""
    best = 0.0
    for number in range(3):
        begin = time.process_time()
        contacts = action(number)
        best = max(best, contacts / (time.process_time() - begin))
    return best


def engine_speed(agents: int, load: float, hours: int, patience: str) -> float:
    compiled = model(agents, load, hours, patience)
    run = sim.engine_named("reference")
    return cpu(lambda number: len(run(compiled, sim.draw(compiled, 1, number))))


def naive_speed(agents: int, load: float, hours: int) -> float:
    rate = load * agents / HANDLE_S
    return cpu(
        lambda number: run_naive(rate, HANDLE_S, PATIENCE_S, agents, hours * 3600, number)[0]
    )


def main() -> None:
    impatient = f"{{mean: {PATIENCE_S}s, distribution: exponential}}"
    naive = naive_speed(50, 0.96, 48)
    engine = engine_speed(50, 0.96, 48, impatient)
    print(f"naive SimPy model, 50 agents         {naive:10,.0f} contacts per CPU second")
    print(f"reference engine,  50 agents         {engine:10,.0f}   {engine / naive:.2f} x naive")
    few = engine_speed(10, 0.96, 240, impatient)
    many = engine_speed(500, 0.96, 5, impatient)
    print(f"reference engine,  10 agents         {few:10,.0f}")
    print(f"reference engine, 500 agents         {many:10,.0f}   {few / many:.2f} x the cost of 10")
    short = engine_speed(50, 0.8, 48, "none")
    long = engine_speed(50, 1.5, 48, "none")
    print(f"nobody leaves, load 80 %: no backlog {short:10,.0f}")
    print(f"nobody leaves, load 150 %: backlog   {long:10,.0f}   {short / long:.2f} x the cost")


if __name__ == "__main__":
    main()
