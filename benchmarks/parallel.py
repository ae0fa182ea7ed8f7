"""Processes: what starting them costs, and what two of them save.

    python benchmarks/parallel.py [SCENARIO] [REPLICATIONS]

Wall-clock seconds on a computer that does nothing else, the best of some turns; prints ratios.
What the computer itself gains from a second process stands beside it: two processes that work at
the same time and share nothing, for processors of a virtual machine may be less than two.
"""

from __future__ import annotations

import sys
import time
from multiprocessing import get_context
from pathlib import Path

import sim
from sim.engine.names import DEFAULT_ENGINE
from sim.model import Model
from sim.studies import one_replication
from sim.studies import pool as pools

TURNS = 5

ROOT = Path(__file__).resolve().parent.parent


def seconds(model: Model, replications: int, pool: sim.Pool) -> float:
    begin = time.perf_counter()
    done = sum(1 for _ in pool.replicate(model, 1, range(replications)))
    assert done == replications
    return time.perf_counter() - begin


def alone(model: Model, replications: int) -> float:
    """Seconds of this process for replications whose results go nowhere."""
    begin = time.perf_counter()
    for number in range(replications):
        one_replication(model, 1, number, DEFAULT_ENGINE)
    return time.perf_counter() - begin


def side_by_side(model: Model, replications: int) -> float:
    """How much as fast as one are two processes that share nothing."""
    with get_context("fork").Pool(2) as both:
        best = min(
            max(both.starmap(alone, [(model, replications)] * 2, chunksize=1)) for _ in range(TURNS)
        )
    return 2 * min(alone(model, replications) for _ in range(TURNS)) / best


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else "social_contact_center"
    replications = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    scenario = sim.load(ROOT / "scenarios" / f"{name}.yaml")
    model = sim.compile_model(scenario)
    sharing_nothing = side_by_side(model, replications // 2)
    with sim.Pool(workers=1) as pool:
        seconds(model, 2, pool)  # imports
        one = seconds(model, replications, pool)
    with sim.Pool(workers=2) as pool:
        pools.START_SECONDS = 0.0  # start them now
        cold = two = seconds(model, replications, pool)
        for _ in range(TURNS):
            two = min(two, seconds(model, replications, pool))
            with sim.Pool(workers=1) as alone:
                one = min(one, seconds(model, replications, alone))
    print(f"{name}: {one / replications * 1000:.1f} ms a replication in one process")
    print(f"starting two processes: {cold - two:.2f} s (assumed: 1.5 s)")
    print(f"two processes, running: {one / two:.2f} x one (at least 1.7 is wanted)")
    print(f"two that share nothing:  {sharing_nothing:.2f} x one")


if __name__ == "__main__":
    main()
