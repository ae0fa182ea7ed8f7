"""What the figures of a report mean: the entries of the metric catalogue that it shows."""

from __future__ import annotations

from sim.metrics import METRICS
from sim.report.reading import Reader
from sim.report.table import Table

JOURNEYS = (
    "flowed_out",
    "service_level_without_flow_out",
    "issues",
    "attempts_per_issue",
    "resolved",
    "customers_lost",
    "fcr",
    "repeat_rate",
    "redial_rate",
)
SELF_SERVICE = ("containment", "true_containment", "bounce_back", "session_s")
WRITTEN = ("first_response_s", "response_rate", "response_s")
DEFERRED = (
    "response_level",
    "response_level_arrived",
    "completed",
    "backlog",
    "backlog_days",
    "oldest_age",
    "live_occupancy",
)
MESSAGES = ("threads", "reply_s", "expired")
POSTS = ("heard", "relevant", "triaged", "spread", "reproduction")
CHATS = ("first_response_s", "effort_s", "concurrency_mean", "slot_occupancy")
OUTBOUND = ("unreached", "reached_rate", "total_wait_s")
SHOWN = (
    "offered",
    "answered",
    "abandoned",
    "blocked",
    "service_level",
    "abandon_rate",
    "asa_s",
    "wait_probability",
    "wait_p50_s",
    "wait_p90_s",
    "wait_max_s",
    "handle_s",
    "days_met",
    "seated",
    "staffed",
    "occupancy",
    "utilisation",
    "overtime_h",
    "staff_cost",
    "cost",
    "cost_per_contact",
)
COLUMNS = ("figure", "metric", "unit", "formula")


def definitions_table(reader: Reader) -> Table:
    """Title, name, unit and formula of every metric shown, from the catalogue."""
    names = list(SHOWN)
    if reader.study.model.labels.follow_ups:
        names += JOURNEYS
    if reader.queues_of("self_service"):
        names += SELF_SERVICE
    if reader.queues_of("outbound"):
        names += OUTBOUND
    if any(reader.queues_of(kind) for kind in ("email", "social", "community")):
        names += WRITTEN + DEFERRED
    if reader.queues_of("messaging"):
        names += WRITTEN + MESSAGES
    if reader.queues_of("social"):
        names += POSTS
    if reader.queues_of("chat") or reader.queues_of("messaging"):
        names += CHATS
    entries = [METRICS[name] for name in dict.fromkeys(names)]
    rows = tuple((entry.title, entry.name, entry.unit, entry.formula) for entry in entries)
    note = (
        "Contact figures belong to the interval in which a contact arrives, agent figures to the "
        "clock. Ratios are sums over sums, never means of percentages; without contacts there is "
        "no ratio (n/a)."
    )
    return Table("Definitions", COLUMNS, rows, text_columns=frozenset(COLUMNS), note=note)
