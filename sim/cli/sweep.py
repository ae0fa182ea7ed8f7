"""`ccsim sweep`: a scenario over a grid of values, or its sensitivity to one input at a time."""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import shlex
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli import DONE, INTERRUPTED
from sim.cli.folder import MAKER, MANIFEST, refuse_taken, whole_folder
from sim.cli.json_text import print_document
from sim.cli.option_values import refused
from sim.cli.pooling import pool_of
from sim.cli.progress import progress_bar
from sim.cli.shipped import find_scenario
from sim.cli.stopping import keep_what_is_done

if TYPE_CHECKING:
    from sim.report.table import Table
    from sim.scenario import Scenario
    from sim.studies.sensitivity import Sensitivity
    from sim.studies.sweep import Sweep

Row = dict[str, object]


def sweep(options: argparse.Namespace) -> int:
    """Carry out the command; returns the exit code."""
    _check_options(options)
    if options.out is not None:
        refuse_taken(options.out, force=options.force)
    path = find_scenario(options.file)
    from sim.scenario import load

    scenario = load(path, scenario=options.scenario, settings=options.settings)
    return _tornado(scenario, options) if options.tornado else _grid(scenario, options)


def _check_options(options: argparse.Namespace) -> None:
    if options.tornado and options.vary:
        raise refused("--tornado", "", "goes without --vary", "one of the two",
                      "leave out --vary: a tornado varies every input by itself")  # fmt: skip
    if not options.tornado and not options.vary:
        raise refused("sweep", "", "there is nothing to vary", "--vary or --tornado",
                      "add --vary PATH=VALUES, such as agents.desk.seated=30..50")  # fmt: skip
    if options.by is not None and not options.tornado:
        raise refused("--by", options.by, "goes with --tornado only", "--tornado --by 10%",
                      "add --tornado, or say the values with --vary")  # fmt: skip
    set_too = {setting.partition("=")[0].strip() for setting in options.settings}
    for text in options.vary:
        path, _, values = text.partition("=")
        path = path.strip()
        if any(part.lstrip("-0123456789.").startswith("+") for part in values.split(",")):
            raise refused("--vary", text, "+ would add to what the file has, as in ccsim seek; a "
                          "sweep puts its values in the place of the file's",
                          "values without +, such as agents.desk.seated=30..50",
                          "leave out the +, or add heads with ccsim seek")  # fmt: skip
        if path in set_too:
            raise refused("--vary", text, f"--set changes {path} too",
                          "one change of a value", "keep one of the two")  # fmt: skip


def _grid(scenario: Scenario, options: argparse.Namespace) -> int:
    from sim.studies.axes import read_axes
    from sim.studies.sweep import document
    from sim.studies.sweep import sweep as simulate

    axes = read_axes(options.vary)
    with pool_of(options) as pool, progress_bar() as progress, keep_what_is_done() as stop:
        found = simulate(
            scenario,
            axes,
            options.metrics,
            replications=options.replications,
            seed=options.seed,
            engine=options.engine,
            pool=pool,
            progress=progress,
            stop=stop,
        )
    from sim.report.sweep import sweep_tables

    if options.out is not None:
        _write(found, "sweep.csv", _points(found), document(found), options)
    _show(found, document(found), sweep_tables(found), options)
    return INTERRUPTED if found.ending.interrupted else DONE


def _tornado(scenario: Scenario, options: argparse.Namespace) -> int:
    from sim.studies.sensitivity import USUAL_SHARE, document, sensitivity

    by = USUAL_SHARE if options.by is None else _share(options.by)
    with pool_of(options) as pool, progress_bar() as progress, keep_what_is_done() as stop:
        found = sensitivity(
            scenario,
            options.metrics,
            by=by,
            replications=options.replications,
            seed=options.seed,
            engine=options.engine,
            pool=pool,
            progress=progress,
            stop=stop,
        )
    from sim.report.sweep import tornado_table

    if options.out is not None:
        _write(found, "tornado.csv", _effects(found), document(found), options)
    tables = [tornado_table(found, measure) for measure in found.measures]
    _show(found, document(found), tables, options)
    return INTERRUPTED if found.ending.interrupted else DONE


def _share(text: str) -> float:
    from sim.scenario.unit_numbers import SHARE_ALLOWED, parse_share

    allowed = "a percentage above 0% and below 100%"
    try:
        share = parse_share(text)
    except ValueError as error:
        details = getattr(error, "context", None) or {}
        raise refused("--by", text, str(error), details.get("allowed") or SHARE_ALLOWED,
                      details.get("mend", "")) from None  # fmt: skip
    if not 0 < share < 1:
        raise refused("--by", text, "leaves nothing, or changes nothing", allowed, "write --by 10%")
    return share


def _show(
    found: Sweep | Sensitivity,
    document: Mapping[str, Any],
    tables: Sequence[Table],
    options: argparse.Namespace,
) -> None:
    if options.json:
        print_document(document)
        return
    from rich.text import Text

    from sim.cli.console import console_for_stdout, print_item, print_name, print_table
    from sim.report.wording import counted

    console = console_for_stdout()
    print_name(console, found.scenario)
    replications = counted(found.replications, "replication")
    source = f"{found.engine} engine, {replications} of each, seed {found.seed}"
    console.print(Text(source, style="dim"))
    console.print()
    for table in tables:
        print_table(console, table)
    for warning in (*([found.ending.sentence] if found.ending.sentence else []),
                    *found.scenario.warnings):  # fmt: skip
        print_item(console, f"Warning: {warning}")
    if options.out is not None:
        console.print(Text(f"Written to {options.out}."))


def _points(found: Sweep) -> Iterable[Row]:
    """sweep.csv: a row for each point and figure."""
    for point in found.points:
        for measure in found.measures:
            mean, low, high = point.estimates[measure.key]
            to_first = found.difference(point, measure)
            yield {
                **{axis.path: value for axis, value in zip(found.axes, point.values, strict=True)},
                "metric": measure.path,
                "unit": measure.unit,
                "mean": mean,
                "low": low,
                "high": high,
                "difference_to_first": to_first.difference,
                "difference_low": to_first.low,
                "difference_high": to_first.high,
                "content_hash": point.content_hash,
            }


def _effects(found: Sensitivity) -> Iterable[Row]:
    """tornado.csv: a row for each figure and input, the largest effect first."""
    for measure in found.measures:
        for effect in found.effects[measure]:
            yield {
                "metric": measure.path,
                "unit": measure.unit,
                "input": effect.what,
                "name": effect.name,
                "by": found.by,
                "base": effect.lower.baseline,
                "lower": effect.lower.difference,
                "lower_low": effect.lower.low,
                "lower_high": effect.lower.high,
                "higher": effect.higher.difference,
                "higher_low": effect.higher.low,
                "higher_high": effect.higher.high,
            }


def _write(
    found: Sweep | Sensitivity,
    name: str,
    rows: Iterable[Row],
    document: Mapping[str, Any],
    options: argparse.Namespace,
) -> None:
    """The table, the scenario and the manifest, whole or not at all."""
    from sim.cli.yaml_text import as_yaml

    created = datetime.now().astimezone().isoformat(timespec="seconds")
    resolved = found.scenario.resolved()
    with whole_folder(options.out) as folder:
        _write_csv(folder / name, list(rows))
        (folder / "scenario.resolved.yaml").write_text(as_yaml(resolved), "utf-8")
        manifest = {
            "made_by": MAKER,
            "created": created,
            "command": shlex.join([MAKER, *options.arguments]),
            "content_hash": found.scenario.content_hash,
            "interrupted": found.ending.interrupted,
            **{key: value for key, value in document.items() if key not in ("points", "metrics")},
            "metrics": [measure.path for measure in found.measures],
            "files": {path.name: _sha256(path) for path in sorted(folder.iterdir())},
            "resolved": resolved,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2, default=str)
        (folder / MANIFEST).write_text(text + "\n", "utf-8")


def _write_csv(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        for row in rows:
            writer.writerow({key: "" if value != value else value for key, value in row.items()})


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
