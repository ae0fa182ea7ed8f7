"""What `ccsim run` prints: answers, headline, groups, worst intervals, Erlang check."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text

from sim.cli.console import console_for_stdout, print_item, print_source, print_table
from sim.report.erlang_check import erlang_omitted, erlang_reasons, erlang_table
from sim.report.journeys import journey_tables
from sim.report.reading import Reader
from sim.report.tables import group_table, queue_table, worst_table
from sim.report.targets import answers

FEW_QUEUES = 2  # up to so many, every reason of the Erlang check is printed
MOST_REASONS = 3  # beyond, so many a queue


def print_study(reader: Reader, out: Path | None) -> None:
    """Headline, groups, worst intervals, Erlang check and warnings on stdout."""
    console = console_for_stdout()
    study = reader.study
    variant = "" if study.scenario.variant == "base" else f" ({study.scenario.variant})"
    console.print(Text(f"{study.model.labels.scenario}{variant}", style="bold"))
    print_source(console, study)
    console.print()
    for sentence in answers(reader):
        console.print(Text(sentence))
    console.print()
    tables = [queue_table(reader), *journey_tables(reader), group_table(reader)]
    for table in (*tables, worst_table(reader), erlang_table(study)):
        if table is not None:
            print_table(console, table)
    for sentence in erlang_omitted(study):
        print_item(console, sentence)
    checks = erlang_reasons(study)
    shown = MOST_REASONS if len(checks) > FEW_QUEUES else None
    for queue, sentences in checks:
        console.print(Text(f"Why simulation and formulas differ: {queue}", style="bold"))
        for sentence in sentences[:shown]:
            print_item(console, sentence)
        if len(sentences) > len(sentences[:shown]):
            more = len(sentences) - len(sentences[:shown])
            print_item(console, f"and {more} more: see --json or report.html (--out)")
        console.print()
    for warning in study.warnings:
        print_item(console, f"Warning: {warning}")
    if out is not None:
        console.print(Text(f"Written to {out}: open report.html in a browser."))
