"""How long the command takes to start: the first time, compiling included, and after it.

    python benchmarks/start.py

Wall-clock seconds of `ccsim run scenarios/bank_hotline.yaml --replications 1` on a computer that
does nothing else; the first with an empty cache of compiled code.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (
    sys.executable, "-m", "sim", "run", str(ROOT / "scenarios" / "bank_hotline.yaml"),
    "--replications", "1",
)  # fmt: skip


def seconds(cache: str) -> float:
    begin = time.perf_counter()
    environment = {**os.environ, "CCSIM_CACHE_DIR": cache}
    subprocess.run(COMMAND, check=True, capture_output=True, env=environment)
    return time.perf_counter() - begin


def main() -> None:
    with tempfile.TemporaryDirectory() as cache:
        first = seconds(cache)
        warm = min(seconds(cache) for _ in range(5))
    print(f"first use: {first:.1f} s (at most 30 is wanted)")
    print(f"warm: {warm:.2f} s (at most 1.5 is wanted)")


if __name__ == "__main__":
    main()
