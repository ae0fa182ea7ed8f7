"""The page of a staffing search: the need beside the schedule, to read, send on and print."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from sim.planning import GroupStaffing, Staffing
from sim.report.drawing import theme
from sim.report.fonts import font_warning
from sim.report.page import embedded, tornado_pictures, tornado_tables
from sim.report.staffing import (
    day_table,
    need_table,
    queue_table,
    service_table,
    staffing_figure,
)
from sim.report.staffing_beside import beside_figure
from sim.report.staffing_words import (
    decimal_h,
    judged_words,
    period_words,
    rostered_h,
    scheduled_h,
    source_of,
    staffing_sentences,
    whole_h,
)
from sim.report.table import Table
from sim.report.wording import NOT_AVAILABLE
from sim.studies.versions import versions

if TYPE_CHECKING:
    from sim.studies.sensitivity import Sensitivity

MOST_DRAWN = 8  # groups with figures and intervals of their own

TERMS = (
    ("need", "agents (h)", "agents in the seat, decimal: whole seats less what the limits leave "
     "unused, in the shape of Erlang A over what is judged together"),
    ("seats", "agents", "whole agents in the seat: what was simulated"),
    ("rostered", "agents (h)", "gross of the need: need / (1 - shrinkage)"),
    ("scheduled", "agents (h)", "agents in the seat by the scenario's seated, staff or shifts"),
    ("over/under", "agents (h)", "scheduled less seats (hours: less hours of the whole seats)"),
    ("load", "erlangs", "the group's portion of the work of its queues; portions add up"),
    ("live occupancy", "share", "time with a live contact / (busy + ready)"),
    ("binding", "", "the limit that one seat fewer would miss"),
    ("Erlang C, Erlang A", "agents", "decimal needs by the formulas, for the group's portion as a "
     "pool of its own in a steady state in each interval"),
    ("FTE", "contracts", "rostered hours of a day over a fifth of a contract's week"),
    ("other customers", "share", "the same plan with customers of another seed, who had no say in "
     "it"),
)  # fmt: skip


def staffing_page(
    found: Staffing,
    assumptions: str,
    facts: Mapping[str, str],
    sensitivity: Sensitivity | None = None,
) -> str:
    """The page as text.

    `assumptions` is the scenario with the plan (YAML); `facts` are names and values that come
    before engine, seed and versions in the last section (command, when). `sensitivity`: of the
    plan.
    """
    drawn = drawn_groups(found)
    names = {group.group for group in drawn}
    with theme():
        pictures = []
        for group in drawn:
            pictures.append(staffing_figure(found, group))
            if not group.by_day:
                pictures.append(beside_figure(found, group))
        shown = [embedded(picture) for picture in pictures]
        tornado = [] if sensitivity is None else tornado_pictures(sensitivity)
    queues = [one.queue for one in found.queues]
    warning = font_warning([found.scenario.tree.name, *queues, *names])
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = files("sim.report").joinpath("templates/report.html.j2").read_text("utf-8")
    variant = "" if found.scenario.variant == "base" else f": {found.scenario.variant}"
    return environment.from_string(template).render(
        title=f"Staff required: {found.scenario.tree.name}{variant}",
        subtitle=f"{period_words(found)}. {source_of(found)}.",
        conclusions=[],
        baseline="",
        answers=staffing_sentences(found),
        compared=[],
        warnings=[*found.warnings, *([warning] if warning else [])],
        tables=[queue_table(found), day_table(found, all_rows=True)],
        further=_further(found, drawn),
        pictures=shown,
        not_drawn=_not_drawn(found, drawn),
        tornado=tornado,
        tornado_tables=[] if sensitivity is None else tornado_tables(sensitivity),
        erlang_table=formulas_table(found),
        erlang_reasons=[],
        erlang_omitted=ERLANG_NOTES,
        definitions=_definitions(),
        assumptions=assumptions,
        provenance=list({**facts, **provenance(found)}.items()),
    )


ERLANG_NOTES = (
    "The formulas take each interval as a steady state of its own and each group as a pool of its "
    "own. They know neither what is left over from the interval before, nor agents who help out, "
    "and they meet the target in every interval, not over the day.",
)


def drawn_groups(found: Staffing) -> list[GroupStaffing]:
    """The groups with most hours, in the order of the scenario."""
    by_size = sorted(found.groups, key=whole_h, reverse=True)
    largest = {group.group for group in by_size[:MOST_DRAWN]}
    return [group for group in found.groups if group.group in largest]


def provenance(found: Staffing) -> dict[str, str]:
    """What gives the same figures again."""
    used = ", ".join(f"{name} {version}" for name, version in versions().items())
    return {
        "judged": judged_words(found),
        "engine": found.engine,
        "replications": str(found.replications),
        "seed": f"{found.seed}; {found.seed + 1} for the other customers",
        "hash of the scenario with the plan": found.scenario.content_hash,
        "versions": used,
    }


def formulas_table(found: Staffing) -> Table | None:
    """Seated hours of each group by simulation, by Erlang C and A, and as scheduled."""
    groups = [group for group in found.groups if not group.by_day]
    rows = tuple(
        (
            group.group,
            f"{decimal_h(group):,.1f}",
            f"{whole_h(group):,.1f}",
            _hours(group, [row.erlang_c for row in group.rows]),
            _hours(group, [row.erlang_a for row in group.rows]),
            f"{scheduled_h(group):,.1f}",
            f"{rostered_h(group):,.1f}",
        )
        for group in groups
    )
    columns = ("group", "simulation, decimal", "simulation, whole seats", "Erlang C", "Erlang A",
               "scheduled", "rostered (decimal)")  # fmt: skip
    if not rows:
        return None
    note = "Hours of the period in the seat; the formulas' are those of live work."
    return Table("Seated hours by simulation and formulas", columns, rows, frozenset({"group"}),
                 note)  # fmt: skip


def _hours(group: GroupStaffing, needs: Sequence[float]) -> str:
    """Hours of decimal needs; not available where the formula has none in an open interval."""
    there = [
        (need, row.open_h)
        for need, row in zip(needs, group.rows, strict=True)
        if row.open_h > 0 and row.seated > 0
    ]
    if not there or any(math.isnan(need) for need, _ in there):
        return NOT_AVAILABLE
    return f"{sum(need * hours for need, hours in there):,.1f}"


def _further(found: Staffing, drawn: Sequence[GroupStaffing]) -> list[Table]:
    """Need and what it gives by interval, of the groups that are drawn."""
    return [table for group in drawn for table in (need_table(group), service_table(group))]


def _not_drawn(found: Staffing, drawn: Sequence[GroupStaffing]) -> str:
    if len(drawn) == len(found.groups):
        return ""
    return (
        f"Shown by interval: the {len(drawn)} groups with most hours of {len(found.groups)}; the "
        "days are those of all. staffing.csv (--out) and the workbook (.xlsx) have every interval."
    )


def _definitions() -> Table:
    columns = ("figure", "unit", "meaning")
    return Table("Columns of the staffing tables", columns, TERMS, frozenset(columns))
