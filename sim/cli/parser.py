"""Options of every command. Nothing heavy is imported here: `ccsim --help` answers at once."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from sim.cli.option_values import engine, policy, seconds, whole
from sim.cli.report_sensitivity import add_report_options
from sim.cli.seek import add_seek
from sim.cli.staff import add_staff
from sim.engine.names import DEFAULT_ENGINE

LARGEST_SEED = 2**63 - 1
MOST_REPLICATIONS = 100_000
MOST_WORKERS = 1_024

Command = Callable[[argparse.Namespace], int]


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line; `command` of the result is the function to call with it.

    `arguments` of the result are the words of the command line, for the manifest.

    Raises SystemExit(2) after a message on stderr, SystemExit(0) for `--help` and `--version`.
    """
    parser = _parser()
    options, unknown = parser.parse_known_args(arguments)
    chosen: argparse.ArgumentParser = options.parser
    if unknown and "names" in options and not any(word.startswith("-") for word in unknown):
        options.names += unknown  # names behind an option: argparse looks for them before it only
        unknown = []
    if unknown:
        chosen.error(_unknown(chosen, unknown[0]))
    options.arguments = list(sys.argv[1:] if arguments is None else arguments)
    return options


def _unknown(parser: argparse.ArgumentParser, argument: str) -> str:
    known = [name for action in parser._actions for name in action.option_strings]
    name = argument.partition("=")[0]
    if name == "--policy":
        return "a policy written in Python goes with ccsim run and ccsim compare only"
    near = difflib.get_close_matches(name, known, n=1) if name.startswith("-") else []
    if near:
        return f"unknown option {name}; did you mean {near[0]}?"
    if name.startswith("-"):
        return f"unknown option {name}; allowed: {', '.join(known)}"
    return f"unexpected argument {argument!r}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ccsim",
        description="Simulate a contact center from one scenario file, "
        "with the uncertainty beside every number.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and stop")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_run(add_command(commands, "run", "simulate a scenario", _run))
    _add_compare(
        add_command(commands, "compare", "named scenarios against each other, paired", _compare)
    )
    _add_sweep(
        add_command(
            commands, "sweep", "a scenario over a grid of values, or its sensitivity", _sweep
        )
    )
    add_staff(commands)
    add_seek(commands)
    _add_resolve(
        add_command(commands, "resolve", "print a scenario in full, explicit form", _resolve)
    )
    _add_verify(
        add_command(commands, "verify", "both engines on the same draws, compared", _verify)
    )
    _add_scenarios(add_command(commands, "scenarios", "list the shipped scenarios", _scenarios))
    _add_app(add_command(commands, "app", "the app in a browser", _app))
    erlang = commands.add_parser("erlang", help="Erlang B, C and A formulas", allow_abbrev=False)
    models = erlang.add_subparsers(title="formulas", metavar="FORMULA", required=True)
    _add_erlang(
        add_command(models, "b", "Erlang B: no waiting, blocked contacts are lost", _erlang_b)
    )
    _add_erlang(add_command(models, "c", "Erlang C: everybody waits, nobody leaves", _erlang_c))
    _add_erlang(add_command(models, "a", "Erlang A: customers leave when patience ends", _erlang_a))
    return parser


def add_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    summary: str,
    command: Command,
) -> argparse.ArgumentParser:
    description = summary[0].upper() + summary[1:] + "."
    parser = commands.add_parser(name, help=summary, description=description, allow_abbrev=False)
    parser.set_defaults(command=command, parser=parser)
    return parser


def add_scenario_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scenario", metavar="NAME", help="a named scenario of the file")
    _add_settings(parser)


def _add_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        metavar="PATH=VALUE",
        action="append",
        default=[],
        dest="settings",
        help="change one value, such as agents.desk.seated=42; may be repeated",
    )


def _add_draw_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--replications",
        metavar="N",
        type=whole("--replications", 1, MOST_REPLICATIONS),
        help="number of replications (default: run.replications of the scenario); "
        "with --precision the most (default: 1000)",
    )
    parser.add_argument(
        "--seed",
        metavar="S",
        type=whole("--seed", 0, LARGEST_SEED),
        help="seed of all random draws (default: run.seed of the scenario)",
    )


def add_study_options(parser: argparse.ArgumentParser) -> None:
    """`--replications`, `--seed` and `--engine`, for every command that simulates."""
    _add_draw_options(parser)
    parser.add_argument(
        "--engine",
        metavar="ENGINE",
        type=engine,
        default=DEFAULT_ENGINE,
        help="fast (compiled; the default) or reference (SimPy, readable); both give the same log",
    )


def _add_policy(parser: argparse.ArgumentParser, where: str = "") -> None:
    parser.add_argument(
        "--policy",
        metavar="FILE.py:CLASS",
        type=policy,
        help=f"a routing policy written in Python{where}, in place of the scenario's own routing; "
        "with --engine reference only. The file is run: use none that you do not trust",
    )


def _add_ending_options(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument(
        "--precision",
        metavar="'FIGURE WIDTH'",
        help=f"replicate until the 95%% interval of {what} is at most so wide to either side: "
        "'queues.calls.service_level 1%%' (shares in percentage points), 'asa_s 2s'",
    )
    parser.add_argument(
        "--time-budget",
        metavar="TIME",
        type=seconds("--time-budget"),
        help="end after so long, such as 30s; how many replications that are is not reproducible",
    )


def add_pool_options(parser: argparse.ArgumentParser) -> None:
    """`--workers` and `--cluster`, for every command that simulates; see `sim.cli.pooling`."""
    parser.add_argument(
        "--workers",
        metavar="N",
        type=whole("--workers", 1, MOST_WORKERS),
        help="processes (default: one a core where it is worth it); changes no figure",
    )
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="scheduler of a running Dask cluster, such as tcp://host:8786, that does the "
        "replications (extra [cluster]); changes no figure",
    )


def _add_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="scenario file, or name of a shipped one")
    parser.add_argument(
        "names",
        metavar="NAME",
        nargs="*",
        help="scenarios of the file, the first is the baseline; one name: against base; "
        "none: all against base",
    )
    _add_settings(parser)
    add_study_options(parser)
    _add_policy(parser, " for all scenarios that are simulated")
    add_report_options(parser)
    _add_ending_options(parser, "the difference of a figure")
    add_pool_options(parser)
    parser.add_argument(
        "--lock",
        metavar="LOCK.json",
        type=Path,
        help="keep the baseline's figures, seed and content hash in this file",
    )
    parser.add_argument(
        "--baseline",
        metavar="LOCK.json",
        type=Path,
        help="compare all NAMEs with the baseline locked in this file, with its seed and "
        "replications; warns when the baseline's scenario changed since",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document and no table")


def _add_sweep(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="scenario file, or name of a shipped one")
    add_scenario_options(parser)
    parser.add_argument(
        "--vary",
        metavar="PATH=VALUES",
        action="append",
        default=[],
        help="values of one path: agents.desk.seated=30..50, ..50:5 in steps of 5, or a list "
        "90%%,100%%,110%%; may be repeated: all combinations",
    )
    parser.add_argument(
        "--tornado",
        action="store_true",
        help="in place of --vary: each volume, handle time, patience and staff lower and higher, "
        "one at a time, the largest effect first",
    )
    parser.add_argument(
        "--by",
        metavar="SHARE",
        help="how much lower and higher (--tornado; 10%% unless given)",
    )
    parser.add_argument(
        "--metric",
        metavar="FIGURE",
        action="append",
        default=[],
        dest="metrics",
        help="a figure to show, such as queues.calls.service_level; may be repeated (default: "
        "service level, abandon rate, occupancy and cost)",
    )
    add_study_options(parser)
    add_pool_options(parser)
    parser.add_argument(
        "--out", metavar="DIR", type=Path, help="write the table (CSV) and manifest.json there"
    )
    parser.add_argument(
        "--force", action="store_true", help="let --out replace what an earlier study wrote"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document and no table")


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="scenario file, or name of a shipped one")
    add_scenario_options(parser)
    add_study_options(parser)
    _add_policy(parser)
    _add_ending_options(parser, "a figure")
    add_pool_options(parser)
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        help="write contacts.parquet, metrics.csv, replications.csv, scenario.resolved.yaml, "
        "manifest.json and report.html to this folder",
    )
    add_report_options(parser)
    parser.add_argument(
        "--force", action="store_true", help="let --out replace what an earlier study wrote"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document and no table")
    parser.add_argument(
        "--summary",
        metavar="LEVEL",
        type=whole("--summary", 1, 3),
        help="print the summary in four classes (scale, service, quality, efficiency) and no other "
        "table: 1 has 4 metrics, 2 has 8, 3 has all",
    )
    parser.add_argument(
        "--recovery",
        action="store_true",
        help="simulate the same customers without the events as well (twice the time), and say how "
        "long each queue took to recover",
    )
    parser.add_argument(
        "--history",
        metavar="FILE",
        type=Path,
        help="a CSV file of what was recorded (interval_start, queue, offered, answered, "
        "abandoned, handle_time_s, asa_s, ...): say which intervals lie outside the simulated days",
    )
    parser.add_argument(
        "--require-targets",
        action="store_true",
        help="exit with code 1 when a queue misses its target",
    )


def _add_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="scenario file, or name of a shipped one")
    add_scenario_options(parser)
    _add_draw_options(parser)


def _add_resolve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help="scenario file, or name of a shipped one"
    )
    add_scenario_options(parser)
    parser.add_argument("--json", action="store_true", help="print JSON in place of YAML")
    parser.add_argument(
        "--schema", action="store_true", help="print the JSON Schema of scenario files and stop"
    )


def _add_scenarios(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document and no table")


def _add_app(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port",
        metavar="N",
        type=whole("--port", 1, 65535),
        default=8501,
        help="port (default: 8501)",
    )
    parser.add_argument(
        "--address",
        metavar="ADDRESS",
        default="localhost",
        help="who may reach it: localhost (default) this computer alone, 0.0.0.0 the network",
    )
    parser.add_argument(
        "--no-browser", action="store_false", dest="browser", help="open no browser window"
    )


def _add_erlang(parser: argparse.ArgumentParser) -> None:
    demand = parser.add_argument_group("demand: --rate and --handle-time, or --load")
    demand.add_argument("--rate", metavar="RATE", help="contacts per unit of time, such as 200/h")
    demand.add_argument("--handle-time", metavar="TIME", help="mean handle time, such as 180s")
    demand.add_argument("--load", metavar="ERLANGS", help="offered load, rate x handle time")
    supply = parser.add_argument_group("either what there is")
    supply.add_argument("--agents", metavar="N", help="agents; fractions are accepted")
    supply.add_argument("--lines", metavar="N", help="lines: most contacts waiting and talking")
    supply.add_argument("--patience", metavar="TIME", help="mean patience, such as 120s")
    supply.add_argument(
        "--within", metavar="TIME", help="target time of the service level (20s unless given)"
    )
    goal = parser.add_argument_group("or what is wanted (gives the agents)")
    goal.add_argument("--target", metavar="SHARE/TIME", help="service level, such as 80/20")
    goal.add_argument("--asa", metavar="TIME", help="average speed of answer, such as 15s")
    goal.add_argument("--blocking", metavar="SHARE", help="largest blocked share, such as 1%%")
    goal.add_argument(
        "--max-occupancy", metavar="SHARE", help="occupancy limit beside the goal, such as 85%%"
    )
    goal.add_argument(
        "--shrinkage", metavar="SHARE", help="share of paid time away from the desk, such as 30%%"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document and no table")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            said = version("ccsim")
        except PackageNotFoundError:
            said = "(not installed, run from a checkout)"
        print(f"ccsim {said}")
        parser.exit()


def _run(options: argparse.Namespace) -> int:
    from sim.cli.run import run

    return run(options)


def _compare(options: argparse.Namespace) -> int:
    from sim.cli.compare import compare

    return compare(options)


def _sweep(options: argparse.Namespace) -> int:
    from sim.cli.sweep import sweep

    return sweep(options)


def _resolve(options: argparse.Namespace) -> int:
    from sim.cli.resolve import resolve

    return resolve(options)


def _verify(options: argparse.Namespace) -> int:
    from sim.cli.verify import verify

    return verify(options)


def _scenarios(options: argparse.Namespace) -> int:
    from sim.cli.scenarios import scenarios

    return scenarios(options)


def _app(options: argparse.Namespace) -> int:
    from sim.cli.app import app

    return app(options)


def _erlang_b(options: argparse.Namespace) -> int:
    from sim.cli.erlang import erlang

    return erlang("b", options)


def _erlang_c(options: argparse.Namespace) -> int:
    from sim.cli.erlang import erlang

    return erlang("c", options)


def _erlang_a(options: argparse.Namespace) -> int:
    from sim.cli.erlang import erlang

    return erlang("a", options)
