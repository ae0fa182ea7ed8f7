"""Holds the compiled engine against the reference engine on random worlds.

`python -m tools.random_worlds --worlds 20000` makes as many small scenarios with contacts written
by hand, full of ties, over all channel kinds and follow-ups (`tests/random_*.py`), runs both
engines on each and compares every row of the log. Four worlds share a scenario, each with contacts
of its own, for making the scenario takes longer than the engines do (`--each 1`: none). Scenario
0, 1, 2, ... is always the same. A world that differs is shown with the contacts that it takes and
the first row that differs; the exit code is then 1.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

from sim.engine.engines import engine_named, prepare
from sim.log import first_difference
from tests.naive import naive
from tests.random_runs import difference, family, numbered, rows_of, shrunken

CHUNK = 100
"""Scenarios between two lines of progress."""

SHOWN = 3
"""Worlds that are shown at length."""


@dataclass(frozen=True)
class Compared:
    """What a chunk of worlds gave."""

    worlds: int
    rows: int
    differing: tuple[tuple[int, int], ...]  # numbers of scenario and world


@dataclass(frozen=True)
class Comparison:
    """Both engines on the worlds of some scenarios; the naive engine too if asked for."""

    each: int  # worlds of a scenario
    with_naive: bool

    def __call__(self, scenarios: range) -> Compared:
        return compare(scenarios, self.each, self.with_naive)


def compare(scenarios: range, each: int, with_naive: bool) -> Compared:
    """So many worlds of each scenario."""
    fast, reference = engine_named("fast"), engine_named("reference")
    others = [fast, naive] if with_naive else [fast]
    rows, differing = 0, []
    for number in scenarios:
        for place, world in enumerate(family(*numbered(number), each)):
            log = reference(world.model, world.draws)
            rows += rows_of(log)
            logs = (other(world.model, world.draws) for other in others)
            if any(first_difference(log, other) is not None for other in logs):
                differing.append((number, place))
    return Compared(len(scenarios) * each, rows, tuple(differing))


def show(number: int, place: int, with_naive: bool) -> None:
    """The world with as few contacts as it takes, and the first row that differs."""
    reference = engine_named("reference")
    others = {"fast": engine_named("fast"), **({"naive": naive} if with_naive else {})}
    kind, seed = numbered(number)
    *_, world = family(kind, seed, place + 1)
    for name, other in others.items():
        differs = partial(difference, engine=reference, other=other)
        if differs(world) is None:
            continue
        least = shrunken(world, differs)
        print(f"\nscenario {number} ({kind} {seed}), world {place}: reference | {name}")
        print(differs(least))
        print(least.text)
        print("contacts: (arrives at, queue, work, patience), wrap-up; seconds")
        for contact, wrap_up in zip(least.contacts, least.draws.wrap_up.tolist(), strict=True):
            print(f"  {contact}, {wrap_up / 1e9:g}")


def main(words: Sequence[str]) -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.random_worlds", description=__doc__)
    parser.add_argument("--worlds", type=int, default=20_000, help="how many (20000)")
    parser.add_argument("--each", type=int, default=4, help="worlds of one scenario (4)")
    parser.add_argument("--first", type=int, default=0, help="number of the first scenario (0)")
    parser.add_argument("--workers", type=int, default=1, help="processes (1)")
    parser.add_argument("--naive", action="store_true", help="the naive engine of the tests too")
    options = parser.parse_args(words)
    prepare("fast", print)
    count = -(-options.worlds // options.each)
    wanted, end = count * options.each, options.first + count
    began = time.monotonic()
    worlds = rows = 0
    differing: list[tuple[int, int]] = []
    comparison = Comparison(options.each, options.naive)
    chunks = [range(start, min(start + CHUNK, end)) for start in range(options.first, end, CHUNK)]
    for chunk in _compared(comparison, chunks, options.workers):
        worlds, rows = worlds + chunk.worlds, rows + chunk.rows
        differing += chunk.differing
        pace = worlds / (time.monotonic() - began)
        print(
            f"{worlds:,} of {wanted:,} worlds, {rows:,} rows, {len(differing)} differ; "
            f"{pace:.0f} worlds/s, {(wanted - worlds) / pace:.0f} s left",
            flush=True,
        )
    for number, place in differing[:SHOWN]:
        show(number, place, options.naive)
    engines = "reference, fast and naive" if options.naive else "reference and fast"
    told = f"{len(differing)} worlds differ" if differing else "no row differs"
    print(
        f"{engines}: {worlds:,} random worlds (scenarios {options.first} to {end - 1}, "
        f"{options.each} sets of contacts each), {rows:,} rows compared, {told}"
    )
    return 1 if differing else 0


def _compared(comparison: Comparison, chunks: Sequence[range], workers: int) -> Iterator[Compared]:
    if workers == 1:
        yield from map(comparison, chunks)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(comparison, chunks)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
