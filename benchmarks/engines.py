"""The compiled engine against others, as ratios of one run.

    python benchmarks/engines.py

One queue, 50 agents, exponential handle times and patience, load 96 %. CPU seconds of one process,
the best of several; compiled code is warm; an engine's time includes draws and log. Ciw takes part
where it is installed (`pip install -e '.[bench]'`). Machines differ, ratios hold.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from bare import event_kernel, shortest_kernel
from naive import run_naive

import sim
from sim.engine.engines import engine_named, prepare
from sim.model import Model

AGENTS, HANDLE_S, PATIENCE_S, LOAD = 50, 180, 300, 0.96
RATE = LOAD * AGENTS / HANDLE_S  # contacts a second
MIXED = Path(__file__).parent / "six_channels.yaml"

ONE_QUEUE = f"""
name: One queue
period: {{start: 2026-03-02 00:00, length: 240h, interval: 30min}}
queues:
  calls:
    channel: voice
    arrivals: {{rate: {RATE * 3600:.6f}/h}}
    handle_time: {{mean: {HANDLE_S}s, distribution: exponential}}
    patience: {{mean: {PATIENCE_S}s, distribution: exponential}}
agents:
  desk: {{seated: {AGENTS}, skills: {{calls: 1}}}}
"""


def rows_per_second(action: Callable[[int], int], times: int) -> float:
    """Rows per CPU second, the best of so many."""
    best = 0.0
    for number in range(times):
        begin = time.process_time()
        rows = action(number)
        best = max(best, rows / (time.process_time() - begin))
    return best


def engine_speed(name: str, model: Model, times: int) -> float:
    run = engine_named(name)
    return rows_per_second(lambda number: len(run(model, sim.draw(model, 1, number))), times)


def loop_speed(model: Model, times: int) -> float:
    """The compiled engine alone: the draws are there."""
    run = engine_named("fast")
    draws = sim.draw(model, 1, 0)
    return rows_per_second(lambda _number: len(run(model, draws)), times)


def ciw_speed(times: int) -> float | None:
    try:
        import ciw
    except ImportError:
        return None
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(RATE)],
        service_distributions=[ciw.dists.Exponential(1 / HANDLE_S)],
        reneging_time_distributions=[ciw.dists.Exponential(1 / PATIENCE_S)],
        number_of_servers=[AGENTS],
    )

    def simulate(number: int) -> int:
        ciw.seed(number)
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_time(4 * 3600)
        return len(simulation.get_all_records())

    return rows_per_second(simulate, times)


def kernel_speed(kernel: Callable[..., np.ndarray]) -> float:
    """A bare kernel of `bare.py` on the same queue, once it is compiled."""
    kernel(RATE, HANDLE_S, PATIENCE_S, AGENTS, 60, 0)
    length = 240 * 3600
    return rows_per_second(
        lambda number: len(kernel(RATE, HANDLE_S, PATIENCE_S, AGENTS, length, number)), 5
    )


def main() -> None:
    prepare("fast", print)
    one = sim.compile_model(sim.loads(ONE_QUEUE))
    mixed = sim.compile_model(sim.load(MIXED))
    fast = engine_speed("fast", one, 5)
    reference = engine_speed("reference", one, 1)
    naive = rows_per_second(
        lambda number: run_naive(RATE, HANDLE_S, PATIENCE_S, AGENTS, 12 * 3600, number)[0], 3
    )
    by_events, shortest = kernel_speed(event_kernel), kernel_speed(shortest_kernel)
    ciw = ciw_speed(2)
    alone, mixed_alone = loop_speed(one, 5), loop_speed(mixed, 5)
    mixed_speed = engine_speed("fast", mixed, 5)
    lines = [
        ("compiled engine, draws and log", fast, None, None),
        ("naive SimPy model", naive, fast / naive, "at least 40"),
        ("Ciw", ciw, None if ciw is None else fast / ciw, "at least 60"),
        ("bare kernel, event by event", by_events, fast / by_events, "at least 0.4"),
        ("bare kernel without events", shortest, fast / shortest, None),
        ("reference engine", reference, fast / reference, None),
        ("compiled engine without draws", alone, None, None),
        ("six channels, draws and log", mixed_speed, mixed_speed / fast, "at least 0.3"),
        ("six channels without draws", mixed_alone, mixed_alone / alone, None),
    ]
    print(f"{'':34}{'rows/CPU s':>12}  ratio to the compiled engine")
    for name, speed, ratio, wanted in lines:
        if speed is None:
            print(f"{name:34}{'not installed':>12}")
            continue
        said = "" if ratio is None else f"  {ratio:.2f}"
        said += "" if wanted is None else f"  ({wanted})"
        print(f"{name:34}{speed:12,.0f}{said}")


if __name__ == "__main__":
    main()
