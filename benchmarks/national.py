"""A national operator for a day and a month: time and peak memory of both engines.

    python benchmarks/national.py            # a day, both engines
    python benchmarks/national.py --month    # and a month in the fast engine: some GiB, a minute

`scenarios/telecom_1_plus_31.yaml`, seed 7, one replication. Each measurement is a process of its
own: CPU seconds of drawing, engine and metrics, and the largest memory of the process. The fast
engine has simulated an hour before the clock starts, so it is compiled. Linux and macOS.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import sim
from sim.draws import draw_days
from sim.engine.engines import replicate
from sim.metrics.tally import tally

FILE = Path(__file__).resolve().parent.parent / "scenarios" / "telecom_1_plus_31.yaml"
UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes of one unit of `ru_maxrss`."""

Figures = dict[str, float]


def measure(name: str, length: str) -> Figures:
    """CPU seconds of each step, attempts, and the peak memory of this process in MiB."""
    if name == "fast":
        hour = sim.compile_model(sim.load(FILE).replace("period.length", "1h"))
        replicate(name, hour, 7, 0)
    begin = time.process_time()
    model = sim.compile_model(sim.load(FILE).replace("period.length", length))
    compiled = time.process_time()
    for _ in draw_days(model, 7, 0):  # to know what it takes: it is done once more below
        pass
    drawn = time.process_time()
    log = replicate(name, model, 7, 0)
    simulated = time.process_time()
    tally(log, model)
    counted = time.process_time()
    return {
        "attempts": len(log),
        "load": compiled - begin,
        "draws": drawn - compiled,
        "engine": simulated - drawn - (drawn - compiled),
        "metrics": counted - simulated,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT / 2**20,
    }


def measured(name: str, length: str) -> Figures:
    """`measure` in a process of its own, so that its memory is its own; prints a line."""
    command = [sys.executable, __file__, "--measure", name, length]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: Figures = json.loads(answer)
    print(
        f"{name:10s} {length:>4s} {found['attempts']:12,.0f} {found['draws']:8.2f} "
        f"{found['engine']:8.2f} {found['metrics']:8.2f} {found['peak_mib']:9,.0f}",
        flush=True,
    )
    return found


def total(found: Figures) -> float:
    return found["draws"] + found["engine"] + found["metrics"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--month", action="store_true", help="also a month in the fast engine")
    parser.add_argument("--measure", nargs=2, metavar=("ENGINE", "LENGTH"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(*options.measure)))
        return
    print("engine   period     attempts    draws   engine  metrics  peak MiB   (CPU seconds)")
    fast = measured("fast", "1d")
    reference = measured("reference", "1d")
    print(f"a day: the fast engine {reference['engine'] / fast['engine']:.1f} x as fast")
    if options.month:
        month = measured("fast", "30d")
        print(
            f"a month against a day: {month['attempts'] / fast['attempts']:.1f} x the attempts, "
            f"{total(month) / total(fast):.1f} x the time, "
            f"{month['peak_mib'] / fast['peak_mib']:.1f} x the memory"
        )


if __name__ == "__main__":
    main()
