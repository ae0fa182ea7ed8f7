"""`ccsim verify`: both engines at real size, and where they differ if they do."""

from __future__ import annotations

import argparse
import sys

from sim.cli import CHECK_FAILED, DONE
from sim.cli.shipped import find_scenario


def verify(options: argparse.Namespace) -> int:
    """Carry out the command; returns the exit code."""
    path = find_scenario(options.file)
    from sim.scenario import load

    scenario = load(path, scenario=options.scenario, settings=options.settings)
    from sim.compile import compile_model
    from sim.engine.engines import prepare
    from sim.engine.names import ENGINES
    from sim.studies.verification import verify as compare_engines

    prepare("fast", lambda line: print(line, file=sys.stderr))
    run = scenario.tree.run
    replications = options.replications or run.replications
    seed = run.seed if options.seed is None else options.seed
    found = compare_engines(compile_model(scenario), replications, seed)
    engines = " and ".join(ENGINES)
    count = f"{found.replications:,} replication" + "s" * (found.replications != 1)
    compared = f"{engines}: {count}, {found.rows:,} rows"
    if found.difference is None:
        print(f"identical ({compared})")
        return DONE
    parted = found.difference
    print(f"different ({compared})")
    print(f"replication {parted.replication}, seed {seed}, from tick {parted.tick} on")
    print(parted.row)
    for engine, events in parted.events.items():
        print(f"last events of {engine}:")
        for event in events:
            print(f"  {event}")
    return CHECK_FAILED
