"""`ccsim run`: simulate a scenario, print the figures, write the results."""

from __future__ import annotations

import argparse
import json
import sys

from sim.cli import CHECK_FAILED, DONE
from sim.cli.folder import refuse_taken
from sim.cli.progress import progress_bar
from sim.cli.shipped import find_scenario


def run(options: argparse.Namespace) -> int:
    """Carry out the command; returns the exit code."""
    if options.out is not None:
        refuse_taken(options.out, force=options.force)
    path = find_scenario(options.file)
    from sim.scenario import load

    scenario = load(path, scenario=options.scenario, settings=options.settings)
    from sim.studies import study as simulate

    with progress_bar() as progress:
        study = simulate(
            scenario,
            replications=options.replications,
            seed=options.seed,
            engine=options.engine,
            progress=progress,
        )
    if options.out is not None:
        from sim.cli.output import write_results

        write_results(study, options.out, options.arguments)
    from sim.report.reading import Reader
    from sim.report.targets import target_met

    reader = Reader(study)
    if options.json:
        sys.stdout.write(json.dumps(study.to_json(), ensure_ascii=False, allow_nan=False) + "\n")
    else:
        from sim.cli.terminal import print_study

        print_study(reader, options.out)
    missed = [queue for queue in study.model.labels.queues if target_met(reader, queue) is False]
    if options.require_targets and missed:
        sys.stdout.flush()
        sys.stderr.write(f"ccsim: targets missed: {', '.join(missed)}\n")
        return CHECK_FAILED
    return DONE
