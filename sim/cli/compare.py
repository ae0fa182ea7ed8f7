"""`ccsim compare`: named scenarios of a file against a baseline, with the same customers."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli import DONE, INTERRUPTED
from sim.cli.folder import MAKER
from sim.cli.json_text import print_document
from sim.cli.option_values import refused
from sim.cli.pooling import pool_of
from sim.cli.progress import progress_bar
from sim.cli.report_file import comparison_makers, refuse_report, write_report
from sim.cli.report_sensitivity import print_report, sensitivity_for
from sim.cli.shipped import find_scenario
from sim.cli.stopping import keep_what_is_done, stop_if_asked
from sim.errors import InputError, Problem

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.studies.comparison import Baseline, Comparison
    from sim.studies.gather import Progress
    from sim.studies.pool import Pool
    from sim.studies.until import Stop

BASE = "base"


def compare(options: argparse.Namespace) -> int:
    """Carry out the command; returns the exit code."""
    if options.lock is not None:
        _refuse_lock(options)
    if options.baseline is not None and options.precision is not None:
        raise refused("--precision", options.precision, "goes without --baseline",
                      "one of the two: a locked baseline has the replications that it has",
                      "leave out --precision, or lock a baseline with it")  # fmt: skip
    if options.report is not None:
        refuse_report(options.report)
        if options.baseline is not None:
            raise refused("--report", str(options.report), "goes without --baseline",
                          "one of the two: a locked baseline keeps figures, not its study",
                          "leave out --report, or compare with a scenario of the file")  # fmt: skip
    path = find_scenario(options.file)
    from sim.scenario import load

    base = load(path, settings=options.settings)
    locked = None
    if options.baseline is not None:
        from sim.studies.locking import read_locked

        locked = read_locked(options.baseline)
    names = _names(options.names, base, locked is not None, path)
    notes: list[str] = []
    scenarios = [
        base if name == BASE else _variant(path, name, options.settings, notes) for name in names
    ]
    moved = None
    with pool_of(options) as pool:
        with progress_bar(options.time_budget) as progress, keep_what_is_done() as stop:
            if locked is None:
                comparison = _simulated(scenarios, options, pool, progress, stop)
            else:
                comparison = _against(locked, base, scenarios, options, pool, progress, stop)
        if options.report is not None and not comparison.ending.interrupted:
            study = comparison.base_study
            moved = sensitivity_for(study.scenario, study.seed, study.engine, options, pool)
    comparison = replace(comparison, warnings=(*comparison.warnings, *notes))
    if options.lock is not None:
        _write_lock(comparison.baseline, options.lock, options.arguments)
    if options.report is not None:
        write_report(
            options.report,
            comparison_makers(
                comparison, options.arguments, None if moved is None else moved.found
            ),
        )
    if options.json:
        from sim.studies.comparison import document

        print_document(document(comparison))
    else:
        _print(comparison, options.lock)
        print_report(options.report, moved)
    return INTERRUPTED if comparison.ending.interrupted else DONE


def _names(asked: list[str], base: Scenario, is_locked: bool, path: Path) -> list[str]:
    """The scenarios to simulate, the baseline first where it is not locked."""
    if is_locked:
        names = asked or [*base.variants] or [BASE]
    else:
        names = asked or [BASE, *base.variants]
        if len(names) == 1 and names != [BASE]:
            names = [BASE, *names]
    twice = [name for place, name in enumerate(names) if name in names[:place]]
    if twice:
        others = [name for name in (BASE, *base.variants) if name not in names]
        raise refused(
            "compare",
            " ".join(names),
            f"{twice[0]} is named twice: a scenario does not differ from itself",
            ", ".join([BASE, *base.variants]),
            f"name another one, such as {others[0]}" if others else f"leave one {twice[0]} out",
        )
    if len(names) < 2 and not is_locked:
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
    return names


def _variant(path: Path, name: str, settings: Sequence[str], notes: list[str]) -> Scenario:
    """A named scenario with the settings; those about what it takes out do not apply to it.

    `notes` are told of these. Raises InputError for all else that is wrong.
    """
    from sim.scenario import load

    try:
        return load(path, scenario=name, settings=settings)
    except InputError:
        plain = load(path)
        gone = taken_out(settings, plain.resolved(), plain.variant_named(name).resolved())
        if not gone:
            raise
        notes += [
            f"{name} takes out {what}, so --set {setting} changes nothing there."
            for setting, what in gone.items()
        ]
        left = [setting for setting in settings if setting not in gone]
        return load(path, scenario=name, settings=left)


def taken_out(
    settings: Sequence[str], base: Mapping[str, Any], variant: Mapping[str, Any]
) -> dict[str, str]:
    """Settings whose path leads through something that the base has and the variant has not, with
    the path of that.
    """
    gone: dict[str, str] = {}
    for setting in settings:
        path, _, value = setting.partition("=")
        words = [word.strip() for word in path.split(".")]
        followed = _followed(variant, words)
        is_inside = followed < len(words) - 1 or value.strip() == "null"
        if is_inside and _followed(base, words) > followed:
            gone[setting] = ".".join(words[: followed + 1])
    return gone


def _followed(tree: Mapping[str, Any], words: Sequence[str]) -> int:
    """How many words of a path lead to something."""
    node: Any = tree
    for number, word in enumerate(words):
        if not isinstance(node, Mapping) or word not in node:
            return number
        node = node[word]
    return len(words)


def _simulated(
    scenarios: list[Scenario],
    options: argparse.Namespace,
    pool: Pool,
    progress: Progress | None,
    stop: Stop,
) -> Comparison:
    from sim.studies.comparison import compare as simulate

    return simulate(
        scenarios,
        replications=options.replications,
        seed=options.seed,
        engine=options.engine,
        policy=options.policy,
        precision=options.precision,
        time_budget=options.time_budget,
        pool=pool,
        progress=progress,
        stop=stop,
    )


def _against(
    locked: Baseline,
    base: Scenario,
    scenarios: list[Scenario],
    options: argparse.Namespace,
    pool: Pool,
    progress: Progress | None,
    stop: Stop,
) -> Comparison:
    """The scenarios against a locked baseline, with its seed and replications unless told."""
    from sim.studies.locking import compare_with_locked

    known = locked.variant == BASE or locked.variant in base.variants
    return compare_with_locked(
        locked,
        base.variant_named(locked.variant) if known else None,
        scenarios,
        replications=options.replications,
        seed=options.seed,
        engine=options.engine,
        policy=options.policy,
        time_budget=options.time_budget,
        pool=pool,
        progress=progress,
        stop=stop,
    )


def _refuse_lock(options: argparse.Namespace) -> None:
    """Refuse what could not be locked, before any time is spent on simulating."""
    target: Path = options.lock
    allowed = "a file that is not there yet, in a folder that is"
    if options.baseline is not None:
        message = "a locked baseline is not locked again: --lock goes without --baseline"
        raise refused("--lock", str(target), message, "one of the two", "leave one of them out")
    if target.exists() or target.is_symlink():
        mend = "name another file, or delete this one: a locked baseline is not replaced"
        raise refused("--lock", str(target), "is there already", allowed, mend)
    folder = target.absolute().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        message = f"{folder} is no folder that you may write to"
        raise refused("--lock", str(target), message, allowed, "name a file in another folder")


def _write_lock(base: Baseline, target: Path, arguments: list[str]) -> None:
    """Write the locked baseline, whole or not at all."""
    from sim.studies.locking import locked_document

    created = datetime.now().astimezone().isoformat(timespec="seconds")
    command = shlex.join([MAKER, *arguments])
    text = json.dumps(locked_document(base, created, command), ensure_ascii=False, allow_nan=False)
    workshop = Path(tempfile.mkdtemp(prefix=f".{MAKER}-", dir=target.absolute().parent))
    try:
        written = workshop / target.name
        written.write_text(text + "\n", "utf-8")
        stop_if_asked()
        os.replace(written, target)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _print(comparison: Comparison, lock: Path | None) -> None:
    from rich.text import Text

    from sim.cli.console import console_for_stdout, print_item, print_source, print_table
    from sim.report.comparison import comparison_tables

    console = console_for_stdout()
    console.print(Text(comparison.baseline.scenario, style="bold"))
    print_source(console, comparison.others[0])
    if comparison.ending.reason == "precise":
        console.print(Text(comparison.ending.sentence, style="dim"))
    if comparison.baseline.study is None:
        console.print(Text(f"baseline locked {comparison.baseline.created}", style="dim"))
    console.print()
    tables = comparison_tables(comparison)
    for other, table in zip(comparison.others, tables, strict=True):
        if table.rows:
            print_table(console, table)
        else:
            console.print(Text(table.title, style="bold"))
        for sentence in comparison.remarks(other):
            print_item(console, sentence)
        if comparison.remarks(other):
            console.print()
    for warning in comparison.warnings:
        print_item(console, f"Warning: {warning}")
    if lock is not None:
        console.print(Text(f"Baseline {comparison.baseline.variant} locked in {lock}."))
