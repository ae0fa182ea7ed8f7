"""`ccsim compare`: named scenarios of a file against a baseline, with the same customers."""

from __future__ import annotations

import argparse
import json
import sys

from sim.cli import DONE
from sim.cli.progress import progress_bar
from sim.cli.shipped import find_scenario
from sim.errors import InputError, Problem

BASE = "base"


def compare(options: argparse.Namespace) -> int:
    """Carry out the command; returns the exit code."""
    path = find_scenario(options.file)
    from sim.scenario import load

    base = load(path, settings=options.settings)
    names = options.names or [BASE, *base.variants]
    if len(names) == 1:
        names = [BASE, *names] if names != [BASE] else names
    if len(names) < 2:
        raise InputError(
            [
                Problem(
                    str(path),
                    None,
                    "scenarios",
                    None,
                    "there is nothing to compare with the base",
                    "two scenarios or more: base and those named under `scenarios:`",
                    "name a change under `scenarios:` in the file",
                )
            ]
        )
    scenarios = [
        base if name == BASE else load(path, scenario=name, settings=options.settings)
        for name in names
    ]
    from sim.studies.comparison import compare as simulate
    from sim.studies.comparison import document

    with progress_bar() as progress:
        comparison = simulate(
            scenarios,
            replications=options.replications,
            seed=options.seed,
            progress=progress,
        )
    if options.json:
        text = json.dumps(document(comparison), ensure_ascii=False, allow_nan=False)
        sys.stdout.write(text + "\n")
        return DONE
    from rich.text import Text

    from sim.cli.console import console_for_stdout, print_source, print_table
    from sim.report.comparison import comparison_tables

    console = console_for_stdout()
    study = comparison.baseline
    console.print(Text(study.model.labels.scenario, style="bold"))
    print_source(console, study)
    console.print()
    for table in comparison_tables(comparison):
        print_table(console, table)
    return DONE
