"""`ccsim seek`: the value of one input that reaches a goal."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sim.cli import CHECK_FAILED, DONE, INTERRUPTED
from sim.cli.json_text import print_document
from sim.cli.option_values import refused
from sim.cli.pooling import pool_of
from sim.cli.shipped import find_scenario
from sim.cli.staff import Commands, trials_shown
from sim.cli.stopping import keep_what_is_done

if TYPE_CHECKING:
    from sim.planning import SeekResult


def add_seek(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add `ccsim seek` and its options."""
    from sim.cli import parser as shared

    parser = shared.add_command(
        commands, "seek", "the value of one input that reaches a goal", seek
    )
    parser.add_argument("file", metavar="FILE", help="scenario file, or name of a shipped one")
    shared.add_scenario_options(parser)
    parser.add_argument(
        "--vary",
        metavar="PATH[=LOW..HIGH]",
        required=True,
        help="what to change: agents.desk.seated=20..40; decimals in steps: "
        "channel_shift.to_chat.share=0%%..50%%:5%%; without a range around what the file has",
    )
    goal = parser.add_argument_group("one goal")
    goal.add_argument(
        "--until",
        metavar="CONDITION",
        help="the least value that meets it (the largest, where more is worse), such as "
        "'queues.calls.service_level>=80%%'",
    )
    goal.add_argument("--maximize", metavar="FIGURE", help="such as net_result")
    goal.add_argument("--minimize", metavar="FIGURE", help="such as cost_per_resolution")
    shared.add_study_options(parser)
    shared.add_pool_options(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document and no table")


def seek(options: argparse.Namespace) -> int:
    """Carry out the command; returns the exit code, 1 where nothing tried meets the goal."""
    path = find_scenario(options.file)
    varied = options.vary.partition("=")[0].strip()
    if varied in {setting.partition("=")[0].strip() for setting in options.settings}:
        raise refused("--vary", options.vary, f"--set changes {varied} too",
                      "one change of a value", "keep one of the two")  # fmt: skip
    from sim.planning import Stopped
    from sim.planning import seek as search
    from sim.planning.seek_result import document
    from sim.scenario import load

    scenario = load(path, scenario=options.scenario, settings=options.settings)
    with (
        pool_of(options) as pool,
        trials_shown() as progress,
        keep_what_is_done("the values tried so far") as asked,
    ):
        try:
            found = search(
                scenario,
                options.vary,
                until=options.until,
                maximize=options.maximize,
                minimize=options.minimize,
                replications=options.replications,
                seed=options.seed,
                engine=options.engine,
                pool=pool,
                progress=progress,
                finish=asked,
            )
        except Stopped:  # before any value was tried
            raise KeyboardInterrupt from None
    if options.json:
        print_document(document(found))
    else:
        _print(found)
    if found.is_cut_short:
        return INTERRUPTED
    return DONE if found.answer is not None else CHECK_FAILED


def _print(found: SeekResult) -> None:
    from rich.text import Text

    from sim.cli.console import console_for_stdout, print_item, print_name, print_table
    from sim.report.seek import seek_sentence, seek_table
    from sim.report.wording import counted

    console = console_for_stdout()
    print_name(console, found.scenario)
    replications = counted(found.replications, "replication")
    source = f"{found.engine} engine, {replications} of each value, seed {found.seed}"
    console.print(Text(source, style="dim"))
    console.print()
    console.print(Text(seek_sentence(found)))
    console.print()
    print_table(console, seek_table(found))
    for note in found.notes:
        print_item(console, note)
