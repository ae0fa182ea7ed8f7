"""Level of the staff, and the error to expect: the neighbouring days simulated.

The chain of `staff` gives the shape of the staff over the day, but leaves it too small: see the
page. Each neighbouring day is therefore simulated with its own recorded arrivals and the staff
inferred from the other three, times a factor; the factor is the one at which as many customers
abandon as did. The day shown takes no part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import sim
from tools.bank_hotline import comparison, desk, tables
from tools.bank_hotline.comparison import Side
from tools.bank_hotline.inference import Staff

Floats = NDArray[np.float64]
Sides = dict[str, Side]  # by metric, of the center

FACTORS = (1.0, 1.1, 1.2)  # between them the share abandoned is nearly a straight line
REPLICATIONS = 40
SEED = 17  # not the scenario's own


@dataclass(frozen=True)
class Match:
    """The neighbouring days at the factor found: simulated and recorded, by day and metric."""

    factor: float
    simulated: dict[date, Sides]
    recorded: dict[date, Sides]


def level(days: dict[date, pd.DataFrame], share: float, staff: Staff, base: sim.Scenario) -> Match:
    """Finds the factor on the staff that gives the abandonments of the neighbouring days.

    share: of `regular+priority` with the head start. Raises ValueError if no factor tried does.
    """
    arrivals = {day: _arrivals(day, days) for day in days}
    recorded = {day: _recorded(day, contacts) for day, contacts in days.items()}

    def simulated(factor: float) -> dict[date, Sides]:
        return {
            day: _simulated(day, _scenario(base, arrivals[day], share, factor * staff.without[day]))
            for day in days
        }

    truth = pooled(recorded, "abandon_rate")
    gaps = [pooled(simulated(factor), "abandon_rate") - truth for factor in FACTORS]
    if not gaps[0] > 0 > gaps[-1]:
        raise ValueError(f"no factor between {FACTORS[0]} and {FACTORS[-1]} gives {truth:.1%}")
    factor = round(float(np.interp(0.0, gaps[::-1], FACTORS[::-1])), 2)
    return Match(factor, simulated(factor), recorded)


def pooled(sides: dict[date, Sides], metric: str) -> float:
    """A ratio of sums over the neighbouring days, each with its weight."""
    numerator = sum(
        desk.NEIGHBOURS[day] * float(own[metric].numerator.sum(axis=1).mean())
        for day, own in sides.items()
    )
    denominator = sum(
        desk.NEIGHBOURS[day] * float(own[metric].denominator.sum(axis=1).mean())
        for day, own in sides.items()
    )
    return numerator / denominator


def _arrivals(day: date, days: dict[date, pd.DataFrame]) -> pd.DataFrame:
    """Recorded contacts per half hour and class; the hour of the fault from the other days."""
    own = tables.arrivals_by_class(days[day]).astype(float)
    others = {other: contacts for other, contacts in days.items() if other != day}
    typical = tables.forecast_by_class(others)
    faulty = [slot for slot in range(desk.SLOTS) if desk.is_fault(day, slot)]
    own.loc[faulty] = typical.loc[faulty]
    return own


def _scenario(
    base: sim.Scenario, by_class: pd.DataFrame, share: float, agents: Floats
) -> sim.Scenario:
    changed = base
    for queue, counts in tables.by_queue(by_class, share).items():
        path = f"queues.{queue}.arrivals"
        changed = changed.replace(path, {"per_interval": [f"{count:.3f}" for count in counts]})
    return changed.replace("agents.desk.seated", [f"{number:.1f}" for number in agents])


def _simulated(day: date, scenario: sim.Scenario) -> Sides:
    study = sim.study(scenario, replications=REPLICATIONS, seed=SEED)
    frame = comparison.by_interval(study)
    return {
        metric: _counted(day, comparison.simulated(frame, "center", metric))
        for metric in comparison.RATIOS
    }


def _recorded(day: date, contacts: pd.DataFrame) -> Sides:
    table = tables.recorded_table(contacts, day)
    return {
        metric: _counted(day, comparison.recorded(table, "center", metric))
        for metric in comparison.RATIOS
    }


def _counted(day: date, side: Side) -> Side:
    """Without the half hours of the fault and the one after it, which inherits its queue."""
    kept = [
        slot
        for slot in range(desk.SLOTS)
        if not (desk.is_fault(day, slot) or desk.is_fault(day, slot - 1))
    ]
    return Side(side.numerator[:, kept], side.denominator[:, kept])
