"""Options of every command. Nothing heavy is imported here: `ccsim --help` answers at once."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

LARGEST_SEED = 2**63 - 1
MOST_REPLICATIONS = 100_000
LATER_ENGINES = ("fast",)

Command = Callable[[argparse.Namespace], int]


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line; `command` of the result is the function to call with it.

    `arguments` of the result are the words of the command line, for the manifest.

    Raises SystemExit(2) after a message on stderr, SystemExit(0) for `--help` and `--version`.
    """
    parser = _parser()
    options, unknown = parser.parse_known_args(arguments)
    chosen: argparse.ArgumentParser = options.parser
    if unknown:
        chosen.error(_unknown(chosen, unknown[0]))
    options.arguments = list(sys.argv[1:] if arguments is None else arguments)
    return options


def _unknown(parser: argparse.ArgumentParser, argument: str) -> str:
    known = [name for action in parser._actions for name in action.option_strings]
    name = argument.partition("=")[0]
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
    _add_run(_command(commands, "run", "simulate a scenario", _run))
    _add_compare(
        _command(commands, "compare", "named scenarios against each other, paired", _compare)
    )
    _add_resolve(_command(commands, "resolve", "print a scenario in full, explicit form", _resolve))
    _add_scenarios(_command(commands, "scenarios", "list the shipped scenarios", _scenarios))
    erlang = commands.add_parser("erlang", help="Erlang B, C and A formulas", allow_abbrev=False)
    models = erlang.add_subparsers(title="formulas", metavar="FORMULA", required=True)
    _add_erlang(_command(models, "b", "Erlang B: no waiting, blocked contacts are lost", _erlang_b))
    _add_erlang(_command(models, "c", "Erlang C: everybody waits, nobody leaves", _erlang_c))
    _add_erlang(_command(models, "a", "Erlang A: customers leave when patience ends", _erlang_a))
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    summary: str,
    command: Command,
) -> argparse.ArgumentParser:
    description = summary[0].upper() + summary[1:] + "."
    parser = commands.add_parser(name, help=summary, description=description, allow_abbrev=False)
    parser.set_defaults(command=command, parser=parser)
    return parser


def _add_scenario_options(parser: argparse.ArgumentParser) -> None:
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


def _add_study_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--replications",
        metavar="N",
        type=_whole(1, MOST_REPLICATIONS),
        help="number of replications (default: run.replications of the scenario)",
    )
    parser.add_argument(
        "--seed",
        metavar="S",
        type=_whole(0, LARGEST_SEED),
        help="seed of all random draws (default: run.seed of the scenario)",
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
    _add_study_options(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document and no table")


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="scenario file, or name of a shipped one")
    _add_scenario_options(parser)
    _add_study_options(parser)
    parser.add_argument(
        "--engine",
        metavar="ENGINE",
        type=_engine,
        default="reference",
        help="reference (the only one so far)",
    )
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        help="write contacts.parquet, metrics.csv, replications.csv, scenario.resolved.yaml, "
        "manifest.json and report.html to this folder",
    )
    parser.add_argument(
        "--force", action="store_true", help="let --out replace what an earlier study wrote"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document and no table")
    parser.add_argument(
        "--require-targets",
        action="store_true",
        help="exit with code 1 when a queue misses its target",
    )


def _add_resolve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help="scenario file, or name of a shipped one"
    )
    _add_scenario_options(parser)
    parser.add_argument("--json", action="store_true", help="print JSON in place of YAML")
    parser.add_argument(
        "--schema", action="store_true", help="print the JSON Schema of scenario files and stop"
    )


def _add_scenarios(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document and no table")


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


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(
                f"{text!r} is not allowed; give a whole number from {least} to {most}"
            )
        return number

    return read


def _engine(text: str) -> str:
    if text in LATER_ENGINES:
        raise argparse.ArgumentTypeError(f"the {text} engine is not built yet; allowed: reference")
    if text != "reference":
        raise argparse.ArgumentTypeError(f"there is no engine {text!r}; allowed: reference")
    return text


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


def _resolve(options: argparse.Namespace) -> int:
    from sim.cli.resolve import resolve

    return resolve(options)


def _scenarios(options: argparse.Namespace) -> int:
    from sim.cli.scenarios import scenarios

    return scenarios(options)


def _erlang_b(options: argparse.Namespace) -> int:
    from sim.cli.erlang import erlang

    return erlang("b", options)


def _erlang_c(options: argparse.Namespace) -> int:
    from sim.cli.erlang import erlang

    return erlang("c", options)


def _erlang_a(options: argparse.Namespace) -> int:
    from sim.cli.erlang import erlang

    return erlang("a", options)
