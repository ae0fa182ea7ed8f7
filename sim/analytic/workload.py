"""Workload arithmetic: offered load, shrinkage, and the staff that clears a backlog."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.analytic import checks


def offered_load(rate_per_s: float, handle_time_s: float) -> float:
    """Load in erlangs: arrivals per second times mean handle time in seconds."""
    rate = checks.non_negative("rate_per_s", rate_per_s)
    return float(rate * checks.positive("handle_time_s", handle_time_s))


def rostered(seated: float, shrinkage: float) -> float:
    """Gross head count for a net one: seated / (1 - shrinkage). Not rounded: that is done once, at
    the roster.
    """
    net = checks.non_negative("seated", seated)
    return float(net / (1.0 - checks.share("shrinkage", shrinkage)))


@dataclass(frozen=True)
class BacklogStaffing:
    """Items to finish each day, items one agent finishes a day, and the agents this takes."""

    items_per_day: float
    items_per_agent_day: float
    agents_fractional: float
    agents: int


def backlog_staffing(
    backlog: float,
    days: float,
    arrivals_per_day: float,
    handle_time_s: float,
    productive_s_per_day: float,
) -> BacklogStaffing:
    """Agents that clear a backlog within so many days while also keeping up with what arrives.

    `productive_s_per_day` is the time one agent spends on items in a day. ValueError on bad input.
    """
    checks.non_negative("backlog", backlog)
    checks.positive("days", days)
    checks.non_negative("arrivals_per_day", arrivals_per_day)
    checks.positive("handle_time_s", handle_time_s)
    checks.positive("productive_s_per_day", productive_s_per_day)
    items = arrivals_per_day + backlog / days
    per_agent = productive_s_per_day / handle_time_s
    fractional = items / per_agent
    # A head count a rounding error above a whole number is that number.
    return BacklogStaffing(items, per_agent, fractional, math.ceil(fractional * (1.0 - 1e-12)))
