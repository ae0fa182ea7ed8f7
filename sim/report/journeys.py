"""What customers do next, as tables: flows, journeys, self-service, outbound; where present."""

from __future__ import annotations

from sim.metrics.origins import Origin
from sim.report import wording
from sim.report.by_queue import Column, count, duration, queues_table
from sim.report.reading import Reader
from sim.report.table import Table
from sim.report.wording import Estimate
from sim.studies.flows import Flow, flows

ORIGIN_WORDS = {
    Origin.FIRST: "first attempts",
    Origin.CHANNEL_SHIFT: "channel shift",
    Origin.REDIAL: "redials",
    Origin.CHASE: "chases",
    Origin.REPEAT: "repeats",
    Origin.TRANSFER: "transfers",
    Origin.MOVED: "moved",
    Origin.CALLBACK: "callbacks",
    Origin.ESCALATION: "escalations",
    Origin.BOUNCE_BACK: "bounce-backs",
    Origin.COMPANY: "by the company",
    Origin.TURN: "next turns",
    Origin.SPREAD: "spread",
}
MOST_FLOWS = 40


def journey_tables(reader: Reader) -> list[Table]:
    """The tables that this scenario has anything to say in."""
    found = (
        flows_table(reader),
        journeys_table(reader),
        self_service_table(reader),
        outbound_table(reader),
    )
    return [table for table in found if table is not None]


def flows_table(reader: Reader) -> Table | None:
    """Attempts from queue to queue, the largest flows first where there are many."""
    model = reader.study.model
    found = flows(model, reader.study.flows)
    if not found:
        return None
    shown = found
    if len(found) > MOST_FLOWS:
        shown = sorted(found, key=lambda flow: -flow.mean)[:MOST_FLOWS]
    rows = [
        (
            flow.source,
            flow.to,
            flow.name,
            ORIGIN_WORDS[flow.origin],
            wording.count_interval(_estimate(flow)),
            _share_of_source(reader, flow, found),
        )
        for flow in shown
    ]
    note = (
        "Attempts that arrived in the reported period, per replication. The share is that of the "
        "attempts of the queue they come from; of channel shift, of the customers who would have "
        "come there."
    )
    if len(found) > len(shown):
        note += f" The {len(shown)} largest of {len(found)} flows; --json has all."
    columns = ("from", "to", "name", "what", "attempts", "share")
    return Table(
        "What customers do next",
        columns,
        tuple(rows),
        text_columns=frozenset(columns[:4]),
        note=note,
    )


def _share_of_source(reader: Reader, flow: Flow, found: list[Flow]) -> str:
    whole = reader.mean("queue", flow.source, "attempts") or 0.0
    if flow.origin is Origin.CHANNEL_SHIFT:
        first = reader.mean("queue", flow.source, "origin_first") or 0.0
        whole = first + sum(
            other.mean
            for other in found
            if other.source == flow.source and other.origin is Origin.CHANNEL_SHIFT
        )
    return wording.percent(flow.mean / whole) if whole > 0 else wording.NOT_AVAILABLE


def _estimate(flow: Flow) -> Estimate:
    if flow.low == flow.low and flow.high == flow.high:  # nan: one replication cannot say
        return Estimate(flow.mean, flow.low, flow.high)
    return Estimate(flow.mean)


def journeys_table(reader: Reader) -> Table | None:
    """One row a queue in which issues begin: how they end; None without follow-ups."""
    labels = reader.study.model.labels
    if not labels.follow_ups:
        return None
    rows = []
    for queue in labels.queues:
        issues = reader.mean("queue", queue, "issues")
        if issues:
            rows.append(_journey_row(reader, "queue", queue, issues))
    if len(rows) > 1:
        everywhere = reader.mean("center", "center", "issues") or 0.0
        rows.append(("all", *_journey_row(reader, "center", "center", everywhere)[1:]))
    if not rows:
        return None
    columns = (
        "first attempt at",
        "issues",
        "attempts each",
        "resolved",
        "first contact",
        "lost",
        "repeats",
        "redials",
    )
    note = (
        "An issue is a first attempt and all it causes. First contact: resolved with one agent "
        "contact, of those with any. Repeats and redials: shares of the answered and of the lost "
        "attempts of the queue itself."
    )
    first = frozenset({columns[0]})
    return Table("Journeys", columns, tuple(rows), text_columns=first, note=note)


def _journey_row(reader: Reader, level: str, name: str, issues: float) -> tuple[str, ...]:
    def share_of_issues(metric: str) -> str:
        count = reader.mean(level, name, metric)
        return wording.NOT_AVAILABLE if count is None else wording.percent(count / issues)

    each = reader.mean(level, name, "attempts_per_issue")
    return (
        name,
        wording.count(issues),
        wording.NOT_AVAILABLE if each is None else f"{each:.2f}",
        share_of_issues("resolved"),
        wording.percent_interval(reader.whole(level, name, "fcr")),
        share_of_issues("customers_lost"),
        wording.percent(reader.mean(level, name, "repeat_rate")),
        wording.percent(reader.mean(level, name, "redial_rate")),
    )


def self_service_table(reader: Reader) -> Table | None:
    """One row a queue of self-service: what it contains, and for how long."""
    columns = (
        Column("sessions", "offered", count),
        Column("contained", "containment", wording.percent_interval),
        Column("truly contained", "true_containment", wording.percent_interval),
        Column("bounce-back", "bounce_back", wording.percent_interval),
        Column("session", "session_s", duration),
    )
    note = (
        "Truly contained: without another contact of the customer within the time set. "
        "Bounce-back: contained, but later answered by an agent."
    )
    queues = reader.queues_of("self_service")
    return queues_table(reader, "Self-service", "self-service", queues, columns, note)


def outbound_table(reader: Reader) -> Table | None:
    """One row an outbound queue: who was reached, and how long it took."""
    columns = (
        Column("requests", "offered", count),
        Column("reached", "answered", count),
        Column("unreached", "unreached", count),
        Column("reached of dialled", "reached_rate", wording.percent_interval),
        Column("request to reached", "asa_s", duration),
        Column("with first wait", "total_wait_s", duration),
    )
    note = "With first wait: also what callback customers waited before they accepted."
    queues = reader.queues_of("outbound")
    return queues_table(reader, "Callbacks and outbound", "outbound", queues, columns, note)
