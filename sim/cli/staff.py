"""`ccsim staff`: the least staff that meets every target, per group and interval."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli import DONE, INTERRUPTED
from sim.cli.folder import MAKER, MANIFEST, refuse_taken, whole_folder
from sim.cli.json_text import print_document
from sim.cli.option_values import refused, seconds
from sim.cli.pooling import pool_of
from sim.cli.report_file import refuse_report, write_report
from sim.cli.report_sensitivity import add_report_options, print_report, sensitivity_for
from sim.cli.shipped import find_scenario
from sim.cli.stopping import keep_what_is_done, stop_if_asked
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.planning import GroupStaffing, Staffing

Commands = argparse._SubParsersAction  # argparse has no other name for it
FULL_TIME = "40/week"
ARGUMENTS = ("hold", "fte_hours", "time_budget")
"""Arguments of a search that options set and the search itself judges."""

UNSAFE = re.compile(r"[^\w.-]+")


def add_staff(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add `ccsim staff` and its options."""
    from sim.cli import parser as shared

    summary = "the least staff that meets every target, per group and interval"
    parser = shared.add_command(commands, "staff", summary, staff)
    parser.add_argument("file", metavar="FILE", help="scenario file, or name of a shipped one")
    shared.add_scenario_options(parser)
    parser.add_argument(
        "--confidence",
        metavar="SHARE",
        type=_confidence,
        help="this share of the simulated days must meet the targets, such as 90%% (default: "
        "the mean of each day must)",
    )
    parser.add_argument(
        "--every-interval",
        action="store_true",
        help="the mean of every interval must meet the targets; says what that costs",
    )
    parser.add_argument(
        "--hold", metavar="TIME", type=_ticks, help="keep seats constant for so long, such as 2h"
    )
    parser.add_argument(
        "--fte-hours",
        metavar="HOURS/UNIT",
        default=FULL_TIME,
        help=f"paid hours of a full-time contract: {FULL_TIME} (default) or 8/day",
    )
    shared.add_study_options(parser)
    parser.add_argument(
        "--time-budget",
        metavar="TIME",
        type=seconds("--time-budget"),
        help="end the search after so long, such as 2min, with the best plan so far",
    )
    shared.add_pool_options(parser)
    add_report_options(parser)
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        help="write the seats of each group as a CSV file that `seated: {file: ...}` reads, "
        "staffing.csv and staffing_days.csv with every figure, staffed.yaml, a scenario with the "
        "seats, and a picture for each group (SVG and PNG)",
    )
    parser.add_argument(
        "--force", action="store_true", help="let --out replace what an earlier study wrote"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document and no table")


def staff(options: argparse.Namespace) -> int:
    """Carry out the command; returns the exit code."""
    if options.out is not None:
        refuse_taken(options.out, force=options.force)
    if options.report is not None:
        refuse_report(options.report)
    path = find_scenario(options.file)
    from sim.planning import Stopped, read_fte_hours, staffing
    from sim.planning.document import document
    from sim.scenario import load

    with _named_as_options():
        fte_hours = read_fte_hours(options.fte_hours)
    scenario = load(path, scenario=options.scenario, settings=options.settings)
    with (
        pool_of(options) as pool,
        trials_shown() as progress,
        keep_what_is_done("the best plan so far") as asked,
        _named_as_options(),
    ):
        try:
            found = staffing(
                scenario,
                confidence=options.confidence,
                every_interval=options.every_interval,
                hold=options.hold,
                fte_hours=fte_hours,
                replications=options.replications,
                seed=options.seed,
                engine=options.engine,
                time_budget=options.time_budget,
                pool=pool,
                progress=progress,
                finish=asked,
            )
        except Stopped:  # before there was any plan
            raise KeyboardInterrupt from None
        interrupted = asked() and bool(found.ending)
        moved = None
        if not interrupted:
            moved = sensitivity_for(found.scenario, found.seed, found.engine, options, pool)
    if options.out is not None:
        _write(found, options)
    if options.report is not None:
        from sim.cli.staff_report import staffing_makers

        known = None if moved is None else moved.found
        write_report(options.report, staffing_makers(found, options.arguments, known))
    if options.json:
        print_document(document(found))
    else:
        _print(found, options.out)
        print_report(options.report, moved)
    return INTERRUPTED if interrupted else DONE


@contextmanager
def _named_as_options() -> Iterator[None]:
    """What the search refuses of its arguments is said of the options that set them."""
    from sim.planning.errors import SOURCE

    try:
        yield
    except InputError as error:
        raise InputError(
            [
                replace(one, source="--" + one.path.replace("_", "-"), path="")
                if one.source == SOURCE and one.path in ARGUMENTS
                else one
                for one in error.problems
            ]
        ) from None


@contextmanager
def trials_shown() -> Iterator[Callable[[int, str], None]]:
    """A line on stderr that says how far a search is and how long it may take, where somebody
    watches; heeds signals that a library may have swallowed.
    """
    if not sys.stderr.isatty():

        def heed(trials: int, doing: str) -> None:
            stop_if_asked()

        yield heed
        return
    from rich.console import Console
    from rich.text import Text

    from sim.report.wording import counted

    with Console(stderr=True).status("") as status:

        def show(trials: int, doing: str) -> None:
            stop_if_asked()
            status.update(Text(f"{counted(trials, 'trial')}, now: {doing}"))

        yield show


def _print(found: Staffing, out: Path | None) -> None:
    from rich.text import Text

    from sim.cli.console import console_for_stdout, print_item, print_name, print_table
    from sim.report.staffing import staffing_tables
    from sim.report.staffing_words import source_of, staffing_sentences

    console = console_for_stdout()
    print_name(console, found.scenario)
    console.print(Text(source_of(found), style="dim"))
    console.print()
    for sentence in staffing_sentences(found):
        console.print(Text(sentence))
    console.print()
    for table in staffing_tables(found, all_rows=False):
        print_table(console, table)
    for warning in found.warnings:
        print_item(console, f"Warning: {warning}")
    if out is not None:
        console.print(Text(f"Written to {out}: staffed.yaml has the seats."))


def _write(found: Staffing, options: argparse.Namespace) -> None:
    """Files of seats, all figures, the scenario with the plan, pictures and manifest."""
    from sim.cli.yaml_text import as_yaml
    from sim.planning.document import days_csv, document, seats_csv, staffing_csv
    from sim.report.staffing import figure_files

    created = datetime.now().astimezone().isoformat(timespec="seconds")
    command = shlex.join([MAKER, *options.arguments])
    with whole_folder(options.out) as folder:
        names = file_names(found.groups)
        for group in found.groups:
            name = names[group.group]
            (folder / f"seated_{name}.csv").write_text(seats_csv(group), "utf-8")
            for ending, content in figure_files(found, group).items():
                (folder / f"staffing_{name}.{ending}").write_bytes(content)
        (folder / "staffing.csv").write_text(staffing_csv(found), "utf-8")
        (folder / "staffing_days.csv").write_text(days_csv(found), "utf-8")
        (folder / "staffed.yaml").write_text(as_yaml(found.scenario.resolved()), "utf-8")
        manifest = {
            "made_by": MAKER,
            "created": created,
            "command": command,
            "content_hash": found.scenario.content_hash,
            "files": {one.name: _sha256(one) for one in sorted(folder.iterdir())},
            **document(found),
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2, allow_nan=False)
        (folder / MANIFEST).write_text(text + "\n", "utf-8")


def file_names(groups: tuple[GroupStaffing, ...]) -> dict[str, str]:
    """A file name for each group, without signs that file systems dislike; no two alike."""
    names: dict[str, str] = {}
    for group in groups:
        plain = UNSAFE.sub("_", group.group)
        while plain.lower() in {name.lower() for name in names.values()}:
            plain += "_"
        names[group.group] = plain
    return names


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _confidence(text: str) -> float:
    from sim.scenario.unit_numbers import SHARE_ALLOWED, parse_share

    try:
        share = parse_share(text)
    except ValueError as error:
        details = getattr(error, "context", None) or {}
        raise refused("--confidence", text, str(error), details.get("allowed") or SHARE_ALLOWED,
                      details.get("mend", "")) from None  # fmt: skip
    if not 0 < share < 1:
        raise refused("--confidence", text, "is not a share of days that can be asked for",
                      "above 0% and below 100%", "write --confidence 90%")  # fmt: skip
    return share


def _ticks(text: str) -> int:
    from sim.scenario.unit_time import DURATION_ALLOWED, parse_positive_duration

    try:
        return parse_positive_duration(text)
    except ValueError as error:
        details = getattr(error, "context", None) or {}
        raise refused("--hold", text, str(error), details.get("allowed") or DURATION_ALLOWED,
                      details.get("mend", "")) from None  # fmt: skip
