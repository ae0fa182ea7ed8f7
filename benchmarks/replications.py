"""What 100 replications of a day cost: draws, engine and metrics, as ratios of one run.

    python benchmarks/replications.py [SCENARIO] [REPLICATIONS]

CPU seconds of one process; compiled code is warm.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import sim
from sim.draws import draw
from sim.engine.engines import engine_named, prepare
from sim.metrics.tally import tally

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else "social_contact_center"
    replications = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    prepare("fast", print)
    run = engine_named("fast")
    model = sim.compile_model(sim.load(ROOT / "scenarios" / f"{name}.yaml"))
    tally(run(model, draw(model, 1, 0)), model)  # what is kept for a model is there
    drawing = simulating = counting = 0.0
    rows = 0
    for number in range(replications):
        begin = time.process_time()
        draws = draw(model, 1, number)
        drawn = time.process_time()
        log = run(model, draws)
        simulated = time.process_time()
        tally(log, model)
        counted = time.process_time()
        drawing += drawn - begin
        simulating += simulated - drawn
        counting += counted - simulated
        rows += len(log)
    print(f"{name}: {replications} replications, {rows:,} attempts (CPU seconds)")
    for what, seconds in (("draws", drawing), ("engine", simulating), ("metrics", counting)):
        print(f"{what:8}{seconds:8.2f}  {seconds / rows * 1e9:8,.0f} ns an attempt")
    ratio = (drawing + counting) / simulating
    print(f"draws and metrics: {ratio:.2f} x the engine (at most 1 is wanted)")


if __name__ == "__main__":
    main()
