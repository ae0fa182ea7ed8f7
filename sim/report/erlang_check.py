"""The Erlang check of a study as a table and as sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.report import wording
from sim.report.table import Table
from sim.report.wording import Estimate

if TYPE_CHECKING:
    from sim.studies import ErlangSide, Study

MOST_LISTED = 8  # queues in a sentence
COLUMNS = ("queue", "by", "service level", "waits", "ASA", "abandoned", "occupancy")


def erlang_table(study: Study, most: int | None = None) -> Table | None:
    """Per queue: simulated, Erlang A and Erlang C, one under the other; None without queues.

    At most so many queues, the first of them.

    The service level is SL-1 for all three, whatever formula the target names, so that they can
    be compared.
    """
    rows: list[tuple[str, ...]] = []
    checks = list(study.erlang.items())
    for queue, check in checks[:most]:
        seen = check.simulated
        rows.append(
            (
                queue,
                "simulated",
                wording.percent_interval(_estimate(seen["service_level_offered"]))
                if check.within_s is not None
                else "",
                wording.percent(seen["wait_probability"][0]),
                wording.duration(seen["asa_s"][0]),
                wording.percent(seen["abandon_rate"][0]),
                wording.percent(seen["occupancy"][0]),
            )
        )
        rows.append(("", "Erlang A", *_side(check.erlang_a, check.within_s)))
        rows.append(("", "Erlang C", *_side(check.erlang_c, check.within_s)))
    if not rows:
        return None
    note = (
        "Service level SL-1. Every interval is taken as a steady state of its own with the planned "
        "seats; unstable: in some interval the load is not below the seats."
    )
    if most is not None and len(checks) > most:
        note += f" The first {most} of {len(checks)} queues; report.html (--out) has all."
    return Table("Erlang check", COLUMNS, tuple(rows), frozenset({"queue", "by"}), note=note)


def _side(side: ErlangSide, within_s: float | None) -> tuple[str, ...]:
    level = "" if within_s is None else wording.percent(side.service_level)
    if side.unstable_intervals:
        return (level, wording.percent(side.wait_probability), "unstable", "", "")
    return (
        level,
        wording.percent(side.wait_probability),
        wording.duration(side.asa_s),
        wording.percent(side.abandon_rate),
        wording.percent(side.occupancy),
    )


def erlang_reasons(study: Study) -> list[tuple[str, tuple[str, ...]]]:
    """Queue by queue, why simulation and formulas differ; queues without a reason are left out."""
    return [(queue, check.reasons) for queue, check in study.erlang.items() if check.reasons]


def erlang_omitted(study: Study) -> list[str]:
    """Queues without an Erlang check, and why; those of one reason together."""
    by_reason: dict[str, list[str]] = {}
    for queue, why in study.without_erlang.items():
        by_reason.setdefault(why, []).append(queue)
    return [f"{_listed(queues)}: no Erlang check. {why}" for why, queues in by_reason.items()]


def _listed(queues: list[str]) -> str:
    if len(queues) <= MOST_LISTED:
        return ", ".join(queues)
    return f"{', '.join(queues[:MOST_LISTED])} and {len(queues) - MOST_LISTED} more"


def _estimate(figure: tuple[float, float, float]) -> Estimate:
    mean, low, high = figure
    if math.isfinite(low) and math.isfinite(high):
        return Estimate(mean, low, high)
    return Estimate(mean)
