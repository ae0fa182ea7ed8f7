"""The sheets of simulated figures: Answer, Queues, Intervals, Flows, Comparison, Definitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.metrics import METRICS
from sim.metrics.frame import entity_names
from sim.metrics.origins import Origin
from sim.report.definitions import definitions_table
from sim.report.excel_sheet import Cell, Column, Kind, Sheet
from sim.report.journeys import ORIGIN_WORDS
from sim.report.reading import Band, Reader
from sim.report.targets import answer_sentence, target_met, target_of
from sim.report.wording import Estimate
from sim.studies.comparison import Comparison
from sim.studies.flows import flows

KINDS: dict[str, Kind] = {
    "share": "share",
    "s": "seconds",
    "money": "money",
    "contacts": "count",
    "agents": "agents",
    "h": "hours",
}
QUEUE_METRICS = (
    "offered",
    "answered",
    "abandoned",
    "blocked",
    "flowed_out",
    "contained",
    "unreached",
    "service_level",
    "abandon_rate",
    "asa_s",
    "wait_p90_s",
    "handle_s",
    "days_met",
    "fcr",
    "cost",
    "cost_per_contact",
    "cost_per_resolution",
)
INTERVAL_METRICS = ("offered", "answered", "abandoned", "service_level", "abandon_rate", "asa_s")
SCENARIO, REPLICATIONS = Column("scenario"), Column("replications", "number")
LEVELS = {"center": "all", "queue": "queue", "group": "group"}
FIRST_DEFINITIONS = (
    ("low, high", "", "", "95 % interval of the mean over the replications; empty with one"),
    ("empty cell", "", "", "not available: nothing to divide by, or no target"),
    ("rostered (gross)", "rostered", "agents",
     "seated / (1 - absent - off_desk) + paid breaks: the people on the roster who give these "
     "seats; a formula, so another shrinkage on Assumptions gives another roster"),
    ("paid hours", "paid_h", "h", "rostered x hours of the interval; a formula"),
    ("staff cost of an interval", "", "money",
     "paid hours x cost.hour on Assumptions; a formula; overtime stands on Cost"),
    ("required by Erlang A", "", "agents",
     "agents in the seat at which Erlang A meets the targets of the group's live queues, with its "
     "portion of the work as simulated, each interval by itself; empty for deferred work; the "
     "least staff by simulation: ccsim staff; gross and over or under are formulas"),
    ("as simulated", "", "",
     "what the simulation gave with the assumptions as they were; it does not follow changes"),
    ("service", "", "",
     "a changed cell moves gross staffing, hours and cost; service needs another simulation"),
)  # fmt: skip


def unit_words(unit: str, currency: str) -> str:
    """A unit as it stands in a header."""
    return {"money": currency or "money", "share": "share"}.get(unit, unit)


def triple(header: str, unit: str, kind: Kind) -> tuple[Column, Column, Column]:
    """Columns of a mean and its interval."""
    return (
        Column(f"{header} ({unit})", kind),
        Column(f"{header}, low ({unit})", kind),
        Column(f"{header}, high ({unit})", kind),
    )


def answer_sheet(readers: Sequence[Reader], notes: Sequence[str]) -> Sheet:
    """One row a queue: the sentence, the target and whether it is met; then what to know."""
    columns = (
        SCENARIO, Column("queue"), Column("answer"), Column("target"), Column("formula"),
        *triple("service level", "share", "share"),
        Column("target met (by the mean)"), *triple("days on target", "share", "share"),
        REPLICATIONS,
    )  # fmt: skip
    rows: list[list[Cell]] = []
    for reader in readers:
        name, count = reader.study.scenario.variant, float(reader.study.replications)
        for queue in reader.study.model.labels.queues:
            target = target_of(reader.study.model, queue)
            has_level = target is not None and target.within is not None
            level = reader.whole("queue", queue, "service_level") if has_level else None
            met = {True: "yes", False: "no", None: ""}[target_met(reader, queue)]
            rows.append(
                [
                    name, queue, answer_sentence(reader, queue),
                    target.words if target else "", target.formula if target else "",
                    *three(level), met, *three(reader.whole("queue", queue, "days_met")), count,
                ]
            )  # fmt: skip
        blank: list[Cell] = [None] * 9
        rows += [[name, "", f"Warning: {said}", *blank, count] for said in reader.study.warnings]
    rows += [["", "", f"Note: {said}", *[None] * 10] for said in notes]
    return Sheet("Answer", columns, rows)


def three(estimate: Estimate | None) -> list[Cell]:
    """Mean, low and high; empty where there is none."""
    if estimate is None:
        return [None, None, None]
    return [estimate.mean, estimate.low, estimate.high]


def queues_sheet(readers: Sequence[Reader], currency: str) -> Sheet:
    """One row a queue and total: its figures of the whole period."""
    columns = [SCENARIO, Column("queue"), Column("channel"), Column("service level formula")]
    for metric in QUEUE_METRICS:
        unit = METRICS[metric].unit
        columns += triple(METRICS[metric].title, unit_words(unit, currency), KINDS[unit])
    rows: list[list[Cell]] = []
    for reader in readers:
        model = reader.study.model
        channels = dict(zip(model.labels.queues, model.labels.channels, strict=True))
        for queue in entity_names(model.labels, "queue"):
            row: list[Cell] = [reader.study.scenario.variant, queue, channels.get(queue, "total")]
            row.append(_formula(reader, queue) if queue in channels else "")
            for metric in QUEUE_METRICS:
                row += three(reader.whole("queue", queue, metric))
            rows.append([*row, float(reader.study.replications)])
    return Sheet("Queues", (*columns, REPLICATIONS), rows)


def intervals_sheet(readers: Sequence[Reader]) -> Sheet:
    """One row a queue and interval of arrival."""
    columns = [SCENARIO, Column("queue"), Column("from", "time"), Column("to", "time")]
    columns.append(Column("service level formula"))
    for metric in INTERVAL_METRICS:
        unit = METRICS[metric].unit
        columns += triple(METRICS[metric].title, unit_words(unit, ""), KINDS[unit])
    rows = [row for reader in readers for row in _interval_rows(reader)]
    return Sheet("Intervals", (*columns, REPLICATIONS), rows)


def _interval_rows(reader: Reader) -> Iterator[list[Cell]]:
    instants = reader.instants()
    for queue in reader.study.model.labels.queues:
        bands = [reader.by_interval("queue", queue, metric) for metric in INTERVAL_METRICS]
        formula = _formula(reader, queue)
        for number in range(reader.intervals):
            row: list[Cell] = [reader.study.scenario.variant, queue]
            row += [instants[number], instants[number + 1], formula]
            for band in bands:
                row += band_cells(band, number)
            yield [*row, float(reader.study.replications)]


def band_cells(band: Band | None, number: int) -> list[Cell]:
    """Mean, low and high in one interval."""
    if band is None:
        return [None, None, None]
    return [float(band.mean[number]), float(band.low[number]), float(band.high[number])]


def _formula(reader: Reader, queue: str) -> str:
    target = target_of(reader.study.model, queue)
    return target.formula if target is not None else ""


def flows_sheet(readers: Sequence[Reader]) -> Sheet:
    """First attempts by queue, then what goes from queue to queue and why."""
    columns = (
        SCENARIO, Column("from"), Column("to"), Column("name"), Column("what"),
        *triple("attempts a replication", "attempts", "count"), REPLICATIONS,
    )  # fmt: skip
    rows: list[list[Cell]] = []
    for reader in readers:
        name, count = reader.study.scenario.variant, float(reader.study.replications)
        for queue in reader.study.model.labels.queues:
            first = three(reader.whole("queue", queue, "origin_first"))
            rows.append([name, "", queue, "", ORIGIN_WORDS[Origin.FIRST], *first, count])
        for flow in flows(reader.study.model, reader.study.flows):
            what = ORIGIN_WORDS[flow.origin]
            figures: list[Cell] = [flow.mean, flow.low, flow.high]
            rows.append([name, flow.source, flow.to, flow.name, what, *figures, count])
    return Sheet("Flows", columns, rows)


def comparison_sheet(comparison: Comparison) -> Sheet:
    """Every figure of the baseline and of each other scenario, and their paired difference."""
    columns = (
        SCENARIO, Column("baseline"), Column("level"), Column("name"), Column("figure"),
        Column("unit"), Column("value of the baseline", "number"), Column("value", "number"),
        Column("difference", "number"), Column("difference, low", "number"),
        Column("difference, high", "number"), Column("is there a difference"), REPLICATIONS,
    )  # fmt: skip
    base = comparison.base_study
    currency = base.model.judging.currency
    words = {True: "yes", False: "not shown: the interval includes 0", None: "one replication"}
    rows: list[list[Cell]] = []
    for other in comparison.others:
        for (level, name, metric), one in comparison.differences(other).items():
            known = METRICS.get(metric)
            if known is None:  # bands of days have no paired difference of means
                continue
            rows.append(
                [
                    other.scenario.variant, base.scenario.variant, LEVELS[level],
                    "" if level == "center" else name, known.title,
                    unit_words(known.unit, currency), one.baseline, one.value, one.difference,
                    one.low, one.high, words[one.is_real] if one.difference == one.difference
                    else "", float(base.replications),
                ]
            )  # fmt: skip
    return Sheet("Comparison", columns, rows)


def definitions_sheet(readers: Sequence[Reader]) -> Sheet:
    """What the figures mean, once for all scenarios."""
    found: dict[tuple[str, ...], None] = dict.fromkeys(FIRST_DEFINITIONS)
    for reader in readers:
        found |= dict.fromkeys(definitions_table(reader).rows)
    columns = (Column("figure"), Column("metric"), Column("unit"), Column("formula"))
    return Sheet("Definitions", columns, [list(row) for row in found])
