"""`ccsim resolve`: the scenario in full, explicit form; or the JSON Schema of scenario files."""

from __future__ import annotations

import argparse
import json
import sys

from sim.cli import DONE
from sim.cli.shipped import find_scenario
from sim.cli.yaml_text import as_yaml


def resolve(options: argparse.Namespace) -> int:
    """Carry out the command; returns the exit code."""
    if options.schema:
        if options.file is not None or options.scenario or options.settings:
            options.parser.error("--schema goes without FILE and its options")
        from sim.scenario import json_schema

        _print_json(json_schema())
        return DONE
    if options.file is None:
        options.parser.error("FILE is missing: a scenario file, or the name of a shipped one")
    from sim.scenario import load

    path = find_scenario(options.file)
    resolved = load(path, scenario=options.scenario, settings=options.settings).resolved()
    if options.json:
        _print_json(resolved)
    else:
        sys.stdout.write(as_yaml(resolved))
    return DONE


def _print_json(document: object) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n")
