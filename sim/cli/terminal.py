"""What `ccsim run` prints: answers, headline, groups, worst intervals, Erlang check."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from sim.cli.console import console_for_stdout, print_item, print_name, print_source, print_table
from sim.report.erlang_check import erlang_omitted, erlang_reasons, erlang_table
from sim.report.journeys import journey_tables
from sim.report.reading import Reader
from sim.report.recovery import recovery_table
from sim.report.summary import summary_table
from sim.report.tables import group_table, queue_table, worst_table
from sim.report.targets import answers
from sim.report.written import written_tables
from sim.studies.recovery import Recovery

FEW_QUEUES = 2  # up to so many, every reason of the Erlang check is printed
MOST_REASONS = 3  # beyond, so many a queue
MOST_EXPLAINED = 6  # queues whose check and reasons are printed at all: the first of them


def print_study(reader: Reader, recovered: Sequence[Recovery] | None, out: Path | None) -> None:
    """Headline, groups, worst intervals, recovery, Erlang check and warnings on stdout."""
    console = console_for_stdout()
    _print_head(console, reader)
    for sentence in answers(reader):
        console.print(Text(sentence))
    console.print()
    tables = [queue_table(reader), *written_tables(reader), *journey_tables(reader)]
    tables.append(group_table(reader))
    for table in (*tables, worst_table(reader)):
        if table is not None:
            print_table(console, table)
    _print_recovery(console, reader, recovered)
    _print_erlang(console, reader)
    _print_end(console, reader, out)


def print_summary(
    reader: Reader, level: int, recovered: Sequence[Recovery] | None, out: Path | None
) -> None:
    """The summary in four classes and the warnings on stdout."""
    console = console_for_stdout()
    _print_head(console, reader)
    print_table(console, summary_table(reader, level))
    if recovered:
        print_table(console, recovery_table(recovered))
    _print_end(console, reader, out)


def _print_head(console: Console, reader: Reader) -> None:
    study = reader.study
    print_name(console, study.scenario)
    print_source(console, study)
    console.print()


def _print_recovery(console: Console, reader: Reader, recovered: Sequence[Recovery] | None) -> None:
    if recovered:
        print_table(console, recovery_table(recovered))
    elif recovered is None and reader.study.scenario.tree.events:
        print_item(console, "Events: --recovery says how long each queue takes to recover.")
        console.print()


def _print_erlang(console: Console, reader: Reader) -> None:
    study = reader.study
    table = erlang_table(study, MOST_EXPLAINED)
    if table is not None:
        print_table(console, table)
    for sentence in erlang_omitted(study):
        print_item(console, sentence)
    checks = erlang_reasons(study)
    shown = MOST_REASONS if len(checks) > FEW_QUEUES else None
    for queue, sentences in checks[:MOST_EXPLAINED]:
        console.print(Text(f"Why simulation and formulas differ: {queue}", style="bold"))
        for sentence in sentences[:shown]:
            print_item(console, sentence)
        if len(sentences) > len(sentences[:shown]):
            more = len(sentences) - len(sentences[:shown])
            print_item(console, f"and {more} more: see --json or report.html (--out)")
        console.print()
    if len(checks) > MOST_EXPLAINED:
        more = len(checks) - MOST_EXPLAINED
        print_item(console, f"Reasons of {more} more queues: see --json or report.html (--out)")
        console.print()


def _print_end(console: Console, reader: Reader, out: Path | None) -> None:
    for warning in reader.study.warnings:
        print_item(console, f"Warning: {warning}")
    if out is not None:
        console.print(Text(f"Written to {out}: open report.html in a browser."))
