"""What the figures of a report mean: the entries of the metric catalogue that it shows."""

from __future__ import annotations

from sim.metrics import METRICS
from sim.report.table import Table

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


def definitions_table() -> Table:
    """Title, name, unit and formula of every metric shown, from the catalogue."""
    entries = [METRICS[name] for name in SHOWN]
    rows = tuple((entry.title, entry.name, entry.unit, entry.formula) for entry in entries)
    note = (
        "Contact figures belong to the interval in which a contact arrives, agent figures to the "
        "clock. Ratios are sums over sums, never means of percentages; without contacts there is "
        "no ratio (n/a)."
    )
    return Table("Definitions", COLUMNS, rows, text_columns=frozenset(COLUMNS), note=note)
