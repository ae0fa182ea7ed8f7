"""The sensitivity that a report shows: worked out for it, unless `--no-sensitivity` leaves it out.

Each assumption is 10 % lower and higher by itself, so it takes two studies an assumption. So many
replications are taken as a fixed number of contacts allows, not as many as time allows: the same
command gives the same report.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.cli.progress import progress_bar
from sim.cli.stopping import keep_what_is_done

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.studies.pool import Pool
    from sim.studies.sensitivity import Sensitivity

SHOWN_IN: Final = (".pptx", ".html")
FEWEST, MOST = 4, 10  # replications
NONE: Final = "No sensitivity in the report"
CONTACTS: Final = {"fast": 4_000_000, "reference": 100_000}
"""Contacts simulated in all, by engine: some ten seconds on one core."""

TOO_MANY: Final = 25
"""No sensitivity where even the fewest replications simulate so many times those contacts."""


def add_report_options(parser: argparse.ArgumentParser) -> None:
    """`--report` and `--no-sensitivity`."""
    parser.add_argument(
        "--report",
        metavar="FILE",
        type=Path,
        help="write a report to this file: .html (a page), .xlsx (Excel) or .pptx (PowerPoint); "
        "a file that is there is replaced",
    )
    parser.add_argument(
        "--no-sensitivity",
        action="store_false",
        dest="sensitivity",
        help="leave the sensitivity out of the report: no further simulations for it",
    )


@dataclass(frozen=True)
class ForReport:
    """What the report shows, and a sentence: what was simulated besides, or why nothing was."""

    found: Sensitivity | None
    sentence: str


def sensitivity_for(
    scenario: Scenario, seed: int, engine: str, options: argparse.Namespace, pool: Pool
) -> ForReport | None:
    """What the report of these options shows; None where it shows none, or Ctrl-C stopped it."""
    target: Path | None = options.report
    if target is None or target.suffix.lower() not in SHOWN_IN or not options.sensitivity:
        return None
    if getattr(options, "policy", None) is not None:
        return ForReport(None, f"{NONE}: it routes by the scenario, not by a policy.")
    replications, contacts = replications_for(scenario, engine)
    if contacts > TOO_MANY * CONTACTS[engine]:
        return ForReport(
            None,
            f"{NONE}: it takes {contacts:,.0f} contacts by the {engine} engine. For a shorter "
            "period, or fewer replications, there is ccsim sweep --tornado.",
        )
    from sim.studies.sensitivity import sensitivity

    began = time.monotonic()
    with (
        progress_bar(what="sensitivity for the report") as progress,
        keep_what_is_done("the assumptions done") as stop,
    ):
        try:
            found = sensitivity(
                scenario,
                replications=replications,
                seed=seed,
                engine=engine,
                pool=pool,
                progress=progress,
                stop=stop,
            )
        except KeyboardInterrupt:  # before one assumption was done: the report goes without
            if not stop():
                raise
            return None
    if not any(found.effects.values()):
        return None
    return ForReport(found, _sentence(found, time.monotonic() - began))


def _sentence(found: Sensitivity, seconds: float) -> str:
    from sim.report.wording import counted, duration

    inputs = len(next(iter(found.effects.values()), ()))
    return (
        f"Sensitivity in the report: {counted(inputs, 'assumption')} {found.by * 100:g} % "
        f"lower and higher, {counted(found.replications, 'replication')} each, "
        f"{duration(seconds)}; --no-sensitivity leaves it out."
    )


def print_report(target: Path | None, moved: ForReport | None) -> None:
    """Say where the report is, and what was simulated for it besides."""
    if target is None:
        return
    if moved is not None:
        print(moved.sentence)
    print(f"Report written to {target}.")


def replications_for(scenario: Scenario, engine: str) -> tuple[int, float]:
    """Replications of each study of a sensitivity, and the contacts that all of them simulate."""
    from sim.compile import compile_model
    from sim.studies.sensitivity import USUAL_SHARE, inputs

    studies = 1 + 2 * sum(1 for _ in inputs(scenario, USUAL_SHARE))
    contacts = studies * float(compile_model(scenario).judging.expected.sum())
    affordable = int(CONTACTS[engine] / max(contacts, 1.0))
    replications = min(max(affordable, FEWEST), MOST)
    return replications, replications * contacts
