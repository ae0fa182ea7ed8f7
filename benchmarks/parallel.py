"""Processes: what starting them costs, and what two of them save.

    python benchmarks/parallel.py [SCENARIO] [REPLICATIONS]

Wall-clock seconds on a computer that does nothing else; prints ratios.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import sim
from sim.model import Model
from sim.studies import pool as pools

ROOT = Path(__file__).resolve().parent.parent


def seconds(model: Model, replications: int, pool: sim.Pool) -> float:
    begin = time.perf_counter()
    done = sum(1 for _ in pool.replicate(model, 1, range(replications)))
    assert done == replications
    return time.perf_counter() - begin


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else "social_contact_center"
    replications = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    scenario = sim.load(ROOT / "scenarios" / f"{name}.yaml")
    model = sim.compile_model(scenario)
    with sim.Pool(workers=1) as pool:
        seconds(model, 2, pool)  # imports
        one = seconds(model, replications, pool)
    each = one / replications
    print(f"{name}: {each * 1000:.1f} ms a replication in one process")
    with sim.Pool(workers=2) as pool:
        pools.START_SECONDS = 0.0  # start them now
        cold = seconds(model, replications, pool)
        warm = seconds(model, replications, pool)
    print(f"starting two processes: {cold - warm:.2f} s (assumed: 1.5 s)")
    print(f"two processes, running: {one / warm:.2f} x one")


if __name__ == "__main__":
    main()
