"""`report.html`: one page that needs nothing else, to read, send on and print."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from sim.report.assumptions import changes_table
from sim.report.comparison import comparison_tables
from sim.report.definitions import definitions_table
from sim.report.demand import demand_by_origin
from sim.report.drawing import svg, theme
from sim.report.erlang_check import erlang_omitted, erlang_reasons, erlang_table
from sim.report.figures import figures
from sim.report.fonts import font_warning
from sim.report.frame import Picture
from sim.report.journeys import journey_tables
from sim.report.reading import Reader
from sim.report.required import required_by_erlang
from sim.report.slides_titles import change_title, compared, judged_metric
from sim.report.summary import summary_table
from sim.report.sweep import tornado_table
from sim.report.table import Table
from sim.report.tables import (
    group_table,
    interval_words,
    queue_table,
    waits_table,
    worst_table,
)
from sim.report.targets import answers
from sim.report.tornado_picture import tornado_picture
from sim.report.written import written_tables

if TYPE_CHECKING:
    from sim.studies import Study
    from sim.studies.comparison import Comparison
    from sim.studies.sensitivity import Sensitivity

ALL_METRICS = 3  # level of the summary
MOST_DRAWN = 8  # queues, and groups, with figures of their own


def render(
    study: Study,
    *,
    assumptions: str,
    provenance: Mapping[str, str],
    comparison: Comparison | None = None,
    sensitivity: Sensitivity | None = None,
) -> str:
    """The page as text.

    `assumptions` is the resolved scenario (YAML); `provenance` names and values for the last
    section (seed, versions, command, when). `comparison`: one whose baseline is the study; its
    differences, and what the scenarios change, come before the figures of the baseline.
    `sensitivity`: of the study, or of the baseline.
    """
    reader = Reader(study)
    labels = study.model.labels
    with_agents = reader.queues_with_agents()
    queues, groups = _largest(reader, with_agents), labels.groups[:MOST_DRAWN]
    required = required_by_erlang(study)
    with theme():
        demand = demand_by_origin(reader, _largest(reader, labels.queues))
        drawn = [*figures(reader, queues, groups, required), *([demand] if demand else [])]
        pictures = [embedded(picture) for picture in drawn]
        tornado = [] if sensitivity is None else tornado_pictures(sensitivity)
    warning = font_warning([labels.scenario, *labels.queues, *labels.groups])
    warnings = [*study.warnings, *([warning] if warning else [])]
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = files("sim.report").joinpath("templates/report.html.j2").read_text("utf-8")
    return environment.from_string(template).render(
        title=_title(study),
        subtitle=_subtitle(reader),
        conclusions=[] if comparison is None else _conclusions(comparison),
        baseline="" if comparison is None else _baseline(comparison),
        answers=answers(reader),
        compared=_compared(comparison),
        warnings=warnings,
        tables=[queue_table(reader), group_table(reader)],
        further=_further(reader),
        pictures=pictures,
        not_drawn=_not_drawn(queues, groups, with_agents, labels.groups),
        tornado=tornado,
        tornado_tables=[] if sensitivity is None else tornado_tables(sensitivity),
        erlang_table=erlang_table(study),
        erlang_reasons=erlang_reasons(study),
        erlang_omitted=erlang_omitted(study),
        definitions=definitions_table(reader),
        assumptions=assumptions,
        provenance=list(provenance.items()),
    )


def _compared(comparison: Comparison | None) -> list[Table]:
    if comparison is None:
        return []
    others = [other.scenario for other in comparison.others]
    changes = changes_table(comparison.base_study.scenario, others)
    return [*comparison_tables(comparison), changes]


def _title(study: Study) -> str:
    variant = study.scenario.variant
    name = study.model.labels.scenario
    return name if variant == "base" else f"{name}: {variant}"


def _subtitle(reader: Reader) -> str:
    instants: list[datetime] = reader.instants()
    start, end = instants[0], instants[-1]
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%A %Y-%m-%d %H:%M}"
    return f"{start:%A %Y-%m-%d %H:%M} to {until}. {interval_words(reader)}"


def _conclusions(comparison: Comparison) -> list[str]:
    """What the scenarios change, as the slides conclude it."""
    found = compared(comparison)
    metrics = [judged_metric(found)]
    has_cost = Reader(comparison.base_study).mean("center", "center", "cost")
    metrics += ["cost"] if has_cost else []
    return [f"{change_title(found, metric)}." for metric in metrics]


def _baseline(comparison: Comparison) -> str:
    """Whose sentences follow."""
    names = ", ".join(other.scenario.variant for other in comparison.others)
    base = comparison.base_study.scenario.variant
    return f"Compared with {base}: {names}. The baseline {base} itself:"


def _further(reader: Reader) -> list[Table]:
    """The tables behind the pictures: what went wrong first, then every side of it."""
    worst = worst_table(reader)
    found = [] if worst is None else [worst]
    found += [waits_table(reader), *written_tables(reader), *journey_tables(reader)]
    return [*found, summary_table(reader, ALL_METRICS)]


def _largest(reader: Reader, queues: Sequence[str]) -> list[str]:
    """Of these queues those with most contacts, in the order of the scenario."""
    by_size = sorted(queues, key=lambda queue: -(reader.mean("queue", queue, "offered") or 0.0))
    largest = set(by_size[:MOST_DRAWN])
    return [queue for queue in queues if queue in largest]


def _not_drawn(
    queues: Sequence[str],
    groups: Sequence[str],
    all_queues: Sequence[str],
    all_groups: Sequence[str],
) -> str:
    parts = []
    if len(queues) < len(all_queues):
        parts.append(f"the {len(queues)} largest of {len(all_queues)} queues")
    if len(groups) < len(all_groups):
        parts.append(f"the first {len(groups)} of {len(all_groups)} agent groups")
    if not parts:
        return ""
    return f"Drawn: {' and '.join(parts)}. metrics.csv has the figures of all."


def tornado_pictures(found: Sensitivity) -> list[dict[str, str]]:
    """What the assumptions do to each figure, as pictures of the page. Use inside `theme()`."""
    drawn = [tornado_picture(found, measure) for measure in found.measures]
    return [embedded(picture) for picture in drawn if picture is not None]


def tornado_tables(found: Sensitivity) -> list[Table]:
    """The same as tables."""
    return [tornado_table(found, measure) for measure in found.measures if found.effects[measure]]


def embedded(picture: Picture) -> dict[str, str]:
    """The picture as the template takes it. Use inside `theme()`."""
    data = base64.b64encode(svg(picture.figure)).decode("ascii")
    return {
        "id": picture.name,
        "text": picture.text,
        "source": f"data:image/svg+xml;base64,{data}",
    }
