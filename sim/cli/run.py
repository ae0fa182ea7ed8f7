"""`ccsim run`: simulate a scenario, print the figures, write the results."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from sim.cli import CHECK_FAILED, DONE, INTERRUPTED
from sim.cli.folder import refuse_taken
from sim.cli.json_text import print_document
from sim.cli.pooling import pool_of
from sim.cli.progress import progress_bar
from sim.cli.report_file import refuse_report, study_makers, write_report
from sim.cli.report_sensitivity import print_report, sensitivity_for
from sim.cli.shipped import find_scenario
from sim.cli.stopping import keep_what_is_done

if TYPE_CHECKING:
    from sim.report.reading import Reader
    from sim.scenario.history import History
    from sim.studies import Study
    from sim.studies.pool import Pool
    from sim.studies.recovery import Recovery


MOST_QUESTIONS = 3  # queues whose seek command is printed


def run(options: argparse.Namespace) -> int:
    """Carry out the command; returns the exit code."""
    if options.out is not None:
        refuse_taken(options.out, force=options.force)
    if options.report is not None:
        refuse_report(options.report)
    path = find_scenario(options.file)
    from sim.scenario import load

    scenario = load(path, scenario=options.scenario, settings=options.settings)
    history = None
    if options.history is not None:
        from sim.scenario.history import read_history

        history = read_history(options.history, scenario)  # refused before time is spent
    from sim.studies import study as simulate

    found = None
    with pool_of(options) as pool:
        with progress_bar(options.time_budget) as progress, keep_what_is_done() as stop:
            study = simulate(
                scenario,
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
        if options.recovery and not study.ending.interrupted:
            found = _recoveries(study, pool)
        moved = None
        if not study.ending.interrupted:
            moved = sensitivity_for(scenario, study.seed, study.engine, options, pool)
    if options.out is not None:
        from sim.cli.output import write_results

        write_results(study, options.out, options.arguments, found)
    if options.report is not None:
        write_report(
            options.report,
            study_makers(study, options.arguments, None if moved is None else moved.found),
        )
    from sim.report.reading import Reader
    from sim.report.targets import target_met

    reader = Reader(study)
    if options.json:
        from sim.studies.recovery import recovery_document

        document = study.to_json()
        if found is not None:
            document["recovery"] = recovery_document(found)
        if history is not None:
            from sim.studies.history import compared, history_document

            document["history"] = history_document(compared(study, history), study)
        print_document(document)
    elif options.summary is not None:
        from sim.cli.terminal import print_summary

        print_summary(reader, options.summary, found, options.out)
    else:
        from sim.cli.terminal import print_study

        print_study(reader, found, options.out)
        if history is not None:
            _print_history(reader, history)
        _print_what_it_takes(reader, options)
        print_report(options.report, moved)
    missed = [queue for queue in study.model.labels.queues if target_met(reader, queue) is False]
    if options.require_targets and missed:
        sys.stdout.flush()
        sys.stderr.write(f"ccsim: targets missed: {', '.join(missed)}\n")
        return INTERRUPTED if study.ending.interrupted else CHECK_FAILED
    return INTERRUPTED if study.ending.interrupted else DONE


def _print_history(reader: Reader, history: History) -> None:
    """The record beside the simulated days."""
    from rich.text import Text

    from sim.cli.console import console_for_stdout, print_table
    from sim.report.history import history_table, sentences
    from sim.studies.history import compared

    console = console_for_stdout()
    found = compared(reader.study, history)
    print_table(console, history_table(found, history, reader))
    for sentence in sentences(found, reader):
        console.print(Text(sentence))
    console.print()


def _print_what_it_takes(reader: Reader, options: argparse.Namespace) -> None:
    """The line that works out what each missed target takes; it is many simulations."""
    from sim.report.answer import queue_answers, told_of
    from sim.report.what_it_takes import shortfalls

    study = reader.study
    if study.model.policy is not None:  # seek routes as the scenario does
        return
    questions = shortfalls(study.scenario, study.model, told_of(queue_answers(reader)))
    if not questions:
        return
    settings = [] if options.scenario is None else ["--scenario", options.scenario]
    settings += ["--replications", str(study.replications), "--seed", str(study.seed)]
    settings += [word for setting in options.settings for word in ("--set", setting)]
    from rich.text import Text

    from sim.cli.console import broken_command, console_for_stdout

    console = console_for_stdout()
    console.print(Text("What meets the targets on 9 days of 10, one group varied at a time:"))
    for question in questions[:MOST_QUESTIONS]:
        command = question.command(options.file, settings)
        console.print(Text(broken_command(command, console.width)))


def _recoveries(study: Study, pool: Pool) -> tuple[Recovery, ...]:
    """Simulate the same customers without the events, and compare; nothing where there are none."""
    if not study.scenario.tree.events:
        return ()
    from sim.studies import study as simulate
    from sim.studies.recovery import recoveries, without_events

    with progress_bar() as progress:
        calm = simulate(
            without_events(study.scenario),
            replications=study.replications,
            seed=study.seed,
            engine=study.engine,
            policy=study.model.policy,
            pool=pool,
            progress=progress,
        )
    return recoveries(study, calm)
